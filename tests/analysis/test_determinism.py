"""Equal input, equal bytes: whatever the order of rows, threads, zone, locale or hash seed; and tiny portfolios."""

from __future__ import annotations

import csv
from random import Random

import polars as pl
import pytest

from carteira_cli.render import formats_for
from tests.running import ANALYSES, Q1, WORKED, carteira, program, sales

COUNTS = ("clientes_inicio", "clientes_fim", "perdidos", "retidos", "novos", "reativados")


def shuffled(folder, random):
    """The worked example with its rows, and the columns of each file, in another order."""
    for source in WORKED.glob("*.csv"):
        with source.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        random.shuffle(rows)
        columns = random.sample(range(len(header)), len(header))
        with (folder / source.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([row[place] for place in columns] for row in [header, *rows])


@pytest.mark.slow
@pytest.mark.parametrize("command", ["resumo", "pareto", "churn-receita"])
def test_the_order_of_rows_and_columns_changes_no_byte(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    seen = set()
    for seed in range(2):
        shuffled(tmp_path, Random(seed))  # noqa: S311 - no secret
        seen.add(tuple(carteira(command, *Q1, "-f", name).out for name in ("json", "csv", "tabela", "svg")))
    assert len(seen) == 1
    monkeypatch.chdir(WORKED)
    assert seen == {tuple(carteira(command, *Q1, "-f", name).out for name in ("json", "csv", "tabela", "svg"))}


@pytest.fixture(scope="module")
def distributor(tmp_path_factory):
    """Enough lines for several threads to have some."""
    folder = tmp_path_factory.mktemp("distribuidora")
    words = ("--clientes", "2000", "--vendas", "60000", "--meses", "12", "-f", "parquet", "-q")
    assert carteira("exemplo", "-o", folder, *words).code == 0
    return folder


VARIABLES = ("POLARS_MAX_THREADS", "TZ", "LC_ALL")
SURROUNDINGS = [  # each two values of two variables meet
    ("1", "UTC", "C"),
    ("2", "UTC", "C.UTF-8"),
    ("2", "America/Sao_Paulo", "C"),
    ("1", "America/Sao_Paulo", "C.UTF-8"),
    ("1", "Asia/Tokyo", "C"),
    ("2", "Asia/Tokyo", "C.UTF-8"),
]


@pytest.mark.slow
@pytest.mark.process
def test_threads_zone_locale_and_hash_seed_change_no_byte_of_any_format(distributor, tmp_path):
    names = [
        f"x{one.suffix}"
        for one in formats_for(verdicts=False).values()
        if one.suffixes and not (one.printed or one.dated)
    ]
    outputs = [word for name in names for word in ("-o", tmp_path / name)]
    seen: dict[str, set[bytes]] = {}
    for seed, values in enumerate(SURROUNDINGS):
        variables = dict(zip((*VARIABLES, "PYTHONHASHSEED"), (*values, str(seed)), strict=True))
        ran = program("resumo", "-p", "2024-Q4", "--por", "uf", "-f", "json", *outputs, cwd=distributor, **variables)
        assert ran.code == 0, ran.err
        for path in tmp_path.iterdir():
            seen.setdefault(path.name, set()).add(path.read_bytes())
        seen.setdefault("stdout", set()).add(ran.out.encode())
    assert set(seen) == {"stdout", *names}
    assert {name: len(contents) for name, contents in seen.items()} == dict.fromkeys(seen, 1)
    told = seen["stdout"].pop()
    assert b'"perdidos"' in told
    assert b'"variacoes_por"' in told  # intervals too, which are sums over customers


@pytest.mark.slow
def test_parquet_and_csv_of_one_portfolio_say_the_same(distributor, tmp_path):
    for path in distributor.glob("*.parquet"):
        pl.read_parquet(path).write_csv(tmp_path / f"{path.stem}.csv")
    words = ("-p", "2024-Q4", "-f", "json", "--margem", "0.3")
    typed, text = (carteira("resumo", "-C", place, *words) for place in (distributor, tmp_path))
    assert typed.document["indicadores"] == text.document["indicadores"]
    accounts = [
        {name: {key: value for key, value in source.items() if key != "arquivo"} for name, source in found.items()}
        for found in (typed.document["fontes"], text.document["fontes"])
    ]
    assert accounts[0] == accounts[1]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["json", "tabela", "csv", "svg"])
def test_a_second_run_writes_the_same_bytes_and_another_question_others(name):
    first, second = (carteira("churn", "-C", WORKED, *Q1, "-f", name).out for _ in range(2))
    assert first == second
    assert carteira("churn", "-C", WORKED, *Q1, "-f", name, "--hoje", "2024-03-01").out != first


# --- portfolios of nothing ----------------------------------------------------------------------------------


def counts(folder, *words):
    ran = carteira("resumo", "-C", folder, *words, "-f", "json")
    assert ran.code == 0, ran.err
    return ran.values, [ran.values[key] for key in COUNTS]


def test_one_customer_with_one_purchase(tmp_path):
    values, heads = counts(sales(tmp_path, "A,2024-03-31,10"), *Q1)
    assert heads == [0, 1, 0, 0, 1, 0]
    assert (values["churn"], values["retencao"], values["ltv"], values["grr"]) == (None, None, None, None)
    assert (values["receita_top20"], values["clientes_80"], values["gini"], values["hhi"]) == (1.0, 1.0, 0.0, 1.0)
    assert (values["ticket_cliente"], values["clientes_novos"], values["positivacao"]) == (10.0, 1, 1.0)


def test_all_customers_lost(tmp_path):
    values, heads = counts(sales(tmp_path, "A,2023-12-31,10", "B,2023-11-01,20"), *Q1, "--hoje", "2024-03-31")
    assert heads == [2, 0, 2, 0, 0, 0]
    assert (values["churn"], values["retencao"], values["churn_mensal"], values["vida_media_meses"]) == (1, 0, 1, 1)
    assert values["churn_receita_percentual"] == 1.0
    assert (values["receita"], values["ticket_cliente"], values["ticket_pedido"]) == (0.0, None, None)
    assert (values["receita_top20"], values["gini"], values["clientes_a"]) == (None, None, 0)
    assert values["ltv"] == values["receita_mensal_inicio"] / 2 == 5.0


def test_nobody_lost_has_no_end_and_so_no_lifetime(tmp_path):
    values, heads = counts(sales(tmp_path, "A,2023-12-31,10", "A,2024-03-31,20"), *Q1)
    assert heads == [1, 1, 0, 1, 0, 0]
    assert (values["churn"], values["churn_mensal"]) == (0.0, 0.0)
    assert (values["vida_media_meses"], values["ltv"], values["quick_ratio"]) == (None, None, None)


def test_only_returns_are_no_purchase(tmp_path):
    values, heads = counts(sales(tmp_path, "A,2024-03-31,-10", "B,2024-02-01,0", "C,2024-01-31,0.004"), *Q1)
    assert heads == [0] * 6
    assert (values["receita"], values["compradores"], values["pedidos"]) == (-10.0, 0, 0)
    assert (values["ltv_historico"], values["clientes_cadastrados"], values["nunca_compraram"]) == (None, 3, 3)


def test_a_period_before_the_data_is_refused_with_their_first_day(tmp_path):
    ran = carteira("churn", "-C", sales(tmp_path, "A,2024-03-31,10"), "-p", "2020")
    message, hint = ran.error
    assert (ran.code, ran.out) == (2, "")
    assert message == "o período 2020 termina antes de começarem os dados, em 31/03/2024"
    assert "2024-03" in hint


@pytest.mark.slow
@pytest.mark.parametrize("command", ANALYSES)
def test_a_period_after_the_data_is_refused_with_the_last_day(command):
    ran = carteira(command, "-C", WORKED, "-p", "2024-Q2")
    message, hint = ran.error
    assert (ran.code, ran.out) == (2, "")
    assert "31/03/2024" in message
    assert "--hoje" in hint


@pytest.mark.parametrize("command", ["resumo", "churn", "pareto"])
def test_a_file_of_a_header_alone_needs_a_date(tmp_path, command):
    sales(tmp_path)
    message, _ = carteira(command, "-C", tmp_path, *Q1).error
    assert "vendas.csv" in message
    ran = carteira(command, "-C", tmp_path, *Q1, "--hoje", "2024-03-31", "-f", "json")
    assert ran.code == 0
    assert {value for value in ran.values.values() if value} == set()
    assert ran.document["fontes"]["vendas"]["linhas"] == 0
    assert carteira(command, "-C", tmp_path, *Q1, "--hoje", "2024-03-31").out.count("n/d") > 0


def test_a_register_and_sales_of_nobody(tmp_path):
    sales(tmp_path)
    sales(tmp_path, "A", "B", header="cliente", name="clientes.csv")
    values, heads = counts(tmp_path, *Q1, "--hoje", "2024-03-31")
    assert heads == [0] * 6
    assert (values["clientes_cadastrados"], values["nunca_compraram"], values["positivacao"]) == (2, 2, 0.0)


def test_only_cancelled_lines_are_customers_who_never_bought(tmp_path):
    folder = sales(tmp_path, "A,2024-02-01,10,cancelado", header="cliente,data,valor,status")
    values, _ = counts(folder, *Q1, "--hoje", "2024-03-31")
    assert (values["clientes_cadastrados"], values["nunca_compraram"], values["receita"]) == (1, 1, 0.0)
