"""From a customer base to the contents of the files of the star."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis.indicator_report import base_rules
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers import contract_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.privacy import shielded_rule
from carteira_cli.star.calendar import calendar
from carteira_cli.star.columns import star_tables
from carteira_cli.star.movement import Movement
from carteira_cli.star.ossie import FACT, SALES, VERSIONS, ModelFacts, yaml_of
from carteira_cli.star.people import Identity, sellers, star_customers
from carteira_cli.star.sales import fact_of, first_purchases, sale_lines
from carteira_cli.star.writing import FORMATS, sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import IO

    import polars as pl

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.period import Period
    from carteira_cli.star.columns import StarTable

MODEL = "modelo.ossie.yaml"
NAMES = tuple(table.name for table in star_tables(named=True, numbered=False))


@dataclass(frozen=True)
class StarPlan:
    """What is to be made.

    Attributes:
        folder: where.
        file_format: of the tables, one of `FORMATS`.
        version: of the model, one of `VERSIONS`.
        identity: what stands for customers.
    """

    folder: Path
    file_format: str
    version: str
    identity: Identity

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, the model last."""
        return (*(self.folder / f"{name}{FORMATS[self.file_format]}" for name in NAMES), self.folder / MODEL)


@dataclass(frozen=True)
class WrittenFile:
    """A file of the star: where it is, what it is, its rows (those of the model are its metrics) and bytes."""

    path: Path
    words: str
    rows: int
    size: int


@dataclass(frozen=True)
class WrittenStar:
    """What was written.

    Attributes:
        files: in order.
        periods: that the movement is told of, in order of their ends.
        short: those before which less than a window of data comes.
        outside: valid sale lines that are not in the period asked for.
        doubts: about the contracts, where these say who is active.
    """

    files: tuple[WrittenFile, ...]
    periods: tuple[Period, ...]
    short: tuple[Period, ...]
    outside: int
    doubts: tuple[str, ...] = ()


def fill(
    base: CustomerBase, plan: StarPlan, streams: Sequence[IO[bytes]], progress: Callable[[str, int, int], None]
) -> WrittenStar:
    """Write the star of a portfolio.

    Args:
        base: whose.
        plan: what is to be made.
        streams: where to, one for each of its paths.
        progress: told of each step: what, how many are done, of how many.

    Raises:
        CarteiraError: anything the user can mend; what the streams hold then is not to be used.
    """
    inside = base.asked if base.config.told(QuestionSettings.periodo) else None
    movement = Movement(base, inside)
    made = _Making(movement, plan, progress)
    files = tuple(made.written(dict(zip(plan.paths, streams, strict=True))))
    base.check_rejects()
    run = movement.run
    doubts = tuple(contract_customers.warnings(base, run.contracts, base.as_of)) if run.by_contracts else ()
    return WrittenStar(files, movement.periods, movement.short, made.outside, doubts)


class _Making:
    """The work of one run: the counts are filled while it goes on."""

    def __init__(self, movement: Movement, plan: StarPlan, progress: Callable[[str, int, int], None]) -> None:
        self._movement, self._plan, self._progress = movement, plan, progress
        identity = plan.identity
        tables = star_tables(named=not identity.hidden, numbered=identity.numbered)
        self._tables: Mapping[str, StarTable] = {table.name: table for table in tables}
        self.outside = 0

    def written(self, streams: Mapping[Path, IO[bytes]]) -> Iterator[WrittenFile]:
        """Fill the files, one after the other."""
        self._progress("lendo as vendas", 0, len(streams))
        for (path, stream), (name, frames) in zip(streams.items(), self._frames(), strict=False):
            with sink(self._tables[name], stream, self._plan.file_format) as table:
                rows = sum(table.add(frame) for frame in frames)
            yield WrittenFile(path, self._tables[name].words, rows, stream.tell())
        path, stream = list(streams.items())[-1]
        document, metrics = self._model()
        stream.write(document)
        words = f"O modelo semântico, no formato Apache Ossie {self._plan.version}."
        yield WrittenFile(path, words, metrics, len(document))

    def _frames(self) -> Iterator[tuple[str, Iterator[pl.DataFrame]]]:
        """The name of each table and its rows, in the order of `NAMES`."""
        base, inside = self._movement.base, self._movement.inside
        periods = self._movement.periods  # refused before anything is read twice
        lines = sale_lines(base)
        contracts = [self._movement.run.contracts] if self._movement.run.by_contracts else []
        customers = star_customers(base, self._plan.identity, [lines, *contracts], first_purchases(lines))
        sales = _inside(lines, inside)
        self.outside = lines.height - sales.height
        del lines
        yield "dim_cliente", iter([customers.rows])
        days = [day for day in (sales["data"].min(), sales["data"].max()) if isinstance(day, int)]
        yield "dim_calendario", iter([calendar(days, periods)])
        yield "dim_vendedor", iter([sellers(sales, customers.rows)])
        yield SALES, fact_of(sales, customers, base.returns, hidden=self._plan.identity.hidden)
        del sales
        yield FACT, (customers.keyed(frame).sort("cliente") for frame in self._moving())

    def _moving(self) -> Iterator[pl.DataFrame]:
        total = len(self._movement.periods)
        for number, frame in enumerate(self._movement.rows()):
            self._progress("calculando o movimento", number, total)
            yield frame

    def _model(self) -> tuple[bytes, int]:
        """The model as bytes, and how many metrics it has."""
        base, metrics = self._movement.base, self._movement.formulas
        rules = {
            key: shielded_rule(key, value) if self._plan.identity.hidden else value for key, value in base_rules(base)
        }
        suffix = FORMATS[self._plan.file_format]
        facts = ModelFacts(tuple(self._tables.values()), metrics, suffix, rules)
        document = VERSIONS[self._plan.version].document(facts)
        return yaml_of(document).encode(), len(metrics) + 1


def _inside(lines: pl.DataFrame, period: Period | None) -> pl.DataFrame:
    """The lines of a period."""
    if period is None:
        return lines
    import polars as pl  # weight: for a run with a period

    return lines.filter(pl.col("data").is_between(period.start, period.end, closed="left"))
