"""How the cells of a table are read, as the options and the configuration say."""

from __future__ import annotations

from glob import has_magic
from typing import TYPE_CHECKING

from carteira_cli.sources.finding.told import told_of
from carteira_cli.sources.proving.part import Rules

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config


def rules_of(config: Config, table: str, optional: frozenset[str] | None) -> Rules:
    """How the cells of a table are read.

    Args:
        config: what the run is told.
        table: which table.
        optional: as in `Rules`.

    Raises:
        CarteiraError: an option or key that means nothing.
    """
    return Rules(
        config.cancelled,
        config.optional("fuso"),
        config.switch("raiz_cnpj"),
        optional,
        told_of(config, table),
        own_words=bool(config.many("cancelados")),
        valid=config.many("validos"),
        periods=config.many("periodicidades"),
        patterns=tuple(name for name in config.values[table].many if has_magic(name)),
        add_up=config.of_table(table, "repetidas").one == "somar",
    )
