"""The canonical tables and columns: what every file is turned into."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How a column is read. The value names it in messages."""

    ID = "código"  # text, verbatim
    TEXT = "texto"
    DAY = "data"  # Int32, days since 1970-01-01
    MONEY = "valor"  # Int64, cents
    PERIOD = "período"  # text, as `period.parse_period` reads and labels it
    LINE = "linha"  # the line as a whole


@dataclass(frozen=True)
class Column:
    """A canonical column. A line with an unreadable or missing required cell is rejected.

    Of a `vital` one an empty cell is a statement (a contract without an end goes on), so that an unreadable cell can
    never be taken for an empty one. Of a `lenient` one an unreadable cell is an empty one to every analysis, which does
    better without the date than without the line; a look at the whole file (`validar`) tells of it. A `guide` says how
    others are read, and is no column of the lines itself.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    vital: bool = False
    guide: bool = False
    lenient: bool = False


@dataclass(frozen=True)
class Table:
    """A canonical table; `noun` is its plural in messages."""

    name: str
    noun: str
    columns: tuple[Column, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that a file can't do without."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def vital(self) -> tuple[str, ...]:
        """Names of the columns whose cells must be readable, the required ones among them."""
        return tuple(column.name for column in self.columns if column.required or column.vital)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns."""
        return tuple(column.name for column in self.columns)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


VENDAS = Table(
    "vendas",
    "vendas",
    (
        Column("cliente", Kind.ID, required=True),
        Column("data", Kind.DAY, required=True),
        Column("valor", Kind.MONEY, required=True),
        Column("venda", Kind.ID),
        *_texts("status", "vendedor", "produto", "categoria", "quantidade"),
        Column("custo", Kind.MONEY),
        *_texts("canal", "operacao", "moeda"),
    ),
)
CLIENTES = Table(
    "clientes",
    "clientes",
    (
        Column("cliente", Kind.ID, required=True),
        *_texts("nome", "documento", "tipo", "uf", "cidade", "pais", "segmento", "vendedor", "canal"),
        Column("data_cadastro", Kind.DAY, lenient=True),
        Column("nascimento", Kind.DAY),
    ),
)
LEADS = Table(
    "leads",
    "leads",
    (
        Column("lead", Kind.ID, required=True),
        Column("data", Kind.DAY, required=True),
        Column("data_conversao", Kind.DAY),
        Column("cliente", Kind.ID),
        *_texts("origem", "etapa", "vendedor"),
        Column("valor", Kind.MONEY),
        *_texts("moeda"),
    ),
)
CUSTOS = Table(
    "custos",
    "custos de aquisição",
    (
        Column("data", Kind.DAY, required=True),
        Column("valor", Kind.MONEY, required=True),
        *_texts("canal", "tipo", "moeda"),
    ),
)
ASSINATURAS = Table(
    "assinaturas",
    "contratos (assinaturas)",
    (
        Column("cliente", Kind.ID, required=True),
        Column("inicio", Kind.DAY, required=True),
        Column("valor_mensal", Kind.MONEY, required=True),
        Column("fim", Kind.DAY, vital=True),
        *_texts("plano", "moeda"),
        Column("periodicidade", guide=True),
        Column("intervalos", guide=True),
    ),
)
METAS = Table(
    "metas",
    "metas",
    (
        Column("vendedor", required=True),
        Column("periodo", Kind.PERIOD, required=True),
        Column("meta", Kind.MONEY, required=True),
    ),
)

TABLES = {table.name: table for table in (VENDAS, CLIENTES, LEADS, CUSTOS, ASSINATURAS, METAS)}
