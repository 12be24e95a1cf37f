"""Render small reports as workbooks, and read them back with two programs that did not write them."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
from python_calamine import CalamineWorkbook

from carteira_cli.render import render
from carteira_cli.report import Column, Kind, Report, Table

LAST = "Definições e fontes"


def table_of(cells, *, kind=Kind.TEXT, unit=None, key="t", title="Tabela"):
    return Table(key, title, (Column("a", "A", unit, kind=kind),), tuple((cell,) for cell in cells))


def book_of(*tables, **more):
    return render(Report("teste", "Título", tables=tables, **more), "xlsx")


def read(content):
    """Sheet → rows, by calamine; empty cells are None, dates are ISO."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [[plain(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def plain(cell):
    if isinstance(cell, date):
        return cell.isoformat()
    return None if cell == "" else cell


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {item.filename: package.read(item).decode() for item in package.infolist()}


def definitions(content):
    """Section → its rows, by the keys of their columns."""
    first, *rows = read(content)[LAST]
    assert first == [
        "Seção",
        "Item",
        "Chave",
        "Conteúdo",
        "Explicação",
        "Linhas",
        "Válidas",
        "Canceladas",
        "Rejeitadas",
    ]
    found = {}
    for section, *rest in rows:
        found.setdefault(section, []).append(rest)
    return found
