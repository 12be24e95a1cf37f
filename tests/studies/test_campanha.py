"""`campanha`: the draw by its own definition, the measure by hand and in plain Python, and what spoils a comparison."""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.sources.values.groups import group_of
from carteira_cli.studies.campanha.formulas import arm, digest
from tests.running import carteira

HEADER = ("campanha", "cliente", "grupo", "data", "custo")
INCREMENTAL = ("lift", "incrementais", "receita_incremental", "resultado", "retorno", "menor_efeito_detectavel")
START = date(2024, 3, 1)


def write(folder, name, header, rows):
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def sold(folder, *rows):
    write(folder, "vendas", ("cliente", "data", "valor"), [("Z", "2024-01-02", 1), *rows, ("Z", "2024-06-30", 1)])


def measured(folder, *words):
    return carteira("campanha", "medir", "-C", folder, "-f", "json", *words)


def planned(folder, *words):
    return carteira("campanha", "planejar", "-C", folder, "-f", "json", *words)


def worked(folder, *, control=True):
    arms = [(f"T{at}", "tratado", 5) for at in range(600)]
    arms += [(f"K{at}", "controle", "") for at in range(150)] if control else []
    write(folder, "campanhas", HEADER, [("volta", who, group, START, cost) for who, group, cost in arms])
    bought = [(f"T{at}", START + timedelta(at % 60), 1200) for at in range(72)]
    bought += [(f"K{at}", START + timedelta(at), 1000) for at in range(9)]
    late = [("T599", START + timedelta(60), 9999), ("K149", START - timedelta(1), 9999)]
    sold(folder, *bought, *late)


def test_worked_by_hand(tmp_path):
    worked(tmp_path)
    ran = measured(tmp_path, "--margem", "28%")
    assert ran.code == 0, ran.err
    found, values = ran.document["indicadores"], ran.values
    assert values["lift"] == pytest.approx(0.06)
    assert [f"{100 * bound:.1f}" for bound in found["lift"]["intervalo_95"]] == ["0.5", "10.0"]
    assert (values["tratados"], values["controle"], values["incrementais"]) == (600, 150, 36)
    assert (values["receita_incremental"], values["custo"], values["resultado"]) == (50_400, 3_000, 11_112)
    assert values["retorno"] == pytest.approx(11_112 / 3_000)
    assert values["menor_efeito_detectavel"] == pytest.approx(0.0790, abs=1e-4)
    assert "intervalo_95" in found["resultado"]
    assert ran.document["periodo"] == {
        "rotulo": "2024-03-01..2024-04-29",
        "inicio": "2024-03-01",
        "fim": "2024-04-29",
        "completo": True,
    }


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "html", "markdown", "tabela"])
def test_without_a_control_no_number_is_said_to_be_its_effect(tmp_path, form):
    worked(tmp_path, control=False)
    ran = carteira("campanha", "medir", "-C", tmp_path, "-f", form, "--completo")
    assert ran.code == 0, ran.err
    said = ran.out + ran.err
    assert "associação, não efeito" in said
    words = ("incremental", "incrementais", "lift", *INCREMENTAL) if form != "json" else INCREMENTAL
    assert [word for word in words if f'"{word}"' in said or (form == "csv" and word in ran.out)] == []
    if form == "json":
        assert set(ran.values) == {"tratados", "controle", "custo"}


def test_the_arm_is_a_share_of_the_hmac():
    for customer in ("C1", "Zé & Cia", "00123"):
        told = hmac.new(b"7", f"volta\0{customer}".encode(), hashlib.sha256).hexdigest()
        control = int(told[:16], 16) * 10 < 3 * 2**64
        assert arm("7", "volta", customer, Fraction(3, 10)) == ("controle" if control else "tratado")


@given(st.sets(st.text(min_size=1), min_size=1, max_size=30), st.text(), st.fractions(0, 1))
def test_the_hash_is_of_the_set_and_more_control_moves_nobody_back(customers, seed, share):
    arms = {one: arm(seed, "c", one, share) for one in customers}
    wider = {one: arm(seed, "c", one, (1 + share) / 2) for one in customers}
    assert all(wider[one] == "controle" for one in customers if arms[one] == "controle")
    found = digest("c", arms.items())
    assert digest("c", [*reversed([*arms.items()]), *arms.items()]) == found
    lines = sorted(f"c\t{one}\t{group}\n".encode() for one, group in arms.items())
    assert found == hashlib.sha256(b"".join(lines)).hexdigest()


def test_strata_keep_the_share_and_others_who_come_move_nobody(tmp_path):
    people = [f"C{at}" for at in range(3_000)]
    register = [(who, "SP" if at % 3 else "RJ") for at, who in enumerate(people)]
    write(tmp_path, "clientes", ("cliente", "uf"), register)
    sold(tmp_path)
    ran = planned(tmp_path, "--campanha", "volta", "--controle", "30%", "--estratos", "uf")
    arms = {row["cliente"]: row["grupo"] for row in ran.document["tabelas"]["grupos"]}
    for row in ran.document["tabelas"]["estratos"]:
        if row["estrato"] != "(vazio)":
            many = row["clientes"]
            assert abs(row["controle"] - 0.3 * many) < 4 * (many * 0.21) ** 0.5
    write(tmp_path, "clientes", ("cliente", "uf"), [*((f"N{at}", "SP") for at in range(50)), *register[::-1]])
    again = planned(tmp_path, "--campanha", "volta", "--controle", "30%")
    more = {row["cliente"]: row["grupo"] for row in again.document["tabelas"]["grupos"]}
    assert len(more) == len(arms) + 50
    assert {who: more[who] for who in arms} == arms
    other = planned(tmp_path, "--campanha", "volta", "--controle", "30%", "--semente", "2")
    assert {row["cliente"]: row["grupo"] for row in other.document["tabelas"]["grupos"]} != more


def test_a_planned_list_is_measured_and_a_changed_one_is_refused(tmp_path):
    people = [f"C{at}" for at in range(60)]
    sold(tmp_path, *((who, "2024-03-05", 10) for who in people[:30]))
    write(tmp_path, "lista", ("Código", "Nome"), [(who, "x") for who in [*people, "C1"]])
    words = ("campanha", "planejar", "-C", tmp_path, "--campanha", "volta", "--de", "lista.csv")
    words += ("--inicio", "2024-03-01")
    plan = carteira(*words, "-f", "json", "-o", tmp_path / "campanhas.csv")
    frozen = json.loads(carteira(*words, "-f", "json").out)["regras"]["sha256"]
    assert plan.code == 0, plan.err
    assert "1 linha repete um cliente" in " ".join(plan.document["avisos"]) + plan.err
    rows = [*csv.reader((tmp_path / "campanhas.csv").read_text("utf-8").splitlines())]
    assert rows[0] == ["campanha", "cliente", "grupo", "estrato", "data"]
    assert [row[1] for row in rows[1:]] == sorted(people)
    ran = measured(tmp_path, "--congelada", frozen[:12])
    assert ran.code == 0, ran.err
    assert ran.document["regras"]["sha256"] == frozen
    assert ran.values["tratados"] + ran.values["controle"] == 60
    rows[1][2] = "controle" if rows[1][2] == "tratado" else "tratado"
    write(tmp_path, "campanhas", rows[0], rows[1:])
    message, hint = carteira("campanha", "medir", "-C", tmp_path, "--congelada", frozen).error
    assert "não é a congelada" in message
    assert f'1 cliente não está no grupo que dá o sorteio com --semente 1 e --controle 20,0 %: "{rows[1][1]}"' in hint
    write(tmp_path, "campanhas", rows[0], rows[2:])
    assert "ou saiu quem era" in carteira("campanha", "medir", "-C", tmp_path, "--congelada", frozen).error[1]
    assert (
        "mudou de grupo"
        in carteira("campanha", "medir", "-C", tmp_path, "--congelada", frozen, "--semente", "9").error[1]
    )


@pytest.mark.parametrize("form", ["csv", "tsv", "xlsx", "parquet"])
def test_names_that_look_like_formulas_are_read_back_as_they_were(tmp_path, form):
    people = ["+55 11 98765-4321", "@ana", "-5", "=1+1", "00123", *(f"C{at}" for at in range(20))]
    sold(tmp_path, *((who, "2024-03-05", 10) for who in people))
    words = ("campanha", "planejar", "-C", tmp_path, "--campanha", "=Volta", "--inicio", "2024-03-01")
    frozen = json.loads(carteira(*words, "-f", "json").out)["regras"]["sha256"]
    assert carteira(*words, "-o", tmp_path / f"campanhas.{form}").code == 0
    ran = measured(tmp_path, "--congelada", frozen)
    assert ran.code == 0, ran.err
    assert "não estão nas vendas" not in " ".join(ran.document["avisos"])
    assert sum(row["compraram"] for row in ran.document["tabelas"]["bracos"]) == len(people)


def test_a_draw_without_anybody_treated_is_told(tmp_path):
    sold(tmp_path, ("A", "2024-03-05", 10))
    ran = planned(tmp_path, "--campanha", "v", "--controle", "99%")
    assert ran.values["tratados"] == 0
    assert "todos ficaram de controle" in " ".join(ran.document["avisos"])


def test_a_list_of_another_analysis_is_its_customers(tmp_path):
    sold(tmp_path, *((f"C{at}", "2024-02-05", 10) for at in range(20)), ("D", "2024-06-05", 10))
    lost = carteira("churn", "-C", tmp_path, "-p", "2024-05", "--listar", "perdidos", "-f", "json")
    ran = planned(tmp_path, "--campanha", "v", "--de", "perdidos", "-p", "2024-05")
    names = [row["cliente"] for row in lost.document["tabelas"]["perdidos"]]
    assert [row["cliente"] for row in ran.document["tabelas"]["grupos"]] == sorted(names)
    assert len(names) == 20


def test_who_is_in_both_arms_is_left_out_and_unknown_words_are_told(tmp_path):
    rows = [("v", f"C{at}", "Tratado" if at < 6 else "CONTROLE", START, "") for at in range(12)]
    rows += [("v", "C0", "controle", START, ""), ("v", "X", "grupo B", START, ""), ("v", "Y", "", START, "")]
    write(tmp_path, "campanhas", HEADER, rows)
    sold(tmp_path, ("C1", "2024-03-02", 10))
    ran = measured(tmp_path)
    said = " ".join(ran.document["avisos"])
    assert (ran.values["tratados"], ran.values["controle"]) == (5, 6)
    assert "1 cliente está nos dois grupos, e ficou fora" in said
    assert '1 linha com grupo "grupo B" não diz' in said
    write(tmp_path, "campanhas", HEADER, [("v", "C0", group, START, "") for group in ("tratado", "controle")])
    assert "não sobra ninguém" in carteira("campanha", "medir", "-C", tmp_path).error[0]
    write(tmp_path, "campanhas", HEADER, [("v", "C0", "A", START, "")])
    assert "tratado ou controle" in carteira("campanha", "medir", "-C", tmp_path).error[0]


def of_arms(folder, treated, control):
    arms = [("v", f"C{at}", control if at % 4 == 0 else treated, START, "") for at in range(12)]
    write(folder, "campanhas", HEADER, arms)
    sold(folder, *((f"C{at}", "2024-03-02", 10) for at in range(12)))


@pytest.mark.parametrize(
    ("treated", "control"),
    [
        ("tratado", "GC"),
        ("GT", "gc"),
        ("T", "C"),
        ("Recebeu", "Não recebeu"),
        ("Ação", "Holdout"),
        ("alvo", "controle"),
    ],
)
def test_other_words_of_arms(tmp_path, treated, control):
    of_arms(tmp_path, treated, control)
    ran = measured(tmp_path)
    assert (ran.values["tratados"], ran.values["controle"]) == (9, 3)


def test_words_that_name_no_arm_are_never_taken_for_no_control(tmp_path):
    of_arms(tmp_path, "tratado", "GX")
    message, hint = carteira("campanha", "medir", "-C", tmp_path).error
    assert message.endswith('nenhuma linha da campanha diz controle; não dizem grupo nenhum: "GX" (3 linhas)')
    assert "coluna grupo" in hint
    of_arms(tmp_path, "1", "0")
    assert '"1" (9 linhas), "0" (3 linhas)' in carteira("campanha", "medir", "-C", tmp_path).error[0]


def test_a_control_alone_is_not_called_treated(tmp_path):
    of_arms(tmp_path, "controle", "controle")
    ran = carteira("campanha", "medir", "-C", tmp_path)
    assert "Sem grupo de tratados" in ran.out
    assert "12 de 12 clientes de controle compraram" in ran.out
    assert "0 de 0" not in ran.out


def test_an_association_in_a_window_that_goes_on_is_of_the_days_so_far(tmp_path):
    of_arms(tmp_path, "tratado", "tratado")
    out = carteira("campanha", "medir", "-C", tmp_path, "--hoje", "2024-03-10").out
    assert "12 de 12 tratados compraram até 10/03/2024, com a janela por terminar." in out


def test_contamination_a_short_window_and_contacts_are_told(tmp_path):
    rows = [("v", f"C{at}", "tratado" if at < 6 else "controle", START, 9 if at == 7 else "") for at in range(12)]
    rows += [("outra", "C0", "tratado", date(2024, 4, 1), ""), ("outra", "C8", "tratado", date(2024, 2, 1), "")]
    rows += [("velha", "C1", "tratado", date(2023, 1, 1), "")]
    write(tmp_path, "campanhas", HEADER, rows)
    write(tmp_path, "contatos", ("cliente", "data"), [("C9", "2024-03-03"), ("C9", "2024-03-04"), ("C2", "2024-12-01")])
    sold(tmp_path, ("C1", "2024-03-02", 10))
    ran = measured(tmp_path, "--campanha", "V", "--hoje", "2024-04-10")
    said = " ".join(ran.document["avisos"])
    assert "janela incompleta" in said
    assert ran.document["periodo"]["completo"] is False
    assert "1 tratado e 1 do controle receberam outra campanha" in said
    assert "1 cliente de controle tem custo" in said
    assert "1 cliente de controle tem algum contato" in said
    assert "11 clientes não estão nas vendas" in said


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--hoje", "2024-02-01"), "depois da data de referência"),
        (("--campanha", "nenhuma"), "não existe"),
        (("--inicio", "2020-01-01"), "antes da primeira venda"),
        (("--onde", "vendas.valor>1"), "atributo da venda"),
    ],
)
def test_what_cannot_be_measured_is_refused(tmp_path, words, part):
    worked(tmp_path)
    ran = carteira("campanha", "medir", "-C", tmp_path, *words)
    assert ran.code == 2
    assert part in ran.error[0]


def test_a_campaign_without_a_day_and_a_draw_from_nobody(tmp_path):
    write(tmp_path, "campanhas", HEADER[:3], [("v", "Z", "tratado"), ("v", "Y", "controle")])
    sold(tmp_path)
    assert "não tem data" in carteira("campanha", "medir", "-C", tmp_path).error[0]
    assert measured(tmp_path, "--inicio", "2024-03-01").values["custo"] is None
    write(tmp_path, "lista", ("cliente",), [])
    for words, part in (
        (("--campanha", "v", "--de", "perdidas"), "não existe"),
        (("--campanha", "v", "--de", "lista.csv"), "de quem sortear"),
        (("--campanha", " "), "nome da campanha"),
        (("--campanha", "v", "--estratos", "nada"), "nada"),
        (("--campanha", "v", "--estratos", "vendas.valor"), "valor"),
    ):
        ran = carteira("campanha", "planejar", "-C", tmp_path, *words)
        assert ran.code == 2
        assert part in ran.error[0]


def test_waves_each_from_their_own_day(tmp_path):
    arms = [(f"C{at}", "tratado" if at % 2 else "controle", START + timedelta(30 * (at % 3))) for at in range(12)]
    write(tmp_path, "campanhas", HEADER, [("v", who, group, day, 1) for who, group, day in arms])
    sold(tmp_path, *((who, day + timedelta(9), 10) for who, _, day in arms if day > START))
    ran = measured(tmp_path, "--janela", "10d")
    bought = {row["grupo"]: row["compraram"] for row in ran.document["tabelas"]["bracos"]}
    assert bought == {"tratados": 4, "controle": 4}
    assert measured(tmp_path, "--janela", "9d").values["lift"] == 0
    assert measured(tmp_path, "--janela", "9d").document["tabelas"]["bracos"][0]["compraram"] == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_against_plain_python(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 - a portfolio, not a secret
    arms = {f"C{at}": chance.choice(["tratado", "tratado", "controle"]) for at in range(80)}
    rows = [("v", who, group, START, 2.5 if group == "tratado" else 0) for who, group in arms.items()]
    sales = [
        (f"C{chance.randrange(90)}", START + timedelta(chance.randrange(-30, 80)), chance.choice([10, 99.9, -20]))
        for _ in range(150)
    ]
    write(tmp_path, "campanhas", HEADER, rows)
    sold(tmp_path, *sales)
    ran = measured(tmp_path, "--margem", "0.4", "--janela", "45d")
    inside = [(who, value) for who, day, value in sales if START <= day < START + timedelta(45)]
    counts, money = {}, {}
    for group in ("tratado", "controle"):
        own = {who for who, one in arms.items() if one == group}
        counts[group] = (len({who for who, value in inside if who in own and value > 0}), len(own))
        money[group] = sum(Fraction(str(value)) for who, value in inside if who in own)
    (bought, treated), (base, control) = counts["tratado"], counts["controle"]
    revenue = money["tratado"] - money["controle"] * treated / control
    cost = Fraction(5, 2) * treated
    assert ran.values == {
        "tratados": treated,
        "controle": control,
        "lift": pytest.approx(bought / treated - base / control),
        "incrementais": pytest.approx(bought - treated * base / control),
        "receita_incremental": pytest.approx(float(revenue)),
        "custo": float(cost),
        "resultado": pytest.approx(float(revenue) * 0.4 - float(cost)),
        "retorno": pytest.approx((float(revenue) * 0.4 - float(cost)) / float(cost)),
        "menor_efeito_detectavel": ran.values["menor_efeito_detectavel"],
    }
    write(tmp_path, "campanhas", HEADER, rows[::-1])
    assert measured(tmp_path, "--margem", "0.4", "--janela", "45d").out == ran.out


def test_the_margin_of_the_cost_column(tmp_path):
    arms = [("v", f"C{at}", ("tratado", "controle")[at % 2], START, 1) for at in range(6)]
    write(tmp_path, "campanhas", HEADER, arms)
    rows = [(f"C{at}", START, 100, 75) for at in (0, 1, 2)]
    write(tmp_path, "vendas", ("cliente", "data", "valor", "custo"), [*rows, ("Z", "2024-06-30", 1, 1)])
    assert measured(tmp_path, "--margem", "custo").document["regras"]["margem"] == 0.25


def test_words_of_arms():
    told = ["TRATADO", "controle ", "Grupo de controle", "Teste", "não tratado", "B", ""]
    assert [group_of(word) for word in told] == ["tratado", "controle", "controle", "tratado", "controle", None, None]


def test_limits_and_jobs(tmp_path):
    worked(tmp_path)
    (tmp_path / "carteira.toml").write_text(
        'margem = "28%"\n[[limites]]\nindicador = "lift"\nerro = "< 7 p.p."\n'
        '[[limites]]\nindicador = "resultado"\nerro = "< R$ 1.000,00"\n'
        '[[exportar]]\ncomando = "campanha"\nsaida = "m.json"\n[exportar.opcoes]\nacao = "medir"\n'
        '[[exportar]]\ncomando = "campanha"\nsaida = "p.csv"\n[exportar.opcoes]\nacao = "planejar"\ncampanha = "v2"\n'
        'parcela_controle = "50%"\n',
        "utf-8",
    )
    ran = carteira("verificar", "-C", tmp_path, "-f", "json")
    assert [one["veredito"] for one in json.loads(ran.out)["verificacoes"]] == ["erro", "ok"], ran.err
    assert carteira("exportar", "-C", tmp_path).code == 0
    assert json.loads((tmp_path / "m.json").read_text("utf-8"))["indicadores"]["incrementais"]["valor"] == 36
    assert (tmp_path / "p.csv").read_text("utf-8").startswith("campanha,cliente,grupo,estrato\n")


def test_nobody_is_named_where_nobody_may_be(tmp_path):
    worked(tmp_path)
    for words in (("planejar", "--campanha", "v"), ("medir",)):
        ran = carteira("campanha", *words, "-C", tmp_path, "-f", "json", "--sem-identificadores")
        assert ran.code == 0, ran.err
        assert '"T1"' not in ran.out
        assert "sha256" not in ran.document["regras"]


def test_one_customer_who_got_another_campaign(tmp_path):
    of_arms(tmp_path, "tratado", "controle")
    with (tmp_path / "campanhas.csv").open("a", encoding="utf-8") as file:
        file.write("outra,C1,tratado,2024-03-02,\n")
    said = " ".join(measured(tmp_path, "--campanha", "v").document["avisos"])
    assert "contaminação: 1 tratado recebeu outra campanha nos mesmos dias; conta assim mesmo" in said


def test_spellings_of_a_campaign_are_one(tmp_path):
    names = ["Volta"] * 8 + ["VOLTA", "volta ", "Vólta", "Volta  "]
    rows = [(name, f"C{at}", "controle" if at % 4 == 0 else "tratado", START, "") for at, name in enumerate(names)]
    write(tmp_path, "campanhas", HEADER, rows)
    sold(tmp_path, ("C1", "2024-03-02", 10))
    ran = measured(tmp_path)
    assert (ran.values["tratados"], ran.values["controle"]) == (9, 3)
    assert '"Volta" também está escrita "VOLTA", "Vólta", "volta", e conta como uma só' in " ".join(
        ran.document["avisos"]
    )
    assert [row["campanha"] for row in ran.document["tabelas"]["campanhas"]] == ["Volta"]
    assert measured(tmp_path, "--campanha", "VOLTA").values == ran.values


def test_less_than_two_is_singular(tmp_path):
    of_arms(tmp_path, "tratado", "controle")  # 9 and 3
    for treated, control, said in ((3, 1, "0 clientes"), (2, 0, "2 clientes"), (1, 0, "1 cliente "), (1, 1, "2 ")):
        people = [f"C{at}" for at in (1, 2, 3)[:treated]] + [f"C{at}" for at in (0, 4)[:control]]
        sold(tmp_path, *((who, "2024-03-02", 10) for who in people), ("Z", "2024-06-30", 1))
        assert f"A estimativa é de {said}" in carteira("campanha", "medir", "-C", tmp_path).out
    sold(tmp_path, *((f"C{at}", "2024-03-02", 10) for at in (0, 1, 2)), ("Z", "2024-06-30", 1))
    with (tmp_path / "campanhas.csv").open("a", encoding="utf-8") as file:
        file.write(f"v,D,controle,{START},\n")
    assert "0,2 cliente e R$ 2,50 a menos" in carteira("campanha", "medir", "-C", tmp_path).out
