"""What the program says and what the reference says, held against each other."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.analysis.analysed import analyse
from carteira_cli.config.resolve import load

if TYPE_CHECKING:
    from carteira_cli.report import Report
    from tests.reference import Rules


def flags_of(rules: Rules) -> dict[str, str]:
    flags = {
        "inatividade": rules.window,
        "devolucoes": rules.devolucoes,
        "margem": str(float(rules.margem)),
        "limite_abc": rules.abc,
        "comparar": "nenhum",
    }
    if rules.as_of:
        flags["hoje"] = rules.as_of.isoformat()
    if rules.prazo_dias:
        flags["prazo"] = f"{rules.prazo_dias}d"
    return flags


def read(command: str, flags: dict[str, str]) -> Report:
    return analyse(command, load(flags, environ={}))


def values_of(report: Report) -> dict[str, object]:
    return {reading.key: reading.value for reading in report.readings if reading.missing is None}


def same(found: object, expected: object) -> bool:
    """Counts and what is a ratio of integers exactly; what a power takes part in to the last few bits."""
    if isinstance(expected, float) and isinstance(found, int | float):
        return math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-12)
    return found == (float(expected) if isinstance(expected, Fraction) else expected)


def assert_equal(found: dict[str, object], expected: dict[str, object]) -> None:
    assert found.keys() == expected.keys()
    wrong = {key: (found[key], value) for key, value in expected.items() if not same(found[key], value)}
    assert not wrong
