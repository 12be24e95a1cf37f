"""A number with a receipt: what it was made of, and that whoever makes it again gets the same, others, or is told."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import carteira_cli as library
from carteira_cli.cli.schema import schemas
from carteira_cli.commands import analyses
from carteira_cli.outgoing.receipt import may_ask
from tests.running import Q1, ROOT, carteira, sales

MINIMA, SHOP = ROOT / "examples" / "minima", ROOT / "examples" / "distribuidora"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder whose data are in `dados`, and where one stands."""
    shutil.copytree(MINIMA, tmp_path / "dados")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def receipt(*words, path="r.json"):
    ran = carteira(*words, "-C", "dados", "--recibo", path, "-q")
    assert ran.code == 0, ran.err
    return json.loads(Path(path).read_text(encoding="utf-8"))


def rewritten(folder, change):
    """The receipt with something in it changed."""
    found = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    change(found)
    (folder / "r.json").write_text(json.dumps(found), encoding="utf-8")


def test_a_receipt_names_each_file_with_its_sum_and_each_number(folder):
    found = receipt("churn", *Q1, "--por", "uf")
    assert found["comando"] == "churn"
    assert found["pedido"] == {"periodo": "2024-Q1", "por": ["uf"]}
    for entry in found["entradas"]:
        content = (folder / "dados" / entry["arquivo"]).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(content), sha256(content).hexdigest())
    assert [one["tabela"] for one in found["entradas"]] == ["vendas", "clientes"]
    assert found["valores"]["churn"] == {"valor": 0.5, "numerador": 2, "denominador": 4}
    rows = carteira("churn", *Q1, "--por", "uf", "-C", "dados", "-f", "json", "-q").document["tabelas"]["por"]
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert found["tabelas"]["por"] == {"linhas": 4, "sha256": sha256(text.encode()).hexdigest()}
    Draft202012Validator(schemas()["recibo"]).validate(found)


def test_the_same_files_have_the_same_receipt_wherever_they_lie(folder, tmp_path_factory, monkeypatch):
    receipt("resumo", *Q1)
    first = (folder / "r.json").read_bytes()
    other = tmp_path_factory.mktemp("outra")
    shutil.copytree(MINIMA, other / "dados")
    monkeypatch.chdir(other)
    receipt("resumo", *Q1)
    assert (other / "r.json").read_bytes() == first


def test_the_same_numbers_are_said_to_be_the_same(folder):
    receipt("churn", *Q1, "--por", "uf")
    ran = carteira("conferir", "r.json")
    assert ran.code == 0
    assert "Igual: 9 números e tabelas, de 2 arquivos que são os mesmos." in ran.out
    shutil.move(folder / "r.json", folder / "dados" / "r.json")
    assert carteira("conferir", folder / "dados" / "r.json", "-C", folder / "dados").code == 0
    rows = carteira("conferir", "dados/r.json", "-C", "dados", "-f", "json").document["tabelas"]["conferencia"]
    assert all(row["igual"] for row in rows)


def test_another_number_is_told_with_what_it_was(folder):
    receipt("churn", *Q1)
    rewritten(folder, lambda one: one["valores"]["churn"].update(valor=0.4))
    ran = carteira("conferir", "r.json")
    assert ran.code == 1
    assert "Diferente: 1 de 8 números e tabelas é outro, dos mesmos arquivos." in ran.out
    assert "0,4 (2 ÷ 4)" in ran.out  # of what is the same a screen has the sentence
    assert "clientes_inicio" not in ran.out
    assert "clientes_inicio" in carteira("conferir", "r.json", "--completo").out
    first = carteira("conferir", "r.json", "-f", "json").document["tabelas"]["conferencia"][0]
    assert (first["nome"], first["no_recibo"], first["agora"]) == ("churn", "0,4 (2 ÷ 4)", "0,5 (2 ÷ 4)")


@pytest.mark.parametrize("key", ["valores", "tabelas"])
def test_a_number_more_or_less_is_another(folder, key):
    receipt("churn", *Q1, "--por", "uf")
    rewritten(folder, lambda one: one[key].popitem())
    assert carteira("conferir", "r.json").code == 1
    receipt("churn", *Q1, "--por", "uf")
    rewritten(folder, lambda one: one[key].update(mais=dict(next(iter(one[key].values())))))
    assert carteira("conferir", "r.json").code == 1


@pytest.mark.parametrize("entry", [{}, [], None, "x", {"valor": {}}, {"valor": True}, {"numerador": 1}, {"sha256": 3}])
@pytest.mark.parametrize(("key", "name"), [("valores", "churn"), ("tabelas", "por")])
def test_whatever_stands_for_a_number_is_another(folder, key, name, entry):
    receipt("churn", *Q1, "--por", "uf")
    rewritten(folder, lambda one: one[key].update({name: entry}))
    ran = carteira("conferir", "r.json")
    assert ran.code == 1, ran.err
    assert "Diferente: 1 de 9" in ran.out


def test_other_data_are_told_and_nothing_is_computed(folder):
    receipt("churn", *Q1, "--por", "uf")
    data = folder / "dados" / "vendas.csv"
    data.write_bytes(data.read_bytes() + b"V99,C01,2024-03-01,1.00,faturado\n")
    ran = carteira("conferir", "r.json")
    assert ran.code == 2
    assert ran.error[0] == "os dados não são os do recibo: vendas.csv mudou"
    assert "carteira churn --periodo 2024-Q1 --por uf --recibo NOVO.json" in ran.error[1]
    shutil.copy(MINIMA / "vendas.csv", data)
    (folder / "dados" / "clientes.csv").unlink()
    assert "clientes.csv não está lá" in carteira("conferir", "r.json").error[0]


def test_a_configuration_is_part_of_the_data(folder):
    receipt("churn", *Q1)
    (folder / "dados" / "carteira.toml").write_text('inatividade = "30d"\n', encoding="utf-8")
    assert "carteira.toml não estava no recibo" in carteira("conferir", "r.json").error[0]
    receipt("churn", *Q1)
    assert carteira("conferir", "r.json").code == 0
    (folder / "dados" / "carteira.toml").write_text('inatividade = "60d"\n', encoding="utf-8")
    assert "carteira.toml mudou" in carteira("conferir", "r.json").error[0]


def test_a_file_by_another_name_is_the_same_file(folder):
    receipt("churn", *Q1)
    (folder / "dados" / "vendas.csv").rename(folder / "dados" / "outra.csv")
    assert carteira("conferir", "r.json", "--vendas", "outra.csv").code == 0


@pytest.mark.usefixtures("folder")
def test_variables_are_in_the_receipt_and_those_of_who_checks_do_not_count(monkeypatch):
    monkeypatch.setenv("CARTEIRA_INATIVIDADE", "30d")
    found = receipt("churn", *Q1)
    assert found["pedido"]["inatividade"] == "30d"
    monkeypatch.setenv("CARTEIRA_INATIVIDADE", "60d")
    assert carteira("conferir", "r.json").code == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "não é JSON"),
        ("[]", "não é um recibo do carteira"),
        ('{"programa": "carteira", "pedido": {}, "esquema": 9}', "outro esquema"),
        ('{"programa": "carteira", "pedido": {}, "esquema": 1}', "falta comando"),
        ("[" * 100_000, "não é JSON"),
    ],
)
def test_what_is_no_receipt_is_refused(folder, content, told):
    (folder / "r.json").write_text(content, encoding="utf-8")
    ran = carteira("conferir", "r.json")
    assert ran.code == 2
    assert told in ran.error[0]
    assert carteira("conferir", "nenhum.json").code == 2


def test_a_receipt_asks_for_nothing_that_writes_or_reads_elsewhere(folder):
    receipt("churn", *Q1)
    for key, raw in (("saida", ["x.csv"]), ("recibo", "y.json"), ("pasta", "/"), ("periodo", 3), ("nada", "x")):
        rewritten(folder, lambda one, key=key, raw=raw: one["pedido"].update({key: raw}))
        ran = carteira("conferir", "r.json")
        assert ran.code == 2, key
        assert "não é de churn" in ran.error[0]
        receipt("churn", *Q1)
    assert {one.name for one in folder.iterdir()} == {"dados", "r.json"}
    assert not {"saida", "recibo", "manifesto", "rejeitadas", "log", "pasta", "config"} & may_ask("churn")
    rewritten(folder, lambda one: one.update(comando="exportar"))
    assert 'não há o comando "exportar"' in carteira("conferir", "r.json").error[0]


def test_a_receipt_replaces_no_file_that_was_read(folder):
    before = (folder / "dados" / "vendas.csv").read_bytes()
    ran = carteira("churn", *Q1, "-C", "dados", "--recibo", "dados/vendas.csv")
    assert ran.code == 2
    assert (folder / "dados" / "vendas.csv").read_bytes() == before
    assert carteira("churn", *Q1, "-C", "dados", "--recibo", "r.json", "-o", "r.json").code == 2


def test_a_receipt_names_no_customer_where_none_may_be_named(folder):
    carteira("churn", *Q1, "-C", "dados", "--listar", "perdidos", "--sem-identificadores", "--recibo", "r.json", "-q")
    text = (folder / "r.json").read_text(encoding="utf-8")
    assert "C02" not in text
    assert json.loads(text)["pedido"]["sem_identificadores"] is True
    assert carteira("conferir", "r.json").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("command", [name for name in analyses() if name != "renovacoes"])
def test_the_receipt_of_every_analysis_holds(tmp_path, command):
    bare = {
        "explicar": ["receita"],
        "cliente": ["C00115"],
        "campanha": ["medir"],
        "novidades": ["--desde", "2024-11-30"],
    }
    when = [] if command == "novidades" else ["-p", "2024-Q4"]
    path = tmp_path / "r.json"
    ran = carteira(command, *bare.get(command, []), *when, "-C", SHOP, "--recibo", path, "-q")
    if ran.code == 2:
        assert not path.exists()
        return
    held = carteira("conferir", path, "-C", SHOP)
    assert held.code == 0, held.err + held.out
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["valores"] or found["tabelas"]


@pytest.mark.slow
def test_an_address_is_told_to_be_held_by_nobody(tmp_path, monkeypatch):
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    with duckdb.connect(str(tmp_path / "loja.duckdb")) as base:
        base.execute("create table vendas as select 'A' as cliente, date '2024-01-10' as data, 10.0 as valor")
    words = ("--vendas", "duckdb:loja.duckdb:vendas")
    ran = carteira("ticket", "-p", "2024-01", *words, "--recibo", "r.json", "-q")
    assert ran.code == 0, ran.err
    assert json.loads((tmp_path / "r.json").read_text())["entradas"][0]["sha256"] is None
    held = carteira("conferir", "r.json", *words)
    assert held.code == 0, held.err
    assert "é um endereço" in held.err


@pytest.mark.parametrize("address", ["https://loja.example/vendas.csv", "s3://balde/vendas.parquet"])
def test_a_receipt_leads_to_no_address_that_its_reader_does_not_say(folder, address):
    receipt("churn", *Q1)
    rewritten(folder, lambda one: one["pedido"].update(vendas=[address]))
    ran = carteira("conferir", "r.json")
    assert ran.code == 2
    assert ran.error == ("r.json: vendas veio de um endereço", "diga de onde ler agora, com --vendas ENDEREÇO")


def test_random_sales_give_receipts_that_hold(tmp_path):
    sales(tmp_path, *(f"C{n % 7},2024-0{n % 5 + 1}-1{n % 9},{n * 13 % 97}.50" for n in range(60)))
    for command in ("resumo", "pareto", "ativos"):
        path = tmp_path / f"{command}.recibo"
        assert carteira(command, "-C", tmp_path, "--recibo", path, "-q").code == 0
        assert carteira("conferir", path, "-C", tmp_path).code == 0


@pytest.mark.parametrize("told", ["..", "/etc", "dados/../..", 3, ["dados"], {"a": 1}])
def test_a_receipt_names_no_folder_outside_of_its_own(folder, told):
    receipt("churn", *Q1)
    rewritten(folder, lambda one: one.update(pasta=told))
    ran = carteira("conferir", "r.json")
    assert ran.code == 2
    assert ran.error == ("r.json: a pasta do recibo não fica dentro da dele", "diga onde os dados estão com -C PASTA")


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "vendas.csv",
        [],
        {},
        {"tabela": [], "arquivo": "vendas.csv", "bytes": 1, "sha256": None},
        {"tabela": "periodo", "arquivo": "vendas.csv", "bytes": 1, "sha256": None},
        {"tabela": "vendas", "arquivo": None, "bytes": 1, "sha256": None},
        {"tabela": "vendas", "arquivo": "vendas.csv", "bytes": True, "sha256": None},
    ],
)
def test_an_entry_that_names_no_file_is_refused(folder, entry):
    receipt("churn", *Q1)
    rewritten(folder, lambda one: one["entradas"].append(entry))
    ran = carteira("conferir", "r.json")
    assert ran.code == 2
    assert "não diz que arquivo é" in ran.error[0]


def test_a_file_whose_sum_was_taken_out_is_not_taken_for_the_same(folder):
    receipt("churn", *Q1)
    rewritten(folder, lambda one: one["entradas"][0].update(sha256=None))
    ran = carteira("conferir", "r.json")
    assert ran.code == 2
    assert "vendas.csv mudou" in ran.error[0]


def test_a_table_that_came_later_is_told(folder):
    away = folder / "clientes.csv"
    (folder / "dados" / "clientes.csv").rename(away)
    assert [one["tabela"] for one in receipt("resumo", *Q1)["entradas"]] == ["vendas", "leads", "custos"]
    away.rename(folder / "dados" / "clientes.csv")
    ran = carteira("conferir", "r.json")
    assert ran.code == 2
    assert ran.error[0] == "os dados não são os do recibo: clientes.csv não estava no recibo"


def test_no_receipt_leaves_out_a_file_that_went_away(folder):
    asked = library.abrir(folder / "dados").churn("2024-Q1")
    (folder / "dados" / "vendas.csv").unlink()
    with pytest.raises(library.Erro, match="não são mais os deste resultado"):
        asked.recibo()


def test_a_report_that_names_its_files_is_the_same_from_another_folder(folder, monkeypatch):
    receipt("relatorio", *Q1, path="dados/r.json")
    (folder / "longe").mkdir()
    monkeypatch.chdir(folder / "longe")
    assert carteira("conferir", "../dados/r.json").code == 0
    assert carteira("conferir", folder / "dados" / "r.json").code == 0


def test_a_configuration_that_was_named_is_read_again(folder):
    (folder / "dados" / "outra.toml").write_text('inatividade = "30d"\n', encoding="utf-8")
    found = receipt("churn", *Q1, "--config", "outra.toml")
    assert found["entradas"][-1]["arquivo"] == "outra.toml"
    assert carteira("conferir", "r.json").code == 0
    (folder / "dados" / "carteira.toml").write_text('inatividade = "60d"\n', encoding="utf-8")
    assert carteira("conferir", "r.json").code == 0
    (folder / "dados" / "outra.toml").write_text('inatividade = "31d"\n', encoding="utf-8")
    assert "outra.toml mudou" in carteira("conferir", "r.json").error[0]


def test_a_link_in_the_folder_is_named_by_the_folder(folder):
    data = folder / "dados" / "vendas.csv"
    data.rename(folder / "fora.csv")
    data.symlink_to(folder / "fora.csv")
    assert receipt("churn", *Q1)["entradas"][0]["arquivo"] == "vendas.csv"
    assert carteira("conferir", "r.json").code == 0


@pytest.mark.parametrize("name", ["r.json", "dados/vendas.csv"])
def test_what_came_of_a_receipt_replaces_neither_it_nor_the_data(folder, name):
    receipt("churn", *Q1)
    before = (folder / name).read_bytes()
    ran = carteira("conferir", "r.json", "-o", name)
    assert ran.code == 2
    assert "seria perdido" in ran.error[0]
    assert (folder / name).read_bytes() == before
    assert carteira("conferir", "r.json", "-o", "c.json").code == 0
