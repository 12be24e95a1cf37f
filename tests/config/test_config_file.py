"""Configuration files that no parser should be given: bombs, devices, numbers without end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from carteira_cli.config import file as config_file
from carteira_cli.config.file import find_config, read_section
from carteira_cli.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def _written(folder: Path, text: str) -> Path:
    file = folder / "carteira.toml"
    file.write_text(text, encoding="utf-8")
    return file


DOTS = ".".join(["a"] * 5000)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"margem = 0.3\n{DOTS} = 1\n", "linha 2: chave com mais de 32 partes"),
        (f"[{DOTS}]\n", "linha 1: chave com mais de 32 partes"),
        (f"[[ {DOTS.replace('.', ' . ')} ]]\n", "linha 1: chave com mais de 32 partes"),
        (".".join(['"a b"', "'c'"] * 20) + " = 1\n", "linha 1: chave com mais de 32 partes"),
        (f'periodo = """\n#"\n"""\nmargem = {"9" * 5000}\n', "linha 4: número com mais de 100 algarismos"),
        (f"margem = 0x{'f' * 5000}\n", "linha 1: número com mais de 100 algarismos"),
        (f"margem = -1{'_0' * 5000}\n", "linha 1: número com mais de 100 algarismos"),
    ],
)
def test_what_would_take_all_memory_is_refused_before_it_is_parsed(tmp_path, monkeypatch, text: str, said: str):
    monkeypatch.setattr(config_file.tomllib, "loads", lambda _: pytest.fail("was parsed"))
    with pytest.raises(ConfigError, match=said):
        read_section(_written(tmp_path, text))


@pytest.mark.parametrize(
    "value",
    [
        f'"{DOTS}"',
        f"'{DOTS}'",
        f'"""\n{DOTS}\n"""',
        f"'''\n{DOTS}'''",
        f'"x" # {DOTS}',
        rf'"\"{DOTS}"',
        f'"{"9" * 5000}"',
    ],
)
def test_dots_and_digits_in_texts_and_comments_are_no_keys_and_numbers(tmp_path, value: str):
    assert list(read_section(_written(tmp_path, f"periodo = {value}\nmargem = 0.25\n"))) == ["periodo", "margem"]


@pytest.mark.slow
@pytest.mark.parametrize("text", ['\\"""' * 200_000, "a" * 1_000_000, "'\n" * 300_000, "a." * 31 + "\n", "a . " * 9])
def test_looking_takes_no_longer_than_the_text_is_long(tmp_path, text: str):
    with pytest.raises(ConfigError, match="não é TOML válido"):
        read_section(_written(tmp_path, text))


def test_a_file_of_gigabytes_is_not_read(tmp_path):
    file = _written(tmp_path, "")
    os.truncate(file, 3 << 30)
    with pytest.raises(ConfigError, match="tem mais de 1 MiB"):
        read_section(file)


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_regular_file_is_found_and_refused(tmp_path, kind: str):
    file = tmp_path / "carteira.toml"
    {"pipe": os.mkfifo, "device": lambda path: path.symlink_to("/dev/zero"), "folder": os.mkdir}[kind](file)
    assert find_config(tmp_path) == file
    with pytest.raises(ConfigError, match="não é um arquivo comum"):
        read_section(file)


def test_the_null_device_is_an_empty_configuration(tmp_path):
    file = tmp_path / "carteira.toml"
    file.symlink_to(os.devnull)
    assert read_section(file) == {}
