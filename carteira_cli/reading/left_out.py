"""What of a file is not among the rows of its table, counted: nothing is left out without a `Note`."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import field
from typing import Protocol

from carteira_cli.dataclass import dataclass

SAMPLE = 300  # characters of a note's sample: the names of eight sheets fit
FOOTER = 8  # lines at the end that may be totals and remarks
TABLE = 3  # lines in a row that may be another table
TOTAL = re.compile(r"\W*(?:sub)?tota(?:l|is)(?: geral| do per[ií]odo)?(?:\s*:.*)?\W*", re.IGNORECASE)
REMARK = re.compile(
    r"\W*(?:(?:sub)?tota(?:l|is)\b|soma\b|m[ée]dia\b|registros|quantidade de|gerado (?:em|por)|emitido (?:em|por)"
    r"|impresso|exportado|p[áa]gina|fim d[oe]|fonte|footnote|observa[çc]|obs\b|\* )",
    re.IGNORECASE,
)


class Numbered(Protocol):
    """A line of a text or a row of a sheet."""

    @property
    def line(self) -> int:
        """Where it is, from 1."""
        ...

    @property
    def shown(self) -> str:
        """Its text, for people."""
        ...


@dataclass(frozen=True)
class Note:
    """Something left out, changed, or to be known.

    Attributes:
        kind: preambulo, rodape (totals and remarks), em_branco, cabecalho_repetido, outra_tabela, coluna_vazia. Of a
            text also cabecalho_reparado, cabecalho_quebrado (names may stand over the wrong columns: do not trust
            them); of lines that are among the rows reparada, duvidosa, curta, quebrada; of the characters
            codificacao_mista, bytes_invalidos, texto_corrompido. Of a sheet also fora_da_tabela (cells under no
            name), mesclada (cells that a merge fills), codigo_longo (whole numbers of more than 15 digits, which
            Excel does not keep exactly), outra_planilha, planilha_igual (another sheet with the same columns, left
            out), cortada (the file ends within a table).
        count: how many lines; for cortada those that were read. Columns for coluna_vazia, characters for
            bytes_invalidos and texto_corrompido, cells for mesclada and codigo_longo, sheets for other sheets.
        line: of the first, from 1, for cortada of the last; 0 where no line is meant.
        sample: its text.
    """

    kind: str
    count: int
    line: int
    sample: str


@dataclass
class LeftOut:
    """Counts what is left out while a table is laid out."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, kind: str, *lines: Numbered) -> None:
        """Count lines left out."""
        for line in lines:
            first = kind not in self.first or line.line < self.first[kind][0]
            self.count(kind, 1, line.line, line.shown if first else "")

    def count(self, kind: str, count: int, line: int, sample: str) -> None:
        """Count something at a line; the first of its kind is kept as a sample."""
        if not count:
            return
        self.counts[kind] += count
        if kind not in self.first or line < self.first[kind][0]:
            self.first[kind] = line, sample[:SAMPLE]

    def notes(self) -> tuple[Note, ...]:
        """What was counted, in the order of the file."""
        return tuple(
            Note(kind, self.counts[kind], line, sample)
            for kind, (line, sample) in sorted(self.first.items(), key=lambda item: (item[1][0], item[0]))
        )
