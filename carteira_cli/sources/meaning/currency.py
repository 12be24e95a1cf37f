"""Lines in another currency than that of the numbers: no sum can hold them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.names import fold
from carteira_cli.quoted import cell as quoted
from carteira_cli.quoted import cells
from carteira_cli.reading.hidden import DOUBT, VOID
from carteira_cli.sources.matching.head import few_texts, head
from carteira_cli.sources.meaning.effect import Effect
from carteira_cli.sources.meaning.not_understood import doubtful, voided
from carteira_cli.sources.values.kernels import filled
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.finding.told import Told
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.reading_rules import Rules

REAL = "BRL"
_CODES = (
    "ARS CLP UYU MXN COP PEN BOB VES CRC DOP GTQ CAD AUD NZD CHF SEK NOK DKK PLN CZK HUF RON TRY ILS ZAR NGN EGP MAD "
    "AOA MZN CVE INR IDR KRW HKD SGD TWD THB PHP MYR VND AED SAR RUB UAH USDT USDC"
)
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("brl", "r$", "rs", "real", "reais", "986"), REAL),
    **dict.fromkeys(("usd", "us$", "u$s", "u$", "dolar", "dolares", "dollar", "dollars", "840"), "USD"),
    **dict.fromkeys(("eur", "€", "euro", "euros", "978"), "EUR"),
    **dict.fromkeys(("gbp", "£", "libra", "libras", "pound", "pounds", "826"), "GBP"),
    **dict.fromkeys(("jpy", "iene", "ienes", "yen"), "JPY"),
    **dict.fromkeys(("cny", "rmb", "yuan", "renminbi"), "CNY"),
    **dict.fromkeys(("pyg", "guarani", "guaranis"), "PYG"),
    **dict.fromkeys(("btc", "bitcoin"), "BTC"),
    **{code.lower(): code for code in _CODES.split()},
}
_SIGN = re.compile(r"[a-z$€£]*\$[a-z]*|[a-z]+|[€£]")
_PLAIN = re.compile(r"^(?:[A-Z]{3}|R\$|US\$|U\$S?|€|£)$")
_UNITS = r"(?i)(r\$|rs|brl|us\$|u\$s?|usd|eur|€|£|gbp)"
_USUAL = frozenset({"usd", "dolar", "dolares", "dollar", "dollars", "eur", "euro", "euros", "gbp", "brl", "reais"})
_BRACKETS = re.compile(r"[(\[]\s*([A-Za-z]{3,4})\s*[)\]]")
_OTHER = "em outra moeda: "
_FEW, _MANY = 10, 40  # different cells that a column of currencies has at most, unnamed and named
_SHOWN = 8


def code_of(word: str) -> str | None:
    """The currency that a cell names by its code, its sign or its name; None where nobody knows.

    Example:
        >>> [code_of(word) for word in ("brl", "US$", "Dólar americano (USD)", "Euros", "PL-3")]
        ['BRL', 'USD', 'USD', 'EUR', None]
    """
    text = fold(word)
    if text in _WORDS:
        return _WORDS[text]
    found = {_WORDS[piece] for piece in _SIGN.findall(text) if piece in _WORDS}
    return found.pop() if len(found) == 1 else None


def with_currency_by_words(table: CanonicalTable, raw: RawFile, matched: Matched, first: pl.DataFrame) -> Matched:
    """The columns, with the one whose cells are all codes of currencies, where none is named; `first`: free texts."""
    if "moeda" in matched.columns or "moeda" not in table.names or matched.profile is not None:
        return matched
    for name, texts in few_texts(first, _FEW).items():
        if texts and all(_PLAIN.match(text) and code_of(text) for text in texts):
            said = f'{raw.name}: "moeda" é a coluna "{name}", pelos códigos que tem'
            columns, how = {**matched.columns, "moeda": name}, {**matched.how, "moeda": "conteúdo"}
            return replace(matched, columns=columns, how=how, told=(*matched.told, said))
    return matched


def read_currency(raw: RawFile, matched: Matched, rules: Rules) -> Effect | None:
    """Leave out the lines whose column of currency names another than that of the numbers; tell unknown words.

    Where a file is in one other currency as a whole, its amounts count, and that is said.

    Raises:
        DataError: no line is in the currency of the numbers, and they are in several others.
    """
    column = matched.columns.get("moeda")
    if column is None or raw.schema[column] == pl.Null:
        return _by_name(raw, matched, rules)
    own, words = _own(rules.told), _some_words(raw, column)
    if not any(_is_own(word, own) for word in words):
        words = _all_words(raw, column)
        if len(words) > _MANY and not any(code_of(word) for word in words):
            return None  # whatever it is, it is no currency
        if words and not rules.told.currency and not any(_is_own(word, own) for word in words):
            codes = _by_lines(raw, column) if len(words) > 1 else [code for code in map(code_of, words) if code]
            if len(codes) > 1:
                raise _several(raw, column, codes)
            if codes:
                return Effect(doubts=(_whole(raw.name, f'da coluna "{column}"', codes[0]),))
    elif raw.kind == "parquet" and all(_is_own(word, own) for word in _all_words(raw, column)):
        return None
    cell = pl.col(column).cast(pl.String)
    void = cell.map_batches(partial(_voids, own=own), return_dtype=pl.String, is_elementwise=True)
    doubt = cell.map_batches(partial(_doubts, own=own, column=column), return_dtype=pl.String, is_elementwise=True)
    return Effect(void=void, doubt=doubt)


def _by_name(raw: RawFile, matched: Matched, rules: Rules) -> Effect | None:
    """What the header of the amounts says of their currency, as a column of currencies would: "Valor (USD)"."""
    amount = matched.columns.get("valor", matched.columns.get("valor_mensal"))
    code = None if amount is None else named_currency(amount)
    own = _own(rules.told)
    if amount is None or code is None or code == own[0]:
        return None
    if not rules.told.currency:
        return Effect(doubts=(_whole(raw.name, f'da coluna "{amount}"', code),))
    return Effect(void=pl.lit(f"{_OTHER}{code}"))


def named_currency(name: str) -> str | None:
    """The currency that a header names: by a sign, by a usual code or word, or by any code between brackets.

    Example:
        >>> [named_currency(name) for name in ("valor US$", "amount_usd", "Total [CAD]", "VALOR CAD", "valor real")]
        ['USD', 'USD', 'CAD', None, None]
    """
    signs = {_WORDS[sign.casefold()] for sign in re.findall(_UNITS, name) if not sign.isalpha()}
    words = {_WORDS[word] for word in re.split(r"[^a-z]+", fold(name)) if word in _USUAL}
    coded = {_WORDS[code.casefold()] for code in _BRACKETS.findall(name) if code.casefold() in _WORDS}
    found = signs | words | coded
    return found.pop() if len(found) == 1 else None


def _by_lines(raw: RawFile, column: str) -> list[str]:
    """The currencies of a column, that of most lines first."""
    cells = raw.lines.select(pl.col(column).cast(pl.String).str.strip_chars().alias("word")).drop_nulls()
    lines: dict[str, int] = {}
    for word, count in cells.group_by("word").len().collect(engine="streaming").rows():
        if (code := code_of(word)) is not None:
            lines[code] = lines.get(code, 0) + count
    return sorted(lines, key=lambda code: (-lines[code], code))


def without_foreign_cells(raw: RawFile, amounts: Iterable[str], rules: Rules) -> RawFile:
    """The file with `VOID` where the cell of an amount bears the sign of another currency."""
    own = _own(rules.told)
    reasons = [
        pl.col(name)
        .str.extract(_UNITS, 1)
        .map_batches(partial(_voids, own=own), return_dtype=pl.String, is_elementwise=True)
        for name in amounts
    ]
    before = [pl.col(VOID)] if VOID in raw.schema else []
    marked = raw.reshaped(lambda lines: lines.with_columns(pl.coalesce(*before, *reasons).alias(VOID)))
    return replace(marked, schema=pl.Schema({**raw.schema, VOID: pl.String()}))


def currency_warnings(part: Part) -> Iterator[str]:
    """What was left out for its currency, and words that nobody knows; a reading for each."""
    own = _own(part.rules.told)[0]
    for heap in voided(part) if _may_be_foreign(part) else []:
        if heap.what.startswith(_OTHER):
            code = heap.what.removeprefix(_OTHER)
            amount = "" if heap.cents is None else f", {money_of_cents(heap.cents).replace('R$', code)} ao todo,"
            yield (
                f"{part.raw.name}: {counted(heap.lines, 'linha')} em outra moeda ({code}){amount} fora dos números "
                f"em {own}: converta na origem, ou veja só {agree(heap.lines, 'ela', 'elas')} com --moeda {code}"
            )
    column = part.matched.columns.get("moeda")
    if column is None or DOUBT not in part.raw.schema:
        return
    heaps = [heap for heap in doubtful(part) if heap.what.startswith(f"{column}\x1f")]
    if heaps:
        words = [heap.what.split("\x1f")[1] for heap in heaps]
        seen = ", ".join(
            f'"{quoted(word)}" ({counted(heap.lines, "linha")}'
            f"{'' if heap.cents is None else f', {money_of_cents(heap.cents)}'})"
            for word, heap in zip(words[:_SHOWN], heaps, strict=False)
        )
        listed = ", ".join(f'"{word}"' for word in (own, *part.rules.told.currency[1:], *cells(words)))
        yield (
            f'{part.raw.name}: a coluna "{column}" tem moedas desconhecidas, e essas linhas contam: {seen}; '
            f"se são {own}, diga em carteira.toml: moeda = [{listed}]; se não, tire-as na origem"
        )


def _may_be_foreign(part: Part) -> bool:
    """Whether anything in a file can name another currency: a reading for nothing is spared."""
    amount = part.matched.columns.get("valor", part.matched.columns.get("valor_mensal"))
    named = amount is not None and named_currency(amount) is not None
    return "moeda" in part.matched.columns or bool(part.assumed.foreign) or named


def _own(told: Told) -> tuple[str, ...]:
    """The currency of the numbers by its code, and further words for it, folded."""
    first, *more = told.currency or (REAL,)
    return (code_of(first) or first.strip().upper(), *(fold(word) for word in (first, *more)))


def _is_own(word: str, own: Sequence[str]) -> bool:
    return code_of(word) == own[0] or fold(word) in own


def _voids(texts: pl.Series, own: Sequence[str]) -> pl.Series:
    """Why lines do not count, by their currencies; null where they do."""
    found = {
        text: f"{_OTHER}{code}"
        for text in texts.drop_nulls().unique().to_list()
        if not _is_own(text, own) and (code := code_of(text)) is not None
    }
    return _replaced(texts, found)


def _doubts(texts: pl.Series, own: Sequence[str], column: str) -> pl.Series:
    found = {
        text: f"{column}\x1f{text.strip()}"
        for text in texts.drop_nulls().unique().to_list()
        if text.strip() and not _is_own(text, own) and code_of(text) is None
    }
    return _replaced(texts, found)


def _replaced(texts: pl.Series, found: Mapping[str, str]) -> pl.Series:
    if not found:
        return filled(None, texts.len(), pl.String)
    return texts.replace_strict(list(found), list(found.values()), default=None, return_dtype=pl.String)


def _some_words(raw: RawFile, column: str) -> list[str]:
    return [str(word) for word in head(raw, [column])[column].drop_nulls().unique().to_list()]


def _all_words(raw: RawFile, column: str) -> list[str]:
    words = raw.lines.select(pl.col(column).cast(pl.String).str.strip_chars().alias("word")).unique().drop_nulls()
    return sorted(word for word in words.collect(engine="streaming")["word"].to_list() if word)


def _whole(name: str, where: str, code: str) -> str:
    return (
        f"{name}: todos os valores {where} estão em {code}, e os números saem nessa moeda, sem conversão, "
        f"ainda que se leia R$: confirme com --moeda {code}"
    )


def _several(raw: RawFile, column: str, codes: Sequence[str]) -> DataError:
    return DataError(
        f'{raw.name}: nenhuma linha está em {REAL}: a coluna "{column}" tem {", ".join(codes)}',
        f"diga qual moeda somar: --moeda {codes[0]}",
    )
