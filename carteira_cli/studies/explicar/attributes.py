"""What a change is looked at by: attributes of customers, of leads and costs, and of sales."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.attribute_names import CUSTOMER_COLUMNS, SALE_COLUMNS
from carteira_cli.customers.dimensions import resolve, resolve_group
from carteira_cli.customers.groups import check_split, frames_of
from carteira_cli.customers.people import COHORT, FIRST, attribute_frame, class_measure, classes_of, cohorts_of
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError
from carteira_cli.privacy import personal
from carteira_cli.studies.explicar.accounts import REVENUE, is_ratio
from carteira_cli.studies.rfm.study import segment_measures, segments_of_panel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.engines.panel import Measure
    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.period import Period

MOST_VALUES = 50  # of an attribute that nobody named: a customer's town tells less than her state
# A month of cohorts is a part of a quarter; the class of the period itself, and the stage that a lead has reached
# since, are what came of it and not what it came of. Whoever wants these names them.
_COMPUTED = ("nacionalidade", "coorte_trimestre", "classe_abc_anterior", "segmento_rfm")
_CANDIDATES = (
    *(name for name in CUSTOMER_COLUMNS if not personal(name)),
    *_COMPUTED,
    "origem",
    *(f"vendas.{name}" for name in SALE_COLUMNS),
)
COLUMNS = frozenset(name.rpartition(".")[2] for name in _CANDIDATES if name not in _COMPUTED)
_COHORTS = frozenset({"coorte", "coorte_trimestre"})
OF_EACH_PERIOD = frozenset({"classe_abc", "classe_abc_anterior", "segmento_rfm"})


@dataclass(frozen=True)
class Attributes:
    """What a change is looked at by.

    Attributes:
        one_each: of which each customer (lead, cost) has one value.
        of_sales: of which the lines of a customer may have several.
        named: whether somebody asked for these.
    """

    one_each: tuple[Dimension, ...] = ()
    of_sales: tuple[Dimension, ...] = ()
    named: bool = False


def splits_by_sales(item: Indicator) -> bool:
    """Whether what an indicator counts adds up over the lines of one customer: revenue does, customers don't."""
    return item.key == REVENUE or (is_ratio(item) and item.needs[0] == REVENUE)


def attributes_of(base: CustomerBase, item: Indicator) -> Attributes:
    """What `--por` names, or else what the files have.

    Raises:
        UsageError: a column that is not there, or by which the indicator can't be split.
    """
    names = [name.strip() for text in base.config.question.por for name in text.split(",") if name.strip()]
    if not names:
        return _sorted(dict.fromkeys(_found(base, item)), named=False)
    with base.config.value(QuestionSettings.por).blamed():
        told = tuple(resolve_group(name, base.known) for name in dict.fromkeys(names))
        check_split([item.key], told, "--por")
        for dimension in told:
            if base.config.hides_customers and personal(dimension.column):
                raise UsageError(
                    f'os grupos de "{dimension.asked}" dizem quem são os clientes',
                    "tire --sem-identificadores e --pseudonimizar, ou use outra coluna em --por",
                )
            if dimension.of == "venda" and not splits_by_sales(item):
                raise UsageError(
                    f'{item.key} não se explica por "{dimension.asked}": um cliente pode ter vendas em vários grupos',
                    "por um atributo da venda explicam-se receita, ticket_cliente e ticket_pedido",
                )
            if dimension.of == "venda" and "assinaturas" in base.ledgers and item.key != REVENUE:
                raise UsageError(
                    "contratos não se dividem por um atributo da venda",
                    "use um atributo do cliente, como uf, ou --atividade compras",
                )
    return _sorted(told, named=True)


def _found(base: CustomerBase, item: Indicator) -> Iterator[Dimension]:
    """The attributes that there are, and that each frame of the indicator has."""
    own = (name for name in base.known.headers.get("clientes", ()) if base.known.further("clientes", name))
    for name in (*_CANDIDATES, *(name for name in own if not personal(name))):
        try:
            found = resolve(name, base.known)
        except UsageError:  # no file has it
            continue
        if found.of == "venda" and not splits_by_sales(item):
            continue
        if found.column in OF_EACH_PERIOD and not _has_a_period_before(base):
            continue
        if all(found.serves(frame) for frame in frames_of(item.key)):
            yield found


def _has_a_period_before(base: CustomerBase) -> bool:
    """Whether the sales tell what customers were at the beginning of the earlier period."""
    first = base.ledgers["vendas"].first_day if "vendas" in base.ledgers else None
    return first is not None and base.compared is not None and base.compared.previous().start >= first


def _sorted(found: Sequence[Dimension] | dict[Dimension, None], *, named: bool) -> Attributes:
    return Attributes(
        tuple(one for one in found if one.of != "venda"), tuple(one for one in found if one.of == "venda"), named
    )


def values_of(
    base: CustomerBase, periods: Mapping[int, Period], dimensions: Sequence[Dimension]
) -> dict[int, pl.DataFrame]:
    """For each period one row a customer of whom any attribute is known: `cliente`, and each under its key, or null.

    A group that changes from period to period is what it is at the beginning of this one: the class by the revenue of
    the period before, the segment on its eve. So a customer is in the same group on both sides of a comparison only
    if she was the same then, and no group is chosen by what happened in the period; `classe_abc` alone is its own.
    One reading of the sales measures all of these.
    """
    computed = [one for one in dimensions if one.column in {*OF_EACH_PERIOD, *_COHORTS}]
    steady = attribute_frame(base, [one for one in dimensions if one not in computed])
    measures = {
        name: measure
        for one in computed
        for number, period in periods.items()
        for name, measure in _measures(base, one, number, period).items()
    }
    if not measures:
        return dict.fromkeys(periods, steady)
    panel, found = base.panel(measures), {}
    for number, period in periods.items():
        known = steady
        for one in computed:
            known = known.join(_of_panel(base, panel, one, number, period), on=CUSTOMER, how="full", coalesce=True)
        found[number] = known
    return found


def _measures(base: CustomerBase, dimension: Dimension, number: int, period: Period) -> dict[str, Measure]:
    """What a group of customers is told by, at the beginning of a period; names begin with the period's number."""
    if dimension.column in _COHORTS:
        return {FIRST: COHORT}
    if dimension.column == "segmento_rfm":
        return segment_measures(base, period.start, f"{number}_")
    own = period if dimension.column == "classe_abc" else period.previous()
    return {f"{number}_{dimension.column}": class_measure(base, own)}


def _of_panel(
    base: CustomerBase, panel: pl.DataFrame, dimension: Dimension, number: int, period: Period
) -> pl.DataFrame:
    """`cliente` and the group of a period under its key, from a panel with its measures."""
    if dimension.column in _COHORTS:
        found, name = cohorts_of(panel, dimension.column), dimension.column
    elif dimension.column == "segmento_rfm":
        found, name = segments_of_panel(base, panel, period.start, f"{number}_"), "segmento"
    else:
        revenue = panel.select(CUSTOMER, centavos=f"{number}_{dimension.column}")
        found, name = classes_of(base, revenue), "classe"
    return found.select(CUSTOMER, pl.col(name).alias(dimension.key))
