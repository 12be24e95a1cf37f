"""A bad value of each option, in every place where it can be set: one line that names the option and the place."""

from __future__ import annotations

import re

import pytest

from carteira_cli.cli.star import TAKES
from carteira_cli.commands import analyses
from carteira_cli.config.resolve import load
from carteira_cli.config.settings import ENGINE_TABLE, SETTINGS, settings_of
from carteira_cli.errors import CarteiraError, ConfigError, UsageError
from carteira_cli.names import fold
from tests.running import Q1, carteira, sales

BAD = {  # whose meaning is known before any file is looked at
    "codificacao": "utf-99", "separador": '"', "aspas": "x", "escape": "x", "cabecalho": "x", "decimal": "x",
    "ordem_data": "x", "valor_por": "x", "consulta": "venda=select 1",
    "repetidas": "x", "max_descompactado": "muito", "periodo": "2024-13",
    "max_cache": "muito", "comparar": "x", "sinal": "x",
    "nivel": "x", "historico": "x",
    "serie": "x", "hoje": "2024-02-30", "onde": "uf=", "minimo": "0", "pequenos": "x",
    "limite": "-1", "inatividade": "x", "atividade": "x", "margem": "2", "devolucoes": "x", "prazo": "1m",
    "limite_abc": "x", "medida": "x", "metodo": "x", "coorte": "x", "horizonte": "x", "quantis": "2",
    "cortes_recencia": "9,x", "cortes_frequencia": "4,2",
    "cortes_valor": "1.000,00", "dias": "x", "vendedor_de": "x", "consumidor_final": "x",
    "fuso": "Lua", "modelo": "x", "k": "13", "desconto": "x", "unidade": "x", "calibrar_ate": "2024-02-30",
    "sazonal": "x", "origens": "0", "meta": "x", "cenario": "churn=-1",
    "em": "2024-02-30", "faixas": "30,0",
    "ebitda": "x", "honorarios": "x", "multiplo": "x", "melhores": "x", "base_minima": "0",
    "equilibrar": "x", "tolerancia": "x", "objetivo": "x", "fixar": "uf=", "max_mudancas": "0", "tempo": "x",
    "capacidade": "0", "feriados": "XX",
    "motor": "x", "memoria": "0", "max_rejeitadas": "x", "vazio": "x", "log": "x",
    "escala": "7", "acao": "x", "parcela_controle": "0", "janela": "x", "inicio": "2024-02-30", "congelada": "x",
    "formato_estrela": "xlsx", "versao_modelo": "9.9",
}  # fmt: skip
BAD_SWITCH = "talvez"  # only a variable can say it
FREE = {  # names of files, columns and words: right or wrong by what is there
    "pasta", "config", "vendas", "clientes", "leads", "custos", "assinaturas", "metas", "perfil", "planilha", "por",
    "titulos", "avaliacoes", "contatos", "campanhas", "etapas",
    "listar", "moeda", "ordem_etapas", "cancelados", "validos", "periodicidades", "rejeitadas", "formato", "saida",
    "destino", "tabela", "manifesto", "recibo", "email_de", "email_para", "pseudonimizar", "base",
    "indicador", "cliente", "spark", "desde", "secoes", "para", "excluir", "empresa", "indice_sazonal",
    "atributos", "sem", "novo",
    "campanha", "de", "semente", "estratos", "pasta_estrela",
}  # fmt: skip
PARSED = [setting for setting in SETTINGS if setting.key in BAD]
SWITCHES = [setting for setting in SETTINGS if setting.domain.kind == "switch"]


def key_of(setting):
    return setting.key


def test_every_option_has_a_bad_value_or_takes_any_text():
    assert {setting.key for setting in SETTINGS} == {*BAD, *FREE, *map(key_of, SWITCHES)}


def refused(flags, environ=None):
    with pytest.raises(CarteiraError) as caught:
        load(flags, environ=environ or {})
    return caught.value


def names(message, setting):
    return {"onde": "condicao", "fixar": "condicao"}.get(setting.key, setting.key) in fold(message)


@pytest.mark.parametrize("setting", PARSED, ids=key_of)
def test_a_bad_value_is_told_with_its_option_and_its_place(tmp_path, setting):
    bad = BAD[setting.key]
    asked = {"pasta": str(tmp_path), setting.key: None}
    given = [bad] if setting.domain.kind == "list" else bad
    error = refused(asked | {setting.key: given})
    assert isinstance(error, UsageError)
    assert names(error.message, setting), error.message
    error = refused(asked, {setting.variable: bad})
    assert isinstance(error, ConfigError)
    assert error.message.startswith(f"variável {setting.variable}: ")
    if "config" in setting.places:
        (tmp_path / "carteira.toml").write_text(f"\n{setting.key} = '{bad}'\n", encoding="utf-8")
        error = refused(asked)
        assert isinstance(error, ConfigError)
        assert error.message.startswith(f"{tmp_path}/carteira.toml, linha 2: ")
        assert names(error.message, setting), error.message
    assert "\n" not in error.message + error.hint
    assert error.hint


@pytest.mark.parametrize("setting", SWITCHES, ids=key_of)
def test_a_bad_switch_is_told_with_its_option_and_its_place(tmp_path, setting):
    asked = {"pasta": str(tmp_path), setting.key: False}
    assert setting.variable in refused(asked, {setting.variable: BAD_SWITCH}).message
    if "config" in setting.places:
        (tmp_path / "carteira.toml").write_text(f'\n{setting.key} = "sim"\n', encoding="utf-8")
        assert f'linha 2: "{setting.key}"' in refused(asked).message


@pytest.mark.parametrize("setting", [one for one in SETTINGS if "config" in one.places], ids=key_of)
def test_a_value_of_another_kind_is_told_with_its_option_and_its_line(tmp_path, setting):
    other = "[[1]]" if setting.key == ENGINE_TABLE else "{ a = 1 }"  # which may be a table
    (tmp_path / "carteira.toml").write_text(f"\n{setting.key} = {other}\n", encoding="utf-8")
    assert re.search(rf'carteira\.toml, linha 2: "{setting.key}" é ', refused({"pasta": str(tmp_path)}).message)


STAR = {True: ("estrela",), False: ()}
OF_SOME = [one for one in PARSED if one.commands is not None]
# The configuration can say these of every analysis, though some have no such flag.
READ_BY_ALL = {"serie", "medida", "prazo", "limite_abc"}


def run_with(tmp_path, setting, command):
    sales(tmp_path, "A,2024-01-02,10", "B,2024-02-02,10")
    (tmp_path / "carteira.toml").write_text(f"{setting.key} = '{BAD[setting.key]}'\n", encoding="utf-8")
    if command == "estrela":
        return carteira(command, "-C", tmp_path, "-o", tmp_path / "estrela")
    return carteira(command, "-C", tmp_path, *(("-f", "json") if setting.key != "formato" else ()))


@pytest.mark.slow
@pytest.mark.parametrize("setting", [one for one in PARSED if "config" in one.places], ids=key_of)
def test_every_command_refuses_a_bad_value_of_an_option_that_it_takes(tmp_path, setting):
    takers = [name for name in (*analyses(), *STAR[setting in TAKES]) if setting in settings_of(name)]
    assert takers
    for name in takers:
        ran = run_with(tmp_path, setting, name)
        message, hint = ran.error
        assert ran.code == 2
        assert "carteira.toml, linha 1: " in message
        assert names(message, setting)
        assert hint


@pytest.mark.parametrize("setting", [one for one in OF_SOME if one.key not in READ_BY_ALL], ids=key_of)
def test_a_bad_value_of_an_option_that_a_command_does_not_take_is_passed_over(tmp_path, setting):
    others = [name for name in ("churn", "coortes") if setting not in settings_of(name)]
    assert others
    for name in others:
        assert f"{setting.key} não" not in run_with(tmp_path, setting, name).err
        assert run_with(tmp_path, setting, name).code == 0


@pytest.mark.parametrize("setting", [one for one in PARSED if "config" in one.places], ids=key_of)
def test_carteira_config_refuses_every_bad_value_whichever_command_it_is_of(tmp_path, setting):
    ran = run_with(tmp_path, setting, "config")
    assert ran.code == 2
    assert names(ran.error[0], setting)


JUDGED_LATER = {
    "formato": "xml",
    "saida": "{x}.csv",
    "tabela": "x",
    "listar": "x",
    "por": "x",
    "onde": "x=1",
}


@pytest.mark.parametrize("key", JUDGED_LATER)
def test_what_only_the_run_can_judge_is_told_with_its_place_too(tmp_path, monkeypatch, key):
    sales(tmp_path, "A,2024-01-02,10")
    bad = JUDGED_LATER[key]
    (tmp_path / "carteira.toml").write_text(f"{key} = '{bad}'\n", encoding="utf-8")
    assert "carteira.toml, linha 1: " in carteira("churn", "-C", tmp_path, *Q1).error[0]
    monkeypatch.setenv(f"CARTEIRA_{key.upper()}", bad)
    assert f"variável CARTEIRA_{key.upper()}: " in carteira("churn", "-C", tmp_path, *Q1).error[0]
    typed = carteira("churn", "-C", tmp_path, *Q1, f"--{key}", bad).error[0]
    assert "variável" not in typed
    assert "opção" not in typed
