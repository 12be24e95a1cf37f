"""Titles above blocks of lines: which lines they are above, and what they say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from carteira_cli.reading.text import plan_text
from carteira_cli.reading.text.titles import find_titles
from carteira_cli.sources.meaning.titled import meaning_of
from tests.running import carteira

if TYPE_CHECKING:
    from pathlib import Path

SALES = ["C1;13/01/2024;100,00;ok", "C2;14/01/2024;50,00;ok"]


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("DEVOLUÇÕES", "back"),
        ("Devoluções no período", "back"),
        ("Trocas e devoluções", "back"),
        ("Notas canceladas", "void"),
        ("Cancelamentos de janeiro/2024", "void"),
        ("Vendas devolvidas", "void"),
        ("Orçamentos em aberto (não faturados)", "void"),
        ("Vendas e devoluções", "doubt"),
        ("Vendas líquidas de devoluções", "doubt"),
        ("Todas as notas, exceto canceladas", "doubt"),
        ("Pedidos pendentes", "doubt"),
        ("Filial Norte", None),
        ("Vendas não canceladas", None),
        ("Relatório de vendas", None),
    ],
)
def test_what_a_title_says(title: str, says: str | None):
    assert meaning_of(title) == says


def test_a_block_ends_at_the_next_title_or_at_names_below_a_blank(tmp_path: Path):
    """Lines 6 to 7 and 9 are under titles; a title within a quoted cell is none, nor is the number of a page."""
    names = "cliente;data;valor;obs"
    lines = [names, *SALES, 'C1;15/01/2024;1,00;"um', "Devoluções", 'dois"', "Norte;;;", *SALES, "Página 2", SALES[0]]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([*lines, "Sul", "Estornos", SALES[0], "", names, SALES[0]]) + "\n", encoding="utf-8")
    blocks, _ = find_titles(path, plan_text(path), lambda _: True)
    assert [(block.titles, block.first, block.end) for block in blocks] == [
        ([(7, "Norte")], 8, 12),
        ([(12, "Sul"), (13, "Estornos")], 14, 16),
    ]
    assert find_titles(path, plan_text(path), lambda title: title == "Leste") == ([], 0)


@pytest.mark.slow
def test_a_title_in_a_file_of_two_encodings(tmp_path: Path):
    """What the engine can't read as UTF-8 is read line by line."""
    rows = [f"C{number};13/01/2024;1,00;{'maçã' * 20}".encode() for number in range(30_000)]
    rows[15_000:15_003] = [row.decode().encode("cp1252") for row in rows[15_000:15_003]]
    content = [b"cliente;data;valor;obs", *rows[:29_990], "DEVOLUÇÕES;;;".encode(), *rows[29_990:]]
    (tmp_path / "vendas.csv").write_bytes(b"\n".join(content) + b"\n")
    done = carteira("ticket", "-p", "2024", "-C", tmp_path, "-f", "json")
    assert (done.code, done.values["receita"]) == (0, 29_990 - 10), done.err
