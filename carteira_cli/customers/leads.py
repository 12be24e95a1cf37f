"""What may be said of conversions: nothing without a date of any, and no verdict while leads ripen."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers import frames
from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.conversao import CONVERSIONS, usual_term
from carteira_cli.units import number
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.period import Period

UNDATED = "nenhum lead tem data de conversão"


@dataclass(frozen=True)
class LeadBook:
    """The leads of a base.

    Attributes:
        base: whose.
        rows: every lead that the filter lets through, as `frames.lead_frame`.
    """

    base: CustomerBase
    rows: pl.DataFrame

    @cached_property
    def undated(self) -> bool:
        """Whether the file has leads, and no date of conversion at all: who converted is not known."""
        return not frames.has_conversions(self.base.ledgers["leads"])

    @property
    def unknown(self) -> frozenset[str]:
        """The indicators that are "n/d" for that."""
        return frozenset(CONVERSIONS) if self.undated else frozenset()

    @cached_property
    def term(self) -> int | None:
        """The days that a lead is given to ripen, where `--prazo` does not say; None where nothing can."""
        if self.base.config.rules.prazo is not None:
            return None
        return usual_term(self.rows.filter("lead_convertido")["lead_dias"].to_list())

    def is_young(self, day: int | None) -> bool:
        """Whether leads of whom the youngest was created on a day are still ripening."""
        return day is not None and self.term is not None and day + self.term > self.base.as_of

    def ripening(self, period: Period) -> bool:
        """Whether the leads of a period are still ripening, so that their conversion is neither good nor bad yet."""
        return self.is_young(frames.inside(self.rows, period).select(pl.col("data").max()).item())

    def doubts(self, key: str, period: Period) -> tuple[str | None, str | None]:
        """Why an indicator of a period has no number, and why it can't be compared with another; None where it can."""
        if key not in CONVERSIONS or not (self.undated or self.ripening(period)):
            return None, None
        if self.undated:
            return UNDATED, None
        young = f"os leads de {period.label} ainda estão amadurecendo"
        return None, f"{young} ({self._words}); com --prazo comparam-se só os que já o tiveram"

    @property
    def _words(self) -> str:
        return f"9 em 10 das conversões conhecidas levam até {number(self.term or 0, 0)} dias"

    def warnings(self, keys: Collection[str]) -> Iterator[str]:
        """What a reader must know before trusting numbers of leads."""
        wrong = int(self.rows["invertido"].sum())
        if wrong:
            leads = f"{wrong} {agree(wrong, 'lead convertido', 'leads convertidos')}"
            created = agree(wrong, "ser criado", "serem criados")
            yield f"leads: {leads} antes de {created}; a conversão não foi contada"
        later = int(self.rows["futuro"].sum())
        if later:
            leads = f"{later} {agree(later, 'lead convertido', 'leads convertidos')}"
            counts = agree(later, "conta como não convertido", "contam como não convertidos")
            yield f"leads: {leads} depois da data de referência, {date_of(self.base.as_of)}; {counts}"
        if self.undated and set(CONVERSIONS) & set(keys):
            yield (
                f"leads: {UNDATED}, e por isso a conversão é n/d, e não zero; se a coluna existe com outro nome, diga "
                'qual em carteira.toml: [colunas.leads] data_conversao = "..."'
            )

    def notes(self, keys: Collection[str], periods: Iterable[Period]) -> Iterator[str]:
        """Which leads are not compared yet.

        Args:
            keys: the indicators of the run.
            periods: the periods that it shows.
        """
        if self.undated or not set(CONVERSIONS) & set(keys):
            return
        shown = tuple(dict.fromkeys(periods))
        deadline = self.base.config.rules.prazo
        if deadline is not None and shown:
            young = self.rows.filter(~pl.col("lead_maduro"))
            count = sum(frames.inside(young, period).height for period in shown[:1])
            if count:
                leads = counted(count, "lead ainda está", "leads ainda estão")
                yield f"{leads} no prazo de {deadline} dias, e não {agree(count, 'conta', 'contam')} na conversão"
        labels = [period.label for period in shown if self.ripening(period)]
        if labels:
            yield (
                f"ainda amadurecendo, e por isso sem melhor nem pior: a conversão de {', '.join(labels)} "
                f"({self._words}, e o lead mais novo teve menos; --prazo 30d compara só quem já teve 30 dias)"
            )
