"""What a run wrote, with sums: a consumer that checks them never takes files of two runs for one set."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli import __version__

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


def manifest(entries: Sequence[Entry], *, beside: Path, command: str) -> bytes:
    """The record of a run's files as JSON; nothing in it depends on the day.

    Args:
        entries: the files, in the order they were asked for.
        beside: where the manifest itself goes: paths are relative to its folder.
        command: the command that wrote them.

    Returns:
        UTF-8 with a final newline: schema, program, version, command, the period that all files share, and of each
        file path, format, period, size in bytes, SHA-256 and rows of the main table.
    """
    periods = {entry.period for entry in entries}
    document = {
        "esquema": SCHEMA,
        "programa": "carteira",
        "versao": __version__,
        "comando": command,
        "periodo": periods.pop() if len(periods) == 1 else None,
        "arquivos": [
            {
                "arquivo": _relative(entry.path, beside),
                "formato": entry.format,
                "periodo": entry.period,
                "bytes": len(entry.content),
                "sha256": sha256(entry.content).hexdigest(),
                "linhas": entry.rows,
            }
            for entry in entries
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return text.encode(errors="backslashreplace")  # a name in no encoding, as Python spells it


def _relative(path: Path, beside: Path) -> str:
    try:
        return Path(os.path.relpath(path, beside.parent)).as_posix()
    except ValueError:  # another drive of Windows
        return path.absolute().as_posix()
