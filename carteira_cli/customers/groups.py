"""`--por`: what numbers are split by, which values stand for themselves, and which are put together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers import selection
from carteira_cli.customers.dimensions import named, resolve_group
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError
from carteira_cli.kpis.catalogue import catalogue, closure
from carteira_cli.units import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.kpis.evaluate import Group, Value

OTHERS = "(outros)"
MAX_DIMENSIONS = 2
MAX_GROUPS = 1000  # more rows than this nobody reads: a limit must be asked for


@dataclass(frozen=True)
class Grouping:
    """What the numbers of a run are split by.

    Attributes:
        base: whose customers.
        dimensions: at most two.
        limit: how many values of each stand for themselves, the largest first; None: all.
        least: the customers (or leads) that a value needs to stand for itself.
        drop_small: whether smaller ones are left out instead of put together.
        kept: dimension → the values that stand for themselves, found when they are first needed; None: all, also
            those that only another table has.
        pairs: likewise of two attributes of customers, the pairs of values; empty until they are needed.
    """

    base: CustomerBase
    dimensions: tuple[Dimension, ...] = ()
    limit: int | None = None
    least: int = 0
    drop_small: bool = False
    kept: dict[Dimension, frozenset[str | None] | None] = field(default_factory=dict)
    pairs: list[pl.DataFrame] = field(default_factory=list)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the groups in the frames that indicators are computed over."""
        return tuple(dimension.key for dimension in self.dimensions)

    @property
    def of_customers(self) -> bool:
        """Whether each customer (or lead, or cost) is in one group."""
        return bool(self.dimensions) and not self.of_sales

    @property
    def of_sales(self) -> bool:
        """Whether the lines of one customer may be in several groups."""
        return any(dimension.of == "venda" for dimension in self.dimensions)

    def serves(self, frame: str) -> bool:
        """Whether the rows of `clientes`, `leads` or `custos` can be put into the groups."""
        return all(dimension.serves(frame) for dimension in self.dimensions)

    def columns_of(self, table: str) -> dict[str, str]:
        """Key → column, of the leads or the costs."""
        return {d.key: d.column for d in self.dimensions if table in d.tables} if self.serves(table) else {}

    def labelled(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with a column a dimension: values too small, or beyond the limit, under one name.

        Raises:
            UsageError: too many values, and no limit.
        """
        for dimension in self.dimensions:
            if dimension.key in rows.columns:
                if dimension not in self.kept:
                    self._keep(dimension, rows.group_by(dimension.key).len())
                rows = nw.from_native(rows).with_columns(self._label(dimension, nw.col(dimension.key))).to_native()
        return self._paired(rows) if self.least and len(self.dimensions) == MAX_DIMENSIONS else rows

    def _paired(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with the pairs of values that have too few customers (or leads) put together."""
        if self.of_sales or not set(self.keys) <= set(rows.columns):
            return rows
        if not self.pairs:
            sizes = rows.group_by(self.keys).len()
            self.pairs.append(sizes.filter(pl.col("len") >= self.least).select(*self.keys, __kept=pl.lit(value=True)))
        marked = rows.join(self.pairs[0], on=self.keys, how="left", nulls_equal=True)
        small = pl.col("__kept").is_null()
        labels = [pl.when(small).then(pl.lit(OTHERS)).otherwise(pl.col(key)).alias(key) for key in self.keys]
        return marked.with_columns(labels).drop("__kept")

    def on_sales(self) -> dict[str, nw.Expr]:
        """Key → the group of a sale line, for each attribute of sales.

        Raises:
            UsageError: as `labelled`.
        """
        found = {}
        for dimension in self.dimensions:
            if dimension.of != "venda":
                continue
            if dimension not in self.kept:
                lines = selection.lines(self.base, [dimension.column])
                sizes = lines.group_by(dimension.column).agg(len=pl.col(CUSTOMER).n_unique())
                self._keep(dimension, sizes.collect(engine="streaming"))
            found[dimension.key] = self._label(dimension, nw.col(dimension.column).cast(nw.String))
        return found

    def _keep(self, dimension: Dimension, sizes: pl.DataFrame) -> None:
        """Settle which values stand for themselves, from how many customers (or leads) each has."""
        ranked = sorted(((count, value) for value, count in sizes.iter_rows()), key=lambda row: (-row[0], row[1] or ""))
        large = [value for count, value in ranked if count >= self.least]
        if self.limit is None and len(large) > MAX_GROUPS:
            raise UsageError(
                f'a coluna "{dimension.words}" tem {number(len(large), 0)} valores',
                "use --limite 20 para os maiores e os outros juntos, ou --minimo 30 para juntar os pequenos",
            )
        merges = self.limit is not None or self.least > 0
        self.kept[dimension] = frozenset(large[: self.limit]) if merges else None

    def _label(self, dimension: Dimension, cell: nw.Expr) -> nw.Expr:
        kept = self.kept[dimension]
        if kept is None:
            return cell.alias(dimension.key)
        known = cell.is_in([value for value in kept if value is not None]).fill_null(value=None in kept)
        return nw.when(known).then(cell).otherwise(nw.lit(OTHERS)).alias(dimension.key)

    def large_enough(
        self, groups: Mapping[Group, dict[str, Value]], sizes: Mapping[Group, int]
    ) -> dict[Group, dict[str, Value]]:
        """The groups to show: those of enough customers (or leads), as `sizes` says; those put together last."""
        shown = {
            group: values
            for group, values in groups.items()
            if not (self.drop_small and OTHERS in group) and sizes.get(group, self.least) >= self.least
        }
        return dict(sorted(shown.items(), key=lambda entry: OTHERS in entry[0]))


def grouping(base: CustomerBase, keys: Sequence[str], *, partial: bool) -> Grouping:
    """What `--por` asks for.

    Args:
        base: whose customers.
        keys: the indicators of the command.
        partial: whether indicators that can't be split so are left out, as in a summary.

    Raises:
        UsageError: a column that does not exist or is not there, too many of them, or one by which an indicator
            can't be split.
    """
    config = base.config
    names = [name.strip() for text in config.question.por for name in text.split(",") if name.strip()]
    doubled = [name for name, count in Counter(map(named, names)).items() if count > 1]
    with config.value(QuestionSettings.por).blamed():
        if doubled:
            again = next(name for name in reversed(names) if named(name) == doubled[0])
            raise UsageError(f'--por tem "{again}" duas vezes', "use duas colunas diferentes")
        if len(names) > MAX_DIMENSIONS:
            raise UsageError(f"--por aceita até {MAX_DIMENSIONS} colunas", "use uma ou duas, como --por uf,tipo")
        dimensions = tuple(resolve_group(name, base.known) for name in names)
        if not partial:
            check_split(keys, dimensions, "--por")
    return Grouping(
        base, dimensions, config.question.limite, config.question.minimo or 0, config.question.pequenos == "omitir"
    )


def frames_of(key: str) -> set[str]:
    """The frames that an indicator is computed over, directly or through others."""
    return {frame for needed in closure([key]) if (frame := catalogue()[needed].frame) is not None}


def check_split(keys: Sequence[str], dimensions: Sequence[Dimension], option: str) -> None:
    """Refuse a column that the rows of some indicator don't have.

    Raises:
        UsageError: with the indicator and the columns that it has.
    """
    for dimension in dimensions:
        for key in keys:
            lacking = sorted(frame for frame in frames_of(key) if not dimension.serves(frame))
            if lacking:
                raise UsageError(
                    f'{key} não se divide por "{dimension.asked}": {" e ".join(lacking)} não tem essa coluna',
                    f"escolha outra coluna em {option}; carteira indicadores diz de que fontes vem cada indicador",
                )
