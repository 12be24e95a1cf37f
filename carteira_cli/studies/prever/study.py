"""`carteira prever`: the next period, by whichever way was least wrong before, with the naive beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis.prediction_tables import diagnosis_table, model_table, regularity_table
from carteira_cli.config.settings import ACTIVITY_RULES
from carteira_cli.customers.activity import without_rules
from carteira_cli.customers.open import Wanted, by_contracts
from carteira_cli.days import iso
from carteira_cli.errors import UsageError
from carteira_cli.studies.prever import COMMAND, scenario, tables, words
from carteira_cli.studies.prever.origins import Origins
from carteira_cli.studies.prever.parts import past_curve, period_ahead, readings
from carteira_cli.studies.study import Study
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table
    from carteira_cli.rows import Cell


_FEW = 4  # days without sales at the end of a period, as a weekend has


def wanted(config: Config) -> Wanted:
    """What it reads: contracts, where these say who is active, else sales."""
    found = Wanted(COMMAND.needed, COMMAND.useful, COMMAND.columns)
    if by_contracts(config):
        # Sales, where there are any, say how far the data go.
        dates = ("vendas",) if config.question.hoje is None else ()
        found = Wanted(("assinaturas",), ("clientes", *dates), frozenset({"fim", "plano", "vendedor"}))
    return found.split_as(config)


def study(base: CustomerBase) -> Study:
    """The next period.

    Raises:
        UsageError: the period that it follows is not over, or there is nothing to hold past forecasts against.
    """
    told, base = base, without_rules(base)
    if base.asked.end > base.as_of + 1:
        raise UsageError(
            f"{base.asked.label} ainda não terminou: os dados vão até {date_of(base.as_of)}",
            _whole(base),
        )
    if by_contracts(base.config):
        from carteira_cli.studies.prever.contract_study import contract_study  # weight: where there are contracts

        return contract_study(base)
    found = Origins(base)
    checked = base.config.rules.validar
    if checked and not found.modelled:
        raise UsageError(
            "não há história para validar: o modelo precisa de duas janelas e de 50 clientes que voltaram, antes de um "
            "período já conhecido",
            "use períodos menores, como --periodo ultimo-mes, ou uma --inatividade menor",
        )
    wanting = words.diagnoses(found)
    return Study(
        readings=tuple(readings(found)),
        tables=(*_tables(found, checked=checked), *_model(found), *diagnosis_table(wanting)),
        charts=tuple(past_curve(found, "receita", checked=checked)),
        main="origens" if checked else "previsao",
        period=period_ahead(found),
        rules=(*(((ACTIVITY_RULES, "não vale na previsão"),) if told.rules else ()), *_rules(found)),
        answer=tuple(words.answer(found)),
        notes=(*words.notes(found), *words.without_rules(told)),
        warnings=tuple(words.warnings(found, wanting)),
    )


def _whole(base: CustomerBase) -> str:
    """How to ask for a whole period."""
    other = f"preveja a partir de um período completo, como --periodo {base.asked.previous().label}"
    lacking = base.asked.end - base.as_of - 1
    return (
        f"se não houve vendas desde então, --hoje {iso(base.asked.last)}; senão, {other}" if lacking <= _FEW else other
    )


def _tables(found: Origins, *, checked: bool) -> Iterator[Table]:
    if checked:
        from carteira_cli.studies.prever.validation import CustomersTried  # weight: where it is asked for

        yield from CustomersTried(found).tables()
        return
    yield tables.forecast(found)
    new = found.models[found.period].newcomers
    yield from scenario.goal(found, "receita", new.height, int(new["centavos"].sum()) / 100)
    yield from scenario.scenario(found)
    yield from tables.groups(found)
    yield tables.methods(found)


def _model(found: Origins) -> Iterator[Table]:
    """The model behind the forecast."""
    outlook = found.models[found.period].outlook
    yield from model_table(outlook)
    yield from regularity_table(outlook)


def _rules(found: Origins) -> Iterator[tuple[str, Cell]]:
    told = found.base.config.prediction
    choice = found.models[found.period].outlook.choice
    yield "conhecido_ate", iso(found.asked.last)
    yield "modelo", choice.model.name if choice else None
    yield "k", choice.k if choice else None
    yield "sazonal", told.sazonal
    yield "origens", len(found.earlier)
