"""Under both switches of privacy no cell of the data is in anything that a run says, in any format or stream."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import zipfile
from email import message_from_bytes

import polars as pl
import pytest

from carteira_cli.commands import commands
from carteira_cli.quoted import cell, discreet, discretion_of_a_run, hide_cells, learn, shape
from carteira_cli.render import formats_for, suffixes
from tests.discreet_data import GROUP, LIMITS, SECRET, dirty, others, strict_net
from tests.running import ANALYSES, ROOT, STUDIES, carteira

pytestmark = pytest.mark.slow

KEY = "5f2b9c0e7a1d4e83b6c95a0f1e2d3c4b"
PERIOD = ("-p", "2024-02", "--hoje", "2024-06-30", "--max-rejeitadas", "90%")
RUNS = {
    **{name: (name, *PERIOD) for name in (*ANALYSES, *STUDIES)},
    "explicar": ("explicar", "receita", *PERIOD),
    "relatorio": ("relatorio", *PERIOD),
    "cliente": ("cliente", "123", *PERIOD),  # refused
    "novidades": ("novidades", "--desde", "2024-01-31", *PERIOD),
    "explicar por": ("explicar", "receita", *PERIOD, "--por", "uf,vendedor,vendas.vendedor"),
    "explicar churn": ("explicar", "churn", *PERIOD),
    "churn-receita": ("churn-receita", *PERIOD, "--assinaturas", "contratos/assinaturas.csv"),
    "renovacoes": ("renovacoes", *PERIOD, "--assinaturas", "contratos/assinaturas.csv"),
    "credito": ("credito", "--em", "2024-06-30", *PERIOD),
    "nps": ("nps", *PERIOD, "--avaliacoes", "opinioes/avaliacoes.csv", "--max-rejeitadas", "90%"),
    "campanha": ("campanha", "medir", "--campanhas", "opinioes/campanhas.csv", "--max-rejeitadas", "90%"),
    "campanha sem": ("campanha", "planejar", "--campanha", "nova", "--estratos", "uf", "--max-rejeitadas", "90%"),
    "validar contratos": ("validar", "--hoje", "2024-06-30", "--assinaturas", "contratos/assinaturas.csv"),
    "por": ("resumo", *PERIOD, "--por", "uf", "--serie", "mes"),
    "por da venda": ("ticket", *PERIOD, "--por", "vendas.vendedor"),
    "onde": ("churn", *PERIOD, "--onde", "uf=XX"),
    "onde com valores": ("churn", *PERIOD, "--onde", "vendas.produto=GRPPRO"),
    "listar": ("churn", *PERIOD, "--listar", "perdidos"),
    "cesta para": ("cesta", *PERIOD, "--para", "123"),
    "cesta excluir": ("cesta", *PERIOD, "--excluir", "GRPPRO", "--validar"),
    "excluir": ("ticket", *PERIOD, "--consumidor-final", "excluir"),
    "recusada": ("ticket", "-p", "2024-02", "--max-rejeitadas", "0"),
    "sem periodo": ("resumo", "--max-rejeitadas", "90%"),
    "etapas": ("conversao", *PERIOD, "--ordem-etapas", "GRPETAPA1", "--ordem-etapas", "GRPETAP"),
    "validar": ("validar", "--hoje", "2024-06-30"),
    "verificar": ("verificar", *PERIOD),
    "base": ("base", "gravar", *PERIOD, "--base", "base.json"),
    "importar": ("importar", "--max-rejeitadas", "90%", "--destino", "outra"),  # so that all others read the files
    "exportar": ("exportar", *PERIOD),
    "iniciar": ("iniciar", "--forcar"),
    "painel": ("painel", "--hoje", "2024-06-30", "--max-rejeitadas", "90%"),
    "painel sem nomes": ("painel", "-C", "outros"),
    "sem nomes": ("churn", "-C", "outros"),
    "config": ("config",),
    "conferir": ("conferir", "recibo.json"),
    "mcp": ("mcp", "--instalar"),  # what it answers is tried in tests/assistant
    "indicadores": ("indicadores", "churn"),
    "inspecionar vendas": ("inspecionar", "vendas.csv"),
    "inspecionar clientes": ("inspecionar", "clientes.csv"),
    "estrela": ("estrela", "-o", "estrela", "--hoje", "2024-06-30", "--max-rejeitadas", "90%"),
    "inspecionar assinaturas": ("inspecionar", "contratos/assinaturas.csv", "--tabela", "assinaturas"),
}
WITHOUT_DATA = {"ajuda", "cache", "completar", "esquema", "exemplo", "habilidade"}  # they read none
SILENT = {"iniciar": ("log", "formato"), "config": ()}


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    folder = dirty(tmp_path_factory.mktemp("sujo"))
    key = folder / "chave"
    key.write_text(KEY, "ascii")
    key.chmod(0o600)
    odd = folder / "outros"  # the same under names that say nothing
    odd.mkdir()
    for number, name in enumerate(("vendas.csv", "clientes.csv", "custos.csv")):
        (odd / f"exportacao {number}.csv").write_bytes((folder / name).read_bytes())
    made = carteira("churn", "-C", folder, *PERIOD, "--recibo", folder / "recibo.json")
    assert made.code == 0, made.err
    return folder


@pytest.fixture
def strict(monkeypatch):
    return strict_net(monkeypatch)


def sentences(ran):
    """What a run says: everything on stderr, and in an envelope all that is no table."""
    said = [ran.err]
    if ran.out.startswith("{"):
        document = json.loads(ran.out)
        tables = document.pop("tabelas", {})
        said += [json.dumps(document.get(key), ensure_ascii=False) for key in document if key != "verificacoes"]
        said += [json.dumps(tables.pop(key, None), ensure_ascii=False) for key in ("amostra", "situacoes")]
    return "\n".join(said)


def switches(portfolio, switch):
    return ("--sem-identificadores",) if switch == "sem" else ("--pseudonimizar", str(portfolio / "chave"))


def test_every_command_is_tried():
    tried = {words[0] for words in RUNS.values()} | WITHOUT_DATA
    assert tried == set(commands())


def some_slow(names, quick):
    """The names as parameters; all but a few are slow, since each reads a folder of everything that can be wrong."""
    return [pytest.param(name, marks=() if name in quick else pytest.mark.slow) for name in names]


QUICK = {"resumo", "recusada", "validar contratos", "importar", "inspecionar vendas", "iniciar", "config", "etapas"}


@pytest.mark.parametrize("name", some_slow(RUNS, QUICK))
def test_no_command_says_a_cell(name, portfolio, strict, monkeypatch):
    monkeypatch.chdir(portfolio)
    switch = "sem" if len(name) % 2 else "chave"
    words = RUNS[name]
    given = () if words[0] in {"iniciar", "painel", "estrela", "mcp"} else ("-f", "json", "--log", "json")
    ran = carteira(*words, *switches(portfolio, switch), *given)
    if name == "iniciar":
        (portfolio / "carteira.toml").write_text(LIMITS, encoding="utf-8")
    for path in portfolio.glob("importacao.json"):
        for made in (path, *(portfolio / f"{source}.parquet" for source in ("vendas", "clientes", "leads", "custos"))):
            made.unlink(missing_ok=True)
    assert ran.code in {0, 1, 2}, ran.err
    assert not SECRET.findall(ran.out + ran.err), (ran.out + ran.err)[:3000]
    typed = {word for option in words for word in GROUP.findall(option)} | {"GRPETAPA0", "GRPETAPA1"}
    assert not set(GROUP.findall(sentences(ran))) - typed
    assert not strict


WRITTEN = [
    suffix for suffix, one in suffixes(verdicts=False).items() if not (one.printed or one.dated)
]  # by this program alone


def shown(folder):
    """The text of everything in a folder of outputs, workbooks unpacked."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".parquet":
            yield str(pl.read_parquet(path).to_dicts())
            yield path.read_bytes().decode("latin-1")
        elif path.suffix == ".eml":
            for part in message_from_bytes(path.read_bytes()).walk():
                if not part.is_multipart() and part.get_content_maintype() != "image":
                    yield from unpacked(part.get_payload(decode=True))
        else:
            yield from unpacked(path.read_bytes())


def unpacked(content):
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            yield "\n".join(book.read(name).decode("latin-1") for name in book.namelist() if not name.endswith(".png"))
    else:
        text = content.decode("utf-8", errors="replace")
        yield re.sub(r"base64,[\w+/=]+|\b[0-9a-f]{64}\b", "", text)  # pictures and checksums have any letters by chance


@pytest.mark.slow
@pytest.mark.parametrize("switch", ["sem", "chave"])
@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_no_file_of_a_star_has_a_cell(switch, file_format, portfolio, tmp_path, monkeypatch):
    monkeypatch.chdir(portfolio)
    words = ("estrela", "-o", tmp_path / "estrela", "-f", file_format, *RUNS["estrela"][3:])
    ran = carteira(*words, *switches(portfolio, switch), "--log", "json")
    assert ran.code == 0, ran.err
    told = "\n".join(shown(tmp_path / "estrela"))
    assert GROUP.search(told)
    assert not SECRET.findall(ran.out + ran.err + told)


@pytest.mark.parametrize("name", some_slow(("resumo", "validar", "verificar"), {"validar"}))
def test_no_format_has_a_cell(name, portfolio, tmp_path, monkeypatch):
    monkeypatch.chdir(portfolio)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "passo.md"))
    for switch in ("sem", "chave"):
        outputs = [f"--saida={tmp_path}/{switch}{suffix}" for suffix in WRITTEN]
        more = ("--rejeitadas", tmp_path / f"rejeitadas-{switch}.csv") if name == "validar" else ()
        ran = carteira(*RUNS[name], *switches(portfolio, switch), *outputs, *more, "--manifesto", tmp_path / "m.json")
        assert ran.code in {0, 1}, ran.err
        assert not SECRET.findall(ran.out + ran.err)
    assert {path.suffix for path in tmp_path.iterdir()} >= {*WRITTEN, ".json"}
    for text in shown(tmp_path):
        assert not SECRET.findall(text), text[:2000]
    for kind, one in formats_for(verdicts=name == "verificar").items():
        if one.verdicts or not one.suffixes:
            ran = carteira(*RUNS[name], "--sem-identificadores", "-f", kind)
            assert not SECRET.findall(ran.out + ran.err)


def test_a_rejected_line_keeps_its_place_and_its_reason(tmp_path, monkeypatch):
    (tmp_path / "sujo").mkdir()
    monkeypatch.chdir(dirty(tmp_path / "sujo"))
    rows = {}
    for switch in ((), ("--sem-identificadores",)):
        carteira("validar", "--hoje", "2024-06-30", *switch, "--rejeitadas", tmp_path / "r.csv", "-q", "-f", "json")
        rows[switch] = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text("utf-8"))))
    plain, hidden = rows.values()
    places = [[row[key] for key in ("fonte", "arquivo", "linha", "coluna")] for row in plain]
    assert places == [[row[key] for key in ("fonte", "arquivo", "linha", "coluna")] for row in hidden]
    assert SECRET.search(json.dumps(plain))
    assert all(re.fullmatch(r"|\((texto|número) de [\w ]+\)|\(célula omitida\)", row["valor"]) for row in hidden)
    assert {re.sub(r'"[^"]*"', '""', row["motivo"]) for row in plain} == {
        re.sub(r'"[^"]*"', '""', row["motivo"]) for row in hidden
    }


def test_files_of_any_shape(tmp_path, strict, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, path in others(tmp_path / "outros").items():
        for words in (("inspecionar", path), ("validar", "--hoje", "2024-06-30", "--vendas", path)):
            ran = carteira(*words, "--sem-identificadores", "-f", "json", "--log", "texto")
            assert ran.code in {0, 1, 2}, ran.err
            assert not SECRET.findall(ran.out + ran.err), (name, ran.out + ran.err)
            assert not strict, name


def test_without_the_switch_the_same_runs_do_quote(portfolio, monkeypatch):
    monkeypatch.chdir(portfolio)
    for name in ("resumo", "recusada", "validar", "inspecionar vendas"):
        ran = carteira(*RUNS[name], "-f", "json")
        assert SECRET.search(ran.out + ran.err), name


def test_the_cells_of_a_file_are_not_written_as_csv(portfolio):
    ran = carteira("inspecionar", portfolio / "vendas.csv", "-f", "csv", "--sem-identificadores")
    assert ran.code == 2
    assert not ran.out


def test_an_internal_error_tells_its_kind_and_its_places(portfolio, monkeypatch):
    def stumble(*_args):
        try:
            return {}["ZQXchave"]
        except KeyError as error:
            raise ValueError("ZQXvalor") from error

    monkeypatch.setattr("carteira_cli.cli.execute.report_of", stumble)
    ran = carteira("churn", "-C", portfolio, "--sem-identificadores", "--depurar", "-f", "json")
    assert ran.code == 3
    assert "stumble" in ran.err
    assert "ValueError" in ran.err
    assert not SECRET.findall(ran.out + re.sub(r'(raise|return) \S*"ZQX\w+"\S*', "", ran.err))


def test_the_net_keeps_what_the_run_knows_and_nothing_else():
    sentence = 'vendas.csv, linha 2: a coluna "Código Zé" tem "Zqxana Souto" e C0017 (R$ 1.000,00, 2024-Q1)'
    assert discreet(sentence) == sentence
    with discretion_of_a_run(["--vendas", "vendas.csv"]):
        assert discreet(sentence) == sentence
        hide_cells()
        learn(["Código Zé"])
        hidden = (
            'vendas.csv, linha 2: a coluna "Código Zé" tem "(omitido) (omitido)" e (omitido) (R$ 1.000,00, 2024-Q1)'
        )
        assert discreet(sentence) == hidden
        assert discreet(hidden) == hidden
        periods = "exemplos: 4T24, 2024, 2024-S1, 2024-Q1, 2024-03, 2024-W07, 2024-01-15..2024-02-14"
        assert discreet(periods) == periods
        assert discreet("C7T24, 9T24 e 2024-X07") == "(omitido), (omitido) e (omitido)"
        assert (cell("Ana"), shape("1,5"), cell("")) == (
            "(texto de 3 letras)",
            "(número de 2 algarismos)",
            "(célula omitida)",
        )
    assert cell("Ana") == "Ana"


def test_reasons_are_quoted_anew_for_each_run(tmp_path):
    (tmp_path / "vendas.csv").write_text("cliente,data,valor\nA,2024-01-02,ZQXana\nB,2024-01-03,1.00\n", "utf-8")
    words = ("ticket", "-C", tmp_path, "-p", "2024-01", "--max-rejeitadas", "90%", "-f", "json")
    assert "ZQXana" in carteira(*words).err
    assert "ZQXana" not in carteira(*words, "--sem-identificadores").err
    assert "ZQXana" in carteira(*words).err


OF_A_ROW = re.compile(r"\brow\[|\.(?:word|what|sample)\b|\b(?:reject|one)\.value\b")
SAFE = re.compile(r"(?:quoted|cell|cells|lines_of|money_of_cents|number|counted|percent|date_of|iso|_times|len|int)\b")
KNOWN = {  # what these say is the program's own, or went through `cell` where it was made, or is a cell of a table
    ("spoken.py", "heap.what"),
    ("spoken.py", "heap.what.split(' (coluna')[0]"),
    ("risk_tables.py", "'dia' if row['dias'] == 1 else 'dias'"),
    ("line_findings.py", "row[repeats.TIMES]"),
    ("understood.py", "same[0].sample"),  # the name of a sheet
    ("risk_tables.py", "row['segmento']"),
    ("titles_told.py", "heap.what"),  # one of the reasons why a title is void
    ("answer_findings.py", "_mark(row['nota'])"),  # a number
}


def test_no_sentence_takes_a_cell_of_a_row_as_it_stands():
    """An f-string of the engine that puts part of a row between its words does it by `cell`, or as a number."""
    odd = set()
    for folder in ("sources", "quality", "analysis", "portfolio", "checks"):
        for path in sorted((ROOT / "carteira_cli" / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.Constant) for part in node.values):
                    parts = [ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
                    odd |= {(path.name, part) for part in parts if OF_A_ROW.search(part) and not SAFE.search(part)}
    assert odd - KNOWN == set()
