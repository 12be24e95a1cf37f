"""Ledgers of receivables for tests: the worked example, and what plain Python makes of any lines of titles."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

HEADER = "titulo,cliente,valor,vencimento,pagamento,valor_pago,emissao"
WORKED = (  # valor, vencimento, pagamento
    "1,ana,1000,2024-01-10,2024-01-10,,",
    "2,ana,1000,2024-02-10,2024-02-25,,",
    "3,bia,600,2024-01-31,,,",
    "4,bia,250,2024-03-20,,,",
    "5,caio,900,2023-09-01,,,",
    "6,caio,300,2024-04-15,,,",
    "7,ana,500,2024-03-01,2024-04-02,,",
)


def ledger(folder: Path, *lines: str, header: str = HEADER) -> Path:
    """A folder with these titles."""
    (folder / "titulos.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Line:
    """A line of a ledger: cents, and dates that may be missing."""

    titulo: str
    cliente: str
    valor: int
    vencimento: date
    pagamento: date | None
    valor_pago: int | None
    emissao: date | None
    parcela: str | None = None
    quitado: bool = False

    @property
    def text(self) -> str:
        """As a line of a file."""
        paid = "" if self.valor_pago is None else f"{self.valor_pago / 100:.2f}"
        cells = [self.titulo, self.cliente, f"{self.valor / 100:.2f}", self.vencimento, self.pagamento or "", paid]
        return ",".join(map(str, [*cells, self.emissao or ""]))


class Title:
    """A title, by the words of the definition: one day at a time."""

    def __init__(self, lines: list[Line]) -> None:
        values = [line.valor for line in lines]
        self.due = lines[0].vencimento
        self.customer = lines[0].cliente
        self.value = values[0] if len(set(values)) == 1 else sum(values)
        issued = [line.emissao for line in lines if line.emissao]
        self.issued = min(issued) if issued else None
        paid = [(line.pagamento, line.valor if line.valor_pago is None else line.valor_pago) for line in lines]
        self.paid = [(day, max(cents, 0)) for day, cents in paid if day]
        self.let_go = self.discounts(lines)

    def discounts(self, lines: list[Line]) -> list[tuple[date, int]]:
        """What was let go on which day, of lines that say that nothing more is owed."""
        cents = {id(line): max(line.valor if line.valor_pago is None else line.valor_pago, 0) for line in lines}
        if len({line.valor for line in lines}) > 1:
            settled = [line for line in lines if line.pagamento and line.quitado]
            return [(line.pagamento, max(line.valor - cents[id(line)], 0)) for line in settled]
        days = [line.pagamento for line in lines]
        if not all(days) or not any(line.quitado for line in lines if line.pagamento == max(days)):
            return []
        return [(max(days), max(self.value - sum(each for _, each in self.paid), 0))]

    def exists(self, day: date) -> bool:
        return self.issued is None or self.issued <= day

    def owed(self, day: date) -> int:
        """Cents that remain at the end of a day."""
        if not self.exists(day):
            return 0
        return max(self.value - sum(cents for when, cents in self.paid + self.let_go if when <= day), 0)

    def settled(self, day: date) -> list[tuple[date, int]]:
        """Payments up to a day, each by what it was worth."""
        found, left = [], self.value
        for when in sorted({when for when, _ in self.paid}):
            cents, more = (sum(each for on, each in of if on == when) for of in (self.paid, self.let_go))
            if when <= day:
                found.append((when, min(cents, left)))
                left -= min(cents + more, left)
        return found if self.exists(day) else []


def titles_of(lines: list[Line]) -> list[Title]:
    """The titles that lines make."""
    found = defaultdict(list)
    for line in lines:
        if line.valor > 0:
            found[line.titulo, line.cliente, line.vencimento, line.parcela].append(line)
    return [Title(each) for each in found.values()]


def late(title: Title, day: date) -> int:
    return (day - title.due).days


def band(title: Title, day: date, cuts: tuple[int, ...]) -> int:
    return 0 if late(title, day) <= 0 else 1 + sum(late(title, day) > cut for cut in cuts)


def expected(lines: list[Line], day: date, period: tuple[date, date], cuts: tuple[int, ...]) -> dict[str, object]:
    """Every number of `credito` but those of months, exactly: cents and fractions."""
    titles = titles_of(lines)
    owed = {at: title.owed(day) for at, title in enumerate(titles)}
    total = sum(owed.values())
    overdue = sum(owed[at] for at, title in enumerate(titles) if late(title, day) > 0)
    beyond = sum(owed[at] for at, title in enumerate(titles) if late(title, day) > 90)
    fell = [at for at, one in enumerate(titles) if one.exists(day) and period[0] <= one.due <= period[1]]
    fell = [at for at in fell if titles[at].due < day]
    due, unpaid = sum(titles[at].value for at in fell), sum(owed[at] for at in fell)
    paid = [(title, when, cents) for title in titles for when, cents in title.settled(day)]
    known = [(title, when, cents) for title, when, cents in paid if title.issued]
    bands = [[0, 0] for _ in range(len(cuts) + 2)]
    for at, title in enumerate(titles):
        if owed[at]:
            bands[band(title, day, cuts)][0] += owed[at]
            bands[band(title, day, cuts)][1] += 1
    return {
        "aberto": total,
        "vencido": overdue,
        "indice_vencidos": ratio(overdue, total),
        "inadimplencia_periodo": ratio(unpaid, due),
        "over_90": ratio(beyond, total),
        "atraso_medio": ratio(sum((when - t.due).days * c for t, when, c in paid), sum(c for *_, c in paid)),
        "pmr": ratio(sum((when - t.issued).days * c for t, when, c in known), sum(c for *_, c in known)),
        "faixas": bands,
    }


def ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def rolls(lines: list[Line], days: list[date], cuts: tuple[int, ...]) -> list[tuple[int, int, list[int]]]:
    """Of each band: cents held and titles seen on all days but the last, and where they were on the next."""
    size = len(cuts) + 2
    found = [[0, 0, [0] * size] for _ in range(size)]
    for day, after in itertools.pairwise(days):
        for title in titles_of(lines):
            if title.owed(day):
                row = found[band(title, day, cuts)]
                row[0] += title.owed(day)
                row[1] += 1
                row[2][band(title, after, cuts)] += title.owed(after)
    return [(held, seen, kept) for held, seen, kept in found]
