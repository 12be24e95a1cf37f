"""What the user says about a file instead of letting it be found out."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal, cast

from carteira_cli.config.origin import Origin
from carteira_cli.config.settings import ReadingSettings
from carteira_cli.dataclass import dataclass
from carteira_cli.reading.hints import WORKBOOK_LIMIT, Hints

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config

Decimal = Literal["virgula", "ponto"]
Order = Literal["dia-mes", "mes-dia"]
SWAPPED = "trocada"  # a third answer to `ordem_data`


@dataclass(frozen=True)
class Told:
    """What the cells of a file mean; None leaves it to be found out.

    Attributes:
        hints: how it is read, whatever it is of.
        decimal: the mark of decimals, where the amounts do not show it.
        order: of day and month, where the dates do not show it.
        swapped: whether a spreadsheet swapped day and month of the dates that it took for such.
        profile: the system that wrote the file.
        amount_per: what the amount of a line is of: of an item or its order, of a month or a period of billing.
        currency: the currency of the numbers, then further words for it; none: reais.
    """

    hints: Hints = field(default_factory=Hints)
    decimal: Decimal | None = None
    order: Order | None = None
    swapped: bool = False
    profile: str | None = None
    amount_per: str | None = None
    currency: tuple[str, ...] = ()


def told_of(config: Config, table: str) -> Told:
    """What the options and the configuration say about the files of a table.

    Raises:
        UsageError: an option that means nothing, or a query of which nobody knows for which database it is.
        ConfigError: the same, in the configuration.
    """
    how = config.reading_of(table)
    usual = how.values[ReadingSettings.max_descompactado.key].origin is Origin.DEFAULT
    hints = Hints(
        encoding=how.codificacao,
        separator=how.separador,
        quote=how.aspas,
        escape=how.escape,
        header=how.cabecalho,
        sheet=how.planilha,
        unpacked_limit=how.max_descompactado,
        workbook_limit=WORKBOOK_LIMIT if usual else how.max_descompactado,
        query=_query(config, table),
    )
    return Told(
        hints=hints,
        decimal=cast("Decimal | None", how.decimal),
        order=None if how.ordem_data == SWAPPED else cast("Order | None", how.ordem_data),
        swapped=how.ordem_data == SWAPPED,
        profile=how.perfil,
        amount_per=how.valor_por,
        currency=config.rules.moeda,
    )


def _query(config: Config, table: str) -> str | None:
    """What is asked of a database, where anything is."""
    key = ReadingSettings.consulta.key
    if not config.told(ReadingSettings.consulta) and key not in config.readings.get(table, {}):
        return None
    from carteira_cli.sources.finding.queries import query_for  # weight: for who asks

    return query_for(config, table)
