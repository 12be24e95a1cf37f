"""E-mail: a draft to send, with the report as text and as a page, its pictures inside and the workbook attached."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import UsageError, visible
from carteira_cli.render import judgements, render, shown
from carteira_cli.render.page import covering, sections
from carteira_cli.render.page.templates import template
from carteira_cli.render.pictures import png
from carteira_cli.units import Depth, number
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.report import Report

LIMIT = 90_000  # bytes of the page as sent; Gmail hides what comes after some 102,000
TEXT_ROWS = 200  # of a table in the text part, which few read where there is a page
MOST_ROWS = 1000  # of a table: more never fit
_WHERE = "na planilha anexa"
_TYPE = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SPEC = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_MAILBOX = re.compile(rf"""(?:"?(?P<name>[^"<>@,;:\\]*)"?\s*<(?P<named>{_SPEC})>|(?P<bare>{_SPEC}))""", re.ASCII)
_NAME = re.compile(r"[^0-9A-Za-z.-]+")


@dataclass(frozen=True)
class _Picture:
    title: str
    content: bytes
    name: str  # its Content-ID, without the angle brackets
    width: int
    height: int


def message(report: Report, sender: str | None = None, recipients: Sequence[str] = ()) -> EmailMessage:
    """The message: text, page, pictures, workbook. It has no date and no identity: the program that sends it adds them.

    Args:
        report: what it tells.
        sender: `nome@exemplo.com.br` or `Nome <nome@exemplo.com.br>`.
        recipients: the same of each.

    Raises:
        UsageError: one of those is no address.
        OutputError: the pictures can't be drawn: there is no folder to write to.
    """
    letter = _headed(report, sender, recipients)
    if report.sections:
        _fill_covering(letter, report)
    else:
        _fill(letter, report)
    workbook = render(report, "xlsx")
    letter.add_attachment(workbook, maintype="application", subtype=_TYPE, filename=f"{_file_name(report)}.xlsx")
    _bound(letter)
    return letter


def _headed(report: Report, sender: str | None, recipients: Sequence[str]) -> EmailMessage:
    letter = EmailMessage(policy=policy.SMTP)
    letter["Subject"] = subject(report)
    if sender:
        letter["From"] = address(sender)
    if recipients:
        letter["To"] = [address(recipient) for recipient in recipients]
    letter["X-Unsent"] = "1"  # Outlook opens it as a draft
    return letter


def _fill_covering(letter: EmailMessage, report: Report) -> None:
    """A short letter, to which the page is attached: it is no page to be read inside of another program."""
    name = _file_name(report)
    attached = (f"{name}.html", f"{name}.xlsx")
    page = covering.as_page(report, attached)
    if not _fits(page):  # of warnings without end
        page = covering.as_page(replace(report, warnings=()), attached)
    letter.set_content(covering.as_text(report, attached), cte="base64")
    letter.add_alternative(page, subtype="html", cte="quoted-printable")
    letter.add_attachment(render(report, "html"), maintype="text", subtype="html", filename=attached[0])


def _fill(letter: EmailMessage, report: Report) -> None:
    """The report as text and as a page, with its pictures."""
    pictures = _pictures(report)
    letter.set_content(render(_shortened(report), "tabela").decode(), cte="base64")
    page = _fitting(report, pictures)
    letter.add_alternative(page, subtype="html", cte="quoted-printable")
    related = letter.get_payload(1)
    if not isinstance(related, EmailMessage):
        raise TypeError(related)
    for place, picture in enumerate(pictures):
        related.add_related(
            picture.content,
            maintype="image",
            subtype="png",
            cid=f"<{picture.name}>",
            disposition="inline",
            filename=f"grafico-{place + 1}.png",
        )


def subject(report: Report) -> str:
    """Title, period and whose it is, on one line."""
    parts = [report.title, *([report.period.label] if report.period else [])]
    parts += [report.subject] if report.subject else []
    return " · ".join(" ".join(visible(part).split()) for part in parts)


def address(text: str) -> Address:
    """An address with or without a name.

    Raises:
        UsageError: it is none.
    """
    found = _MAILBOX.fullmatch(text.strip()) if text.isprintable() else None
    if found is None:
        raise UsageError(
            f'"{visible(text)}" não é um endereço de e-mail',
            "escreva nome@exemplo.com.br ou Nome <nome@exemplo.com.br>",
        )
    return Address((found["name"] or "").strip(), addr_spec=found["named"] or found["bare"])


def _file_name(report: Report) -> str:
    label = f"-{report.period.label}" if report.period else ""
    return _NAME.sub("-", report.command + label).strip("-.") or "carteira"


def _bound(letter: EmailMessage) -> None:
    """Give each part of several a boundary that follows from the content: the library's own are random.

    No content holds one: `=_` is never in text that is quoted-printable, nor in base64.
    """
    digest = hashlib.sha256()
    for part in letter.walk():
        if not part.is_multipart():
            digest.update(part.as_bytes())
    several = [part for part in letter.walk() if part.is_multipart()]
    for place, part in enumerate(several):
        part.set_boundary(f"=_carteira_{digest.hexdigest()[:24]}_{place}")


def _pictures(report: Report) -> tuple[_Picture, ...]:
    if not report.charts:
        return ()

    found = []
    for place, chart in enumerate(report.charts):
        content, width, height = png(chart)
        name = f"grafico-{place + 1}.{hashlib.sha256(content).hexdigest()[:16]}@carteira"
        found.append(_Picture(visible(chart.title), content, name, width, height))
    return tuple(found)


def _shortened(report: Report) -> Report:
    """A report for the text part: of a long table its first rows, and in its title how many there are and where."""
    tables = []
    for table in report.tables:
        total, most = len(table.rows), min(TEXT_ROWS, table.shown or TEXT_ROWS)
        if total > most:
            title = f"{table.title} (as primeiras {most} de {number(total, 0)} linhas; todas na planilha anexa)"
            table = replace(table, title=title, rows=table.rows[:most], shown=None)  # noqa: PLW2901 - the same, shorter
        tables.append(table)
    return replace(report, tables=tuple(tables))


def _fitting(report: Report, pictures: Sequence[_Picture]) -> str:
    """The page with as many rows of its longest tables and lists as `LIMIT` has room for.

    What does not fit even without rows is told in a sentence.
    """
    longest = max([0, *(len(grid.rows) for grid in sections.grids(report)), *map(len, _lists(report))])
    page = _page(report, pictures, min(longest, MOST_ROWS))
    if longest <= MOST_ROWS and _fits(page):
        return page
    fitting, beyond = -1, MOST_ROWS + 1
    while beyond - fitting > 1:
        rows = (fitting + beyond) // 2
        if _fits(_page(report, pictures, rows)):
            fitting = rows
        else:
            beyond = rows
    if fitting >= 0:
        return _page(report, pictures, fitting)
    heading = shown.title_line(report)
    page = _too_much(report, heading)
    return page if _fits(page) else _too_much(report, report.command)


def _lists(report: Report) -> tuple[Sequence[object], ...]:
    return (report.readings, report.checks or (), report.findings or ())


def _fits(page: str) -> bool:
    """Whether the page is small enough as it is sent: most signs of markup and accents take three bytes each."""
    part = EmailMessage(policy=policy.SMTP)
    part.set_content(page, subtype="html", cte="quoted-printable")
    return len(part.as_bytes()) < LIMIT


def _page(report: Report, pictures: Sequence[_Picture], most: int) -> str:
    """The page, its tables and lists of at most so many rows, and below each how many more there are and where."""
    from markupsafe import Markup  # weight: jinja2

    grids = []
    for grid in sections.grids(report):
        short = replace(grid, rows=grid.rows[:most], bars=grid.bars[:most])
        more = _more(max(len(grid.rows) - most, 0) + grid.left, "linha", "linhas")
        grids.append((grid.title, sections.pieces(short, sections.LETTER), more))
    found = [(heading, some[:most], len(some)) for heading, some in judgements.findings(report)]
    return template("letter.html", linkless=True).render(
        **sections.common(report),
        families=_first(sections.families(report), most),
        more_indicators=_more(len(report.readings) - most, "indicador", "indicadores"),
        judged=judgements.judged(report)[:most],
        more_judged=_more(len(report.checks or ()) - most, "verificação", "verificações"),
        findings=[(h, some, _more(count - most, "achado", "achados")) for h, some, count in found],
        # markup, because its letters are ours and must not be kept from being an address
        pictures=[(Markup(picture.name), picture) for picture in pictures],  # noqa: S704
        grids=grids,
    )


def _first(families: Sequence[sections.Family], most: int) -> list[sections.Family]:
    left, found = most, []
    for family in families:
        if left > 0:
            found.append(replace(family, indicators=family.indicators[:left]))
            left -= len(family.indicators)
    return found


def _more(count: int, one: str, many: str) -> str:
    """How many more there are, and where; nothing where there are none."""
    if count <= 0:
        return ""
    return f"mais {counted(count, one, many)} {_WHERE}"


def _too_much(report: Report, heading: str) -> str:
    rows = sum(len(table.rows) for table in report.tables if table.depth is not Depth.DATA)
    counts = (
        (len(report.readings), "indicador", "indicadores"),
        (len(report.checks or ()), "verificação", "verificações"),
        (len(report.findings or ()), "achado", "achados"),
        (rows, "linha de tabelas", "linhas de tabelas"),
        (len(report.notes) + len(report.warnings), "aviso ou nota", "avisos e notas"),
    )
    told = ", ".join(counted(count, one, many) for count, one, many in counts if count)
    sentence = f"Este relatório não cabe no corpo de um e-mail. Está inteiro {_WHERE}: {told}."
    return template("too_much.html", linkless=True).render(heading=visible(heading), sentence=sentence)
