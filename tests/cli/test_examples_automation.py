"""The examples for cron, systemd, GitHub and GitLab are run: scripts and steps as they stand, on the example portfolio.

What is not run is the installation (`pip install carteira-cli` is what users type, not this checkout) and the actions
of GitHub itself. `carteira` on the PATH is this checkout.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from ruamel.yaml import YAML

from carteira_cli.checks.thresholds import EXAMPLES
from carteira_cli.errors import ExitCode
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.output import locked
from tests.running import ROOT, WORKED, carteira

CRON, CI = (ROOT / "examples" / name for name in ("cron", "ci"))
SCHEMAS = Path(__file__).parents[1] / "schemas"
FINE, CROSSED, LATE = "2025-01-10", "2025-02-10", "2026-11-25"  # the sales of the example end on 2024-12-31
INSTALL = "python3 -m pip install carteira-cli"
SYSTEM = "/usr/bin:/bin"

pytestmark = [pytest.mark.process, pytest.mark.skipif(os.name == "nt", reason="cron, systemd and bash")]


@pytest.fixture(scope="module")
def binaries(tmp_path_factory):
    """A folder with a `carteira` that runs this checkout."""
    found = tmp_path_factory.mktemp("bin")
    program(found / "carteira", f'PYTHONPATH={ROOT} exec {sys.executable} -m carteira_cli "$@"')
    return found


def program(path, text):
    """Write a shell script."""
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def copied(example, tmp_path):
    """An example beside the portfolio that it speaks of."""
    (tmp_path / "distribuidora").symlink_to(ROOT / "examples" / "distribuidora")
    kept = shutil.ignore_patterns("saida", "relatorio")
    return Path(shutil.copytree(example, tmp_path / example.name, ignore=kept))


def run(command, cwd, **env):
    """Run under nothing but these variables, as schedulers do."""
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, check=False, text=True)


# --- cron ---------------------------------------------------------------------------------------------------


def nightly(place, path, **env):
    """What cron runs: no variables but its own, in the root."""
    return run([str(place / "exportar.sh")], "/", PATH=f"{path}:{SYSTEM}", HOME="/", **env)


@pytest.mark.slow
def test_the_nightly_script_is_silent_on_success_and_leaves_files_a_manifest_and_a_log(tmp_path, binaries):
    place = copied(CRON, tmp_path)
    ran = nightly(place, binaries, HOJE=FINE)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    names = {path.name for path in (place / "saida").iterdir()}
    assert names == {
        "resumo-2024-12.xlsx", "resumo-2024-12.json", "churn-por-uf-2024-12.csv", "tendencia-2024-01..2024-12.csv",
        "perdidos-2024-12.csv", "em-risco.parquet", "verificacao-2024-12.json", "verificacao-2024-12.md",
        "manifesto.json", "exportar.log",
    }  # fmt: skip
    listed = json.loads((place / "saida" / "manifesto.json").read_text(encoding="utf-8"))["arquivos"]
    assert {entry["arquivo"] for entry in listed} == {name for name in names if name[:3] not in {"ver", "man", "exp"}}
    log = (place / "saida" / "exportar.log").read_text(encoding="utf-8").splitlines()
    assert sum(" fim: código 0" in line for line in log) == 2
    assert all((place / "saida" / name).stat().st_mode & 0o077 == 0 for name in names)


@pytest.mark.slow
def test_a_crossed_limit_is_one_line_and_code_1_and_the_files_are_there(tmp_path, binaries):
    place = copied(CRON, tmp_path)
    log = tmp_path / "log" / "noite.log"
    ran = nightly(place, binaries, HOJE=CROSSED, LOG=str(log))
    assert (ran.returncode, ran.stdout) == (1, "")
    (line,) = ran.stderr.splitlines()
    assert line.startswith("carteira verificar saiu com código 1: Receita em R$ 0,00 cruza o limite de erro")
    assert line.endswith(f"(veja {log})")
    assert (place / "saida" / "resumo-2025-01.xlsx").exists()
    report = (place / "saida" / "verificacao-2025-01.md").read_text(encoding="utf-8")
    assert "carteira ticket --periodo 2025-01 --listar compradores --hoje 2025-02-10 |" in report
    assert log.read_text(encoding="utf-8").count(" erro limite: ") == 2


@pytest.mark.slow
def test_a_load_that_never_came_is_code_2_and_the_files_of_the_night_before_stay(tmp_path, binaries):
    place = copied(CRON, tmp_path)
    (place / "saida").mkdir()
    (place / "saida" / "manifesto.json").write_text("de ontem")
    program(tmp_path / "carteira", f'[ "$1" = verificar ] || exec {binaries}/carteira "$@"')
    ran = nightly(place, tmp_path, HOJE=LATE)
    assert (ran.returncode, ran.stdout) == (2, "")
    (line,) = ran.stderr.splitlines()
    assert line.startswith('carteira exportar saiu com código 2: carteira.toml, linha 22: exportar "churn-por-uf": ')
    assert (place / "saida" / "manifesto.json").read_text() == "de ontem"
    assert not list((place / "saida").glob("resumo*"))


def test_a_run_that_another_one_holds_up_is_code_75(tmp_path, binaries):
    place = copied(CRON, tmp_path)
    (place / "saida").mkdir()
    program(tmp_path / "carteira", f'[ "$1" = verificar ] || exec {binaries}/carteira "$@"')
    with locked([place / "saida" / "manifesto.json"]):
        ran = nightly(place, tmp_path, HOJE=FINE)
    assert ran.returncode == ExitCode.LOCKED
    assert ran.stderr.startswith("carteira exportar saiu com código 75: ")
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize("code", [3, 130, 143])
def test_any_other_code_is_passed_through_and_nothing_is_exported(tmp_path, code):
    place = copied(CRON, tmp_path)
    program(tmp_path / "carteira", f'echo "$1" >&2; exit {code}')
    ran = nightly(place, tmp_path, HOJE=FINE)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert ran.stderr.startswith(f"carteira verificar saiu com código {code}: verificar (veja ")
    assert (place / "saida" / "exportar.log").read_text() == "verificar\n"


def test_a_script_that_is_told_to_end_ends_with_143_and_keeps_its_log(tmp_path):
    place = copied(CRON, tmp_path)
    program(tmp_path / "carteira", 'echo "lendo" >&2; kill -TERM $PPID; exit 0')
    assert nightly(place, tmp_path, HOJE=FINE).returncode == ExitCode.TERMINATED
    assert (place / "saida" / "exportar.log").read_text() == "lendo\n"


def test_without_the_program_on_the_path_the_line_says_so(tmp_path):
    ran = nightly(copied(CRON, tmp_path), "/nonexistent")
    assert ran.returncode == 127
    assert "carteira" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_without_a_day_the_script_takes_that_of_the_machine(tmp_path):
    place = copied(CRON, tmp_path)
    program(tmp_path / "date", '[ "$*" = "+%F" ] && echo 2031-05-06')
    program(tmp_path / "carteira", f'echo "$@" >> {tmp_path}/told')
    assert nightly(place, tmp_path).returncode == 0
    told = (tmp_path / "told").read_text().splitlines()
    assert [line.split()[0] for line in told] == ["verificar", "exportar"]
    assert all("--hoje 2031-05-06" in line for line in told)


def test_the_crontab_is_one_line_of_five_fields_and_its_command_runs(tmp_path):
    lines = [line for line in (CRON / "crontab").read_text(encoding="utf-8").splitlines() if line[:1] not in {"", "#"}]
    variables = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]+=", line))
    assert set(variables) == {"PATH", "MAILTO"}
    (entry,) = [line for line in lines if not re.match(r"[A-Z]+=", line)]
    *fields, command = entry.split(None, 5)
    for field, (least, most) in zip(fields, ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7)), strict=True):
        assert field == "*" or least <= int(field) <= most
    assert "%" not in command
    place = copied(CRON, tmp_path)
    program(tmp_path / "carteira", "exit 0")
    moved = command.replace("/srv/carteira", str(place)).replace("/var/log/carteira", str(tmp_path / "log"))
    ran = run(["/bin/sh", "-c", moved], "/", PATH=f"{tmp_path}:{SYSTEM}", HOME="/")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert (tmp_path / "log" / "exportar.log").exists()


# --- systemd ------------------------------------------------------------------------------------------------

UNITS = ("carteira.service", "carteira.timer", "carteira-falha@.service")


def unit(name):
    parser = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(CRON / name, encoding="utf-8")
    return parser


def test_the_service_is_closed_but_for_what_it_writes_and_every_code_but_0_is_a_failure():
    service = unit("carteira.service")["Service"]
    for key, value in {"Type": "oneshot", "ProtectSystem": "strict", "ReadWritePaths": "/srv/carteira/saida"}.items():
        assert service[key] == value
    assert {"User", "Nice", "TimeoutStartSec", "LogsDirectory", "NoNewPrivileges", "PrivateTmp"} <= set(service)
    assert service["ExecStart"] == f"{service['WorkingDirectory']}/exportar.sh"
    assert "SuccessExitStatus" not in service
    failure = unit("carteira.service")["Unit"]["OnFailure"]
    assert (CRON / failure.replace("%n", "")).exists()
    assert "%i" in unit("carteira-falha@.service")["Service"]["ExecStart"]
    timer = unit("carteira.timer")
    assert timer["Timer"]["OnCalendar"] == "*-*-* 03:10:00"
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_itself_finds_nothing_wrong(tmp_path):
    place = copied(CRON, tmp_path)
    for name in UNITS:
        text = (place / name).read_text(encoding="utf-8").replace("/srv/carteira", str(place))
        (place / name).write_text(re.sub(r"(?m)^(User|Group)=carteira$", r"\1=root", text), encoding="utf-8")
    ran = run(["systemd-analyze", "verify", *(f"./{name}" for name in UNITS)], place, PATH=os.environ["PATH"])
    assert (ran.returncode, ran.stderr) == (0, "")
    when = unit("carteira.timer")["Timer"]["OnCalendar"]
    assert run(["systemd-analyze", "calendar", when], place, PATH=os.environ["PATH"]).returncode == 0


# --- GitHub -------------------------------------------------------------------------------------------------


def parsed(name):
    return YAML(typ="safe").load((CI / name).read_text(encoding="utf-8"))


def vendored(name):
    """A schema of the package check-jsonschema, which carries those of the systems: nothing is fetched."""
    found = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / name
    return jsonschema.Draft7Validator(json.loads(found.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("github-actions.yml", "github-workflows.json"),
        ("github-base.yml", "github-workflows.json"),
        ("gitlab-ci.yml", "gitlab-ci.json"),
    ],
)
def test_the_pipelines_are_valid_by_the_schemas_of_their_systems(name, schema):
    document = parsed(name)
    vendored(schema).validate(document)
    job = document["verificar"] if schema == "gitlab-ci.json" else next(iter(document["jobs"].values()))
    job["script" if schema == "gitlab-ci.json" else "runs-on"] = 7
    assert not vendored(schema).is_valid(document)


def steps(name):
    (job,) = parsed(name)["jobs"].values()
    return job["steps"]


@pytest.mark.parametrize("name", ["github-actions.yml", "github-base.yml"])
def test_actions_are_pinned_by_major_version_and_the_installation_is_what_users_type(name):
    uses = [step["uses"] for step in steps(name) if "uses" in step]
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", action) for action in uses)
    assert [action.split("@")[0] for action in uses][:2] == ["actions/checkout", "actions/setup-python"]
    assert [step["run"] for step in steps(name) if step.get("name") == "Instalar"] == [INSTALL]


def github(step, place, binaries, **env):
    """Run a step as the runner does: `bash -e` on a file, in the root of the repository."""
    script = place.parent / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    path = f"{binaries}:{SYSTEM}"
    return run(["bash", "-e", str(script)], place, PATH=path, HOME=str(place), GITHUB_ACTIONS="true", **env)


def verified(tmp_path, binaries, today):
    place = copied(CI, tmp_path)
    (step,) = [step for step in steps("github-actions.yml") if step.get("name") == "Verificar"]
    summary = tmp_path / "summary.md"
    ran = github(step, place, binaries, HOJE=today, GITHUB_STEP_SUMMARY=str(summary))
    return ran, place / "relatorio", summary


def failures(report):
    return ET.parse(report / "verificar.junit.xml").getroot().get("failures")  # noqa: S314 - our own bytes


@pytest.mark.slow
def test_on_github_a_good_month_passes_without_an_annotation(tmp_path, binaries):
    ran, report, summary = verified(tmp_path, binaries, FINE)
    assert ran.returncode == 0
    assert "::" not in ran.stdout + ran.stderr
    assert failures(report) == "0"
    assert json.loads((report / "verificar.json").read_text(encoding="utf-8"))["comando"] == "verificar"
    assert "4 ok" in summary.read_text(encoding="utf-8")


@pytest.mark.slow
def test_on_github_a_crossed_limit_fails_the_job_and_the_report_is_there_to_be_kept(tmp_path, binaries):
    ran, report, summary = verified(tmp_path, binaries, CROSSED)
    assert ran.returncode == 1
    annotations = re.findall(r"(?m)^::error file=carteira\.toml,line=(\d+),", ran.stderr)
    limits = (CI / "carteira.toml").read_text(encoding="utf-8").splitlines()
    assert [limits[int(line) - 1] for line in annotations] == ["[[limites]]"] * 3
    assert failures(report) == "3"
    (results,) = json.loads((report / "verificar.sarif").read_text(encoding="utf-8"))["runs"]
    assert len(results["results"]) == 3
    assert "a carga das vendas veio?" in summary.read_text(encoding="utf-8")
    (upload,) = [step for step in steps("github-actions.yml") if "upload-artifact" in step.get("uses", "")]
    assert (upload["if"], upload["with"]["path"]) == ("always()", f"{report.name}/")


@pytest.mark.slow
def test_the_workflow_of_the_baseline_proposes_the_new_file_and_nothing_else(tmp_path, binaries):
    place = copied(CI, tmp_path)
    git(place, "init", "-q", "-b", "main")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "antes")
    git(tmp_path, "init", "-q", "--bare", "origin.git")
    git(place, "remote", "add", "origin", str(tmp_path / "origin.git"))
    (tmp_path / "gh").mkdir()
    program(tmp_path / "gh" / "gh", f'printf "%s\\n" "$@" > {tmp_path}/gh/told')
    env = {"PERIODO": "2024-12", "RUNNER_TEMP": str(tmp_path), "GITHUB_RUN_ID": "7"}
    for step in steps("github-base.yml"):
        if "run" in step and step["run"] != INSTALL:
            ran = github(step, place, f"{tmp_path}/gh:{binaries}", **env)
            assert ran.returncode == 0, ran.stderr
    assert git(tmp_path / "origin.git", "diff", "--name-only", "carteira-base-7~", "carteira-base-7") == (
        "carteira-base.json\n"
    )
    told = (tmp_path / "gh" / "told").read_text(encoding="utf-8").splitlines()
    assert told[:2] == ["pr", "create"]
    assert "base 2024-06" in Path(told[-1]).read_text(encoding="utf-8")
    recorded = json.loads((place / "carteira-base.json").read_text(encoding="utf-8"))
    assert recorded["periodo"]["rotulo"] == "2024-12"


def git(place, *words):
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    ran = run(["git", *who, *words], place, PATH=SYSTEM, HOME=str(place), GIT_CONFIG_NOSYSTEM="1")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_the_baseline_of_the_example_is_what_the_program_records(tmp_path):
    place = copied(CI, tmp_path)
    assert carteira("base", "gravar", "-q", "-C", place, "--periodo", "2024-06").code == 0
    found, kept = (json.loads((each / "carteira-base.json").read_text(encoding="utf-8")) for each in (place, CI))
    assert {**found, "versao": ""} == {**kept, "versao": ""}


# --- GitLab -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_on_gitlab_the_reports_are_where_the_job_says_also_when_it_fails(tmp_path, binaries):
    job = parsed("gitlab-ci.yml")["verificar"]
    assert job["before_script"] == [INSTALL]  # not run: what is tried is this checkout
    place = copied(CI, tmp_path)
    lines = "\n".join(["set -eo pipefail", *job["script"]])
    ran = run(["bash", "-c", lines], place, PATH=f"{binaries}:{SYSTEM}", HOME="/", HOJE=CROSSED, GITLAB_CI="true")
    assert ran.returncode == 1, ran.stderr
    assert job["artifacts"]["when"] == "always"
    reports = job["artifacts"]["reports"]
    assert failures(place / "relatorio") == "3"
    assert reports["junit"] == "relatorio/verificar.junit.xml"
    issues = json.loads((place / reports["codequality"]).read_text(encoding="utf-8"))
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(issues)
    assert [issue["location"]["path"] for issue in issues] == ["carteira.toml"] * 3
    assert all((place / path).is_dir() for path in job["artifacts"]["paths"])


# --- what the READMEs say -----------------------------------------------------------------------------------


def test_every_exit_code_and_every_file_is_in_the_readme():
    text = (CRON / "README.md").read_text(encoding="utf-8")
    rows = {code for row in re.findall(r"(?m)^\| ([\d, ]+) \|", text) for code in map(int, row.split(","))}
    assert rows == {*map(int, ExitCode), 127}
    for folder in (CRON, CI):
        text = (folder / "README.md").read_text(encoding="utf-8")
        for path in folder.iterdir():
            assert path.name in {"README.md", "saida", "relatorio"} or f"`{path.name}`" in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "keys", [("receita",), ("churn_mensal",), ("gini",), ("ltv",), ("contracao",), tuple(catalogue())]
)
def test_a_limit_without_a_sample_is_judged_alone_and_beside_others_and_what_is_crossed_is_logged(tmp_path, keys):
    units = {key: catalogue()[key].unit for key in keys}
    limits = (f'[[limites]]\nindicador = "{key}"\nerro = "> {EXAMPLES[unit]}"\n' for key, unit in units.items())
    shutil.copytree(WORKED, tmp_path / "dez")
    (tmp_path / "dez" / "carteira.toml").write_text("\n".join(['periodo = "2024-Q1"', *limits]), encoding="utf-8")
    ran = carteira("verificar", "-C", tmp_path / "dez", "-f", "junit", "--log", "json")
    root = ET.fromstring(ran.out)  # noqa: S314 - our own bytes
    failed = int(root.get("failures"))
    assert (ran.code, root.get("tests")) == (int(failed > 0), str(len(keys)))
    told = [event for event in map(json.loads, ran.err.splitlines()) if event["evento"] == "limite"]
    assert len(told) == failed
    assert all(event["nivel"] == "erro" and event["linha"] for event in told)
