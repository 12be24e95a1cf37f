"""`credito`: the worked example to the digit, what a past day knows, and lines that are not what they seem."""

from __future__ import annotations

import csv
import io
import json

import pytest

from carteira_cli.config.practice_values import bands_of
from carteira_cli.errors import UsageError
from carteira_cli.studies.credito import formulas
from tests.receivables import WORKED, ledger
from tests.running import carteira

REGISTER = "cliente,nome,uf,vendedor\nana,Ana,SP,Eva\nbia,Bia,RJ,\ncaio,Caio,SP,Eva\nz,Z,AC,\n"
AT = ("--em", "2024-03-31", "-p", "2024-Q1")


def run(folder, *words):
    ran = carteira("credito", "-C", folder, *words, "-f", "json")
    assert ran.code == 0, ran.err
    return ran


def bands(ran):
    return [(row["valor"], row["titulos"]) for row in ran.document["tabelas"]["faixas"]]


def table(ran, key):
    return ran.document["tabelas"][key]


def test_the_worked_example_comes_out_to_the_digit(tmp_path):
    ran = run(ledger(tmp_path, *WORKED), *AT)
    assert ran.values == {
        "aberto": 2550.0,
        "vencido": 2250.0,
        "indice_vencidos": 2250 / 2550,  # 88.2 %
        "inadimplencia_periodo": 1350 / 3350,  # 40.3 %
        "over_90": 900 / 2550,  # 35.3 %
        "atraso_medio": 7.5,
        "pmr": None,
        "perda_estimada": None,
    }
    assert bands(ran) == [(300.0, 1), (750.0, 2), (600.0, 1), (0.0, 0), (0.0, 0), (900.0, 1)]
    names = ["a vencer", "1–30 dias", "31–60 dias", "61–90 dias", "91–180 dias", "mais de 180 dias"]
    assert [row["faixa"] for row in table(ran, "faixas")] == names
    owing = [(row["cliente"], row["aberto"], row["vencido"], row["maior_atraso"]) for row in table(ran, "por_cliente")]
    assert owing == [("caio", 1200.0, 900.0, 212), ("bia", 850.0, 850.0, 60), ("ana", 500.0, 500.0, 30)]
    assert ran.document["regras"]["referencia"] == "2024-03-31"
    assert ran.document["regras"]["faixas"] == "30,60,90,180"
    text = carteira("credito", "-C", tmp_path, *AT).out
    for told in ("88,2 %", "40,3 %", "35,3 %", "7,5 dias", "R$ 1,350 mil ÷ R$ 3,350 mil"):
        assert told in text


def test_what_is_due_on_the_day_itself_is_not_overdue(tmp_path):
    folder = ledger(tmp_path, "1,ana,100,2024-03-31,,,2024-03-01", "2,ana,10,2024-03-30,,,2024-03-01")
    ran = run(folder, *AT)
    assert (ran.values["vencido"], ran.values["inadimplencia_periodo"]) == (10.0, 1.0)
    assert bands(ran)[:2] == [(100.0, 1), (10.0, 1)]
    assert run(folder, "--em", "2024-04-01", "-p", "2024-03").values["vencido"] == 110.0


def test_bands_are_those_asked_for_and_90_days_stay_90(tmp_path):
    ran = run(ledger(tmp_path, *WORKED), *AT, "--faixas", "15, 45")
    assert [(row["faixa"], row["valor"]) for row in table(ran, "faixas")] == [
        ("a vencer", 300.0),
        ("1–15 dias", 250.0),
        ("16–45 dias", 500.0),
        ("mais de 45 dias", 1500.0),
    ]
    assert ran.values["over_90"] == 900 / 2550
    assert formulas.band_names((1, 2))[1:] == ("1 dia", "2 dias", "mais de 2 dias")


def test_what_is_paid_or_issued_later_changes_nothing(tmp_path):
    before = [line for line in WORKED if not line.startswith(("7", "6"))]
    open_ = run(ledger(tmp_path, *before, "6,caio,300,2024-04-15,,,", "7,ana,500,2024-03-01,,,"), *AT)
    more = ("6,caio,300,2024-04-15,2024-04-01,300,", "7,ana,500,2024-03-01,2024-04-02,200,")
    later = ("7,ana,500,2024-03-01,2024-05-02,300,", "8,bia,999,2024-03-30,,,2024-04-01")
    paid = run(ledger(tmp_path, *before, *more, *later), *AT)
    assert paid.values == open_.values
    assert paid.document["tabelas"] == open_.document["tabelas"]


def test_payments_in_part_leave_the_rest_open(tmp_path):
    folder = ledger(
        tmp_path,
        "1,ana,100,2024-01-10,2024-01-10,30,2024-01-01",  # one value on every line: payments of it
        "1,ana,100,2024-01-10,2024-02-10,50,2024-01-01",
        "2,ana,60,2024-01-10,2024-01-20,60,2024-01-01",  # different ones: parts of it
        "2,ana,40,2024-01-10,,,2024-01-01",
        "3,bia,100,2024-01-10,2024-01-10,104,2024-01-01",  # interest is no payment of it
    )
    ran = run(folder, *AT)
    assert ran.values["aberto"] == 20.0 + 40.0
    assert table(ran, "por_cliente") == [
        {
            "cliente": "ana", "nome": None, "vendedor": None, "aberto": 60.0, "vencido": 60.0, "maior_atraso": 81,
            "faixa": "61–90 dias", "titulos": 2,
        }
    ]  # fmt: skip
    # (30·0 + 50·31 + 60·10 + 100·0) ÷ 240, and from the issue nine days more each
    assert ran.values["atraso_medio"] == (50 * 31 + 60 * 10) / 240
    assert ran.values["pmr"] == (9 * 240 + 50 * 31 + 60 * 10) / 240
    assert run(folder, "--em", "2024-01-31", "-p", "2024-01").values["aberto"] == 70.0 + 40.0
    told = carteira("credito", "-C", folder, *AT, "--completo").out
    assert "2 títulos pagos em parte: o resto, R$ 60,00, está em aberto" in told
    assert "2 títulos estão em mais de uma linha" in told
    assert "1 pagamento passa (R$ 4,00) do que faltava" in told


def test_odd_lines_are_counted_and_told(tmp_path):
    folder = ledger(
        tmp_path,
        "1,ana,100,2024-01-10,,,2024-01-01",
        "2,ana,-70,2024-01-10,,,2024-01-01",
        "3,ana,0,2024-01-10,,,2024-01-01",
        "4,bia,50,2024-02-10,,50,2024-01-01",
        "5,bia,40,2024-02-10,2024-02-10,-40,2024-01-01",
        "6,bia,30,2024-03-20,2024-02-10,30,2024-02-20",
    )
    ran = run(folder, *AT)
    assert ran.values["aberto"] == 140.0  # 100 and 40: what is paid without a day is paid on the day it was due
    assert ran.values["atraso_medio"] == -39.0  # of 30, paid on 10 February; the day of 50 is supposed
    said = "\n".join(ran.document["avisos"])
    assert "1 linha ficou fora dos títulos a receber: valor negativo" in said
    assert "1 linha de valor zero ou negativo (R$ 0,00)" in said
    assert "1 título (R$ 50,00) pago sem a data do pagamento: conta como pago no vencimento" in said
    assert "1 linha com valor pago negativo (-R$ 40,00)" in said
    assert "1 pagamento (R$ 30,00) antes da emissão do título" in said
    assert "sem data de emissão" not in said
    assert "o último dia que se conhece é 20/02/2024" in said


def test_without_payments_or_issue_nothing_is_made_up(tmp_path):
    folder = ledger(tmp_path, "1,ana,100,2024-01-10", header="titulo,cliente,valor,vencimento")
    refused = carteira("credito", "-C", folder)
    assert refused.code == 2
    message, hint = refused.error
    assert message.endswith("titulos.csv: sem data de emissão nem de pagamento, não se sabe o dia da exportação")
    assert hint == "informe o dia, como --em 2024-03-31"
    ran = run(folder, *AT)
    assert ran.values["aberto"] == 100.0
    assert ran.values["atraso_medio"] is ran.values["pmr"] is ran.values["perda_estimada"] is None
    said = "\n".join(ran.document["avisos"])
    assert "nenhum pagamento até 31/03/2024" in said
    assert "1 título sem data de emissão" in said
    assert "perda estimada n/d: sem nenhum pagamento" in said


def test_a_day_before_any_title_is_refused_and_one_with_nothing_open_is_told(tmp_path):
    folder = ledger(tmp_path, "1,ana,100,2024-01-10,2024-01-12,,2024-01-02")
    refused = carteira("credito", "-C", folder, "--em", "2024-01-01", "-p", "2023-12")
    assert refused.code == 2
    assert refused.error[0] == "em 01/01/2024 não há nenhum título; o primeiro é de 02/01/2024"
    ran = run(folder, *AT)
    assert ran.values["aberto"] == 0.0
    assert ran.values["indice_vencidos"] is ran.values["over_90"] is None
    assert "não há nenhum título em aberto" in carteira("credito", "-C", folder, *AT).out
    unissued = ledger(tmp_path, *WORKED)
    assert carteira("credito", "-C", unissued, "--em", "2023-08-31", "-p", "2023-07").code == 2
    assert carteira("credito", "-C", unissued, "--em", "2023-09-01", "-p", "2023-08").code == 0


def test_a_ledger_of_nothing_is_refused(tmp_path):
    refused = carteira("credito", "-C", ledger(tmp_path), *AT)
    assert refused.code == 2
    assert refused.error[0].endswith("titulos.csv: não há nenhum título a receber")
    refused = carteira("credito", "-C", ledger(tmp_path, "1,ana,-5,2024-01-10,,,", "2,ana,-6,2024-01-10,,,"), *AT)
    assert refused.code == 2
    assert refused.error[0].endswith(
        "titulos.csv: não há nenhum título a receber; 2 linhas ficaram fora dos títulos a receber: valor negativo, que "
        "é conta a pagar ou abatimento (2 linhas, -R$ 11,00)"
    )


def test_the_day_is_the_last_that_is_known_and_said_to_be(tmp_path):
    folder = ledger(tmp_path, "1,ana,100,2024-01-10,2024-01-12,,2024-01-02", "2,bia,9,2030-01-01,,,2024-01-20")
    ran = run(folder)
    assert ran.document["regras"]["referencia"] == "2024-01-20"
    assert any("sem vendas nem --em" in one for one in ran.document["avisos"])
    assert run(folder, "--hoje", "2024-01-11", "-p", "2024-01").values["aberto"] == 100.0
    assert run(folder, "--hoje", "2024-01-11", "--em", "2024-01-21", "-p", "2024-01").values["aberto"] == 9.0


def test_those_who_owe_the_same_stand_by_id(tmp_path):
    folder = ledger(tmp_path, *(f"{n},c{n * 7 % 30:02},5,2024-01-10,,,2024-01-01" for n in range(30)))
    assert [row["cliente"] for row in table(run(folder, *AT), "por_cliente")] == [f"c{n:02}" for n in range(30)]


@pytest.mark.parametrize("text", ["0,30", "30,30", "60,30", "x", "", "1.5", "-1"])
def test_bands_that_mean_nothing_are_refused(text):
    with pytest.raises(UsageError, match="faixas") as caught:
        bands_of("faixas", text)
    assert '--faixas "30,60,90,180"' in caught.value.hint


def test_a_filter_is_of_customers(tmp_path):
    folder = ledger(tmp_path, *WORKED)
    (folder / "clientes.csv").write_text(REGISTER)
    assert run(folder, *AT, "--onde", "uf=AC").values["aberto"] == 0.0
    ran = run(folder, *AT, "--onde", "uf=SP")
    assert ran.values["aberto"] == 1700.0
    assert table(ran, "por_vendedor") == [
        {"vendedor": "Eva", "clientes": 2, "aberto": 1700.0, "vencido": 1400.0, "indice_vencidos": 1400 / 1700}
    ]
    everybody = run(folder, *AT)
    assert [row["vendedor"] for row in table(everybody, "por_vendedor")] == ["Eva", "sem vendedor"]
    (folder / "vendas.csv").write_text("cliente,data,valor,canal\nana,2024-03-31,1,loja\n")
    refused = carteira("credito", "-C", folder, *AT, "--onde", "vendas.canal=loja")
    assert refused.code == 2
    assert "títulos não o têm" in refused.error[0]


def test_customers_are_told_as_they_were_on_the_day(tmp_path):
    folder = ledger(tmp_path, *WORKED)
    days = [f"ana,2024-{month:02}-15,10" for month in range(1, 13)]  # a purchase a month, also after the day
    (folder / "vendas.csv").write_text("\n".join(["cliente,data,valor", "bia,2023-05-01,70", *days, ""]))
    ran = run(folder, *AT)
    found = {row["cliente"]: (row["situacao"], row["receita_12m"]) for row in table(ran, "por_cliente")}
    assert found == {"ana": ("ativo", 30.0), "bia": ("inativo", 70.0), "caio": ("sem compras", 0.0)}
    later = run(folder, "--em", "2025-02-20", "-p", "2024-Q1")
    assert {row["cliente"]: row["situacao"] for row in table(later, "por_cliente")} == {
        "bia": "inativo",
        "caio": "sem compras",
    }
    text = carteira("credito", "-C", folder, *AT).out
    assert "R$ 850,00 do vencido (37,8 %) são de clientes em risco ou inativos" in text


def test_a_customer_s_state_is_that_of_the_rules_of_activity(tmp_path):
    folder = ledger(tmp_path, *(f"{n},{who},10,2024-01-10,,,2024-01-01" for n, who in enumerate(("a", "b", "c", "d"))))
    (folder / "clientes.csv").write_text("cliente,segmento\na,ouro\nb,prata\nc,ouro\nd,prata\n")
    (folder / "vendas.csv").write_text(
        "cliente,data,valor\na,2024-03-20,10\nb,2024-03-20,10\nc,2024-03-20,99\nd,2023-11-01,10\n"
    )
    (folder / "carteira.toml").write_text(
        '[[regra_atividade]]\nonde = "segmento=ouro"\ninatividade = "90d"\nvalor_min = 50\n'
        '[[regra_atividade]]\nonde = "segmento=prata"\ninatividade = "180d"\n'
    )
    found = {row["cliente"]: row["situacao"] for row in table(run(folder, *AT), "por_cliente")}
    assert found == {"a": "inativo", "b": "ativo", "c": "ativo", "d": "ativo"}
    only = run(folder, *AT, "--onde", "segmento=ouro")
    assert {row["cliente"]: row["situacao"] for row in table(only, "por_cliente")} == {"a": "inativo", "c": "ativo"}
    counts = carteira("ativos", "-C", folder, "-p", "2024-Q1", "--hoje", "2024-03-31", "-f", "json").values
    assert (counts["clientes_ativos"], counts["clientes_inativos"]) == (3, 1)
    text = carteira("credito", "-C", folder, *AT, "--completo").out
    assert "inativo não cumpre a sua regra de atividade (segmento = ouro: 1 pedido e R$ 50,00 em 90 dias" in text


def test_branches_of_one_cnpj_owe_together(tmp_path):
    folder = ledger(tmp_path, "1,a,10,2024-01-10,,,", "1,b,20,2024-01-10,,,", "2,c,5,2024-01-10,,,")
    (folder / "clientes.csv").write_text("cliente,documento\na,08150340000100\nb,08150340000291\nc,\n")
    ran = run(folder, *AT, "--raiz-cnpj")
    assert [(row["cliente"], row["aberto"], row["titulos"]) for row in table(ran, "por_cliente")] == [
        ("08150340", 30.0, 2),
        ("c", 5.0, 1),
    ]


def test_the_same_bytes_for_any_order_of_lines(tmp_path):
    more = ("1,ana,1000,2024-01-10,2024-01-09,1,", "9,bia,5,2024-01-01,,,2024-01-01", "9,bia,6,2024-01-01,,,")
    words = ("credito", "-C", tmp_path, *AT, "-f", "json")
    ledger(tmp_path, *WORKED, *more)
    first = json.loads(carteira(*words).out)
    ledger(tmp_path, *reversed((*WORKED, *more)))
    assert json.loads(carteira(*words).out)["tabelas"] == first["tabelas"]


def test_a_limit_cuts_the_list_when_told_and_files_carry_every_row(tmp_path):
    folder = ledger(tmp_path, *(f"{n},c{n:02},{n + 1},2024-01-10,,,2024-01-01" for n in range(30)))
    assert len(table(run(folder, *AT), "por_cliente")) == 30
    cut = run(folder, *AT, "--limite", "3")
    assert [row["cliente"] for row in table(cut, "por_cliente")] == ["c29", "c28", "c27"]
    assert len(carteira("credito", "-C", folder, *AT).out.splitlines()) <= 60
    out = carteira("credito", "-C", folder, *AT, "-f", "csv").out
    assert [row["valor"] for row in csv.DictReader(io.StringIO(out))] == ["0.0", "0.0", "0.0", "465.0", "0.0", "0.0"]
