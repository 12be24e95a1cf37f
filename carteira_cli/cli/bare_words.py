"""What the command line asks for, read from its bare words: before it is parsed, and where it does not parse."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from carteira_cli.cli.log import begin

if TYPE_CHECKING:
    from collections.abc import Sequence


def wants_json(argv: Sequence[str]) -> bool:
    """Whether JSON was asked for."""
    return (
        _told(argv, r"-[qh]*f(?P<short>.*)|--formato(?:=(?P<long>.*))?") or os.environ.get("CARTEIRA_FORMATO")
    ) == "json"


def debugging(argv: Sequence[str]) -> bool:
    """Whether traces, and the engine's own words, were asked for."""
    return "--depurar" in argv or bool(os.environ.get("CARTEIRA_DEPURAR"))


def begin_log(argv: Sequence[str]) -> None:
    """Start the log that was asked for, before anything can fail."""
    kind = _told(argv, r"(?P<short>(?!))|--log(?:=(?P<long>.*))?") or os.environ.get("CARTEIRA_LOG")
    quiet = any(re.fullmatch(r"-[hf]*q.*|--quieto", word) for word in argv) or bool(os.environ.get("CARTEIRA_QUIETO"))
    command = next((word for word in argv if not word.startswith("-")), "")
    begin(kind, command, quiet=quiet)


def _told(argv: Sequence[str], option: str) -> str | None:
    """The last value of an option."""
    given = None
    for position, word in enumerate(argv):
        found = re.fullmatch(option, word, re.DOTALL)
        if found:
            following = argv[position + 1] if position + 1 < len(argv) else None
            given = found["short"] or found["long"] or following
    return given
