"""What was written of a star, as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis import notes
from carteira_cli.analysis.attribute_notes import of_attributes
from carteira_cli.analysis.indicator_report import base_rules, source_line
from carteira_cli.customers import anonymous
from carteira_cli.report import Column, Kind, Report, Table
from carteira_cli.sources.finding.stale import stale
from carteira_cli.star.people import dimensions_of
from carteira_cli.units import number
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.star.build import StarPlan, WrittenStar

COLUMNS = (
    Column("arquivo", "Arquivo"),
    Column("linhas", "Linhas", kind=Kind.NUMBER),
    Column("bytes", "Bytes", kind=Kind.NUMBER),
    Column("conteudo", "O que é uma linha"),
)


def summary(base: CustomerBase, plan: StarPlan, written: WrittenStar) -> Report:
    """The report of a star that was written: a row a file, what it rests on, and what to know before one uses it."""
    rows = tuple((str(one.path), one.rows, one.size, one.words) for one in written.files)
    title = f"{counted(len(rows), 'arquivo')} em {plan.folder}"
    return Report(
        "estrela",
        "Estrela",
        rules=tuple(base_rules(base)),
        tables=(Table("arquivos", title, COLUMNS, rows),),
        sources=tuple(source_line(table, ledger) for table, ledger in base.ledgers.items()),
        warnings=(
            *_warnings(base, written),
            *notes.of_sources(base),
            *anonymous.warnings(base.ledgers, base.config, base.excluded, base.seen.customers),
            *written.doubts,
            *of_attributes(base, {*dimensions_of(base).values(), *base.where.dimensions.values()}),
            *stale(base.config, base.ledgers),
        ),
        notes=(*_periods(base, written), *notes.cycle(base), *notes.how_read(base)),
        main="arquivos",
    )


def _warnings(base: CustomerBase, written: WrittenStar) -> Iterator[str]:
    if not written.periods:
        yield "nenhum período tem dados: fato_movimento está vazia"
    if written.outside:
        lines = counted(written.outside, "linha de venda válida", "linhas de venda válidas")
        yield f"{lines} fora de {base.asked.label} {agree(written.outside, 'não está', 'não estão')} em fato_vendas"


def _periods(base: CustomerBase, written: WrittenStar) -> Iterator[str]:
    """Which periods there are, and which of them is not over."""
    months = [one for one in written.periods if one.grain == "mes"]
    if months:
        told = f"de {months[0].label} a {months[-1].label}" if len(months) > 1 else months[0].label
        yield f"{counted(len(written.periods), 'período')}, entre meses, trimestres e anos: {told}"
    going_on = [one.label for one in written.periods if one.end > base.as_of + 1]
    if going_on:
        end = agree(len(going_on), "terminou", "terminaram")
        yield f"{', '.join(going_on)} ainda não {end}: os dados vão até {date_of(base.as_of)} (completo = 0)"
    if written.short:
        before = agree(len(written.short), "período tem", "períodos têm")
        yield (
            f"{number(len(written.short), 0)} {before} antes de si menos dados que o prazo de inatividade "
            "(janela_completa = 0): a base do início está subestimada"
        )
