"""A run of the program's kind over a cluster, in a process of its own, which tests interrupt and deprive of executors.

`python -m tests.spark_run MASTER LINES` sums a column of LINES lines, which takes a while, and prints the sum;
with `larger` besides each line is larger than the driver's memory.
It begins and ends as `carteira` does: the same answers to signals, errors told in the same place.
"""

from __future__ import annotations

import sys

from carteira_cli.cli.guard import quiet_engine, tame_surroundings
from carteira_cli.cli.main import Ending, _leave, _listen_for_term

PARTS, MEMORY = 24, 512 << 20


def run(master: str, lines: int, *, larger: bool) -> None:
    """Open, say so, compute, print."""
    # As in the program, after signals are listened to: threads that begin earlier would take them.
    import narwhals.stable.v2 as nw
    import polars as pl

    from carteira_cli.engines.cluster.session import opened
    from carteira_cli.engines.spark import SparkEngine
    from carteira_cli.reading.inputs.workspace import scratch_folder

    with scratch_folder() as folder, opened(master, folder, MEMORY) as session:
        tell("aberto")
        engine = SparkEngine(session)
        numbers = session.spark.range(0, lines, 1, PARTS)
        if not larger:  # two stages, so that what a lost executor had written for the second has to be made anew
            each = numbers.selectExpr("id % 1000 as resto", "cast(abs(hash(id, uuid())) % 1 + id % 7 as bigint) as n")
            found = engine.rows(nw.from_native(each.groupBy("resto").agg({"n": "sum"})))
        else:
            found = engine.rows(nw.from_native(numbers.selectExpr("repeat('x', 200000000) as n")))
        tell(found.select(pl.col(pl.Int64).sum()).collect().row(0)[-1])


def tell(what: object) -> None:
    """Write a line for whoever has started this."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    tame_surroundings()
    quiet_engine([])
    with Ending([]) as outcome:
        _listen_for_term()
        run(sys.argv[1], int(sys.argv[2]), larger="larger" in sys.argv)
    _leave(int(outcome.code))
