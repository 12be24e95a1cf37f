"""Build the wheel and the sdist, and try them as a stranger does: installed in an environment of their own, anywhere.

    .ci/run wheels [python…]

Without names, on every Python that pyproject.toml names and this machine has. On the first one each extra too, alone:
without it the command says the line to type and ends with 2; that line is typed; with it the command does its work.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
NAME = "carteira-cli"
NOT_FOR_USERS = ("testes", "site", "notebook", "bench")  # extras of whoever works on it
NOBODY = "127.0.0.1:9"  # where no database listens: one is asked for, and that is as far as it goes
TRIED = {  # extra → what needs it, and how that ends once it is there
    "otimizacao": (("distribuir", "-C", "carteira"), 0),
    "duckdb": (("churn", "-C", "carteira", "-p", "2024-Q4", "--motor", "duckdb"), 0),
    "postgresql": (("churn", "--vendas", f"postgresql://a@{NOBODY}/b"), 2),
    "mysql": (("churn", "--vendas", f"mysql://a@{NOBODY}/b"), 2),
    "sqlserver": (("churn", "--vendas", f"sqlserver://a@{NOBODY}/b"), 2),
    "mcp": (("mcp", "-C", "carteira"), 0),
    "spark": (("churn", "-C", "carteira", "-p", "2024-Q4", "--spark", "local[1]"), 0),
}
WITHIN = {"delta": "deltalake"}  # what only a run with another extra asks for: the module that it brings
BUILT = ("py.typed", "example/minima/vendas.csv", "sources/matching/synonyms.toml", "render/page/templates/page.html")


class FailedTrialError(Exception):
    """What was built is not what it should be."""


def run(*words: str | Path, cwd: Path, code: int = 0, hidden: bool = False) -> str:
    """Run a command, away from the project and its settings, and return all that it says.

    Raises:
        FailedTrialError: it ends with another code.
    """
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("CARTEIRA_", "PYTHON"))}
    done = subprocess.run(  # noqa: S603 - our own
        [*map(str, words)], cwd=cwd, env=clean, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    if done.returncode != code:
        raise FailedTrialError(
            f"{' '.join(map(str, words))} ended with {done.returncode}, not {code}:\n{said[-3_000:]}"
        )
    if not hidden:
        print(f"wheels: {' '.join(map(str, words[1:]))}")  # noqa: T201 - a script
    return said


def build(folder: Path) -> Path:
    """Build both, see what is in them, and that the sdist makes the same wheel, byte by byte.

    Returns:
        The wheel.

    Raises:
        FailedTrialError: something is missing, or there that should not be.
    """
    run(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=ROOT)
    wheel, sdist = next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))
    names = ZipFile(wheel).namelist()
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "carteira_cli").rglob("*") if path.is_file()}
    ours = {name for name in ours if "__pycache__" not in name}
    packed = {name for name in names if ".dist-info/" not in name}
    if packed != ours or not {f"carteira_cli/{name}" for name in BUILT} <= packed:
        raise FailedTrialError(f"the wheel differs from the package: {sorted(packed ^ ours)[:9]}")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "sdist", filter="data")
    unpacked = next((folder / "sdist").iterdir())
    top = {path.name for path in unpacked.iterdir()}
    wanted = {
        "carteira_cli",
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "LICENSE",
        "PKG-INFO",
        ".gitignore",
    }
    if top != wanted:
        raise FailedTrialError(f"the sdist has {sorted(top ^ wanted)} besides or not at all")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "again", cwd=unpacked)
    if (folder / "again" / wheel.name).read_bytes() != wheel.read_bytes():
        raise FailedTrialError("the sdist makes another wheel")
    return wheel


def install(python: str, wheel: Path, folder: Path) -> Path:
    """Install the wheel alone in an environment of its own, with the versions of constraints.txt, and use it.

    Returns:
        The folder of its programs.
    """
    run(python, "-m", "venv", folder / "venv", cwd=folder)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip(programs, folder, wheel)
    run(programs / "pip", "check", cwd=folder)
    run(programs / "carteira", "--versao", cwd=folder)
    run(programs / "carteira", "exemplo", "-q", "-o", "carteira", cwd=folder)
    run(programs / "carteira", "exemplo", "-q", "--minima", "-o", "minima", cwd=folder)
    for words in (
        ("resumo", "-p", "2024-12"),
        ("relatorio", "-p", "2024-12", "-o", "dezembro.html"),
        ("risco", "-f", "json"),
    ):
        run(programs / "carteira", words[0], "-C", "carteira", *words[1:], cwd=folder)
    return programs


def pip(programs: Path, folder: Path, what: str | Path) -> None:
    """Install something at the versions that are locked: a stranger's pip asks for no hashes."""
    versions = folder / "versions.txt"
    locked = (ROOT / "constraints-extras.txt").read_text(encoding="utf-8")
    versions.write_text("\n".join(re.findall(r"^([a-z].*==.*[^ ]) \\$", locked, re.MULTILINE)) + "\n", encoding="utf-8")
    run(programs / "python", "-m", "pip", "install", "-q", "-c", versions, what, cwd=folder)


def installed(programs: Path, folder: Path) -> set[str]:
    """What is installed, a line each."""
    return {*run(programs / "python", "-m", "pip", "freeze", cwd=folder, hidden=True).splitlines()}


def try_extra(extra: str, programs: Path, folder: Path) -> None:
    """Ask for what needs an extra, type the line that is said, ask again, and take it away.

    Raises:
        FailedTrialError: it is not said, or it does not help.
    """
    line = f'pip install "{NAME}[{extra}]"'
    before = installed(programs, folder)
    words, code = TRIED.get(extra, (None, 0))
    if words is not None:
        said = run(programs / "carteira", *words, cwd=folder, code=2)
        if line not in said:
            raise FailedTrialError(f"without [{extra}] it is not said how to install it:\n{said}")
    pip(programs, folder, f"{NAME}[{extra}]")  # the line itself: what is installed already says what the extra is
    if extra == "spark" and shutil.which("java") is None:
        print("wheels: without Java; [spark] is installed and not run", file=sys.stderr)  # noqa: T201 - a script
    elif words is not None:
        said = run(programs / "carteira", *words, cwd=folder, code=code)
        if "pip install" in said:
            raise FailedTrialError(f"with [{extra}] it is still asked for:\n{said}")
    else:
        run(programs / "python", "-c", f"import {WITHIN[extra]}", cwd=folder)
    run(programs / "python", "-m", "pip", "check", cwd=folder)
    came = [re.split(r"==| @ ", one)[0] for one in installed(programs, folder) - before]
    run(programs / "python", "-m", "pip", "uninstall", "-q", "-y", *sorted({*came} - {NAME}), cwd=folder)


def pythons(project: dict[str, object]) -> list[str]:
    """The Pythons that are promised and that this machine has; those that it lacks are said."""
    found = []
    for classifier in project["classifiers"]:  # type: ignore[attr-defined]
        if named := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", classifier):
            kept = sorted(Path.home().glob(f".pyenv/versions/{named[1]}.*/bin/python"))
            python = str(kept[-1]) if kept else shutil.which(f"python{named[1]}")
            if python is None:
                print(f"wheels: without Python {named[1]}, which is not on this machine", file=sys.stderr)  # noqa: T201
            else:
                found.append(python)
    return found


def main(named: list[str]) -> None:
    """Build, install, try."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {*project["optional-dependencies"]} - {*NOT_FOR_USERS}
    if extras != {*TRIED, *WITHIN}:
        raise FailedTrialError(f"extras that nothing tries: {sorted(extras ^ {*TRIED, *WITHIN})}")
    with TemporaryDirectory(prefix="carteira-wheels-") as scratch:
        wheel = build(Path(scratch))
        for place, python in enumerate(named or pythons(project)):
            folder = Path(scratch) / f"python-{place}"
            folder.mkdir()
            programs = install(python, wheel, folder)
            if place == 0:
                for extra in sorted(extras):
                    try_extra(extra, programs, folder)
            print(f"wheels: ok with {run(python, '--version', cwd=folder, hidden=True).strip()}")  # noqa: T201
            shutil.rmtree(folder)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except FailedTrialError as error:
        sys.exit(f"wheels: {error}")
