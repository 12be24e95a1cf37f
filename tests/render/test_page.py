"""The page: it says what the other formats say, stands alone, and whatever is in the data stays text.

CARTEIRA_GOLDENS=1 writes the golden file anew; look at the difference before it goes in.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from carteira_cli.api import report_of
from carteira_cli.config.resolve import load
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.render import format_of, render
from carteira_cli.render.page.html import spark
from carteira_cli.render.page.sections import LETTER, PAGE, cards, grid, pieces
from carteira_cli.render.shown import cells, indicator_rows
from carteira_cli.report import Column, Table
from carteira_cli.units import Depth, Unit
from tests.hostile import EVIL, Marked, hostile_report, plain_report
from tests.running import ROOT, carteira

GOLDEN = Path(__file__).parents[1] / "goldens_formats" / "page.html"
REWRITE = os.environ.get("CARTEIRA_GOLDENS") == "1"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
TAGS = set(
    "html head meta title style body main header section h1 h2 p ul li div span strong table thead tbody tr th td a "  # noqa: SIM905
    "figure figcaption dl dt dd code pre footer svg g defs clippath rect path use text polyline".split()
)
ATTRIBUTES = set(
    "lang charset http-equiv content name class style scope colspan id href tabindex role aria-label data-label "  # noqa: SIM905
    "width height viewbox points d clip-path x y".split()
)
VOID = {"meta"}


class Page(HTMLParser):
    """Every element with its attributes, every text, and whether all that was opened was closed in order."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.open, self.cells = [], [], [], []
        self.feed(content.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"td", "th"}:
            self.cells.append("")

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.texts.append(data)
        if self.cells and {"td", "th"} & set(self.open):
            self.cells[-1] += data

    @property
    def text(self):
        return "".join(self.texts)


def assert_inert(page):
    """Nothing in it runs, loads or leads anywhere."""
    tags = {tag for tag, _ in page.elements}
    assert tags <= TAGS
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    values = [(name, value) for _, attributes in page.elements for name, value in attributes.items()]
    ids = [value for name, value in values if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value for name, value in values if name == "href"} <= {f"#{name}" for name in ids}
    assert all("url(" not in value or value.startswith("url(#") for _, value in values)
    assert {"http-equiv": "Content-Security-Policy", "content": POLICY} in [
        a for tag, a in page.elements if tag == "meta"
    ]


def example(command, **more):
    options = {"pasta": str(ROOT / "examples" / "distribuidora"), "periodo": "2024-Q1"}
    return report_of(command, load(options | more, environ={}))


@pytest.fixture(scope="module")
def summary():
    return example("resumo", serie="mes")


def test_the_bytes_are_those_of_the_golden_file():
    found = render(plain_report(), "html")
    if REWRITE:
        GOLDEN.write_bytes(found)
    assert found == GOLDEN.read_bytes()


def test_the_plain_page_says_every_text_and_number_for_people():
    report = plain_report()
    page = Page(render(report, "html"))
    assert_inert(page)
    table = report.tables[0]
    shown = [cells(row, table.columns) for row in table.rows]
    assert shown[1][:3] == ['=HYPERLINK("http://x.example";"clique")', "01/01/2024", "-R$ 1,23 mil"]
    for row in shown:
        place = page.cells.index(row[0])
        assert page.cells[place : place + 6] == [*row, ""]  # the bar says nothing of its own
    for text in (
        "Churn de clientes", "2024-Q1", "01/01/2024 a 31/03/2024", "incompleto: dados até 15/03/2024",
        "comparado com 2023-Q4, 01/10/2023 a 31/12/2023", "34 ÷ 191 clientes", "17,8 %", "18,3 %",
        "-0,5 p.p. ▼ melhor (-0,9 a -0,1)",
        "sem dados", "aviso: o período está incompleto", "devoluções do período", "Tabela vazia", "Só o título",
        "nenhuma linha", "pasta/vendas.csv", "12.000", "[colunas]\ncliente = '<b>'\n", "margem: 0,28", "cnpj_raiz: sim",
        "meta: não definido", catalogue()["churn"].formula, catalogue()["churn"].meaning, "Feito por carteira",
    ):  # fmt: skip
        assert text in page.text, text
    assert "só para máquinas" not in page.text
    labels = [attributes.get("aria-label") for tag, attributes in page.elements if tag == "svg"]
    assert labels == ["Churn de clientes, período a período: 10,0 %; n/d; 30,0 %; 17,8 %"]


def test_numbers_stand_to_the_right_and_bars_grow_with_the_fraction():
    page = Page(render(plain_report(), "html"))
    kinds = [attributes.get("class") for tag, attributes in page.elements if tag == "td"]
    at = next(n for n, kind in enumerate(kinds) if kind == "bar")
    assert kinds[at - 5 : at] == ["t", "t", "n", "n", "t"]
    bars = [a for tag, a in page.elements if tag == "span" and "style" in a]
    assert bars == [
        {"style": "width:33.3%"},
        {"class": "below", "style": "width:16.7%"},
        {"style": "width:100.0%"},
    ]


def test_no_text_of_a_report_becomes_anything_but_text():
    mark = Marked()
    report = hostile_report(mark)
    page = Page(render(report, "html"))
    assert_inert(page)
    assert "".join(page.texts).count(EVIL) >= len(mark.given)
    for text in mark.given:
        assert text in page.text, text


def test_control_characters_are_shown_for_what_they_are():
    report = replace(plain_report(), title="a\x1b[31m\u202eb\x00", notes=("c\u200bd",))
    content = render(report, "html").decode()
    assert r"a\x1b[31m\x202eb\x00" in content
    assert r"c\x200bd" in content
    assert not set(content) & set("\x00\x1b\u202e\u200b")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["coortes", "rfm", "pareto"])
def test_a_real_report_says_every_cell_and_draws_every_chart(command):
    report = example(command)
    page = Page(render(report, "html"))
    assert_inert(page)
    for table in report.tables:
        wanted = [cells(row, table.columns) for row in table.rows[: table.shown]]
        said = {tuple(page.cells[n : n + len(table.columns)]) for n in range(len(page.cells))}
        beyond = [cells(row, table.columns) for row in table.rows[len(wanted) :]]
        assert not any(tuple(row) in said for row in beyond)
        assert all((tuple(row) in said) is (table.depth is not Depth.DATA) for row in wanted)
    drawn = [attributes.get("aria-label") for tag, attributes in page.elements if tag == "svg"]
    assert drawn == [chart.title for chart in report.charts]


@pytest.mark.slow
def test_the_indicators_are_those_of_the_other_formats_in_their_families(summary):
    page = Page(render(summary, "html"))
    assert_inert(page)
    said = [tuple(page.cells[n : n + 5]) for n in range(len(page.cells))]
    assert all(tuple(row) in said for row in indicator_rows(summary))
    assert "LTV: valor do cliente no tempo" in page.cells
    lines = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert len(lines) == len(summary.readings)
    assert [one.key for one in cards(summary)][:3] == ["churn", "nrr", "ticket_cliente"]


@pytest.mark.slow
@pytest.mark.parametrize("room", [PAGE, LETTER])
def test_a_table_too_wide_to_be_seen_is_told_in_pieces_that_leave_out_nothing(summary, room):
    whole = grid(summary.tables[0])
    parts = pieces(whole, room)
    assert len(parts) > 1
    for part in parts:
        numbers = [[len(row[place]) for row in part.rows] for place, right in enumerate(part.right) if right]
        assert sum(max(column) for column in numbers) <= room
    assert [part.header[:2] for part in parts] == [whole.header[:2]] * len(parts)
    assert [title for part in parts for title in part.header[2:]] == list(whole.header[2:])
    for place, row in enumerate(whole.rows):
        assert [text for part in parts for text in part.rows[place][2:]] == list(row[2:])
    columns = (Column("a", "A", Unit.DAYS), *(Column(f"b{n}", f"B{n}") for n in range(20)))
    assert len(pieces(grid(Table("t", "T", columns, ())), room)) == 1


def test_a_table_with_a_sentence_behind_its_numbers_is_told_in_pieces_too():
    columns = (
        Column("cliente", "Cliente"),
        Column("nome", "Nome"),
        *(Column(f"n{n}", "R$", Unit.REAIS) for n in range(6)),
    )
    row = ("C1", "Nome de Alguém", *[123456.78] * 6, "não compra há 35 dias; costuma comprar a cada 8, e mais um pouco")
    whole = grid(Table("t", "T", (*columns, Column("motivo", "Motivo")), (row,)))
    parts = pieces(whole, LETTER)
    assert len(parts) == 2
    assert [part.rows[0][:2] for part in parts] == [("C1", "Nome de Alguém")] * 2
    assert [text for part in parts for text in part.rows[0][2:]] == list(whole.rows[0][2:])
    assert pieces(whole, 1000) == (whole,)


def test_a_trend_rises_with_its_values_and_breaks_where_there_is_none():
    assert spark([1.0, 3.0, None, 2.0]) == ["2.0,20.0 32.7,2.0", "94.0,11.0 96.0,11.0"]
    assert spark([5.0, 5.0]) == ["2.0,11.0 94.0,11.0"]
    assert spark([None, None]) == []


def test_the_command_writes_the_page_that_its_suffix_names(tmp_path):
    target = tmp_path / "churn.html"
    ran = carteira("churn", "-C", ROOT / "examples" / "distribuidora", "-p", "2024-Q1", "-o", target)
    assert (ran.code, ran.err.partition(":")[0]) == (0, "gravado")
    assert re.match(rb'<!DOCTYPE html>\n<html lang="pt-BR">', target.read_bytes())
    assert format_of(Path("a.HTM")).name == "html"
