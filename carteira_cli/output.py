"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from carteira_cli.errors import OutputError, why

_DEFAULT_MODE = 0o666  # less the umask, as any program's new file


def write_atomic(path: Path, content: bytes) -> None:
    """Replace a file's content in one step; on any failure the old file stays as it was.

    Raises:
        OutputError: the folder is missing or not writable, or the disk is full.
    """
    try:
        if path.exists() and not path.is_file():  # /dev/stdout, a pipe: nothing to replace
            path.write_bytes(content)
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else _DEFAULT_MODE & ~_umask())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"não foi possível gravar {path} ({why(error)})", "confira se a pasta existe, a permissão e o espaço"
        ) from error


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
