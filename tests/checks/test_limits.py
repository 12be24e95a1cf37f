"""What the texts of `[[limites]]` mean, and that one which means nothing is refused with its place."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carteira_cli.checks.limits import KEYS, limits_of
from carteira_cli.checks.thresholds import EXAMPLES, NotAnAmountError, exactly, threshold_of, worsening_of
from carteira_cli.config.resolve import load
from carteira_cli.errors import ConfigError
from carteira_cli.findings import Outcome
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.units import Unit, show
from tests.judged import limit, ruled

F, U = Fraction, Unit

# --- amounts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "operator", "bound"),
    [
        ("> 5%", U.FRACTION, ">", F(1, 20)),
        (">5 %", U.FRACTION, ">", F(1, 20)),
        ("  >=  5,25%  ", U.FRACTION, ">=", F(21, 400)),
        ("<= 5.25\u00a0%", U.FRACTION, "<=", F(21, 400)),
        ("≥ 0.4", U.FRACTION, ">=", F(2, 5)),
        ("≤ 0,4", U.FRACTION, "<=", F(2, 5)),
        ("< 1", U.FRACTION, "<", F(1)),
        ("< 1,5", U.FRACTION, "<", F(3, 2)),
        ("> 150%", U.FRACTION, ">", F(3, 2)),
        ("> 0.125", U.FRACTION, ">", F(1, 8)),
        ("> -5%", U.FRACTION, ">", F(-1, 20)),
        ("> \u22125%", U.FRACTION, ">", F(-1, 20)),
        ("> 1.234.567,0%", U.FRACTION, ">", F(1234567, 100)),
        ("> R$ 1.000,00", U.REAIS, ">", F(1000)),
        ("> R$1.000", U.REAIS, ">", F(1000)),
        ("> R$ 1.000.000", U.REAIS, ">", F(1000000)),
        ("> R$ 1000,5", U.REAIS, ">", F(2001, 2)),
        ("> R$ 1000.50", U.REAIS, ">", F(2001, 2)),
        ("> 1.000,00", U.REAIS, ">", F(1000)),
        ("> 1.000 reais", U.REAIS, ">", F(1000)),
        ("> 1000 Reais", U.REAIS, ">", F(1000)),
        ("< -R$ 10,00", U.REAIS, "<", F(-10)),
        ("< R$ -10", U.REAIS, "<", F(-10)),
        ("< R$ \u221210", U.REAIS, "<", F(-10)),
        ("< - 10", U.REAIS, "<", F(-10)),
        ("< R$\u00a010", U.REAIS, "<", F(10)),
        ("< R$ 10 /mês", U.REAIS_PER_MONTH, "<", F(10)),
        ("< R$ 10/mês", U.REAIS_PER_MONTH, "<", F(10)),
        ("< R$ 10 por mês", U.REAIS_PER_MONTH, "<", F(10)),
        ("< 10 reais por mês", U.REAIS_PER_MONTH, "<", F(10)),
        ("< R$ 10", U.REAIS_PER_MONTH, "<", F(10)),
        ("> 30 dias", U.DAYS, ">", F(30)),
        ("> 1 dia", U.DAYS, ">", F(1)),
        ("> 30d", U.DAYS, ">", F(30)),
        ("> 30", U.DAYS, ">", F(30)),
        ("> 1.500 dias", U.DAYS, ">", F(1500)),
        ("> 1,500 dias", U.DAYS, ">", F(3, 2)),
        ("> 6 meses", U.MONTHS, ">", F(6)),
        ("> 1,5 mês", U.MONTHS, ">", F(3, 2)),
        ("< 3 ×", U.TIMES, "<", F(3)),
        ("< 3x", U.TIMES, "<", F(3)),
        ("< 0,5 vezes", U.TIMES, "<", F(1, 2)),
        ("> 10 clientes", U.CUSTOMERS, ">", F(10)),
        ("> 1 Cliente", U.CUSTOMERS, ">", F(1)),
        ("> 1.000", U.CUSTOMERS, ">", F(1000)),
        ("> 0", U.CUSTOMERS, ">", F(0)),
        ("> 007", U.CUSTOMERS, ">", F(7)),
        ("> 10 pedidos", U.ORDERS, ">", F(10)),
        ("> 10 leads", U.LEADS, ">", F(10)),
        ("> 10 linhas", U.LINES, ">", F(10)),
        ("> 10 intervalos", U.INTERVALS, ">", F(10)),
    ],
)
def test_a_bound_is_an_operator_and_an_exact_amount(text, unit, operator, bound):
    found = threshold_of(text, unit)
    assert (found.operator, found.bound, type(found.bound)) == (operator, bound, F)


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.POINTS])  # of changes alone
def test_the_example_of_each_unit_is_one(unit):
    assert threshold_of(f"> {EXAMPLES[unit]}", unit).bound > 0


@pytest.mark.parametrize(
    ("text", "unit", "said", "advised"),
    [
        ("5%", U.FRACTION, "não é um limite", '"> 5%"'),
        ("", U.DAYS, "não é um limite", '"> 30 dias"'),
        (">", U.DAYS, "não é um limite", "30 dias"),
        ("= 5%", U.FRACTION, "não é um limite", "5%"),
        ("=> 5%", U.FRACTION, "não é um limite", "5%"),
        ("> > 5%", U.FRACTION, "não é um número", "5%"),
        ("> = 5%", U.FRACTION, "não é um número", "5%"),
        ("5% <", U.FRACTION, "não é um limite", "5%"),
        ("> 5%\n> 6%", U.FRACTION, "não é um limite", "5%"),
        ("> 5% ou 6%", U.FRACTION, "não é um número", "5%"),
        ("> 5", U.FRACTION, "vezes o todo", '"5%"'),
        ("> -5", U.FRACTION, "vezes o todo", '"5%"'),
        ("> 2", U.FRACTION, "vezes o todo", '"2%"'),
        ("> 1.000%", U.FRACTION, "pode ser 1000 ou 1,000", '"1000" ou "1,000"'),
        ("> 1.000", U.REAIS, "pode ser 1000 ou 1,000", '"1000"'),
        ("> 1.000", U.DAYS, "pode ser 1000 ou 1,000", '"1000"'),
        ("> 999.999 meses", U.MONTHS, "pode ser", '"999999"'),
        ("> 1.000 ×", U.TIMES, "pode ser", '"1000"'),
        ("> 1,000.00", U.REAIS, "não é um número", "1.234,56"),
        ("> 1.00.000", U.REAIS, "não é um número", "1.234,56"),
        ("> 5,", U.REAIS, "não é um número", "1.234,56"),
        ("> 5..5", U.REAIS, "não é um número", "1.234,56"),
        ("> ,5", U.FRACTION, "não é um número", "5%"),
        ("> 1e3", U.CUSTOMERS, "não é um número", "10 clientes"),
        ("> 1/3", U.FRACTION, "não é um número", "5%"),
        ("> \u0665%", U.FRACTION, "não é um número", "5%"),
        ("> --5", U.REAIS, "não é um número", "R$ 1.000,00"),
        ("> -R$ -5", U.REAIS, "não é um número", "R$ 1.000,00"),
        ("> +5", U.REAIS, "não é um número", "R$ 1.000,00"),
        ("> inf", U.REAIS, "não é um número", "R$ 1.000,00"),
        ("> " + "9" * 5000, U.REAIS, "algarismos demais", "até 18"),
        ("> 5 dias", U.FRACTION, "está em dias, e o indicador está em %", "5%"),
        ("> R$ 5", U.FRACTION, "está em R$, e o indicador está em %", "5%"),
        ("> 5%", U.REAIS, "está em %, e o indicador está em reais", "R$ 1.000,00"),
        ("> R$ 5 /mês", U.REAIS, "está em R$ /mês, e o indicador está em reais", "R$ 1.000,00"),
        ("> R$ 5", U.CUSTOMERS, "está em R$, e o indicador está em clientes", "10 clientes"),
        ("> 5 reais", U.ORDERS, "está em reais, e o indicador está em pedidos", "10 pedidos"),
        ("> 5 clientes", U.ORDERS, "está em clientes", "10 pedidos"),
        ("> 5 pedidos", U.CUSTOMERS, "está em pedidos", "10 clientes"),
        ("> 5 meses", U.DAYS, "está em meses", "30 dias"),
        ("> 5 dias", U.MONTHS, "está em dias", "6 meses"),
        ("> 5 p.p.", U.FRACTION, "está em p.p.", "5%"),
        ("> 5%", U.TIMES, "está em %", "3 ×"),
        ("< 30%", U.NUMBER, "está em %, e o indicador não tem unidade", "0,5"),
    ],
)
def test_what_is_no_bound_of_the_unit_is_refused_with_one_that_is(text, unit, said, advised):
    with pytest.raises(NotAnAmountError) as caught:
        threshold_of(text, unit)
    assert said in str(caught.value)
    assert advised in caught.value.hint


@pytest.mark.parametrize(
    ("text", "unit", "most", "points"),
    [
        ("10%", U.REAIS, F(1, 10), False),
        (" 2,5 % ", U.FRACTION, F(1, 40), False),
        ("0%", U.DAYS, F(0), False),
        ("150%", U.TIMES, F(3, 2), False),
        ("2 p.p.", U.FRACTION, F(1, 50), True),
        ("0,5pp", U.FRACTION, F(1, 200), True),
        ("2 P.P", U.FRACTION, F(1, 50), True),
        ("2 pontos", U.FRACTION, F(1, 50), True),
    ],
)
def test_a_worsening_is_a_share_of_what_was_or_points_of_a_fraction(text, unit, most, points):
    found = worsening_of(text, unit)
    assert (found.most, found.points) == (most, points)


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("10", U.REAIS, "não é uma piora"),
        ("0.1", U.FRACTION, "não é uma piora"),
        ("R$ 10", U.REAIS, "não é uma piora"),
        ("> 10%", U.REAIS, "não é um número"),
        ("-10%", U.REAIS, "não é um número"),
        ("%", U.REAIS, "não é um número"),
        ("1.000%", U.REAIS, "pode ser 1000 ou 1,000"),
        ("2 p.p.", U.REAIS, "só frações pioram em pontos"),
        ("2 p.p.", U.CUSTOMERS, "só frações pioram em pontos"),
    ],
)
def test_what_is_no_worsening_is_refused(text, unit, said):
    with pytest.raises(NotAnAmountError, match=said.replace(".", r"\.")):
        worsening_of(text, unit)


_DECIMALS = {U.REAIS: 2, U.REAIS_PER_MONTH: 2, U.FRACTION: 3, U.MONTHS: 1, U.TIMES: 2}


@given(st.sampled_from([unit for unit in Unit if unit not in {U.POINTS, U.NUMBER}]), st.integers(-(10**12), 10**12))
@example(U.CUSTOMERS, 1000)
@example(U.DAYS, 1000)
@example(U.REAIS, -100000)
@example(U.FRACTION, 1000)
def test_what_the_program_shows_can_be_written_as_a_bound_and_means_the_same(unit, count):
    exact = F(count, 10 ** _DECIMALS.get(unit, 0))
    shown = show(float(exact), unit)
    assert threshold_of(f"> {shown}", unit).bound == exact


@given(st.integers(0, 10**9))
def test_half_a_day_is_shown_and_read_too(half):
    assert threshold_of(f"> {show(half / 2, U.DAYS)}", U.DAYS).bound == F(half, 2)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 10**5))
@example(7, 100, 700)  # 0.07 * 100 > 7 in floats
@example(1, 20, 500)
def test_a_quotient_crosses_a_bound_exactly_when_its_terms_say_so(part, whole, hundredths):
    bound = f"{hundredths // 100},{hundredths % 100:02}%"
    left, right = part * 10_000, hundredths * whole
    for operator, holds in ((">", left > right), (">=", left >= right), ("<", left < right), ("<=", left <= right)):
        assert threshold_of(f"{operator} {bound}", U.FRACTION).crossed(F(part, whole)) == holds


def test_no_float_is_between_a_number_and_its_bound():
    bound, hair = threshold_of("> 5%", U.FRACTION), F(1, 10**30)
    assert [bound.crossed(F(1, 20) + more) for more in (-hair, 0, hair)] == [False, False, True]


def test_a_float_stands_for_the_decimal_number_that_it_is_printed_as():
    assert exactly(0.1) == F(1, 10)
    assert not threshold_of("> 10%", U.FRACTION).crossed(0.1)
    assert threshold_of("> 10%", U.FRACTION).crossed(0.1 + 1e-15)
    assert not worsening_of("0%", U.FRACTION).crossed(exactly(0.3) - exactly(0.3), 0.3)


@given(st.fractions(min_value=0, max_value=10), st.fractions(min_value=-10, max_value=10))
def test_a_worsening_is_compared_exactly_with_the_size_of_what_was(most, before):
    share = worsening_of("10%", U.FRACTION)
    assert not share.crossed(abs(before) / 10, before)
    assert share.crossed(abs(before) / 10 + F(1, 10**30), before)
    points = worsening_of("2 p.p.", U.FRACTION)
    assert points.crossed(most, before) == (most > F(1, 50))


# --- tables -------------------------------------------------------------------------------------------------


def read(folder):
    return limits_of(load({"pasta": str(folder)}, environ={}))


def refusal(folder):
    with pytest.raises(ConfigError) as caught:
        read(folder)
    return caught.value.message, caught.value.hint


def test_every_key_is_read(tmp_path):
    text = limit(
        "churn", erro="> 5%", aviso="> 3%", por="uf", grupo="SP", amostra_min=30, piora_max="10%",
        piora_max_anterior="2 p.p.", sem_dados="aviso", mensagem="ligue", sinal="exigir",
    )  # fmt: skip
    (found,) = read(ruled(tmp_path, text))
    assert {line.split(" = ")[0] for line in text.splitlines()[1:]} == set(KEYS)
    assert (found.indicator.key, found.error.bound, found.warning.bound) == ("churn", F(1, 20), F(3, 100))
    assert (found.by, found.group, found.sample, found.no_data, found.note) == (
        "uf",
        "SP",
        30,
        Outcome.WARNING,
        "ligue",
    )
    assert found.beyond_chance
    assert (found.since_baseline.most, found.since_baseline.points) == (F(1, 10), False)
    assert (found.since_previous.most, found.since_previous.points) == (F(1, 50), True)
    assert found.text == "> 5%, > 3% (aviso), piora de até 10%, piora de até 2 p.p. do período anterior"


def test_what_is_not_said_is_off_and_no_data_is_an_error(tmp_path):
    (found,) = read(ruled(tmp_path, limit(erro="> 5%")))
    assert (found.warning, found.since_baseline, found.since_previous, found.sample, found.by, found.note) == (
        None,
    ) * 6
    assert found.no_data is Outcome.ERROR


@pytest.mark.parametrize("key", [item.key for item in catalogue().values()])
def test_every_indicator_takes_a_bound_of_its_unit(tmp_path, key):
    example = EXAMPLES[catalogue()[key].unit]
    (found,) = read(ruled(tmp_path, limit(key, erro=f"> {example}")))
    assert found.error.text == f"> {example}"


@pytest.mark.parametrize(
    ("text", "said", "advised"),
    [
        (limit("chrun", erro="> 5%"), '"chrun" não existe', 'você quis dizer "churn"?'),
        (limit("churn-receita", erro="> 5%"), '"churn-receita" não existe', '"churn_receita"?'),
        (limit(" churn", erro="> 5%"), '" churn" não existe', '"churn"?'),
        (limit("", erro="> 5%"), "indicador está vazio", "escreva"),
        ('[[limites]]\nerro = "> 5%"', "falta o indicador", "indicador ="),
        ('[[limites]]\nindicador = 5\nerro = "> 5%"', "indicador é um texto", "entre aspas"),
        ("[[limites]]", "falta o indicador", "indicador ="),
        (limit(), "churn não tem nenhum limite", "erro, aviso, piora_max ou piora_max_anterior"),
        (limit(mensagem="x", por="uf"), "churn não tem nenhum limite", "erro"),
        (limit(eror="> 5%"), 'a chave "eror" não existe', 'você quis dizer "erro"?'),
        (limit(erro="> 5%", piora_maxima="1%"), 'a chave "piora_maxima" não existe', '"piora_max"?'),
        (limit(erro="> 5%", amostra_minima=1), '"amostra_minima" não existe', '"amostra_min"?'),
        (limit(erro=5), "erro é um texto", 'erro = "> 5%"'),
        (limit(erro=0.05), "erro é um texto", "entre aspas"),
        (limit(erro=True), "erro é um texto", "entre aspas"),
        (limit(erro=[]), "erro é um texto", "entre aspas"),
        (limit(aviso=3), "aviso é um texto", "entre aspas"),
        (limit(piora_max=10), "piora_max é um texto", 'piora_max = "10%"'),
        (limit(piora_max_anterior=0.1), "piora_max_anterior é um texto", '"10%"'),
        (limit(erro="> 5 dias"), 'erro "5 dias" está em dias', "5%"),
        (limit(aviso="> 5"), "aviso", '"5%"'),
        (limit(piora_max="10"), 'piora_max "10" não é uma piora', "2 p.p."),
        (limit("receita", piora_max="2 p.p."), "só frações", "10%"),
        (limit("clientes_inicio", piora_max="2%"), "não é melhor nem maior nem menor", "erro ou aviso"),
        (limit("hhi", piora_max_anterior="2%"), "não é melhor nem maior nem menor", "erro ou aviso"),
        (limit(erro="> 5%", aviso="< 3%"), "lados opostos", "mesmo sinal"),
        (limit(erro="> 5%", aviso="> 7%"), 'o aviso "> 7%" nunca vem antes do erro "> 5%"', "afrouxe"),
        (limit(erro="> 5%", aviso="> 5%"), "nunca vem antes", "afrouxe"),
        (limit(erro=">= 5%", aviso="> 5%"), "nunca vem antes", "afrouxe"),
        (limit(erro=">= 5%", aviso=">= 5%"), "nunca vem antes", "afrouxe"),
        (limit(erro="< 5%", aviso="< 3%"), "nunca vem antes", "afrouxe"),
        (limit(erro="<= 5%", aviso="< 5%"), "nunca vem antes", "afrouxe"),
        (limit(erro="> 5%", grupo="SP"), "grupo precisa de por", "por ="),
        (limit(erro="> 5%", por=""), "por está vazio", "tire por"),
        (limit(erro="> 5%", por="uf", grupo=" "), "grupo está vazio", "tire grupo"),
        (limit(erro="> 5%", por=["uf"]), "por é um texto", "entre aspas"),
        (limit(erro="> 5%", mensagem=1), "mensagem é um texto", "entre aspas"),
        (limit(erro="> 5%", amostra_min=0), "amostra_min é um número inteiro", "amostra_min = 30"),
        (limit(erro="> 5%", amostra_min=-1), "amostra_min é um número inteiro", "30"),
        (limit(erro="> 5%", amostra_min=1.0), "amostra_min é um número inteiro", "30"),
        (limit(erro="> 5%", amostra_min="30"), "amostra_min é um número inteiro", "30"),
        (limit(erro="> 5%", amostra_min=True), "amostra_min é um número inteiro", "30"),
        *((limit(key, erro="> 5", amostra_min=3), f"{key} não tem denominador", "tire amostra_min") for key in
          ("perdidos", "leads", "custo_aquisicao", "dias_ate_converter", "clientes_ativos")),
        (limit(erro="> 5%", sem_dados="eror"), 'sem_dados não pode ser "eror"', '"erro"?'),
        (limit(erro="> 5%", sem_dados=True), "sem_dados não pode ser", "erro, aviso, ok"),
        (limit(erro="> 5%", sem_dados=["erro"]), "sem_dados não pode ser", "erro, aviso, ok"),
    ],
)  # fmt: skip
def test_a_limit_that_means_nothing_is_refused_with_its_line(tmp_path, text, said, advised):
    fine = limit(erro="> 99%")
    ruled(tmp_path, fine, text, fine, head="")
    message, hint = refusal(tmp_path)
    assert message.startswith(f"{tmp_path / 'carteira.toml'}, linha 5: limites: ")
    assert said in message
    assert advised in hint


@pytest.mark.parametrize(
    ("error", "warning"), [("> 5%", "> 3%"), ("> 5%", ">= 5%"), ("< 5%", "< 7%"), ("< 5%", "<= 5%"), (">= 5%", "> 3%")]
)
def test_a_warning_that_comes_first_is_fine(tmp_path, error, warning):
    (found,) = read(ruled(tmp_path, limit(erro=error, aviso=warning)))
    assert found.warning.text == warning


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("carteira.toml", 'inatividade = "90d"\n\n[[limites]]\n{0}\n# [[limites]]\n[[ limites ]]\n{0}', [3, 7]),
        ("carteira.toml", "limites = [\n  {{ {1} }},\n  {{ {1} }},\n]", [1, 1]),
        ("carteira.toml", "limites = [{{ {1} }}]", [1]),
        ("carteira.toml", '[["limites"]]\n{0}', [1]),
        ("pyproject.toml", "[tool.carteira]\n[[tool.carteira.limites]]\n{0}\n[[tool.carteira.limites]]\n{0}", [2, 5]),
        ("pyproject.toml", "[[tool.outro.limites]]\nx = 1\n[tool.carteira]\n[[tool.carteira.limites]]\n{0}", [4]),
        ("pyproject.toml", "[tool.carteira]\nlimites = [{{ {1} }}]", [2]),
    ],
)  # fmt: skip
def test_a_limit_knows_its_file_and_line_however_it_is_written(tmp_path, name, text, lines):
    one = 'indicador = "churn"\nerro = "> 5%"'
    found = read(ruled(tmp_path, text.format(one, one.replace("\n", ", ")), head="", name=name))
    assert [one.item.line for one in found] == lines
    assert {one.item.file for one in found} == {tmp_path / name}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nenhum limite a verificar"),
        ("limites = []", "nenhum limite a verificar"),
        ("limites = 3", "lista de tabelas"),
        ('limites = ["churn"]', "lista de tabelas"),
        ("[limites]\nindicador = 'churn'\nerro = '> 5%'", "lista de tabelas"),
    ],
)
def test_no_limits_are_no_pass(tmp_path, text, said):
    message, hint = refusal(ruled(tmp_path, text, head=""))
    assert said in message
    assert "[[limites]]" in hint


def test_without_a_configuration_the_folder_is_named(tmp_path):
    message, _ = refusal(tmp_path)
    assert message == f"não há carteira.toml em {tmp_path}: nenhum limite a verificar"
