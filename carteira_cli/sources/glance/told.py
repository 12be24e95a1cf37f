"""What to say where a table is missing and the files of the folder seem to be it: which, how sure, and what to type."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from carteira_cli.config.settings import CONFIG_FILE, SOURCE_KEYS, SourceSettings
from carteira_cli.errors import CarteiraError, toml_list, visible
from carteira_cli.names import first_of
from carteira_cli.quoted import learn
from carteira_cli.sources.glance.folder import glance, shown
from carteira_cli.units import number
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.glance.folder import Candidate, Glance

_NAMED = 3  # candidates that a hint names
_DIGITS = "0123456789"
_TELLING = 3  # characters besides the suffix that a wildcard must have, or it would fit whatever comes


def percent(confidence: float) -> str:
    """How sure, as people read it.

    Example:
        >>> percent(0.956), percent(0.9)
        ('96 %', '90 %')
    """
    return f"{number(confidence * 100, 0)} %"


def typed(name: str) -> str:
    """A name as one types it after an option: between double quotes where a shell would take it apart.

    Example:
        >>> typed("vendas.csv"), typed("Relatório (3).csv"), typed("R$ 1.csv")
        ('vendas.csv', '"Relatório (3).csv"', "'R$ 1.csv'")
    """
    if not re.search(r"[^\w./,:=@%+-]", name):
        return name
    return shlex.quote(name) if re.search(r'["$`\\!]', name) else f'"{name}"'


def here(config: Config) -> str:
    """The folder as the command line gave it, to be repeated in another: ` -C pasta`; "" where it gave none."""
    return f" -C {typed(str(config.values['pasta'].one))}" if config.typed(SourceSettings.pasta) else ""


def hint_of(config: Config, *tables: str) -> str | None:
    """What the folder has that seems to be one of some tables; None where nothing seems to be of any table.

    Nothing is used on a guess: the file is named, with what it seems to be and how sure that is, and somebody says so.
    """
    try:
        found = glance(config)
    except CarteiraError:  # a folder that can't be looked into has its own error where it is read
        return None
    said = [sentence for table in tables for sentence in _said(found, config, table)]
    if not said and "vendas" in tables and found.chosen("assinaturas"):  # which do as well in a summary
        said = [*_said(found, config, "assinaturas")]
    if said:
        return "; ".join(said[:_NAMED])
    others = [one for name in SOURCE_KEYS if (one := found.chosen(name)) is not None]
    beside = [f"{files_told(one, config)} {seems(one)}" for one in others[:_NAMED]]
    beside += [unread_told(path, error, config) for path, error in found.unread[:_NAMED]]
    return f"passe --{tables[0]} ARQUIVO; do que há na pasta, {', '.join(beside)}" if beside else None


def unread_told(path: Path, error: CarteiraError, config: Config) -> str:
    """A file that can't be read, and why."""
    name, as_read = visible(shown(path, config)), visible(str(path))
    return error.message.replace(as_read, name) if as_read in error.message else f"{name}: {error.message}"


def _said(found: Glance, config: Config, table: str) -> Iterator[str]:
    chosen, several = found.chosen(table), [one for one in found.of(table) if one.sure]
    if chosen is not None:
        yield f"{files_told(chosen, config)} {seems(chosen)}: {way_of(chosen, config)}"
    elif several:
        listed = [f"{files_told(one, config)} ({percent(one.confidence)})" for one in several]
        yield (
            f"{first_of(listed, _NAMED)} parecem {table}, e nenhum foi escolhido: diga qual, como em "
            f"`{options_of(several[0], config)}`, ou repita --{table} se um continua o outro"
        )
    else:
        for one in found.of(table)[:_NAMED]:
            yield doubtful(one, config)


def doubtful(one: Candidate, config: Config) -> str:
    """What is said of a candidate that nobody would take without a look."""
    (first, *_) = one.fits
    if first.problem is not None:
        said = first.problem.message.removeprefix(first.raw.name)
        said = said.partition(": ")[2] if said.startswith((" (", ": ")) else said.lstrip(", ")
        return f"{files_told(one, config)} parece {one.table}, mas {said}; {first.problem.hint}"
    why = f"; parece {first.instead[0]}" if first.instead else ""
    if first.mapping:
        guessed = ", ".join(f'"{name}"' for name in first.mapping.values())
        why += f"; pelas células, e não pelo nome, de {guessed}"
    return (
        f"{files_told(one, config)} talvez seja {one.table} ({percent(one.confidence)}{why}): "
        f"`carteira iniciar{here(config)}` mostra o que entendeu"
    )


def seems(one: Candidate) -> str:
    """What a candidate seems to be, and how sure that is: `parece vendas (96 %)`."""
    verb = "parecem partes de" if len(one.paths) > 1 else "parece"
    return f"{verb} {one.table} ({percent(one.confidence)})"


def files_told(one: Candidate, config: Config) -> str:
    """The files of a candidate: the name, or how many, from the first to the last."""
    names = [shown(path, config) for path in one.paths]
    if len(names) == 1:
        return names[0]
    return f"{counted(len(names), 'arquivo')} ({names[0]} a {names[-1]})"


def way_of(one: Candidate, config: Config) -> str:
    """What to type so that a candidate is used."""
    options = options_of(one, config)
    if config.file is not None:
        return f"escreva em {config.file.name} {setting_of(one, config)}, ou passe `{options}`"
    return f"`carteira iniciar{here(config)}` confirma e grava em {CONFIG_FILE}, ou passe `{options}`"


def setting_of(one: Candidate, config: Config) -> str:
    """The line of the configuration that names the files of a candidate."""
    names = patterns_of(one.paths, config)
    listed = toml_list(names)
    return f"{one.table} = {listed if len(names) > 1 else listed[1:-1]}"


def options_of(one: Candidate, config: Config) -> str:
    """The options that name the files of a candidate."""
    return " ".join(f"--{one.table} {typed(name)}" for name in patterns_of(one.paths, config))


def patterns_of(paths: Sequence[Path], config: Config) -> tuple[str, ...]:
    """The names of files or, where one wildcard stands for just these files of their folder, that."""
    names = tuple(shown(path, config) for path in paths)
    learn(names)
    folders = {path.parent for path in paths}
    if len(paths) == 1 or len(folders) > 1:
        return names
    start = _common([path.name for path in paths]).rstrip(_DIGITS)  # of numbers all, so that next month's fit, too
    end = _common([path.name[::-1] for path in paths])[::-1].lstrip(_DIGITS)
    telling = len(start) + len(end.partition(".")[0]) >= _TELLING and not set("*?[]") & set(start + end)
    if not telling or len(start) + len(end) > min(len(path.name) for path in paths):
        return names
    fitting = [one for one in paths[0].parent.iterdir() if one.name.startswith(start) and one.name.endswith(end)]
    if {one.name for one in fitting if one.is_file()} != {path.name for path in paths}:
        return names
    pattern = f"{names[0][: -len(paths[0].name)]}{start}*{end}"
    learn((pattern,))
    return (pattern,)


def _common(names: Sequence[str]) -> str:
    """What names begin with."""
    least, most = min(names), max(names)
    same = next((at for at, (one, other) in enumerate(zip(least, most, strict=False)) if one != other), len(least))
    return least[:same]
