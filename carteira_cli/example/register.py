"""The register of customers: names, documents, places, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.example.chance import SLOT_BITS, Stream, bits, look_up, number, numbers, slots, texts
from carteira_cli.example.customers import place_slots
from carteira_cli.example.labels import CustomerIds, channel_of, dated, named, seller_of
from carteira_cli.example.vocabulary import (
    COMPANY,
    FIRST_NAMES,
    LEGAL_FORMS,
    PERSON,
    SEGMENTS,
    SHOP_NAMES,
    SURNAMES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from carteira_cli.example.recipe import Recipe

_CHUNK = 250_000  # rows
_PERSON_PERCENT = 12
_BRANCH_PERCENT = 4  # shops that share the CNPJ root of the customer before them
_SENIORITY = 8 * 365  # days before the span in which the first customers were registered
_STRIDE = 38_501_203  # coprime to ten: steps through all roots before one repeats
_CPF_WEIGHTS = ((10, 9, 8, 7, 6, 5, 4, 3, 2), (11, 10, 9, 8, 7, 6, 5, 4, 3, 2))
_CNPJ_WEIGHTS = ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))

SCHEMA: dict[str, pl.DataType] = {
    "cliente": pl.String(),
    "nome": pl.String(),
    "documento": pl.String(),
    "tipo": pl.String(),
    "uf": pl.String(),
    "cidade": pl.String(),
    "segmento": pl.String(),
    "vendedor": pl.String(),
    "canal": pl.String(),
    "data_cadastro": pl.Date(),
}


def register_rows(recipe: Recipe, start: date, customers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The register, by ascending id, some rows at a time.

    Args:
        recipe: for the seed and the width of the ids.
        start: first day of the span.
        customers: as of `make_customers`.

    Yields:
        Rows with the columns of SCHEMA; `recipe.customers` in all.
    """
    ids = CustomerIds.of(recipe)
    seniors = customers.filter(pl.col("joined") < 0).height
    states, cities, _ = place_slots()
    for chunk in customers.iter_slices(_CHUNK):
        people = _with_document(_with_kind(chunk, recipe.seed), recipe.seed)
        yield people.filter("registered").select(
            cliente=ids.of_index(pl.col("index")),
            nome=pl.when("person").then(_person_name()).otherwise(_shop_name()),
            documento="document",
            tipo=pl.when("person").then(pl.lit(PERSON)).otherwise(pl.lit(COMPANY)),
            uf=named(states, pl.col("place")),
            cidade=named(cities, pl.col("place")),
            segmento=named((segment.name for segment in SEGMENTS), pl.col("segment")),
            vendedor=seller_of(pl.col("seller")),
            canal=channel_of(pl.col("channel")),
            data_cadastro=dated(start, _registered_on(seniors)),
        )


def _with_kind(chunk: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Adds `person`, `branch` (of the customer before) and `random` for the name."""

    def is_person(index: pl.Expr) -> pl.Expr:
        return bits(numbers(seed, Stream.REGISTER, index), 0, 16) % 100 < _PERSON_PERCENT

    def draws_branch(index: pl.Expr) -> pl.Expr:
        return bits(numbers(seed, Stream.REGISTER, index), 16, 16) % 100 < _BRANCH_PERCENT

    index = pl.col("index")
    before = (index - 1).clip(0)
    branch = (index > 0) & ~is_person(index) & draws_branch(index) & ~is_person(before) & ~draws_branch(before)
    return chunk.with_columns(person=is_person(index), branch=branch, random=numbers(seed, Stream.NAMES, index))


def _registered_on(seniors: int) -> pl.Expr:
    """Days: newcomers on the day they were won, the others over the years before, all about in order of id."""
    long_ago = -_SENIORITY + pl.col("index") * (_SENIORITY - 30) // seniors
    return pl.when(pl.col("joined") < 0).then(long_ago).otherwise(pl.col("converted"))


def _person_name() -> pl.Expr:
    """A first name and two surnames."""
    random = pl.col("random")
    first = named(FIRST_NAMES, bits(random, 0, 16) % len(FIRST_NAMES))
    middle = bits(random, 16, 16) % len(SURNAMES)
    last = (middle + 1 + bits(random, 32, 16) % (len(SURNAMES) - 1)) % len(SURNAMES)
    return pl.concat_str(first, named(SURNAMES, middle), named(SURNAMES, last), separator=" ")


def _shop_name() -> pl.Expr:
    """What the shop is, what it is called, and its legal form: "Padaria Três Irmãos Ltda"."""
    random = pl.col("random")
    widest = max(len(segment.prefixes) for segment in SEGMENTS)
    prefixes = [segment.prefixes[i % len(segment.prefixes)] for segment in SEGMENTS for i in range(widest * 3)]
    prefix = named(prefixes, pl.col("segment").cast(pl.Int64) * widest * 3 + bits(random, 0, 16) % (widest * 3))
    own = named(SHOP_NAMES, bits(random, 16, 16) % len(SHOP_NAMES))
    forms = look_up(
        texts(LEGAL_FORMS[i][0] for i in slots([share for _, share in LEGAL_FORMS])), bits(random, 32, SLOT_BITS)
    )
    return pl.concat_str(prefix, own, forms, separator=" ")


def _with_document(people: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Adds `document`: a CPF of 11 digits for a person, a CNPJ of 14 for a shop.

    No two are alike; a branch has the root of the customer before it.
    """
    owner = pl.col("index") - pl.col("branch").cast(pl.Int64)
    shop = pl.when("branch").then(2).otherwise(1)
    coded = people.with_columns(cpf=_root(seed, 9, pl.col("index")), cnpj=_root(seed, 8, owner) * 10_000 + shop)
    for name, (first, second) in (("cpf", _CPF_WEIGHTS), ("cnpj", _CNPJ_WEIGHTS)):
        coded = coded.with_columns(_checked(name, first)).with_columns(_checked(name, second))
    digits = pl.when("person").then(11).otherwise(14)
    code = pl.when("person").then("cpf").otherwise("cnpj")
    return coded.with_columns(document=code.cast(pl.String).str.zfill(digits))


def _root(seed: int, digits: int, index: pl.Expr) -> pl.Expr:
    """A number of so many digits, another for every index."""
    roots: int = 10**digits
    return (index * _STRIDE + number(seed, Stream.DOCUMENTS, digits) % roots) % roots


def _checked(name: str, weights: tuple[int, ...]) -> pl.Expr:
    """The numbers of a column with a check digit (modulo 11) appended."""
    document = pl.col(name)
    digits = [document // 10**i % 10 * weight for i, weight in enumerate(reversed(weights))]
    rest = pl.sum_horizontal(digits) % 11
    check = pl.when(rest < 2).then(0).otherwise(11 - rest)  # noqa: PLR2004 - rests 0 and 1 have no digit
    return document * 10 + check
