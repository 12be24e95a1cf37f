"""A report that is handed over as a workbook: a first sheet to read, lists to work with, what the rest rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.chart import HeatMap
from carteira_cli.dataclass import dataclass
from carteira_cli.render import shown
from carteira_cli.render.flat import UNIT_COLUMNS
from carteira_cli.render.workbook.fitted import indicators, whole_sheets
from carteira_cli.render.workbook.sheet import HELD, Written
from carteira_cli.render.workbook.sheet_chart import chart_table, picture
from carteira_cli.render.workbook.stacked import BOLD, HEADING, PLAIN, REMARK, SENTENCE, TITLE, Stack
from carteira_cli.render.workbook.xlsx_text import sheet_name
from carteira_cli.report import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.chart import Chart
    from carteira_cli.render.workbook.sheet import Pen
    from carteira_cli.report import Reading, Report, ReportSection
    from carteira_cli.rows import Cell

FIRST, LAST, DRAWN = "Resumo", "Definições", "Gráficos"
# Lists to filter, to sort and to print, a sheet each whatever section shows some rows of them.
_LISTS = {"em_risco": "Ligar", "inativos": "Reconquistar", "clientes": "Clientes"}
_ELSEWHERE = {"por_vendedor": "Vendedores", "coortes": "Coortes"}  # tables that are read beside others
_SAID = frozenset({"texto"})  # what the first sheet says in sentences
_ORDER = (FIRST, "Ligar", "Reconquistar", "Vendedores", "Clientes", "Coortes")  # the rest as the sections come


@dataclass(frozen=True)
class SheetPlan:
    """What is on a sheet: sections in order, with the tables and charts of each."""

    name: str
    parts: tuple[tuple[ReportSection, tuple[Table, ...], tuple[Chart, ...]], ...]


def write(report: Report, pen: Pen) -> None:
    """All sheets of a report that has sections; every table and indicator of it is on one of them."""
    numbers = _numbers(report)
    taken = {name.casefold() for name in (FIRST, LAST, DRAWN)}
    plan = _plan(report)
    for name in plan:
        if name in _LISTS.values():
            table = next(one for one in report.tables if _LISTS.get(one.key) == name)
            _long(pen, name, table, taken)
        else:
            taken.add(name.casefold())
            _stacked(report, pen, plan[name], numbers)
    for table in report.tables:
        if table.key not in _LISTS and len(table.rows) > HELD:
            _long(pen, table.title, table, taken)
    if report.readings:
        pen.write(sheet_name("Indicadores", "indicadores", taken), indicators(report))
    _definitions(report, pen)
    _drawn(pen, numbers)


def _long(pen: Pen, name: str, table: Table, taken: set[str]) -> None:
    for part in whole_sheets(table):
        pen.write(sheet_name(name, table.key, taken), part)


def _plan(report: Report) -> dict[str, SheetPlan]:
    """Sheet → what is on it, in the order of the sheets."""
    tables = {one.key: one for one in report.tables if one.key not in _LISTS and len(one.rows) <= HELD}
    charts = {one.key: one for one in report.charts}
    found: dict[str, list[tuple[ReportSection, tuple[Table, ...], tuple[Chart, ...]]]] = {FIRST: []}
    for section in report.sections:
        if section.sheet == LAST or section.missing is not None:
            continue
        own = [key for key in section.tables if key in tables and key not in _ELSEWHERE]
        own += [key for key, name in _ELSEWHERE.items() if name == section.sheet and key in tables]
        shown_here = (tuple(tables[key] for key in own), tuple(charts[key] for key in section.charts if key in charts))
        if section.sheet not in _LISTS.values():
            found.setdefault(section.sheet, []).append((section, *shown_here))
    for table in report.tables:
        if table.key in _LISTS:
            found.setdefault(_LISTS[table.key], [])
    order = [*(name for name in _ORDER if name in found), *(name for name in found if name not in _ORDER)]
    return {name: SheetPlan(name, tuple(found[name])) for name in order}


def _numbers(report: Report) -> dict[str, Written]:
    """Chart → its numbers, where they will be on the sheet of all of them."""
    found, top = {}, 0
    for chart in report.charts:
        if (table := chart_table(chart)) is not None:
            found[chart.key] = Written(DRAWN, table, tuple(one.title for one in table.columns), (), top)
            top += len(table.rows) + 2
    return found


def _drawn(pen: Pen, numbers: dict[str, Written]) -> None:
    if not numbers:
        return
    stack = Stack.begun(pen, DRAWN, [(one.table, range(len(one.headers))) for one in numbers.values()])
    for one in numbers.values():
        stack.row = one.top
        stack.table(one.table, range(len(one.headers)))


def _stacked(report: Report, pen: Pen, sheet: SheetPlan, numbers: dict[str, Written]) -> None:
    maps = {chart.key: _grid(chart) for _, _, charts in sheet.parts for chart in charts if isinstance(chart, HeatMap)}
    cards = _cards(report) if sheet.name == FIRST else None
    every = [table for _, tables, _ in sheet.parts for table in tables] + [*maps.values(), *([cards] if cards else [])]
    stack = Stack.begun(pen, sheet.name, [(one, _written(one)) for one in every])
    if sheet.name == FIRST:
        _head(report, stack)
    for section, tables, charts in sheet.parts:
        stack.gap()
        stack.say(section.title, HEADING)
        for sentence in section.sentences:
            stack.say(sentence, PLAIN)
        if cards is not None and section.readings:
            stack.table(cards, _written(cards))
        _shown(stack, tables, charts, maps, numbers)
    if sheet.name == FIRST:
        _missing(report, stack)


def _shown(
    stack: Stack,
    tables: Sequence[Table],
    charts: Sequence[Chart],
    maps: Mapping[str, Table],
    numbers: Mapping[str, Written],
) -> None:
    """What a section shows: pictures, then tables, which may be long."""
    for chart in charts:
        if chart.key in maps:
            _map(stack, maps[chart.key])
        elif chart.key in numbers:
            stack.gap()
            stack.picture(picture(stack.pen.book, chart, numbers[chart.key]))
    for table in tables:
        stack.gap()
        stack.say(table.title, BOLD)
        stack.table(table, _written(table))


def _written(table: Table) -> list[int]:
    return [place for place, column in enumerate(table.columns) if column.key not in UNIT_COLUMNS]


def _head(report: Report, stack: Stack) -> None:
    """Whose report it is and of which period, and what it comes to."""
    stack.say(report.subject or report.title, TITLE)
    stack.say(shown.title_line(report), BOLD)
    if report.compared_with:
        beside = f" e com {report.year_before.label}" if report.year_before else ""
        stack.say(f"comparado com {report.compared_with.label}{beside}", REMARK)
    stack.gap()
    for sentence in report.answer:
        stack.say(sentence, SENTENCE)
    for line in report.warnings:
        stack.say(f"aviso: {line}", REMARK)


def _missing(report: Report, stack: Stack) -> None:
    absent = [section for section in report.sections if section.missing is not None]
    if absent:
        stack.gap()
        stack.say("O que não está aqui, e por quê", HEADING)
    for section in absent:
        stack.say(f"{section.title}: {section.missing}", REMARK)


def _cards(report: Report) -> Table | None:
    """The indicators of the first page: now, in the period compared with and in that of the year before."""
    keys = [key for section in report.sections for key in section.readings]
    by_key = {reading.key: reading for reading in report.readings if reading.missing is None}
    found = [by_key[key] for key in keys if key in by_key]
    if not found:
        return None
    columns = [Column("titulo", "Indicador"), Column("valor", "Valor", kind=Kind.VALUE)]
    if report.compared_with:
        columns += _compared("anterior", report.compared_with.label)
    if report.year_before:
        columns += _compared("ano", report.year_before.label)
    columns += [Column(key, "") for key in ("unidade", "unidade_variacao")]
    rows = tuple(tuple(_card(reading, report)) for reading in found)
    return Table("cartoes", "Os números", tuple(columns), rows)


def _compared(key: str, label: str) -> list[Column]:
    return [
        Column(key, f"Era em {label}", kind=Kind.VALUE),
        Column(f"{key}_variacao", "Variação", kind=Kind.CHANGE),
        Column(f"{key}_leitura", "Leitura"),
    ]


def _card(reading: Reading, report: Report) -> Iterator[Cell]:
    yield reading.title
    yield reading.value
    if report.compared_with:
        changed = shown.change(reading)
        yield from (reading.previous, reading.change, changed.word if changed else None)
    if report.year_before:
        changed, year = shown.year_change(reading), reading.year
        yield from (year.value, year.change, changed.word if changed else None) if year else (None, None, None)
    yield from (reading.unit.value, reading.change_unit.value)


def _grid(chart: HeatMap) -> Table:
    """A map of numbers as a table, a column a column."""
    columns = (
        Column("linha", chart.row_title),
        *(Column(f"c{place}", title, chart.unit) for place, title in enumerate(chart.columns)),
    )
    rows = tuple((title, *values) for title, values in zip(chart.rows, chart.values, strict=True))
    return Table(chart.key, chart.title, columns, rows)


def _map(stack: Stack, table: Table) -> None:
    """The same with its cells the darker the more they are, in ink that is read on both."""
    stack.gap()
    stack.say(table.title, BOLD)
    top = stack.table(table, range(len(table.columns)))
    if table.rows:
        scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#9DC3E6"}
        stack.sheet.conditional_format(top + 1, 1, top + len(table.rows), len(table.columns) - 1, scale)


def _definitions(report: Report, pen: Pen) -> None:
    """How the numbers are computed, under which rules, from which files, and what else was said."""
    rules = Table(
        "regras",
        "Regras",
        (Column("regra", "Regra"), Column("valor", "Valor")),
        tuple((key, _rule(value)) for key, value in report.rules),
    )
    tables = {one.key: one for one in report.tables}
    sections = [section for section in report.sections if section.sheet == LAST and section.missing is None]
    own = [tables[key] for section in sections for key in section.tables if key in tables]
    every: Sequence[Table] = (*own, rules)
    stack = Stack.begun(pen, LAST, [(one, _written(one)) for one in every])
    for section in sections:
        stack.say(section.title, HEADING)
        for sentence in section.sentences:
            stack.say(sentence, REMARK)
    for table in every:
        stack.gap()
        stack.say(table.title, HEADING)
        stack.table(replace(table, rows=tuple(table.rows)), _written(table))
    if report.rule_words:
        stack.say(report.rule_words, REMARK)
    if report.notes:
        stack.gap()
        stack.say("Notas", HEADING)
    for line in report.notes:
        stack.say(line, PLAIN)


def _rule(value: Cell) -> str:
    return "não definido" if value is None else str(value)
