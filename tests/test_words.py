"""Counts, plurals and days in sentences; and that no module has a way of its own."""

from __future__ import annotations

import re

import pytest

from carteira_cli.days import iso
from carteira_cli.words import agree, counted, date_of, date_of_iso, month_name, short_month
from tests.running import ROOT


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (0, ("linha",), "0 linhas"),
        (1, ("linha",), "1 linha"),
        (2, ("linha rejeitada",), "2 linhas rejeitadas"),
        (1, ("célula ilegível", "células ilegíveis"), "1 célula ilegível"),
        (1234, ("valor", "valores"), "1.234 valores"),
    ],
)
def test_a_word_agrees_with_its_count(count, words, said):
    assert counted(count, *words) == said
    assert agree(count, *words) == said.split(" ", 1)[1]


def test_a_day_is_told_in_one_way_to_people_and_in_another_to_machines():
    assert (date_of(0), iso(0)) == ("01/01/1970", "1970-01-01")
    assert date_of_iso("2024-03-31") == "31/03/2024"


def test_months_by_name_and_in_three_letters():
    names = [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ]
    assert [month_name(number) for number in range(1, 13)] == names
    short = ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"]
    assert [short_month(number) for number in range(1, 13)] == short


def test_no_other_module_makes_plurals_dates_or_names_of_months_of_its_own():
    plain = r"""["'][^"'{}]+["']"""
    shapes = (
        r"%d/%m/%Y\}",
        rf"{plain} if [^\"']*== 1 else f?{plain}",
        r"[\"']1 \w+[^\"']*[\"'] if",
        r"def _?plural\(",
        r"[\"'](?:janeiro|jan)[\"']",
    )
    own = re.compile("|".join(shapes))
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / "carteira_cli").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if own.search(line) and path.name != "words.py"
    ]
    assert found == []
