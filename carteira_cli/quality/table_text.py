"""The table in a file as a standard CSV: what `inspecionar -f csv` writes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from carteira_cli.reading import read_table
from carteira_cli.reading.files import at_hand, open_files
from carteira_cli.reading.inputs.kinds import refusal
from carteira_cli.reading.inputs.watch import unchanging
from carteira_cli.reading.wanted import Sought
from carteira_cli.sources.finding.locate import named_files
from carteira_cli.sources.reading_rules import rules_of

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config


@unchanging()
def table_as_csv(named: str, config: Config) -> bytes:
    """The table that was understood, cells unconverted: UTF-8, commas, quotes where needed, LF.

    Raises:
        CarteiraError: the file can't be read, or is no table.
    """
    hints = rules_of(config, "vendas", None).told.hints
    (one, *_) = named_files(named, config.folder, "vendas")
    path, name, kind = at_hand(one, "vendas", hints)
    refused = refusal(kind, name)
    if refused is not None:
        raise refused
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    if kind == "text" and path is not None:
        table = read_table(
            path,
            encoding=hints.encoding,
            separator=hints.separator,
            quote=hints.quote,
            escape=hints.escape,
            header_lines=0 if hints.header == 0 else None,
        )
        writer.writerow(table.header)
        writer.writerows(table.rows)
    else:
        for raw in open_files(one, "vendas", hints, Sought(len)):
            frame = raw.lines.select(raw.header).collect()
            writer.writerow(frame.columns)
            writer.writerows(frame.iter_rows())
    return buffer.getvalue().encode()
