"""JSON Lines: one table, an object a row."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from carteira_cli.render.flat import main_table
from carteira_cli.render.format import Format
from carteira_cli.rows import once

if TYPE_CHECKING:
    from carteira_cli.report import Report


def _render(report: Report) -> bytes:
    """The main table: the rows of its CSV, with types; no line for an empty table."""
    table = main_table(report)
    keys = [column.key for column in table.columns]
    written = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    buffer = io.BytesIO()
    for row in once(table.rows):
        buffer.write(f"{written(dict(zip(keys, row, strict=True)))}\n".encode())
    return buffer.getvalue()


FORMATS = (Format("jsonl", 30, _render, (".jsonl", ".ndjson"), machines=True, one_table=True),)
