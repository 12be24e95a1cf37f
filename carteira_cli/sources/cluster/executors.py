"""The executors of a session, which are lent this program when they first have to run some of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.engines.cluster.shipping import lend

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from carteira_cli.engines.cluster.session import ClusterSession


class Executors:
    """The executors of a session.

    What Spark can read by itself needs no Python there, so none is asked for before a text is read, or a table whose
    cells need our own expressions.

    Attributes:
        spark: what queries are asked of.
    """

    __slots__ = ("_lent", "_session", "spark")

    def __init__(self, session: ClusterSession) -> None:
        """Of an open session."""
        self.spark: SparkSession = session.spark
        self._session = session
        self._lent = False

    def prepare(self) -> None:
        """Have them import this program, once.

        Raises:
            SurroundingsError: they lack Polars or PyArrow, or have another version of Python.
        """
        if not self._lent:
            lend(self._session)
            self._lent = True
