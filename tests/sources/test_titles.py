"""Receivables: which lines are none, what the four columns of a payment come to, and what is told of both."""

from __future__ import annotations

import random
from datetime import date

import polars as pl
import pytest

from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.meaning.title_words import condition_of
from carteira_cli.sources.reading_rules import Rules
from tests.read_titles import day, ledger, rows, text_of, told

HEADER = "titulo;cliente;vencimento;valor;pagamento;valor_pago;saldo;situacao"
COLUMNS = HEADER.split(";")


@pytest.mark.parametrize(
    ("label", "words"),
    {
        "pago": "Pago em cartório;Liquidado após protesto;PG;Liq.;"
        "Pago;PAGA;Recebido;Liquidada;Quitado;Baixado;Conciliado;Pago em atraso;Pagamento confirmado;RECEIVED",
        "aberto": "Em aberto;A vencer;A receber;Atrasado;Vencido;Não pago;Aguardando pagamento;unpaid;OVERDUE;"
        "Baixado por protesto;Enviado a cartório;Cheque devolvido;VENC;Reaberto;"
        "Em protesto;Vence hoje;Pendente;Prorrogado;Inadimplente;Boleto expirado;Não recebido",
        "parcial": "Parcial;Pago parcialmente;Recebido parcial;partially_paid;Parcialmente liquidado",
        "perda": "Perdido;Baixado por perda;Incobrável;Prejuízo;PDD",
        "cancelado": "Cancelado;CANCELADA;Excluído;Anulado;Inutilizada",
        "devolvido": "Estornado;Devolvida;Reembolsado;refunded;chargeback",
        "renegociado": "Renegociado;Liquidado por renegociação;Substituído;Reparcelado;Agrupado",
        "": "Baixado por solicitação;Zebra;Cancelamento solicitado;Devolvido parcialmente;Não cancelado;;-;7",
    }.items(),
)
def test_words_of_a_situation(label, words):
    assert {word: condition_of(word).label for word in words.split(";")} == dict.fromkeys(words.split(";"), label)


def test_cancelled_and_negative_titles_are_no_lines_and_all_are_told_with_their_money(tmp_path):
    text = text_of(
        HEADER,
        "1;A;31/01/2024;100,00;;;;aberto",
        "2;A;31/01/2024;200,00;;;;Cancelado",
        "3;A;31/01/2024;300,00;15/02/2024;300,00;0,00;Renegociado",
        "4;A;31/03/2024;300,00;;;;aberto",
        "5;B;31/01/2024;-50,00;;;;aberto",
        "6;B;31/01/2024;(7,50);;;;aberto",
        "7;B;31/01/2024;70,00;20/02/2024;70,00;;Estornado",
    )
    found = ledger(tmp_path, text)
    assert list(rows(found)) == ["1", "3", "4"]  # what is renegotiated was owed until then
    audit = found.proven.audit
    assert (audit.lines, audit.cancelled, audit.rejected) == (7, 4, 0)
    assert "4 linhas ficaram fora dos títulos a receber" in told(found)
    for said in (
        "valor negativo, que é conta a pagar ou abatimento (2 linhas, -R$ 57,50)",
        "título cancelado (1 linha, R$ 200,00)",
        "1 título (R$ 300,00) renegociado: conta até o dia da troca, se o arquivo o diz, e depois só o novo",
        "título devolvido ou estornado (1 linha, R$ 70,00)",
    ):
        assert said in told(found)


def test_a_due_day_that_was_moved_is_told(tmp_path):
    text = text_of(
        "titulo;cliente;vencimento original;data de vencimento atual;valor",
        "1;A;31/01/2024;30/04/2024;100,00",
        "2;A;31/01/2024;31/01/2024;200,00",
        "3;A;;31/01/2024;400,00",
    )
    found = ledger(tmp_path, text)
    assert (
        '1 linha (R$ 100,00) com outro dia em "vencimento original" que em "data de vencimento atual": conta por este '
        "também nos dias passados, em que podia já estar vencida" in told(found)
    )


def test_a_dash_is_no_negative_amount(tmp_path):
    text = text_of(
        HEADER,
        *(f"{n};A;31/01/2024;100,00;;;;aberto" for n in range(9)),
        "x;A;31/01/2024;-;;;;aberto",
    )
    found = ledger(tmp_path, text)
    audit = found.proven.audit
    assert (audit.valid, audit.cancelled, audit.rejected) == (9, 0, 1)
    assert "valor negativo" not in told(found)


def test_unknown_words_count_by_their_dates_are_named_and_can_be_settled(tmp_path):
    text = f"{HEADER}\n1;A;31/01/2024;100,00;;;;Zebra\n2;A;31/01/2024;250,00;;;;Zebra\n3;A;31/01/2024;9,00;;;;Xis"
    found = ledger(tmp_path, text)
    assert len(rows(found)) == 3
    assert '"Zebra" (2 linhas, R$ 350,00), "Xis" (1 linha, R$ 9,00)' in told(found)
    assert 'cancelados = ["Zebra", "Xis"]' in told(found)
    settled = ledger(tmp_path, text, cancelled=("Zebra",), own_words=True, valid=("Xis",))
    assert list(rows(settled)) == ["3"]
    assert "não se conhece" not in told(settled)


def test_payments_are_one_statement_of_day_amount_balance_and_word(tmp_path):
    text = text_of(
        HEADER,
        "pago;A;31/01/2024;100,00;15/02/2024;100,00;;Pago",
        "sem dia;A;31/01/2024;100,00;;;;Recebido",
        "pelo saldo;A;31/01/2024;100,00;15/02/2024;;40,00;Parcial",
        "quanto?;A;31/01/2024;100,00;15/02/2024;;;Parcial",
        "perda;A;31/01/2024;100,00;15/02/2024;;;Baixado por perda",
        "perda em parte;A;31/01/2024;100,00;15/02/2024;30,00;;Perdido",
        "previsto;A;31/01/2024;100,00;15/02/2024;0,00;;Em aberto",
        "zero de pago;A;31/01/2024;100,00;15/02/2024;0,00;;Pago",
        "saldo de aberto;A;31/01/2024;100,00;;;0,00;Em aberto",
        "só datas;A;31/01/2024;100,00;15/02/2024;;;",
        "só o saldo;A;31/01/2024;100,00;;;0,00;",
        "aberto com saldo;A;31/01/2024;100,00;;;40,00;Atrasado",
    )
    found = ledger(tmp_path, text)
    due, paid = day("2024-01-31"), day("2024-02-15")
    assert rows(found) == {
        "pago": (paid, 10000),
        "sem dia": (due, None),
        "pelo saldo": (paid, 6000),
        "quanto?": (None, None),
        "perda": (None, None),
        "perda em parte": (paid, 3000),
        "previsto": (None, None),
        "zero de pago": (paid, None),
        "saldo de aberto": (None, None),
        "só datas": (paid, None),
        "só o saldo": (due, 10000),
        "aberto com saldo": (due, 6000),
    }
    assert "2 títulos (R$ 200,00) pagos sem a data do pagamento: contam como pagos no vencimento" in told(found)
    assert "1 título (R$ 100,00) pago em parte (R$ 60,00) sem a data do pagamento: conta como pago no ven" in told(
        found
    )
    assert "1 título (R$ 100,00) pago em parte sem se saber quanto: conta inteiro em aberto" in told(found)
    assert "1 título (R$ 100,00) em aberto com uma data de pagamento e nenhum valor pago" in told(found)
    assert "1 título (R$ 100,00) baixado por perda: não conta como pago" in told(found)


def plainly(title):
    """What was paid of a title, when, by the rules in words; None: it is no line. In plain Python."""
    word, amount, on, paid, left = (title[key] for key in ("situacao", "valor", "pagamento", "valor_pago", "saldo"))
    if word == "Cancelado" or amount < 0:
        return None
    if word == "Pago" and paid == 0:
        paid = None
    plain = word in {"Pago", "Parcial", ""} or on is not None
    if paid is None and left is not None and left < amount and (left > 0 or (left == 0 and plain)):
        paid = amount - left
    some = paid is not None and paid > 0
    if word == "Perdido" and not (some and paid < amount):
        return (None, None)
    if word == "Aberto" and on is not None and not some:
        return (None, None)
    if word == "Parcial" and paid is None:
        return (None, None)
    if on is None and (word == "Pago" or (some and word not in {"Perdido", "Renegociado"})):
        on = title["vencimento"]
    return (on, paid)


@pytest.mark.parametrize("seed", range(4))
def test_payments_are_those_of_plain_python_whatever_the_order_of_lines_and_the_kind_of_file(seed, tmp_path):
    draw = random.Random(seed)  # noqa: S311 - draws examples
    titles = []
    for number in range(120):
        amount = draw.choice((10000, 2500, 100, -4000))
        titles.append(
            {
                "titulo": f"T{number}",
                "cliente": f"C{number % 7}",
                "vencimento": day("2024-01-31") + draw.randrange(40),
                "valor": amount,
                "pagamento": draw.choice((None, day("2024-02-20"))),
                "valor_pago": draw.choice((None, 0, 50, abs(amount), abs(amount) + 10)),
                "saldo": draw.choice((None, 0, 50, abs(amount))),
                "situacao": draw.choice(("Pago", "Aberto", "Parcial", "Perdido", "Cancelado", "Renegociado", "")),
            }
        )
    wanted = {title["titulo"]: found for title in titles if (found := plainly(title)) is not None}

    def cell(name, value):
        if value is None:
            return ""
        if name in {"vencimento", "pagamento"}:
            return date.fromordinal(date(1970, 1, 1).toordinal() + value).isoformat()
        return f"{value / 100:.2f}" if isinstance(value, int) else value

    def text(lines):
        return "\n".join([",".join(COLUMNS), *(",".join(cell(name, line[name]) for name in COLUMNS) for line in lines)])

    assert rows(ledger(tmp_path, text(titles))) == wanted
    draw.shuffle(titles)
    assert rows(ledger(tmp_path, text(titles))) == wanted
    typed = pl.DataFrame(titles).with_columns(
        pl.col("vencimento", "pagamento").cast(pl.Date), pl.col("valor", "valor_pago", "saldo") / 100
    )
    typed.write_parquet(tmp_path / "t.parquet")
    rules = Rules(cancelled=DEFAULT_CANCELLED, optional=None)
    assert rows(open_ledger(TABLES["titulos"], [tmp_path / "t.parquet"], {}, rules)) == wanted


OLDER = f"""{HEADER}
1;A;31/01/2024;100,00;;;;aberto
2;A;31/01/2024;200,00;;;;aberto
3;B;29/02/2024;300,00;;;;aberto
"""
NEWER = f"""{HEADER}
1;A;31/01/2024;100,00;15/02/2024;100,00;;pago
2;A;31/01/2024;200,00;;;;cancelado
4;B;31/03/2024;9,00;;;;aberto
"""


def test_of_two_exports_the_newer_one_s_payment_counts_and_so_does_its_cancellation(tmp_path):
    found = ledger(tmp_path, OLDER, NEWER)
    assert rows(found) == {"3": (None, None), "1": (day("2024-02-15"), 10000), "4": (None, None)}
    assert "2 linhas de 2 títulos (R$ 300,00) mudaram de um arquivo para outro" in told(found)


def test_payments_of_one_title_on_several_lines_all_count(tmp_path):
    parts = f"{HEADER}\n1;A;31/01/2024;100,00;15/02/2024;40,00;;parcial\n1;A;31/01/2024;100,00;20/02/2024;60,00;;pago\n"
    lines = ledger(tmp_path, parts).collect(lambda one: one.select("titulo", "valor_pago"))
    assert lines.rows() == [("1", 4000), ("1", 6000)]


def test_a_title_with_another_due_day_in_a_newer_export_is_told(tmp_path):
    moved = NEWER.replace("4;B;31/03/2024;9,00", "3;B;30/04/2024;300,00")
    found = ledger(tmp_path, OLDER, moved)
    assert [row[0] for row in found.collect(lambda one: one.select("titulo", "vencimento")).rows()] == ["3", "1", "3"]
    said = told(found)
    assert "1 linha de 1 título (R$ 300,00) em aberto tem outro vencimento num arquivo mais novo (" in said
    assert "com o mesmo número, cliente e valor, e os dois contam, como parcelas: se o vencimento mudou, deixe" in said
    assert "outro vencimento" not in told(ledger(tmp_path, OLDER, NEWER))
    paid = OLDER.replace("300,00;;;;aberto", "300,00;29/02/2024;300,00;;pago")
    assert "outro vencimento" not in told(ledger(tmp_path, paid, moved))
    swapped = OLDER.replace("300,00;;;;aberto", "300,00;;;;renegociado")
    assert "outro vencimento" not in told(ledger(tmp_path, swapped, moved))
