"""The small language of `--onde`: `uf em (SP, RJ) e nao (segmento="Varejo Alimentar" ou vendedor vazio)`.

    either     = both { "ou" both }
    both       = term { "e" term }
    term       = "nao" term | "(" either ")" | comparison
    comparison = column operator value | column ["nao"] "em" "(" value { "," value } ")" | column ["nao"] "vazio"
    column     = name | quoted name
    operator   = "=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">="

Words are told in any case, with or without accents. A bare value may have blanks inside and ends where `e`, `ou`
or punctuation begins; a quoted one (' or ", doubled to stand for itself) may hold anything. Whatever could be
read in two ways is refused: a wrong portfolio is worse than none.

It is written by hand, not with a parser generator: messages in Portuguese that tell the likely slip are most
of it, and `--help` should not wait for a grammar to be built.
"""

from carteira_cli.condition.model import (
    Both,
    Comparison,
    Condition,
    Either,
    Not,
    Operator,
    changed,
    columns,
    comparisons,
    conjuncts,
    in_words,
    unparse,
)
from carteira_cli.condition.parse import MAX_DEPTH, MAX_LENGTH, parse_condition

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Both",
    "Comparison",
    "Condition",
    "Either",
    "Not",
    "Operator",
    "changed",
    "columns",
    "comparisons",
    "conjuncts",
    "in_words",
    "parse_condition",
    "unparse",
]
