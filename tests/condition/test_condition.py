"""The language of `--onde`: what is read, what is refused and how that is told, and the way back to text."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carteira_cli.condition import (
    MAX_DEPTH,
    MAX_LENGTH,
    Both,
    Comparison,
    Either,
    Not,
    columns,
    comparisons,
    conjuncts,
    parse_condition,
    unparse,
)
from carteira_cli.errors import UsageError

SP = Comparison("uf", "=", ("SP",))
PJ = Comparison("tipo", "=", ("PJ",))
RJ = Comparison("uf", "=", ("RJ",))

READ = {
    "uf=SP": SP,
    "  UF  ==  SP  ": SP,
    'uf="SP"': SP,
    "uf='SP'": SP,
    "País=Chile": Comparison("pais", "=", ("Chile",)),
    "uf!=SP": Comparison("uf", "!=", ("SP",)),
    "uf <> SP": Comparison("uf", "!=", ("SP",)),
    "uf≠SP": Comparison("uf", "!=", ("SP",)),
    "data_cadastro>=2023-01-01": Comparison("data_cadastro", ">=", ("2023-01-01",)),
    "data_cadastro≤31/12/2023": Comparison("data_cadastro", "<=", ("31/12/2023",)),
    "custo<-10": Comparison("custo", "<", ("-10",)),
    "custo > R$ 1.000,00 e uf=SP": Both((Comparison("custo", ">", ("R$ 1.000,00",)), SP)),
    "uf em (SP, RJ)": Comparison("uf", "em", ("SP", "RJ")),
    "uf EM(SP,RJ)": Comparison("uf", "em", ("SP", "RJ")),
    "uf não em (SP)": Comparison("uf", "nao em", ("SP",)),
    "uf na\u0303o em (SP)": Comparison("uf", "nao em", ("SP",)),
    "codigo em ('1,5', '2')": Comparison("codigo", "em", ("1,5", "2")),
    "vendedor vazio": Comparison("vendedor", "vazio"),
    "categoria VAZIA": Comparison("categoria", "vazio"),
    "vendedor Não Vazio": Comparison("vendedor", "nao vazio"),
    "clientes.canal=anuncio": Comparison("clientes.canal", "=", ("anuncio",)),
    "segmento=Varejo Alimentar E uf=SP": Both((Comparison("segmento", "=", ("Varejo Alimentar",)), SP)),
    "segmento em (Varejo  Alimentar, Serviços)": Comparison("segmento", "em", ("Varejo  Alimentar", "Serviços")),
    "cidade=Não Me Toque": Comparison("cidade", "=", ("Não Me Toque",)),
    "cidade=Santa Bárbara d'Oeste": Comparison("cidade", "=", ("Santa Bárbara d'Oeste",)),
    "nome='Cama e Banho, ME (filial)'": Comparison("nome", "=", ("Cama e Banho, ME (filial)",)),
    'nome="Bar ""do Zé"""': Comparison("nome", "=", ('Bar "do Zé"',)),
    "nome='Joana D''Arc'": Comparison("nome", "=", ("Joana D'Arc",)),
    'vendedor="vazio"': Comparison("vendedor", "=", ("vazio",)),
    "uf=SP ou uf=RJ e tipo=PJ": Either((SP, Both((RJ, PJ)))),
    "(uf=SP ou uf=RJ) e tipo=PJ": Both((Either((SP, RJ)), PJ)),
    "nao uf=SP e tipo=PJ": Both((Not(SP), PJ)),
    "NÃO (uf=SP e tipo=PJ)": Not(Both((SP, PJ))),
    "nao nao ((uf=SP))": Not(Not(SP)),
    "uf=SP e tipo=PJ e uf=RJ": Both((SP, PJ, RJ)),
}


@pytest.mark.parametrize("text", READ, ids=str)
def test_reading(text):
    assert parse_condition(text) == READ[text]


# Of each mistake: where it is, words of the message, and an example in the hint that can itself be read.
MISTAKES = {
    "": (1, "a condição está vazia", "uf=SP"),
    "   ": (1, "a condição está vazia", "uf=SP"),
    "uf": (3, 'falta um operador depois de "uf"', "uf=SP"),
    "nome contem Silva": (6, 'falta um operador depois de "nome"', "uf em (SP, RJ)"),
    "uf=": (4, 'falta um valor depois de "="', "uf=SP"),
    "uf=e tipo=PJ": (4, 'falta um valor depois de "="', "uf=SP"),
    "=SP": (1, 'falta o nome de uma coluna antes de "="', "uf=SP e vendedor vazio"),
    "uf=SP e": (8, "falta o nome de uma coluna", "uf=SP e vendedor vazio"),
    "uf=SP tipo=PJ": (7, 'falta "e" ou "ou" antes de "tipo"', "uf=SP e tipo=PJ"),
    'uf="SP" tipo=PJ': (9, 'falta "e" ou "ou" antes de "tipo"', "uf=SP e tipo=PJ"),
    "uf=SP && tipo=PJ": (7, "não se espera & aqui", "uf=SP e tipo=PJ"),
    "(uf=SP ou uf=RJ": (1, 'falta fechar o parêntese "("', "(uf=SP ou uf=RJ) e tipo=PJ"),
    "uf=SP) e tipo=PJ": (6, 'há um ")" a mais', "(uf=SP ou uf=RJ) e tipo=PJ"),
    "nome='Zé": (6, "falta fechar a aspa '", 'segmento="Varejo Alimentar"'),
    "uf em SP, RJ": (7, 'falta "(" depois de "em"', "uf em (SP, RJ)"),
    "uf em ()": (8, 'falta um valor depois de "("', "uf=SP"),
    "uf em (SP,)": (11, 'falta um valor depois de ","', "uf=SP"),
    "uf em (SP e RJ)": (11, 'esperava "," ou ")" antes de "e"', "uf em (SP, RJ)"),
    "codigo em (1,2)": (12, '"1,2" pode ser um valor ou vários', "(1, 2)"),
    "uf=SP, RJ": (6, '"=" compara com um valor só', "uf em (SP, RJ)"),
    "uf=SP e RJ": (11, 'falta um operador depois de "RJ"', 'segmento="Cama e Banho"'),
    "vendedor=vazio": (10, '"vazio" não é um valor', "vendedor vazio"),
    "uf em (SP, vazio)": (12, '"vazio" não é um valor', "uf vazio"),
    'vendedor=" "': (10, "o valor está vazio", "vendedor vazio"),
    "valor=>10": (6, 'o operador "=>" não existe', "valor>=VALOR"),
    "uf!SP": (3, 'o operador "!" não existe', "uf!=VALOR"),
    "1uf=SP": (1, '"1uf" não é nome de coluna', "clientes.canal"),
    "uf==SP==RJ": (7, 'falta "e" ou "ou" antes de "=="', "uf=SP e tipo=PJ"),
}


@pytest.mark.parametrize("text", MISTAKES, ids=repr)
def test_mistakes_are_told_with_place_and_cure(text):
    position, said, cure = MISTAKES[text]
    with pytest.raises(UsageError) as caught:
        parse_condition(text)
    shown = " ".join(f'condição "{text}", posição {position}: '.split())
    assert caught.value.message == f"{shown} {said}"
    assert cure in caught.value.hint


def test_a_long_condition_is_shown_around_the_mistake():
    text = " e ".join(["uf=SP"] * 50 + ["uf=>RJ"] + ["uf=SP"] * 50)
    with pytest.raises(UsageError) as caught:
        parse_condition(text)
    assert f"posição {text.index('=>') + 1}:" in caught.value.message
    assert "uf=>RJ" in caught.value.message
    assert len(caught.value.message) < 150


def test_limits_of_depth_and_length():
    for opening, closing in (("(", ")"), ("nao ", ""), ("nao (", ")")):
        levels = MAX_DEPTH // (2 if opening == "nao (" else 1)
        parse_condition(opening * levels + "uf=SP" + closing * levels)
        for deeper in (levels + 1, 1_500):
            with pytest.raises(UsageError, match=f"mais de {MAX_DEPTH} parênteses"):
                parse_condition(opening * deeper + "uf=SP" + closing * deeper)
    parse_condition("a=" + "b" * (MAX_LENGTH - 2))
    for text in ("a=" + "b" * (MAX_LENGTH - 1), "(" * 1_000_000, "'" * 1_000_001):
        with pytest.raises(UsageError, match="caracteres, e o limite é"):
            parse_condition(text)


def test_parentheses_side_by_side_are_not_deep():
    assert len(conjuncts(parse_condition(" e ".join(["(uf=SP)"] * 1_000)))) == 1_000


def test_columns_and_comparisons_in_order_of_mention():
    condition = parse_condition("tipo=PJ e nao (vendas.canal=loja ou uf em (SP, RJ)) e tipo nao vazio")
    assert columns(condition) == ("tipo", "vendas.canal", "uf")
    assert [found.op for found in comparisons(condition)] == ["=", "=", "em", "nao vazio"]


def test_conjuncts_are_what_must_all_hold():
    assert conjuncts(SP) == (SP,)
    assert conjuncts(Both((SP, Both((PJ, Either((SP, RJ))))))) == (SP, PJ, Either((SP, RJ)))
    assert conjuncts(Not(Both((SP, PJ)))) == (Not(Both((SP, PJ))),)
    assert conjuncts(Either((Both((SP, PJ)), RJ))) == (Either((Both((SP, PJ)), RJ)),)


def test_canonical_text():
    text = "NÃO (uf==sp e tipo<>PJ) ou segmento EM ('Cama e Banho', B-2) e (x=1 e y VAZIA)"
    assert unparse(parse_condition(text)) == (
        '(nao (uf = sp e tipo != PJ) ou segmento em ("Cama e Banho", B-2) e (x = 1 e y vazio))'
    )


VALUES = st.one_of(
    st.sampled_from(
        ["SP", "Varejo Alimentar", "e", "OU", "não", "vazio", "Vazia", "em", "1.000,00", '"', "'", "a''b", "("]
    ),
    st.text(min_size=1, max_size=8),
).filter(lambda value: value.strip() != "")
COLUMNS = st.sampled_from(["uf", "tipo", "clientes.canal", "data_cadastro", "_x9"])
COMPARISONS = st.one_of(
    st.builds(Comparison, COLUMNS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.tuples(VALUES)),
    st.builds(
        Comparison,
        COLUMNS,
        st.sampled_from(["em", "nao em"]),
        st.lists(VALUES, min_size=1, max_size=4).map(tuple),
    ),
    st.builds(Comparison, COLUMNS, st.sampled_from(["vazio", "nao vazio"])),
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(Both, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=10,
)


@pytest.mark.slow
@given(CONDITIONS)
def test_a_condition_survives_its_text(condition):
    text = unparse(condition)
    assert parse_condition(text) == condition
    assert unparse(parse_condition(text)) == text


@pytest.mark.slow
@given(CONDITIONS, CONDITIONS)
def test_canonical_texts_may_be_joined_by_e(left, right):
    joined = parse_condition(f"{unparse(left)} e {unparse(right)}")
    assert conjuncts(joined) == (*conjuncts(left), *conjuncts(right))


WORDS = ("uf", "SP", "e", "ou", "nao", "não", "em", "vazio", "1,5", '"a b"', "d'Oeste", "é")
SIGNS = ("=", "!=", "<", "=>", "(", ")", ",", "'", '"', "&", ".", "\x00", "\u0303", "\u200b", "\n")
PIECES = st.lists(st.sampled_from(WORDS + SIGNS), max_size=14)


@pytest.mark.slow
@settings(max_examples=250)
@given(st.one_of(st.text(), PIECES.map(" ".join), PIECES.map("".join)))
@example("nao " * 2_500)
@example("(" * MAX_LENGTH)
@example("uf=SP e (" * 1_000)
@example('uf="' + '""' * 4_000)
@example("'a" * 5_000)
@example("\udc80=\udc80")
def test_any_text_is_a_condition_or_a_usage_error(text):
    refusal = None
    try:
        condition = parse_condition(text)
    except UsageError as error:
        refusal = error
    if refusal is not None:
        assert refusal.message
        assert refusal.hint
        assert "\n" not in refusal.message + refusal.hint
    else:
        assert columns(condition)
        assert parse_condition(unparse(condition)) == condition


@pytest.mark.process
def test_the_language_needs_no_data_engine():
    code = "import sys, carteira_cli.condition; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
