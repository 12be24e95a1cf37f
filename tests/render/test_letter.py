"""The e-mail: a draft that any program for mail reads, small enough to be shown whole, in which data stay text."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest

from carteira_cli.chart import Histogram
from carteira_cli.errors import UsageError
from carteira_cli.render import render
from carteira_cli.render.page.email import LIMIT, message, subject
from carteira_cli.report import Column, Reading, Report, Table
from carteira_cli.units import Better, Unit
from tests.hostile import EVIL, Marked, hostile_report, plain_report
from tests.running import ROOT, carteira

TAGS = set(
    "html head meta title body table tr td th p span b i br img pre div".split()  # noqa: SIM905
)


class Letter(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.text, self.rows = [], "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag == "td" and self.rows:
            self.rows[-1].append("")
        if tag == "br":
            self.handle_data("\n")

    def handle_data(self, data):
        self.text += data
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def parsed(report):
    found = message_from_bytes(render(report, "email"), policy=policy.default)
    assert not found.defects
    assert not any(part.defects for part in found.walk())
    return found


def page_of(found):
    return found.get_body(("html",)).get_content().replace("\r\n", "\n")


def size_of(found):
    return len(found.get_body(("html",)).as_bytes())


def big(rows, columns=3):
    shape = tuple(Column(f"c{n}", f"Coluna {n}") for n in range(columns))
    cells = tuple(tuple(f"célula {row}.{n}" for n in range(columns)) for row in range(rows))
    small = Table("pequena", "Pequena", shape, cells[:20])
    return Report("risco", "Clientes em risco", tables=(Table("grande", "Grande", shape, cells), small))


@pytest.fixture(scope="module")
def hostile():
    mark = Marked()
    report = hostile_report(mark)
    return report, mark.given, parsed(report)


@pytest.mark.slow
def test_the_parts_are_a_text_a_page_with_its_pictures_and_the_workbook(hostile):
    report, _, found = hostile
    kinds = [part.get_content_type() for part in found.walk()]
    inner = [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        *["image/png"] * len(report.charts),
    ]
    book = ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]
    assert kinds == ["multipart/mixed", *inner, *book]
    assert found["X-Unsent"] == "1"
    assert {name.casefold() for name in found} == {"subject", "x-unsent", "mime-version", "content-type"}
    pictures = [part for part in found.walk() if part.get_content_type() == "image/png"]
    named = [f"<{source.removeprefix('cid:')}>" for source in re.findall(r'src="([^"]*)"', page_of(found))]
    assert named == [part["Content-ID"] for part in pictures]
    assert all(part.get_content().startswith(b"\x89PNG") for part in pictures)
    assert len(set(named)) == len(report.charts)


def test_the_text_is_the_table():
    report = plain_report()
    text = parsed(report).get_body(("plain",)).get_content()
    assert text.replace("\r\n", "\n") == render(report, "tabela").decode()


def test_the_same_bytes_twice_and_other_bounds_for_other_content():
    report = plain_report()
    assert render(report, "email") == render(report, "email")
    bounds = {message(one).get_boundary() for one in (report, replace(report, notes=("outra",)))}
    assert len(bounds) == 2


def test_the_page_has_its_styles_inside_its_elements_and_leads_nowhere(hostile):
    _, given, found = hostile
    content = page_of(found)
    page = Letter(content)
    assert {tag for tag, _ in page.elements} <= TAGS
    allowed = set(
        "style width height align valign bgcolor cellpadding cellspacing border role colspan nowrap clear src alt "  # noqa: SIM905
        "lang charset name content".split()
    )
    assert {name for _, attributes in page.elements for name in attributes} <= allowed
    assert {a["src"].partition(":")[0] for tag, a in page.elements if tag == "img"} == {"cid"}
    assert "://" not in content
    texts = page.text + "".join(a.get("alt", "") for _, a in page.elements)
    for text in given:
        assert text in texts, text
    assert EVIL in page.text


def test_what_looks_like_an_address_is_no_link_in_a_program_for_mail():
    table = Table("t", "T", (Column("a", "A"),), (("http://x.example www.x.example a@x.example MAILTO:b",),))
    content = page_of(parsed(Report("x", "X", tables=(table,))))
    assert not re.search(r"(?i)https?:|www\.|mailto:|@x", content)
    assert Letter(content).text.replace("\u2060", "").count("http://x.example www.x.example a@x.example MAILTO:b") == 1


def test_an_indicator_says_value_calculation_and_change():
    page = Letter(page_of(parsed(plain_report())))
    row = next(row for row in page.rows if row and row[0].startswith("Churn de clientes\n34"))
    assert row[0] == "Churn de clientes\n34 ÷ 191 clientes"
    assert row[1].split() == ["17,8", "%", "18,3", "%", "-0,5", "p.p.", "▼", "melhor", "(-0,9", "a", "-0,1)"]
    cells = next(row for row in page.rows if row and row[0].startswith("duas"))
    assert [cell.strip() for cell in cells] == ["duas\nlinhas <b>&amp;</b>", "", "n/d", "n/d", ""]


@pytest.mark.slow
def test_a_large_table_is_shortened_and_says_how_many_rows_are_elsewhere():
    report = big(5000)
    found = parsed(report)
    assert LIMIT * 0.8 < size_of(found) < LIMIT
    page = Letter(page_of(found))
    rows = [row for row in page.rows if row and row[0].startswith("célula")]
    shown = len(rows) - 20
    assert [row[0] for row in rows] == [f"célula {n}.0" for n in (*range(shown), *range(20))]
    where = "na planilha anexa"
    assert f"mais {5000 - shown:_} linhas {where}".replace("_", ".") in page.text
    assert page.text.count("mais ") == 1
    assert len(page_of(parsed(big(20)))) < LIMIT
    assert "mais " not in Letter(page_of(parsed(big(20)))).text


@pytest.mark.slow
@pytest.mark.parametrize(
    "report",
    [
        Report("x", "Largo", tables=(Table("t", "T", tuple(Column("c", "título" * 30) for _ in range(300)), ()),)),
        Report("x", "é" * 60_000),
        Report("x", "Notas", notes=("nota " * 40_000,)),
        Report(
            "x", "I", readings=tuple(Reading(f"i{n}", "é" * 300, Unit.DAYS, Better.LOWER, "x", n) for n in range(900))
        ),
    ],
    ids=["columns", "title", "notes", "indicators"],
)
def test_no_page_is_too_large_and_none_hides_that_it_leaves_out(report):
    found = parsed(report)
    assert size_of(found) < LIMIT
    assert re.search(r"não cabe|mais \d+ indicadores", page_of(found))


@pytest.mark.parametrize("title", ["Um\r\nBcc: x@x.example", "Um\nBcc: x", "Um\x0bBcc: x", "Um\u2028Bcc: x"])
def test_a_title_can_add_no_header(title):
    found = parsed(replace(plain_report(), title=title))
    assert found["Bcc"] is None
    assert "Bcc: x" in found["Subject"]
    assert found["Subject"] == subject(replace(plain_report(), title=title))


def test_the_subject_is_title_and_period():
    assert parsed(plain_report())["Subject"] == "Churn de clientes · 2024-Q1"


def test_sender_and_recipients_are_written_where_given():
    letter = message(plain_report(), "Ana Conceição <ana@exemplo.com.br>", ["b@exemplo.com.br", "C <c@exemplo.com.br>"])
    found = message_from_bytes(letter.as_bytes(), policy=policy.default)
    assert found["From"].addresses[0].display_name == "Ana Conceição"
    assert [one.addr_spec for one in found["To"].addresses] == ["b@exemplo.com.br", "c@exemplo.com.br"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@x.com",
        "a b@x.com",
        "a@x.com\nBcc: b@x.com",
        "a@x",
        "é@x.com",
        "a@x.com, b@x.com",
        "a..b@x.com",
        "<a@x.com",
        "N <a@x.com> b",
        "N\nBcc: x <a@x.com>",
        "N\nBcc x <a@x.com>",
        "N\rB <a@x.com>",
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(UsageError, match="não é um endereço"):
        message(Report("x", "X"), recipients=[text])


def test_the_command_writes_the_draft_that_its_suffix_names(tmp_path):
    target = tmp_path / "churn.eml"
    ran = carteira("churn", "-C", ROOT / "examples" / "distribuidora", "-p", "2024-Q1", "-o", target)
    assert (ran.code, ran.err.partition(":")[0]) == (0, "gravado")
    assert b"\r\nX-Unsent: 1\r\n" in target.read_bytes()


def test_pictures_without_data_are_in_it_too():
    report = Report("x", "X", charts=(Histogram("h", "H", Unit.DAYS, ()),))
    assert page_of(parsed(report)).count("cid:") == 1


@pytest.mark.slow
def test_the_text_of_a_long_report_is_short_too_and_says_where_the_rest_is():
    text = parsed(big(5000)).get_body(("plain",)).get_content()
    assert "as primeiras 200 de 5.000 linhas; todas na planilha anexa" in text
    assert 200 < len(text.splitlines()) < 300
    assert "as primeiras" not in parsed(big(200)).get_body(("plain",)).get_content()
