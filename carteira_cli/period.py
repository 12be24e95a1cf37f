"""Half-open periods and activity windows: "2024-Q1" becomes [first day, day after the last)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months, iso, month_index, month_start, to_date, to_day
from carteira_cli.errors import UsageError

Grain = Literal["semana", "mes", "trimestre", "semestre", "ano"]
GRAIN_MONTHS: dict[str, int] = {"mes": 1, "trimestre": 3, "semestre": 6, "ano": 12}
RELATIVE = tuple(f"ultimo-{grain}" for grain in GRAIN_MONTHS) + tuple(f"{grain}-atual" for grain in GRAIN_MONTHS)
_UNDATED = re.compile(r"\*-(?:[QS][1-4]|\d{2})(?:\.\.\*-(?:[QS][1-4]|\d{2}))?")
_RECENT = re.compile(r"ultimos-([1-9]\d?)-meses")
EXAMPLES = (
    "exemplos: abril, dez/2024, 4T24, 2024, 2024-S1, 2024-Q1, 2024-03, 2024-W07, jan-mar/2024, "
    "2024-01-15..2024-02-14, ultimo-mes, ultimo-trimestre, mes-atual"
)
DAYS_OF_COMMERCIAL_MONTH = 30
SATURDAY = 5  # of Monday 0
_USUAL = {"mes": 12, "trimestre": 8, "semestre": 6, "ano": 5}  # periods of a series that one looks at
_LONGEST_REST = 5  # days of which one is a working day for sure
FIRST_YEAR, LAST_YEAR = 1900, 2199  # as of the dates in the files


@dataclass(frozen=True)
class Period:
    """A half-open range of days, `[start, end)`, with the label it is asked for by."""

    start: int
    end: int
    label: str
    grain: Grain | None = None  # None: an arbitrary range

    @property
    def days(self) -> int:
        """Length in days."""
        return self.end - self.start

    @property
    def last(self) -> int:
        """The last day inside the period."""
        return self.end - 1

    @property
    def months(self) -> Fraction:
        """Length in months: calendar months when it is made of whole ones, else days ÷ 30."""
        whole = whole_months(self.start, self.end)
        return Fraction(whole) if whole else Fraction(self.days, DAYS_OF_COMMERCIAL_MONTH)

    def previous(self) -> Period:
        """The period just before, of the same kind and length."""
        if self.grain == "semana":
            return _week_of(self.start - 7)
        months = whole_months(self.start, self.end)
        if months:
            return _months(add_months(self.start, -months), self.start, self.grain)
        return _range(self.start - self.days, self.start)

    def year_before(self) -> Period:
        """The same period one year earlier (week 53 becomes the last week of that year)."""
        if self.grain == "semana":
            year, week, _ = to_date(self.start).isocalendar()
            return _iso_week(year - 1, min(week, _last_iso_week(year - 1)))
        if whole_months(self.start, self.end):
            return _months(add_months(self.start, -12), add_months(self.end, -12), self.grain)
        return _range(add_months(self.start, -12), add_months(self.last, -12) + 1)

    def split(self, grain: str) -> tuple[Period, ...]:
        """The months, quarters, semesters or years that it is made of, in order; none if those are not whole."""
        first, last = containing(grain, self.start), containing(grain, self.last)
        if first.start != self.start or last.end != self.end:
            return ()
        size = GRAIN_MONTHS[grain]
        months = range(month_index(self.start), month_index(self.end), size)
        return tuple(_months(month_start(index), month_start(index + size), grain) for index in months)

    def opens_before(self, day: int) -> bool:
        """Whether the period begins before data whose first day is `day`, and something can be missing for that.

        Nobody misses sales of a weekend or of 1 January: of a month that begins so, the first working day is enough.
        """
        return any(
            date.weekday(one) < SATURDAY and (one.month, one.day) != (1, 1)
            for one in map(to_date, range(self.start, min(day, self.start + _LONGEST_REST)))
        )

    def until(self, day: int) -> Period:
        """The part of the period before `day`, under the same label."""
        return Period(self.start, min(self.end, day), self.label, self.grain) if day < self.end else self


@dataclass(frozen=True)
class Window:
    """How long a customer stays active after a purchase: days, or calendar months."""

    length: int
    unit: Literal["d", "m"]

    @property
    def label(self) -> str:
        """As it is typed: `90d`, `3m`."""
        return f"{self.length}{self.unit}"

    @property
    def words(self) -> str:
        """As it is read: "90 dias", "3 meses"."""
        names = ("dia", "dias") if self.unit == "d" else ("mês", "meses")
        return f"{self.length} {names[self.length != 1]}"

    @property
    def months(self) -> Fraction:
        """Length in months; 30 days make one."""
        return Fraction(self.length, DAYS_OF_COMMERCIAL_MONTH) if self.unit == "d" else Fraction(self.length)

    def start(self, day: int) -> int:
        """The first day of the window `[start, day)`."""
        return day - self.length if self.unit == "d" else add_months(day, -self.length)


def whole_months(start: int, end: int) -> int:
    """How many whole calendar months `[start, end)` is made of; 0 when it is not."""
    if to_date(start).day != 1 or to_date(end).day != 1:
        return 0
    return month_index(end) - month_index(start)


def parse_window(text: str) -> Window:
    """Read an activity window such as `90d` or `3m`.

    Raises:
        UsageError: the text is not a window of at least one day.
    """
    match = re.fullmatch(r"0*([1-9]\d{0,3})\s*(d|dias?|m|mes|meses|mês)?", text.strip().casefold())
    if not match:
        raise UsageError(f'a inatividade "{text}" não é um prazo', "use dias ou meses-calendário, como 90d ou 3m")
    return Window(int(match[1]), "m" if (match[2] or "d").startswith("m") else "d")


def is_relative(text: str) -> bool:
    """Whether the period can be known only from the as-of date."""
    word = text.strip().casefold()
    return word in RELATIVE or _RECENT.fullmatch(word) is not None or is_undated(text)


def is_undated(text: str) -> bool:
    """Whether the period is a month, quarter or semester of no year, `*-04`: the latest that has begun is meant."""
    return _UNDATED.fullmatch(text.strip()) is not None


def parse_period(text: str, as_of: int | None = None) -> Period:
    """Read a period as a user types it.

    Args:
        text: `2024`, `2024-S1`, `2024-Q1`, `2024-T1`, `2024-03`, `2024-W07`, a range `A..B` of dates
            or of any of these (both ends included), or a relative one: `ultimo-mes`, `ultimos-3-meses`, `*-04`.
        as_of: the as-of day, which relative names are counted from.

    Raises:
        UsageError: the text names no period.
    """
    word = text.strip()
    if is_relative(word):
        if as_of is None:
            raise UsageError(f'o período "{text}" precisa de uma data de referência', "informe --hoje AAAA-MM-DD")
        return _undated(word, as_of) if is_undated(word) else _relative(word.casefold(), as_of)
    try:
        if ".." in word:
            first, last = (_calendar(part.strip()) for part in word.split("..", 1))
            if first.start >= last.end:
                raise UsageError(f'o período "{text}" termina antes de começar', EXAMPLES)
            return Period(first.start, last.end, f"{first.label}..{last.label}")
        return _calendar(word)
    except ValueError as error:
        raise UsageError(f'o período "{text}" não existe', EXAMPLES) from error


def last_complete(grain: str, as_of: int) -> Period:
    """The last month, quarter, semester or year that ends on or before the as-of day."""
    current = containing(grain, as_of)
    return current if current.end <= as_of + 1 else current.previous()


def latest(grain: str, as_of: int) -> Period:
    """The period of a series when nobody says: the last complete years, or months and so on, that one looks at."""
    last = last_complete(grain, as_of)
    size = GRAIN_MONTHS[grain] * _USUAL[grain]
    first = containing(grain, add_months(last.end, -size))
    return parse_period(f"{first.label}..{last.label}") if first != last else last


def months_up_to(as_of: int, months: int) -> Period:
    """So many months that end with a day: a calendar month, quarter, year on its last day, else from day to day."""
    for grain, size in GRAIN_MONTHS.items():
        if size == months and (last := last_complete(grain, as_of)).end == as_of + 1:
            return last
    return parse_period(f"{iso(add_months(as_of + 1, -months))}..{iso(as_of)}")


def containing(grain: str, day: int) -> Period:
    """The month, quarter, semester or year that a day falls in."""
    size = GRAIN_MONTHS[grain]
    index = month_index(day) // size * size
    return _months(month_start(index), month_start(index + size), grain)


def _relative(word: str, as_of: int) -> Period:
    if recent := _RECENT.fullmatch(word):
        last = last_complete("mes", as_of)
        first = containing("mes", add_months(last.start, 1 - int(recent[1])))
        return parse_period(f"{first.label}..{last.label}") if first != last else last
    if word.startswith("ultimo-"):
        return last_complete(word.removeprefix("ultimo-"), as_of)
    return containing(word.removesuffix("-atual"), as_of)


def _undated(word: str, as_of: int) -> Period:
    """The latest such period that has begun by a day; `*-11..*-02` goes over the turn of the year."""
    first, _, last = word.partition("..")
    year = to_date(as_of).year

    def ending_in(year: int) -> Period:
        end = _calendar(f"{year}{(last or first)[1:]}")
        if not last:
            return end
        begun = _calendar(f"{year}{first[1:]}")
        if begun.start >= end.end:
            begun = _calendar(f"{year - 1}{first[1:]}")
        return Period(begun.start, end.end, f"{begun.label}..{end.label}")

    return next(one for one in map(ending_in, (year + 1, year, year - 1)) if one.start <= as_of)


def _calendar(word: str) -> Period:
    """One calendar unit, or one day, of a year that files can have. Raises ValueError for anything else."""
    if not FIRST_YEAR <= int(word[:4]) <= LAST_YEAR:
        raise ValueError(word)
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", word):
        day = to_day(date(int(match[1]), int(match[2]), int(match[3])))
        return Period(day, day + 1, word)
    match = re.fullmatch(r"(\d{4})(?:-(?:([QTS])([1-4])|W(\d{2})|(\d{2})))?", word.upper())
    if not match:
        raise ValueError(word)
    year = int(match[1])
    if match[4]:
        return _iso_week(year, int(match[4]))
    if match[5]:
        return _unit(year, int(match[5]), "mes")
    if match[2]:
        return _unit(year, int(match[3]), "semestre" if match[2] == "S" else "trimestre")
    return _unit(year, 1, "ano")


def _unit(year: int, number: int, grain: Grain) -> Period:
    size = GRAIN_MONTHS[grain]
    if not 1 <= number <= 12 // size:
        raise ValueError(number)
    index = year * 12 + (number - 1) * size
    return _months(month_start(index), month_start(index + size), grain)


def _months(start: int, end: int, grain: str | None) -> Period:
    first = to_date(start)
    labels = {
        "ano": f"{first.year:04}",
        "semestre": f"{first.year:04}-S{(first.month + 5) // 6}",
        "trimestre": f"{first.year:04}-Q{(first.month + 2) // 3}",
        "mes": f"{first.year:04}-{first.month:02}",
    }
    if grain not in labels:
        return _range(start, end)
    return Period(start, end, labels[grain], grain)  # type: ignore[arg-type]  # narrowed by the dict's keys


def _range(start: int, end: int) -> Period:
    return Period(start, end, f"{iso(start)}..{iso(end - 1)}")


def _iso_week(year: int, week: int) -> Period:
    start = to_day(date.fromisocalendar(year, week, 1))
    return Period(start, start + 7, f"{year:04}-W{week:02}", "semana")


def _week_of(day: int) -> Period:
    year, week, _ = to_date(day).isocalendar()
    return _iso_week(year, week)


def _last_iso_week(year: int) -> int:
    return (date(year + 1, 1, 4) - timedelta(days=7)).isocalendar().week
