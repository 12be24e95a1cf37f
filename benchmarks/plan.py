"""What is compared with what, at which sizes: as data, before anything runs."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import jobs
from dialects import DIALECTS, file_name
from process import Side
from questions import LAST_MONTH, PERIOD, QUESTIONS, SPAN

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
CARTEIRA = (sys.executable, "-m", "carteira_cli")
QUARTER = ("-p", PERIOD)
PROGRAMS = {"DuckDB": "in_duckdb.py", "Polars": "in_polars.py", "pandas": "in_pandas.py"}
PANDAS_LINES = 10_000_000  # more do not fit into the memory of a usual machine
FEW = 10_000  # customers of the files that only grow in lines


@dataclass(frozen=True)
class Sizes:
    """How large the files are, in lines, and how often each side runs."""

    text: int
    parquet: int
    large: int
    growth: tuple[int, ...]
    checked: int
    sheet: int
    rounds: int


SIZES = {
    "small": Sizes(100_000, 300_000, 300_000, (100_000, 300_000), 100_000, 10_000, 1),
    "default": Sizes(500_000, 2_000_000, 2_000_000, (100_000, 1_000_000, 10_000_000), 1_000_000, 100_000, 3),
    "large": Sizes(
        1_500_000, 10_000_000, 30_000_000, (100_000, 1_000_000, 10_000_000, 100_000_000), 1_000_000, 100_000, 5
    ),
}


@dataclass(frozen=True)
class Source:
    """A file of sales to be made: so many lines of so many customers, of a kind (see `dialects`)."""

    lines: int
    customers: int
    kind: str

    def base(self, folder: Path) -> Path:
        """Where all kinds of it are."""
        return folder / f"{self.lines}-{self.customers}"

    def folder(self, folder: Path) -> Path:
        """Where this kind of it is, alone."""
        return self.base(folder) / self.kind

    def path(self, folder: Path) -> Path:
        """The file."""
        return self.folder(folder) / file_name(self.kind)


@dataclass(frozen=True)
class Comparison:
    """Some sides that take turns, ours first.

    Attributes:
        key: of its measurements, with the name of the other side: `text/iso` makes `text/iso/DuckDB`.
        title: for people.
        lines: of the file of ours.
        sides: ours, and those that it is held against.
        sources: the files that must be there.
    """

    key: str
    title: str
    lines: int
    sides: tuple[Side, ...]
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All comparisons of one size, over files in a folder."""

    sizes: Sizes
    folder: Path

    def comparisons(self) -> Iterator[Comparison]:
        """Every one, in the order of the table."""
        yield from self._texts()
        yield from self._questions("parquet", self.sizes.parquet)
        yield from self._questions("iso", self.sizes.text)
        yield from self._second_runs()
        yield from self._large()
        yield from self._growth()
        yield from self._starts()
        yield from self._checks()
        yield from self._workbooks()
        yield self._together()

    def by_hand(self, question: str, source: Source, title: str, key: str) -> Comparison:
        """A question to ours and to each program by hand; all answers are the same, or nothing is timed."""
        names = ["DuckDB", "Polars"] if source.kind != "xlsx" else ["Polars"]
        if source.kind == "parquet" and QUESTIONS[question].pandas and source.lines <= PANDAS_LINES:
            names.append("pandas")
        command = (question, source.kind, str(source.path(self.folder)))
        others = [
            Side(
                name,
                ((sys.executable, str(HERE / PROGRAMS[name]), *command),),
                json.loads,
                missing="" if importlib.util.find_spec(name.lower()) else f"{name} is not installed",
            )
            for name in names
        ]
        return Comparison(key, title, source.lines, (self.asked(question, source), *others), (source,))

    def asked(self, question: str, source: Source, name: str = "carteira", cache: Path | None = None) -> Side:
        """Ours, asked a question."""
        one = QUESTIONS[question]
        return Side(name, (self._command(source, *one.words),), lambda told: one.answer(json.loads(told)), cache)

    def _command(self, source: Source, *words: str) -> tuple[str, ...]:
        shown = () if "-o" in words else ("-f", "json")
        return (*CARTEIRA, *words, "-C", str(source.folder(self.folder)), *shown, "-q")

    def _plain(self, source: Source, name: str, *words: str, title: str = "") -> Side:
        """Ours, whose answer is held against nobody's."""
        return Side(name, (self._command(source, *words),), title=title)

    def _texts(self) -> Iterator[Comparison]:
        for kind, dialect in DIALECTS.items():
            source = _source(self.sizes.text, kind)
            yield self.by_hand("churn", source, f"churn, first run: {dialect.title}", f"text/{kind}")

    def _questions(self, kind: str, lines: int) -> Iterator[Comparison]:
        for question, one in QUESTIONS.items():
            if question != "churn":  # which is asked of every dialect, and of the large file
                title = f"`{' '.join(one.words)}`, {'Parquet' if kind == 'parquet' else DIALECTS[kind].title}"
                yield self.by_hand(question, _source(lines, kind), title, f"{kind}/{question}")

    def _second_runs(self) -> Iterator[Comparison]:
        typed = _source(self.sizes.text, "parquet")
        for kind in ("iso", "brazilian", "windows", "quoted", "broken", "packed"):
            source = _source(self.sizes.text, kind)
            kept = self.folder / "kept" / kind
            sides = (self.asked("churn", source, cache=kept), self.asked("churn", typed, "Parquet"))
            title = f"churn, second run: {DIALECTS[kind].title}"
            yield Comparison(f"second/{kind}", title, source.lines, sides, (source, typed))

    def _large(self) -> Iterator[Comparison]:
        source = _source(self.sizes.large, "parquet")
        lines = source.lines
        yield self.by_hand("churn", source, "churn, Parquet", "large/churn")
        sides = (self.asked("resumo", source), self._plain(source, "churn", "churn", *QUARTER))
        yield Comparison("large/resumo", "`resumo`, Parquet", lines, sides, (source,))
        for command in ("churn", "churn-receita"):
            many = self._plain(source, "carteira", command, "-p", SPAN, "--serie", "mes")
            one = self._plain(source, "one month", command, "-p", LAST_MONTH)
            yield Comparison(f"large/{command}", f"48 months of {command}, Parquet", lines, (many, one), (source,))

    def _growth(self) -> Iterator[Comparison]:
        sources = [Source(lines, FEW, "parquet") for lines in self.sizes.growth]
        for less, more in pairwise(sources):
            ours = self._plain(more, "carteira", "churn", *QUARTER)
            fewer = self._plain(less, "fewer", "churn", *QUARTER, title=f"of {less.lines:,} lines")
            title = f"churn of {FEW:,} customers, Parquet"
            yield Comparison(f"growth/{more.lines}", title, more.lines, (ours, fewer), (less, more))

    def _starts(self) -> Iterator[Comparison]:
        tiny = Source(500, 50, "parquet")
        pairs = (
            ("help", "`--help`", 0, (*CARTEIRA, "--help"), "typer, rich.table"),
            ("churn", "churn", tiny.lines, self._command(tiny, "churn", *QUARTER), "typer, rich, polars, narwhals"),
        )
        for key, title, lines, command, modules in pairs:
            imports = Side("imports", ((sys.executable, "-c", f"import {modules}"),), title=f"`import {modules}`")
            yield Comparison(f"start/{key}", title, lines, (Side("carteira", (command,)), imports), (tiny,))

    def _checks(self) -> Iterator[Comparison]:
        for kind in ("parquet", "iso"):
            source = _source(self.sizes.checked, kind)
            sides = (self._plain(source, "carteira", "validar"), self._plain(source, "churn", "churn", *QUARTER))
            title = f"`validar`, {'Parquet' if kind == 'parquet' else DIALECTS[kind].title}"
            yield Comparison(f"check/{kind}", title, source.lines, sides, (source,))

    def _workbooks(self) -> Iterator[Comparison]:
        sheet = _source(self.sizes.sheet, "xlsx")
        yield self.by_hand("churn", sheet, "churn of an .xlsx", "sheet/read")
        # By the end of the quarter, one in seven of these customers has not bought yet, and is in no list.
        people = Source(self.sizes.sheet * 4, self.sizes.sheet * 29 // 25, "parquet")
        listed = ("ativos", *QUARTER, "--listar", "cadastrados", "-o")
        sides = [
            self._plain(people, name, *listed, str(self.folder / f"list.{suffix}"), title=f"as .{suffix}")
            for name, suffix in (("carteira", "xlsx"), ("parquet", "parquet"))
        ]
        title = f"a list of about {self.sizes.sheet:,} customers as .xlsx"
        yield Comparison("sheet/write", title, people.lines, tuple(sides), (people,))

    def _together(self) -> Comparison:
        source = _source(self.sizes.checked, "jobs")
        folder = source.folder(self.folder)
        apart = tuple((*self._command(source, *jobs.words(command, folder)), *QUARTER) for command in jobs.JOBS)
        sides = (
            Side(
                "carteira",
                ((*CARTEIRA, "exportar", "-C", str(folder), *QUARTER, "-q"),),
                lambda _: jobs.written(folder, jobs.TOGETHER),
            ),
            Side("commands", apart, lambda _: jobs.written(folder, jobs.APART), title="the commands"),
        )
        return Comparison("jobs", "`exportar` of eight jobs, Parquet", source.lines, sides, (source,))


def _source(lines: int, kind: str) -> Source:
    return Source(lines, lines // 20, kind)
