"""How databases, tables and queries are named, and what is refused of them."""

from __future__ import annotations

import re
import shutil
import sys
from functools import partial
from pathlib import Path

import pytest

from carteira_cli.errors import DataError, SurroundingsError
from carteira_cli.reading.inputs import fetch as fetching
from carteira_cli.reading.inputs import workspace
from carteira_cli.reading.inputs.addresses import is_database, redact
from carteira_cli.reading.inputs.database_addresses import anchored, database_of, without_password
from carteira_cli.reading.inputs.fetch import fetch
from tests.databases import brought, in_duckdb, in_sqlite, made_sqlite, refused
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


@pytest.mark.parametrize(
    ("name", "system", "place", "table"),
    [
        ("postgresql://ana:x@erp:5432/loja", "postgresql", "postgresql://ana:x@erp:5432/loja", None),
        ("postgres://erp/loja:vendas", "postgresql", "postgres://erp/loja", "vendas"),
        (
            "postgresql://a:p@e/loja:fin.vendas?sslmode=require",
            "postgresql",
            "postgresql://a:p@e/loja?sslmode=require",
            "fin.vendas",
        ),
        ("postgresql:///loja?host=/tmp:vendas", "postgresql", "postgresql:///loja?host=/tmp:vendas", None),
        ("MySQL://erp/loja:vendas%20novas", "mysql", "mysql://erp/loja", "vendas novas"),
        ("mssql://sa:a%2Fb@erp:1433/loja", "sqlserver", "mssql://sa:a%2Fb@erp:1433/loja", None),
        ("sqlite:loja.db", "sqlite", "loja.db", None),
        ("sqlite:pasta/loja.db:vendas", "sqlite", "pasta/loja.db", "vendas"),
        ("sqlite:///loja.db", "sqlite", "loja.db", None),
        ("sqlite:////srv/loja.db", "sqlite", "/srv/loja.db", None),
        ("duckdb:C:/dados/loja.db", "duckdb", "C:/dados/loja.db", None),
        ("duckdb:C:/dados/loja.db:main.vendas", "duckdb", "C:/dados/loja.db", "main.vendas"),
    ],
)
def test_parts_of_a_name(name, system, place, table):
    found = database_of(name)
    assert is_database(name)
    assert (found.system, found.place, found.table) == (system, place, table)
    assert "erp" not in repr(found)


@pytest.mark.parametrize(
    "name", ["loja.db", "https://erp/loja", "sqlite://erp/loja", "s3://balde/v.parquet", "vendas:x"]
)
def test_what_is_no_database(name):
    assert not is_database(name)


def test_a_database_file_lies_where_the_configuration_says():
    assert anchored("sqlite:loja.db:vendas", Path("dados")) == "sqlite:dados/loja.db:vendas"
    assert anchored("duckdb:/srv/loja.db", Path("dados")) == "duckdb:/srv/loja.db"


def test_a_colon_in_the_name_of_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    in_sqlite(Path("a:vendas"), ["vendas"])
    assert database_of("sqlite:a:vendas").place == "a:vendas"


@pytest.mark.parametrize(
    ("address", "shown", "written"),
    [
        ("postgresql://ana:SENHA@erp/loja", "postgresql://***@erp/loja", "postgresql://ana@erp/loja"),
        ("postgresql://ana:S/NHA@erp/loja", "postgresql://***@erp/loja", "postgresql://ana@erp/loja"),
        ("postgresql://erp/loja?user=a&password=SENHA", "postgresql://erp/loja?***", "postgresql://erp/loja?user=a"),
        ("mysql://erp/loja?PASSWORD=SENHA", "mysql://erp/loja?***", "mysql://erp/loja"),
    ],
)
def test_a_password_is_neither_shown_nor_written(address, shown, written):
    assert redact(address) == shown
    assert without_password(address) == written


def test_which_table(sqlite_file):
    path = sqlite_file("create table Vendas (a)", "create table pedidos (b)", "insert into Vendas values (1)")
    assert brought(path).columns == ["a"]
    error = refused(f"sqlite:{path}:pedido", 'não tem a tabela "pedido"')
    assert error.hint.startswith('você quis dizer "pedidos"?')
    with pytest.raises(DataError, match="não tem uma tabela clientes") as caught:
        fetch(path, "clientes")
    assert caught.value.hint.endswith("loja.db:Vendas; há Vendas, pedidos")


def test_the_only_table(sqlite_file):
    assert brought(sqlite_file(f"create table pedidos as {SALES}")).height == 1


def test_a_database_without_tables(sqlite_file):
    refused(sqlite_file("create table a (b)", "drop table a"), "não tem nenhuma tabela")


@pytest.mark.slow
@pytest.mark.parametrize("system", ["sqlite", "duckdb"])
@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("delete from vendas", 'começa por "delete"'),
        ("/* a */ -- b\n drop table vendas", 'começa por "drop"'),
        (" ; ", "está vazia"),
        ("with x as (select 1) delete from vendas", "não vale|mais do que ler"),
        ("select 1; delete from vendas", "não vale|mais de um comando"),
        ("select 1) as x; delete from vendas; select (1", "não vale|mais de um comando|um comando"),
        ("select nada from vendas", "não vale .*nada"),
        ("select * from nada", "não vale .*nada"),
        ("select * from vendas where 1 = 0", "não tem nenhuma linha"),
    ],
)
def test_queries_that_are_refused(tmp_path, system, query, match):
    path = {"sqlite": in_sqlite, "duckdb": in_duckdb}[system](tmp_path / "loja.db", ["vendas"])
    before = path.read_bytes()
    refused(path, match, query)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "query", ["select load_extension('x')", "select * from pragma_database_list", "select writefile('x','y')"]
)
def test_sqlite_does_nothing_but_read(tmp_path, query):
    refused(in_sqlite(tmp_path / "loja.db", ["vendas"]), "mais do que ler|não vale", query)


def test_a_variable_names_a_database(tmp_path, monkeypatch):
    in_sqlite(tmp_path / "loja.db")
    monkeypatch.setenv("CARTEIRA_VENDAS", "sqlite:loja.db:vendas\nsqlite:loja.db:nada")
    ran = carteira("churn", *Q1, "-C", tmp_path)
    assert ran.error[0].endswith('loja.db não tem a tabela "nada"')


def test_two_queries_are_two_tables(sqlite_file):
    path = sqlite_file(f"create table vendas as {SALES}")
    assert [brought(path, query).columns for query in ("select 1 a", "select 2 b")] == [["a"], ["b"]]


def test_a_query_may_end_in_a_remark(sqlite_file):
    path = sqlite_file(f"create table vendas as {SALES}")
    assert brought(path, "select valor from vendas -- fim").to_dict(as_series=False) == {"valor": [10.5]}
    assert brought(path, "with x as (select 1 n) select * from x;\n").height == 1


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (["--consulta", "select 1"], "nenhuma fonte é um"),
        (["--consulta", "vendas=select 1"], "vendas não vem de nenhum"),
        (["--consulta", ""], "consulta está vazia"),
        (["--consulta", "venda=select 1"], 'não há a tabela "venda"'),
        (["--vendas", "BANCO", "--clientes", "BANCO", "--consulta", "select 1"], "vendas e clientes vêm de bancos"),
        (["--vendas", "BANCO", "--consulta", "select 1", "--consulta", "vendas=select 2"], "duas consultas de vendas"),
        (["--vendas", "BANCO", "--consulta", "clientes=select 1"], "clientes não vem de nenhum"),
    ],
)
def test_a_query_is_of_one_database(tmp_path, words, match):
    in_sqlite(tmp_path / "loja.db")
    shutil.copy(Path("tests/worked_examples/dez-clientes/vendas.csv"), tmp_path)
    ran = carteira("churn", *Q1, "-C", tmp_path, *("loja.db" if one == "BANCO" else one for one in words))
    assert ran.code == 2
    assert re.search(match, ran.error[0]), ran.err


def test_queries_in_the_configuration(tmp_path):
    in_sqlite(tmp_path / "loja.db")
    (tmp_path / "carteira.toml").write_text(
        'vendas = "sqlite:loja.db"\n[leitura.vendas]\nconsulta = "select * from vendas where valor > 1e9"\n',
        encoding="utf-8",
    )
    ran = carteira("churn", *Q1, "-C", tmp_path)
    assert "não tem nenhuma linha" in ran.error[0]
    ran = carteira("churn", *Q1, "-C", tmp_path, "--consulta", "select * from vendas", "-f", "json")
    assert ran.document["fontes"]["vendas"]["arquivo"] == "loja.db (consulta)"


def test_a_file_that_is_no_such_database(tmp_path):
    text, other = tmp_path / "vendas.csv", in_sqlite(tmp_path / "loja.db", ["vendas"])
    text.write_text("a;b\n1;2\n", encoding="utf-8")
    (tmp_path / "vazio.db").touch()
    assert refused(f"sqlite:{text}", "não é um banco SQLite").hint == "passe o caminho sem o prefixo"
    assert refused(f"duckdb:{other}", "não é um banco DuckDB").hint == "use sqlite: no lugar de duckdb:"
    refused(f"sqlite:{tmp_path}/vazio.db", "está vazio")
    refused(f"duckdb:{tmp_path}/nada.db", "não existe")


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [
        ("postgresql://ana:SENHA@erp/loja", "adbc_driver_postgresql", "postgresql"),
        ("mysql://ana:SENHA@erp/loja", "pymysql", "mysql"),
        ("sqlserver://ana:SENHA@erp/loja", "mssql_python", "sqlserver"),
        ("duckdb:{}", "duckdb", "duckdb"),
    ],
)
def test_a_driver_that_is_not_installed(tmp_path, monkeypatch, name, module, extra):
    named = name.format(in_duckdb(tmp_path / "l.db", ["vendas"])) if "{" in name else name
    monkeypatch.setitem(sys.modules, module, None)
    error = refused(named, "falta o driver")
    assert isinstance(error, SurroundingsError)
    assert error.hint == f'instale com: pip install "carteira-cli[{extra}]"'
