"""`ltv` predicts: against numbers by hand, plain Python, published estimates; whatever the order of rows and ids."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date, timedelta
from math import exp, log
from random import Random

import pytest

from tests.datasets import cdnow_sample
from tests.repeat_buyers import bought, register, written
from tests.running import PREDICTED, Q1, WORKED, carteira

LAST = ("-p", "2024-12", "--hoje", "2024-12-31", "--margem", "40%")
PREDICTIVE = ("--metodo", "preditivo", "--modelo", "mbgnbd")
STEPS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # days of the months of 2025


def ran(folder, *words):
    found = carteira("ltv", "-C", folder, "-f", "json", *words)
    assert found.code == 0, found.err
    return found.document


def cents(value):
    return round(100 * value)


def valued(document):
    """Customer → her row."""
    return {row["cliente"]: row for row in document["tabelas"]["previstos"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return written(tmp_path_factory.mktemp("carteira"), bought())


@pytest.fixture(scope="module")
def found(folder):
    return ran(folder, *LAST, *PREDICTIVE)


# --- by hand ------------------------------------------------------------------------------------------------


def test_without_a_model_each_goes_on_as_in_the_window_and_spends_what_she_spent():
    """Purchase days after the first, of the 90 before 1 April, ÷ 90 × days of each month × 1.1^(−month ÷ 12) × mean."""
    days = (30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31)
    worth = sum(count * 1.1 ** (-month / 12) for month, count in enumerate(days, 1)) / 90
    # C09 bought once: 6 came back in 178 + 137 + 91 + 326 + 181 + 180 + 90 + 90 days, the last two for 86 and 16.
    once = 100 * 90 * 6 / 1273
    hand = {"C01": 1100, "C03": 200, "C04": 675, "C07": 1600, "C09": once, "C02": 0, "C05": 0, "C06": 0}
    document = ran(WORKED, *Q1)
    rows = valued(document)
    assert {name: cents(row["valor_previsto"]) for name, row in rows.items()} == {
        name: round(100 * reais * worth) for name, reais in hand.items()
    }
    assert {row["p_ativo"] for row in rows.values()} == {None}
    # All that was bought and given back ÷ all purchase days.
    tickets = {"C01": 1100, "C02": 550, "C03": 200, "C04": 675, "C05": 300, "C06": 700, "C07": 1600, "C09": 100}
    assert {name: row["ticket_previsto"] for name, row in rows.items()} == tickets
    assert [(row["metodo"], row["conta"], row["base"]) for row in document["tabelas"]["metodos"]] == [
        ("formula", "fórmula", "margem, vida toda"),
        ("historico", "histórico", "receita já trazida, sem margem"),
        ("preditivo", "preditivo", "margem, 12 meses, descontada"),
    ]
    assert {row["codigo"] for row in document["tabelas"]["diagnostico"]} == {"poucos_repetidores", "cliente_concentra"}
    assert (document["regras"]["modelo"], document["regras"]["k"]) == (None, None)
    assert "modelo" not in document["tabelas"]


def test_the_margin_of_the_costs_is_one_for_all_up_to_the_day(tmp_path):
    sales = (
        "A,2024-01-10,100.00,60.00",
        "A,2024-03-10,100.00,",
        "B,2024-03-01,300.00,120.00",
        "B,2024-04-02,9.00,0.01",
    )
    (tmp_path / "vendas.csv").write_text("\n".join(("cliente,data,valor,custo", *sales)), encoding="utf-8")
    document = ran(tmp_path, *Q1, "--margem", "custo", "--desconto", "0", "--horizonte", "90d", "--metodo", "preditivo")
    assert document["regras"]["margem_prevista"] == (400 - 180) / 400
    # A came back once in the window, for 100; B bought once, for 300, and comes back as all do: once in 2 × 90 days.
    assert {name: row["valor_previsto"] for name, row in valued(document).items()} == {"A": 55.0, "B": 82.5}
    words = ("--margem", "custo", "--metodo", "preditivo", "--hoje", "2024-04-30")
    after = ran(tmp_path, "-p", "2024-04", *words, "--comparar", "2024-03")["indicadores"]["valor_carteira"]
    before = ran(tmp_path, "-p", "2024-03", *words)["indicadores"]["valor_carteira"]
    assert after["anterior"] == before["valor"]  # of a margin that does not know of April


def test_without_a_line_that_carries_a_cost_nothing_is_worth_anything_known(tmp_path):
    (tmp_path / "vendas.csv").write_text(
        "cliente,data,valor,custo\nA,2024-01-10,100.00,\nA,2024-03-10,100.00,\nA,2024-04-10,9.00,1.00\n",
        encoding="utf-8",
    )
    document = ran(tmp_path, *Q1, "--margem", "custo", "--metodo", "preditivo")
    assert {key: document["indicadores"][key]["valor"] for key in PREDICTED} == dict.fromkeys(PREDICTED)
    assert [row["valor_previsto"] for row in document["tabelas"]["previstos"]] == [None]
    assert any("nenhuma linha tem custo até 31/03/2024" in note for note in document["notas"])


def test_who_has_a_contract_and_who_buys_are_both_there(tmp_path):
    """Contracts say who is active, and then what is predicted is theirs; who only buys is counted in a note."""
    shutil.copy(WORKED / "vendas.csv", tmp_path)
    (tmp_path / "assinaturas.csv").write_text(
        "cliente,inicio,fim,valor_mensal\nC01,2023-01-01,,50.00\nZ,2023-01-01,,50.00\n", encoding="utf-8"
    )
    # Nobody ever left: twelve months of R$ 50 for both, at 10 % a year.
    worth = 2 * round(5000 * sum(1.1 ** (-month / 12) for month in range(1, 13))) / 100
    for words in ((), ("--metodo", "preditivo")):
        document = ran(tmp_path, *Q1, *words)
        assert document["indicadores"]["valor_carteira"]["valor"] == worth
        assert document["indicadores"]["ltv_preditivo"]["valor"] == worth / 2
        assert set(valued(document)) == {"C01", "Z"}
    assert any("7 clientes compraram sem nunca ter tido contrato" in note for note in ran(tmp_path, *Q1)["notas"])
    purchases = ran(tmp_path, *Q1, "--atividade", "compras")
    assert purchases["indicadores"]["valor_carteira"]["valor"] == 13939.35
    (tmp_path / "vendas.csv").unlink()
    alone = ran(tmp_path, *Q1, "--hoje", "2024-03-31")
    assert alone["indicadores"]["valor_carteira"]["valor"] == worth
    assert "sem dados de vendas (vendas.csv): ltv_historico" in alone["avisos"]


# --- in plain Python ----------------------------------------------------------------------------------------


def of_customer(model, lines, end):
    """P(alive), and expected purchases by the ends of twelve months, of MBG/NBD by its sums (weeks)."""
    r, alpha, a, b = (model[name] for name in ("r", "alpha", "a", "b"))
    days = sorted({line.data for line in lines})
    x, recency, age = len(days) - 1, (days[-1] - days[0]).days / 7, (end - days[0]).days / 7
    alive = 1 / (1 + a / (b + x) * exp((r + x) * log((alpha + age) / (alpha + recency))))
    expected, ahead = [], 0
    for step in STEPS:
        ahead += step
        share = ahead / 7 / (alpha + age + ahead / 7)
        none = exp((r + x) * log(1 - share))
        total, stays, i, chance, more = 0.0, 1.0, 1, none, 1 - none
        while more * stays > 1e-15:
            total += stays * more
            stays *= (b + x + i) / (a + b + x + i)
            chance *= (r + x + i - 1) / i * share
            more -= chance
            i += 1
        expected.append(alive * total)
    return x, alive, expected


def test_every_customer_is_worth_what_the_formulas_say_from_the_parameters(found):
    models = {}
    for row in found["tabelas"]["modelo"]:
        models.setdefault(row["modelo"], {})[row["parametro"]] = row["valor"]
    p, q, gamma = (models["gammagamma"][name] for name in ("p", "q", "gamma"))
    lines, rows = bought(), valued(found)
    assert rows.keys() == {line.cliente for line in lines}
    for name, row in rows.items():
        own = [line for line in lines if line.cliente == name]
        x, alive, expected = of_customer(models["mbgnbd"], own, date(2024, 12, 31))
        first = min(line.data for line in own)
        paid = sum(line.centavos for line in own if line.data > first)
        ticket = p * (gamma + paid / 100) / (p * x + q - 1)
        steps = [now - before for now, before in zip(expected, [0, *expected], strict=False)]
        value = 0.4 * ticket * sum(more * 1.1 ** (-month / 12) for month, more in enumerate(steps, 1))
        assert row["compras"] == x + 1
        assert row["p_ativo"] == pytest.approx(alive, rel=1e-9)
        assert row["compras_previstas"] == pytest.approx(expected[-1], rel=1e-8)
        assert row["ticket_previsto"] == pytest.approx(ticket, rel=1e-9)
        assert row["valor_previsto"] == pytest.approx(value, abs=0.0051)
    total = sum(cents(row["valor_previsto"]) for row in rows.values())
    assert found["indicadores"]["valor_carteira"]["valor"] == total / 100
    assert found["indicadores"]["ltv_preditivo"]["valor"] == pytest.approx(total / 100 / len(rows), rel=1e-14)


def test_the_largest_value_comes_first_and_ties_go_by_id(found):
    order = [(-row["valor_previsto"], row["cliente"]) for row in found["tabelas"]["previstos"]]
    assert order == sorted(order)


# --- what must not matter -----------------------------------------------------------------------------------


def test_no_digit_depends_on_the_order_of_rows_or_on_what_customers_are_called(tmp_path, found):
    lines, known = bought(), register(bought())
    named = {name: f"X{997 * at % 1009:04}" for at, name in enumerate(known)}
    shuffled = [type(line)(named[line.cliente], line.data, line.centavos, line.canal) for line in lines]
    Random(3).shuffle(shuffled)  # noqa: S311 - an order, no secret
    other = ran(written(tmp_path, shuffled, {named[one]: told for one, told in known.items()}), *LAST, *PREDICTIVE)
    assert other["indicadores"] == found["indicadores"]
    assert other["tabelas"]["modelo"] == found["tabelas"]["modelo"]
    mine, theirs = valued(found), valued(other)
    for name, row in mine.items():
        assert theirs[named[name]] == row | {"cliente": named[name]}


def test_the_unit_of_time_is_one_of_parameters_and_of_nothing_else(folder, found):
    daily = ran(folder, *LAST, *PREDICTIVE, "--unidade", "dia")
    assert daily["indicadores"] == found["indicadores"]
    rates = [
        next(row["valor"] for row in one["tabelas"]["modelo"] if row["parametro"] == "alpha") for one in (daily, found)
    ]
    assert rates[0] == pytest.approx(7 * rates[1], rel=1e-9)


@pytest.mark.parametrize("column", ["uf", "vendedor", "uf,vendedor"])
def test_the_values_of_groups_add_up_to_the_cent(folder, found, column):
    rows = ran(folder, *LAST, *PREDICTIVE, "--por", column)["tabelas"]["por"]
    *groups, total = (cents(row["valor_carteira"]) for row in rows)
    assert sum(groups) == total == cents(found["indicadores"]["valor_carteira"]["valor"])


def test_a_filter_on_customers_changes_no_ones_value(folder, found):
    some = valued(ran(folder, *LAST, *PREDICTIVE, "--onde", "uf=SP"))
    known = register(bought())
    assert some == {name: row for name, row in valued(found).items() if known[name][0] == "SP"}


@pytest.mark.slow
def test_a_filter_on_sales_is_as_if_there_were_no_others(tmp_path, folder):
    alone = written(tmp_path, [line for line in bought() if line.canal == "loja"], register(bought()))
    filtered = ran(folder, *LAST, *PREDICTIVE, "--onde", "vendas.canal=loja")
    assert valued(filtered) == valued(ran(alone, *LAST, *PREDICTIVE))


@pytest.mark.slow
def test_a_series_and_a_comparison_are_what_each_period_says_alone(folder):
    series = ran(folder, "-p", "2024-S2", "--serie", "trimestre", *LAST[2:], *PREDICTIVE, "--comparar", "2024-Q2")
    alone = {
        label: ran(folder, "-p", label, *LAST[2:], *PREDICTIVE)["indicadores"]["valor_carteira"]["valor"]
        for label in ("2024-Q2", "2024-Q3", "2024-Q4")
    }
    rows = {row["periodo"]: row["valor_carteira"] for row in series["tabelas"]["serie"]}
    assert rows == {label: alone[label] for label in ("2024-Q3", "2024-Q4")}
    reading = series["indicadores"]["valor_carteira"]
    assert (reading["valor"], reading["anterior"]) == (alone["2024-Q4"], alone["2024-Q2"])
    assert reading.get("sinal") is None
    assert any("não se diz se é sinal ou acaso" in note for note in series["notas"])


@pytest.mark.slow
def test_by_an_attribute_of_sales_only_what_is_predicted_is_left_out(folder):
    document = ran(folder, *LAST, "--por", "vendas.canal")
    assert not {*PREDICTED} & {*document["tabelas"]["por"][0]}
    assert document["indicadores"].keys() >= {*PREDICTED}
    assert "não se dividem por vendas.canal (--por): ltv_preditivo, valor_carteira" in document["avisos"]


# --- parameters learnt earlier ------------------------------------------------------------------------------


def test_what_was_learnt_earlier_is_held_against_what_happened(folder):
    document = ran(folder, *LAST, *PREDICTIVE, "--calibrar-ate", "2024-06-30")
    lines, after = bought(), date(2024, 7, 1)
    known = {line.cliente for line in lines if line.data < after}
    came = {(line.cliente, line.data) for line in lines if line.data >= after and line.cliente in known}
    paid = sum(line.centavos for line in lines if line.data >= after and line.cliente in known)
    rows = {row["o_que"]: row for row in document["tabelas"]["conferencia"]}
    happened = (len(came), len({name for name, _ in came}), paid / 100)
    assert tuple(rows[name]["aconteceu"] for name in ("dias de compra", "compradores", "receita")) == happened
    assert all(row["diferenca"] == row["previsto"] - row["aconteceu"] for row in rows.values())
    bands = document["tabelas"]["calibracao"]
    assert sum(row["clientes"] for row in bands) == len(known)
    mean = sum(row["clientes"] * (row["previsto"] or 0) for row in bands)
    assert mean == pytest.approx(rows["compradores"]["previsto"], rel=1e-9)
    earlier = ran(folder, "-p", "2024-06", *LAST[4:], *PREDICTIVE)
    assert earlier["tabelas"]["modelo"] == document["tabelas"]["modelo"]
    assert len(valued(document)) == len({line.cliente for line in lines})  # at the end of the period, all of them


def test_what_is_held_against_is_of_the_customers_asked_for(folder):
    words = (*LAST, *PREDICTIVE, "--calibrar-ate", "2024-06-30")
    some = ran(folder, *words, "--onde", "uf=SP")["tabelas"]
    states, after = register(bought()), date(2024, 7, 1)
    here = [line for line in bought() if states[line.cliente][0] == "SP"]
    known = {line.cliente for line in here if line.data < after}
    came = {(line.cliente, line.data) for line in here if line.data >= after and line.cliente in known}
    rows = {row["o_que"]: row for row in some["conferencia"]}
    assert rows["dias de compra"]["aconteceu"] == len(came)
    assert rows["dias de compra"]["unidade"] == "sem_unidade"
    assert sum(row["clientes"] for row in some["calibracao"]) == len(known)
    others = ran(folder, *words, "--onde", "uf!=SP")["tabelas"]["conferencia"]
    everybody = ran(folder, *words)["tabelas"]["conferencia"]
    parts = [mine["previsto"] + theirs["previsto"] for mine, theirs in zip(some["conferencia"], others, strict=True)]
    assert parts == pytest.approx([row["previsto"] for row in everybody], rel=1e-9)


@pytest.mark.slow
def test_cdnow_has_its_published_parameters_and_expectation(tmp_path):
    """Fader, Hardie and Lee 2005; a purchase of 0.00 is none of ours, so that it is told as one of a cent."""
    with (tmp_path / "vendas.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("cliente", "data", "valor"))
        rows.writerows((one.cliente, one.data, f"{max(one.centavos, 1) / 100:.2f}") for one in cdnow_sample())
    document = ran(
        tmp_path, "-p", "1998-06", "--metodo", "preditivo", "--modelo", "bgnbd", "--calibrar-ate", "1997-09-30"
    )
    told = {row["parametro"]: row for row in document["tabelas"]["modelo"] if row["modelo"] == "bgnbd"}
    assert [told[name]["valor"] for name in ("r", "alpha", "a", "b")] == pytest.approx(
        [0.24259, 4.4136, 0.79292, 2.4259], rel=1e-3
    )
    assert [told[name]["erro_padrao"] for name in ("r", "alpha", "a", "b")] == pytest.approx(
        [0.012557, 0.37822, 0.18573, 0.70541], rel=1e-2
    )
    assert told["log_verossimilhanca"]["valor"] == pytest.approx(-9582.429, abs=1e-3)
    checked = {row["o_que"]: row for row in document["tabelas"]["conferencia"]}
    assert checked["dias de compra"]["previsto"] == pytest.approx(1653.4, abs=0.1)
    assert checked["dias de compra"]["aconteceu"] == 1882


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--metodo", "pvm"), 'ltv não tem a conta "pvm"'),
        (("--horizonte", "tudo"), "precisa de um horizonte com fim"),
        (("--horizonte", "121m"), "o horizonte de 121 meses é longo demais"),
        (("--horizonte", "3661d"), "o horizonte de 3661 dias é longo demais"),
        (("--metodo", "formula", "--k", "3"), "--k não muda nada na conta formula"),
        (("--metodo", "historico", "--calibrar-ate", "2024-06-30"), "--calibrar-ate não muda nada na conta historico"),
        (("--modelo", "paretonbd", "--k", "2"), "o modelo paretonbd não tem regularidade"),
        (("--calibrar-ate", "2024-12-30", "-p", "2024-11"), "não deixa nenhum dia para conferir"),
        (("--calibrar-ate", "2020-01-01"), "é antes da primeira compra"),
        (("--metodo", "preditivo", "--por", "vendas.canal"), 'ltv_preditivo não se divide por "vendas.canal"'),
    ],
)
def test_what_no_prediction_can_be_made_of_is_refused_in_a_line(folder, words, said):
    refused = carteira("ltv", "-C", folder, *LAST, *words)
    assert refused.code == 2
    message, hint = refused.error
    assert said in message
    assert hint


def test_the_accounts_offered_are_those_of_the_command(folder):
    assert carteira("ltv", "-C", folder, "--metodo", "formla").error == (
        'ltv não tem a conta "formla"',
        'você quis dizer "formula"? Os possíveis são: formula, historico, preditivo',
    )


def test_what_a_configuration_says_for_other_runs_is_no_error(folder, tmp_path):
    words = limited(folder, tmp_path, "k = 3")
    assert carteira("ltv", *words, "--metodo", "formula").code == 0


def test_a_predicted_number_has_no_parts_to_explain(folder):
    refused = carteira("explicar", "valor_carteira", "-C", folder, *LAST)
    assert refused.code == 2
    assert refused.error == (
        "valor_carteira é previsto por um modelo, e sua mudança não se explica por partes",
        "veja de quem é: carteira ltv --por vendedor, ou outra coluna",
    )


# --- limits and baselines -----------------------------------------------------------------------------------


def limited(folder, tmp_path, text):
    config = tmp_path / "limites.toml"
    config.write_text(f'vendas = "{folder}/vendas.csv"\nclientes = "{folder}/clientes.csv"\n{text}', encoding="utf-8")
    return ("--config", config, *LAST)


@pytest.mark.slow
def test_a_limit_may_be_of_what_is_predicted_also_of_each_group(folder, tmp_path):
    text = '[[limites]]\nindicador = "valor_carteira"\nerro = "< R$ 1"\npor = "uf"\n'
    words = limited(folder, tmp_path, text)
    document = carteira("verificar", *words, "-f", "json").document
    groups = {row["grupo"]: row["valor"] for row in document["verificacoes"]}
    rows = ran(folder, *LAST, "--metodo", "preditivo", "--por", "uf")["tabelas"]["por"]
    assert groups == {row["uf"]: row["valor_carteira"] for row in rows[:-1]}
    assert document["regras"].items() >= {"horizonte": "12m", "desconto": "10%a.a."}.items()


def test_a_limit_by_an_attribute_of_sales_is_refused(folder, tmp_path):
    words = limited(folder, tmp_path, '[[limites]]\nindicador = "valor_carteira"\nerro = "< 1"\npor = "vendas.canal"\n')
    refused = carteira("verificar", *words)
    assert refused.code == 2
    assert 'valor_carteira não se divide por "vendas.canal"' in refused.error[0]


@pytest.mark.slow
def test_a_summary_and_a_baseline_have_what_is_predicted_only_where_a_limit_names_it(folder, tmp_path):
    summary = carteira("resumo", "-C", folder, *LAST, "-f", "json").values
    assert not {*PREDICTED} & {*summary}
    limit = '[[limites]]\nindicador = "ltv_preditivo"\nerro = "< R$ 1"\n'
    for text, there in (("", set()), (limit, {"ltv_preditivo"})):
        words = limited(folder, tmp_path, text)
        recorded = carteira("base", "gravar", *words, "--base", tmp_path / "base.json", "-q")
        assert recorded.code == 0, recorded.err
        recorded_there = json.loads((tmp_path / "base.json").read_text(encoding="utf-8"))
        keys = {one["indicador"] for one in recorded_there["indicadores"]}
        assert keys & {*PREDICTED} == there


def test_nobody_to_learn_from_is_no_number_of_a_model(tmp_path):
    """Only a purchase that was cancelled: nobody ever bought."""
    (tmp_path / "vendas.csv").write_text(
        "cliente,data,valor,status\nA,2024-01-10,10.00,cancelado\nB,2024-02-10,-5.00,devolucao\n", encoding="utf-8"
    )
    document = ran(tmp_path, *Q1, "--metodo", "preditivo")
    assert document["indicadores"]["valor_carteira"]["valor"] == 0
    assert document["indicadores"]["ltv_preditivo"]["valor"] is None


def test_the_first_to_buy_counts_up_to_the_end_of_the_period_only(folder):
    early = ran(folder, "-p", "2023-06", *LAST[4:], *PREDICTIVE)
    lines = [line for line in bought() if line.data < date(2023, 7, 1)]
    assert valued(early).keys() == {line.cliente for line in lines}
    assert max(row["ultima_compra"] for row in early["tabelas"]["previstos"]) <= str(date(2023, 7, 1) - timedelta(1))
