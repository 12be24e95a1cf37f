"""What an import read and what came out, as a report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from carteira_cli.report import Column, Kind, Report, Source, Table
from carteira_cli.sources.finding.stale import listed
from carteira_cli.units import Unit
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.portfolio.build import Imported
    from carteira_cli.portfolio.recording import Added
    from carteira_cli.portfolio.staging import StagedTable
    from carteira_cli.rows import Cell

COMMAND = "importar"
_FILE_COLUMNS = (
    Column("tabela", "Tabela"),
    Column("arquivo", "Arquivo"),
    Column("situacao", "Situação"),
    Column("linhas", "Linhas", Unit.LINES),
    Column("validas", "Válidas", Unit.LINES),
    Column("canceladas", "Canceladas", Unit.LINES),
    Column("rejeitadas", "Rejeitadas", Unit.LINES),
    Column("repetidas", "Repetidas", Unit.LINES),
    Column("substituidas", "Substituídas", Unit.LINES),
)
_TABLE_COLUMNS = (
    Column("tabela", "Tabela"),
    Column("arquivo", "Arquivo"),
    Column("linhas", "Linhas", Unit.LINES),
    Column("primeiro_dia", "Primeiro dia", kind=Kind.DATE),
    Column("ultimo_dia", "Último dia", kind=Kind.DATE),
    Column("colunas", "Colunas"),
)
_ENTITIES = {
    "vendas": ("pedido", "pedidos"),
    "leads": ("lead", "leads"),
    "clientes": ("cliente", "clientes"),
    "assinaturas": ("contrato", "contratos"),
    "metas": ("meta", "metas"),
    "titulos": ("título", "títulos"),
    "avaliacoes": ("avaliação", "avaliações"),
    "contatos": ("contato", "contatos"),
    "campanhas": ("cliente de campanha", "clientes de campanha"),
    "etapas": ("etapa", "etapas"),
}


def summary(done: Imported) -> Report:
    """The report of an import: a row a file that was looked at, and a row a table of the portfolio."""
    files = tuple(row for name, added in done.added.items() for row in _file_rows(name, added))
    tables = tuple(
        (
            name,
            str(done.folder / table.file),
            table.rows,
            table.first,
            table.last,
            ", ".join(dict.fromkeys(column for export in table.exports for column in export.columns or ())),
        )
        for name, table in done.manifest.tables.items()
    )
    return Report(
        COMMAND,
        "Carteira importada",
        tables=(
            Table("arquivos", "O que foi lido", _FILE_COLUMNS, files, few=20),
            Table("carteira", f"A carteira, em {done.folder}", _TABLE_COLUMNS, tables, few=0),
        ),
        sources=tuple(source for name, added in done.added.items() for source in _sources(name, added)),
        warnings=(
            *(line for added in done.added.values() for line in _warnings(added)),
            *(line for added in done.added.values() for staged in added.staged for line in staged.warned),
        ),
        notes=(
            *(line for added in done.added.values() for staged in added.staged for line in staged.said),
            *(line for name, added in done.added.items() for line in _notes(name, added)),
        ),
    )


def _file_rows(name: str, added: Added) -> Iterator[tuple[Cell, ...]]:
    read = {staged.arrival.path: staged for staged in added.staged}
    for arrival in added.plan.arrivals:
        if arrival.same_as is not None:
            same = arrival.same_as == str(arrival.path)
            told = "já importado" if same else f"mesmo conteúdo de {arrival.same_as}"
            known = arrival.known
            counts = (known.lines, known.valid, known.cancelled, known.rejected) if known else (None,) * 4
            yield (name, str(arrival.path), told, *counts, None, None)
            continue
        staged = read[arrival.path]
        audit, overlap = staged.audit, _overlap(added, staged)
        yield (
            name,
            str(arrival.path),
            "mudou" if arrival.former else "novo",
            audit.lines,
            audit.valid,
            audit.cancelled,
            audit.rejected,
            overlap["repeated"],
            overlap["replaced"],
        )


def _overlap(added: Added, staged: StagedTable) -> Counter[str]:
    return (added.tally.overlaps if added.tally else {}).get(staged.number, Counter())


def _sources(name: str, added: Added) -> Iterator[Source]:
    if added.staged:
        audits = [staged.audit for staged in added.staged]
        yield Source(
            name,
            ", ".join(str(staged.arrival.path) for staged in added.staged),
            sum(audit.lines for audit in audits),
            sum(audit.valid for audit in audits),
            sum(audit.cancelled for audit in audits),
            sum(audit.rejected for audit in audits),
        )


def _warnings(added: Added) -> Iterator[str]:
    for staged in added.staged:
        audit, path = staged.audit, staged.arrival.path
        if audit.rejected or staged.unreadable:
            told = []
            if audit.rejected:
                columns = ", ".join(f"{column}: {count}" for column, count in audit.by_column.items())
                told.append(
                    f"{audit.rejected} {agree(audit.rejected, 'linha rejeitada', 'linhas rejeitadas')} ({columns})"
                )
            for column, count in staged.unreadable.items():
                blank = agree(count, "ficou vazia", "ficaram vazias")
                told.append(f"{count} {agree(count, 'célula ilegível', 'células ilegíveis')} em {column}, que {blank}")
            examples = [f"linha {reject.line}: {reject.reason}" for reject in staged.rejects]
            yield f"{path}: {'; '.join([*told, *examples])}"
        if audit.rounded:
            yield (
                f"{path}: {audit.rounded} {agree(audit.rounded, 'valor', 'valores')} com mais de duas casas decimais, "
                f"{agree(audit.rounded, 'arredondado')} para o par mais próximo"
            )
        left = added.leftover(staged)
        if left:
            verb = agree(left, "não está", "não estão")
            yield (
                f"{path}: {left} {agree(left, 'linha', 'linhas')} da importação anterior {verb} mais no arquivo e "
                f"{agree(left, 'continua', 'continuam')} na carteira; --refazer {agree(left, 'a', 'as')} tira"
            )
        renamed = _overlap(added, staged)["renamed"]
        if renamed:
            yield (
                f"{path}: {renamed} {agree(renamed, 'linha', 'linhas')} da carteira com pedidos que este arquivo dá a "
                "outro cliente; as duas contam"
            )
        apart = _overlap(added, staged)["apart"]
        if apart:
            lines = agree(apart, "linha igual", "linhas iguais")
            yield (
                f"{path}: {apart} {lines} a {agree(apart, 'uma', 'algumas')} de outro arquivo "
                f"{agree(apart, 'conta', 'contam')} outra vez: os dois não têm os mesmos dias nem os mesmos pedidos"
            )


def _notes(name: str, added: Added) -> Iterator[str]:
    for staged in added.staged:
        overlap = _overlap(added, staged)
        if overlap["replaced"]:
            entities = f"{overlap['entities']} {agree(overlap['entities'], *_ENTITIES[name])}"
            lines = f"{overlap['replaced']} {agree(overlap['replaced'], 'linha')}"
            verb = agree(overlap["replaced"], "deu", "deram")
            yield f"{staged.arrival.path}: {entities} com dados mais novos; {lines} da carteira {verb} lugar"
        if staged.in_utc:
            yield f"{staged.arrival.path}: as horas contam no calendário de UTC; --fuso America/Sao_Paulo usa outro"
    same = [str(arrival.path) for arrival in added.plan.arrivals if arrival.same_as is not None]
    if same and not added.staged:
        yield f"{name}: nada novo em {listed(same)}"
