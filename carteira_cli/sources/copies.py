"""Files of the same content under two names count once."""

from __future__ import annotations

from filecmp import cmp
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, why

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def without_copies(paths: Sequence[Path | str]) -> tuple[list[Path | str], tuple[str, ...]]:
    """The files without those that are, byte for byte, an earlier one; and what is to be said of these.

    Only files of one size are compared. What is no file can't be looked at twice.

    Raises:
        DataError: a file can't be read.
    """
    kept: list[Path | str] = []
    sizes: dict[int, list[Path]] = {}
    told = []
    for path in paths:
        if isinstance(path, str) or not path.is_file():
            kept.append(path)
            continue
        try:
            alike = sizes.setdefault(path.stat().st_size, [])
            twin = next((one for one in alike if cmp(one, path, shallow=False)), None)
        except OSError as error:
            raise DataError(f"{path}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
        if twin is None:
            alike.append(path)
            kept.append(path)
        else:
            told.append(f"{path} tem o mesmo conteúdo de {twin}, e contou uma vez (--repetidas somar conta os dois)")
    return kept, tuple(told)
