"""One report in every format: the bytes of each, and that all carry the same values.

CARTEIRA_GOLDENS=1 writes the golden files anew; look at the difference before it goes in.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from carteira_cli.api import report_of
from carteira_cli.cli.schema import schemas
from carteira_cli.config.resolve import load
from carteira_cli.neutral import harmless
from carteira_cli.render import formats, formats_for, render
from carteira_cli.render.flat import every_table, main_table, readings_table
from carteira_cli.render.result_json import schema
from carteira_cli.render.shown import cells, first_rows
from carteira_cli.render.terminal.column_widths import LONGEST_TEXT
from carteira_cli.report import Kind
from carteira_cli.units import Depth
from tests.hostile_report import EMPTY, REPORT, TABLE
from tests.running import ANALYSES, ROOT, STUDIES, carteira

GOLDENS = Path(__file__).parents[1] / "goldens_formats"
REWRITE = os.environ.get("CARTEIRA_GOLDENS") == "1"
DRAWN = {"html", "email"}  # a library draws into them: their goldens are of their parts, in files of their own
TEXTUAL = [one for one in formats_for(verdicts=False).values() if not one.binary and one.name not in DRAWN]


def of_table(table):
    return replace(REPORT, main=table.key)


def dump(content):
    """What is in a Parquet file, without the version of the library that wrote it."""
    found = pq.read_table(io.BytesIO(content))
    schema = [f"{field.name}: {field.type} {field.metadata}" for field in found.schema]
    about = json.loads(found.schema.metadata[b"carteira"])
    rows = [json.dumps(row, ensure_ascii=False, default=str) for row in found.to_pylist()]
    return "\n".join([*schema, json.dumps(about, ensure_ascii=False, indent=1), *rows, ""])


@pytest.mark.parametrize("one", TEXTUAL, ids=[one.name for one in TEXTUAL])
def test_the_bytes_are_those_of_the_golden_file(one):
    parts = [render(of_table(table), one.name) for table in ((TABLE, EMPTY) if one.one_table else (TABLE,))]
    check(b"\n--\n".join(parts), f"tudo{one.suffix}")


def test_a_parquet_file_holds_what_its_golden_dump_says():
    check(
        "\n--\n".join(dump(render(of_table(table), "parquet")) for table in (TABLE, EMPTY)).encode(), "tudo.parquet.txt"
    )


def check(found, name):
    golden = GOLDENS / name
    if REWRITE:
        golden.write_bytes(found)
    assert found == golden.read_bytes()


# --- value for value ------------------------------------------------------------------------------------------


def reports():
    for command in (*ANALYSES, *STUDIES):
        folder = "distribuidora" if command in OF_PRODUCTS else "minima"
        words = {"periodo": "2024-Q1", "pasta": str(ROOT / "examples" / folder)}
        more = {"comparar": "anterior"} if command in ANALYSES else {}
        yield command, report_of(command, load(words | more, environ={}))
    for key in ("receita", "ticket_cliente"):
        yield f"explicar {key}", report_of("explicar", load(words | {"indicador": key}, environ={}))
    words |= {"por": ["uf"], "serie": "mes", "listar": "perdidos"}
    yield "churn por uf", report_of("churn", load(words, environ={}))


OF_PRODUCTS = ("cesta",)  # which the ten customers' sales do not name
REPORTS = [pytest.param(REPORT, id="tudo")]


@pytest.fixture(scope="module")
def made():
    return {"tudo": REPORT, **dict(reports())}


def parse(text, separator=","):
    header, *rows = csv.reader(io.StringIO(text), delimiter=separator)
    return header, rows


def typed(cell, column):
    """What a cell of a CSV says."""
    if column.kind is Kind.FLAG and column.unit is None:
        return {"": None, "true": True, "false": False}[cell]
    if column.is_number:
        return json.loads(cell or "null")
    return cell


def expected(value, column):
    if column.is_number or column.kind is Kind.FLAG:
        return value
    return "" if value is None else harmless(value)


@pytest.mark.slow
def test_csv_tsv_jsonl_and_parquet_carry_each_table_value_for_value(made):
    for report in made.values():
        for table in every_table(report):
            one, keys = replace(report, main=table.key), [column.key for column in table.columns]
            for name, separator in (("csv", ","), ("tsv", "\t")):
                header, rows = parse(render(one, name).decode(), separator)
                assert header == keys
                found = [[typed(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in rows]
                wanted = [[expected(v, c) for v, c in zip(row, table.columns, strict=True)] for row in table.rows]
                assert found == wanted, (report.command, table.key, name)
            lines = render(one, "jsonl").decode().splitlines()
            assert [list(json.loads(line).items()) for line in lines] == [
                list(zip(keys, row, strict=True)) for row in table.rows
            ]
            typed_rows = pq.read_table(io.BytesIO(render(one, "parquet"))).to_pylist()
            assert [[as_json(value) for value in row.values()] for row in typed_rows] == [
                list(row) for row in table.rows
            ]


def as_json(value):
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.slow
def test_json_carries_the_same_tables_and_fits_its_schema(made):
    validator = Draft202012Validator(schema())
    for name, report in made.items():
        document = json.loads(render(report, "json"))
        assert not list(validator.iter_errors(document)), name
        for table in report.tables:
            assert [list(row.values()) for row in document["tabelas"][table.key]] == [list(row) for row in table.rows]
        for key, value, unit, *_ in readings_table(report).rows:
            assert (document["indicadores"][key]["valor"], document["indicadores"][key]["unidade"]) == (value, unit)


def test_a_brazilian_csv_reads_back_as_the_same_numbers(made):
    for report in made.values():
        for table in every_table(report):
            content = render(replace(report, main=table.key), "csv-brasil")
            assert content.startswith(b"\xef\xbb\xbf")
            _, rows = parse(content.decode("utf-8-sig"), ";")
            for row, found in zip(table.rows, rows, strict=True):
                for value, column, cell in zip(row, table.columns, found, strict=True):
                    if column.is_number and value is not None:
                        assert re.fullmatch(r"-?\d+(,\d+)?", cell)
                        assert float(cell.replace(",", ".")) == value
                    elif isinstance(value, bool):
                        assert cell == ("sim" if value else "não")


def test_the_table_shows_each_cell_of_the_csv(made):
    for name, report in made.items():
        for table in report.tables:
            if table.depth is Depth.DATA or any("\n" in str(cell) for row in table.rows for cell in row):
                continue
            text = render(replace(report, tables=(table,), readings=(), charts=(), findings=None), "tabela").decode()
            words = " ".join(text.split())
            for_people = first_rows(table)
            for row in for_people.rows:
                for shown in cells(row, for_people.columns, exact=True):
                    if len(shown) > LONGEST_TEXT:  # wrapped or folded: its words are on several lines
                        continue
                    assert " ".join(shown.split()[:3]) in words, (name, table.key, shown)


def test_each_cell_has_the_type_that_its_column_declares(made):
    kinds = {Kind.TEXT: str, Kind.TELLING: str, Kind.DATE: str, Kind.FLAG: bool, Kind.NUMBER: int}
    kinds |= {Kind.VALUE: int | float, Kind.CHANGE: int | float}
    for name, report in made.items():
        for table in every_table(report):
            for row in table.rows:
                for value, column in zip(row, table.columns, strict=True):
                    if value is None:
                        continue
                    wanted = kinds[column.kind] if column.unit is None else int if column.unit.is_count else int | float
                    assert isinstance(value, wanted), (name, table.key, column.key, value)
                    assert column.kind is Kind.FLAG or not isinstance(value, bool)
                    if column.kind is Kind.DATE:
                        assert date.fromisoformat(value).isoformat() == value


def test_a_table_is_chosen_by_name(monkeypatch):
    monkeypatch.chdir(ROOT / "examples" / "minima")
    words = ("pareto", "-p", "2024-Q1", "-f", "csv", "-q")
    plain, chosen = carteira(*words), carteira(*words, "--tabela", "maiores")
    assert plain.out.startswith("indicador,")
    assert chosen.out.startswith("posicao,cliente,")
    wrong = carteira(*words, "--tabela", "maiors")
    assert wrong.code == 2
    assert 'você quis dizer "maiores"?' in wrong.err


# --- records of formats ---------------------------------------------------------------------------------------


def test_each_format_has_a_name_a_place_and_suffixes_of_its_own():
    found = list(formats().values())
    assert [one.place for one in found] == sorted({one.place for one in found})
    taken = [suffix for one in found for suffix in one.suffixes]
    assert len(set(taken)) == len(taken)
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in taken)


@pytest.mark.slow
@pytest.mark.process
def test_records_of_formats_load_nothing_of_weight():
    heavy = {"polars", "narwhals", "pyarrow", "rich", "xlsxwriter", "jinja2", "matplotlib", "email", "xml.etree"}
    script = "import sys; from carteira_cli.render import formats; print(len(formats()), *sys.modules)"
    count, *modules = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert int(count) == len(formats())
    assert not heavy & set(modules)


# --- nothing runs ---------------------------------------------------------------------------------------------


def test_no_text_of_a_csv_is_a_formula():
    for name, separator in (("csv", ","), ("tsv", "\t"), ("csv-brasil", ";")):
        _, rows = parse(render(of_table(TABLE), name).decode("utf-8-sig"), separator)
        texts = [row[1] for row in rows]
        assert not [text for text in texts if re.match(r"\s*[=+\-@＝]", text)]
        assert "'=1+1" in texts
        assert "00123" in texts


def test_markdown_has_no_link_html_or_mention_of_the_data_and_its_tables_their_columns():
    text = render(REPORT, "markdown").decode()
    page = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert not re.search(r"<(a|script|i|b|em|strong|code|img)\b", page.replace("<strong>aviso:</strong>", ""))
    assert "@alguem" not in text
    assert not re.search(r"(?i)https?:|www\.", text)
    table = page[page.index("<table>", page.index("Lista")) :]
    rows = table[: table.index("</table>")].split("<tr>")[2:]
    assert [row.count("<td") for row in rows] == [len(TABLE.columns)] * len(TABLE.rows)
    assert "<h1>" not in page
    assert page.count("<h2>") == 1


def test_a_table_and_a_picture_carry_no_control_character():
    for name in ("tabela", "svg", "markdown"):
        assert not re.search(rb"[\x00-\x08\x0b-\x1f]", render(REPORT, name)), name


def test_parquet_says_under_which_rules_its_numbers_stand():
    about = json.loads(pq.read_schema(io.BytesIO(render(of_table(TABLE), "parquet"))).metadata[b"carteira"])
    assert about["tabela"] == "lista"
    assert about["regras"] == {"inatividade": "90d", "margem": 0.35, "raiz_cnpj": True, "onde": 'nome = "<b>|"'}
    assert about["fontes"]["vendas"]["linhas"] == 19
    assert about["periodo"]["fim"] == "2024-03-31"


def test_an_empty_main_table_is_a_header_and_nothing_else():
    assert render(of_table(EMPTY), "jsonl") == b""
    assert len(render(of_table(EMPTY), "csv").splitlines()) == 1
    assert main_table(of_table(EMPTY)) is EMPTY


@pytest.mark.parametrize(("name", "found"), schemas().items())
def test_a_schema_is_one_and_the_command_prints_it(name, found):
    Draft202012Validator.check_schema(found)
    assert json.loads(carteira("esquema", name).out) == found


def test_an_error_in_json_fits_the_schema(tmp_path):
    ran = carteira("churn", "-C", tmp_path, "-f", "json")
    assert ran.code == 2
    Draft202012Validator(schema()).validate(json.loads(ran.out))


def test_the_schema_refuses_what_is_no_result():
    document = json.loads(render(REPORT, "json"))
    validator = Draft202012Validator(schema())
    for wrong in (
        document | {"esquema": 2},
        document | {"mais": 1},
        document | {"comando": "adivinhar"},
        {key: value for key, value in document.items() if key != "avisos"},
        document | {"indicadores": {"churn": {"valor": "0.5", "unidade": "fracao"}}},
    ):
        assert list(validator.iter_errors(wrong))
