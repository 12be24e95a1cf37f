"""Where the manifest of an imported portfolio is, and whether there is one: most folders have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "importacao.json"
READY = ".importacao-pronta"  # a finished import whose files have not all taken their places yet


def may_have_manifest(folder: Path) -> bool:
    """Whether there is a manifest, or the system does not say: whoever reads it tells why it can't be."""
    return any(_may_be_there(place / MANIFEST) for place in (folder / READY, folder))


def _may_be_there(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
