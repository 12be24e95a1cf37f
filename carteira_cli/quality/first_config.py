"""A first `carteira.toml`, written from the files that are there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from carteira_cli.config.settings import SOURCE_KEYS
from carteira_cli.customers.open import missing
from carteira_cli.period import parse_period
from carteira_cli.reading.inputs.watch import unchanging
from carteira_cli.sources.finding.locate import locate
from carteira_cli.sources.ledger import Ledger, open_ledger
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.reading_rules import rules_of
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.config.resolve import Config


@unchanging()
def starter_config(config: Config) -> str:
    """The text of a configuration: the sources found, what was read of each, and the rules to decide.

    Raises:
        DataError: no source is there, or one can't be read.
    """
    lines = ["# Configuração da carteira. As opções da linha de comando valem mais que este arquivo.", ""]
    ledgers: dict[str, Ledger] = {}
    for name in SOURCE_KEYS:
        paths = locate(config, name)
        if not paths:
            lines.append(f'# {name} = "{name}.csv"  # não encontrado; colunas: {", ".join(TABLES[name].required)}')
            continue
        ledgers[name] = open_ledger(TABLES[name], paths, {}, rules_of(config, name, frozenset()))
        places = [path if isinstance(path, str) else _relative(path, config.folder) for path in paths]
        names = [f'"{_toml(place)}"' for place in places]
        value = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
        lines.append(f"{name} = {value}  # {_account(ledgers[name])}")
    if not ledgers:
        raise missing(TABLES["vendas"], config, '"carteira iniciar"')
    lines += ["", *_rules(ledgers)]
    return "\n".join(lines) + "\n"


def _relative(path: Path, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _toml(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _account(ledger: Ledger) -> str:
    audit = ledger.proven.audit
    span = ""
    if audit.first_day is not None and audit.last_day is not None:
        span = f", de {date_of(audit.first_day)} a {date_of(audit.last_day)}"
    rejected = f", {audit.rejected} rejeitadas" if audit.rejected else ""
    return f"{audit.lines} linhas{rejected}{span}"


def _rules(ledgers: dict[str, Ledger]) -> list[str]:
    lines = [
        'inatividade = "90d"       # sem comprar por mais que isto, o cliente deixa de ser ativo',
        "margem = 1.0              # margem de contribuição para LTV e payback (0.35 = 35 %)",
        'devolucoes = "abater"     # ou "ignorar"',
    ]
    last = ledgers["vendas"].proven.audit.last_day if "vendas" in ledgers else None
    if last is not None:
        lines.append(
            f'# periodo = "{parse_period("ultimo-trimestre", last).label}"      # sem período, o último mês completo'
        )
    words = ", ".join(f'"{word}"' for word in DEFAULT_CANCELLED[:2])
    lines.append(f"# cancelados = [{words}]  # palavras da coluna status que anulam a linha")
    return lines
