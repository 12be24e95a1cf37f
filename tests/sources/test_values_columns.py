"""What whole columns prove, and what is decided from it: followed, told, or refused."""

from __future__ import annotations

import polars as pl
import pytest

from carteira_cli.sources.values import (
    AmountEvidence,
    DayEvidence,
    DayReading,
    decide_days,
    decide_decimal,
    parse_amount,
    parse_day,
    survey,
)

AMOUNTS = {
    "virgula": ["1.234", "1.234,56", "10", None],
    "ponto": ["1.234", "10.50", "", "1,234.5"],
    "ambos": ["1.234", "10,5", "10.5", "x"],
    "nada": ["1.234", "1,234", "-", "US$ 5"],
}
DAYS = {
    "dia": ["31/01/2024", "02/01/2024", None, "05/05/2024"],
    "mes": ["01/31/2024", "02/01/2024 10:00", "", "x"],
    "iso": ["2024-01-31", "jan/24", "20240131", "2024-01"],
    "serie": ["45292", "45293", "Total", "-"],
}


def found(times=1):
    lines = pl.LazyFrame({**AMOUNTS, **DAYS})
    return survey(pl.concat([lines] * times), list(AMOUNTS), list(DAYS))


def test_the_cells_of_every_column_are_counted_in_one_pass():
    wanted_amounts = {
        "virgula": AmountEvidence(comma=1, ambiguous_point=1, neutral=1),
        "ponto": AmountEvidence(point=2, ambiguous_point=1),
        "ambos": AmountEvidence(comma=1, point=1, ambiguous_point=1, unreadable=1),
        "nada": AmountEvidence(ambiguous_comma=1, ambiguous_point=1, neutral=1, foreign=1),
    }
    wanted_days = {
        "dia": DayEvidence(day_first=1, ambiguous=1, clear=1),
        "mes": DayEvidence(month_first=1, ambiguous=1, unreadable=1),
        "iso": DayEvidence(clear=4, short_year=1, month_only=2),
        "serie": DayEvidence(serial=2, unreadable=1),
    }
    assert (found().amounts, found().days) == (wanted_amounts, wanted_days)


def test_nothing_to_count_reads_nothing():
    assert survey(pl.scan_csv("não existe.csv"), [], []).amounts == {}


@pytest.mark.slow
def test_a_long_file_in_a_stream_is_counted_as_a_short_one(tmp_path):
    path = tmp_path / "vendas.csv"
    times = 40_000
    pl.concat([pl.DataFrame({**AMOUNTS, **DAYS})] * times).write_csv(path)
    lines = pl.scan_csv(path, infer_schema=False)
    short, long = found(), survey(lines, list(AMOUNTS), list(DAYS))
    for few, many in ((short.amounts, long.amounts), (short.days, long.days)):
        for name, evidence in few.items():
            assert vars(many[name]) == {count: number * times for count, number in vars(evidence).items()}
    total = lines.select(
        parse_amount(pl.col("virgula"), "virgula").sum(), parse_day(pl.col("dia"), None, DayReading()).min()
    )
    amount, first = total.collect(engine="streaming").row(0)
    assert amount == pytest.approx((1234 + 1234.56 + 10) * times)
    assert first.isoformat() == "2024-01-02"


COMMA, POINT = AmountEvidence(comma=3), AmountEvidence(point=3)
DOUBT = AmountEvidence(ambiguous_point=2, neutral=9)
MIXED = AmountEvidence(comma=2, point=5, ambiguous_point=1)


def test_one_amount_with_cents_does_not_make_thousandths_of_all_the_others():
    few = AmountEvidence(point=1, ambiguous_point=7)
    assert decide_decimal("Total", few).refusal is not None
    assert decide_decimal("Total", few, [COMMA]).choice == "virgula"
    assert decide_decimal("Total", AmountEvidence(point=7, ambiguous_point=7)).choice == "ponto"


@pytest.mark.parametrize(
    ("evidence", "others", "forced", "choice"),
    [
        (AmountEvidence(neutral=5), [], None, None),  # nothing to decide
        (AmountEvidence(comma=5, point=5), [], None, None),
        (AmountEvidence(comma=1, ambiguous_point=7), [POINT], None, "virgula"),  # its own cells come first
        (AmountEvidence(point=9, ambiguous_point=7), [COMMA], None, "ponto"),
        (AmountEvidence(point=1, ambiguous_comma=7), [], None, "ponto"),
        (DOUBT, [COMMA, AmountEvidence(neutral=3)], None, "virgula"),
        (DOUBT, [POINT, POINT, DOUBT], None, "ponto"),
        (MIXED, [COMMA], None, "virgula"),
        (DOUBT, [COMMA, POINT], "virgula", "virgula"),
        (AmountEvidence(comma=5, ambiguous_point=1), [], "ponto", "ponto"),
    ],
)
def test_the_decimal_mark_of_a_column(evidence, others, forced, choice):
    verdict = decide_decimal("Total", evidence, others, forced)
    assert (verdict.choice, verdict.refusal, verdict.ambiguous) == (choice, None, evidence.ambiguous)
    by_others = not forced and choice and bool(evidence.comma) is bool(evidence.point)
    assert bool(verdict.told) is bool(by_others)
    assert all('"Total"' in told and "--decimal" in told for told in verdict.told)


@pytest.mark.parametrize(
    "others", [[], [AmountEvidence(neutral=1)], [COMMA, POINT], [AmountEvidence(comma=1, point=1)]]
)
@pytest.mark.parametrize("evidence", [DOUBT, MIXED, AmountEvidence(ambiguous_comma=1)])
def test_amounts_that_nothing_settles_are_refused_with_the_option(evidence, others):
    verdict = decide_decimal("Total", evidence, others)
    assert verdict.choice is None
    message, hint = verdict.refusal
    assert '"Total"' in message
    assert ("1,234" if evidence.ambiguous_comma else "1.234") in message
    assert "--decimal virgula" in hint
    assert "--decimal ponto" in hint


def test_the_words_say_what_the_mark_makes_of_a_doubtful_cell():
    thousand = decide_decimal("Total", DOUBT, [COMMA]).told[0]
    assert "2 valores" in thousand
    assert "mil duzentos" in thousand
    assert "milésimos" in decide_decimal("Total", DOUBT, [POINT]).told[0]
    comma = AmountEvidence(ambiguous_comma=1)
    assert "milésimos" in decide_decimal("Total", comma, [COMMA]).told[0]
    assert "1 valor " in decide_decimal("Total", comma, [POINT]).told[0]


def test_another_currency_changes_no_convention_and_is_known_where_it_is_of_all_amounts():
    some, every = AmountEvidence(comma=4, foreign=1), AmountEvidence(comma=4, neutral=1, foreign=5)
    clean = decide_decimal("Total", AmountEvidence(comma=5))
    assert decide_decimal("Total", some) == decide_decimal("Total", every) == clean
    assert (some.all_foreign, every.all_foreign, AmountEvidence().all_foreign) == (False, True, False)


DAY, MONTH, OPEN = DayEvidence(day_first=3), DayEvidence(month_first=3), DayEvidence(ambiguous=4, clear=1)


@pytest.mark.parametrize(
    ("evidence", "others", "forced", "order", "said"),
    [
        (DayEvidence(clear=9), [], None, "dia-mes", []),
        (DayEvidence(day_first=1, ambiguous=9), [MONTH], None, "dia-mes", []),
        (DayEvidence(month_first=1, ambiguous=9), [DAY], None, "mes-dia", ["mês/dia"]),
        (OPEN, [], None, "dia-mes", ["--ordem-data"]),
        (OPEN, [MONTH], None, "mes-dia", ["--ordem-data"]),
        (OPEN, [DAY, MONTH], None, "dia-mes", ["--ordem-data"]),
        (OPEN, [DAY], None, "dia-mes", ["--ordem-data"]),
        (OPEN, [DAY], "mes-dia", "mes-dia", []),
        (DayEvidence(day_first=99, month_first=1), [], None, "dia-mes", ["1 data que só existe em mês/dia"]),
        (DayEvidence(day_first=2, month_first=198), [], None, "mes-dia", ["2 datas que só existem em dia/mês"]),
        (DayEvidence(day_first=5, month_first=5), [], "mes-dia", "mes-dia", []),
        (DayEvidence(clear=9, short_year=2), [], None, "dia-mes", ["dois dígitos"]),
        (DayEvidence(clear=9, month_only=1, short_year=1), [], None, "dia-mes", ["dois dígitos", "dia 1º"]),
    ],
)
def test_the_order_of_a_column(evidence, others, forced, order, said):
    verdict = decide_days("Data", evidence, others, forced)
    assert (verdict.choice, verdict.refusal) == (DayReading(order), None)
    assert len(verdict.told) == len(said)
    for told, word in zip(verdict.told, said, strict=True):
        assert word in told
        assert '"Data"' in told


@pytest.mark.parametrize(("day", "month"), [(5, 5), (98, 1), (1, 98), (1, 1)])
def test_a_column_that_mixes_orders_is_refused_with_the_option(day, month):
    verdict = decide_days("Data", DayEvidence(day_first=day, month_first=month), [DAY])
    assert verdict.choice is None
    message, hint = verdict.refusal
    assert '"Data"' in message
    assert str(day) in message
    assert str(month) in message
    assert "--ordem-data dia-mes" in hint


@pytest.mark.parametrize(
    ("evidence", "serials"),
    [
        (DayEvidence(serial=9), True),
        (DayEvidence(serial=9, unreadable=8), True),
        (DayEvidence(serial=9, unreadable=9), False),
        (DayEvidence(serial=9, clear=1), False),
        (DayEvidence(serial=9, day_first=1), False),
    ],
)
def test_numbers_are_serials_only_where_no_date_is_written(evidence, serials):
    verdict = decide_days("Data", evidence)
    assert verdict.choice.serials is serials
    assert any("planilha" in told for told in verdict.told) is serials
