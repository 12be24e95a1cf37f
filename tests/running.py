"""Run the command line, in this process or in one of its own, and look at what came out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carteira_cli.cli.main import main
from carteira_cli.commands import CommandKind, analyses

ROOT = Path(__file__).parents[1]
WORKED = Path(__file__).parent / "worked_examples" / "dez-clientes"
Q1 = ("--periodo", "2024-Q1")
ANALYSES = tuple(name for name, one in analyses().items() if one.kind is CommandKind.INDICATORS)
PREDICTED = ("ltv_preditivo", "valor_carteira")
STUDIES = tuple(  # of sales: those of contracts have tests of their own
    name for name, one in analyses().items() if one.kind is CommandKind.STUDY and "vendas" in one.needed
)


@dataclass(frozen=True)
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON envelope on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def values(self) -> dict[str, Any]:
        """Indicator → value, of a JSON envelope."""
        return {key: item["valor"] for key, item in self.document["indicadores"].items()}

    @property
    def error(self) -> tuple[str, str]:
        """The one error line and the one hint line that stderr must hold, and nothing else."""
        first, second = self.err.splitlines()
        assert first.startswith("erro: "), self.err
        assert second.startswith("dica: "), self.err
        return first.removeprefix("erro: "), second.removeprefix("dica: ")


def carteira(*words: str | Path) -> Ran:
    """Run a command line in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(word) for word in words])
    return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]


def program(*words: str | Path, cwd: Path = ROOT, **variables: str) -> Ran:
    """Run a command line in a process of its own, with some variables set."""
    env = os.environ | variables
    command = [sys.executable, "-m", "carteira_cli", *map(str, words)]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def expected() -> dict[str, int | float]:
    """Every indicator of the worked example, computed by hand."""
    found: dict[str, int | float] = json.loads((WORKED / "expected-2024-Q1.json").read_text(encoding="utf-8"))
    return found


def measured() -> dict[str, int | float]:
    """The same without what is predicted, which a summary and a baseline leave out."""
    return {key: value for key, value in expected().items() if key not in PREDICTED}


def sales(folder: Path, *rows: str, header: str = "cliente,data,valor", name: str = "vendas.csv") -> Path:
    """Write a file of sales from its lines, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return folder
