"""Ledgers of receivables as texts, for tests of how they are read."""

from __future__ import annotations

from datetime import date

from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.reading_rules import Rules
from carteira_cli.sources.understood import reading_warnings


def ledger(folder, *files, **rules):
    """A ledger of texts, each a file; the newest last."""
    paths = []
    for number, text in enumerate(files, start=1):
        paths.append(folder / f"titulos-{number}.csv")
        paths[-1].write_bytes(text.encode("cp1252"))
    return open_ledger(
        TABLES["titulos"], paths, {}, Rules(**{"cancelled": DEFAULT_CANCELLED, "optional": None, **rules})
    )


def text_of(*lines):
    return "\n".join(lines)


def rows(found):
    """Title → day and cents paid."""
    lines = found.collect(lambda one: one.select("titulo", "pagamento", "valor_pago"))
    return {title: (day, paid) for title, day, paid in lines.rows()}


def told(found):
    return " | ".join(reading_warnings(found.proven))


def day(text):
    return (date.fromisoformat(text) - date(1970, 1, 1)).days
