"""Names of columns as they are asked for: typed without quotes, and spelled in machine formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT = "extra."  # before such a column in an imported portfolio, where nothing may take it for a canonical one


def slug(name: str) -> str:
    """A name as it can be typed without quotes, and as it is spelled in machine formats.

    Example:
        >>> slug("Forma de pagamento"), slug("2ª via")
        ('forma_de_pagamento', '_2a_via')
    """
    bare = "_".join(re.findall(r"[a-z0-9]+", fold(bare_name(name))))
    return f"_{bare}" if bare[:1].isdigit() else bare


def bare_name(name: str) -> str:
    """A name as the export had it, or nearly, in a portfolio too."""
    return name.removeprefix(KEPT)


def slugs(header: Sequence[str]) -> dict[str, str]:
    """What a header's columns are asked for by → their names; the first of several that read the same."""
    found: dict[str, str] = {}
    for name in header:
        found.setdefault(slug(name), name)
    found.pop("", None)
    return found
