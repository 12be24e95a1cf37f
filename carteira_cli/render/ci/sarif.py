"""SARIF 2.1.0: the limits that were broken as results of a static analysis of the configuration file.

Only what fails or warns is a result. A passing check could be one of kind "pass", but GitHub's code scanning does not
read `kind` and would open an alert for it; so the checks that raise no alert are counted and named in the run's
properties, and the missing numbers that are no error are notifications of the invocation.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from carteira_cli import __version__
from carteira_cli.errors import visible
from carteira_cli.findings import Outcome
from carteira_cli.json_schema import written
from carteira_cli.render.ci.checked import RANK, checks_of, explanation, fingerprints, inline, subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.findings import Check
    from carteira_cli.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Outcome.ERROR: "error", Outcome.WARNING: "warning"}


def render(report: Report) -> bytes:
    """One run with a rule an indicator and a result an alert."""
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return written(document).encode()


def _run(report: Report) -> dict[str, Any]:
    checks = checks_of(report)
    rules = _rules(checks)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    results = [
        _result(check, places[inline(check.key)], mark)
        for check, mark in zip(checks, fingerprints(checks), strict=True)
        if check.level in RANK
    ]
    return {
        "tool": {"driver": {"name": "carteira", "version": __version__, "language": "pt-BR", "rules": rules}},
        "automationDetails": {"id": _automation(report)},
        "language": "pt-BR",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(report, places)}],
        "results": results,
        "properties": _properties(report),
    }


def _automation(report: Report) -> str:
    """`carteira/verificar/2024-Q1`: readers take all before the last slash as the category.

    The period is not in the category, or the alerts of one period would stay open in all the following ones.
    """
    label = inline(report.period.label).replace("/", "-") if report.period else ""
    return f"carteira/{inline(report.command)}/{label}"


def _rules(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """A rule an indicator, in order of appearance."""
    found: dict[str, dict[str, Any]] = {}
    for check in checks:
        definition = check.definition or check.title
        found.setdefault(
            inline(check.key),
            {
                "id": inline(check.key),
                "shortDescription": {"text": _text(check.title)},
                "fullDescription": {"text": _text(definition)},
                "help": {"text": _text(f"{definition}\nexemplo com a conta feita: carteira indicadores {check.key}")},
            },
        )
    return list(found.values())


def _result(check: Check, rule: int, fingerprint: str) -> dict[str, Any]:
    return {
        "ruleId": inline(check.key),
        "ruleIndex": rule,
        "kind": "fail",  # the only one that may have a level
        "level": _LEVELS[check.level],
        "message": {"text": _text("\n".join([f"{subject(check)}: {check.message}", *explanation(check)]))},
        "locations": _locations(check),
        # Groups share the line of their limit. Without a hash of ours GitHub would make one of the line's text, and
        # one alert of all of them.
        "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:1", "carteira/v1": fingerprint},
        "properties": {
            "valor": check.value,
            "unidade": check.unit.value,
            "limite": visible(check.limit),
            "veredito": check.outcome.value,
            "por": None if check.by is None else visible(check.by),
            "grupo": None if check.group is None else visible(check.group),
            "anterior": check.previous,
        },
    }


def _locations(check: Check) -> list[dict[str, Any]]:
    if not check.file:
        return []
    location = {"artifactLocation": {"uri": _uri(check.file)}, "region": {"startLine": check.line}}
    return [{"physicalLocation": location}]


def _uri(file: str) -> str:
    """A file as a relative reference, or as an address of its own where it is absolute."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))  # names need not be UTF-8


def _notifications(report: Report, rules: dict[str, int]) -> list[dict[str, Any]]:
    """Missing numbers that raise no alert, and what the run warned of."""
    missing = [
        {
            "level": "note",
            "message": {"text": _text(f"{subject(check)}: {check.message}")},
            "associatedRule": {"id": inline(check.key), "index": rules[inline(check.key)]},
        }
        for check in checks_of(report)
        if check.outcome is Outcome.NO_DATA and check.level not in RANK
    ]
    return [*missing, *({"level": "warning", "message": {"text": _text(line)}} for line in report.warnings)]


def _properties(report: Report) -> dict[str, Any]:
    """Period, rules, and all checks counted, with the names of those that raise no alert."""
    checks = checks_of(report)
    counts = Counter(check.outcome for check in checks)
    return {
        "periodo": inline(report.period.label) if report.period else None,
        "regras": {inline(key): inline(value) if isinstance(value, str) else value for key, value in report.rules},
        "contagem": {outcome.value: counts[outcome] for outcome in Outcome},
        "sem_alerta": [inline(f"{check.where}: {check.limit}") for check in checks if check.level not in RANK],
    }


def _text(text: str) -> str:
    """A plain text message that stands for itself: no placeholder (3.11.5) and no embedded link (3.11.6)."""
    return visible(text).replace("{", "{{").replace("}", "}}").replace("](", "]\u200b(")
