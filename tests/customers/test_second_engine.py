"""What is asked of lines before they are reduced is asked of any engine: filters, nobody, roots, groups of sales."""

from __future__ import annotations

from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from carteira_cli.config.resolve import load
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.group_labels import GroupLabels
from carteira_cli.customers.groups import grouping
from carteira_cli.customers.open import Wanted, open_sources
from carteira_cli.engines.panel import Measure
from tests.engines.engines import DUCKDB
from tests.reduced import by_engine

FOLDER = Path(__file__).parents[2] / "examples" / "distribuidora"
MEASURES = {"receita": Measure("sum", "validas"), "pedidos": Measure("orders"), "ativo": Measure("any", start=19_700)}
ASKED = {
    "nothing": {},
    "a filter on sales": {"onde": ("venda.data>=2024-03-01 e vendas.categoria!=Bebidas",)},
    "nobody left out, branches together": {"consumidor_final": "excluir", "raiz_cnpj": True},
    "groups of sales, the small ones put together": {"por": ("vendas.categoria",), "limite": 2},
}


@pytest.mark.slow
@pytest.mark.parametrize("asked", ASKED)
def test_the_panel_is_that_of_the_embedded_engine(asked, tmp_path):
    for name in ("clientes.csv", "vendas.csv"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    with (tmp_path / "vendas.csv").open("a", encoding="utf-8") as file:
        file.write("V999999,CONSUMIDOR FINAL,2024-02-02,10.00,faturado,,,Higiene,1,5.00,loja\n")
    config = load({"pasta": str(tmp_path), "periodo": "2024", **ASKED[asked]}, environ={})
    wanted = Wanted(("vendas",), ("clientes",), frozenset({"venda", "categoria"})).split_as(config)
    base = CustomerBase(config, open_sources(wanted, config, command="resumo"))
    by = GroupLabels(grouping(base, ("receita",), partial=False)).on_sales()
    found, other = (one.panel(MEASURES, by).sort("cliente", *by) for one in (base, by_engine(base, DUCKDB)))
    assert found.height > 10
    assert ("CONSUMIDOR FINAL" in found["cliente"]) == (
        "consumidor_final" not in ASKED[asked] and "onde" not in ASKED[asked]
    )
    assert_frame_equal(found, other, check_dtypes=False)
