"""What the situation of a receivable means, in whatever words: paid, open, partly paid, lost, or void."""

from __future__ import annotations

from enum import IntEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.names import fold
from carteira_cli.sources.matching.status_words import Forms, tokens_of
from carteira_cli.sources.matching.word_lists import vocabulary

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

PAYABLE = "conta a pagar"  # why a line of a file of both does not count
_REFUSING = ("pagamento", "payment")  # of which "confirmado" says that it came
_WRITTEN_OFF = "baixad"  # by a bank, which may only have taken it off its list
_CONFIRMED = ("confirmad", "confirmed")


class Condition(IntEnum):
    """What a situation says of a title; what no word says is left to its dates."""

    PLAIN = 0
    OPEN = 1
    PAID = 2
    PARTIAL = 3
    LOST = 4  # written off: whatever day stands there, it was not paid
    CANCELLED = 5
    RENEGOTIATED = 6  # another title stands in its place, since a day that may be told
    RETURNED = 7
    UNKNOWN = 8

    @property
    def label(self) -> str:
        """The canonical word of it; empty where nothing was said, or nobody knows."""
        return _LABELS.get(self, "")


_LABELS = {
    Condition.OPEN: "aberto",
    Condition.PAID: "pago",
    Condition.PARTIAL: "parcial",
    Condition.LOST: "perda",
    Condition.CANCELLED: "cancelado",
    Condition.RENEGOTIATED: "renegociado",
    Condition.RETURNED: "devolvido",
}
VOID = (Condition.CANCELLED, Condition.RETURNED)


@lru_cache(maxsize=4096)
def condition_of(text: str) -> Condition:
    """What a situation says of its title.

    Example:
        >>> [condition_of(text).label for text in ("Pago em atraso", "A receber", "Não pago", "Baixado por perda")]
        ['pago', 'aberto', 'aberto', 'perda']
        >>> condition_of("Liquidado por renegociação").label, condition_of("Zebra").name, condition_of(" ").name
        ('renegociado', 'UNKNOWN', 'PLAIN')
    """
    tokens = tokens_of(text)
    if not tokens:
        return Condition.UNKNOWN if fold(text).strip(" -–—/.") else Condition.PLAIN
    said = _said(tokens)
    bounced = said["returned"] and said["cheque"]  # and the money is still owed
    if said["negations"] or bounced:
        denied = said["renegotiated"] or said["cancelled"] or (said["returned"] and not bounced) or said["lost"]
        return Condition.UNKNOWN if denied else Condition.OPEN
    if said["renegotiated"]:
        return Condition.RENEGOTIATED
    if said["lost"]:
        return Condition.LOST
    undone = Condition.RETURNED if said["returned"] else Condition.CANCELLED if said["cancelled"] else None
    if undone is not None:
        return Condition.UNKNOWN if said["partial"] or said["undecided"] or said["awaiting"] else undone
    return _paid_or_open(tokens, said)


def _paid_or_open(tokens: list[str], said: Mapping[str, list[str]]) -> Condition:
    if said["partial"]:
        return Condition.PARTIAL
    if said["awaiting"]:
        return Condition.OPEN
    came = any(one in _REFUSING for one in tokens) and any(one.startswith(_CONFIRMED) for one in tokens)
    if all(one.startswith(_WRITTEN_OFF) for one in said["paid"]):
        if said["taken_back"]:
            return Condition.OPEN
        if (
            said["paid"] and said["undecided"]
        ):  # "baixado por solicitação": of whoever asked for it, for whatever reason
            return Condition.UNKNOWN
    if said["paid"] or came:
        return Condition.PAID
    return Condition.OPEN if said["open"] else Condition.UNKNOWN


def _said(tokens: list[str]) -> dict[str, list[str]]:
    """List → the words of a cell that are on it."""
    return {name: [one for one in tokens if forms.match(one)] for name, forms in _lists().items()}


@cache
def _lists() -> Mapping[str, Forms]:
    return {name: Forms.of(words) for name, words in vocabulary("meaning/title_words")["words"].items()}


@dataclass(frozen=True)
class TitleWords:
    """What situations mean in a run: as the user says (`cancelados`, `validos`), else as anybody knows.

    Attributes:
        cancelled: what the user says voids a line.
        valid: what the user says counts, by its dates.
    """

    cancelled: re.Pattern[str]
    valid: re.Pattern[str]

    def meaning(self, text: str) -> Condition:
        """What a situation says of its title."""
        word = fold(text)
        if self.cancelled.fullmatch(word):
            return Condition.CANCELLED
        if self.valid.fullmatch(word):
            return Condition.PLAIN
        return condition_of(text)
