"""Find and read `carteira.toml`, or `[tool.carteira]` of a `pyproject.toml`."""

from __future__ import annotations

import os
import re
import tomllib
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from carteira_cli.config.settings import CONFIG_FILE, ENGINE_KEYS, ENGINE_TABLE, LIST_KEYS, SETTINGS, TABLE_KEYS
from carteira_cli.errors import ConfigError, did_you_mean, perhaps, why

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 1 << 20  # of a configuration file
MOST_PARTS = 32  # of a key with dots: the parser's memory grows with the square of them
MOST_DIGITS = 100  # of a number: Python refuses to convert some thousands
_STRINGS = re.compile(
    r""""{3}(?:[^\\]|\\.)*?(?:"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?|\#[^\n]*+""", re.DOTALL
)
_LONG_KEY = re.compile(rf"(?<![\w-])[\w-]++(?:[ \t]*+\.[ \t]*+[\w-]++){{{MOST_PARTS},}}")
_LONG_NUMBER = re.compile(rf"(?<![\w-])[+-]?[0-9]\w{{{MOST_DIGITS},}}", re.ASCII)


def find_config(folder: Path) -> Path | None:
    """The nearest `carteira.toml`, or `pyproject.toml` with `[tool.carteira]`, here or in a parent."""
    start = folder.resolve()
    for place in (start, *start.parents):
        own = place / CONFIG_FILE
        if own.exists():
            return _as_given(own, folder, start)
        project = place / "pyproject.toml"
        if project.is_file() and _own_section(_toml(project)) is not None:
            return _as_given(project, folder, start)
    return None


def _as_given(found: Path, folder: Path, start: Path) -> Path:
    """Keep the path short, as the user would say it: in the folder itself, or from there upwards."""
    if found.parent == start:
        return folder / found.name
    if folder.is_absolute():
        return found
    return folder.joinpath(*[".."] * start.parents.index(found.parent), "..", found.name)


def read_section(file: Path) -> dict[str, Any]:
    """The settings in a configuration file.

    Raises:
        ConfigError: it can't be read, or has a key that does not exist, with the nearest one.
    """
    document = _toml(file)
    section = _own_section(document) or {} if file.name == "pyproject.toml" else document
    section = _with_engine(section, file)
    known = [setting.key for setting in SETTINGS if "config" in setting.places] + [*TABLE_KEYS, *LIST_KEYS]
    for key in section:
        if key not in known:
            raise ConfigError(f'{file}, {line_of(file, key)}: a chave "{key}" não existe', did_you_mean(key, known))
    return section


def _with_engine(section: dict[str, Any], file: Path) -> dict[str, Any]:
    """The settings with those of `[motor]` among them, where the engine has a table of its own.

    Raises:
        ConfigError: it has a key that is none of the engine's.
    """
    table = section.get(ENGINE_TABLE)
    if not isinstance(table, dict):
        return section
    for key in table:
        if key not in ENGINE_KEYS:
            where = f"{file}, {line_of(file, key)}"
            raise ConfigError(f'{where}: motor: a chave "{key}" não existe', did_you_mean(key, ENGINE_KEYS))
    plain = {ENGINE_KEYS[key]: value for key, value in table.items()}
    twice = next((key for key in plain if key != ENGINE_TABLE and key in section), None)
    if twice is not None:
        raise ConfigError(f'{file}, {line_of(file, twice)}: "{twice}" está dentro e fora de [motor]', "deixe um só")
    return {key: value for key, value in section.items() if key != ENGINE_TABLE} | plain


def line_of(file: Path, key: str) -> str:
    """Where a key stands, for messages: tomllib keeps no positions."""
    pattern = re.compile(rf"""\s*(\[+\s*([\w."']+\.)?)?["']?{re.escape(key)}["']?\s*[=\].]""")
    for number, text in enumerate(file.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if pattern.match(text):
            return f"linha {number}"
    return f'chave "{key}"'


def lines_of_items(file: Path, key: str) -> list[int]:
    """Where each table of a list of tables begins, for messages; one line for a list written inline."""
    name = rf"""["']?{re.escape(key)}["']?"""
    ours = r"""(?:["']?tool["']?\s*\.\s*["']?carteira["']?\s*\.\s*)?"""
    pattern = re.compile(rf"""\s*(\[\[\s*{ours}{name}\s*\]\]|{name}\s*=)""")
    texts = file.read_text(encoding="utf-8-sig").splitlines()
    return [number for number, text in enumerate(texts, start=1) if pattern.match(text)]


def _toml(file: Path) -> dict[str, Any]:
    try:
        text = _text(file)
        _check_size_of_words(text, file)
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+), column (\d+)", str(error))
        place = f"linha {where[1]}, coluna {where[2]}" if where else "no fim do arquivo"
        raise ConfigError(
            f"{file}, {place}: não é TOML válido",
            'confira aspas e colchetes; textos vão entre aspas: periodo = "2024-Q1"',
        ) from error
    except RecursionError as error:
        raise ConfigError(
            f"{file}: tem colchetes ou chaves aninhados demais", "a configuração tem no máximo uns poucos níveis"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: não está em UTF-8", "grave o arquivo de novo como UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{file}: não pôde ser lido ({why(error)})", _other_file(file)) from error


def _other_file(file: Path) -> str:
    """What to do about a file that can't be read: the name beside it that may have been meant."""
    try:
        names = [one.name for one in file.parent.iterdir() if one.suffix == file.suffix and one != file]
    except OSError:  # nor can the folder
        names = []
    return perhaps(file.name, names, "confira o caminho e a permissão")


def _text(file: Path) -> str:
    """The text of a file of a few lines; the null device is one without any.

    Raises:
        ConfigError: it is a pipe, a folder or a device, or far larger than a configuration is.
    """
    state = file.stat()
    if file.is_dir() or not (S_ISREG(state.st_mode) or file.samefile(os.devnull)):
        raise ConfigError(f"{file}: não é um arquivo comum", "a configuração é um arquivo de texto; confira o caminho")
    if state.st_size > MOST_BYTES:
        raise ConfigError(
            f"{file}: tem mais de {MOST_BYTES >> 20} MiB", "uma configuração tem poucas linhas; confira o caminho"
        )
    return file.read_text(encoding="utf-8-sig")


def _check_size_of_words(text: str, file: Path) -> None:
    """Refuse keys and numbers that the parser would take all memory for, or trip over.

    Raises:
        ConfigError: with the line.
    """
    bare = _STRINGS.sub(lambda found: ("" if found[0][0] == "#" else "x") + "\n" * found[0].count("\n"), text)
    for pattern, told, hint in (
        (
            _LONG_KEY,
            f"chave com mais de {MOST_PARTS} partes entre pontos",
            "a configuração tem no máximo uns poucos níveis",
        ),
        (_LONG_NUMBER, f"número com mais de {MOST_DIGITS} algarismos", "confira o valor"),
    ):
        if found := pattern.search(bare):
            raise ConfigError(f"{file}, linha {bare.count(chr(10), 0, found.start()) + 1}: {told}", hint)


def _own_section(project: dict[str, Any]) -> dict[str, Any] | None:
    """`[tool.carteira]` of a pyproject.toml, if there is one."""
    tools = project.get("tool")
    section = tools.get("carteira") if isinstance(tools, dict) else None
    return section if isinstance(section, dict) else None
