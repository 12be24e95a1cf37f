"""A workbook of very many sheets is told of in a line that can be read."""

from __future__ import annotations

import pytest

from carteira_cli.names import FEW, first_of
from tests.running import carteira
from tests.workbooks import write_book

HEADER = ["Cliente", "Data", "Valor"]


@pytest.mark.parametrize("length", [2, 29])
def test_a_warning_names_eight_of_the_sheets_and_counts_the_others(tmp_path, length):
    names = [f"{number:02}{'x' * length}" for number in range(1, 41)]
    book = {name: [HEADER, ["Ana", f"{day + 1:02}/01/2024", 10]] for day, name in enumerate(names[:28])}
    book |= {name: [HEADER, ["Ana", "20/02/2024", 10], ["Bia", "21/02/2024", 5]] for name in names[28:]}
    path = write_book(tmp_path / "vendas.xlsx", book)
    ran = carteira("ticket", "--periodo", "2024-02", "--formato", "json", "--vendas", path)
    (said,) = [warning for warning in ran.document["avisos"] if "só uma aba" in warning]
    assert f"colunas: {', '.join(names[:FEW])} e mais 31 (" in said


def test_a_list_of_just_as_many_is_whole():
    names = [str(number) for number in range(FEW)]
    assert first_of(names) == ", ".join(names)
    assert first_of([]) == ""
