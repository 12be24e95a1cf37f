"""Spark Connect: a session of a server elsewhere, asked over one port; this machine needs no Java."""

from __future__ import annotations

import atexit
import threading
from typing import TYPE_CHECKING

from carteira_cli.engines.cluster.errors import ClusterError, told
from carteira_cli.engines.cluster.master import unreached
from carteira_cli.errors import SurroundingsError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from carteira_cli.engines.cluster.master import Master

ANSWER = 20.0  # seconds for the first answer; the client itself would try for ten minutes
PATIENCE = 3.0  # seconds for a server to take note that a job is given up
_TRIES = 5  # some twenty seconds in all, of a server that was there before
_OLDEST = 4  # of the server


def connect(master: Master) -> SparkSession:
    """A session of a server.

    Raises:
        SurroundingsError: what answers is no Spark Connect, wants another token, or is too old.
    """
    found: list[SparkSession] = []
    failed: list[BaseException] = []
    version: list[str] = []

    def ask() -> None:
        try:
            # weight: for a run on Spark Connect alone
            from pyspark.sql.connect.client.retries import DefaultPolicy
            from pyspark.sql.connect.session import SparkSession as Remote

            found.append(Remote.builder.remote(master.name).create())
            client = found[0].client
            client.set_retry_policies([DefaultPolicy(max_retries=_TRIES)])
            atexit.unregister(client._on_exit)  # noqa: SLF001 - it would ask a server that is gone, again and again
            version.append(found[0].version)
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
            failed.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(ANSWER)
    if failed:
        known = told(failed[0], master, None)
        if isinstance(known, ClusterError):  # it never was one: the words for one that was do not fit
            raise unreached(master, "quem atende nessa porta não é um Spark Connect") from failed[0]
        raise known or failed[0]
    if not version:
        raise unreached(master, f"quem atende nessa porta não respondeu como Spark Connect em {ANSWER:.0f} s")
    if int(version[0].partition(".")[0]) < _OLDEST:
        raise SurroundingsError(
            f"o servidor {master.shown} é o Spark {version[0]}, e é preciso o {_OLDEST} ou mais novo",
            "atualize o servidor, ou use --motor polars",
        )
    return found[0]
