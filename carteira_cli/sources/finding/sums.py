"""The sums of files: what tells that a file is the one that was read, wherever it lies and whatever it is called."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, why
from carteira_cli.reading.inputs.watch import identity
from carteira_cli.sources.finding.imported import digest

if TYPE_CHECKING:
    from pathlib import Path

_KEPT = 256  # files whose sum is known without another look, as long as they are the same


def sum_of(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file; of a folder (whose files are one table), of their names and sums.

    A process that is asked again of a file that is the same, by its `identity`, does not read it again.

    Raises:
        DataError: it can't be read.
    """
    try:
        if path.is_dir():
            files = [one for one in sorted(path.rglob("*")) if one.is_file()]
            found = [(one.relative_to(path).as_posix(), *sum_of(one)) for one in files]
            return sum(size for _, size, _ in found), sha256(json.dumps(found).encode()).hexdigest()
        status = path.stat()
        return status.st_size, _digest_of(path.resolve(), identity(status))
    except OSError as error:
        raise DataError(f"{path} não pôde ser lido ({why(error)})", "confira o arquivo e as permissões") from error


@lru_cache(maxsize=_KEPT)
def _digest_of(path: Path, _: tuple[int, ...]) -> str:
    return digest(path)
