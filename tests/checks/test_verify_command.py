"""`carteira verificar` as a pipeline sees it: exit codes, every format, GitHub, and nothing written on bad input."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from carteira_cli.render import formats
from tests.judged import HEAD, checks, limit, verify, worked
from tests.running import Q1, carteira, program, sales

# --- exit codes, by the real program ------------------------------------------------------------------------

FIFTEEN = [limit(erro=f"> {n}%", mensagem=f"limite {n}") for n in range(15)]


@pytest.mark.slow
@pytest.mark.process
def test_a_crossed_limit_ends_the_program_with_1_and_github_is_told_beside_the_result(tmp_path):
    folder, step = worked(tmp_path, *FIFTEEN, limit(aviso="> 99%")), tmp_path / "step.md"
    step.write_text("antes\n", encoding="utf-8")
    ran = program("verificar", "-C", folder, "-f", "json", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(step))
    assert ran.code == 1
    assert Counter(one["veredito"] for one in ran.document["verificacoes"]) == {"erro": 15, "ok": 1}
    told = ran.err.splitlines()
    assert len(told) == 10
    assert all(line.startswith("::error file=") for line in told[:9])
    assert told[-1].startswith("::error title=mais 6")
    assert [f"line={2 + 5 * n},title=" in told[n] for n in range(9)] == [True] * 9
    text = step.read_text(encoding="utf-8")
    assert text.startswith("antes\n")
    assert sum(line.startswith("| ❌") for line in text.splitlines()) == 15


def test_limits_that_hold_end_it_with_0_and_a_misspelt_one_with_2(tmp_path):
    ran = carteira("verificar", "-C", worked(tmp_path, limit(erro="> 99%")))
    assert (ran.code, ran.err) == (0, "")
    assert "1 ok" in ran.out
    ran = carteira("verificar", "-C", worked(tmp_path, limit("chrun", erro="> 99%")))
    assert (ran.code, ran.out) == (2, "")
    assert ran.error[0].endswith('limites: o indicador "chrun" não existe')


# --- GitHub -------------------------------------------------------------------------------------------------


@pytest.fixture
def on_github(monkeypatch, tmp_path):
    step = tmp_path / "step.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    return step


@pytest.mark.parametrize("setting", ["flag", "file"])
def test_annotations_come_once_on_stdout_where_they_are_the_result(on_github, tmp_path, monkeypatch, setting):
    monkeypatch.chdir(tmp_path)
    head = HEAD + ('formato = "github"\n' if setting == "file" else "")
    folder = worked(tmp_path / "x", *FIFTEEN[:2], head=head)
    ran = carteira("verificar", "-C", folder, "-q", *(("-f", "github") if setting == "flag" else ()))
    assert ran.code == 1
    assert (ran.out.count("::error "), ran.err) == (2, "")
    # Into a file goes the result alone, and the annotations would be nowhere.
    ran = carteira("verificar", "-C", folder, "-q", "-o", "r.md")
    assert (ran.out, ran.err.count("::error ")) == ("", 2)
    assert on_github.read_text(encoding="utf-8").count("| ❌") == 4


def test_warnings_are_warnings_and_passes_are_only_in_the_summary(on_github, tmp_path):
    folder = worked(tmp_path / "x", limit(aviso="> 5%"), limit(erro="> 99%"))
    ran = carteira("verificar", "-C", folder, "-q")
    assert ran.code == 0
    assert ran.err.startswith("::warning ")
    assert len(ran.err.splitlines()) == 1
    assert "| ✅" in on_github.read_text(encoding="utf-8")


def test_outside_of_github_nothing_is_annotated_and_a_dry_run_annotates_nothing(on_github, tmp_path, monkeypatch):
    folder = worked(tmp_path / "x", *FIFTEEN[:1])
    ran = carteira("verificar", "-C", folder, "-q", "--seco")
    assert (ran.code, ran.err, on_github.exists()) == (0, "", False)
    monkeypatch.delenv("GITHUB_ACTIONS")
    ran = carteira("verificar", "-C", folder, "-q")
    assert (ran.code, ran.err, on_github.exists()) == (1, "", False)


def test_a_summary_that_can_not_be_written_is_no_pass(on_github, tmp_path):
    on_github.mkdir()
    ran = carteira("verificar", "-C", worked(tmp_path / "x", limit(erro="> 99%")), "-q")
    assert ran.code == 2
    assert ran.error[0] == f"não foi possível gravar o resumo do passo em {on_github} (é uma pasta)"


# --- formats ------------------------------------------------------------------------------------------------


def rows_of(content, separator):
    found = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))
    return [(row["indicador"], row["grupo"], row["veredito"]) for row in found]


def sheet(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        header, *rows = [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()] or [[]]
        for place, row in enumerate([header, *rows]):
            if "Veredito" in row:
                found = [dict(zip(row, cells, strict=True)) for cells in [header, *rows][place + 1 :] if cells[0]]
                return [(one["Indicador"], one["Grupo"], one["Veredito"]) for one in found]
    raise AssertionError(book.sheet_names)


def counts(content, *words):
    text = content.decode()
    return [text.count(word) for word in words]


def test_every_format_is_valid_and_carries_the_same_verdicts(tmp_path):
    limits = [
        limit(erro="> 60%", por="uf"),
        limit(aviso="> 1%"),
        limit(erro="> 1%", amostra_min=9, sem_dados="aviso"),
    ]
    folder = worked(tmp_path / "loja", *limits)
    written = {name: one for name, one in formats().items() if not (one.printed or one.dated)}  # by this program alone
    files = {name: tmp_path / f"{name}{one.suffix}" for name, one in written.items() if one.suffixes}
    ran = carteira("verificar", "-C", folder, "-q", *(word for path in files.values() for word in ("-o", path)))
    assert (ran.code, ran.out, ran.err) == (1, "", "")
    content = {name: path.read_bytes() for name, path in files.items()}
    for name in written.keys() - files:
        content[name] = carteira("verificar", "-C", folder, "-q", "-f", name).out.encode()
    assert content.keys() == written.keys()

    found = json.loads(content["json"])["verificacoes"]
    hoped = [(one["indicador"], one["grupo"] or "", one["veredito"]) for one in found]
    assert [word for _, _, word in hoped] == ["erro", "ok", "ok", "aviso", "sem_dados"]
    lines = [json.loads(line) for line in content["jsonl"].decode().splitlines()]
    assert [(one["indicador"], one["grupo"] or "", one["veredito"]) for one in lines] == hoped
    frame = pl.read_parquet(io.BytesIO(content["parquet"])).select(
        "indicador", pl.col("grupo").fill_null(""), "veredito"
    )
    assert frame.rows() == hoped
    for name, separator in (("csv", ","), ("tsv", "\t"), ("csv-brasil", ";")):
        assert rows_of(content[name], separator) == hoped, name
    assert [(group, word) for _, group, word in sheet(content["xlsx"])] == [(group, word) for _, group, word in hoped]
    assert counts(content["tabela"], "✗", "✓", " ! ", " – ") == [1, 2, 1, 1]
    cells = [line.split(" | ") for line in content["markdown"].decode().replace("\\_", "_").splitlines()]
    assert [row[6] for row in cells if row[0] == "| churn"] == [word for _, _, word in hoped]
    assert ET.fromstring(content["svg"]).tag.endswith("svg")  # noqa: S314 - our own bytes
    suite = ET.fromstring(content["junit"])[0]  # noqa: S314 - our own bytes
    assert [len(suite.findall(f"testcase/{tag}")) for tag in ("failure", "skipped")] == [1, 1]
    assert len(suite.findall("testcase")) == 5
    levels = [one["level"] for one in json.loads(content["sarif"])["runs"][0]["results"]]
    assert levels == ["error", "warning", "warning"]
    assert [one["severity"] for one in json.loads(content["gitlab"])] == ["major", "minor", "minor"]
    assert counts(content["github"], "::error ", "::warning ") == [1, 2]


def test_a_dry_run_shows_the_limits_as_they_were_understood_and_reads_no_data(tmp_path):
    folder = worked(tmp_path, limit(erro="> 5 %", aviso="≥ 3%", por="uf", amostra_min=3), limit("chrun", erro="> 1%"))
    assert carteira("verificar", "-C", folder, "--seco").code == 2
    worked(tmp_path, limit(erro="> 5 %", aviso="≥ 3%", por="uf", amostra_min=3))
    (folder / "vendas.csv").unlink()
    ran = carteira("verificar", "-C", folder, "--seco", "-f", "json")
    assert (ran.code, "verificacoes" in ran.document) == (0, False)
    (row,) = ran.document["tabelas"]["limites"]
    assert {key: row[key] for key in ("indicador", "unidade", "erro", "aviso", "por", "amostra_min", "sem_dados")} == {
        "indicador": "churn", "unidade": "fracao", "erro": "> 5 %", "aviso": ">= 3%", "por": "uf", "amostra_min": 3,
        "sem_dados": "erro",
    }  # fmt: skip


# --- what can not run ---------------------------------------------------------------------------------------

BAD = {
    "no limits": ([], (), HEAD),
    "indicator": ([limit("chrun", erro="> 5%")], (), HEAD),
    "group": ([limit(erro="> 5%", por="uf", grupo="XX")], (), HEAD),
    "toml": (["[[limites]\n"], (), HEAD),
    "no baseline": ([limit(erro="> 99%", piora_max="1%")], (), HEAD),
    "format": ([limit(erro="> 5%")], ("-o", "saida.abc"), HEAD),
    "period": ([limit(erro="> 5%")], ("-p", "2030-Q1"), HEAD),
    "filter": ([limit(erro="> 5%")], ("--onde", "uf=XX"), HEAD),
    "no data": ([limit(erro="> 5%")], ("--vendas", "nada.csv"), HEAD),
}


@pytest.mark.parametrize("case", BAD)
def test_what_could_not_run_is_no_pass_even_with_sempre_zero_and_writes_nothing(tmp_path, monkeypatch, case):
    monkeypatch.chdir(tmp_path)  # what it would write lies where the shell stands
    limits, words, head = BAD[case]
    folder = worked(tmp_path, *limits, head=head)
    before = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*"))}
    ran = carteira("verificar", "-C", folder, "-o", "r.json", "-o", "r.md", "--sempre-zero", *words)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    message, hint = ran.error  # one line each
    assert message
    assert hint
    assert {path: path.read_bytes() for path in sorted(tmp_path.rglob("*"))} == before


def test_an_error_is_json_where_json_was_asked_for(tmp_path):
    ran = verify(worked(tmp_path, limit("chrun", erro="> 5%")))
    assert (ran.code, ran.document["erro"]["codigo"]) == (2, "configuracao")
    assert "churn" in ran.document["erro"]["dica"]


def test_text_from_the_data_stays_on_its_line(tmp_path):
    folder = worked(tmp_path, limit(erro="> 1%", por="vendedor", mensagem="a\\nb | c"))
    register = folder / "clientes.csv"
    register.write_text(register.read_text(encoding="utf-8").replace("Ana", '"::error::x|<b>"'), encoding="utf-8")
    ran = carteira("verificar", "-C", folder, "-q", "-f", "github")
    assert ran.code == 1
    assert all(line.startswith("::error file=") for line in ran.out.splitlines())
    assert [one["grupo"] for one in checks(verify(folder))] == ["::error::x|<b>", "Bruno"]


@pytest.mark.parametrize(
    ("indicator", "bound", "doubted"),
    [("churn", "< 5%", True), ("retencao", "> 5%", True), ("churn", "> 5%", False), ("gini", "< 0.5", False)],
)
@pytest.mark.parametrize("dry", [(), ("--seco",)])
def test_a_bound_on_the_good_side_is_doubted_aloud(tmp_path, indicator, bound, doubted, dry):
    sales(tmp_path, "A,2023-12-01,1", "B,2024-03-31,1")
    text = f'[[limites]]\nindicador = "{indicator}"\nerro = "{bound}"\n'
    (tmp_path / "carteira.toml").write_text(text, encoding="utf-8")
    ran = carteira("verificar", "-C", tmp_path, *Q1, *dry, "-f", "json")
    assert any("reprova o lado bom" in line for line in ran.document["avisos"]) is doubted


def test_only_the_source_that_is_not_there_is_missing(tmp_path):
    sales(tmp_path, "A,2023-12-01,1", "B,2024-03-31,1")
    (tmp_path / "carteira.toml").write_text('[[limites]]\nindicador = "cac"\nerro = "> R$ 1,00"\n', encoding="utf-8")
    (check,) = carteira("verificar", "-C", tmp_path, *Q1, "-f", "json").document["verificacoes"]
    assert check["veredito"] == "sem_dados"
    assert check["mensagem"].endswith("falta a fonte: custos")
