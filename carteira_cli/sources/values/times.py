"""The time after a date: what may stand there, and the day it is in another zone."""

from __future__ import annotations

import polars as pl

from carteira_cli.sources.values.kernels import once_each

_GAP = r"(?:t|\s*,\s*|\s+-\s+|\s+)(?:[àa]s\s+)?"
_MINUTE = "[0-5][0-9]"
_CLOCK = (
    r"(?:[01]?[0-9]|2[0-3])"
    rf"(?::{_MINUTE}(?::(?:{_MINUTE}|60)(?:[.,][0-9]{{1,9}})?)?(?:\s?[ap]\.?m\.?)?(?:\s?h(?:s|rs?|oras?)?\.?)?"
    rf"|\s?h(?:s|rs?|oras?)?(?:\s?{_MINUTE}(?:\s?min)?)?\.?)"
)
_OFFSET = r"(?:(?:utc|gmt)?\s?[+-][0-9]{2}(?::?[0-9]{2})?|z|utc|gmt)"
TAIL = rf"(?P<tail>{_GAP}{_CLOCK}(?:\s*{_OFFSET})?)?"  # of text in lower case
# After a date of ten characters, the forms that machines write; others go the slow way.
_PLAIN = rf"^[0-9/-]{{10}}[ T](?:[01][0-9]|2[0-3]):{_MINUTE}"
_SECONDS = rf":{_MINUTE}(?:[.,][0-9]{{1,9}})?"
_PLAIN_OFFSET = "(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))"
AFTER_TEN_LOCAL = rf"{_PLAIN}(?:{_SECONDS})?$"
AFTER_TEN = rf"{_PLAIN}(?:{_SECONDS})?{_PLAIN_OFFSET}?$"
AFTER_TEN_OFFSET = rf"{_PLAIN}{_SECONDS}{_PLAIN_OFFSET}$"
_PIECES = (
    r"(?P<hour>[0-9]{1,2})\s?[:h]\D*(?P<minute>[0-9]{2})?(?::(?P<second>[0-9]{2}))?[^apz+\-]*(?P<half>[ap])?[^z+\-]*"
    r"(?P<offset>z|utc|gmt|[+-][0-9]{2}:?(?:[0-9]{2})?)"
)


def moved_plain(day: pl.Series, text: pl.Series, zone: str) -> pl.Series:
    """Dates as they are in a zone, of cells in the form AFTER_TEN_OFFSET; null where the day is.

    Args:
        day: the dates as written.
        text: the cells.
        zone: a name of the tz database.
    """
    known = text.set(day.is_null(), None)
    clock = known.str.slice(11, 8).str.to_time("%H:%M:%S", strict=False)
    # The last six bytes hold any offset and at most a digit more; there are few different ones.
    ahead = once_each(known.str.slice(19).str.tail(6), _ahead)
    cells = pl.DataFrame({"day": day, "clock": clock, "ahead": ahead})
    written = pl.col("day").dt.combine(pl.col("clock"))
    instant = (written - pl.duration(seconds="ahead")).dt.replace_time_zone("UTC")
    return cells.select(instant.dt.convert_time_zone(zone).dt.date()).to_series()


def _ahead(ends: pl.Series) -> pl.Series:
    """Seconds ahead of UTC, of texts that end in an offset."""
    offset = ends.str.extract(r"([+-][0-9]{2}:?[0-9]{2})$").str.replace(":", "", literal=True).fill_null("+0000")
    number = offset.cast(pl.Int64)
    size = number.abs()
    return (size // 100 * 3600 + size % 100 * 60) * number.sign()


def moved(day: pl.Series, tail: pl.Series, zone: str) -> pl.Series:
    """Dates as they are in a zone, where the time after them carries an offset.

    Args:
        day: the dates as written.
        tail: the times as written, in lower case; null where there is none.
        zone: a name of the tz database.
    """
    pieces = pl.DataFrame({"day": day, "tail": tail}).with_columns(
        pl.col("tail").str.replace(r"(?:utc|gmt)\s?([+-])", "$1").str.extract_groups(_PIECES).alias("piece")
    )
    rows = pieces.unnest("piece").with_columns(pl.col("offset").str.replace(r"^(?:z|utc|gmt)$", "+00"))
    if not rows["offset"].is_not_null().any():
        return day
    sign = pl.when(pl.col("offset").str.starts_with("-")).then(-1).otherwise(1)
    ahead = pl.col("offset").str.slice(1, 2).cast(pl.Int64) * 60 + _number(pl.col("offset").str.tail(2), "offset")
    seconds = _hour() * 3600 + _count("minute") * 60 + _count("second") - sign * ahead * 60
    instant = (pl.col("day").cast(pl.Datetime("us")) + pl.duration(seconds=seconds)).dt.replace_time_zone("UTC")
    there = instant.dt.convert_time_zone(zone).dt.date()
    return rows.select(pl.when(pl.col("offset").is_not_null()).then(there).otherwise("day")).to_series()


def _count(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int64).fill_null(0)


def _number(minutes: pl.Expr, offset: str) -> pl.Expr:
    """The minutes of an offset, where it has any."""
    return pl.when(pl.col(offset).str.len_bytes() > len("+00:")).then(minutes.cast(pl.Int64)).otherwise(0)


def _hour() -> pl.Expr:
    """From 0 to 23: 12 AM is 0, 2 PM is 14, and so is 14 PM."""
    hour = _count("hour")
    by_half = pl.when(hour < 12).then(hour).otherwise(hour - 12)  # noqa: PLR2004 - the hours of half a day
    return pl.when(pl.col("half") == "p").then(by_half + 12).when(pl.col("half") == "a").then(by_half).otherwise(hour)
