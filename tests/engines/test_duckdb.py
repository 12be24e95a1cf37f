"""`--motor duckdb`: what it may take, what it says when that does not do, and what it needs."""

from __future__ import annotations

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pytest

from carteira_cli.config.resolve import load
from carteira_cli.customers import motors
from carteira_cli.engines import duckdb as engine
from carteira_cli.engines import polars
from carteira_cli.errors import ConfigError, DataError, OutputError, UsageError
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.reading_rules import rules_of
from tests.running import Q1, WORKED, carteira

LINES = pl.LazyFrame({"cliente": ["a", "b", "a"], "data": pl.Series([1, 2, 1], dtype=pl.Int32)})


def config(**told):
    return load(told, environ={}, use_file=False)


def test_the_engine_is_polars_unless_told_otherwise():
    sales = TABLES["vendas"], [WORKED / "vendas.csv"], {}, rules_of(config(), "vendas", frozenset())
    assert motors.opener_of(config(), open_ledger)(*sales).engine is polars
    assert isinstance(motors.opener_of(config(motor="duckdb"), open_ledger)(*sales).engine, engine.DuckDB)
    assert motors.motor_of(config(spark="local[*]")) == "spark"
    assert motors.motor_of(config(motor="spark")) == "spark"


@pytest.mark.parametrize(
    ("told", "why"),
    [({"spark": "yarn", "motor": "duckdb"}, "--spark não vale"), ({"memoria": "1GB"}, "memoria não vale")],
)
def test_what_does_not_go_together_is_refused(told, why):
    with pytest.raises(UsageError, match=why):
        motors.motor_of(config(**told))


def test_an_engine_that_is_not_installed_is_told_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setattr(motors, "find_spec", lambda _: None)
    ran = carteira("churn", "-C", WORKED, *Q1, "--motor", "duckdb")
    assert ran.code == 2
    assert ran.error == ("o motor duckdb não está instalado", 'instale com: pip install "carteira-cli[duckdb]"')


def test_an_unknown_engine_is_told_with_the_nearest_one():
    ran = carteira("churn", "-C", WORKED, *Q1, "--motor", "ducdb")
    assert (ran.code, ran.out) == (2, "")
    assert 'duckdb"' in ran.error[1]


def test_the_table_of_the_configuration_tells_all_of_it(tmp_path):
    file = tmp_path / "carteira.toml"
    file.write_text('[motor]\nnome = "duckdb"\nmemoria = "2GB"\n', encoding="utf-8")
    told = load({"pasta": str(tmp_path)}, environ={})
    assert (told.engine.motor, told.engine.memoria) == ("duckdb", 2_000_000_000)
    file.write_text('motor = "duckdb"\n', encoding="utf-8")
    assert load({"pasta": str(tmp_path)}, environ={}).engine.motor == "duckdb"
    for text, why in (
        ('[motor]\nnme = "duckdb"\n', 'linha 2: motor: a chave "nme" não existe'),
        ('spark = "yarn"\n[motor]\nspark = "yarn"\n', 'linha 1: "spark" está dentro e fora'),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError, match=why):
            load({"pasta": str(tmp_path)}, environ={})


def test_lines_are_written_down_once_and_types_are_those_of_polars():
    own = engine.opened(None)
    found = own.lines(LINES)
    days = own.rows(own.days(found, ("cliente",), "data")).collect().sort("cliente")
    assert days.schema == {"cliente": pl.String, "data": pl.List(pl.Int32)}
    assert days.rows() == [("a", [1]), ("b", [2])]
    counted = own.rows(found.group_by("cliente").agg(soma=nw.col("data").sum()))
    assert counted.collect().schema["soma"] == pl.Int64


def test_too_little_memory_and_a_full_disk_are_one_line_each(monkeypatch):
    own = engine.opened(None)
    for said, kind, why in (
        ("could not allocate block", DataError, "memória não basta"),
        ("failed to offload: max temp_directory size", OutputError, "não há espaço"),
    ):
        with pytest.raises(kind, match=why), engine.told(None):
            raise duckdb.OutOfMemoryException(said)
    with pytest.raises(OutputError, match="não há espaço"), engine.told(None):
        raise duckdb.IOException("No space left on device")
    with pytest.raises(DataError, match=r"os 9,5 MiB de --memoria"), engine.told(10_000_000):
        raise duckdb.OutOfMemoryException("x")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    with pytest.raises(OutputError, match="não há espaço"):
        own.lines(LINES)


@pytest.mark.slow
def test_a_panel_beyond_the_memory_is_spilled_and_comes_out_the_same(tmp_path):
    many = 400_000
    frame = pl.DataFrame({"venda": pl.int_range(many, eager=True), "cliente": pl.int_range(many, eager=True) % 150_000})
    day = pl.lit("2024-01-01").str.to_date() + pl.duration(days=pl.col("venda") % 300)
    frame = frame.with_columns(data=day, valor=(pl.col("venda") % 977).cast(pl.Decimal(12, 2)))
    frame.write_parquet(tmp_path / "vendas.parquet")
    words = ("ticket", "-C", tmp_path, "--periodo", "2024", "-f", "csv")
    small = carteira(*words, "--motor", "duckdb", "--memoria", "40MB")
    assert small.code == 0, small.err
    assert small.out == carteira(*words).out
