"""The long pages of reference: every indicator, canonical column, known system and option, from their records."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from carteira_cli.analysis.explain import explain
from carteira_cli.commands import CommandKind, commands
from carteira_cli.config.settings import ENGINE_KEYS, ENGINE_TABLE, LIST_KEYS, SETTINGS, TABLE_KEYS, Setting
from carteira_cli.kpis.apart import apart
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.sources.matching.profiles import profiles
from carteira_cli.sources.matching.tables import TABLES, CanonicalColumn, ValueKind
from carteira_cli.sources.matching.word_lists import section
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

_NAMES_SHOWN = 12


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table in Markdown; bars and line ends in cells are taken care of."""
    told = [*header]
    yield ""
    yield f"| {' | '.join(told)} |"
    yield f"|{'---|' * len(told)}"
    yield from (
        f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in row)} |" for row in rows
    )
    yield ""


def indicators() -> Iterator[str]:
    """Every indicator: formula, meaning, a worked line."""
    every = {**catalogue(), **apart()}
    yield "# Indicadores"
    yield ""
    yield f"{counted(len(every), 'indicador', 'indicadores')}, por comando. A(t): clientes com uma compra no prazo de"
    yield "inatividade antes de t; t0 e t1: início e fim do período; m_t: receita líquida do cliente nesse prazo"
    yield "antes de t ÷ meses do prazo. As contas de exemplo são dos dez clientes de `carteira exemplo --minima`, em"
    yield "2024-Q1, com inatividade de 90 dias."
    yield "[Definições](manual/definicoes.md) diz o que é período, compra e cliente ativo."
    for family, items in groupby(every.values(), lambda item: item.family):
        yield ""
        yield f"## {commands()[family].title or family}"
        yield ""
        yield f"Comando: [`carteira {family}`](comandos/{family}.md)."
        for item in items:
            report = explain(item.key)
            told = {str(row[0]): str(row[1]) for row in report.tables[0].rows}
            yield ""
            yield f"### {report.title} ({item.key})"
            yield ""
            yield f"{plain(told['significado'])}"
            yield ""
            yield f"- Fórmula: {_code(told['formula'])}"
            yield f"- Exemplo: {_code(told['exemplo'])}"
            yield f"- Unidade: {told['unidade']}; {told['direcao']}. Precisa de: {told['fontes']}."


def tables() -> Iterator[str]:
    """Every canonical table and column, and what else it may be called."""
    yield "# Tabelas e colunas"
    yield ""
    yield "Tudo o que se lê vira uma destas tabelas. Uma coluna com outro nome é reconhecida pelos nomes que estão à"
    yield "direita (maiúsculas, acentos e abreviações não contam) e pelo que tem nas células; `[colunas.TABELA]` no"
    yield "`carteira.toml` diz de uma vez qual é qual."
    for one in TABLES.values():
        yield ""
        yield f"## {one.name}"
        yield from table(
            ("coluna", "o que é", "obrigatória", "célula que não se lê", "também se chama"),
            (_column(one.name, column) for column in one.columns),
        )


def _column(where: str, column: CanonicalColumn) -> Iterator[str]:
    yield f"`{column.name}`"
    yield column.kind.value
    excused = f" (menos onde há `{column.excused_by}`)" if column.excused_by else ""
    yield f"**sim**{excused}" if column.required else "não"
    yield _unreadable(column)
    names: list[str] = [*section("matching/synonyms", where).get(column.name, ())]
    yield ", ".join(names[:_NAMES_SHOWN]) + (
        f" e mais {len(names) - _NAMES_SHOWN}" if len(names) > _NAMES_SHOWN else ""
    )


def _unreadable(column: CanonicalColumn) -> str:
    """What becomes of a line whose cell can't be read."""
    if column.required:
        return "a linha é rejeitada; vazia, também"
    if column.vital:
        return "a linha é rejeitada"
    if column.lenient:
        return "conta como vazia"
    return "a linha é rejeitada, onde a coluna é usada" if column.kind in {ValueKind.DAY, ValueKind.MONEY} else "–"


def systems() -> Iterator[str]:
    """The exports of known systems."""
    yield "# Sistemas reconhecidos"
    yield ""
    yield f"{counted(len(profiles()), 'exportação', 'exportações')} de sistemas conhecidos, que o programa reconhece"
    yield "pelo cabeçalho, com as armadilhas de cada uma. `--perfil NOME` diz qual é, quando for preciso."
    rows = ((f"`{one.name}`", one.title, f"`{one.table}`", one.notice or "") for one in profiles())
    yield from table(("perfil", "o que é", "tabela", "o que se avisa"), rows)


def settings() -> Iterator[str]:
    """Every option, by panel of the help."""
    yield "# Opções e configuração"
    yield ""
    yield "Cada opção tem um só nome em todo lugar: `--limite-abc` na linha de comando, `CARTEIRA_LIMITE_ABC` no"
    yield "ambiente, `limite_abc` no `carteira.toml`. Precedência: opção > variável > arquivo > padrão; `carteira"
    yield f"config` mostra cada valor e de onde veio. Seções: {_sections()}; as chaves delas, no fim desta página."
    for panel, group in groupby(sorted(SETTINGS, key=lambda one: _panels().index(one.panel)), lambda one: one.panel):
        yield ""
        yield f"## {panel}"
        yield from table(("opção", "o que faz", "padrão", "no carteira.toml", "comandos"), map(_setting, group))


def _sections() -> str:
    tables = [f"`[{key}.TABELA]`" for key in TABLE_KEYS]
    return ", ".join((*tables, f"`[{ENGINE_TABLE}]`", *(f"`[[{key}]]`" for key in LIST_KEYS)))


def _panels() -> list[str]:
    return [*dict.fromkeys(one.panel for one in SETTINGS)]


def _setting(one: Setting[Any]) -> Iterator[str]:
    flag = one.metavar if one.bare else f"{one.flag} {'' if one.domain.kind == 'switch' else one.metavar}".strip()
    yield f"`{flag}`" if "flag" in one.places else "–"
    yield plain(one.help)
    yield f"`{one.domain.default}`" if one.domain.default else ""
    engine = {setting: key for key, setting in ENGINE_KEYS.items()}
    key = f"[{ENGINE_TABLE}] {engine[one.key]}" if one.key in engine else one.key
    yield f"`{key}`" if "config" in one.places else "–"
    yield "toda análise" if one.commands is None else ", ".join(_taker(taker) for taker in one.commands)


def _taker(taker: str | CommandKind) -> str:
    if isinstance(taker, CommandKind):
        plurals = {
            CommandKind.INDICATORS: "indicadores",
            CommandKind.STUDY: "estudos",
            CommandKind.CHECK: "verificações",
        }
        return plurals.get(taker, "ferramentas")
    return f"[`{taker}`](comandos/{taker}.md)"


def plain(text: str) -> str:
    """A text that means no markup."""
    return re.sub(r"([\\*_\[\]<>`$])", r"\\\1", text)


def _code(text: str) -> str:
    return f"`{text}`"
