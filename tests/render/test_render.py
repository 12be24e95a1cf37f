"""What each format looks like, to the byte, and that all of them say the same.

CARTEIRA_GOLDENS=1 writes the golden files anew; look at the difference before it goes in.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from carteira_cli.analysis.analysed import analyse
from carteira_cli.config.resolve import load
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.render import render
from carteira_cli.report import Column, Kind, PeriodLine, Reading, Report, Table
from carteira_cli.signal.verdict import Method, Signal, Telling
from carteira_cli.units import Better, Depth, Unit, money_of_cents, show
from carteira_cli.words import date_of_iso
from tests.running import ANALYSES, Q1, WORKED, carteira, sales
from tests.screens import on_screen

GOLDENS = Path(__file__).parents[1] / "goldens"
SUFFIXES = {"tabela": "txt", "json": "json", "csv": "csv", "svg": "svg"}
REWRITE = os.environ.get("CARTEIRA_GOLDENS") == "1"


def output(command, name, monkeypatch, *more):
    monkeypatch.chdir(WORKED)
    ran = carteira(command, *Q1, "-f", name, *more)
    assert ran.code == 0, ran.err
    return ran.out


@pytest.mark.slow
@pytest.mark.parametrize("name", SUFFIXES)
@pytest.mark.parametrize("command", ["resumo", "churn", "pareto"])
def test_the_bytes_are_those_of_the_golden_file(command, name, monkeypatch):
    found = output(command, name, monkeypatch).encode()
    golden = GOLDENS / f"{command}.{SUFFIXES[name]}"
    if REWRITE:
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(found)
    assert found == golden.read_bytes()


def test_there_is_no_golden_file_without_its_test():
    names = {f"{command}.{suffix}" for command in ("resumo", "churn", "pareto") for suffix in SUFFIXES.values()}
    assert {path.name for path in GOLDENS.iterdir()} == names


@pytest.mark.slow
@pytest.mark.parametrize("command", ANALYSES)
def test_table_csv_and_json_agree_value_for_value(command, monkeypatch):
    document = json.loads(output(command, "json", monkeypatch))
    rows = list(csv.DictReader(io.StringIO(output(command, "csv", monkeypatch))))
    table = output(command, "tabela", monkeypatch, "--completo")
    assert [row["indicador"] for row in rows] == list(document["indicadores"])
    lines = iter(table.splitlines())
    for row in rows:
        reading = document["indicadores"][row["indicador"]]
        for field in ("valor", "anterior", "variacao"):
            assert json.loads(row.get(field) or "null") == reading.get(field)
        assert row["unidade"] == reading["unidade"]
        item = catalogue()[row["indicador"]]
        line = next(line for line in lines if re.match(rf"\s+{re.escape(item.title)}  ", line))
        assert f"  {show(reading['valor'], item.unit)}" in line
        if "anterior" in reading:
            assert f"  {show(reading['anterior'], item.unit)}" in line


@pytest.mark.parametrize("command", ["pareto", "churn-receita"])
def test_the_tables_of_a_report_show_every_cell_of_its_json(command, monkeypatch):
    tables = json.loads(output(command, "json", monkeypatch))["tabelas"]
    units = dict.fromkeys(("fracao_clientes", "fracao_receita", "fracao_do_inicio", "fracao_acumulada"), Unit.FRACTION)
    units |= {"clientes": Unit.CUSTOMERS, "receita": Unit.REAIS, "valor": Unit.REAIS_PER_MONTH}
    lines = [line.split() for line in output(command, "tabela", monkeypatch, "--completo").splitlines()]
    assert tables
    for rows in tables.values():
        for row in rows:
            shown = [show(value, units[key]) if key in units else str(value) for key, value in row.items()]
            words = " ".join(shown).split()
            assert any(line[: len(words)] == words for line in lines), words


# --- numbers ------------------------------------------------------------------------------------------------

SHOWN = [
    (1234.56, Unit.REAIS, "R$ 1.234,56"),
    (-1234567.891, Unit.REAIS, "-R$ 1.234.567,89"),
    (0.005, Unit.REAIS, "R$ 0,00"),
    (0.015, Unit.REAIS, "R$ 0,02"),
    (0.025, Unit.REAIS, "R$ 0,02"),
    (-0.004, Unit.REAIS, "R$ 0,00"),
    (2.5, Unit.REAIS_PER_MONTH, "R$ 2,50 /mês"),
    (0.125, Unit.FRACTION, "12,5 %"),
    (0.0005, Unit.FRACTION, "0,0 %"),
    (0.0015, Unit.FRACTION, "0,2 %"),
    (0.0833333, Unit.FRACTION, "8,3 %"),
    (-0.5, Unit.FRACTION, "-50,0 %"),
    (12.3456, Unit.FRACTION, "1.234,6 %"),
    (1234567, Unit.CUSTOMERS, "1.234.567"),
    (0, Unit.ORDERS, "0"),
    (23.0, Unit.DAYS, "23 dias"),
    (23.5, Unit.DAYS, "23,5 dias"),
    (4.85, Unit.MONTHS, "4,8 meses"),
    (2.264705882352941, Unit.TIMES, "2,26 ×"),
    (1e15, Unit.REAIS, "R$ 1.000.000.000.000.000,00"),
    (1e-7, Unit.FRACTION, "0,0 %"),
    *((None, unit, "n/d") for unit in Unit),
]


@pytest.mark.parametrize(("value", "unit", "text"), SHOWN)
def test_a_number_is_shown_as_brazilians_read_it_rounded_half_even(value, unit, text):
    assert show(value, unit) == text


@pytest.mark.parametrize(
    ("cents", "text"), [(123456, "R$ 1.234,56"), (-5, "-R$ 0,05"), (0, "R$ 0,00"), (-100_000_000, "-R$ 1.000.000,00")]
)
def test_cents_are_shown_exactly(cents, text):
    assert money_of_cents(cents) == text


# --- the screen ---------------------------------------------------------------------------------------------


def report_of(command, folder):
    return analyse(command, load({"pasta": str(folder), "periodo": "2024-Q1", "comparar": "anterior"}, environ={}))


@pytest.mark.slow
@pytest.mark.parametrize("width", [80, 140])
@pytest.mark.parametrize("command", ANALYSES)
def test_a_terminal_of_80_columns_shows_every_value_and_a_wide_one_the_calculation(command, width):
    report = report_of(command, WORKED)
    text = on_screen(report, width)
    assert max(map(len, text.splitlines())) <= width
    for item in report.readings:
        assert item.title in text
        assert show(item.value, item.unit) in text
        if width > 80:
            assert show(item.previous, item.unit) in text
    for table in (one for one in report.tables if one.key != "diagnostico"):  # whose sentences are wrapped
        for column, *cells in zip(table.columns, *table.rows, strict=True):
            for cell in cells if column.depth is not Depth.DATA else ():
                words = {True: "sim", False: "não"}.get(cell, str(cell)) if column.kind is Kind.FLAG else str(cell)
                words = date_of_iso(words) if column.kind is Kind.DATE else words
                assert (show(cell, column.unit) if column.unit else words) in text


@pytest.mark.slow
@pytest.mark.parametrize("width", [60, 80, 99, 140])
@pytest.mark.parametrize("command", ANALYSES)
def test_large_numbers_are_not_cut_on_a_screen(tmp_path, command, width):
    rows = (f"{'Cliente' * 9}{n},2023-1{n}-01,{10**n}123456.78" for n in range(3))
    sales(tmp_path, *rows, "Novo,2024-02-01,9876543210.01", "Novo,2024-03-31,9876543210.99")
    sales(tmp_path, "2024-01-01,1234567.89", header="data,valor", name="custos.csv")
    sales(tmp_path, "L1,2024-01-01", header="lead,data", name="leads.csv")
    report = report_of(command, tmp_path)
    text = on_screen(report, width)
    assert "…" not in text
    assert all(show(item.value, item.unit) in text for item in report.readings)


SIGNAL = Signal(Telling.SIGNAL, Method.EXACT, (0.125, 0.5))


def reading(value, previous, better, unit=Unit.CUSTOMERS, change=None, signal=SIGNAL):
    return Reading("x", "Título", unit, better, "churn", value=value, previous=previous, change=change, signal=signal)


def changed(item):
    period = PeriodLine("2024-Q1", "2024-01-01", "2024-03-31", complete=True, until="2024-03-31")
    report = Report("churn", "Churn", period, readings=(item,), compared_with=period)
    coloured = on_screen(report, 100, force_terminal=True, color_system="standard")
    line = next(line for line in coloured.splitlines() if "Título" in line)
    assert "\x1b" not in render(report, "tabela").decode()
    return line


GREEN, RED = "\x1b[32m", "\x1b[31m"


@pytest.mark.parametrize(
    ("value", "previous", "better", "arrow", "word", "colour"),
    [
        (2, 1, Better.HIGHER, "▲", "melhor", GREEN),
        (1, 2, Better.HIGHER, "▼", "pior", RED),
        (2, 1, Better.LOWER, "▲", "pior", RED),
        (1, 2, Better.LOWER, "▼", "melhor", GREEN),
        (1, 2, Better.NEITHER, "▼", "", ""),
        (2, 2, Better.HIGHER, "=", "", ""),
    ],
)
def test_a_change_is_coloured_and_worded_by_whether_it_is_good(value, previous, better, arrow, word, colour):
    line = changed(reading(value, previous, better, change=(value - previous) / previous))
    assert arrow in line
    assert word in line
    assert colour in line
    for other in {GREEN, RED} - {colour}:
        assert other not in line
    assert ("melhor" in line, "pior" in line) == (word == "melhor", word == "pior")


@pytest.mark.parametrize(
    ("signal", "word", "between"),
    [
        (Signal(Telling.NOISE, Method.EXACT, (-0.5, 1.25)), "dentro do acaso", "(-50,0 a +125,0)"),
        (Signal(Telling.NO_BASIS, Method.LINEAR), "sem base", ""),
        (None, "", ""),  # of medians, or where nobody asks: the arrow alone
    ],
)
@pytest.mark.parametrize("better", Better)
def test_what_chance_explains_has_no_colour_and_is_neither_better_nor_worse(signal, word, between, better):
    line = changed(reading(2, 1, better, change=1.0, signal=signal))
    assert "+100,0 % ▲" in line
    assert word in line
    assert between in line
    assert not re.search(r"melhor|pior|\x1b\[3[12]m", line)
    assert ("acaso" in line, "base" in line) == ("acaso" in word, "base" in word)


def test_a_change_of_a_fraction_is_in_points_and_of_the_rest_in_per_cent():
    assert "+12,5 p.p." in changed(reading(0.25, 0.125, Better.HIGHER, Unit.FRACTION, 0.125))
    assert "-50,0 %" in changed(reading(1, 2, Better.HIGHER, change=-0.5))


def test_a_ratio_of_nothing_is_not_available_anywhere(tmp_path):
    (tmp_path / "vendas.csv").write_text("cliente,data,valor\nA,2024-03-31,1\n", encoding="utf-8")
    ran = {name: carteira("churn", "-C", tmp_path, *Q1, "-f", name).out for name in ("tabela", "json", "csv")}
    assert re.search(r"Churn de clientes +n/d", ran["tabela"])
    assert json.loads(ran["json"])["indicadores"]["churn"]["valor"] is None
    assert "\nchurn,,fracao\n" in ran["csv"]


def test_text_that_looks_like_markup_is_shown_as_it_is():
    table = Table("t", "Tabela", (Column("a", "A"),), (("[red]x[/red] :smile:",),))
    report = Report("config", "Título [bold]", tables=(table,))
    text = render(report, "tabela").decode()
    assert "[red]x[/red] :smile:" in text
    assert "Título [bold]" in text


@pytest.mark.parametrize("command", ["resumo", "pareto"])
def test_the_picture_is_xml_that_asks_for_nothing_from_outside(command, monkeypatch):
    picture = output(command, "svg", monkeypatch)
    root = ET.fromstring(picture)  # noqa: S314 - our own bytes
    text = "".join(root.itertext()).replace("\xa0", " ")
    assert "Churn de clientes" in text or "Curva 80/20" in text
    assert {"resumo": "R$ 6,05 mil", "pareto": "77,0 %"}[command] in text
    addresses = re.findall(r"(?:https?:)?//[^\s\"')]+", picture)
    assert set(addresses) <= {"http://www.w3.org/2000/svg"}
    assert "@font-face" not in picture


def test_bars_grow_with_the_fraction(monkeypatch):
    largest = output("pareto", "tabela", monkeypatch).partition("Maiores clientes\n")[2]
    bars = [line.count("█") for line in largest.splitlines() if " % " in line and "R$" in line]
    assert len(bars) == 6
    assert all(a <= b for a, b in pairwise(bars))
    assert bars[-1] > bars[0] > 0
