"""What the user says about a file instead of letting it be found out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from carteira_cli.config import values as option_values
from carteira_cli.config.resolve import parsed
from carteira_cli.config.tables import Origin
from carteira_cli.errors import UsageError
from carteira_cli.reading.hints import WORKBOOK_LIMIT, Hints

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.config.resolve import Config
    from carteira_cli.config.settings.keys import Key

Decimal = Literal["virgula", "ponto"]
Order = Literal["dia-mes", "mes-dia"]
SWAPPED = "trocada"  # a third answer to `ordem_data`
T = TypeVar("T")


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
        UsageError: an option that means nothing.
        ConfigError: the same, in the configuration.
    """

    def read(key: Key, parse: Callable[[str], T]) -> T:
        return parsed(config.of_table(table, key), parse)

    unpacked = read("max_descompactado", partial(option_values.size_of, "max_descompactado"))
    usual = config.of_table(table, "max_descompactado").origin is Origin.DEFAULT
    order = read("ordem_data", partial(_one_of, "ordem_data", ("dia-mes", "mes-dia", SWAPPED)))
    hints = Hints(
        encoding=read("codificacao", option_values.encoding_of),
        separator=read("separador", option_values.separator_of),
        quote=read("aspas", option_values.quote_of),
        escape=read("escape", option_values.escape_of),
        header=read("cabecalho", option_values.header_of),
        sheet=config.of_table(table, "planilha").one,
        unpacked_limit=unpacked,
        workbook_limit=WORKBOOK_LIMIT if usual else unpacked,
    )
    return Told(
        hints=hints,
        decimal=cast("Decimal | None", read("decimal", partial(_one_of, "decimal", ("virgula", "ponto")))),
        order=None if order == SWAPPED else cast("Order | None", order),
        swapped=order == SWAPPED,
        profile=config.of_table(table, "perfil").one,
        amount_per=read("valor_por", partial(_one_of, "valor_por", ("item", "pedido", "mes", "periodo"))),
        currency=config.many("moeda"),
    )


def _one_of(key: str, words: tuple[str, ...], text: str) -> str | None:
    word = text.strip().casefold().replace("í", "i").replace("ê", "e")
    if word and word not in words:
        raise UsageError(f'{key} não pode ser "{text}"', f"os possíveis são: {', '.join(words)}")
    return word or None
