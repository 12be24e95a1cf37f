"""What the command line asks for, read from its bare words: before it is parsed, and where it does not parse."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def wants_json(argv: Sequence[str]) -> bool:
    """Whether JSON was asked for."""
    told = _told(argv, r"-[qh]*f(?P<short>.*)|--formato(?:=(?P<long>.*))?") or os.environ.get("CARTEIRA_FORMATO")
    return (told or "").strip().casefold() == "json"


def debugging(argv: Sequence[str]) -> bool:
    """Whether traces, and the engine's own words, were asked for."""
    return "--depurar" in argv or bool(os.environ.get("CARTEIRA_DEPURAR"))


def quiet(argv: Sequence[str]) -> bool:
    """Whether nothing but errors was asked for."""
    return any(re.fullmatch(r"-[hf]*q.*|--quieto", word) for word in argv) or bool(os.environ.get("CARTEIRA_QUIETO"))


def log_kind(argv: Sequence[str]) -> str | None:
    """The kind of log that was asked for."""
    return _told(argv, r"(?P<short>(?!))|--log(?:=(?P<long>.*))?") or os.environ.get("CARTEIRA_LOG")


FIRST_SCREEN = "painel"  # what a line without a command asks for


def arranged(argv: Sequence[str]) -> list[str]:
    """A command line with its command in front, as if options had been typed behind it.

    `-C pasta resumo` is `resumo -C pasta`, and a line that has no command is one of the first screen. From an option on
    that is none of a setting the line is the parser's: it asks for help or the version, or is to be refused.
    """
    if argv and not argv[0].startswith("-"):
        return [*argv]
    from carteira_cli.config.settings import SETTINGS  # weight: for a line that begins with an option

    named = [one for one in SETTINGS if "flag" in one.places]
    own = sorted(named, key=lambda one: not one.typed)  # of two that are typed alike the one whose key it is
    flags = {name: one for one in own for name in (one.flag, one.short) if name}
    place = 0
    while place < len(argv) and argv[place].startswith("-"):
        word = argv[place]
        name, equals, _ = word.partition("=")
        glued = not word.startswith("--") and len(word) > len("-C")
        setting = flags.get(word[: len("-C")] if glued else name)
        if setting is None:
            return [*argv[place:]]
        place += 1 if glued or equals or setting.domain.kind == "switch" else 2
    if place < len(argv):
        return [argv[place], *argv[:place], *argv[place + 1 :]]
    return [FIRST_SCREEN, *argv]


def command_of(argv: Sequence[str]) -> str | None:
    """The command, if there is one."""
    return next((word for word in arranged(argv)[:1] if not word.startswith("-")), None)


def _told(argv: Sequence[str], option: str) -> str | None:
    """The last value of an option."""
    given = None
    for position, word in enumerate(argv):
        found = re.fullmatch(option, word, re.DOTALL)
        if found:
            following = argv[position + 1] if position + 1 < len(argv) else None
            given = found["short"] or found["long"] or following
    return given
