"""Whole-number programs, solved by HiGHS: the only module that knows it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

_NODES = 1_000  # of the search tree: a limit that does not depend on the machine
_EXACT = 1e-9  # how far from whole a whole number may be; what comes out is counted again in integers anyway


@dataclass(frozen=True)
class ProgramRow:
    """A sum of columns within bounds; None is no bound."""

    low: float | None
    high: float | None
    entries: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class IntegerProgram:
    """Least Σ cost × column, each column 0 or 1, under rows; where `free`, the last column is any number from 0 on.

    `slack` is how far from the least it may stop.
    """

    costs: tuple[float, ...]
    rows: tuple[ProgramRow, ...]
    free: bool = False
    slack: float = 0.5


@dataclass(frozen=True)
class Solved:
    """What came of a program.

    Attributes:
        chosen: the columns that are 1; None where no solution was found.
        bound: no solution costs less; minus infinity where nothing is known.
        impossible: whether it is proven that there is no solution.
        finished: whether the search came to its end.
        timed_out: whether the clock ended it.
    """

    chosen: frozenset[int] | None
    bound: float
    impossible: bool = False
    finished: bool = True
    timed_out: bool = False


class Budget:
    """How many seconds of search are left, by HiGHS' own clock; filled while it searches."""

    def __init__(self, seconds: float) -> None:
        self.left = float(seconds)
        self.timed_out = False

    def spend(self, seconds: float, *, timed_out: bool) -> None:
        """Take away what a search took."""
        self.left = max(self.left - seconds, 0.0)
        self.timed_out = self.timed_out or timed_out


def installed() -> Any:  # noqa: ANN401 - a library of C++, whose types are its own
    """The library.

    Raises:
        SurroundingsError: it is not there.
    """
    with suppress(ImportError):  # the error below is no damaged installation
        import highspy  # weight: for who shares customers

        return highspy
    raise SurroundingsError(
        "para dividir clientes entre vendedores falta a biblioteca highspy",
        'instale com: pip install "carteira-cli[otimizacao]"',
    )


def solve(program: IntegerProgram, budget: Budget) -> Solved:
    """Solve a program: one thread and fixed seeds, so that the same bytes come of it twice."""
    highspy = installed()
    if not budget.left:
        return Solved(None, float("-inf"), finished=False, timed_out=True)
    solver = highspy._Highs()  # noqa: SLF001 - the class over it prints its name where results go
    options = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": program.slack,
        "mip_max_nodes": _NODES,
        "mip_feasibility_tolerance": _EXACT,
        "time_limit": budget.left,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(highspy, program))
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    kinds = highspy.HighsModelStatus
    timed_out = status == kinds.kTimeLimit
    budget.spend(solver.getRunTime(), timed_out=timed_out)
    if status in {kinds.kInfeasible, kinds.kUnboundedOrInfeasible}:
        return Solved(None, float("inf"), impossible=True)
    if status == kinds.kModelEmpty:
        return Solved(frozenset(), 0.0)
    there = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = solver.getSolution().col_value if there else ()
    count = len(program.costs) - program.free
    chosen = frozenset(place for place in range(count) if values[place] > 0.5) if there else None  # noqa: PLR2004 - 0 or 1
    return Solved(chosen, float(info.mip_dual_bound), finished=status == kinds.kOptimal, timed_out=timed_out)


def _model(highspy: Any, program: IntegerProgram) -> Any:  # noqa: ANN401 - as above
    import numpy as np  # weight: as above

    width, endless = len(program.costs), float(highspy.kHighsInf)
    upper = np.ones(width)
    kinds = [highspy.HighsVarType.kInteger] * width
    if program.free:
        upper[-1], kinds[-1] = endless, highspy.HighsVarType.kContinuous
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = width, len(program.rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = np.array(program.costs, float), np.zeros(width), upper
    model.row_lower_ = np.array([_bound(row.low, -endless) for row in program.rows], float)
    model.row_upper_ = np.array([_bound(row.high, endless) for row in program.rows], float)
    model.integrality_ = kinds
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    sizes: Sequence[int] = [0, *(len(row.entries) for row in program.rows)]
    matrix.start_ = np.cumsum(sizes)
    matrix.index_ = np.array([place for row in program.rows for place, _ in row.entries], dtype=np.int32)
    matrix.value_ = np.array([value for row in program.rows for _, value in row.entries], float)
    return model


def _bound(told: float | None, otherwise: float) -> float:
    return otherwise if told is None else float(told)
