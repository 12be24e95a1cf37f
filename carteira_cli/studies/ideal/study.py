"""`ideal`: what the best customers have in common beyond chance, and which open leads have it too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.config.settings import WorthSettings
from carteira_cli.customers.attribute_names import CUSTOMER_COLUMNS
from carteira_cli.customers.open import Wanted
from carteira_cli.privacy import personal
from carteira_cli.studies.ideal import COMMAND
from carteira_cli.studies.ideal.open_leads import Leads
from carteira_cli.studies.ideal.people import Ideal
from carteira_cli.studies.ideal.tables import leads_table, open_table, picture, profile_table, values_table
from carteira_cli.studies.ideal.words import answer, notes, warnings
from carteira_cli.studies.readings import reading
from carteira_cli.studies.study import Study
from carteira_cli.units import Depth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Reading

_OF_LEADS = ("origem", "etapa", "data_conversao", "valor", "cliente")


def wanted(config: Config) -> Wanted:
    """What it reads: the register whole, the leads, and what the ranking of customers needs."""
    told = config.of(WorthSettings)
    named = [name.strip() for text in told.atributos for name in text.split(",") if name.strip()]
    own = {name for name in CUSTOMER_COLUMNS if not personal(name)}
    costs = {"custo"} if config.rules.margem is None and told.melhores != "classe-a" else set()
    found = Wanted(COMMAND.needed, COMMAND.useful, frozenset({*own, *_OF_LEADS, *costs})).split_as(config, named)
    if told.melhores == "ltv":
        more = Wanted.of_indicators(("valor_carteira",), config)
        needed = dict.fromkeys((*found.needed, *more.needed))
        found = replace(found, needed=tuple(needed), columns=found.columns | more.columns)
    return replace(found, every=frozenset({"clientes", "leads"}))


def study(base: CustomerBase) -> Study:
    """The best customers of a period beside all who bought in it.

    Raises:
        UsageError: an attribute that is not there.
        DataError: nobody to compare, or nothing to compare them by.
    """
    found = Ideal(base)
    leads = Leads(found)
    return Study(
        readings=tuple(_readings(found)),
        tables=(
            values_table(found),
            profile_table(found),
            *leads_table(leads),
            *open_table(leads, base.config.question.limite),
        ),
        charts=(picture(found),),
        notes=tuple(notes(found, leads)),
        warnings=tuple(warnings(found)),
        rules=(("melhores", found.rule),),
        main="ideal",
        answer=answer(found),
    )


def _readings(found: Ideal) -> Iterator[Reading]:
    best, everybody = found.whole
    yield reading(COMMAND, "ideal_clientes", everybody)
    yield reading(COMMAND, "ideal_melhores", best)
    yield reading(COMMAND, "ideal_provados", sum(one.proven for one in found.standings))
    one = found.profile
    if one is None or not one.confirmed:
        yield replace(reading(COMMAND, "ideal_perfil", None, depth=Depth.DATA), parts=None)
        return
    share = one.held[0] / one.held[1]
    yield reading(COMMAND, "ideal_perfil", share, numerator=one.held[0], denominator=one.held[1], interval=one.interval)
