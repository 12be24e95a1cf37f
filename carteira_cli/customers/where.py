"""`--onde`: which customers, sales, leads and costs count."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from carteira_cli.customers.attribute_names import BANDED, meant
from carteira_cli.customers.dimensions import named, resolve
from carteira_cli.dataclass import dataclass
from carteira_cli.engines import polars
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError
from carteira_cli.sources.matching.tables import ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

    from carteira_cli.condition import Comparison, Condition
    from carteira_cli.customers.dimensions import Dimension, Known
    from carteira_cli.engines.panel import Lines


@dataclass(frozen=True)
class Where:
    """Conditions that must all hold, and the columns that they look at.

    A condition on a customer's attribute picks customers, with all they bought; one on a sale's attribute picks
    lines, whoever bought them, and leaves the register as it is.

    Attributes:
        conditions: all of them.
        dimensions: column as named in them → what it is.
    """

    conditions: tuple[Condition, ...]
    dimensions: Mapping[str, Dimension]

    @property
    def words(self) -> str | None:
        """The conditions as they could be typed; None without any."""
        if not self.conditions:
            return None
        from carteira_cli.condition import unparse  # weight: for a run with filters

        return " e ".join(unparse(condition) for condition in self.conditions)

    def serves(self, frame: str) -> bool:
        """Whether every condition can be asked of the rows of `clientes`, `leads` or `custos`."""
        return all(dimension.serves(frame) for dimension in self.dimensions.values())

    def of_sales(self, lines: Lines) -> Lines:
        """The sale lines for which the conditions on sales hold."""
        picked = self._picked("venda", _cell)
        return lines if picked is None else lines.filter(picked)

    def on_customers(self) -> tuple[nw.Expr | None, Mapping[Dimension, str]]:
        """The conditions on customers, and the attributes that they look at → under which name."""
        looked = (d for d in self.dimensions.values() if d.of == "cliente" and d.column != CUSTOMER)
        # Names that are no group's, and that every engine takes: an attribute may be called anything.
        keys: dict[str, str] = {}
        names = {dimension: keys.setdefault(dimension.key, f"__onde{len(keys)}") for dimension in looked}
        picked = self._picked("cliente", lambda d: nw.col(names.get(d, CUSTOMER)))
        return picked, names

    def of_table(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The rows of leads or costs for which the conditions hold; all of these must be askable of them."""
        picked = self._expression(self.conditions, lambda d: nw.col(d.column).cast(nw.String))
        return rows if picked is None else polars.rows(polars.lines(rows).filter(picked))

    def _picked(self, of: str, column: Callable[[Dimension], nw.Expr]) -> nw.Expr | None:
        if not self.conditions:
            return None
        from carteira_cli.condition import columns  # weight: for a run with filters

        own = [c for c in self.conditions if self.dimensions[columns(c)[0]].of == of]
        return self._expression(own, column)

    def _expression(self, conditions: Sequence[Condition], column: Callable[[Dimension], nw.Expr]) -> nw.Expr | None:
        if not conditions:
            return None
        from carteira_cli.customers.filters import expression  # weight: for a run with filters

        cells = {name: column(dimension) for name, dimension in self.dimensions.items()}
        kinds = {name: dimension.kind for name, dimension in self.dimensions.items()}
        return nw.all_horizontal(*(expression(one, cells, kinds) for one in conditions), ignore_nulls=False)


def where_of(told: Sequence[Condition], known: Known) -> Where:
    """What the conditions of `--onde` look at.

    Args:
        told: the conditions; all must hold.
        known: what the tables that are there have.

    Raises:
        UsageError: one names a column that is not there, or ties customers to sales by `ou`.
    """
    if not told:
        return Where((), {})
    from carteira_cli.condition import changed, columns, conjuncts, in_words, unparse  # weight: for a run with filters

    parsed = tuple(part for one in told for part in conjuncts(one))
    dimensions = {name: resolve(name, known) for condition in parsed for name in columns(condition)}
    for condition in parsed:
        if len({dimensions[name].of for name in columns(condition)}) > 1:
            raise UsageError(
                f'"{unparse(condition)}" liga por "ou" um atributo do cliente a um da venda',
                "use duas condições ligadas por e, ou duas análises",
            )
    banded = {name for name, one in dimensions.items() if one.column in BANDED}
    if banded:
        parsed = tuple(changed(one, lambda each: _as_band(each) if each.column in banded else each) for one in parsed)
    asked = {name: one.asked for name, one in dimensions.items() if one.column in meant(*named(name))}
    renamed = tuple(in_words(condition, asked) for condition in parsed) if asked else parsed
    return Where(renamed, {asked.get(name, name): one for name, one in dimensions.items()})


def _as_band(comparison: Comparison) -> Comparison:
    """A band as it is written, whichever dash it was typed with: 18-24 is 18–24."""
    return replace(comparison, values=tuple(value.replace("-", "–") for value in comparison.values))


def _cell(dimension: Dimension) -> nw.Expr:
    """The cells of an attribute of sales, in the type that conditions compare."""
    cell = nw.col(dimension.column)
    return cell.cast(nw.String) if dimension.kind is ValueKind.TEXT else cell
