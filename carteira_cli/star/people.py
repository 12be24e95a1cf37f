"""The customers and the sellers of the star, and what each customer is called in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers import selection
from carteira_cli.customers.dimensions import resolve
from carteira_cli.customers.people import REGISTERED_ON, attribute_frame
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.star.columns import ATTRIBUTES, NO_SELLER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension


@dataclass(frozen=True)
class Identity:
    """What stands for customers.

    Attributes:
        hidden: whether their names stay out.
        pseudonym: from an id to what stands for it; None, where they are hidden: their rows are numbered.
    """

    hidden: bool = False
    pseudonym: Callable[[str], str] | None = None

    @property
    def numbered(self) -> bool:
        """Whether customers are numbers."""
        return self.hidden and self.pseudonym is None


@dataclass(frozen=True)
class StarCustomers:
    """The rows of `dim_cliente`, and the keys by which facts refer to them.

    Attributes:
        rows: with `cliente` as the star has it.
        keys: `cliente` as the files have it, and `chave` as the star does; sorted as `rows`.
    """

    rows: pl.DataFrame
    keys: pl.DataFrame

    def keyed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A frame of customers of the files with the star's keys in their place.

        Raises:
            RuntimeError: one is not among the customers.
        """
        found = frame.join(self.keys, on=CUSTOMER, how="left", maintain_order="left")
        if found["chave"].null_count():
            raise RuntimeError("a fact of a customer who has no row")
        return found.drop(CUSTOMER).rename({"chave": CUSTOMER})


def star_customers(
    base: CustomerBase, identity: Identity, known: Sequence[pl.DataFrame], first: pl.DataFrame
) -> StarCustomers:
    """Everybody whom the filter lets through, of the register and of whatever else knows customers.

    Args:
        base: whose customers.
        identity: what stands for them.
        known: frames with `cliente`.
        first: `cliente`, `primeira_compra` (Int32 day), a row a buyer.
    """
    register = base.attributes(["nome", REGISTERED_ON])
    every = pl.concat([frame.select(CUSTOMER) for frame in (register, *known)]).unique()
    people = selection.of_customers(every.lazy(), base).collect()
    day = pl.col("primeira_compra").cast(pl.Date)
    rows = (
        people.join(_attributes(base), on=CUSTOMER, how="left")
        .join(register, on=CUSTOMER, how="left")
        .join(first, on=CUSTOMER, how="left")
        .with_columns(
            pl.col("vendedor").fill_null(NO_SELLER),
            pl.col(REGISTERED_ON).cast(pl.Int32).cast(pl.Date),
            day.alias("primeira_compra"),
            day.dt.strftime("%Y-%m").alias("coorte"),
        )
    )
    return _called(rows, identity)


def _called(rows: pl.DataFrame, identity: Identity) -> StarCustomers:
    """Customers under what stands for them, in order of it."""
    if identity.numbered:  # in an order that says nothing but what stands in the other columns
        told = ["primeira_compra", REGISTERED_ON, *ATTRIBUTES, CUSTOMER]
        called = (
            rows.sort(told, nulls_last=True).with_row_index("chave", 1).with_columns(pl.col("chave").cast(pl.Int64))
        )
    elif identity.pseudonym is None:
        called = rows.sort(CUSTOMER).with_columns(pl.col(CUSTOMER).alias("chave"))
    else:
        names = pl.Series("chave", [identity.pseudonym(one) for one in rows[CUSTOMER].to_list()], dtype=pl.String)
        called = rows.with_columns(names).sort("chave", CUSTOMER)
    keys = called.select(CUSTOMER, "chave")
    return StarCustomers(called.drop(CUSTOMER).rename({"chave": CUSTOMER}), keys)


def _attributes(base: CustomerBase) -> pl.DataFrame:
    """`cliente` and every one of `ATTRIBUTES`, null where nobody says it; spelled as `--por` groups by it."""
    there = dimensions_of(base)
    frame = attribute_frame(base, list(there.values())).rename({one.key: name for name, one in there.items()})
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in ATTRIBUTES if name not in there]
    return frame.with_columns(missing).select(CUSTOMER, *ATTRIBUTES)


def dimensions_of(base: CustomerBase) -> dict[str, Dimension]:
    """Those of `ATTRIBUTES` that the register or the sales say of customers."""
    return {name: found for name in ATTRIBUTES if (found := _attribute(base, name)) is not None}


def _attribute(base: CustomerBase, name: str) -> Dimension | None:
    """An attribute of customers, where the register or the sales say it."""
    if not (base.known.has("clientes", name) or name in base.known.of_customers):
        return None
    found = resolve(name, base.known)
    return found if found.of == "cliente" else resolve(f"clientes.{name}", base.known)


def sellers(sales: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """The rows of `dim_vendedor`: of those of the sales and of the customers, in bytewise order; one of nobody first.

    Args:
        sales: with `vendedor`.
        customers: likewise.
    """
    ours, theirs = (frame["vendedor"].unique().fill_null(NO_SELLER).unique() for frame in (sales, customers))
    names = pl.concat([ours, theirs, pl.Series("vendedor", [NO_SELLER])]).unique()
    name = pl.col("vendedor")
    return (
        pl.DataFrame({"vendedor": names})
        .sort(name != NO_SELLER, name)
        .with_columns(
            name.is_in(ours.implode()).cast(pl.Int8).alias("nas_vendas"),
            name.is_in(theirs.implode()).cast(pl.Int8).alias("no_cadastro"),
        )
    )
