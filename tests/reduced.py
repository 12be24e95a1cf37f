"""A base of customers whose sales another engine reduces."""

from __future__ import annotations

from dataclasses import replace

from carteira_cli.sources.ledger import Ledger


def by_engine(base, engine):
    sales = base.ledgers["vendas"]
    return replace(base, ledgers={**base.ledgers, "vendas": Ledger(sales.opened, engine=engine)})
