"""A number has one form: the same change, the same decimals, whatever format or chart or note it stands in."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import replace
from email import message_from_bytes, policy
from fractions import Fraction

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.api import report_of
from carteira_cli.change import change_of, exact_change, relative_change
from carteira_cli.chart import Bin, HeatMap, Histogram, Step, Waterfall
from carteira_cli.config.resolve import load
from carteira_cli.render import render
from carteira_cli.report import Column, Reading, Report, Table
from carteira_cli.units import Better, Unit, brief, number, signed
from tests.hostile_report import Q1, Q4
from tests.running import ANALYSES, ROOT, carteira

pytestmark = pytest.mark.slow

MINIMAL = ROOT / "examples" / "minima"
PACKAGE = ROOT / "carteira_cli"
FLAT = {"csv": ",", "csv-brasil": ";", "tsv": "\t"}


def compared(command):
    return report_of(command, load({"pasta": str(MINIMAL), "periodo": "2024-Q1", "comparar": "anterior"}, environ={}))


def texts_of(report, name):
    """What a person reads of a report in a format; of a letter every part but the workbook, one after the other."""
    content = render(report, name)
    if name == "email":
        letter = message_from_bytes(content, policy=policy.default)
        parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
        return [re.sub(r"<[^>]*>", "\n", html.unescape(part)) for part in parts]
    text = content.decode("utf-8-sig")
    return [html.unescape(re.sub(r"<[^>]*>", "\n", text)) if name in {"html", "svg"} else text]


def workbooks(report):
    """The workbook, and the one that goes with the letter."""
    letter = message_from_bytes(render(report, "email"), policy=policy.default)
    attached = [
        part.get_content() for part in letter.iter_attachments() if (part.get_filename() or "").endswith("xlsx")
    ]
    assert len(attached) == 1
    return [render(report, "xlsx"), attached[0]]


def machine_rows(report, name):
    """The indicators of a machine format: key → (change, its unit)."""
    content = render(report, name)
    if name == "json":
        rows = [{"indicador": key, **item} for key, item in json.loads(content)["indicadores"].items()]
    elif name == "jsonl":
        rows = [json.loads(line) for line in content.splitlines()]
    elif name == "parquet":
        rows = pq.read_table(io.BytesIO(content)).to_pylist()
    else:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=FLAT[name]))
    return {row["indicador"]: (row["variacao"], row["unidade_variacao"]) for row in rows}


@pytest.mark.parametrize("command", ANALYSES)
def test_every_format_shows_the_change_that_the_report_carries_and_names_its_unit(command):
    """The changes are put in by hand: a format that computed one itself would show another."""
    report = compared(command)
    changes = {one.key: (1 if n % 2 else -1) * (0.1014 + n / 100) for n, one in enumerate(report.readings)}
    told = replace(report, readings=tuple(replace(one, change=changes[one.key]) for one in report.readings))
    shown = {
        one.key: f"{'+' if changes[one.key] > 0 else '-'}{abs(changes[one.key]) * 100:.1f} "
        f"{'p.p.' if one.unit is Unit.FRACTION else '%'}".replace(".", ",", 1)
        for one in told.readings
        if None not in (one.value, one.previous) and one.value != one.previous
    }
    assert shown or command in {"ltv", "conversao"}
    for name in ("tabela", "markdown", "html", "email", "svg"):
        for text in texts_of(told, name):
            for key, words in shown.items():
                assert words in text.replace("\xa0", " "), (name, key)
    for name in ("json", "jsonl", "parquet", *FLAT):
        found = machine_rows(told, name)
        for one in told.readings:
            if one.missing is None:
                change, unit = found[one.key]
                assert float(str(change).replace(",", ".")) == changes[one.key], (name, key)
                assert unit == ("pontos" if one.unit is Unit.FRACTION else "fracao")
    for content in workbooks(told):
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Indicadores"]
        head = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            cells = dict(zip(head, row, strict=True))
            key, cell = cells["Indicador"].value, cells["Variação"]
            points = cells["Unidade da variação"].value == "pontos"
            assert float(cell.value) == pytest.approx(changes[key] * (100 if points else 1), rel=1e-15)
            assert cell.number_format == ('+0.0" p.p.";-0.0" p.p.";0.0" p.p."' if points else "+0.0%;-0.0%;0.0%")


def test_a_change_alone_is_that_of_the_summary_and_the_difference_of_what_stands_beside_it():
    whole = {one.key: one for one in compared("resumo").readings}
    for command in ANALYSES[1:]:
        for one in [one for one in compared(command).readings if one.key in whole]:  # all but what is predicted
            assert (one.value, one.previous, one.change) == (
                whole[one.key].value,
                whole[one.key].previous,
                whole[one.key].change,
            )
            if one.change is not None and one.unit is Unit.FRACTION:
                assert one.change == pytest.approx(one.value - one.previous, abs=1e-12)


@given(*[st.one_of(st.none(), st.integers(-9, 9), st.fractions(-9, 9, max_denominator=99))] * 2)
def test_a_fraction_changes_by_a_difference_and_the_rest_by_a_share_of_the_size_it_had(value, previous):
    missing = value is None or previous is None
    for unit in Unit:
        expected = None
        if not missing and unit is Unit.FRACTION:
            expected = Fraction(value) - Fraction(previous)
        elif not missing and previous:
            expected = (Fraction(value) - Fraction(previous)) / abs(Fraction(previous))
        assert exact_change(unit, value, previous) == expected
        assert change_of(unit, value, previous) == (None if expected is None else float(expected))
    assert relative_change(value, previous) == exact_change(Unit.DAYS, value, previous)


# --- one rounding for a unit ------------------------------------------------------------------------------------

VALUES = {  # value → its only form; 1.45 was "1,45 ×" in a table and "1,4 ×" in the note below it
    Unit.TIMES: (1.45, "1,45 ×"),
    Unit.FRACTION: (0.0845, "8,4 %"),
    Unit.MONTHS: (2.35, "2,4 meses"),
    Unit.DAYS: (31.75, "31,8 dias"),
    Unit.REAIS: (1234.5, "R$ 1.234,50"),
    Unit.REAIS_PER_MONTH: (1234.5, "R$ 1.234,50 /mês"),
    Unit.CUSTOMERS: (1234, "1.234"),
}


@pytest.mark.parametrize("unit", VALUES)
def test_a_value_of_a_unit_has_one_form_in_tables_indicators_and_charts_of_every_format(unit):
    value, form = VALUES[unit]
    pictures = (
        HeatMap("m", "Mapa", unit, "linha", ("r",), ("c",), ((value,),)),
        Waterfall("p", "Ponte", unit, (Step("começo", value, total=True), Step("fim", value, total=True))),
    )
    places = {
        "indicador": {"readings": (Reading("x", "X", unit, Better.NEITHER, "churn", value, previous=value),)},
        "tabela": {"tables": (Table("t", "T", (Column("a", "A"), Column("v", "V", unit)), (("a", value),)),)},
        "mapa": {"charts": pictures[:1]},
        "ponte": {"charts": pictures[1:]},
    }
    worth, suffix = (value * 100 if unit is Unit.FRACTION else value), form.lstrip("R$ ").lstrip("0123456789.,")
    wrong = {number(worth, decimals) + suffix for decimals in range(5)} - {form.removeprefix("R$ ")}
    for place, parts in places.items():
        report = Report("churn", "Um", Q1, compared_with=Q4, **parts)
        for name in ("tabela", "markdown", "html", "svg"):
            if place in {"mapa", "ponte"} and name == "markdown":
                continue  # has no pictures
            text = "\n".join(texts_of(report, name)).replace("\xa0", " ").replace("\\", "")
            # Money at a glance is the other form of an amount, in what is read and not in files of all.
            assert form in text or (name != "tabela" and brief(value, unit) in text), (place, name)
            assert not [one for one in wrong if re.search(rf"(?<![\d.,]){re.escape(one)}(?![\d.,])", text)]


def test_a_share_in_a_histogram_has_the_decimals_of_every_share():
    chart = Histogram("h", "H", Unit.INTERVALS, (Bin("a", 1), Bin("b", 2)))
    for name in ("tabela", "html", "svg"):
        (text,) = texts_of(Report("churn", "Um", Q1, charts=(chart,)), name)
        assert "1 · 33,3 %" in text.replace("\xa0", " ")


def test_no_module_but_units_writes_the_decimals_of_a_unit():
    """`{number(x, 1)} ×` in a sentence is a second rounding: `show` and `bare` are the first and only one."""
    own = re.compile(
        r"number\([^{}]*, [1-9]\)[^{}\"]*\} ?(%|×|p\.p\.|dias|meses|/mês)|\* ?100(?!, 0\))[^{}]*\} ?%|R\$ \{number"
    )
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name not in {"units.py", "drawing.py"}  # where lengths are in per cent too
        for line in path.read_text(encoding="utf-8").splitlines()
        if own.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0126, Unit.POINTS, "+1,3 p.p."),
        (-0.00001, Unit.POINTS, "-0,0 p.p."),
        (0.0, Unit.FRACTION, "0,0 %"),
        (-12.5, Unit.REAIS, "-R$ 12,50"),
        (12.5, Unit.REAIS_PER_MONTH, "+R$ 12,50 /mês"),
    ],
)
def test_a_change_has_its_own_sign_even_where_its_digits_are_0(value, unit, text):
    assert signed(value, unit) == text


# --- money in lists ---------------------------------------------------------------------------------------------

LISTS = (
    "churn --listar perdidos",
    "pareto --listar classe-a",
    "ticket --listar compradores --por uf",
    "churn-receita --serie mes",
    "rfm",
    "risco",
    "vendedores",
    "coortes",
    "pareto",
)


@pytest.mark.parametrize("command", LISTS)
def test_money_in_lists_has_two_decimals(tmp_path, command):
    words = (*command.split(), "-C", MINIMAL, "-p", "2024-Q1", "-q")
    files = [tmp_path / f"r.{suffix}" for suffix in ("txt", "md", "html", "eml", "xlsx")]
    ran = carteira(*words, *(word for file in files for word in ("-o", file)))
    assert ran.code == 0, ran.err
    letter = message_from_bytes(files[3].read_bytes(), policy=policy.default)
    letters = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    for text in (*(file.read_text(encoding="utf-8") for file in files[:3]), *letters):
        told = re.sub(r"[Dd]e cada R\$.100", "", html.unescape(text))  # a definition's
        money = re.findall(r"R\$[ \xa0]?[\d.,]*\d(?:[ \xa0](?:mil|mi|bi)\b)?", told)
        forms = (r"R\$[ \xa0]\d{1,3}(\.\d{3})*,\d\d", r"R\$[ \xa0]\d{1,3}(,\d+)?[ \xa0](mil|mi|bi)")
        assert all(any(re.fullmatch(form, one) for form in forms) for one in money), money
    book = openpyxl.load_workbook(files[4])
    cells = [cell for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row]
    assert all("#,##0.00" in cell.number_format for cell in cells if "R$" in cell.number_format)
