"""The file that teaches an assistant: made of the records, and the one that is kept is current."""

from __future__ import annotations

import io
import os
import re

from ruamel.yaml import YAML

from carteira_cli.assistant.skill import skill
from carteira_cli.commands import analyses
from carteira_cli.errors import ExitCode
from tests.running import ROOT, carteira

KEPT = ROOT / "examples" / "habilidade" / "SKILL.md"


def test_the_skill_that_is_kept_is_current():
    """`carteira habilidade -o examples/habilidade/SKILL.md`, or CARTEIRA_GOLDENS=1, writes it anew."""
    if os.environ.get("CARTEIRA_GOLDENS"):
        KEPT.write_bytes(skill().encode())
    assert carteira("habilidade").out == KEPT.read_text(encoding="utf-8")


def test_it_names_itself_every_analysis_and_every_exit_code():
    text = skill()
    _, front, body = text.split("---\n", 2)
    told = YAML(typ="safe").load(io.StringIO(front))
    assert told["name"] == "carteira"
    assert 100 < len(told["description"]) <= 1_024
    for name, one in analyses().items():
        assert f"| `{name}` | `carteira {one.examples[0]}` |" in body
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", body, re.MULTILINE)] == sorted(map(int, ExitCode))


def test_it_is_written_where_it_is_asked_for(tmp_path):
    ran = carteira("habilidade", "-q", "-o", tmp_path / "SKILL.md")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (tmp_path / "SKILL.md").read_text(encoding="utf-8") == skill()
