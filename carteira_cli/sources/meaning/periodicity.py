"""The price of a contract's period of billing becomes that of a month."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.names import fold, loose
from carteira_cli.quoted import cell, cells
from carteira_cli.reading.hidden import PARTS, TIMES
from carteira_cli.sources.matching.head import as_numbers, few_texts, head
from carteira_cli.sources.meaning.computed_amounts import half_even
from carteira_cli.sources.meaning.effect import Effect
from carteira_cli.sources.meaning.not_understood import doubtful, voided
from carteira_cli.sources.meaning.periodicity_words import ONCE, in_units_of, own_rates, rate_of
from carteira_cli.sources.values.kernels import filled
from carteira_cli.units import money_of_cents
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.meaning.periodicity_words import Rate
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.reading_rules import Rules

_FEW = 12  # different cells that an unnamed column of periods has at most
_MONTHLY = ("mensal", "mrr", "month", "pormes", "valormes", "recorrente")  # an amount that says it is of a month
_SURE = ("periodic", "billing", "cobranca")  # names that can be of nothing else
ONE_TIME = "cobrança única: "
_BLANK = "(vazia)"
_LONG = 3  # months from which on the price of a period differs from that of a month for sure
_SHOWN = 8
_WAY = "[leitura.assinaturas] valor_por = "


def read_periodicity(raw: RawFile, matched: Matched, rules: Rules) -> Effect | None:
    """Divide the prices of periods by their months; leave out what is billed once; tell unknown words.

    An amount that calls itself monthly is one, unless the prices of its plans say otherwise.

    Raises:
        UsageError: a word of `periodicidades` without its months.
    """
    if matched.table != "assinaturas":
        return None
    own = own_rates(rules.periods)
    column = _column(raw, matched, own)
    if column is None:
        return _hinted(raw, matched, rules, own)
    own = {**in_units_of(column), **own}
    amount = matched.columns["valor_mensal"]
    words = [str(word) for word in head(raw, [column])[column].drop_nulls().unique(maintain_order=True).to_list()]
    rates = {word: rate_of(word, own) for word in words}
    counted = matched.columns.get("intervalos")
    plain = counted is None and all(rate in {None, (1, 1), ONCE} for rate in rates.values())
    divided, told, doubts = _decided(raw, matched, rules, column, rates)
    cell = pl.col(column).cast(pl.String)

    def kernel(change: partial[pl.Series], dtype: pl.DataType) -> pl.Expr:
        return cell.map_batches(change, return_dtype=dtype, is_elementwise=True)

    times = kernel(partial(_numbers, own=own, place=0), pl.Int64())
    parts = kernel(partial(_numbers, own=own, place=1), pl.Int64())
    if counted is not None:
        count = pl.col(counted).cast(pl.String).str.extract(r"^\s*(\d{1,3})(?:[.,]0+)?\s*$", 1).cast(pl.Int64)
        parts *= pl.when(count > 0).then(count).otherwise(1)
    said = () if plain else told or (_how(raw.name, amount, column, rates, counted),) if divided else told
    return Effect(
        void=kernel(partial(_once, own=own), pl.String()),
        doubt=kernel(partial(_unknown, own=own, column=column), pl.String()),
        parsed={TIMES: (times, pl.Int64()), PARTS: (parts, pl.Int64())} if divided else {},
        told=said,
        doubts=doubts,
    )


def monthly(cents: pl.Expr) -> pl.Expr:
    """The price of a month in cents: that of the period × `TIMES` ÷ `PARTS`, rounded half-even to a cent once."""
    whole = cents.cast(pl.Int128) * pl.col(TIMES)
    return half_even(whole, pl.col(PARTS).cast(pl.Int128)).cast(pl.Int64)


def periodicity_warnings(part: Part) -> Iterator[str]:
    """Contracts that are billed once, and words that nobody knows; a reading for each."""
    if part.table.name != "assinaturas":
        return
    for heap in voided(part):
        if heap.what.startswith(ONE_TIME):
            word, price = heap.what.removeprefix(ONE_TIME), money_of_cents(heap.cents or 0)
            yield (
                f'{part.raw.name}: {counted(heap.lines, "linha")} de cobrança única ("{cell(word)}", {price}) '
                "fora da receita mensal, que é do que se repete"
            )
    currency = part.matched.columns.get("moeda")
    odd = [heap for heap in doubtful(part) if not heap.what.startswith(f"{currency}\x1f")]
    if odd:
        words = [heap.what.split("\x1f")[1] for heap in odd]
        seen = ", ".join(
            f'"{cell(word)}" ({counted(heap.lines, "linha")}, {money_of_cents(heap.cents or 0)})'
            for word, heap in zip(words[:_SHOWN], odd, strict=False)
        )
        listed = (
            ", ".join(f'"{word} = 12"' for word in cells(word for word in words if word != _BLANK)) or '"palavra = 12"'
        )
        column = odd[0].what.split("\x1f")[0]
        yield (
            f'{part.raw.name}: a coluna "{column}" tem periodicidades desconhecidas, lidas como mensais: {seen}; '
            f"diga em carteira.toml de quantos meses são: periodicidades = [{listed}]"
        )


def _column(raw: RawFile, matched: Matched, own: Mapping[str, Rate]) -> str | None:
    """The column of periods, by its name or by its cells."""
    named = matched.columns.get("periodicidade")
    if named is not None and raw.schema[named] != pl.Null:
        words = head(raw, [named])[named].cast(pl.String).drop_nulls().unique().to_list()
        sure = matched.how["periodicidade"] == "configuração" or any(word in loose(named) for word in _SURE)
        if sure or any(rate_of(word, own) for word in words):
            return named
    taken = {name for key, name in matched.columns.items() if key != "plano"}
    free = [name for name in raw.header if name not in taken and raw.schema[name] == pl.String]
    if not free:
        return None
    for name, words in few_texts(head(raw, free), _FEW).items():
        rates = [rate_of(word, own) if any(letter.isalpha() for letter in word) else None for word in words]
        if words and all(rates) and any(rate not in {(1, 1), ONCE} for rate in rates):
            return name
    return None


def _hinted(raw: RawFile, matched: Matched, rules: Rules, own: Mapping[str, Rate]) -> Effect | None:
    """A warning where some plans bear a period in their names and nothing says what their prices are of."""
    plan, amount = matched.columns.get("plano"), matched.columns["valor_mensal"]
    if plan is None or raw.schema[plan] != pl.String or rules.told.amount_per or _says_month(amount):
        return None
    words = head(raw, [plan])[plan].drop_nulls().unique(maintain_order=True).to_list()
    long = [word for word in words if any(c.isalpha() for c in word) and _months(rate_of(word, own)) > 1]
    if not long:
        return None
    shown = ", ".join(f'"{word}"' for word in cells(long[:_SHOWN]))
    said = (
        f'{raw.name}: "{amount}" foi lido como o valor de um mês, e há planos de mais meses em "{plan}" ({shown}); '
        f'se for o do período: [colunas.assinaturas] periodicidade = "{plan}"; se não: {_WAY}"mes"'
    )
    return Effect(doubts=(said,))


def _decided(
    raw: RawFile, matched: Matched, rules: Rules, column: str, rates: Mapping[str, Rate | None]
) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    """Whether the amount is that of a period; what is told of it, and what is warned of."""
    amount = matched.columns["valor_mensal"]
    if rules.told.amount_per in {"mes", "periodo"}:
        return rules.told.amount_per == "periodo", (), ()
    if own_rates(rules.periods).keys() & {fold(word) for word in rates}:  # the user says how many months
        return True, (), ()
    long = [word for word, rate in rates.items() if rate not in {None, (1, 1), ONCE}]
    by_name, shown = _says_month(amount), _shown_by_prices(raw, matched, column, rates)
    if not long:
        return not by_name, (), ()
    named = ", ".join(f'"{word}"' for word in cells(long[:_SHOWN]))
    ways = f'se não for: {_WAY}"{{}}"; se for: {_WAY}"{{}}"'
    if by_name and shown == "periodo":
        said = f'{raw.name}: "{amount}" é o preço do período, apesar do nome: nos mesmos planos, o de {named} é maior; '
        return True, (), (said + ways.format("mes", "periodo"),)
    if by_name or shown == "mes":
        said = f'{raw.name}: "{amount}" foi lido como o valor de um mês, também onde "{column}" é {named}; '
        sentence = said + ways.format("periodo", "mes")
        return False, *(((sentence,), ()) if by_name and shown == "mes" else ((), (sentence,)))
    return True, (), ()


def _shown_by_prices(raw: RawFile, matched: Matched, column: str, rates: Mapping[str, Rate | None]) -> str | None:
    """What the prices of the same plan for a month and for a longer period say the amount is of: "mes", "periodo"."""
    amount, plan = matched.columns["valor_mensal"], matched.columns.get("plano")
    if plan is None or plan == column:
        return None
    lines = as_numbers(head(raw, (column, amount, plan)), [amount], None)
    months = {word: _months(rate) for word, rate in rates.items()}
    priced = lines.with_columns(
        months=pl.col(column).cast(pl.String).replace_strict(months, default=0, return_dtype=pl.Int64)
    )
    medians = priced.group_by(plan, "months").agg(pl.col(amount).median())
    single = medians.filter(pl.col("months") == 1).select(plan, one=pl.col(amount))
    both = medians.filter(pl.col("months") >= _LONG).join(single, on=plan).filter(pl.col("one") > 0)
    ratio = pl.col(amount) / pl.col("one")
    of_period = int(both.select((ratio * 2 >= pl.col("months")).sum()).item())
    of_month = int(both.select((ratio < 1.25).sum()).item())  # noqa: PLR2004 - a month, give or take a surcharge
    return "periodo" if of_period > of_month else "mes" if of_month > of_period else None


def _says_month(name: str) -> bool:
    return any(word in loose(name) for word in _MONTHLY)


def _months(rate: Rate | None) -> int:
    """Whole months of a period; 0 where it is not of whole months."""
    return rate[1] if rate is not None and rate[0] == 1 else 0


def _how(name: str, amount: str, column: str, rates: Mapping[str, Rate | None], counted: str | None) -> str:
    steps = [
        f"{cell(word)} ÷ {rate[1]}" if rate[0] == 1 else f"{cell(word)} × {rate[0]} ÷ {rate[1]}"
        for word, rate in rates.items()
        if rate not in {None, (1, 1), ONCE} and rate is not None
    ]
    times = f' × "{counted}"' if counted else ""
    return f'{name}: valor mensal = "{amount}" pelos meses de "{column}"{times}: {", ".join(steps[:_SHOWN])}'


def _rates(texts: pl.Series, own: Mapping[str, Rate]) -> dict[str, Rate | None]:
    return {text: rate_of(text, own) for text in texts.drop_nulls().unique().to_list()}


def _numbers(texts: pl.Series, own: Mapping[str, Rate], place: int) -> pl.Series:
    known = {text: rate[place] for text, rate in _rates(texts, own).items() if rate is not None and rate != ONCE}
    return _replaced(texts, list(known), list(known.values()), 1, pl.Int64())


def _once(texts: pl.Series, own: Mapping[str, Rate]) -> pl.Series:
    words = [text for text, rate in _rates(texts, own).items() if rate == ONCE]
    return _replaced(texts, words, [f"{ONE_TIME}{word.strip()}" for word in words], None, pl.String())


def _unknown(texts: pl.Series, own: Mapping[str, Rate], column: str) -> pl.Series:
    words = [text for text, rate in _rates(texts, own).items() if rate is None]
    found = [f"{column}\x1f{word.strip() or _BLANK}" for word in words]
    return _replaced(texts, words, found, None, pl.String()).fill_null(
        pl.select(pl.when(texts.is_null()).then(pl.lit(f"{column}\x1f{_BLANK}"))).to_series()
    )


def _replaced(
    texts: pl.Series, old: Sequence[str], new: Sequence[str] | Sequence[int], default: int | None, dtype: pl.DataType
) -> pl.Series:
    if not old:
        return filled(default, texts.len(), dtype)
    return texts.replace_strict(old, list(new), default=default, return_dtype=dtype)
