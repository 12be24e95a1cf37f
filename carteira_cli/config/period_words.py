"""Periods as people say them, in the words of `period.parse_period`: "abril", "dez/2024", "4T24", "mês passado".

What a spreadsheet's cell may say (`written`) and more that only a person types: two digits for a year, no year at
all, ranges in words. A month, quarter or semester without a year becomes `*-04`, which `parse_period` counts from the
as-of date.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.errors import UsageError, nearest, perhaps
from carteira_cli.names import fold
from carteira_cli.period import GRAIN_MONTHS, RELATIVE, is_relative, parse_period
from carteira_cli.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

_NTH = re.compile(r"([1-4])[ºo°]?[ -]?(?:([qts])|([ts])(?:ri|em)(?:\.|m|mestre|estre)?)(?: de |[ /.-])?(\d{4}|\d{2})")
_NAMED = re.compile(r"([a-zç]{3,9})\.?(?: de |[ /.-])?(\d{4}|\d{2})")
_SHAPES = (  # what it looks like, and the period that it is
    (re.compile(r"(\d{4})\.0"), r"\1"),  # a year that a program took for an amount
    (re.compile(r"(\d{4})(0[1-9]|1[0-2])"), r"\1-\2"),
    (re.compile(r"(\d{4})[/.](\d{2})"), r"\1-\2"),
    (re.compile(r"0?(\d)[/.-](\d{4})"), r"\2-0\1"),
    (re.compile(r"(1[0-2])[/.-](\d{4})"), r"\2-\1"),
    (re.compile(r"(\d{4})-(\d{2})-01"), r"\1-\2"),  # how spreadsheets keep "mar/2024"
    (re.compile(r"01/(\d{2})/(\d{4})"), r"\2-\1"),
    (re.compile(r"(\d{4})[ /-]?([qts])([1-4])"), r"\1-\2\3"),
    (re.compile(r"([qts])([1-4])[ /-]?(\d{4})"), r"\3-\1\2"),
)
_YEAR = r"(?P<year>\d{4}|\d{2})"
_OF = r"(?: ?[/.-] ?| de | do ano de | )?"
_PART = r"(?P<part>q|t|tri|trim|trimestre|s|sem|semestre)\.?"
_ORDINALS = {"primeiro": "1", "segundo": "2", "terceiro": "3", "quarto": "4"}
_SPOKEN = tuple(  # beyond what a cell may say; the year may be missing
    re.compile(pattern)
    for pattern in (
        rf"(?P<number>[1-4])[oa]?[ -]?{_PART}(?:{_OF}{_YEAR})?",
        rf"{_PART}[ -]?(?P<number>[1-4])(?:{_OF}{_YEAR})?",
        rf"{_YEAR}{_OF}(?P<number>[1-4])[oa]?[ -]?{_PART}",
        rf"{_YEAR}{_OF}{_PART} ?(?P<number>[1-4])",
        rf"(?P<name>[a-z]{{3,9}})\.?(?:{_OF}{_YEAR})?",
        rf"{_YEAR}{_OF}(?P<name>[a-z]{{3,9}})\.?",
        r"(?P<month>0?[1-9]|1[0-2]) ?[/.-] ?(?P<year>\d{4}|1[3-9]|[2-9]\d)",  # none that could be the month of a day
        r"(?P<year>\d{4}) ?[/.-] ?(?P<month>0?[1-9]|1[0-2])",
        r"(?P<year>1[3-9]|[2-4]\d)",  # no month; few files are older
        rf"(?:semana ?|w)(?P<week>\d{{1,2}}){_OF}(?P<year>\d{{4}})",
        r"(?P<year>\d{4})-?w(?P<week>\d{1,2})",
        r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})",
    )
)
_SEPARATORS = (r" ?\.\. ?", r" ate ", r" a ", r" e ", r" - ", r"(?<=[a-z])-(?=[a-z])", r"(?<=\d)-(?=[a-z])")
_GRAINS = {grain: grain for grain in GRAIN_MONTHS}
_LAST = {"ultimo", "passado", "anterior"}
_NOW = {"este", "neste", "esse", "nesse", "deste", "atual", "corrente"}
_SEVERAL = re.compile(r"(?:nos |os )?ultimos[ -]([1-9]\d?)[ -]meses")
_EARLIEST = 70  # "98" is of the last century
_WORDS = (*MONTHS, *_ORDINALS, *_LAST, *_NOW, *_GRAINS, "ultimos", "meses", "semana")


def written(word: str) -> str:
    """A text in lower case, in the words of the command line, as far as a cell tells what it means."""
    if (named := _NAMED.fullmatch(word)) and named[1] in MONTHS:
        return f"{_year(named[2])}-{MONTHS[named[1]]}"
    if part := _NTH.fullmatch(word):
        return f"{_year(part[4])}-{part[2] or part[3]}{part[1]}"
    for shape, meaning in _SHAPES:
        if found := shape.fullmatch(word):
            return found.expand(meaning)
    return word


def spoken(text: str) -> str:
    """What somebody typed, in the words that `parse_period` takes; what names no period stays as it is.

    Example:
        >>> spoken("Dez/2024"), spoken("4T24"), spoken("mês passado"), spoken("jan-mar/2024"), spoken("abril")
        ('2024-12', '2024-Q4', 'ultimo-mes', '2024-01..2024-03', '*-04')
    """
    word = _tidy(text)
    if not word or _is_canonical(text.strip()):
        return text
    cell = written(word)  # last: to a person 01/03/2024 is a day
    return _relative(word) or _single(word) or _range(word) or (text if cell == word else cell)


def not_said(text: str, error: UsageError) -> UsageError:
    """The error of a text that names no period, with the nearest that does: its words as they should be spelled.

    Args:
        text: as it was typed.
        error: what `parse_period` says of the same in its own words.
    """
    word = _tidy(text)
    guesses = (_respelled(word), nearest(word, RELATIVE) if len(word) > len("ano") else None)
    near = [guess for guess in guesses if guess is not None and guess != word and _names_one(guess)]
    reason = error.message.rpartition('" ')[2]  # after the text, which a message may spell otherwise than it was typed
    return UsageError(f'o período "{text}" {reason}', perhaps(near[0], near[:1], error.hint) if near else error.hint)


def _tidy(text: str) -> str:
    return " ".join(fold(text.replace("°", "º")).replace("–", "-").replace("—", "-").split())


def _names_one(text: str) -> bool:
    return _is_canonical(spoken(text))


def _is_canonical(text: str) -> bool:
    if is_relative(text):
        return True
    try:
        parse_period(text)
    except UsageError:
        return False
    return True


def _relative(word: str) -> str | None:
    """`ultimo-mes`, however it is said: "mês passado", "último mês"; `mes-atual` for "este mês"."""
    if several := _SEVERAL.fullmatch(word):
        return f"ultimos-{several[1]}-meses"
    words = {one for one in re.split(r"[ _-]", word) if one not in {"o", "no", "do"}}
    grain = next((_GRAINS[one] for one in words if one in _GRAINS), None)
    if grain is None or len(words) != 2:  # noqa: PLR2004 - the grain and which
        return None
    return f"ultimo-{grain}" if words & _LAST else f"{grain}-atual" if words & _NOW else None


def _single(word: str) -> str | None:
    """One calendar unit or day, its year `*` where none is named."""
    for name, number in _ORDINALS.items():
        word = re.sub(rf"^{name}(?= )", number, word)
    for shape in _SPOKEN:
        if (found := shape.fullmatch(word)) and (said := _unit(found.groupdict())):
            return said
    return None


def _unit(parts: dict[str, str | None]) -> str | None:
    year = _year(parts.get("year") or "*")
    if name := parts.get("name"):
        return f"{year}-{MONTHS[name]}" if name in MONTHS else None
    if part := parts.get("part"):
        return f"{year}-{'S' if part[0] == 's' else 'Q'}{parts['number']}"
    if day := parts.get("day"):
        return f"{year}-{int(parts['month'] or 0):02}-{int(day):02}"
    if week := parts.get("week"):
        return f"{year}-W{int(week):02}"
    return f"{year}-{int(month):02}" if (month := parts.get("month")) else year


def _range(word: str) -> str | None:
    """`A..B` of two units; where one of them has no year, it has the other's, or that before or after."""
    word = re.sub(r"^(?:de|entre) ", "", word)
    for first, last in _halves(word):
        pair = _end(first), _end(last)
        if pair[0] is not None and pair[1] is not None:
            return "..".join(_same_year(pair[0], pair[1]))
    return None


def _halves(word: str) -> Iterator[tuple[str, str]]:
    for separator in _SEPARATORS:
        parts = re.split(separator, word)
        if len(parts) == 2:  # noqa: PLR2004 - both ends
            yield parts[0], parts[1]


def _end(word: str) -> str | None:
    return word.upper() if _is_canonical(word) and not is_relative(word) else _single(word)


def _same_year(first: str, last: str) -> tuple[str, str]:
    def after(one: str, other: str) -> bool:
        return parse_period(one).start >= parse_period(other).end

    if first.startswith("*") and not last.startswith("*"):
        year = int(last[:4])
        within = f"{year}{first[1:]}"
        return (f"{year - 1}{first[1:]}" if after(within, last) else within), last
    if last.startswith("*") and not first.startswith("*"):
        year = int(first[:4])
        within = f"{year}{last[1:]}"
        return first, (f"{year + 1}{last[1:]}" if after(first, within) else within)
    return first, last


def _respelled(word: str) -> str:
    """A text with each of its words as the nearest word that a period may have."""

    def near(found: re.Match[str]) -> str:
        return found[0] if found[0] in _WORDS else nearest(found[0], _WORDS) or found[0]

    return re.sub(r"[a-z]{3,}", near, word)


def _year(digits: str) -> str:
    if not digits.isdigit() or len(digits) == 4:  # noqa: PLR2004 - a year in full
        return digits
    return f"{19 if int(digits) >= _EARLIEST else 20}{digits}"
