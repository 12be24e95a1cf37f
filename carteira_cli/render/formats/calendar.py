"""iCalendar (RFC 5545): an all-day event for each row of the main table that has a date."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING

from carteira_cli.render.format import Format
from carteira_cli.rows import once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.report import Column, Report, Table
    from carteira_cli.rows import Cell

_WIDTH = 75  # octets of a line, the line break apart (section 3.1)
_KEY = b"carteira: evento de calendario"
_CUSTOMER, _NAME, _KIND, _SELLER, _DUE, _REASON = "cliente", "nome", "tipo", "vendedor", "previsto", "motivo"
_EMPTY = (  # a calendar has at least one component (section 3.6)
    *("BEGIN:VTIMEZONE", "TZID:America/Sao_Paulo", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
    *("TZOFFSETFROM:-0300", "TZOFFSETTO:-0300", "END:STANDARD", "END:VTIMEZONE"),
)


def _render(report: Report) -> bytes:
    """The main table as a calendar; stamped by the as-of day, never by the clock.

    Raises:
        UsageError: the table has no column of dates.
    """
    from carteira_cli.errors import UsageError
    from carteira_cli.render.flat import main_table
    from carteira_cli.report import Kind

    table = main_table(report)
    dates = [at for at, column in enumerate(table.columns) if column.kind is Kind.DATE]
    if not dates:
        raise UsageError(
            f'o formato "ics" é de tabelas com datas, e {table.key} de {report.command} não tem nenhuma',
            "use com carteira agenda ou renovacoes, ou escolha outra --tabela",
        )
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//carteira//PT", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_text(report.title)}")
    events = [line for event in _events(table, dates[0], _stamp(report)) for line in event]
    lines += [*(events or _EMPTY), "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def _stamp(report: Report) -> str:
    """When the numbers were true: the as-of day at midnight."""
    told = dict(report.rules).get("referencia")
    day = told if isinstance(told, str) else report.period.until if report.period else "1970-01-01"
    return f"{_basic(day)}T000000Z"


def _events(table: Table, place: int, stamp: str) -> Iterator[list[str]]:
    keys = [column.key for column in table.columns]
    seen: dict[str, int] = {}
    for cells in once(table.rows):
        row = dict(zip(keys, cells, strict=True))
        day = cells[place]
        if not isinstance(day, str):
            continue
        kind = str(row.get(_KIND) or table.columns[place].title)
        whose = str(row[_CUSTOMER]) if row.get(_CUSTOMER) is not None else f"\x00{row.get(_SELLER)}"
        told = f"{whose}\x00{kind}\x00{row.get(_DUE) or day}"
        seen[told] = seen.get(told, 0) + 1
        identity = told if seen[told] == 1 else f"{told}\x00{seen[told]}"
        yield _event(table, cells, kind, day, _uid(identity), stamp)


def _event(table: Table, cells: tuple[Cell, ...], kind: str, day: str, uid: str, stamp: str) -> list[str]:
    from datetime import date, timedelta

    row = dict(zip((column.key for column in table.columns), cells, strict=True))
    who = row.get(_NAME) or row.get(_CUSTOMER)
    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    title = kind[:1].upper() + kind[1:]
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{_basic(day)}",
        f"DTEND;VALUE=DATE:{_basic(after)}",
        f"SUMMARY:{_text(title if who is None else f'{title}: {who}')}",
        f"DESCRIPTION:{_text(_description(table.columns, cells))}",
        f"CATEGORIES:{_text(kind)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _description(columns: tuple[Column, ...], cells: tuple[Cell, ...]) -> str:
    """What else the row says: the reason first, then a line a column."""
    from carteira_cli.render.shown import cell
    from carteira_cli.report import Kind

    told = {column.key: value for column, value in zip(columns, cells, strict=True)}
    lines = [str(told[_REASON])] if told.get(_REASON) else []
    for column, value in zip(columns, cells, strict=True):
        if value is not None and column.key not in {_REASON, _KIND, "data"} and (value or column.kind is not Kind.TEXT):
            lines.append(f"{column.title}: {cell(value, column)}")
    return "\n".join(lines)


def _uid(identity: str) -> str:
    """The same for the same customer, kind and day in every run: a calendar that has the event has it once."""
    return f"{hmac.new(_KEY, identity.encode(), hashlib.sha256).hexdigest()[:32]}@carteira"


def _basic(day: str) -> str:
    return day.replace("-", "")


def _text(value: str) -> str:
    """A value of type TEXT (section 3.3.11): no control character but the line break, which is written."""
    from carteira_cli.errors import visible

    plain = "\n".join(visible(line) for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    escaped = re.sub(r"([\\;,])", r"\\\1", plain)
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A content line in pieces of at most 75 octets, no character cut in two (section 3.1)."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _WIDTH:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


FORMATS = (Format("ics", 35, _render, (".ics",), machines=True, one_table=True, dated=True),)
