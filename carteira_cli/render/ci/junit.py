"""JUnit XML: a test case a check, as Jenkins, GitLab and the reporters of GitHub read it (junit-10.xsd)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from carteira_cli.findings import Outcome
from carteira_cli.render.ci.checked import checks_of, explanation, inline, subject, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.findings import Check
    from carteira_cli.report import Report

NAME = "carteira verificar"
NO_TIME = "0"  # a report has no clock, and some readers show NaN without a time


def render(report: Report) -> bytes:
    """The checks as one suite: an error fails its case, a missing number that is none is skipped, a warning passes.

    A warning says so in the case's output; nothing in the file comes from a clock.
    """
    checks = checks_of(report)
    failures = sum(check.level is Outcome.ERROR for check in checks)
    counts = {"tests": str(len(checks)), "failures": str(failures), "errors": "0", "time": NO_TIME}
    root = ET.Element("testsuites", {"name": NAME, **counts})
    skipped = str(sum(_is_skipped(check) for check in checks))
    suite = ET.SubElement(root, "testsuite", {"name": NAME, **counts, "skipped": skipped})
    properties = ET.SubElement(suite, "properties")
    for key, value in _properties(report):
        ET.SubElement(properties, "property", {"name": inline(key), "value": inline(value)})
    for check, name in zip(checks, _names(checks), strict=True):
        _case(suite, check, name)
    if report.warnings or report.notes:
        told = [f"aviso: {line}" for line in report.warnings] + list(report.notes)
        ET.SubElement(suite, "system-out").text = "\n".join(map(inline, told))
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    """The period and the rules that the numbers were made by, in the words of the machine formats."""
    if report.period:
        yield "periodo", report.period.label
        yield "inicio", report.period.first
        yield "fim", report.period.last
        yield "completo", "sim" if report.period.complete else "nao"
    for key, value in report.rules:
        yield f"regra.{key}", "" if value is None else str(value)


def _names(checks: Sequence[Check]) -> list[str]:
    """`churn, uf=SP: > 5%`, each its own: readers take cases of one name for reruns of one test."""
    names: list[str] = []
    taken: set[str] = set()
    for check in checks:
        plain = name = inline(f"{check.where}: {check.limit}")
        copies = 1
        while name in taken:
            copies += 1
            name = f"{plain} ({copies})"
        taken.add(name)
        names.append(name)
    return names


def _is_skipped(check: Check) -> bool:
    return check.outcome is Outcome.NO_DATA and check.level is not Outcome.ERROR


def _case(suite: ET.Element, check: Check, name: str) -> None:
    case = ET.SubElement(suite, "testcase", {"classname": inline(check.key), "name": name, "time": NO_TIME})
    kind = "sem_dados" if check.outcome is Outcome.NO_DATA else "limite"
    about = {"type": kind, "message": inline(check.message)}
    if check.level is Outcome.ERROR:
        ET.SubElement(case, "failure", about).text = _story(check)
    elif _is_skipped(check):
        ET.SubElement(case, "skipped", about)
    if check.level is Outcome.WARNING:
        ET.SubElement(case, "system-out").text = f"aviso: {_story(check)}"


def _story(check: Check) -> str:
    """A verdict with everything that explains it."""
    place = [f"limite em: {inline(check.file)}:{check.line}"] if check.file else []
    head = f"{subject(check)}: {value_of(check)} (limite: {inline(check.limit)})"
    return "\n".join([inline(check.message), head, *explanation(check), *place])
