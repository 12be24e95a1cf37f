"""What `carteira iniciar` shows: each file with its table, what was read of it, and what was left alone."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from carteira_cli.errors import visible
from carteira_cli.names import first_of
from carteira_cli.quality.first_config import account_of, names_of
from carteira_cli.sources.glance.folder import shown
from carteira_cli.sources.glance.told import percent, unread_told
from carteira_cli.sources.understood import conventions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.quality.first_look import FirstLook, FirstSource

WIDTH = 79  # columns, whatever the screen
_UNUSED = 12  # columns of a file that are named though nothing uses them
_FILES = 6  # files that are named though they are no table


def told(look: FirstLook, config: Config) -> str:
    """A page: lines of at most `WIDTH` columns, but for a word that is longer."""
    lines: list[str] = []
    for source in look.sources:
        lines += [*_source(source, config), ""]
    if look.window is not None:
        lines += [*_wrapped(f"Inatividade: {look.window.reason}"), ""]
    if look.month is not None:
        lines += [*_wrapped(f"Período: {look.month}, enquanto não há um mês completo"), ""]
    others = [*_others(look, config)]
    lines += [*others, ""] if others else []
    for sentence in look.unsure:
        lines += [*_wrapped(f"Confira: {sentence}"), ""]
    return "\n".join(lines[:-1]) + "\n"


def _source(source: FirstSource, config: Config) -> Iterator[str]:
    sure = "" if source.confidence is None else f" ({percent(source.confidence)})"
    yield from _wrapped(f"{first_of(names_of(source, config), _FILES)} → {source.table}{sure}")
    yield from _wrapped(account_of(source.ledger), 2)
    part = source.ledger.proven.parts[0]
    profile = [f"perfil {part.matched.profile.title}"] if part.matched.profile is not None else []
    read = [*part.raw.understood.remarkable, *profile, *conventions(part)]
    if read:
        yield from _wrapped(f"leitura: {'; '.join(read)}", 2)
    columns = part.matched.columns
    named = [f'"{original}" → {name}' for name, original in columns.items() if original != name]
    same = [name for name, original in columns.items() if original == name]
    if named:
        yield from _wrapped(f"colunas: {', '.join(named)}", 2)
    if same:
        yield from _wrapped(f"colunas com o próprio nome: {', '.join(same)}", 2)
    unused = [f'"{name}"' for name in part.source.header if name not in columns.values()]
    if unused:
        yield from _wrapped(f"sem uso: {first_of(unused, _UNUSED)}", 2)


def _others(look: FirstLook, config: Config) -> Iterator[str]:
    """Files that no table takes, each with what it may be, and those that can't be read."""
    yield from (line for sentence in look.aside for line in _wrapped(f"De lado: {sentence}"))
    strange = [f"{shown(path, config)}{_may_be(nouns)}" for path, nouns in look.seen.strange]
    if strange:
        yield from _wrapped(f"Não parece nenhuma tabela: {first_of(strange, _FILES)}")
    for path, error in look.seen.unread[:_FILES]:
        yield from _wrapped(f"Com problema: {unread_told(path, error, config)}")
    if look.seen.left:
        yield from _wrapped(f"E mais {look.seen.left} arquivos que não foram olhados: diga com --vendas ARQUIVO")


def _may_be(nouns: Sequence[str]) -> str:
    return f" ({nouns[0]})" if nouns else ""


def _wrapped(text: str, indent: int = 0) -> list[str]:
    left = " " * indent
    return wrap(
        visible(text),
        WIDTH,
        initial_indent=left,
        subsequent_indent=left + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
