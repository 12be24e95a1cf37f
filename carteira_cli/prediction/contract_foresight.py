"""What customers under contract are worth, from any day on."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.config.settings import PredictionSettings
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.prediction.contracts import ContractOutlook, contract_worths
from carteira_cli.prediction.foresight import VALUE, Foresight

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.prediction.worth import Horizon


class ContractForesight:
    """As `Foresight`, of customers whose contracts say how long they stay; of each day the values are kept."""

    def __init__(self, base: CustomerBase, ends: Sequence[int], contracts: pl.DataFrame) -> None:
        told = base.config.value(PredictionSettings.calibrar_ate)
        if told.parsed is not None:
            raise told.refused(
                "calibrar_ate é do modelo das compras, e aqui contratos dizem quem está ativo",
                "para conferir o que se previu dos contratos: carteira prever --validar",
            )
        self.base = base
        self.end = ends[0]
        self._contracts = contracts
        self._sales = Foresight(base, ends)  # of which horizon and margin are the same
        self._values: dict[int, pl.DataFrame] = {}

    @property
    def horizon(self) -> Horizon:
        """How far ahead customers are valued."""
        return self._sales.horizon

    @cached_property
    def outlook(self) -> ContractOutlook:
        """What is expected from the first of the days on."""
        return self._outlook(self.end)

    @cached_property
    def worths(self) -> pl.DataFrame:
        """As `prediction.contracts.contract_worths`, from the first of the days on."""
        return self._worths(self.outlook)

    @property
    def rules(self) -> tuple[tuple[str, str | int | float | None], ...]:
        """The rules that values stand under: what was told, and which model came of it, if any."""
        config = self.base.config
        margin = self.margin(self.end) if config.rules.margem is None else None
        return (
            ("horizonte", self.horizon.length.label),
            ("desconto", config.value(PredictionSettings.desconto).one),
            ("modelo", "betageo" if self.outlook.modelled else None),
            *([] if margin is None else [("margem_prevista", float(margin))]),
        )

    def margin(self, end: int) -> Fraction | None:
        """What is left of a real of revenue: as told, or over the sales that carry a cost; None: of none."""
        told = self.base.config.rules.margem
        return told if told is not None or "vendas" not in self.base.ledgers else self._sales.margin(end)

    def values(self, end: int) -> pl.DataFrame:
        """What each customer who was under contract before a day is worth from it on: `cliente`, `valor_previsto`."""
        if end not in self._values:
            found = self.worths if end == self.end else self._worths(self._outlook(end))
            self._values[end] = found.select(CUSTOMER, VALUE)
        return self._values[end]

    def _worths(self, outlook: ContractOutlook) -> pl.DataFrame:
        return contract_worths(outlook, self.horizon, self.margin(outlook.end) or Fraction(0))

    def _outlook(self, end: int) -> ContractOutlook:
        """Of a day; of a past one nobody knows which ends were on record."""
        return ContractOutlook(self._contracts, end, on_record=end > self.base.as_of)
