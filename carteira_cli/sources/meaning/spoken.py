"""What was left out, taken off or not understood of a file, in sentences that say what settles it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import toml_list
from carteira_cli.names import fold
from carteira_cli.quoted import cell, cells
from carteira_cli.reading.hidden import VOID
from carteira_cli.sources.matching.status import words_pattern
from carteira_cli.sources.matching.status_words import Status
from carteira_cli.sources.matching.traps import void_counts
from carteira_cli.sources.meaning.not_understood import given_back, said_in, voided
from carteira_cli.sources.meaning.operation import CANCELLED, COLUMN, is_reason, may_be_unknown, reading_of, unknown
from carteira_cli.sources.meaning.periodicity import ONE_TIME
from carteira_cli.sources.meaning.returns_undone import returned_twice
from carteira_cli.sources.meaning.titled import title_warnings
from carteira_cli.sources.meaning.titles import is_reason as is_of_titles
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.meaning.not_understood import Heap, Said
    from carteira_cli.sources.part import Part

_UNDONE = (Status.VOID, Status.RETURNED, Status.MOVEMENT)
_MOST = 50  # words in a sentence; a column of more is hardly one of statuses


def meaning_warnings(part: Part) -> Iterator[str]:
    """What a reader of the numbers must know about what the lines of sales were taken for."""
    if part.table.name != "vendas":
        return
    yield from statuses_unknown(part)
    yield from _returns_voided(part)
    yield from returned_twice(part)
    yield from _operations_unknown(part)
    yield from _left_out(part)
    yield from _taken_off(part)
    yield from title_warnings(part)


def statuses_unknown(part: Part) -> Iterator[str]:
    """Words of the status that are known neither as good nor as void; a reading, where there are some."""
    column = part.status_column
    words = part.matched.words.get(column or "")
    if column is None or words is None or not words.saying(Status.UNKNOWN):
        return
    said = said_in(part, pl.col(column).cast(pl.String), part.cancelled)
    odd = [one for one in said if one.lines and words.meaning(one.word) == Status.UNKNOWN]
    of_system = words_pattern(_system_words(part))
    void = [
        one.word
        for one in said
        if one.void and (words.meaning(one.word) in _UNDONE or of_system.fullmatch(fold(one.word)))
    ]
    if odd:
        yield _unknown(part, column, odd, part.rules.cancelled if part.rules.own_words else cells(sorted(void)))


def _system_words(part: Part) -> list[str]:
    """Patterns of the statuses that void a line in the exports of the file's system."""
    traps = part.matched.traps
    return [each for rule in traps.void if set(rule.columns) <= set(traps.status) for each in rule.cells if each]


def _operations_unknown(part: Part) -> Iterator[str]:
    found = reading_of(part.source, part.matched)
    if found is None or not may_be_unknown(found):
        return
    column = part.matched.columns[COLUMN]
    nobody_knows = pl.when(unknown(found)).then(pl.col(column).cast(pl.String))
    odd = [one for one in said_in(part, nobody_knows, part.cancelled) if one.lines]
    if odd:
        yield _unknown(part, column, odd, part.rules.cancelled if part.rules.own_words else _voided_words(part))


def _voided_words(part: Part) -> list[str]:
    """The words of the status that void lines of the file, so that the user's own list goes on to have them."""
    words = part.matched.words.get(part.status_column or "")
    return cells(words.saying(*_UNDONE)) if words is not None else []


def _unknown(part: Part, column: str, odd: Sequence[Said], void: Sequence[str]) -> str:
    """All the words with their lines and money, and the lines of TOML that say what they are."""
    lines, cents = sum(one.lines for one in odd), sum(one.cents or 0 for one in odd)
    named = ", ".join(
        f'"{cell(_one_line(one.word))}" ({counted(one.lines, "linha")}, {money_of_cents(one.cents or 0)})'
        for one in odd[:_MOST]
    )
    what = agree(len(odd), "uma palavra que não se conhece, e contaram", "palavras que não se conhecem, e contaram")
    if lines == 1:
        what = what.replace("contaram", "contou")
    rest = len(odd) - _MOST
    more = f" e mais {rest} palavras; talvez a coluna seja outra" if rest > 0 else ""
    words = cells(one.word for one in odd[:_MOST])
    return (
        f"{part.raw.name}: {counted(lines, 'linha')} ({money_of_cents(cents)}) {agree(lines, 'tem', 'têm')} "
        f'em "{column}" {what}: {named}{more}; para decidir, em carteira.toml: cancelados = '
        f"{toml_list([*void, *words])} (se não são vendas) ou validos = {toml_list([*part.rules.valid, *words])} "
        "(se são)"
    )


def _returns_voided(part: Part) -> Iterator[str]:
    """Lines of a positive amount that say only "Devolução", whose sale nobody sees in the file."""
    column = part.status_column
    words = part.matched.words.get(column or "")
    if column is None or words is None or part.assumed.movements is not False:
        return
    said = said_in(part, pl.col(column).cast(pl.String), part.cancelled)
    some = [one for one in said if one.void and words.meaning(one.word) == Status.MOVEMENT]
    if some:
        lines, cents = sum(one.void for one in some), sum(one.void_cents or 0 for one in some)
        named = ", ".join(f'"{word}"' for word in cells(_one_line(one.word) for one in some))
        settles = f"[colunas.vendas] e, na linha seguinte, {COLUMN} = {json.dumps(column, ensure_ascii=False)}"
        yield (
            f'{part.raw.name}: {counted(lines, "linha")} ({money_of_cents(cents)}) com {named} em "{column}" '
            f"{agree(lines, 'foi lida', 'foram lidas')} como a própria venda devolvida, e não "
            f"{agree(lines, 'conta', 'contam')}; se a venda está em outra linha e o valor deve ser abatido, diga "
            f"em carteira.toml: {settles}"
        )


def _left_out(part: Part) -> Iterator[str]:
    """Operations that are no sales."""
    if COLUMN not in part.matched.columns:
        return
    heaps = [heap for heap in voided(part) if is_reason(heap.what) and not heap.what.startswith(CANCELLED)]
    if heaps:
        lines, cents = _total(heaps)
        column = part.matched.columns[COLUMN]
        kinds = ", ".join(
            f"{heap.what.split(' (coluna')[0]} ({counted(heap.lines, 'linha')}, {money_of_cents(heap.cents or 0)})"
            for heap in heaps
        )
        left = agree(lines, "ficou", "ficaram")
        yield (
            f"{part.raw.name}: {counted(lines, 'linha')} ({money_of_cents(cents)}) {left} de fora "
            f'pela operação, na coluna "{column}": {kinds} (para contar alguma: validos = ["a palavra da coluna"])'
        )


def _taken_off(part: Part) -> Iterator[str]:
    """Amounts above zero that were taken off."""
    for heap in given_back(part):
        yield (
            f"{part.raw.name}: {counted(heap.lines, 'linha')} de devolução com valor positivo "
            f"{agree(heap.lines, 'foi abatida', 'foram abatidas')} ({money_of_cents(heap.cents or 0)}), {heap.what}"
        )
    if part.assumed.backward is False:
        column = part.matched.columns["quantidade"]
        yield (
            f'{part.raw.name}: a maior parte das quantidades em "{column}" é negativa (saídas '
            "de estoque?); o sinal não foi usado, e nenhum valor foi abatido por ele"
        )


def _total(heaps: Sequence[Heap]) -> tuple[int, int]:
    return sum(heap.lines for heap in heaps), sum(heap.cents or 0 for heap in heaps)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def void_reasons(raw: RawFile) -> list[tuple[str, int]]:
    """Why the system's own words void lines of a file, and how many; most first."""
    if raw.before is None or VOID not in raw.schema:
        return []
    counts = void_counts(raw.lines).collect().rows()
    return [
        (_told(str(reason)), int(count)) for reason, count in counts if not (is_reason(reason) or is_of_titles(reason))
    ]


def _told(reason: str) -> str:
    """A reason as a sentence says it: of a price that is charged once, it has the word of the line."""
    return f"{ONE_TIME}{cell(reason.removeprefix(ONE_TIME))}" if reason.startswith(ONE_TIME) else reason
