"""Verdicts as people see them: GitHub's annotations and summary, and the terminal."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace

import pytest
from rich.console import Console

from carteira_cli.findings import Outcome
from carteira_cli.render import render
from carteira_cli.render.ci.checked import tally
from carteira_cli.render.ci.github import summary
from carteira_cli.render.terminal.table import compose
from carteira_cli.units import show
from tests.checked_reports import ALERTS, CHECKS, CHURN, DEFINITION, EMPTY, FULL, WORST, broken

# --- GitHub -------------------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(?P<name>error|warning) (?P<properties>[^:]*)::(?P<message>.*)")


def undone(text):
    """What the runner makes of an escaped text."""
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def annotations(report):
    """The commands of a report as the runner of GitHub reads them."""
    found = []
    for line in render(report, "github").decode().splitlines():
        parts = COMMAND.fullmatch(line)
        assert parts, line
        properties = dict(pair.split("=", 1) for pair in parts["properties"].split(","))
        fields = {key: undone(value) for key, value in properties.items()}
        found.append((parts["name"], fields, undone(parts["message"])))
    return found


def test_an_annotation_is_one_command_whatever_the_data_and_undone_it_is_the_text():
    for check in ALERTS:
        ((name, fields, message),) = annotations(replace(EMPTY, checks=(check,)))
        assert name == {Outcome.ERROR: "error", Outcome.WARNING: "warning"}[check.level]
        assert fields["file"] == check.file.removeprefix("./")
        assert fields["line"] == str(check.line)
        assert fields["title"].startswith(check.title)
        assert message.splitlines()[0] == check.message
    assert len(annotations(WORST)) == 4
    ((_, fields, message),) = annotations(replace(EMPTY, checks=(broken(1.0, "a%0A:,b", message="x\r\n::error::%0A"),)))
    assert fields["title"] == "Churn de clientes, uf=a%0A:,b"
    assert message.startswith("x\\x0d\n::error::%0A\n")


@pytest.mark.parametrize(("count", "lines"), [(0, 0), (1, 1), (10, 10), (11, 10), (200, 10)])
def test_there_are_at_most_ten_annotations_and_the_last_counts_and_names_the_rest(count, lines):
    some = tuple(broken(0.5, f"uf{n}", level=Outcome.WARNING if n % 2 else Outcome.ERROR) for n in range(count))
    found = annotations(replace(EMPTY, checks=some))
    assert len(found) == lines
    assert [name for name, _, _ in found] == sorted(name for name, _, _ in found)  # errors first
    if count > 10:
        _, fields, message = found[-1]
        assert fields["title"].startswith(f"mais {count - 9} não anotados aqui")
        assert len(message.splitlines()) == 1 + count - 9
    named = {
        word for _, fields, message in found for word in re.findall(r"uf=(uf\d+)", f"{fields['title']}\n{message}")
    }
    assert named == {check.group for check in some}


def test_the_summary_has_a_row_a_check_and_the_definitions_once():
    text = summary(FULL)
    rows = [line for line in text.splitlines() if line.startswith(("| ✅", "| ⚠️", "| ❌", "| ➖"))]
    assert len(rows) == len(CHECKS)
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 7 for row in rows)
    marks = Counter(row.split("|")[1].strip() for row in rows)
    assert marks == {"✅": 1, "❌": 8, "⚠️": 1, "➖": 1, "➖ ❌": 1, "➖ ⚠️": 1}
    assert "<b>" not in text
    assert text.count("perdidos ÷") == 1
    assert summary(EMPTY).endswith("**nenhuma verificação**\n")


# --- people -------------------------------------------------------------------------------------------------


def on_screen(report, width, **more):
    console = Console(file=io.StringIO(), width=width, record=True, legacy_windows=False, **more)
    console.print(compose(report, width))
    return console.export_text(styles=bool(more))


@pytest.mark.parametrize("width", [40, 80, 140])
def test_a_screen_of_any_width_shows_every_verdict_whole(width):
    text = on_screen(FULL, width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    assert (width < 140) == (not re.search(r"\S {9,}\S", text))  # columns only where they fit
    words = Counter(text.split())
    for mark, count in {"✓": 1, "!": 1, "✗": 8, "–": 3}.items():
        assert words[mark] == count
    squeezed = "".join(text.split())
    for check in CHECKS:
        assert "".join(f"{show(check.value, check.unit)}nãopode:{check.limit}".split()) in squeezed
        assert (check.level is Outcome.OK) or "".join(check.message.split()) in squeezed


def test_an_alert_is_explained_below_its_line_and_a_pass_is_not():
    commands = {"look": "carteira churn --listar perdidos", "explain": "carteira explicar churn"}
    report = replace(EMPTY, checks=(CHURN, broken(0.5, "SP", note="ligue", **commands)))
    lines = [line.strip() for line in on_screen(report, 100).splitlines() if line.strip()]
    assert lines[1:] == [
        "✓ Churn de clientes          8,3 %  não pode: > 10%",
        "✗ Churn de clientes  uf=SP  50,0 %  não pode: > 10%",
        "50,0 % passa do limite (> 10%)",
        "nota: ligue",
        f"definição: {DEFINITION}",
        "ver: carteira churn --listar perdidos",
        "por que mudou: carteira explicar churn",
        "1 ok, 1 erro",
    ]


@pytest.mark.parametrize(
    ("outcome", "level", "colour"),
    [
        (Outcome.OK, Outcome.OK, "32"),
        (Outcome.WARNING, Outcome.WARNING, "33"),
        (Outcome.ERROR, Outcome.ERROR, "31"),
        (Outcome.NO_DATA, Outcome.WARNING, "33"),
        (Outcome.NO_DATA, Outcome.ERROR, "31"),
    ],
)
def test_the_colour_of_a_mark_is_what_the_verdict_counts_as(outcome, level, colour):
    report = replace(EMPTY, checks=(replace(CHURN, outcome=outcome, level=level),))
    text = on_screen(report, 100, force_terminal=True, color_system="standard")
    mark = {Outcome.OK: "✓", Outcome.WARNING: "!", Outcome.ERROR: "✗", Outcome.NO_DATA: "–"}[outcome]
    assert f"\x1b[1;{colour}m{mark}" in text


def test_the_sum_counts_every_verdict_and_says_when_a_missing_number_is_an_error():
    assert tally(CHECKS) == "1 ok, 1 aviso, 8 erros, 3 sem dados (1 conta como erro, 1 conta como aviso)"
    assert tally([CHURN]) == "1 ok"
    assert tally([]) == "nenhuma verificação"
