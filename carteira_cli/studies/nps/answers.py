"""What is looked at: the last answer of each customer in each survey, whom it is of, and what she did next."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers import around
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.studies.nps import formulas
from carteira_cli.studies.nps.formulas import SCALES, SIGNS, Tally
from carteira_cli.studies.nps.scales import chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.studies.nps.formulas import Scale, Weighted
    from carteira_cli.studies.nps.scales import Chosen

SOURCE, SURVEY, COMMENT = "avaliacoes", "pesquisa", "comentario"
_TYPES = {SURVEY: pl.String, COMMENT: pl.String, "convite": pl.Int32}
YEAR = 12  # months of revenue that an answer weighs


@dataclass(frozen=True)
class Answers:
    """What customers of a base say.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @cached_property
    def lines(self) -> pl.DataFrame:
        """The lines of the customers who count.

        `cliente`, `data` (of an answer without one the day of its invitation), `nota`, `pesquisa` ("" without a name),
        `convite`, `comentario`, `sem_data`.
        """
        ledger = self.base.ledgers[SOURCE]
        missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in _TYPES.items() if name not in ledger.columns]

        def build(lines: pl.LazyFrame) -> pl.LazyFrame:
            texts = self.base.grouped(lines.with_columns(pl.col(CUSTOMER).cast(pl.String), *missing))
            return texts.select(
                CUSTOMER,
                pl.coalesce("data", "convite"),
                "nota",
                pl.col(SURVEY).cast(pl.String).str.strip_chars().fill_null(""),
                "convite",
                pl.col(COMMENT).cast(pl.String),
                sem_data=pl.col("data").is_null() & pl.col("nota").is_not_null(),
            )

        return of_customers(ledger.collect(build).lazy(), self.base).collect()

    @cached_property
    def marked(self) -> pl.DataFrame:
        """The lines with a mark, of any day."""
        return self.lines.filter(pl.col("nota").is_not_null())

    @cached_property
    def within(self) -> pl.DataFrame:
        """Those answered in the period."""
        period = self.base.period
        return self.marked.filter(pl.col("data").is_between(period.start, period.end, closed="left"))

    @property
    def later(self) -> int:
        """How many answers come after the as-of day, which nobody knew then."""
        return self.marked.filter(pl.col("data") > self.base.as_of).height

    @cached_property
    def chosen(self) -> Chosen:
        """The scale, and which surveys have it; by the marks of all days: a period does not change that of a survey."""
        found: dict[str, dict[int, int]] = {}
        counts = self.marked.filter(pl.col("data") <= self.base.as_of).group_by(SURVEY, "nota").agg(vezes=pl.len())
        for survey, mark, times in counts.iter_rows():
            found.setdefault(survey, {})[mark] = times
        return chosen(self.base.config, found, {*self.within[SURVEY].to_list()})

    @property
    def scale(self) -> Scale:
        """The scale of all that is counted."""
        return SCALES[self.chosen.scale]

    @cached_property
    def _of_scale(self) -> pl.DataFrame:
        """The answers of the period in the surveys that are looked at, with `grupo`: null off the scale."""
        mine = self.within_of(self.chosen.surveys)
        groups = {mark: self.scale.group(mark) for mark in mine["nota"].unique().to_list()}
        return mine.with_columns(grupo=pl.col("nota").replace_strict(groups, default=None, return_dtype=pl.String))

    @cached_property
    def off_scale(self) -> Mapping[int, int]:
        """Mark off the scale, in hundredths → how often it was given, in order."""
        off = self._of_scale.filter(pl.col("grupo").is_null())
        return dict(sorted(Counter(off["nota"].to_list()).items()))

    @cached_property
    def last(self) -> pl.DataFrame:
        """The last answer on the scale of each customer in each survey, by customer and survey.

        Of several on one day the lowest mark, then the first comment in bytewise order.
        """
        on_scale = self._of_scale.filter(pl.col("grupo").is_not_null())
        order = on_scale.sort(
            CUSTOMER, SURVEY, "data", "nota", COMMENT, descending=[False, False, True, False, False], nulls_last=True
        )
        return order.unique([CUSTOMER, SURVEY], keep="first", maintain_order=True)

    @property
    def superseded(self) -> int:
        """How many answers on the scale are not the last of their customer in their survey."""
        return self._of_scale.filter(pl.col("grupo").is_not_null()).height - self.last.height

    @cached_property
    def tally(self) -> Tally:
        """All last answers."""
        return Tally.of(self.last["grupo"].to_list())

    def tally_of(self, survey: str) -> Tally:
        """Those of a survey."""
        return Tally.of(self.last.filter(pl.col(SURVEY) == survey)["grupo"].to_list())

    @cached_property
    def has_invitations(self) -> bool:
        """Whether the table says who was asked."""
        return "convite" in self.base.ledgers[SOURCE].columns

    @cached_property
    def invited(self) -> pl.DataFrame:
        """A row a customer, survey and day of an invitation in the period: and `respondeu`, by the as-of day."""
        period = self.base.period
        asked = self.lines.filter(
            pl.col("convite").is_between(period.start, period.end, closed="left"),
            pl.col(SURVEY).is_in([*self.chosen.surveys, *self.silent]),
        )
        answered = pl.col("nota").is_not_null() & (pl.col("data") <= self.base.as_of)
        return asked.group_by(CUSTOMER, SURVEY, "convite").agg(respondeu=answered.any())

    @property
    def early(self) -> int:
        """How many answers, of this period or to an invitation in it, have a day before that of their invitation."""
        period = self.base.period
        near = [pl.col(name).is_between(period.start, period.end, closed="left") for name in ("data", "convite")]
        return self.marked.filter((pl.col("data") < pl.col("convite")) & pl.any_horizontal(near)).height

    @property
    def called_before(self) -> int:
        """How many of the last answers are to an invitation of another day than those of the period."""
        period = self.base.period
        return self.last.filter(~pl.col("convite").is_between(period.start, period.end, closed="left")).height

    @cached_property
    def silent(self) -> tuple[str, ...]:
        """The surveys that nobody answered."""
        asked = set(self.lines[SURVEY].unique().to_list())
        told = self.chosen
        return tuple(sorted(asked - {*told.surveys, *told.other, *told.doubtful}))

    def within_of(self, surveys: Iterable[str]) -> pl.DataFrame:
        """Those of `within` that are of some surveys."""
        return self.within.filter(pl.col(SURVEY).is_in(list(surveys)))

    @cached_property
    def people(self) -> pl.DataFrame:
        """A row a customer who answered: `sinais` (Σ of signs), `respostas`, `centavos` (never below 0), `visto`.

        The cents are those of the `YEAR` months before the end of the period; `visto` is whether sales know her.
        """
        signs = pl.col("grupo").replace_strict(dict(SIGNS), return_dtype=pl.Int64)
        found = self.last.group_by(CUSTOMER).agg(sinais=signs.sum(), respostas=pl.len().cast(pl.Int64)).sort(CUSTOMER)
        if not self.has_sales:
            return found.with_columns(centavos=pl.lit(0, dtype=pl.Int64), visto=pl.lit(value=False))
        end = self.base.period.end
        span = self.base.span(self.base.asked)
        panel = self.base.panel(
            {"centavos": span.net(add_months(end, -YEAR), end), "linhas": Measure("lines", "todas")}
        ).select(CUSTOMER, "centavos", "linhas")
        joined = found.join(panel, on=CUSTOMER, how="left", maintain_order="left")
        return joined.with_columns(
            pl.col("centavos").fill_null(0).clip(lower_bound=0), visto=pl.col("linhas").fill_null(0) > 0
        ).drop("linhas")

    @property
    def has_sales(self) -> bool:
        """Whether sales are there."""
        return "vendas" in self.base.ledgers

    @cached_property
    def unknown(self) -> int:
        """How many who answered are neither in the sales nor in the register; 0 where neither table is there."""
        if not {"vendas", "clientes"} & {*self.base.ledgers}:
            return 0
        register = self.base.attributes(())
        return self.people.filter(~pl.col("visto")).join(register, on=CUSTOMER, how="anti").height

    @cached_property
    def by_revenue(self) -> Weighted:
        """The score that weighs answers by revenue."""
        return formulas.weighted(self.people.select("centavos", "sinais", "respostas").iter_rows())

    @cached_property
    def next_steps(self) -> pl.DataFrame:
        """A row a customer by her last answer of all: `grupo`, `ativo` then, `maduro`, `perdido`, `centavos`.

        `ativo`: she bought in the window of inactivity up to the day of the answer; `centavos`: net in these days;
        `maduro`: the window after that day has passed by the as-of day; `perdido`: she bought nothing in it.
        """
        one = self.last.sort(CUSTOMER, "data", "nota", SURVEY, descending=[False, True, False, False])
        own = one.unique(CUSTOMER, keep="first", maintain_order=True).select(CUSTOMER, "grupo", "data")
        days = {day: self._window_around(day) for day in own["data"].unique().sort().to_list()}
        bounds = [
            pl.col("data")
            .replace_strict({day: span[at] for day, span in days.items()}, return_dtype=pl.Int32)
            .alias(name)
            for at, name in enumerate(("antes", "seguinte", "depois"))
        ]
        own = own.with_columns(bounds)
        before = around.bought_within(self.base, own.select(CUSTOMER, de="antes", ate="seguinte"))
        after = around.bought_within(self.base, own.select(CUSTOMER, de="seguinte", ate="depois"))
        return own.with_columns(
            ativo=before["primeira"].is_not_null(),
            maduro=pl.col("depois") <= self.base.as_of + 1,
            perdido=after["primeira"].is_null(),
            centavos=before["centavos"],
        )

    def _window_around(self, day: int) -> tuple[int, int, int]:
        """The first day of the window up to a day, the day after it, and the one after the window that follows."""
        window, following = self.base.window, day + 1
        ahead = following + window.length if window.unit == "d" else add_months(following, window.length)
        return window.start(following), following, ahead
