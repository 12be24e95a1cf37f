"""The further tables in a portfolio: what a newer export says of a title, and nobody's words under pseudonyms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from tests.running import carteira

HEADER = "titulo;cliente;vencimento;valor;pagamento;valor_pago;situacao"
OLDER = (HEADER, "1;A;31/01/2024;100,00;;;aberto", "2;A;31/01/2024;200,00;;;aberto", "3;B;29/02/2024;300,00;;;aberto")
NEWER = (HEADER, "1;A;31/01/2024;100,00;15/02/2024;100,00;pago", "2;A;31/01/2024;200,00;;;cancelado")


def write(folder, name, lines):
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


def imported(folder, *words):
    ran = carteira("importar", "-C", folder, "-o", folder / "p", *words)
    assert ran.code == 0, ran.err
    return ran


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [True, False])
def test_a_newer_export_pays_and_cancels_the_titles_of_an_older_one(at_once, tmp_path):
    files = [write(tmp_path, f"t{number}.csv", lines) for number, lines in enumerate((OLDER, NEWER), start=1)]
    for some in [files] if at_once else [[one] for one in files]:
        imported(tmp_path, *(word for one in some for word in ("--titulos", one)))
    lines = pl.read_parquet(tmp_path / "p" / "titulos.parquet").select("titulo", "pagamento", "valor_pago")
    assert lines.rows() == [("1", date(2024, 2, 15), Decimal("100.00")), ("3", None, None)]


@pytest.mark.slow
def test_a_payment_without_a_day_has_none_after_an_import_either(tmp_path):
    lines = (
        f"{HEADER};emissao",
        "1;A;31/01/2024;100,00;;;pago;01/01/2024",
        "2;A;31/01/2024;200,00;13/02/2024;200,00;pago;01/01/2024",
        "3;A;31/01/2024;200,00;13/02/2024;150,00;pago;01/01/2024",
    )
    write(tmp_path, "titulos.csv", lines)
    asked = ("credito", "-C", tmp_path, "--em", "2024-03-31", "-p", "2024-Q1", "-f", "json")
    before = carteira(*asked)
    ran = carteira("importar", "-C", tmp_path)
    assert ran.code == 0, ran.err
    after = carteira(*asked)
    assert after.values == before.values
    assert after.values["atraso_medio"] == 13.0
    said = "; ".join(after.document["avisos"])
    assert "atraso médio e prazo médio sem 1 pagamento (R$ 100,00) de que não se sabe o dia" in said
    assert "1 título quitado por menos que o valor: R$ 50,00 de desconto" in said


INVITED = "cliente;data;nota;pesquisa;convite"
FIRST = (INVITED, "C1;15/02/2024;9;X;10/02/2024", "C2;;;X;10/02/2024", "C3;;;X;10/02/2024")
SECOND = (INVITED, "C1;15/02/2024;9;X;10/02/2024", "C2;20/02/2024;3;X;10/02/2024", "C3;;;X;10/02/2024")


@pytest.mark.slow
def test_invitations_nobody_answered_are_in_the_portfolio_once(tmp_path):
    sold = write(tmp_path, "v.csv", ("cliente;data;valor", *(f"C{n};15/02/2024;9,00" for n in (1, 2, 3))))
    first = write(tmp_path, "a.csv", FIRST)
    asked = ("nps", "-p", "2024-02", "--hoje", "29/02/2024", "-f", "json")
    before = carteira(*asked, "-C", tmp_path, "--vendas", sold, "--avaliacoes", first)
    place = ("-C", tmp_path, "-o", tmp_path / "dados")
    assert carteira("importar", *place, "--vendas", sold, "--avaliacoes", first).code == 0
    after = carteira(*asked, "-C", tmp_path)
    assert after.values == before.values
    assert after.values["taxa_resposta"] == 1 / 3
    second = write(tmp_path, "b.csv", SECOND)
    assert carteira("importar", *place, "--avaliacoes", second).code == 0
    lines = pl.read_parquet(tmp_path / "dados" / "avaliacoes.parquet").select("cliente", "data")
    day = date(2024, 2, 15)
    assert lines.rows() == [("C1", day), ("C2", date(2024, 2, 20)), ("C2", None), ("C3", None)]
    assert carteira(*asked, "-C", tmp_path).values["taxa_resposta"] == 2 / 3  # an invitation counts once


@pytest.mark.slow
def test_under_pseudonyms_who_referred_is_one_and_comments_go(tmp_path):
    write(tmp_path, "clientes.csv", ("cliente,nome,indicado_por", "C1,Zqx,", "C2,Zqy,C1"))
    write(tmp_path, "avaliacoes.csv", ("cliente;data;nota;comentario", "C1;15/02/2024;9;o Zqx foi ótimo"))
    key = write(tmp_path, "chave", ("8c1f0b6de2a94375b07d5a6c3e9f1842",))
    key.chmod(0o600)
    imported(tmp_path, "--pseudonimizar", key)
    register = pl.read_parquet(tmp_path / "p" / "clientes.parquet")
    first, second = register.sort(pl.col("indicado_por").is_not_null()).rows(named=True)
    assert second["indicado_por"] == first["cliente"] != "C1"
    assert "comentario" not in pl.read_parquet(tmp_path / "p" / "avaliacoes.parquet").columns
