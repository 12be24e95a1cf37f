"""What numbers come to, in sentences: each is written by a rule that says when it holds."""

from carteira_cli.narrative.ahead import AHEAD_RULES
from carteira_cli.narrative.facts import PrintedFacts
from carteira_cli.narrative.rules import RULES, SentenceRule, Slot, sentences

__all__ = ["AHEAD_RULES", "RULES", "PrintedFacts", "SentenceRule", "Slot", "sentences"]
