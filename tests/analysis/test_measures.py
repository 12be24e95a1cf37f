"""Every legal measure in every way, by every engine, against plain Python; and each indicator is the same anywhere."""

from __future__ import annotations

import csv
import json
import random
import tomllib
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import narwhals.stable.v2 as nw
import pytest

from carteira_cli.analysis.analysed import analyse
from carteira_cli.config.resolve import load
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import Wanted, open_sources
from carteira_cli.customers.panels import Sweep
from carteira_cli.engines import polars
from carteira_cli.engines.masks import Masks
from carteira_cli.engines.panel import Measure
from carteira_cli.engines.spark import SparkEngine
from carteira_cli.engines.timeline import Timeline
from carteira_cli.engines.ways import MANY
from carteira_cli.kpis import catalogue as catalogue_module
from carteira_cli.kpis import customer_measures as measures_module
from carteira_cli.kpis.catalogue import catalogue, indicator, of_family
from carteira_cli.period import parse_period
from carteira_cli.units import Unit
from tests import clusters
from tests.engines.engines import DUCKDB
from tests.reduced import by_engine
from tests.running import carteira

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY_ZERO = date(1970, 1, 1)
AMOUNTS = ("valor", "custo", "valor_com_custo", "margem_com_custo")
SCOPES = ("compras", "validas", "todas")
LEGAL = [
    *product(("any", "min", "max", "lines", "orders"), SCOPES, (True, False), (True, False), ("valor",)),
    *product(("sum",), SCOPES, (True, False), (True, False), AMOUNTS),
]
NAMES = {f"m{number}": legal for number, legal in enumerate(LEGAL)}
SPANS = {"few": ("2024-01", "2024-02"), "many": ("2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-Q1")}


def lines():
    """Sales of ten customers; orders that cross customers and months, lines of no order, returns, void lines."""
    chance = random.Random(11)  # noqa: S311 - no secret
    found = []
    for _ in range(400):
        cents = chance.choice([-500, 0, 1, 999, 12_345, 70_000])
        found.append(
            {
                "cliente": f"C{chance.randrange(10)}",
                "data": date(2023, 11, 1) + timedelta(days=chance.randrange(220)),
                "valor": cents,
                "custo": chance.choice([None, 100, 5_000]),
                "venda": chance.choice([None, *(f"V{n}" for n in range(60))]),
                "cancelada": chance.random() < 0.1,
                "canal": chance.choice(["loja", "site", None]),
            }
        )
    return found


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("medidas")
    with (folder / "vendas.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["cliente", "data", "valor", "custo", "venda", "status", "canal"])
        for line in lines():
            cost = "" if line["custo"] is None else f"{line['custo'] / 100:.2f}"
            status = "cancelado" if line["cancelada"] else ""
            value = f"{line['valor'] / 100:.2f}"
            told = (line["venda"] or "", status, line["canal"] or "")
            writer.writerow([line["cliente"], line["data"], value, cost, *told])
    config = load({"pasta": str(folder), "periodo": "2024"}, environ={})
    wanted = Wanted(("vendas",), (), frozenset({"venda", "custo", "canal"}))
    return CustomerBase(config, open_sources(wanted, config, command="resumo"))


def expected(legal, rows, start, end):
    """What a measure says of one customer, out of all the lines that are swept together."""
    aggregate, scope, from_start, to_end, column = legal

    def within(line):
        day = (line["data"] - DAY_ZERO).days
        return (not from_start or day >= start) and (not to_end or day < end) and in_scope(line, scope)

    own = [line for line in rows["own"] if within(line)]
    days = [(line["data"] - DAY_ZERO).days for line in own]
    match aggregate:
        case "any":
            return bool(own)
        case "lines":
            return len(own)
        case "min" | "max":
            return (min if aggregate == "min" else max)(days, default=None)
        case "orders":
            firsts = {}
            for line in rows["all"]:
                if within(line) and line["venda"]:
                    firsts[line["venda"]] = min(firsts.get(line["venda"], line["cliente"]), line["cliente"])
            alone = sum(line["venda"] is None for line in own)
            return alone + sum(first == rows["customer"] for first in firsts.values())
        case _:
            return sum(amount(line, column) for line in own)


def in_scope(line, scope):
    void = line["cancelada"]
    return scope == "todas" or (not void and (scope == "validas" or line["valor"] > 0))


def amount(line, column):
    value, cost = line["valor"], line["custo"]
    return {
        "valor": value,
        "custo": cost or 0,
        "valor_com_custo": 0 if cost is None else value,
        "margem_com_custo": 0 if cost is None else value - cost,
    }[column]


def measure(legal, span):
    aggregate, scope, from_start, to_end, column = legal
    start, end = span.period.start if from_start else None, span.period.end if to_end else None
    return Measure(aggregate, scope, start, end, column)


def groups(spans, engine):
    """All measures at once, those that each faster way gives, and each for itself; DuckDB is slow to be asked."""
    if engine is polars or len(spans) < MANY:
        yield NAMES
    for way in (Masks, Timeline):
        yield {name: legal for name, legal in NAMES.items() if way.fits([measure(legal, spans[0])])}
    if engine is polars:
        yield from ({name: legal} for name, legal in NAMES.items())


@pytest.mark.slow
@pytest.mark.parametrize(
    "engine", [polars, DUCKDB, pytest.param("spark", marks=clusters.MARKS)], ids=["polars", "duckdb", "spark"]
)
@pytest.mark.parametrize("how", SPANS)
@pytest.mark.parametrize("by", [(), ("canal",)])
def test_every_legal_measure_in_every_way_by_every_engine_is_that_of_plain_python(base, monkeypatch, how, by, engine):
    engine = SparkEngine(clusters.local()) if engine == "spark" else engine
    base = by_engine(base, engine)
    for name, legal in NAMES.items():
        monkeypatch.setitem(measures_module.MEASURES, name, lambda span, legal=legal: measure(legal, span))
    spans = [base.span(parse_period(label)) for label in SPANS[how]]
    every = lines()
    for group in groups(spans, engine):
        sweep = Sweep(base, tuple(group), lambda people: people, {}, {name: nw.col(name) for name in by})
        for key, number, panel in sweep.panels(spans):
            told = [line for line in every if not by or line["canal"] == key[0]]
            period = spans[number].period
            for row in panel.iter_rows(named=True):
                mine = [line for line in told if line["cliente"] == row["cliente"]]
                rows = {"own": mine, "all": told, "customer": row["cliente"]}
                for name, legal in group.items():
                    assert row[name] == expected(legal, rows, period.start, period.end), (name, legal, row["cliente"])
        if how == "few":
            break  # a column a measure: what is asked for besides makes no difference


@pytest.mark.slow
@pytest.mark.parametrize(("example", "period"), [("minima", "2024-Q1"), ("assinaturas", "2024-Q2")])
def test_an_indicator_is_the_same_alone_in_the_summary_and_in_a_check(example, period, tmp_path):
    folder = EXAMPLES / example
    flags = {"pasta": str(folder), "periodo": period, "comparar": "nenhum"}
    summary = {r.key: r.value for r in analyse("resumo", load(flags, environ={})).readings if not r.missing}
    whole = {item.family: set(of_family(item.family)) <= set(summary) for item in catalogue().values()}
    for family in (family for family, there in whole.items() if there):
        alone = {r.key: r.value for r in analyse(family, load(flags, environ={})).readings if not r.missing}
        assert alone == {key: value for key, value in summary.items() if catalogue()[key].family == family}
    for key, value in summary.items():
        assert checked(folder, key, period, tmp_path) == value, key


def checked(folder, key, period, scratch):
    """What `verificar` says of one indicator, when it is asked for nothing else."""
    limits = scratch / "carteira.toml"
    for source in folder.glob("*.csv"):
        (scratch / source.name).unlink(missing_ok=True)
        (scratch / source.name).symlink_to(source)
    toml = folder / "carteira.toml"
    own = tomllib.loads(toml.read_text(encoding="utf-8")) if toml.exists() else {}
    kept = [f"{name} = {json.dumps(value)}" for name, value in own.items() if isinstance(value, str | float | int)]
    limits.write_text("\n".join([*kept, "[[limites]]", f'indicador = "{key}"', 'erro = "< -1"']), encoding="utf-8")
    ran = carteira("verificar", "-C", scratch, "-p", period, "-f", "json")
    assert "verificacoes" in ran.document, ran.out
    return ran.document["verificacoes"][0]["valor"]


@pytest.fixture
def added(monkeypatch):
    """An indicator of the latest day and of all orders ever, added as CONTRIBUTING says."""
    monkeypatch.setitem(
        measures_module.MEASURES, "ultima_compra", lambda s: Measure("max", "compras", None, s.period.end)
    )
    monkeypatch.setitem(
        measures_module.MEASURES, "pedidos_ate_o_fim", lambda s: Measure("orders", "compras", None, s.period.end)
    )

    @indicator("Dias por pedido", Unit.DAYS, family="ticket", over="clientes", formula="-", meaning="-")
    def dias_por_pedido(ultima_compra, pedidos_ate_o_fim) -> catalogue_module.Ratio:
        return catalogue_module.Ratio(ultima_compra.sum(), pedidos_ate_o_fim.sum())

    catalogue.cache_clear()
    yield "dias_por_pedido"
    catalogue_module._REGISTRY.pop("dias_por_pedido")  # noqa: SLF001 - nothing else takes one out
    catalogue.cache_clear()


@pytest.mark.slow
def test_what_is_read_follows_from_the_measures_of_an_added_indicator(added, tmp_path):
    folder = EXAMPLES / "distribuidora"
    flags = {"pasta": str(folder), "periodo": "2024-Q4", "comparar": "nenhum"}
    alone = {r.key: r.value for r in analyse("ticket", load(flags, environ={})).readings}[added]
    whole = {r.key: r.value for r in analyse("resumo", load(flags, environ={})).readings}[added]
    assert alone == whole == checked(folder, added, "2024-Q4", tmp_path)
    series = analyse("ticket", load(flags | {"periodo": "2024", "serie": "trimestre"}, environ={}))
    columns = [column.key for column in series.tables[0].columns]
    assert series.tables[0].rows[-1][columns.index(added)] == whole
