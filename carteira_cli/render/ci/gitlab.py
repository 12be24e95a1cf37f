"""GitLab Code Quality: an array of what fails or warns, each at the line of its limit."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from carteira_cli.findings import Outcome
from carteira_cli.json_schema import written
from carteira_cli.render.ci.checked import RANK, checks_of, fingerprints, inline, subject

if TYPE_CHECKING:
    from carteira_cli.findings import Check
    from carteira_cli.report import Report

SEVERITIES = {Outcome.ERROR: "major", Outcome.WARNING: "minor"}
NO_FILE = "carteira.toml"  # a path is obligatory; a limit that no file holds would be written there


def render(report: Report) -> bytes:
    """The alerts, in the order of the checks; an empty array where there is none."""
    checks = checks_of(report)
    issues = [
        _issue(check, mark) for check, mark in zip(checks, fingerprints(checks), strict=True) if check.level in RANK
    ]
    return written(issues).encode()


def _issue(check: Check, fingerprint: str) -> dict[str, Any]:
    note = f" · nota: {inline(check.note)}" if check.note else ""
    look = f" · ver: {inline(check.look)}" if check.look else ""
    why = f" · por que mudou: {inline(check.explain)}" if check.explain else ""
    return {
        "description": f"{subject(check)}: {inline(check.message)}{note}{look}{why}",
        "check_name": inline(check.key),
        "fingerprint": fingerprint,
        "severity": SEVERITIES[check.level],
        "location": {
            "path": inline(PurePath(check.file or NO_FILE).as_posix()),  # without "./", or GitLab shows no link
            "lines": {"begin": check.line},
        },
    }
