"""The files of a star: whole, keyed, the same each time, and about nobody where that is asked for."""

# ruff: noqa: S608 - queries over tables that the test itself has named

from __future__ import annotations

import csv
from datetime import date

import polars as pl
import pyarrow.parquet as pq
import pytest

from carteira_cli.star.columns import star_tables
from tests.running import ROOT, WORKED, carteira, sales
from tests.stars import MODEL, TABLES, read, star

KEYS = {table.name: table.key for table in star_tables(named=True, numbered=False)}
REFERS = [
    (table.name, column, other, key)
    for table in star_tables(named=True, numbered=False)
    for column, other, key in table.refers
]
EXAMPLES = ROOT / "examples"
SECRET = "5f2b9c0e7a1d4e83b6c95a0f1e2d3c4b"  # noqa: S105 - of a test


def sound(made):
    """Every key is unique and never empty, and every fact finds its dimensions."""
    for name, columns in KEYS.items():
        listed = ", ".join(columns)
        empty = " OR ".join(f"{column} IS NULL" for column in columns)
        assert made.ask(f"SELECT {listed} FROM {name} GROUP BY ALL HAVING COUNT(*) > 1") == []
        assert made.ask(f"SELECT {listed} FROM {name} WHERE {empty}") == []
    for name, column, other, key in REFERS:
        assert made.ask(f"SELECT * FROM {name} ANTI JOIN {other} ON {name}.{column} = {other}.{key}") == []


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["minima", "distribuidora", "assinaturas"])
def test_facts_are_keyed_and_find_their_dimensions(name, tmp_path):
    made = star(tmp_path / "estrela", "-C", EXAMPLES / name)
    sound(made)
    assert sorted(path.name for path in made.folder.iterdir()) == sorted([MODEL, *(f"{one}.parquet" for one in TABLES)])


@pytest.mark.slow
def test_the_same_portfolio_is_the_same_bytes(tmp_path):
    for place in ("um", "dois"):
        star(tmp_path / place, "-C", EXAMPLES / "minima", "--formato", "parquet")
        star(tmp_path / f"{place}-csv", "-C", EXAMPLES / "minima", "-f", "csv")
    assert content(tmp_path / "um") == content(tmp_path / "dois")
    assert content(tmp_path / "um-csv") == content(tmp_path / "dois-csv")


@pytest.mark.slow
def test_the_way_the_sales_are_reduced_and_cut_does_not_show(tmp_path, monkeypatch):
    folder = EXAMPLES / "distribuidora"
    usual = star(tmp_path / "um", "-C", folder)
    other = star(tmp_path / "dois", "-C", folder, "--motor", "duckdb")
    monkeypatch.setattr("carteira_cli.star.sales.AT_ONCE", 500)
    cut = star(tmp_path / "tres", "-C", folder)
    assert content(usual.folder) == content(other.folder)
    for name in TABLES:
        assert cut.ask(f"SELECT * FROM {name} EXCEPT SELECT * FROM '{usual.folder / name}.parquet'") == []
    assert cut.ask("SELECT COUNT(*), MAX(linha) FROM fato_vendas") == usual.ask(
        "SELECT COUNT(*), COUNT(*) FROM fato_vendas"
    )


def test_money_is_whole_cents_and_days_are_dates(tmp_path):
    made = star(tmp_path / "estrela", "-C", EXAMPLES / "minima")
    for name in ("fato_vendas", "fato_movimento"):
        schema = pq.read_schema(made.folder / f"{name}.parquet")
        types = {field.name: str(field.type) for field in schema}
        assert {types[one] for one in types if one.endswith("_centavos")} == {"int64"}
        assert {types[one] for one in types if one in {"data", "inicio", "fim"}} == {"date32[day]"}
        assert not {"float", "double"} & {*types.values()}


@pytest.mark.slow
def test_csv_says_what_parquet_says(tmp_path):
    whole = star(tmp_path / "parquet", "-C", EXAMPLES / "minima")
    text = star(tmp_path / "csv", "-C", EXAMPLES / "minima", "--formato", "csv")
    for name in TABLES:
        want = pl.read_parquet(whole.folder / f"{name}.parquet")
        found = pl.read_csv(text.folder / f"{name}.csv", schema=want.schema, try_parse_dates=True)
        assert found.equals(want)


def test_the_movement_of_a_quarter_by_hand(tmp_path):
    made = star(tmp_path / "estrela", "-C", WORKED)
    rows = made.ask(
        "SELECT cliente, ativo_inicio, ativo_fim, perdido, retido, novo, reativado, comprou "
        "FROM fato_movimento WHERE periodo = '2024-Q1' AND (perdido = 1 OR novo = 1 OR reativado = 1) ORDER BY ALL"
    )
    ran = carteira("churn", "-C", WORKED, "-p", "2024-Q1", "--listar", "perdidos", "-f", "json")
    lost = {row["cliente"] for row in ran.document["tabelas"]["perdidos"]}
    assert {row[0] for row in rows if row[3]} == lost
    assert all(row[1:5] == (1, 0, 1, 0) for row in rows if row[3])
    assert [row[1:5] for row in rows if row[5] or row[6]] == [(0, 1, 0, 0)] * 3


def test_a_period_knows_its_days_and_whether_it_is_over(tmp_path):
    made = star(tmp_path / "estrela", "-C", EXAMPLES / "minima", "--hoje", "2024-02-15")
    found = made.ask("SELECT DISTINCT grao, periodo, inicio, fim, completo FROM fato_movimento WHERE periodo >= '2024'")
    assert sorted(found) == [
        ("ano", "2024", date(2024, 1, 1), date(2024, 2, 15), 0),
        ("mes", "2024-01", date(2024, 1, 1), date(2024, 1, 31), 1),
        ("mes", "2024-02", date(2024, 2, 1), date(2024, 2, 15), 0),
        ("trimestre", "2024-Q1", date(2024, 1, 1), date(2024, 2, 15), 0),
    ]
    assert "2024-02, 2024-Q1, 2024 ainda não terminaram: os dados vão até 15/02/2024 (completo = 0)" in made.ran.out
    assert made.ask("SELECT MAX(data) FROM fato_vendas") <= [(date(2024, 2, 15),)]


@pytest.mark.slow
def test_the_first_window_of_the_data_is_marked(tmp_path):
    made = star(tmp_path / "estrela", "-C", EXAMPLES / "distribuidora", "--onde", "uf=RS")
    marked = "SELECT DISTINCT janela_completa FROM fato_movimento WHERE grao = 'mes' AND periodo {} '2023-04'"
    assert made.ask(marked.format("<")) == [(0,)]
    assert made.ask(marked.format(">")) == [(1,)]
    assert "7 períodos têm antes de si menos dados que o prazo de inatividade (janela_completa = 0)" in made.ran.out


@pytest.mark.slow
def test_what_is_doubtful_of_contracts_and_attributes_is_told(tmp_path):
    ran = star(tmp_path / "contratos", "-C", EXAMPLES / "assinaturas").ran
    assert "clientes com mais de um contrato vigente em 31/12/2024, que se somam" in ran.err
    rows = ("a,2024-01-10,1.00,SP", "a,2024-01-11,1.00,RJ", "a,2024-01-12,1.00,RJ")
    folder = sales(tmp_path / "dados", *rows, header="cliente,data,valor,uf")
    made = star(tmp_path / "estrela", "-C", folder)
    assert made.ask("SELECT uf FROM dim_cliente") == [("RJ",)]
    assert '1 cliente tem mais de um valor em "uf"; vale o da maioria das linhas' in made.ran.err


@pytest.mark.slow
def test_a_customer_who_only_returned_something_counts_in_revenue(tmp_path):
    rows = ("a,2023-01-10,100.00", "a,2024-06-10,-30.00", "b,2024-06-11,50.00")
    folder = sales(tmp_path / "dados", *rows)
    made = star(tmp_path / "estrela", "-C", folder)
    assert made.ask("SELECT SUM(receita_centavos) FROM fato_movimento WHERE periodo = '2024-06'") == [(2000,)]
    other = star(tmp_path / "ignora", "-C", folder, "--devolucoes", "ignorar")
    assert other.ask("SELECT SUM(receita_centavos) FROM fato_movimento WHERE periodo = '2024-06'") == [(5000,)]
    assert other.ask("SELECT valor_centavos, receita_centavos, compra FROM fato_vendas ORDER BY linha") == [
        (10000, 10000, 1),
        (-3000, 0, 0),
        (5000, 5000, 1),
    ]


@pytest.mark.slow
def test_only_whole_periods_of_the_one_asked_for(tmp_path):
    made = star(tmp_path / "estrela", "-C", EXAMPLES / "minima", "--periodo", "2023-10..2024-01")
    assert made.periods == ["2023-10", "2023-11", "2023-12", "2023-Q4", "2024-01"]
    inside = "data BETWEEN '2023-10-01' AND '2024-01-31'"
    assert made.ask(f"SELECT COUNT(*) FROM fato_vendas WHERE NOT {inside}") == [(0,)]
    assert "linhas de venda válidas fora de 2023-10..2024-01 não estão em fato_vendas" in made.ran.err
    whole = star(tmp_path / "toda", "-C", EXAMPLES / "minima")
    (left,) = whole.ask(f"SELECT COUNT(*) FROM fato_vendas WHERE NOT {inside}")
    assert f"{left[0]} linhas de venda válidas fora" in made.ran.err
    first = "SELECT cliente, primeira_compra FROM dim_cliente ORDER BY cliente"
    assert made.ask(first) == whole.ask(first)


def test_a_period_of_the_configuration_is_that_of_analyses(tmp_path):
    folder = sales(tmp_path / "dados", "a,2024-01-10,1.00", "a,2024-03-10,1.00")
    (folder / "carteira.toml").write_text('periodo = "2024-03"\ncomparar = "anterior"\nformato = "json"\n')
    made = star(tmp_path / "estrela", "-C", folder)
    assert made.periods == ["2024", "2024-01", "2024-02", "2024-03", "2024-Q1"]


def test_only_sales_no_seller_no_register(tmp_path):
    made = star(tmp_path / "estrela", "-C", sales(tmp_path / "dados", "a,2024-01-10,10.00", "b,2024-02-10,5.00"))
    sound(made)
    assert made.ask("SELECT * FROM dim_vendedor") == [("(sem vendedor)", 1, 1)]
    assert made.ask("SELECT cliente, nome, uf, vendedor, coorte FROM dim_cliente") == [
        ("a", None, None, "(sem vendedor)", "2024-01"),
        ("b", None, None, "(sem vendedor)", "2024-02"),
    ]


def test_nothing_but_headers(tmp_path):
    made = star(tmp_path / "estrela", "-C", sales(tmp_path / "dados"), "--hoje", "2024-03-31")
    sound(made)
    assert made.ask("SELECT COUNT(*) FROM fato_movimento") == made.ask("SELECT COUNT(*) FROM dim_cliente") == [(0,)]
    assert "nenhum período tem dados: fato_movimento está vazia" in made.ran.err


def test_the_customers_of_the_register_are_there_and_those_of_a_filter_alone(tmp_path):
    folder = sales(tmp_path / "dados", "a,2024-01-10,10.00", "b,2024-02-10,5.00")
    sales(folder, "a,SP,Ana", "c,RJ,Caio", header="cliente,uf,nome", name="clientes.csv")
    names = "SELECT cliente, uf, nome FROM dim_cliente"
    assert star(tmp_path / "um", "-C", folder).ask(names) == [
        ("a", "SP", "Ana"),
        ("b", None, None),
        ("c", "RJ", "Caio"),
    ]
    made = star(tmp_path / "dois", "-C", folder, "--onde", "uf=SP")
    sound(made)
    assert made.ask(names) == [("a", "SP", "Ana")]
    assert made.ask("SELECT DISTINCT cliente FROM fato_movimento UNION SELECT cliente FROM fato_vendas") == [("a",)]


def test_a_single_wrong_date_does_not_make_a_thousand_months(tmp_path):
    folder = sales(tmp_path / "dados", "a,1900-01-01,10.00", "b,2024-02-10,5.00")
    message, hint = carteira("estrela", "-C", folder, "-o", tmp_path / "estrela").error
    assert "1900-01-01" in message
    assert "--periodo" in hint
    assert not (tmp_path / "estrela").exists()
    assert star(tmp_path / "estrela", "-C", folder, "-p", "2024-Q1").periods == ["2024-02", "2024-Q1"]


def test_a_text_is_no_formula_in_a_spreadsheet(tmp_path):
    folder = sales(tmp_path / "dados", "=1+1,2024-01-10,10.00")
    made = star(tmp_path / "estrela", "-C", folder, "-f", "csv")
    for name in ("dim_cliente", "fato_vendas", "fato_movimento"):
        with (made.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert {row["cliente"] for row in csv.DictReader(file)} == {"'=1+1"}
    sound(made)


@pytest.mark.slow
@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_without_identifiers_customers_are_numbers(file_format, tmp_path):
    folder = EXAMPLES / "distribuidora"
    made = star(tmp_path / "estrela", "-C", folder, "--sem-identificadores", "-f", file_format, "-p", "2024-Q4")
    sound(made)
    (many,) = made.ask("SELECT COUNT(*), MIN(cliente), MAX(cliente) FROM dim_cliente")
    assert many == (many[0], 1, many[0])
    if file_format == "parquet":
        assert "nome" not in pq.read_schema(made.folder / "dim_cliente.parquet").names
    people = pl.read_csv(folder / "clientes.csv", infer_schema=False)
    told = b"".join(content(made.folder).values()).decode(errors="replace")
    for column in ("cliente", "nome"):
        assert not [cell for cell in people[column].drop_nulls() if cell in told]


def test_pseudonyms_are_those_of_every_other_report(tmp_path):
    key = tmp_path / "chave"
    key.write_text(SECRET)
    key.chmod(0o600)
    made = star(tmp_path / "estrela", "-C", EXAMPLES / "minima", "--pseudonimizar", key)
    sound(made)
    words = ("-C", EXAMPLES / "minima", "-p", "2024-Q1", "--listar", "perdidos", "--pseudonimizar", key, "-f", "json")
    lost = {row["cliente"] for row in carteira("churn", *words).document["tabelas"]["perdidos"]}
    found = made.ask("SELECT cliente FROM fato_movimento WHERE periodo = '2024-Q1' AND perdido = 1")
    assert {row[0] for row in found} == lost
    assert "nome" not in pq.read_schema(made.folder / "dim_cliente.parquet").names


def test_a_filter_that_names_a_customer_is_not_in_the_model(tmp_path):
    open_one = star(tmp_path / "um", "-C", WORKED, "--onde", "cliente=C01")
    hidden = star(tmp_path / "dois", "-C", WORKED, "--onde", "cliente=C01", "--sem-identificadores")
    assert "C01" in (open_one.folder / MODEL).read_text(encoding="utf-8")
    assert "C01" not in (hidden.folder / MODEL).read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_star_is_replaced_only_by_force_and_by_one_of_its_format(tmp_path):
    folder, place = EXAMPLES / "minima", tmp_path / "estrela"
    star(place, "-C", folder)
    before = content(place)
    message, hint = carteira("estrela", "-C", folder, "-o", place).error
    assert "já existe" in message
    assert "--forcar" in hint
    assert "outro formato" in carteira("estrela", "-C", folder, "-o", place, "-f", "csv", "--forcar").error[0]
    assert content(place) == before
    star(place, "-C", folder, "--forcar", "--hoje", "2024-02-15")
    assert content(place) != before
    assert len(content(place)) == len(before)


@pytest.mark.slow
def test_a_run_that_fails_leaves_the_star_that_was_there_and_no_new_folder(tmp_path):
    good = sales(tmp_path / "dados", "a,2024-01-10,10.00")
    star(tmp_path / "estrela", "-C", good)
    before = content(tmp_path / "estrela")
    bad = sales(tmp_path / "ruins", "a,2024-01-10,10.00", "b,ontem,1.00", "c,hoje,1.00")
    for place in ("estrela", "nova"):
        ran = carteira("estrela", "-C", bad, "-o", tmp_path / place, "--forcar")
        assert ran.code != 0
        assert "rejeitada" in ran.err
    assert content(tmp_path / "estrela") == before
    assert not (tmp_path / "nova").exists()


def test_the_folder_of_the_portfolio_and_no_folder_are_refused(tmp_path):
    folder = sales(tmp_path / "dados", "a,2024-01-10,10.00")
    assert "seriam lidos" in carteira("estrela", "-C", folder, "-o", folder).error[0]
    for place in ("dados", "dados/../dados"):  # files are looked for there too, by what is in them
        assert "seriam lidos" in carteira("estrela", "-C", tmp_path, "-o", tmp_path / place).error[0]
    message = carteira("estrela", "-C", folder, "-o", folder / "vendas.csv").error[0]
    assert message.endswith("vendas.csv é um arquivo, e não uma pasta")
    assert "falta a pasta" in carteira("estrela", "-C", folder).error[0]
    assert [path.name for path in folder.iterdir()] == ["vendas.csv"]


@pytest.mark.slow
def test_a_portfolio_of_dirty_lines_counts_them(tmp_path):
    rows = [f"c{n % 7},2024-0{n % 6 + 1}-15,{n}.00,{'cancelado' if n % 5 == 0 else 'ok'}" for n in range(1, 60)]
    folder = sales(tmp_path / "dados", *rows, "d,2024-13-40,1.00,ok", header="cliente,data,valor,status")
    made = star(tmp_path / "estrela", "-C", folder)
    sound(made)
    (counted,) = made.ask("SELECT COUNT(*) FROM fato_vendas")
    assert counted == (59 - 11,)
    assert "1 linha rejeitada" in made.ran.err
    assert read(made.folder, made.ran).periods
