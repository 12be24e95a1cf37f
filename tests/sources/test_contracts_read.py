"""Files of contracts: however they are written, what is wrong with them, and what an import makes of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from carteira_cli.customers.contract_customers import with_contracts
from carteira_cli.kpis.contratos import contract_panel
from carteira_cli.sources.ledger import Ledger, open_ledger
from carteira_cli.sources.matching.columns import match
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import ASSINATURAS
from carteira_cli.sources.reading_rules import Rules
from tests.contracts import CONTRACTS, FIRST, Contract, day, frame, span
from tests.portfolios import files, importar, lines, write
from tests.running import carteira
from tests.workbooks import write_book

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "cliente,inicio,fim,valor_mensal,plano"
COLUMNS = tuple(HEADER.split(","))
CLEAN = (
    "001,2024-01-01,,1234.56,Básico",
    "002,2024-02-15,2024-12-31,99.90,Ação",
)
READ = [
    ("001", day("2024-01-01"), None, 123456, "Básico"),
    ("002", day("2024-02-15"), day("2024-12-31"), 9990, "Ação"),
]


def opened(path: Path) -> Ledger:
    return open_ledger(ASSINATURAS, [path], {}, Rules(DEFAULT_CANCELLED, optional=frozenset({"plano"})))


def read(ledger: Ledger) -> list[tuple[Any, ...]]:
    return ledger.proven.lines().select(COLUMNS).sort("cliente").collect().rows()


def test_a_clean_file(tmp_path: Path) -> None:
    ledger = opened(write(tmp_path / "assinaturas.csv", *CLEAN, header=HEADER))
    assert read(ledger) == READ
    assert (ledger.proven.audit.lines, ledger.proven.audit.rejected) == (2, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "header",
    [
        "Código do Cliente;Início da vigência;Término da vigência;Valor mensal (R$);Plano contratado",
        "CNPJ;Data de Início;Data de Término;Mensalidade;Plano",
        "Assinante;Data da Assinatura;Vencimento;MRR;Pacote",
        "Cliente;Contratado em;Cancelado em;Vlr. Mensal;Produto",
        "Customer ID;Start Date;End Date;Monthly Amount;Plan",
        "Cliente;Início;Fim;Valor;Serviço",
    ],
)
def test_an_export_as_people_have_it(tmp_path: Path, header: str) -> None:
    text = f"{header}\n001;01/01/2024;;R$ 1.234,56;Básico\n002;15/02/2024;31/12/2024;R$ 99,90;Ação\n"
    path = tmp_path / "Contratos.csv"
    path.write_bytes(text.encode("cp1252"))
    assert read(opened(path)) == READ
    ran = carteira("inspecionar", path, "-f", "json")
    assert "assinaturas" in ran.document["fontes"], ran.out


@pytest.mark.slow
@pytest.mark.parametrize("end", ["31/12/9999", "indeterminado", "Prazo indeterminado", "-", "vigente", "Em aberto"])
def test_a_contract_without_an_end_says_so_in_many_ways(tmp_path: Path, end: str) -> None:
    rows = ("A,01/01/2024," + end + ",10.00,X", "B,13/01/2024,31/01/2024,10.00,X")
    ledger = opened(write(tmp_path / "assinaturas.csv", *rows, header=HEADER))
    assert [row[2] for row in read(ledger)] == [None, day("2024-01-31")]


def test_the_last_day_of_a_database_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "assinaturas.parquet"
    pl.DataFrame(
        {
            "cliente": ["A", "B"],
            "inicio": [date(2024, 1, 1)] * 2,
            "fim": [date(9999, 12, 31), date(2300, 1, 1)],
            "valor_mensal": [10, 10],
        }
    ).write_parquet(path)
    ledger = opened(path)
    assert ledger.proven.audit.rejected == 0
    lines = ledger.proven.lines().with_columns(plano=pl.lit(None, pl.String))
    panel = contract_panel(lines, span(FIRST + 9, FIRST + 99))
    assert panel["ativo_fim"].to_list() == [True, True]


@pytest.mark.slow
def test_an_end_that_can_not_be_read_rejects_the_line_whoever_reads_it(tmp_path: Path) -> None:
    many = [f"C{number},2024-01-01,,10,X" for number in range(9)]
    write(tmp_path / "assinaturas.csv", *many, "A,2024-01-01,ontem,10,X", header=HEADER)
    ledger = open_ledger(ASSINATURAS, [tmp_path / "assinaturas.csv"], {}, Rules(DEFAULT_CANCELLED))
    assert ledger.proven.audit.by_column == {"fim": 1}
    assert ledger.proven.rejects(1)[0].line == 11
    document = carteira("validar", "-C", tmp_path, "--hoje", "2024-06-01", "-f", "json").document
    assert document["fontes"]["assinaturas"]["rejeitadas"] == 1
    assert files(importar(tmp_path))[0]["rejeitadas"] == 1
    assert len(lines(tmp_path, "cliente", table="assinaturas")) == 9


def test_a_spreadsheet(tmp_path: Path) -> None:
    sheet = [
        ["Cliente", "Início", "Término", "Mensalidade", "Plano"],
        ["001", date(2024, 1, 1), None, 1234.56, "Básico"],
        ["002", date(2024, 2, 15), date(2024, 12, 31), 99.9, "Ação"],
    ]
    assert read(opened(write_book(tmp_path / "assinaturas.xlsx", {"Contratos": sheet}))) == READ


def test_two_ends_are_told_and_when_it_ended_wins() -> None:
    header = ["Cliente", "Início", "Vencimento", "Data de encerramento", "Mensalidade"]
    found = match(ASSINATURAS, header, {}, CONTRACTS / "assinaturas.csv")
    assert found.columns["fim"] == "Data de encerramento"
    assert any("Vencimento" in line for line in found.told)


def validar(folder: Path) -> dict[str, dict[str, Any]]:
    """The findings about contracts, by check."""
    ran = carteira("validar", "-C", folder, "--hoje", "2024-06-01", "-f", "json")
    return {one["achado"]: one for one in ran.document["achados"] if one["fonte"] == "assinaturas"}


def places(finding: dict[str, Any]) -> list[list[int]]:
    return [[place["linha"] for place in example["lugares"]] for example in finding["exemplos"]]


def test_what_is_odd_is_found(tmp_path: Path) -> None:
    write(
        tmp_path / "assinaturas.csv",
        "A,2024-01-01,,100,Ouro",
        "A,2024-03-01,2025-03-01,50,Prata",
        "B,2024-01-01,2024-01-01,10,X",
        "C,2024-01-01,,0,X",
        "D,2024-01-01,,7,X",
        "D,2024-01-01,,7,X",
        "E,2024-01-01,2024-02-05,7,X",
        "E,2024-02-04,,9,Y",  # the day after the last: both are written as a day of the contract
        "F,2024-01-01,2024-02-05,7,X",
        "F,2024-02-03,,9,Y",
        "G,2204-01-01,2300-01-01,9,Y",
        header=HEADER,
    )
    found = validar(tmp_path)
    assert places(found["contrato_invertido"]) == [[4]]
    assert places(found["contrato_sem_valor"]) == [[5]]
    assert places(found["contratos_sobrepostos"]) == [[2, 3], [6, 7], [10, 11]]
    assert places(found["linhas_repetidas"]) == [[6, 7]]
    assert "datas_futuras" not in found  # its end is beyond any calendar: it was rejected
    assert found["rejeitadas"]["quantidade"] == 1


def test_a_start_to_come_is_told_and_an_end_is_not(tmp_path: Path) -> None:
    write(tmp_path / "assinaturas.csv", "A,2024-01-01,2030-01-01,1,", "B,2024-07-01,,1,", header=HEADER)
    assert places(validar(tmp_path)["datas_futuras"]) == [[3]]


def test_the_worked_example_has_only_its_own_oddities() -> None:
    assert set(validar(CONTRACTS)) == {"contrato_sem_valor", "contratos_sobrepostos"}


def test_a_newer_export_speaks_for_the_contracts_that_it_has(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "A,2024-01-01,,10,X", "B,2024-01-01,,20,X", header=HEADER)
    write(tmp_path / "b.csv", "A,2024-01-01,2024-05-31,10,X", "C,2024-05-01,,30,X", header=HEADER)
    importar(tmp_path, "--assinaturas", "a.csv", "--assinaturas", "b.csv")
    assert lines(tmp_path, "cliente", "inicio", "fim", "valor_mensal", table="assinaturas") == [
        ("A", "2024-01-01", "2024-05-31", "10.00"),
        ("B", "2024-01-01", None, "20.00"),
        ("C", "2024-05-01", None, "30.00"),
    ]


def test_a_starter_configuration_names_them(tmp_path: Path) -> None:
    write(tmp_path / "assinaturas.csv", *CLEAN, header=HEADER)
    assert carteira("iniciar", "-C", tmp_path).code == 0
    text = (tmp_path / "carteira.toml").read_text(encoding="utf-8")
    assert 'assinaturas = "assinaturas.csv"  # 2 linhas' in text
    assert '# metas = "metas.csv"  # não encontrado; colunas: vendedor, periodo, meta' in text


def test_the_register_is_matched_by_what_contracts_call_customers(tmp_path: Path) -> None:
    write(tmp_path / "assinaturas.csv", "Padaria Ltda,2024-01-01,2024-03-01,10,X", header=HEADER)
    write(tmp_path / "clientes.csv", "7,Padaria Ltda,Ana", header="Código,Razão Social,Vendedor")
    ran = carteira("renovacoes", "-C", tmp_path, "--hoje", "2024-02-01", "-f", "json")
    assert [row["vendedor"] for row in ran.document["tabelas"]["renovacoes"]] == ["Ana"]


def test_a_panel_of_sales_takes_activity_from_contracts() -> None:
    sales = pl.DataFrame(
        {
            "cliente": ["A", "B"],
            "ativo_inicio": [True, True],
            "ativo_fim": [True, True],
            "primeira_compra": [1, 2],
            "receita_janela_inicio": [9, 9],
            "receita_janela_fim": [9, 9],
            "linhas": [3, 4],
            "receita_periodo": [70, 80],
            "cadastro": [None, 1],
            "primeira_linha": [1, 2],
            "\x00uf": ["SP", "RJ"],
        },
        schema_overrides=dict.fromkeys(("primeira_compra", "primeira_linha", "cadastro"), pl.Int32),
    )
    contracts = [Contract("B", FIRST - 1, None, 500, None), Contract("C", FIRST + 5, None, 600, None)]
    people = contract_panel(frame(contracts), span(FIRST, FIRST + 9)).with_columns(
        pl.Series("\x00uf", ["RJ", None], dtype=pl.String)
    )
    found = with_contracts(sales, people).sort("cliente")
    assert set(found.columns) == set(sales.columns)
    assert found.select(sales.columns).rows() == [
        ("A", False, False, None, 0, 0, 3, 70, None, 1, "SP"),
        ("B", True, True, FIRST - 1, 500, 500, 4, 80, 1, 2, "RJ"),
        ("C", False, True, FIRST + 5, 0, 600, 0, 0, None, FIRST + 5, None),
    ]
    narrow = with_contracts(sales.select("cliente", "receita_periodo"), people).sort("cliente")
    assert narrow["ativo_fim"].to_list() == [False, True, True]
    assert narrow["receita_periodo"].to_list() == [70, 80, 0]
