"""A real PostgreSQL: the same numbers as of a text, every type, one moment, nothing written, and what goes wrong."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from decimal import Decimal

import polars as pl
import pytest

from carteira_cli.reading.inputs import fetch as fetching
from carteira_cli.reading.inputs import workspace
from carteira_cli.reading.inputs.database_addresses import database_of
from carteira_cli.reading.inputs.databases import postgresql
from carteira_cli.reading.inputs.databases.session import DatabaseAsked
from carteira_cli.reading.inputs.fetch import fetch
from tests.databases import TABLES, brought, created, refused, rows_of, same_as_text
from tests.postgres import PASSWORD, missing, serving
from tests.running import Q1, carteira

lacking = missing()
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(lacking is not None, reason=str(lacking)),
]


@pytest.fixture(scope="session")
def server():
    with serving() as found:
        for table in TABLES:
            header, rows = rows_of(table)
            text = "\n".join("\t".join(r"\N" if cell is None else cell for cell in row) for row in rows)
            found.sql(f"{created(table, header)};\ncopy {table} from stdin;\n{text}\n\\.\n")
        found.sql("create role leitora login password 'outra-senha'; create table restrita as select 1 a;")
        found.sql(f"grant select on {', '.join(TABLES)} to leitora")
        yield found


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(fetching, "_of_databases", {})
    for name in ("PGPASSWORD", "PGPASSFILE"):
        monkeypatch.delenv(name, raising=False)
    yield
    workspace.clear()


@pytest.mark.parametrize("words", [("resumo", *Q1), ("churn", *Q1, "--por", "uf"), ("conversao", *Q1), ("pareto", *Q1)])
def test_a_database_says_what_its_text_says(server, words):
    same_as_text(server.address(), *words)


def test_what_comes_of_every_type(server):
    server.sql(
        """drop table if exists tipos; drop type if exists canal; drop domain if exists reais;
        create type canal as enum ('loja', 'site'); create domain reais as numeric(12,2);
        create table tipos as select 1::smallint i2, 2::int i4, 3::bigint i8, 1.5::real f4, 2.25::float8 f8,
        1.234::numeric n, 12345678901234567.89::numeric longo, 10.50::numeric(12,2) n2, 7.1::reais r,
        '$12.30'::money m, 'José'::text t, 'ab'::char(8) c,
        true b, date '2024-01-31' d, timestamp '2024-01-31 23:59:59.5' ts, timestamptz '2024-01-31 23:59:59-03' tz,
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid u, 'site'::canal e, date 'infinity' fim, time '10:00' tm,
        '{}'::json j, '{1,2}'::int[] a, '\\xdead'::bytea bytes, interval '1 day' prazo, '<a/>'::xml x"""
    )
    (found,) = fetch(server.address() + ":tipos", "vendas")
    frame = pl.read_parquet(found.path)
    row = frame.row(0, named=True)
    assert {name: row[name] for name in ("i2", "i4", "i8", "f4", "f8", "t", "c", "b", "u", "e", "fim", "tm")} == {
        "i2": 1, "i4": 2, "i8": 3, "f4": 1.5, "f8": 2.25, "t": "José", "c": "ab", "b": True,
        "u": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "e": "site", "fim": None, "tm": "10:00:00",
    }  # fmt: skip
    exact = {"n": "1.234", "longo": "12345678901234567.89", "n2": "10.50", "r": "7.10", "m": "12.30"}
    assert {name: row[name] for name in exact} == {name: Decimal(text) for name, text in exact.items()}
    assert [str(row[name]) for name in ("d", "ts", "tz")] == [
        "2024-01-31", "2024-01-31 23:59:59.500000", "2024-02-01 02:59:59+00:00",
    ]  # fmt: skip
    assert found.facts == (
        ("tipo", "banco PostgreSQL"),
        ("tabela", "tipos"),
        ("colunas deixadas", "j (json), a (_int4), bytes (bytea), prazo (interval), x (xml)"),
    )


def test_a_number_of_three_decimals_is_no_number_of_thousands(server):
    query = "select 'C' || i cliente, date '2024-01-05' as data, {} valor from generate_series(1, 10) i"
    for valor, rejected, told in (("1.234", 0, 12.3), ("case when i = 1 then 'NaN' else 1.234 end", 1, 11.07)):
        words = ("ticket", *Q1, "--vendas", server.address(), "--consulta", query.format(valor), "-f", "json")
        ran = carteira(*words)
        assert ran.document["fontes"]["vendas"]["rejeitadas"] == rejected
        assert ran.values["receita"] == told


def test_days_that_nobody_knows_are_counted(server):
    server.sql(
        """drop table if exists dias;
        create table dias as select 'C' || i cliente, timestamp '2024-01-05' as data, 1 valor
        from generate_series(1, 40) i; insert into dias values ('C1', '-infinity', 1), ('C2', '294000-01-01', 1),
        ('C3', '0044-03-15 BC', 1), ('C4', 'infinity', 1)"""
    )
    ran = carteira("ticket", *Q1, "--vendas", server.address() + ":dias", "-f", "json")
    assert ran.document["fontes"]["vendas"]["rejeitadas"] == 4
    assert carteira("inspecionar", server.address() + ":dias").code == 0


def test_which_table(server):
    server.sql(
        "create schema if not exists fin; drop table if exists fin.pedidos; create table fin.pedidos as select 5 v"
    )
    assert brought(server.address() + ":fin.pedidos").to_dict(as_series=False) == {"v": [5]}
    assert brought(server.address() + ":PEDIDOS").height == 1
    assert "fin.pedidos" in refused(server.address() + ":pedido", "não tem a tabela").hint


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("with x as (delete from vendas returning *) select * from x", "mais do que ler"),
        ("select 1; delete from vendas", "não vale"),
        ("select 1 as a) x; delete from vendas; select (1", "não vale"),
        ("select set_config('transaction_read_only', 'off', true)", "mais do que ler"),
        ("select nextval('contador')", "mais do que ler"),
        ("select nada from vendas", 'não vale .column "nada" does not exist'),
        ("select * from nada", 'não vale .relation "nada" does not exist'),
        ("select from where", "não vale"),
        ("select 1/(i - 90000) a from generate_series(1, 100000) i", "divisão por zero"),
        ("select 1 a, 2 a", 'duas colunas de nome "a"'),
        ("select * from vendas where false", "nenhuma linha"),
        ("select '{}'::json a", "nenhuma coluna"),
        ("select ('x' || i)::int a from generate_series(1, 9) i", "célula"),
    ],
)
def test_queries_that_are_refused(server, query, match):
    server.sql("create sequence if not exists contador")
    before = server.sql("select count(*), sum(valor) from vendas")
    refused(server.address(), match, query)
    assert server.sql("select count(*), sum(valor) from vendas") == before
    assert not list(workspace._folder().glob("*.parquet"))  # noqa: SLF001 - where scratch files are


@pytest.mark.parametrize(
    ("address", "match"),
    [
        ("postgresql://dona:SENHA@127.0.0.1:{port}/loja", "o usuário ou a senha não conferem"),
        ("postgresql://ninguem:SENHA@127.0.0.1:{port}/loja", "o usuário ou a senha não conferem"),
        ("postgresql://dona@127.0.0.1:{port}/loja", "o usuário ou a senha não conferem"),
        (f"postgresql://dona:{PASSWORD}@127.0.0.1:{{port}}/nada", "o banco não existe"),
        (f"postgresql://dona:{PASSWORD}@127.0.0.1:1/loja", "o servidor não respondeu"),
        (f"postgresql://dona:{PASSWORD}@nao.existe.invalid/loja", "o servidor não foi encontrado"),
        (f"postgresql://dona:{PASSWORD}@127.0.0.1:{{port}}/loja?sslmode=require", "não tem TLS"),
        (f"postgresql://dona:{PASSWORD}@127.0.0.1:{{port}}/loja?opcao=1", "malformado"),
        ("postgresql://dona:SENHA@127.0.0.1:porta/loja", "malformado"),
    ],
)
def test_a_server_that_lets_nobody_in(server, address, match):
    refused(address.format(port=server.port), match)


def test_without_permission(server):
    address = server.address("leitora", "outra-senha")
    assert brought(address).height == 19
    assert "restrita" not in refused(f"{address}:restrita", "não tem a tabela").hint
    refused(address, "sem permissão", "select * from restrita")


def test_tls_is_required(server):
    rules = server.folder / "dados" / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    try:
        rules.write_text(
            "host all dona 127.0.0.1/32 scram-sha-256\nhostssl all all all scram-sha-256\n", encoding="utf-8"
        )
        server.sql("select pg_reload_conf()")
        time.sleep(0.5)
        assert "sslmode=require" in refused(server.address("leitora", "outra-senha"), "cifrada").hint
    finally:
        rules.write_text(before, encoding="utf-8")
        server.sql("select pg_reload_conf()")


def test_the_password_where_its_own_programs_look_for_it(server, monkeypatch, tmp_path):
    bare = server.address().replace(f":{PASSWORD}", "")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert brought(bare).height == 19
    monkeypatch.delenv("PGPASSWORD")
    kept = tmp_path / "senhas"
    kept.write_text(f"127.0.0.1:{server.port}:loja:dona:{PASSWORD}\n", encoding="utf-8")
    kept.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(kept))
    fetching._of_databases.clear()  # noqa: SLF001 - as the next run begins
    assert brought(bare).height == 19


@pytest.mark.parametrize("form", ["{}", "?"])
def test_a_password_is_in_nothing_that_leaves_a_run(server, tmp_path, form):
    address = (
        server.address() if form == "{}" else f"postgresql://127.0.0.1:{server.port}/loja?user=dona&password={PASSWORD}"
    )
    said = []
    for format_ in ("json", "md", "html", "csv", "eml", "xlsx"):
        out = tmp_path / f"r.{format_}"
        ran = carteira("resumo", *Q1, "--vendas", address, "-o", out, "--log", "json", "--depurar")
        assert ran.code == 0, ran.err
        said += [ran.out, ran.err, "" if format_ == "xlsx" else out.read_text(encoding="utf-8")]
    with zipfile.ZipFile(tmp_path / "r.xlsx") as book:
        said += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
    for words in (("config",), ("validar",), ("iniciar", "-C", str(tmp_path)), ("inspecionar", f"{address}"), ()):
        ran = carteira(*words, *(() if "inspecionar" in words else ("--vendas", address)))
        said += [ran.out, ran.err]
    said.append((tmp_path / "carteira.toml").read_text(encoding="utf-8"))
    assert [text for text in said if "(vendas)" in text]
    assert not [text for text in said if PASSWORD in text]


def test_no_command_that_is_told_has_the_password(server, tmp_path):
    (tmp_path / "carteira.toml").write_text('[[limites]]\nindicador = "churn"\nerro = "> 1%"\n', encoding="utf-8")
    ran = carteira("verificar", *Q1, "-C", tmp_path, "--vendas", server.address(), "-f", "json")
    assert ran.code == 1
    assert f"--vendas 'postgresql://***@127.0.0.1:{server.port}/loja'" in ran.out
    assert PASSWORD not in ran.out + ran.err


def test_all_answers_are_of_one_moment(server):
    server.sql("drop table if exists momento; create table momento as select 1 a")
    asked = DatabaseAsked(database_of(server.address()), "vendas", None, "banco", 1 << 30)
    with postgresql.opened(asked) as session:
        assert session.tables()
        server.sql("insert into momento values (2); alter table momento add b int default 3")
        columns = session.columns("select a from momento")
        stream = session.stream("select a from momento", columns)
        assert [batch.to_pydict() for batch in stream.batches] == [{"a": [1]}]


def test_a_second_run_sees_what_was_sold_meanwhile(server, monkeypatch, tmp_path):
    monkeypatch.delenv("CI")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    server.sql("drop table if exists vivas; create table vivas as select * from vendas")
    words = ("churn", *Q1, "--vendas", server.address() + ":vivas", "-f", "json")
    lines = []
    for _ in range(2):
        lines.append(carteira(*words).document["fontes"]["vendas"]["linhas"])
        server.sql("insert into vivas select * from vendas limit 1")
        fetching._of_databases.clear()  # noqa: SLF001 - as the next run begins
    assert lines == [19, 20]


def test_the_same_table_is_brought_once_a_run(server):
    first, second = (fetch(server.address(), "vendas")[0].path for _ in range(2))
    assert first == second


SLOWLY = """select i::text cliente, date '2024-01-05' as data, 1 valor, pg_sleep(0.001)::text
from generate_series(1, 100000) i"""


def test_a_connection_that_is_cut_half_way(server):
    def cut():
        for _ in range(100):
            time.sleep(0.1)
            if server.sql("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'copy%pg_sleep%'"):
                return

    cutter = threading.Timer(1.0, cut)
    cutter.start()
    refused(server.address(), "caiu no meio", SLOWLY)
    cutter.join()
    assert not list(workspace._folder().glob("*.parquet"))  # noqa: SLF001 - where scratch files are


def test_a_server_that_dies_half_way():
    with serving() as own:
        killer = threading.Timer(1.5, own.control, ("-m", "immediate", "stop"))
        killer.start()
        refused(own.address(), "caiu no meio", SLOWLY)
        killer.join()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_long_query_ends_with_the_run(server, number):
    command = [sys.executable, "-m", "carteira_cli", "churn", "--vendas", server.address(), "--consulta"]
    with subprocess.Popen([*command, "select pg_sleep(300)::text a"], stderr=subprocess.PIPE, text=True) as run:
        for _ in range(100):
            time.sleep(0.1)
            if server.sql(
                "select 1 from pg_stat_activity where query ilike 'copy%pg_sleep(300)%' and state = 'active'"
            ):
                break
        run.send_signal(number)
        began = time.monotonic()
        assert run.wait(timeout=30) == (143 if number == signal.SIGTERM else 130)
        assert "interrompido" in run.stderr.read()
        assert time.monotonic() - began < 7
    time.sleep(0.3)
    assert server.backends() == 0


def test_a_server_that_never_answers():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        refused(f"postgresql://dona:SENHA@127.0.0.1:{silent.getsockname()[1]}/loja?connect_timeout=2", "não respondeu")
        assert time.monotonic() - began < 20


def test_a_large_table_passes_in_small_batches(server):
    peak = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)"
    found = []
    for lines in (20_000, 1_000_000):
        query = f"""select 'C' || i cliente, 'V' || i venda, repeat('x', 200) resto, i * 1.25 valor
        from generate_series(1, {lines}) i"""  # noqa: S608 - our own words
        asked = f"{server.address()!r}, 'vendas', None, {query!r}"
        code = f"from carteira_cli.reading.inputs.fetch import fetch; fetch({asked}); {peak}"
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
        found.append(int(ran.stdout))
    assert found[1] - found[0] < 150, found  # MiB: the lines together are 250
