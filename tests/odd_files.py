"""Folders as people have them: files with odd names, of which some are tables of a portfolio and most are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Row = Callable[[int], str]

SALES = "Pedido;Cliente;Data;Valor"
LINES = 40

# What no folder's sales, customers, leads, costs or contracts are: name → header, and the line of a number.
STRANGE: dict[str, tuple[str, Row]] = {
    "produtos": ("Código;Descrição;Preço;Unidade;NCM;Estoque", lambda n: f"{n};Produto {n};{n},90;UN;8471.30;{n * 3}"),
    "catálogo": (
        "SKU;Nome;Categoria;Marca;Preço de venda;Preço de custo",
        lambda n: f"SK{n};Camisa {n};Roupas;Acme;{n},90;{n},10",
    ),
    "tabela de preços": ("Código;Nome;Grupo;Valor", lambda n: f"{n};Parafuso {n};Ferragens;{n},90"),
    "estoque": (
        "Produto;Depósito;Quantidade;Custo médio;Última entrada",
        lambda n: f"P{n};Central;{n};{n},33;0{1 + n % 9}/03/2024",
    ),
    "movimento de estoque": (
        "Data;Produto;Tipo;Quantidade;Valor",
        lambda n: f"{1 + n % 28:02}/03/2024;P{n};Entrada;{n};{n},33",
    ),
    "extrato": (
        "Data;Histórico;Documento;Valor;Saldo",
        lambda n: f"{1 + n % 28:02}/03/2024;PIX RECEBIDO;{99000 + n};{n},33;{n * 10},00",
    ),
    "extrato com agência": (
        "Data Lançamento;Descrição;Agência;Conta;Valor (R$);Tipo",
        lambda n: f"{1 + n % 28:02}/03/2024;TED {n};0001;123;{'-' if n % 2 else ''}{n},33;{'D' if n % 2 else 'C'}",
    ),
    "extrato do banco digital": (
        "Data;Valor;Identificador;Descrição",
        lambda n: f"{1 + n % 28:02}/03/2024;{'-' if n % 3 else ''}{n},33;a{n};Compra {n}",
    ),
    "fatura do cartão": ("date;title;amount", lambda n: f"2024-03-{1 + n % 28:02};Loja {n};{n}.50"),
    "fornecedores": (
        "Código;Fornecedor;CNPJ;Cidade;UF;Telefone",
        lambda n: f"{n};Fab {n};{11222333000181 + n};Curitiba;PR;4199999{n:04}",
    ),
    "compras": (
        "Número;Emitente;CNPJ Emitente;Data de emissão;Valor total",
        lambda n: f"{n};Fab {n % 5};{11222333000181 + n % 5};{1 + n % 28:02}/03/2024;{n},33",
    ),
    "funcionários": (
        "Matrícula;Nome;CPF;Cargo;Salário;Data de admissão",
        lambda n: f"{n};Ana {n};{10000000000 + n};Vendedor;{n}000,00;01/02/2020",
    ),
    "folha": (
        "Funcionário;Competência;Salário líquido",
        lambda n: f"Ana {n % 5};0{1 + n % 9}/2024;{n}000,00",
    ),
    "curva abc": (
        "Cliente;Valor;% do total;% acumulado;Classe",
        lambda n: f"Loja {n};{n}000,00;1,2;3,4;A",
    ),
    "ranking": ("Posição;Cliente;Última compra;Total comprado", lambda n: f"{n};Loja {n};01/02/2024;{n}000,00"),
    "agenda": ("Data;Hora;Cliente;Assunto", lambda n: f"{1 + n % 28:02}/03/2024;10:00;Loja {n};Visita"),
    "temperatura": ("data;temperatura;umidade", lambda n: f"2024-03-{1 + n % 28:02};{20 + n / 10};{50 + n}"),
    "ceps": ("cep;cidade;uf;bairro", lambda n: f"{80000000 + n};Curitiba;PR;B{n}"),
    "filiais": (
        "Código;Filial;CNPJ;Cidade;UF",
        lambda n: f"{n};Filial {n};{11222333000181 + n};Curitiba;PR",
    ),
    "imóveis": ("Código;Endereço;Bairro;Cidade;Valor do aluguel", lambda n: f"{n};Rua {n};Centro;Curitiba;{n}000,00"),
    "cotações": (
        "Orçamento;Cliente;Data;Valor;Situação",
        lambda n: f"{n};Loja {n % 9};{1 + n % 28:02}/03/2024;{n}00,00;{('Aprovado', 'Recusado')[n % 2]}",
    ),
    "despesas": (
        "Data;Fornecedor;Categoria;Valor",
        lambda n: f"{1 + n % 28:02}/03/2024;Luz {n % 4};Infra;{n}00,00",
    ),
    "chamados": (
        "Chamado;Cliente;Abertura;Status;Prioridade",
        lambda n: f"{n};Loja {n % 9};{1 + n % 28:02}/03/2024;Aberto;Alta",
    ),
    "orçamento": ("Mês;Receita prevista;Despesa prevista", lambda n: f"{1 + n % 12:02}/2024;{n}000,00;{n}00,00"),
}

# Tables under other names: table → header, and the line of a number.
TABLES: dict[str, tuple[str, Row]] = {
    "vendas": (
        "Nº do Pedido;Cód. Cliente;Dt. Emissão;Valor Total (R$)",
        lambda n: f"{n};C{n % 9};{1 + n % 28:02}/0{1 + n % 3}/2024;{n},33",
    ),
    "clientes": (
        "Código;Razão Social;CNPJ;Cidade;UF;Telefone",
        lambda n: f"C{n};Loja {n};{11222333000181 + n};Curitiba;PR;4199999{n:04}",
    ),
    "leads": (
        "ID;Nome;Data de criação;Etapa;Origem;Ganho em",
        lambda n: f"{n};Loja {n};{1 + n % 28:02}/03/2024;Proposta;Site;",
    ),
    "custos": (
        "Dia;Campanha;Plataforma;Valor gasto",
        lambda n: f"{1 + n % 28:02}/03/2024;Marca {n % 3};Busca;{n},33",
    ),
    "assinaturas": (
        "Cliente;Início da vigência;Fim da vigência;Mensalidade;Plano",
        lambda n: f"C{n};{1 + n % 28:02}/01/2023;;{n}99,90;Ouro",
    ),
    "metas": ("Vendedor;Mês;Meta", lambda n: f"Ana {n % 3};{1 + n % 12:02}/2024;{n}000,00"),
    "titulos": (
        "Título;Cliente;Emissão;Vencimento;Valor;Saldo;Situação",
        lambda n: f"{n};Loja {n % 9};{1 + n % 28:02}/03/2024;{1 + n % 28:02}/04/2024;{n},33;0,00;Pago",
    ),
    "avaliacoes": (
        "Carimbo de data/hora;Código do cliente;Em uma escala de 0 a 10, o quanto você nos recomendaria?;Comentário",
        lambda n: f"{1 + n % 28:02}/03/2024 10:{n % 60:02}:00;C{n};{n % 11};Texto {n}",
    ),
    "contatos": (
        "Data da atividade;Cliente;Tipo de atividade;Responsável;Resultado;Próximo contato",
        lambda n: f"{1 + n % 28:02}/03/2024;C{n % 9};Visita;Ana;Pedido;{1 + n % 28:02}/04/2024",
    ),
    "campanhas": (
        "Nome da campanha;Cód. Cliente;Grupo;Data do envio",
        lambda n: f"Volta às aulas;C{n};{('Tratado', 'Controle')[n % 2]};01/03/2024",
    ),
    "etapas": (
        "ID do negócio;Etapa;Entrou em",
        lambda n: f"{n // 3};{('Novo', 'Proposta', 'Ganho')[n % 3]};{1 + n % 28:02}/0{1 + n % 3}/2024",
    ),
}


def text_of(kind: tuple[str, Row], lines: int = LINES) -> str:
    """A file as text."""
    header, row = kind
    return "\n".join([header, *map(row, range(1, lines + 1))]) + "\n"


def monthly(folder: Path, months: range) -> list[Path]:
    """Sales exported a month at a time, each month three orders of three customers."""
    paths = []
    for month in months:
        rows = [f"{month}{day};C{day % 3};{day:02}/{month:02}/2024;{day},50" for day in (3, 11, 25)]
        paths.append(folder / f"Vendas 2024-{month:02}.csv")
        paths[-1].write_text("\n".join([SALES, *rows]) + "\n", encoding="utf-8")
    return paths
