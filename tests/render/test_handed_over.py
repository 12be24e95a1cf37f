"""One run, one set of numbers: the report is the same in JSON, workbook, letter, Markdown and CSV, on any machine."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from email import message_from_bytes, policy
from html import unescape

import pytest

from carteira_cli.render import render
from carteira_cli.render.page.email import LIMIT
from tests.hostile_report import TEXTS
from tests.opened_books import read
from tests.render.test_handover_workbook import small, table
from tests.running import ROOT, carteira, program

SHOP = ROOT / "examples" / "distribuidora"
WORDS = ("relatorio", "-C", SHOP, "-p", "2024-12", "-q")
SCALE = {"mi": 1e6, "mil": 1e3, "%": 0.01, "p.p.": 0.01}
NUMBER = re.compile(r"(-?)(?:R\$ )?(-?[\d.]+(?:,\d+)?)(?: (mil|mi|%|p\.p\.))?")


def number(text):
    """The number that people read, and half of its last digit."""
    sign, digits, unit = NUMBER.match(text.strip().replace("\N{NO-BREAK SPACE}", " ")).groups()
    value = float(digits.replace(".", "").replace(",", "."))
    places = len(digits.partition(",")[2])
    scale = SCALE.get(unit, 1.0)
    return (-value if sign else value) * scale, 0.5000001 * 10**-places * scale


def reads(text, value):
    """Whether a text for people tells a number, as far as its digits go."""
    found, half = number(text)
    return abs(found - value) <= half


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The files of one run, and the tables of CSV."""
    place = tmp_path_factory.mktemp("iguais")
    files = [place / f"r.{suffix}" for suffix in ("json", "xlsx", "eml", "md", "html")]
    assert carteira(*WORDS, *(word for file in files for word in ("-o", file))).code == 0
    found = {file.suffix: file.read_bytes() for file in files}
    for key in ("indicadores", "em_risco", "inativos", "maiores"):
        found[key] = carteira(*WORDS, "-f", "csv", "--tabela", key).out.encode()
    return found


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def markdown_tables(text):
    """Title → rows of cells, header first."""
    found = {}
    for title, block in re.findall(r"^#{3,4} (.+)\n\n(?:[^|#].*\n\n)*((?:\|.*\n)+)", text, flags=re.MULTILINE):
        lines = [line.strip("| \n").split(" | ") for line in block.splitlines()]
        found[title] = [lines[0], *lines[2:]]
    return found


def cards(written):
    said = json.loads(written[".json"])
    keys = next(one["indicadores"] for one in said["secoes"] if one["chave"] == "numeros")
    return {key: said["indicadores"][key] for key in keys}


@pytest.mark.slow
def test_the_cards_are_the_same_numbers_everywhere(written):
    wanted = cards(written)
    by_key = {row["indicador"]: row for row in rows_of(written["indicadores"])}
    sheet = read(written[".xlsx"])["Resumo"]
    top = next(place for place, row in enumerate(sheet) if row[0] == "Indicador")
    text = markdown_tables(written[".md"].decode())["Os números"]
    for place, (key, one) in enumerate(wanted.items(), start=1):
        assert float(by_key[key]["valor"]) == one["valor"]
        assert float(by_key[key]["anterior"]) == one["anterior"]
        assert sheet[top + place][1:3] == [one["valor"], one["anterior"]]
        title, value, before = text[place]
        assert title == sheet[top + place][0]
        assert reads(value, one["valor"])
        for told, then in zip(before.split("; "), (one, one["ano_anterior"]), strict=True):
            was, change = re.fullmatch(r"era (.+) em \S+ \((\S+ (?:%|p\.p\.)) .*\)", told).groups()
            assert reads(was, then.get("anterior", then.get("valor")) if then is one else then["valor"])
            assert reads(change.replace("+", ""), then["variacao"])
            assert ("p.p." in change) == (one["unidade"] == "fracao")


@pytest.mark.slow
def test_the_letter_has_five_of_them_the_sentences_and_the_rest_attached(written):
    letter = message_from_bytes(written[".eml"], policy=policy.default)
    page, text = (letter.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("html", "plain"))
    plain = unescape(re.sub(r"<[^>]+>", "\n", page))
    for key, one in list(cards(written).items())[:5]:
        title = next(row[0] for row in read(written[".xlsx"])["Resumo"] if row[1] == one["valor"])
        in_text = re.search(rf"^{re.escape(title)}: (.+)$", text, flags=re.MULTILINE)
        assert in_text, key
        assert reads(in_text[1], one["valor"])
        assert in_text[1] in plain
    assert page.count("<tr") == 3 + 5  # two of the frame, the header, and the figures
    for sentence in json.loads(written[".json"])["frases"]:
        assert sentence in plain
        assert sentence in text
    attached = {part.get_filename(): part.get_payload(decode=True) for part in letter.iter_attachments()}
    assert attached == {"relatorio-2024-12.html": written[".html"], "relatorio-2024-12.xlsx": written[".xlsx"]}
    assert not [part for part in letter.walk() if part.get_content_maintype() == "image"]


@pytest.mark.slow
@pytest.mark.parametrize(("key", "sheet"), [("em_risco", "Ligar"), ("inativos", "Reconquistar"), ("maiores", None)])
def test_the_first_rows_of_the_lists_are_the_same_everywhere(written, key, sheet):
    said = json.loads(written[".json"])["tabelas"][key]
    rows = rows_of(written[key])
    assert len(rows) == len(said)
    titles = markdown_tables(written[".md"].decode())
    title = next(
        title
        for title in titles
        if title.startswith({"em_risco": "Clientes em risco"}.get(key, ""))
        and any(said[0]["cliente"] in row for row in titles[title][1:2])
    )
    _, *shown = titles[title]
    assert 10 <= len(shown) <= 15
    assert f"mais {len(said) - len(shown)} linhas" in written[".md"].decode()
    cells = read(written[".xlsx"])[sheet or "Concentração"]
    for place in range(5):
        for name, value in said[place].items():
            assert rows[place][name] == ("" if value is None else str(value))
        numbers = [value for value in said[place].values() if isinstance(value, float)]
        held = next(row for row in cells if said[place]["cliente"] in row and numbers[0] in row)
        assert all(value in held for value in said[place].values() if value not in {None, ""})
        told = [text for text in shown[place] if re.match(r"-?(R\$\s)?\d", text)]
        assert sum(any(reads(text, value) for text in told) for value in numbers) == len(numbers)


@pytest.mark.slow
@pytest.mark.process
def test_one_thread_or_two_the_bytes_are_the_same(tmp_path):
    seen = {}
    for threads, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        files = [tmp_path / f"{threads}.{suffix}" for suffix in ("json", "xlsx", "eml", "md", "html")]
        words = [word for file in files for word in ("-o", file)]
        ran = program(*WORDS, *words, POLARS_MAX_THREADS=threads, TZ=zone, PYTHONHASHSEED=threads)
        assert ran.code == 0, ran.err
        for file in files:
            seen.setdefault(file.suffix, set()).add(file.read_bytes())
    assert {suffix: len(contents) for suffix, contents in seen.items()} == dict.fromkeys(seen, 1)


# --- whatever customers are called --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [text for text in TEXTS if text])
def test_no_text_becomes_markup_or_a_link(text):
    report = small(table("t", 20, text), subject=text, answer=(text,), warnings=(text,))
    letter = message_from_bytes(render(report, "email"), policy=policy.default)
    page = letter.get_body(("html",)).get_content()
    assert "<script" not in page
    assert not re.search(r"(?i)https?:|www\.", page)
    assert "\x1b" not in page + letter.get_body(("plain",)).get_content() + letter["Subject"]
    markdown = render(report, "markdown").decode()
    assert not re.search(r"(?i)<script|https?://|\x1b|(?<!\\)\*\*y", markdown)
    assert "mais 5 linhas" in markdown


def test_a_letter_of_endless_warnings_is_still_short():
    report = replace(small(table("t", 2)), warnings=("aviso sem fim " * 100,) * 200)
    letter = message_from_bytes(render(report, "email"), policy=policy.default)
    assert len(letter.get_body(("html",)).as_bytes()) < LIMIT
    assert "Casa" in letter.get_body(("html",)).get_content()
