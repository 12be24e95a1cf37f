"""Which names stand for which canonical columns, by their words: a table of names, yes and no."""

from __future__ import annotations

import pytest

from carteira_cli.sources.matching.stems import words_of
from carteira_cli.sources.matching.synonyms import BY_WORDS, rank
from carteira_cli.sources.matching.tables import TABLES
from tests.running import carteira, sales

YES = {
    ("vendas", "venda"): """
        pedido_id venda_id nota_id compra_id transacao_id id_pedido order_id SEQ_PEDIDO seq_venda Cupom
        Pedido_Nº NroPedido PEDIDO_NUMERO NUMPEDIDO NUMNOTA NUMERO_NF basket_id BASKET_ID InvoiceNo chave_nfe
        cod_transacao PedidoID orderkey sale_id saleid num_cupom_fiscal id_pedido_erp fk_pedido transaction_id
        txn_id order_ref pedido_codigo nf_numero receipt_no
    """,
    ("vendas", "cliente"): """
        cliente_id id_cliente ID_CLIENTE CODCLI CodCliente cod_cliente cliente_codigo CustomerID customer_id
        customer_unique_id household_id household_key custkey fk_cliente sk_cliente cliente_sk dim_cliente_id
        tb_cliente_id nr_cliente seq_cliente customer_key client_code cod_cliente_sap cliente_chave paciente_id
        member_id cliente_cnpj_cpf doc_cliente nm_cliente parceiro_codigo comprador_id
    """,
    ("vendas", "data"): """
        transaction_timestamp order_purchase_timestamp InvoiceDate DTVENDA dt_venda dt_pedido dh_emissao
        DataEmissaoNota data_venda_pedido order_datetime sale_date transaction_dt dt_movimento_nf
        order_date_time sold_at
    """,
    ("vendas", "valor"): """
        sales_value payment_value vl_venda VLTOTAL vlr_total valor_liquido_pedido order_value transaction_amount
        total_pago valor_transacao sales_amount vl_total_nota net_order_value paid_amount
    """,
    ("vendas", "vendedor"): "seller_id nm_vendedor cod_vend vendedor_nome",
    ("vendas", "produto"): "product_id nm_produto cod_produto produto_id",
    ("leads", "lead"): "mql_id lead_id prospect_id negocio_codigo deal_id",
    ("leads", "data"): "first_contact_date data_primeiro_contato lead_created_at",
    ("leads", "data_conversao"): "won_date dt_conversao_lead converted_at",
    ("clientes", "cliente"): "customer_unique_id customer_id cod_cli household_key",
    ("clientes", "nome"): "nm_cliente cliente_nome",
    ("clientes", "data_cadastro"): "dt_cadastro dt_cadastro_cliente signup_at",
    ("clientes", "nascimento"): "dt_nasc data_nascimento birth_date",
    ("assinaturas", "inicio"): "contract_start_dt dt_inicio_contrato",
    ("assinaturas", "fim"): "data_fim_plano contract_end_dt",
    ("assinaturas", "valor_mensal"): "monthly_contract_value vl_mensal_plano",
}

NO = {  # what none of the columns that change numbers may be taken from
    "vendas": """
        valor_unitario VLUNIT vl_unit preco_unitario UnitPrice valor_frete freight_value valor_desconto vl_desc
        valor_imposto valor_icms valor_comissao valor_minimo valor_tabela valor_troco valor_meta saldo
        limite_credito total_pedidos total_itens total_orders valor_do_cupom data_nascimento dt_nasc
        data_entrega dt_vencimento data_previsao data_ultima_compra data_primeira_compra data_emissao_boleto
        order_approved_at order_delivered_customer_date order_estimated_delivery_date shipping_limit_date
        hora_venda dia_semana mes_venda id_produto product_id id_vendedor seller_id id_loja cod_filial
        id_transportadora num_caixa num_parcela num_item order_item_id pedido_status pedido_itens pedido_obs
        tipo_pedido nota_serie cupom_de_desconto cliente_ativo cliente_desde telefone_cliente cliente_bairro
        cliente_segmento customer_zip_code_prefix customer_city customer_state cpf_vendedor landing_page_id
        custo margem qtd_pedidos review_score idade
    """,
    "clientes": "cpf_pai fone_cliente limite_credito data_ultima_compra id_loja cod_filial",
    "leads": "data_ultimo_contato landing_page_id data_nascimento previsao_fechamento",
    "assinaturas": "subscription_id id_plano valor_total_pago data_vencimento_boleto",
}
VITAL = {
    "vendas": ("cliente", "data", "valor", "venda"),
    "clientes": ("cliente", "data_cadastro"),
    "leads": ("lead", "data", "data_conversao"),
    "assinaturas": ("cliente", "inicio", "valor_mensal"),
}


@pytest.mark.parametrize(("table", "column"), YES)
def test_names_that_stand_for_a_column(table, column):
    names = YES[table, column].split()
    assert [name for name in names if rank(table, column, name) is None] == []
    assert [name for name in names if rank(table, column, name.replace("_", " ").title()) is None] == []
    others = [other for other in VITAL[table] if other != column and (column, other) != ("nome", "cliente")]
    assert [(name, other) for name in names for other in others if rank(table, other, name) is not None] == []


@pytest.mark.parametrize("table", NO)
def test_names_that_stand_for_none_of_the_columns_that_matter(table):
    names = NO[table].split()
    assert [(name, column) for name in names for column in VITAL[table] if rank(table, column, name) is not None] == []


def test_words_of_a_name():
    assert words_of("Pedido Nº") == ("pedido", "no")
    assert words_of("DataEmissaoNF") == ("data", "emissao", "nf")
    assert words_of("Vlr. Líquido (R$)") == ("vlr", "liquido")


def test_the_words_rank_behind_every_listed_name():
    for table in TABLES.values():
        for column in table.names:
            listed = rank(table.name, column, column)
            assert listed is None or listed < BY_WORDS
    assert rank("vendas", "venda", "SEQ_PEDIDO") >= BY_WORDS


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pedido_id", "Pedido Nº", "SEQ_PEDIDO", "Cupom", "transacao_id"])
def test_orders_by_any_of_these_names_are_counted(name, tmp_path):
    rows = ("1,C1,2024-01-05,100", "1,C1,2024-01-05,50", "2,C2,2024-01-17,130", "3,C1,2024-02-20,100")
    folder = sales(tmp_path, *rows, header=f"{name},cliente_id,data_pedido,valor")
    assert carteira("ticket", "-C", folder, "--periodo", "2024", "-f", "json").values["pedidos"] == 3


def test_a_discount_is_no_order(tmp_path):
    rows = ("PROMO10,C1,2024-01-05,100", "PROMO10,C2,2024-01-05,50", ",C2,2024-01-17,130")
    folder = sales(tmp_path, *rows, header="Cupom,cliente,data,valor")
    assert carteira("ticket", "-C", folder, "--periodo", "2024", "-f", "json").values["pedidos"] == 3


def test_two_names_as_good_for_a_required_column_are_still_asked_about(tmp_path):
    folder = sales(tmp_path, "1,2,2024-01-05,100", header="fk_cliente,sk_cliente,data,valor")
    ran = carteira("ticket", "-C", folder, "--periodo", "2024")
    assert ran.code == 2
    assert "fk_cliente" in ran.err
    assert "sk_cliente" in ran.err


def test_olist_says_which_customer_buys_again(tmp_path):
    rows = ("a1,x,p1,2017-10-02 10:56:33,10.50", "a2,x,p2,2018-01-02 10:56:33,20.00")
    header = "customer_id,customer_unique_id,order_id,order_purchase_timestamp,payment_value"
    ran = carteira(
        "ticket", "-C", sales(tmp_path, *rows, header=header), "--periodo", "2017-01-01..2018-12-31", "-f", "json"
    )
    assert ran.values["receita"] == 30.5
    assert ran.values["compradores"] == 1
