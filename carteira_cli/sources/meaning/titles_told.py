"""What was left out of receivables, supposed of them or not understood in them, with its lines and its money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import toml_list
from carteira_cli.quoted import cell, cells
from carteira_cli.reading.hidden import VOID
from carteira_cli.sources.meaning.title_words import Condition
from carteira_cli.sources.meaning.titles import COLUMN, TITLES, condition, is_reason, payment_cases
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.sources.part import Part

_MOST = 20  # words in a sentence
_SUPPOSED = {
    "sem_dia": (
        "pago sem a data do pagamento: conta como pago no vencimento",
        "pagos sem a data do pagamento: contam como pagos no vencimento",
    ),
    "parcial": (
        "pago em parte sem se saber quanto: conta inteiro em aberto",
        "pagos em parte sem se saber quanto: contam inteiros em aberto",
    ),
    "aberto": (
        "em aberto com uma data de pagamento e nenhum valor pago: a data não contou",
        "em aberto com uma data de pagamento e nenhum valor pago: a data não contou",
    ),
    "perda": (
        "baixado por perda: não conta como pago, ainda que tenha data",
        "baixados por perda: não contam como pagos, ainda que tenham data",
    ),
}


def title_sentences(part: Part) -> Iterator[str]:
    """What a reader of the numbers must know about what the lines of receivables were taken for; one reading."""
    if part.table.name != TITLES:
        return
    counts = _counts(part)
    yield from _left_out(part, counts)
    for case, words in _SUPPOSED.items():
        lines, cents = counts["cases"].get(case, (0, 0))
        if lines:
            titles = counted(lines, "título", "títulos")
            yield f"{part.raw.name}: {titles} ({money_of_cents(cents)}) {agree(lines, *words)}"
    yield from _unknown(part, counts["unknown"])


def _counts(part: Part) -> dict[str, dict[str, tuple[int, int]]]:
    """Void reasons, cases of payment and unknown words → lines and cents."""
    raw, matched = part.raw, part.matched
    code = condition(raw, matched)
    typed = part.stated
    cases = payment_cases(typed, code)
    name = matched.columns.get(COLUMN)
    unknown = code == Condition.UNKNOWN if code is not None else pl.lit(value=False)
    word = pl.when(unknown).then(pl.col(name).cast(pl.String)) if name else pl.lit(None, dtype=pl.String)
    void = pl.col(VOID) if VOID in raw.schema else pl.lit(None, dtype=pl.String)
    fine = void.is_null() & ~part.bad
    rows = (
        raw.lines.filter(void.is_not_null() | fine)
        .select(
            cents=typed["valor"],
            void=void,
            word=pl.when(fine).then(word),
            **{case: fine & cases[case] for case in _SUPPOSED},
        )
        .group_by("void", "word", *_SUPPOSED)
        .agg(lines=pl.len(), cents=pl.col("cents").sum())
        .collect(engine="streaming")
    )
    found: dict[str, dict[str, tuple[int, int]]] = {"void": {}, "cases": {}, "unknown": {}}
    for row in rows.iter_rows(named=True):
        heap = (int(row["lines"]), int(row["cents"] or 0))
        for kind, key in (("void", row["void"]), ("unknown", row["word"])):
            if key is not None:
                _add(found[kind], str(key), heap)
        for case in _SUPPOSED:
            if row[case]:
                _add(found["cases"], case, heap)
    return found


def _add(heaps: dict[str, tuple[int, int]], key: str, heap: tuple[int, int]) -> None:
    lines, cents = heaps.get(key, (0, 0))
    heaps[key] = (lines + heap[0], cents + heap[1])


def _left_out(part: Part, counts: Mapping[str, Mapping[str, tuple[int, int]]]) -> Iterator[str]:
    heaps = sorted(
        ((what, *heap) for what, heap in counts["void"].items() if is_reason(what)), key=lambda one: (-one[1], one[0])
    )
    if not heaps:
        return
    lines = sum(one[1] for one in heaps)
    kinds = "; ".join(f"{what} ({counted(many, 'linha')}, {money_of_cents(money)})" for what, many, money in heaps)
    yield (
        f"{part.raw.name}: {counted(lines, 'linha')} {agree(lines, 'ficou', 'ficaram')} "
        f"fora dos títulos a receber: {kinds}"
    )


def _unknown(part: Part, heaps: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Words that nobody knows, with the lines of TOML that say what they are."""
    if not heaps:
        return
    odd = sorted(heaps.items(), key=lambda one: (-one[1][0], one[0]))
    lines, cents = sum(heap[0] for heap in heaps.values()), sum(heap[1] for heap in heaps.values())
    named = ", ".join(
        f'"{cell(" ".join(word.split()))}" ({counted(many, "linha")}, {money_of_cents(money)})'
        for word, (many, money) in odd[:_MOST]
    )
    rest = len(odd) - _MOST
    more = f" e mais {counted(rest, 'palavra')}" if rest > 0 else ""
    words = cells(word for word, _ in odd[:_MOST])
    own = part.rules.cancelled if part.rules.own_words else ()
    what = agree(len(odd), "uma palavra que não se conhece", "palavras que não se conhecem")
    yield (
        f"{part.raw.name}: {counted(lines, 'linha')} ({money_of_cents(cents)}) {agree(lines, 'tem', 'têm')} em "
        f'"{part.matched.columns[COLUMN]}" {what}, e {agree(lines, "contou", "contaram")} pelas datas: {named}{more}; '
        f"para decidir, em carteira.toml: cancelados = {toml_list([*own, *words])} (se não valem) ou "
        f"validos = {toml_list([*part.rules.valid, *words])} (se valem)"
    )
