"""What is asked of the report: for whom it is, and which of its sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.commands import handed_over
from carteira_cli.condition import Comparison
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.selection import check_values_named
from carteira_cli.errors import did_you_mean
from carteira_cli.names import fold
from carteira_cli.studies.relatorio import LAST, OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.config.resolve import Config

EVERYBODY, SELLER = "diretoria", "vendedor"


def every_section() -> tuple[str, ...]:
    """The keys of all sections that a report may have, in the order of the page."""
    return (*OWN, *handed_over(), *LAST)


def chosen_sections(config: Config, known: Sequence[str]) -> tuple[str, ...]:
    """The sections to make, in their own order; all unless some are asked for.

    Raises:
        UsageError: there is no such section, with the nearest.
    """
    words = [word for text in config.question.secoes for word in text.split(",") if word.strip()]
    asked = {_plain(word): word.strip() for word in words}
    for word, typed in asked.items():
        if word not in known:
            told = config.value(QuestionSettings.secoes)
            raise told.refused(f'a seção "{typed}" não existe', did_you_mean(word, known))
    return tuple(key for key in known if not asked or key in asked)


def _plain(word: str) -> str:
    return "_".join(fold(word).replace("-", " ").replace("_", " ").split())


def for_whom(base: CustomerBase) -> tuple[str, CustomerBase]:
    """Whose report it is, in words, and her customers: everybody's, or those of one seller.

    Raises:
        UsageError: it is for nobody that there is.
    """
    told = base.config.value(QuestionSettings.para)
    text = base.config.question.para.strip()
    name = base.config.results.empresa or base.config.folder.resolve().name
    if fold(text) == EVERYBODY:
        return name, base
    column, equals, value = (part.strip() for part in text.partition("="))
    if fold(column) != SELLER or not equals or not value:
        words = [EVERYBODY, f"{SELLER}=NOME"]
        raise told.refused(f'não há relatório para "{text}"', f"use {' ou '.join(words)}")
    conditions = (*base.config.question.onde, Comparison(SELLER, "=", (value,)))
    config = base.config.meaning({QuestionSettings.onde: conditions})
    found = CustomerBase(config, base.ledgers, base.compares, base.recent_months)
    with told.blamed():
        check_values_named(found)
    return " · ".join(part for part in (name, value) if part), found
