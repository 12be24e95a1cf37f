"""Tables that runs of blanks align: whatever stands in the columns, they are read by their place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carteira_cli.reading import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

FEW = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = st.lists(st.text("ABCDEÇÃ", min_size=1, max_size=7), min_size=1, max_size=4).map(" ".join)


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]], gap: int, *, ruled: bool, pages: int) -> str:
    """As a mainframe prints it: numbers to the right, words to the left, the names again on each page."""
    widths = [max(len(row[place]) for row in [header, *rows]) for place in range(len(header))]
    right = [all(row[place].replace(",", "").isdigit() for row in rows) for place in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        parts = (
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(cells, widths, right, strict=True)
        )
        return (" " * gap).join(parts).rstrip()

    lines = []
    for page in range(pages):
        lines += [line(header), *([(" " * gap).join("-" * width for width in widths)] if ruled else [])]
        lines += [line(row) for row in rows[page::pages]]
    return "\n".join(lines) + "\n"


@st.composite
def reports(draw):
    count = draw(st.integers(8, 30))
    rows = [
        [
            f"{draw(st.integers(1, 99999)):06}",
            draw(NAMES),
            f"{number % 28 + 1:02}/03/2024",
            draw(st.sampled_from(["", "RUI", "ANA LIMA"])) if number else "RUI",
            f"{draw(st.integers(0, 99999))},{draw(st.integers(0, 99)):02}",
        ]
        for number in range(count)
    ]
    return rows, draw(st.integers(2, 4)), draw(st.booleans()), draw(st.integers(1, 3))


@pytest.mark.slow
@FEW
@given(report=reports())
def test_columns_are_read_by_their_place(tmp_path, report):
    rows, gap, ruled, pages = report
    header = ["PEDIDO", "NOME DO CLIENTE", "EMISSAO", "VENDEDOR", "VALOR"]
    path = tmp_path / "vendas.txt"
    path.write_text(aligned(header, rows, gap, ruled=ruled, pages=pages), encoding="utf-8")
    table = read_table(path)
    assert table.header == header
    assert [[cell or "" for cell in row] for row in table.rows] == [
        row for page in range(pages) for row in rows[page::pages]
    ]
    assert table.dialect.separator == "  "


def test_without_names_words_that_are_figures_are_cells(tmp_path):
    path = tmp_path / "cdnow.txt"
    path.write_text(" 00004 1997-01-01  2  29.33\n 00004 1997-01-18  10  129.73\n 00021 1997-01-01  3  63.34\n")
    table = read_table(path)
    assert [list(row) for row in table.records] == [
        ["00004", "1997-01-01", "2", "29.33"],
        ["00004", "1997-01-18", "10", "129.73"],
        ["00021", "1997-01-01", "3", "63.34"],
    ]


def test_padded_cells_between_separators_are_no_aligned_table(tmp_path):
    path = tmp_path / "vendas.csv"
    path.write_text("cliente    ;data      ;valor  \n" + "Ana Lima   ;01/02/2024;1234,50\n" * 5, encoding="utf-8")
    assert read_table(path).dialect.separator == ";"


def test_tabs_separate_and_do_not_align(tmp_path):
    path = tmp_path / "vendas.csv"
    path.write_text("data\tvalor\n" + "01/03/2026\ta|b\n02/03/2026\t'a\tb'\n" * 4, encoding="utf-8")
    assert read_table(path).dialect.separator == "\t"


@pytest.mark.parametrize("given_as", [str, Path, os.fspath, lambda path: _Other(str(path))])
def test_a_path_may_be_given_as_text_or_as_any_path(tmp_path, given_as):
    path = tmp_path / "vendas.csv"
    path.write_text("cliente;valor\nAna;1,50\nBia;2,50\n", encoding="utf-8")
    assert read_table(given_as(path)).rows == [("Ana", "1,50"), ("Bia", "2,50")]


class _Other:
    """Stands for a path and is none."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __fspath__(self) -> str:
        return self._path
