"""`nps`: what customers say of the company, how sure that is, and what those who said it did next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.commands import commands
from carteira_cli.config.settings import QuestionSettings, SurveySettings
from carteira_cli.customers.open import Wanted
from carteira_cli.errors import DataError
from carteira_cli.report import Reading, plain
from carteira_cli.signal.rates import wilson
from carteira_cli.studies.nps import tables, words
from carteira_cli.studies.nps.answers import COMMENT, Answers
from carteira_cli.studies.nps.formulas import GROUPS
from carteira_cli.studies.nps.scales import SAY_IT
from carteira_cli.studies.readings import reading
from carteira_cli.studies.study import Study
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase

NAME = "nps"


def wanted(config: Config) -> Wanted:
    """What is read: what customers wrote only where it is asked for.

    Raises:
        UsageError: it is asked for where nobody may be named.
    """
    record, comments = commands()[NAME], config.of(SurveySettings).comentarios
    if comments and config.hides_customers:
        raise config.value(SurveySettings.comentarios).refused(
            "comentarios mostra o que clientes escreveram, e sem_identificadores ou pseudonimizar não deixam",
            "tire comentarios, ou rode onde nomes podem aparecer",
        )
    columns = record.columns | ({COMMENT} if comments else set())
    return Wanted(record.needed, record.useful, frozenset(columns)).split_as(config)


def study(base: CustomerBase) -> Study:
    """The net promoter score of the period, with what it rests on.

    Raises:
        CarteiraError: nobody answered in the period, no mark is on the scale, or nobody knows which scale it is.
    """
    _check_filter(base)
    found = Answers(base)
    _check_answers(found)
    return Study(
        readings=tuple(_readings(found)),
        tables=tuple(tables.tables(found)),
        charts=(tables.marks_picture(found),),
        notes=tuple(words.notes(found)),
        warnings=tuple(words.warnings(found)),
        rules=(("escala", str(found.chosen.scale)),),
        main="grupos",
        answer=tuple(words.answer(found)),
    )


def _check_filter(base: CustomerBase) -> None:
    for asked, dimension in base.where.dimensions.items():
        if dimension.of != "cliente":
            raise base.config.value(QuestionSettings.onde).refused(
                f'--onde "{asked}" é um atributo da venda, e avaliações não o têm',
                "filtre por um atributo do cliente, como uf ou segmento",
            )


def _check_answers(found: Answers) -> None:
    """Refuse to tell of nothing."""
    known = found.marked.filter(pl.col("data") <= found.base.as_of)
    if known.is_empty():
        if found.later:
            raise DataError(
                f"todas as notas são depois da data de referência, {date_of(found.base.as_of)}",
                "informe --hoje AAAA-MM-DD",
            )
        raise DataError("não há nenhuma nota nas avaliações destes clientes", "confira a coluna nota e --onde")
    if found.within.is_empty():
        first, last = known.select(pl.col("data").min(), pl.col("data").max().alias("fim")).row(0)
        raise DataError(
            f"não há nenhuma nota em {found.base.asked.label}; há de {date_of(first)} a {date_of(last)}",
            "escolha o período com --periodo",
        )
    if found.last.is_empty():
        left, doubtful = found.within.height, found.within_of(found.chosen.doubtful).height
        if doubtful == left:
            raise DataError(
                f"nenhuma nota do período mostra se a escala é de 0 a 10 ou de 1 a 5: "
                f"{counted(left, 'nota ficou', 'notas ficaram')} fora",
                f"diga a escala com --escala 10 ou --escala 5; {SAY_IT}",
            )
        raise DataError(
            f"nenhuma nota do período está na escala {found.scale.words}: "
            f"{counted(left, 'nota ficou', 'notas ficaram')} fora",
            "confira a coluna nota, ou diga a escala com --escala 10 ou --escala 5",
        )


def _readings(found: Answers) -> Iterator[Reading]:
    record, tally = commands()[NAME], found.tally
    yield reading(
        record,
        "nps",
        plain(tally.net),
        numerator=tally.promoters - tally.detractors,
        denominator=tally.answers,
        interval=tally.interval,
    )
    for name in GROUPS:
        yield reading(record, name, tally.count(name), interval=tally.expected(name))
    yield reading(record, "respostas", tally.answers)
    invited, answered = found.invited.height, int(found.invited["respondeu"].sum())
    yield reading(
        record,
        "taxa_resposta",
        answered / invited if invited else None,
        numerator=answered if invited else None,
        denominator=invited or None,
        interval=wilson(answered, invited),
    )
    heavy = found.by_revenue
    yield reading(record, "nps_receita", plain(heavy.net), interval=heavy.interval)
