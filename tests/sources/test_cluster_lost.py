"""Text read by clusters with processes of their own: an executor that is killed half-way, and a session far away."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from pathlib import Path

import narwhals.stable.v2 as nw
import pytest

from carteira_cli.engines.cluster.session import opened
from carteira_cli.engines.spark import SparkEngine
from carteira_cli.sources.cluster.executors import Executors
from carteira_cli.sources.cluster.ledger import cluster_opener
from carteira_cli.sources.cluster.texts import Sizes
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.tables import VENDAS
from tests import clusters
from tests.cluster_reading import HEADER, RULES, sales

pytestmark = clusters.MARKS
SIZES = Sizes(alone=0, piece=1 << 18, small=0)


@pytest.fixture
def folders(tmp_path):
    """Of the run, and of its servers."""
    clusters.needed()
    clusters.end_local()
    for name in ("run", "cluster"):
        (tmp_path / name).mkdir()
    return tmp_path / "run", tmp_path / "cluster"


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "vendas.csv"
    rows = [*sales(1, 2_000) * 60, "P1;C1;99/99/2024;10,00;Pago;Ana"]
    file.write_bytes(("\r\n".join([HEADER, *rows]) + "\r\n").encode("cp1252"))
    return file


def by_customer(lines):
    return lines.group_by("cliente").agg(nw.col("valor").sum(), nw.col("data").max(), linhas=nw.len())


def opened_in(session, path):
    return cluster_opener(SparkEngine(session), Executors(session), SIZES)(VENDAS, [path], {}, RULES)


def same(ledger, path):
    here = open_ledger(VENDAS, [path], {}, RULES).proven
    found = ledger.ask(by_customer).select("cliente", "valor", "data", "linhas")
    assert ledger.proven.audit == here.audit
    assert Counter(found.rows()) == Counter(here.tally(by_customer).select("cliente", "valor", "data", "linhas").rows())
    assert [one.line for one in ledger.proven.rejects(1)] == [120_002]


def executors(folder):
    """The processes of executors that belong to the driver of a folder."""
    return [each for each in clusters.javas_of(folder) if b"Executor" in Path(f"/proc/{each}/cmdline").read_bytes()]


def test_an_executor_that_is_killed_while_a_text_is_read_only_costs_time(folders, path):
    scratch, _ = folders
    with opened("local-cluster[2,1,1024]", scratch) as session:
        ledger = opened_in(session, path)
        first = executors(scratch)[0]
        killer = threading.Timer(3, os.kill, (first, signal.SIGKILL))
        killer.start()
        same(ledger, path)
        killer.join()
        assert first not in executors(scratch)


def test_a_session_far_away_reads_with_what_it_is_lent(folders, path):
    scratch, servers = folders
    with clusters.connect(servers) as master, opened(master, scratch) as session:
        same(opened_in(session, path), path)
