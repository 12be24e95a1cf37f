"""The customers at risk as two rules see them: that of the cycle, and the model of repeat buying."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.prediction.diagnosis import LACKING, diagnoses
from carteira_cli.studies.risco import formulas
from carteira_cli.studies.risco.comparison import MODEL, RuleComparison, compared
from carteira_cli.studies.risco.model import expected_of, outlook_of

if TYPE_CHECKING:
    from carteira_cli.prediction.diagnosis import Diagnosis
    from carteira_cli.prediction.outlook import Outlook
    from carteira_cli.studies.risco.risk import Risk

BEST = "regra_melhor"  # a rule of the report: which of the two erred less; None where nobody knows


@dataclass(frozen=True)
class TwoRules:
    """Customers by how late they are, with what a model says beside it.

    Attributes:
        risk: the customers.
    """

    risk: Risk

    @cached_property
    def outlook(self) -> Outlook:
        """The model, learnt from everybody's purchases."""
        return outlook_of(self.risk)

    @cached_property
    def known(self) -> pl.DataFrame:
        """`model.expected_of`."""
        return expected_of(self.outlook, self.risk.horizon)

    @property
    def alive(self) -> pl.DataFrame:
        """`cliente` and `p_ativo`."""
        return self.known.select(CUSTOMER, "p_ativo")

    @cached_property
    def comparison(self) -> RuleComparison:
        """Which of them erred less on this portfolio's past."""
        return compared(self.risk) if self.has_model else RuleComparison({}, 0, sample=False)

    @property
    def has_model(self) -> bool:
        """Whether there was enough to learn a model from."""
        return not self.outlook.lacking

    @property
    def doubts(self) -> tuple[Diagnosis, ...]:
        """What is found wanting of the model, what weighs most first; without one, why, and that the cycle stands."""
        found = diagnoses(self.outlook)
        if self.has_model:
            return found
        return tuple(replace(one, instead="sem modelo: vale a regra do ciclo") for one in found if one.code in LACKING)

    @property
    def by_model(self) -> bool:
        """Whether the model, that erred less, orders the lists of active customers."""
        return self.comparison.best == MODEL

    def largest(self, customers: pl.DataFrame, count: int) -> list[dict[str, Any]]:
        """The customers of the largest expected loss by the better rule, as `formulas.largest` gives them.

        By the model that is `centavos` × `perda_modelo`; ties by money, then by id. They have what `model.SCHEMA` says.
        """
        said = customers.join(self.known, on=CUSTOMER, how="left", maintain_order="left")
        if not self.by_model:
            return formulas.largest(said, self.risk.leaving, count)
        lost = (pl.col("centavos") * pl.col("perda_modelo")).alias("__perda")
        first = said.with_columns(lost).sort("__perda", "centavos", CUSTOMER, descending=[True, True, False])
        rows = list(first.head(count).drop("__perda").iter_rows(named=True))
        for row in rows:
            chance = self.risk.leaving.get(row["chance"])
            row["esperado"] = None if chance is None else row["centavos"] * chance
        return rows
