"""What a portfolio can be split and filtered by: attributes of customers, of sales, and computed ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.sources.tables import TABLES, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Of = Literal["cliente", "venda", "lead", "custo"]

# A cost's `tipo` is what was paid for, not what the customer is: only columns of one meaning are shared.
CUSTOMER_COLUMNS = ("tipo", "uf", "cidade", "pais", "segmento", "vendedor", "canal", "nome", "documento")
CUSTOMER_DATES = ("data_cadastro", "nascimento")
SALE_COLUMNS = ("vendedor", "categoria", "produto", "canal")
LEAD_COLUMNS = ("origem", "etapa", "vendedor")
COST_COLUMNS = ("canal",)
COMPUTED = {
    "nacionalidade": "nacional ou estrangeiro, pela coluna pais do cadastro",
    "coorte": "mês da primeira compra",
    "coorte_trimestre": "trimestre da primeira compra",
    "classe_abc": "classe A, B ou C pela receita do período",
    "classe_abc_anterior": "classe A, B ou C pela receita do período anterior",
    "segmento_rfm": "segmento RFM no fim do período",
}
_PREFIXES: Mapping[str, Of] = {"clientes": "cliente", "vendas": "venda", "leads": "lead", "custos": "custo"}
_BY_TABLE = {"leads": LEAD_COLUMNS, "custos": COST_COLUMNS}


@dataclass(frozen=True)
class Dimension:
    """A column that splits a portfolio, or that a condition looks at.

    Attributes:
        asked: the column as the user named it, `vendas.canal` or `uf`: its name in every output.
        column: the canonical column, or the name of a computed one.
        of: whose attribute it is, among customers and sales; None where neither has it.
        tables: the other tables that have it: leads, costs.
    """

    asked: str
    column: str
    of: Literal["cliente", "venda"] | None
    tables: frozenset[str] = frozenset()

    @property
    def computed(self) -> bool:
        """Whether it is worked out from the sales or another column."""
        return self.column in COMPUTED

    @property
    def kind(self) -> Kind:
        """How its cells compare."""
        return Kind.DAY if self.column in CUSTOMER_DATES else Kind.TEXT

    @property
    def key(self) -> str:
        """Its column in the frames that indicators are computed over."""
        return f"\x00{self.asked}"

    def serves(self, frame: str) -> bool:
        """Whether the rows of a frame (`clientes`, `leads`, `custos`) have it."""
        return self.of is not None if frame == "clientes" else frame in self.tables


def columns_wanted(asked: Collection[str]) -> frozenset[str]:
    """Optional columns to read so that these dimensions can be told."""
    bare = {name.rpartition(".")[2] for name in asked}
    also = {"nacionalidade": {"pais"}, "segmento_rfm": {"venda"}}
    return frozenset(bare.union(*(also.get(name, set()) for name in bare)))


def resolve(asked: str, columns: Mapping[str, Collection[str]]) -> Dimension:
    """Which column a user means.

    An unqualified name is the register's where the register has it, else that of the sales.

    Args:
        asked: `uf`, `vendas.canal`, `coorte`.
        columns: table → the canonical columns that its files have, for the tables that are there.

    Raises:
        UsageError: no table has it, with the nearest name; or it has it in no file.
    """
    prefix, _, column = asked.rpartition(".")
    if prefix and prefix not in _PREFIXES:
        raise UsageError(f'"{asked}": a tabela "{prefix}" não existe', did_you_mean(prefix, _PREFIXES))
    known = _known(prefix)
    if column not in known:
        raise UsageError(f'a coluna "{asked}" não existe', did_you_mean(column, known))
    tables = frozenset(
        table
        for table, own in _BY_TABLE.items()
        if prefix in {"", table} and column in own and _has(columns, table, column)
    )
    of = _owner(prefix, column, columns)
    if of is None and not tables:
        raise _absent(asked, prefix, column, columns)
    return Dimension(asked, column, of, tables)


def _known(prefix: str) -> list[str]:
    by_prefix = {
        "clientes": (*CUSTOMER_COLUMNS, *CUSTOMER_DATES, *COMPUTED),
        "vendas": SALE_COLUMNS,
        "leads": LEAD_COLUMNS,
        "custos": COST_COLUMNS,
    }
    chosen = (by_prefix[prefix],) if prefix else tuple(by_prefix.values())
    return list(dict.fromkeys(name for names in chosen for name in names))


def _has(columns: Mapping[str, Collection[str]], table: str, column: str) -> bool:
    return column in columns.get(table, ())


def _owner(prefix: str, column: str, columns: Mapping[str, Collection[str]]) -> Literal["cliente", "venda"] | None:
    if prefix in {"", "clientes"}:
        if column == "nacionalidade":
            return "cliente" if _has(columns, "clientes", "pais") else None
        if column in COMPUTED:
            return "cliente" if "vendas" in columns else None
        if column in (*CUSTOMER_COLUMNS, *CUSTOMER_DATES) and _has(columns, "clientes", column):
            return "cliente"
    if prefix in {"", "vendas"} and column in SALE_COLUMNS and _has(columns, "vendas", column):
        return "venda"
    return None


def _absent(asked: str, prefix: str, column: str, columns: Mapping[str, Collection[str]]) -> UsageError:
    where = [prefix] if prefix else [name for name, table in TABLES.items() if column in table.names]
    if column in COMPUTED:
        where = ["clientes"] if column == "nacionalidade" else ["vendas"]
    there = [name for name in where if name in columns]
    wanted = "pais" if column == "nacionalidade" else column
    if there:
        return UsageError(
            f'não há a coluna "{wanted}" em {" nem em ".join(there)}',
            f'exporte-a, ou diga o nome dela no arquivo em [colunas.{there[0]}]: {wanted} = "..."',
        )
    return UsageError(
        f'"{asked}" precisa de {" ou ".join(where)}, que não foi lida', f"passe --{where[0]} ARQUIVO com essa coluna"
    )
