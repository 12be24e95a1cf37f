"""How `credito` learns what is lost, by hand; and what `risco` and `verificar` make of its numbers."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction

import pytest

from carteira_cli.days import to_day
from carteira_cli.studies.credito import formulas
from carteira_cli.studies.credito.formulas import Due, Rolled
from tests.receivables import WORKED, ledger
from tests.running import ROOT, carteira

AT = ("--em", "2024-03-31", "-p", "2024-Q1")


def run(folder, *words):
    ran = carteira("credito", "-C", folder, *words, "-f", "json")
    assert ran.code == 0, ran.err
    return ran


def table(ran, key):
    return ran.document["tabelas"][key]


def test_the_chance_of_loss_goes_band_by_band():
    # of 100 not due 20 roll, 50 stay, 30 are paid: 20/50 reach "1–30"; of 100 there 50 roll on: L = 1/2 · 2/5
    rates = [Rolled(100, 10, (50, 20, 0)), Rolled(100, 10, (0, 0, 50)), Rolled(7, 1, (0, 0, 7))]
    assert rates[0].paid == 30
    assert rates[0].rate(0) == Fraction(1, 5)
    assert Rolled(0, 0, (0, 0, 0)).rate(0) is None
    chances = formulas.loss_chances(rates)
    assert chances == [Fraction(1, 5), Fraction(1, 2), 1]
    held = [Due(1000, 1), Due(100, 1), Due(10, 1)]
    assert formulas.expected_loss(held, chances) == 200 + 50 + 10


def test_a_chance_that_is_not_known_is_none():
    few = [Rolled(100, 10, (50, 20, 0)), Rolled(100, 9, (0, 0, 50)), Rolled(7, 1, (0, 0, 7))]
    assert formulas.loss_chances(few) == [None, None, 1]  # the first leads to the second
    stuck = [Rolled(100, 10, (100, 0, 0)), Rolled(100, 10, (0, 0, 0)), Rolled(0, 0, (0, 0, 0))]
    assert formulas.loss_chances(stuck) == [None, 0, 1]
    assert formulas.expected_loss([Due(0, 0), Due(5, 1)], [None, Fraction(1)]) == 5
    assert formulas.expected_loss([Due(1, 1), Due(5, 1)], [None, Fraction(1)]) is None


def test_months_go_back_from_the_day_to_what_is_known():
    days = formulas.month_days(to_day(date(2024, 3, 31)), to_day(date(2024, 1, 31)))
    assert days == [to_day(date(2024, month, day)) for month, day in ((1, 31), (2, 29), (3, 31))]
    assert len(formulas.month_days(to_day(date(2024, 3, 31)), 0)) == formulas.MONTHS + 1


def test_history_tells_what_rolls_on(tmp_path):
    """Ten titles a month, of which two are never paid and eight on the day: all money goes the same way each month."""
    months = [f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13)]
    lines = [
        f"{month}{n},c{n},10,{month}-15,{'' if n < 2 else f'{month}-15'},,{month}-01"
        for month in months
        for n in range(10)
    ]
    ran = run(ledger(tmp_path, *lines), "--em", "2023-12-10", "-p", "2023-11")
    rows = {row["faixa"]: row for row in table(ran, "rolagem")}
    assert rows["a vencer"]["taxa_rolagem"] == 0.2  # on the 10th the titles of the month are all open
    assert rows["1–30 dias"]["taxa_rolagem"] == 1.0
    assert rows["mais de 180 dias"]["taxa_rolagem"] is None
    assert [row["chance_de_perda"] for row in table(ran, "rolagem")] == [0.2, 1.0, 1.0, 1.0, 1.0, 1.0]
    owed = 23 * 2 * 10.0  # two of each month before
    assert ran.values["perda_estimada"] == 0.2 * 100.0 + owed
    assert len(table(ran, "envelhecimento")) == 13
    assert table(ran, "envelhecimento")[-1]["total"] == ran.values["aberto"]


def test_a_limit_holds_a_number_of_it(tmp_path):
    folder = ledger(tmp_path, *WORKED)
    limit = '[[limites]]\nindicador = "indice_vencidos"\nerro = "> 80%"\n'
    (folder / "carteira.toml").write_text(f'em = "2024-03-31"\n{limit}')
    (folder / "vendas.csv").write_text("cliente,data,valor\nana,2024-03-31,1\n")
    ran = carteira("verificar", "-C", folder, "-p", "2024-Q1", "-f", "json")
    assert ran.code == 1, ran.err
    (judged,) = ran.document["verificacoes"]
    assert (judged["veredito"], judged["valor"]) == ("erro", 2250 / 2550)


def test_risco_says_what_each_customer_is_late_with(tmp_path):
    folder = tmp_path
    buys = [f"ana,2024-01-{day:02},10" for day in (1, 5, 9, 13)] + [
        f"bia,2024-01-{day:02},10" for day in (2, 6, 10, 14)
    ]
    (folder / "vendas.csv").write_text("\n".join(["cliente,data,valor", *buys, "caio,2024-03-31,5", ""]))
    words = ("risco", "-C", folder, "-p", "2024-03", "-f", "json")
    without = carteira(*words).document
    assert "vencido" not in without["tabelas"]["em_risco"][0]
    ledger(folder, *WORKED)
    found = carteira(*words).document
    assert {row["cliente"]: row["vencido"] for row in found["tabelas"]["em_risco"]} == {"ana": 500.0, "bia": 850.0}
    dropped = [{key: cell for key, cell in row.items() if key != "vencido"} for row in found["tabelas"]["em_risco"]]
    assert dropped == without["tabelas"]["em_risco"]
    text = carteira(*words[:-2], "--completo").out
    assert "dos clientes em risco, 2 devem R$ 1.350,00" in text
    assert "Vencido" in text
    screen = carteira(*words[:-2]).out
    assert len(screen.splitlines()) <= 60


def test_risco_says_what_the_inactive_and_the_fallen_are_late_with(tmp_path):
    buys = ["ana,2023-01-02,90", "bia,2024-03-31,5", "bia,2024-02-20,500", "caio,2024-02-20,60", "dora,2023-02-01,70"]
    (tmp_path / "vendas.csv").write_text("\n".join(["cliente,data,valor", *buys, ""]))
    words = ("risco", "-C", tmp_path, "-p", "2024-03", "-f", "json")
    assert "vencido" not in carteira(*words, "--listar", "inativos").document["tabelas"]["inativos"][0]
    ledger(tmp_path, *WORKED)
    found = carteira(*words, "--listar", "inativos").document["tabelas"]
    assert {row["cliente"]: row["vencido"] for row in found["inativos"]} == {"ana": 500.0, "dora": 0.0}
    assert {row["cliente"]: row["vencido"] for row in found["abc_quedas"]} == {"caio": 900.0}
    text = carteira(*words[:-2], "--completo").out
    assert "dos clientes em risco, nenhum deve; dos inativos, 1 deve R$ 500,00" in text
    assert "são 2 inativos, e entram" in text


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--onde", "segmento=Mercado")])
def test_who_is_at_risk_is_whom_risco_names(tmp_path, more):
    folder = ROOT / "examples" / "distribuidora"
    with (folder / "clientes.csv").open(encoding="utf-8") as file:
        ids = [row["cliente"] for row in csv.DictReader(file)]
    ledger(tmp_path, *(f"{n},{who},5,2024-06-10,,,2024-06-01" for n, who in enumerate(ids)))
    words = ("-C", folder, "-f", "json", *more)
    titles = ("--titulos", tmp_path / "titulos.csv", "--em", "2024-09-30")
    owing = carteira("credito", *titles, *words).document["tabelas"]["por_cliente"]
    found = carteira("risco", "-p", "2024-09", "--hoje", "2024-09-30", *words).document["tabelas"]["em_risco"]
    assert {row["cliente"] for row in owing if row["situacao"] == "em risco"} == {row["cliente"] for row in found}
    assert found
