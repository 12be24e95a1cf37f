"""What an assistant may ask and is told: one folder, nothing else, and nobody's name unless that was opened."""

from __future__ import annotations

import json
import shlex

import pytest

from carteira_cli.assistant.asking import Assistant
from carteira_cli.assistant.tools import LONGEST, MOST, askable, output_schema, tools_of
from carteira_cli.commands import analyses, commands
from carteira_cli.config.settings import READING, SOURCES, ResultSettings, SourceSettings
from carteira_cli.config.settings.model import settings_in
from carteira_cli.errors import CarteiraError
from carteira_cli.quoted import discretion_of_a_run
from tests.discreet_data import LIMITS, SECRET, dirty
from tests.running import ROOT, WORKED, carteira, sales

MINIMA = ROOT / "examples" / "minima"


@pytest.fixture(autouse=True)
def _discretion():
    with discretion_of_a_run():
        yield


@pytest.fixture
def assistant():
    found = Assistant(MINIMA, {}, names_customers=False)
    yield found
    found.close()


@pytest.mark.parametrize("names_customers", [False, True])
def test_no_parameter_says_where_to_read_or_write(names_customers):
    elsewhere = {one.key for one in (*settings_in(SourceSettings), *SOURCES, *READING, *settings_in(ResultSettings))}
    taken = {key for tool in tools_of(names_customers=names_customers).values() for key in tool.takes}
    assert not taken & elsewhere
    asked = {"comando", "indicador", "periodo", "por", "onde", "comparar", "serie", "limite"}
    assert taken == asked | ({"cliente"} if names_customers else set())


def test_the_tools_are_few_and_their_words_are_those_of_the_records():
    tools = tools_of(names_customers=False)
    assert [*tools] == ["indicadores", "analisar", "explicar", "verificar", "definicao"]
    for name in askable(names_customers=False):
        assert f"- {name}: {commands()[name].help}" in tools["analisar"].description
    assert {*askable(names_customers=True)} - {*askable(names_customers=False)} == {"cliente"}
    assert {*analyses()} - {*askable(names_customers=True)} == {"relatorio", "explicar", "campanha"}
    told = [tool.input_schema() for tool in tools.values()]
    assert "--" not in json.dumps(told)  # an option of the command line is none of a tool
    assert len(json.dumps([*told, output_schema()], ensure_ascii=False)) < 12_000


@pytest.mark.parametrize(
    "option", ["pasta", "vendas", "config", "saida", "pseudonimizar", "hoje", "sem_identificadores"]
)
@pytest.mark.parametrize("tool", ["analisar", "explicar", "verificar", "definicao", "indicadores"])
def test_an_option_that_is_none_of_a_tool_is_refused(assistant, tool, option):
    with pytest.raises(CarteiraError, match=f'{tool} não tem a opção "{option}"') as caught:
        assistant.ask(tool, {"comando": "churn", option: "/etc/passwd"} if tool == "analisar" else {option: "/etc"})
    assert caught.value.hint


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("apagar", {}, 'não há a ferramenta "apagar"'),
        ("analisar", {}, "analisar precisa de comando"),
        ("analisar", {"comando": "chrun"}, 'comando não pode ser "chrun"'),
        ("analisar", {"comando": "cliente"}, 'comando não pode ser "cliente"'),
        ("analisar", {"comando": "exportar"}, 'comando não pode ser "exportar"'),
        ("analisar", {"comando": ["churn"]}, "comando é um texto"),
        ("analisar", {"comando": "churn", "periodo": {"de": 1}}, "periodo é um texto"),
        ("analisar", {"comando": "churn", "periodo": "13/2024/9"}, "13/2024/9"),
        ("analisar", {"comando": "churn", "serie": "dia"}, 'serie não pode ser "dia"'),
        ("analisar", {"comando": "churn", "limite": 2.5}, "limite é um número inteiro"),
        ("analisar", {"comando": "churn", "limite": True}, "limite é um número inteiro"),
        ("analisar", {"comando": "churn", "limite": "dez"}, "limite"),
        ("analisar", {"comando": "churn", "onde": "uf=" + "x" * LONGEST}, "mais de 1000 caracteres"),
        ("analisar", {"comando": "churn", "onde": ["uf=SP"] * (MOST + 1)}, "onde tem 21 valores"),
        ("analisar", {"comando": "churn", "onde": ["uf ="]}, "uf"),
        ("analisar", {"comando": "churn", "por": ["lua"]}, "lua"),
        ("analisar", {"comando": "coortes", "por": ["uf"]}, 'coortes não tem a opção "por"'),
        ("explicar", {"indicador": "chrun"}, "chrun"),
        ("definicao", {"indicador": "chrun"}, 'o indicador "chrun" não existe'),
        ("definicao", {"indicador": None}, "definicao precisa de indicador"),
        ("verificar", {}, "nenhum limite a verificar"),
    ],
)
def test_what_means_nothing_is_refused_with_a_hint(assistant, tool, arguments, told):
    with pytest.raises(CarteiraError) as caught:
        assistant.ask(tool, arguments)
    assert told in caught.value.message
    assert caught.value.hint
    assert str(ROOT) not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "option",
    [
        {"onde": ["cliente=C01"]},
        {"onde": "uf=SP e (segmento=x ou nao clientes.nome vazio)"},
        {"onde": ['"E-mail do comprador"=x']},
        {"onde": ["vendas.cliente em (a, b)"]},
        {"por": ["cliente"]},
        {"por": "uf, Documento"},
        {"por": ["vendas.cliente"]},
    ],
    ids=str,
)
def test_who_a_customer_is_can_not_be_asked_unless_it_was_opened(assistant, option):
    for tool, more in (("analisar", {"comando": "churn"}), ("explicar", {"indicador": "churn"})):
        with pytest.raises(CarteiraError, match="as identidades estão fechadas") as caught:
            assistant.ask(tool, {**more, **option})
        assert "--identificar" in caught.value.hint


def test_a_column_that_is_read_as_a_name_is_one_whatever_it_is_called(tmp_path):
    (tmp_path / "clientes.csv").write_text("codigo,Chefe,Apelido,uf\nC1,Zelia,zz,SP\nC2,Yuri,yy,RJ\n", encoding="utf-8")
    (tmp_path / "carteira.toml").write_text('[colunas.clientes]\nnome = "Chefe"\n', encoding="utf-8")
    assistant = Assistant(sales(tmp_path, "C1,2024-01-02,10", "C2,2024-01-03,20"), {}, names_customers=False)
    question = {"comando": "ticket", "periodo": "2024-01"}
    for option in ({"por": "chefe"}, {"onde": "Chefe=Zelia"}, {"por": "clientes.Chefe"}, {"por": "Apelido"}):
        with pytest.raises(CarteiraError, match="as identidades estão fechadas"):
            assistant.ask("analisar", {**question, **option})
    assert len(assistant.ask("analisar", {**question, "por": "uf"})["tabelas"]["por"]) == 3


def test_an_order_and_a_column_that_is_called_as_customers_are_are_closed_too(tmp_path):
    (tmp_path / "clientes.csv").write_text(
        "codigo,Assinante,Nome do aluno,Tipo de cliente,uf\nC1,Zelia,Ze,a,SP\nC2,Yuri,Yu,b,RJ\n", encoding="utf-8"
    )
    lines = "cliente,data,valor,Pedido,NF\nC1,2024-01-02,10,P1,N1\nC2,2024-01-03,20,P2,N2\n"
    (tmp_path / "vendas.csv").write_text(lines, encoding="utf-8")
    assistant = Assistant(tmp_path, {}, names_customers=False)
    question = {"comando": "ticket", "periodo": "2024-01"}
    closed = (
        "Assinante",
        "clientes.assinante",
        "Nome do aluno",
        "venda",
        "Pedido",
        "vendas.pedido",
        "NF",
        "Nº da nota",
    )
    for column in closed:
        for option in ({"por": column}, {"onde": f'"{column}" = P1'}):
            with pytest.raises(CarteiraError, match="as identidades estão fechadas"):
                assistant.ask("analisar", {**question, **option})
    for column in ("uf", "Tipo de cliente"):
        assert len(assistant.ask("analisar", {**question, "por": column})["tabelas"]["por"]) == 3
    opened = Assistant(tmp_path, {}, names_customers=True)
    assert len(opened.ask("analisar", {**question, "por": "Pedido"})["tabelas"]["por"]) == 3
    for one in (assistant, opened):
        one.close()


def test_the_configuration_is_heeded_as_it_is_now_and_opens_nobody(tmp_path):
    (tmp_path / "clientes.csv").write_text("cliente,Chefe,uf\nC1,Zelia,SP\nC2,Yuri,RJ\n", encoding="utf-8")
    key, told = tmp_path / "chave", tmp_path / "carteira.toml"
    key.write_text("5f2b9c0e7a1d4e83b6c95a0f1e2d3c4b", "ascii")
    key.chmod(0o600)
    told.write_text('pseudonimizar = "chave"\n', encoding="utf-8")
    assistant = Assistant(sales(tmp_path, "C1,2024-01-02,10", "C2,2024-01-03,20"), {}, names_customers=False)
    question = {"comando": "pareto", "periodo": "2024-01"}
    assert '"cliente"' in json.dumps(assistant.ask("analisar", question)["tabelas"])
    told.write_text('inatividade = "30d"\n\n[colunas.clientes]\nnome = "Chefe"\n', encoding="utf-8")
    answer = assistant.ask("analisar", question)
    assert "C1" not in json.dumps(answer)
    assert answer["regras"]["inatividade"] == "30d"
    with pytest.raises(CarteiraError, match="as identidades estão fechadas"):
        assistant.ask("analisar", {**question, "por": "chefe"})
    rows = {row["chave"]: row["valor"] for row in assistant.configuration()["tabelas"]["config"]}
    assert rows["inatividade"] == "30d"
    told.write_text('inatividade = "x"\n', encoding="utf-8")
    for asked in (lambda: assistant.ask("analisar", question), assistant.configuration):
        with pytest.raises(CarteiraError, match="não é um prazo"):
            asked()
    told.unlink()
    assert "C1" not in json.dumps(assistant.ask("analisar", question))
    assistant.close()


def test_what_was_opened_may_be_asked_and_a_key_or_the_configuration_still_hides(tmp_path):
    folder = sales(tmp_path, "A1,2024-01-02,10", "A2,2024-01-03,20", "A1,2024-03-02,10")
    opened = Assistant(folder, {}, names_customers=True)
    found = opened.ask("analisar", {"comando": "ticket", "onde": "cliente=A1", "periodo": "2024-Q1"})
    assert found["indicadores"]["receita"]["valor"] == 20
    assert found["refazer"] == "carteira ticket --onde cliente=A1 --periodo 2024-Q1 -f json"
    (folder / "carteira.toml").write_text("sem_identificadores = true\n", encoding="utf-8")
    closed = Assistant(folder, {}, names_customers=True)
    assert "cliente" not in closed.tools["analisar"].takes
    with pytest.raises(CarteiraError, match="fechadas"):
        closed.ask("analisar", {"comando": "ticket", "onde": "cliente=A1"})


def test_an_answer_of_what_has_no_data_is_that_of_the_command_line(assistant):
    for arguments, words in (({}, ()), ({"comando": "churn"}, ()), ({"indicador": "ltv"}, ("ltv",))):
        tool = "definicao" if words else "indicadores"
        found, whole = assistant.ask(tool, arguments), carteira("indicadores", *words, "-f", "json").document
        rows = whole["tabelas"]["indicador" if words else "indicadores"]
        if "comando" in arguments:
            rows[:] = [row for row in rows if row["comando"] == "churn"]
        del rows[found["cortado"][0]["linhas"] if found["cortado"] else len(rows) :]
        assert {key: found[key] for key in whole} == whole


def test_the_line_that_gives_it_again_does(assistant):
    asked = {"comando": "churn", "por": ["uf", "tipo"], "comparar": "anterior", "periodo": "2024-Q1", "limite": 1}
    found = assistant.ask("analisar", {**asked, "onde": ['uf="SP" ou nao uf=RJ', "tipo=PJ"]})
    assert [*found][:4] == ["esquema", "comando", "refazer", "cortado"]
    words = shlex.split(found["refazer"])
    again = carteira(*words[1:], "-C", MINIMA).document
    assert {key: found[key] for key in again} == again


def test_a_configuration_of_its_own_is_in_the_line_but_not_where_it_lies(tmp_path):
    folder = sales(tmp_path / "dados", "A1,2024-01-02,10", "A2,2024-01-03,20")
    for place, told in ((folder / "outra.toml", "outra.toml"), (tmp_path / "fora.toml", "ARQUIVO")):
        place.write_text('inatividade = "45d"\n', encoding="utf-8")
        assistant = Assistant(folder, {"config": str(place)}, names_customers=False)
        found = assistant.ask("analisar", {"comando": "churn", "periodo": "2024-01"})
        assert found["regras"]["inatividade"] == "45d"
        assert found["refazer"].startswith(f"carteira churn --config {told} --periodo 2024-01 ")
        assert str(tmp_path) not in json.dumps(found)


def test_the_files_are_read_once_and_again_when_they_change(tmp_path, monkeypatch):
    folder = sales(tmp_path, "A1,2024-01-02,10", "A2,2024-01-03,20")
    assistant = Assistant(folder, {}, names_customers=False)
    opened = []
    from carteira_cli.customers import shelf

    real = shelf.open_ledger
    monkeypatch.setattr(shelf, "open_ledger", lambda *words: opened.append(1) or real(*words))
    question = {"comando": "ticket", "periodo": "2024-01"}
    first = assistant.ask("analisar", question)["indicadores"]["receita"]["valor"]
    assert assistant.ask("analisar", {**question, "comparar": "anterior"})["indicadores"]["receita"]["valor"] == first
    assert len(opened) == 1
    sales(folder, "A1,2024-01-02,10", "A2,2024-01-03,20", "A3,2024-01-03,5")
    assert assistant.ask("analisar", question)["indicadores"]["receita"]["valor"] == first + 5
    assert len(opened) == 2


def test_a_question_does_not_teach_the_next_one_a_name(tmp_path):
    folder = sales(tmp_path, "A1,2024-01-02,10", "A2,2024-01-03,Zeferina")
    assistant = Assistant(folder, {"config": None}, names_customers=False)
    question = {"comando": "ticket", "periodo": "2024-01"}
    for more in ({}, {"por": "Zeferina"}, {}):
        try:
            said = json.dumps(assistant.ask("analisar", question | more), ensure_ascii=False)
        except CarteiraError as error:
            said = error.message + error.hint
        assert ("Zeferina" in said) == bool(more)


@pytest.mark.slow
def test_no_answer_has_a_cell_that_may_not_be_said(tmp_path, monkeypatch):
    folder = dirty(tmp_path)
    (folder / "carteira.toml").write_text(LIMITS + '[[limites]]\nindicador = "ltv"\nerro = "> 1"\n', encoding="utf-8")
    monkeypatch.setenv("CARTEIRA_MAX_REJEITADAS", "90%")
    monkeypatch.setenv("CARTEIRA_HOJE", "2024-06-30")
    assistant, right = Assistant(folder, {}, names_customers=False), 0
    period = {"periodo": "2024-02"}
    questions = [("analisar", {"comando": one, **period}) for one in askable(names_customers=False)]
    questions += [("analisar", {"comando": "resumo", "por": ["uf"], "serie": "mes", **period})]
    questions += [("analisar", {"comando": "ticket", "onde": ["vendas.produto=GRPPRO"], **period})]
    questions += [("explicar", {"indicador": "receita", **period}), ("verificar", period)]
    for tool, arguments in questions:
        try:
            said = json.dumps(assistant.ask(tool, arguments), ensure_ascii=False)
            right += 1
        except CarteiraError as error:
            said = error.message + error.hint
        assert not SECRET.findall(said), (tool, arguments, said[:2000])
    assert right > 15
    assert not SECRET.findall(json.dumps(assistant.configuration()))


def test_the_configuration_is_what_the_command_says(assistant):
    whole = carteira("config", "-C", MINIMA, "--sem-identificadores", "-f", "json").document
    found = assistant.configuration()
    for rows in (whole["tabelas"]["config"], found["tabelas"]["config"]):
        rows[:] = [row for row in rows if row["chave"] != "formato"]  # only one of them was told any
    assert {key: found[key] for key in whole} == whole
    assert str(ROOT) not in json.dumps(found["tabelas"])


def test_a_worked_example_comes_out_as_by_hand():
    expected = json.loads((WORKED / "expected-2024-Q1.json").read_text(encoding="utf-8"))
    found = Assistant(WORKED, {}, names_customers=False).ask("analisar", {"comando": "resumo", "periodo": "2024-Q1"})
    values = {key: one["valor"] for key, one in found["indicadores"].items()}
    assert {key: expected[key] for key in values if key in expected} == {
        key: value for key, value in values.items() if key in expected
    }
    assert len(values.keys() & expected.keys()) > 20
