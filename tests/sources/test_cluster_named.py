"""Tables of a cluster, folders and Delta tables: what they are taken for, and by which engine."""

from __future__ import annotations

import pytest

from carteira_cli.config.resolve import load
from carteira_cli.errors import DataError, UsageError
from carteira_cli.sources.finding.locate import locate
from carteira_cli.sources.ledger import open_ledger
from tests.running import carteira


@pytest.fixture
def delta(tmp_path):
    """A folder as a Delta table's, with a part in a partition of its own."""
    (tmp_path / "t" / "_delta_log").mkdir(parents=True)
    part = tmp_path / "t" / "uf=SP" / "a.parquet"
    part.parent.mkdir()
    part.write_bytes(b"PAR1")
    return tmp_path


def config(folder, **told):
    return load({"pasta": str(folder), **told}, environ={}, use_file=False)


@pytest.mark.parametrize("named", ["t", "t/uf=SP/a.parquet", "t/*/*.parquet"])
def test_files_of_a_delta_table_are_not_its_lines(delta, named):
    with pytest.raises(DataError, match="é uma tabela Delta") as caught:
        locate(config(delta, vendas=(named,)), "vendas")
    assert caught.value.hint == f"use --motor spark --vendas delta:{delta / 't'}"


def test_on_a_cluster_a_folder_is_a_table_and_names_of_its_own_are_passed_on(delta):
    named = ("t", "delta:t", "spark:loja.vendas", "delta:s3://balde/t")
    found = locate(config(delta, vendas=named, spark="local[1]"), "vendas")
    assert [str(one) for one in found] == [str(delta / "t"), f"delta:{delta / 't'}", *named[2:]]
    with pytest.raises(DataError, match="é uma tabela Delta"):
        locate(config(delta, clientes=("t",), spark="local[1]"), "clientes")


def test_a_table_of_a_cluster_needs_the_engine_that_knows_it(tmp_path):
    ran = carteira("churn", "-C", tmp_path, "--vendas", "spark:loja.vendas", "--motor", "duckdb")
    assert (ran.code, ran.out) == (2, "")
    assert ran.error == ('"spark:loja.vendas" é uma tabela do Spark, e o motor é duckdb', "use também --motor spark")


def test_only_sales_come_of_delta(tmp_path):
    from carteira_cli.customers.motors import opener_of

    with pytest.raises(UsageError, match="só vendas vêm de Delta"):
        opener_of(config(tmp_path, clientes=("delta:t",), spark="local[1]"), open_ledger)
