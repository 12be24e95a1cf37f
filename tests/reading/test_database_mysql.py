"""A real MariaDB, by the driver of MySQL: the same numbers as of a text, every type, nothing written."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from carteira_cli.reading.inputs import fetch as fetching
from carteira_cli.reading.inputs import workspace
from carteira_cli.reading.inputs.fetch import fetch
from tests.databases import TABLES, created, refused, rows_of, same_as_text
from tests.mariadb import PASSWORD, missing, serving
from tests.running import Q1

lacking = missing()
pytestmark = [
    pytest.mark.mysql,
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(lacking is not None, reason=str(lacking)),
]


@pytest.fixture(scope="session")
def server():
    with serving() as found:
        for table in TABLES:
            header, rows = rows_of(table)
            lines = [", ".join("null" if cell is None else f"'{cell}'" for cell in row) for row in rows]
            found.sql(created(table, header))
            found.sql(f"insert into {table} values ({'), ('.join(lines)})")  # noqa: S608 - our own words
        yield found


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(fetching, "_of_databases", {})
    yield
    workspace.clear()


def test_a_database_says_what_its_text_says(server):
    same_as_text(server.address, "resumo", *Q1)


def test_what_comes_of_every_type(server):
    server.sql(
        """create or replace table tipos (t tinyint(1), i bigint, u bigint unsigned, f double, n decimal(30,10),
        dia date, dt datetime(6), ts timestamp null, tm time, y year, b bit(1), tx text, e enum('a','b'), c char(5),
        bytes blob, vb varbinary(4), g geometry); set sql_mode = ''; set time_zone = '-03:00';
        insert into tipos values (1, -9223372036854775808, 7, 0.1, 1.5, '2024-01-31', '2024-01-31 23:59:59.5',
        '2024-01-31 23:30:00', '10:00:00', 2024, 1, 'José', 'a', 'ab', x'dead', x'dead', point(1, 2)),
        (null, null, null, null, null, '0000-00-00', '0000-00-00', null, null, null, 0,
        null, null, null, null, null, null);
        insert into tipos (dia, b) values ('2024-00-00', 0)"""
    )
    (found,) = fetch(server.address + ":tipos", "vendas")
    frame = pl.read_parquet(found.path)
    row = frame.row(0, named=True)
    assert [row[name] for name in ("t", "i", "u", "f", "n", "dia", "tm", "y", "b", "tx", "e", "c")] == [
        1, -(2**63), 7, 0.1, Decimal("1.5"), date(2024, 1, 31), "10:00:00", 2024, 1, "José", "a", "ab",
    ]  # fmt: skip
    assert [str(row["dt"]), str(row["ts"])] == ["2024-01-31 23:59:59.500000", "2024-02-01 02:30:00+00:00"]
    assert frame["dia"].to_list()[1:] == [None, None]  # what is no day
    assert found.facts[-1] == ("colunas deixadas", "bytes (bytes), vb (bytes), g (json ou outro)")


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("with x as (select 1) delete from vendas", "não vale"),
        ("select 1; delete from vendas", "não vale"),
        ("select * from vendas into outfile '/tmp/x'", "não vale"),
        ("select nada from vendas", "não vale .Unknown column"),
        ("select * from nada", "não vale .*nada"),
        ("select 1 a, 2 a", "duas colunas de um mesmo nome"),
        ("select * from vendas where false", "nenhuma linha"),
        ("select * from mysql.user", "sem permissão"),
        ("select next value for contador", "mais do que ler"),
    ],
)
def test_queries_that_are_refused(server, query, match):
    server.sql("create sequence if not exists contador")
    refused(server.address, match, query)
    assert server.sql("select count(*) from vendas") == [["19"]]


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        (PASSWORD, "SENHA", "o usuário ou a senha não conferem"),
        ("/loja", "/nada", "não existe|sem permissão"),
        ("/loja", "/loja?opcao=1", "a opção opcao não existe"),
        ("127.0.0.1:", "127.0.0.1:x", "malformado"),
        ("/loja", "/loja:nada", 'não tem a tabela "nada"'),
    ],
)
def test_a_server_that_lets_nobody_in(server, old, new, match):
    refused(server.address.replace(old, new), match)
    refused("mysql://dona:SENHA@127.0.0.1:1/loja", "não respondeu")


@pytest.mark.parametrize("query", ["select sleep(300) a", "select seq, sleep(0.01) from seq_1_to_100000"])
def test_a_long_query_ends_with_the_run(server, query):
    command = [sys.executable, "-m", "carteira_cli", "churn", "--vendas", server.address, "--consulta", query]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
        for _ in range(100):
            time.sleep(0.1)
            if server.sql("select 1 from information_schema.processlist where user = 'dona' and time > 0"):
                break
        run.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert run.wait(timeout=30) == 143
        assert "interrompido" in run.stderr.read()
        assert time.monotonic() - began < 7
    time.sleep(0.3)
    assert not server.sql("select 1 from information_schema.processlist where user = 'dona'")
