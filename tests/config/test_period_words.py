"""Periods as people say them: each is one that the command line has a word for, and a slip names the nearest."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.config.option_values import compared_of, day_of, period_of
from carteira_cli.config.period_words import spoken
from carteira_cli.days import to_day
from carteira_cli.errors import UsageError
from carteira_cli.period import is_undated, parse_period
from carteira_cli.words import MONTHS, month_of
from tests.running import WORKED, carteira

AS_OF = to_day(date(2024, 8, 10))
SAID = {
    "2024-04": "abril|Abril|ABR|abr.|abril/2024|abr/24|abr 24|abr-24|abril de 2024|Abril de 24|4/2024|04.2024|2024/4"
    "|2024-4|202404|2024-abr|*-04",
    "2024-03": "março|Marco/2024|MARÇO DE 2024",
    "2023-12": "dez|dez/2023|12/2023|12/23|Dezembro 2023",
    "2023-Q4": "4t|4T23|4T2023|T4/2023|2023Q4|2023-T4|q4 2023|4º trimestre 2023|4° tri/23"
    "|quarto trimestre de 2023|2023 4T",
    "2024-S1": "1S|S1/2024|1º semestre 2024|primeiro semestre de 2024|1s24",
    "2024": "24|2024|este ano|ano atual|Neste ano",
    "2023": "ano passado|último ano|ultimo-ano",
    "2024-07": "mês passado|ultimo-mes|Último Mês|o mes anterior|ultimos-1-meses",
    "2024-08": "este mês|mês corrente|mes-atual",
    "2024-Q2": "trimestre passado|último trimestre",
    "2024-05..2024-07": "últimos 3 meses|ultimos-3-meses|nos últimos 3 meses",
    "2024-01..2024-03": "jan-mar/2024|jan a mar/2024|janeiro até março de 2024|de jan a mar de 2024|jan/24-mar/24"
    "|jan-mar|jan/2024 a mar|entre jan e mar de 2024|jan – mar/2024",
    "2023-11..2024-02": "nov-fev/2024|nov/2023 a fev|nov-fev|nov a fev de 24",
    "2024-Q1..2024-Q2": "1T24..2T24|1T a 2T24",
    "2024-02-15": "15/02/2024|15/2/24|15-02-2024|15.02.2024",
    "2024-01-01..2024-02-15": "01/01/2024 a 15/02/2024|1/1/24..15/2/24|2024-01-01 a 15/02/2024",
    "2024-W07": "semana 7 de 2024|2024-w7|semana 07/2024",
}


@pytest.mark.parametrize(
    ("label", "text"), [(label, text) for label, texts in SAID.items() for text in texts.split("|")]
)
def test_what_people_say_has_a_canonical_label(label, text):
    assert parse_period(period_of("periodo", text), AS_OF).label == label


@pytest.mark.parametrize(
    "text", ["12", "01-03/2024", "5T24", "3S24", "13/2024", "1/2/3", "ontem", "abril maio", "32/01/2024", "jan-"]
)
def test_what_could_be_two_things_or_none_is_refused(text):
    with pytest.raises(UsageError) as caught:
        period_of("periodo", text)
    assert f'"{text}"' in caught.value.message


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("abrl", "abril"), ("abrl/2024", "abril/2024"), ("jnaeiro/24", "janeiro/24"), ("ultimo-mez", "ultimo-mes"),
     ("ultino mes", "ultimo mes"), ("primeiro trimstre de 2024", "primeiro trimestre de 2024"),
     ("mes-atuol", "mes-atual")],
)  # fmt: skip
def test_the_nearest_period_is_named(slip, meant):
    with pytest.raises(UsageError) as caught:
        period_of("periodo", slip)
    assert caught.value.hint.startswith(f'você quis dizer "{meant}"? Exemplos: abril')


@given(st.dates(date(2000, 1, 1), date(2069, 12, 31)), st.sampled_from(sorted(MONTHS)), st.integers(0, 4000))
def test_a_month_is_the_same_however_its_year_is_said_and_without_one_the_latest_begun(day, name, later):
    label = f"{day.year}-{MONTHS[name]}"
    said = {
        spoken(form.format(name, day.year % 100))
        for form in ("{}/{:02}", "{}/20{:02}", "{} de 20{:02}", "20{1:02}-{0}")
    }
    assert said == {label}
    as_of = to_day(day) + later
    found = parse_period(spoken(name), as_of)
    assert is_undated(spoken(name))
    assert found.start <= as_of < parse_period(f"{int(found.label[:4]) + 1}-{MONTHS[name]}").start


def test_words_of_what_is_compared_with():
    said = {
        "Anterior": "anterior",
        "ano anterior": "ano-anterior",
        "Ano passado": "ano-anterior",
        "dez/2023": "2023-12",
    }
    assert {text: compared_of("comparar", text) for text in said} == said
    with pytest.raises(UsageError) as caught:
        compared_of("comparar", "anteriro")
    assert caught.value.hint.startswith('você quis dizer "anterior"?')


def test_a_day_as_people_write_it():
    assert day_of("hoje", "31/12/2024") == day_of("hoje", "2024-12-31") == to_day(date(2024, 12, 31))
    with pytest.raises(UsageError):
        day_of("hoje", "31/02/2024")


@pytest.mark.parametrize("command", ["churn", "rfm"])
def test_the_label_of_an_answer_is_canonical_and_a_note_tells_which_year_was_meant(command):
    ran = carteira(command, "-C", WORKED, "-p", "Fevereiro", "--hoje", "31/12/2031", "-f", "json")
    assert ran.document["periodo"]["rotulo"] == "2024-02"
    told = 'periodo "Fevereiro" sem ano: fevereiro de 2024 (2024-02), o mais recente que os dados têm'
    assert told in ran.document["notas"]
    dated = carteira(command, "-C", WORKED, "-p", "fev/24", "--hoje", "31/12/2031", "-f", "json")
    assert told not in dated.document["notas"]


def test_a_month_in_words():
    assert month_of(to_day(date(2024, 3, 31))) == "março de 2024"
