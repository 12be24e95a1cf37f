"""`credito` of renegotiated titles: what was owed on a day before, by what the file tells, and what it does not."""

from __future__ import annotations

import pytest

from tests.receivables import ledger
from tests.running import carteira

HEADER = "titulo,cliente,emissao,vencimento,valor,pagamento,situacao"


def on(folder, day, period="2024-01"):
    ran = carteira("credito", "-C", folder, "--em", day, "-p", period, "-f", "json")
    assert ran.code == 0, ran.err
    return ran


def owed(folder, *days):
    """Open and overdue on each of some days."""
    found = [on(folder, day).values for day in days]
    return [(one["aberto"], one["vencido"]) for one in found]


def told(ran):
    return " | ".join(ran.document["avisos"])


BEFORE, LATE, AFTER = "2024-01-20", "2024-02-05", "2024-03-01"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    {
        "a new one of its code says so by its issue": (
            ("1,a,2024-01-01,2024-01-31,100,,Renegociado", "1,a,2024-02-15,2024-04-30,110,,Aberto"),
            [(100, 0), (100, 100), (110, 0)],
        ),
        "several new ones, of which the first says so": (
            (
                "1,a,2024-01-01,2024-01-31,100,2024-02-15,Renegociado",
                "1,a,2024-02-15,2024-04-30,60,,Aberto",
                "1,a,2024-02-15,2024-05-31,50,,Aberto",
            ),
            [(100, 0), (100, 100), (110, 0)],
        ),
        "the day on its line, and one of its code in its place": (
            ("1,a,2024-01-01,2024-01-31,100,2024-02-15,Renegociado", "1,a,2024-01-01,2024-04-30,100,,Aberto"),
            [(100, 0), (100, 100), (100, 0)],
        ),
        "twice": (
            (
                "1,a,2024-01-01,2024-01-10,100,2024-02-01,Renegociado",
                "1,a,2024-01-01,2024-02-04,110,2024-02-15,Renegociado",
                "1,a,2024-01-01,2024-04-30,120,,Aberto",
            ),
            [(100, 100), (110, 110), (120, 0)],
        ),
        "the day on its line, on which the customer has a new one": (
            ("1,a,2024-01-01,2024-01-31,100,2024-02-15,Renegociado", "9,a,2024-02-15,2024-04-30,110,,Aberto"),
            [(100, 0), (100, 100), (110, 0)],
        ),
        "the day on its line, before the issue of the new one": (
            ("1,a,2024-01-01,2024-01-31,100,2024-02-10,Renegociado", "1,a,2024-02-25,2024-04-30,110,,Aberto"),
            [(100, 0), (100, 100), (110, 0)],
        ),
        "the new one names it": (
            ("1,a,2024-01-01,2024-01-31,100,,Renegociado", "Renegociação da 1,a,2024-02-15,2024-04-30,110,,Aberto"),
            [(100, 0), (100, 100), (110, 0)],
        ),
    }.values(),
)
def test_until_the_day_of_the_swap_the_old_one_is_owed(lines, wanted, tmp_path):
    folder = ledger(tmp_path, *lines, "5,b,2024-01-01,2024-06-30,7,2024-01-02,Pago", header=HEADER)
    assert owed(folder, BEFORE, LATE, AFTER) == wanted
    old = sum("Renegociado" in line for line in lines)
    assert "não diz em que dia" not in told(on(folder, LATE))
    text = carteira("credito", "-C", folder, "--em", LATE, "-p", "2024-01", "--completo").out
    assert f"{old} título" in text
    assert "até o dia da troca conta o antigo, no vencimento dele" in text


@pytest.mark.parametrize(
    "lines",
    [
        ("1,a,2024-01-01,2024-01-31,100,,Renegociado", "1,a,2024-01-01,2024-04-30,100,,Aberto"),  # no day at all
        (  # which of two is the new one, and which an instalment?
            "1,a,2024-01-01,2024-01-31,40,2024-02-15,Renegociado",
            "1,a,2024-01-01,2024-02-29,50,,Aberto",
            "1,a,2024-01-01,2024-04-30,50,,Aberto",
        ),
        ("1,a,2024-01-01,2024-01-31,40,2024-02-15,Renegociado", "9,a,2024-01-01,2024-04-30,100,,Aberto"),
        ("1,a,2024-01-01,2024-04-30,40,2024-02-15,Renegociado", "1,a,2024-01-01,2024-04-30,100,,Aberto"),  # it goes on
    ],
)
def test_what_the_file_does_not_tell_is_said_and_nothing_is_owed_twice(lines, tmp_path):
    folder = ledger(tmp_path, *lines, header=HEADER)
    assert owed(folder, BEFORE, LATE, AFTER)[:2] == [(100, 0), (100, 0)]
    value = lines[0].split(",")[4]
    assert (
        f"o arquivo não diz em que dia 1 título foi renegociado (R$ {value},00): conta só o novo, se está nele, desde "
        "a sua emissão, também num dia de antes da troca" in told(on(folder, LATE))
    )


def test_what_fell_due_and_was_renegotiated_since_is_no_delinquency_and_no_payment(tmp_path):
    lines = (
        "1,a,2024-01-01,2024-01-31,100,2024-02-15,Renegociado",
        "1,a,2024-01-01,2024-04-30,100,,Aberto",
        "2,b,2024-01-01,2024-01-31,300,2024-01-31,Pago",
    )
    folder = ledger(tmp_path, *lines, header=HEADER)
    assert on(folder, LATE).values["inadimplencia_periodo"] == 100 / 400
    later = on(folder, AFTER)
    assert later.values["inadimplencia_periodo"] == 0.0
    assert (later.values["atraso_medio"], later.values["pmr"]) == (0.0, 30.0)
    rolled = {row["faixa"]: row for row in later.document["tabelas"]["rolagem"]}
    assert [row["recebido"] for row in rolled.values()] == [300.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    months = {row["data"]: row["total"] for row in later.document["tabelas"]["envelhecimento"]}
    assert months == {"2024-01-01": 400.0, "2024-02-01": 100.0, "2024-03-01": 100.0}
