"""Figures at a glance: three digits, the word for their thousands, months by their names."""

from __future__ import annotations

import pytest

from carteira_cli.render import figures
from carteira_cli.render.page.handover.drawing import breakable
from carteira_cli.render.page.handover.records import NAME, cut
from carteira_cli.units import Unit


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (0.0, "R$ 0,00"), (999.99, "R$ 999,99"), (999.996, "R$ 1,00 mil"), (1000.0, "R$ 1,00 mil"),
        (44_900.0, "R$ 44,9 mil"), (99_960.0, "R$ 100 mil"), (359_385.12, "R$ 359 mil"), (999_600.0, "R$ 1,00 mi"),
        (1_114_500.0, "R$ 1,11 mi"), (-7440.62, "-R$ 7,44 mil"), (2.5e9, "R$ 2,50 bi"), (4.2e12, "R$ 4.200 bi"),
    ],
)  # fmt: skip
def test_money_is_told_in_three_digits_and_cents_below_a_thousand(amount, told):
    assert plain(figures.told(amount, Unit.REAIS)) == told


def test_sentences_periods_and_names_are_set_for_people():
    assert plain(figures.sentence("foi de R$ 334.857,43 para -R$ 1.200,00.")) == "foi de R$ 335 mil para -R$ 1,20 mil."
    assert figures.sentence("R$ 7.440,62") == "R$\u00a07,44\u00a0mil"
    assert [figures.period(one) for one in ("2024-12", "2024-Q1", "2024-S2", "2024", "2024-01-01..2024-01-15")] == [
        "dezembro de 2024", "1º trimestre de 2024", "2º semestre de 2024", "2024", "2024-01-01..2024-01-15",
    ]  # fmt: skip
    assert figures.ticks(("2023-12", "2024-01", "2024-02")) == [("dez", "2023"), ("jan", "2024"), ("fev",)]


def test_only_words_too_long_for_a_line_may_be_broken_and_names_end_where_there_is_no_room():
    assert breakable("um nome <b> " + "x" * 20) == "um nome &lt;b&gt; xxxxxxxx<wbr>xxxxxxxx<wbr>xxxx"
    assert cut("a" * NAME) == "a" * NAME
    assert cut("a" * 500) == "a" * (NAME - 1) + "…"
