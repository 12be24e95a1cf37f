"""The panels of spans: what the sales measure, what contracts say, what a model expects of each customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.customers.contract_customers import check_filter, contract_people, with_contracts
from carteira_cli.customers.panels import Sweep
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.catalogue import MODELLED
from carteira_cli.kpis.contratos import MEASURES
from carteira_cli.kpis.customer_measures import REGISTERED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import polars as pl

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Measure
    from carteira_cli.kpis.customer_measures import Span
    from carteira_cli.prediction.contract_foresight import ContractForesight
    from carteira_cli.prediction.foresight import Foresight

_BOUGHT = "receita_historica"  # a measure that only sales have: who ever bought is then among the rows
_BEGUN = "primeira_compra"  # one that contracts have
Numbered = tuple[int, "pl.DataFrame | None"]


@dataclass(frozen=True)
class SpanPanels:
    """One row a customer for each of some spans.

    Attributes:
        base: whose customers.
        contracts: the contract lines, where these say who is active.
        select: from the rows of customers to those that count, with what they are grouped by.
        foresight: gives what is expected of customers.
    """

    base: CustomerBase
    contracts: Callable[[], pl.DataFrame] | None
    select: Callable[[pl.DataFrame], pl.DataFrame]
    foresight: Callable[[], Foresight | ContractForesight]

    def of(self, spans: Sequence[Span], needs: Sequence[str], extra: Mapping[str, Measure]) -> Iterator[Numbered]:
        """The spans by number, each with its panel, or None where no indicator looks at customers.

        Args:
            spans: periods under rules.
            needs: measures of customers, those that a model says among them.
            extra: more measures, of the first span's sales.
        """
        measured = measured_of(needs)
        modelled = len(measured) < len(needs) and (self.contracts is not None or "vendas" in self.base.ledgers)
        known = _BOUGHT if self.contracts is None else _BEGUN
        wanted = tuple(dict.fromkeys((*measured, known))) if modelled else measured
        for number, panel in self._measured(spans, wanted, extra):
            if modelled and panel is not None:
                values = self.foresight().values(spans[number].period.end)
                yield number, panel.join(values, on=CUSTOMER, how="left", maintain_order="left")
            else:
                yield number, panel

    def _measured(
        self, spans: Sequence[Span], needs: Sequence[str], extra: Mapping[str, Measure]
    ) -> Iterator[Numbered]:
        """The same of what lines say; sales in ascending order of the spans' end.

        Where contracts say who is active, activity and monthly revenue are theirs, whatever the sales say besides.
        """
        if not needs or not {"vendas", "assinaturas"} & set(self.base.ledgers):
            yield from ((number, None) for number in range(len(spans)))
        elif self.contracts is None:
            yield from self._swept(spans, needs, extra)
        else:
            check_filter(self.base)
            of_sales = [need for need in needs if need not in MEASURES or need in {REGISTERED, "primeira_linha"}]
            swept: dict[int, pl.DataFrame] = {}
            if "vendas" in self.base.ledgers and set(of_sales) - {REGISTERED, "primeira_linha"}:
                swept = dict(self._swept(spans, of_sales, extra))
            lines = self.contracts()
            for number, span in enumerate(spans):
                people = contract_people(self.base, lines, span, self.select)
                yield number, with_contracts(swept[number], people) if number in swept else people

    def _swept(
        self, spans: Sequence[Span], needs: Sequence[str], extra: Mapping[str, Measure]
    ) -> Iterator[tuple[int, pl.DataFrame]]:
        sweep = Sweep(self.base, tuple(needs), self.select, extra)
        return ((number, panel) for _, number, panel in sweep.panels(spans))


def measured_of(needs: Sequence[str]) -> tuple[str, ...]:
    """Those of some measures of customers that lines say."""
    return tuple(need for need in needs if need not in MODELLED)
