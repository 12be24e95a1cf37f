"""The kinds of files that are measured: how each is written, and what a program by hand is told of it."""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = (
    "venda",
    "cliente",
    "data",
    "valor",
    "status",
    "vendedor",
    "produto",
    "categoria",
    "quantidade",
    "custo",
    "canal",
)


@dataclass(frozen=True)
class Dialect:
    """How a text is written.

    Attributes:
        title: for people.
        separator: between cells.
        days: form of a date, as `strftime` has it.
        comma: whether the decimal mark is one.
        encoding: Python's name of it.
        quotes: "necessary", "always" or "never"; never: products are without commas.
        packed: by gzip.
        broken: whether one line in 100,000 is.
    """

    title: str
    separator: str = ";"
    days: str = "%d/%m/%Y"
    comma: bool = True
    encoding: str = "utf-8"
    quotes: str = "necessary"
    packed: bool = False
    broken: bool = False


DIALECTS = {
    "iso": Dialect("ISO, comma", ",", "%Y-%m-%d", comma=False),
    "brazilian": Dialect("UTF-8, `;`, dd/mm/yyyy, decimal comma"),
    "windows": Dialect("the same in Windows-1252", encoding="cp1252"),
    "quoted": Dialect("the same, every cell quoted", quotes="always"),
    "broken": Dialect("ISO, one broken line in 100,000", ",", "%Y-%m-%d", comma=False, quotes="never", broken=True),
    "packed": Dialect("UTF-8, `;`, dd/mm/yyyy, gzip", packed=True),
}


def file_name(kind: str) -> str:
    """`vendas.csv`, of a kind of file: a dialect, "parquet", "xlsx", or "jobs", which is Parquet too."""
    if kind not in DIALECTS:
        return "vendas.xlsx" if kind == "xlsx" else "vendas.parquet"
    return "vendas.csv.gz" if DIALECTS[kind].packed else "vendas.csv"
