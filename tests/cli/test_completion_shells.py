"""The scripts of `completar` in the real shells: what a person sees after Tab."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time

import pytest

from carteira_cli.cli.completion import SHELLS
from tests.running import ROOT, WORKED

pytestmark = [pytest.mark.process, pytest.mark.slow]
PATIENCE = 30  # seconds that a shell may take to say anything; it takes one
READY = "pronto> "


@pytest.fixture
def home(tmp_path):
    """A home of its own, with the program in its path and data in the folder where the shell begins."""
    for name in ("vendas", "clientes"):
        shutil.copy(WORKED / f"{name}.csv", tmp_path)
    program = tmp_path / "bin" / "carteira"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m carteira_cli "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    return tmp_path


def environment(home):
    kept = {key: os.environ[key] for key in ("LANG", "LC_ALL") if key in os.environ}
    return kept | {"HOME": str(home), "PATH": f"{home}/bin:/usr/bin:/bin", "TERM": "dumb", "PS1": READY, "CI": "1"}


def needs(shell):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed: apt-get install {shell}")


def seen(home, command, setup, typed, until):
    """What a shell shows of a line that is typed with Tabs in it, up to a pattern."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(home)
        os.execve(shutil.which(command[0]), command, environment(home))  # noqa: S606 - the shell that is tried
    shown = ""

    def wait(pattern, beyond):
        nonlocal shown
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, shown[beyond:], re.DOTALL):
            assert time.monotonic() < end, shown
            if select.select([terminal], [], [], 1)[0]:
                shown += os.read(terminal, 65536).decode(errors="replace")
        return len(shown)

    try:
        at = 0
        for line in setup:
            os.write(terminal, f"{line}\n".encode())
            at = wait(r"feito-\d", at)
        os.write(terminal, typed.encode())
        wait(until, at)
        return shown[at:]
    finally:
        os.write(terminal, b"\x03\x04")
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)


BASH = ["bash", "--norc", "--noprofile", "-i"]
ZSH = ["zsh", "-f", "-i"]
OF_BASH = ("bind 'set bell-style none'", 'eval "$(carteira completar bash)"; echo feito-$((1))')
OF_ZSH = ('autoload -Uz compinit; compinit -u; eval "$(carteira completar zsh)"; echo feito-$((1))',)
LINES = [
    ("carteira churn-r\t", r"churn-receita "),
    ("carteira churn --inat\t", r"--inatividade "),
    ("carteira churn -p 2024-0\t\t", r"2024-01.*2024-03"),
    ("carteira churn --por vended\t", r"vendedor "),
    ("carteira explicar churn_receita_p\t", r"churn_receita_percentual "),
    ("carteira churn --listar perd\t", r"perdidos "),
    ("carteira churn --tabela indi\t", r"indicadores "),
    ("carteira churn -f parq\t", r"parquet "),
    ("carteira inspecionar vend\t", r"vendas\.csv "),
]


@pytest.mark.parametrize(("typed", "until"), LINES, ids=[typed.strip() for typed, _ in LINES])
def test_bash(home, typed, until):
    needs("bash")
    setup = [f"{OF_BASH[0]}; {OF_BASH[1]}"]
    assert re.search(until, seen(home, BASH, setup, typed, until), re.DOTALL)


def test_bash_has_no_blank_after_the_sign_of_a_condition(home):
    needs("bash")
    assert "--onde uf=SP" in seen(
        home, BASH, [f"{OF_BASH[0]}; {OF_BASH[1]}"], "carteira churn --onde uf\tSP", "uf=? ?SP"
    )


@pytest.mark.parametrize(("typed", "until"), LINES, ids=[typed.strip() for typed, _ in LINES])
def test_zsh(home, typed, until):
    needs("zsh")
    assert re.search(until, seen(home, ZSH, OF_ZSH, typed, until), re.DOTALL)


@pytest.mark.parametrize(("typed", "until"), LINES, ids=[typed.strip() for typed, _ in LINES])
def test_fish(home, typed, until):
    needs("fish")
    line = typed.rstrip("\t")
    script = f"carteira completar fish | source; complete -C '{line}'"
    done = subprocess.run(
        ["fish", "--no-config", "-c", script],  # noqa: S607 - as a user finds it
        cwd=home, env=environment(home), capture_output=True, text=True, check=True,
    )  # fmt: skip
    words = [row.partition("\t")[0] for row in done.stdout.splitlines()]
    assert re.search(until, "\n".join(f"{word} " for word in words), re.DOTALL), done


def test_powershell(home):
    needs("pwsh")
    script = "carteira completar powershell | Out-String | Invoke-Expression; "
    script += "(TabExpansion2 'carteira churn --inat' 21).CompletionMatches.CompletionText"
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-Command", script],  # noqa: S607 - as a user finds it
        cwd=home, env=environment(home), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["--inatividade"]


def test_each_shell_is_tried():
    assert {name.removeprefix("test_") for name in globals()} >= {*SHELLS}
