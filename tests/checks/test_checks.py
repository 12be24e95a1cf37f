"""Verdicts by hand: at, above and below each bound, exact where floats are not, and when there is no number."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from carteira_cli.checks.judge import precise
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.units import Unit
from tests.judged import HEAD, checks, judged, limit, moved, ruled, verify, words, worked
from tests.running import expected

# --- bounds -------------------------------------------------------------------------------------------------

# With a float among its terms, or without end as a decimal, a number can't be written as a bound.
EXACT = {key: value for key, value in expected().items() if len(repr(value)) < 12}


def bound(value, unit):
    """A decimal number as people write it."""
    number = value * 100 if unit is Unit.FRACTION else value
    text = f"{number:f}".replace(".", ",")
    return text + ("%" if unit is Unit.FRACTION else "")


def test_every_number_of_the_worked_example_at_just_below_and_just_above_each_bound(tmp_path):
    limits, hoped = [], []
    for key, value in expected().items():
        unit, number = catalogue()[key].unit, Decimal(repr(value))
        step = Decimal("1e-9")
        below, above = {">": "erro", ">=": "erro"}, {"<": "erro", "<=": "erro"}
        at = {">=": "erro", "<=": "erro"}
        cases = [(number - step, below), (number + step, above), *([(number, at)] if key in EXACT else [])]
        for place, crossed in cases:
            for operator in (">", ">=", "<", "<="):
                limits.append(limit(key, erro=f"{operator} {bound(place, unit)}"))
                hoped.append((key, crossed.get(operator, "ok")))
    found = judged(worked(tmp_path, *limits))
    assert [(check["indicador"], check["veredito"]) for check in found] == hoped
    assert len(EXACT) > 30
    wrong = {check["indicador"]: check["valor"] for check in found if check["valor"] != expected()[check["indicador"]]}
    assert {key: pytest.approx(expected()[key], rel=1e-12) for key in wrong} == wrong


def test_the_error_comes_before_the_warning_and_names_its_own_limit(tmp_path):
    limits = [limit(erro=f"> {error}%", aviso=f"> {warning}%") for error, warning in ((49, 40), (50, 49), (60, 50))]
    found = judged(worked(tmp_path, *limits, limit(aviso="> 1%")))
    assert [(one["veredito"], one["nivel"], one["limite"]) for one in found] == [
        ("erro", "erro", "> 49%"),
        ("aviso", "aviso", "> 49%"),
        ("ok", "ok", "> 60%, > 50% (aviso)"),
        ("aviso", "aviso", "> 1%"),
    ]


def test_an_alert_says_the_number_the_limit_the_definition_the_note_and_the_list(tmp_path):
    (one,) = judged(worked(tmp_path, limit(erro="> 5%", mensagem="ligue para a gerência")))
    assert one["mensagem"] == "Churn de clientes em 50,0 % cruza o limite de erro (> 5%)"
    assert one["definicao"] == "perdidos ÷ clientes_inicio"
    assert one["observacao"] == "ligue para a gerência"
    assert one["lista"].startswith("carteira churn --periodo 2024-Q1 --listar perdidos")
    assert (one["valor"], one["unidade"], one["grupo"]) == (0.5, "fracao", None)


@pytest.mark.parametrize(
    ("lost", "customers", "crossed", "held"),
    [
        (1, 20, (">= 5%", "<= 5%", "> 4,9999999999999999%"), ("> 5%", "< 5%", "> 5,0000000000000001%")),
        (7, 100, (">= 7%",), ("> 7%", "< 7%")),  # 0.07 * 100 > 7 in floats
        (29, 100, ("<= 29%",), ("< 29%", "> 29%")),  # 0.29 * 100 < 29 in floats
        (2, 39, ("> 5%",), ("<= 5%",)),
    ],
)
def test_a_churn_is_held_against_a_bound_exactly(tmp_path, lost, customers, crossed, held):
    ruled(moved(tmp_path, before=(0, customers), now=(lost, customers)), *(limit(erro=one) for one in crossed + held))
    found = judged(tmp_path)
    assert [one["veredito"] for one in found] == ["erro"] * len(crossed) + ["ok"] * len(held)
    assert {one["valor"] for one in found} == {lost / customers}


@pytest.mark.parametrize(
    ("before", "now", "crossed", "held"),
    [
        # From 1/3 to 11/30 is more than 10 % in floats.
        ((10, 30), (11, 30), ("9,99%", "3,33 p.p.", "0%"), ("10%", "3,34 p.p.", "10,1%")),
        # 0.07 - 0.05 > 0.02 in floats.
        ((5, 100), (7, 100), ("1,99 p.p.", "39,99%"), ("2 p.p.", "40%")),
        ((5, 100), (4, 100), (), ("0%", "0 p.p.")),  # better
        ((0, 30), (1, 30), ("1000%", "3,3 p.p."), ("4 p.p.",)),  # any worsening from nothing is too much
        ((0, 30), (0, 30), (), ("0%",)),
    ],
)
def test_a_worsening_is_measured_exactly_from_the_previous_period(tmp_path, before, now, crossed, held):
    ruled(moved(tmp_path, before=before, now=now), *(limit(piora_max_anterior=one) for one in crossed + held))
    found = judged(tmp_path)
    assert [one["veredito"] for one in found] == ["erro"] * len(crossed) + ["ok"] * len(held)
    assert {(one["anterior"], one["referencia"]) for one in found} == {(before[0] / before[1], "2023-Q4")}


def test_a_number_that_should_be_high_worsens_by_falling(tmp_path):
    ruled(
        moved(tmp_path, before=(10, 30), now=(11, 30)),
        limit("retencao", piora_max_anterior="5%"),  # 20/30 → 19/30, by exactly 5 %
        limit("retencao", piora_max_anterior="4,9%"),
        limit("retidos", piora_max_anterior="4,9%"),
        limit("perdidos", piora_max_anterior="10%"),
        limit("perdidos", piora_max_anterior="9,9%"),
    )
    found = judged(tmp_path)
    assert [one["veredito"] for one in found] == ["ok", "erro", "erro", "ok", "erro"]
    assert found[1]["mensagem"] == (
        "Retenção piorou 3,3 p.p. (5,0 % do que era), de 66,7 % (2023-Q4) para 63,3 %; o máximo é 4,9%"
    )


def test_a_worsening_of_hardly_more_than_allowed_is_told_from_it(tmp_path):
    ruled(
        moved(tmp_path, before=(10, 30), now=(11, 30)),
        limit(piora_max_anterior="9,999%"),
        limit(piora_max_anterior="3,333 p.p."),
    )
    share, points = judged(tmp_path)
    assert share["mensagem"].startswith(
        "Churn de clientes piorou 3,3 p.p. (10,000 % do que era), de 33,3 % (2023-Q4) para 36,7 %"
    )
    assert "piorou 3,3333 p.p." in points["mensagem"]


@pytest.mark.parametrize(
    ("value", "limit_", "unit", "shown"),
    [
        (Fraction(504, 10000), Fraction(5, 100), Unit.FRACTION, "5,04 %"),
        (Fraction(5, 100), Fraction(5, 100), Unit.FRACTION, "5,0 %"),
        (Fraction(6, 100), Fraction(5, 100), Unit.FRACTION, "6,0 %"),
        (Fraction(1000001, 1000), Fraction(1000), Unit.REAIS, "R$ 1.000,001"),
        (Fraction(1000001, 1000), Fraction(1000), Unit.REAIS_PER_MONTH, "R$ 1.000,001 /mês"),
        (Fraction(-1000001, 1000), Fraction(-1000), Unit.REAIS, "-R$ 1.000,001"),
        (Fraction(-1, 1000), Fraction(0), Unit.REAIS, "-R$ 0,001"),
        (Fraction(301, 10), Fraction(30), Unit.DAYS, "30,1 dias"),
        (Fraction(2999, 1000), Fraction(3), Unit.TIMES, "2,999 ×"),
        (Fraction(601, 100), Fraction(6), Unit.MONTHS, "6,01 meses"),
        (11, Fraction(10), Unit.CUSTOMERS, "11"),
        (0.1, Fraction(1, 10), Unit.FRACTION, "10,0 %"),
    ],
)
def test_a_number_beside_its_limit_has_the_decimals_that_tell_them_apart(value, limit_, unit, shown):
    assert precise(value, limit_, unit) == shown


# --- no number ----------------------------------------------------------------------------------------------

LEVELS = ("erro", "aviso", "ok")


def three(indicator, **fields):
    return [limit(indicator, sem_dados=level, **fields) for level in LEVELS]


def missing_source(folder):
    return worked(folder, *three("conversao", erro="< 1%"), without="leads"), "falta a fonte: leads"


def only_missing_source(folder):
    found, why = missing_source(folder)
    (found / "custos.csv").unlink()
    return found, why


def zero_denominator(folder):
    limits = three("churn", erro="> 99%", por="uf", grupo="RJ")
    return worked(folder, *limits, head=HEAD + 'onde = ["tipo=PJ"]\n'), "n/d (denominador zero)"


def small_sample(folder):
    return worked(folder, *three("churn", erro="> 1%", amostra_min=5)), "amostra de 4, menor que 5"


def incomplete_period(folder):
    head = 'periodo = "2024-Q1"\nhoje = "2024-03-30"\n'
    return worked(folder, *three("churn", erro="> 1%"), head=head), "período incompleto (dados até 30/03/2024)"


def no_previous_number(folder):
    return worked(folder, *three("churn", piora_max_anterior="1%")), "2023-Q4 não tem esse número"


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [missing_source, only_missing_source, zero_denominator, small_sample, incomplete_period, no_previous_number],
)
def test_no_number_is_a_verdict_that_counts_as_its_limit_says(tmp_path, case):
    folder, why = case(tmp_path)
    found = judged(folder)
    assert [(one["veredito"], one["nivel"]) for one in found] == [("sem_dados", level) for level in LEVELS]
    assert all(one["mensagem"].endswith(f"sem dados: {why}") for one in found)


@pytest.mark.parametrize(
    ("level", "words", "code"),
    [
        ("aviso", (), 0),
        ("aviso", ("--avisos-como-erro",), 1),
        ("erro", ("--sempre-zero",), 0),
        ("aviso", ("--avisos-como-erro", "--sempre-zero"), 0),
    ],
)
def test_the_exit_code_is_that_of_the_level(tmp_path, level, words, code):
    folder = worked(tmp_path, limit(erro="> 1%", amostra_min=5, sem_dados=level), limit(erro="> 99%"))
    assert verify(folder, *words).code == code


SAMPLES = {
    "churn": 4, "retencao": 4, "churn_receita": 4, "churn_receita_percentual": 4, "grr": 4, "quick_ratio": 4,
    "receita_mensal_fim": 4, "churn_mensal": 4, "vida_media_meses": 4, "ltv": 4, "ltv_historico": 8,
    "receita": 6, "ticket_cliente": 6, "ticket_pedido": 7, "frequencia": 6, "cac": 2, "payback_meses": 2,
    "conversao": 4, "receita_top20": 6, "clientes_80": 6, "gini": 6, "percentual_ativos": 10, "positivacao": 10,
    "taxa_reativacao": 2,
}  # fmt: skip


def test_a_sample_is_counted_in_what_the_number_divides_by(tmp_path):
    never = {Unit.FRACTION: "> 1000%"}
    limits = [
        limit(key, erro=never.get(catalogue()[key].unit, "> 999999999"), amostra_min=size + more)
        for key, size in SAMPLES.items()
        for more in (0, 1)
    ]
    found = judged(worked(tmp_path, *limits))
    assert [(one["indicador"], one["veredito"]) for one in found] == [
        (key, word) for key in SAMPLES for word in ("ok", "sem_dados")
    ]
    assert found[1]["mensagem"].endswith("amostra de 4, menor que 5")
    assert found[1]["valor"] == 0.5


def test_a_missing_reference_hides_no_error_nor_a_warning_behind_a_pass(tmp_path):
    limits = [
        limit(erro="> 1%", piora_max_anterior="1%", sem_dados="ok"),
        limit(aviso="> 1%", piora_max_anterior="1%", sem_dados="ok"),
        limit(aviso="> 1%", piora_max_anterior="1%", sem_dados="aviso"),
        limit(aviso="> 1%", piora_max_anterior="1%"),
        limit(erro="> 99%", piora_max_anterior="1%", sem_dados="ok"),
    ]
    found = judged(worked(tmp_path, *limits))
    assert [(one["veredito"], one["nivel"]) for one in found] == [
        ("erro", "erro"),
        ("aviso", "aviso"),
        ("sem_dados", "aviso"),
        ("sem_dados", "erro"),
        ("sem_dados", "ok"),
    ]


def test_what_the_configuration_asks_of_analyses_changes_no_verdict(tmp_path):
    limits = [limit(erro="> 5%"), limit(erro="> 5%", por="uf")]
    bare = judged(worked(tmp_path / "a", *limits))
    more = (
        HEAD + 'serie = "mes"\npor = "vendedor"\nlistar = "perdidos"\nminimo = "3"\npequenos = "omitir"\nlimite = "1"\n'
    )
    ran = verify(worked(tmp_path / "b", *limits, head=more))
    assert [one | {"lista": ""} for one in checks(ran)] == [one | {"lista": ""} for one in bare]
    assert ran.document["tabelas"] == {}


def test_without_a_number_to_compare_with_a_worsening_can_not_be_judged(tmp_path):
    ran = verify(worked(tmp_path, limit(piora_max_anterior="1%"), head=HEAD + 'comparar = "nenhum"\n'))
    assert (ran.code, "piora_max_anterior precisa de um período" in ran.error[0]) == (2, True)


def test_a_worsening_may_be_measured_from_the_year_before(tmp_path):
    folder = worked(tmp_path, limit("receita", piora_max_anterior="1%"), head=HEAD + 'comparar = "ano-anterior"\n')
    (one,) = judged(folder)
    assert (one["veredito"], one["mensagem"].rsplit(": ")[-1]) == ("sem_dados", "2023-Q1 não tem esse número")
    assert words(checks(verify(folder, "--comparar", "2023-Q4"))) == ["ok"]
