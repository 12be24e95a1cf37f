"""Flags, variables and configuration files: who wins, where each value came from, and what is refused."""

from __future__ import annotations

import csv
import io

import pytest

from carteira_cli.config.settings import SETTINGS, SOURCE_KEYS
from tests.running import Q1, WORKED, carteira, sales

# Tried by the tests of the command line, of outputs and of privacy.
ENVELOPE = (
    *("pasta", "config", "formato", "saida", "tabela", "manifesto", "recibo", "quieto", "log", "depurar"),
    *("pseudonimizar", "sem_identificadores", "csv_brasil", "sem_cache"),
)


def origins(*words):
    ran = carteira("config", *words, "-f", "csv")
    assert ran.code == 0, ran.err
    return {row["chave"]: (row["valor"], row["origem"]) for row in csv.DictReader(io.StringIO(ran.out))}


VALUES = {  # key: (in the file, in the variable, as a flag)
    "vendas": ("f.csv", "v.csv", "o.csv"),
    "clientes": ("f.csv", "v.csv", "o.csv"),
    "leads": ("f.csv", "v.csv", "o.csv"),
    "custos": ("f.csv", "v.csv", "o.csv"),
    "assinaturas": ("f.csv", "v.csv", "o.csv"),
    "metas": ("f.csv", "v.csv", "o.csv"),
    "titulos": ("f.csv", "v.csv", "o.csv"),
    "avaliacoes": ("f.csv", "v.csv", "o.csv"),
    "contatos": ("f.csv", "v.csv", "o.csv"),
    "campanhas": ("f.csv", "v.csv", "o.csv"),
    "etapas": ("f.csv", "v.csv", "o.csv"),
    "periodo": ("2024-01", "2024-02", "2024-03"),
    "comparar": ("anterior", "ano-anterior", "2023"),
    "hoje": ("2024-03-01", "2024-03-02", "2024-03-03"),
    "repetidas": ("somar", "uma-vez", "somar"),
    "inatividade": ("30d", "45d", "2m"),
    "margem": ("0.1", "20%", "0,3"),
    "onde": ("uf=SP", "uf=RJ", "tipo=PJ"),
    "limite": ("10", "20", "30"),
    "devolucoes": ("ignorar", "abater", "ignorar"),
    "consumidor_final": ("excluir", "manter", "excluir"),
    "fuso": ("UTC", "America/Sao_Paulo", "America/Manaus"),
    "cancelados": ("estornado", "em aberto", "x*"),
    "validos": ("em aberto", "parcial", "x*"),
    "max_rejeitadas": ("1%", "2%", "3%"),
    "vazio": ("erro", "aviso", "erro"),
    "email_de": ("a@x.example", "b@x.example", "c@x.example"),
    "email_para": ("a@x.example", "b@x.example", "c@x.example"),
    "perfil": ("bling-contatos", "omie-pedidos", "meta-ads"),
    "codificacao": ("cp1252", "utf-8", "latin-1"),
    "separador": (";", "tab", "virgula"),
    "aspas": ("dupla", "simples", "nenhuma"),
    "escape": ("dobrada", "barra", "dobrada"),
    "cabecalho": ("1", "2", "nenhum"),
    "planilha": ("Plan1", "Vendas", "Resumo"),
    "decimal": ("virgula", "ponto", "virgula"),
    "ordem_data": ("dia-mes", "mes-dia", "dia-mes"),
    "valor_por": ("item", "pedido", "item"),
    "moeda": ("USD", "EUR", "BRL"),
    "max_descompactado": ("1GB", "500MB", "2 GB"),
    "sinal": ("nao", "sim", "nao"),
    "consulta": ("select 1", "select 2::int", "vendas=select 3"),
    "max_cache": ("1GB", "500MB", "3 GB"),
    "motor": ("duckdb", "polars", "duckdb"),
    "memoria": ("1GB", "500MB", "3 GB"),
    "spark": ("local[*]", "yarn", "spark://a:7077"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("key", "values"), VALUES.items(), ids=VALUES.keys())
def test_a_flag_beats_a_variable_beats_the_file_beats_the_default(tmp_path, monkeypatch, key, values):
    in_file, in_variable, in_flag = values
    flag = "--" + key.replace("_", "-")
    default = origins("-C", tmp_path)[key]
    assert default[1] == "padrão"
    (tmp_path / "carteira.toml").write_text(f'\n# comentário\n{key} = "{in_file}"\n', encoding="utf-8")
    value, origin = origins("-C", tmp_path)[key]
    assert value == in_file
    assert "carteira.toml" in origin
    assert "linha 3" in origin
    monkeypatch.setenv(f"CARTEIRA_{key.upper()}", in_variable)
    assert origins("-C", tmp_path)[key] == (in_variable, f"variável CARTEIRA_{key.upper()}")
    assert origins("-C", tmp_path, flag, in_flag)[key] == (in_flag, f"opção {flag}")


def test_every_setting_that_every_command_takes_is_tried():
    every = {setting.key for setting in SETTINGS if setting.commands is None and "flag" in setting.places}
    assert every - set(VALUES) - set(ENVELOPE) == {"completo", "raiz_cnpj"}


def test_config_lists_every_setting_once(tmp_path):
    assert list(origins("-C", tmp_path)) == [setting.key for setting in SETTINGS]


def test_what_config_says_is_what_a_run_uses(monkeypatch):
    def window(*words):
        return carteira("churn", "-C", WORKED, *Q1, "-f", "json", *words).document["regras"]["inatividade"]

    assert window() == "90d"
    monkeypatch.setenv("CARTEIRA_INATIVIDADE", "45d")
    assert window() == "45d"
    assert window("--inatividade", "3m") == "3m"


@pytest.mark.parametrize(
    ("text", "said"), [("1", "sim"), ("sim", "sim"), ("0", "não"), ("não", "não"), ("false", "não")]
)
def test_a_switch_of_a_variable_is_yes_unless_it_says_no(tmp_path, monkeypatch, text, said):
    monkeypatch.setenv("CARTEIRA_RAIZ_CNPJ", text)
    assert origins("-C", tmp_path)["raiz_cnpj"] == (said, "variável CARTEIRA_RAIZ_CNPJ")


def test_an_empty_variable_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("CARTEIRA_INATIVIDADE", "")
    assert origins("-C", tmp_path)["inatividade"] == ("90d", "padrão")


def test_a_variable_holds_several_files_as_a_path_does(tmp_path, monkeypatch):
    for name in ("a", "b"):
        sales(tmp_path, f"{name},2024-01-02,10", name=f"{name}.csv")
    monkeypatch.setenv("CARTEIRA_VENDAS", "a.csv:b.csv")
    monkeypatch.setenv("CARTEIRA_PASTA", str(tmp_path))
    assert carteira("ticket", *Q1, "-f", "json").values["receita"] == 20.0


def test_values_of_a_file_may_be_of_their_own_kind(tmp_path):
    text = "hoje = 2024-03-31\nmargem = 0.35\ninatividade = 45\nraiz_cnpj = true\nvendas = ['a', 'b']\nperiodo = 2024"
    (tmp_path / "carteira.toml").write_text(text, encoding="utf-8")
    found = {key: value for key, (value, _) in origins("-C", tmp_path).items()}
    assert (found["hoje"], found["margem"], found["inatividade"]) == ("2024-03-31", "0.35", "45")
    assert (found["raiz_cnpj"], found["vendas"], found["periodo"]) == ("sim", "a, b", "2024")


def test_the_columns_of_a_mapping_are_listed_with_their_file(tmp_path):
    (tmp_path / "carteira.toml").write_text('[colunas.vendas]\ncliente = "Código"\n', encoding="utf-8")
    value, origin = origins("-C", tmp_path)["colunas.vendas.cliente"]
    assert value == "Código"
    assert "carteira.toml" in origin


BAD = {
    "a quote that does not end": ('periodo = "2024\n', ["linha 1"], ["aspas"]),
    "a list that does not end": ("\n\nvendas = [", ["TOML"], ["colchetes"]),
    "a value without quotes": ("a = 1\nperiodo = ultimo\n", ["linha 2", "coluna"], []),
    "a date that does not exist": ("hoje = 2024-02-30\n", ["linha 1"], []),
    "an unknown key": ('\nperido = "2024"\n', ["linha 2", '"perido"'], ['"periodo"']),
    "an unknown section": ("[limit]\nx = 1\n", ["linha 1", '"limit"'], ["limite"]),
    "a key only a flag may set": ("depurar = true\n", ['"depurar"'], []),
    "a switch in words": ('quieto = "sim"\n', ["linha 1", '"quieto"'], ["true"]),
    "a file that is a number": ("vendas = 3\n", ["linha 1", '"vendas"'], ["vendas ="]),
    "a list of numbers": ("vendas = [1, 2]\n", ["linha 1", '"vendas"'], ["vendas ="]),
    "a text that is a switch": ("fuso = true\n", ["linha 1", '"fuso"'], ["fuso ="]),
    "a text that is a table": ("hoje = { a = 1 }\n", ["linha 1", '"hoje"'], ["hoje ="]),
    "a rule that is none": ('devolucoes = "x"\n', ["devolucoes", '"x"', "linha 1"], ["abater"]),
    "a window that is none": ('inatividade = "x"\n', ['"x"'], ["90d"]),
    "a margin that is none": ('margem = "-1"\n', ['"-1"'], ["35%"]),
    "a format that is none": ('formato = "xml"\n', ['"xml"'], ["json"]),
    "a day that is none": ('hoje = "amanhã"\n', ['"amanhã"'], ["AAAA-MM-DD"]),
    "columns that are a number": ("colunas = 3\n", ["[colunas]"], ["[colunas.vendas]"]),
    "columns without a table": ('[colunas]\nvendas = "x"\n', ["[colunas]"], ["[colunas.vendas]"]),
    "columns of no table": ('[colunas.vendass]\ncliente = "x"\n', ["vendass"], ['"vendas"']),
    "a column that is a number": ("[colunas.vendas]\ncliente = 3\n", ["colunas.vendas.cliente"], ["cliente ="]),
    "a column of no name": ('[colunas.vendas]\nclinte = "cliente"\n', ['"clinte"'], ['"cliente"']),
    "a column that the file has not": ('[colunas.vendas]\ncliente = "client"\n', ['"client"'], ['"cliente"']),
}


@pytest.mark.parametrize(("text", "said", "advised"), BAD.values(), ids=BAD.keys())
def test_a_bad_configuration_is_named_by_file_line_and_key(tmp_path, text, said, advised):
    sales(tmp_path, "A,2024-01-02,10")
    (tmp_path / "carteira.toml").write_text(text, encoding="utf-8")
    ran = carteira("churn", "-C", tmp_path, *Q1)
    message, hint = ran.error
    assert (ran.code, ran.out) == (2, "")
    assert all(part in message for part in said), message
    assert all(part in hint for part in advised), hint


@pytest.mark.parametrize("section", ["[tool.carteira]\n", "[tool.carteira.colunas.x]\na = 'b'\n"])
def test_a_section_of_pyproject_is_held_to_the_same_rules(tmp_path, section):
    sales(tmp_path, "A,2024-01-02,10")
    (tmp_path / "pyproject.toml").write_text(section + "perido = '2024'\n", encoding="utf-8")
    ran = carteira("churn", "-C", tmp_path, *Q1)
    assert ran.code == 2
    assert "pyproject.toml" in ran.error[0]


def test_a_configuration_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "carteira.toml").write_bytes('# situação\nperiodo = "2024"'.encode("cp1252"))
    assert "UTF-8" in carteira("churn", "-C", tmp_path).error[0]


def test_a_mark_of_order_before_the_configuration_is_passed_over(tmp_path):
    (tmp_path / "carteira.toml").write_bytes('\ufeffinatividade = "45d"'.encode())
    assert origins("-C", tmp_path)["inatividade"][0] == "45d"


@pytest.mark.parametrize("variable", ["CARTEIRA_INATIVIDADE", "CARTEIRA_HOJE", "CARTEIRA_MARGEM", "CARTEIRA_PERIODO"])
def test_a_bad_variable_is_refused_like_a_flag(monkeypatch, variable):
    monkeypatch.setenv(variable, "bobagem")
    ran = carteira("ltv", "-C", WORKED)
    assert ran.code == 2
    assert "bobagem" in ran.error[0]


def test_a_named_configuration_that_is_not_there_is_an_error():
    ran = carteira("churn", "-C", WORKED, "--config", "nada.toml")
    assert ran.code == 2
    assert "nada.toml" in ran.error[0]


@pytest.mark.parametrize("key", SOURCE_KEYS)
def test_a_source_that_is_named_but_not_there_is_an_error_even_if_it_could_be_spared(tmp_path, key):
    sales(tmp_path, "A,2024-01-02,10")
    (tmp_path / "carteira.toml").write_text(f'{key} = "nada.csv"\n', encoding="utf-8")
    ran = carteira("resumo", "-C", tmp_path, *Q1)
    assert ran.code == 2
    assert "nada.csv" in ran.error[0]
