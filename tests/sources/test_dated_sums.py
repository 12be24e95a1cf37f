"""Subtotals that look like sales, against files made of orders whose sums are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.running import carteira, sales

if TYPE_CHECKING:
    from pathlib import Path

FEW = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
ORDERS = st.lists(st.lists(st.integers(1, 99_999), min_size=2, max_size=4), min_size=6, max_size=9, unique_by=sum)


def _written(tmp_path: Path, orders: list[list[int]], product: str | None, sums: list[int]) -> float:
    """What the product makes of orders whose items are followed by a line of the sum of some."""
    lines = ["pedido;data;cliente;produto;valor" if product is not None else "pedido;data;cliente;valor"]
    for number, order in enumerate(orders):
        said = [f"P{place}" for place in range(len(order))]
        rows = [*zip(said, order, strict=True), *([(product or "", sum(order))] if number in sums else [])]
        for name, cents in rows:
            cells = [str(number), f"{number + 1:02}/01/2024", f"C{number}", f"{cents // 100},{cents % 100:02}"]
            lines.append(";".join(cells if product is None else [*cells[:3], name, cells[3]]))
    (tmp_path / "vendas.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = carteira("ticket", "-p", "2024", "-C", tmp_path, "-f", "json")
    assert done.code == 0, done.err
    return round(done.values["receita"] * 100)


@pytest.mark.slow
@FEW
@given(orders=ORDERS, product=st.sampled_from(["Subtotal", "Total do pedido", "TOTAL", "", None]))
def test_a_sum_below_every_order_is_no_sale(tmp_path: Path, orders, product):
    assert _written(tmp_path, orders, product, list(range(len(orders)))) == sum(map(sum, orders))


@pytest.mark.slow
@FEW
@given(orders=ORDERS, product=st.sampled_from(["Brinde", None]))
def test_one_order_that_happens_to_end_in_its_sum_is_sold(tmp_path: Path, orders, product):
    every = sum(map(sum, orders)) + sum(orders[0])
    assert _written(tmp_path, [*orders[:1], [1, 2, 4], *orders[1:]], product, [0]) == every + 7


def test_who_adds_nothing_is_no_part_of_a_sum(tmp_path):
    """The last sale of a file is what the one before it was, as the others were cancelled: it is no total of them."""
    lines = ["a,2024-01-01,1.00,V1,cancelado", "a,2024-01-01,1.00,V2,ok"]
    lines += ["a,2024-01-01,1.00,V2,cancelado"] * 3
    sales(tmp_path, *lines, "a,2024-01-03,1.00,,ok", header="cliente,data,valor,venda,status")
    ran = carteira("ticket", "-C", tmp_path, "-p", "2024-01", "-f", "json", "-q")
    assert ran.document["indicadores"]["receita"]["valor"] == 2.0
    assert ran.document["fontes"]["vendas"]["linhas"] == 6
