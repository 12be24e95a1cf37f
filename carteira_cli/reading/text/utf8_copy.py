"""A text of another encoding as UTF-8, brought there when it is read: whole, or its first lines alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.reading.inputs.workspace import scratch
from carteira_cli.reading.text.check import SeenBytes, is_sound
from carteira_cli.reading.text.to_utf8 import transcode, transcode_head

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.reading.text.plan import TextPlan

SLACK = 100  # lines more than are asked for: blank ones are none to the scanner


class Utf8Copy:
    """The copies of one text; each is made once.

    Args:
        path: of the original.
        plan: of the original.
    """

    def __init__(self, path: Path, plan: TextPlan) -> None:
        self._path, self._plan = path, plan
        self._whole: Path | None = None
        self._head: tuple[int, Path] | None = None

    def told(self) -> list[tuple[str, int, int, str]] | None:
        """What bringing all of it to UTF-8 meets, as notes; None where the scanner could not read the copy.

        Raises:
            DataError: it can't be read or written, or is not in the encoding that was forced.
        """
        self._whole = scratch(".csv")
        seen = SeenBytes.by(self._plan)
        done = transcode(self._path, self._plan, self._whole, seen.look)
        if not is_sound(self._whole, done.plan, seen):
            return None
        return [(note.kind, note.count, note.line, note.sample) for note in done.notes]

    def file(self, lines: int | None) -> Path:
        """A file of about so many lines of the table, not of fewer where none is blank; None: of all."""
        if self._whole is None and lines is not None:
            wanted = self._plan.data_line + lines + SLACK
            if self._head is None or self._head[0] < wanted:
                head = scratch(".csv")
                transcode_head(self._path, self._plan, head, wanted)
                self._head = wanted, head
            return self._head[1]
        if self._whole is None:
            self._whole = scratch(".csv")
            transcode(self._path, self._plan, self._whole)
        return self._whole
