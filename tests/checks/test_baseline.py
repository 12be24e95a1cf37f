"""The baseline: exact, reviewable, the same bytes, and refused when it is damaged or of other rules."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carteira_cli.checks.baseline import Baseline, encode, read_baseline
from carteira_cli.checks.recorded import recorded as recording
from carteira_cli.cli.schema import schemas
from carteira_cli.config.resolve import load
from carteira_cli.errors import ConfigError, DataError
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.units import Better
from tests.judged import HEAD, checks, judged, limit, moved, ruled, verify, words, worked
from tests.running import carteira, measured

NAME = "carteira-base.json"


def record(folder):
    """Record a baseline as `carteira base gravar` does, but for the command around it."""
    content, _ = recording(load({"pasta": str(folder)}, environ={}))
    (folder / NAME).write_bytes(content)
    return content


@cache
def validator():
    return jsonschema.Draft202012Validator(schemas()["base"])


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    folder = worked(tmp_path_factory.mktemp("loja"), limit("compradores", piora_max="1%"))
    record(folder)
    return folder


# --- the file -----------------------------------------------------------------------------------------------

_GROUPS = st.one_of(st.none(), st.text(max_size=8))
_KEYS = st.one_of(
    st.tuples(st.sampled_from(list(catalogue())), st.none(), st.none()),
    st.tuples(st.sampled_from(list(catalogue())), st.sampled_from(("uf", "vendas.categoria")), _GROUPS),
)
_NUMBERS = st.one_of(
    st.none(),
    st.integers(-(10**20), 10**20),
    st.fractions(min_value=-(10**12), max_value=10**12),
    st.fractions(max_denominator=400, min_value=-9, max_value=9),
    st.floats(-1e20, 1e20),
)


@given(st.dictionaries(_KEYS, _NUMBERS, max_size=12), st.fractions(min_value=Fraction(1, 30), max_value=60))
@example(
    {("churn", None, None): Fraction(1, 3), ("churn", "uf", None): Fraction(1, 10), ("ltv", None, None): 0.1},
    Fraction(3),
)
@example({("receita", None, None): 2**53 + 1}, Fraction(1))
@example({("churn", "uf", "a\x85b\u2028\u202ec\U000e0001ã"): None}, Fraction(1))  # lines, marks that turn text around
@settings(max_examples=20)
def test_every_number_comes_back_exactly_and_the_file_is_reviewable(tmp_path_factory, numbers, months):
    path = tmp_path_factory.getbasetemp() / NAME
    before = Baseline("2024-Q1", "2024-01-01", "2024-03-31", months, {"inatividade": "90d"}, numbers)
    content = encode(before)
    path.write_bytes(content)
    after = read_baseline(path)
    assert after.months == months
    assert after.numbers.keys() == numbers.keys()
    for key, number in numbers.items():
        if isinstance(number, float):
            assert float(after.numbers[key]) == number
        else:
            assert after.numbers[key] == number
    shuffled = dict(sorted(numbers.items(), key=repr, reverse=True))
    assert encode(Baseline(**{**vars(before), "numbers": shuffled})) == content
    document = json.loads(content)
    validator().validate(document)
    lines = [line.strip().rstrip(",") for line in content.decode().splitlines() if '{"indicador"' in line]
    assert [json.loads(line) for line in lines] == document["indicadores"]
    assert content.decode().replace("\n", "").isprintable()


def test_a_recorded_baseline_has_every_number_and_those_of_the_groups_that_limits_look_at(tmp_path):
    folder = worked(tmp_path, limit(piora_max="1%", por="uf"), limit("receita", erro="< 1", por="canal"))
    document = json.loads(record(folder))
    validator().validate(document)
    assert {e["indicador"]: e["valor"] for e in document["indicadores"] if "por" not in e} == measured()
    assert [(e["indicador"], e["por"], e["grupo"]) for e in document["indicadores"] if "por" in e] == [
        *(("churn", "uf", group) for group in ("MG", "RJ", "SP")),
        *(("receita", "canal", group) for group in ("anuncio", "evento", "indicacao")),
    ]
    assert document["periodo"] == {"rotulo": "2024-Q1", "inicio": "2024-01-01", "fim": "2024-03-31", "meses": "3"}


@pytest.mark.slow
def test_the_same_portfolio_has_the_same_bytes_whatever_the_order_of_its_lines(tmp_path):
    folder = worked(tmp_path, limit(piora_max="1%", por="uf"))
    content = record(folder)
    head, *rows = (folder / "vendas.csv").read_text(encoding="utf-8").splitlines()
    (folder / "vendas.csv").write_text("\n".join((head, *reversed(rows), "")), encoding="utf-8")
    assert record(folder) == content
    assert carteira("base", "gravar", "-C", folder, "-q").code == 0
    assert (folder / NAME).read_bytes() == content


# --- compared with it ---------------------------------------------------------------------------------------


def test_nothing_has_worsened_since_the_same_numbers(tmp_path):
    """What a power takes part in is a float, whose digits in the file must mean the same number."""
    keys = [key for key, item in catalogue().items() if item.better is not Better.NEITHER]
    ripe = HEAD + 'prazo = "15d"\n'  # which all leads of the quarter have had
    folder = worked(tmp_path, *(limit(key, piora_max="0%") for key in keys), head=ripe)
    record(folder)
    found = judged(folder)
    assert {one["indicador"]: one["veredito"] for one in found} == dict.fromkeys(keys, "ok")
    assert {one["referencia"] for one in found} == {"linha de base, 2024-Q1"}
    assert [one["anterior"] for one in found] == [one["valor"] for one in found]


def test_a_baseline_of_a_filter_leaves_out_what_the_filter_can_not_be_asked_of(tmp_path):
    folder = worked(tmp_path, limit(piora_max="0%"), head=HEAD + 'onde = ["uf = SP"]\n')
    found = {line["indicador"] for line in json.loads(record(folder))["indicadores"]}
    assert {"churn", "ltv"} <= found
    assert not {"cac", "leads", "conversao"} & found
    assert words(judged(folder)) == ["ok"]


def test_a_worsening_since_the_baseline_is_measured_exactly(tmp_path):
    folder = moved(tmp_path, before=(0, 30), now=(10, 30))
    record(ruled(folder, head=HEAD))
    ruled(
        moved(folder, before=(0, 30), now=(11, 30)), *(limit(piora_max=text) for text in ("10%", "9,99%", "3,33 p.p."))
    )
    found = judged(folder)
    assert [one["veredito"] for one in found] == ["ok", "erro", "erro"]
    assert found[1]["limite"] == "piora de até 9,99%"
    assert found[1]["mensagem"] == (
        "Churn de clientes piorou 3,3 p.p. (10,00 % do que era), de 33,3 % (linha de base, 2024-Q1) para "
        "36,7 %; o máximo é 9,99%; dentro do acaso (95 %)"
    )


@pytest.mark.slow
def test_both_references_are_looked_at(tmp_path):
    record(ruled(moved(tmp_path, before=(15, 30), now=(10, 30)), head=HEAD))
    ruled(moved(tmp_path, before=(15, 30), now=(11, 30)), limit(piora_max="5%", piora_max_anterior="5%"))
    (one,) = judged(tmp_path)
    assert (one["veredito"], one["referencia"]) == ("erro", "linha de base, 2024-Q1")
    record(ruled(moved(tmp_path, before=(5, 30), now=(10, 30)), head=HEAD))
    ruled(moved(tmp_path, before=(5, 30), now=(11, 30)), limit(piora_max="5%", piora_max_anterior="5%"))
    (one,) = judged(tmp_path)
    assert one["referencia"] == "linha de base, 2024-Q1"  # of two, the one that somebody chose
    ruled(tmp_path, limit(piora_max="5%", piora_max_anterior="90%"))
    assert words(judged(tmp_path)) == ["erro"]
    ruled(tmp_path, limit(piora_max="50%", piora_max_anterior="5%"))
    (one,) = judged(tmp_path)
    assert (one["veredito"], one["referencia"]) == ("erro", "2023-Q4")
    moved(tmp_path, before=(15, 30), now=(11, 30))
    ruled(tmp_path, limit(piora_max="50%", piora_max_anterior="5%"))
    assert words(judged(tmp_path)) == ["ok"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("flags", "head", "said"),
    [
        ({"inatividade": "60d"}, "", "inatividade = 90d, e agora é 60d"),
        ({"devolucoes": "ignorar"}, "", "devolucoes = abater, e agora é ignorar"),
        ({"margem": "35%"}, "", "margem = 1, e agora é 35%"),
        ({"limite_abc": "estrito"}, "", "limite_abc = cruza, e agora é estrito"),
        ({"prazo": "30d"}, "", "prazo"),
        ({"onde": ["uf=SP"]}, "", "onde = None, e agora é uf = SP"),
        ({"raiz_cnpj": True}, "", "raiz_cnpj"),
        ({}, 'medida = "pedidos"\n', "medida = receita, e agora é pedidos"),
        ({}, 'cancelados = ["devolucao"]\n', "cancelados = None, e agora é devolucao"),
        ({"periodo": "2024-03"}, "", "a linha de base é de 2024-Q1, e 2024-03 tem outra duração"),
    ],
)
def test_numbers_under_other_rules_or_of_another_length_are_not_compared(recorded, flags, head, said):
    other = recorded / "outra.toml"
    other.write_text(HEAD + head + limit("compradores", piora_max="99%"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        judged(recorded, config="outra.toml", **flags)
    assert said in caught.value.message


def test_other_rules_are_not_compared_by_base_either(recorded):
    ran = carteira("base", "comparar", "-C", recorded, "--inatividade", "60d")
    assert (ran.code, ran.out) == (2, "")
    assert ran.error[1] == "use a mesma regra, ou grave de novo: carteira base gravar"


def test_ninety_days_are_as_long_as_three_months(recorded):
    found = checks(verify(recorded, "-p", "2024-01-01..2024-03-30"))
    assert [(one["veredito"], one["valor"], one["anterior"]) for one in found] == [("erro", 5, 6)]


def test_the_day_of_the_data_may_differ(recorded):
    assert verify(recorded, "--hoje", "2024-04-30").code == 0


# --- what is no baseline ------------------------------------------------------------------------------------


def entry(**fields):
    return {"indicador": "churn", "valor": 0.5, "unidade": "fracao"} | fields


def document(*entries, **fields):
    period = {"rotulo": "2024-Q1", "inicio": "2024-01-01", "fim": "2024-03-31", "meses": "3"}
    head = {"esquema": 1, "programa": "carteira", "versao": "1", "periodo": period, "regras": {}}
    return json.dumps(head | {"indicadores": list(entries)} | fields)


def test_the_document_of_these_tests_is_one(tmp_path):
    (tmp_path / NAME).write_text(document(entry(), entry(por="uf", grupo=None, valor=1 / 3, exato="1/3")))
    found = read_baseline(tmp_path / NAME).numbers
    assert found == {("churn", None, None): Fraction(1, 2), ("churn", "uf", None): Fraction(1, 3)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "não é uma linha de base"),
        ("{", "não é uma linha de base"),
        ("[]", "não é uma linha de base"),
        ("null", "não é uma linha de base"),
        ("{}", "não é uma linha de base"),
        ("[" * 100_000, "não é uma linha de base"),
        ("1" * 5000, "não é uma linha de base"),
        ("\ufeff" + document(entry()), "não é uma linha de base"),
        (document(entry())[:-30], "não é uma linha de base"),
        ("<<<<<<< HEAD\n" + document(entry()), "não é uma linha de base"),
        (document(entry(), programa="outro"), "não é uma linha de base"),
        (document(entry(), esquema=0), "não é uma linha de base"),
        (document(entry(), esquema="1"), "não é uma linha de base"),
        (document(entry(), esquema=2), "versão mais nova"),
        (document(entry(), esquema=2, programa="?"), "versão mais nova"),
        (document(entry(), regras=None), "não é uma linha de base"),
        (document(entry(), periodo={}), "não é uma linha de base"),
        (document(indicadores={"churn": 0.5}), "não é uma linha de base"),
        (document(entry(valor="0.5")), "não é uma linha de base"),
        (document(entry(valor=True)), "não é uma linha de base"),
        (document(entry(valor=float("nan"))), "não é uma linha de base"),
        (document(entry(valor=float("inf"))), "não é uma linha de base"),
        (document(entry(valor=10**30)), "não é uma linha de base"),
        (document(entry(valor=1e300)), "não é uma linha de base"),
        (document(entry(exato="1/0")), "não é uma linha de base"),
        (document(entry(exato="5e-1")), "não é uma linha de base"),
        (document(entry(exato="1e999999999")), "não é uma linha de base"),
        (document(entry(exato=0.5)), "não é uma linha de base"),
        (document(entry(por=["uf"])), "não é uma linha de base"),
        (document(entry(por="uf", grupo=5)), "não é uma linha de base"),
        (document({"indicador": "churn"}), "não é uma linha de base"),
        (document(entry(valor=0.4, exato="1/2")), "churn: valor (0.4) e exato (1/2) não são o mesmo número"),
        (document(entry(), entry(valor=0.1)), "churn está duas vezes"),
        (document(entry(por="uf", grupo="SP"), entry(por="uf", grupo="SP")), "churn de uf=SP está duas vezes"),
        (document(entry(unidade="reais")), "churn está em fracao, e não em reais"),
    ],
)
def test_a_damaged_foreign_or_newer_file_is_no_baseline(tmp_path, text, said):
    path = tmp_path / NAME
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_baseline(path)
    assert caught.value.message.startswith(str(path))
    assert said in caught.value.message


def test_what_can_not_be_read_is_told_by_the_command_and_never_a_pass(tmp_path):
    folder = worked(tmp_path, limit(erro="> 99%"), limit(piora_max="99%"))
    for command in (("verificar",), ("base", "comparar")):
        ran = carteira(*command, "-C", folder)
        assert (ran.code, ran.out) == (2, "")
        assert ran.error == (f"não há a linha de base {folder / NAME}", "grave uma: carteira base gravar")
    (folder / NAME).mkdir()
    assert "não pôde ser lido (é uma pasta)" in verify(folder).error[0]
    (folder / NAME).rmdir()
    (folder / NAME).write_bytes(b"\xff\xfe\x00")
    assert "não é uma linha de base" in verify(folder).error[0]
    with pytest.raises(ConfigError):
        read_baseline(folder / "outra.json")


@pytest.mark.slow
def test_a_baseline_of_indicators_that_do_not_exist_any_more_is_still_one(tmp_path):
    folder = worked(tmp_path, limit(piora_max="1%"))
    record(folder)
    found = json.loads((folder / NAME).read_bytes())
    found["indicadores"] += [entry(indicador="antigo", unidade="luas"), entry(indicador="antigo", por="uf", grupo="SP")]
    (folder / NAME).write_text(json.dumps(found))
    assert verify(folder).code == 0
    assert carteira("base", "comparar", "-C", folder).code == 0


# --- recording ----------------------------------------------------------------------------------------------


def test_an_incomplete_period_is_not_recorded_and_the_old_baseline_stays(tmp_path):
    folder = worked(tmp_path)
    content = record(folder)
    ran = carteira("base", "gravar", "-C", folder, "--hoje", "2024-03-30")
    assert ran.code == 2
    assert ran.error[0].startswith("o período 2024-Q1 está incompleto (dados até 30/03/2024)")
    assert (folder / NAME).read_bytes() == content
    assert {path.name for path in folder.iterdir() if "base" in path.name} == {NAME}


@pytest.mark.slow
def test_a_baseline_is_where_it_is_told_to_be_and_never_over_a_source(tmp_path, monkeypatch):
    folder = worked(tmp_path / "loja", limit(piora_max="1%"))
    monkeypatch.chdir(tmp_path)
    assert carteira("base", "gravar", "-C", "loja", "--base", "aqui.json").code == 0
    assert (folder / "aqui.json").exists()  # with -C as if from there
    assert carteira("verificar", "-C", "loja", "--base", "aqui.json").code == 0
    ruled(folder, limit(piora_max="1%"), head=HEAD + 'base = "junto.json"\n')
    assert carteira("base", "gravar", "-C", "loja").code == 0
    assert (folder / "junto.json").read_bytes() == (folder / "aqui.json").read_bytes()
    sales = (folder / "vendas.csv").read_bytes()
    assert carteira("base", "gravar", "-C", "loja", "--base", "vendas.csv").code == 2
    assert (folder / "vendas.csv").read_bytes() == sales


def test_an_action_that_does_not_exist_is_refused_with_the_nearest():
    ran = carteira("base", "grava")
    assert (ran.code, ran.error[0]) == (2, 'base não sabe "grava"')
    assert '"gravar"' in ran.error[1]
