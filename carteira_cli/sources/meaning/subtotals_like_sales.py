"""Subtotals that look like sales: with a customer, a date and an order as any line, and the sum of the lines above.

What gives them away is a cell that says so, a cell that they alone leave empty, or nothing but the arithmetic, where it
holds in every group of lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.names import fold
from carteira_cli.sources.meaning.totals_said import WORDS, rest_of
from carteira_cli.units import money_of_cents
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

NUMBER = "\x00numero"
TEXT = "\x00texto "  # before the name that a column of text has in the file
_MADE_UP = re.compile(
    r"(?:por |the |this )?(?:pedido|nota|nf|nfe|nfs|venda|vendas|compra|fatura|cupom|documento|cliente|vendedor|dia|mes"
    r"|periodo|loja|filial|grupo|order|invoice|customer|itens|items|produtos|item|valor|vlr|parcial|acumulado)\b.*"
)
_KEYS = {"venda": "do mesmo pedido", "cliente": "do mesmo cliente", "dia": "do mesmo dia"}
_GROUP = 3  # lines of a group whose last is the sum of the others
_SEVERAL = 3  # groups that all end in their sum, from which on it is said
_CERTAIN = 5  # from which on it is no accident
_MOST = 0.8  # share of the groups, where not all do


@dataclass(frozen=True)
class Dated:
    """What a look found.

    Attributes:
        lines: numbers of the lines that are subtotals.
        said: sentences that warn.
    """

    lines: tuple[int, ...] = ()
    said: tuple[str, ...] = ()


def dated_sums(frame: pl.DataFrame, texts: Sequence[str]) -> Dated:
    """The subtotals among lines that have all that a sale has.

    Args:
        frame: `NUMBER`, `cliente`, `venda` (texts, null where empty), `dia`, `centavos`, `anulada`, and `TEXT` + each
            of the texts.
        texts: columns of text that may give a subtotal away, as the file names them; empty cells are null.
    """
    found = _of(frame, texts)
    if found == Dated() and frame["anulada"].any():  # a total may leave out what was cancelled
        cents = pl.when("anulada").then(0).otherwise("centavos")
        found = _of(frame.with_columns(cents.alias("centavos")), texts)
    return found


def _of(frame: pl.DataFrame, texts: Sequence[str]) -> Dated:
    for name in _where(frame, texts, lambda cell: _says_total(cell).any()):
        found = _by_word(frame, name)
        if found != Dated():
            return found
    for name in _where(frame, texts, lambda cell: cell.null_count().cast(pl.UInt64).is_between(1, frame.height // 2)):
        found = _by_blank(frame, name)
        if found != Dated():
            return found
    for key in _KEYS:
        found = _by_arithmetic(frame, key)
        if found != Dated():
            return found
    return Dated()


def _where(frame: pl.DataFrame, texts: Sequence[str], fits: Callable[[pl.Expr], pl.Expr]) -> list[str]:
    """The columns of text that a condition holds for, asked of all at once."""
    asked = [fits(pl.col(TEXT + name)).alias(name) for name in texts]
    return [name for name, yes in frame.select(asked).row(0, named=True).items() if yes] if asked else []


def _says_total(cell: pl.Expr) -> pl.Expr:
    return cell.str.contains_any(WORDS, ascii_case_insensitive=True).fill_null(value=False)


def _by_word(frame: pl.DataFrame, name: str) -> Dated:
    """Lines of which a cell says "Subtotal" or the like."""
    cells = frame[TEXT + name]
    says = frame.select(_says_total(pl.col(TEXT + name))).to_series()
    names = {fold(cell) for key in ("cliente", "venda") for cell in frame[key].drop_nulls().unique().to_list()}
    words = [cell for cell in cells.filter(says).unique().to_list() if _is_total(cell, names)]
    odd = cells.is_in(words).fill_null(value=False)
    sums = _sums(frame, odd)
    right = [one for one in sums if one.lines]
    if any(one.lines > 1 for one in right) and 2 * len(right) >= len(sums):
        wrong = [(one.number, one.cents) for one in sums if not one.lines]
        return Dated(tuple(one.number for one in right), _seeming(wrong, name))
    ends = frame.filter(odd & _ends(frame))
    if 2 * ends.height > len(sums):  # a word of an order's state may be anywhere in it
        return Dated(said=_seeming([(one.number, one.cents) for one in sums], name))
    return Dated()


def _is_total(cell: str, names: Iterable[str]) -> bool:
    rest = rest_of(cell)
    return rest is not None and (rest in {"", *names} or _MADE_UP.fullmatch(rest) is not None)


def _by_blank(frame: pl.DataFrame, name: str) -> Dated:
    """Lines that leave empty what all the others fill, each of them the sum of the lines since the one before."""
    odd = frame[TEXT + name].is_null()
    count = int(odd.sum())
    added = frame.select(NUMBER, "centavos", odd=odd).with_columns(
        above=pl.when(~pl.col("odd")).then("centavos").otherwise(0).cum_sum(), lines=(~pl.col("odd")).cum_sum()
    )
    sums = added.filter("odd").with_columns(
        above=pl.col("above") - pl.col("above").shift(1, fill_value=0),
        lines=pl.col("lines").cast(pl.Int64) - pl.col("lines").shift(1, fill_value=0).cast(pl.Int64),
    )
    right = sums.filter((pl.col("above") == pl.col("centavos")) & (pl.col("centavos") != 0))
    if right.height < count or right.filter(pl.col("lines") > 1)["centavos"].n_unique() < 2:  # noqa: PLR2004 - once may be chance
        return Dated()
    return Dated(tuple(right[NUMBER].to_list()), (_left_out(right, f' sem "{name}"', ""),))


def _by_arithmetic(frame: pl.DataFrame, key: str) -> Dated:
    """Lines that nothing gives away: the last of their group, and the sum of the others in every group."""
    runs = _runs(frame, key)
    groups = runs.filter(pl.col("lines") >= _GROUP)
    if groups.height == 0:
        return Dated()
    whole = groups.filter((2 * pl.col("last") == pl.col("all")) & (pl.col("last") != 0))
    if whole.height * 2 < groups.height:
        return Dated()
    inside = _inside(frame, runs.filter(pl.col("lines") >= _GROUP).join(whole, on="run", how="anti"))
    found = [*whole.select(NUMBER, "last").iter_rows(), *(one for sums in inside for one in sums)]
    holds = whole.height + sum(bool(sums) for sums in inside)
    if len(found) < _SEVERAL or len({cents for _, cents in found}) < _SEVERAL or holds < _MOST * groups.height:
        return Dated()
    pairs = runs.filter(pl.col("lines") == 2)  # noqa: PLR2004 - a line and its sum, in such a file
    same = pairs.filter((2 * pl.col("last") == pl.col("all")) & (pl.col("last") != 0))
    every = holds == groups.height
    if not every and len(found) < _CERTAIN:
        return Dated()
    if every and same.height == pairs.height:
        found += same.select(NUMBER, "last").iter_rows()
    lines = pl.DataFrame(sorted(found), schema={NUMBER: pl.Int64, "centavos": pl.Int64}, orient="row")
    covered = int(groups["lines"].sum()) + 2 * pairs.height == frame.height  # nothing in the file is otherwise
    if every and (holds >= _CERTAIN or covered) and same.height == pairs.height:
        return Dated(tuple(lines[NUMBER].to_list()), (_left_out(lines, "", f", {_KEYS[key]}"),))
    total = money_of_cents(int(lines["centavos"].sum()))
    said = (
        f"{counted(lines.height, 'linha')} ({total}) têm o valor exato da soma das linhas acima, {_KEYS[key]} (a "
        f"primeira é a linha {lines[NUMBER][0]}), e contaram como vendas; se forem subtotais, tire-as na origem"
    )
    return Dated(said=(said,))


def _runs(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """Lines in a row with the same key: `run`, its `lines`, its `last` amount and that of `all`, number of the last."""
    begins = pl.col(key).ne_missing(pl.col(key).shift(1))
    runs = frame.select(NUMBER, key, "centavos", run=begins.cum_sum()).drop_nulls(key)
    return runs.group_by("run", maintain_order=True).agg(
        pl.col(NUMBER).last(),
        lines=pl.len().cast(pl.Int64),
        last=pl.col("centavos").last(),
        all=pl.col("centavos").sum(),
        first=pl.col(NUMBER).first(),
    )


def _inside(frame: pl.DataFrame, runs: pl.DataFrame) -> list[list[tuple[int, int]]]:
    """The sums in runs that are several groups of one key, each closed by its sum; none where the last is open."""
    numbers, cents = frame[NUMBER], frame["centavos"]
    found = []
    for first, last in runs.select("first", NUMBER).iter_rows():
        start, end = numbers.search_sorted(first), numbers.search_sorted(last)
        sums: list[tuple[int, int]] = []
        added = lines = 0
        for line, amount in zip(numbers[start : end + 1].to_list(), cents[start : end + 1].to_list(), strict=True):
            if lines >= _GROUP - 1 and amount == added != 0:
                sums.append((line, amount))
                added = lines = 0
            else:
                added, lines = added + amount, lines + 1
        found.append([] if lines else sums)
    return found


@dataclass(frozen=True)
class _Sum:
    """An odd line, its cents, and how many lines it is the sum of: 0 of none."""

    number: int
    cents: int
    lines: int


def _sums(frame: pl.DataFrame, odd: pl.Series) -> list[_Sum]:
    """The odd lines: sums of those since an earlier sum, or of all lines of their order, customer or day."""
    plain = frame.filter(~odd)
    of_key = {
        key: {
            value: (cents, lines)
            for value, cents, lines in plain.drop_nulls(key)
            .group_by(key)
            .agg(pl.col("centavos").sum(), lines=pl.len())
            .iter_rows()
        }
        for key in _KEYS
    }
    running = frame.with_columns(
        above=pl.when(~odd).then("centavos").otherwise(0).cum_sum(), lines=(~odd).cast(pl.Int64).cum_sum()
    ).filter(odd)
    ends, found = {0: 0}, []
    more = extra = 0
    for row in running.iter_rows(named=True):
        cents, lines, amount = row["above"] + more, row["lines"] + extra, row["centavos"]
        size = lines - ends.get(cents - amount, lines)
        for key, sums in of_key.items():
            added, several = sums.get(row[key], (0, 0))
            size = size or several * (added == amount)
        size = size if amount else 0
        found.append(_Sum(row[NUMBER], amount, size))
        if size:
            ends[cents] = lines
        else:  # a sale, as far as anybody knows
            more, extra = more + amount, extra + 1
    return found


def _ends(frame: pl.DataFrame) -> pl.Series:
    """Whether a line is the last of several in a row of one order, or of one customer where there are no orders."""
    key = pl.col("cliente" if frame["venda"].null_count() == frame.height else "venda")
    same, more = key.eq_missing(key.shift(1)), key.eq_missing(key.shift(-1))
    return frame.select(end=same & ~more.fill_null(value=False)).to_series().fill_null(value=False)


def _left_out(lines: pl.DataFrame, what: str, where: str) -> str:
    total = money_of_cents(int(lines["centavos"].sum()))
    return (
        f"{counted(lines.height, 'linha')}{what} ({total}) têm o valor exato da soma das linhas acima{where} (a "
        f"primeira é a linha {lines[NUMBER][0]}), e ficaram de fora como subtotais; se forem vendas, passe-as em outro "
        "arquivo"
    )


def _seeming(lines: Sequence[tuple[int, int]], name: str) -> tuple[str, ...]:
    if not lines:
        return ()
    many = counted(len(lines), "linha parece", "linhas parecem")
    total = money_of_cents(sum(cents for _, cents in lines))
    said = (
        f'{many} de total pela coluna "{name}" (a primeira é a linha {lines[0][0]}), mas o valor não é a soma de '
        f"outras, e contou como venda ({total} ao todo); se forem totais, tire-os na origem"
    )
    return (said,)
