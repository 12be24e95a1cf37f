"""Who says what is expected of customers: their contracts, where these say who is active, else what they bought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.prediction.foresight import Foresight

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.prediction.contract_foresight import ContractForesight
    from carteira_cli.prediction.diagnosis import Diagnosis


def foresight_of(
    base: CustomerBase, ends: Sequence[int], contracts: pl.DataFrame | None
) -> Foresight | ContractForesight:
    """What is expected of the customers of a base from each of some days on.

    Args:
        base: whose.
        ends: the days.
        contracts: the contract lines, where these say who is active.
    """
    if contracts is None:
        return Foresight(base, ends)
    from carteira_cli.prediction.contract_foresight import ContractForesight  # weight: where there are contracts

    return ContractForesight(base, ends, contracts)


def doubts_of(foresight: Foresight | ContractForesight, values: pl.Series | None) -> tuple[Diagnosis, ...]:
    """What is found wanting of it.

    Args:
        foresight: of the first of its days.
        values: what each customer who is looked at is worth (cents); None where nobody is.
    """
    from carteira_cli.prediction.diagnosis import concentrated, diagnoses

    if isinstance(foresight, Foresight):
        return diagnoses(foresight.outlook, values)
    from carteira_cli.prediction.contract_diagnosis import contract_diagnoses  # weight: where there are contracts

    return (*contract_diagnoses(foresight.outlook), *(() if values is None else concentrated(values)))
