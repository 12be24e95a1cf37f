"""What CI systems read of `carteira verificar`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.format import Format

if TYPE_CHECKING:
    from carteira_cli.report import Report


def _junit(report: Report) -> bytes:
    from carteira_cli.render.ci.junit import render  # weight: xml

    return render(report)


def _sarif(report: Report) -> bytes:
    from carteira_cli.render.ci.sarif import render  # weight: urllib

    return render(report)


def _github(report: Report) -> bytes:
    from carteira_cli.render.ci.github import render  # weight: its modules

    return render(report)


def _gitlab(report: Report) -> bytes:
    from carteira_cli.render.ci.gitlab import render  # weight: its modules

    return render(report)


FORMATS = (
    Format("junit", 130, _junit, (".xml", ".junit.xml"), machines=True, verdicts=True),
    Format("sarif", 140, _sarif, (".sarif", ".sarif.json"), machines=True, verdicts=True),
    Format("github", 150, _github, machines=True, verdicts=True),
    Format("gitlab", 160, _gitlab, (".gitlab.json",), machines=True, verdicts=True),
)
