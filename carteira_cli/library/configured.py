"""What a portfolio is told, and by what, as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.config.origin import Origin
from carteira_cli.config.settings import SETTINGS
from carteira_cli.reading.inputs.addresses import redact
from carteira_cli.report import Column, Report, Table
from carteira_cli.sources.reading_rules import cancelled_words

if TYPE_CHECKING:
    from carteira_cli.config.origin import SettingValue
    from carteira_cli.config.resolve import Config


def config_report(config: Config) -> Report:
    """Each option, its value and where that came from; of an address what may be shown.

    Raises:
        CarteiraError: a value means nothing.
    """
    rows: list[tuple[str, str | None, str]] = []
    for setting in SETTINGS:
        value = config.values[setting.key]
        _ = value.parsed  # refused here, where one looks for slips, whichever command it is of
        shown = ", ".join(cancelled_words(config)) if setting.key == "cancelados" else _shown(value)
        rows.append((setting.key, shown, value.where))
    for table, mapping in config.columns.items():
        rows += [(f"colunas.{table}.{name}", original, str(config.file)) for name, original in mapping.items()]
    columns = (Column("chave", "Chave"), Column("valor", "Valor"), Column("origem", "Origem"))
    untold = {setting.key for setting in SETTINGS if config.values[setting.key].origin is Origin.DEFAULT}
    told = tuple(place for place, (key, *_) in enumerate(rows) if key not in untold)
    title = f"Configuração ({config.file or 'sem carteira.toml'})"
    return Report(
        "config",
        title,
        tables=(Table("config", "Precedência: opção > variável > arquivo > padrão", columns, tuple(rows), few=told),),
    )


def _shown(value: SettingValue[Any]) -> str | None:
    if isinstance(value.text, bool):
        return "sim" if value.text else "não"
    if isinstance(value.text, tuple):
        return ", ".join(redact(text) for text in value.text)
    return value.text and redact(value.text)  # the master of a cluster may hold a token
