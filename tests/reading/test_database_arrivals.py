"""What a driver hands over: exact numbers, batches read ahead, and its complaints."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.reading.inputs import fetch as fetching
from carteira_cli.reading.inputs import workspace
from carteira_cli.reading.inputs.databases import postgresql
from carteira_cli.reading.inputs.databases.arrived import NumberShape, arrived
from carteira_cli.reading.inputs.databases.read_ahead import read_ahead
from carteira_cli.reading.inputs.databases.session import DatabaseStream
from tests.databases import in_duckdb, in_sqlite, refused

SALES = "select 'C1' cliente, '2024-01-05' data, 10.5 valor"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(fetching, "_of_databases", {})
    yield
    workspace.clear()


def stream_of(*batches, schema=None):
    return DatabaseStream(schema or batches[0].schema, (one for one in batches))


def numbers(*texts):
    return pa.record_batch({"n": pa.array(texts, pa.string())})


MONEY = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**17), 10**17), st.integers(0, 19)
)


@given(st.lists(st.lists(MONEY), min_size=1, max_size=3))
def test_texts_of_numbers_are_the_numbers(parts):
    texts = [[format(one, "f") for one in part] for part in parts]
    path, lines = arrived(stream_of(*(numbers(*part) for part in texts)), ["n"], "banco", 1 << 30)
    found = pl.read_parquet(path)["n"].to_list()
    assert lines == len(found)
    assert list(map(Fraction, found)) == [Fraction(text) for part in texts for text in part]
    workspace.discard(path)


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "-20", None], pa.int64()),
        ([None, None], pa.int64()),
        (["9" * 18], pa.int64()),
        (["9223372036854775807", "-9223372036854775808"], pa.int64()),
        (["1"], pa.int64()),
        (["9223372036854775808", "1"], pa.string()),
        (["9223372036854775808", "1.5"], pa.decimal128(38, 1)),
        (["3524" * 11], pa.string()),  # the key of an invoice has 44 digits
        (["1.234", "10"], pa.decimal128(38, 3)),
        (["-" + "9" * 36 + ".25"], pa.decimal128(38, 2)),
        (["9" * 37 + ".25"], pa.float64()),
        (["1.5", "NaN"], pa.float64()),
        (["1", "-Infinity"], pa.float64()),
    ],
)
def test_the_type_of_texts_of_numbers(texts, kind):
    assert NumberShape().with_texts(pa.array(texts, pa.string())).type == kind


def test_too_much_is_refused_and_nothing_is_left(tmp_path):
    path = in_sqlite(tmp_path / "loja.db", ["vendas"])
    refused(path, "passa do limite de 100 bytes", size=100)
    assert not list(workspace._folder().iterdir())  # noqa: SLF001 - where scratch files are


def test_a_full_disk(tmp_path, monkeypatch):
    path = in_sqlite(tmp_path / "loja.db", ["vendas"])
    monkeypatch.setattr("carteira_cli.reading.inputs.databases.arrived.scratch", lambda _: Path("/dev/full"))
    monkeypatch.setattr("carteira_cli.reading.inputs.databases.arrived.discard", lambda _: None)
    refused(path, "o disco está cheio")


def test_batches_are_read_ahead_and_given_up():
    told = []

    def batches():
        for number in range(1000):
            told.append(number)
            yield numbers(str(number))

    ahead = read_ahead(batches(), lambda: told.append("cancelado"))
    assert next(ahead)["n"].to_pylist() == ["0"]
    time.sleep(0.05)
    ahead.close()
    assert told[-1] == "cancelado"
    assert len(told) < 8  # as many as may wait


def test_an_error_of_the_driver_is_raised_where_its_batches_are_awaited():
    def batches():
        yield numbers("1")
        raise OSError("acabou")

    ahead = read_ahead(batches(), lambda: None)
    assert next(ahead).num_rows == 1
    with pytest.raises(OSError, match="acabou"):
        next(ahead)


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize("system", ["sqlite", "duckdb"])
def test_a_long_query_ends_with_the_run(tmp_path, system):
    path = {"sqlite": in_sqlite, "duckdb": in_duckdb}[system](tmp_path / "loja.db", ["vendas"])
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(i) n from n"
    command = [sys.executable, "-m", "carteira_cli", "churn", "--vendas", path, "--consulta", endless]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
        time.sleep(3)
        run.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert run.wait(timeout=30) == 143
        assert "interrompido" in run.stderr.read()
        assert time.monotonic() - began < 7


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ('FATAL:  autenticação do tipo senha falhou para usuário "ana"', "o usuário ou a senha não conferem"),
        ('FATAL:  banco de dados "x" não existe', "o banco não existe"),
        ('no pg_hba.conf entry for host "1.2.3.4", user "a", database "x", no encryption', "exige uma conexão cifrada"),
        ('no pg_hba.conf entry for host "1.2.3.4", user "a", database "x", SSL encryption', "não deixa este usuário"),
        ("server does not support SSL, but SSL was required", "não tem TLS"),
        ('could not translate host name "x" to address: Name or service not known', "não foi encontrado"),
        ("connection to server failed: timeout expired", "não respondeu"),
        ("FATAL:  sorry, too many clients already", "não aceita mais conexões"),
        ("server closed the connection unexpectedly", "caiu no meio"),
        ("SSL error: certificate verify failed", "certificado TLS"),
        ('invalid URI query parameter: "foo"', "malformado"),
    ],
)
def test_words_of_postgresql(said, match):
    assert re.search(match, postgresql.told_by((*postgresql._ENTERING, *postgresql._RUNNING), said)[0])  # noqa: SLF001 - its table
