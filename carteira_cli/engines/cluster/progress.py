"""How far a job of Spark is, told while it runs: which stage, and how many of its tasks are done."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from carteira_cli.engines.cluster.session import ClusterSession

    Tell = Callable[[str, int, int], None]  # words, and how many of how many are done

STEP = 0.5  # seconds between two looks
BETWEEN = "calculando no Spark"  # or waiting for an executor that is free


@contextmanager
def watched(session: ClusterSession, tell: Tell | None) -> Iterator[None]:
    """Tell somebody of the jobs that run inside; where nobody listens nothing is asked.

    Args:
        session: of the jobs.
        tell: takes words, and how many of how many tasks are done; called from another thread.
    """
    if tell is None:
        yield
    elif session.java is None:
        with _of_connect(session, tell):
            yield
    else:
        with _of_driver(session, tell):
            yield


def words(stages: Iterable[tuple[int, int, int]]) -> tuple[str, int, int]:
    """What is said of stages that are running, each its number from 0, its tasks, and those done.

    Example:
        >>> words([(3, 200, 12)])
        ('etapa 4 do Spark, tarefas', 12, 200)
        >>> words([])
        ('calculando no Spark', 0, 0)
    """
    running = sorted(stages)
    if not running:
        return BETWEEN, 0, 0
    return (
        f"etapa {running[-1][0] + 1} do Spark, tarefas",
        sum(done for *_, done in running),
        sum(tasks for _, tasks, _ in running),
    )


@contextmanager
def _of_driver(session: ClusterSession, tell: Tell) -> Iterator[None]:
    ended = threading.Event()

    def look() -> None:
        tracker = session.spark.sparkContext.statusTracker()
        while not ended.wait(STEP):
            with suppress(Exception):  # a Java that ends says so where the result is awaited
                known = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
                tell(*words((one.stageId, one.numTasks, one.numCompletedTasks) for one in known if one is not None))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()


@contextmanager
def _of_connect(session: ClusterSession, tell: Tell) -> Iterator[None]:
    def look(stages: Iterable[object] | None, **_: object) -> None:
        known = [] if stages is None else [(s.stage_id, s.num_tasks, s.num_completed_tasks, s.done) for s in stages]  # type: ignore[attr-defined]
        tell(*words((number, tasks, done) for number, tasks, done, over in known if not over))

    session.spark.registerProgressHandler(look)
    try:
        yield
    finally:
        session.spark.removeProgressHandler(look)
