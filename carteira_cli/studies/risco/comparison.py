"""The rule of the cycle and the model of repeat buying, held against what happened after the same past days."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.prediction.asked import asked_of
from carteira_cli.report import Column, Table
from carteira_cli.studies.risco import validation
from carteira_cli.studies.risco.model import outlook_of
from carteira_cli.studies.risco.risk import MOST, Risk
from carteira_cli.studies.risco.scores import Score, better, score
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.prediction.outlook import Outlook

CYCLE, MODEL = "ciclo", "modelo"
RULES = (CYCLE, MODEL)  # of equal ones the simpler is the better
WORDS = {CYCLE: "regra do ciclo", MODEL: "modelo"}
ALL = "todas"


@dataclass(frozen=True)
class RuleComparison:
    """Two rules and what they said of the active customers of past days.

    Attributes:
        found: the day after the last one known → `ciclo`, `modelo` (Float64: the probability of no purchase within the
            window from that day on, as each saw it then) and `perdeu` (Boolean: there was none), a row an active
            customer of whom both say one. Latest first.
        customers: how many were looked at, the inactive included.
        sample: whether these are but a sample.
    """

    found: Mapping[int, pl.DataFrame]
    customers: int
    sample: bool

    @cached_property
    def scores(self) -> Mapping[str, Mapping[str, Score]]:
        """Origin (`todas` first, then the last day known of each) → rule → how good it was."""
        if not self.found:
            return {}
        labelled = {ALL: pl.concat(self.found.values()), **{iso(day - 1): one for day, one in self.found.items()}}
        return {
            label: {rule: score(one[rule].to_numpy(), one["perdeu"].to_numpy()) for rule in RULES}
            for label, one in labelled.items()
        }

    @property
    def best(self) -> str | None:
        """The rule whose Brier score over all origins is the smaller, the simpler of equal ones; None: nobody knows."""
        if not self.found:
            return None
        whole = self.scores[ALL]
        return MODEL if better(whole[MODEL], whole[CYCLE]) else CYCLE

    def tables(self) -> Iterator[Table]:
        """A row an origin and rule, all origins together first; none where nothing could be compared."""
        if not self.found:
            return
        rows = tuple(
            (origin, WORDS[rule], one.customers, one.predicted, one.happened, one.brier, one.auc)
            for origin, scores in self.scores.items()
            for rule, one in scores.items()
        )
        columns = (
            Column("origem", "Previsto em"),
            Column("regra", "Regra"),
            Column("clientes", "Ativos", Unit.CUSTOMERS),
            Column("previsto", "Previsto", Unit.FRACTION),
            Column("aconteceu", "Aconteceu", Unit.FRACTION),
            Column("brier", "Brier", Unit.FRACTION),
            Column("auc", "AUC", Unit.FRACTION),
        )
        title = "Qual regra errou menos: chance de não comprar no prazo"
        yield Table("comparacao", title, columns, rows, few=len(RULES))


def compared(risk: Risk) -> RuleComparison:
    """The two rules at the origins of `risco --validar`, each learnt from what was known then.

    Args:
        risk: the customers as they are known at the end.

    Returns:
        Without the origins at which there is too little history for a model. How regular gaps are (k) is found at the
        earliest of the others and taken at all: nothing later is known, and it is searched once.
    """
    sample = len(risk.purchases.names) > MOST
    some = Risk(risk.base, every=risk) if sample else risk
    days = past_days(risk)
    told, asked = {}, asked_of(risk.base.config)
    for day in reversed(days):
        then = some.at(day)
        outlook = outlook_of(then, asked)
        if outlook.choice is None:
            continue
        asked = replace(asked, k=outlook.choice.k)
        both = said(then, some, outlook)
        if not both.is_empty():
            told[day] = both
    return RuleComparison({day: told[day] for day in days if day in told}, len(some.purchases.names), sample)


def past_days(risk: Risk) -> tuple[int, ...]:
    """The days before which to predict, latest first: none where history is too short."""
    if risk.silences.is_empty():
        return ()
    first = int(risk.silences["inicio"].min())  # type: ignore[arg-type]  # days
    return validation.origins(risk.end, first, lambda day: day - risk.base.window.start(day))


def said(then: Risk, risk: Risk, outlook: Outlook) -> pl.DataFrame:
    """What both rules said of the active customers of an origin, and what these did: as in `RuleComparison.found`.

    Args:
        then: the customers as known at the origin.
        risk: those of the end, whose purchases tell what happened.
        outlook: what a model learnt at the origin expects.
    """
    names = outlook.purchases.names.gather(outlook.frame["linha"]).alias(CUSTOMER)
    model = pl.DataFrame([names, pl.Series(MODEL, 1 - outlook.buys(then.horizon))])
    lost = [(key, float(one)) for key, one in then.leaving.items() if one is not None]
    cycle = pl.DataFrame(lost, schema={"chance": pl.Int64, CYCLE: pl.Float64}, orient="row")
    bought = pl.col("inicio").is_between(then.end, then.end + then.horizon, closed="left")
    back = risk.silences.filter(bought).select("linha").unique().with_columns(voltou=True)
    return (
        then.late.join(cycle, on="chance")
        .join(model, on=CUSTOMER)
        .join(back, on="linha", how="left")
        .sort(CUSTOMER)
        .select(CYCLE, MODEL, perdeu=pl.col("voltou").is_null())
    )
