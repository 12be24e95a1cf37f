"""The example portfolios: same bytes, exact size, honest keys, plausible numbers."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tomllib
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from carteira_cli.errors import OutputError, UsageError
from carteira_cli.example import Recipe, generate, targets
from carteira_cli.example.chance import Stream, number, numbers, shares
from carteira_cli.example.clock import make_clock

ROOT = Path(__file__).parents[2]
WINDOW = timedelta(days=90)
TABLES = (
    *("clientes", "vendas", "leads", "custos"),
    *("titulos", "avaliacoes", "contatos", "campanhas", "etapas"),
)
QUARTERS_2024 = [date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1), date(2024, 10, 1), date(2025, 1, 1)]
SMALL = Recipe(customers=60, sales_lines=900, months=7, end=date(2024, 5, 15), seed=3)
PINNED = {
    "clientes.csv": "51f6f47debaad225f81c001c366e2c37bd1cb63687db2b649756b5e7f16cede2",
    "vendas.csv": "8aaa643b61ad76947b45eec14858d072c735100e60e948efd4c3b330ec0a0c2a",
    "leads.csv": "8b1c5db90221b037cbf5831f768fe1ef47411dc6b4e1113f0d1ac83a9fbca050",
    "custos.csv": "001c43c9b5c1168bf614322ab07d3a596a7ad80fa4444d7ac9fc199dfbc7d4d2",
    "titulos.csv": "a79f7dbf53b80048994c46688e291f66a2ffab44b90cb874cdcaa1ca27a9454c",
    "avaliacoes.csv": "cc6f7eec298d948e8e1365eaee7e2c9e345258c33bdfa7eca3830bd9b3ae50a1",
    "contatos.csv": "8a577bd07140f61508c612afd6c6ff07211e6852630b99af7198a410542b7419",
    "campanhas.csv": "d66f74cab5598811b56bb8d55c4da3674777c472ab14ad9cc4601c57d8daaa98",
    "etapas.csv": "c4bc65ddd163417ecbcf56446c50c5300ff38e7e93cef055637aa66c86cba011",
    "carteira.toml": "815c1777c47d7ee7ece946cf971638be1885289caa0e88572af2c6c36c845072",
}


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cents(text):
    whole, point, fraction = text.partition(".")
    assert point == "."
    assert len(fraction) == 2
    return int(whole + fraction)


def hashes(paths):
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in paths}


class Book:
    """The files of a portfolio, read with nothing but the standard library."""

    def __init__(self, folder):
        self.customers, self.sales, self.leads, self.costs = (
            rows(folder / f"{name}.csv") for name in ("clientes", "vendas", "leads", "custos")
        )
        self.purchases = defaultdict(list)
        for row in self.sales:
            if row["status"] == "faturado":
                self.purchases[row["cliente"]].append(date.fromisoformat(row["data"]))
        self.first = {customer: min(days) for customer, days in self.purchases.items()}

    def active(self, day):
        return {c for c, days in self.purchases.items() if any(day - WINDOW <= d < day for d in days)}

    def net(self, since):
        total = defaultdict(int)
        for row in self.sales:
            if row["status"] != "cancelado" and row["data"] >= since:
                total[row["cliente"]] += cents(row["valor"])
        return total


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("exemplo")
    generate(Recipe(), path)
    return path


@pytest.fixture(scope="module")
def book(folder):
    return Book(folder)


# --- the same bytes ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_same_recipe_same_bytes_whatever_the_threads(tmp_path, file_format):
    here = generate(SMALL, tmp_path / "a", file_format=file_format)
    program = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from carteira_cli.example import Recipe, generate;"
        f"generate(Recipe(60, 900, 7, date(2024, 5, 15), 3), Path(sys.argv[1]), file_format={file_format!r})"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "b")],
        check=True,
        cwd=ROOT,
        env={**os.environ, "POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "7"},
    )
    assert hashes(here) == hashes(targets(tmp_path / "b", file_format=file_format))


def test_the_bytes_of_a_recipe_are_pinned(tmp_path):
    # Another version of a library, another machine: the same bytes. To be changed with the recipe only.
    assert hashes(generate(SMALL, tmp_path)) == PINNED


@pytest.mark.slow
def test_another_seed_is_another_portfolio(tmp_path):
    first = hashes(generate(SMALL, tmp_path / "a"))
    second = hashes(generate(replace(SMALL, seed=4), tmp_path / "b"))
    assert [name for name in first if first[name] == second[name]] == ["carteira.toml"]


def test_chance_is_the_same_in_polars_and_in_python():
    counters = [0, 1, 2, 1023, 2**31, 2**50]
    drawn = pl.DataFrame({"n": counters}).select(numbers(9, Stream.LINES, pl.col("n"))).to_series().to_list()
    assert drawn == [number(9, Stream.LINES, n) for n in counters]
    assert len(set(drawn)) == len(counters)


def test_shares_add_up_and_break_ties_by_position():
    assert shares(5, [1, 1, 1, 1]) == [2, 1, 1, 1]
    assert shares(7, [3, 0, 1]) == [5, 0, 2]


# --- size and format --------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(customers=1, sales_lines=1),
        Recipe(customers=1, sales_lines=5),
        Recipe(customers=2, sales_lines=2, months=1),
        Recipe(customers=400, sales_lines=400),
        Recipe(customers=3, sales_lines=5_000, months=1, end=date(2024, 3, 31)),  # a Sunday
        Recipe(customers=30, sales_lines=700, months=4, end=date(2024, 12, 25)),  # a holiday
        Recipe(customers=30, sales_lines=700, months=13, end=date(2024, 1, 30), seed=-1),
    ],
    ids=lambda recipe: f"{recipe.customers}x{recipe.sales_lines}x{recipe.months}",
)
def test_every_size_has_its_exact_lines_and_last_day(tmp_path, recipe):
    told = []
    generate(recipe, tmp_path, on_progress=told.append)
    sales = rows(tmp_path / "vendas.csv")
    assert len(sales) == recipe.sales_lines == sum(told)
    assert len(rows(tmp_path / "clientes.csv")) == recipe.customers
    assert max(row["data"] for row in sales if row["status"] == "faturado") == recipe.end.isoformat()
    days = [row["data"] for row in sales]
    assert days == sorted(days)
    assert days[0] >= make_clock(recipe.months, recipe.end).start.isoformat()


def test_the_default_span_is_two_calendar_years():
    clock = make_clock(24, date(2024, 12, 31))
    assert clock.start == date(2023, 1, 1)
    assert clock.days == 365 + 366
    assert not clock.is_open(0)  # a holiday
    assert clock.is_open(1)


@pytest.mark.slow
def test_csv_dialect(folder):
    content = (folder / "vendas.csv").read_bytes()
    assert content.startswith(b"venda,cliente,data,valor,status,vendedor,produto,categoria,quantidade,custo,canal\n")
    assert b"\r" not in content
    assert b'"' in content  # "Presunto cozido 3,5 kg" has a comma
    assert "Fábio Conceição".encode() in content


@pytest.mark.slow
def test_config_is_what_the_program_reads(folder):
    text = (folder / "carteira.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"inatividade": "90d", "margem": 0.28}


@pytest.mark.slow
def test_parquet_holds_the_values_of_the_csv(tmp_path):
    generate(SMALL, tmp_path)
    generate(SMALL, tmp_path, file_format="parquet")
    for table in TABLES:
        typed = pl.read_parquet(tmp_path / f"{table}.parquet")
        as_text = typed.select(pl.all().cast(pl.String).fill_null("")).to_dicts()
        assert as_text == rows(tmp_path / f"{table}.csv"), table
    schema = pl.read_parquet_schema(tmp_path / "vendas.parquet")
    assert schema["data"] == pl.Date
    assert schema["valor"] == schema["custo"] == pl.Decimal(12, 2)
    assert schema["quantidade"] == pl.Int32
    assert schema["cliente"] == pl.String


@pytest.mark.slow
def test_large_sales_stream_in_row_groups_with_date_statistics(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    recipe = Recipe(customers=5_000, sales_lines=450_000, months=6)
    told = []
    generate(recipe, tmp_path, file_format="parquet", on_progress=told.append)
    assert len(told) == 6  # a chunk a month
    assert max(told) < 150_000
    with parquet.ParquetFile(tmp_path / "vendas.parquet") as file:
        groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    assert [group.num_rows for group in groups] == [200_000, 200_000, 50_000]
    spans = [group.column(2).statistics for group in groups]
    assert all(before.max <= after.min for before, after in pairwise(spans))
    assert {group.column(0).compression for group in groups} == {"ZSTD"}


@pytest.mark.slow
def test_a_month_too_large_for_memory_is_cut(monkeypatch, tmp_path):
    monkeypatch.setattr("carteira_cli.example.plan.CHUNK", 100)
    told = []
    generate(SMALL, tmp_path, on_progress=told.append)
    assert sum(told) == SMALL.sales_lines
    assert len(told) > SMALL.months
    assert max(told) < 150
    days = [row["data"] for row in rows(tmp_path / "vendas.csv")]
    assert days == sorted(days)


@pytest.mark.process
def test_importing_and_refusing_cost_no_polars():
    program = (
        "import sys; from carteira_cli.example import Recipe, targets; Recipe(); assert 'polars' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


# --- identities -------------------------------------------------------------------------------------------------


def test_ids_are_unique_and_of_one_length(book):
    for table, key in (("customers", "cliente"), ("leads", "lead")):
        ids = [row[key] for row in getattr(book, table)]
        assert ids == sorted(set(ids))
        assert len({len(name) for name in ids}) == 1
    assert {len(row["venda"]) for row in book.sales} == {7}


def check_digits(root, sizes):
    digits = [int(c) for c in root]
    for weights in sizes:
        rest = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
        digits.append(0 if rest < 2 else 11 - rest)
    return "".join(map(str, digits))


def test_documents_have_valid_check_digits(book):
    cpf = (range(10, 1, -1), range(11, 1, -1))
    first = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
    cnpj = (first, [6, *first])
    assert check_digits("111444777", cpf) == "11144477735"  # the textbook examples
    assert check_digits("112223330001", cnpj) == "11222333000181"
    for row in book.customers:
        document = row["documento"]
        weights, size = (cpf, 11) if row["tipo"] == "PF" else (cnpj, 14)
        assert len(document) == size
        assert document == check_digits(document[:-2], weights)
    documents = [row["documento"] for row in book.customers]
    assert len(set(documents)) == len(documents)
    roots = [row["documento"][:8] for row in book.customers if row["tipo"] == "PJ"]
    assert 0 < len(roots) - len(set(roots)) < 0.1 * len(roots)  # some shops are branches


def test_every_return_follows_its_order(book):
    sold = defaultdict(list)
    for row in book.sales:
        if row["status"] != "devolucao":
            sold[row["venda"]].append(row)
    returns = [row for row in book.sales if row["status"] == "devolucao"]
    assert 0.015 <= len(returns) / len(book.sales) <= 0.02
    later = 0
    for row in returns:
        origin = [line for line in sold[row["venda"]] if line["produto"] == row["produto"]]
        assert origin
        assert {line["status"] for line in origin} == {"faturado"}
        assert {line["cliente"] for line in origin} == {row["cliente"]}
        assert cents(row["valor"]) < 0
        assert cents(row["custo"]) < 0
        assert int(row["quantidade"]) < 0
        assert -cents(row["valor"]) <= max(cents(line["valor"]) for line in origin)
        assert min(line["data"] for line in origin) <= row["data"]
        later += min(line["data"] for line in origin) < row["data"]
    assert later > 0.95 * len(returns)


def test_an_order_is_one_customer_one_day_one_status(book):
    orders = defaultdict(set)
    lines = defaultdict(int)
    for row in book.sales:
        if row["status"] != "devolucao":
            orders[row["venda"]].add((row["cliente"], row["data"], row["status"], row["vendedor"], row["canal"]))
            lines[row["venda"]] += 1
            assert cents(row["valor"]) > 0
            assert int(row["quantidade"]) > 0
    assert {len(kinds) for kinds in orders.values()} == {1}
    assert max(lines.values()) in range(5, 9)
    assert 1.5 < sum(lines.values()) / len(lines) < 4
    cancelled = sum(next(iter(kinds))[2] == "cancelado" for kinds in orders.values())
    assert 0.01 < cancelled / len(orders) < 0.035


def test_costs_of_goods_leave_the_margin_of_the_config(book):
    shares_of_cost = [cents(row["custo"]) / cents(row["valor"]) for row in book.sales]
    assert min(shares_of_cost) >= 0.65
    assert max(shares_of_cost) <= 0.80
    margin = 1 - sum(cents(row["custo"]) for row in book.sales) / sum(cents(row["valor"]) for row in book.sales)
    assert 0.25 < margin < 0.30


def test_nobody_sells_on_sundays_or_new_year(book):
    days = {date.fromisoformat(row["data"]) for row in book.sales}
    assert 6 not in {day.weekday() for day in days}
    assert date(2024, 1, 1) not in days
    assert max(days) == date(2024, 12, 31)
    saturdays = sum(date.fromisoformat(row["data"]).weekday() == 5 for row in book.sales)
    assert 0 < saturdays < 0.08 * len(book.sales)


def test_some_customers_never_bought_and_some_are_not_registered(book):
    registered = {row["cliente"] for row in book.customers}
    bought = set(book.purchases)
    assert 0.03 < len(registered - bought) / len(registered) < 0.10
    assert len(bought - registered) == 2


def test_customers_agree_with_their_sales(book):
    traits = {row["cliente"]: (row["vendedor"], row["canal"], row["data_cadastro"]) for row in book.customers}
    for row in book.sales:
        if row["cliente"] in traits:
            seller, channel, since = traits[row["cliente"]]
            assert (row["vendedor"], row["canal"]) == (seller, channel)
            assert since <= row["data"]


def test_converted_leads_come_before_the_first_purchase(book):
    won = [row for row in book.leads if row["data_conversao"]]
    for row in won:
        assert row["etapa"] == "ganho"
        assert row["data"] <= row["data_conversao"]
        assert date.fromisoformat(row["data_conversao"]) <= book.first.get(row["cliente"], date.max)
    for row in book.leads:
        if not row["data_conversao"]:
            assert row["cliente"] == ""
            assert row["etapa"] in {"novo", "qualificado", "proposta", "perdido"}
    assert {row["cliente"] for row in won} <= {row["cliente"] for row in book.customers}
    assert len({row["cliente"] for row in won}) == len(won)


# --- plausible numbers, at the default recipe -------------------------------------------------------------------


def test_quarterly_churn_and_reactivation(book):
    back = 0
    for start, end in pairwise(QUARTERS_2024):
        before, after = book.active(start), book.active(end)
        assert 0.12 <= len(before - after) / len(before) <= 0.22
        back += sum(book.first[customer] < start for customer in after - before)
    assert back > 15


def test_customers_join_all_the_time_and_the_portfolio_grows(book):
    for start, end in pairwise(QUARTERS_2024):
        assert 12 <= sum(start <= day < end for day in book.first.values()) <= 50
    assert len(book.active(date(2025, 1, 1))) > len(book.active(date(2024, 1, 1)))


def test_december_is_the_peak_and_january_is_quiet(book):
    month = defaultdict(int)
    for row in book.sales:
        month[row["data"][5:7]] += 1
    assert max(month, key=month.get) == "12"
    assert set(sorted(month, key=month.get)[:2]) == {"01", "02"}


@pytest.mark.parametrize("since", ["2023-01-01", "2024-01-01"])
def test_a_fifth_of_the_customers_bring_most_of_the_revenue(book, since):
    net = sorted((value for value in book.net(since).values() if value > 0), reverse=True)
    top = net[: -(-len(net) // 5)]
    assert 0.60 <= sum(top) / sum(net) <= 0.82


def test_conversion_and_more_leads_than_new_customers(book):
    won = sum(1 for row in book.leads if row["data_conversao"])
    assert 0.20 <= won / len(book.leads) <= 0.30
    assert len(book.leads) > len(book.first)
    assert len({row["data"][:7] for row in book.leads}) == 24


def test_acquisition_costs_fit_the_value_of_a_customer(book):
    for start, end in pairwise(QUARTERS_2024):
        before, after = book.active(start), book.active(end)
        monthly_churn = 1 - (1 - len(before - after) / len(before)) ** (1 / 3)
        revenue = sum(
            cents(row["valor"])
            for row in book.sales
            if row["cliente"] in before
            and row["status"] != "cancelado"
            and start - WINDOW <= date.fromisoformat(row["data"]) < start
        )
        ltv = revenue / 3 / len(before) * 0.28 / monthly_churn
        spent = sum(cents(row["valor"]) for row in book.costs if start <= date.fromisoformat(row["data"]) < end)
        cac = spent / sum(start <= day < end for day in book.first.values())
        assert 2 < ltv / cac < 5
    lines = defaultdict(int)
    for row in book.costs:
        lines[row["data"][:7], row["canal"]] += 1
    assert set(lines.values()) == {2, 3}
    assert len(lines) == 24 * 4


# --- what goes wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"customers": 0}, "--clientes não aceita 0"),
        ({"customers": 10**9, "sales_lines": 10**9}, "--clientes não aceita 1000000000"),
        ({"sales_lines": 399}, "399 linhas de vendas são poucas para 400 clientes"),
        ({"sales_lines": -1}, "--vendas não aceita -1"),
        ({"months": 0}, "--meses não aceita 0"),
        ({"end": date(1961, 1, 1), "months": 30}, "30 meses até 01/01/1961 saem do calendário aceito"),
        ({"end": date.max}, "24 meses até 31/12/9999 saem do calendário aceito"),
    ],
    ids=["no-customers", "too-many", "few-lines", "negative", "no-months", "too-early", "too-late"],
)
def test_impossible_recipes_are_refused_with_the_fix(change, said):
    with pytest.raises(UsageError) as caught:
        replace(Recipe(), **change)
    assert caught.value.message == said
    assert "--" in caught.value.hint


def test_a_file_in_the_place_of_the_folder(tmp_path):
    (tmp_path / "exemplo").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="não foi possível gravar o exemplo em") as caught:
        generate(SMALL, tmp_path / "exemplo")
    assert "-o" in caught.value.hint


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_without_permission(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError):
        generate(SMALL, tmp_path)
    tmp_path.chmod(0o700)


@pytest.mark.slow
@pytest.mark.parametrize("file_format", ["csv", "parquet"])
@pytest.mark.parametrize("failure", [KeyboardInterrupt, LookupError])
def test_an_interruption_leaves_the_old_files_and_nothing_else(tmp_path, file_format, failure):
    old = tmp_path / f"vendas.{file_format}"
    old.write_bytes(b"old")

    def stop(_lines):
        raise failure

    with pytest.raises(failure):
        generate(SMALL, tmp_path, file_format=file_format, on_progress=stop)
    assert list(tmp_path.iterdir()) == [old]
    assert old.read_bytes() == b"old"


def test_files_take_their_names_at_the_end(tmp_path):
    paths = generate(SMALL, tmp_path / "nova" / "pasta")
    assert paths == targets(tmp_path / "nova" / "pasta")
    assert sorted(paths) == sorted((tmp_path / "nova" / "pasta").iterdir())
    assert [path.name for path in paths] == [
        *("clientes.csv", "vendas.csv", "leads.csv", "custos.csv"),
        *("titulos.csv", "avaliacoes.csv", "contatos.csv", "campanhas.csv", "etapas.csv"),
        "carteira.toml",
    ]
