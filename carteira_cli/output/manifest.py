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
    """

    path: Path
    format: str
    content: bytes
    rows: int


def manifest(entries: Sequence[Entry], *, beside: Path, command: str, period: str | None) -> bytes:
    """The record of a run's files as JSON; nothing in it depends on the day.

    Args:
        entries: the files, in the order they were asked for.
        beside: where the manifest itself goes: paths are relative to its folder.
        command: the command that wrote them.
        period: the label of the period, if the command measures one.

    Returns:
        UTF-8 with a final newline: schema, program, version, command, period and, of each file, path, format, size in
        bytes, SHA-256 and rows of the main table.
    """
    document = {
        "esquema": SCHEMA,
        "programa": "carteira",
        "versao": __version__,
        "comando": command,
        "periodo": period,
        "arquivos": [
            {
                "arquivo": _relative(entry.path, beside),
                "formato": entry.format,
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
