"""Receivables: which lines are none (payables, cancelled), and what was paid of the others, and when.

Exports tell a payment in four columns that may contradict each other: the day, the amount, the balance and the word.
`with_payments` makes one statement of them:

1. What is written off was not paid, whatever day stands there (that of the write-off), but for a part with its amount.
2. An open word beside a day without an amount: the day is that of a forecast or of a contact, so it is not paid.
3. "Parcial" without an amount, nor a balance: nobody knows how much, so the whole of it stays open.
4. A balance below the amount tells what was paid; but for a balance of nothing beside an open or unknown word.
5. Paid, in words or by an amount, without a day: paid on the day it was due.
6. Paid, in words, with less than its amount and nothing left of it: settled, the rest being a discount; likewise where
   what was paid and the discount come to the amount.

What is renegotiated was owed until another title took its place, and nothing was paid of it: `trocado`.
Each of these, of 1, 2, 3 and 5 is counted, with its money (`titles_told`): `SUPPOSED` says of a line which of them it
is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.reading.hidden import VOID as HIDDEN
from carteira_cli.sources.matching.learnt_words import Coded
from carteira_cli.sources.matching.status import words_pattern
from carteira_cli.sources.meaning.effect import Effect
from carteira_cli.sources.meaning.title_words import PAYABLE, VOID, Condition, TitleWords

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.reading_rules import Rules

TITLES, COLUMN = "titulos", "situacao"
SETTLED = "quitado"  # Boolean: whether a line says that nothing more is owed, however little was paid
SUPPOSED = "suposto"  # String: which of the rules was applied to a line, or why it does not count; null: it is as told
NO_DAY = "sem_dia"  # of it: paid, nobody said when
CASES = ("trocado", NO_DAY, "parcial", "aberto", "perda")
REASONS = {
    Condition.CANCELLED: "título cancelado",
    Condition.RETURNED: "título devolvido ou estornado",
}
NEGATIVE = "valor negativo, que é conta a pagar ou abatimento"
_NEGATIVE = r"^\s*[(\-−]|-\s*$|^[^\d]*[-−]"


def with_title_words(table: CanonicalTable, raw: RawFile, matched: Matched, rules: Rules) -> Matched:
    """The columns, with what the words of the situation come to, which are learnt as the file is read."""
    name = matched.columns.get(COLUMN)
    if table.name != TITLES or name is None or raw.schema[name] == pl.Null:
        return matched
    own = rules.cancelled if rules.own_words else ()
    words = Coded(TitleWords(words_pattern(own), words_pattern(rules.valid)).meaning)
    return replace(matched, words={**matched.words, name: words})


def read_title(raw: RawFile, matched: Matched, rules: Rules) -> Effect | None:
    """Which lines of receivables are none, and why; nothing of another table."""
    if matched.table != TITLES:
        return None
    from carteira_cli.sources.meaning.payables import side_columns  # weight: for a file of titles

    sides = tuple(side_columns(raw, matched, rules))
    reasons = [side.void for side in sides]
    parsed: dict[str, tuple[pl.Expr, pl.DataType]] = {}
    name = matched.columns.get(COLUMN)
    words = matched.words.get(name or "")
    if name is not None and words is not None:
        cell = pl.col(name).cast(pl.String)
        if raw.is_text:
            parsed[_coded(name)] = (words.of(cell), pl.UInt8())
        else:
            words.learn(raw.lines.select(cell).unique().drop_nulls().collect(engine="streaming").to_series())
        code = condition(raw, matched, read=True)
        reasons += [pl.when(code == each).then(pl.lit(REASONS[each])) for each in VOID]
    amount = matched.columns["valor"]
    reasons.append(pl.when(_is_negative(amount, raw.schema[amount])).then(pl.lit(NEGATIVE)))
    doubt = pl.coalesce(*(side.doubt for side in sides)) if sides else None
    return Effect(void=pl.coalesce(*reasons), doubt=doubt, parsed=parsed)


def condition(raw: RawFile, matched: Matched, *, read: bool = False) -> pl.Expr | None:
    """The `Condition` of a line, by the word of its situation; None where nothing tells it.

    Args:
        raw: the file.
        matched: its columns.
        read: whether the codes of a text are a column of the lines, or will be.
    """
    name = matched.columns.get(COLUMN)
    words = matched.words.get(name or "")
    if name is None or words is None:
        return None
    if read and raw.is_text:
        return pl.col(_coded(name))
    if _coded(name) in raw.schema:
        return pl.col(_coded(name))
    return words.of(pl.col(name).cast(pl.String))


def _coded(name: str) -> str:
    return f"{name}\x00condicao"


def _is_negative(amount: str, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_numeric():
        return (pl.col(amount) < 0).fill_null(value=False)
    text = pl.col(amount).cast(pl.String)
    return (text.str.contains(_NEGATIVE) & text.str.contains(r"\d")).fill_null(value=False)  # "-" alone is no amount


def is_reason(text: str) -> bool:
    """Whether it is for one of these reasons that a line does not count."""
    return text in {*REASONS.values(), NEGATIVE} or text.startswith(f'{PAYABLE} (coluna "')


def gone(part: Part) -> pl.Expr | None:
    """Whether a line says that its title is no more: cancelled, or another one in its place; None where none can.

    It has no line among those that count, and still takes the place of what an older export says of that title.
    """
    if part.table.name != TITLES or HIDDEN not in part.raw.schema:
        return None
    return pl.col(HIDDEN).is_in(list(REASONS.values())).fill_null(value=False)


def with_payments(columns: Mapping[str, pl.Expr], code: pl.Expr | None, void: pl.Expr | None) -> dict[str, pl.Expr]:
    """The columns, `pagamento` and `valor_pago` made one statement of all that tells it, and `SUPPOSED`.

    Args:
        columns: canonical name → expression: days, cents.
        code: the `Condition` of a line; None where the file has no situation.
        void: why a line does not count, null where it does; None where all count.
    """
    cases = payment_cases(columns, code)
    day = columns.get("pagamento", pl.lit(None, dtype=pl.Int32))
    paid = cases["pago"]
    unpaid = cases["perda"] | cases["aberto"] | cases["parcial"]
    found = dict(columns)
    if code is not None or not {"pagamento", "valor_pago", "saldo"}.isdisjoint(columns):
        kept = pl.when(~unpaid).then(day)
        found["pagamento"] = pl.when(cases["sem_dia"]).then(columns["vencimento"]).otherwise(kept)
    if "valor_pago" in columns or "saldo" in columns:
        found["valor_pago"] = pl.when(~unpaid).then(paid)
    reasons = [pl.when(cases[case]).then(pl.lit(case)) for case in CASES]
    found[SETTLED] = cases[SETTLED]
    found[SUPPOSED] = pl.coalesce(*([] if void is None else [void]), *reasons)
    return found


def payment_cases(columns: Mapping[str, pl.Expr], code: pl.Expr | None) -> dict[str, pl.Expr]:
    """What `with_payments` decides of a line: Booleans that are never null, and `pago`, in cents, null if unknown."""
    none = pl.lit(None, dtype=pl.Int64)
    amount, told = columns["valor"], columns.get("valor_pago", none)
    day = columns.get("pagamento", pl.lit(None, dtype=pl.Int32))
    said = code if code is not None else pl.lit(int(Condition.PLAIN), dtype=pl.UInt8)
    is_paid, is_partial = said == Condition.PAID, said == Condition.PARTIAL
    open_still = ~said.is_in([int(Condition.LOST), int(Condition.RENEGOTIATED)])
    left = columns.get("saldo", none)
    plain = is_paid | is_partial | (said == Condition.PLAIN) | day.is_not_null()
    by_balance = pl.when(((left > 0) | (plain & (left == 0))) & (left < amount)).then(amount - left)
    told = pl.when(~(is_paid & (told == 0))).then(told)
    paid = pl.coalesce(told, by_balance)
    some = (paid > 0).fill_null(value=False)
    part = some & (paid < amount).fill_null(value=False)
    return {
        "pago": paid,
        "perda": (said == Condition.LOST) & ~part,
        "aberto": (said == Condition.OPEN) & day.is_not_null() & ~some,
        "parcial": is_partial & ~some & paid.is_null(),
        SETTLED: (is_paid & ~(left > 0).fill_null(value=False))
        | (some & (paid + columns.get("desconto", none) >= amount).fill_null(value=False)),
        "sem_dia": (is_paid | (some & open_still)) & day.is_null(),
        "trocado": said == Condition.RENEGOTIATED,
    }
