"""`carteira exportar`: the jobs of a night in one run, beside the same commands one after the other.

    python benchmarks/exporting.py [FOLDER] [LINES]

Makes a portfolio of so many lines (2,000,000) twice, as Parquet and as CSV with a decimal comma, in FOLDER (a temporary
one), and prints the wall and CPU seconds of either way and their ratio. Every file of both ways is compared.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

CARTEIRA = (sys.executable, "-m", "carteira_cli")
JOBS = (
    ("resumo", ()),
    ("churn", ("por=uf", "comparar=anterior")),
    ("churn-receita", ()),
    ("pareto", ()),
    ("ativos", ("por=segmento",)),
    ("coortes", ()),
    ("rfm", ()),
    ("risco", ()),
)
PERIOD = "2024-Q3"


def portfolio(folder: Path, lines: int) -> dict[str, Path]:
    """The portfolio as Parquet, and its sales as a Brazilian CSV."""
    typed, text = folder / "parquet", folder / "csv"
    if not (typed / "vendas.parquet").exists():
        words = ("--clientes", str(lines // 30), "--vendas", str(lines), "--meses", "36", "-f", "parquet", "-q")
        subprocess.run([*CARTEIRA, "exemplo", "-o", str(typed), *words], check=True)
        text.mkdir(exist_ok=True)
        for path in typed.glob("*.parquet"):
            frame = pl.scan_parquet(path)
            amounts = [name for name, kind in frame.collect_schema().items() if kind.is_float() or kind.is_decimal()]
            comma = [pl.col(name).cast(pl.String).str.replace(".", ",", literal=True) for name in amounts]
            frame.with_columns(comma).sink_csv(text / f"{path.stem}.csv", separator=";")
    return {"parquet": typed, "csv": text}


def configured(folder: Path) -> None:
    """The jobs, each with one file."""
    lines = []
    for command, options in JOBS:
        pairs = [option.split("=") for option in options]
        shown = ", ".join(f'{key} = "{value}"' for key, value in pairs)
        lines += [
            "[[exportar]]",
            f'comando = "{command}"',
            f"opcoes = {{ {shown} }}",
            f'saida = "junto/{command}.json"',
        ]
    (folder / "carteira.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "junto").mkdir(exist_ok=True)
    (folder / "separado").mkdir(exist_ok=True)


def timed(*commands: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of commands, one after the other."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, spent


def measure(name: str, folder: Path) -> None:
    """Both ways, twice; the better of each."""
    configured(folder)
    flags = ["-C", str(folder), "-p", PERIOD, "-q"]
    together = [*CARTEIRA, "exportar", *flags]
    apart = []
    for command, options in JOBS:
        words = [word for option in options for word in (f"--{option.split('=')[0]}", option.split("=")[1])]
        apart.append([*CARTEIRA, command, *flags, *words, "-o", str(folder / "separado" / f"{command}.json")])
    one = min(timed(together) for _ in range(2))
    many = min(timed(*apart) for _ in range(2))
    for command, _ in JOBS:
        same = [(folder / way / f"{command}.json").read_bytes() for way in ("junto", "separado")]
        assert same[0] == same[1], command  # noqa: S101 - a benchmark of two ways that differ says nothing
    told = f"exportar {one[0]:.1f} s ({one[1]:.1f} CPU), {len(JOBS)} commands {many[0]:.1f} s ({many[1]:.1f} CPU)"
    print(f"{name}: {told}")
    print(f"  ratio {one[0] / many[0]:.2f} wall, {one[1] / many[1]:.2f} CPU")


def main() -> None:
    """Measure both kinds of files."""
    lines = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000_000  # noqa: PLR2004 - FOLDER and LINES
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        for name, place in portfolio(folder, lines).items():
            measure(name, place)


if __name__ == "__main__":
    main()
