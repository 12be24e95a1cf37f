"""A portfolio in a line: who is active, what they bring a month and who left, in the period that nobody need name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.analysis.run import Run
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import Wanted, open_sources
from carteira_cli.dataclass import dataclass
from carteira_cli.period import Period, containing
from carteira_cli.sources.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.config.resolve import Config
    from carteira_cli.kpis.catalogue import Number
    from carteira_cli.sources.ledger import Ledger

_COMMAND = "resumo"  # whose rules hold: it goes on where a source is missing
_KEYS = (
    "clientes_inicio",
    "clientes_fim",
    "clientes_inativos",
    "perdidos",
    "churn",
    "receita_mensal_inicio",
    "receita_mensal_fim",
)


@dataclass(frozen=True)
class Headline:
    """The period in a line; None where the data can't tell.

    Attributes:
        period: which.
        told: whether one must name it, because what is meant without a name has no data.
        as_of: the as-of day.
        customers: how many ever bought, or had a contract.
        active: how many are active at its end, `before` at its start.
        revenue: of a month, in reais, of those active at its end; `revenue_before` at its start.
        churn: share of those active at its start who were lost; `lost` their number.
    """

    period: Period
    told: bool
    as_of: int
    customers: int | None
    active: int | None
    before: int | None
    revenue: Fraction | None
    revenue_before: Fraction | None
    churn: Fraction | None
    lost: int | None


@dataclass(frozen=True)
class Looked:
    """The tables that say who bought, and their line.

    Attributes:
        ledgers: the tables.
        headline: the line.
    """

    ledgers: Mapping[str, Ledger]
    headline: Headline


def headline(config: Config) -> Looked:
    """Read the sales, or the contracts, and nothing else, and sum up the period that is meant where nobody names one.

    Where that is before the data, as in the first month of all, it is the month of their last day.

    Raises:
        CarteiraError: anything the user can mend.
    """
    config = config.meaning({QuestionSettings.sinal: "nao"})
    # Besides sales only what the rules of activity look at.
    wanted = replace(Wanted.of_indicators(_KEYS, config), useful=()).split_as(config)
    ledgers = open_sources(wanted, config, command=_COMMAND, opener=open_ledger)
    base = CustomerBase(config, ledgers)
    base.check_rejects()
    run = Run(_COMMAND, base, chosen=_KEYS)
    start, told = run.coverage.start, False
    if start is not None and base.asked.end <= start and not config.told(QuestionSettings.periodo):
        month, told = containing("mes", base.as_of), True
        base = CustomerBase(config.meaning({QuestionSettings.periodo: month.label}), ledgers)
        run = Run(_COMMAND, base, chosen=_KEYS)
    values = {key: value.exact for key, value in run.swept.totals[0].items()}
    active, inactive = _whole(values["clientes_fim"]), _whole(values["clientes_inativos"])
    found = Headline(
        period=base.asked,
        told=told,
        as_of=base.as_of,
        customers=None if active is None or inactive is None else active + inactive,
        active=active,
        before=_whole(values["clientes_inicio"]),
        revenue=_exact(values["receita_mensal_fim"]),
        revenue_before=_exact(values["receita_mensal_inicio"]),
        churn=_exact(values["churn"]),
        lost=_whole(values["perdidos"]),
    )
    return Looked(ledgers, found)


def _whole(number: Number | None) -> int | None:
    return None if number is None else int(number)


def _exact(number: Number | None) -> Fraction | None:
    return None if number is None else Fraction(number)
