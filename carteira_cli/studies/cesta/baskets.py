"""What each customer bought of each item: sale lines, reduced by their engine to a row a pair of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.config.settings import BasketSettings
from carteira_cli.customers import selection
from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import DataError

if TYPE_CHECKING:
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Lines

ITEM, LEVELS = "item", ("produto", "categoria")
STARTING = 3  # months: of a customer's first spending on an item, and of the quarter that offers are checked with
_FIRST, _UNTIL = "primeira", "limite"
_FLAGS = ("agora", "antes", "depois")


def level_of(base: CustomerBase) -> str:
    """The column that says what is offered.

    Raises:
        DataError: the sales do not say what was sold.
        CarteiraError: they do not say it at the level asked for.
    """
    sales = base.ledgers["vendas"]
    there = [name for name in LEVELS if name in sales.columns]
    if not there:
        raise DataError(
            f'{sales.origin}: não há coluna "produto" nem "categoria", e sem ela não se sabe o que cada um compra',
            "exporte as vendas com uma linha por item, ou diga em [colunas.vendas] qual coluna é o produto",
        )
    told = base.config.of(BasketSettings).nivel
    if told is not None and told not in there:
        raise base.config.value(BasketSettings.nivel).refused(
            f'não há a coluna "{told}" em {sales.origin}',
            f"use --nivel {there[0]}, ou diga em [colunas.vendas] qual coluna é {told}",
        )
    return told or there[0]


@dataclass(frozen=True)
class Spans:
    """The days that count, each the first of its span or the day after its last.

    Attributes:
        end: the day after the last one looked at.
        start: from when purchases make a basket; None: from the beginning.
        cut: the first day of the last quarter, which offers are checked with.
        learnt: from when purchases make a basket on that day; None: from the beginning.
    """

    end: int
    start: int | None
    cut: int
    learnt: int | None


def spans_of(base: CustomerBase) -> Spans:
    """Those of a run: the history up to the end of its period, and up to a quarter earlier."""
    end = base.period.end
    cut = add_months(end, -STARTING)
    history = base.config.of(BasketSettings).historico
    starts = (None, None) if history is None else (history.start(end), history.start(cut))
    return Spans(end, starts[0], cut, starts[1])


@dataclass(frozen=True)
class Baskets:
    """What the customers of a base bought.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @cached_property
    def level(self) -> str:
        """The column that says what is offered."""
        return level_of(self.base)

    @cached_property
    def spans(self) -> Spans:
        """The days that count."""
        return spans_of(self.base)

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """A row a customer and item that she ever bought, in no order that is defined.

        `c`, `i` (UInt32: their places in `customers` and `items`); `primeira`, `ultima`, `ultima_antes` (Int32 days;
        the last before the cut, or null); `agora`, `antes`, `depois` (Boolean: bought in the history, in that of the
        cut, in the quarter after it); `completo`, `completo_antes` (Boolean: three months had passed since the first
        by the end, by the cut); `gasto`, `gasto_antes` (Int64 cents of these three months, those that had passed);
        `receita` (Int64 cents of the history).
        """
        return self._coded[0]

    @property
    def customers(self) -> pl.Series:
        """Who ever bought something, in bytewise order."""
        return self._coded[1]

    @property
    def items(self) -> pl.Series:
        """What was ever bought, in bytewise order."""
        return self._coded[2]

    @cached_property
    def _coded(self) -> tuple[pl.DataFrame, pl.Series, pl.Series]:
        """The pairs with numbers for names, which are many times as long, and the names."""
        found = selection.ask(self.base, self._reduced, [self.level], end=self.spans.end)
        customers, items = (found[name].unique().sort() for name in (CUSTOMER, ITEM))
        self.base.seen.meet(customers)
        codes = [
            pl.col(name).cast(pl.Enum(known)).to_physical().cast(pl.UInt32).alias(short)
            for name, known, short in ((CUSTOMER, customers, "c"), (ITEM, items, "i"))
        ]
        typed = found.select(
            *codes,
            pl.exclude(CUSTOMER, ITEM, _UNTIL, *_FLAGS),
            pl.col(_FLAGS).cast(pl.Boolean),
            (pl.col(_UNTIL) <= self.spans.end).alias("completo"),
            (pl.col(_UNTIL) <= self.spans.cut).alias("completo_antes"),
        )
        return typed, customers, items

    @cached_property
    def unnamed(self) -> tuple[int, int]:
        """How many purchase lines of the history name no item, and their cents."""

        def count(lines: Lines) -> Lines:
            nameless = lines.filter(nw.col("compra"), nw.col(self.level).is_null())
            return nameless.select(nw.col("valor").sum(), nw.len().alias("linhas"))

        cents, lines = selection.ask(self.base, count, [self.level], self.spans.start, self.spans.end).row(0)
        return int(lines), int(cents or 0)

    def _reduced(self, lines: Lines) -> Lines:
        bought, value = nw.col("compra"), nw.col("valor")
        counts = bought if self.base.returns == "ignorar" else ~nw.col("cancelada")
        named = lines.filter(counts, ~nw.col(self.level).is_null()).select(
            CUSTOMER,
            nw.col(self.level).cast(nw.String).alias(ITEM),
            "data",
            "valor",
            nw.when(bought).then(nw.col("data")).alias("dia"),
        )
        started = named.with_columns(nw.col("dia").min().over(CUSTOMER, ITEM).alias(_FIRST))
        known = started.filter(~nw.col(_FIRST).is_null())
        joined = known.join(self.base.engine.table(self._months_on()), on=_FIRST, how="inner")
        day, spans = nw.col("dia"), self.spans
        starting = (nw.col("data") >= nw.col(_FIRST)) & (nw.col("data") < nw.col(_UNTIL))

        def cents(holds: nw.Expr) -> nw.Expr:
            return nw.when(holds).then(value).otherwise(0).sum()

        def within(first: int | None, end: int) -> nw.Expr:
            """Whether she bought in a span, as 0 or 1."""
            inside = (day < end) if first is None else (day >= first) & (day < end)
            return nw.when(inside).then(nw.lit(1)).otherwise(nw.lit(0)).max()

        in_history = nw.lit(value=True) if spans.start is None else nw.col("data") >= spans.start
        return joined.group_by(CUSTOMER, ITEM).agg(
            nw.col(_FIRST).min(),
            nw.col(_UNTIL).min(),
            day.max().alias("ultima"),
            nw.when(day < spans.cut).then(day).max().alias("ultima_antes"),
            within(spans.start, spans.end).alias("agora"),
            within(spans.learnt, spans.cut).alias("antes"),
            within(spans.cut, spans.end).alias("depois"),
            cents(starting).alias("gasto"),
            cents(starting & (nw.col("data") < spans.cut)).alias("gasto_antes"),
            cents(in_history).alias("receita"),
        )

    def _months_on(self) -> pl.DataFrame:
        """Each day of the data, and the day three months later."""
        first = self.base.ledgers["vendas"].first_day
        days = range(self.spans.end if first is None else first, self.spans.end)
        return pl.DataFrame(
            {_FIRST: days, _UNTIL: [add_months(day, STARTING) for day in days]},
            schema={_FIRST: pl.Int32, _UNTIL: pl.Int32},
        )
