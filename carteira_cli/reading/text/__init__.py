"""Delimited text of any dialect, as a table of text.

`plan_text` looks at samples and decides how to read a file; `transcode` brings it to UTF-8 and `is_sound` proves that
Polars' scanner can read it as it stands; `normalise` reads what it can't, in a stream. `read_table` gives it all in
memory.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.reading.text.check import invalid_utf8, is_sound
    from carteira_cli.reading.text.dialect import Forced
    from carteira_cli.reading.text.encoding import Encoding
    from carteira_cli.reading.text.plan import TextPlan, plan_text
    from carteira_cli.reading.text.read import TableText, read_table
    from carteira_cli.reading.text.rewrite import Normalised, as_it_stands, normalise
    from carteira_cli.reading.text.split import Marks
    from carteira_cli.reading.text.to_utf8 import Transcoded, transcode

__all__ = [
    "Encoding",
    "Forced",
    "Marks",
    "Normalised",
    "TableText",
    "TextPlan",
    "Transcoded",
    "as_it_stands",
    "invalid_utf8",
    "is_sound",
    "normalise",
    "plan_text",
    "read_table",
    "transcode",
]
_HOMES = {
    "check": ("invalid_utf8", "is_sound"),
    "dialect": ("Forced",),
    "encoding": ("Encoding",),
    "rewrite": ("Normalised", "as_it_stands", "normalise"),
    "plan": ("TextPlan", "plan_text"),
    "read": ("TableText", "read_table"),
    "split": ("Marks",),
    "to_utf8": ("Transcoded", "transcode"),
}


def __getattr__(name: str) -> object:
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
