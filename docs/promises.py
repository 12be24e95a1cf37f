"""The page that names each promise and the tests that hold it, from `promessas.toml`."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from chapters import ROOT

from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

PROMISES = Path(__file__).with_name("promessas.toml")


class UnheldPromiseError(ValueError):
    """A promise names a test that is not there."""


def parts() -> list[Mapping[str, Any]]:
    """The parts of the page, each with its promises, as they are written."""
    found: list[Mapping[str, Any]] = tomllib.loads(PROMISES.read_text(encoding="utf-8"))["parte"]
    return found


def named_tests() -> tuple[str, ...]:
    """Every folder, file or test that holds a promise, as pytest takes it."""
    return tuple(dict.fromkeys(test for part in parts() for one in part["promessa"] for test in one["testes"]))


def tests_in(name: str) -> int:
    """How many test functions a folder, a file or a test is.

    Raises:
        UnheldPromiseError: there are none.
    """
    place, _, function = name.partition("::")
    path = ROOT / place
    files = sorted(path.rglob("test_*.py")) if path.is_dir() else [path] if path.is_file() else []
    found = [
        one.name
        for file in files
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    ]
    count = found.count(function) if function else len(found)
    if not count:
        raise UnheldPromiseError(f"promessas.toml: there is no test {name}")
    return count


def page() -> str:
    """The page.

    Raises:
        UnheldPromiseError: a test that it names is not there.
    """
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Como os números são conferidos"
    yield ""
    yield "Cada promessa e o teste que a sustenta: se ele falha, a versão não sai. O número entre parênteses é o de"
    yield "funções de teste; muitas rodam sobre centenas de casos sorteados. As promessas sobre segurança e dados"
    yield "pessoais estão inteiras em [Segurança](seguranca.md). Para rodar: `.venv/bin/pytest` e o nome."
    for part in parts():
        yield ""
        yield f"## {part['titulo']}"
        for one in part["promessa"]:
            yield ""
            yield f"**{one['diz']}**"
            yield ""
            yield from (f"- `{name}` ({counted(tests_in(name), 'teste')})" for name in one["testes"])
