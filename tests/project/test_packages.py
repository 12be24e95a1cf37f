"""What is built and installed: the package and no more, and extras that say how to get them; `.ci/run wheels` tries."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import subprocess
import sys
import tomllib

import pytest

from carteira_cli.errors import CarteiraError, ExitCode
from carteira_cli.sources.cluster import delta
from tests.running import Q1, ROOT, WORKED, carteira

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = {  # extra → the module that it brings, and what needs it
    "otimizacao": ("highspy", ("distribuir", "-C", ROOT / "examples" / "distribuidora")),
    "duckdb": ("duckdb", ("churn", "-C", WORKED, *Q1, "--motor", "duckdb")),
    "postgresql": ("adbc_driver_postgresql", ("churn", "--vendas", "postgresql://a@127.0.0.1:9/b")),
    "mysql": ("pymysql", ("churn", "--vendas", "mysql://a@127.0.0.1:9/b")),
    "sqlserver": ("mssql_python", ("churn", "--vendas", "sqlserver://a@127.0.0.1:9/b")),
    "mcp": ("mcp", ("mcp", "-C", WORKED)),
    "spark": ("pyspark", ("churn", "-C", WORKED, *Q1, "--spark", "local[1]")),
}


@pytest.fixture(scope="module")
def wheels():
    """The script that builds and tries them."""
    spec = importlib.util.spec_from_file_location("wheels", ROOT / ".ci" / "wheels.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.process
def test_the_wheel_is_the_package_and_the_sdist_makes_the_same(wheels, tmp_path):
    """The script itself looks at what is in them, and compares the bytes."""
    assert wheels.build(tmp_path).name.startswith("carteira_cli-")


@pytest.mark.process
def test_what_fails_ends_the_trial(wheels, tmp_path):
    with pytest.raises(wheels.FailedTrialError, match="ended with 3"):
        wheels.run(sys.executable, "-c", "raise SystemExit(3)", cwd=tmp_path)


def test_every_extra_of_a_user_is_tried(wheels):
    extras = {*PROJECT["optional-dependencies"]} - {*wheels.NOT_FOR_USERS}
    assert extras == {*wheels.TRIED, *wheels.WITHIN} == {*ASKED, "delta"}


@pytest.mark.parametrize("extra", ASKED)
def test_what_an_extra_lacks_is_told_with_the_line_that_installs_it(extra, monkeypatch):
    module, words = ASKED[extra]
    monkeypatch.setitem(sys.modules, module, None)
    ran = carteira(*words)
    assert ran.code == ExitCode.UNUSABLE
    assert f'pip install "{PROJECT["name"]}[{extra}]"' in ran.error[1]


def test_a_delta_table_without_its_library_is_told_with_the_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "deltalake", None)
    with pytest.raises(CarteiraError) as caught:
        delta._by_its_log(None, "t", "t")  # noqa: SLF001 - the step after Spark said that it has no reader
    assert caught.value.exit_code == ExitCode.UNUSABLE
    assert f'pip install "{PROJECT["name"]}[delta]"' in caught.value.hint


def test_every_extra_that_is_named_anywhere_exists():
    places = [*(ROOT / "carteira_cli").rglob("*.py"), ROOT / "README.md", *(ROOT / "examples").rglob("*.md")]
    named = {
        extra
        for path in places
        for told in re.findall(r"carteira-cli\[([a-z,]+)\]", path.read_text(encoding="utf-8"))
        for extra in told.split(",")
    }
    assert named >= {"otimizacao", "duckdb", "spark"}
    assert named <= {*PROJECT["optional-dependencies"]}


def test_what_the_readme_runs_without_installing_runs(monkeypatch):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^uvx --from \. carteira (.*?)\s+#", readme, re.MULTILINE)
    monkeypatch.chdir(ROOT)
    ran = carteira(*shlex.split(line))
    assert ran.code == 0
    assert "17,8 %" in ran.out
    assert "pipx install .  " in readme


@pytest.mark.process
def test_importing_the_package_loads_nothing_but_itself():
    """Fifty milliseconds are asked for; modules are counted, as no clock can be trusted."""
    program = (
        "import sys; before = {*sys.modules}; import carteira_cli; import json; "
        "print(json.dumps(sorted({*sys.modules} - before - {name for name in sys.modules if name.startswith('json')})))"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    loaded = json.loads(told)
    assert len(loaded) < 40, loaded
    heavy = {"polars", "numpy", "pyarrow", "scipy", "rich", "typer", "narwhals", "matplotlib", "jinja2", "click"}
    assert not heavy & {name.partition(".")[0] for name in loaded}
