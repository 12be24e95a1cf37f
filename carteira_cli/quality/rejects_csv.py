"""Every rejected line as a standard CSV: file, line, column, value, reason."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from carteira_cli.neutral import harmless, mask_documents
from carteira_cli.output import replacing
from carteira_cli.quoted import cell, discreet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from carteira_cli.quality.stage import Staged

HEADER = ("fonte", "arquivo", "linha", "coluna", "valor", "motivo")


def write_rejects(sources: Mapping[str, Staged], path: Path) -> None:
    """Write them all, in the order of sources, files and lines; the file appears whole or not at all.

    CPF and CNPJ are masked, and no cell is a formula.

    Raises:
        OutputError: it can't be written.
    """
    with replacing(path) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=False)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        for name, staged in sources.items():
            for one in staged.rejected():
                value = None if one.value is None else cell(one.value)
                texts = (_neutral(text) for text in (one.file, one.column, value, discreet(one.reason)))
                file, column, value, reason = texts
                writer.writerow((name, file, one.line, column, value, reason))
        text.detach()


def _neutral(text: str | None) -> str | None:
    return None if text is None else harmless(mask_documents(text))
