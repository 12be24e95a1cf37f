"""A first `carteira.toml`, commented: the sources found, their columns, the rules to decide, limits to begin with."""

from __future__ import annotations

import os
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.config.settings import SOURCE_KEYS
from carteira_cli.errors import toml_list, toml_text, visible
from carteira_cli.period import containing, last_complete
from carteira_cli.reading.inputs.addresses import is_address
from carteira_cli.reading.inputs.database_addresses import without_password
from carteira_cli.sources.glance.told import patterns_of, percent
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.quality.first_look import FirstLook, FirstSource
    from carteira_cli.sources.ledger import Ledger

_HEAD = (
    "# Configuração da carteira, escrita por: carteira iniciar",
    "# As opções da linha de comando valem mais que este arquivo. O que vale agora: carteira config",
)
_LIMITS = (
    "# --- Limites que `carteira verificar` confere: tire os # e ajuste ---",
    "# [[limites]]",
    '# indicador = "churn"       # qualquer um de: carteira indicadores',
    '# erro = "> 8%"             # acima disto, código 1',
    '# aviso = "> 5%"',
    "",
    "# [[limites]]",
    '# indicador = "nrr"',
    '# erro = "< 90%"',
)


def starter_config(look: FirstLook, config: Config) -> str:
    """The text of a configuration: what was understood as settings or comments, the rules to decide."""
    lines = [*_HEAD, "", "# --- Fontes: o arquivo de cada tabela ---"]
    lines += _sources(look, config)
    lines += [f"# {visible(' '.join(sentence.split()))}" for sentence in look.aside]
    lines += ["", "# --- Regras ---", *_rules(look)]
    for source in look.sources:
        lines += ["", *_columns(source)]
    return "\n".join([*lines, "", *_LIMITS]) + "\n"


def account_of(ledger: Ledger) -> str:
    """What is in a table: `12.000 linhas, 3 rejeitadas, de 01/01/2024 a 31/12/2024`."""
    audit = ledger.proven.audit
    span = ""
    if audit.first_day is not None and audit.last_day is not None:
        span = f", de {date_of(audit.first_day)} a {date_of(audit.last_day)}"
    rejected = f", {counted(audit.rejected, 'rejeitada')}" if audit.rejected else ""
    return f"{counted(audit.lines, 'linha')}{rejected}{span}"


def names_of(source: FirstSource, config: Config) -> tuple[str, ...]:
    """The files of a table as the configuration names them: by a wildcard as given, else relative to the folder.

    A database is named without its password: that stays where its own programs look for it.
    """
    given = config.values[source.table].many
    if any(has_magic(one) and not is_address(one) for one in given):
        return given
    files = [path for path in source.paths if isinstance(path, Path)]
    if len(files) > 1 and len(files) == len(source.paths) and not given:
        return patterns_of(files, config)
    return tuple(
        without_password(path) if isinstance(path, str) else os.path.relpath(path, config.folder).replace(os.sep, "/")
        for path in source.paths
    )


def _sources(look: FirstLook, config: Config) -> Iterator[str]:
    for name in SOURCE_KEYS:
        source = look.tables.get(name)
        if source is None:
            yield f'# {name} = "{name}.csv"  # não encontrado; colunas: {", ".join(TABLES[name].required)}'
            continue
        listed = toml_list(names_of(source, config))
        value = listed if len(names_of(source, config)) > 1 else listed[1:-1]
        sure = "" if source.confidence is None else f"parece {name} ({percent(source.confidence)}): "
        yield f"{name} = {value}  # {sure}{account_of(source.ledger)}"


def _rules(look: FirstLook) -> Iterator[str]:
    yield 'inatividade = "90d"       # sem comprar por mais que isto, o cliente deixa de ser ativo'
    if look.window is not None and look.window.covered is not None:
        label = look.window.window.label
        yield f'# inatividade = "{label}"     # o que o ciclo de compra sugere (veja: carteira ciclo)'
    yield "margem = 1.0              # margem de contribuição para LTV e payback (0.35 = 35 %)"
    yield 'devolucoes = "abater"     # ou "ignorar"'
    sales = look.tables.get("vendas")
    first, last = (sales.ledger.first_day, sales.ledger.last_day) if sales else (None, None)
    if look.month is not None:
        yield f'periodo = "{look.month}"       # ainda não há um mês completo: tire esta linha quando houver'
    elif first is not None and last is not None:
        quarter = last_complete("trimestre", last)
        label = quarter.label if quarter.end > first else containing("mes", last).label
        yield f'# periodo = "{label}"      # sem período, o último mês completo'
    words = ", ".join(f'"{word}"' for word in DEFAULT_CANCELLED[:2])
    yield f"# cancelados = [{words}]  # palavras da coluna status que anulam a linha"


def _columns(source: FirstSource) -> Iterator[str]:
    """Which column is which: as settings where they are not found without, else as comments."""
    table, part = source.table, source.ledger.proven.parts[0]
    settings = dict(part.raw.understood.settings)
    said = [f"{key} = {toml_text(value)}" for key, value in settings.items()]
    decimal, order = part.assumed.decimal_shown(), part.assumed.order_shown()
    said += [f'decimal = "{decimal}"'] if decimal else []
    said += [f'ordem_data = "{order}"'] if order else []
    were = agree(len(source.paths), "como o arquivo foi lido", "como o primeiro dos arquivos foi lido")
    yield f"# --- {table}: {were}; o que está com # se reconhece sozinho ---"
    if said:
        yield from (f"# [leitura.{table}]", *(f"# {line}" for line in said))
    yield f"[colunas.{table}]" if source.mapping else f"# [colunas.{table}]"
    for name, original in part.matched.columns.items():
        line = f"{name} = {toml_text(original)}"
        yield f"{line}  # pelas células: confira" if name in source.mapping else f"# {line}"
