"""What columns beside the status say of lines, in sentences with their lines, their money and what settles it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import toml_list
from carteira_cli.names import fold
from carteira_cli.quoted import cell, cells
from carteira_cli.sources.matching.status_words import Status
from carteira_cli.sources.matching.stems import words_of
from carteira_cli.sources.matching.word_lists import vocabulary
from carteira_cli.sources.meaning.not_understood import said_in
from carteira_cli.sources.meaning.undone_columns import IMPORTED, CellSays, filled
from carteira_cli.sources.values import convert, parse_amount
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.sources.matching.matched import BesideStatus
    from carteira_cli.sources.meaning.not_understood import Said as Words
    from carteira_cli.sources.part import Part

_MOST = 20  # words in a sentence


def beside_warnings(part: Part) -> Iterator[str]:
    """What columns beside the status say; a reading for each that says something."""
    for one in part.matched.beside:
        if one.how == "preenchida":
            yield from _filled(part, one)
        elif IMPORTED not in part.raw.header:  # what an import voided, it told of
            yield from _words(part, one)


def _words(part: Part, one: BesideStatus) -> Iterator[str]:
    words, text = part.matched.words[one.name], pl.col(one.name).cast(pl.String)
    if not (one.sure or one.own) or not part.raw.is_text:  # nothing has read it so far
        words.learn(part.raw.lines.select(text).unique().drop_nulls().collect().to_series().to_list())
    undone = words.saying(CellSays.UNDONE, CellSays.RETURNED)
    if undone and part.otherwise is not None and not part.rules.own_words:
        some = pl.when(~part.otherwise & part.cancelled & text.is_in(undone)).then(text)
        said = [each for each in said_in(part, some, part.cancelled) if each.void]
        if said:
            lines, cents = sum(each.void for each in said), sum(each.void_cents or 0 for each in said)
            named = ", ".join(_named(each.word, each.void, each.void_cents) for each in said[:_MOST])
            yield (
                f"{part.raw.name}: {counted(lines, 'linha')} ({money_of_cents(cents)}) "
                f'{agree(lines, "não conta", "não contam")} pelo que diz a coluna "{one.label}": {named}; para '
                f"contar, em carteira.toml: validos = {toml_list([*part.rules.valid, *_qualified(one, said)])}"
            )
    doubtful = words.saying(CellSays.DOUBT)
    if doubtful:
        some = pl.when(text.is_in(doubtful)).then(text)
        said = [each for each in said_in(part, some, part.cancelled) if each.lines]
        if said:
            yield _doubt(part, one, said)


def _doubt(part: Part, one: BesideStatus, said: Sequence[Words]) -> str:
    lines, cents = sum(each.lines for each in said), sum(each.cents or 0 for each in said)
    named = ", ".join(_named(each.word, each.lines, each.cents) for each in said[:_MOST])
    what = "o que ninguém explica" if one.how == "movimento" else "o que anularia a venda"
    void = _giving_back(said) if one.how == "movimento" else said
    return (
        f"{part.raw.name}: {counted(lines, 'linha')} ({money_of_cents(cents)}) {agree(lines, 'tem', 'têm')} em "
        f'"{one.label}" '
        f"{what}, e {agree(lines, 'contou', 'contaram')}: {named}; "
        f"{_settles(part, _qualified(one, void), _qualified(one, said))}"
    )


def _giving_back(said: Sequence[Words]) -> Sequence[Words]:
    """Of two movements the one that may be no sale: what comes in, a "D" that is no debit, else the rarer one."""
    back = {
        *vocabulary("meaning/undone_columns")["back"],
        *(() if any(fold(each.word) == "c" for each in said) else ("d",)),
    }
    return [each for each in said if fold(each.word) in back] or said[-1:]


def _filled(part: Part, one: BesideStatus) -> Iterator[str]:
    """A date of cancellation, a flag, an amount that came back, in lines that count."""
    if one.own or part.assumed.noted.get(one.name, int(one.shown)) == 0:
        return
    amount = part.columns["valor"]
    own = _own_cents(part, one)
    some = part.raw.lines.filter(~part.bad & ~part.cancelled & filled(part.raw, one.name) & (amount > 0)).select(
        cents=amount, own=pl.lit(None, dtype=pl.Int64) if own is None else own
    )
    lines, cents, summed = (
        some.select(pl.len(), pl.col("cents").sum(), pl.col("own").sum()).collect(engine="streaming").row(0)
    )
    if not lines:
        return
    words = [f"{one.label}: *"]
    head = (
        f"{part.raw.name}: {counted(lines, 'linha')} ({money_of_cents(cents or 0)}) {agree(lines, 'tem', 'têm')} a "
        f'coluna "{one.label}" preenchida'
    )
    if own is not None and summed:
        yield (
            f"{head} (soma {money_of_cents(summed)}), que não foi abatida do valor: se é dinheiro "
            f"devolvido, abata-o na origem; {_settles(part, words, words)}"
        )
        return
    yield (
        f"{head}, que parece dizer que a venda foi desfeita, e {agree(lines, 'contou', 'contaram')}; "
        f"{_settles(part, words, words)}"
    )


def _own_cents(part: Part, one: BesideStatus) -> pl.Expr | None:
    """The amount that the column itself holds, in cents; None where it is none by its name."""
    dtype = part.raw.schema[one.name]
    if not set(vocabulary("meaning/undone_columns")["money"]) & set(words_of(one.label)):
        return None
    if dtype.is_numeric():
        return convert.to_cents(pl.col(one.name), dtype)
    if dtype != pl.String:
        return None
    mark = part.assumed.decimals.get("valor") or part.assumed.decimal_shown()
    return convert.to_cents(parse_amount(pl.col(one.name), mark), pl.Float64())


def _settles(part: Part, void: Sequence[str], valid: Sequence[str]) -> str:
    voided = toml_list([*_void_so_far(part), *void])
    return (
        f"para decidir, em carteira.toml: cancelados = {voided} (se não são vendas) ou "
        f"validos = {toml_list([*part.rules.valid, *valid])} (se são)"
    )


def _void_so_far(part: Part) -> list[str]:
    """What voids lines already: a list of the user's own replaces everybody's words."""
    if part.rules.own_words:
        return list(part.rules.cancelled)
    status = part.matched.words.get(part.status_column or "")
    found = cells(status.saying(Status.VOID, Status.RETURNED, Status.MOVEMENT)) if status is not None else []
    for one in part.matched.beside:
        if one.how == "palavras" and one.sure:
            undone = part.matched.words[one.name].saying(CellSays.UNDONE, CellSays.RETURNED)
            found += [f"{one.label}: {word}" for word in cells(undone)]
    return found


def _qualified(one: BesideStatus, said: Sequence[Words]) -> list[str]:
    return [f"{one.label}: {word}" for word in cells(each.word.strip() for each in said)]


def _named(word: str, lines: int, cents: int | None) -> str:
    return f'"{cell(" ".join(word.split()))}" ({counted(lines, "linha")}, {money_of_cents(cents or 0)})'
