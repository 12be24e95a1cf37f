"""`carteira exportar`: refusals by line, all or nothing, the bytes of each command alone, one reading of the files."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from carteira_cli.customers import shelf
from carteira_cli.sources.proving.lines import ProvenLines
from tests.running import ROOT, WORKED, carteira, sales

SALES = ("C1,2024-01-10,100", "C2,2024-01-20,50", "C1,2024-02-10,80", "C3,2024-03-05,70")


def folder(tmp_path, text, *rows):
    """A portfolio with a configuration."""
    place = sales(tmp_path / "carteira", *(rows or SALES))
    (place / "carteira.toml").write_text(text, encoding="utf-8")
    return place


def job(command="churn", output='"a.csv"', **more):
    """A job as TOML; `more` is TOML as well."""
    lines = ["[[exportar]]", f'comando = "{command}"', f"saida = {output}", *(f"{k} = {v}" for k, v in more.items())]
    return "\n".join(lines) + "\n"


def left(place):
    """What is in a folder besides its sources."""
    return sorted(p.name for p in place.iterdir() if p.name not in {"vendas.csv", "carteira.toml"})


# --- what can't be ------------------------------------------------------------------------------------------

WRONG = {
    "no command": ('[[exportar]]\nsaida = "a.csv"\n', 3, "falta o comando"),
    "command": (job("chrun"), 3, 'o comando "chrun" não existe'),
    "command that is no analysis": (job("exportar"), 3, 'o comando "exportar" não existe'),
    "command that is no text": ('[[exportar]]\ncomando = ["churn"]\nsaida = "a.csv"\n', 3, "não existe"),
    "key": (job(saidas='"a.csv"'), 3, 'a chave "saidas" não existe'),
    "option": (job(opcoes='{ pro = "uf" }'), 3, 'churn não tem a opção "pro"'),
    "option of another command": (job(opcoes='{ quantis = "4" }'), 3, 'churn não tem a opção "quantis"'),
    "option of the run": (job(opcoes='{ formato = "json" }'), 3, 'churn não tem a opção "formato"'),
    "options that are no table": (job(opcoes='"uf"'), 3, "opcoes é uma tabela"),
    "kind of option": (job(opcoes="{ por = 3 }"), 3, '"por" é um texto ou uma lista de textos'),
    "value parsed": (job(opcoes='{ inatividade = "x" }'), 3, 'a inatividade "x" não é um prazo'),
    "value chosen": (job(opcoes='{ vazio = "nada" }'), 3, 'vazio não pode ser "nada"'),
    "value counted": (job(opcoes='{ limite = "x" }'), 3, 'limite não pode ser "x"'),
    "value of a period": (job(opcoes='{ periodo = "2024-13" }'), 3, 'o período "2024-13" não existe'),
    "column": (job(opcoes='{ por = "planeta" }'), 3, "planeta"),
    "no output": ('[[exportar]]\ncomando = "churn"\n', 3, "saida é um arquivo ou uma lista"),
    "empty outputs": (job(output="[]"), 3, "saida é um arquivo ou uma lista"),
    "output without a name": (job(output='["a.csv", ""]'), 3, "saida é um arquivo ou uma lista"),
    "output that is no text": (job(output="3"), 3, "saida é um arquivo ou uma lista"),
    "suffix": (job(output='"a.doc"'), 3, 'o sufixo de "a.doc" não é de nenhum formato'),
    "suffix of verdicts": (job(output='"a.sarif"'), 3, "o formato sarif é só de carteira verificar"),
    "folder": (job(output='"nada/{periodo}.csv"', opcoes='{ listar = "ninguem" }'), 3, "carteira/nada não existe"),
    "field": (job(output='"{mes}.csv"'), 3, "tem um campo que não existe"),
    "empty name": (job(nome='""'), 3, "nome é um texto"),
    "name that is no text": (job(nome="3"), 3, "nome é um texto"),
    "second of two": (job() + job("chrun", '"b.csv"'), 6, 'o comando "chrun" não existe'),
    "one name twice": (job(nome='"x"') + job(output='"b.csv"', nome='"x"'), 7, "já é do trabalho da linha 3"),
    "one file twice": (job() + job("ticket"), 6, 'a.csv já é gravado por "churn-1", linha 3'),
    "one file by two paths": (job() + job("ticket", '"./a.csv"'), 6, 'já é gravado por "churn-1", linha 3'),
    "one file by its fields": (
        job(output='"{comando}-{periodo}.csv"') + job(output='"churn-2024-03.csv"'), 6, 'por "churn-1", linha 3',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_can_not_be_is_refused_with_its_line_and_nothing_is_written(tmp_path, case):
    text, line, words = WRONG[case]
    place = folder(tmp_path, '# trabalhos\nhoje = "2024-03-31"\n' + text)
    ran = carteira("exportar", "-C", place)
    message, hint = ran.error
    assert ran.code == 2
    assert words in message
    assert f"{place}/carteira.toml, linha {line}: exportar" in message
    assert message.count("carteira.toml") == 1
    assert hint
    assert left(place) == []
    assert ran.out == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('hoje = "2024-03-31"\n', "carteira.toml: nenhum trabalho a exportar"),
        ("exportar = []\n", "carteira.toml: nenhum trabalho a exportar"),
        ('[exportar]\ncomando = "churn"\n', "carteira.toml: exportar é uma lista de tabelas"),
    ],
)
def test_a_configuration_without_jobs_is_refused(tmp_path, text, words):
    ran = carteira("exportar", "-C", folder(tmp_path, text))
    assert ran.code == 2
    assert words in ran.error[0]
    assert "[[exportar]]" in ran.error[1]


def test_without_a_configuration_the_folder_is_named(tmp_path):
    place = sales(tmp_path, *SALES)
    ran = carteira("exportar", "-C", place)
    assert ran.code == 2
    assert ran.error[0] == f"não há carteira.toml em {place}: nenhum trabalho a exportar"


def test_a_job_that_fails_leaves_no_file_of_another_and_the_old_ones_as_they_were(tmp_path):
    text = job(output='["a.csv", "b.json"]') + job(opcoes='{ listar = "ninguem" }', output='"c.csv"')
    place = folder(tmp_path, text)
    (place / "a.csv").write_text("de ontem")
    ran = carteira("exportar", "-C", place, "--manifesto", place / "m.json")
    assert ran.code == 2
    assert 'exportar "churn-2": ' in ran.error[0]
    assert left(place) == ["a.csv"]
    assert (place / "a.csv").read_text() == "de ontem"


def test_an_empty_result_of_one_job_is_an_error_where_that_is_asked_for(tmp_path):
    place = folder(tmp_path, job() + job(opcoes='{ listar = "perdidos" }', output='"b.csv"'))
    assert carteira("exportar", "-C", place).code == 0
    for name in ("a.csv", "b.csv"):
        (place / name).unlink()
    ran = carteira("exportar", "-C", place, "--vazio", "erro")
    assert ran.code == 2
    assert 'linha 4: exportar "churn-2": o resultado está vazio' in ran.error[0]
    assert left(place) == []


# --- the same bytes -----------------------------------------------------------------------------------------

DIRTY = (
    "C1;10/01/2024;1.234,56;600,00;SP", "C2;15/01/2024;R$ 50,00;x;RJ", "C1;20/02/2024;80,10;40,00;SP",
    "C3;31/02/2024;70,00;30,00;SP", "C4;05/03/2024;2.000,00;900,00;MG", "C2;07/03/2024;abc;10,00;RJ",
    "C5;10/03/2024;10,00;5,00;SP", *(f"C{n};{n:02}/03/2024;{n},50;{n},00;SP" for n in range(6, 29)),
)  # fmt: skip
JOBS = (
    ("resumo", {}, ("r.json", "r.xlsx")),
    ("churn", {"listar": "novos"}, ("novos.csv",)),
    ("ticket", {"serie": "mes", "inatividade": "60d"}, ("ticket.jsonl", "ticket.md")),
    ("risco", {}, ("risco.parquet", "risco.txt")),
)
MARGIN = (("ltv", {"margem": "custo"}, ("ltv.json",)), ("pareto", {"medida": "margem"}, ("margem.csv",)))
GROUPS = (("churn", {"por": "uf"}, ("uf.csv",)),)


def with_jobs(place, jobs, head=""):
    """Write jobs into the configuration of a folder."""
    parts = [head]
    for command, options, outputs in jobs:
        inner = ", ".join(f'{key} = "{value}"' for key, value in options.items())
        parts.append(job(command, json.dumps([f"j/{name}" for name in outputs]), opcoes=f"{{ {inner} }}"))
    (place / "carteira.toml").write_text("\n".join(parts), encoding="utf-8")
    (place / "j").mkdir()


def portfolio(name, place):
    """A portfolio with as many jobs as it has data for; how many readings of the sales they take."""
    if name == "dirty":
        sales(place, *DIRTY, header="cliente;data;valor;custo;uf")
        some = (JOBS[1], JOBS[2], *MARGIN)
        with_jobs(place, some, 'periodo = "2024-03"\n')
        return some, 1 + len(some)
    source = WORKED if name == "worked" else ROOT / "examples" / "distribuidora"
    jobs = (*JOBS, *GROUPS) if name == "worked" else (JOBS[0], *GROUPS, *MARGIN)
    place.mkdir()
    for path in source.glob("*.csv"):
        (place / path.name).write_bytes(path.read_bytes())
    with_jobs(place, jobs, 'periodo = "2024-Q1"\n')
    return jobs, 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["worked", "distribuidora", "dirty"])
def test_each_file_is_what_the_command_alone_writes_and_the_sales_are_read_once(tmp_path, monkeypatch, name):
    place = tmp_path / name
    jobs, readings = portfolio(name, place)
    opened, kept = [], {}
    whole, put_aside = shelf.open_ledger, ProvenLines.put_aside

    def counted(table, *rest):
        opened.append(table.name)
        return whole(table, *rest)

    def forgetting(taken, path):
        """What was put aside is all that there is: its file has other lines now."""
        found = put_aside(taken, path)
        file = place / f"{taken.table.name}.csv"
        kept[file] = file.read_bytes()
        lines = kept[file].splitlines(keepends=True)
        file.write_bytes(b"".join(lines[: len(lines) // 2]))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(shelf, "open_ledger", counted)
        patch.setattr(ProvenLines, "put_aside", forgetting)
        patch.setattr("carteira_cli.reading.inputs.watch._check", lambda _seen: None)  # which would refuse it, rightly
        ran = carteira("exportar", "-q", "-C", place)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert opened.count("vendas") == readings
    assert (place / "vendas.csv" in kept) == (name != "dirty")
    for file, content in kept.items():
        file.write_bytes(content)
    for command, options, outputs in jobs:
        flags = [word for key, value in options.items() for word in (f"--{key}", value)]
        alone = [word for output in outputs for word in ("-o", tmp_path / output)]
        ran = carteira(command, "-q", "-C", place, *flags, *alone)
        assert ran.code == 0, ran.err
        for output in outputs:
            assert (place / "j" / output).read_bytes() == (tmp_path / output).read_bytes(), output


@pytest.mark.slow
def test_the_portfolio_whose_lines_are_not_shared_has_rejected_ones(tmp_path):
    portfolio("dirty", tmp_path / "dirty")
    sources = [
        json.loads(carteira(*words, "-C", tmp_path / "dirty", "-f", "json", "-q").out)["fontes"]["vendas"]
        for words in (("ticket",), ("ltv", "--margem", "custo"))
    ]
    assert [source["rejeitadas"] for source in sources] == [2, 3]  # a cost that is no number counts only where used


# --- which options ------------------------------------------------------------------------------------------


def test_the_command_line_comes_before_the_job_and_the_job_before_the_file(tmp_path, monkeypatch):
    jobs = job(output='"a-{periodo}.csv"', opcoes='{ periodo = "2024-02" }') + job(output='"b-{periodo}.csv"')
    place = folder(tmp_path, 'periodo = "2024-03"\n' + jobs)
    assert carteira("exportar", "-q", "-C", place).code == 0
    assert left(place) == ["a-2024-02.csv", "b-2024-03.csv"]
    monkeypatch.setenv("CARTEIRA_PERIODO", "2024-Q1")
    assert carteira("exportar", "-q", "-C", place).code == 0
    assert left(place)[1::2] == ["a-2024-Q1.csv", "b-2024-Q1.csv"]
    assert carteira("exportar", "-q", "-C", place, "--periodo", "2024-01").code == 0
    assert left(place)[::3] == ["a-2024-01.csv", "b-2024-01.csv"]


def test_the_last_month_is_that_of_today_where_today_is_given(tmp_path):
    place = folder(tmp_path, job(output='"{periodo}.csv"'))
    for today, month in (("2024-03-30", "2024-02"), ("2024-07-01", "2024-06")):
        assert carteira("exportar", "-q", "-C", place, "--hoje", today, "--periodo", "ultimo-mes").code == 0
        assert (place / f"{month}.csv").exists()
        (place / f"{month}.csv").unlink()
    assert left(place) == []


def test_only_the_jobs_named_are_run(tmp_path):
    text = job(nome='"um"') + job(output='"b.csv"', nome='"dois"') + job(output='"c.csv"', nome='"três"')
    place = folder(tmp_path, text)
    assert carteira("exportar", "-q", "-C", place, "--so", "dois").code == 0
    assert left(place) == ["b.csv"]
    assert carteira("exportar", "-q", "-C", place, "--so", "um", "--so", "três").code == 0
    assert left(place) == ["a.csv", "b.csv", "c.csv"]
    ran = carteira("exportar", "-C", place, "--so", "doi")
    assert (ran.code, ran.error[0]) == (2, 'o trabalho "doi" não existe')
    assert 'você quis dizer "dois"?' in ran.error[1]


def test_outputs_are_beside_the_configuration_and_not_where_it_was_run_from(tmp_path, monkeypatch):
    place = folder(tmp_path, job())
    elsewhere = tmp_path / "outra"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert carteira("exportar", "-q", "--config", place / "carteira.toml", "-C", place).code == 0
    assert left(place) == ["a.csv"]
    assert list(elsewhere.iterdir()) == []


# --- what is told -------------------------------------------------------------------------------------------


def test_a_quiet_run_says_nothing_and_another_what_it_wrote_and_doubts(tmp_path):
    place = folder(tmp_path, job(opcoes='{ listar = "perdidos" }'))
    ran = carteira("exportar", "-C", place)
    assert ran.code == 0
    assert "a.csv" in ran.out
    assert "aviso: churn-1: o resultado está vazio" in ran.err
    quiet = carteira("exportar", "-q", "-C", place)
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")


def test_the_manifest_has_the_sums_of_every_file_also_where_the_file_has_an_output_of_its_own(tmp_path):
    text = 'saida = "uma-analise.csv"\n' + job(output='["a.csv", "b.xlsx"]') + job("ticket", '"sub/c-{periodo}.json"')
    place = folder(tmp_path, text)
    (place / "sub").mkdir()
    ran = carteira("exportar", "-C", place, "--manifesto", place / "m.json", "-f", "json")
    assert ran.code == 0
    assert left(place) == ["a.csv", "b.xlsx", "m.json", "sub"]
    document = json.loads((place / "m.json").read_text(encoding="utf-8"))
    assert (document["comando"], document["periodo"]) == ("exportar", "2024-02")
    entries = document["arquivos"]
    assert [entry["arquivo"] for entry in entries] == ["a.csv", "b.xlsx", "sub/c-2024-02.json"]
    for entry in entries:
        content = (place / entry["arquivo"]).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(content), sha256(content).hexdigest())
    listed = ran.document["tabelas"]["arquivos"]
    assert [(row["trabalho"], row["bytes"]) for row in listed] == [
        (name, entry["bytes"]) for name, entry in zip(["churn-1", "churn-1", "ticket-2"], entries, strict=True)
    ]


def test_the_log_has_an_event_a_file_and_is_json_line_by_line(tmp_path):
    place = folder(tmp_path, job(output='["a.csv", "b.json"]'))
    ran = carteira("exportar", "-C", place, "--log", "json", "--manifesto", place / "m.json")
    events = [json.loads(line) for line in ran.err.splitlines()]
    assert [event["evento"] for event in events if event["evento"] != "aviso"] == [
        "inicio", "saida", "saida", "saida", "fonte", "fim",
    ]  # fmt: skip
    assert events[-1]["codigo_saida"] == 0
    quiet = carteira("exportar", "-q", "-C", place, "--log", "json", "--so", "x")
    (event,) = [json.loads(line) for line in quiet.err.splitlines()]
    assert (event["nivel"], event["mensagem"]) == ("erro", 'o trabalho "x" não existe')
