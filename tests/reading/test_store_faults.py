"""However the way to a real store fails, a file is read whole and of one content, or one line says what happened."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date

import polars as pl
import pytest

from carteira_cli.reading.inputs import workspace
from tests.faulty import Fault
from tests.running import ROOT, carteira
from tests.stored import KINDS, content, refused
from tests.stores import missing

pytestmark = [
    pytest.mark.store,
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [{"status": 503, "told": "SlowDown"}, {"status": 500, "told": "x"}, {"cut": 100}])
def test_what_fails_twice_is_asked_again(way, fault, kind):
    way.faults.append(Fault("GET", 2, **fault))
    assert content(f"s3://balde/v.{kind}")
    assert way.faults[0].times == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_that_says_nothing_is_not_waited_for(way, kind):
    way.faults.append(Fault("GET", 99, hang=True))
    assert "o servidor parou de responder" in refused(f"s3://balde/v.{kind}", seconds=0.4).message


@pytest.fixture(scope="module")
def large(bucket):
    """20 MB of each kind."""
    frame = pl.select(n=pl.int_range(2_000_000), m=pl.int_range(2_000_000).hash())
    made = io.BytesIO()
    frame.write_parquet(made, compression="uncompressed", row_group_size=500_000)
    text = frame.head(800_000).write_csv().encode()
    assert min(len(text), made.tell()) > 20_000_000
    bucket.put("grande.csv", text)
    bucket.put("grande.parquet", made.getvalue())
    return {"csv": text, "parquet": frame.rows()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_transfer_that_is_cut_goes_on_where_it_stopped(way, large, kind):
    way.faults.append(Fault(f"GET /balde/grande.{kind}", 3, cut=5_000_000))
    assert content(f"s3://balde/grande.{kind}") == large[kind]
    assert way.faults[0].times == 0
    assert way.sent < 1.4 * 32_000_000


@pytest.mark.parametrize("kind", KINDS)
def test_a_transfer_that_is_always_cut_is_never_taken_for_whole(way, large, kind):
    assert large
    way.faults.append(Fault(f"GET /balde/grande.{kind}", 99, cut=70_000))
    assert "a transferência foi cortada" in refused(f"s3://balde/grande.{kind}").message


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_changes_while_it_is_read(way, bucket, large, kind):
    assert large
    bucket.copy(f"grande.{kind}", f"muda.{kind}")
    size = bucket.head(f"muda.{kind}")["size"]
    other = b"a,b\n" * (size // 4) + b"\n" * (size % 4)
    cut, change = Fault("GET", 1, cut=5_000_000), Fault("GET", 1, first=lambda: bucket.put(f"muda.{kind}", other))
    # Of the text the first answer is cut; of the Parquet its end has been read, and its columns are asked for.
    way.faults += [cut, change] if kind == "csv" else [Fault("GET", 1), change]
    assert refused(f"s3://balde/muda.{kind}").message == f"s3://balde/muda.{kind} mudou durante a leitura; repita"


def test_a_failed_run_is_one_line_and_leaves_nothing(way, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    workspace.clear()
    for kind in KINDS:
        way.faults.append(Fault(rf"GET /balde/v\.{kind}", 99, cut=90))
        ran = carteira("churn", "--vendas", f"s3://balde/v.{kind}", "--saida", tmp_path / "r.json")
        assert (ran.code, ran.out) == (2, "")
        assert "a transferência foi cortada" in ran.error[0]
        assert not (tmp_path / "r.json").exists()
    workspace.clear()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("name", ["v.csv", "largo.parquet"])
def test_a_run_that_is_given_up_waits_for_no_store(way, bucket, tmp_path, name, number):
    """Not even within a query: of the Parquet the end is given, and nothing of its columns."""
    made = io.BytesIO()
    sales = pl.select(cliente=pl.int_range(99_000), data=pl.lit(date(2024, 1, 1)), valor=pl.int_range(99_000))
    sales.write_parquet(made, compression="uncompressed")
    bucket.put("largo.parquet", made.getvalue())
    way.faults += [Fault("GET", int(name != "v.csv")), Fault("GET", 99, hang=True)]
    command = [sys.executable, "-m", "carteira_cli", "churn", "--vendas", f"s3://balde/{name}"]
    env = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=env, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as run:
        while len(way.asked) < (1 if name == "v.csv" else 2):
            time.sleep(0.1)
        before = time.monotonic()
        run.send_signal(number)
        _, told = run.communicate(timeout=60)
    assert time.monotonic() - before < 5  # it would have waited for a minute
    assert run.returncode == (130 if number == signal.SIGINT else 143)
    assert told.startswith("erro: interrompido")
    assert list(tmp_path.iterdir()) == []
