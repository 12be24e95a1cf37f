"""What was found becomes a report: a verdict a source, findings by severity, tables of details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.settings import SOURCE_KEYS
from carteira_cli.dataclass import dataclass
from carteira_cli.days import iso
from carteira_cli.findings import Finding, Severity, Verdict
from carteira_cli.quality.draft import share_of
from carteira_cli.quality.sales import CENTS, LINES
from carteira_cli.quoted import cell
from carteira_cli.report import Column, Report, Source, Table
from carteira_cli.units import Depth, Unit, show
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    import polars as pl

    from carteira_cli.quality.draft import Draft
    from carteira_cli.quality.source_account import Account
    from carteira_cli.quality.stage import Staged
    from carteira_cli.rows import Cell

SOUND, DOUBTFUL, REFUSED = "boa", "atencao", "reprovada"
STATUSES = 30  # rows of the table of statuses
_REASONS = {"vazia": "célula vazia", "ilegivel": "célula ilegível"}
_SEVERITIES = tuple(Severity)
_COLUMNS = (
    Column("fonte", "Fonte"),
    Column("coluna", "Coluna"),
    Column("preenchidas", "Preenchidas", Unit.LINES),
    Column("fracao", "Fração", Unit.FRACTION),
    Column("distintos", "Distintos", Unit.LINES),
    Column("ilegiveis", "Ilegíveis", Unit.LINES),
)
_STATUSES = (
    Column("situacao", "Situação"),
    Column("tratada_como", "Tratada como"),
    Column("linhas", "Linhas", Unit.LINES),
    Column("fracao", "Fração", Unit.FRACTION),
    Column("valor", "Valor", Unit.REAIS),
)
_REJECTS = (
    Column("fonte", "Fonte"),
    Column("coluna", "Coluna"),
    Column("motivo", "Motivo"),
    Column("linhas", "Linhas", Unit.LINES),
    Column("fracao", "Fração", Unit.FRACTION),
)


@dataclass(frozen=True)
class Examined:
    """Everything that the report is made of."""

    staged: Mapping[str, Staged]
    accounts: Mapping[str, Account]
    findings: Sequence[Finding]
    statuses: pl.DataFrame
    today: int
    most_rejected: Fraction


def in_order(drafts: Iterable[Draft]) -> list[Draft]:
    """Errors first, then warnings; within a severity by source, in the order of the checks."""
    return sorted(drafts, key=lambda draft: (_SEVERITIES.index(draft.severity), SOURCE_KEYS.index(draft.source)))


def report(evidence: Examined) -> Report:
    """The report."""
    sources = tuple(_source(name, evidence) for name in evidence.accounts)
    tables = [_rejects(evidence), _statuses(evidence), _columns(evidence)]
    return Report(
        "validar",
        "Qualidade dos dados",
        rules=(("hoje", iso(evidence.today)), ("max_rejeitadas", float(evidence.most_rejected))),
        tables=tuple(table for table in tables if table.rows),
        sources=sources,
        findings=tuple(evidence.findings),
        warnings=(
            *(
                f"{source.table}: {source.verdict.reason}"
                for source in sources
                if source.verdict and source.verdict.word == REFUSED
            ),
            *(sentence for staged in evidence.staged.values() for sentence in staged.warned),
        ),
        notes=tuple(sentence for staged in evidence.staged.values() for sentence in staged.said),
    )


def _source(name: str, evidence: Examined) -> Source:
    found = evidence.accounts[name]
    return Source(
        name,
        evidence.staged[name].origin,
        found.lines,
        found.valid,
        found.cancelled,
        found.rejected,
        _verdict(name, found, evidence),
        evidence.staged[name].repeated,
    )


def _verdict(name: str, found: Account, evidence: Examined) -> Verdict:
    counts = {
        severity: sum(one.source == name and one.severity is severity for one in evidence.findings)
        for severity in Severity
    }
    errors, doubts = counts[Severity.ERROR], counts[Severity.WARNING]
    if found.too_many_rejected(evidence.most_rejected):
        most = show(float(evidence.most_rejected), Unit.FRACTION)
        word, reason = REFUSED, f"{share_of(found.rejected, found.lines)} das linhas rejeitadas, mais que {most}"
    elif not found.lines:
        word, reason = DOUBTFUL, "não há nenhuma linha depois do cabeçalho"
    elif errors or doubts:
        parts = [f"{count} {agree(count, word)}" for count, word in ((errors, "erro"), (doubts, "aviso")) if count]
        word, reason = DOUBTFUL, " e ".join(parts)
    else:
        word, reason = SOUND, "nada a corrigir"
    return Verdict(
        word,
        reason,
        found.rejected / found.lines if found.lines else None,
        None if found.first is None else iso(found.first),
        None if found.last is None else iso(found.last),
    )


def _columns(evidence: Examined) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, staged in evidence.staged.items():
        found = evidence.accounts[name]
        for column in staged.columns:
            filled = found.filled[column]
            share = filled / found.accepted if found.accepted else None
            rows.append((name, column, filled, share, found.distinct[column], found.unread.get(column, 0)))
    return Table("colunas", "Colunas, entre as linhas aceitas", _COLUMNS, tuple(rows), depth=Depth.FULL)


def _statuses(evidence: Examined) -> Table:
    frame, accepted = evidence.statuses, evidence.accounts["vendas"].accepted if "vendas" in evidence.accounts else 0
    rows = [
        (
            cell(row["status"]) if row["status"] else "(vazia)",
            row["tratada_como"],
            row[LINES],
            row[LINES] / accepted,
            row[CENTS] / 100,
        )
        for row in frame.head(STATUSES).iter_rows(named=True)
    ]
    more = f" (as {STATUSES} mais comuns de {frame.height})" if frame.height > STATUSES else ""
    return Table("situacoes", f"Situações das vendas{more}", _STATUSES, tuple(rows))


def _rejects(evidence: Examined) -> Table:
    rows = [
        (name, column, _REASONS[reason], count, count / found.lines)
        for name, found in evidence.accounts.items()
        for (column, reason), count in found.reasons.items()
    ]
    return Table("rejeicoes", "Linhas rejeitadas, por motivo", _REJECTS, tuple(rows))
