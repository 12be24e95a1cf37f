"""Which indicators can be explained, and by which accounts: by segments, by factors, by price, volume and mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.concentracao import FAMILY as CONCENTRATION
from carteira_cli.studies.explicar.chains import chain_of

if TYPE_CHECKING:
    from carteira_cli.kpis.catalogue import Indicator

SEGMENTS, FACTORS, PVM = "segmentos", "fatores", "pvm"
REVENUE = "receita"  # the one number that the lines of one customer may be split of
_NOT_SUMS = frozenset({"ltv_cac"})  # a ratio of means, whose parts are no sums


def is_ratio(item: Indicator) -> bool:
    """Whether it is a quotient of two sums over customers, leads or costs."""
    return item.parts is not None and item.family != CONCENTRATION and item.key not in _NOT_SUMS


def is_sum(item: Indicator) -> bool:
    """Whether that of a whole is the sum of those of its groups."""
    adds = item.frame is not None and item.parts is None and (item.unit.is_count or item.unit.is_money)
    return adds and item.family != CONCENTRATION


def accounts_of(item: Indicator) -> tuple[str, ...]:
    """The accounts that a change can be told by; none of medians and concentration."""
    if item.predicted:  # two periods have two models: no part of a change is of one customer or factor
        return ()
    found = [SEGMENTS] if is_ratio(item) or is_sum(item) else []
    found += [FACTORS] if chain_of(item) is not None else []
    return (*found, *([PVM] if item.key == REVENUE else []))


def explained() -> tuple[str, ...]:
    """The keys of the indicators whose change can be told."""
    return tuple(key for key, item in catalogue().items() if accounts_of(item))
