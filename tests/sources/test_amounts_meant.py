"""What an amount is of, against plain Python: products, months, orders, currencies, subtotals, and sums too large."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.errors import DataError, UsageError
from carteira_cli.reading.hidden import PARTS, TIMES
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.factors import Formula, formula_of, is_unit_price
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.meaning.currency import code_of
from carteira_cli.sources.meaning.periodicity import monthly
from carteira_cli.sources.meaning.periodicity_words import ONCE, own_rates, rate_of
from carteira_cli.sources.proving.sums import LIMIT, refuse_overflow
from carteira_cli.sources.reading_rules import Rules
from tests.running import carteira
from tests.workbooks import write_book

RULES = Rules(DEFAULT_CANCELLED, optional=frozenset({"venda"}))
FEW = settings(max_examples=8, deadline=None)
YEAR = ("ticket", "-p", "2024", "-f", "json")
quantities = st.decimals(-99_999, 99_999, places=4)
prices = st.decimals(0, 99_999, places=6)


def ledger(path, table="vendas", rules=RULES, **mapping):
    return open_ledger(TABLES[table], [path], mapping, rules)


def cents(path, **mapping):
    found = ledger(path, **mapping)
    return found.proven.lines().select("valor").collect()["valor"].to_list()


def half_even(value: Fraction | Decimal) -> int:
    exact = Fraction(value)
    below, rest = divmod(exact, 1)
    return int(below + (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1)))


@pytest.mark.slow
@given(rows=st.lists(st.tuples(quantities, prices), min_size=1, max_size=30), mark=st.sampled_from([",", "."]))
@FEW
def test_a_product_is_exact_and_rounded_half_even_once(tmp_path_factory, rows, mark):
    path = tmp_path_factory.mktemp("a") / "vendas.csv"
    lines = [f"C1;2024-01-{at % 28 + 1:02};{q};{p}".replace(".", mark) for at, (q, p) in enumerate(rows)]
    path.write_text("cliente;data;Qtde;Vl. Unit.\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert cents(path) == [half_even(Fraction(q) * Fraction(p) * 100) for q, p in rows]
    typed = path.with_suffix(".parquet")
    frame = {"cliente": ["C1"] * len(rows), "data": [dt.date(2024, 1, 2)] * len(rows)}
    pl.DataFrame(
        {**frame, "quantity": [float(q) for q, _ in rows], "UnitPrice": [float(p) for _, p in rows]}
    ).write_parquet(typed)
    assert cents(typed) == [half_even(Fraction(q) * Fraction(p) * 100) for q, p in rows]


def test_whole_numbers_and_large_ones_multiply_without_a_float(tmp_path):
    path = tmp_path / "vendas.parquet"
    rows = [(3, 33_333_333_333.33), (-7, 1_234_567_890.12), (1, 99_999_999_999.0), (2, 99_999_999_999.0), (0, 5.0)]
    pl.DataFrame(
        {
            "cliente": ["C1"] * 5,
            "data": [dt.date(2024, 1, 2)] * 5,
            "quantidade": [q for q, _ in rows],
            "preço": [p for _, p in rows],
        }
    ).write_parquet(path)
    found = ledger(path)
    wanted = [q * round(Decimal(str(p)) * 100) for q, p in rows]
    assert found.proven.audit.rejected == 1  # twice R$ 99.999.999.999 is more than an amount may be
    assert found.proven.lines().collect()["valor"].to_list() == [wanted[0], wanted[1], wanted[2], wanted[4]]


@pytest.mark.slow
def test_what_is_taken_off_may_be_blank_and_has_any_sign(tmp_path):
    path = tmp_path / "vendas.csv"
    path.write_text("cliente;data;q;p;d\nC;2024-01-02;2;10,00;1,50\nC;2024-01-02;1;3,00;\nC;2024-01-02;1;3,00;-1,00\n")
    for text in ("q × p - d", "q*p − d", "q x p - d"):
        assert cents(path, valor=text) == [1850, 300, 200]
    with pytest.raises(DataError, match=r'não há a coluna "preço" \(colunas\.vendas\.valor\)'):
        cents(path, valor="q × preço")
    with pytest.raises(DataError, match='não há a coluna "desc"'):
        cents(path, valor="q × p - desc")


def test_a_formula_is_read_by_the_names_there_are():
    header = ["2 x 3", "Preço - líquido", "Qtd", "d"]
    assert formula_of("2 x 3", header, "a.csv", "k") is None
    assert formula_of("Qtd x Preço - líquido", header, "a.csv", "k") == Formula(("Qtd", "Preço - líquido"))
    assert formula_of("2 x 3 × Preço - líquido - d", header, "a.csv", "k") == Formula(("2 x 3", "Preço - líquido"), "d")
    assert formula_of("Nada", header, "a.csv", "k") is None


@pytest.mark.parametrize(
    "name", ["Vl. Unit.", "Valor Unitário", "UnitPrice", "unit_price", "Preço", "price", "Pr. unit", "Preço de venda"]
)
def test_these_are_prices_of_a_unit(name):
    assert is_unit_price(name)


@pytest.mark.parametrize(
    "name", ["Valor", "Custo unitário", "Unidades", "Valor total", "Preço total", "Qtd unit.", "Community"]
)
def test_these_are_not(name):
    assert not is_unit_price(name)


@given(
    prices_in_cents=st.lists(st.integers(-(10**13) + 1, 10**13 - 1), min_size=1, max_size=20),
    rate=st.sampled_from(
        [(1, 12), (1, 6), (1, 3), (1, 2), (52, 12), (26, 12), (2, 1), (365, 12), (30, 45), (1, 1), (1, 36)]
    ),
)
@FEW
def test_the_price_of_a_month_is_exact_and_rounded_half_even_once(prices_in_cents, rate):
    frame = pl.DataFrame(
        {"c": prices_in_cents, TIMES: [rate[0]] * len(prices_in_cents), PARTS: [rate[1]] * len(prices_in_cents)}
    )
    found = frame.select(monthly(pl.col("c"))).to_series().to_list()
    wanted = [
        half_even(abs(Fraction(price)) * rate[0] / rate[1]) * (1 if price >= 0 else -1) for price in prices_in_cents
    ]
    assert found == wanted


@pytest.mark.parametrize(
    ("word", "rate"),
    [
        ("Mensal", (1, 1)), ("ANUAL", (1, 12)), ("Semestral", (1, 6)), ("trimestralmente", (1, 3)),
        ("bimestral", (1, 2)),
        ("yearly", (1, 12)), ("Semi-annual", (1, 6)), ("quarterly", (1, 3)), ("week", (52, 12)), ("quinzenal", (2, 1)),
        ("12", (1, 12)), ("12 meses", (1, 12)), ("1 year", (1, 12)), ("2 anos", (1, 24)), ("every 3 months", (1, 3)),
        ("30 dias", (30, 30)), ("365 dias", (1, 12)), ("7 dias", (52 * 7, 12 * 7)), ("Plano Anual", (1, 12)),
        ("6m", (1, 6)),
        ("One-time", ONCE), ("avulsa", ONCE), ("Mensal / anual", None), ("Sim", None), ("Safra", None), ("0", None),
    ],
)  # fmt: skip
def test_words_of_billing(word, rate):
    found = rate_of(word, {})
    assert (None if found is None or found == ONCE else Fraction(*found)) == (
        None if rate is None or rate == ONCE else Fraction(*rate)
    )
    assert (found == ONCE) is (rate == ONCE)


def test_a_users_word_wins_and_one_without_months_is_refused():
    assert rate_of("SAFRA", own_rates(["Safra = 12"])) == (1, 12)
    assert rate_of("anual", own_rates(["anual=1 mes"])) == (1, 1)
    for text in ("Safra", "Safra = 0", "= 3"):
        with pytest.raises(UsageError, match="meses"):
            own_rates([text])


@pytest.mark.parametrize(
    ("word", "code"),
    [("R$", "BRL"), (" reais ", "BRL"), ("US$", "USD"), ("Dólar", "USD"), ("BRL - Real", "BRL"), ("Euro (EUR)", "EUR"),
     ("€", "EUR"), ("ars", "ARS"), ("$", None), ("Pontos", None), ("BRL/USD", None)],
)  # fmt: skip
def test_words_of_currencies(word, code):
    assert code_of(word) == code


orders = st.lists(
    st.lists(st.tuples(st.integers(1, 9), st.integers(10, 5000)), min_size=1, max_size=5), min_size=3, max_size=15
)


@pytest.mark.slow
@given(found=orders)
@FEW
def test_an_orders_total_counts_once_and_amounts_of_items_each_time(tmp_path_factory, found):
    """Quantity × price tells the two apart, in text and in typed files, wherever the lines of an order stand.

    Prices are of ten cents and more: a cent, beside one, is what rounding may make.
    """
    folder = tmp_path_factory.mktemp("o")
    rows = [
        {
            "venda": o,
            "cliente": f"C{o % 3}",
            "data": dt.date(2024, 1, 1 + o),
            "produto": f"P{i}",
            "quantidade": q,
            "preco": p / 100,
            "item": q * p / 100,
            "total": sum(x * y for x, y in lines) / 100,
        }
        for o, lines in enumerate(found)
        for i, (q, p) in enumerate(lines)
    ]
    shuffled = pl.DataFrame(rows).sort(pl.col("produto").hash(7), "venda")
    whole = sum(q * p for lines in found for q, p in lines)
    for amount in ("item", "total"):
        kept = shuffled.drop("item" if amount == "total" else "total").rename({amount: "valor"})
        kept.write_csv(folder / "v.csv")
        kept.write_parquet(folder / "v.parquet")
        for name in ("v.csv", "v.parquet"):
            several = any(len(lines) > 1 for lines in found)
            if several or amount == "item":
                assert sum(cents(folder / name)) == whole, (amount, name)


def test_a_workbook_is_read_by_the_same_arithmetic(tmp_path):
    lines = [["pedido", "data", "cliente", "produto", "qtd", "preço unitário", "valor"]]
    lines += [
        [1, dt.date(2024, 1, 15), "C1", "A", 1, 100.0, 250.0],
        [1, dt.date(2024, 1, 15), "C1", "B", 1, 150.0, 250.0],
    ]
    lines += [[2, dt.date(2024, 1, 16), "C2", "B", 2, 150.0, 300.0]]
    write_book(tmp_path / "vendas.xlsx", {"Vendas": lines})
    ran = carteira(*YEAR, "--vendas", tmp_path / "vendas.xlsx")
    assert (ran.values["receita"], ran.values["pedidos"]) == (550.0, 2)
    without = [row[:-1] for row in lines]
    write_book(tmp_path / "vendas.xlsx", {"Vendas": without})
    assert carteira(*YEAR, "--vendas", tmp_path / "vendas.xlsx").values["receita"] == 550.0


def test_orders_that_contradict_a_total_are_counted_beyond_the_first_lines(tmp_path):
    rows = [(o, f"P{i}", 1, 1.0, 2.0) for o in range(10_500) for i in range(2)]
    rows += [(99_999, "P0", 1, 3.0, 3.0), (99_999, "P1", 1, 4.0, 4.0)]
    frame = pl.DataFrame(rows, schema=["pedido", "produto", "quantidade", "preço", "valor"], orient="row")
    path = tmp_path / "v.parquet"
    frame.with_columns(cliente=pl.lit("C1"), data=pl.lit(dt.date(2024, 1, 2))).write_parquet(path)
    ran = carteira(*YEAR, "--vendas", path)
    assert ran.values["receita"] == 10_500 * 2 + 7
    assert any("1 pedido tem totais diferentes" in said and "valor_por" in said for said in ran.document["avisos"])


@pytest.mark.slow
@given(
    groups=st.lists(st.lists(st.integers(1, 10**6), min_size=1, max_size=6), min_size=1, max_size=8),
    word=st.sampled_from(["Total {}", "{} Total", "SUBTOTAL {}", "Soma de {}"]),
    grand=st.booleans(),
)
@FEW
def test_subtotals_are_left_out_and_nothing_else(tmp_path_factory, groups, word, grand):
    lines, numbers, order = [], [], 0
    for number, amounts in enumerate(groups):
        for amount in amounts:
            order += 1
            lines.append((f"C{number}", f"2024-01-{number + 1:02}", amount / 100))
        lines.append((word.format(f"C{number}"), "2024-01-31", sum(amounts) / 100))
        numbers.append(len(lines))
    if grand:
        lines.append(("Total geral", "2024-01-31", sum(map(sum, groups)) / 100))
    frame = pl.DataFrame(lines, schema=["cliente", "data", "valor"], orient="row")
    folder = tmp_path_factory.mktemp("s")
    frame.write_csv(folder / "v.csv")
    frame.with_columns(pl.col("data").str.to_date()).write_parquet(folder / "v.parquet")
    for name in ("v.csv", "v.parquet"):
        found = ledger(folder / name)
        assert sum(found.proven.lines().collect()["valor"]) == sum(map(sum, groups)), name
        assert (found.proven.audit.lines, found.proven.audit.rejected) == (order, 0), name


def test_lines_in_other_currencies_are_void_in_every_container(tmp_path):
    frame = pl.DataFrame(
        {
            "cliente": ["C1", "C2", "C3", "C4"],
            "data": [dt.date(2024, 1, 15)] * 4,
            "moeda": ["BRL", "USD", None, "€"],
            "valor": [1.0, 2.0, 4.0, 8.0],
        }
    )
    frame.write_parquet(tmp_path / "v.parquet")
    write_book(tmp_path / "v.xlsx", {"Vendas": [frame.columns, *map(list, frame.rows())]})
    for name in ("v.parquet", "v.xlsx"):
        ran = carteira(*YEAR, "--vendas", tmp_path / name)
        assert ran.values["receita"] == 5.0, name
        assert ran.document["fontes"]["vendas"]["canceladas"] == 2, name
        said = " ".join(ran.document["avisos"])
        assert "USD 2,00" in said
        assert "EUR 8,00" in said


def test_a_file_all_in_reais_says_nothing(tmp_path):
    frame = pl.DataFrame(
        {"cliente": ["C1"] * 3, "data": ["2024-12-31"] * 3, "moeda": ["BRL", "R$", "Real"], "valor": [1, 2, 4]}
    )
    frame.write_csv(tmp_path / "v.csv")
    ran = carteira("ticket", "-f", "json", "-p", "2024-12-31..2024-12-31", "--vendas", tmp_path / "v.csv")
    assert ran.values["receita"] == 7.0
    assert ran.document["avisos"] == []


def test_sums_beyond_the_limit_are_refused_and_those_below_are_not(tmp_path):
    path = tmp_path / "v.csv"
    path.write_text("cliente,data,valor\nC1,2024-01-02,60.00\nC1,2024-01-03,-40.00\n", encoding="utf-8")
    found = ledger(path)
    part, size = found.proven.parts[0], found.proven.audit.size
    assert size == 2 * 6000
    refuse_overflow([(part, size)], 10_001)
    refuse_overflow([(part, size)], 20_000)
    with pytest.raises(DataError, match=r'"valor" somam R\$ 100,00'):
        refuse_overflow([(part, size)], 10_000)
    with pytest.raises(DataError, match="somam"):
        refuse_overflow([(part, float("nan"))], 10_000)
    assert 99 * LIMIT < 2**63


def test_a_sum_that_would_wrap_is_refused(tmp_path):
    """930 thousand lines of just below R$ 100 billion are more cents than 64 bits hold."""
    count = 930_000
    path = tmp_path / "v.parquet"
    pl.select(
        cliente=pl.lit("C1").repeat_by(count).explode(),
        data=pl.lit(dt.date(2024, 1, 2)),
        valor=pl.lit(99_999_999_999.0),
    ).write_parquet(path)
    assert count * 9_999_999_999_900 > 2**63
    ran = carteira("ticket", "-p", "2024", "--vendas", path)
    assert ran.code == 2
    assert "mais do que se soma com exatidão" in ran.error[0]


@pytest.mark.slow
def test_a_portfolio_that_was_imported_gives_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.csv").write_text(
        "pedido;cliente;data;qtd;preço;moeda\n1;C1;15/01/2024;2;10,00;BRL\n2;C1;16/01/2024;1;5,00;USD\n"
    )
    (tmp_path / "a.csv").write_text("cliente;periodicidade;inicio;fim;valor\nC1;anual;15/01/2023;;1200,00\n")
    ran = carteira("importar", "--vendas", "v.csv", "--assinaturas", "a.csv")
    assert ran.code == 0, ran.err
    assert carteira(*YEAR).values["receita"] == 20.0
    again = carteira("churn-receita", "-p", "2024-Q1", "-f", "json", "--hoje", "2024-06-30")
    assert again.values["receita_mensal_inicio"] == 100.0
