"""Who the best customers are: the reference to the digit, shares by plain Python, and nothing named by chance."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb, sqrt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.studies.ideal.formulas import BEST as ONE_IN
from carteira_cli.studies.ideal.formulas import holm, how_many, second_half, tail
from carteira_cli.studies.ideal.judged import BEST, CHANCE, LEAST, profile, standings
from tests.running import ROOT, carteira

EXAMPLE = ROOT / "examples" / "distribuidora"
KEYS = ["atributo", "valor", "melhores", "clientes", "fracao", "minimo", "maximo", "provado"]
Z = 1.959963984540054


def found(folder, *words):
    ran = carteira("ideal", "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran


def test_the_reference_is_not_proven():
    ran = found(EXAMPLE, "-p", "2024")
    rows = {(row["atributo"], row["valor"]): row for row in ran.document["tabelas"]["ideal"]}
    row = rows["canal", "indicacao"]
    assert list(row)[: len(KEYS)] == KEYS
    assert (row["melhores"], row["clientes"], row["provado"]) == (29, 113, False)
    assert [round(row[key], 3) for key in ("fracao", "minimo", "maximo")] == [0.257, 0.185, 0.344]
    assert ran.values == {"ideal_clientes": 286, "ideal_melhores": 58, "ideal_provados": 0, "ideal_perfil": None}
    assert ran.document["tabelas"]["perfil"] == ran.document["tabelas"]["leads_abertos"] == []
    # An interval without the share of all is not enough where many are looked at.
    assert rows["segmento", "Farmácia"]["minimo"] > 58 / 286
    assert not rows["segmento", "Farmácia"]["provado"]


def test_a_screen_says_so_many_of_so_many():
    ran = carteira("ideal", "-C", EXAMPLE, "-p", "2024")
    assert " 29 de 113 " in ran.out
    assert "; de " not in ran.out


def test_the_best_by_another_rule():
    by_class = found(EXAMPLE, "-p", "2024", "--melhores", "classe-a").values["ideal_melhores"]
    assert by_class == carteira("pareto", "-C", EXAMPLE, "-p", "2024", "-f", "json").values["clientes_a"]
    by_cost = found(EXAMPLE, "-p", "2024", "--margem", "custo")
    row = next(one for one in by_cost.document["tabelas"]["ideal"] if one["valor"] == "indicacao")
    assert (row["melhores"], row["clientes"]) == (28, 113)


def interval(best, customers):
    share = best / customers
    spread = Z * sqrt(share * (1 - share) / customers + Z**2 / (4 * customers**2))
    centre, scale = share + Z**2 / (2 * customers), 1 + Z**2 / customers
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def exactly(best, chosen, all_best, everybody):
    """The same tail by counting every deal."""
    up = best * everybody >= chosen * all_best
    counts = range(best, min(chosen, all_best) + 1) if up else range(best + 1)
    ways = sum(comb(all_best, one) * comb(everybody - all_best, chosen - one) for one in counts if one <= chosen)
    return Fraction(ways, comb(everybody, chosen))


@given(st.data())
def test_the_tail_is_that_of_all_deals(data):
    everybody = data.draw(st.integers(2, 120))
    chosen, all_best = data.draw(st.integers(1, everybody)), data.draw(st.integers(0, everybody))
    best = data.draw(st.integers(max(0, chosen + all_best - everybody), min(chosen, all_best)))
    assert tail(best, chosen, all_best, everybody) == pytest.approx(
        float(exactly(best, chosen, all_best, everybody)), rel=1e-9
    )


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_by_its_definition(chances):
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    for rank, place in enumerate(order):
        steps = [min(1.0, (len(chances) - n) * chances[order[n]]) for n in range(rank + 1)]
        assert holm(chances)[place] == max(steps)


def dealt(seed, customers=400, effect=0.0):
    """Customers with three attributes at random; those of one value are the best the more often by an effect."""
    chance = random.Random(seed)  # noqa: S311 - customers, not a secret
    rows = []
    for number in range(customers):
        cells = [chance.choice("abcd"), chance.choice([*"uvwxyz", None]), str(int(chance.random() ** 2 * 30))]
        rows.append((f"C{number}", chance.random() < 1 / ONE_IN + (effect if cells[0] == "a" else 0), *cells))
    names = ["um", "dois", "tres"]
    return pl.DataFrame(rows, schema=["cliente", BEST, *names], orient="row"), names


@given(st.integers(0, 10**6))
def test_shares_by_plain_python(seed):
    rows, names = dealt(seed, 60)
    whole = sum(rows[BEST]) / rows.height
    told = standings(rows, names)
    assert {(one.attribute, one.value) for one in told} == {
        (name, value) for name in names for value in rows[name].to_list() if value is not None
    }
    for one in told:
        marks = [best for best, value in zip(rows[BEST], rows[one.attribute], strict=True) if value == one.value]
        assert (one.best, one.customers) == (sum(marks), len(marks))
        assert one.interval == pytest.approx(interval(one.best, one.customers))
        assert (one.chance is None) == (not LEAST <= one.customers < rows.height)
        if one.proven:
            assert not one.interval[0] <= whole <= one.interval[1]
            assert one.chance <= CHANCE
    assert standings(rows.sample(fraction=1, shuffle=True, seed=seed), names) == told


def test_what_is_so_is_named():
    rows, names = dealt(1, effect=0.5)
    proven = [(one.attribute, one.value) for one in standings(rows, names) if one.proven]
    assert ("um", "a") in proven
    one = profile(rows, names)
    assert one.conditions[0] == ("um", "a")
    assert one.confirmed
    later = rows.filter(pl.Series([second_half(who) for who in rows["cliente"]]))
    held = later.filter(*(pl.col(name) == value for name, value in one.conditions))
    assert one.held == (int(held[BEST].sum()), held.height)
    assert one.whole == (int(later[BEST].sum()), later.height)


def names_anything(rows, names):
    one = profile(rows, names)
    return any(value.proven for value in standings(rows, names)) or (one is not None and one.confirmed)


@pytest.mark.slow
def test_shuffled_labels_name_nothing():
    """At most 5 % of 200 shuffles of who is the best, over all values and conditions together."""
    rows, names = dealt(7, 300)
    count = how_many(rows.height)
    marks = [True] * count + [False] * (rows.height - count)
    chance, named = random.Random(5), 0  # noqa: S311 - shuffles, not a secret
    for _ in range(200):
        chance.shuffle(marks)
        named += names_anything(rows.with_columns(pl.Series(BEST, marks)), names)
    assert named <= 10


@pytest.mark.slow
def test_shuffled_customers_of_the_example_name_nothing(monkeypatch):
    """The same of the example's own customers and attributes."""
    from carteira_cli.config.resolve import load
    from carteira_cli.studies.ideal import study as module
    from carteira_cli.studies.run import examine

    kept = []
    monkeypatch.setattr(module, "answer", lambda one: kept.append(one) or ("",))
    examine("ideal", load({"pasta": str(EXAMPLE), "periodo": "2024"}, environ={}))
    rows, names = kept[0].rows, kept[0].names
    chance, named = random.Random(11), 0  # noqa: S311 - shuffles, not a secret
    marks = rows[BEST].to_list()
    for _ in range(200):
        chance.shuffle(marks)
        named += names_anything(rows.with_columns(pl.Series(BEST, marks)), names)
    assert named <= 10


def portfolio(folder, customers=200):
    """Customers of São Paulo who buy ten times as much, and leads by state, two of them open."""
    sales, register = ["cliente,data,valor"], ["cliente,uf,cor,nome"]
    for number in range(customers):
        state = "SP" if number % 5 == 0 else "RJ" if number % 2 else "MG"
        sales.append(f"C{number:03},2024-0{number % 9 + 1}-10,{(5000 if state == 'SP' else 500) + number}.00")
        register.append(f"C{number:03},{state},{'grande' if number % 3 else 'pequeno'},Fulano {number}")
    leads = ["lead,data,data_conversao,cliente,etapa,uf,valor"]
    leads += [f"L{one:02},2024-01-0{one % 9 + 1},2024-02-01,C{one:03},ganho,sp," for one in range(0, 50, 5)]
    leads += ["L90,2024-03-01,,,aberto,SP,100.00", "L91,2024-03-01,,,aberto,RJ,900.00", "L92,2024-03-01,,,perdido,SP,"]
    for name, lines in (("vendas", sales), ("clientes", register), ("leads", leads)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_open_leads_that_look_like_the_best_come_first(tmp_path):
    portfolio(tmp_path)
    ran = found(tmp_path, "-p", "2024-01-01..2024-09-30")
    tables = ran.document["tabelas"]
    proven = {(row["atributo"], row["valor"]) for row in tables["ideal"] if row["provado"]}
    assert proven == {("uf", "SP"), ("uf", "RJ"), ("uf", "MG")}
    assert [row["condicoes"] for row in tables["perfil"]] == ["uf = SP"]
    assert tables["perfil"][0]["fracao"] == ran.values["ideal_perfil"] == 1.0
    assert [(row["lead"], row["fracao"]) for row in tables["leads_abertos"]] == [("L90", 1.0), ("L91", 0.0)]
    state = {row["valor"]: row for row in tables["entre_leads"]}["SP"]
    assert (state["leads"], state["viraram_melhores"]) == (12, 10)
    assert (state["fracao_leads"], state["fracao_melhores"]) == (12 / 13, 1.0)


def test_attributes_that_are_asked_for(tmp_path):
    portfolio(tmp_path)
    words = ("-p", "2024-01-01..2024-09-30")
    rows = found(tmp_path, *words, "--atributos", "cor").document["tabelas"]["ideal"]
    assert {row["atributo"] for row in rows} == {"cor"}
    for bad in ("nome", "cidades", "produto"):
        ran = carteira("ideal", "-C", tmp_path, *words, "--atributos", bad)
        assert ran.code == 2
        assert f'"{bad}"' in ran.error[0]
    (tmp_path / "clientes.csv").write_text("cliente,nome\nC000,Fulano\n", encoding="utf-8")
    ran = carteira("ideal", "-C", tmp_path, *words)
    assert ran.code == 2
    assert "nenhum atributo" in ran.error[0]


def few(folder, customers, leads=()):
    """Customers of two states, each with a purchase; the more the later."""
    sales = [f"C{at},2024-03-10,{10 + at}" for at in range(customers)]
    (folder / "vendas.csv").write_text("\n".join(["cliente,data,valor", *sales]) + "\n", encoding="utf-8")
    register = [f"C{at},{('SP', 'RJ')[at % 2]}" for at in range(customers)]
    (folder / "clientes.csv").write_text("\n".join(["cliente,uf", *register]) + "\n", encoding="utf-8")
    if leads:
        lines = ["lead,data,uf,data_conversao", *leads]
        (folder / "leads.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_of_few_customers_nothing_is_said_to_have_been_tried(tmp_path):
    few(tmp_path, 5)
    out = carteira("ideal", "-C", tmp_path, "-p", "2024", "--completo").out
    assert "Nada se pode provar: nenhum valor de atributo tem 10 clientes ou mais." in out
    assert "Nenhum perfil se achou" in out
    assert "0 valores olhados" not in out


def test_a_single_open_lead_is_told_so(tmp_path):
    few(tmp_path, 40, ["L1,2024-03-01,SP,", "L2,2024-03-01,SP,2024-03-09"])
    out = carteira("ideal", "-C", tmp_path, "-p", "2024", "--completo").out
    assert "o único lead aberto não recebe nota" in out
