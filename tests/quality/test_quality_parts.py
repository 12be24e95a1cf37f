"""The pieces of `carteira validar`: documents against two libraries, the calendar by hand, laws that always hold."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from stdnum.br import cnpj, cpf

from carteira_cli.config.resolve import load
from carteira_cli.days import to_day
from carteira_cli.quality import calendar, documents
from carteira_cli.quality.run import validate
from carteira_cli.reading.files import open_files
from carteira_cli.reading.hints import Hints
from carteira_cli.reading.wanted import Sought
from carteira_cli.render import render
from tests.running import sales

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# --- documents ------------------------------------------------------------------------------------------------


def right_cpf(base):
    return next(base + f"{end:02}" for end in range(100) if cpf.is_valid(base + f"{end:02}"))


def right_cnpj(base):
    return base + cnpj.calc_check_digits(base)


bases = st.one_of(
    st.integers(1, 10**9 - 1).map(lambda number: right_cpf(f"{number:09}")),
    st.text("0123456789", min_size=12, max_size=12).map(right_cnpj),
    st.text(ALPHABET, min_size=12, max_size=12).map(right_cnpj),
)


@st.composite
def mutated(draw):
    text = list(draw(bases))
    text[draw(st.integers(0, len(text) - 1))] = draw(st.sampled_from(ALPHABET + "áß٣ "))
    return "".join(text)


texts = st.one_of(
    bases, mutated(), st.text(ALPHABET, max_size=16), st.sampled_from([c * n for c in ALPHABET for n in (11, 14)])
)


def by_library(text):
    """stdnum takes eleven equal digits for a CPF, which the Receita does not."""
    return (cpf.is_valid(text) and len(set(text)) > 1) or cnpj.is_valid(text)


@pytest.mark.slow
@given(st.lists(texts, min_size=1, max_size=40))
@example(["12ABC34501DE35", "12ABC34501DE53", "00000000000000", "11111111111", "52998224725"])
@settings(deadline=None, max_examples=100)
def test_a_document_is_valid_where_the_library_says_so(found):
    bare = [text.replace(" ", "") for text in found]
    expected = [by_library(text) if text.isascii() else False for text in bare]
    assert documents.is_valid(pl.Series(bare, dtype=pl.String)).to_list() == expected


@given(bases)
@settings(deadline=None)
def test_punctuation_and_case_of_a_document_do_not_matter(text):
    dressed = cpf.format(text) if len(text) == documents.CPF_LENGTH else cnpj.format(text).lower()
    frame = pl.DataFrame({"d": [f" {dressed} "]}).select(documents.compact(pl.col("d")))
    assert frame.item() == text


@pytest.mark.slow
@given(st.integers(10**6, 10**8 - 1).map(lambda number: right_cpf(f"{number:09}")))
@settings(deadline=None)
def test_zeros_that_a_spreadsheet_took_are_given_back(text):
    judged = documents.judged(pl.Series([text.lstrip("0"), text])).rows()
    assert judged == [(documents.ZEROS_LOST, text), (documents.VALID, text)]


def test_why_a_document_is_wrong():
    cases = {
        "52998224725": documents.VALID,
        "12ABC34501DE35": documents.VALID,
        "52998224726": documents.WRONG_DIGITS,
        "12ABC34501DE36": documents.WRONG_DIGITS,
        "11111111111": documents.ALL_EQUAL,
        "00000000000000": documents.ALL_EQUAL,
        "123": documents.WRONG_SHAPE,
        "12ABC34501DEAB": documents.WRONG_SHAPE,
        "191": documents.WRONG_SHAPE,
        "1234567" + "97": documents.ZEROS_LOST,  # 001.234.567-97
        None: None,
    }
    assert documents.judged(pl.Series(list(cases)))["veredito"].to_list() == list(cases.values())


# --- time -----------------------------------------------------------------------------------------------------

MONDAY = to_day(date(2023, 1, 2))


def working_days(weeks, but=()):
    """Every Monday to Friday of some weeks, as day numbers, except some."""
    return [MONDAY + 7 * week + day for week in range(weeks) for day in range(5) if MONDAY + 7 * week + day not in but]


def test_weekends_and_a_holiday_or_two_are_no_gap_and_a_closed_week_is():
    holidays = {MONDAY + 7 * 10, MONDAY + 7 * 30 + 3, MONDAY + 7 * 30 + 4}
    assert calendar.unusual_gaps(working_days(104, holidays)) == []
    week = {MONDAY + 7 * 50 + day for day in range(5)}
    first = MONDAY + 7 * 49 + 5  # the Saturday before
    assert calendar.unusual_gaps(working_days(104, holidays | week)) == [calendar.Gap(first, first + 8)]


def test_who_sells_once_a_fortnight_has_no_gap_in_a_fortnight():
    days = [MONDAY + 14 * n for n in range(60)]
    assert calendar.unusual_gaps(days) == []
    assert calendar.unusual_gaps(days[:20] + days[32:]) == [calendar.Gap(days[19] + 1, days[32] - 1)]


def test_the_rule_of_gaps_by_hand():
    # 4 weeks of Mondays only, then two empty weeks. Of 7 Mondays 5 have a sale: (7 − 5 + 1) ÷ (7 + 2) = 1 ÷ 3 is
    # left; the other days have none on 6 dates: 7 ÷ 8. 20 empty days have 2 Mondays and 18 others.
    days = [MONDAY + 7 * n for n in (0, 1, 2, 3, 6)]
    expected = Fraction(1, 3) ** 2 * Fraction(7, 8) ** 18
    gap = calendar.Gap(days[3] + 1, days[4] - 1)
    assert calendar.chance(gap, days[0], [Fraction(1, 3), *[Fraction(7, 8)] * 6]) == expected
    assert expected * 43 > calendar.CHANCE
    assert calendar.unusual_gaps(days) == []


def test_a_slipped_year_stands_apart_and_a_real_pause_does_not():
    body = dict.fromkeys(range(20_000, 20_200), 5)
    assert calendar.split_apart(body | {16_000: 1, 25_000: 2}) == (body, [16_000, 25_000])
    halves = dict.fromkeys([*range(20_000, 20_100), *range(21_000, 21_100)], 5)
    assert calendar.split_apart(halves) == (halves, [])
    assert calendar.split_apart({}) == ({}, [])


def month_of_lines(year, month, lines):
    return {to_day(date(year, month, 1)): lines - 1, to_day(date(year, month, 28)): 1}


def test_a_month_with_less_than_a_third_of_its_neighbours_is_thin():
    counts = {}
    for month, lines in enumerate([100, 100, 100, 33, 100, 90, 100, 34], start=1):
        counts |= month_of_lines(2023, month, lines)
    found = calendar.thin_months(counts)
    assert [(month.start, month.lines, month.usual) for month in found] == [(to_day(date(2023, 4, 1)), 33, 100)]
    assert calendar.thin_months({day: count // 10 + 1 for day, count in counts.items()}) == []  # too few to tell


# --- places ---------------------------------------------------------------------------------------------------


@given(
    st.lists(st.lists(st.sampled_from(["a", "b\nc", 'd"e', "", "f,g", "h\n\ni"]), min_size=2, max_size=2), max_size=30)
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
def test_lines_are_numbered_as_an_editor_does(tmp_path, rows):
    path = tmp_path / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        rows = [("k" + row[0], row[1]) for row in rows]  # a line without a single cell is no line
        writer.writerows([("x", "y"), *rows])
    expected = [2 + sum("".join(row).count("\n") + 1 for row in rows[:n]) for n in range(len(rows))]
    (raw,) = open_files(path, "vendas", Hints(), Sought(len))
    assert raw.scan("n").select("n").collect()["n"].to_list() == expected


# --- laws -----------------------------------------------------------------------------------------------------

cells = {
    "venda": ["1", "2", "3", ""],
    "cliente": ["A", "B", "007", "7", "Z", ""],
    "data": ["2024-01-02", "2024-01-03", "2024-03-01", "2031-01-01", "32/01/2024", ""],
    "valor": ["10", "10.00", "-5", "0", "1000", "0.1", "x", "10.0051"],
    "status": ["Faturado", "cancelado", "Não pago", ""],
    "produto": ["P", "Q", ""],
}
rows_of_sales = st.lists(st.tuples(*(st.sampled_from(some) for some in cells.values())), min_size=1, max_size=40)


def document_of(folder, rows):
    sales(folder, *(",".join(row) for row in rows), header=",".join(cells))
    sales(folder, "A,52998224725", "7,52998224725", "B,1", header="cliente,documento", name="clientes.csv")
    config = load({"pasta": str(folder)}, environ={})
    found = validate(config, today=to_day(date(2024, 12, 31)), most_rejected=Fraction(1, 100))
    return json.loads(render(found.report, "json"))


def without_places(document):
    for finding in document["achados"]:
        if finding["achado"] == "rejeitadas":
            finding["exemplos"] = []  # the first of the file
        for case in finding["exemplos"]:
            case.pop("lugares")
    return document


@pytest.mark.slow
@given(rows_of_sales, st.randoms(use_true_random=False))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
def test_the_order_of_the_lines_changes_no_more_than_their_numbers_and_everything_adds_up(
    tmp_path, rows, random: Random
):
    one = document_of(tmp_path, rows)
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert without_places(document_of(tmp_path, shuffled)) == without_places(one)
    source = one["fontes"]["vendas"]
    bad = [row for row in rows if not row[1] or row[2] in {"", "32/01/2024"} or row[3] == "x"]
    cancelled = [row for row in rows if row not in bad and row[4] == "cancelado"]
    assert (source["linhas"], source["rejeitadas"], source["canceladas"]) == (len(rows), len(bad), len(cancelled))
    assert source["validas"] == len(rows) - len(bad) - len(cancelled)
    assert sum(row["linhas"] for row in one["tabelas"].get("rejeicoes", [])) == len(bad)
    valid = [row for row in rows if row not in bad and row not in cancelled]
    counts = {finding["achado"]: finding["quantidade"] for finding in one["achados"] if finding["fonte"] == "vendas"}
    assert counts.get("sem_cadastro", 0) == len({row[1] for row in valid} - {"A", "B", "7"})
    assert counts.get("linhas_repetidas", 0) == len(valid) - len(set(valid))
    assert counts.get("datas_futuras", 0) == sum(row[2] == "2031-01-01" for row in valid)
    assert counts.get("negativos", 0) == sum(row[3] == "-5" for row in valid)
    assert counts.get("zerados", 0) == sum(row[3] == "0" for row in valid)
    filled = {row["coluna"]: row for row in one["tabelas"]["colunas"] if row["fonte"] == "vendas"}
    accepted = [row for row in rows if row not in bad]
    assert filled["venda"]["preenchidas"] == sum(bool(row[0]) for row in accepted)
    assert filled["cliente"]["distintos"] == len({row[1] for row in accepted})


@pytest.mark.slow
def test_slices_of_customers_give_what_one_look_gives(tmp_path, monkeypatch):
    random = Random(7)  # noqa: S311 - the same rows every time
    start = date(2024, 1, 1)
    rows = [
        (
            str(n // 2),
            f"C{random.randrange(40)}",
            str(start + timedelta(days=random.randrange(90))),
            f"{random.choice([10, 12, 1300])}",
            "",
            "P",
        )
        for n in range(600)
    ]
    rows += rows[:9]
    whole = document_of(tmp_path, rows)
    monkeypatch.setattr("carteira_cli.quality.sales.AT_ONCE", 50)
    monkeypatch.setattr("carteira_cli.quality.source_account.AT_ONCE", 50)
    monkeypatch.setattr("carteira_cli.quality.source_account.IDS_AT_ONCE", 50)
    assert document_of(tmp_path, rows) == whole
    assert {"linhas_repetidas", "pedidos_gemeos", "sem_cadastro"} <= {f["achado"] for f in whole["achados"]}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_parquet_says_what_csv_says(tmp_path, kind):
    frame = pl.DataFrame(
        {
            "cliente": ["A", "A", "B", None],
            "data": [date(2024, 1, 2), date(2024, 1, 2), date(2030, 1, 2), date(2024, 1, 5)],
            "valor": [1.5, 1.5, 2.0, 3.0],
            "status": ["ok", "ok", "Cancelado", "ok"],
        }
    )
    path = tmp_path / f"vendas.{kind}"
    frame.write_csv(path) if kind == "csv" else frame.write_parquet(path)
    config = load({"pasta": str(tmp_path)}, environ={})
    found = validate(config, today=to_day(date(2024, 12, 31)), most_rejected=Fraction(1, 2)).report
    counts = {finding.key: finding.count for finding in found.findings}
    assert counts == {"rejeitadas": 1, "linhas_repetidas": 1, "ultimo_dia": 364}
    places = [finding.examples[0].places[0][1] for finding in found.findings if finding.examples]
    assert places == ([5, 2] if kind == "csv" else [4, 1])
