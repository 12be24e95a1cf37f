"""`carteira verificar --seco`: what would be checked, without reading any data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.checks.limits import limits_of
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.report import Column, Kind, Report, Table

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.rows import Cell

_COLUMNS = (
    Column("linha", "Linha", kind=Kind.NUMBER),
    Column("indicador", "Indicador"),
    Column("por", "Por"),
    Column("grupo", "Grupo"),
    Column("unidade", "Unidade"),
    Column("erro", "Erro"),
    Column("aviso", "Aviso"),
    Column("piora_max", "Piora da base"),
    Column("piora_max_anterior", "Piora do anterior"),
    Column("amostra_min", "Amostra", kind=Kind.NUMBER),
    Column("sem_dados", "Sem dados"),
    Column("mensagem", "Mensagem"),
)


def planned(config: Config) -> Report:
    """The limits as they were understood.

    Raises:
        ConfigError: as `limits_of`.
    """
    limits = limits_of(config)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            limit.item.line,
            limit.indicator.key,
            limit.by,
            limit.group,
            limit.indicator.unit.value,
            limit.error.text if limit.error else None,
            limit.warning.text if limit.warning else None,
            limit.since_baseline.text if limit.since_baseline else None,
            limit.since_previous.text if limit.since_previous else None,
            limit.sample,
            limit.no_data.value,
            limit.note,
        )
        for limit in limits
    )
    period = config.value(QuestionSettings.periodo).one or config.question.periodo
    return Report(
        "verificar",
        "O que seria verificado",
        rules=(("periodo", period), ("base", str(config.results.base))),
        tables=(Table("limites", f"Limites de {config.file}, no período {period}", _COLUMNS, rows, few=0),),
        warnings=tuple(limit.backwards for limit in limits if limit.backwards),
        main="limites",
    )
