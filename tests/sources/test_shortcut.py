"""The account of a Parquet file taken on the side is the one that reading every line gives."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from carteira_cli.days import to_day
from carteira_cli.engines import polars
from carteira_cli.engines.panel import Measure, collapse, days_needed
from carteira_cli.sources.ledger import Ledger, open_ledger
from carteira_cli.sources.matching import status
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import VENDAS
from carteira_cli.sources.proving import shortcut
from carteira_cli.sources.proving.audit import audit_part
from carteira_cli.sources.reading_rules import Rules

SAMPLE = 200  # of a file's lines that tell its statuses beforehand; SAMPLE of the package is more
FIRST = date(2023, 1, 1)
DAYS = 200
MIDDLE = to_day(FIRST) + DAYS // 2
RANGES = {"all days": (None, None), "the latter half": (MIDDLE, None), "ten days": (MIDDLE, MIDDLE + 10)}
RANGES |= {"but a few days": (to_day(FIRST) + 5, to_day(FIRST) + DAYS - 9)}


@pytest.fixture(autouse=True)
def _small_sample(monkeypatch):
    monkeypatch.setattr("carteira_cli.sources.matching.status.SAMPLE", SAMPLE)


def opened(path) -> Ledger:
    return open_ledger(VENDAS, [path], {}, Rules(DEFAULT_CANCELLED, optional=frozenset({"venda"})))


def measures(start, end) -> dict[str, Measure]:
    return {
        "receita": Measure("sum", "validas", start, end),
        "comprou": Measure("any", "compras", start, end),
        "pedidos": Measure("orders", "compras", start, end),
        "ultima": Measure("max", "compras", start, end),
    }


def panel(lines: pl.LazyFrame, start, end) -> pl.LazyFrame:
    return collapse(nw.from_native(lines), measures(start, end), has_orders=True).to_native()


def compare(path, days=(None, None)) -> bool:
    """Hold the shortcut against the long way; whether it was taken."""
    taken = []
    ledger, slow = opened(path), opened(path)

    def spy(*args, **more):
        found = original(*args, **more)
        taken.append(found is not None)
        return found

    original = shortcut.collect_with_account
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("carteira_cli.sources.proving.lines.collect_with_account", spy)
        fast = ledger.collect(lambda lines: panel(lines, *days), *days_needed(measures(*days).values()))
    wanted = audit_part(slow.proven.parts[0])[0]
    assert ledger.proven.audit == wanted
    assert (ledger.first_day, ledger.last_day) == (wanted.first_day, wanted.last_day)
    whole = slow.proven.parts[0].lines((None, None), id_as_text=slow.opened.ids_are_text, clean=False)
    assert fast.sort("cliente").equals(panel(whole, *days).collect().sort("cliente"))
    return any(taken)


def clean(count=3 * SAMPLE, seed=1) -> dict[str, list]:
    """Lines in the order of their days, with nothing wrong."""
    random = Random(seed)  # noqa: S311 - no secret
    return {
        "cliente": [f"C{random.randrange(50):02}" for _ in range(count)],
        "data": [FIRST + timedelta(days=DAYS * n // count) for n in range(count)],
        "valor": [random.randrange(-500, 5000) / 100 for _ in range(count)],
        "venda": [random.choice((None, f"V{n // 3}")) for n in range(count)],
        "status": [random.choice(("ok", "ok", "ok", "cancelado", None)) for _ in range(count)],
    }


def written(tmp_path, columns, *, group=100, **types):
    path = tmp_path / "vendas.parquet"
    pl.DataFrame(columns, schema_overrides=types).write_parquet(path, row_group_size=group)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("days", RANGES.values(), ids=RANGES.keys())
@pytest.mark.parametrize("group", [7, 100_000])
def test_a_clean_file_is_read_once(tmp_path, days, group):
    assert compare(written(tmp_path, clean(), group=group), days)


@pytest.mark.parametrize("most", [0, polars.SHARED])
@pytest.mark.parametrize("days", RANGES.values(), ids=RANGES.keys())
def test_a_query_gets_the_lines_of_its_days_alone(tmp_path, days, most, monkeypatch):
    monkeypatch.setattr(polars, "SHARED", most)
    path, (start, end) = written(tmp_path, clean()), days
    found = opened(path).collect(lambda lines: lines.select("data").unique(), *days)["data"]
    there = pl.Series([to_day(day) for day in clean()["data"]], dtype=pl.Int32).unique()
    inside = [day for day in there if (start is None or day >= start) and (end is None or day < end)]
    assert sorted(found) == sorted(inside)
    compare(path, days)


@pytest.mark.parametrize(
    ("void", "edges"), [((), (0, 199)), ((0,), (1, 199)), ((0, 1, 199), (2, 198)), (range(200), None)]
)
def test_the_first_and_last_valid_days_are_found_where_those_of_all_lines_are_void(tmp_path, void, edges):
    columns = {name: [] for name in ("cliente", "data", "valor", "status")}
    for day in range(DAYS):
        for name, cell in zip(
            columns, ("C1", FIRST + timedelta(day), 1.5, "cancelado" if day in void else "ok"), strict=True
        ):
            columns[name].append(cell)
    found = opened(written(tmp_path, columns)).opened.edges()
    assert found == (edges and tuple(to_day(FIRST) + day for day in edges))


PLAIN = {"cliente": pl.String, "data": pl.Date, "valor": pl.Float64, "venda": pl.String, "status": pl.String}
TYPES = {
    "integers": ({"valor": round}, {}),
    "decimals of two places": ({"valor": lambda x: Decimal(str(x))}, {"valor": pl.Decimal(12, 2)}),
    "decimals of four places": ({"valor": lambda x: Decimal(str(x))}, {"valor": pl.Decimal(12, 4)}),
    "integer customers": ({"cliente": lambda x: int(x[1:])}, {"cliente": pl.Int32}),
    "categorical status": ({}, {"status": pl.Categorical}),
    "instants": ({}, {"data": pl.Datetime("us")}),
    "instants of a zone": ({}, {"data": pl.Datetime("ms", "America/Sao_Paulo")}),
}


@pytest.mark.slow
@pytest.mark.parametrize("days", RANGES.values(), ids=RANGES.keys())
@pytest.mark.parametrize(("change", "types"), TYPES.values(), ids=TYPES.keys())
def test_clean_files_of_every_type_are_read_once(tmp_path, change, types, days):
    columns = clean()
    columns |= {name: [convert(cell) for cell in columns[name]] for name, convert in change.items()}
    frame = pl.DataFrame(columns)
    if "data" in types:
        frame = frame.with_columns(pl.col("data").cast(pl.Datetime("us")))
        if types["data"].time_zone:
            frame = frame.with_columns(pl.col("data").dt.replace_time_zone("America/Sao_Paulo", ambiguous="earliest"))
    path = tmp_path / "vendas.parquet"
    frame.cast(types).write_parquet(path, row_group_size=50)
    assert compare(path, days)


@pytest.mark.slow
@pytest.mark.parametrize("days", RANGES.values(), ids=RANGES.keys())
def test_text_dates_are_accounted_for(tmp_path, days):
    columns = clean()
    columns["data"] = [day.isoformat() for day in columns["data"]]
    compare(written(tmp_path, columns), days)
    columns["data"][len(columns["data"]) // 2] = "2023-02-29"
    compare(written(tmp_path, columns), days)


FAULTS = {
    "a customer without a name": ("cliente", None),
    "an empty name": ("cliente", ""),
    "no day": ("data", None),
    "a day out of range": ("data", date(2300, 1, 1)),
    "a day before 1900": ("data", date(1899, 12, 31)),
    "no amount": ("valor", None),
    "not a number": ("valor", float("nan")),
    "infinity": ("valor", float("inf")),
    "more than can be exact": ("valor", 1e11),
    "half a cent": ("valor", 0.125),
    "a status unheard of, that voids": ("status", " CANCELÀDA"),
    "a status unheard of, that does not": ("status", "separado"),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "days"),
    list(zip([0, SAMPLE + 50, SAMPLE, -1], RANGES.values(), strict=True)),
    ids=["first", "middle", "later", "last"],
)
@pytest.mark.parametrize(("column", "cell"), FAULTS.values(), ids=FAULTS.keys())
def test_one_odd_line_anywhere_is_accounted_for(tmp_path, column, cell, place, days):
    columns = clean()
    columns[column][place] = cell
    compare(written(tmp_path, columns), days)


@pytest.mark.slow
@pytest.mark.parametrize("valid", [0, 1, 2])
@pytest.mark.parametrize("edge", [1, 40, 200])
def test_void_lines_at_the_edges_do_not_date_the_data(tmp_path, edge, valid):
    columns = clean(400)
    for place in (*range(edge), *range(-edge, 0)):
        columns["status"][place] = "cancelado"
    for place in range(valid):
        columns["status"][(200, 199)[place]] = "ok"
    compare(written(tmp_path, columns, group=30))


@pytest.mark.slow
def test_a_rare_status_in_the_middle_of_a_large_file_is_found(tmp_path, monkeypatch):
    monkeypatch.undo()  # the package's own sample
    columns = clean(3 * status.SAMPLE)
    columns["status"] = ["ok"] * len(columns["status"])
    middle = len(columns["status"]) // 2
    columns["status"][middle] = "Cancelada"
    path = written(tmp_path, columns, group=1_000)
    assert not compare(path)
    assert opened(path).proven.audit.cancelled == 1


@pytest.mark.slow
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    "types", [{}, {"valor": pl.Decimal(12, 2)}, {"valor": pl.Int64}], ids=["floats", "decimals", "integers"]
)
def test_amounts_that_could_pass_the_end_of_the_sums_are_read_the_long_way(tmp_path, monkeypatch, types, sign):
    columns = clean()
    amounts = [Decimal(round(100 * cell)) / 100 for cell in columns["valor"]]
    amounts[len(amounts) // 2] = Decimal(sign * 77)
    convert = {"": float, "Decimal": Decimal, "Int64": round}[str(types.get("valor", "")).partition("(")[0]]
    columns["valor"] = [convert(amount) for amount in amounts]
    path = written(tmp_path, columns, **types)
    monkeypatch.setattr(shortcut, "LIMIT", 100 * len(amounts) * 78)
    assert compare(path)
    monkeypatch.setattr(shortcut, "LIMIT", 100 * len(amounts) * 77)
    assert not compare(path)


@pytest.mark.parametrize(("cents", "quick"), [(-500, True), (500, False)])
def test_a_return_in_the_middle_is_looked_at_closely_where_its_amount_is_above_zero(tmp_path, cents, quick):
    """Whether it is one of its own, or the sale that came back, all of the file must say."""
    columns = clean()
    columns["status"], columns["valor"] = ["ok"] * len(columns["status"]), [abs(cell) for cell in columns["valor"]]
    middle = len(columns["status"]) // 2
    columns["status"][0], columns["valor"][0] = "Devolução", -1.0  # heard of at the start
    columns["status"][middle], columns["valor"][middle] = "Devolução", cents / 100
    assert compare(written(tmp_path, columns)) is quick


@pytest.mark.slow
@pytest.mark.parametrize("days_off", [-1, DAYS + 1], ids=["first day", "last day"])
@pytest.mark.parametrize(("status", "dates"), [("Cancelada", False), ("separado", True)])
def test_an_edge_of_the_days_may_stand_in_the_middle_with_a_status_unheard_of(tmp_path, days_off, status, dates):
    columns = clean()
    middle = len(columns["data"]) // 2
    odd = FIRST + timedelta(days=days_off)
    columns["status"][middle], columns["data"][middle] = status, odd
    path = written(tmp_path, columns)
    assert not compare(path)
    ledger = opened(path)
    assert (to_day(odd) in {ledger.first_day, ledger.last_day}) == dates


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_random_dirty_files_of_small_row_groups_are_accounted_for(tmp_path, seed):
    random = Random(seed)  # noqa: S311 - no secret
    columns = clean(random.choice((1, 7, 500, 900)), seed)
    if seed % 2:
        order = random.sample(range(len(columns["data"])), len(columns["data"]))
        columns = {name: [cells[place] for place in order] for name, cells in columns.items()}
    for column, cell in random.sample(sorted(FAULTS.values(), key=str), random.randrange(5)):
        for _ in range(random.choice((1, 3))):
            columns[column][random.randrange(len(columns[column]))] = cell
    for days in RANGES.values():
        compare(written(tmp_path, columns, group=random.choice((10, 50, 1_000)), **PLAIN), days)


@pytest.mark.parametrize("columns", [("cliente", "data", "valor"), ("cliente", "data", "valor", "venda")])
def test_files_without_the_optional_columns_are_read_once(tmp_path, columns):
    frame = pl.DataFrame(clean()).select(columns)
    path = tmp_path / "vendas.parquet"
    frame.write_parquet(path)
    ledger = opened(path)
    build = {"receita": Measure("sum", "validas")}
    found = ledger.collect(lambda lines: collapse(nw.from_native(lines), build, has_orders=False).to_native())
    wanted = frame.group_by("cliente").agg((pl.col("valor") * 100).round().cast(pl.Int64).sum().alias("receita"))
    assert found.sort("cliente").equals(wanted.sort("cliente"))
    assert ledger.proven.audit == audit_part(opened(path).proven.parts[0])[0]
