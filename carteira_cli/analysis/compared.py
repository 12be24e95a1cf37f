"""Which changes a run judges, and what watches the panels for it: nothing where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.settings import QuestionSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.analysis.paired import Pairs
    from carteira_cli.customers.customers import CustomerBase


def compared_spans(
    base: CustomerBase, spans: int, series: int, aside: Sequence[int] = ()
) -> tuple[tuple[int, int], ...]:
    """The spans whose changes are judged: each with the number of the one that it is compared with.

    The period with the compared one and those beside and, where somebody asks for a comparison, each of a series with
    the one before.

    Args:
        base: whose numbers.
        spans: how many there are.
        series: how many of them, the last ones, are a series.
        aside: the numbers of those beside.
    """
    if base.config.question.sinal != "sim" or base.compared is None:
        return ()
    asked = base.config.told(QuestionSettings.comparar)
    return ((0, 1), *((0, n) for n in aside), *((n, n - 1) for n in range(spans - series + 1, spans) if asked))


def pairs_of(keys: Sequence[str], compares: Sequence[tuple[int, int]]) -> Pairs | None:
    """What watches the panels for how far changes vary; None where none is judged, so that nothing is paid for it."""
    if not compares:
        return None
    from carteira_cli.analysis.paired import Pairs  # weight: for comparisons

    return Pairs(keys, compares)
