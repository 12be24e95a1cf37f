"""JSON Lines: one table, an object a row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from carteira_cli.render.flat import main_table
from carteira_cli.render.format import Format

if TYPE_CHECKING:
    from carteira_cli.report import Report


def _render(report: Report) -> bytes:
    """The main table: the rows of its CSV, with types; no line for an empty table."""
    table = main_table(report)
    keys = [column.key for column in table.columns]
    rows = (dict(zip(keys, row, strict=True)) for row in table.rows)
    return "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows).encode()


FORMATS = (Format("jsonl", 30, _render, (".jsonl", ".ndjson"), machines=True, one_table=True),)
