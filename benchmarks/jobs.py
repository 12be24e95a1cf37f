"""`carteira exportar`: eight jobs from one reading, beside the same commands one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

JOBS = {
    "resumo": {},
    "churn": {"por": "canal", "comparar": "anterior"},
    "churn-receita": {},
    "pareto": {},
    "ativos": {"por": "vendedor"},
    "coortes": {},
    "rfm": {},
    "risco": {},
}
TOGETHER, APART = "together", "apart"


def configuration() -> str:
    """The jobs as `carteira.toml` has them."""
    lines = []
    for command, options in JOBS.items():
        pairs = ", ".join(f'{key} = "{value}"' for key, value in options.items())
        lines += ["[[exportar]]", f'comando = "{command}"', f"opcoes = {{ {pairs} }}"]
        lines += [f'saida = "{TOGETHER}/{command}.json"', ""]
    return "\n".join(lines)


def words(command: str, folder: Path) -> tuple[str, ...]:
    """One of them as a command line."""
    flags = [word for key, value in JOBS[command].items() for word in (f"--{key}", value)]
    return (command, *flags, "-o", str(folder / APART / f"{command}.json"))


def written(folder: Path, way: str) -> list[bytes]:
    """The files of all jobs, of either way."""
    return [(folder / way / f"{command}.json").read_bytes() for command in JOBS]
