"""Files and machine formats carry every row of a table; a screen and a page carry some, and say how many more."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from importlib import import_module
from string import ascii_uppercase

import openpyxl
import polars as pl
import pytest

from carteira_cli.render import formats, formats_for, render
from carteira_cli.report import Column, Report, Table
from carteira_cli.rows import Rows, once
from carteira_cli.units import Unit
from tests.running import ROOT, carteira, sales

EXAMPLE = ROOT / "examples" / "distribuidora"
CUSTOMERS = 400


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    """Customers who buy each 10 days: half until late November, half, who once were silent for 100, until September."""
    rows = []
    for customer in range(CUSTOMERS):
        first = customer % 10
        days = range(first, 330, 10) if customer % 2 else (first, *range(100 + first, 255, 10))
        rows += [f"c{customer:03},{day_of(day)},{100 + customer}" for day in days]
    rows.append(f"hoje,{day_of(364)},1")
    return sales(tmp_path_factory.mktemp("linhas"), *rows)


def day_of(number):
    return (date(2023, 1, 1) + timedelta(days=number)).isoformat()


READ = (".csv", ".json", ".jsonl", ".parquet", ".tsv", ".xlsx")  # formats whose rows `rows_in` counts


def rows_in(path, table):
    """How many rows of a table a file has."""
    content = path.read_bytes()
    match path.suffix:
        case ".json":
            return len(json.loads(content)["tabelas"][table])
        case ".jsonl":
            return len(content.splitlines())
        case ".csv" | ".tsv":
            lines = csv.reader(io.StringIO(content.decode()), delimiter="\t" if path.suffix == ".tsv" else ",")
            return sum(1 for _ in lines) - 1
        case ".parquet":
            return pl.read_parquet(path).height
        case _:
            sheets = openpyxl.load_workbook(io.BytesIO(content), read_only=False)
            named = {name.split("_", 2)[2]: area for sheet in sheets for name, area in sheet.tables.items()}
            first, last = (int(cell.lstrip(ascii_uppercase)) for cell in named[table.replace("-", "_")].split(":"))
            return last - first


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "table", "rows"),
    [
        (("risco", "-p", "2023"), "em_risco", 200),
        (("risco", "-p", "2023", "--tabela", "inativos"), "inativos", 200),
        (("risco", "-p", "2023-S2", "--tabela", "abc_quedas"), "abc_quedas", None),
        (("pareto", "-p", "2023", "--tabela", "maiores"), "maiores", CUSTOMERS + 1),
        (("pareto", "-p", "2023", "--listar", "compradores"), "compradores", CUSTOMERS + 1),
        (("churn", "-p", "2023-Q4", "--listar", "clientes-inicio"), "clientes-inicio", 400),
        (("rfm", "-p", "2023", "--listar", "perdidos"), "perdidos", None),
        (("risco", "-p", "2023", "--listar", "inativos"), "inativos", 200),
        (("resumo", "-p", "2023", "--por", "coorte"), "por", None),
    ],
)
def test_every_format_of_machines_has_every_row(portfolio, tmp_path, command, table, rows):
    paths = [tmp_path / f"tudo{suffix}" for suffix in READ]
    ran = carteira(*command, "-C", portfolio, "--inatividade", "90d", *(word for p in paths for word in ("-o", p)))
    assert ran.code == 0, ran.err
    found = {path.suffix: rows_in(path, table) for path in paths}
    assert set(found.values()) == {rows or found[".json"]}, found
    assert found[".json"] > (0 if rows is None else 30)


def long_table():
    """A table of which people are shown 20 rows, each with a mark of its own."""
    rows = tuple((f"marca{number:03}", number) for number in range(CUSTOMERS))
    columns = (Column("cliente", "Cliente"), Column("compras", "Compras", Unit.ORDERS))
    return Report("churn", "Longa", tables=(Table("longa", "Longa", columns, rows, shown=20),), main="longa")


@pytest.mark.parametrize(
    "one",
    [one for one in formats_for(verdicts=False).values() if not (one.binary or one.dated)],
    ids=lambda one: one.name,
)
def test_a_format_of_machines_has_every_row_and_one_of_people_says_how_many_more(one):
    content = render(long_table(), one.name)
    if one.name == "email":
        content = message_from_bytes(content, policy=policy.default).get_body(("html",)).get_content().encode()
    assert len(set(re.findall(rb"marca\d{3}", content))) == (CUSTOMERS if one.machines else 20)
    assert one.machines or b"380" in content


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tabela", "markdown", "html", "email"])
def test_people_are_shown_some_rows_and_told_of_the_rest(portfolio, tmp_path, name):
    suffix = formats()[name].suffix
    carteira("risco", "-C", portfolio, "-p", "2023", "-o", tmp_path / f"r{suffix}")
    content = (tmp_path / f"r{suffix}").read_bytes()
    if name == "email":
        letter = message_from_bytes(content, policy=policy.default)
        page = letter.get_body(("html",)).get_content()
        plain = letter.get_body(("plain",)).get_content()
        assert "mais 180 linhas na planilha anexa" in page
        assert "Clientes em risco: 200 (as primeiras 20 de 200 linhas; todas na planilha anexa)" in plain
        texts = [page, plain]
    else:
        texts = [content.decode()]
        assert "mais 180 linhas; -o arquivo.csv traz todas" in texts[0].replace("\\", "")
        assert "mais 180 linhas; -o arquivo.csv --tabela inativos traz todas" in texts[0].replace("\\", "")
    late = {f"c{number:03}" for number in range(1, CUSTOMERS, 2)}
    for text in texts:
        assert sum(customer in text for customer in late) == 20


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".csv", ".json", ".txt"])
def test_a_limit_that_was_asked_for_holds_everywhere(portfolio, tmp_path, suffix):
    carteira("risco", "-C", portfolio, "-p", "2023", "--limite", "7", "-o", tmp_path / f"r{suffix}")
    text = (tmp_path / f"r{suffix}").read_text()
    late = {f"c{number:03}" for number in range(1, CUSTOMERS, 2)}
    assert sum(customer in text for customer in late) == 7
    assert "arquivo.csv traz todas" not in text
    if suffix == ".txt":
        assert "Clientes em risco: 200, os 7 primeiros" in text


@pytest.mark.slow
def test_the_first_rows_of_a_file_are_those_of_the_screen(portfolio):
    found = carteira("pareto", "-C", portfolio, "-p", "2023", "-f", "json").document["tabelas"]["maiores"]
    short = carteira("pareto", "-C", portfolio, "-p", "2023", "-f", "json", "--limite", "10").document["tabelas"]
    assert found[:10] == short["maiores"]
    assert len(short["maiores"]) == 10
    assert found[-1]["fracao_acumulada"] == 1.0
    shown = carteira("pareto", "-C", portfolio, "-p", "2023", "-f", "markdown").out
    assert f"mais {CUSTOMERS + 1 - 10} linhas; -o arquivo.csv --tabela maiores traz todas" in shown


@pytest.mark.parametrize(("rows", "said"), [(3, ""), (4, "mais 1 linha; -o"), (5, "mais 2 linhas; -o")])
@pytest.mark.parametrize("name", ["tabela", "markdown", "html"])
def test_the_rest_is_told_only_where_there_is_one(rows, said, name):
    columns = (Column("cliente", "Cliente"), Column("receita", "Receita", Unit.REAIS))
    made = []

    def make(count):
        made.append(count)
        return [(f"c{number}", float(number)) for number in range(count)]

    table = Table("lista", "Lista", columns, Rows(rows, make), shown=3)
    text = render(Report("x", "X", tables=(table,)), name).decode()
    assert ("linha" in text and "traz todas" in text) == bool(said)
    assert said in text
    assert max(made) == 3  # what nobody looks at is not made
    assert "c3" not in text
    assert len(render(Report("x", "X", tables=(table,)), "jsonl").splitlines()) == rows


@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_rows_are_a_sequence(count):
    rows = Rows(count, lambda n: ((number, "x") for number in range(n)))
    whole = [(number, "x") for number in range(count)]
    assert list(rows) == whole == list(rows)
    assert len(rows) == count
    for cut in (slice(0, 5), slice(5, 9), slice(None), slice(None, None, 2), slice(-3, None)):
        assert rows[cut] == tuple(whole[cut])
    assert [rows[n] for n in range(count)] == whole
    assert bool(rows) == bool(count)


def test_the_looks_of_the_first_rows_do_not_make_all():
    made = []
    rows = Rows(1000, lambda n: made.append(n) or [(number,) for number in range(n)])
    assert any(row[0] for row in rows)
    assert made == [100]


def test_who_looks_at_each_row_once_has_none_held():
    made, gone = [], []

    class Cell(str):
        __slots__ = ()

        def __del__(self):
            gone.append(str(self))

    def make(count):
        made.append(count)
        return ((Cell(number),) for number in range(count))

    rows = Rows(1000, make)
    assert [str(row[0]) for row in once(rows)] == [str(number) for number in range(1000)] == gone
    assert made == [1000]
    assert len(list(rows)) == 1000
    assert list(once(rows)) == list(rows)  # held by now: not made again
    assert made == [1000, 100, 1000]
    assert list(once(((1,), (2,)))) == [(1,), (2,)]


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet"])
def test_a_format_of_lines_holds_no_rows(name, monkeypatch):
    monkeypatch.setattr(import_module("carteira_cli.render.formats.parquet"), "_AT_ONCE", 7)
    rows = Rows(150, lambda n: ((f"c{number}", number / 4) for number in range(n)))
    columns = (Column("cliente", "Cliente"), Column("receita", "Receita", Unit.REAIS))
    report = Report("x", "X", tables=(Table("lista", "Lista", columns, rows),))
    content = render(report, name)
    assert not rows.__dict__.get("_all")
    assert content == render(replace(report, tables=(replace(report.tables[0], rows=tuple(rows)),)), name)
    assert content.count(b"\n") == {"csv": 151, "jsonl": 150}.get(name, content.count(b"\n"))
