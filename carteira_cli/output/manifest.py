"""What a run wrote, with sums: a consumer that checks them never takes files of two runs for one set."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from carteira_cli import __version__
from carteira_cli.dataclass import dataclass
from carteira_cli.json_schema import (
    COUNT,
    TEXT,
    TEXT_OR_NULL,
    JsonKey,
    JsonObject,
    command_name,
    const,
    list_of,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA = 1


@dataclass(frozen=True)
class Entry:
    """A file that is written.

    Attributes:
        path: where.
        format: the name of its format.
        content: its bytes.
        rows: of the main table that it carries.
        period: the label of what it measures, if it measures a period.
    """

    path: Path
    format: str
    content: bytes
    rows: int
    period: str | None = None


class _Made(NamedTuple):
    """What a manifest tells of: the files, where it goes itself, and the command that wrote them."""

    entries: Sequence[Entry]
    beside: Path
    command: str


FILE = JsonObject[tuple[Entry, Path]](
    (
        JsonKey("arquivo", TEXT, lambda one: _relative(one[0].path, one[1])),
        JsonKey("formato", TEXT, lambda one: one[0].format),
        JsonKey("periodo", TEXT_OR_NULL, lambda one: one[0].period),
        JsonKey("bytes", COUNT, lambda one: len(one[0].content)),
        JsonKey(
            "sha256", {"type": "string", "pattern": "^[0-9a-f]{64}$"}, lambda one: sha256(one[0].content).hexdigest()
        ),
        JsonKey("linhas", COUNT, lambda one: one[0].rows),
    )
)

MANIFEST = JsonObject[_Made](
    (
        const("esquema", SCHEMA),
        const("programa", "carteira"),
        JsonKey("versao", TEXT, lambda _: __version__),
        JsonKey("comando", command_name, lambda made: made.command),
        JsonKey(
            "periodo",
            TEXT_OR_NULL,
            lambda made: _shared_period(made.entries),
            means="o de todos os arquivos; nulo se forem vários",
        ),
        JsonKey(
            "arquivos",
            list_of(FILE.schema()),
            lambda made: [FILE.of((entry, made.beside)) for entry in made.entries],
        ),
    )
)


def manifest(entries: Sequence[Entry], *, beside: Path, command: str) -> bytes:
    """The record of a run's files as JSON; nothing in it depends on the day.

    Args:
        entries: the files, in the order they were asked for.
        beside: where the manifest itself goes: paths are relative to its folder.
        command: the command that wrote them.

    Returns:
        `MANIFEST` in UTF-8 with a final newline.
    """
    text = written(MANIFEST.of(_Made(entries, beside, command)))
    return text.encode(errors="backslashreplace")  # a name in no encoding, as Python spells it


def _shared_period(entries: Sequence[Entry]) -> str | None:
    periods = {entry.period for entry in entries}
    return periods.pop() if len(periods) == 1 else None


def _relative(path: Path, beside: Path) -> str:
    try:
        return Path(os.path.relpath(path, beside.parent)).as_posix()
    except ValueError:  # another drive of Windows
        return path.absolute().as_posix()
