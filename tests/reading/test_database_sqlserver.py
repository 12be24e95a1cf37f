"""SQL Server without one: what is asked of its driver, in which order, and what is refused before."""

from __future__ import annotations

import re
import sys
from types import SimpleNamespace

import polars as pl
import pyarrow as pa
import pytest

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs import fetch as fetching
from carteira_cli.reading.inputs import workspace
from carteira_cli.reading.inputs.databases import sqlserver
from carteira_cli.reading.inputs.fetch import fetch

SALES = pa.table({"cliente": ["C1", "C2"], "foto": [b"x", b"y"], "valor": pa.array([1, 2], pa.decimal128(19, 4))})


class FakeCursor:
    """Answers what the server would, from the words of a statement."""

    def __init__(self, told):
        self.told = told
        self.answer = []

    def execute(self, statement, *given):
        self.told.append(" ".join(statement.split()))
        if "dm_exec_describe" in statement:
            wrong = "Invalid column name 'nada'." if "nada" in given[0] else None
            self.answer = [("cliente", "varchar(20)", wrong), ("foto", "image", None), ("valor", "money", None)]
        elif "sys.objects" in statement:
            self.answer = [("dbo", "Vendas", 1), ("dbo", "outra", 1)]
        return self

    def fetchall(self):
        return self.answer

    def arrow_reader(self, _):
        return SALES.to_reader()


@pytest.fixture
def told(monkeypatch):
    """What the driver was told."""
    said = []

    def connect(place, **_):
        said.append(place)
        return SimpleNamespace(
            cursor=lambda: FakeCursor(said),
            rollback=lambda: said.append("rollback"),
            close=lambda: said.append("close"),
            timeout=None,
        )

    monkeypatch.setitem(sys.modules, "mssql_python", SimpleNamespace(connect=connect, Error=RuntimeError))
    monkeypatch.setattr(fetching, "_of_databases", {})
    yield said
    workspace.clear()


def test_a_table_is_described_read_and_rolled_back(told):
    (found,) = fetch("sqlserver://sa:a%7Db;c@erp:1444/loja?Encrypt=yes", "vendas")
    assert pl.read_parquet(found.path).columns == ["cliente", "valor"]
    assert found.facts[-1] == ("colunas deixadas", "foto (image)")
    assert told[0] == "Server=erp,1444;Database=loja;Encrypt=yes;UID=sa;PWD={a}}b;c}"
    assert "set transaction isolation level snapshot" in told[1]
    assert told[-3:] == ["select * from [dbo].[Vendas]", "rollback", "close"]


@pytest.mark.parametrize(
    "query",
    [
        "with x as (select 1 a) delete from vendas",
        "select * into copia from vendas",
        "select 1; drop table vendas",
        "select 1 exec apagar",
    ],
)
def test_a_query_that_writes_is_not_sent(told, query):
    with pytest.raises(DataError, match="mais do que ler"):
        fetch("mssql://erp/loja", "vendas", None, query)
    assert query not in told


def test_words_that_are_only_quoted_write_nothing(told):
    query = "select [delete], 'drop; table' as \"insert\" /* into */ from vendas -- exec"
    fetch("mssql://erp/loja", "vendas", None, query)
    assert query in told


def test_a_query_that_does_not_hold(told):
    with pytest.raises(DataError, match=r"não vale \(Invalid column name 'nada'\)"):
        fetch("mssql://erp/loja", "vendas", None, "select nada from vendas")
    assert told[-2:] == ["rollback", "close"]


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ("Login failed for user 'sa' PWD=SENHA", "a senha não conferem"),
        ("SSL Provider: certificate verify failed", "certificado TLS"),
        ("A network-related error", "não respondeu"),
    ],
)
def test_words_of_sqlserver(told, monkeypatch, said, match):
    def refuse(*_, **__):
        raise RuntimeError(said)

    monkeypatch.setattr(sys.modules["mssql_python"], "connect", refuse)
    with pytest.raises(DataError, match=match) as caught:
        fetch("mssql://sa:SENHA@erp/loja", "vendas")
    assert not re.search("SENHA", caught.value.message + caught.value.hint)
    assert not told
    assert sqlserver._PORT == 1433  # noqa: SLF001 - where it listens
