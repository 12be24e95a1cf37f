"""A page to read, and a letter to send it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.format import Format

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report


def _html(report: Report) -> bytes:
    if report.sections:
        from carteira_cli.render.page.handover import render as handed_over  # weight: its modules

        return handed_over(report)
    from carteira_cli.render.page.html import render  # weight: its modules

    return render(report)


def _email(report: Report) -> bytes:
    from carteira_cli.render.page.email import message  # weight: email

    return message(report).as_bytes()


def _email_under(report: Report, config: Config) -> bytes:
    from carteira_cli.render.page.email import message  # weight: email

    return message(report, config.results.email_de, config.results.email_para).as_bytes()


FORMATS = (
    Format("html", 110, _html, (".html", ".htm")),
    Format("email", 120, _email, (".eml",), under=_email_under),
)
