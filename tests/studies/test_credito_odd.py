"""`credito` of lines that are not what they seem: discounts, payments without a day, cancelled on several lines."""

from __future__ import annotations

from tests.receivables import ledger
from tests.running import carteira

AT = ("--em", "2024-03-31", "-p", "2024-Q1")
HEADER = "titulo,cliente,emissao,vencimento,valor,desconto,pagamento,valor_pago,situacao"


def run(folder, *words):
    ran = carteira("credito", "-C", folder, *words, "-f", "json")
    assert ran.code == 0, ran.err
    return ran


def told(ran):
    return " | ".join(ran.document["avisos"])


def test_what_is_paid_with_a_discount_is_settled_and_the_discount_is_told(tmp_path):
    folder = ledger(
        tmp_path,
        "1,a,2024-01-01,2024-01-31,100,5,2024-01-31,95,Pago",
        "2,a,2024-01-01,2024-01-31,200,,2024-02-10,150,Pago",  # the word alone says so
        "3,b,2024-01-01,2024-01-31,400,,2024-01-30,100,Parcial",
        "4,b,2024-01-01,2024-01-31,400,10,2024-01-30,390,",  # the discount alone says so
        "5,b,2024-01-01,2024-03-31,400,10,,,Aberto",  # offered, and not taken
        "6,c,2024-01-01,2024-01-31,100,,2024-01-20,40,Parcial",
        "6,c,2024-01-01,2024-01-31,100,,2024-02-20,55,Pago",  # the last of two payments, with five off
        "7,c,2024-01-01,2024-01-31,100,,2024-01-20,40,Pago",
        "7,c,2024-01-01,2024-01-31,100,,,,Aberto",  # one line of it is open
        header=HEADER,
    )
    ran = run(folder, *AT)
    assert ran.values["aberto"] == 300 + 400 + 60
    assert ran.values["inadimplencia_periodo"] == 360 / 1300
    assert "4 títulos quitados por menos que o valor: R$ 70,00 de desconto, que não está em aberto" in told(ran)
    then = run(folder, "--em", "2024-02-05", "-p", "2024-01")  # before the second and the last payment
    assert then.values["aberto"] == 300 + 400 + 60 + 200 + 60
    assert "2 títulos quitados por menos que o valor: R$ 15,00" in told(then)


def test_a_paid_title_with_something_left_by_its_balance_is_open(tmp_path):
    folder = ledger(
        tmp_path,
        "1,a,2024-01-01,2024-01-31,100,2024-02-01,60,40,Pago",
        header="titulo,cliente,emissao,vencimento,valor,pagamento,valor_pago,saldo,situacao",
    )
    ran = run(folder, *AT)
    assert ran.values["aberto"] == 40.0
    assert "desconto" not in told(ran)


def test_payments_without_a_day_are_left_out_of_the_means_and_counted(tmp_path):
    folder = ledger(
        tmp_path,
        "1,a,2024-01-01,2024-01-31,100,,,,Pago",
        "2,a,2024-01-01,2024-01-31,200,,2024-02-10,200,Pago",
        "3,b,,2024-01-31,400,,2024-02-10,400,Pago",
        "4,b,2024-01-01,2024-01-31,400,,,100,Parcial",
        header=HEADER,
    )
    ran = run(folder, *AT)
    assert (ran.values["atraso_medio"], ran.values["pmr"]) == (10.0, 40.0)
    said = told(ran)
    assert "atraso médio e prazo médio sem 2 pagamentos (R$ 200,00) de que não se sabe o dia" in said
    assert "prazo médio sem 1 pagamento (R$ 400,00) de título sem data de emissão" in said
    assert "1 título (R$ 100,00) pago sem a data do pagamento: conta como pago no vencimento" in said
    assert "1 título (R$ 400,00) pago em parte (R$ 100,00) sem a data do pagamento" in said


def test_what_was_paid_on_a_day_nobody_told_was_paid_by_the_last_day_of_the_file(tmp_path):
    folder = ledger(
        tmp_path,
        "1,a,2024-01-01,2024-01-31,100,,,,Aberto",
        "2,a,2024-01-01,2030-01-31,200,,,,Pago",
        "3,b,2024-01-05,2024-01-31,400,,2024-02-10,400,Pago",
        header=HEADER,
    )
    ran = run(folder)
    assert ran.document["regras"]["referencia"] == "2024-02-10"  # the day that is supposed is no day of the file
    assert ran.values["aberto"] == 100.0
    assert (
        "titulos: 1 pagamento sem dia (R$ 200,00) de título que vence depois de 10/02/2024 conta nesse dia, pois já "
        "foi feito" in told(ran)
    )
    assert run(folder, *AT).values["aberto"] == 100.0
    assert run(folder, "--em", "2024-01-20", "-p", "2024-01").values["aberto"] == 100.0 + 200.0 + 400.0


def test_instalments_of_one_number_that_fall_due_on_one_day_are_two_titles(tmp_path):
    folder = ledger(
        tmp_path,
        "900,1/2,ana,2024-01-01,2024-03-15,50,50,2024-03-15",
        "900,2/2,ana,2024-01-01,2024-03-15,50,,",
        "901,única,bia,2024-01-01,2024-03-15,70,30,2024-03-20",  # two payments of one
        "901,única,bia,2024-01-01,2024-03-15,70,30,2024-03-25",
        header="documento,parcela,cliente,emissao,vencimento,valor,valor pago,data pagamento",
    )
    ran = run(folder, *AT)
    assert ran.values["aberto"] == 50.0 + 10.0
    assert ran.values["inadimplencia_periodo"] == 60 / 170
    found = carteira("validar", "-C", folder, "-f", "json").document
    assert not [one for one in found["achados"] if one["codigo"] in {"titulo_repetido", "pago_a_mais"}]


def test_a_cancelled_title_on_two_lines_is_one(tmp_path):
    folder = ledger(
        tmp_path,
        "1,a,2024-01-01,2024-01-31,100,,,,Cancelado",
        "1,a,2024-01-01,2024-01-31,100,,,,Cancelado",
        "2,b,2024-01-01,2024-01-31,50,,,,Cancelado",
        "3,b,2024-01-01,2024-01-31,70,,,,Aberto",
        header=HEADER,
    )
    ran = run(folder, *AT)
    assert "3 linhas ficaram fora dos títulos a receber: título cancelado (3 linhas de 2 títulos, R$ 150,00)" in told(
        ran
    )
    assert (
        "titulos: titulos.csv (4 linhas, 3 que não são títulos a receber)" in carteira("credito", "-C", folder, *AT).out
    )
    assert ran.document["fontes"]["titulos"]["canceladas"] == 3


def test_what_falls_due_on_the_day_is_on_neither_side_of_the_period(tmp_path):
    folder = ledger(
        tmp_path,
        "1,a,2024-01-01,2024-03-31,100,,,,Aberto",
        "2,a,2024-01-01,2024-03-30,200,,,,Aberto",
        "3,b,2024-01-01,2024-03-31,400,,2024-03-31,400,Pago",  # paid on the day itself
        "4,b,2024-01-01,2024-01-01,800,,2024-01-02,800,Pago",  # the first day of the period
        "5,b,2023-12-01,2023-12-31,1600,,,,Aberto",  # the day before it
        header=HEADER,
    )
    ran = run(folder, *AT)
    assert (ran.values["vencido"], ran.values["inadimplencia_periodo"]) == (1800.0, 200 / 1000)
    after = run(folder, "--em", "2024-04-01", "-p", "2024-Q1")
    assert (after.values["vencido"], after.values["inadimplencia_periodo"]) == (1900.0, 300 / 1500)


def test_a_ledger_without_receivables_says_what_its_lines_are(tmp_path):
    folder = ledger(
        tmp_path,
        "1,a,2024-01-31,100,Cancelado,Conta a receber",
        "2,a,2024-01-31,100,Renegociado,Conta a receber",
        "3,f,2024-01-31,70,Aberto,Conta a pagar",
        "4,a,2024-01-31,0,Aberto,Conta a receber",
        header="titulo,cliente,vencimento,valor,situacao,tipo",
    )
    refused = carteira("credito", "-C", folder, *AT)
    assert refused.code == 2
    assert refused.error[0].endswith(
        "não há nenhum título a receber, só 1 linha de valor zero ou negativo (R$ 0,00) e 1 título renegociado "
        '(R$ 100,00), sem o dia da troca; 2 linhas ficaram fora dos títulos a receber: conta a pagar (coluna "tipo") '
        "(1 linha, R$ 70,00); título cancelado (1 linha, R$ 100,00)"
    )
