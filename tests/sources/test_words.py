"""The words of statuses and operations, as systems write them, mean what people of the trade say they do."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.sources.matching.status_words import Status, tokens_of
from carteira_cli.sources.matching.status_words import status_of as meaning
from carteira_cli.sources.matching.word_lists import vocabulary
from carteira_cli.sources.meaning.operations import operation_of

TABLE = tomllib.loads((Path(__file__).parents[1] / "words.toml").read_text(encoding="utf-8"))
STATUSES = {Status[name]: words for name, words in TABLE["status"].items()}
OPERATIONS = TABLE["operation"]
CASES = [(status, word) for status, words in STATUSES.items() for word in words]


def test_the_table_is_of_words_as_systems_have_them():
    assert len(CASES) >= 340
    assert len({word for _, word in CASES}) == len(CASES)


@pytest.mark.parametrize("status", STATUSES, ids=lambda status: status.name)
def test_a_status_means_what_it_says(status):
    wrong = {word: meaning(word).name for wanted, word in CASES if wanted is status and meaning(word) is not status}
    assert not wrong


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(CASES), st.sampled_from([str.upper, str.lower, lambda text: f"  {text} "]))
def test_case_and_blanks_change_nothing(case, change):
    status, word = case
    if not any(before.islower() and after.isupper() for before, after in pairwise(word)):
        assert meaning(change(word)) is status


def test_small_words_stand_in_no_phrase():
    """They are left out of cells, so that a phrase that has one fits nothing."""
    status = vocabulary("matching/status_words")["status"]
    phrases = [text for texts in status["phrases"].values() for text in texts]
    phrases += [text for rule in vocabulary("meaning/operations")["rules"] for text in rule["words"]]
    lost = [text for text in phrases if len(tokens_of(text.replace("*", "x"))) != len(text.replace("*", "x").split())]
    assert not lost


@pytest.mark.parametrize("kind", OPERATIONS)
def test_an_operation_is_what_it_says(kind):
    assert not {word: operation_of(word) for word in OPERATIONS[kind] if operation_of(word) != kind}


def test_letters_are_a_way_in_or_out_only_where_the_column_says_so():
    assert [operation_of(text, letters=True) for text in "eS"] == ["entrada ou compra", "saída"]
    assert [operation_of(text) for text in "eS"] == ["desconhecida"] * 2
