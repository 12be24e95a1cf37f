"""A session of Spark, of whatever kind the cluster is: opened within half a minute or refused in a line, then ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.cluster import driver, java, remote
from carteira_cli.engines.cluster.errors import silence, telling
from carteira_cli.engines.cluster.master import Master, master_of, reach, unreached
from carteira_cli.errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    from carteira_cli.engines.cluster.driver import JavaDriver

REGISTRATION = 20.0  # seconds for a cluster to take the run in; with Java's start below half a minute
_SLOWER = 6.0  # times as long as Java took to start
POLITE = 8.0  # seconds to say goodbye to a cluster, which then frees its executors at once
_MEBIBYTE = 1 << 20
_LEAST = 512  # MiB that a driver needs to begin with
_MOST = 31 << 30  # bytes beyond which Java's pointers take twice the room
# What a result may not depend on, and what keeps a run to itself. Results are written down as they come, so that no
# limit of Java's stands for them.
_SETTINGS = {
    "spark.app.name": "carteira",
    "spark.submit.deployMode": "client",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.maxResultSize": "0",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.pyspark.fallback.enabled": "false",
}
_OF_CONNECT = ("spark.sql.session.timeZone", "spark.sql.ansi.enabled", "spark.sql.caseSensitive")


@dataclass(frozen=True)
class ClusterSession:
    """An open session.

    Attributes:
        master: of which cluster.
        spark: what queries are asked of.
        folder: an own one of this run, on this machine.
        java: the driver's, where this machine is the driver.
    """

    master: Master
    spark: SparkSession
    folder: Path
    java: JavaDriver | None

    def cancel(self) -> None:
        """Stop whatever is being computed; of a cluster that does not answer nothing is waited for."""
        if self.java is None:
            _within(remote.PATIENCE, self.spark.interruptAll)
        elif self.java.is_running:
            _within(remote.PATIENCE, self.spark.sparkContext.cancelAllJobs)

    def close(self, *, hurry: bool = False) -> None:
        """End it: with `hurry`, without waiting for a cluster on this machine, whose processes simply end."""
        if self.java is None:
            _within(POLITE, self.spark.stop)
            return
        if not (hurry and self.master.kind in {"local", "local-cluster"}) and self.java.is_running:
            _within(POLITE, self.spark.stop)
        _forget(self.spark.sparkContext)
        self.java.end(0.0 if hurry else POLITE)


@contextmanager
def opened(master: str, folder: Path, memory: int | None = None) -> Iterator[ClusterSession]:
    """A session for as long as the block runs; an error or Ctrl-C inside cancels what is being computed.

    Args, Raises: as `open_session`.
    """
    session = open_session(master, folder, memory)
    try:
        with telling(session.master, session.java):
            yield session
    except BaseException:
        session.cancel()
        session.close(hurry=True)
        raise
    session.close()


def open_session(master: str, folder: Path, memory: int | None = None) -> ClusterSession:
    """Open a session, which the caller closes.

    Args:
        master: `local[*]`, `local-cluster[2,1,1024]`, `spark://host:port`, `yarn` or `sc://host:port`.
        folder: an own one of this run, empty, for all that Spark writes on this machine.
        memory: bytes for the driver, where it is on this machine; None: half of what there is where all of Spark is
            in the driver, and else Spark's own.

    Raises:
        UsageError: the name is none of a cluster.
        SurroundingsError: this machine lacks something, or the cluster is not there, within half a minute.
    """
    asked = master_of(master)
    java.demand(asked)
    reach(asked)
    silence()
    if asked.kind == "connect":
        return _remote(asked, folder)
    home = _home(asked, folder)
    began = time.monotonic()
    java_driver = driver.start(_settings(asked, folder, memory), folder, home, here=asked.is_here)
    # On a machine that is slow to start Java, what the cluster is waited for begins later as well.
    patience = max(REGISTRATION, _SLOWER * (time.monotonic() - began))
    late, until = threading.Event(), time.monotonic() + patience
    alarm = threading.Timer(patience, _too_late, (java_driver, late))
    alarm.daemon = True
    try:
        if asked.kind == "spark":  # a queue of yarn may well have others wait, and the rest is on this machine
            alarm.start()
        spark = _session(java_driver, asked)
        alarm.cancel()
        _await_executor(asked, spark.sparkContext, until)
    except BaseException as error:
        _forget(None)
        java_driver.end(0.0)
        if late.is_set() and not isinstance(error, KeyboardInterrupt):
            raise unreached(asked, "não aceitou a conexão; o Spark de lá pode ser de outra versão") from error
        raise
    finally:
        alarm.cancel()
    return ClusterSession(asked, spark, folder, java_driver)


def _remote(master: Master, folder: Path) -> ClusterSession:
    session = ClusterSession(master, remote.connect(master), folder, None)
    try:
        with telling(master, None):
            for name in _OF_CONNECT:
                session.spark.conf.set(name, _SETTINGS[name])
    except BaseException:
        session.close(hurry=True)
        raise
    return session


def _settings(master: Master, folder: Path, memory: int | None) -> dict[str, str]:
    settings = {
        **_SETTINGS,
        "spark.master": master.name,
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": (folder / "warehouse").as_uri(),
    }
    if _has_catalogue():
        del settings["spark.sql.warehouse.dir"]
        settings["spark.sql.catalogImplementation"] = "hive"
    if master.is_here:
        settings |= {"spark.driver.host": "localhost", "spark.driver.bindAddress": "127.0.0.1"}
    if memory is None and master.kind == "local":  # where the driver is all there is
        memory = min(physical() // 2, _MOST)
    if memory is not None:
        settings["spark.driver.memory"] = f"{max(_LEAST, memory // _MEBIBYTE)}m"
    return settings


def physical() -> int:
    """Bytes of memory of this machine, or of the part of it that a container grants."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # of no container, or one that grants all
        return min(whole, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return whole


def _has_catalogue() -> bool:
    """Whether the shell names a metastore of Hive, whose tables a user of Spark then expects to find."""
    names = ("SPARK_CONF_DIR", "HADOOP_CONF_DIR", "HIVE_CONF_DIR")
    folders = [Path(os.environ[name]) for name in names if os.environ.get(name)]
    return any((folder / "hive-site.xml").is_file() for folder in folders)


def _home(master: Master, folder: Path) -> Path:
    """Where Spark is; for executors of its own on this machine one that is nobody else's: they write there."""
    from pyspark.find_spark_home import _find_spark_home  # weight: for a run on Spark alone

    home = Path(_find_spark_home())
    if master.kind != "local-cluster":
        return home
    own = folder / "home"
    own.mkdir()
    for each in ("bin", "jars", "conf", "python", "RELEASE"):
        if (home / each).exists():
            (own / each).symlink_to(home / each)
    return own


def _session(java_driver: JavaDriver, master: Master) -> SparkSession:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession  # weight: for a run on Spark alone

    with telling(master, java_driver), _own_interrupt():
        gateway = driver.connect(java_driver)
        with driver.environment({}):
            context = SparkContext(gateway=gateway)
            spark = SparkSession(context)
    context.pythonExec = _python(master)  # that of functions run by executors
    return spark


def _python(master: Master) -> str:
    """The Python of executors: this one where they are on this machine, or that which the shell says."""
    return os.environ.get("PYSPARK_PYTHON") or (sys.executable if master.is_here else "python3")


@contextmanager
def _own_interrupt() -> Iterator[None]:
    """Keep the program's own answer to Ctrl-C: a session of PySpark puts another in its place."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _await_executor(master: Master, context: SparkContext, until: float) -> None:
    """See that a cluster of workers gives at least one executor: without one a job would wait for ever."""
    if master.kind != "spark":
        return
    known = context._jsc.sc().statusTracker()  # noqa: SLF001 - PySpark's has no such question
    while len(known.getExecutorInfos()) <= 1:  # the driver is one of them
        if time.monotonic() > until:
            raise SurroundingsError(
                f"o cluster {master.shown} aceitou a conexão mas não deu nenhum executor em meio minuto",
                "confira na página do master se há workers livres; outro programa pode ter tomado todos",
            )
        time.sleep(0.1)


def _too_late(java_driver: JavaDriver, late: threading.Event) -> None:
    late.set()
    java_driver.end(0.0)


def _within(seconds: float, action: object) -> None:
    """Do something of which nothing depends, for so long at most."""

    def tried() -> None:
        with suppress(Exception):  # whatever it is: the processes are ended anyway
            action()  # type: ignore[operator]

    thread = threading.Thread(target=tried, daemon=True)
    thread.start()
    thread.join(seconds)


def _forget(context: SparkContext | None) -> None:
    """Have PySpark forget a Java that is ending, so that this process may open another session."""
    from pyspark import SparkContext as Known
    from pyspark.sql import SparkSession

    active = context or Known._active_spark_context  # noqa: SLF001 - nothing public lets go of a Java that is gone
    if active is not None:
        active._jsc = None  # noqa: SLF001
        with suppress(Exception):
            active.stop()
    Known._gateway = Known._jvm = Known._active_spark_context = None  # noqa: SLF001
    SparkSession._instantiatedSession = None  # noqa: SLF001
