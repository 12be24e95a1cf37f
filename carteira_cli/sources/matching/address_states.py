"""A column called "State" that says where somebody lives, not what became of a sale."""

from __future__ import annotations

from carteira_cli.names import fold
from carteira_cli.sources.matching.status_words import Status, Words, status_of, tokens_of
from carteira_cli.sources.matching.word_lists import vocabulary

PLACES = frozenset({"state", "estado"})  # names that may mean either
_MOST = 0.8  # share of the texts that must be places


def is_place(name: str, texts: list[str]) -> bool:
    """Whether a "State" is where somebody lives, by its cells: places, or at least no word of a status."""
    if fold(name) not in PLACES or not texts:
        return False
    known = frozenset(vocabulary("matching/address_states")["states"])
    places = sum(fold(text) in known for text in texts)
    lists = vocabulary("matching/status_words")["status"]["words"]
    return places >= _MOST * len(texts) or not any(
        status_of(text) is not Status.UNKNOWN or Words.of(lists["unknown"]).has(tokens_of(text)) or len(text) == 1
        for text in texts
    )
