"""The stub that type checkers and editors read of `library.analyses`, made of the records like the methods."""

from __future__ import annotations

import inspect
from pathlib import Path

from carteira_cli.library import analyses
from carteira_cli.library.methods import asked_commands, method_name, signature_of
from carteira_cli.library.options import summary

STUB = Path(analyses.__file__).with_suffix(".pyi")
_HEAD = '''# Made of the records of the commands; `CARTEIRA_GOLDENS=1 pytest tests/library` writes it anew.
# ruff: noqa: E501, PYI021 - a method has as many parameters and words as its command has options

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from os import PathLike
from typing import Any, TypeAlias

from carteira_cli.library.result import Resultado

Valor: TypeAlias = str | int | float | Decimal | date | timedelta | PathLike[str]
Valores: TypeAlias = Valor | Iterable[Valor]

class Analyses:
    """Everything that can be asked of a portfolio."""

    def perguntar(self, comando: str, opcoes: Mapping[str, Any] | None = None) -> Resultado: ...
'''


def stub() -> str:
    """The text of the stub."""
    return _HEAD + "".join(_method(command) for command in asked_commands())


def _method(command: str) -> str:
    parts, named = ["self"], False
    for one in list(signature_of(command).parameters.values())[1:]:
        if one.kind is inspect.Parameter.KEYWORD_ONLY and not named:
            parts, named = [*parts, "*"], True
        parts.append(f"{one.name}: {one.annotation} = {one.default!r}")
    words = "\n".join(f"        {line}" if line else "" for line in summary(command).split("\n")).lstrip()
    words = words.replace("\\", "\\\\").replace('"""', "'''")
    inner = ",\n        ".join(parts)
    return f'    def {method_name(command)}(\n        {inner},\n    ) -> Resultado:\n        """{words}\n        """\n'
