"""What the tables of the star are called and have, in words: the one list that files and the model rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.catalogue import catalogue, of_family

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS = (*of_family("churn"), *of_family("churn-receita"), *of_family("ticket"))  # the indicators of the model
ATTRIBUTES = ("tipo", "uf", "cidade", "pais", "segmento", "canal", "vendedor")  # of customers
NO_SELLER = "(sem vendedor)"  # what a dimension has in the place of nobody, so that every fact finds its row
StarType = Literal["texto", "inteiro", "sim_ou_nao", "data"]
GRAINS = ("mes", "trimestre", "ano")

MOVEMENT = {  # indicator over customers → the column with what a customer contributes to it
    "clientes_inicio": "ativo_inicio",
    "clientes_fim": "ativo_fim",
    "perdidos": "perdido",
    "retidos": "retido",
    "novos": "novo",
    "reativados": "reativado",
    "receita_mensal_inicio": "receita_inicio_centavos",
    "receita_mensal_fim": "receita_fim_centavos",
    "churn_receita": "churn_receita_centavos",
    "contracao": "contracao_centavos",
    "expansao": "expansao_centavos",
    "receita_novos": "receita_novos_centavos",
    "receita_reativados": "receita_reativados_centavos",
    "receita": "receita_centavos",
    "compradores": "comprou",
    "pedidos": "pedidos",
}


@dataclass(frozen=True)
class StarColumn:
    """A column: its name, what its cells are, and what it says."""

    name: str
    type: StarType
    words: str

    @property
    def dtype(self) -> pl.DataType:
        """Its type in frames: text, Int64, Int8 of 0 and 1, or a date."""
        kinds: Mapping[StarType, pl.DataType] = {
            "texto": pl.String(),
            "inteiro": pl.Int64(),
            "sim_ou_nao": pl.Int8(),
            "data": pl.Date(),
        }
        return kinds[self.type]


@dataclass(frozen=True)
class StarTable:
    """A table of the star.

    Attributes:
        name: of its file, without the suffix, and in the model.
        words: what a row of it is.
        key: the columns that tell its rows apart.
        columns: in order.
        refers: column → the table and the column that it is found in.
    """

    name: str
    words: str
    key: tuple[str, ...]
    columns: tuple[StarColumn, ...]
    refers: tuple[tuple[str, str, str], ...] = ()

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Column → its type."""
        return {column.name: column.dtype for column in self.columns}


def star_tables(*, named: bool, numbered: bool) -> tuple[StarTable, ...]:
    """The tables, in the order in which they are written and described.

    Args:
        named: whether customers have names.
        numbered: whether customers are numbers in the place of their ids.
    """
    customer = StarColumn("cliente", "inteiro" if numbered else "texto", _who(named=named, numbered=numbered))
    return (
        _customers(customer, named=named),
        _calendar(),
        _sellers(),
        _sales(customer, named=named),
        _movement(customer),
    )


def _who(*, named: bool, numbered: bool) -> str:
    if numbered:
        return "número do cliente nesta estrela; outra execução pode dar outro"
    return "código do cliente" if named else "pseudônimo do cliente"


def _customers(customer: StarColumn, *, named: bool) -> StarTable:
    text: list[StarColumn] = [
        StarColumn("tipo", "texto", "tipo do cliente, como pf ou pj"),
        StarColumn("uf", "texto", "estado do cliente"),
        StarColumn("cidade", "texto", "cidade do cliente"),
        StarColumn("pais", "texto", "país do cliente"),
        StarColumn("segmento", "texto", "segmento do cliente"),
        StarColumn("canal", "texto", "canal do cliente"),
        StarColumn("vendedor", "texto", f'vendedor do cliente; "{NO_SELLER}" se ninguém o atende'),
    ]
    names = [StarColumn("nome", "texto", "nome do cliente")] if named else []
    days = [
        StarColumn("data_cadastro", "data", "dia do cadastro"),
        StarColumn("primeira_compra", "data", "dia da primeira compra"),
        StarColumn("coorte", "texto", "mês da primeira compra, como 2024-03"),
    ]
    return StarTable(
        "dim_cliente", "Um cliente: de quem comprou, tem contrato ou está no cadastro.", ("cliente",),
        (customer, *names, *text, *days),
    )  # fmt: skip


def _calendar() -> StarTable:
    return StarTable(
        "dim_calendario",
        "Um dia, com o mês, o trimestre e o ano em que cai, com os nomes que os períodos têm.",
        ("data",),
        (
            StarColumn("data", "data", "o dia"),
            StarColumn("ano", "inteiro", "ano"),
            StarColumn("trimestre", "inteiro", "trimestre do ano, de 1 a 4"),
            StarColumn("mes", "inteiro", "mês do ano, de 1 a 12"),
            StarColumn("dia", "inteiro", "dia do mês"),
            StarColumn("dia_da_semana", "inteiro", "dia da semana, de 1 (segunda-feira) a 7 (domingo)"),
            StarColumn("periodo_mes", "texto", "o mês como período, 2024-03"),
            StarColumn("periodo_trimestre", "texto", "o trimestre como período, 2024-Q1"),
            StarColumn("periodo_ano", "texto", "o ano como período, 2024"),
        ),
    )


def _sellers() -> StarTable:
    return StarTable(
        "dim_vendedor",
        "Um vendedor, das vendas ou do cadastro dos clientes.",
        ("vendedor",),
        (
            StarColumn("vendedor", "texto", f'nome do vendedor; "{NO_SELLER}" é a linha do que não tem vendedor'),
            StarColumn("nas_vendas", "sim_ou_nao", "1 se alguma venda é dele"),
            StarColumn("no_cadastro", "sim_ou_nao", "1 se algum cliente é dele"),
        ),
    )


def _sales(customer: StarColumn, *, named: bool) -> StarTable:
    order = "código do pedido" if named else "número do pedido nesta estrela"
    return StarTable(
        "fato_vendas",
        "Uma linha de venda válida; as canceladas ficam de fora.",
        ("linha",),
        (
            StarColumn("linha", "inteiro", "número da linha, na ordem do dia, do cliente e do pedido"),
            StarColumn("data", "data", "dia da venda"),
            customer,
            StarColumn("vendedor", "texto", f'vendedor da venda; "{NO_SELLER}" se não tem'),
            StarColumn("venda", "texto", f"{order}; várias linhas podem ter o mesmo"),
            StarColumn("produto", "texto", "produto"),
            StarColumn("categoria", "texto", "categoria do produto"),
            StarColumn("canal", "texto", "canal da venda"),
            StarColumn("valor_centavos", "inteiro", "valor da linha, em centavos; negativo numa devolução"),
            StarColumn("receita_centavos", "inteiro", "o que da linha é receita pela regra de devoluções, em centavos"),
            StarColumn("compra", "sim_ou_nao", "1 se a linha é uma compra, 0 se é devolução ou não vale nada"),
        ),
        (
            ("data", "dim_calendario", "data"),
            ("cliente", "dim_cliente", "cliente"),
            ("vendedor", "dim_vendedor", "vendedor"),
        ),
    )


def _movement(customer: StarColumn) -> StarTable:
    items = catalogue()
    counted = (StarColumn(name, _type(key), _contribution(key)) for key, name in MOVEMENT.items() if key in items)
    return StarTable(
        "fato_movimento",
        "Um cliente num período (grao mes, trimestre ou ano): era ativo no início ou no fim dele, ou comprou nele. "
        "Cada período tem as suas linhas: não some períodos nem grãos diferentes.",
        ("grao", "periodo", "cliente"),
        (
            StarColumn("grao", "texto", "o que o período é: mes, trimestre ou ano"),
            StarColumn("periodo", "texto", "o período: 2024-03, 2024-Q1 ou 2024"),
            StarColumn("inicio", "data", "primeiro dia do período"),
            StarColumn("fim", "data", "último dia que conta: o do período, ou o da data de referência"),
            StarColumn("completo", "sim_ou_nao", "1 se os dados cobrem o período inteiro"),
            StarColumn(
                "janela_completa", "sim_ou_nao", "0 se antes do período há menos dados que o prazo de inatividade"
            ),
            customer,
            *counted,
        ),
        (("inicio", "dim_calendario", "data"), ("cliente", "dim_cliente", "cliente")),
    )


def _type(key: str) -> StarType:
    return "sim_ou_nao" if catalogue()[key].members is not None else "inteiro"


def _contribution(key: str) -> str:
    """What a customer's cell of a column says."""
    item = catalogue()[key]
    if item.members is not None:
        return f"1 se o cliente conta em {key}: {item.title.lower()}"
    if not item.unit.is_money:
        return f"{item.title.lower()} do cliente no período"
    over = "da janela de inatividade" if item.unit.value == "reais_por_mes" else "do período"
    return f"o que do cliente entra em {key} ({item.title}), em centavos {over}"
