"""Numbers of one name that differ say how one becomes the other: `pareto` and `ticket`, the 90 % of `ciclo`, ratios."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carteira_cli.api import report_of
from carteira_cli.config.resolve import load
from carteira_cli.render import render
from carteira_cli.units import Unit, money_of_cents, show
from tests.running import ROOT, sales

EXAMPLE = ROOT / "examples" / "distribuidora"
Q1 = (date(2024, 1, 1), date(2024, 4, 1))
LINE = st.tuples(
    st.sampled_from(["A", "B", "C", "D", "E", ""]),
    st.dates(date(2023, 11, 1), date(2024, 5, 31)),
    st.one_of(st.integers(-90_000, 90_000), st.sampled_from([-100, 100])),
)


def report(command, folder, **options):
    flags = {"pasta": str(folder), "periodo": "2024-Q1", "comparar": "nenhum", "max_rejeitadas": "100%"}
    return report_of(command, load(flags | options, environ={}))


def cents(text):
    return int(re.sub(r"\D", "", text)) * (-1 if text.startswith("-") else 1)


EDGES = [("Z", date(2023, 10, 1), 1), ("Z", date(2024, 6, 1), 1)]  # so that the data cover the period


@pytest.mark.slow
@settings(max_examples=8)
@given(st.lists(LINE, min_size=1, max_size=25))
@example([("A", date(2024, 1, 2), 10_010), ("B", date(2024, 2, 1), -30_005), ("", date(2024, 2, 2), 7_700)])
@example([("A", date(2024, 1, 2), 100), ("A", date(2024, 1, 3), -100), ("B", date(2024, 3, 31), 5)])
@example([("A", date(2024, 1, 2), -100)])
def test_the_revenue_of_ticket_becomes_that_of_the_curve_in_cents_that_add_up(lines):
    """Against plain Python: customers by name, a blank one counting nowhere."""
    net = defaultdict(int)
    for customer, day, amount in lines:
        if customer and amount and Q1[0] <= day < Q1[1]:
            net[customer] += amount
    below = [amount for amount in net.values() if amount < 0]
    rows = [f"{customer},{day},{amount / 100:.2f}" for customer, day, amount in [*EDGES, *lines]]
    with TemporaryDirectory() as folder:
        sales(Path(folder), *rows)
        curve, ticket, summary = (report(command, folder) for command in ("pareto", "ticket", "resumo"))
    revenue = next(one.value for one in ticket.readings if one.key == "receita")
    assert round(revenue * 100) == sum(net.values())
    abc = next(table for table in curve.tables if table.key == "abc")
    assert round(sum(row[3] for row in abc.rows) * 100) == sum(amount for amount in net.values() if amount > 0)
    for found in (curve, summary):
        told = [note for note in found.notes if "curva 80/20" in note]
        assert len(told) == bool(below)
        if told:
            whole, more, total = map(cents, re.findall(r"-?R\$ [\d.]+,\d\d", told[0]))
            assert (whole, more) == (sum(net.values()), -sum(below))
            assert whole + more == total == sum(amount for amount in net.values() if amount > 0)
            assert f" {len(below)} cliente" in told[0]
    assert not [note for note in ticket.notes if "80/20" in note]


def test_the_reconciliation_is_in_every_format_that_has_notes(tmp_path):
    sales(tmp_path, "A,2024-01-02,100.10", "B,2024-02-01,-300.05", "Z,2024-06-01,1")
    found = report("pareto", tmp_path)
    words = (
        "-R$ 199,95 de receita do período (carteira ticket) + R$ 300,05 de 1 cliente que devolveu mais do que comprou"
    )
    assert sum(note.startswith(words) for note in found.notes) == 1
    for name in ("tabela", "json", "markdown", "html"):
        assert "devolveu mais do que comprou" in render(found, name).decode()


def test_margins_below_nothing_are_told_as_margins(tmp_path):
    rows = ("A,2024-01-02,100,40", "B,2024-02-01,50,80", "C,2024-02-01,50,60", "Z,2024-06-01,1,1")
    sales(tmp_path, *rows, header="cliente,data,valor,custo")
    (told,) = [note for note in report("pareto", tmp_path, medida="margem").notes if "total da curva" in note]
    assert told.startswith("R$ 20,00 de margem do período + R$ 40,00 de 2 clientes que têm margem negativa")
    assert told.endswith("= R$ 60,00, o total da curva")


def test_each_90_percent_of_the_cycle_says_of_what_it_is():
    found = report("ciclo", EXAMPLE, periodo="2024-12")
    table = next(table for table in found.tables if table.key == "distribuicao")
    place = [column.key for column in table.columns].index("p90")
    gaps, customers, followed = (show(row[place], Unit.DAYS) for row in table.rows)
    returning = next(show(one.value, one.unit) for one in found.readings if one.key == "recompra_p90")
    assert len({gaps, customers, followed, returning}) == 4, "the example has four of them"
    for beginning in (
        f"p90 dos intervalos entre compras, {gaps}: ",
        f"p90 dos clientes, {customers}: ",
        f"p90 com os intervalos em aberto, {followed}: ",
        f"90 % das recompras vêm em até {returning}: ",
    ):
        assert sum(note.startswith(beginning) for note in found.notes) == 1, beginning
    assert [one.mark for one in found.charts[0].bins if "p90" in one.mark] == ["p90 dos intervalos"]


@pytest.mark.slow
@pytest.mark.parametrize("period", ["2024-Q4", "2024"])
def test_the_ratio_of_a_sentence_is_that_of_its_table(period):
    found = report("vendedores", EXAMPLE, periodo=period)
    table = next(table for table in found.tables if table.key == "equilibrio")
    for key, title, _, ratio in table.rows:
        told = f"{title.lower()}: a maior carteira tem {show(ratio, Unit.TIMES)} a média"
        assert (told in found.notes) == (key != "potencial")


def test_cents_are_read_as_they_are_written():
    assert [cents(money_of_cents(amount)) for amount in (0, -5, 123_456)] == [0, -5, 123_456]
