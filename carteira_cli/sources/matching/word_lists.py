"""The lists of words that lie as TOML beside who reads them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def vocabulary(place: str) -> Mapping[str, Any]:
    """Lists as they are written, of a file below `sources/` ("matching/address_states"), when one is asked for."""
    return tomllib.loads(_text(place))


@cache
def section(place: str, name: str) -> Mapping[str, Any]:
    """One section of such a file, without subsections; of the others, which a run seldom needs, nothing is parsed.

    Returns:
        Nothing where there is no such section.
    """
    own = re.search(rf"^\[{name}\]\n(.*?)(?=^\[|\Z)", _text(place), re.MULTILINE | re.DOTALL)
    return {} if own is None else tomllib.loads(own[1])


@cache
def _text(place: str) -> str:
    return files("carteira_cli.sources").joinpath(f"{place}.toml").read_text(encoding="utf-8")
