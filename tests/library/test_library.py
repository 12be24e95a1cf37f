"""The door for Python: the same numbers as the command line, words that fit the records, and files read once."""

from __future__ import annotations

import copy
import doctest
import gc
import inspect
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import numpy as np
import polars as pl
import pytest

import carteira_cli as carteira
from carteira_cli.commands import analyses, commands
from carteira_cli.customers import shelf
from carteira_cli.library import opened, readings
from carteira_cli.library.methods import asked_commands, method_name
from carteira_cli.library.options import flags, options_of
from carteira_cli.quoted import discretion_of_a_run
from carteira_cli.sources.finding import sums
from tests.library.stub import STUB, stub
from tests.running import ROOT
from tests.running import carteira as command_line

REWRITE = os.environ.get("CARTEIRA_GOLDENS") == "1"  # read before a test takes the variables away
SHOP, CONTRACTS = ROOT / "examples" / "distribuidora", ROOT / "examples" / "assinaturas"
MINIMA = ROOT / "examples" / "minima"
TOLD = {
    "explicar": {"indicador": "receita"},
    "cliente": {"cliente": "C00115"},
    "campanha": {"acao": "medir"},
    "novidades": {"desde": "2024-11-30"},
}
FOUND_WITH = {"renovacoes": CONTRACTS}


@pytest.fixture(scope="module")
def shop():
    with carteira.abrir(SHOP) as found:
        yield found


# --- every command, the same as on the command line ----------------------------------------------------------


def asked(command):
    """The words of a command line, and the options of a method, that ask the same."""
    options = dict(TOLD.get(command, {}))
    bare = [options[one.key] for one in options_of(command) if one.bare and one.key in options]
    named = [word for key, value in options.items() if value not in bare for word in (f"--{key}", value)]
    if any(one.key == "periodo" for one in options_of(command)) and command not in {"verificar", "validar"}:
        options["periodo"] = "2024-Q4"
        named += ["-p", "2024-Q4"]
    return [*bare, *named], options


@pytest.mark.parametrize("before", [None, {}, {"por": "loja"}], ids=str)
def test_a_column_that_only_one_question_names_is_read_for_it(tmp_path, before):
    (tmp_path / "vendas.csv").write_text(
        "cliente,data,valor,uf,loja\nA,2024-01-02,10,SP,L1\nB,2024-01-03,20,RJ,L2\nA,2024-01-05,5,SP,L2\n", "utf-8"
    )
    with carteira.abrir(tmp_path) as portfolio:
        if before is not None:
            portfolio.ticket("2024-01", **before)
        for option in ({"por": "uf"}, {"por": "vendas.loja"}, {"onde": "vendas.loja=L2"}, {"onde": "uf=SP"}):
            words = [f"--{key}={value}" for key, value in option.items()]
            ran = command_line("ticket", "-C", tmp_path, "-p", "2024-01", *words, "-f", "json")
            assert portfolio.ticket("2024-01", **option).json() == ran.document


def test_what_a_question_was_given_may_be_said_where_no_cell_may(tmp_path):
    (tmp_path / "vendas.csv").write_text("cliente,data,valor\nA,2024-01-02,10\n", "utf-8")
    with discretion_of_a_run(), carteira.abrir(tmp_path, sem_identificadores=True) as portfolio:
        ran = command_line("ticket", "-C", tmp_path, "--por", "zebrado", "--sem-identificadores")
        with pytest.raises(carteira.Erro) as refused:
            portfolio.ticket(por="zebrado")
        assert "zebrado" in refused.value.mensagem
        assert ran.error == (refused.value.mensagem, refused.value.dica)


@pytest.mark.slow
@pytest.mark.parametrize("command", [name for name in asked_commands() if name != "validar"])
def test_a_method_says_what_the_command_line_says(shop, command):
    folder = FOUND_WITH.get(command, SHOP)
    words, options = asked(command)
    ran = command_line(command, *words, "-C", folder, "-f", "json", "-q")
    portfolio = shop if folder == SHOP else carteira.abrir(folder)
    if ran.code == 2:
        with pytest.raises(carteira.Erro) as refused:
            portfolio.perguntar(command, options)
        assert ran.error == (refused.value.mensagem, refused.value.dica)
        return
    found = portfolio.perguntar(command, options)
    assert json.loads(ran.out) == found.json()
    for key, told in found.json().get("indicadores", {}).items():
        assert found.valor(key) == told["valor"]
    assert {*found.json().get("tabelas", {})} <= {*found.tabelas}
    for name in found.tabelas:
        frame = found.tabela(name)
        if name in found.json().get("tabelas", {}):
            rows = found.json()["tabelas"][name]
            assert frame.height == len(rows)
            assert not rows or set(frame.columns) == set(rows[0])
    assert "<script" not in found._repr_html_()


def test_it_validates_as_the_command_line_does(tmp_path):
    shutil.copytree(MINIMA, tmp_path, dirs_exist_ok=True)
    found = carteira.abrir(tmp_path).validar(hoje="2024-12-31")
    ran = command_line("validar", "-C", tmp_path, "--hoje", "2024-12-31", "-f", "json")
    assert found.json() == ran.document


# --- a method a command, found and typed --------------------------------------------------------------------


def test_every_analysis_is_a_method_with_its_own_words():
    names = {method_name(name) for name in (*analyses(), "verificar", "validar")}
    assert names <= {*dir(carteira.Carteira)}
    assert set(carteira.abrir(MINIMA).comandos) == names
    for name in names:
        method = getattr(carteira.Carteira, name)
        command = next(one for one in asked_commands() if method_name(one) == name)
        assert method.__doc__.startswith(commands()[command].help.split("--")[0])
        keys = [one.key for one in options_of(command)]
        assert list(inspect.signature(method).parameters) == ["self", *keys]
        assert {"formato", "saida", "pasta", "vendas", "quieto"}.isdisjoint(keys)


def test_the_stub_is_that_of_the_records():
    if REWRITE:
        STUB.write_text(stub(), encoding="utf-8")
    assert STUB.read_text(encoding="utf-8") == stub()


@pytest.mark.process
def test_the_package_alone_loads_nothing():
    code = (
        "import sys, carteira_cli; print([one for one in sys.modules if one.startswith(('carteira_cli.', 'polars'))])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    assert ran.stdout.strip() == "[]"
    assert {"abrir", "Carteira", "Resultado", "Erro"} <= {*dir(carteira)}
    with pytest.raises(AttributeError):
        _ = carteira.abrri


def test_its_example_holds(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert doctest.testmod(opened).attempted
    assert doctest.testmod(opened).failed == 0


def test_the_lines_of_the_readme_give_what_it_says(tmp_path, monkeypatch):
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(block, names)  # noqa: S102 - our own
    line, said = next(re.split(r" +# ", one) for one in block.splitlines() if "partes" in one)
    assert repr(eval(line, names)) == f"({said})"  # noqa: S307 - as above
    assert (tmp_path / "churn.xlsx").exists()


# --- results ------------------------------------------------------------------------------------------------


def test_a_result_by_hand():
    found = carteira.abrir(MINIMA, inatividade="90d").churn("2024-Q1", por="uf")
    assert (found.comando, found.periodo.label, found.titulo) == ("churn", "2024-Q1", "Churn de clientes")
    assert (found.valor("churn"), found.partes("churn")) == (0.5, (2, 4))
    assert "perdidos" in found.indicadores
    frame = found.tabela("por")
    assert frame.schema["perdidos"] == pl.Int64
    assert frame.schema["churn"] == pl.Float64
    assert frame.row(0, named=True)["uf"] == "MG"
    assert repr(found).startswith("<Resultado churn 2024-Q1: clientes_inicio 4; ")
    assert "Churn de clientes" in found.texto()
    with pytest.raises(carteira.Erro) as slip:
        found.valor("chrun")
    assert 'quis dizer "churn"' in slip.value.dica
    with pytest.raises(carteira.Erro, match="não tem a tabela"):
        found.tabela("uf")
    with pytest.raises(AttributeError):
        found.comando = "outro"


def test_dates_are_dates_in_a_frame(shop):
    frame = shop.churn("2024-Q4", listar="perdidos").tabela("perdidos")
    assert frame.schema["ultima_compra"] == pl.Date


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "json", "md", "html"])
def test_a_result_is_saved_as_the_command_line_saves_it(tmp_path, suffix):
    path = tmp_path / f"r.{suffix}"
    assert carteira.abrir(MINIMA).churn("2024-Q1").salvar(path) == path
    other = tmp_path / f"c.{suffix}"
    assert command_line("churn", "-C", MINIMA, "-p", "2024-Q1", "-o", other, "-q").code == 0
    assert path.read_bytes() == other.read_bytes()
    with pytest.raises(carteira.Erro, match="não é de nenhum formato"):
        carteira.abrir(MINIMA).churn("2024-Q1").salvar(tmp_path / "r.abc")


def test_values_of_python_are_those_that_one_would_type():
    opened_with = carteira.abrir(MINIMA, inatividade=timedelta(days=90), margem=Decimal("0.28"), hoje=date(2024, 3, 31))
    typed = carteira.abrir(MINIMA, inatividade="90d", margem="0.28", hoje="2024-03-31")
    assert opened_with.ltv("2024-Q1").json() == typed.ltv("2024-Q1").json()
    assert opened_with.churn("2024-Q1", onde=["uf=SP"]).json() == typed.churn("2024-Q1", onde="uf=SP").json()
    assert opened_with.churn("2024-Q1", raiz_cnpj=False).valor("churn") == typed.churn("2024-Q1").valor("churn")


def test_what_means_nothing_is_refused_with_what_to_do():
    with pytest.raises(carteira.Erro, match="não existe"):
        carteira.abrir(ROOT / "nenhuma")
    with pytest.raises(carteira.Erro, match="não tem a opção"):
        carteira.abrir(MINIMA, inatividad="90d")
    found = carteira.abrir(MINIMA)
    for given in ({"pro": "uf"}, {"periodo": object()}, {"raiz_cnpj": "sim"}, {"periodo": "2024-Q9"}, {"por": "signo"}):
        with pytest.raises(carteira.Erro) as error:
            found.churn(**given)
        assert error.value.mensagem
        assert error.value.dica
        assert str(error.value) == f"{error.value.mensagem}\ndica: {error.value.dica}"
    with pytest.raises(TypeError):
        found.churn("2024-Q1", "uf")
    with pytest.raises(carteira.Erro, match="não há o comando"):
        found.perguntar("chrun")


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ({"por": (one for one in ["uf"])}, {"por": "uf"}),
        ({"por": pl.Series(["uf", "tipo"])}, {"por": ["uf", "tipo"]}),
        ({"por": {"uf": 1}.keys()}, {"por": "uf"}),
        ({"por": {"uf", "tipo"}}, {"por": ["tipo", "uf"]}),
        ({"periodo": np.int64(2024)}, {"periodo": "2024"}),
        ({"hoje": np.datetime64("2024-12-01")}, {"hoje": "2024-12-01"}),
        ({"hoje": datetime(2024, 12, 1, 23, tzinfo=UTC)}, {"hoje": "2024-12-01"}),
        ({"margem": 1e-5}, {"margem": "0.00001"}),
        ({"margem": np.float32(0.25)}, {"margem": "0.25"}),
        ({"raiz_cnpj": np.True_}, {"raiz_cnpj": True}),
        ({"inatividade": np.timedelta64(90, "D")}, {"inatividade": "90d"}),
    ],
)
def test_what_frames_and_loops_hand_out_is_taken(given, typed):
    assert flags(given, options_of("ltv"), "ltv") == {**flags(typed, options_of("ltv"), "ltv")}


@pytest.mark.parametrize(
    "given",
    [
        {"inatividade": timedelta(hours=36)},
        {"por": {"uf": "SP"}},
        {"por": b"uf"},
        {"por": [None]},
        {"por": True},
        {"periodo": ["2024-Q1"]},
        {3: "uf"},
        ["uf"],
    ],
)
def test_what_is_no_word_is_refused_with_a_hint(given):
    with pytest.raises(carteira.Erro) as refused:
        carteira.abrir(MINIMA).perguntar("churn", given)
    assert refused.value.dica in str(refused.value)


@pytest.mark.parametrize("name", [None, 3, "chrun", []])
def test_a_name_that_there_is_not_is_told_with_those_that_there_are(name):
    found = carteira.abrir(MINIMA)
    asked = found.churn("2024-Q1")
    for ask in (found.perguntar, asked.valor, asked.partes, asked.tabela):
        with pytest.raises(carteira.Erro) as refused:
            ask(name)
        assert "ossíveis são: " in str(refused.value)
    for folder in (None, 3, b"dados"):
        with pytest.raises(carteira.Erro, match="pasta não pode ser"):
            carteira.abrir(folder)


def test_a_result_never_replaces_what_it_was_made_of(tmp_path):
    shutil.copytree(MINIMA, tmp_path, dirs_exist_ok=True)
    found, sales = carteira.abrir(tmp_path, vendas="vendas.csv").churn("2024-Q1"), tmp_path / "vendas.csv"
    before = sales.read_bytes()
    with pytest.raises(carteira.Erro, match="é um arquivo de entrada e seria perdido"):
        found.salvar(sales)
    assert sales.read_bytes() == before
    sales.unlink()
    assert found.salvar(tmp_path / "r.csv").exists()
    with pytest.raises(carteira.Erro, match="não são mais os deste resultado"):
        found.recibo()


def sent(thing):
    """It, as another process has it."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own


def test_results_errors_and_portfolios_go_to_other_processes(shop):
    for found in (shop.churn("2024-Q4", por="uf", listar="perdidos"), shop.cesta()):
        for again in (sent(found), copy.deepcopy(found), copy.copy(found)):
            assert again == found
            assert hash(again) == hash(found)
            assert again.json() == found.json()
            assert again.recibo() == found.recibo()
    with pytest.raises(carteira.Erro) as refused:
        shop.churn("ontem")
    again = sent(refused.value)
    assert (type(again), str(again)) == (type(refused.value), str(refused.value))
    assert (again.mensagem, again.dica) == (refused.value.mensagem, refused.value.dica)
    other = sent(carteira.abrir(MINIMA, inatividade="30d"))
    assert other.churn("2024-Q1") == carteira.abrir(MINIMA, inatividade="30d").churn("2024-Q1")


# --- reading ------------------------------------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch):
    """The tables that are read, in order."""
    found = []

    def counting(table, *rest):
        found.append(table.name)
        return real(table, *rest)

    real = shelf.open_ledger
    monkeypatch.setattr(shelf, "open_ledger", counting)
    return found


def test_files_are_read_once_and_again_when_they_change(tmp_path, read):
    shutil.copytree(MINIMA, tmp_path, dirs_exist_ok=True)
    found = carteira.abrir(tmp_path)
    first = found.churn("2024-Q1").valor("churn")
    found.resumo("2024-Q1")
    found.pareto("2024-Q1", por="uf")
    found.churn("2024-Q1")
    assert sorted(read) == sorted(set(read))
    sales = tmp_path / "vendas.csv"
    lines = sales.read_text(encoding="utf-8").splitlines()
    sales.write_text("\n".join(line for line in lines if ",C01," not in line) + "\n", encoding="utf-8")
    read.clear()
    assert found.churn("2024-Q1").valor("churn") != first
    assert "vendas" in read


def test_lines_that_are_rejected_are_read_once_for_each_kind_of_question(tmp_path, read):
    shutil.copytree(MINIMA, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "vendas.csv").open("a", encoding="utf-8") as file:
        file.write("VX,C01,2024-02-31,10.00,faturado\n")
    found = carteira.abrir(tmp_path)
    once = found.churn("2024-Q1").json()
    count = read.count("vendas")
    assert found.churn("2024-Q1", serie="mes").json()["fontes"] == once["fontes"]
    assert found.churn("2023-Q4").valor("clientes_fim") == 4
    assert read.count("vendas") == count
    assert once == command_line("churn", "-C", tmp_path, "-p", "2024-Q1", "-f", "json", "-q").document


def test_a_closed_portfolio_leaves_nothing_and_reads_anew(tmp_path, monkeypatch):
    folder = tmp_path / "aside"
    monkeypatch.setattr(readings, "spill_folder", lambda: folder.mkdir() or folder)
    with carteira.abrir(MINIMA) as found:
        value = found.churn("2024-Q1").valor("churn")
        assert any(folder.iterdir())
    assert not folder.exists()
    assert found.churn("2024-Q1").valor("churn") == value
    found.fechar()
    with pytest.raises(RuntimeError):
        readings.Readings().open(None, (), {}, None)


def test_a_result_outlives_its_portfolio_and_its_files(tmp_path):
    shutil.copytree(SHOP, tmp_path, dirs_exist_ok=True)
    with carteira.abrir(tmp_path) as found:
        asked = found.cesta()
        wanted = carteira.abrir(SHOP).cesta().json()
    shutil.rmtree(tmp_path)
    assert asked.json()["tabelas"] == wanted["tabelas"]
    assert asked.tabela("oportunidades").height == len(wanted["tabelas"]["oportunidades"])


def test_a_portfolio_that_nobody_closes_leaves_nothing(tmp_path, monkeypatch):
    folder = tmp_path / "aside"
    monkeypatch.setattr(readings, "spill_folder", lambda: folder.mkdir() or folder)
    found = carteira.abrir(MINIMA)
    found.churn("2024-Q1")
    assert folder.exists()
    del found
    gc.collect()
    assert not folder.exists()


def test_the_folder_is_the_one_that_was_opened(tmp_path, monkeypatch):
    shutil.copytree(MINIMA, tmp_path / "uma")
    monkeypatch.chdir(tmp_path / "uma")
    here, named = carteira.abrir(), carteira.abrir("../uma")
    value = here.churn("2024-Q1").valor("churn")
    monkeypatch.chdir(tmp_path)
    assert here.churn("2024-Q1").valor("churn") == named.churn("2024-Q1").valor("churn") == value
    assert sent(here).churn("2024-Q1").valor("churn") == value


def test_threads_may_ask_one_portfolio(tmp_path):
    shutil.copytree(MINIMA, tmp_path, dirs_exist_ok=True)
    found = carteira.abrir(tmp_path)
    periods = ["2024-Q1", "2024-01", "2024-02", "2024-03"] * 2
    together = Barrier(4)

    def ask(period):
        together.wait()
        return found.churn(period).json()

    with ThreadPoolExecutor(4) as pool:
        answers = [*pool.map(ask, periods)]
    assert answers == [carteira.abrir(MINIMA).churn(period).json() for period in periods]


# --- what is hidden -----------------------------------------------------------------------------------------


@pytest.mark.process
def test_a_portfolio_that_hides_customers_names_nobody():
    code = (
        "import carteira_cli as c; p = c.abrir('examples/minima', sem_identificadores=True);"
        "r = p.churn('2024-Q1', listar='perdidos'); print(r.json(), r.texto(), r._repr_html_(), r.tabela('perdidos'))\n"
        "try: p.cliente('C01')\nexcept c.Erro as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    for secret in ("C02", "Mercado Bom Dia", "Padaria"):
        assert secret not in ran.stdout


def test_one_that_hides_customers_does_so_in_every_thread_and_for_itself_alone(tmp_path):
    shutil.copytree(MINIMA, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "vendas.csv").open("a", encoding="utf-8") as file:
        file.write("V1,C01,2024-02-01,Segredo Caro,faturado\n" * 30)
    hiding, other = carteira.abrir(tmp_path, sem_identificadores=True), carteira.abrir(tmp_path)

    def refused(portfolio):
        with pytest.raises(carteira.Erro) as error:
            portfolio.churn("2024-Q1")
        return "".join(traceback.format_exception(error.value))

    with ThreadPoolExecutor(1) as pool:
        assert "Segredo" not in pool.submit(refused, hiding).result()
    assert "Segredo" not in refused(hiding)
    assert "Segredo Caro" in refused(other)


def test_an_internal_error_quotes_nothing_where_cells_are_hidden(monkeypatch):
    def fail(*_):
        raise ValueError("Segredo Caro")

    monkeypatch.setattr(opened, "report_of", fail)
    with pytest.raises(RuntimeError) as failed:
        carteira.abrir(MINIMA, sem_identificadores=True).churn("2024-Q1")
    assert "Segredo" not in "".join(traceback.format_exception(failed.value))
    with pytest.raises(ValueError, match="Segredo Caro"):
        carteira.abrir(MINIMA).churn("2024-Q1")


def test_markup_in_the_data_is_text_in_a_notebook(tmp_path):
    shutil.copytree(MINIMA, tmp_path, dirs_exist_ok=True)
    register = tmp_path / "clientes.csv"
    text = register.read_text(encoding="utf-8").replace(",SP,", ",<script>alert(1)</script>,")
    register.write_text(text, encoding="utf-8")
    page = carteira.abrir(tmp_path).churn("2024-Q1", por="uf")._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


# --- receipts -----------------------------------------------------------------------------------------------


def test_a_receipt_is_of_the_files_that_were_read_or_there_is_none(tmp_path):
    shutil.copytree(MINIMA, tmp_path, dirs_exist_ok=True)
    found = carteira.abrir(tmp_path)
    result = found.churn("2024-Q1", por="uf")
    whole, origin = result.recibo(), result.origem()
    assert origin == {"versao": whole["versao"], "entradas": whole["entradas"]}
    assert found.churn("2024-Q1", por="uf").recibo() == whole
    with (tmp_path / "vendas.csv").open("a", encoding="utf-8") as file:
        file.write("V99,C01,2024-03-01,1.00,faturado\n")
    for asked in (result.recibo, result.origem):
        with pytest.raises(carteira.Erro, match="não são mais os deste resultado"):
            asked()
    again = found.churn("2024-Q1", por="uf").origem()["entradas"]
    assert (again[0]["sha256"] != origin["entradas"][0]["sha256"], again[1]) == (True, origin["entradas"][1])
    rules = tmp_path / "carteira.toml"
    rules.write_text("margem = 0.5\n", encoding="utf-8")
    ruled = found.churn("2024-Q1")
    assert [one["tabela"] for one in ruled.origem()["entradas"]] == ["vendas", "configuracao"]
    rules.write_text("margem = 0.25\n", encoding="utf-8")  # its rules make numbers, too
    with pytest.raises(carteira.Erro, match="não são mais os deste resultado"):
        ruled.recibo()


def test_a_file_that_is_the_same_is_summed_once(tmp_path, monkeypatch):
    shutil.copytree(MINIMA, tmp_path, dirs_exist_ok=True)
    read, real = [], sums.digest
    monkeypatch.setattr(sums, "digest", lambda path: read.append(path.name) or real(path))
    found = carteira.abrir(tmp_path)
    for _ in range(3):
        found.churn("2024-Q1").origem()
    assert read == ["vendas.csv"]


def test_two_files_that_might_be_a_table_are_a_matter_of_who_reads_it(tmp_path):
    shutil.copytree(MINIMA, tmp_path, dirs_exist_ok=True)
    shutil.copy(tmp_path / "leads.csv", tmp_path / "leads.txt")
    assert carteira.abrir(tmp_path).churn("2024-Q1").valor("churn") == 0.5
    with pytest.raises(carteira.Erro, match="mais de um arquivo de leads"):
        carteira.abrir(tmp_path).conversao("2024-Q1")
