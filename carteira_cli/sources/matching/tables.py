"""The canonical tables and columns: what every file is turned into."""

from __future__ import annotations

from enum import Enum

from carteira_cli.dataclass import dataclass


class ValueKind(Enum):
    """How a column is read. The value names it in messages."""

    ID = "código"  # text, verbatim
    TEXT = "texto"
    DAY = "data"  # Int32, days since 1970-01-01
    MONEY = "valor"  # Int64, cents
    PERIOD = "período"  # text, as `period.parse_period` reads and labels it
    LINE = "linha"  # the line as a whole


@dataclass(frozen=True)
class CanonicalColumn:
    """A canonical column. A line with an unreadable or missing required cell is rejected.

    Of a `vital` one an empty cell is a statement (a contract without an end goes on), so that an unreadable cell can
    never be taken for an empty one. Of a `lenient` one an unreadable cell is an empty one to every analysis, which does
    better without the date than without the line; a look at the whole file (`validar`) tells of it. A `guide` says how
    others are read, and is no column of the lines itself. A required one that is `excused_by` another may be empty on a
    line that has this other: who was asked for a mark and gave none.
    """

    name: str
    kind: ValueKind = ValueKind.TEXT
    required: bool = False
    vital: bool = False
    guide: bool = False
    lenient: bool = False
    excused_by: str = ""


@dataclass(frozen=True)
class CanonicalTable:
    """A canonical table; `noun` is its plural in messages, `accented` its name as a text has it."""

    name: str
    noun: str
    columns: tuple[CanonicalColumn, ...]
    accented: str = ""

    @property
    def title(self) -> str:
        """Its name in a sentence."""
        return self.accented or self.name

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


def _texts(*names: str) -> tuple[CanonicalColumn, ...]:
    return tuple(CanonicalColumn(name) for name in names)


VENDAS = CanonicalTable(
    "vendas",
    "vendas",
    (
        CanonicalColumn("cliente", ValueKind.ID, required=True),
        CanonicalColumn("data", ValueKind.DAY, required=True),
        CanonicalColumn("valor", ValueKind.MONEY, required=True),
        CanonicalColumn("venda", ValueKind.ID),
        *_texts("status", "vendedor", "produto", "categoria", "quantidade"),
        CanonicalColumn("custo", ValueKind.MONEY),
        *_texts("canal", "operacao", "moeda"),
        CanonicalColumn("desconto", ValueKind.MONEY, lenient=True),
    ),
)
CLIENTES = CanonicalTable(
    "clientes",
    "clientes",
    (
        CanonicalColumn("cliente", ValueKind.ID, required=True),
        *_texts("nome", "documento", "tipo", "uf", "cidade", "pais", "segmento", "vendedor", "canal"),
        CanonicalColumn("data_cadastro", ValueKind.DAY, lenient=True),
        CanonicalColumn("nascimento", ValueKind.DAY, lenient=True),
        CanonicalColumn("indicado_por", ValueKind.ID),
    ),
)
LEADS = CanonicalTable(
    "leads",
    "leads",
    (
        CanonicalColumn("lead", ValueKind.ID, required=True),
        CanonicalColumn("data", ValueKind.DAY, required=True),
        CanonicalColumn("data_conversao", ValueKind.DAY),
        CanonicalColumn("cliente", ValueKind.ID),
        *_texts("origem", "etapa", "vendedor"),
        CanonicalColumn("valor", ValueKind.MONEY),
        *_texts("moeda"),
    ),
)
CUSTOS = CanonicalTable(
    "custos",
    "custos de aquisição",
    (
        CanonicalColumn("data", ValueKind.DAY, required=True),
        CanonicalColumn("valor", ValueKind.MONEY, required=True),
        *_texts("canal", "tipo", "moeda"),
    ),
)
ASSINATURAS = CanonicalTable(
    "assinaturas",
    "contratos (assinaturas)",
    (
        CanonicalColumn("cliente", ValueKind.ID, required=True),
        CanonicalColumn("inicio", ValueKind.DAY, required=True),
        CanonicalColumn("valor_mensal", ValueKind.MONEY, required=True),
        CanonicalColumn("fim", ValueKind.DAY, vital=True),
        *_texts("plano", "moeda"),
        CanonicalColumn("periodicidade", guide=True),
        CanonicalColumn("intervalos", guide=True),
    ),
)
METAS = CanonicalTable(
    "metas",
    "metas",
    (
        CanonicalColumn("vendedor", required=True),
        CanonicalColumn("periodo", ValueKind.PERIOD, required=True),
        CanonicalColumn("meta", ValueKind.MONEY, required=True),
    ),
)

TITULOS = CanonicalTable(
    "titulos",
    "títulos a receber",
    (
        CanonicalColumn("titulo", ValueKind.ID, required=True),
        CanonicalColumn("cliente", ValueKind.ID, required=True),
        CanonicalColumn("vencimento", ValueKind.DAY, required=True),
        CanonicalColumn("valor", ValueKind.MONEY, required=True),
        CanonicalColumn("emissao", ValueKind.DAY, lenient=True),
        CanonicalColumn("pagamento", ValueKind.DAY, vital=True),
        CanonicalColumn("valor_pago", ValueKind.MONEY, vital=True),
        CanonicalColumn("saldo", ValueKind.MONEY, vital=True, lenient=True),
        CanonicalColumn("desconto", ValueKind.MONEY, vital=True, lenient=True),
        CanonicalColumn("situacao", vital=True),
        CanonicalColumn("parcela", vital=True),  # tells titles of one number and day apart
        *_texts("vendedor"),
        CanonicalColumn("previsao", ValueKind.DAY, lenient=True),
        *_texts("moeda"),
    ),
    "títulos",
)
AVALIACOES = CanonicalTable(
    "avaliacoes",
    "avaliações",
    (
        CanonicalColumn("cliente", ValueKind.ID, required=True),
        CanonicalColumn("data", ValueKind.DAY, required=True, excused_by="convite"),
        CanonicalColumn("nota", ValueKind.MONEY, required=True, excused_by="convite"),
        *_texts("comentario", "pesquisa"),
        CanonicalColumn("convite", ValueKind.DAY, vital=True, lenient=True),
    ),
    "avaliações",
)
CONTATOS = CanonicalTable(
    "contatos",
    "contatos com clientes",
    (
        CanonicalColumn("cliente", ValueKind.ID, required=True),
        CanonicalColumn("data", ValueKind.DAY, required=True),
        *_texts("tipo", "vendedor", "resultado"),
        CanonicalColumn("proximo", ValueKind.DAY, lenient=True),
    ),
)
CAMPANHAS = CanonicalTable(
    "campanhas",
    "clientes em campanhas",
    (
        CanonicalColumn("campanha", required=True),
        CanonicalColumn("cliente", ValueKind.ID, required=True),
        CanonicalColumn("grupo", required=True),
        CanonicalColumn("data", ValueKind.DAY),
        CanonicalColumn("custo", ValueKind.MONEY),
        *_texts("moeda"),
    ),
)
ETAPAS = CanonicalTable(
    "etapas",
    "etapas dos leads",
    (
        CanonicalColumn("lead", ValueKind.ID, required=True),
        CanonicalColumn("etapa", required=True),
        CanonicalColumn("data", ValueKind.DAY, required=True),
    ),
)

TABLES = {
    table.name: table
    for table in (
        *(VENDAS, CLIENTES, LEADS, CUSTOS, ASSINATURAS, METAS),
        *(TITULOS, AVALIACOES, CONTATOS, CAMPANHAS, ETAPAS),
    )
}
