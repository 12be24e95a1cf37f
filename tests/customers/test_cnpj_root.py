"""Branches of one company as one customer, by the CNPJ in the id or in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis.analysed import analyse
from carteira_cli.config.resolve import load

if TYPE_CHECKING:
    from pathlib import Path

SALES = """cliente,data,valor
{first},2024-01-10,10.00
{second},2024-02-10,20.00
ana,2024-03-31,5.00
"""


def values(folder: Path, *, by_root: bool) -> dict[str, object]:
    flags = {"pasta": str(folder), "periodo": "2024-Q1", "raiz_cnpj": by_root}
    return {reading.key: reading.value for reading in analyse("resumo", load(flags, environ={})).readings}


def test_ids_that_are_a_cnpj_share_its_root(tmp_path: Path) -> None:
    ids = {"first": "12.345.678/0001-95", "second": "12345678000276"}
    (tmp_path / "vendas.csv").write_text(SALES.format(**ids), encoding="utf-8")
    assert values(tmp_path, by_root=False)["compradores"] == 3
    assert values(tmp_path, by_root=True)["compradores"] == 2


def test_letters_of_the_new_cnpj_count_whatever_their_case(tmp_path: Path) -> None:
    ids = {"first": "12.abc.345/01de-35", "second": "12ABC345000199"}
    (tmp_path / "vendas.csv").write_text(SALES.format(**ids), encoding="utf-8")
    assert values(tmp_path, by_root=True)["compradores"] == 2


def test_the_register_tells_the_cnpj_of_a_code(tmp_path: Path) -> None:
    (tmp_path / "vendas.csv").write_text(SALES.format(first="C1", second="C2"), encoding="utf-8")
    (tmp_path / "clientes.csv").write_text(
        "cliente,documento\nC1,12345678000195\nC2,12.345.678/0002-76\nC3,12345678000357\nana,39053344705\n",
        encoding="utf-8",
    )
    apart, together = values(tmp_path, by_root=False), values(tmp_path, by_root=True)
    assert (apart["compradores"], apart["clientes_cadastrados"]) == (3, 4)
    assert (together["compradores"], together["clientes_cadastrados"]) == (2, 2)
    assert apart["receita"] == together["receita"] == 35.0
