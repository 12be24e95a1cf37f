"""The model beside the cycle in `risco`, and which of them erred less: by hand, in plain Python, simulated."""

from __future__ import annotations

import random
import shutil
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.prediction.purchases import Purchases
from carteira_cli.prediction.sample import sampled
from carteira_cli.studies.risco.scores import Score, auc, better, score
from tests.running import Q1, ROOT, WORKED, carteira, sales

EXAMPLE = ROOT / "examples" / "distribuidora"
Q4 = ("-p", "2024-Q4")
OURS = ("p_ativo", "p_compra_90d", "chance_modelo", "valor_em_risco", "valor_esperado")
START, END = date(2023, 1, 1), date(2024, 12, 31)


def document(folder, *words):
    ran = carteira("risco", "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


def restless(seed=3, customers=400):
    """Lines of customers who buy at random and leave at random: what the model supposes, and no cycle."""
    chance = random.Random(seed)  # noqa: S311 - a portfolio, no secret
    for number in range(customers):
        pace, leaves = chance.gammavariate(0.8, 1 / 40), chance.betavariate(0.8, 2.4)
        day = START + timedelta(chance.randrange(400))
        while day <= END:
            yield f"c{number:03},{day},{chance.randrange(20, 200)}"
            if chance.random() < leaves:
                break
            day += timedelta(1 + int(chance.expovariate(pace)))
    yield f"fim,{END},1"


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    return sales(tmp_path_factory.mktemp("restless"), *restless())


@pytest.fixture(scope="module")
def told(portfolio):
    return document(portfolio, "-p", "2024-12", "--listar", "ativos")


@pytest.fixture(scope="module")
def checked(portfolio):
    return document(portfolio, "-p", "2024-12", "--validar")


# --- scores -------------------------------------------------------------------------------------------------------


def test_scores_by_hand():
    found = score([0.9, 0.8, 0.3, 0.3], [True, False, True, False])
    # Errors .1, .8, .7, .3: squares .01 + .64 + .49 + .09. Of four pairs 2 are in order, one ties.
    assert found == Score(4, pytest.approx(0.575), 0.5, pytest.approx(1.23 / 4), 2.5 / 4)
    assert score([], []) == Score(0, None, None, None, None)
    assert auc([0.1, 0.2], [True, True]) is None
    assert auc([0.1, 0.2], [False, False]) is None


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]), st.booleans()), min_size=1, max_size=30))
def test_scores_in_plain_python_in_any_order(rows):
    found = score(*zip(*rows, strict=True))
    assert found == score(*zip(*rows[::-1], strict=True))
    yes, no = ([told for told, was in rows if was is which] for which in (True, False))
    pairs = [Fraction(2 * (a > b) + (a == b), 2) for a, b in product(yes, no)]
    assert found.auc == (float(sum(pairs) / len(pairs)) if pairs else None)
    assert found.brier == pytest.approx(sum((told - was) ** 2 for told, was in rows) / len(rows))


def test_what_is_told_alike_is_no_better():
    one, near, other = (Score(9, 0.1, 0.1, brier, None) for brier in (0.1204, 0.1196, 0.1189))
    assert not better(near, one)
    assert better(other, one)
    assert not better(one, other)
    assert not better(Score(0, None, None, None, None), one)


# --- the sample ---------------------------------------------------------------------------------------------------


def purchases_of(days_by_name):
    names = sorted(days_by_name)
    rows = [(at, day, True, 100) for at, name in enumerate(names) for day in sorted(days_by_name[name])]
    schema = {"linha": pl.UInt32, "data": pl.Int32, "compra": pl.Boolean, "centavos": pl.Int64}
    return Purchases(pl.Series(names, dtype=pl.String), pl.DataFrame(rows, schema=schema, orient="row"), 100)


def histories_in(purchases):
    days = purchases.days.group_by("linha", maintain_order=True).agg("data")["data"].to_list()
    return sorted(map(tuple, days))


@given(st.lists(st.frozensets(st.integers(0, 60), min_size=1, max_size=3), min_size=1, max_size=25), st.integers(1, 30))
def test_a_sample_knows_no_names(histories, most):
    one = sampled(purchases_of({f"a{at:02}": days for at, days in enumerate(histories)}), most)
    other = sampled(purchases_of({f"z{99 - at:02}": days for at, days in enumerate(histories)}), most)
    assert histories_in(one) == histories_in(other)
    step = -(-len(histories) // most)
    assert len(one.names) == -(-len(histories) // step) <= most
    if step == 1:
        assert histories_in(one) == sorted(tuple(sorted(days)) for days in histories)


# --- the study ----------------------------------------------------------------------------------------------------


def test_what_the_model_says_of_each_customer(told):
    rows = told["tabelas"]["ativos"]
    assert len(rows) > 50
    for row in rows:
        assert row["p_compra_90d"] <= row["p_ativo"] <= 1
        # The window is of 90 days: what is not bought within it is lost.
        assert row["chance_modelo"] == pytest.approx(1 - row["p_compra_90d"])
        assert row["valor_em_risco"] == pytest.approx(row["receita_mensal"] * row["chance_modelo"])
        assert row["valor_esperado"] > 0
    gone = told["tabelas"]["inativos"]
    assert all(0 <= row["p_ativo"] <= 1 for row in gone)
    mean = sum(row["p_ativo"] for row in rows) / len(rows)
    assert mean > sum(row["p_ativo"] for row in gone) / len(gone)


def test_the_rule_that_erred_less_orders_the_list_and_is_told_once(told, checked):
    assert told["regras"]["regra_melhor"] == checked["regras"]["regra_melhor"] == "modelo"
    rows = told["tabelas"]["ativos"]
    assert [row["valor_em_risco"] for row in rows] == sorted((row["valor_em_risco"] for row in rows), reverse=True)
    both = {row["regra"]: row for row in checked["tabelas"]["comparacao"] if row["origem"] == "todas"}
    assert both["modelo"]["brier"] < both["regra do ciclo"]["brier"]
    assert both["modelo"]["clientes"] == both["regra do ciclo"]["clientes"] > 0
    for found in (told, checked):
        (said,) = (note for note in found["notas"] if "Brier" in note)
        shown = [f"{both[rule]['brier']:.3f}".replace(".", ",") for rule in ("modelo", "regra do ciclo")]
        origins = len(checked["tabelas"]["comparacao"]) // 2 - 1
        assert said.startswith(
            f"neste histórico o modelo errou menos (Brier {shown[0]} contra {shown[1]}, em {origins} "
        )
        assert found["notas"].count("Não mede o efeito do contato.") == 1


@pytest.mark.slow
def test_an_origin_is_what_was_said_that_day_against_what_happened(portfolio, checked, tmp_path):
    """The earliest origin, from `risco` itself over the sales up to it, and the purchases after, in plain Python."""
    rows = checked["tabelas"]["comparacao"]
    last = min(row["origem"] for row in rows if row["origem"] != "todas")
    lines = portfolio.joinpath("vendas.csv").read_text().splitlines()[1:]
    folder = sales(tmp_path, *(line for line in lines if line.split(",")[1] <= last))
    then = document(folder, "--hoje", last, "-p", last[:7], "--listar", "ativos")
    day = date.fromisoformat(last)
    bought = {
        line.split(",")[0] for line in lines if day < date.fromisoformat(line.split(",")[1]) <= day + timedelta(90)
    }
    people = [row for row in then["tabelas"]["ativos"] if row["chance_de_perda"] is not None]
    for name, column in (("regra do ciclo", "chance_de_perda"), ("modelo", "chance_modelo")):
        (found,) = (row for row in rows if row["origem"] == last and row["regra"] == name)
        off = [(row[column] - (row["cliente"] not in bought)) ** 2 for row in people]
        assert found["clientes"] == len(people)
        assert found["brier"] == pytest.approx(sum(off) / len(off))
        assert found["previsto"] == pytest.approx(sum(row[column] for row in people) / len(people))
        assert found["aconteceu"] == sum(row["cliente"] not in bought for row in people) / len(people)


def test_without_a_model_it_is_said_once():
    found = document(WORKED, *Q1)
    assert found["regras"]["regra_melhor"] is None
    for name in ("em_risco", "inativos"):
        for row in found["tabelas"][name]:
            assert {row[key] for key in OURS if key in row} == {None}
    (said,) = (note for note in found["notas"] if "P(ativo)" in note)
    # C01, C03, C04, C06 and C07 bought on more than one day.
    assert "n/d (5 clientes compraram de novo, e são precisos 50); vale a regra do ciclo" in said
    assert "Não mede o efeito do contato." in found["notas"]
    codes = {row["codigo"]: row for row in found["tabelas"]["diagnostico"]}
    assert (codes["poucos_repetidores"]["medida"], codes["poucos_repetidores"]["limite"]) == (5, 50)
    assert {row["em_vez"] for row in codes.values()} == {"sem modelo: vale a regra do ciclo"}
    assert not any("modelo" in said for said in found["avisos"])


def test_without_anybody_who_came_back_it_is_said_in_words(tmp_path):
    found = document(sales(tmp_path, "a,2024-01-30,5", "b,2024-01-31,7"), "-p", "2024-01", "--inatividade", "1d")
    (said,) = (note for note in found["notas"] if "P(ativo)" in note)
    assert "n/d (nenhum cliente comprou de novo, e são precisos 50)" in said
    assert "1 dias" not in " ".join(found["notas"])


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("--validar",)])
def test_what_the_model_lacks_is_told_as_by_the_value_of_customers(words):
    found, worth = (
        document(EXAMPLE, "-p", "2024-Q4", *words),
        carteira("ltv", "-C", EXAMPLE, "-f", "json", *Q4).document,
    )
    ours, theirs = ({row["codigo"]: row for row in one["tabelas"]["diagnostico"]} for one in (found, worth))
    assert "historia_cortada" in ours
    assert ours == {code: row for code, row in theirs.items() if code != "cliente_concentra"}
    for row in ours.values():
        assert found["avisos"].count(f"{row['mensagem']}; {row['em_vez']}") == 1


@pytest.mark.slow
def test_regular_customers_are_told_by_their_cycle_and_any_order_gives_the_same(tmp_path):
    found = document(EXAMPLE, "-p", "2024-Q3")
    assert found["regras"]["regra_melhor"] == "ciclo"
    losses = [row["perda_esperada"] for row in found["tabelas"]["em_risco"]]
    assert losses == sorted(losses, reverse=True)
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    with (EXAMPLE / "vendas.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = file.read().splitlines(keepends=True)
    (tmp_path / "vendas.csv").write_text(header + "".join(lines[::-1]), encoding="utf-8", newline="")
    turned = document(tmp_path, "-p", "2024-Q3")
    assert turned["tabelas"] == found["tabelas"]
    assert turned["notas"] == found["notas"]


@pytest.mark.slow
def test_a_filter_on_customers_takes_none_of_the_models_knowledge():
    """One customer has one chance, whoever looks: the model is learnt from everybody."""
    words = ("-p", "2024-Q3", "--listar", "ativos")
    whole = {row["cliente"]: row for row in document(EXAMPLE, *words)["tabelas"]["ativos"]}
    seller = next(row["vendedor"] for row in whole.values())
    some = document(EXAMPLE, *words, "--onde", f'vendedor = "{seller}"')["tabelas"]["ativos"]
    assert 0 < len(some) < len(whole)
    for row in some:
        assert {key: row[key] for key in OURS} == {key: whole[row["cliente"]][key] for key in OURS}


@pytest.mark.slow
def test_a_page_shows_the_chance_that_orders_its_list(portfolio):
    words = ("-p", "2024-12", "--secoes", "atencao", "-q", "-f", "html")
    by_model, by_cycle = (carteira("relatorio", "-C", folder, *words).out for folder in (portfolio, EXAMPLE))
    assert "Valor em risco" in by_model
    assert "Valor em risco" not in by_cycle
    assert "Perda esperada" in by_cycle
