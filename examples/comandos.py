"""Make the pages of `comandos/` again, one for each analysis: `python examples/comandos.py [COMANDO…]`.

A page says what the command answers, what to type, its own options, its numbers with formula and a worked line, how
a screen of the made-up distributor looks, what is said beside it, what its JSON has: from its record and real runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from carteira_cli.analysis.explain import explain  # noqa: E402 - the project beside this file
from carteira_cli.commands import Command, CommandKind, analyses  # noqa: E402
from carteira_cli.config.settings import settings_of  # noqa: E402
from carteira_cli.kpis.catalogue import keys_of  # noqa: E402
from carteira_cli.sources.matching.tables import TABLES  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = HERE / "comandos"
WIDTH = "100"
OF_CONTRACTS = ("renovacoes",)  # which the distributor has none of
WRITES_A_PAGE = ("relatorio",)  # whose screen is a file


def page(name: str) -> str:
    """The page of a command, in Markdown."""
    command = analyses()[name]
    parts = (_about(command), _typed(command), _options(command), _numbers(command), _seen(command), _tables(command))
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _about(command: Command) -> Iterator[str]:
    yield f"# carteira {command.name}"
    yield ""
    yield command.help
    if command.needed:
        read = " e ".join(f"`{TABLES[table].name}`" for table in command.needed)
        more = ", ".join(f"`{table}`" for table in command.useful)
        yield ""
        yield f"Precisa de {read}{f'; diz mais com {more}' if more else ''}."


def _typed(command: Command) -> Iterator[str]:
    yield "```sh"
    yield from (f"carteira {line}" for line in command.examples)
    yield "```"


def _options(command: Command) -> Iterator[str]:
    own = [one for one in settings_of(command.name) if one.commands is not None and command.name in one.commands]
    if own:
        yield "| opção | o que faz |"
        yield "|---|---|"
    for one in own:
        usual = f" Padrão: {one.domain.default}." if one.domain.default else ""
        name = one.metavar if one.bare else one.flag if one.domain.kind == "switch" else f"{one.flag} {one.metavar}"
        told = f"{one.help_in(command.name)}{usual}".replace("|", "\\|")
        yield f"| `{name.replace('|', '·')}` | {told} |"


def _numbers(command: Command) -> Iterator[str]:
    of_family = command.kind is CommandKind.INDICATORS and not command.everything
    keys = keys_of(command.name) if of_family else [one.key for one in command.indicators]
    if keys:
        yield "## Os números"
    for key in keys:
        report = explain(key)
        told = {row[0]: row[1] for row in report.tables[0].rows}
        yield ""
        yield f"**{report.title}** (`{key}`): {told['significado']}"
        yield f"Fórmula: {told['formula']}. Exemplo: {told['exemplo']}."


def _seen(command: Command) -> Iterator[str]:
    if command.name in WRITES_A_PAGE:
        return
    yield "## Na tela"
    yield ""
    yield f"`carteira {command.examples[0]}`, em `examples/{_folder(command).name}`:"
    yield ""
    yield "```text"
    yield from (line.rstrip() for line in _run(command).strip("\n").splitlines())
    yield "```"


def _tables(command: Command) -> Iterator[str]:
    document: dict[str, Any] = json.loads(_run(command, "-f", "json"))
    notes = document.get("notas", ())
    if notes:
        yield "## Como se conta"
        yield ""
    yield from (f"- {note.replace('*', chr(92) + '*')}" for note in notes)
    found = document["tabelas"]
    if found:
        yield ""
        yield "## No JSON"
        yield ""
    for key, rows in found.items():
        columns = ", ".join(rows[0]) if rows else "(vazia neste exemplo)"
        yield f"- `{key}`: {columns}"


def _folder(command: Command) -> Path:
    return HERE / ("assinaturas" if command.name in OF_CONTRACTS else "distribuidora")


def _run(command: Command, *more: str) -> str:
    """What the first example of a command prints where its data are."""
    import shlex

    words = (sys.executable, "-m", "carteira_cli", *shlex.split(command.examples[0]), *more, "-q")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CARTEIRA_")}
    environment = {**clean, "PYTHONPATH": str(HERE.parent.absolute()), "COLUMNS": WIDTH, "NO_COLOR": "1"}
    ran = subprocess.run(words, check=True, cwd=_folder(command), env=environment, capture_output=True, text=True)
    return ran.stdout


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for one in sys.argv[1:] or analyses():
        (PAGES / f"{one}.md").write_text(page(one), encoding="utf-8", newline="\n")
