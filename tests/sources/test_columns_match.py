"""Columns of files that no profile knows: names in Portuguese and English, doubts, and the configuration."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from carteira_cli.errors import CarteiraError, DataError, UsageError
from carteira_cli.names import loose, plain
from carteira_cli.sources.matching import traps
from carteira_cli.sources.matching.columns import match
from carteira_cli.sources.matching.key_kinds import key_kind
from carteira_cli.sources.matching.lacking import missing_columns
from carteira_cli.sources.matching.synonyms import _lists, _ranks, rank
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.matching.word_lists import section, vocabulary

PATH = Path("vendas.csv")


def found(header, table="vendas", **mapping):
    return match(TABLES[table], header.split("|"), mapping, PATH)


SALES = {
    "an id beats a document, an e-mail and a name": (
        "Cód. Cliente|CPF/CNPJ|E-mail|Nome do Cliente|Dt. Venda|Vlr Total",
        {"cliente": "Cód. Cliente", "data": "Dt. Venda", "valor": "Vlr Total"},
    ),
    "a document beats an e-mail and a name": (
        "Cliente|E-mail|CNPJ|Emissão|Total",
        {"cliente": "CNPJ", "data": "Emissão", "valor": "Total"},
    ),
    "an e-mail beats a name": (
        "Cliente|e_mail|Data do Pedido|Valor (R$)",
        {"cliente": "e_mail", "data": "Data do Pedido", "valor": "Valor (R$)"},
    ),
    "a price of a unit is not the amount": (
        "Razão Social|Data Emissão|Qtde|Valor Unitário|Preço Unitário|VALOR TOTAL DO ITEM",
        {"cliente": "Razão Social", "data": "Data Emissão", "quantidade": "Qtde", "valor": "VALOR TOTAL DO ITEM"},
    ),
    "glued capitals": (
        "CODCLIENTE|DTEMISSAO|VLRTOTAL|NUMPEDIDO|DESCPRODUTO|VENDEDOR",
        {
            "cliente": "CODCLIENTE",
            "data": "DTEMISSAO",
            "valor": "VLRTOTAL",
            "venda": "NUMPEDIDO",
            "produto": "DESCPRODUTO",
            "vendedor": "VENDEDOR",
        },
    ),
    "English": (
        "Customer ID|Order Date|Order ID|Product Name|Category|Quantity|Amount (USD)|Sales Rep|Order Status|Channel",
        {
            "cliente": "Customer ID",
            "data": "Order Date",
            "venda": "Order ID",
            "produto": "Product Name",
            "categoria": "Category",
            "quantidade": "Quantity",
            "valor": "Amount (USD)",
            "vendedor": "Sales Rep",
            "status": "Order Status",
            "canal": "Channel",
        },
    ),
    "snake case, and numbers spelled in ways": (
        "id_cliente|data_venda|valor_venda|N.º do pedido",
        {"cliente": "id_cliente", "data": "data_venda", "valor": "valor_venda", "venda": "N.º do pedido"},
    ),
    "the canonical names themselves": (
        "cliente|data|valor|email|Data da venda|Código do cliente|Valor Total",
        {"cliente": "cliente", "data": "data", "valor": "valor"},
    ),
}


@pytest.mark.parametrize("case", SALES)
def test_sales_are_understood(case):
    header, expected = SALES[case]
    assert dict(found(header).columns) == expected


@pytest.mark.parametrize(
    ("table", "header", "expected"),
    [
        (
            "clientes",
            "Código|Nome Fantasia|Razão Social|CPF/CNPJ|Município|UF|Dt. Cadastro|Representante",
            {
                "cliente": "Código",
                "nome": "Razão Social",
                "documento": "CPF/CNPJ",
                "uf": "UF",
                "cidade": "Município",
                "vendedor": "Representante",
                "data_cadastro": "Dt. Cadastro",
            },
        ),
        ("clientes", "CNPJ|Nome", {"cliente": "CNPJ", "nome": "Nome", "documento": "CNPJ"}),
        (
            "leads",
            "Lead ID|Created At|Converted At|Lead Source|Stage|Owner|Amount",
            {
                "lead": "Lead ID",
                "data": "Created At",
                "data_conversao": "Converted At",
                "origem": "Lead Source",
                "etapa": "Stage",
                "vendedor": "Owner",
                "valor": "Amount",
            },
        ),
        (
            "leads",
            "E-mail|Criado em|Origem",
            {"lead": "E-mail", "data": "Criado em", "cliente": "E-mail", "origem": "Origem"},
        ),
        ("custos", "Date|Platform|Spend", {"data": "Date", "valor": "Spend", "canal": "Platform"}),
        (
            "custos",
            "Competência|Categoria|Valor Pago",
            {"data": "Competência", "valor": "Valor Pago", "tipo": "Categoria"},
        ),
    ],
)
def test_other_tables_are_understood(table, header, expected):
    assert dict(found(header, table).columns) == expected


def test_how_a_column_was_found_is_known():
    matched = found("Comprador|data|Valor|Total|Vendedora", valor="Total")
    assert matched.how == {"cliente": "sinônimo", "data": "nome", "valor": "configuração", "vendedor": "sinônimo"}
    assert matched.profile is None


def test_the_configuration_wins_over_a_profile():
    header = "Número Pedido|Data|Cliente|Vendedor|Status|Valor Total|Filial"
    assert found(header).profile.name == "pedidos-simples"
    own = found(header, cliente="Filial")
    assert (own.columns["cliente"], own.how["cliente"], own.how["data"]) == ("Filial", "configuração", "perfil")
    assert own.profile.name == "pedidos-simples"


def test_the_configuration_wins_over_a_profile_of_another_table():
    header = "Nome completo|Telefone de Contato|Cadastrado|E-mail|Data|Total Consumido (BRL)"
    with pytest.raises(DataError, match="este arquivo é de clientes"):
        found(header)
    own = found(header, cliente="E-mail", data="Data", valor="Total Consumido (BRL)")
    assert own.profile is None


def test_net_is_preferred_to_gross_and_told():
    matched = found("Cliente|Data|Valor Bruto|Valor Líquido")
    assert matched.columns["valor"] == "Valor Líquido"
    assert matched.others["valor"] == ("Valor Bruto",)
    assert len(matched.told) == 1
    assert 'valor = "Valor Bruto"' in matched.told[0]


def test_a_doubt_about_the_customer_is_told_and_certainty_is_not():
    assert '"CPF"' in found("Cliente|CPF|Data|Valor").told[0]
    assert found("Cliente|Data|Valor|Vendedor|Produto").told == ()


def test_a_repeated_name_matters_only_where_it_is_used():
    assert found("Cliente|Data|Valor|Obs|Obs#2").columns["valor"] == "Valor"
    with pytest.raises(DataError, match="serviriam") as refused:
        found("Cliente|Data|Valor Total|Valor Total (R$)")
    assert "[colunas.vendas]" in refused.value.hint
    with pytest.raises(DataError, match="serviriam"):  # which of the two?
        found("Cliente|Data|Valor|Valor#2")


def test_the_key_of_another_source_is_preferred():
    header = ["Código", "Nome", "CPF/CNPJ", "E-mail"]
    for kind, own in {"documento": "CPF/CNPJ", "email": "E-mail", "codigo": "Código", "nome": "Nome"}.items():
        assert match(TABLES["clientes"], header, {}, PATH, prefer=kind).columns["cliente"] == own


def test_all_missing_columns_are_told_at_once_and_a_unit_price_is_no_value():
    with pytest.raises(DataError) as refused:
        found("Loja|Data|Valor unitário")
    assert refused.value.message == (
        'vendas.csv: faltam as colunas "cliente" e "valor"; o arquivo tem "Loja", "Data", "Valor unitário"'
    )
    assert refused.value.hint == (
        'para "cliente" e "valor", nenhuma coluna serve ("Valor unitário" é o preço de uma unidade, não o valor da '
        "linha): exporte o total de cada linha, ou a quantidade vendida, e o valor será quantidade × preço"
    )
    # A system's own profile may hold that its price is not what was paid; the way out is then written, not taken.
    error = missing_columns(TABLES["vendas"], {"quantidade": "Qtd"}, {}, ["Qtd", "Preço de lista"], PATH, None, None)
    assert error.hint.endswith(
        ": exporte o total de cada linha, ou, se esse preço for o que se pagou, escreva em [colunas.vendas] "
        'valor = "Qtd × Preço de lista"'
    )
    with pytest.raises(DataError) as refused:
        found("Comprador da loja|Data do pedid|Valor unitário")
    assert refused.value.hint == (
        'diga em carteira.toml quais são: [colunas.vendas] e, nas linhas seguintes, cliente = "Comprador da loja" e '
        'data = "Data do pedid"; para "valor", nenhuma coluna serve ("Valor unitário" é o preço de uma unidade, não o '
        "valor da linha)"
    )


def test_a_profile_can_be_forced_and_an_unknown_one_gets_the_nearest():
    header = ["Cod. Parceiro", "Dt. Faturamento", "Vlr. Total Liquido"]
    assert match(TABLES["vendas"], header, {}, PATH, "sankhya-vendas").profile.name == "sankhya-vendas"
    with pytest.raises(UsageError, match='o perfil "shankya-vendas" não existe') as refused:
        match(TABLES["vendas"], header, {}, PATH, "shankya-vendas")
    assert '"sankhya-vendas"' in refused.value.hint
    assert match(TABLES["clientes"], ["cliente"], {}, PATH, "sankhya-vendas").profile is None  # it is of the sales


@pytest.mark.parametrize(
    ("mapping", "part"), [({"clinte": "Cliente"}, '"clinte"'), ({"cliente": "Clienta"}, '"Clienta"')]
)
def test_a_mapping_that_fits_nothing_is_refused_with_the_nearest(mapping, part):
    with pytest.raises(CarteiraError, match=part) as refused:
        found("Cliente|Data|Valor", **mapping)
    assert "você quis dizer" in refused.value.hint


def mended(header, row, **mapping):
    matched = match(TABLES["vendas"], header.split("|"), mapping, PATH)
    lines = pl.LazyFrame([row], schema=dict.fromkeys(header.split("|"), pl.String), orient="row")
    return traps.apply(lines, matched).collect().row(0), matched


def test_an_order_total_beside_products_counts_once_and_is_told():
    matched = found("Nº Pedido|Cliente|Data|Produto|Qtd|Total do Pedido (R$)")
    assert matched.stateful
    assert matched.traps.once == ("Total do Pedido (R$)",)
    assert "conta uma vez" in matched.told[-1]
    for one_line_each in ("Nº Pedido|Cliente|Data|Total do Pedido", "Nº Pedido|Cliente|Data|Produto|Valor Total"):
        assert not found(one_line_each).stateful


def test_keys_are_made_uniform_and_guards_taken_off():
    assert mended("E-mail|Data|Valor", (" Ana@X.com ", "01/02/2026", "'-10,00"))[0] == (
        "ana@x.com",
        "01/02/2026",
        "-10,00",
    )
    assert mended("Razão Social|Data|Valor", ("'=A1", "d", "1"))[0][0] == "=A1"
    assert mended("Razão Social|Data|Valor", ("'s Lands", "d", "1"))[0][0] == "'s Lands"


def test_canonical_files_are_left_as_they_are():
    row, matched = mended("cliente|data|valor", (" 'Ana@X.com", "2026-01-02", "'=1"))
    assert row == (" 'Ana@X.com", "2026-01-02", "'=1")
    assert matched.untouched
    assert not matched.stateful


def test_a_synonym_stands_for_one_column_but_for_keys_that_are_two_things():
    for table in TABLES.values():
        assert set(_lists(table.name)) == set(table.names)
        standing: dict[str, set[str]] = {}
        for column, names in _ranks(table.name).items():
            for name in names:
                standing.setdefault(name, set()).add(column)
        several = {frozenset(columns) for columns in standing.values() if len(columns) > 1}
        assert several <= {
            frozenset({"cliente", "documento"}),
            frozenset({"cliente", "nome"}),
            frozenset({"cliente", "lead"}),
        }, table.name


@pytest.mark.parametrize("place", ["matching/synonyms", "matching/stems"])
def test_a_section_alone_says_what_it_says_in_its_file(place):
    whole = vocabulary(place)
    assert {name: section(place, name) for name in whole} == whole
    assert section(place, "nenhuma") == {}


def test_names_are_compared_by_what_they_say():
    assert plain("Nº da Nota") == plain("no DA nota")
    assert loose("Valor Total (BRL)") == loose("VALOR TOTAL") == loose("valor_total (R$)")
    assert loose("E-mail") == loose("email") == loose("E mail")
    assert loose("N° Pedido") == loose("Nº do Pedido") == loose("Nro. Pedido") == loose("Número Pedido")
    assert plain("Estado#2") != plain("Estado")
    assert rank("vendas", "valor", "Valor unitário") is None
    assert rank("vendas", "valor", "Preço Unit.") is None
    assert rank("vendas", "venda", "Valor do pedido") is None
    assert key_kind("E-mail do cliente") == "email"
    assert key_kind("ID do cliente") == key_kind("Nome de usuário") == "codigo"


def test_every_canonical_name_stands_for_itself():
    for table in TABLES.values():
        for column in table.names:
            assert rank(table.name, column, column.replace("_", " ").upper()) is not None, (table.name, column)


def test_a_column_added_to_a_known_export_serves_where_one_is_missing():
    header = "Data de Emissão (completa)|Nota Fiscal|Total da Nota Fiscal|Comprador|Canal de Venda"
    matched = found(header)
    assert matched.profile.name == "omie-faturamento"
    assert (matched.columns["cliente"], matched.how["cliente"]) == ("Comprador", "sinônimo")
    assert "canal" not in matched.columns  # what a known system does not have is not looked for
