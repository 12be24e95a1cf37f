"""What gives away that a text was not written by us: English words that Typer, its Click and pydantic say."""

from __future__ import annotations

import re

WORDS = re.compile(
    r"\b(usage|options?|commands?|arguments?|args|errors?|required|default|env|var|show|this|message|exit|try|for|help"
    r"|missing|no such|invalid|value|aborted|deprecated|deprecationwarning|choose|from|did|mean|possible|got"
    r"|unexpected|extra|takes?|requires|not|does|exist|is|file|directory|dir|path|readable|writable|could|open"
    r"|input|should|be|valid|than|equal|one of|range|dynamic|true|false|bool|int|str|float|text|integer|list"
    r"|the|of|with|and|all|any|more|see|run|when|which)\b",
    re.IGNORECASE,
)


def english(text: str) -> list[str]:
    """The English words of a text, but for the flag that answers to one."""
    return WORDS.findall(text.replace("--help", ""))
