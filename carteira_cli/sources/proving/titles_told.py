"""What was left out of receivables, supposed of them or not understood in them, with its lines and its money."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import xor
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import toml_list
from carteira_cli.names import loose
from carteira_cli.quoted import cell, cells
from carteira_cli.sources.meaning.not_understood import Heap, doubtful
from carteira_cli.sources.meaning.title_words import Condition
from carteira_cli.sources.meaning.titles import COLUMN, NO_DAY, SETTLED, SUPPOSED, TITLES, is_reason
from carteira_cli.sources.proving.audit import bad_of
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.proven import Proven

_ORIGINALLY = frozenset(
    {"vencimentooriginal", "dataoriginalvencimento", "vencimentoinicial", "datavencimentooriginal", "originalduedate"}
)
_MOST = 20  # words in a sentence
PARTLY = "parte_sem_dia"  # a part of it was paid, nobody said when
_SUPPOSED = {
    "trocado": (
        "renegociado: conta até o dia da troca, se o arquivo o diz, e depois só o novo",
        "renegociados: contam até o dia da troca, se o arquivo o diz, e depois só os novos",
    ),
    "sem_dia": (
        "pago sem a data do pagamento: conta como pago no vencimento",
        "pagos sem a data do pagamento: contam como pagos no vencimento",
    ),
    PARTLY: (
        "pago em parte ({paid}) sem a data do pagamento: conta como pago no vencimento",
        "pagos em parte ({paid}) sem a data do pagamento: contam como pagos no vencimento",
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


def title_sentences(proven: Proven) -> Iterator[str]:
    """What a reader of the numbers must know about what the lines of receivables were taken for.

    No reading where the lines of the file were kept.
    """
    part = proven.part
    if part.table.name != TITLES:
        return
    heaps = _heaps(proven)
    out = _left_out(heaps)
    if out:
        yield f"{part.raw.name}: {out}"
    said = {heap.what: heap for heap in heaps}
    for case, words in _SUPPOSED.items():
        if case in said:
            one = said[case]
            noun = agree(one.titles, *words).format(paid=money_of_cents(one.paid))
            yield f"{part.raw.name}: {counted(one.titles, 'título', 'títulos')} ({money_of_cents(one.cents)}) {noun}"
    yield from _unknown(proven)
    yield from _of_no_side(part)
    yield from _moved(part)


def _lines(proven: Proven, names: Sequence[str]) -> pl.LazyFrame:
    """Canonical columns of each line that can be read, those that do not count among them."""
    if proven.every is not None:
        return proven.every.filter(~bad_of(proven.part)).select(names)
    columns = {name: proven.part.columns[name] for name in names}
    return proven.part.raw.lines.filter(~proven.part.bad).select(**columns)


@dataclass(frozen=True)
class TitleHeap:
    """Lines of titles of which one thing was supposed, or that do not count for one reason.

    Attributes:
        what: it.
        titles: how many titles they tell of.
        lines: how many lines.
        cents: what the titles are worth: of one whose lines have one value, that; else all of its lines.
        paid: cents that they say were paid.
    """

    what: str
    titles: int
    lines: int
    cents: int
    paid: int


def _heaps(proven: Proven) -> list[TitleHeap]:
    """Titles, lines and money of all that was supposed, and of why lines do not count; most lines first."""
    columns = proven.part.columns
    told = [name for name in ("valor_pago", "parcela", SETTLED) if name in columns]
    lines = _lines(proven, ["titulo", "cliente", "vencimento", "valor", SUPPOSED, *told])
    paid = pl.col("valor_pago") if "valor_pago" in told else pl.lit(None, dtype=pl.Int64)
    settled = pl.col(SETTLED) if SETTLED in told else pl.lit(value=False)
    some = (pl.col(SUPPOSED) == NO_DAY) & (paid < pl.col("valor")) & ~settled
    key = ["titulo", "cliente", "vencimento", *(["parcela"] if "parcela" in told else [])]
    # Equal keys have equal hashes, which are smaller to group by.
    mark = reduce(xor, (pl.col(name).hash(at) for at, name in enumerate(key)))
    one_value = (pl.col("valor").n_unique() == 1) & (pl.col("valor").min() > 0)
    found = (
        lines.filter(pl.col(SUPPOSED).is_not_null())
        .select(what=pl.when(some).then(pl.lit(PARTLY)).otherwise(SUPPOSED), mark=mark, valor="valor", paid=paid)
        .group_by("what", "mark")
        .agg(
            lines=pl.len(),
            cents=pl.when(one_value).then(pl.col("valor").max()).otherwise(pl.col("valor").sum()),
            paid=pl.col("paid").sum(),
        )
        .group_by("what")
        .agg(pl.len().alias("titles"), pl.col("lines", "cents", "paid").sum())
        .sort("lines", "what", descending=[True, False])
        .collect(engine="streaming")
    )
    return [TitleHeap(str(what), *map(int, numbers)) for what, *numbers in found.rows()]


def left_out(proven: Proven) -> str:
    """How many lines of a file are no receivables, and why; "" where all are."""
    return _left_out(_heaps(proven))


def _left_out(heaps: Sequence[TitleHeap]) -> str:
    gone = [heap for heap in heaps if is_reason(heap.what)]
    lines = sum(heap.lines for heap in gone)
    kinds = "; ".join(f"{heap.what} ({_of_titles(heap)}, {money_of_cents(heap.cents)})" for heap in gone)
    told = f"{counted(lines, 'linha')} {agree(lines, 'ficou', 'ficaram')} fora dos títulos a receber: {kinds}"
    return told if gone else ""


def _of_titles(heap: TitleHeap) -> str:
    """How many lines, and of how many titles where that is not the same."""
    lines = counted(heap.lines, "linha")
    return lines if heap.lines == heap.titles else f"{lines} de {counted(heap.titles, 'título')}"


def _money(heap: Heap) -> str:
    return money_of_cents(heap.cents or 0)


def _unknown(proven: Proven) -> Iterator[str]:
    """Words that nobody knows, with the lines of TOML that say what they are."""
    part = proven.part
    column = part.matched.columns.get(COLUMN, "")
    words = part.matched.words.get(column)
    if words is None or not words.saying(Condition.UNKNOWN):
        return
    odd = [text.strip() for text in words.saying(Condition.UNKNOWN)]
    said = (
        _lines(proven, ("valor", COLUMN))
        .filter(pl.col(COLUMN).is_in(odd))
        .group_by(COLUMN)
        .agg(lines=pl.len(), cents=pl.col("valor").sum())
        .sort("lines", COLUMN, descending=[True, False])
        .collect(engine="streaming")
    )
    heaps = [Heap(str(word), int(lines), cents) for word, lines, cents in said.rows()]
    if not heaps:
        return
    lines, cents = sum(heap.lines for heap in heaps), sum(heap.cents or 0 for heap in heaps)
    what = agree(len(heaps), "uma palavra que não se conhece", "palavras que não se conhecem")
    yield (
        f"{part.raw.name}: {counted(lines, 'linha')} ({money_of_cents(cents)}) {agree(lines, 'tem', 'têm')} em "
        f'"{column}" {what}, e {agree(lines, "contou", "contaram")} pelas datas: {_named(heaps)}; '
        f"{_settled(part, heaps, 'se não valem', 'se valem')}"
    )


def _of_no_side(part: Part) -> Iterator[str]:
    """Words of a column of type of which nobody knows whether the title is to be received or to be paid."""
    column = part.matched.columns.get("moeda")
    odd = [heap for heap in doubtful(part) if not heap.what.startswith(f"{column}\x1f")]
    for name in dict.fromkeys(heap.what.split("\x1f")[0] for heap in odd):
        heaps = [replace(heap, what=word) for heap in odd for at, word in [heap.what.split("\x1f")] if at == name]
        lines, cents = sum(heap.lines for heap in heaps), sum(heap.cents or 0 for heap in heaps)
        what = agree(len(heaps), "uma palavra que não diz", "palavras que não dizem")
        yield (
            f"{part.raw.name}: {counted(lines, 'linha')} ({money_of_cents(cents)}) {agree(lines, 'tem', 'têm')} em "
            f'"{name}" {what} se a conta é a receber ou a pagar, e {agree(lines, "contou", "contaram")} como a '
            f"receber: {_named(heaps)}; {_settled(part, heaps, 'se são a pagar', 'se são a receber')}"
        )


def _moved(part: Part) -> Iterator[str]:
    """Titles that were to be paid on another day at first, which they were owed on in the past; a reading."""
    due = part.matched.columns["vencimento"]
    taken = set(part.matched.columns.values())
    names = [name for name in part.raw.header if loose(name) in _ORIGINALLY and name not in taken]
    for name in names[:1]:
        first, now = (pl.col(one).cast(pl.String).str.strip_chars() for one in (name, due))
        moved = part.raw.lines.filter(~part.bad & ~part.cancelled & (first != "") & (first != now))
        lines, cents = moved.select(pl.len(), part.columns["valor"].sum()).collect(engine="streaming").row(0)
        if lines:
            yield (
                f"{part.raw.name}: {counted(lines, 'linha')} ({money_of_cents(cents)}) com outro dia em "
                f'"{name}" que em "{due}": {agree(lines, "conta", "contam")} por este também nos dias passados, em que '
                f"{agree(lines, 'podia já estar vencida', 'podiam já estar vencidas')}"
            )


def _named(heaps: Sequence[Heap]) -> str:
    """Words with their lines and money, the first of many."""
    named = ", ".join(
        f'"{cell(" ".join(heap.what.split()))}" ({counted(heap.lines, "linha")}, {_money(heap)})'
        for heap in heaps[:_MOST]
    )
    rest = len(heaps) - _MOST
    return f"{named} e mais {counted(rest, 'palavra')}" if rest > 0 else named


def _settled(part: Part, heaps: Sequence[Heap], void: str, valid: str) -> str:
    """The lines of TOML that say what words are."""
    plain = cells(heap.what for heap in heaps[:_MOST])
    own = part.rules.cancelled if part.rules.own_words else ()
    return (
        f"para decidir, em carteira.toml: cancelados = {toml_list([*own, *plain])} ({void}) ou "
        f"validos = {toml_list([*part.rules.valid, *plain])} ({valid})"
    )
