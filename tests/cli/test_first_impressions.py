"""What people who tried to break the reading found, each as the smallest file that showed it."""

from __future__ import annotations

import polars as pl
import pytest

from tests.running import carteira

ROWS = ["1;A;02/01/2024;100,00;Faturado", "2;B;13/01/2024;50,00;Cancelado", "3;C;15/02/2024;7,00;Faturado"]


def read(folder, header, *rows, name="vendas.csv", above=()):
    (folder / name).write_text("\n".join([*above, header, *rows, ""]), encoding="utf-8")
    ran = carteira("ticket", "--vendas", folder / name, "-p", "2024-01-01..2024-02-15", "-f", "json")
    assert ran.code == 0, ran.err
    return ran


def revenue(*given, **more):
    return read(*given, **more).values["receita"]


def test_a_portfolio_without_a_status_has_as_many_lines_as_it_has(tmp_path):
    frame = pl.DataFrame(
        {"cliente": ["A", "B", "C"], "data": ["2024-01-05", "2024-02-16", "2024-03-20"], "valor": [1, 2, 3]}
    )
    typed = frame.with_columns(pl.col("data").str.to_date(), pl.col("valor").cast(pl.Decimal(18, 2)))
    typed.write_parquet(tmp_path / "vendas.parquet")
    for period in ("2024", "2024-01", "2024-03"):
        ran = carteira("ticket", "-C", tmp_path, "-p", period, "-f", "json")
        assert ran.document["fontes"]["vendas"]["linhas"] == 3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Sit.", "Sit. Pedido", "Fase", "Estado da venda"])
def test_a_status_is_known_by_its_words_whatever_its_name(tmp_path, name):
    assert revenue(tmp_path, f"Pedido;Cliente;Data;Valor;{name}", *ROWS) == 107


def test_a_column_that_speaks_of_cancelling_is_not_passed_over_in_silence(tmp_path):
    rows = [row.replace("Faturado", "N").replace("Cancelado", "S") for row in ROWS]
    ran = read(tmp_path, "Pedido;Cliente;Data;Valor;Cancelado?", *rows)
    assert any('"Cancelado?"' in warning for warning in ran.document["avisos"])


def test_the_date_of_the_sale_is_not_that_of_the_register(tmp_path):
    rows = [f"01/03/2020;{row}" for row in ROWS]
    assert revenue(tmp_path, "Data Cadastro;Pedido;Cliente;Data;Valor;Status", *rows) == 107


def test_filters_with_dates_are_no_names_of_columns(tmp_path):
    above = ["Período:;01/01/2024;a;31/03/2024;x"]
    assert revenue(tmp_path, "Pedido;Cliente;Data;Valor;Status", *ROWS, above=above) == 107
    assert revenue(tmp_path, "Pedido;Cliente;Data;Valor;Status", *ROWS, above=[*above, ";;;;"]) == 107


@pytest.mark.slow
@pytest.mark.parametrize(
    "line", ["Subtotal janeiro;;;150,00;", ";;Total do mês;150,00;", "Janeiro/2024;;;;", ";;;157,00;"]
)
def test_subtotals_and_titles_are_no_sales(tmp_path, line):
    found = read(tmp_path, "Pedido;Cliente;Data;Valor;Status", *ROWS[:2], line, ROWS[2])
    assert found.values["receita"] == 107
    assert found.document["fontes"]["vendas"] | {"arquivo": ""} == {
        "arquivo": "", "linhas": 3, "validas": 2, "canceladas": 1, "rejeitadas": 0
    }  # fmt: skip
    assert any("total" in note for note in found.document["notas"])


def test_one_amount_with_a_point_does_not_make_all_the_others_small(tmp_path):
    rows = [f"{n};A;15/01/2024;1.{n}00;ok" for n in range(1, 9)] + ["9;A;16/01/2024;199.90;ok"]
    (tmp_path / "vendas.csv").write_text("\n".join(["Pedido;Cliente;Data;Valor;Status", *rows]), encoding="utf-8")
    ran = carteira("ticket", "-C", tmp_path, "-p", "2024-01")
    assert ran.code == 2
    assert "--decimal" in ran.error[1]


def test_a_dash_is_an_empty_amount(tmp_path):
    ran = read(tmp_path, "Pedido;Cliente;Data;Valor;Status", *ROWS * 3, "4;D;15/02/2024;-;ok")
    assert any("está vazia" in warning for warning in ran.document["avisos"])


def test_a_profile_that_does_not_fit_is_refused(tmp_path):
    (tmp_path / "vendas.csv").write_text("\n".join(["Pedido;Cliente;Data;Valor;Status", *ROWS]), encoding="utf-8")
    for name in ("shopify-pedidos", "bling-contatos"):
        ran = carteira("ticket", "-C", tmp_path, "-p", "2024-01", "--perfil", name)
        assert ran.code == 2
        assert name in ran.error[0]


@pytest.mark.parametrize(("sold_to", "known"), [("C1 C2 C3", 3), ("Ana Bia Caio", 3)])
def test_the_register_is_matched_by_what_the_sales_hold_not_by_the_name_of_the_column(tmp_path, sold_to, known):
    rows = [f"{n};{who};0{n}/01/2024;10,00" for n, who in enumerate(sold_to.split(), start=1)]
    (tmp_path / "vendas.csv").write_text("\n".join(["Pedido;Cliente;Data;Valor", *rows]), encoding="utf-8")
    people = ["C1;Ana", "C2;Bia", "C3;Caio"]
    (tmp_path / "clientes.csv").write_text("\n".join(["Código;Nome", *people]), encoding="utf-8")
    ran = carteira("ativos", "-C", tmp_path, "-p", "2024-01", "-f", "json")
    assert ran.values["clientes_cadastrados"] == known


def test_no_password_of_an_address_is_shown(tmp_path, monkeypatch):
    address = "http://joao:s3nha@localhost:1/vendas.csv?token=abc"
    for words in (
        ("config", "--vendas", address),
        ("ticket", "--vendas", address),
        ("ticket", "--vendas", address.replace("//", "/")),
    ):
        ran = carteira(*words, "-C", tmp_path)
        assert "s3nha" not in ran.out + ran.err
    monkeypatch.setenv("CARTEIRA_VENDAS", address)
    ran = carteira("config", "-C", tmp_path, "-f", "csv")
    assert "http://***@localhost:1/vendas.csv?***" in ran.out


def test_importing_and_checking_take_the_options_of_reading(tmp_path):
    (tmp_path / "v.csv").write_text("cliente;data;valor\nA;2024-01-31;1.234\n", encoding="utf-8")
    for command in ("importar", "validar"):
        assert carteira(command, "-C", tmp_path, "--vendas", "v.csv", "--decimal", "virgula").code == 0


def test_a_portfolio_whose_file_is_gone_is_not_up_to_date(tmp_path):
    (tmp_path / "vendas.csv").write_text("cliente,data,valor\nA,2024-01-31,1\n", encoding="utf-8")
    assert carteira("importar", "-C", tmp_path).code == 0
    (tmp_path / "dados" / "vendas.parquet").unlink()
    ran = carteira("importar", "-C", tmp_path)
    assert ran.code == 2
    assert "--refazer" in ran.error[1]


def test_a_remark_at_the_end_of_a_line_does_not_make_a_cancelled_sale_count(tmp_path):
    rows = [f"{n};C{n};15/01/2024;100,00;{'Cancelado' if n % 5 == 0 else 'Faturado'}" for n in range(1, 31)]
    ran = read(
        tmp_path, "Pedido;Cliente;Data;Valor;Status", *rows, "99;C1;15/01/2024;1000,00;Cancelado;obs do vendedor"
    )
    assert ran.values["receita"] == 2400
    assert ran.document["fontes"]["vendas"]["rejeitadas"] == 1
    assert any("linha 32" in warning and "6 células" in warning for warning in ran.document["avisos"])
