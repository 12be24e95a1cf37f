"""`carteira distribuir`: who should have which customers, with as few changes as can be."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.customers.open import Wanted
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import plain
from carteira_cli.studies.distribuir import COMMAND
from carteira_cli.studies.distribuir.formulas import gap
from carteira_cli.studies.distribuir.highs import Budget, installed
from carteira_cli.studies.distribuir.kept import columns_asked, told_conditions
from carteira_cli.studies.distribuir.portfolio import SharedPortfolio
from carteira_cli.studies.distribuir.search import NoSharing, best_sharing
from carteira_cli.studies.distribuir.tables import change_table, portfolio_chart, seller_table
from carteira_cli.studies.distribuir.words import answer, notes, refused, warnings
from carteira_cli.studies.readings import reading
from carteira_cli.studies.study import Study
from carteira_cli.studies.vendedores.formulas import largest_to_mean
from carteira_cli.units import Depth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Reading
    from carteira_cli.rows import Cell
    from carteira_cli.studies.distribuir.search import Sharing

    Ratios = tuple[Fraction | None, Fraction | None]


def wanted(config: Config) -> Wanted:
    """What it reads: with what `--fixar` looks at."""
    return Wanted(COMMAND.needed, COMMAND.useful, COMMAND.columns).split_as(config, columns_asked(config))


def study(base: CustomerBase) -> Study:
    """Customers shared among sellers.

    Raises:
        SurroundingsError: HiGHS is not installed.
        DataError: no sharing is within the tolerance, or there is nobody to share with.
        UsageError: a seller or an attribute is not there.
    """
    installed()
    portfolio = SharedPortfolio(base)
    budget = Budget(portfolio.told.tempo)
    found = best_sharing(portfolio.task, portfolio.told.tolerancia, budget)
    if isinstance(found, NoSharing):
        raise refused(portfolio, found)
    ratios = _ratios(portfolio, found)
    return Study(
        readings=tuple(_readings(portfolio, found, ratios)),
        tables=(seller_table(portfolio, found.moves), change_table(portfolio, found.moves)),
        charts=(portfolio_chart(portfolio, found.moves),),
        notes=tuple(notes(portfolio, found)),
        warnings=tuple(warnings(portfolio, found, timed_out=budget.timed_out)),
        rules=tuple(_rules(portfolio)),
        main="mudancas",
        answer=tuple(answer(portfolio, found, ratios)),
    )


def _ratios(portfolio: SharedPortfolio, found: Sharing) -> Ratios:
    """The largest portfolio over the mean, before (of who had customers) and after (of who stays)."""
    task = portfolio.task
    before, after = task.carried({}), task.carried(found.moves)
    had = {*task.homes}
    return (
        largest_to_mean([before[seller] for seller in sorted(had)]),
        largest_to_mean([after[seller] for seller in task.staying]),
    )


def _readings(portfolio: SharedPortfolio, found: Sharing, ratios: Ratios) -> Iterator[Reading]:
    revenue = sum(portfolio.shared["receita"][place] for place in sorted(found.moves))
    yield reading(COMMAND, "mudancas", len(found.moves), denominator=len(portfolio.task.customers), depth=Depth.SCREEN)
    yield reading(COMMAND, "receita_movida", plain(Fraction(revenue, CENTS)))
    yield reading(COMMAND, "equilibrio_antes", plain(ratios[0]))
    yield reading(COMMAND, "equilibrio_depois", plain(ratios[1]))
    yield reading(COMMAND, "otimo", int(found.proven), depth=Depth.FULL)
    yield reading(COMMAND, "lacuna", plain(gap(found.cost, found.bound)))


def _rules(portfolio: SharedPortfolio) -> Iterator[tuple[str, Cell]]:
    told = portfolio.told
    yield "equilibrar", told.equilibrar
    yield "tolerancia", plain(told.tolerancia)
    yield "objetivo", told.objetivo
    kept = told_conditions(portfolio.base)
    for key, value in (
        ("fixar", kept),
        ("sem", ", ".join(told.sem) or None),
        ("novo", ", ".join(told.novo) or None),
        ("manter_uf", "sim" if told.manter_uf else None),
        ("max_mudancas", told.max_mudancas),
    ):
        if value is not None:
            yield key, value
