"""Conditions over rows: empty cells, days, amounts, misspelt values; held against plain Python."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.condition import Both, Comparison, Either, Not, parse_condition
from carteira_cli.customers.filters import check_values, expression
from carteira_cli.days import to_date, to_day
from carteira_cli.errors import UsageError
from carteira_cli.sources.matching.tables import ValueKind

KINDS = {"uf": ValueKind.TEXT, "cliente": ValueKind.ID, "dia": ValueKind.DAY, "custo": ValueKind.MONEY}
SCHEMA = {"uf": pl.String, "cliente": pl.String, "dia": pl.Int32, "custo": pl.Int64}
CELLS = {name: nw.col(name) for name in KINDS}


def holds(text, **cells):
    """Whether a condition holds of one row; what is not given is null."""
    row = pl.DataFrame({name: [cells.get(name)] for name in SCHEMA}, schema=SCHEMA)
    [answer] = nw.from_native(row).select(ok=expression(parse_condition(text), CELLS, KINDS))["ok"].to_list()
    return answer


@pytest.mark.parametrize(
    ("text", "of_sp", "of_rj", "of_none"),
    [
        ("uf=SP", True, False, False),
        ("uf!=SP", False, True, True),
        ("nao uf=SP", False, True, True),
        ("uf em (SP, MG)", True, False, False),
        ("uf nao em (SP, MG)", False, True, True),
        ("nao (uf em (SP, MG))", False, True, True),
        ("uf vazio", False, False, True),
        ("uf nao vazio", True, True, False),
        ("uf!=SP e uf nao vazio", False, True, False),
        ("uf=SP ou uf vazio", True, False, True),
        ("nao (uf=SP ou uf vazio)", False, True, False),
    ],
)
def test_an_empty_cell_is_never_unknown(text, of_sp, of_rj, of_none):
    assert [holds(text, uf=cell) for cell in ("SP", "RJ", None)] == [of_sp, of_rj, of_none]
    assert holds(text, uf=" \u200b\u00a0") == of_none


def test_text_is_compared_as_it_stands_without_outer_blanks():
    assert holds("uf=SP", uf="\u00a0SP ")
    assert holds('uf=" SP "', uf="SP")
    assert not holds("uf=sp", uf="SP")
    assert not holds("uf=Sao", uf="São")
    assert not holds('uf="A  B"', uf="A B")
    assert holds("cliente=007", cliente="007")
    assert not holds("cliente=7", cliente="007")


@pytest.mark.parametrize("text", ["2024-02-29", "29/02/2024", "'29/2/2024'"])
def test_days(text):
    day = to_day(date(2024, 2, 29))
    for op, before, same, after in [
        *[("=", False, True, False), ("!=", True, False, True), ("<", True, False, False)],
        *[("<=", True, True, False), (">", False, False, True), (">=", False, True, True)],
    ]:
        assert [holds(f"dia{op}{text}", dia=day + n) for n in (-1, 0, 1)] == [before, same, after]
        assert holds(f"dia{op}{text}") == (op == "!=")
    assert holds(f"nao dia<{text}")
    assert holds("dia vazio")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        *[
            ("1000", 100_000),
            ("1.000,00", 100_000),
            ("R$ 1.000,00", 100_000),
            ("1000.50", 100_050),
            ("1000,5", 100_050),
        ],
        *[("-10", -1_000), ("0,01", 1), ("1,15", 115), ("4.35", 435), ("99.999.999.999,99", 9_999_999_999_999)],
    ],
)
def test_amounts_are_exact(typed, cents):
    assert [holds(f"custo={typed}", custo=cents + n) for n in (-1, 0, 1)] == [False, True, False]
    assert not holds(f"custo={typed}")
    assert [holds(f"custo>={typed}", custo=cents + n) for n in (-1, 0, 1)] == [False, True, True]
    assert [holds(f"custo<{typed}", custo=cents + n) for n in (-1, 0, 1)] == [True, False, False]
    assert holds(f"custo em ('{typed}')", custo=cents)


REFUSED = {
    "uf<SP": '"uf < SP": uf é texto, que não tem maior nem menor',
    "cliente>=1": '"cliente >= 1": cliente é texto, que não tem maior nem menor',
    "dia>=ontem": 'dia compara com datas, e "ontem" não é uma',
    "dia>=2024-01": 'dia compara com datas, e "2024-01" não é uma',
    "dia>=2024-Q1": 'dia compara com datas, e "2024-Q1" não é uma',
    "dia>=01/02/24": 'dia compara com datas, e "01/02/24" não é uma',
    "dia>=20240101": 'dia compara com datas, e "20240101" não é uma',
    "dia=2023-02-29": 'a data "2023-02-29" não existe',
    "dia=2024-01-01 e dia=13/13/2024": 'a data "13/13/2024" não existe',
    "dia em (0202-01-01)": 'a data "0202-01-01" está fora de 1900 a 2199',
    "custo>1.000": 'custo: o valor "1.000" tanto pode ter milhares como decimais',
    "custo>1,000": 'custo: o valor "1,000" tanto pode ter milhares como decimais',
    "custo>muito": 'custo: o valor "muito" não é um número',
    "custo>10%": 'custo: o valor "10%" é uma porcentagem',
    "custo>US$ 10": 'custo: o valor "US$ 10" não está em reais',
    "custo>0,0051": 'custo: o valor "0,0051" tem mais de duas casas decimais',
    "custo>1000000000000": 'custo: o valor "1000000000000" é grande demais (o limite é R$ 100 bilhões)',
    "custo>N/D": 'custo: o valor "N/D" não é um número',
    "custo>nan": 'custo: o valor "nan" não é um número',
    "uff=SP": 'a coluna "uff" não existe',
}


@pytest.mark.parametrize("text", REFUSED, ids=str)
def test_what_compares_with_nothing_is_refused(text):
    with pytest.raises(UsageError) as caught:
        expression(parse_condition(text), CELLS, KINDS)
    assert caught.value.message == REFUSED[text]
    assert caught.value.hint


# --- against plain Python -----------------------------------------------------------------------------------

TEXTS = st.sampled_from([None, "SP", "RJ", " SP", "", "  ", "sp", "São Paulo"])
DAYS = st.one_of(st.none(), st.integers(19_000, 19_004))
CENTS = st.one_of(st.none(), st.integers(-2, 2), st.sampled_from([123_456, 123_457]))
ROWS = st.fixed_dictionaries({"uf": TEXTS, "cliente": TEXTS, "dia": DAYS, "custo": CENTS})
ORDER = ["<", "<=", ">", ">="]


def typed_day(day):
    value = to_date(day)
    return st.sampled_from([value.isoformat(), f"{value:%d/%m/%Y}"])


def typed_cents(cents):
    reais = str(Decimal(cents).scaleb(-2))
    return st.sampled_from([reais, reais.replace(".", ","), f"R$ {reais}"])


def comparing(column, values, ops):
    ids = st.sampled_from(["=", "!=", *ops])
    one = st.builds(Comparison, st.just(column), ids, st.tuples(values))
    lists = st.lists(values, min_size=1, max_size=3).map(tuple)
    many = st.builds(Comparison, st.just(column), st.sampled_from(["em", "nao em"]), lists)
    none = st.builds(Comparison, st.just(column), st.sampled_from(["vazio", "nao vazio"]))
    return st.one_of(one, one, many, none)


CONDITIONS = st.recursive(
    st.one_of(
        comparing("uf", st.sampled_from(["SP", "RJ", " SP ", "MG"]), []),
        comparing("cliente", st.sampled_from(["SP", "São Paulo"]), []),
        comparing("dia", st.integers(19_000, 19_004).flatmap(typed_day), ORDER),
        comparing("custo", st.sampled_from([-2, -1, 0, 1, 2, 123_456]).flatmap(typed_cents), ORDER),
    ),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(Both, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


def meant(column, text):
    """What a typed value stands for."""
    if column == "dia":
        year, month, day = text.split("-") if "-" in text else reversed(text.split("/"))
        return to_day(date(int(year), int(month), int(day)))
    if column == "custo":
        return int(Decimal(text.removeprefix("R$ ").replace(",", ".")) * 100)
    return text.strip()


def true_of(condition, row):
    match condition:
        case Not(part):
            return not true_of(part, row)
        case Both(parts):
            return all(true_of(part, row) for part in parts)
        case Either(parts):
            return any(true_of(part, row) for part in parts)
    cell = row[condition.column]
    if isinstance(cell, str):
        cell = cell.strip() or None
    values = [meant(condition.column, value) for value in condition.values]
    some = cell is not None
    return {
        "vazio": lambda: not some,
        "nao vazio": lambda: some,
        "em": lambda: cell in values,
        "nao em": lambda: cell not in values,
        "=": lambda: cell == values[0],
        "!=": lambda: cell != values[0],
        "<": lambda: some and cell < values[0],
        "<=": lambda: some and cell <= values[0],
        ">": lambda: some and cell > values[0],
        ">=": lambda: some and cell >= values[0],
    }[condition.op]()


@pytest.mark.slow
@given(CONDITIONS, st.lists(ROWS, max_size=12))
def test_every_condition_means_what_plain_python_says(condition, rows):
    frame = pl.DataFrame(rows, schema=SCHEMA)
    picked = nw.from_native(frame.lazy()).select(ok=expression(condition, CELLS, KINDS)).collect()["ok"].to_list()
    expected = [true_of(condition, row) for row in rows]
    assert (picked if rows else []) == expected


def test_a_condition_as_long_as_it_may_be_is_evaluated():
    text = " ou ".join(f"uf=A{n}" for n in range(900))
    assert holds(text, uf="A899")
    assert not holds(text, uf="A900")
    deep = "nao (uf=B ou " * 20 + "uf=A" + ")" * 20
    assert holds(deep, uf="A")


# --- values that nobody has ---------------------------------------------------------------------------------

KNOWN = {"uf": ["SP", " RJ", "MG", " "], "cidade": {"São Paulo", "Santos"}}


@pytest.mark.parametrize(
    "text",
    ["uf=SP", "uf=' SP '", "uf em (SP, RJ) e cidade=Santos", "uf vazio", "dia=2024-01-01", "uf!=MG ou dia vazio"],
)
def test_known_values_pass(text):
    check_values(parse_condition(text), KNOWN)


@pytest.mark.parametrize(
    ("text", "said", "guess"),
    [
        ("uf=Sp", 'não há uf "Sp"', "SP"),
        ("uf!=sp", 'não há uf "sp"', "SP"),
        ("uf em (SP, rj)", 'não há uf "rj"', "RJ"),
        ("tipo=X ou nao (uf nao em (mg))", 'não há uf "mg"', "MG"),
        ("cidade=SAO PAULO", 'não há cidade "SAO PAULO"', "São Paulo"),
        ("cidade='Santo'", 'não há cidade "Santo"', "Santos"),
    ],
)
def test_a_misspelt_value_is_refused_with_the_nearest(text, said, guess):
    with pytest.raises(UsageError) as caught:
        check_values(parse_condition(text), KNOWN)
    assert caught.value.message == said
    assert caught.value.hint.startswith(f'você quis dizer "{guess}"?')


def test_case_and_accents_come_before_likeness():
    with pytest.raises(UsageError) as caught:
        check_values(parse_condition("cidade=avila"), {"cidade": ["Avilal", "avilas", "Ávila"]})
    assert 'você quis dizer "Ávila"?' in caught.value.hint


@pytest.mark.slow
def test_hints_stay_short_and_quick_whatever_the_column_holds():
    many = {"cidade": [f"Cidade {n}" for n in range(100_000)]}
    for text, cure in (("cidade=CIDADE 77", '"Cidade 77"'), ("cidade=Zzz", "100000 valores diferentes")):
        with pytest.raises(UsageError) as caught:
            check_values(parse_condition(text), many)
        assert cure in caught.value.hint
        assert len(caught.value.hint) < 200
    for blank in ([], ["", " \u00a0"]):
        with pytest.raises(UsageError, match='não há cidade "Zzz"') as caught:
            check_values(parse_condition("cidade=Zzz"), {"cidade": blank})
        assert "toda vazia" in caught.value.hint
