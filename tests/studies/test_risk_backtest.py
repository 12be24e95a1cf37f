"""`risco --validar`: what was predicted in the past agrees with what happened, on portfolios that nobody made up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest

from carteira_cli.studies.risco import validation as validacao
from carteira_cli.studies.risco.validation import Calibration
from tests.datasets import cdnow_sample, complete_journey_path
from tests.running import ROOT, carteira, sales

EXAMPLE = ROOT / "examples" / "distribuidora"
ACTIVE, LATE, GONE = "todos os ativos", "em risco", "inativos"


def checked(folder, *words):
    ran = carteira("risco", "-C", folder, "--validar", "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document["tabelas"]


def totals(tables, origin="todas", name="validacao_totais"):
    return {row["quem"]: row for row in tables[name] if row["origem"] == origin}


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory):
    rows = (f"{sale.cliente},{sale.data},{sale.centavos / 100:.2f}" for sale in cdnow_sample())
    return sales(tmp_path_factory.mktemp("cdnow"), *rows)


@pytest.fixture(scope="module")
def cdnow_checked(cdnow):
    return checked(cdnow)


def test_cdnow_agrees_by_band_and_in_total(cdnow_checked):
    bands = cdnow_checked["validacao"]
    assert sum(row["clientes"] for row in bands if row["quem"] == ACTIVE) == 385 + 401 + 417
    # Of many bands one in twenty is outside by chance.
    assert [row["faixa"] for row in bands if not row["dentro"]] == ["20 a 40 %"]
    whole = totals(cdnow_checked)
    assert all(row["dentro"] for row in whole.values())
    assert [whole[who]["previsto"] for who in (LATE, ACTIVE, GONE)] == pytest.approx([0.594, 0.540, 0.908], abs=0.001)
    money = totals(cdnow_checked, name="validacao_dinheiro")
    for who in (LATE, ACTIVE, GONE):
        assert money[who]["prevista"] == pytest.approx(money[who]["aconteceu"], rel=0.25)
    assert totals(cdnow_checked, "1998-04-01", "validacao_dinheiro")[ACTIVE]["dentro"]


def test_what_happened_on_cdnow_in_plain_python(cdnow_checked):
    bought = defaultdict(list)
    for sale in cdnow_sample():
        if sale.centavos > 0:
            bought[sale.cliente].append((sale.data, sale.centavos))
    for last in (date(1998, 4, 1), date(1998, 1, 1), date(1997, 10, 3)):
        counts = {ACTIVE: [0, 0, 0, 0], GONE: [0, 0, 0, 0]}
        for purchases in bought.values():
            before = [(day, cents) for day, cents in purchases if day <= last]
            if not before:
                continue
            latest = max(day for day, _ in before)
            active = latest > last - timedelta(days=90)
            since = last - timedelta(days=90) if active else latest - timedelta(days=365)
            lost = not any(last < day <= last + timedelta(days=90) for day, _ in purchases)
            cents = sum(cents for day, cents in before if day > since)
            one = counts[ACTIVE if active else GONE]
            counts[ACTIVE if active else GONE] = [one[0] + 1, one[1] + lost, one[2] + cents, one[3] + lost * cents]
        whole, money = (totals(cdnow_checked, last.isoformat(), f"validacao_{name}") for name in ("totais", "dinheiro"))
        for who, (customers, lost, cents, gone) in counts.items():
            assert whole[who]["clientes"] == customers
            assert whole[who]["aconteceu"] == lost / customers
            assert money[who]["receita"] == pytest.approx(cents / 100)
            assert money[who]["aconteceu"] == pytest.approx(gone / 100)


@pytest.mark.slow
def test_a_prediction_is_that_of_the_day_it_was_made(cdnow, cdnow_checked):
    """The origin's numbers are those of `risco` run with only the sales up to it."""
    for last in ("1998-04-01", "1997-10-03"):
        rows = [row for row in cdnow.joinpath("vendas.csv").read_text().splitlines()[1:] if row.split(",")[1] <= last]
        folder = sales(cdnow / last, *rows)
        then = carteira("risco", "-C", folder, "--hoje", last, "-f", "json").document
        money = totals(cdnow_checked, last, "validacao_dinheiro")
        levels = {row["nivel"]: row for row in then["tabelas"]["niveis"]}
        whole = totals(cdnow_checked, last)
        assert whole[ACTIVE]["clientes"] == levels["todos os ativos"]["clientes"]
        assert whole[LATE]["clientes"] == then["indicadores"]["clientes_em_risco"]["valor"]
        # The window of 90 days is three months of money.
        assert money[LATE]["prevista"] == pytest.approx(3 * then["indicadores"]["perda_esperada"]["valor"])
        assert money[ACTIVE]["prevista"] == pytest.approx(3 * levels["todos os ativos"]["perda_esperada"])


@pytest.mark.slow
def test_the_complete_journey_agrees_by_band_and_in_total(tmp_path):
    lines = pl.scan_parquet(complete_journey_path()).select(
        cliente=pl.col("household_id").cast(pl.String),
        data=pl.col("transaction_timestamp").dt.date(),
        valor=pl.col("sales_value"),
    )
    lines.group_by("cliente", "data").agg(pl.col("valor").sum().round(2)).sort(
        "cliente", "data"
    ).collect().write_parquet(tmp_path / "vendas.parquet")
    found = checked(tmp_path)
    validated = [name for name in found if name.startswith("validacao")]
    assert all(row["dentro"] for name in validated for row in found[name]), found
    assert {row["origem"] for row in found["validacao_totais"]} == {"todas", "2017-10-03"}


@pytest.mark.slow
def test_an_example_portfolio_agrees_by_band_and_in_total():
    found = checked(EXAMPLE)
    assert {row["origem"] for row in found["validacao_totais"]} == {
        *("todas", "2024-10-02", "2024-07-04", "2024-04-05", "2024-01-06")
    }
    whole = totals(found)
    assert whole[ACTIVE]["dentro"]
    assert whole[LATE]["dentro"]
    assert totals(found, name="validacao_dinheiro")[ACTIVE]["dentro"]
    bands = [row for row in found["validacao"] if row["quem"] == ACTIVE]
    assert [row["faixa"] for row in bands if not row["dentro"]] == ["0 a 10 %"]


def test_bands_and_totals_are_of_the_same_customers(cdnow_checked):
    for who in (ACTIVE, GONE):
        rows = [row for row in cdnow_checked["validacao"] if row["quem"] == who]
        whole = totals(cdnow_checked)[who]
        assert sum(row["clientes"] for row in rows) == whole["clientes"]
        for name in ("previsto", "aconteceu"):
            assert sum(row["clientes"] * row[name] for row in rows) == pytest.approx(whole["clientes"] * whole[name])
        for row in rows:
            low, high = (int(text) / 100 for text in row["faixa"].removesuffix(" %").split(" a "))
            assert low <= row["previsto"] <= high
            assert row["dentro"] == (row["de"] <= row["previsto"] <= row["ate"])


def test_too_little_history_is_refused(tmp_path):
    folder = sales(tmp_path, "a,2024-01-01,5", "a,2024-12-20,5")
    ran = carteira("risco", "-C", folder, "--validar", "-p", "2024-11")
    assert ran.code == 2
    assert "são precisos 4 × 90 dias de vendas até 30/11/2024" in ran.error[0]
    assert "--inatividade" in ran.error[1]
    assert carteira("risco", "-C", folder, "--validar", "-p", "2024-11", "--inatividade", "60d").code == 0


def test_only_risco_can_be_validated():
    assert carteira("rfm", "-C", EXAMPLE, "--validar").code == 2


# --- the formulas ---------------------------------------------------------------------------------------------


def test_outcomes_by_hand():
    rows = [(0, 100, True), (0, 300, False), (1, 1000, True), (2, 50, False), (None, 70, True)]
    schema = {"chance": pl.Int64, "centavos": pl.Int64, "aconteceu": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    found = validacao.outcomes(frame, {0: Fraction(1, 4), 1: Fraction(1), 2: Fraction(1, 10), 3: None})
    low = Calibration(1, Fraction(1, 10), 0, 50, Fraction(5), 0, Fraction(50**2 * 9, 100))
    middle = Calibration(2, Fraction(1, 2), 1, 400, Fraction(100), 100, Fraction((100**2 + 300**2) * 3, 16))
    sure = Calibration(1, Fraction(1), 1, 1000, Fraction(1000), 1000, Fraction(0))
    assert found == {1: low, 2: middle, 5: sure}
    assert sure.agrees
    assert sure.money_range == (1000, 1000)
    whole = validacao.together(found.values())
    assert (whole.customers, whole.happened, whole.cents_happened) == (4, 2, 1100)
    assert whole.expected == Fraction(8, 5)
    assert validacao.NOBODY.agrees is None


def test_origins_do_not_overlap_and_leave_history_to_learn_from():
    assert validacao.origins(1000, 0, lambda _: 90) == (910, 820, 730, 640)
    assert validacao.origins(360, 0, lambda _: 90) == (270,)
    assert validacao.origins(359, 0, lambda _: 90) == ()
    # A horizon that is longer before some days than before others still ends before the next begins.
    assert validacao.origins(1000, 0, lambda day: 92 if day > 905 else 90)[0] == 908
