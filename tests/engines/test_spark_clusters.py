"""Real clusters: executors that are killed, runs that are interrupted, drivers without memory, servers of Connect."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from carteira_cli.engines import polars
from carteira_cli.engines.cluster.session import opened
from carteira_cli.engines.cluster.shipping import lend
from carteira_cli.engines.columns import Columns
from carteira_cli.engines.masks import Masks
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.engines.spark import SparkEngine
from carteira_cli.engines.timeline import Timeline
from tests import clusters
from tests.engines.test_spark import legal, reduced, rows_of, sales

pytestmark = clusters.MARKS

LONG = 40_000_000  # lines that keep two cores busy for some seconds
ENDLESS = 10**12
EXECUTOR = b"CoarseGrainedExecutorBackend"


@pytest.fixture(autouse=True)
def _spark():
    clusters.needed()


def wanted(lines):
    weeks, rest = divmod(lines, 7)
    return weeks * 21 + sum(range(rest))


@contextmanager
def begun(folder, master, lines, *more):
    """A run that has opened its cluster; its scratch files lie in the folder."""
    own = {**os.environ, "TMPDIR": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.spark_run", master, str(lines), *map(str, more)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=clusters.ROOT,
        env=own,
    )
    try:
        assert process.stdout.readline() == "aberto\n", process.communicate(timeout=60)
        yield process
    finally:
        process.kill()
        process.communicate(timeout=60)


def executors(master):
    """The processes of executors that belong to a cluster, by its address or by the folder of its driver."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            told = (each / "cmdline").read_bytes() + (each / "environ").read_bytes()
        except OSError:
            continue
        if EXECUTOR in told and str(master).encode() in told:
            found.append(int(each.name))
    return found


def lent(session):
    """Where an executor has this program, once it was lent to it."""
    lend(session)

    def located(batches):
        import pyarrow as pa

        import carteira_cli

        yield from (pa.RecordBatch.from_pydict({"onde": [carteira_cli.__file__]}) for _ in batches)

    return session.spark.range(1, numPartitions=1).mapInArrow(located, "onde string").toArrow()["onde"][0].as_py()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_job_at_once_and_leaves_nothing(number, tmp_path):
    with begun(tmp_path, "local[2]", ENDLESS) as process:
        time.sleep(2)
        process.send_signal(number)
        _, said = process.communicate(timeout=20)
    word = "Ctrl-C" if number == signal.SIGINT else "sinal do sistema"
    assert (process.returncode, said) == (
        130 if number == signal.SIGINT else 143,
        f"erro: interrompido ({word}) antes do fim\n",
    )
    clusters.gone(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_whoever_is_killed_takes_its_java_along(tmp_path):
    with begun(tmp_path, "local[2]", ENDLESS) as process:
        process.kill()
        process.wait(20)
        clusters.gone(tmp_path)


def test_an_executor_of_a_local_cluster_that_is_killed_only_costs_time(tmp_path):
    with begun(tmp_path, "local-cluster[2,1,1024]", LONG) as process:
        time.sleep(2)
        os.kill(executors(tmp_path)[0], signal.SIGKILL)
        told, said = process.communicate(timeout=200)
    assert (process.returncode, told, said) == (0, f"{wanted(LONG)}\n", "")
    clusters.gone(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_worker_of_a_standalone_cluster_that_is_killed_only_costs_time(tmp_path):
    scratch, servers = tmp_path / "run", tmp_path / "cluster"
    scratch.mkdir()
    servers.mkdir()
    with clusters.standalone(servers) as (master, workers), begun(scratch, master, LONG) as process:
        time.sleep(2)
        os.killpg(workers[0].pid, signal.SIGKILL)  # and the executor that it has started
        told, said = process.communicate(timeout=200)
    assert (process.returncode, told, said) == (0, f"{wanted(LONG)}\n", "")
    clusters.gone(scratch)
    assert list(scratch.iterdir()) == []


def test_the_program_is_lent_to_the_executors_of_a_standalone_cluster(tmp_path):
    scratch, servers = tmp_path / "run", tmp_path / "cluster"
    scratch.mkdir()
    servers.mkdir()
    clusters.end_local()
    with clusters.standalone(servers) as (master, _), opened(master, scratch) as session:
        assert lent(session).startswith(str(servers / "work"))


def test_a_signal_frees_a_standalone_cluster(tmp_path):
    scratch, servers = tmp_path / "run", tmp_path / "cluster"
    scratch.mkdir()
    servers.mkdir()
    with clusters.standalone(servers) as (master, _), begun(scratch, master, ENDLESS) as process:
        process.terminate()
        _, said = process.communicate(timeout=20)
        until = time.monotonic() + 20
        while executors(master.removeprefix("spark://")) and time.monotonic() < until:
            time.sleep(0.1)
        assert executors(master.removeprefix("spark://")) == []
    assert (process.returncode, said) == (143, "erro: interrompido (sinal do sistema) antes do fim\n")


def refused(scratch, master):
    """What a run says that opens no cluster."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.spark_run", master, "1"],
        capture_output=True,
        text=True,
        cwd=clusters.ROOT,
        env={**os.environ, "TMPDIR": str(scratch)},
        check=False,
        timeout=200,
    )
    clusters.gone(scratch)
    assert list(scratch.iterdir()) == []
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 2), ran.stderr
    return ran.stderr


def test_a_cluster_without_workers_is_refused_and_not_waited_for(tmp_path):
    scratch, servers = tmp_path / "run", tmp_path / "cluster"
    scratch.mkdir()
    servers.mkdir()
    with clusters.standalone(servers, has_workers=False) as (master, _):
        said = refused(scratch, master)
    assert "não deu nenhum executor" in said


@pytest.mark.parametrize(("kind", "phrase"), [("spark", "não aceitou a conexão"), ("sc", "Spark Connect")])
def test_a_port_that_somebody_else_listens_on_is_refused_and_not_waited_for(kind, phrase, tmp_path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        said = refused(tmp_path, f"{kind}://127.0.0.1:{silent.getsockname()[1]}")
    assert phrase in said


def test_a_driver_without_memory_is_one_line(tmp_path):
    with begun(tmp_path, "local[2]", 24, "larger") as process:
        _, said = process.communicate(timeout=120)
    assert process.returncode == 3
    assert said.splitlines() == [
        "erro: faltou memória ao driver do Spark",
        "dica: dê mais memória com --memoria, como --memoria 8GB, ou analise um período menor",
    ]
    clusters.gone(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_connect_gives_what_polars_gives_and_tells_how_far_it_is(tmp_path):
    servers, scratch = tmp_path / "cluster", tmp_path / "run"
    servers.mkdir()
    scratch.mkdir()
    keys, heard = (CUSTOMER, "canal"), []
    some = {name: each for name, each in legal(3, 21).items() if (each.start, each.end) == (3, 21)}
    some |= {"primeira": Measure("min", "compras", None, 21)}
    ways = [Columns((some,), has_orders=True)]
    ways += [Masks(({name: each for name, each in some.items() if Masks.fits([each])},))]
    ways += [Timeline(({name: each for name, each in some.items() if Timeline.fits([each])},), has_orders=True)]
    with clusters.connect(servers) as master, opened(master, scratch) as session:
        engine = SparkEngine(session, lambda *said: heard.append(said))
        assert lent(session).endswith("/carteira_cli/__init__.py")
        assert str(clusters.ROOT) not in lent(session)
        for way in ways:
            panels = [list(way.panels(reduced(way, sales(7), keys, each))) for each in (polars, engine)]
            assert rows_of(panels[1][0], keys) == rows_of(panels[0][0], keys)
        many = nw.from_native(session.spark.range(0, 50_000, 1, 5))
        found = SparkEngine(session, budget=1_000).rows(many)
        assert "Parquet" in found.explain()
        assert found.select(pl.col("id").sum()).collect().item() == 50_000 * 49_999 // 2
    assert any(total for *_, total in heard)
