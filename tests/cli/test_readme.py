"""The README is true: its commands, its pictures, its JSON."""

from __future__ import annotations

import json
import os
import re
import runpy
import shlex
import tomllib
from pathlib import Path

import pytest

from carteira_cli.cli.main import main
from carteira_cli.commands import analyses, commands
from carteira_cli.sources.matching.tables import TABLES

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REWRITE = os.environ.get("CARTEIRA_GOLDENS") == "1"


def test_the_table_of_commands_is_what_their_records_say() -> None:
    """CARTEIRA_GOLDENS=1 writes it anew, as it does golden files."""
    rows = (f"| `{name}` | {one.help.removesuffix('.')} |" for name, one in commands().items())
    table = "\n".join(("| comando | o que mostra |", "|---|---|", *rows)) + "\n"
    found = re.search(r"^\| comando \|.*?\n(?=\n)", README, re.MULTILINE | re.DOTALL)[0]
    if REWRITE:
        (ROOT / "README.md").write_text(README.replace(found, table), encoding="utf-8")
    else:
        assert found == table


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_canonical_column_is_named(table) -> None:
    line = next(line for line in README.splitlines() if line.startswith(f"| {table.name} |"))
    columns = [f"**{column.name}**" if column.required else column.name for column in table.columns]
    assert line == f"| {table.name} | {', '.join(columns)} |"


def test_every_test_that_holds_a_promise_of_security_is_there() -> None:
    file, named = "", 0
    for name, test in re.findall(
        r"`([\w/]*test_\w+\.py)?(?:::(test_\w+))?`", (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    ):
        file = name or file
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in text, (file, test)
        named += 1
    assert named > 10


PICTURES = runpy.run_path(str(ROOT / "examples" / "imagens.py"))


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("name", PICTURES["RUNS"])
def test_pictures_are_what_the_command_draws(name: str, tmp_path) -> None:
    """`python examples/imagens.py` makes them anew."""
    assert PICTURES["make"](name, tmp_path).read_bytes() == (ROOT / "examples" / name).read_bytes()


def test_the_photograph_is_of_the_page_as_it_is() -> None:
    page, photograph = (ROOT / "examples" / PICTURES[name] for name in ("PAGE", "PHOTOGRAPH"))
    assert PICTURES["shows"](photograph, page)


def test_every_picture_shown_is_made_by_the_script() -> None:
    shown = set(re.findall(r"!\[[^]]*\]\(examples/([^)]+)\)", README))
    assert shown <= {*PICTURES["RUNS"], PICTURES["PHOTOGRAPH"]}
    assert PICTURES["PHOTOGRAPH"] in shown


def test_the_json_shown_is_the_json_given(monkeypatch, capfdbinary) -> None:
    shown = json.loads(re.search(r"```json\n(.*?)```", README, re.DOTALL)[1])
    monkeypatch.chdir(ROOT / "examples" / "minima")
    assert main(["churn", "--periodo", "2024-Q1", "--formato", "json"]) == 0
    given = json.loads(capfdbinary.readouterr().out)
    assert {**given, "indicadores": {"churn": given["indicadores"]["churn"]}} == shown


def test_the_configuration_shown_is_accepted(tmp_path, capfdbinary) -> None:
    text = re.search(r"```toml\n(.*?)```", README, re.DOTALL)[1]
    assert tomllib.loads(text)
    (tmp_path / "carteira.toml").write_text(text, encoding="utf-8")
    assert main(["config", "-C", str(tmp_path), "-f", "csv"]) == 0
    assert "inatividade,90d" in capfdbinary.readouterr().out.decode()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["distribuidora", "minima"])
def test_examples_are_what_the_generator_gives(name: str, tmp_path) -> None:
    option = ["--minima"] if name == "minima" else []
    assert main(["exemplo", *option, "-q", "-o", str(tmp_path / name)]) == 0
    committed = {path.name: path.read_bytes() for path in (ROOT / "examples" / name).iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} == committed


def test_the_page_of_definitions_is_what_the_records_say(tmp_path) -> None:
    """CARTEIRA_GOLDENS=1 writes it anew."""
    kept = ROOT / "examples" / "definicoes.md"
    if REWRITE:
        kept.unlink(missing_ok=True)
    place = kept if REWRITE else tmp_path / "definicoes.md"
    assert main(["indicadores", "-o", str(place)]) == 0
    assert place.read_bytes() == kept.read_bytes()


MANUAL = runpy.run_path(str(ROOT / "examples" / "comandos.py"))


def test_every_analysis_has_a_page() -> None:
    assert {path.stem for path in (ROOT / "examples" / "comandos").glob("*.md")} == {*analyses()}


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("name", analyses())
def test_the_page_of_a_command_is_what_it_says_and_prints(name: str) -> None:
    """`python examples/comandos.py` writes them anew."""
    assert (ROOT / "examples" / "comandos" / f"{name}.md").read_text(encoding="utf-8") == MANUAL["page"](name)


GUIDES = sorted((ROOT / "examples" / "guias").glob("*.md"))


def _commands_of(guide: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_command_of_a_guide_runs(guide: Path, tmp_path, monkeypatch, capfdbinary) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CARTEIRA_PASTA", str(ROOT / "examples" / "distribuidora"))
    for line in _commands_of(guide):
        words = shlex.split(line.split("  #", maxsplit=1)[0])
        assert words[0] == "carteira"
        assert main(words[1:]) == 0, (line, capfdbinary.readouterr().err.decode())


def test_a_guide_fits_a_page() -> None:
    assert len(GUIDES) == 8
    for guide in GUIDES:
        told, *_ = guide.read_text(encoding="utf-8").split("<!-- tabelas")  # those made by a script are read apart
        assert len(told.splitlines()) <= 70, guide
