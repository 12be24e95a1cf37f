"""Where no model can be had: who comes back how often, and what each spends, against plain Python."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.config.prediction_values import Discount
from carteira_cli.period import Window
from carteira_cli.prediction.asked import AskedModel
from carteira_cli.prediction.diagnosis import diagnoses
from carteira_cli.prediction.outlook import Outlook
from carteira_cli.prediction.purchases import Purchases
from carteira_cli.prediction.worth import Horizon, worths

END, LENGTH = 100, 30

# Of each customer, day → cents; below 0 something was given back, and nothing bought.
histories = st.lists(
    st.dictionaries(st.integers(0, END - 1), st.integers(-300, 500), min_size=1, max_size=5).filter(
        lambda own: max(own.values()) >= 0
    ),
    min_size=1,
    max_size=5,
)


def outlook(customers) -> Outlook:
    rows = [(line, day, own[day] >= 0, own[day]) for line, own in enumerate(customers) for day in sorted(own)]
    schema = {"linha": pl.UInt32, "data": pl.Int32, "compra": pl.Boolean, "centavos": pl.Int64}
    names = pl.Series("cliente", [f"C{line}" for line in range(len(customers))])
    found = Purchases(names, pl.DataFrame(rows, schema, orient="row"), END)
    return Outlook(found, END, Window(LENGTH, "d"), AskedModel(k=1))


def paces(customers) -> list[Fraction]:
    bought = [sorted(day for day, cents in own.items() if cents >= 0) for own in customers]
    usual = Fraction(sum(len(days) - 1 for days in bought), sum(max(END - 1 - days[0], LENGTH) for days in bought))
    found = []
    for days in bought:
        again = sum(day >= END - LENGTH for day in days[1:])
        once = usual if days[-1] >= END - LENGTH else Fraction(0)
        found.append(Fraction(again, LENGTH) if again else once)
    return found


@given(customers=histories)
def test_everybody_in_plain_python(customers):
    found = outlook(customers)
    rows = worths(found, Horizon(Window(60, "d"), Discount(Fraction(0))), Fraction(1, 2))
    means = [Fraction(max(0, sum(own.values())), sum(cents >= 0 for cents in own.values())) for own in customers]
    expected = [60 * pace for pace in paces(customers)]
    assert rows["p_ativo"].to_list() == [None] * len(customers)
    assert rows["compras_previstas"].to_list() == pytest.approx([float(one) for one in expected], rel=1e-12)
    assert rows["ticket_previsto"].to_list() == pytest.approx([float(one) for one in means], rel=1e-12)
    worth = [float(one * mean / 2) for one, mean in zip(expected, means, strict=True)]
    assert rows["valor_previsto"].to_list() == pytest.approx(worth, abs=0.5 + 1e-6)
    assert ((found.alive == 0) | (found.alive == 1)).all()  # other analyses add it up


def test_a_single_purchase_is_no_pace_of_her_own():
    """One of four came back, once, after 50 of all their 50 + 40 + 90 + 30 days; two are still in their window."""
    customers = [{49: 100, 99: 100}, {59: 500}, {9: 100}, {89: 300}]
    found = outlook(customers).expected([30])[:, 0]
    assert found == pytest.approx([1, 0, 0, 30 / 210])


def test_where_nobody_came_back_nobody_is_expected_to():
    found = outlook([{99: 10_000}, {98: 10_000}])
    assert [*found.expected([365])[:, 0]] == [0, 0]
    assert [*found.spending.cents] == [10_000, 10_000]
    messages = [one.message for one in diagnoses(found)]
    assert messages[0].startswith("nenhum cliente comprou mais de uma vez")


def test_who_gave_everything_back_is_missing_from_no_model():
    found = outlook([{10: 100, 20: 300, 30: -700}, {99: 100}])
    assert found.spending.without == 1
    assert [*found.spending.cents] == [0, 100]
    assert "devolveu_tudo" not in {one.code for one in diagnoses(found)}
