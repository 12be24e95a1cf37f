"""Header lines of what Brazilian shops, ERPs, CRMs and ad platforms export, with the marks they are written with."""

from __future__ import annotations

from typing import NamedTuple


class Export(NamedTuple):
    """A system's file: its separator, its encoding, and the names of its columns."""

    separator: str
    encoding: str
    names: str  # separated by a semicolon


EXPORTS = {
    "Nuvemshop - vendas": Export(
        ";",
        "cp1252",
        "Número do Pedido;E-mail;Data;Status do Pedido;Status do Pagamento;Status do Envio;Subtotal;"
        "Desconto;Valor do Frete;Total;Nome do comprador;CPF / CNPJ;Telefone;Endereço;Cupom de Desconto;"
        "Anotações do Comprador;Data de pagamento;Data de envío;Nome do Produto;Valor do Produto;"
        "Quantidade Comprada;SKU;Meio de pagamento;Dados do cartão",
    ),
    "Nuvemshop - clientes": Export(
        ";",
        "cp1252",
        "Nome completo;CPF/CNPJ;E-mail;Telefone de Contato;Endereço;Cidade;Total Consumido (BRL);"
        "Número de Compras;Última Compra;Data;Cadastrado;Inscrição para newsletter;Marketing;"
        "Marketing (atualização)",
    ),
    "Nuvemshop - carrinhos abandonados": Export(
        ";",
        "cp1252",
        "ID do carrinho;Data de criação;Tipo de abandono;Total do carrinho;Nome;E-mail;Telefone;"
        "CPF / CNPJ;Endereço;Nome do produto;Variante / SKU;Quantidade;Preço unitário",
    ),
    "Bling - contatos (CSV)": Export(
        ";",
        "utf-8-sig",
        "ID;Código;Nome;Fantasia;Endereço;Número;Complemento;Bairro;CEP;Cidade;UF;Celular;Fone;E-mail;"
        "Tipo pessoa;CNPJ / CPF",
    ),
    "Bling - relatorio de vendas/pedidos multiloja (.xls)": Export(
        ";",
        "utf-8",
        "Número do pedido;Número do pedido multiloja;Nome da plataforma;Data;Descrição;Quantidade;"
        "Preço de lista;Taxa de Comissão;Custo de Frete;Imposto",
    ),
    "Bling - notas fiscais (.xls)": Export(
        ";",
        "utf-8",
        "Número;Número do pedido multiloja;Valor total;Data de emissão;Situação",
    ),
    "Tiny / Olist ERP - clientes": Export(
        ";",
        "utf-8",
        "ID;Código;Nome;Fantasia;Endereço;Número;Complemento;Bairro;CEP;Cidade;Estado;"
        "Observações do contato;Fone;Fax;Celular;E-mail;Web Site;Tipo pessoa;CNPJ / CPF;IE / RG;"
        "IE isento;Situação;Observações;Estado civil;Profissão;Sexo;Data nascimento;Naturalidade;"
        "Nome pai;CPF pai;Nome mãe;CPF mãe;Lista de Preço;Vendedor;E-mail para envio de NFe;"
        "Tipos de Contatos;Contribuinte;Código de regime tributário;Limite de crédito",
    ),
    "Tiny / Olist ERP - contas a receber": Export(
        ";",
        "utf-8",
        "ID;Cliente;Data Emissão;Data Vencimento;Data Liquidação;Valor documento;Saldo;Situação;"
        "Número documento;Número no banco;Categoria;Histórico;Forma de recebimento;Meio de recebimento;"
        "Taxas;Competência",
    ),
    "Tiny / Olist ERP - contas a pagar": Export(
        ";",
        "utf-8",
        "ID;Fornecedor;Data Emissão;Data Vencimento;Data Liquidação;Valor documento;Saldo;Situação;"
        "Número documento;Categoria;Histórico;Pago;Competencia;Forma Pagamento;Chave PIX/Código boleto",
    ),
    "Conta Azul - vendas por item": Export(
        ";",
        "utf-8",
        "Número da venda;Nota Fiscal / RPS;Data da venda;Cliente;Nome do produto/serviço;"
        "Unidade de medida;Quantidade de itens;Valor unitário;Valor Bruto;Desconto na venda;"
        "Valor Liquido no Financeiro;Valor Total;Peso Bruto;Peso Total;Cidade do cliente;"
        "Tipo de item (produto ou serviço);Tipo de Negociação",
    ),
    "Conta Azul - financeiro (visão de competência, XLS)": Export(
        ";",
        "utf-8",
        "Data de competência;Data original de vencimento;Data do último pagamento;Descrição;"
        "Nome do fornecedor/cliente;Tipo;Valor (R$);Categoria 1;Valor na Categoria 1;Centro de Custo 1",
    ),
    "Omie - Faturamento por produto/cliente (pivot.xlsx)": Export(
        ";",
        "utf-8",
        "Data de Emissão (completa);Minha Empresa (Nome Fantasia);Nota Fiscal;"
        "Descrição do Produto (completa);Vendedor;Total da Nota Fiscal",
    ),
    "Omie - pedidos em aberto": Export(
        ";",
        "utf-8",
        "Previsão de Faturamento (completa);Pedido;Pedido de Venda;Cliente (Nome Fantasia);"
        "Endereço Completo;Bairro;Cidade;Estado;CEP;Descrição do Produto (completa);Quantidade;Situação;"
        "Etapa;Total de Mercadoria;Total da Nota Fiscal;Vendedor;Tags",
    ),
    "RD Station CRM - negociações": Export(
        ";",
        "utf-8",
        "Nome;Empresa;Qualificação;Funil de vendas;Etapa;Estado;Motivo de Perda;Valor Único;"
        "Valor Recorrente;Pausada;Data de criação;Hora de criação;Data do primeiro contato;"
        "Hora do primeiro contato;Data do último contato;Hora do último contato;Data da próxima tarefa;"
        "Hora da próxima tarefa;Previsão de fechamento;Data de fechamento;Hora de fechamento;Fonte;"
        "Campanha;Responsável;Produtos;Equipes do responsável;Anotação do motivo de perda;Contatos;"
        "Cargo;Email;Telefone",
    ),
    "RD Station Marketing - leads": Export(
        ",",
        "utf-8",
        "Email;Nome;Telefone;Celular;Empresa;Cargo;Estágio no funil;Lead Scoring - Perfil;"
        "Lead Scoring - Interesse;Tags;Total de conversões;Data da primeira conversão;"
        "Origem da primeira conversão;Data da última conversão;Origem da última conversão;"
        "Data da última oportunidade;Data da última venda;Valor da última venda;URL pública;"
        "Base legal para comunicação",
    ),
    "Pipedrive (pt) - negócios": Export(
        ",",
        "utf-8",
        "Negócio - ID;Negócio - Título;Negócio - Valor;Negócio - Etiqueta;Negócio - Organização;"
        "Negócio - Pessoa de contato;Negócio - Funil;Negócio - Etapa;Negócio - Status;"
        "Negócio - Proprietário;Negócio - Negócio criado em;Negócio - Atualizado em;"
        "Negócio - Última alteração de etapa;Negócio - Ganho em;Negócio - Data de perda;"
        "Negócio - Motivo da perda;Negócio - Data de fechamento esperada;Pessoa - Nome;"
        "Pessoa - Telefone;Pessoa - E-mail - Trabalho;Organização - Nome",
    ),
    "Kommo (pt) - leads": Export(
        ";",
        "utf-8",
        "ID;Lead título;Empresa lead 's;Contato principal;Empresa do contato;Lead usuário responsável;"
        "Etapa do lead;Funil de vendas;Venda;Data Criada;Criado por;Última modificação;Modificado por;"
        "Lead tags;Próxima tarefa;Fechada em",
    ),
    "VTEX - relatório de pedidos": Export(
        ",",
        "utf-8",
        "Origin;Order;Sequence;Creation Date;Client Name;Client Last Name;Client ID;Email;Phone;UF;City;"
        "Address Identification;Address Type;Receiver Name;Street;Number;Complement;Neighborhood;"
        "Reference;Postal Code;SLA Type;Courier;Estimate Delivery Date;Delivery Deadline;Status;"
        "Last Change Date;UtmMedium;UtmSource;UtmCampaign;Coupon;Payment System Name;Installments;"
        "Payment Value;Quantity_SKU;ID_SKU;Category Ids Sku;Reference Code;SKU Name;SKU Value;"
        "SKU Selling Price;SKU Total Price;SKU Path;Item Attachments;List ID;List Type Name;"
        "Service (Price/ Selling Price);Shipping List Price;Shipping Value;Total Value;Discounts Totals;"
        "Discounts Names;SalesChannel;Currency Code;Invoice Numbers;Country;"
        "Status raw value (temporary);Cancellation Data",
    ),
    "Shopify - orders": Export(
        ",",
        "utf-8",
        "Name;Email;Financial Status;Paid at;Fulfillment Status;Fulfilled at;Accepts Marketing;Currency;"
        "Subtotal;Shipping;Taxes;Total;Discount Code;Discount Amount;Shipping Method;Created at;"
        "Lineitem quantity;Lineitem name;Lineitem price;Lineitem compare at price;Lineitem sku;"
        "Lineitem requires shipping;Lineitem taxable;Lineitem fulfillment status;Billing Name;"
        "Shipping Phone;Notes;Note Attributes;Cancelled at;Payment Method;Payment Reference;"
        "Refunded Amount;Vendor;Outstanding Balance;Employee;Location;Device ID;Id;Tags;Risk Level;"
        "Source;Lineitem discount;Tax 1 Name",
    ),
    "Shopify - customers": Export(
        ",",
        "utf-8",
        "First Name;Last Name;Email;Accepts Email Marketing;Company;Address1;Address2;City;Province;"
        "Province Code;Country;Country Code;Zip;Phone;Accepts SMS Marketing;Total Spent;Total Orders;"
        "Tags;Note;Tax Exempt",
    ),
    "Mercado Livre - vendas (xlsx)": Export(
        ";",
        "utf-8",
        "N.º de venda;Data da venda;Estado;Descrição do status;Pacote de diversos produtos;"
        "Pertence a um kit;Unidades;Receita por produtos (BRL);"
        "Receita por acréscimo no preço (pago pelo comprador);"
        "Taxa de parcelamento equivalente ao acréscimo;Tarifa de venda e impostos (BRL);"
        "Receita por envio (BRL);Tarifas de envio (BRL);Cancelamentos e reembolsos (BRL);Total (BRL);"
        "Mês de faturamento das suas tarifas;Venda por publicidade;SKU;# de anúncio;Canal de venda;"
        "Loja oficial;Título do anúncio;Variação;Preço unitário de venda do anúncio (BRL);"
        "Tipo de anúncio;Comprador;Estado",
    ),
    "Shopee - Order.all (xlsx)": Export(
        ";",
        "utf-8",
        "ID do pedido;Status do pedido;Status da Devolução / Reembolso;Data de criação do pedido;"
        "Hora do pagamento do pedido;Nº de referência do SKU principal;Nome do Produto;"
        "Número de referência SKU;Nome da variação;Preço original;Preço acordado;Quantidade;"
        "Subtotal do produto;Cupom do vendedor;Taxa de comissão líquida;Taxa de serviço líquida;"
        "Taxa de transação;Total global;Valor estimado do frete;Nome de usuário (comprador);"
        "Nome do destinatário;Telefone;Cidade;UF;CEP",
    ),
    "Hotmart - vendas": Export(
        ";",
        "utf-8",
        "Nome do Produto;Nome do Produtor;Documento do Produtor;Nome do Afiliado;Transação;"
        "Meio de Pagamento;Origem;Moeda;Preço do Produto;Moeda;Preço da Oferta;Taxa de Câmbio;Moeda;"
        "Preço Original;Número da Parcela;Recorrência;Data de Venda;Data de Confirmação;Status;Nome;"
        "Documento;Email;DDD;Telefone;CEP;Cidade;Estado;Bairro;País;Endereço;Número;Complemento;chave;"
        "Código do Produto;Código da Afiliação;Código de Oferta;Origem de Checkout;Tipo de Pagamento;"
        "Período Grátis;Tem co-produção;Venda feita como;Preço Total;Tipo pagamento oferta;"
        "Taxa de Câmbio Real;Preço Total Convertido;Quantidade de itens;Oferta de Upgrade;Cupom;Moeda;"
        "Valor que você recebeu convertido;Taxa de Câmbio do valor recebido;Data Vencimento;Instagram;"
        "Origem da venda;Moeda de recebimento;Faturamento líquido;Código do assinante;Nota Fiscal;"
        "Valor do frete bruto",
    ),
    "Meta Ads (pt) - campanhas": Export(
        ",",
        "utf-8",
        "Nome da campanha;Identificação da campanha;Início dos relatórios;Término dos relatórios;"
        "Valor usado (BRL);Veiculação da campanha;Resultados;Alcance;Impressões;"
        "CPM (custo por 1.000 impressões) (BRL);Cliques no link;CPC (custo por clique no link) (BRL);"
        "CTR (taxa de cliques no link);Custo por resultados;Indicador de resultados",
    ),
    "Google Ads (pt) - campanhas": Export(
        ";",
        "utf-8",
        "Campanha;Mês;Código da moeda;Custo;Impr.;Cliques;CTR;Conversões;Custo/conv.",
    ),
    "Sankhya - vendas": Export(
        ";",
        "utf-8",
        "Dt. Faturamento;Nro. Único;Nro. Nota;Cod. Parceiro;Parceiro;CPF / CNPJ;Perfil Parceiro;"
        "Nome Cidade;UF;Cód. Produto;Desc. Produto;Desc. Grupo do Produto;Vendedor;Tipo de Negociação;"
        "Vlr. Total Liquido;Peso Líquido do Produto (Kg);Quantidade",
    ),
    "Unnamed industry/wholesale ERP (uppercase, glued names)": Export(
        ";",
        "utf-8",
        "ID;PEDIDO;MESANOVENDA;EMISSAOPED;FECHAMENTOPED;DATAAFATURARPED;BLOQUEIOPED;EMISSAOFAT;"
        "REPRESENTANTE;REPRESENTADA;CNPF;CLIENTE;ESTADO;SEGMENTO;RAMOATIV;CODARTIGO",
    ),
    "Modelo de importação de clientes (vários sistemas pequenos)": Export(
        ";",
        "utf-8",
        "Razão Social;Nome Fantasia;CNPJ/CPF;Inscrição Estadual;Endereço;Bairro;CEP;Cidade;UF;Telefone;"
        "E-mail;Observações;Status;Rede de Clientes;Grupo de Lojas;PRAZO DE PAGAMENTO;Representante",
    ),
    "Relatório simples exportado (título + gerado em + linha vazia)": Export(
        ";",
        "utf-8",
        "Número Pedido;Data;Cliente;Vendedor;Status;Valor Total",
    ),
    "CSV with formula-injection guard": Export(
        ";",
        "utf-8-sig",
        "Número;Data;Cliente;Documento;Status",
    ),
}
