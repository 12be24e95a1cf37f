"""What numbers come to, in sentences: each is written by a rule that says when it holds."""

from carteira_cli.narrative.facts import Facts
from carteira_cli.narrative.rules import RULES, SentenceRule, Slot, sentences

__all__ = ["RULES", "Facts", "SentenceRule", "Slot", "sentences"]
