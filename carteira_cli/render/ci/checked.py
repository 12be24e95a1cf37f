"""What the formats of `carteira verificar` share: which checks alert, their names, marks and fingerprints."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

from carteira_cli.errors import visible
from carteira_cli.findings import Outcome
from carteira_cli.render.shown import numeric
from carteira_cli.units import show
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carteira_cli.findings import Check
    from carteira_cli.report import Report

RANK = (Outcome.ERROR, Outcome.WARNING)  # levels that alert, worst first
WORDS = {
    Outcome.OK: ("ok", "ok"),
    Outcome.WARNING: ("aviso", "avisos"),
    Outcome.ERROR: ("erro", "erros"),
    Outcome.NO_DATA: ("sem dados", "sem dados"),
}


_OPERATORS = frozenset("<>")  # what a bound begins with; a worsening begins with a word


def checks_of(report: Report) -> tuple[Check, ...]:
    """The checks of a report, in its order; none of one that holds no limits."""
    return report.checks or ()


def alerts(checks: Iterable[Check]) -> list[Check]:
    """The checks that count as an error or a warning, errors first, else in their order."""
    return sorted((check for check in checks if check.level in RANK), key=lambda check: RANK.index(check.level))


def inline(text: str) -> str:
    r"""A text on one line, whatever it holds: control characters and line ends are made visible.

    Example:
        >>> inline("a\n::error::b")
        'a\\x0a::error::b'
    """
    return visible(text).replace("\n", "\\x0a")


def group_of(check: Check) -> str:
    """`uf=SP`; empty where the portfolio is not grouped."""
    return "" if check.by is None else inline(check.where.removeprefix(f"{check.key}, "))


def subject(check: Check) -> str:
    """What the number is of, for people: `Churn de clientes, uf=SP`."""
    group = group_of(check)
    return inline(check.title) + (f", {group}" if group else "")


def value_of(check: Check) -> str:
    """The number as people read it; "n/d" for none."""
    return show(numeric(check.value), check.unit)


def limit_of(check: Check) -> str:
    """The limit, so that nobody takes `< R$ 1.000,00` for what the number is to be."""
    return f"{'não pode' if check.limit[:1] in _OPERATORS else 'limite'}: {inline(check.limit)}"


def explanation(check: Check) -> list[str]:
    """What is to be known about an alert, a line each: note, definition, commands to run next, and nothing empty."""
    lines = [
        ("nota: ", check.note),
        ("definição: ", check.definition),
        ("comparado com: ", _reference(check)),
        ("ver: ", check.look),
        ("por que mudou: ", check.explain),
    ]
    return [label + inline(text) for label, text in lines if text]


def _reference(check: Check) -> str | None:
    return check.reference and f"{check.reference} ({show(numeric(check.previous), check.unit)})"


def tally(checks: Sequence[Check]) -> str:
    """`3 ok, 1 aviso, 1 erro, 2 sem dados (1 conta como erro)`: every verdict counted, zeros left out."""
    counts = Counter(check.outcome for check in checks)
    parts = []
    for outcome, (one, many) in WORDS.items():
        count = counts[outcome]
        if count:
            parts.append(f"{counted(count, one, many)}{_weighed(checks, outcome)}")
    return ", ".join(parts) or "nenhuma verificação"


def _weighed(checks: Sequence[Check], outcome: Outcome) -> str:
    """What missing numbers count as, where they count: else an exit code of 1 would have no reason."""
    if outcome is not Outcome.NO_DATA:
        return ""
    levels = Counter(check.level for check in checks if check.outcome is outcome)
    told = [f"{counted(levels[level], 'conta', 'contam')} como {level.value}" for level in RANK if levels[level]]
    return f" ({', '.join(told)})" if told else ""


def fingerprints(checks: Sequence[Check]) -> list[str]:
    """For each check 32 hexadecimal digits that are its own, and the same in every run.

    Made of what is checked, never of numbers, verdicts or line numbers: an alert stays the same alert while its number
    changes, and when lines are added above its limit. Checks alike in that are told apart by their order.
    """
    seen: Counter[str] = Counter()
    found = []
    for check in checks:
        name = json.dumps([check.file, check.key, check.by, check.group, check.reference])
        seen[name] += 1
        found.append(hashlib.sha256(f"{name}{seen[name]}".encode()).hexdigest()[:32])
    return found
