"""Whether a file may speak of nobody in particular, before anybody takes the trouble to open it as a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.matching.synonyms import rank
from carteira_cli.sources.values.anonymous_ids import nobodies

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_CELL = r"[^;,\t|\r\n\"]+"
_HEAD = 1 << 16  # bytes that show whether a file is text of one byte a letter
_PACKED = re.compile(
    rb"\A(?:PK|\x1f\x8b|\xd0\xcf\x11\xe0|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd)|\x00|(?i:<(?:html|table|\?xml))"
)


def may_name_nobody(path: Path, table: str, columns: Collection[str]) -> bool:
    """Whether some cell stands for nobody, as far as a glance can exclude it: False is certain, True is not.

    A Parquet file is asked in the columns whose names stand for one of some canonical columns, a text file in all of
    its cells, whatever separates them; of anything else a glance tells nothing.

    Args:
        path: a file.
        table: what it is a file of.
        columns: canonical columns that say who somebody is.

    Raises:
        OSError: it can't be read.
        PolarsError: it is no Parquet, for all its name.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PAR1"):
        lines = pl.scan_parquet(path, glob=False)
        own = [name for name in lines.collect_schema() if any(rank(table, one, name) is not None for one in columns)]
        cells = lines.select(own).collect(engine="streaming")
        return any(bool(nobodies(cells[name].cast(pl.String).str.strip_chars())) for name in own)
    if _PACKED.search(head):
        return True
    data = path.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return bool(nobodies(pl.Series([text]).str.extract_all(_CELL).explode().str.strip_chars()))
