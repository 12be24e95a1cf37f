"""The year before of a summary is what a comparison with that year says, verdicts included."""

from __future__ import annotations

import pytest

import carteira_cli as carteira
from tests.running import ROOT

SAID = ("variacao", "intervalo_variacao_95", "veredito_variacao")


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, {"por": "canal"}, {"por": "uf"}, {"serie": "mes"}])
def test_the_year_before_is_that_of_a_comparison_with_it(more):
    portfolio = carteira.abrir(ROOT / "examples" / "distribuidora")
    plain = portfolio.resumo(periodo="2024-Q3", **more).json()["indicadores"]
    compared = portfolio.resumo(periodo="2024-Q3", comparar="ano-anterior").json()["indicadores"]
    told = {key: item["ano_anterior"] for key, item in plain.items() if "ano_anterior" in item}
    assert {"churn", "clientes_fim", "receita_mensal_fim"} <= told.keys()
    for key, before in told.items():
        wanted = {"valor": compared[key]["anterior"]} | {name: compared[key].get(name) for name in SAID}
        assert {name: before.get(name) for name in wanted} == wanted
    assert any(before.get("veredito_variacao") for before in told.values())
