"""What it came to to open a file, kept for the next run: the file is not looked at again until more than that is asked.

Kept are its first lines and what was understood of it. Whoever asks for other lines has the file opened for it, then.
"""

from __future__ import annotations

import json
from dataclasses import astuple, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.reading.beginning import NUMBER, Beginning
from carteira_cli.reading.cache import entry, remembered
from carteira_cli.reading.left_out import Note
from carteira_cli.reading.raw import RawFile, Understood

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from carteira_cli.reading.cache import CacheEntry
    from carteira_cli.reading.text.titles import Block

_TOLD = "\x00sabido"  # JSON in the first line of what is kept
_ASKED = ("short_lines", "tolerant", "inner_headers", "titles")  # what a file can be asked beyond its lines


def opened_once(open_file: Callable[[], RawFile], path: Path, name: str, *what: object) -> RawFile:
    """A file as it opens, or as an earlier run found it to open.

    Args:
        open_file: opens it.
        path: of what was named, compressed or not.
        name: what people know that by.
        what: all that shapes how it opens, as `cache.entry` takes it.

    Raises:
        DataError: as `open_file`.
    """
    what = ("aberto", name, *what)
    place = entry(path, *what)
    if place is not None and (kept := place.take()) is not None:
        raw = _reopened(pl.read_ipc(kept), cache(open_file), path)
    else:
        raw = open_file()
        if place is not None and raw.beginning is not None:
            _keep(place, raw, raw.beginning)
    return raw if place is None else _remembering(raw, path, what)


def _remembering(raw: RawFile, path: Path, what: tuple[object, ...]) -> RawFile:
    """A file that says of what it was asked before as it did then, without another look at all of its lines."""
    short, inner, find = raw.short_lines, raw.inner_headers, raw.titles
    inside: list[RawFile | None] = []

    def has_inner() -> bool:
        inside.append(inner() if inner is not None else None)
        return inside[-1] is not None

    def inner_headers() -> RawFile | None:
        if not remembered(has_inner, path, "blocos", *what) or inner is None:
            return None
        return inside[-1] if inside else inner()

    def titles(tells: Callable[[str], bool]) -> tuple[list[Block], int]:
        from carteira_cli.reading.text.titles import Block  # weight: for lines that were rejected

        def told() -> object:
            blocks, lines = find(tells) if find is not None else ([], 0)
            return [astuple(block) for block in blocks], lines

        blocks, lines = remembered(told, path, "títulos", *what)
        return [Block([(line, text) for line, text in each], *more) for each, *more in blocks], lines

    return replace(
        raw,
        short_lines=partial(remembered, short, path, "curtas", *what),
        inner_headers=None if inner is None else inner_headers,
        titles=None if find is None else titles,
    )


def _keep(place: CacheEntry, raw: RawFile, beginning: Beginning) -> None:
    frame = beginning.frame
    if frame is None or frame.is_empty():
        return
    told = json.dumps(
        {
            "name": raw.name,
            "kind": raw.kind,
            "understood": astuple(raw.understood),
            "left_out": [astuple(note) for note in raw.left_out],
            "blocks": raw.blocks,
            "size": raw.size,
            "packed": raw.origin is not None,
            "asks": [name for name in _ASKED if getattr(raw, name) is not None],
        }
    )
    whole = frame.with_columns(pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(told)).alias(_TOLD))
    place.put(lambda target: whole.write_ipc(target, compression="lz4"))


def _reopened(kept: pl.DataFrame, again: Callable[[], RawFile], path: Path) -> RawFile:
    """A file out of what is kept of it."""
    told: dict[str, Any] = json.loads(kept[_TOLD][0])
    frame = kept.drop(_TOLD)
    schema = pl.Schema({name: dtype for name, dtype in frame.schema.items() if name != NUMBER})

    def lines(index: str | None, count: int | None) -> pl.LazyFrame:
        raw = again()
        return raw.scan(index) if raw.beginning is None else raw.beginning.lines(index, count)

    def asked(name: str) -> Any:  # noqa: ANN401 - a function of the file that is opened again
        def ask(*given: object) -> object:
            return getattr(again(), name)(*given)

        return ask if name in told["asks"] else None

    facts, settings, remarkable, confidence = told["understood"]
    beginning = Beginning(lines, frame)
    return RawFile(
        told["name"],
        path,
        schema,
        beginning.scan(schema),
        told["kind"],
        understood=Understood(_pairs(facts), _pairs(settings), tuple(remarkable), confidence),
        left_out=tuple(Note(*note) for note in told["left_out"]),
        short_lines=asked("short_lines"),
        tolerant=asked("tolerant"),
        inner_headers=asked("inner_headers"),
        blocks=told["blocks"],
        titles=asked("titles"),
        origin=path if told["packed"] else None,
        beginning=beginning,
        size=told["size"],
    )


def _pairs(told: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((what, how) for what, how in told)
