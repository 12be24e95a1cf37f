"""Clusters of Spark that tests ask: one in this process, once for all of them, and servers of their own elsewhere.

They need the extra `[spark]` and a Java 17: `pip install -e '.[spark]'` and `apt-get install openjdk-17-jre-headless`.
Tests that ask one carry `MARKS`; they all run in one process, for a second Java would take the memory of the first.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import pytest

from carteira_cli.engines.cluster.java import demand
from carteira_cli.engines.cluster.master import master_of
from carteira_cli.engines.cluster.session import open_session
from carteira_cli.errors import SurroundingsError

MARKS = [pytest.mark.spark, pytest.mark.process, pytest.mark.slow, pytest.mark.xdist_group("spark")]
ROOT = Path(__file__).parents[1]


@cache
def lacking():
    """What this machine lacks, and how to get it; None if it has all."""
    try:
        demand(master_of("local"))
    except SurroundingsError as error:
        return f"{error.message}; {error.hint}"
    return None


def needed():
    """Skip a test whose Spark is not here."""
    if reason := lacking():
        pytest.skip(reason)


@cache
def local():
    """The session of this process, on two of its threads."""
    needed()
    folder = Path(tempfile.mkdtemp(prefix="spark-dos-testes-"))
    session = open_session("local[2]", folder, 1 << 30)
    session.spark.conf.set("spark.sql.shuffle.partitions", "1")  # of a few lines each more is a wait

    atexit.register(end_local)
    return session


def end_local():
    """End that of this process, which can be the driver of one cluster at a time; who asks next begins another."""
    if local.cache_info().currsize:
        session = local()
        local.cache_clear()
        atexit.unregister(end_local)
        session.close(hurry=True)
        shutil.rmtree(session.folder, ignore_errors=True)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(port, seconds=60.0):
    """Wait until somebody listens."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as one:
            one.settimeout(1)
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on {port}")


@contextmanager
def running(folder, *command, **environment):
    """A process of Spark's own, with all that it starts, ended at the end."""
    import pyspark

    home = Path(pyspark.__file__).parent
    own = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "JDK_JAVA_OPTIONS": f"-Djava.io.tmpdir={folder} -XX:-UsePerfData",
        **environment,
    }
    log = folder / f"{time.monotonic_ns()}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [home / "bin" / command[0], *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=folder,
            env=own,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


@contextmanager
def standalone(folder, *, has_workers=True):
    """A master and two workers of one core each; its address, and the processes of the workers."""
    port, workers = free_port(), []
    deploy = "org.apache.spark.deploy"
    master = ("spark-class", f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", 0)
    with running(folder, *map(str, master)):
        answers(port)
        if not has_workers:
            yield f"spark://127.0.0.1:{port}", workers
            return
        worker = ("spark-class", f"{deploy}.worker.Worker", "--host", "127.0.0.1", "--webui-port", 0)
        worker += ("--cores", 1, "--memory", "1g", "--work-dir", folder / "work", f"spark://127.0.0.1:{port}")
        with running(folder, *map(str, worker)) as one, running(folder, *map(str, worker)) as two:
            workers += [one, two]
            yield f"spark://127.0.0.1:{port}", workers


@contextmanager
def connect(folder):
    """A server of Spark Connect; its address."""
    port = free_port()
    settings = {
        "spark.connect.grpc.binding.port": port,
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": (folder / "warehouse").as_uri(),
        "spark.sql.shuffle.partitions": 2,
    }
    options = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    server = ("--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", "local[2]")
    with running(folder, "spark-submit", *server, *options, "spark-internal"):
        answers(port)
        yield f"sc://127.0.0.1:{port}"


def javas_of(folder):
    """The processes that know a folder by their command or their environment: what a run has left behind."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            told = (each / "cmdline").read_bytes() + (each / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in told and int(each.name) != os.getpid():
            found.append(int(each.name))
    return found


def gone(folder, seconds=15.0):
    """Wait until no process knows a folder."""
    until = time.monotonic() + seconds
    while javas_of(folder):
        if time.monotonic() > until:
            raise AssertionError(f"left behind: {javas_of(folder)}")
        time.sleep(0.1)
