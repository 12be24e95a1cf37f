"""`credito`: what customers owe on a day, how late they are, and what of it is likely to be lost."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.config.settings import CreditSettings
from carteira_cli.customers.titles import check_filter
from carteira_cli.report import plain
from carteira_cli.studies.credito import COMMAND, words
from carteira_cli.studies.credito import tables as credit_tables
from carteira_cli.studies.credito.credit import Credit, check_dated
from carteira_cli.studies.credito.formulas import LATE, mean_days
from carteira_cli.studies.readings import reading
from carteira_cli.studies.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Reading

CENTS = 100


def study(base: CustomerBase) -> Study:
    """What is owed at the end of a day, by the titles and payments up to it.

    Raises:
        DataError: there is no title yet, or nobody says which day it is.
        UsageError: the filter is one on sales.
    """
    check_filter(base)
    check_dated(base)
    credit = Credit(base, base.as_of, base.config.of(CreditSettings).faixas)
    credit.check_begun()
    return Study(
        readings=tuple(_readings(credit)),
        tables=tuple(credit_tables.tables(credit)),
        charts=tuple(credit_tables.charts(credit)),
        notes=tuple(words.notes(credit)),
        warnings=tuple(words.warnings(credit)),
        rules=(("faixas", ",".join(map(str, credit.cuts))),),
        main="faixas",
        answer=tuple(words.answer(credit)),
    )


def _readings(credit: Credit) -> Iterator[Reading]:
    owed, late, beyond = credit.open, credit.overdue(), credit.overdue(LATE)
    yield reading(COMMAND, "aberto", owed / CENTS)
    yield reading(COMMAND, "vencido", late / CENTS)
    yield _share("indice_vencidos", late, owed)
    yield _share("inadimplencia_periodo", *credit.of_period)
    yield _share("over_90", beyond, owed)
    yield reading(COMMAND, "atraso_medio", plain(mean_days(credit.receipts, "vencimento")))
    yield reading(COMMAND, "pmr", plain(mean_days(credit.receipts, "emissao")))
    loss = credit.loss
    yield reading(COMMAND, "perda_estimada", None if loss is None else plain(loss / CENTS))


def _share(key: str, part: int, whole: int) -> Reading:
    value = plain(Fraction(part, whole)) if whole else None
    return reading(COMMAND, key, value, numerator=part / CENTS, denominator=whole / CENTS)
