"""A file without all the columns that it needs: which table it is, what is missing, and what would serve."""

from __future__ import annotations

import polars as pl
import pytest

from carteira_cli.sources.matching.lacking import candidates, is_unit_price
from carteira_cli.sources.matching.tables import TABLES
from tests.running import carteira

COMPLETE = {
    "vendas": {"Cliente": "C1", "Data": "31/01/2024", "Valor": "10,50", "Pedido": "P1", "Produto": "p", "Qtd": "2"},
    "clientes": {"Código do cliente": "C1", "Nome": "Ana", "UF": "SP", "Cidade": "Campinas", "Segmento": "Varejo"},
    "leads": {"Lead": "L1", "Data": "31/01/2024", "Origem": "site", "Etapa": "novo", "Vendedor": "Ana"},
    "custos": {"Data": "31/01/2024", "Valor": "10,50", "Canal": "site", "Tipo": "mídia"},
    "assinaturas": {"Cliente": "C1", "Início": "31/01/2024", "Valor mensal": "10,50", "Fim": "", "Plano": "a"},
    "metas": {"Vendedor": "Ana", "Período": "2024-01", "Meta": "100,00"},
}
LACKING = [
    (table, column) for table, cells in COMPLETE.items() for column in list(cells)[: len(TABLES[table].required)]
]


def inspected(folder, cells, name="exportacao.csv"):
    path = folder / name
    path.write_text(";".join(cells) + "\n" + ";".join(cells.values()) + "\n", encoding="utf-8")
    ran = carteira("inspecionar", path, "-f", "json")
    assert ran.code == 0, ran.err
    return ran.document, {row["o_que"]: row["achado"] for row in ran.document["tabelas"]["arquivo"]}


@pytest.mark.slow
@pytest.mark.parametrize("table", COMPLETE)
def test_a_complete_file_of_any_name_is_known_with_all_confidence(tmp_path, table):
    _, facts = inspected(tmp_path, COMPLETE[table])
    assert (facts["serve de"], facts["confiança"]) == (table, "100,0 %")
    assert not any(what.startswith("falta") for what in facts)


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), LACKING)
def test_without_one_required_column_it_is_the_same_table_and_says_which(tmp_path, table, column):
    document, facts = inspected(tmp_path, {name: cell for name, cell in COMPLETE[table].items() if name != column})
    if (table, column) == ("clientes", "Código do cliente"):  # a name does as well
        assert facts["serve de"] == table
        return
    required = TABLES[table].required
    missing = required[list(COMPLETE[table]).index(column)]
    assert facts["serve de"] == table
    assert facts[f'falta "{missing}"'] == "nenhuma coluna serve"
    assert facts["confiança"] == {1: "50,0 %", 2: "66,7 %"}[len(required) - 1]
    assert f'falta a coluna "{missing}"' in document["avisos"][0]
    assert {row["como"] for row in document["tabelas"]["colunas"]} >= {*required} - {missing}  # the others are told


@pytest.mark.slow
@pytest.mark.parametrize("what", ["Pedido", "Produto"])
def test_sales_without_an_amount_are_sales_whatever_the_file_is_called(tmp_path, what):
    cells = {"Cliente": "C1", "Data": "31/01/2024", what: "2", "Preço unitário": "10,50"}
    for name in ("exportacao.csv", "clientes.csv"):
        document, facts = inspected(tmp_path, cells, name)
        assert facts["serve de"] == "vendas"
        assert facts['falta "valor"'] == "nenhuma coluna serve"
        assert '"Preço unitário" é o preço de uma unidade, não o valor da linha' in document["avisos"][0]


def test_nothing_known_is_no_confidence(tmp_path):
    _, facts = inspected(tmp_path, {"aluno": "Ana", "prova": "1", "nota": "7,5"})
    assert (facts["serve de"], facts["confiança"]) == ("nenhuma tabela reconhecida", "0,0 %")


def refused(folder, *rows):
    (folder / "vendas.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    message, hint = carteira("ticket", "--vendas", folder / "vendas.csv").error
    return message.partition(": ")[2], hint


@pytest.mark.slow
def test_every_missing_column_is_told_with_what_its_cells_say_would_serve(tmp_path):
    message, hint = refused(
        tmp_path, "Paciente;Quando;Loja;Faturou", "Ana;31/01/2024;1;10,50", "Bia;01/02/2024;2;20,00"
    )
    assert message == (
        'faltam as colunas "cliente", "data" e "valor"; o arquivo tem "Paciente", "Quando", "Loja", "Faturou"'
    )
    assert hint == (
        'diga em carteira.toml quais são: [colunas.vendas] e, nas linhas seguintes, cliente = "Paciente", '
        'data = "Quando" e valor = "Faturou"'
    )
    assert refused(tmp_path, "Comprador;Datta;Preço", "Ana;segunda;10,50", "Bia;terça;20,00")[1] == (
        'para "data" e "valor", nenhuma coluna serve ("Preço" é o preço de uma unidade, não o valor da linha): exporte '
        "o total de cada linha, ou a quantidade vendida, e o valor será quantidade × preço"
    )
    assert refused(tmp_path, "Comprador;Data;Valr", "Ana;31/01/2024;dez", "Bia;01/02/2024;vinte")[1] == (
        'para "valor", nenhuma coluna serve: exporte de novo com ela, ou mapeie em [colunas.vendas]'
    )
    assert refused(tmp_path, "Comprador;Data;Valr", "Ana;31/01/2024;10", "Bia;01/02/2024;20")[1].endswith(
        'valor = "Valr"'
    )


def test_typed_cells_are_judged_by_their_types():
    head = pl.DataFrame({"quem": ["a"], "em": ["2024-01-02"], "quanto": [1.5], "n": [3]}).with_columns(
        pl.col("em").str.to_date()
    )
    best = candidates(TABLES["vendas"], TABLES["vendas"].required, head.columns, head)
    assert best == {"cliente": None, "data": "em", "valor": "quanto"}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Preço unitário",
            "vl_unit",
            "VL UNIT.",
            "price",
            "Unit Price",
            "tarifa",
            "Preço",
            "preço de venda",
            "Vlr. Unitário",
        ),
        *("Valor un.", "preco_lista", "UnitPrice", "Tarifa (R$)", "valor por unidade", "price per unit"),
    ],
)
def test_a_unit_price_is_known_by_any_of_its_names(name):
    assert is_unit_price(name)


@pytest.mark.parametrize(
    "name", ["Valor", "Valor total", "Preço total", "Total price", "Valor líquido", "Faturamento", "Unidades"]
)
def test_a_value_is_no_unit_price(name):
    assert not is_unit_price(name)


def test_an_option_of_other_commands_is_said_to_be_theirs(tmp_path):
    message, hint = carteira("ciclo", "-C", tmp_path, "--por", "uf").error
    assert message == "a opção --por não existe em carteira ciclo"
    assert hint == "ela é de resumo, explicar, churn e mais 8. Veja: carteira ciclo --ajuda"
