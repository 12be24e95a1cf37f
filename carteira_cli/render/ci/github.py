"""GitHub Actions: annotations as workflow commands, and a Markdown summary of the job."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from carteira_cli.errors import visible
from carteira_cli.findings import Outcome
from carteira_cli.render.ci.checked import alerts, checks_of, explanation, group_of, inline, subject, tally, value_of
from carteira_cli.render.markdown_text import escape
from carteira_cli.render.shown import title_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.findings import Check
    from carteira_cli.report import Report

MOST = 10  # annotations of one kind that GitHub shows of a step
_COMMANDS = {Outcome.ERROR: "error", Outcome.WARNING: "warning"}
_MARKS = {Outcome.OK: "✅", Outcome.WARNING: "⚠️", Outcome.ERROR: "❌", Outcome.NO_DATA: "➖"}


def render(report: Report) -> bytes:
    """A line an alert, errors first; where they are more than GitHub shows, the last line counts and names the rest."""
    found = alerts(checks_of(report))
    shown = found if len(found) <= MOST else found[: MOST - 1]
    lines = [_annotation(check) for check in shown]
    if len(shown) < len(found):
        lines.append(_rest(found[len(shown) :]))
    return "".join(f"{line}\n" for line in lines).encode()


def _annotation(check: Check) -> str:
    place = {"file": inline(PurePath(check.file).as_posix()), "line": str(check.line)} if check.file else {}
    message = "\n".join([visible(check.message), *explanation(check)])
    return _command(_COMMANDS[check.level], place | {"title": subject(check)}, message)


def _rest(checks: list[Check]) -> str:
    """What stands for the alerts beyond those that are shown: as bad as the worst of them, which comes first."""
    lines = (f"{check.level.value}: {subject(check)}: {inline(check.limit)}" for check in checks)
    title = f"mais {len(checks)} não anotados aqui: {tally(checks)}"
    return _command(_COMMANDS[checks[0].level], {"title": title}, "\n".join([title, *lines]))


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    """One workflow command on one line, escaped as the runner undoes it."""
    written = ",".join(
        f"{key}={_data(value).replace(':', '%3A').replace(',', '%2C')}" for key, value in properties.items()
    )
    return f"::{name} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def summary(report: Report) -> str:
    """Markdown for `$GITHUB_STEP_SUMMARY`: all verdicts in a table, what explains them folded below it."""
    checks = checks_of(report)
    blocks = [f"## {escape(inline(title_line(report)))}", f"**{escape(tally(checks))}**"]
    if checks:
        blocks.append("\n".join(_table(checks)))
    noted = [check for check in alerts(checks) if check.note or check.look or check.explain]
    if noted:
        blocks.append("\n".join(_advice(check) for check in noted))
    if any(check.definition for check in checks):
        blocks.append(_definitions(checks))
    if report.warnings:
        blocks.append("\n".join(f"> **aviso:** {escape(inline(line))}  " for line in report.warnings))
    return "\n\n".join(blocks) + "\n"


def _table(checks: tuple[Check, ...]) -> Iterator[str]:
    yield "| | Indicador | Grupo | Número | Limite | Mensagem |"
    yield "| --- | --- | --- | ---: | --- | --- |"
    for check in checks:
        counted = (
            f" {_MARKS[check.level]}" if check.outcome is Outcome.NO_DATA and check.level is not Outcome.OK else ""
        )
        texts = (check.title, group_of(check), value_of(check), check.limit, check.message)
        yield f"| {_MARKS[check.outcome]}{counted} | {' | '.join(map(escape, texts))} |"


def _advice(check: Check) -> str:
    note = f" {escape(inline(check.note))}" if check.note else ""
    look = f" ver: {escape(inline(check.look))}" if check.look else ""
    why = f" por que mudou: {escape(inline(check.explain))}" if check.explain else ""
    return f"- {_MARKS[check.outcome]} **{escape(subject(check))}**:{note}{look}{why}"


def _definitions(checks: tuple[Check, ...]) -> str:
    """How each indicator is computed, once; the blank lines make GitHub read Markdown inside."""
    told = dict.fromkeys((check.title, check.definition) for check in checks if check.definition)
    lines = "\n".join(f"- **{escape(inline(title))}**: {escape(inline(text))}" for title, text in told)
    return f"<details>\n<summary>Definições</summary>\n\n{lines}\n\n</details>"
