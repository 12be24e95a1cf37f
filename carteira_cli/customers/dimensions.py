"""What a portfolio can be split and filtered by: attributes of customers, of sales, and computed ones."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from carteira_cli.customers.attribute_names import (
    COMPUTED,
    COST_COLUMNS,
    CUSTOMER,
    CUSTOMER_COLUMNS,
    CUSTOMER_DATES,
    LEAD_COLUMNS,
    OF_REGISTER,
    SALE_COLUMNS,
    meant,
    other_names,
    own_names,
)
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import UsageError, did_you_mean, nearest
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.sources.matching.further import OF_CUSTOMERS
from carteira_cli.sources.matching.slugs import bare_name, slug, slugs
from carteira_cli.sources.matching.tables import TABLES, ValueKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from carteira_cli.sources.ledger import Ledger

TABLES_OF = ("clientes", "vendas", "leads", "custos")  # those that have dimensions
_PREFIXES = {name: name for name in TABLES_OF} | {"cliente": "clientes", "venda": "vendas", "lead": "leads"}
_BY_TABLE = {"leads": LEAD_COLUMNS, "custos": COST_COLUMNS}
_LISTED = 40  # names that an error lists at most
_NUMBERS = ("periodo", "completo", "ultima_compra", "mudanca", "indicador", "grupo")  # columns of the tables themselves


@dataclass(frozen=True)
class Known:
    """What there is to be named.

    Attributes:
        columns: table → the columns that its files have and the run reads, for the tables that are there.
        headers: table → every column of its files as `further.slug` spells it → the file's own name.
        of_customers: columns of the sales that say something of the customer.
        sources: table → slugs of the columns of its files that are canonical ones.
    """

    columns: Mapping[str, Collection[str]]
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    of_customers: frozenset[str] = frozenset()
    sources: Mapping[str, Collection[str]] = field(default_factory=dict)

    def has(self, table: str, column: str) -> bool:
        """Whether the files of a table have a column."""
        return column in self.columns.get(table, ())

    def further(self, table: str, column: str) -> bool:
        """Whether they have it, and it is none of the canonical ones."""
        return self.has(table, column) and column not in TABLES[table].names


def known_of(ledgers: Mapping[str, Ledger]) -> Known:
    """What the tables of a portfolio have."""
    parts = {name: ledger.opened.parts for name, ledger in ledgers.items() if name in TABLES_OF}
    said = [(part, name, one) for part in parts.get("vendas", ()) for name, one in part.matched.further.items()]
    return Known(
        {name: ledger.columns for name, ledger in ledgers.items()},
        {name: slugs([one for part in opened for one in part.source.header]) for name, opened in parts.items()},
        frozenset(name for part, name, one in said if one.of_customer and name in part.columns),
        {name: {slug(one) for p in opened for one in p.matched.columns.values()} for name, opened in parts.items()},
    )


@dataclass(frozen=True)
class Dimension:
    """A column that splits a portfolio, or that a condition looks at.

    Attributes:
        asked: the column as outputs name it, `vendas.canal`, `uf` or `forma_de_pagamento`.
        column: the canonical column, the slug of a further one, or the name of a computed one.
        of: whose attribute it is, among customers and sales; None where neither has it.
        tables: the other tables that have it: leads, costs.
        title: what people read: as it stands in the file, where it is a further column.
        in_sales: whether the sales say it of customers, for those of whom the register does not.
        in_register: whether the register has it.
    """

    asked: str
    column: str
    of: Literal["cliente", "venda"] | None
    tables: frozenset[str] = frozenset()
    title: str = ""
    in_sales: bool = False
    in_register: bool = True

    @property
    def words(self) -> str:
        """Its name for people."""
        return self.title or self.asked

    @property
    def computed(self) -> bool:
        """Whether it is worked out from the sales or another column."""
        return self.column in COMPUTED

    @property
    def kind(self) -> ValueKind:
        """How its cells compare."""
        if self.of == "venda":
            kinds = {column.name: column.kind for column in TABLES["vendas"].columns}
            return kinds[self.column] if kinds.get(self.column) in {ValueKind.DAY, ValueKind.MONEY} else ValueKind.TEXT
        return ValueKind.DAY if self.column in CUSTOMER_DATES and self.of else ValueKind.TEXT

    @property
    def key(self) -> str:
        """Its column in the frames that indicators are computed over."""
        return f"\x00{self.asked}"

    def serves(self, frame: str) -> bool:
        """Whether the rows of a frame (`clientes`, `leads`, `custos`) have it."""
        return self.of is not None if frame == "clientes" else frame in self.tables


def named(asked: str) -> tuple[str, str]:
    """The table that a name begins with, or nothing, and the column, as `further.slug` spells it.

    Example:
        >>> named("venda.Forma de pagamento"), named("Dt. Emissão")
        (('vendas', 'forma_de_pagamento'), ('', 'dt_emissao'))
    """
    before, dot, column = asked.partition(".")
    prefix = _PREFIXES.get(slug(before), "") if dot else ""
    return (prefix, slug(column)) if prefix else ("", slug(asked))


def columns_wanted(asked: Collection[str]) -> frozenset[str]:
    """Optional columns to read so that these dimensions can be told."""
    bare = {column for _, column in may_mean(asked)}
    also = {"segmento_rfm": {"venda"}, "tempo_de_casa": {"data_cadastro"}}
    also |= {name: {column} for name, column in OF_REGISTER.items()}
    return frozenset(bare.union(*(also.get(name, set()) for name in bare)) - set(COMPUTED))


def tables_asked(asked: Collection[str]) -> frozenset[str]:
    """The tables that may have a column of these, besides those that an analysis reads anyway."""
    said = may_mean(asked)
    columns = {prefix: frozenset(column for table, column in said if table == prefix) for prefix in ("", "clientes")}
    computed = set(COMPUTED) - {*OF_REGISTER, "tempo_de_casa"}
    elsewhere = set(SALE_COLUMNS) | set(LEAD_COLUMNS) | {CUSTOMER} | computed
    register = bool(columns["clientes"] or columns[""] - (elsewhere - set(CUSTOMER_COLUMNS)))
    sales = bool((columns[""] | columns["clientes"]) & set(COMPUTED))
    return frozenset([*(["clientes"] if register else []), *(["vendas"] if sales else [])])


def may_mean(asked: Collection[str]) -> list[tuple[str, str]]:
    """(table, column) of each name, and of the attributes that it may stand for."""
    names = [named(name) for name in asked]
    return [(table, one) for table, column in names for one in (column, *meant(table, column))]


def resolve(asked: str, known: Known) -> Dimension:
    """Which column a user means.

    An unqualified name is the register's where the register has it, else that of the sales; but what the product itself
    calls a sale's (`produto`) is the sale's. What the sales say of customers (`uf`) is the customer's, unless it is
    asked for as `vendas.uf`.

    A name that no table has may be another name of an attribute: "estado" is `uf`.

    Args:
        asked: `uf`, `vendas.canal`, `coorte`, `Forma de pagamento`, `Estado`.
        known: what the tables have.

    Raises:
        UsageError: no table has it, with the nearest name; or it has it in no file.
    """
    prefix, column = named(asked)
    of = _owner(prefix, column, known)
    tables = frozenset(
        table for table in _BY_TABLE if prefix in {"", table} and not (of and column in COMPUTED)
        if (known.has(table, column) and column in (*_BY_TABLE[table], CUSTOMER)) or known.further(table, column)
    )  # fmt: skip
    if of is None and not tables:
        if (name := _other_name(asked, prefix, column, known)) is not None:
            return resolve(f"{prefix}.{name}" if prefix else name, known)
        raise _absent(asked, prefix, column, known)
    own = OF_REGISTER.get(column, column)
    in_sales = of == "cliente" and prefix == "" and own in known.of_customers
    in_register = of == "cliente" and known.has("clientes", own)
    table = "vendas" if of == "venda" or not (in_register or tables) else "clientes" if of else min(tables)
    further = not (column in COMPUTED or column in TABLES[table].names)
    qualified = f"{prefix or table}." if prefix or (further and _clashes(column)) else ""
    title = bare_name(known.headers.get(table, {}).get(column, "")) if further and not in_sales else ""
    return Dimension(f"{qualified}{column}", column, of, tables, title, in_sales, in_register)


def _other_name(asked: str, prefix: str, column: str, known: Known) -> str | None:
    """The attribute that another name stands for, of those that are there.

    Raises:
        UsageError: it may stand for several.
    """
    names = meant(prefix, column)
    there = [
        name
        for name in names
        if _owner(prefix, name, known) or any(known.has(table, name) for table in _BY_TABLE if prefix in {"", table})
    ]
    if len(there) > 1:
        raise UsageError(f'"{asked}" pode ser {" ou ".join(there)}', "escreva qual deles")
    return next(iter(there or names), None)


def resolve_group(asked: str, known: Known) -> Dimension:
    """Which column a user wants numbers to be split by.

    Raises:
        UsageError: as `resolve`; or by its nature it makes no groups.
    """
    found = resolve(asked, known)
    if found.column == CUSTOMER:
        raise UsageError(
            f'"{asked}" daria uma linha por cliente, e não grupos',
            "para ver clientes use --listar, como em --listar perdidos, ou carteira pareto; "
            'para alguns deles, --onde "cliente em (C1, C2)"',
        )
    if found.kind in {ValueKind.DAY, ValueKind.MONEY}:
        what, way = {
            ValueKind.DAY: ("uma data", "para os números de cada mês use --serie mes; dos clientes, --por coorte"),
            ValueKind.MONEY: ("um valor em reais", f'para um recorte use --onde "{found.column}>=1000"'),
        }[found.kind]
        raise UsageError(f'"{asked}" é {what}, que não forma grupos', way)
    return found


def _clashes(column: str) -> bool:
    """Whether tables have another column of this name already."""
    return column in catalogue() or column in _NUMBERS


def _owner(prefix: str, column: str, known: Known) -> Literal["cliente", "venda"] | None:
    if column == CUSTOMER:
        return "cliente" if prefix in {"", "clientes", "vendas"} else None
    if prefix in {"", "clientes"} and _of_customers(prefix, column, known):
        return "cliente"
    if prefix in {"", "vendas"} and column in SALE_COLUMNS and known.has("vendas", column):
        return "venda"
    if prefix in {"", "clientes"} and known.further("clientes", column):
        return "cliente"
    return "venda" if prefix in {"", "vendas"} and known.has("vendas", column) else None


def _of_customers(prefix: str, column: str, known: Known) -> bool:
    """Whether it is what the product knows of customers, and that is there."""
    if column == "tempo_de_casa" and (known.has("clientes", "data_cadastro") or "assinaturas" in known.columns):
        return True
    if column in COMPUTED and column not in OF_REGISTER:
        return "vendas" in known.columns
    own = OF_REGISTER.get(column, column)
    said = own in (*CUSTOMER_COLUMNS, *CUSTOMER_DATES) and known.has("clientes", own)
    return said or (not prefix and own in known.of_customers)


def _absent(asked: str, prefix: str, column: str, known: Known) -> UsageError:
    wanted = OF_REGISTER.get(column, column)
    if column not in own_names(prefix) and not (prefix in {"", "vendas"} and wanted in TABLES["vendas"].names):
        return _unknown(asked, prefix, column, known)
    where = [prefix] if prefix else [name for name in TABLES_OF if wanted in TABLES[name].names]
    if column in COMPUTED and wanted == column:
        where = ["vendas"]
    there = [name for name in where if name in known.columns]
    also = ", ou uma coluna assim nas vendas" if not prefix and wanted in OF_CUSTOMERS else ""
    if there:
        return UsageError(
            f'não há a coluna "{wanted}" em {" nem em ".join(there)}',
            f'exporte-a, ou diga o nome dela no arquivo em [colunas.{there[0]}]: {wanted} = "..."',
        )
    return UsageError(
        f'"{asked}" precisa de {" ou ".join(where)}, que não foi lida',
        f"passe --{where[0]} ARQUIVO com essa coluna{also}",
    )


def _unknown(asked: str, prefix: str, column: str, known: Known) -> UsageError:
    """The error for a name that nothing has: the nearest of all columns, and those that the files have besides."""
    before, dot, _ = asked.partition(".")
    tables = [prefix] if prefix else [name for name in TABLES_OF if name in known.headers]
    if dot and not prefix and slug(before) == before and before.isalpha():
        return UsageError(f'"{asked}": a tabela "{before}" não existe', did_you_mean(before, TABLES_OF))
    every = [name for table in tables for name in known.headers.get(table, ())]
    of_files = [name for name in every if not any(name in known.sources.get(table, ()) for table in tables)]
    names = list(dict.fromkeys((*own_names(prefix), *of_files)))
    guess = nearest(column, {*names, *every, *other_names()})
    more = f" e mais {len(names) - _LISTED}" if len(names) > _LISTED else ""
    listing = f"{', '.join(names[:_LISTED])}{more}"
    said = f'você quis dizer "{guess}"? Os possíveis são: {listing}' if guess else f"os possíveis são: {listing}"
    return UsageError(f'a coluna "{asked}" não existe', said)
