"""A Parquet of a store is read as one that lies here: in any piece, by any question, and no more of it than that."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore.store import MemoryStore

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs import cloud_parquet, row_groups, sparse
from carteira_cli.reading.inputs.cloud import Stored
from carteira_cli.reading.inputs.cloud_access import amazon_profile
from carteira_cli.reading.inputs.cloud_errors import refused
from carteira_cli.reading.inputs.cloud_parquet import CloudTable
from carteira_cli.reading.inputs.sparse import joined

FIRST = date(2024, 1, 1)


def stored(*frames: pl.DataFrame, size: int = 3, names: tuple[str, ...] = ()) -> list[Stored]:
    """Files of a store in memory, of small row groups."""
    store = MemoryStore()
    found = []
    for number, frame in enumerate(frames):
        made, name = io.BytesIO(), names[number] if names else f"{number}.parquet"
        frame.write_parquet(made, row_group_size=size)
        store.put(name, made.getvalue())
        found.append(Stored(store, f"mem://balde/{name}", name))
    return found


def sales(lines: int) -> pl.DataFrame:
    return pl.DataFrame({"dia": [FIRST + timedelta(days=n) for n in range(lines)], "n": range(lines)})


@pytest.fixture
def ranges(monkeypatch):
    """Each range that is asked of a store, but for the ends of files."""
    found = []
    part = sparse.part

    def asked(file, start, end):
        if start >= 0:
            found.append((file.name, start, end))
        return part(file, start, end)

    monkeypatch.setattr(sparse, "part", asked)
    monkeypatch.setattr(sparse, "TAIL", 8)
    monkeypatch.setattr(sparse, "NEAR", 0)
    return found


days = st.one_of(st.none(), st.dates(date(2023, 12, 1), date(2024, 2, 1)))
texts = st.one_of(st.none(), st.text("aáz0", max_size=3))
numbers = st.one_of(st.none(), st.integers(-9, 9))
floats = st.one_of(st.none(), st.floats(-2, 2), st.just(float("nan")))
moments = st.one_of(st.none(), st.datetimes(datetime(2024, 1, 1), datetime(2024, 1, 9)))  # noqa: DTZ001
amounts = st.one_of(st.none(), st.decimals(-9, 9, places=2))
SCHEMA = pl.Schema(
    {
        "d": pl.Date(),
        "t": pl.String(),
        "n": pl.Int16(),
        "f": pl.Float64(),
        "m": pl.Datetime("ms"),
        "v": pl.Decimal(9, 2),
        "l": pl.List(pl.Int64()),
    }
)
frames = st.lists(
    st.tuples(days, texts, numbers, floats, moments, amounts, st.lists(st.integers(0, 3), max_size=2)), max_size=12
).map(lambda rows: pl.DataFrame(rows, SCHEMA, orient="row"))
conditions = st.sampled_from(
    [
        None,
        pl.col("d") >= FIRST,
        (pl.col("d") < date(2024, 1, 10)) & (pl.col("n") > 0),
        pl.col("d").is_between(date(2024, 1, 3), date(2024, 1, 9)) | pl.col("t").is_null(),
        pl.col("t") == "a",
        pl.col("t") != "á",
        pl.col("t").is_in(["z", "0"]),
        pl.col("n").is_null(),
        ~(pl.col("n") == 3),
        pl.col("f") > 1,
        pl.col("f").is_nan(),
        pl.col("m") > datetime(2024, 1, 5),  # noqa: DTZ001
        pl.col("v") >= Decimal("1.50"),
        pl.col("l").list.len() == 1,
        pl.col("n") + 1 > pl.col("n"),
    ]
)


@pytest.mark.slow
@given(
    st.lists(frames, min_size=1, max_size=3),
    conditions,
    st.integers(1, 5),
    st.sampled_from([1, 300, 1 << 20]),
    st.sampled_from([None, ["n"], ["t", "d"], []]),
    st.booleans(),
)
def test_whatever_is_asked_is_answered_as_of_lines_at_hand(files, condition, size, stride, columns, numbered):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cloud_parquet, "STRIDE", stride)
        patch.setattr(sparse, "TAIL", 8)
        patch.setattr(sparse, "PIECE", 100)
        table = CloudTable(stored(*files, size=size))
        near = pl.concat(files).lazy()
        index = "linha" if numbered else None
        if numbered:
            near = near.with_row_index("linha", 1).with_columns(pl.col("linha").cast(pl.Int64))
        answers = []
        for lines in (near, table.scan(index)):
            asked = lines if condition is None else lines.filter(condition)
            answers.append(asked if columns is None else asked.select(*columns, *["linha"] * numbered))
        assert answers[1].collect().equals(answers[0].collect())
        assert table.scan(index).head(2).collect().equals(near.head(2).collect())
        assert table.scan(index).select(pl.len()).collect().item() == sum(map(len, files))


def test_only_row_groups_that_may_have_a_line_are_brought(ranges):
    table = CloudTable(stored(sales(30), sales(30)))
    late = table.scan(None).filter(pl.col("dia") >= FIRST + timedelta(days=28)).select("n")
    ranges.clear()
    assert late.collect()["n"].to_list() == [28, 29] * 2
    assert {name for name, *_ in ranges} == {"0.parquet", "1.parquet"}
    few = sum(end - start for _, start, end in ranges)
    ranges.clear()
    assert table.scan(None).select("n", "dia").collect().height == 60
    assert sum(end - start for _, start, end in ranges) > 8 * few  # all row groups but one of ten
    ranges.clear()
    assert table.scan(None).filter(pl.col("dia") < FIRST).select("n").collect().is_empty()
    assert late.collect().height == 4
    assert not ranges  # none was asked for, and what was brought is there


def test_what_is_no_number_is_in_no_statistics():
    frame = pl.DataFrame({"f": [0.5, float("nan"), 0.25, None]})
    made, store = io.BytesIO(), MemoryStore()
    pq.write_table(frame.to_arrow(), made)
    store.put("v.parquet", made.getvalue())
    table = CloudTable([Stored(store, "mem://v.parquet", "v.parquet")])
    for condition in (pl.col("f") > 1, pl.col("f").is_nan()):
        assert table.scan(None).filter(condition).collect().height == frame.filter(condition).height == 1


def test_where_the_engine_no_longer_says_what_to_leave_out_all_is_read(ranges, monkeypatch):
    monkeypatch.delattr(pl.Expr, "_skip_batch_predicate")
    table = CloudTable(stored(sales(30)))
    ranges.clear()
    assert table.scan(None).filter(pl.col("dia") < FIRST + timedelta(days=2)).collect().height == 2
    assert len(ranges) == 1
    assert row_groups.may_have(sparse.Footer(stored(sales(9))[0]), pl.Schema(), {}, pl.col("n") > 7) == [True] * 3


def test_what_was_brought_goes_when_it_is_too_much(ranges, monkeypatch):
    monkeypatch.setattr(cloud_parquet, "KEPT", 0)
    monkeypatch.setattr(cloud_parquet, "STRIDE", 1)
    table = CloudTable(stored(sales(9)))
    for _ in range(2):
        ranges.clear()
        assert table.scan(None).collect().equals(sales(9))
        assert len(ranges) == 3


def test_folders_tell_columns():
    names = ("v/ano=2023/loja=A%20B/1.parquet", "v/ano=2024/loja=C/1.parquet")
    table = CloudTable(stored(sales(2), sales(3), names=names), "v/")
    assert table.schema == {"dia": pl.Date, "n": pl.Int64, "ano": pl.Int64, "loja": pl.String}
    found = table.scan(None).filter(pl.col("ano") == 2024).select("n", "loja").collect()
    assert found.rows() == [(0, "C"), (1, "C"), (2, "C")]
    assert CloudTable(stored(sales(2), names=names[:1])).schema == sales(2).schema


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (sales(1).drop("n"), "1.parquet não tem a coluna n: não é da mesma tabela que mem://balde/0.parquet"),
        (sales(1).with_columns(x=1), "1.parquet tem a mais a coluna x"),
        (sales(1).with_columns(pl.col("n").cast(pl.String)), "1.parquet tem de outro tipo a coluna n"),
    ],
)
def test_files_of_several_tables(other, told):
    with pytest.raises(DataError, match=told):
        CloudTable(stored(sales(2), other))


@pytest.mark.parametrize(
    "content", [b"cliente;valor\n", b"PAR1" + b"x" * 40 + b"\xff\xff\xff\x00PAR1", b"\0" * 9 + b"PAR1"]
)
def test_what_is_no_parquet(content):
    store = MemoryStore()
    store.put("v.parquet", content)
    with pytest.raises(DataError, match=r"mem://v.parquet não é um Parquet que se possa ler"):
        CloudTable([Stored(store, "mem://v.parquet", "v.parquet")])


def test_a_damaged_page_is_told_as_of_a_file_at_hand():
    made, store = io.BytesIO(), MemoryStore()
    pq.write_table(sales(3).to_arrow(), made, write_page_checksum=True, compression="none", use_dictionary=False)
    whole = made.getvalue()
    at = whole.index(b"".join(number.to_bytes(8, "little") for number in range(3)))
    store.put("v.parquet", whole[:at] + b"\x07" + whole[at + 1 :])
    table = CloudTable([Stored(store, "mem://v.parquet", "v.parquet")])
    assert table.scan(None).select("dia").collect().height == 3
    with pytest.raises(DataError, match=r"mem://v.parquet está danificado"):
        table.scan(None).select("n").collect()


def test_spans_that_almost_touch_are_one():
    assert joined([(50, 60), (0, 10), (12, 20), (5, 8)], near=2) == [(0, 20), (50, 60)]


@pytest.mark.parametrize(
    ("said", "told", "hint"),
    [
        ("PUT http://169.254.169.254/latest/api/token: 403 Forbidden", "faltam credenciais", "AWS_SKIP_SIGNATURE"),
        (
            "status code: 400 <Code>AuthorizationHeaderMalformed</Code> expecting 'sa-east-1'",
            "(sa-east-1)",
            "sa-east-1",
        ),
        ("status code: 403 <Code>Novo</Code> SEGREDO", "sem permissão para ler", "credenciais"),
        ("status code: 504 <Code>x</Code>", "o servidor falhou (erro 504)", "mais tarde"),
        ("kind: Timeout, source: TimedOut", "o servidor parou de responder", "rede"),
        ("builder error", "sem criptografia", "AWS_ALLOW_HTTP"),
        ("something else about SEGREDO", "não pôde ser lido", "baixe o arquivo"),
    ],
)
def test_what_a_library_says_is_told_in_our_words(said, told, hint):
    error = refused(OSError(said), "s3://AKIA:SEGREDO@balde/v.csv")
    assert told in error.message
    assert hint in error.hint
    assert "SEGREDO" not in error.message + error.hint


def test_a_profile_of_amazon(tmp_path):
    (tmp_path / "credentials").write_text(
        "[default]\naws_access_key_id = A\naws_secret_access_key = B%\n[loja]\naws_access_key_id=C\n"
        "aws_secret_access_key=D\naws_session_token=E\n"
    )
    (tmp_path / "config").write_text(
        "[default]\nregion = sa-east-1\ns3 =\n  addressing_style = path\n[profile loja]\nendpoint_url = https://x\n"
        "[profile sso]\nsso_start_url = https://y\n"
    )
    files = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"), "AWS_CONFIG_FILE": str(tmp_path / "config")}
    usual = {"access_key_id": "A", "secret_access_key": "B%", "region": "sa-east-1"}
    shop = {"access_key_id": "C", "secret_access_key": "D", "session_token": "E", "endpoint": "https://x"}
    assert amazon_profile(files) == usual
    assert amazon_profile(files | {"AWS_REGION": "us-east-1"}) == {
        each: usual[each] for each in usual if each != "region"
    }
    assert amazon_profile(files | {"AWS_PROFILE": "loja"}) == shop
    assert amazon_profile(files | {"AWS_PROFILE": "loja", "AWS_ACCESS_KEY_ID": "Z"}) == {"endpoint": "https://x"}
    with pytest.raises(DataError, match=r"o perfil nenhum, de AWS_PROFILE, não está em"):
        amazon_profile(files | {"AWS_PROFILE": "nenhum"})
    with pytest.raises(DataError, match=r"o perfil sso da AWS não tem chaves") as caught:
        amazon_profile(files | {"AWS_PROFILE": "sso"})
    assert "aws configure export-credentials" in caught.value.hint
