"""Each rule writes its sentence where it holds, and nothing where it does not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.narrative import RULES, PrintedFacts, Slot, sentences
from carteira_cli.report import Reading
from carteira_cli.signal.verdict import Method, Signal, Telling
from carteira_cli.units import Better, Unit
from tests.english import english

RULE = {rule.key: rule for rule in RULES}
UNITS = {
    "receita_mensal_fim": Unit.REAIS_PER_MONTH,
    "churn_receita": Unit.REAIS_PER_MONTH,
    "contracao": Unit.REAIS_PER_MONTH,
    "expansao": Unit.REAIS_PER_MONTH,
    "receita_novos": Unit.REAIS_PER_MONTH,
    "receita_reativados": Unit.REAIS_PER_MONTH,
    "receita_em_risco": Unit.REAIS_PER_MONTH,
    "churn": Unit.FRACTION,
    "receita_top20": Unit.FRACTION,
    "clientes_inicio": Unit.CUSTOMERS,
    "clientes_fim": Unit.CUSTOMERS,
    "perdidos": Unit.CUSTOMERS,
    "novos": Unit.CUSTOMERS,
    "reativados": Unit.CUSTOMERS,
    "clientes_em_risco": Unit.CUSTOMERS,
    "compradores": Unit.CUSTOMERS,
    "leads": Unit.LEADS,
    "convertidos": Unit.LEADS,
}


def reading(key, value, previous=None, telling=None):
    """An indicator with the change that its numbers have."""
    unit = UNITS[key]
    change = None
    if value is not None and previous is not None:
        change = value - previous if unit is Unit.FRACTION else (value - previous) / abs(previous) if previous else None
    signal = Signal(telling, Method.LINEAR) if telling else None
    return Reading(key, key, unit, Better.HIGHER, "f", value, previous=previous, change=change, signal=signal)


def facts(**values):
    """Facts of plain numbers, or of (value, previous, verdict)."""
    told = {key: value if isinstance(value, tuple) else (value,) for key, value in values.items()}
    return PrintedFacts.of(reading(key, *value) for key, value in told.items())


def said(key, **values):
    return RULE[key].write(facts(**values))


REVENUE = (359_000.0, 335_000.0)
MOVED = "de R$ 335 mil para R$ 359 mil (+7,2 %)"
BRIDGE = {"contracao": 50_000.0, "expansao": 76_000.0, "churn_receita": 7_400.0, "perdidos": 12, "clientes_inicio": 206}
HOLDS = [
    (
        "cresceu",
        {"receita_mensal_fim": (*REVENUE, Telling.SIGNAL)},
        f"A carteira cresceu: a receita mensal dos ativos foi {MOVED}.",
    ),
    (
        "encolheu",
        {"receita_mensal_fim": (*reversed(REVENUE), Telling.SIGNAL)},
        "A carteira encolheu: a receita mensal dos ativos foi de R$ 359 mil para R$ 335 mil (-6,7 %).",
    ),
    (
        "churn",
        {"churn": (0.058, 0.02, Telling.SIGNAL), "receita_mensal_fim": (*REVENUE, Telling.NOISE)},
        f"O churn subiu de 2,0 % para 5,8 %; a receita mensal dos ativos foi {MOVED}.",
    ),
    ("churn", {"churn": (0.02, 0.058, Telling.SIGNAL)}, "O churn caiu de 5,8 % para 2,0 %."),
    (
        "acaso",
        {"receita_mensal_fim": (*REVENUE, Telling.NOISE)},
        f"A receita mensal dos ativos foi {MOVED}, uma variação que o acaso explica.",
    ),
    ("sem_base", {"receita_mensal_fim": (*REVENUE, Telling.NO_BASIS)}, f"A receita mensal dos ativos foi {MOVED}."),
    ("sem_base", {"receita_mensal_fim": REVENUE}, f"A receita mensal dos ativos foi {MOVED}."),
    ("esta", {"clientes_fim": 209, "receita_mensal_fim": 359_000.0}, "209 clientes ativos, com R$ 359 mil por mês."),
    ("esta", {"clientes_fim": 1, "receita_mensal_fim": 845.2}, "1 cliente ativo, com R$ 845,20 por mês."),
    ("esta", {"clientes_fim": 0, "receita_mensal_fim": 0.0}, "Não há nenhum cliente ativo no fim do período."),
    ("leads", {"leads": 1_350, "convertidos": 1_003}, "De 1.350 leads, 1.003 converteram."),
    ("leads", {"leads": 1, "convertidos": 1}, "De 1 lead, 1 converteu."),
    ("ponte", BRIDGE, "Quem ficou comprou R$ 26,0 mil a mais por mês; os 12 clientes perdidos levaram R$ 7,40 mil."),
    (
        "ponte",
        BRIDGE | {"perdidos": 1, "expansao": 40_000.0},
        "Quem ficou comprou R$ 10,0 mil a menos por mês; o cliente perdido levou R$ 7,40 mil.",
    ),
    (
        "ponte",
        BRIDGE
        | {"perdidos": 0, "churn_receita": 0.0, "expansao": 50_000.0}
        | {"novos": 1, "reativados": 0, "receita_novos": 900.0, "receita_reativados": 0.0},
        "Quem ficou comprou o mesmo; nenhum cliente se perdeu; o que chegou ou voltou trouxe R$ 900,00.",
    ),
    (
        "ponte",
        BRIDGE | {"novos": 9, "reativados": 2, "receita_novos": 900.0, "receita_reativados": 50.0},
        (
            "Quem ficou comprou R$ 26,0 mil a mais por mês; os 12 clientes perdidos levaram R$ 7,40 mil; os 11 que "
            "chegaram ou voltaram trouxeram R$ 950,00."
        ),
    ),
    (
        "novos",
        {"novos": 120, "receita_novos": 88_877.41, "clientes_inicio": 0},
        "120 clientes novos, com R$ 88,9 mil por mês.",
    ),
    ("novos", {"novos": 1, "receita_novos": 10.0, "clientes_inicio": 0}, "1 cliente novo, com R$ 10,00 por mês."),
    (
        "ligar",
        {"clientes_em_risco": 25, "receita_em_risco": 33_100.17},
        "Ligue esta semana para 25 clientes: R$ 33,1 mil por mês em jogo.",
    ),
    (
        "ligar",
        {"clientes_em_risco": 1, "receita_em_risco": 150.0},
        "Ligue esta semana para 1 cliente: R$ 150,00 por mês em jogo.",
    ),
    (
        "reconquistar",
        {"perdidos": 12, "churn_receita": 7_440.62},
        "Procure os 12 clientes que se foram: R$ 7,44 mil por mês.",
    ),
    ("reconquistar", {"perdidos": 1, "churn_receita": 141.0}, "Procure o cliente que se foi: R$ 141,00 por mês."),
    (
        "cuidar",
        {"receita_top20": 0.651, "compradores": 173},
        "Cuide dos 20 % maiores clientes: trazem 65,1 % da receita.",
    ),
]
SILENT = [
    ("cresceu", {"receita_mensal_fim": (*REVENUE, Telling.NOISE)}),
    ("cresceu", {"receita_mensal_fim": (*REVENUE, Telling.NO_BASIS)}),
    ("cresceu", {"receita_mensal_fim": (*reversed(REVENUE), Telling.SIGNAL)}),
    ("cresceu", {"receita_mensal_fim": 359_000.0}),
    ("encolheu", {"receita_mensal_fim": (*reversed(REVENUE), Telling.NOISE)}),
    ("encolheu", {"receita_mensal_fim": (*REVENUE, Telling.SIGNAL)}),
    ("encolheu", {"receita_mensal_fim": (359_000.0, 0.0, Telling.SIGNAL)}),
    ("churn", {"churn": (0.058, 0.02, Telling.NOISE)}),
    ("churn", {"churn": (0.058, 0.02, Telling.NO_BASIS)}),
    ("churn", {"churn": 0.058}),
    ("acaso", {"receita_mensal_fim": (*REVENUE, Telling.SIGNAL)}),
    ("acaso", {"receita_mensal_fim": (*REVENUE, Telling.NO_BASIS)}),
    ("acaso", {"receita_mensal_fim": REVENUE}),
    ("sem_base", {"receita_mensal_fim": 359_000.0}),
    ("sem_base", {}),
    ("esta", {"clientes_fim": 209}),
    ("esta", {"clientes_fim": None, "receita_mensal_fim": 1.0}),
    ("leads", {"leads": 0, "convertidos": 0}),
    ("leads", {"leads": 3}),
    ("ponte", {key: value for key, value in BRIDGE.items() if key != "expansao"}),
    ("ponte", BRIDGE | {"perdidos": None}),
    ("novos", {"novos": 13, "receita_novos": 10.0, "clientes_inicio": 206}),
    ("novos", {"novos": 0, "receita_novos": 0.0, "clientes_inicio": 0}),
    ("ligar", {"clientes_em_risco": 0, "receita_em_risco": 0.0}),
    ("ligar", {}),
    ("reconquistar", {"perdidos": 0, "churn_receita": 0.0}),
    ("reconquistar", {"perdidos": 2}),
    ("cuidar", {"receita_top20": None}),
    ("cuidar", {"receita_top20": 1.0, "compradores": 4}),
    ("ponte", BRIDGE | {"clientes_inicio": 0}),
    ("cuidar", {}),
]


@pytest.mark.parametrize(("key", "values", "sentence"), HOLDS)
def test_a_rule_writes_its_sentence(key, values, sentence):
    assert said(key, **values) == sentence


@pytest.mark.parametrize(("key", "values"), SILENT)
def test_a_rule_is_silent_where_it_does_not_hold(key, values):
    assert said(key, **values) is None


def test_every_rule_is_tested_both_ways():
    assert {key for key, *_ in HOLDS} == {key for key, _ in SILENT} == set(RULE)
    assert len(RULE) == len(RULES)


def test_of_each_slot_the_first_rule_that_holds_is_heard_and_the_slots_stand_in_order():
    told = {"receita_mensal_fim": (*REVENUE, Telling.SIGNAL), "churn": (0.058, 0.02, Telling.SIGNAL), **BRIDGE}
    happened, made_of, to_do = sentences(facts(**told, clientes_em_risco=25, receita_em_risco=1.0, receita_top20=0.6))
    assert happened.startswith("A carteira cresceu")
    assert made_of.startswith("Quem ficou")
    assert to_do.startswith("Ligue")
    assert sentences(facts()) == ()
    assert sentences(facts(receita_top20=0.5, compradores=9)) == (said("cuidar", receita_top20=0.5, compradores=9),)


def test_money_a_month_of_a_history_shorter_than_the_window_is_not_told_nor_compared():
    told = facts(
        receita_mensal_fim=(*REVENUE, Telling.SIGNAL),
        clientes_fim=120,
        clientes_em_risco=66,
        receita_em_risco=1.0,
        **BRIDGE,
    )
    happened, *others = sentences(replace(told, understated=True))
    assert happened.startswith("120 clientes ativos; as vendas começam há menos que o prazo")
    assert others == ["Procure os 12 clientes que se foram: R$ 7,40 mil por mês."]
    first = replace(facts(novos=120, receita_novos=9.0, clientes_inicio=0), understated=True)
    assert sentences(first) == ("120 clientes novos.",)


def test_nobody_is_sent_to_call_thousands_within_a_week():
    many = said("ligar", clientes_em_risco=5_292, receita_em_risco=1_000_000.0)
    assert many == "Ligue primeiro para quem está no alto da lista: 5.292 clientes, R$ 1,00 mi por mês em jogo."


def test_of_a_bridge_on_which_nobody_stayed_nobody_bought_more():
    assert said("ponte", **BRIDGE | {"clientes_inicio": 12}) == "Os 12 clientes perdidos levaram R$ 7,40 mil."


COUNTS = st.one_of(st.none(), st.integers(0, 3), st.integers(0, 2_000_000))
MONEY = st.one_of(st.none(), st.integers(-(10**5), 10**12).map(lambda cents: cents / 100))
SHARES = st.one_of(st.none(), st.fractions(0, 2).map(float))


@st.composite
def readings(draw):
    """Any readings of the indicators that rules ask for, some of them missing, with any verdicts."""
    found = []
    for key in draw(st.sets(st.sampled_from(sorted(UNITS)))):
        kind = COUNTS if UNITS[key].is_count else MONEY if UNITS[key].is_money else SHARES
        telling = draw(st.one_of(st.none(), st.sampled_from(Telling)))
        one = reading(key, draw(kind), draw(kind), telling)
        found.append(replace(one, signal=None) if one.change is None else one)
    return found


@pytest.mark.property
@given(readings())
def test_whatever_the_numbers_are_sentences_are_few_portuguese_and_claim_no_more_than_they_show(found):
    told = PrintedFacts.of(found)
    written = sentences(told)
    by_slot = {slot: [text for rule in RULES if rule.slot is slot and (text := rule.write(told))] for slot in Slot}
    assert list(written) == [texts[0] for texts in by_slot.values() if texts]
    for text in written:
        assert not english(text)
        assert not re.search(r"nan|None|inf\b|n/d|\be\+|  ", text)
        assert not re.search(r"\b1 (clientes|leads)\b", text)
        assert not re.search(r"(?<![\d.,])(?!1 )\d[\d.]* (cliente|lead)\b", text)
        assert text.endswith(".")
        assert text[0].isupper() or text[0].isdigit()
    if told.beyond_chance("receita_mensal_fim") is not True:
        assert not re.search("cresceu|encolheu", " ".join(written))
    if told.beyond_chance("churn") is not True:
        assert not re.search("churn (subiu|caiu)", " ".join(written))
