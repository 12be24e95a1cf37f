"""The page to hand over: it says what the report says, stands alone, and whatever is in the data stays text."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from carteira_cli.api import report_of
from carteira_cli.chart import ColumnChart, ColumnSeries, Curve, Line
from carteira_cli.config.resolve import load
from carteira_cli.privacy import shield
from carteira_cli.render import figures, render
from carteira_cli.render.page.handover import curve
from carteira_cli.render.page.handover.records import NAME
from carteira_cli.render.pictures.heat import ground, ink_on, luminance
from carteira_cli.report import Column, Earlier, Kind, PeriodLine, Reading, Report, ReportSection, Table
from carteira_cli.signal.verdict import Method, Signal, Telling
from carteira_cli.units import Better, Depth, Unit
from tests.hostile import EVIL
from tests.hostile_folder import NAMES, hostile_folder
from tests.running import ROOT, carteira

TAGS = set(
    "html head meta title style body main header section h1 h2 h3 p ul ol li div span small strong bdi wbr table "  # noqa: SIM905
    "caption thead tbody tr th td figure figcaption footer svg g defs pattern path rect line polyline circle text "
    "desc".split()
)
VOID = {"meta", "wbr"}
DECEMBER = PeriodLine("2024-12", "2024-12-01", "2024-12-31", complete=True, until="2024-12-31")
NOVEMBER = PeriodLine("2024-11", "2024-11-01", "2024-11-30", complete=True, until="2024-11-30")
BEFORE = PeriodLine("2023-12", "2023-12-01", "2023-12-31", complete=True, until="2023-12-31")
NOISE, SIGNAL = (Signal(one, Method.LINEAR, (-0.1, 0.2)) for one in (Telling.NOISE, Telling.SIGNAL))


class Page(HTMLParser):
    """Every element, every text, the cells of each table by its anchor, and whether what was opened was closed."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.content, self.elements, self.texts, self.open = content, [], [], []
        self.tables, self.table = {}, ""
        self.style = ""
        self.feed(content.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.table = dict(attrs)["id"]
            self.tables[self.table] = []
        if tag == "tr":
            self.tables[self.table].append([])
        if tag in {"td", "th"}:
            self.tables[self.table][-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] == ["style"]:
            self.style += data
            return
        self.texts.append(data)
        if {"td", "th"} & set(self.open):
            self.tables[self.table][-1][-1] += ("|" if self.open[-1] == "small" else "") + plain(data)

    @property
    def text(self):
        return plain("".join(self.texts))


def plain(text):
    return text.replace("\u00a0", " ")


def assert_inert(page):
    """Nothing in it runs, loads or leads anywhere; its policy allows its own style and nothing else."""
    assert {tag for tag, _ in page.elements} <= TAGS
    values = [(name, value) for _, attributes in page.elements for name, value in attributes.items()]
    assert not {name for name, _ in values} & {"style", "href", "src", "onerror", "onload", "onclick", "srcdoc"}
    ids = [value for name, value in values if name == "id"]
    assert len(ids) == len(set(ids))
    told = {one for name, value in values if name.startswith("aria-") and name.endswith("by") for one in value.split()}
    assert told <= set(ids)
    assert {value for _, value in values if value and value.startswith("url(")} <= {f"url(#{name})" for name in ids}
    policy = next(a["content"] for t, a in page.elements if t == "meta" and "http-equiv" in a)
    digest = b64encode(sha256(page.style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|expression|javascript", page.style)
    assert b"<style>" in page.content


def reading(**more):
    told = {"previous": 334857.43, "change": 0.0732, "signal": NOISE, "trend": (1.0, 2.0, None, 3.0)} | more
    return Reading(
        "receita_mensal_fim", "Receita mensal", Unit.REAIS_PER_MONTH, Better.HIGHER, "churn", 359385.12,
        year=Earlier(355530.33, 0.0108, NOISE), **told,
    )  # fmt: skip


def small(*readings, tables=(), charts=(), sections=(), **more):
    """A report of which a test says all."""
    numbers = ReportSection("numeros", "Os números", readings=tuple(one.key for one in readings))
    return Report(
        "relatorio", "Carteira de clientes", DECEMBER, compared_with=NOVEMBER, year_before=BEFORE, readings=readings,
        tables=tables, charts=charts, sections=(numbers, *sections), **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def example():
    options = {"pasta": str(ROOT / "examples" / "distribuidora"), "periodo": "2024-12"}
    return report_of("relatorio", load(options, environ={}))


@pytest.fixture(scope="module")
def page(example):
    return Page(render(example, "html"))


@pytest.mark.slow
def test_it_stands_alone_and_is_light(page):
    assert_inert(page)
    assert b"http:" not in page.content
    assert b"https:" not in page.content
    assert len(page.content) < 1_000_000
    assert page.elements[0] == ("html", {"lang": "pt-BR"})
    assert "Carteira de clientes: dezembro de 2024" in page.text
    assert "comparado com novembro de 2024 e dezembro de 2023" in page.text
    assert "12.000 linhas lidas, 297 canceladas, 0 rejeitadas" in page.text


@pytest.mark.slow
def test_its_cards_are_the_readings_of_the_report(example, page):
    by_key = {one.key: one for one in example.readings}
    for key in example.sections[0].readings:
        one = by_key[key]
        assert one.title in page.text
        for value in (one.value, one.previous, one.year.value):
            assert plain(figures.told(value, one.unit)) in page.text
    said = re.findall(r'<p class="verdict ([a-z]*)">([^<]*)</p>', page.content.decode())
    assert said == [("", "dentro do acaso")] * 6  # none of the six cards has a change beyond chance
    elsewhere = [one.key for one in example.sections if "dentro do acaso" in " ".join(one.sentences)]
    assert elsewhere == ["campanha"]
    assert page.text.count("dentro do acaso") == 6 + len(elsewhere)
    assert page.text.count("em nov/24") == page.text.count("em dez/23") == 6


@pytest.mark.slow
def test_its_tables_are_those_of_the_report(example, page):
    tables = {table.key: table for table in example.tables}
    at = {one.key: place for place, one in enumerate(tables["em_risco"].columns)}
    called = page.tables["t-em_risco"][1:]
    assert len(called) == 15
    for row, said in zip(tables["em_risco"].rows, called, strict=False):
        where = f"{row[at['segmento']]} · {row[at['cidade']]}"
        assert said[0] == f"{row[at['nome']]}|{where}"
        assert said[1] == row[at["vendedor"]]
        assert said[4] == figures.told(row[at["receita_mensal"]], Unit.REAIS).replace("\xa0", " ")
    assert called[0][2:] == ["26/11/2024", "35 dias; costuma 8", "R$ 3,04 mil", "90,3 %", "R$ 2,75 mil", ""]
    assert len(page.tables["t-inativos"]) == 11
    assert len(page.tables["t-maiores"]) == 11
    assert page.tables["t-vendedores"][-1] == [
        "Todos",
        "R$ 420 mil|100,0 %",
        "209|52,0 % de 402",
        "5,8 %|de 206",
        "R$ 33,1 mil",
    ]
    assert page.tables["t-coortes"][1][:3] == ["Média", "82 %", "71 %"]
    assert page.tables["t-coortes"][2][:3] == ["1º tri/23|178 clientes", "81 %", "71 %"]
    assert "Em cinza: taxas de menos de 20 clientes" in page.text
    assert "Em cinza: taxas de menos de 20 leads" not in page.text  # the fewest of an origin are 59
    assert ["90 dias|sugerido, em uso", "238", "71", "31,2 %"] in page.tables["t-janelas"]
    assert len(page.tables["t-como_se_calcula"]) == len(tables["como_se_calcula"].rows) + 1
    assert ["janeiro de 2024", "R$ 275 mil", "R$ 267 mil"] in page.tables["t-receita_mensal"]
    assert ["dezembro de 2024", "194", "13", "2", "12"] in page.tables["t-clientes_por_mes"]
    assert "Supermercado Paraíso Ltda -R$ 4,09 mil" in page.text


@pytest.mark.slow
def test_where_nobody_may_be_named_nobody_is(example):
    page = Page(render(shield(example, None), "html"))
    assert_inert(page)
    largest = next(table for table in example.tables if table.key == "maiores")
    names = {row[2] for row in largest.rows} | {"Supermercado Paraíso"}
    assert not [name for name in names if name in page.text]
    assert page.tables["t-em_risco"][1][0] == "(sem identificação)|Restaurante · Florianópolis"
    assert "12 clientes" in page.text
    hidden = Page(render(shield(example, lambda key: f"p-{key[-2:]}"), "html"))
    assert hidden.tables["t-em_risco"][1][0] == "p-15|Restaurante · Florianópolis"


@pytest.mark.slow
def test_every_drawing_has_a_name_a_description_and_a_table(page):
    drawn = [attributes for tag, attributes in page.elements if tag == "svg" and attributes.get("role") == "img"]
    assert len(drawn) == 6 + 2 + 1 + 1 + 1
    for one in drawn:
        assert one["aria-labelledby"]
        told = one["aria-describedby"].split()
        assert told[0].endswith("-d")
        assert one["class"] == "spark" or (len(told) == 2 and told[1] in page.tables)
    others = [a for tag, a in page.elements if tag == "svg" and "class" in a and a.get("role") != "img"]
    assert all(a.get("aria-hidden") == "true" for a in others)


@pytest.mark.slow
def test_no_name_of_a_customer_becomes_anything_but_text(tmp_path):
    found = carteira("relatorio", "--pasta", hostile_folder(tmp_path), "-f", "html")
    assert found.code == 0
    page = Page(found.out.encode())
    assert_inert(page)
    for name in (
        "<script>alert(1)</script>",
        "</style></title></svg><b>fim</b>",
        r"\x1b[31mvermelho\x07fim",
        "{{7*7}}",
    ):
        assert name in page.text
    assert not set(found.out) & set("\x1b\x07\x00\u202e\u200d")
    assert "x" * NAME not in page.text
    assert max(map(len, NAMES)) == 500


def test_a_text_of_any_kind_of_a_report_is_escaped():
    table = Table("solta", EVIL, (Column("nome", EVIL), Column("valor", EVIL, Unit.REAIS)), (("é" + EVIL[:40], 1.0),))
    missing = ReportSection("fora", EVIL, missing=EVIL)
    section = ReportSection("solta", EVIL, (EVIL,), tables=("solta",))
    report = replace(
        small(replace(reading(), title=EVIL), tables=(table,), sections=(section, missing)),
        subject=EVIL,
        answer=(EVIL,),
        title=EVIL,
    )
    page = Page(render(report, "html"))
    tags = {tag for tag, _ in page.elements}
    assert tags <= TAGS
    assert page.text.count(EVIL) >= 10
    assert "<" not in page.style


def test_a_card_says_what_was_and_whether_chance_explains_it():
    page = Page(render(small(reading()), "html"))
    assert_inert(page)
    for said in ("R$ 359 mil", "era R$ 335 mil em nov/24 (+7,3 %);", "R$ 356 mil em dez/23 (+1,1 %)"):
        assert said in page.text
    assert "dentro do acaso" in page.text
    better = Page(render(small(reading(signal=SIGNAL)), "html")).text
    assert "▲ melhor que em nov/24" in better
    worse = Page(render(small(replace(reading(signal=SIGNAL), better=Better.LOWER)), "html")).text
    assert "▲ pior que em nov/24" in worse
    alone = Page(render(replace(small(reading()), compared_with=None, year_before=None), "html")).text
    assert "era R$" not in alone


def test_sections_of_one_reason_are_left_out_in_one_line():
    missing = tuple(
        ReportSection(key, key.upper(), missing="não há vendas; vendas.csv traria isto") for key in ("a", "b")
    )
    page = Page(render(small(reading(), sections=missing), "html"))
    assert "A, B: não há vendas; vendas.csv traria isto" in page.text
    assert [a["id"] for tag, a in page.elements if tag == "section" and "id" in a] == ["numeros", "fora"]


def test_what_another_study_hands_over_is_brief():
    """A table, the columns that it is to be seen by, few rows, and where the rest is; notes are counted."""
    columns = (Column("faixa", "Atraso"), Column("valor", "Valor", Unit.REAIS), Column("x", "Fora", depth=Depth.DATA))
    seen = Table("faixas", "Por atraso", columns, tuple((f"faixa {n}", 1.0, "") for n in range(7)), shown=5)
    tables = (seen, replace(seen, key="por_cliente"))
    sections = tuple(
        ReportSection(key, key, (f"diz {key}",), tables=keys, command=key.lower(), notes=notes)
        for key, keys, notes in (
            ("CREDITO", ("faixas", "por_cliente"), ("nota a", "nota b")),
            ("NPS", (), ("nota c",)),
            ("VALOR", ("nenhuma",), ()),
        )
    )
    basis = ReportSection("como_se_calcula", "Como se calcula")
    notes = ("nota da página", "nota a", "nota b", "nota c")
    page = Page(render(small(reading(), tables=tables, sections=(*sections, basis), notes=notes), "html"))
    assert_inert(page)
    assert [key for key in page.tables if key in {"t-faixas", "t-por_cliente"}] == ["t-faixas"]
    assert page.tables["t-faixas"][0] == ["Atraso", "Valor"]
    assert len(page.tables["t-faixas"]) == 1 + 5
    assert "Mais 2 linhas na planilha e em carteira credito." in page.text
    assert "Mais em carteira nps." in page.text
    assert "Mais em carteira valor." in page.text
    assert page.content.decode().count('<div class="briefs">') == 1
    noted = page.text[page.text.index("Notas") :]
    assert "nota da página" in noted
    assert "nota a" not in noted
    assert "mais 3 notas na planilha, de carteira credito, nps" in noted
    told = render(small(reading(), tables=tables, sections=sections, notes=notes), "markdown").decode()
    assert told.count("Por atraso") == 1


def test_a_number_of_mixed_units_has_its_own_and_no_column_names_it_to_people():
    columns = (
        Column("indicador", "Indicador"),
        Column("previsto", "Previsto", kind=Kind.VALUE),
        Column("unidade", "Unidade"),
    )
    table = Table("previsao", "O que se espera", columns, (("Churn", 0.058, "fracao"), ("Receita", 275000.0, "reais")))
    section = ReportSection("previsao", "O que vem", tables=("previsao",))
    told = render(small(reading(), tables=(table,), sections=(section,)), "markdown").decode().replace("\xa0", " ")
    assert "| Indicador | Previsto |" in told
    assert "| Churn | 5,8 % |" in told
    assert "| Receita | R$ 275 mil |" in told
    assert "fracao" not in told


def test_an_unfinished_month_is_hatched_and_the_period_says_so():
    chart = ColumnChart(
        "receita_mensal", "Receita por mês", Unit.REAIS, ("2024-11", "2024-12"),
        (ColumnSeries("receita", (1500.0, 900.0)),), (ColumnSeries("um ano antes", (None, 1000.0)),), frozenset({1}),
    )  # fmt: skip
    section = ReportSection("meses", "Doze meses", charts=("receita_mensal",))
    report = replace(
        small(reading(), charts=(chart,), sections=(section,)),
        period=replace(DECEMBER, complete=False, until="2024-12-15"),
    )
    page = Page(render(report, "html"))
    assert_inert(page)
    assert [a for tag, a in page.elements if tag == "rect" and a.get("fill") == "url(#receita_mensal-h)"]
    assert "mês incompleto" in page.text
    assert "período incompleto: dados até 15/12/2024" in page.text
    assert page.tables["t-receita_mensal"][1:] == [
        ["novembro de 2024", "R$ 1,50 mil", "n/d"],
        ["dezembro de 2024 (incompleto)", "R$ 900,00", "R$ 1,00 mil"],
    ]


def test_a_curve_of_many_customers_is_drawn_with_few_points():
    points = tuple((place / 100_000, (place / 100_000) ** 0.5) for place in range(100_001))
    chart = Curve("curva", "Curva", "x", "y", Unit.FRACTION, Unit.FRACTION, (Line("receita", points),))
    drawn = curve.thinned(points)
    assert drawn[0] == points[0]
    assert drawn[-1] == points[-1]
    assert len(drawn) <= curve.MOST + 2
    assert len(curve.drawing(chart, "t", {"a": (0.2, 0.4)})) < 10_000


def test_inks_of_the_heat_map_can_be_read_on_every_ground():
    for step in range(11):
        colour = ground(step / 10, below=False)
        light, dark = sorted((luminance(colour), luminance(ink_on(colour))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5
