"""Text cells of exports as people write them: exact amounts and days, blanks, and keys of customers.

Conventions belong to columns, not to cells: `survey` counts what the cells of whole columns tell,
`decide_decimal` and `decide_days` decide, `parse_amount` and `parse_day` convert.
"""

from carteira_cli.sources.values.amounts import READ_AMOUNT, Decimal, amount_code, parse_amount, read_amount
from carteira_cli.sources.values.blanks import is_blank, trimmed
from carteira_cli.sources.values.customer_keys import document_key, email_key
from carteira_cli.sources.values.dates import READ_DAY, DayReading, Order, day_code, is_blank_day, parse_day, read_day
from carteira_cli.sources.values.decide import Decision, decide_days, decide_decimal
from carteira_cli.sources.values.evidence import (
    AmountEvidence,
    DayEvidence,
    Survey,
    amount_counts,
    day_counts,
    survey,
)
from carteira_cli.sources.values.ids import (
    IdEvidence,
    IdReading,
    decide_ids,
    id_code,
    id_counts,
    lost_digits,
    read_id,
    shows_nothing,
)
from carteira_cli.sources.values.periods import parse_label, period_reason
from carteira_cli.sources.values.reasons import amount_reason, day_reason

__all__ = [
    "READ_AMOUNT",
    "READ_DAY",
    "AmountEvidence",
    "DayEvidence",
    "DayReading",
    "Decimal",
    "Decision",
    "IdEvidence",
    "IdReading",
    "Order",
    "Survey",
    "amount_code",
    "amount_counts",
    "amount_reason",
    "day_code",
    "day_counts",
    "day_reason",
    "decide_days",
    "decide_decimal",
    "decide_ids",
    "document_key",
    "email_key",
    "id_code",
    "id_counts",
    "is_blank",
    "is_blank_day",
    "lost_digits",
    "parse_amount",
    "parse_day",
    "parse_label",
    "period_reason",
    "read_amount",
    "read_day",
    "read_id",
    "shows_nothing",
    "survey",
    "trimmed",
]
