"""A page to read, the same printed, and a letter to send it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.format import Format

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report

HANDED_OVER = b"<!-- feito por carteira relatorio -->\n"  # at the end of a page that is handed over: whose file it is


def _html(report: Report) -> bytes:
    if report.sections:
        from carteira_cli.render.page.handover import render as handed_over  # weight: its modules

        return handed_over(report) + HANDED_OVER
    from carteira_cli.render.page.html import render  # weight: its modules

    return render(report)


def _pdf(report: Report) -> bytes:
    from carteira_cli.render.page.pdf import printed  # weight: subprocess

    return printed(_html(report))


def _email(report: Report) -> bytes:
    from carteira_cli.render.page.email import message  # weight: email

    return message(report).as_bytes()


def _email_under(report: Report, config: Config) -> bytes:
    from carteira_cli.render.page.email import message  # weight: email

    return message(report, config.results.email_de, config.results.email_para).as_bytes()


FORMATS = (
    Format("html", 110, _html, (".html", ".htm")),
    Format("pdf", 115, _pdf, (".pdf",), binary=True, printed=True),
    Format("email", 120, _email, (".eml",), under=_email_under),
)
