"""Every line of a file is read exactly, or rejected by name: lines = valid + cancelled + rejected."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carteira_cli.days import to_day
from carteira_cli.sources.ledger import Ledger, open_ledger
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import VENDAS
from carteira_cli.sources.reading_rules import Rules
from tests.running import Q1, carteira, sales

HEADER = ("cliente", "data", "valor", "status")


def opened(*paths, **rules) -> Ledger:
    return open_ledger(VENDAS, paths, {}, Rules(DEFAULT_CANCELLED, **rules))


def read(ledger):
    columns = ("cliente", "data", "valor", "cancelada", "compra")
    return ledger.proven.lines().select(columns).sort(columns).collect()


# --- typed files --------------------------------------------------------------------------------------------

DAYS = (date(1999, 12, 31), date(2024, 2, 29), date(2024, 3, 1))
NOON = [datetime(d.year, d.month, d.day, 12, tzinfo=UTC) for d in DAYS]
CLIENTES = {
    "text": pl.Series(["1", "22", "333"]),
    "Int64": pl.Series([1, 22, 333]),
    "UInt16": pl.Series([1, 22, 333], dtype=pl.UInt16),
    "Float64, which had blanks": pl.Series([1.0, 22.0, 333.0]),
    "Categorical": pl.Series(["1", "22", "333"], dtype=pl.Categorical),
    "Enum": pl.Series(["1", "22", "333"], dtype=pl.Enum(["333", "22", "1"])),
}
DATAS = {
    "text": pl.Series([d.isoformat() for d in DAYS]),
    "text with a time": pl.Series([f"{d.isoformat()}T23:59:59" for d in DAYS]),
    "Date": pl.Series(DAYS),
    "Datetime(us)": pl.Series([t.replace(tzinfo=None) for t in NOON], dtype=pl.Datetime("us")),
    "Datetime(ms)": pl.Series([t.replace(tzinfo=None) for t in NOON], dtype=pl.Datetime("ms")),
    "Datetime(ns)": pl.Series([t.replace(tzinfo=None) for t in NOON], dtype=pl.Datetime("ns")),
    "Datetime in UTC": pl.Series(NOON, dtype=pl.Datetime("us", "UTC")),
    "Datetime in São Paulo": pl.Series(NOON, dtype=pl.Datetime("us", "America/Sao_Paulo")),
}
EXACT = [Decimal("-7.00"), Decimal("20.00"), Decimal("1234567890.00")]
VALORES = {
    "text": pl.Series([str(x) for x in EXACT]),
    "Int64": pl.Series([int(x) for x in EXACT]),
    "Int32 text": pl.Series([f" {int(x)} " for x in EXACT]),
    "Float64": pl.Series([float(x) for x in EXACT]),
    "Decimal(18,2)": pl.Series(EXACT, dtype=pl.Decimal(18, 2)),
    "Decimal(20,4)": pl.Series(EXACT, dtype=pl.Decimal(20, 4)),
    "Decimal(12,0)": pl.Series(EXACT, dtype=pl.Decimal(12, 0)),
}
STATUS = {
    "text": pl.Series(["ok", None, " CANCELÀDO"]),
    "Categorical": pl.Series(["ok", None, " CANCELÀDO"], dtype=pl.Categorical),
    "Enum": pl.Series(["ok", None, " CANCELÀDO"], dtype=pl.Enum([" CANCELÀDO", "ok"])),
}
USUAL = {"cliente": "text", "data": "Date", "valor": "Int64", "status": "text"}
KINDS = {"cliente": CLIENTES, "data": DATAS, "valor": VALORES, "status": STATUS}
TYPED = [(column, kind) for column, kinds in KINDS.items() for kind in kinds]


@pytest.mark.slow
@pytest.mark.parametrize(("column", "kind"), TYPED, ids=[" ".join(pair) for pair in TYPED])
def test_every_type_of_a_parquet_column_says_the_same(tmp_path, column, kind):
    chosen = USUAL | {column: kind}
    path = tmp_path / "vendas.parquet"
    pl.DataFrame({name: KINDS[name][kind] for name, kind in chosen.items()}).write_parquet(path)
    ledger = opened(path)
    found = read(ledger).with_columns(pl.col("cliente").cast(pl.String)).rows()
    first, second, third = (to_day(day) for day in DAYS)
    assert found == [
        ("1", first, -700, False, False),
        ("22", second, 2000, False, True),
        ("333", third, 123_456_789_000, True, False),
    ]
    audit = ledger.proven.audit
    assert (audit.lines, audit.valid, audit.cancelled, audit.rejected) == (3, 2, 1, 0)
    assert (audit.first_day, audit.last_day) == (first, second)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("cliente", pl.Series(DAYS)),
        ("data", pl.Series([1, 2, 3])),
        ("data", pl.Series([1.5, 2, 3])),
        ("valor", pl.Series(DAYS)),
        ("valor", pl.Series([[1], [2], [3]])),
        ("valor", pl.Series([True, False, True])),
    ],
)
def test_a_type_that_can_not_be_is_refused_by_column(tmp_path, column, values):
    frame = pl.DataFrame({name: KINDS[name][kind] for name, kind in USUAL.items()}).with_columns(values.alias(column))
    frame.write_parquet(tmp_path / "vendas.parquet")
    ran = carteira("churn", "-C", tmp_path, *Q1)
    assert ran.code == 2
    assert f'a coluna "{column}"' in ran.error[0]


def test_the_zone_decides_the_day_of_an_instant(tmp_path):
    instant = datetime(2024, 1, 1, 1, 30, tzinfo=ZoneInfo("UTC"))  # still 2023 in Brazil
    path = tmp_path / "vendas.parquet"
    frame = pl.DataFrame({"cliente": ["A"], "data": [instant], "valor": [1]})
    frame.write_parquet(path)
    assert opened(path).proven.audit.last_day == to_day(date(2024, 1, 1))
    assert opened(path, zone="America/Sao_Paulo").proven.audit.last_day == to_day(date(2023, 12, 31))
    frame.with_columns(pl.col("data").dt.convert_time_zone("America/Sao_Paulo")).write_parquet(path)
    assert opened(path).proven.audit.last_day == to_day(date(2023, 12, 31))


def test_nulls_of_a_typed_file_are_rejected_by_column(tmp_path):
    path = tmp_path / "vendas.parquet"
    rows = [("A", DAYS[0], 1.0), (None, DAYS[0], 1.0), ("A", None, 1.0), ("A", DAYS[0], None), ("", None, None)]
    rows += [("A", DAYS[0], float("nan")), ("A", DAYS[0], float("inf")), ("A", date(2200, 1, 1), 1.0)]
    pl.DataFrame(rows, schema=["cliente", "data", "valor"], orient="row").write_parquet(path)
    audit = opened(path).proven.audit
    assert (audit.lines, audit.valid, audit.rejected) == (8, 1, 7)
    assert audit.by_column == {"cliente": 2, "data": 2, "valor": 3}


# --- rejected lines -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_rejected_line_is_named_by_file_line_column_value_and_reason(tmp_path):
    rows = [
        '"A\nB","2024-01-01","1"',  # lines 2 and 3
        "",
        '"C","2024-02-31","1"',  # line 5
        '"D\r\n\n","2024-01-01","um\nreal"',  # lines 6 to 9
        ',"2024-01-01","1"',  # line 10
        '"E","2024-01-01"',
        '"F","01/13/2024 25:99","1"',
        '"G","2024-01-01","1e99"',
        '"H","2024-01-01","' + "9" * 60 + 'x"',
    ]
    path = tmp_path / "vendas.csv"
    path.write_bytes(("cliente,data,valor\n" + "\n".join(rows) + "\n").encode())
    ledger = opened(path)
    named = [(Path(r.file).name, r.line, r.column, r.value) for r in ledger.proven.rejects(10)]
    assert named == [
        ("vendas.csv", 5, "data", "2024-02-31"),
        ("vendas.csv", 6, "valor", "um\nreal"),
        ("vendas.csv", 10, "cliente", None),
        ("vendas.csv", 11, "linha", '"E","2024-01-01"'),
        ("vendas.csv", 12, "data", "01/13/2024 25:99"),
        ("vendas.csv", 13, "valor", "1e99"),
        ("vendas.csv", 14, "valor", "9" * 60 + "x"),
    ]
    reasons = [reject.reason for reject in ledger.proven.rejects(10)]
    for reason, word in zip(
        reasons,
        ("2024-02-31", '"um real"', "vazia", "2 células", "01/13/2024", "grande demais", "9999[…]"),
        strict=True,
    ):
        assert word in reason
        assert "\n" not in reason
    assert len(ledger.proven.rejects(2)) == 2


def test_the_warning_counts_rejected_lines_and_shows_the_first_ones(tmp_path):
    sales(tmp_path, *["A,2024-01-01,1"] * 20, "B,ontem,1", "B,2024-01-01,x", ",2024-01-01,1", "B,2024-13-01,1")
    ran = carteira("ticket", "-C", tmp_path, *Q1, "-f", "json")
    (warning,) = [line for line in ran.document["avisos"] if "rejeitadas" in line]
    for part in ("vendas", "4 linhas", "de 24", "linha 22", '"ontem"', "linha 23", '"x"', "linha 24", "mais 1"):
        assert part in warning
    assert "linha 25" not in warning
    assert ran.document["fontes"]["vendas"]["rejeitadas"] == 4


def test_rows_of_a_parquet_are_counted_from_one_over_several_files(tmp_path):
    for name, days in (("a", ["2024-01-01", "ontem"]), ("b", ["hoje", "2024-01-01"])):
        frame = pl.DataFrame({"cliente": ["A", "B"], "data": days, "valor": [1, 2]})
        frame.write_parquet(tmp_path / f"{name}.parquet")
    ledger = opened(tmp_path / "a.parquet", tmp_path / "b.parquet")
    assert [(Path(r.file).name, r.line, r.value) for r in ledger.proven.rejects(9)] == [
        ("a.parquet", 2, "ontem"),
        ("b.parquet", 1, "hoje"),
    ]


# --- any dirt -----------------------------------------------------------------------------------------------

PEOPLE = {"A": "A", "00123": "00123", " B ": "B", "é;à": "é;à", "a\nb": "a b", "": None, "  ": None, "\t": None}
DATES = {
    "2024-01-02": date(2024, 1, 2),
    " 2024-02-29 ": date(2024, 2, 29),
    "2024-01-02T10:00:00": date(2024, 1, 2),
    "2024-01-02 23:59": date(2024, 1, 2),
    "2024-01-02T10:00:00.123-03:00": date(2024, 1, 2),
    "31/01/2024": date(2024, 1, 31),
    "5/6/2024 10:30": date(2024, 6, 5),
    "20240102": date(2024, 1, 2),
    "2024/01/02": date(2024, 1, 2),
    "1900-01-01": date(1900, 1, 1),
    "2199-12-31": date(2199, 12, 31),
}
NO_DATES = ["", " ", "-", "N/D", "ontem", "2023-02-29", "31/02/2024", "2024-01-02x", "1899-12-31", "2200-01-01"]
NO_DATES += ["20224-01-02", "2024-13-01", "2024-01-02T25:00:00"]
DATES |= dict.fromkeys(NO_DATES)
AMOUNTS = (
    {
        "10": 1000,
        "10.5": 1050,
        "-3.25": -325,
        "+4": 400,
        " 7 ": 700,
        "0": 0,
        "1e2": 10000,
        "0.005": 0,
        "1.234,56": 123_456,
        "R$ 10": 1000,
    }
    | {
        "99999999999.99": 9_999_999_999_999,
        "0.015": 2,
        "-0.00": 0,
        "1.234,56": 123_456,
        "1,5": 150,
        "R$ 10": 1000,
        "1 000,00": 100_000,
        "(2,50)": -250,
    }
    | dict.fromkeys(["", "x", "NULL", "NaN", "inf", "-Infinity", "1e11", "-100000000000", "1,2,3", "10%"])
)
STATUSES = {"ok": False, "": False, "cancelado": True, " CANCELÀDA ": True, "não cancelado": False}
CELLS = [list(PEOPLE), list(DATES), list(AMOUNTS), list(STATUSES)]
GOOD_CELLS = [[text for text, value in known.items() if value is not None] for known in (PEOPLE, DATES, AMOUNTS)]
dirty = st.tuples(*(st.sampled_from(cells) for cells in CELLS))
clean = st.tuples(*(st.sampled_from(cells) for cells in (*GOOD_CELLS, CELLS[3])))
blank = st.just(("", "", "", ""))


@pytest.mark.slow
@settings(max_examples=15)
@example(rows=[("a\nb", "-", "x", "ok"), ("A", "2024-01-02", "10.5", "ok")], mark=",")  # words, and no names of columns
@example(rows=[("", "", "", ""), (" B ", "-", "1e2", ""), ("A", "2024-01-02", "10", "ok")], mark=",")
@example(rows=[("a\nb", "ontem", "x", "ok"), ("A", "2024-01-02", "10.5", "ok")], mark=",")
@given(rows=st.lists(st.one_of(dirty, clean, clean, blank), min_size=1), mark=st.sampled_from(",;\t|"))
def test_every_line_is_valid_cancelled_or_rejected(tmp_path_factory, rows, mark):
    rows = [("A", "2024-01-02", "10.5", "ok"), *rows]  # that the first line is data must be seen
    path = tmp_path_factory.mktemp("sujo") / "vendas.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=mark, lineterminator="\n").writerows([HEADER, *rows])
    wanted = {"valid": [], "cancelled": 0, "rejected": 0}
    for row in rows:
        person, day, cents = PEOPLE[row[0]], DATES[row[1]], AMOUNTS[row[2]]
        if person is None or day is None or cents is None:
            wanted["rejected"] += sum(cell != "" for cell in row) > 1  # a lone cell is a title
        elif STATUSES[row[3]]:
            wanted["cancelled"] += 1
        else:
            wanted["valid"].append((person, to_day(day), cents))
    ledger = opened(path)
    audit = ledger.proven.audit
    assert audit.lines == audit.valid + audit.cancelled + audit.rejected
    assert (audit.cancelled, audit.rejected) == (wanted["cancelled"], wanted["rejected"])
    assert sum(audit.by_column.values()) == audit.rejected
    assert len(ledger.proven.rejects(len(rows))) == audit.rejected
    lines = ledger.proven.lines().filter(~pl.col("cancelada")).select("cliente", "data", "valor").collect()
    assert sorted(lines.rows()) == sorted(wanted["valid"])
    assert audit.valid == len(wanted["valid"])
    days = [day for _, day, _ in wanted["valid"]]
    assert (audit.first_day, audit.last_day) == (min(days, default=None), max(days, default=None))
