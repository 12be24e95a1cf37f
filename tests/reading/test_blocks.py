"""Files whose header changes on the way: every block is read under its own names, or the file is refused."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.running import carteira
from tests.workbooks import write_book

if TYPE_CHECKING:
    from pathlib import Path

QUICK = [Phase.explicit, Phase.reuse, Phase.generate]  # to shrink a file of many lines takes minutes
FEW = settings(
    deadline=None, max_examples=12, phases=QUICK, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NAMES = {  # canonical → spellings that mean the same
    "venda": ("pedido", "Pedido", "Nº Pedido"),
    "cliente": ("cliente", "CLIENTE", "Código do Cliente"),
    "data": ("data", "Data", "Data de Emissão"),
    "valor": ("valor", "Valor", "Valor Total"),
    "canal": ("canal", "Canal"),
    "vendedor": ("vendedor", "VENDEDOR"),
}
NEEDED = ("cliente", "data", "valor")


@st.composite
def files(draw):
    """The lines of a file of several blocks, and what it is worth."""
    lines, total, number = [], 0, 0
    for block in range(draw(st.integers(2, 4))):
        chosen = draw(st.permutations([*NEEDED, *draw(st.sets(st.sampled_from(["venda", "canal", "vendedor"])))]))
        separator = draw(st.sampled_from([";", "\t", "|"]))
        mark = "\ufeff" if draw(st.booleans()) else ""
        lines += draw(st.sampled_from([[], [""], ["", "Relatório de vendas", ""], ["Total geral"]])) if block else []
        lines.append(mark + separator.join(draw(st.sampled_from(NAMES[name])) for name in chosen))
        for _ in range(draw(st.integers(1, 12))):
            cents = draw(st.integers(1, 999_999))
            cells = {
                "venda": str(number),
                "cliente": f"C{number % 5}",
                "data": f"{number % 28 + 1:02}/{block + 1:02}/2024",
                "valor": f"{cents // 100},{cents % 100:02}",
                "canal": "Loja",
                "vendedor": "Bia",
            }
            lines.append(separator.join(cells[name] for name in chosen))
            total, number = total + cents, number + 1
    return lines, total, number


@pytest.mark.slow
@FEW
@given(file=files(), encoding=st.sampled_from(["utf-8", "utf-16"]))
def test_every_block_counts_under_its_own_names(tmp_path: Path, file, encoding):
    lines, cents, count = file
    (tmp_path / "vendas.csv").write_bytes(("\n".join(lines) + "\n").encode(encoding))
    done = carteira("ticket", "-p", "2024", "-C", tmp_path, "-f", "json")
    assert done.code == 0, done.err
    source = done.document["fontes"]["vendas"]
    assert (round(done.values["receita"] * 100), source["linhas"], source["rejeitadas"]) == (cents, count, 0)


def test_the_header_of_a_later_block_again_behind_a_byte_order_mark_is_no_line(tmp_path: Path):
    """As exports with a mark leave it when glued: both of them have it, and the block is read without."""
    own = "\ufeffData de Emissão;CLIENTE;Valor"
    lines = ["valor\tcliente\tdata", "1,00\tC1\t02/01/2024", own, "18/03/2024;C2;2,00", own, "02/04/2024;C4;4,00"]
    (tmp_path / "vendas.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = carteira("ticket", "-p", "2024", "-C", tmp_path, "-f", "json")
    source = done.document["fontes"]["vendas"]
    assert (done.values["receita"], source["linhas"], source["rejeitadas"]) == (7.0, 3, 0)


def test_small_blocks_of_other_separators_and_names_are_found(tmp_path: Path):
    """Cut at tabs, the lines of the other blocks are single cells: what the columns hold is hidden by them."""
    first = ["Valor Total\tCódigo do Cliente\tData de Emissão", *(f"{n},00\tC{n}\t0{n}/01/2024" for n in range(1, 4))]
    others = ["CLIENTE|data|valor", "C2|08/02/2024|10,00", "cliente\tdata\tvalor", "C3\t09/03/2024\t20,00"]
    last = ["cliente|Data|Valor Total", "C4|10/04/2024|40,00"]
    (tmp_path / "vendas.csv").write_text("\n".join([*first, *others, *last]) + "\n", encoding="utf-8")
    done = carteira("ticket", "-p", "2024", "-C", tmp_path, "-f", "json")
    assert (done.values["receita"], done.document["fontes"]["vendas"]["linhas"]) == (76.0, 6)


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed", ["data;valor;pedido;cliente", "pedido;cliente;canal;data;valor", "pedido;data;valor"]
)
def test_a_header_far_below_what_is_looked_at_first(tmp_path: Path, changed: str):
    """The file looks clean for its first megabyte: only the reading of all its lines shows the second header."""
    cells = {"pedido": "1", "cliente": "C1", "data": "05/01/2024", "valor": "1,00", "canal": "Loja"}
    first = ["pedido;cliente;data;valor", *["1;C1;05/01/2024;1,00"] * 70_000]
    second = [changed, *[";".join(cells[name] for name in changed.split(";"))] * 3]
    (tmp_path / "vendas.csv").write_text("\n".join([*first, *second]) + "\n", encoding="utf-8")
    done = carteira("ticket", "-p", "2024", "-C", tmp_path, "-f", "json")
    if "cliente" in changed:
        assert (done.values["receita"], done.document["fontes"]["vendas"]["linhas"]) == (70_003.0, 70_003)
    else:
        assert "linha 70002" in done.err


def test_blocks_of_a_sheet(tmp_path: Path):
    sales = [["pedido", "cliente", "data", "valor"], *([n, "C1", f"{n:02}/01/2024", 10.5] for n in range(1, 9))]
    more = [["Data", "canal", "Valor", "CLIENTE"], *([f"{n:02}/02/2024", "Loja", 2.25, "C2"] for n in range(1, 5))]
    summary = [[None], ["Vendedor", "Pedidos", "Total"], ["Bia", 12, 93.0]]
    write_book(tmp_path / "vendas.xlsx", {"Plan1": [*sales, ["Fevereiro"], *more, *summary]})
    done = carteira("ticket", "-p", "2024", "-C", tmp_path, "-f", "json")
    source = done.document["fontes"]["vendas"]
    assert (done.values["receita"], source["linhas"], source["rejeitadas"]) == (93.0, 12, 0)
    assert any("linha 17: 2 linhas de outra tabela" in said for said in done.document["avisos"]), done.out


def test_inspecting_says_where_the_blocks_are(tmp_path: Path):
    rows = [f"C{n};0{n}/01/2024;1,00" for n in range(1, 8)]
    path = tmp_path / "vendas.csv"
    path.write_text("\n".join(["cliente;data;valor", *rows, "cliente;data;valor;canal", "C1;01/02/2024;1,00;Loja"]))
    done = carteira("inspecionar", path, "-f", "json")
    found = {row["o_que"]: row["achado"] for row in json.loads(done.out)["tabelas"]["arquivo"]}
    assert "linhas 1 e 9" in found["blocos"]


def test_a_register_of_words_alone(tmp_path: Path):
    """Without a figure in any row, a header is known by the names that it shares with the first."""
    chance = Random(3)  # noqa: S311 - names, not a secret
    words = ["Ana", "Bia", "Caio", "Davi", "Eva"]
    rows = [f"{name};{chance.choice(words)};SP" for name in ("ab", "cd", "ef", "gh", "ij", "kl", "mn")]
    more = [f"RJ;{name};{chance.choice(words)}" for name in ("op", "qr")]
    (tmp_path / "clientes.csv").write_text("\n".join(["cliente;nome;uf", *rows, "uf;cliente;nome", *more]) + "\n")
    sales = [f"{name};05/01/2024;10,00" for name in ("ab", "op", "qr")]
    (tmp_path / "vendas.csv").write_text("\n".join(["cliente;data;valor", *sales]) + "\n")
    done = carteira("ticket", "-p", "2024", "--por", "uf", "-C", tmp_path, "-f", "json")
    found = {row["uf"]: row["receita"] for row in done.document["tabelas"]["por"]}
    assert found == {"SP": 10.0, "RJ": 20.0, "(total)": 30.0}
