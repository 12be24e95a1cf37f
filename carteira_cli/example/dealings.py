"""How the distributor deals with its customers: marks that they give, visits, campaigns with a control group."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.days import to_date, to_day
from carteira_cli.example.chance import Stream, bits, look_up, numbers, table
from carteira_cli.example.customers import active_in
from carteira_cli.example.labels import MONEY, CustomerIds, dated, money, named, seller_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.example.clock import Clock
    from carteira_cli.example.recipe import Recipe

_HALF_YEAR = 6  # months between two surveys
_INVITED, _ANSWERING = 90, 55  # of 100
_SCORES = (10, 10, 10, 9, 9, 10, 9, 9, 8, 8, 7, 8, 7, 6, 5, 3)  # of who stays
_OF_LEAVERS = (10, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 3, 2, 1, 0, 6)
_LEAVING = 6  # months before she leaves in which she marks so
_REASONS = ("entrega no prazo", "preço acima do mercado", "bom atendimento", "faltou produto", "atraso na entrega")
_CONTACTED = 35  # of 100 customers a month
_KINDS = ("visita", "ligação", "WhatsApp", "visita")
_OUTCOMES = ("pedido", "pedido", "pedido", "sem interesse", "sem interesse", "retornar", "retornar", "não encontrado")
_AGAIN = "retornar"
_CAMPAIGNS = ((8, "Frete grátis"), (4, "Mix de Natal"))  # months before the end, and what they were called
_LISTED, _CONTROL = 90, 20  # of 100 customers; of 100 of these
_COST = 500  # cents a customer who is written to

REVIEWS: dict[str, pl.DataType] = {
    "cliente": pl.String(),
    "pesquisa": pl.String(),
    "convite": pl.Date(),
    "data": pl.Date(),
    "nota": pl.Int32(),
    "comentario": pl.String(),
}
CONTACTS: dict[str, pl.DataType] = {
    "cliente": pl.String(),
    "data": pl.Date(),
    "tipo": pl.String(),
    "vendedor": pl.String(),
    "resultado": pl.String(),
    "proximo": pl.Date(),
}
CAMPAIGNS: dict[str, pl.DataType] = {
    "campanha": pl.String(),
    "cliente": pl.String(),
    "grupo": pl.String(),
    "data": pl.Date(),
    "custo": MONEY,
}


def review_rows(recipe: Recipe, clock: Clock, customers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Twice a year some customers are asked for a mark from 0 to 10, and some of them give one.

    Yields:
        Rows with the columns of REVIEWS; without a mark, and its day, where nobody answered.
    """
    ids, random = CustomerIds.of(recipe), pl.col("random")
    for month in range(_HALF_YEAR - 1, recipe.months, _HALF_YEAR):
        first = clock.months[month]
        asked = _some(customers, recipe, Stream.SURVEYS, month, _INVITED)
        leaving = look_up(customers["leave_month"], pl.col("index")) <= month + _LEAVING
        place = bits(random, 16, 4)
        score = pl.when(leaving).then(look_up(table(_OF_LEAVERS), place)).otherwise(look_up(table(_SCORES), place))
        invited = first + bits(random, 20, 8) % 5
        answered = invited + bits(random, 28, 8) % 9
        gave = (bits(random, 36, 16) % 100 < _ANSWERING) & (answered < clock.days)
        on = to_date(to_day(clock.start) + first)
        told = bits(random, 52, 4)
        yield asked.select(
            cliente=ids.of_index(pl.col("index")),
            pesquisa=pl.lit(f"NPS {on.year}-S{1 + on.month // 7}"),
            convite=dated(clock.start, invited),
            data=dated(clock.start, pl.when(gave).then(answered)),
            nota=pl.when(gave).then(score).cast(pl.Int32),
            comentario=named(_REASONS, pl.when(gave & (told < len(_REASONS))).then(told)),
        )


def contact_rows(recipe: Recipe, clock: Clock, customers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Every month sellers see or call some of their customers.

    Yields:
        Rows with the columns of CONTACTS, a month at a time, by day.
    """
    ids, random = CustomerIds.of(recipe), pl.col("random")
    opened = table(clock.next_open())
    for month, (first, after) in enumerate(pairwise(clock.months)):
        seen = _some(customers, recipe, Stream.CONTACTS, month, _CONTACTED)
        day = look_up(opened, first + bits(random, 16, 16) % (after - first))
        outcome = bits(random, 34, 3)
        again = pl.when(named(_OUTCOMES, outcome) == _AGAIN).then(pl.col("day") + 7 + bits(random, 40, 3))
        rows = seen.with_columns(day=day).filter(pl.col("day") >= 0).sort("day", "index")
        yield rows.select(
            cliente=ids.of_index(pl.col("index")),
            data=dated(clock.start, pl.col("day")),
            tipo=named(_KINDS, bits(random, 32, 2)),
            vendedor=seller_of(look_up(customers["seller"], pl.col("index"))),
            resultado=named(_OUTCOMES, outcome),
            proximo=dated(clock.start, again),
        )


def campaign_rows(recipe: Recipe, clock: Clock, customers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Two campaigns in the last months, also for those who left; a fifth are left alone to tell what it brought.

    What they buy has nothing to do with it: an honest measure finds no effect.

    Yields:
        Rows with the columns of CAMPAIGNS, a campaign at a time.
    """
    ids, random = CustomerIds.of(recipe), pl.col("random")
    for back, name in _CAMPAIGNS:
        month = recipe.months - back
        if month < 1:
            continue
        listed = _some(customers, recipe, Stream.CAMPAIGNS, month, _LISTED, who=pl.col("first_month") < month)
        control = bits(random, 16, 16) % 100 < _CONTROL
        yield listed.select(
            campanha=pl.lit(name),
            cliente=ids.of_index(pl.col("index")),
            grupo=pl.when(control).then(pl.lit("controle")).otherwise(pl.lit("tratado")),
            data=dated(clock.start, pl.lit(clock.months[month])),
            custo=money(pl.when(control).then(0).otherwise(_COST)),
        )


def _some(
    customers: pl.DataFrame, recipe: Recipe, stream: Stream, month: int, percent: int, who: pl.Expr | None = None
) -> pl.DataFrame:
    """So many of 100 of the customers who may buy in a month, or of others: `index`, `random`, by index."""
    drawn = numbers(recipe.seed, stream, pl.col("index") * 1024 + month)
    here = (active_in(month, recipe.seed) if who is None else who) & (pl.col("rate") > 0) & pl.col("registered")
    return (
        customers.filter(here)
        .select("index", random=drawn)
        .filter(bits(pl.col("random"), 0, 16) % 100 < percent)
        .sort("index")
    )
