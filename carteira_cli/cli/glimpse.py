"""What a portfolio has, known without reading it: for a shell that completes a line, and can't wait.

First what the last analysis of these files has kept: days and columns, a small JSON in the cache, whatever kind of
files they are; it may be a sale behind, which does no harm to who is only offered words. Else the beginning and the
end of a text: its header, and the dates that stand there. Of anything else nothing is known until it was analysed
once: a workbook or a Parquet would need a library that takes longer to load than a shell may wait.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.config.resolve import load
from carteira_cli.dataclass import dataclass
from carteira_cli.days import iso
from carteira_cli.errors import CarteiraError
from carteira_cli.sources.finding.locate import TEXT_SUFFIXES, locate
from carteira_cli.sources.matching.slugs import slugs
from carteira_cli.sources.matching.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.ledger import Ledger

_LOOK = 1 << 15  # bytes of either end of a text
_DAY = re.compile(
    r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-\d\d|\d\d/(?P<mes>[01]\d)/(?P<ano>(?:19|20)\d\d))"
)
_OF = ("vendas", "clientes")  # tables whose columns are offered
KEPT = "vistas"  # the folder of what is kept, inside of the cache


@dataclass(frozen=True)
class Glimpse:
    """What is known of a portfolio.

    Attributes:
        months: the first and the last one that has sales, as `2024-03`; None: not known.
        columns: table → its columns, canonical ones and the slugs of others, as far as known.
    """

    months: tuple[str, str] | None
    columns: Mapping[str, Sequence[str]]


NOTHING = Glimpse(None, {})


def glimpse_of(flags: Mapping[str, object]) -> Glimpse:
    """What is known of the portfolio that a command line is about; nothing of one that can't be found."""
    with suppress(CarteiraError, OSError, ValueError):
        config = load({key: value for key, value in flags.items() if value})
        kept = _kept(_place(config))
        return kept if kept.months else _looked(config)
    return NOTHING


def keep(ledgers: Iterable[Ledger], config: Config, cache: Path) -> None:
    """Keep what a run has seen of its files, for a shell that completes the next one; what can't be is not kept.

    Where others could read or write the cache, nothing is.
    """
    from carteira_cli.reading.cache import own_folder  # weight: polars, which a shell's completion does without

    if not (own_folder(cache) and own_folder(cache / KEPT)):
        return
    columns = {one.table.name: _columns(one) for one in ledgers if one.table.name in _OF}
    days = next(((one.first_day, one.last_day) for one in ledgers if one.table.name == "vendas"), (None, None))
    with suppress(CarteiraError, OSError):
        place = _place(config, cache)
        known = dict(_kept(place).columns) | columns
        months = [iso(day)[:7] for day in days if day is not None]
        text = json.dumps({"meses": months, "colunas": known}, ensure_ascii=False)
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            part = place.with_suffix(f".{os.getpid()}")
            part.write_text(text, encoding="utf-8")
            part.replace(place)


def forget(cache: Path) -> None:
    """Remove all that was kept."""
    with suppress(OSError):
        for path in (cache / KEPT).iterdir():
            path.unlink()


def cache_folder() -> Path:
    """Where the cache is, by the conventions of the system's desktops: `$XDG_CACHE_HOME`, or `~/.cache`."""
    told = os.environ.get("XDG_CACHE_HOME", "")
    home = Path(told) if Path(told).is_absolute() else Path(os.path.expanduser("~")) / ".cache"  # noqa: PTH111 - never fails
    return home / "carteira"


def _place(config: Config, cache: Path | None = None) -> Path:
    """Where what is known of a portfolio is kept, by the files of its sales."""
    files = "\n".join(str(one.resolve()) if isinstance(one, Path) else one for one in locate(config, "vendas"))
    name = hashlib.sha256(f"{config.folder.resolve()}\n{files}".encode()).hexdigest()[:40]
    return (cache or cache_folder()) / KEPT / f"{name}.json"


def _kept(place: Path) -> Glimpse:
    try:
        known = json.loads(place.read_text(encoding="utf-8"))
        months = known["meses"]
        return Glimpse((months[0], months[-1]) if months else None, known["colunas"])
    except (OSError, ValueError, KeyError, TypeError):  # never analysed, or whatever a disk made of it
        return NOTHING


def _columns(ledger: Ledger) -> list[str]:
    """The canonical columns of a table and, as they can be typed, those that its files have besides."""
    parts = ledger.opened.parts
    taken = {name for part in parts for name in part.matched.columns.values()}
    further = slugs([name for part in parts for name in part.source.header if name not in taken])
    return list(
        dict.fromkeys((*(name for name in TABLES[ledger.table.name].names if name in ledger.columns), *further))
    )


def _looked(config: Config) -> Glimpse:
    """What the ends of texts show."""
    ends = {
        table: [_ends(one) for one in locate(config, table) if isinstance(one, Path) and _is_text(one)] for table in _OF
    }
    found = [_month(day) for text in ends["vendas"] for day in _DAY.finditer(text)]
    columns = {table: [*slugs(_header(texts[0]))] for table, texts in ends.items() if texts}
    return Glimpse((min(found), max(found)) if found else None, columns)


def _is_text(path: Path) -> bool:
    return path.suffix.casefold() in TEXT_SUFFIXES and path.is_file()


def _ends(path: Path) -> str:
    with path.open("rb") as file:
        beginning = file.read(_LOOK)
        file.seek(max(_LOOK, path.stat().st_size - _LOOK))
        found = beginning + b"\n" + file.read(_LOOK)
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:  # cut in the middle of a letter, or of another encoding
        return found.decode("cp1252", errors="replace")


def _header(text: str) -> list[str]:
    line = text.partition("\n")[0].strip()
    mark = max(";,\t|", key=line.count)
    return [name.strip().strip('"') for name in line.split(mark)] if mark in line else []


def _month(day: re.Match[str]) -> str:
    return f"{day['year'] or day['ano']}-{day['month'] or day['mes']}"
