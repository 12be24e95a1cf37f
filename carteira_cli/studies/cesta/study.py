"""`cesta`: what to offer each customer, ranked by what it should bring, and how often such offers hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.settings import BasketSettings, QuestionSettings
from carteira_cli.customers.meant import customer_meant
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import DataError, UsageError, did_you_mean
from carteira_cli.names import fold
from carteira_cli.quoted import cells_are_hidden
from carteira_cli.report import PeriodLine, plain
from carteira_cli.studies.asking import asking
from carteira_cli.studies.cesta import COMMAND, tables, words
from carteira_cli.studies.cesta.offers import Offers
from carteira_cli.studies.readings import reading
from carteira_cli.studies.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from typing import Any

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Reading, Table

EVERYBODY, SELLER = "diretoria", "vendedor"


def study(base: CustomerBase) -> Study:
    """What to offer at the end of the period.

    Raises:
        CarteiraError: the sales do not say what was sold, nobody bought anything, there is no such customer, seller
            or item.
    """
    found = Offers(base)
    check(found)
    rows = of_whom(found)
    return Study(
        readings=tuple(_readings(found, rows)),
        tables=tuple(_tables(found, rows)),
        charts=(tables.picture(found),),
        notes=tuple(words.notes(found)),
        warnings=tuple(words.warnings(found)),
        rules=tuple(words.rules(found)),
        main=tables.OFFERS,
        answer=tuple(words.answer(found, rows)),
        period=_history(found),
    )


def _history(found: Offers) -> PeriodLine:
    """The days whose purchases make the baskets."""
    spans = found.baskets.spans
    first = found.base.ledgers["vendas"].first_day if spans.start is None else spans.start
    start, last = (iso(day) for day in (spans.end - 1 if first is None else first, spans.end - 1))
    return PeriodLine(f"{start}..{last}", start, last, complete=True, until=last)


def offers_for(base: CustomerBase, customer: str) -> list[dict[str, Any]]:
    """The offers to one customer, as the study of everybody has them: what `cliente` shows.

    Args:
        base: everybody, whose sales have `produto` or `categoria`.
        customer: her id, as it is analysed.

    Returns:
        The rows of the table `oportunidades` that are hers: key of its columns → cell; none where nothing is known.

    Raises:
        CarteiraError: the sales do not say what was sold.
    """
    found = Offers(asking(base, COMMAND.name, para=None))
    if not found.market.many:
        return []
    table = tables.offers_table(found, found.every.filter(pl.col(CUSTOMER) == customer))
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def check(found: Offers) -> None:
    """Refuse what nothing can be said of.

    Raises:
        CarteiraError: nobody bought an item in the history; an item is to be left out that nobody bought.
    """
    known = found.market.items.filter(pl.Series(found.market.known))
    if known.is_empty():
        history = found.base.config.value(BasketSettings.historico).one
        raise DataError(
            f"nenhuma compra no histórico de {history} diz o que foi comprado (coluna {found.baskets.level})",
            "use um --historico maior, outro --periodo ou outro --nivel",
        )
    there = {*known.to_list()}
    for item in sorted(found.barred - there):
        told = found.base.config.value(BasketSettings.excluir)
        raise told.refused(
            f'não há nenhum item "{item}" nas vendas (coluna {found.baskets.level})', _nearest_few(item, there)
        )


def _nearest_few(typed: str, known: set[str], most: int = 12) -> str:
    if cells_are_hidden():
        return "confira como está escrito nos dados"
    names = sorted(known)
    alike = [one for one in names if fold(typed) and fold(typed) in fold(one)] or names
    return did_you_mean(typed, names if len(names) <= most else alike[:most])


def of_whom(found: Offers) -> pl.DataFrame:
    """Of the offers those that were asked for: everybody's, one customer's, or those of a seller's customers.

    Raises:
        CarteiraError: there is no such customer or seller, or customers may not be named.
    """
    base = found.base
    told = base.config.value(QuestionSettings.para)
    text = str(told.parsed or "").strip()
    if not text or fold(text) == EVERYBODY:
        return found.every
    column, equals, name = (part.strip() for part in text.partition("="))
    if equals and fold(column) == SELLER:
        sellers = sorted({*found.every["vendedor"].drop_nulls()})
        if name not in sellers:
            raise told.refused(f'nenhum cliente com ofertas é do vendedor "{name}"', _nearest_few(name, {*sellers}))
        return found.every.filter(pl.col("vendedor") == name)
    if base.config.hides_customers:
        raise UsageError(
            "--para diz quem é um cliente, e sem_identificadores ou pseudonimizar não deixam",
            "rode sem essas opções, onde nomes podem aparecer, ou sem --para",
        )
    return found.every.filter(pl.col(CUSTOMER) == customer_meant(base, QuestionSettings.para))


def _readings(found: Offers, rows: pl.DataFrame) -> Iterator[Reading]:
    checked = found.validation
    for key, rate in (
        ("acerto_5", None if checked is None else checked.spoken),
        ("acerto_popularidade", None if checked is None else checked.plain),
    ):
        if rate is None:
            yield reading(COMMAND, key, None)
        else:
            yield reading(COMMAND, key, plain(rate.rate), numerator=int(rate.hits), denominator=rate.offers)
    yield reading(COMMAND, "oportunidades", rows.height)
    yield reading(COMMAND, "clientes_com_oferta", rows[CUSTOMER].n_unique())
    value: Fraction | None = None if found.margin is None else found.total_of(rows)
    yield reading(COMMAND, "valor_esperado", plain(value))


def _tables(found: Offers, rows: pl.DataFrame) -> Iterator[Table]:
    if found.base.config.rules.validar:
        yield tables.validation_table(() if found.validation is None else found.validation.all)
    yield tables.offers_table(found, rows)
    yield tables.by_item(found, rows)
    yield tables.rules_table(found)
    yield tables.out_table(found)
