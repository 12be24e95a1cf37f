"""Receivables, marks, contacts, campaigns and stages of an example portfolio, read with the standard library alone."""

import csv
from collections import Counter, defaultdict
from datetime import date

import pytest

from carteira_cli.example import Recipe, generate

END = date(2024, 12, 31)


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cents(text):
    return int(text.replace(".", ""))


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exemplo")
    generate(Recipe(), folder)
    return {path.stem: rows(path) for path in folder.glob("*.csv")}


def test_the_titles_of_an_order_add_up_to_what_was_billed(book):
    billed, owed = Counter(), Counter()
    for row in book["vendas"]:
        if row["status"] == "faturado":
            billed[row["venda"][1:]] += cents(row["valor"])
    for row in book["titulos"]:
        owed[row["titulo"][1:].split("-")[0]] += cents(row["valor"])
    assert owed == billed
    assert len({row["titulo"] for row in book["titulos"]}) == len(book["titulos"])


def test_titles_fall_due_after_their_issue_and_are_paid_within_the_data(book):
    for row in book["titulos"]:
        assert row["emissao"] < row["vencimento"]
        assert (row["pagamento"] == "") == (row["valor_pago"] == "")
        if row["pagamento"]:
            assert row["emissao"] <= row["pagamento"] <= END.isoformat()
        match row["situacao"]:
            case "recebido":
                assert row["valor_pago"] == row["valor"]
            case "parcial":
                assert 0 < cents(row["valor_pago"]) < cents(row["valor"])
            case "atrasado":
                assert not row["pagamento"]
                assert row["vencimento"] < END.isoformat()
            case situation:
                assert situation in {"em aberto", "cancelado"}
                assert not row["pagamento"]
    told = Counter(row["situacao"] for row in book["titulos"])
    assert told["recebido"] > 0.8 * sum(told.values())
    assert min(told.values()) > 50


def test_marks_are_given_by_some_of_those_who_were_asked(book):
    by_survey = defaultdict(list)
    for row in book["avaliacoes"]:
        by_survey[row["pesquisa"]].append(row)
        assert (row["nota"] == "") == (row["data"] == "")
        if row["nota"]:
            assert 0 <= int(row["nota"]) <= 10
            assert row["convite"] <= row["data"] <= END.isoformat()
        else:
            assert not row["comentario"]
    assert list(by_survey) == ["NPS 2023-S1", "NPS 2023-S2", "NPS 2024-S1", "NPS 2024-S2"]
    for asked in by_survey.values():
        assert len({row["cliente"] for row in asked}) == len(asked)
        assert 0.35 < sum(bool(row["nota"]) for row in asked) / len(asked) < 0.75


def test_sellers_see_their_own_customers_on_days_of_work(book):
    own = {row["cliente"]: row["vendedor"] for row in book["clientes"]}
    for row in book["contatos"]:
        assert own[row["cliente"]] == row["vendedor"]
        assert date.fromisoformat(row["data"]).weekday() < 6
        assert (row["resultado"] == "retornar") == bool(row["proximo"])
        assert not row["proximo"] or row["proximo"] > row["data"]
    assert [row["data"] for row in book["contatos"]] == sorted(row["data"] for row in book["contatos"])


def test_a_campaign_leaves_about_a_fifth_alone(book):
    groups = defaultdict(Counter)
    for row in book["campanhas"]:
        groups[row["campanha"]][row["grupo"]] += 1
        assert cents(row["custo"]) == (500 if row["grupo"] == "tratado" else 0)
    assert list(groups) == ["Frete grátis", "Mix de Natal"]
    for of in groups.values():
        assert 0.1 < of["controle"] / sum(of.values()) < 0.3
    pairs = [(row["campanha"], row["cliente"]) for row in book["campanhas"]]
    assert len(set(pairs)) == len(pairs)


def test_stages_lead_to_the_one_that_the_lead_is_in(book):
    went = defaultdict(list)
    for row in book["etapas"]:
        went[row["lead"]].append((row["etapa"], row["data"]))
    order = ["novo", "qualificado", "proposta", "perdido", "ganho"]
    assert went.keys() == {lead["lead"] for lead in book["leads"]}
    left_out = 0
    for lead in book["leads"]:
        stages, days = zip(*went[lead["lead"]], strict=True)
        assert stages[0] == "novo"
        assert days[0] == lead["data"]
        assert list(stages) == sorted(stages, key=order.index)
        assert list(days) == sorted(days)
        left_out += stages[-1] != lead["etapa"]
        if lead["etapa"] == "ganho":
            assert (stages[-1], days[-1]) == ("ganho", lead["data_conversao"])
    assert left_out < 0.1 * len(book["leads"])  # whose last stage comes after the data


@pytest.mark.parametrize(
    "recipe",
    [Recipe(customers=1, sales_lines=1, months=1), Recipe(customers=3, sales_lines=40, months=13, seed=9)],
    ids=["one", "three"],
)
def test_the_smallest_portfolios_have_all_tables(tmp_path, recipe):
    for path in generate(recipe, tmp_path):
        assert path.read_text(encoding="utf-8").count("\n") >= 1
    billed = {row["venda"] for row in rows(tmp_path / "vendas.csv") if row["status"] == "faturado"}
    assert {row["titulo"][1:].split("-")[0] for row in rows(tmp_path / "titulos.csv")} == {one[1:] for one in billed}
