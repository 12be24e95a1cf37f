"""What `credito` looks at: the titles of a customer base on a day, knowing nothing that was paid or issued later."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers import frames, selection
from carteira_cli.customers.activity import active_at_end
from carteira_cli.customers.titles import SOURCE, title_lines
from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import DataError
from carteira_cli.kpis import ciclo, silencios
from carteira_cli.kpis.titulos import debtors, held_on, titles_of
from carteira_cli.period import Period
from carteira_cli.sources.proving.titles_told import left_out
from carteira_cli.studies.credito import formulas
from carteira_cli.studies.risco.formulas import overdue, usual_intervals
from carteira_cli.units import money_of_cents
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.titulos import Titles
    from carteira_cli.studies.credito.formulas import Due, Rolled

YEAR = 12  # months of revenue told beside a debt
AT_RISK, ACTIVE, INACTIVE, NEVER_BOUGHT = "em risco", "ativo", "inativo", "sem compras"


def check_dated(base: CustomerBase) -> None:
    """Refuse titles of which nothing says up to which day they tell.

    Raises:
        DataError: nobody says which day it is.
    """
    ledger = base.ledgers[SOURCE]
    if base.config.question.hoje is None and "vendas" not in base.ledgers and frames.last_date([ledger]) is None:
        raise DataError(
            f"{ledger.origin}: sem data de emissão nem de pagamento, não se sabe o dia da exportação",
            "informe o dia, como --em 2024-03-31",
        )


@dataclass(frozen=True)
class Credit:
    """The titles of a base on a day.

    Attributes:
        base: whose, as it was on that day.
        day: it.
        cuts: the last day late of each band but the last.
    """

    base: CustomerBase
    day: int
    cuts: Sequence[int] = (30, 60, 90, 180)

    @cached_property
    def all(self) -> Titles:
        """Every title of the customers that count, whenever it was issued."""
        return titles_of(title_lines(self.base))

    @cached_property
    def titles(self) -> pl.DataFrame:
        """Those that exist."""
        return self.all.titles.filter((pl.col("desde") <= self.day) & (pl.col("fim") > self.day))

    @cached_property
    def receipts(self) -> pl.DataFrame:
        """Their payments up to the day."""
        return self.all.receipts.filter((pl.col("desde") <= self.day) & (pl.col("dia") <= self.day))

    @cached_property
    def held(self) -> pl.DataFrame:
        """What is owed, a row a title."""
        return held_on(self.all.balances, self.day)

    @cached_property
    def owed(self) -> Mapping[int, Due]:
        """The same by the day that it is due on."""
        return formulas.by_due_day(self.held)

    @cached_property
    def bands(self) -> tuple[Due, ...]:
        """The same by band."""
        return tuple(formulas.banded(self.owed, self.day, self.cuts))

    @property
    def open(self) -> int:
        """Cents owed."""
        return sum(one.cents for one in self.bands)

    def overdue(self, beyond: int = 0) -> int:
        """Cents more than so many days late."""
        return formulas.overdue(self.owed, self.day, beyond)

    @cached_property
    def of_period(self) -> tuple[int, int]:
        """Cents that fell due in the period and are unpaid, and all that fell due in it."""
        start, end = self.base.asked.start, self.base.asked.end
        unpaid = formulas.fell_due(self.owed, start, end, self.day)
        return unpaid, formulas.fell_due(formulas.by_due_day(self.titles, "valor"), start, end, self.day)

    @cached_property
    def first(self) -> int | None:
        """The first day that is known of: of an issue or a payment up to the day, else a due day; None without any."""
        found = [
            self.titles["emissao"].min(),
            self.receipts["dia"].min(),
        ]
        days = [int(one) for one in found if one is not None]  # type: ignore[arg-type]  # days are integers
        due = self.all.titles["vencimento"].min()
        return min(days, default=None if due is None else int(due))  # type: ignore[arg-type]  # the same

    def check_begun(self) -> None:
        """Refuse a file without any title, and a day before the first.

        Raises:
            DataError: with what is there instead.
        """
        known = (pl.col("emissao", "vencimento").min(), pl.col("emissao").null_count().alias("sem"))
        issued, due, without = self.all.titles.select(known[0], known[1]).row(0)
        if due is None:
            self._check_any()
            return
        starts = [day for day in (issued, due if without else None, self.first if without else None) if day is not None]
        if self.day < min(starts):
            raise DataError(
                f"em {date_of(self.day)} não há nenhum título; o primeiro é de {date_of(min(starts))}",
                "escolha um dia a partir dele, como --em AAAA-MM-DD",
            )

    def _check_any(self) -> None:
        """Refuse to say nothing, unless a filter is what leaves nothing.

        Raises:
            DataError: with the lines that are no titles.
        """
        if not self.base.where.dimensions:
            ledger = self.base.ledgers[SOURCE]
            (empty, cents), (old, owed) = self.all.worthless, self.all.unswapped
            lines = counted(empty, "linha de valor zero ou negativo", "linhas de valor zero ou negativo")
            titles = counted(old, "título renegociado", "títulos renegociados")
            only = [
                *([f"{lines} ({money_of_cents(cents)})"] if empty else []),
                *([f"{titles} ({money_of_cents(owed)}), sem o dia da troca"] if old else []),
            ]
            why = "; ".join(filter(None, map(left_out, ledger.proven.files)))
            raise DataError(
                f"{ledger.origin}: não há nenhum título a receber"
                + (f", só {' e '.join(only)}" if only else "")
                + (f"; {why}" if why else ""),
                "exporte as contas a receber, com valores positivos",
            )

    @cached_property
    def months(self) -> tuple[int, ...]:
        """The day and the same of months before it, ascending, from the first that is known on; none if nobody paid."""
        if self.first is None or self.receipts.is_empty():
            return ()
        return tuple(formulas.month_days(self.day, self.first))

    @cached_property
    def owed_by_month(self) -> tuple[tuple[int, Mapping[int, Due]], ...]:
        """What was owed on each of these days, by the day that it is due on."""
        return tuple(formulas.owed_on(self.all.balances, self.months))

    @cached_property
    def rolled(self) -> tuple[Rolled, ...]:
        """What became of the money in each band within a month."""
        lasting = self.all.balances.filter(~pl.col("trocado"))  # what is renegotiated is neither paid nor goes on
        owed = formulas.owed_on(lasting, self.months) if self.all.swapped[0] else self.owed_by_month
        return tuple(formulas.rolled(lasting, owed, self.cuts))

    @property
    def long_enough(self) -> bool:
        """Whether there is history to learn from."""
        return len(self.months) > formulas.FEWEST_MONTHS

    @cached_property
    def chances(self) -> tuple[Fraction | None, ...]:
        """The chance of loss of each band; none is known of too short a history."""
        return tuple(formulas.loss_chances(self.rolled)) if self.long_enough else (None,) * len(self.bands)

    @property
    def loss(self) -> Fraction | None:
        """Cents expected to be lost."""
        return formulas.expected_loss(self.bands, self.chances)

    @cached_property
    def has_sales(self) -> bool:
        """Whether it is known what customers buy."""
        return "vendas" in self.base.ledgers

    @cached_property
    def debtors(self) -> pl.DataFrame:
        """`kpis.titulos.debtors` with `nome`, `vendedor` and, of sales, `situacao` and `receita_12m` (cents)."""
        known = self.base.attributes(("nome", "vendedor"))
        found = debtors(self.held, self.day).join(known, on=CUSTOMER, how="left", maintain_order="left")
        found = found.with_columns(vendedor=pl.coalesce("vendedor", "do_titulo")).drop("do_titulo")
        if not self.has_sales:
            return found
        return found.join(self._buying, on=CUSTOMER, how="left", maintain_order="left").with_columns(
            pl.col("situacao").fill_null(NEVER_BOUGHT), pl.col("receita_12m").fill_null(0)
        )

    @cached_property
    def _buying(self) -> pl.DataFrame:
        """`cliente`, `situacao` on the day, and `receita_12m`: net cents of the twelve months up to it."""
        end, base = self.day + 1, self.base
        # As `risco` has it, from the days of purchases alone: what each was worth is not asked, which saves half.
        days = selection.ask(base, lambda lines: ciclo.purchase_days(lines, base.engine, None, end), end=end)
        days = days.sort(CUSTOMER)
        latest = silencios.latest(silencios.silences(days), days)
        bought = usual_intervals(latest, base.attributes(("segmento",)))
        late = overdue(self._active(bought, end), end)
        late = late.select(CUSTOMER, atrasado=pl.col("nivel").fill_null(0) > 0)
        state = pl.when("atrasado").then(pl.lit(AT_RISK)).otherwise(pl.lit(ACTIVE))
        states = bought.select(CUSTOMER).join(late, on=CUSTOMER, how="left")
        states = states.select(
            CUSTOMER, situacao=pl.when(pl.col("atrasado").is_null()).then(pl.lit(INACTIVE)).otherwise(state)
        )
        revenue = base.panel({"receita_12m": base.span(base.asked).net(add_months(end, -YEAR), end)})
        return states.join(revenue, on=CUSTOMER, how="left")

    def _active(self, bought: pl.DataFrame, end: int) -> pl.DataFrame:
        """Who of some customers is active before a day: by the rules of activity, as in `risco`, or by the window."""
        moment = replace(self.base.span(self.base.asked), period=Period(end - 1, end, "a véspera"))
        if not moment.rules:
            return bought.filter(pl.col("ultima") >= self.base.window.start(end))
        active = active_at_end(self.base, moment).filter("ativo")
        return bought.join(active, on=CUSTOMER, how="semi", maintain_order="left")

    @cached_property
    def sellers(self) -> pl.DataFrame:
        """A row a seller of titles, or of customers where titles have none: `clientes`, `aberto`, `vencido` (cents)."""
        held = self.held
        if "vendedor" not in self.base.ledgers[SOURCE].columns:
            held = held.drop("vendedor").join(self.debtors.select(CUSTOMER, "vendedor"), on=CUSTOMER, how="left")
        found = held.group_by("vendedor").agg(
            clientes=pl.col(CUSTOMER).n_unique().cast(pl.Int64),
            aberto=pl.col("saldo").sum(),
            vencido=pl.col("saldo").filter(pl.col("vencimento") < self.day).sum(),
        )
        return found.sort("vencido", "aberto", "vendedor", descending=[True, True, False], nulls_last=True)
