"""What the models of prediction cost: customers grouped, fitted and predicted, beside a program that others use.

python benchmarks/prediction.py [--customers N] [--lifetimes PYTHON] [--folder FOLDER] [--rounds N]

PYTHON is an interpreter that imports lifetimes 0.11.3, which wants numpy below 2 and pandas below 3: one of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from process import ROOT, Side, run

SHARE = 5  # lifetimes is given one in so many customers: it is to fit, and takes all rows at once
DAYS = 91.0
PARAMETERS = (0.85, 60.0, 0.79, 2.42)  # of the customers made: r, α in days, a, b


def made(path: Path, customers: int) -> None:
    """Customers who buy and leave as MBG/NBD tells it, known for one to twenty-four months, in whole days."""
    import numpy as np

    chance = np.random.default_rng(1)
    r, alpha, a, b = PARAMETERS
    rate, leaves = chance.gamma(r, size=customers) / alpha, chance.beta(a, b, size=customers)
    age = chance.integers(30, 730, customers)
    repeats, recency, gaps = np.zeros(customers, np.int64), np.zeros(customers), np.zeros(customers)
    clock, going = np.zeros(customers), np.flatnonzero(chance.random(customers) >= leaves)
    while len(going):
        gap = chance.exponential(size=len(going)) / rate[going]
        clock[going] += gap
        within = clock[going] <= age[going]
        going = going[within]
        repeats[going] += 1
        recency[going] = clock[going]
        gaps[going] += np.log(gap[within])
        going = going[chance.random(len(going)) >= leaves[going]]
    np.savez(path, repeats=repeats, recency=np.ceil(recency).astype(np.int64), age=age, gaps=gaps)


def ours(path: Path, kind: str, *, predict: bool) -> dict[str, float]:
    """Seconds of a core for each part, by our models."""
    import numpy as np

    from carteira_cli.models.buying import fitted
    from carteira_cli.models.cnbd import Cnbd
    from carteira_cli.models.histories import grouped
    from carteira_cli.models.paretonbd import ParetoNbd

    model = {"bg": Cnbd(modified=False), "mbg": Cnbd(), "mbg-2": Cnbd(k=2), "pareto": ParetoNbd()}[kind]
    with np.load(path) as columns:
        rows = [columns[name] for name in ("repeats", "recency", "age", "gaps")]
    took = {}
    began = time.process_time()
    histories, of_each = grouped(*rows)
    took["group"] = time.process_time() - began
    found = fitted(model, histories)
    took["fit"] = time.process_time() - began - took["group"]
    if predict:
        each = [one[of_each] for one in (found.model.alive(histories), found.model.expected(histories, DAYS))]
        assert all(len(one) == len(of_each) for one in each)  # noqa: S101 - a column a customer is what is measured
        took["predict"] = time.process_time() - began - took["group"] - took["fit"]
    return took | {"distinct": len(histories.weight)}


def theirs(path: Path) -> dict[str, float]:
    """Seconds of a core for BG/NBD by lifetimes."""
    import numpy as np
    from lifetimes import BetaGeoFitter

    with np.load(path) as columns:
        rows = [columns[name] for name in ("repeats", "recency", "age")]
    began = time.process_time()
    BetaGeoFitter().fit(*rows)
    return {"fit": time.process_time() - began}


def child(job: str, path: Path, number: str) -> None:
    """What a process of its own does, and the times that it prints."""
    sys.path.insert(0, str(ROOT))
    if job == "make":
        made(path, int(number))
    else:
        print(json.dumps(theirs(path) if job == "lifetimes" else ours(path, job, predict=number == "predict")))


def measured(title: str, command: tuple[str, ...], rounds: int) -> float:
    """Print the medians of what a side took; the seconds that it fitted."""
    runs = [run(Side(title, (command,))) for _ in range(rounds)]
    parts = [json.loads(output) for output, _ in runs]
    told = {name: median(one[name] for one in parts) for name in parts[0]}
    words = ", ".join(
        f"{name} {value:,.0f}" if name == "distinct" else f"{name} {value:.2f} s" for name, value in told.items()
    )
    print(f"{title}: {words}; {max(cost.peak for _, cost in runs):,.0f} MB", flush=True)
    return told["fit"]


def main() -> None:
    """Make the customers, measure, and print."""
    parser = argparse.ArgumentParser(
        prog="python benchmarks/prediction.py", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--lifetimes", metavar="PYTHON", help="an interpreter that imports lifetimes 0.11.3")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "carteira-bench")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    here = str(Path(__file__).resolve())
    files = {
        size: given.folder.resolve() / f"buyers-{size}.npz" for size in (given.customers, given.customers // SHARE)
    }
    for size, path in files.items():
        if not path.exists():
            run(Side("make", ((sys.executable, here, "child", "make", str(path), str(size)),)))
    many, few = map(str, files.values())
    for kind in ("mbg", "mbg-2", "pareto"):
        measured(f"{kind}, {given.customers:,}", (sys.executable, here, "child", kind, many, "predict"), given.rounds)
    fit = measured(f"bg, {given.customers // SHARE:,}", (sys.executable, here, "child", "bg", few, "fit"), given.rounds)
    if given.lifetimes:
        told = f"lifetimes, {given.customers // SHARE:,}"
        other = measured(told, (given.lifetimes, here, "child", "lifetimes", few, "fit"), given.rounds)
        print(f"bg ÷ lifetimes: {fit / other:.3f} of the CPU of a fit")


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        main()
