"""`carteira inspecionar`: what a file is, how it would be read, and the configuration that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import CarteiraError, UsageError, did_you_mean
from carteira_cli.names import fold
from carteira_cli.quoted import cell, cells_are_hidden, shape
from carteira_cli.reading.files import open_files
from carteira_cli.reading.inputs.addresses import redact
from carteira_cli.reading.inputs.watch import unchanging
from carteira_cli.report import Column, Kind, Report, Snippet, Source, Table
from carteira_cli.sources.finding.locate import named_files
from carteira_cli.sources.glance.recognition import any_table
from carteira_cli.sources.matching.fitness import likeliest
from carteira_cli.sources.matching.lacking import MissingColumnsError
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.proving.lines import Opened, ProvenLines
from carteira_cli.sources.proving.proof import part_of
from carteira_cli.sources.reading_rules import rules_of
from carteira_cli.sources.understood import conventions, counted_all, reading_warnings
from carteira_cli.units import Depth, Unit, show
from carteira_cli.words import agree

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.reading.raw import RawFile
    from carteira_cli.rows import Cell
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.reading_rules import Rules

EXAMPLES = 3  # values shown of a column
SAMPLE_LINES = 3
SHOWN = 60  # characters of a cell


@unchanging()
def inspect(named: str, config: Config, table: str | None) -> Report:
    """What a file is and how it would be read.

    Args:
        named: the file.
        config: what the user says about it.
        table: what it is to be read as; None to find out.

    Raises:
        CarteiraError: the file can't be opened, or there is no such table.
    """
    if table is not None and table not in TABLES:
        raise UsageError(f'a tabela "{table}" não existe', did_you_mean(table, TABLES))
    raw, chosen = opened(named, config, table)
    part, problem, lines = None, None, None
    if chosen is not None:
        try:
            part = part_of(TABLES[chosen], raw, _rules(config, chosen))
            lines = Opened(TABLES[chosen], (part,), raw.name).prove()
            part = lines.parts[0]
        except CarteiraError as error:
            part, problem, lines = None, error, None
    return Report(
        command="inspecionar",
        title=raw.name,
        tables=tuple(_tables(raw, part, chosen, problem if isinstance(problem, MissingColumnsError) else None)),
        snippets=(Snippet("toml", "Para fixar esta leitura, cole em carteira.toml", _toml(named, raw, part, chosen)),)
        if part is not None and chosen is not None
        else (),
        sources=_sources(lines) if lines is not None else (),
        warnings=tuple(_warnings(lines, problem)),
        notes=tuple(part.matched.told) if part is not None else (),
    )


def opened(named: str, config: Config, table: str | None) -> tuple[RawFile, str | None]:
    """The file, and the table that it serves best; None where it serves none."""
    (path, *_) = named_files(named, config.folder, "dados")
    rules = _rules(config, table or "vendas")
    (raw, *_) = open_files(path, table or "", rules.told.hints, any_table(config))
    if table is not None:
        return raw, table
    by_name = next((name for name in TABLES if fold(raw.name.rsplit("/", 1)[-1]).startswith(name)), None)
    return raw, likeliest(raw.header, by_name)


def _rules(config: Config, table: str) -> Rules:
    return rules_of(config, table, None)


def _tables(raw: RawFile, part: Part | None, chosen: str | None, lacks: MissingColumnsError | None) -> list[Table]:
    facts = [*raw.understood.facts]
    if part is not None and part.matched.profile is not None:
        facts.append(("perfil", f"{part.matched.profile.title} ({part.matched.profile.name})"))
    facts.append(("serve de", chosen or "nenhuma tabela reconhecida"))
    facts += [("convenção", said) for said in conventions(part)] if part is not None else []
    facts += [("fora dos dados", said) for said in counted_all(raw)]
    if lacks is not None:
        facts += [
            (f'falta "{name}"', f'serviria "{one if lacks.found else cell(one)}"' if one else "nenhuma coluna serve")
            for name, one in lacks.best.items()
        ]
    facts.append(("confiança", show(_confidence(raw, chosen, lacks), Unit.FRACTION)))
    return [
        Table("arquivo", "O que foi encontrado", (Column("o_que", ""), Column("achado", "")), tuple(facts), few=0),
        _columns(raw, part, lacks),
        _sample(raw),
    ]


def _confidence(raw: RawFile, chosen: str | None, lacks: MissingColumnsError | None) -> float:
    """How sure the reading is: no more than the share of what its table requires that was found."""
    if chosen is None:
        return 0
    required = TABLES[chosen].required
    found = len(required) - len(lacks.best if lacks else ())
    return min(raw.understood.confidence, found / len(required))


def _columns(raw: RawFile, part: Part | None, lacks: MissingColumnsError | None) -> Table:
    found, how = (part.matched.columns, part.matched.how) if part else (lacks.found, lacks.how) if lacks else ({}, {})
    mapped = {original: name for name, original in found.items()}
    examples = _first_cells(raw, EXAMPLES)
    rows: list[tuple[Cell, ...]] = []
    for name in raw.header:
        canonical = mapped.get(name)
        shown = name if mapped else cell(name)  # where no name is known, the first line may be one of data
        rows.append((shown, canonical, how.get(canonical or ""), " · ".join(_shown(cell) for cell in examples[name])))
    columns = (
        Column("coluna", "Coluna do arquivo"),
        Column("como", "Lida como"),
        Column("por", "Por"),
        Column("exemplos", "Exemplos"),
    )
    return Table("colunas", "Colunas", columns, tuple(rows), few=0)


def _first_cells(raw: RawFile, count: int) -> dict[str, list[str]]:
    """The first different cells of each column that have something in them."""
    head = raw.lines.head(1000).select(pl.col(name).cast(pl.String, strict=False) for name in raw.header).collect()
    return {name: head[name].drop_nulls().unique(maintain_order=True).head(count).to_list() for name in raw.header}


def _sample(raw: RawFile) -> Table:
    number = "\x00numero"
    head = raw.scan(number).head(SAMPLE_LINES).collect()
    rows = tuple(
        (row[number], " | ".join(_shown("" if row[name] is None else str(row[name])) for name in raw.header))
        for row in head.iter_rows(named=True)
    )
    columns = (Column("linha", "Linha", kind=Kind.NUMBER), Column("celulas", "Células"))
    return Table("amostra", "Primeiras linhas", columns, rows, depth=Depth.FULL)


def _shown(cell: str) -> str:
    flat = " ".join(cell.split())
    if cells_are_hidden():
        return shape(flat)
    return flat if len(flat) <= SHOWN else flat[:SHOWN] + "[…]"


def _sources(lines: ProvenLines) -> tuple[Source, ...]:
    audit = lines.audit
    return (Source(lines.table.name, lines.opened.origin, audit.lines, audit.valid, audit.cancelled, audit.rejected),)


def _warnings(lines: ProvenLines | None, problem: CarteiraError | None) -> list[str]:
    if problem is not None:
        return [f"{problem.message}; {problem.hint}"]
    if lines is None:
        return ["as colunas não são de nenhuma tabela conhecida: diga qual é com --tabela e mapeie em [colunas]"]
    found = list(reading_warnings(lines))
    audit = lines.audit
    if audit.rejected:
        first = "; ".join(f"{reject.where}: {reject.reason}" for reject in lines.rejects(3))
        would = agree(audit.rejected, "linha seria rejeitada", "linhas seriam rejeitadas")
        found.append(f"{audit.rejected} {would}, de {audit.lines}" + (f": {first}" if first else ""))
    return found


def _toml(named: str, raw: RawFile, part: Part, chosen: str) -> str:
    lines = [f"{chosen} = {_text(redact(named))}", "", f"[leitura.{chosen}]"]
    settings = dict(raw.understood.settings)
    if part.matched.profile is not None:
        settings["perfil"] = part.matched.profile.name
    decimal, order = part.assumed.decimal_shown(), part.assumed.order_shown()
    settings |= {"decimal": decimal} if decimal else {}
    settings |= {"ordem_data": order} if order else {}
    lines += [f"{key} = {_text(value)}" for key, value in settings.items()]
    comment = "# " if part.matched.profile is not None else ""
    lines += ["", f"{comment}[colunas.{chosen}]" + ("  # o perfil já diz; para trocar, tire o #" if comment else "")]
    lines += [f"{comment}{name} = {_text(original)}" for name, original in part.matched.columns.items()]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'
