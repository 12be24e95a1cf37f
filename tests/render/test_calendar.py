"""Calendars: what RFC 5545 asks of a file, held against its words and against a library that reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.errors import UsageError
from carteira_cli.render import render
from carteira_cli.report import Column, Kind, Report, Table
from carteira_cli.units import Unit

COLUMNS = (
    Column("data", "Data", kind=Kind.DATE),
    Column("cliente", "Cliente"),
    Column("nome", "Nome"),
    Column("vendedor", "Vendedor"),
    Column("tipo", "Tipo"),
    Column("motivo", "Motivo"),
    Column("perda_esperada", "Perda esperada", Unit.REAIS_PER_MONTH),
    Column("previsto", "Previsto para", kind=Kind.DATE),
)
ROW = ("2024-04-01", "C1", "Padaria; Sol, \\ Lua", "Ana", "recompra", "última\ncompra", 1234.5, "2024-03-30")


def report(*rows, columns=COLUMNS):
    table = Table("agenda", "Agenda", columns, rows)
    return Report("agenda", "Agenda de contatos", rules=(("referencia", "2024-03-31"),), tables=(table,), main="agenda")


def content_lines(content: bytes) -> list[str]:
    """The lines of a file, unfolded, by the words of section 3.1; what breaks them fails."""
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in physical)
    assert all(b"\r" not in line and b"\n" not in line for line in physical)
    lines: list[bytes] = []
    for line in physical:
        line.decode()  # no character is cut in two
        if line.startswith(b" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return [line.decode() for line in lines]


def checked(content: bytes) -> list[dict[str, str]]:
    """The events of a calendar that keeps the rules: properties by name, each once, the required ones there."""
    lines = content_lines(content)
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//carteira//PT"]
    assert lines[-1] == "END:VCALENDAR"
    events, inside = [], None
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            inside = {}
        elif line == "END:VEVENT":
            assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= inside.keys()
            events.append(inside)
            inside = None
        elif inside is not None:
            assert name not in inside
            inside[name] = value
    uids = [one["UID"] for one in events]
    assert len(set(uids)) == len(uids)
    return events


def test_an_event_by_hand():
    (event,) = checked(render(report(ROW), "ics"))
    assert event["DTSTAMP"] == "20240331T000000Z"
    assert (event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]) == ("20240401", "20240402")
    assert event["SUMMARY"] == "Recompra: Padaria\\; Sol\\, \\\\ Lua"
    assert event["DESCRIPTION"].startswith("última\\ncompra\\nCliente: C1\\n")
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_library_reads_what_was_written():
    calendar = icalendar.Calendar.from_ical(render(report(ROW), "ics"))
    (event,) = calendar.events
    assert str(event["SUMMARY"]) == "Recompra: Padaria; Sol, \\ Lua"
    assert event.decoded("DTSTART") == date(2024, 4, 1)
    assert str(event["DESCRIPTION"]).splitlines()[:2] == ["última", "compra"]
    assert str(calendar["X-WR-CALNAME"]) == "Agenda de contatos"


def test_the_same_call_on_another_day_is_the_same_event():
    moved = ("2024-04-02", *ROW[1:])
    other_kind, other_due = (*ROW[:4], "aniversário", *ROW[5:]), (*ROW[:7], "2024-04-30")
    uids = [checked(render(report(row), "ics"))[0]["UID"] for row in (ROW, moved, other_kind, other_due)]
    assert uids[0] == uids[1]
    assert len(set(uids)) == 3


def test_without_customers_events_differ_still_and_name_nobody():
    columns = tuple(column for column in COLUMNS if column.key not in {"cliente", "nome"})
    row = (ROW[0], *ROW[3:])
    events = checked(render(report(row, row, columns=columns), "ics"))
    assert [one["SUMMARY"] for one in events] == ["Recompra", "Recompra"]


def test_an_empty_calendar_has_a_component_and_no_event():
    content = render(report(), "ics")
    assert checked(content) == []
    assert icalendar.Calendar.from_ical(content).events == []
    assert "BEGIN:VTIMEZONE" in content_lines(content)


def test_a_row_without_a_day_is_no_event():
    assert checked(render(report((None, *ROW[1:])), "ics")) == []


def test_a_table_without_days_is_refused():
    told = report()
    table = replace(told.tables[0], columns=COLUMNS[1:2])
    with pytest.raises(UsageError, match="tabelas com datas"):
        render(replace(told, tables=(table,)), "ics")


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=90)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4))
def test_any_text_is_read_back_as_it_was(drawn):
    rows = [
        ("2024-04-01", f"C{at}", name, seller, "recompra", reason, None, None)
        for at, (name, seller, reason) in enumerate(drawn)
    ]
    content = render(report(*rows), "ics")
    assert content == render(report(*rows), "ics")
    assert len(checked(content)) == len(rows)
    for event, (name, _, _) in zip(icalendar.Calendar.from_ical(content).events, drawn, strict=True):
        if name.isprintable() and name:
            assert str(event["SUMMARY"]) == f"Recompra: {name}"
