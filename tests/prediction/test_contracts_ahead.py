"""Contracts ahead: spells and months by hand and in plain Python, who stays, what that is worth."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.config.prediction_values import Discount
from carteira_cli.days import add_months
from carteira_cli.period import Window
from carteira_cli.prediction.contract_diagnosis import contract_diagnoses
from carteira_cli.prediction.contracts import ContractOutlook, contract_worths
from carteira_cli.prediction.spells import renewals_before, renewed_share, spells
from carteira_cli.prediction.worth import Horizon
from tests.contracts import FIRST, Contract, day, frame, some_contracts

YEAR = Horizon(Window(12, "m"), Discount(Fraction(0)))
END = day("2025-01-01")


def contract(who: str, start: str, end: str | None = None, cents: int = 10000, plan: str | None = "Ouro") -> Contract:
    return Contract(who, day(start), None if end is None else day(end), cents, plan)


def outlook(contracts: list[Contract], end: int = END, *, on_record: bool = True) -> ContractOutlook:
    return ContractOutlook(frame(contracts).collect(), end, on_record)


def months(start: int, until: int) -> int:
    found = 0
    while add_months(start, found + 1) < until:
        found += 1
    return found


@settings(max_examples=30, deadline=None)
@given(start=st.integers(18000, 19500), length=st.integers(1, 900))
def test_renewals_are_counted_by_the_calendar(start: int, length: int) -> None:
    found = pl.DataFrame({"a": [start], "b": [start + length]}, schema={"a": pl.Int32, "b": pl.Int32})
    assert found.select(renewals_before(pl.col("a"), pl.col("b"))).item() == months(start, start + length)


@pytest.mark.parametrize(
    ("start", "until", "renewals"),
    [
        ("2024-01-01", "2024-02-01", 0),  # paid for January alone
        ("2024-01-01", "2024-02-02", 1),  # in force on 1 February
        ("2024-01-31", "2024-02-29", 0),
        ("2024-01-31", "2024-03-01", 1),
        ("2024-01-31", "2024-03-31", 1),
        ("2023-12-15", "2024-12-15", 11),
        ("2024-05-20", "2024-06-10", 0),
    ],
)
def test_an_end_on_the_day_of_a_renewal_is_one_not_survived(start: str, until: str, renewals: int) -> None:
    found = spells(frame([contract("A", start, until)]), END)
    assert found.select("acabou", "renovados").row(0) == (True, renewals)


def test_spells_by_hand() -> None:
    found = spells(
        frame(
            [
                contract("A", "2024-01-10", "2024-04-10"),
                contract("A", "2024-04-10", "2024-07-10", plan="Prata"),  # another plan follows: she stays
                contract("A", "2024-07-11", None),  # a day later, as some exports write ends
                contract("B", "2024-01-10", "2024-04-10"),
                contract("B", "2024-04-12", "2024-05-12"),  # she left, and came back
                contract("C", "2024-02-01", "2024-12-01"),
                contract("C", "2024-03-01", "2024-05-01", plan="Extra"),  # a second product ends within
                contract("D", "2024-06-01", "2025-01-01"),  # in force on the eve, its end on record
                contract("E", "2024-06-01", "2025-03-01"),
                contract("E", "2025-03-01", "2025-09-01"),  # the renewal is on record, too
                contract("F", "2025-01-01"),  # not yet
                contract("G", "2024-01-01", "2024-06-01", cents=0),  # pays nothing
            ]
        ),
        END,
    )
    assert found.rows() == [
        ("A", day("2024-01-10"), None, False, 11),
        ("B", day("2024-01-10"), day("2024-04-10"), True, 2),
        ("B", day("2024-04-12"), day("2024-05-12"), True, 0),
        ("C", day("2024-02-01"), day("2024-12-01"), True, 9),
        ("D", day("2024-06-01"), day("2025-01-01"), False, 6),
        ("E", day("2024-06-01"), day("2025-09-01"), False, 6),
    ]


def plain_spells(contracts: list[Contract], end: int, *, on_record: bool) -> list[tuple[object, ...]]:
    found = []
    for who in sorted({one.cliente for one in contracts}):
        own = [(one.inicio, one.fim) for one in contracts if one.cliente == who and one.pays]
        if not on_record:
            own = [(start, fim if fim is not None and fim < end else None) for start, fim in own if start < end]
        far = 10**6
        ranges = sorted((start, far if fim is None else fim) for start, fim in own)
        merged: list[list[int]] = []
        for start, fim in ranges:
            if merged and start <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], fim)
            else:
                merged.append([start, fim])
        for start, fim in merged:
            if start < end:
                over = fim < end
                found.append((who, start, None if fim == far else fim, over, months(start, min(fim, end))))
    return found


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(contracts=some_contracts(), at=st.integers(0, 70), on_record=st.booleans(), seed=st.integers(0, 99))
def test_spells_in_plain_python(contracts: list[Contract], at: int, on_record: bool, seed: int) -> None:  # noqa: FBT001
    shuffled = Random(seed).sample(contracts, len(contracts))  # noqa: S311 - an order of rows
    found = spells(frame(shuffled), FIRST + at, on_record=on_record)
    assert found.rows() == plain_spells(contracts, FIRST + at, on_record=on_record)


def test_an_earlier_day_does_not_know_what_came_later() -> None:
    lines = [
        contract("A", "2024-01-10", "2024-09-10"),
        contract("B", "2024-07-10"),
        contract("C", "2023-01-01", "2024-04-01"),
    ]
    then = outlook(lines, day("2024-06-01"), on_record=False)
    assert then.spells.select("cliente", "fim", "acabou").rows() == [("A", None, False), ("C", day("2024-04-01"), True)]
    assert then.customers["restam"].to_list() == [0]


def test_what_was_renewed_in_the_last_year() -> None:
    lines = frame(
        [
            contract("A", "2023-03-01", "2024-03-01"),
            contract("A", "2024-03-01", "2025-03-01"),  # renewed
            contract("B", "2023-05-01", "2024-05-01"),  # lost
            contract("C", "2023-06-01", "2024-06-01"),
            contract("C", "2024-06-01", None, plan="Prata"),  # changed: neither
            contract("D", "2022-05-01", "2023-05-01"),  # lost too long ago
            contract("E", "2023-07-01", "2024-07-01"),
            contract("E", "2024-07-02", None),  # renewed, ends written as last days
        ]
    )
    assert renewed_share(lines, END) == Fraction(2, 3)
    assert renewed_share(frame([contract("A", "2024-01-01")]), END) is None


def steady(chance_in: int) -> list[Contract]:
    """One of so many leaves at each renewal and somebody new takes her place: too few leave for a model."""
    return [contract(f"L{n}", "2024-11-01", "2024-12-01") for n in range(1)] + [
        contract(f"S{n}", "2024-11-15") for n in range(chance_in - 1)
    ]


def test_without_a_model_by_hand() -> None:
    lines = [*steady(10), contract("N", "2024-06-01", "2025-04-01", cents=5000)]
    found = outlook(lines)
    # At risk: L at one renewal, nine S at one each, N at six (1 July … 1 December).
    assert found.endings == 1
    assert float(found.law.survival(1)[1]) == pytest.approx(1 - 1 / 16)
    told = contract_worths(found, YEAR, Fraction(1, 2)).rows_by_key("cliente", named=True, unique=True)
    assert (told["L0"]["p_ativo"], told["L0"]["valor_previsto"], told["L0"]["mensal"]) == (0.0, 0, 0)
    stays = [(15 / 16) ** m for m in range(1, 13)]
    assert told["S0"]["meses_previstos"] == pytest.approx(sum(stays))
    assert told["S0"]["p_fica"] == pytest.approx(stays[-1])
    assert told["S0"]["valor_previsto"] == round(10000 * sum(stays) / 2)
    # Her end is on record, and nobody ever renewed: the months of January to March are paid, and none after.
    assert told["N"]["meses_previstos"] == pytest.approx(3)
    assert (told["N"]["p_fica"], told["N"]["valor_previsto"]) == (0.0, 7500)


def test_who_is_lost_by_a_day() -> None:
    lines = [*steady(10), contract("N", "2024-06-01", "2025-03-01"), contract("O", "2024-06-01", "2025-06-01")]
    found = outlook(lines)
    lost = dict(zip(found.customers["cliente"].to_list(), found.lost_by(day("2025-04-01")).tolist(), strict=True))
    chance = 1 - float(found.law.survival(1)[1])
    assert lost["S0"] == pytest.approx(1 - (1 - chance) ** 3)  # renewals on 15 January, February and March
    assert (lost["N"], lost["O"]) == (1.0, 0.0)  # what is known is known


def simulated(customers: int, a: float, b: float, seed: int) -> list[Contract]:
    """Customers who begin in each of thirty months and leave at a renewal, as seen at the end."""
    draw, found = np.random.default_rng(seed), []
    for number in range(customers):
        start = add_months(END, -1 - int(draw.integers(0, 30)))
        length = int(draw.geometric(draw.beta(a, b)))
        fim = add_months(start, length) if length < 400 else END + 1
        found.append(Contract(f"{number:05}", start, fim if fim < END else None, 10000, None))
    return found


@pytest.mark.slow
def test_a_simulated_portfolio_is_recovered() -> None:
    found = outlook(simulated(2500, 0.8, 6.0, 7))
    fitted = found.fitted
    assert fitted is not None
    assert fitted.spread_known
    assert fitted.estimate.errors is not None
    for value, error, truth in zip((fitted.model.a, fitted.model.b), fitted.estimate.errors, (0.8, 6.0), strict=True):
        assert abs(value - truth) < 3 * error
    for row in found.kaplan_meier[:12]:
        assert float(row.above) == pytest.approx(float(fitted.model.survival(row.renewal)[-1]), abs=0.02)


def test_of_the_model_by_its_own_formula() -> None:
    found = outlook(simulated(600, 0.8, 6.0, 3))
    assert found.fitted is not None
    a, b = found.fitted.model.a, found.fitted.model.b
    row = found.customers.row(0, named=True)
    stays, alive = [], 1.0
    for month in range(12):
        alive *= 1 - a / (a + b + row["renovados"] + month)
        stays.append(alive)
    discounted = sum(one / 1.1 ** ((m + 1) / 12) for m, one in enumerate(stays))
    horizon = Horizon(Window(12, "m"), Discount(Fraction(1, 10)))
    told = contract_worths(found, horizon, Fraction(1)).filter(pl.col("cliente") == row["cliente"])
    assert told["meses_previstos"].item() == pytest.approx(sum(stays))
    assert told["valor_previsto"].item() == round(row["mensal"] * discounted)


def test_any_order_and_any_names_give_the_same_numbers() -> None:
    lines = simulated(300, 0.8, 6.0, 5)
    other = [Contract(f"x{9999 - int(one.cliente)}", one.inicio, one.fim, one.valor_mensal, None) for one in lines][
        ::-1
    ]
    values = [sorted(contract_worths(outlook(one), YEAR, Fraction(1))["valor_previsto"]) for one in (lines, other)]
    assert values[0] == values[1]


def codes(lines: list[Contract]) -> list[str]:
    return [one.code for one in contract_diagnoses(outlook(lines))]


@pytest.mark.slow
def test_what_is_found_wanting() -> None:
    assert codes(simulated(800, 0.8, 6.0, 7)) == []
    assert codes([contract("A", "2023-01-01")]) == ["poucos_fins"]
    assert codes([contract("A", "2024-12-10")]) == ["poucos_fins", "historia_curta"]
    at_once = [contract(f"{n}", "2024-08-01", "2024-08-20") for n in range(30)]
    assert codes(at_once) == ["sem_renovacao"]
    # All leave at a year: nobody differs, and it is a term that ends.
    yearly = [
        Contract(f"{n}", day("2022-01-01") + n, add_months(day("2022-01-01") + n, 12), 100, None) for n in range(40)
    ]
    stay = [Contract(f"s{n}", day("2024-06-01") + n, None, 100, None) for n in range(40)]
    assert codes([*yearly, *stay]) == ["sem_diferenca", "prazo_de_um_ano"]
    # Those who ended before the export was first written are not in it.
    late = [contract(f"{n}", "2020-01-15", f"2024-{6 + n % 6:02}-15") for n in range(30)]
    assert "historia_cortada" in codes(late)


def test_nobody_at_all() -> None:
    found = outlook([])
    assert (found.months, found.endings, found.kaplan_meier) == (0, 0, ())
    assert contract_worths(found, YEAR, Fraction(1)).height == 0
    assert found.lost_by(END + 90).tolist() == []
