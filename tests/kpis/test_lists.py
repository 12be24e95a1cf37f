"""Lists by hand, their names, and what a list can't be made of: a slip of whoever writes one."""

from __future__ import annotations

import polars as pl
import pytest

from carteira_cli.errors import UsageError
from carteira_cli.kpis.lists import PERIOD, _counted, list_of, lists


def test_an_indicator_that_counts_no_customers_has_no_list():
    with pytest.raises(ValueError, match="receita counts no customers"):
        _counted("receita", "receita", "receita_periodo").pick(pl.DataFrame(), {})


# Of 100 reais the largest has 70, the two largest 90. A customer is of class A who begins below 80 %, of B who begins
# below 95 %; of who must end there where the limits are strict.
REVENUE = {"ana": 7000, "bia": 2000, "cai": 1000, "sem": 0}
CLASSES = {False: {"a": ["ana", "bia"], "b": ["cai"], "c": []}, True: {"a": ["ana"], "b": ["bia"], "c": ["cai"]}}


@pytest.mark.parametrize("strict", CLASSES)
def test_a_class_lists_its_customers(strict):
    panel = pl.DataFrame({"cliente": list(REVENUE), PERIOD: list(REVENUE.values())})
    picked = {name: lists()[f"classe-{name}"].pick(panel, {"limite_estrito": strict}) for name in "abc"}
    assert {name: rows["cliente"].sort().to_list() for name, rows in picked.items()} == CLASSES[strict]


@pytest.mark.parametrize("name", ["classe-a", "classe_a", "Classe A", "clientes_a", "clientes-a"])
def test_a_list_goes_by_its_name_and_by_that_of_its_indicator(name):
    assert list_of(name).key == "clientes_a"


@pytest.mark.parametrize("name", ["cliente", "Clientes"])
def test_customers_alone_do_not_say_which(name):
    with pytest.raises(UsageError, match="não diz quais clientes") as caught:
        list_of(name)
    assert "--listar ativos" in caught.value.hint
