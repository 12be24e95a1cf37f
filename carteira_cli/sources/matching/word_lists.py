"""The lists of words that lie as TOML beside who reads them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def vocabulary(place: str) -> Mapping[str, Any]:
    """Lists as they are written, of a file below `sources/` ("matching/address_states"), when one is asked for."""
    text = files("carteira_cli.sources").joinpath(f"{place}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
