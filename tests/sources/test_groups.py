"""Words that name a group of a campaign."""

from __future__ import annotations

import pytest

from carteira_cli.sources.values.groups import group_of

WORDS = {
    "tratado": "tratado;Tratada;TRATAMENTO;Grupo tratado;teste;Grupo de teste;treatment;Test group;exposed;contatado",
    "controle": "controle;Grupo de controle;CONTROL;control group;hold-out;Holdout;não contatado;not exposed",
    None: ";1;0;A;B;sim;zebra;teste/controle;não controle",
}


@pytest.mark.parametrize("group", WORDS)
def test_a_word_names_its_group_or_none(group):
    assert {word: group_of(word) for word in WORDS[group].split(";")} == dict.fromkeys(WORDS[group].split(";"), group)
