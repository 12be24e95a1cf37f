"""Databases that are files: the same numbers as of a text, each type, and whoever else has them open."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from decimal import Decimal
from functools import partial

import polars as pl
import pytest

from carteira_cli.reading.inputs import fetch as fetching
from carteira_cli.reading.inputs import workspace
from carteira_cli.reading.inputs.fetch import fetch
from tests.databases import brought, in_duckdb, in_sqlite, made_duckdb, made_sqlite, refused, same_as_text
from tests.running import Q1, carteira

SALES = "select 'C1' cliente, '2024-01-05' data, 10.5 valor"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(fetching, "_of_databases", {})
    yield
    workspace.clear()


@pytest.fixture
def sqlite_file(tmp_path):
    return partial(made_sqlite, tmp_path / "loja.db")


@pytest.fixture
def duck_file(tmp_path):
    return partial(made_duckdb, tmp_path / "loja.duckdb")


@pytest.mark.slow
@pytest.mark.parametrize("made", [in_sqlite, in_duckdb])
def test_a_database_says_what_its_text_says(made, tmp_path):
    path = made(tmp_path / "loja.db")
    same_as_text(str(path), "resumo", *Q1)
    same_as_text(f"{made.__name__.removeprefix('in_')}:{path}", "churn", *Q1, "--por", "uf")


def test_the_report_names_file_and_table(tmp_path):
    ran = carteira(
        "churn", *Q1, "-C", tmp_path, "--vendas", f"sqlite:{in_sqlite(tmp_path / 'loja.db').name}", "-f", "json"
    )
    assert ran.document["fontes"]["vendas"]["arquivo"] == "loja.db (vendas)"


def test_columns_of_sqlite_are_what_their_cells_are(sqlite_file):
    path = sqlite_file(
        "create table vendas (inteiro, real, ambos real, texto text, misto, nada, dia date, longe)",
        "insert into vendas values (1, 1.5, 2, 'José', 10, null, '2024-01-31', 1.5)",
        "insert into vendas values "
        "(-9223372036854775808, 1e300, 2.25, '1.234', '10,50', null, '2024-02-01', 9007199254740993)",
        "insert into vendas values (null, null, null, null, 0.1, null, null, null)",
    )
    assert brought(path).to_dict(as_series=False) == {
        "inteiro": [1, -9223372036854775808, None],
        "real": [1.5, 1e300, None],
        "ambos": [2.0, 2.25, None],
        "texto": ["José", "1.234", None],
        "misto": ["10", "10,50", "0.1"],
        "nada": [None, None, None],
        "dia": ["2024-01-31", "2024-02-01", None],
        "longe": ["1.5", "9007199254740993", None],  # no float is that integer
    }


def test_bytes_are_left_out_and_named(sqlite_file):
    path = sqlite_file(f"create table vendas as {SALES}, x'00ff' foto")
    (found,) = fetch(path, "vendas")
    assert pl.read_parquet(found.path).columns == ["cliente", "data", "valor"]
    assert found.facts == (("tipo", "banco SQLite"), ("tabela", "vendas"), ("colunas deixadas", "foto (bytes)"))


def test_a_view_and_a_name_that_needs_quotes(sqlite_file):
    path = sqlite_file(
        'create table "ven""das 1" ("va""lor")', 'insert into "ven""das 1" values (7)', "create view v as select 8 n"
    )
    assert brought(f'sqlite:{path}:ven"das 1').to_dict(as_series=False) == {'va"lor': [7]}
    assert brought(f"sqlite:{path}:V")["n"].to_list() == [8]


def test_a_database_that_is_being_written_is_of_one_moment(tmp_path):
    path = tmp_path / "loja.db"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("pragma journal_mode=wal")
    writer.execute(f"create table vendas as {SALES}")
    writer.execute("begin immediate")
    writer.execute("insert into vendas select * from vendas")
    assert brought(path).height == 1  # what is not committed is not there
    error = carteira("importar", "--vendas", path, "--destino", tmp_path / "importada").error
    assert "mudanças que ainda não estão no arquivo" in error[0]
    writer.execute("commit")
    fetching._of_databases.clear()  # noqa: SLF001 - as the next run begins
    assert brought(path).height == 2
    writer.close()


def test_a_locked_database(tmp_path, monkeypatch):
    from carteira_cli.reading.inputs.databases import sqlite

    monkeypatch.setattr(sqlite, "_BUSY", 0.01)
    path = in_sqlite(tmp_path / "loja.db", ["vendas"])
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("begin exclusive")
    refused(path, "outro programa está gravando no banco")
    writer.close()


@pytest.mark.parametrize("at", [200, 5000])
def test_a_damaged_sqlite(tmp_path, at):
    path = in_sqlite(tmp_path / "loja.db")
    content = bytearray(path.read_bytes())
    content[at:] = b"\xff" * (len(content) - at)
    path.write_bytes(content)
    refused(path, "danificado")


def test_text_that_is_not_utf8(sqlite_file):
    refused(sqlite_file("create table vendas as select cast(x'ff41' as text) cliente"), "não são UTF-8")


def test_types_of_duckdb(duck_file):
    path = duck_file(
        """create table vendas as select 1::hugeint h, 18446744073709551615::ubigint u, 1.50::decimal(10,2) d,
        '2024-01-31 23:30:00-03'::timestamptz tz, timestamp_s '2024-01-01 10:00:00' s, date '2024-01-31' dia,
        'x'::enum('x','y') e, uuid '00000000-0000-0000-0000-000000000001' id, true b, 'infinity'::date fim,
        1.5::float f, [1] lista, {'a': 1} ficha, 'x'::blob bytes, interval 1 day prazo, '{}'::json j"""
    )
    (found,) = fetch(path, "vendas")
    frame = pl.read_parquet(found.path)
    row = frame.row(0, named=True)
    assert [row[name] for name in ("h", "u", "d", "e", "b", "fim", "f")] == [
        1, "18446744073709551615", Decimal("1.50"), "x", True, None, 1.5,
    ]  # fmt: skip
    assert str(row["tz"]) == "2024-02-01 02:30:00+00:00"
    assert (frame.schema["s"], str(row["dia"]), row["id"][-1]) == (pl.Datetime("us"), "2024-01-31", "1")
    assert found.facts[-1][1] == ("lista (INTEGER[]), ficha (STRUCT), bytes (BLOB), prazo (INTERVAL), j (JSON)")


def test_days_that_nobody_knows(duck_file):
    path = duck_file(
        "create table vendas as select unnest(['-infinity', 'infinity', '290000-01-01', '2024-01-05'])::timestamp t",
        "alter table vendas add d date",
        "alter table vendas add z timestamptz",
        "update vendas set d = case when isfinite(t) then t::date end, z = t",
    )
    found = brought(path).select(pl.all().cast(pl.String))
    assert found["t"].str.head(10).to_list() == ["0002-01-01", None, "9998-12-31", "2024-01-05"]
    assert found["d"].to_list() == [None, None, "9998-12-31", "2024-01-05"]
    assert found["z"].str.head(10).to_list() == ["0002-01-01", None, "9998-12-31", "2024-01-05"]


def test_a_table_of_another_schema(duck_file):
    path = duck_file("create schema fin", f"create table fin.pedidos as {SALES}", "create table main.outra (a int)")
    assert brought(f"duckdb:{path}:fin.pedidos").height == 1
    assert brought(f"duckdb:{path}:pedidos").height == 1
    assert "fin.pedidos" in refused(f"duckdb:{path}:pedido", "não tem a tabela").hint


@pytest.mark.process
@pytest.mark.slow
def test_a_duckdb_that_another_program_writes(duck_file):
    path = duck_file(f"create table vendas as {SALES}")
    code = f"import duckdb, time; c = duckdb.connect({str(path)!r}); print('.', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
        other.stdout.read(1)
        refused(path, "outro programa está com o banco aberto")
        other.kill()


def test_a_damaged_duckdb(duck_file):
    path = duck_file(f"create table vendas as {SALES}")
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    refused(path, "danificado|versão")
