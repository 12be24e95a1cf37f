"""From frames of integers to exact values: aggregates first, then what is derived from them."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.catalogue import Frame, Indicator, Number, Ratio, catalogue, closure, frame_needs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import polars as pl

CENTS = 100
COVERED, COST = "receita_com_custo", "custo_das_vendas"  # measures that a margin from the cost column rests on
MARGIN = "\x00margem"
Group = tuple[str | None, ...]


@dataclass(frozen=True)
class Value:
    """An indicator of one period: exact until somebody asks for the float.

    Attributes:
        exact: int or Fraction, or a float where a power takes part; None is "n/d".
        numerator: of a ratio that shows its parts.
        denominator: likewise.
        interval: bounds at 95 %, where the indicator has them.
    """

    exact: Number | None
    numerator: Number | None = None
    denominator: Number | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Facts:
    """What indicators are computed from, for one period.

    Attributes:
        frames: the collected frames, a column a measure; a missing one makes its indicators unavailable.
        context: the period's and the rules' own numbers, by the names in `catalogue.CONTEXT`; where `margem` is None
            and the customers' frame has costs, the margin is that of the lines that carry one.
        unknown: keys over frames that are "n/d" whatever the frames hold: the data do not reach the period.
    """

    frames: Mapping[Frame, pl.DataFrame]
    context: Mapping[str, Any] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()


def measures_of(keys: Iterable[str], *, margin_from_costs: bool) -> tuple[str, ...]:
    """The measures of customers that indicators stand on, directly or through others.

    Args:
        keys: of the indicators.
        margin_from_costs: whether the margin is that of the lines that carry a cost.
    """
    needs = frame_needs(keys, "clientes")
    rests = margin_from_costs and any("margem" in catalogue()[key].needs for key in closure(keys))
    return tuple(dict.fromkeys((*needs, COVERED, COST))) if rests else needs


def evaluate(keys: Iterable[str], facts: Facts) -> dict[str, Value]:
    """Compute indicators, and those they need, for one period.

    Indicators whose sources or measures are not there are left out.

    Returns:
        key → value, for the keys asked for and those they are derived from.
    """
    return evaluate_groups(keys, facts, ())[()]


def evaluate_groups(keys: Iterable[str], facts: Facts, by: Sequence[str]) -> dict[Group, dict[str, Value]]:
    """Compute indicators for each group of rows of the frames: the same as for those rows alone.

    Args:
        keys: the indicators.
        facts: what they are computed from.
        by: columns that every frame has, of text. A group that one frame has is in all of them; there it is empty.

    Returns:
        group → key → value, groups in order, nulls last. Without `by` the one group is `()`.
    """
    wanted = [catalogue()[key] for key in closure(keys)]
    found: dict[Group, dict[str, Any]] = {}
    blanks: dict[str, Any] = {}
    for frame, rows in facts.frames.items():
        query = _Query.of([item for item in wanted if item.frame == frame], facts, frame)
        blanks |= query.row_of(rows.clear())
        for group, row in query.by_group(rows, by).items():
            found.setdefault(group, {}).update(row)
    if not by:
        found.setdefault((), {})
    return {group: _valued(wanted, blanks | found[group], facts) for group in sorted(found, key=group_order)}


def group_order(group: Group) -> list[tuple[bool, int, str]]:
    """How groups are sorted: by their values bytewise, bands of ages and of time as they follow, nulls last."""
    if not group:
        return []
    from carteira_cli.kpis.bands import ORDER  # weight: for groups

    return [(value is None, ORDER.get(value or "", -1), value or "") for value in group]


def _valued(wanted: Sequence[Indicator], results: Mapping[str, Any], facts: Facts) -> dict[str, Value]:
    """The values of one group from its aggregates, and what is derived from them."""
    values = {
        item.key: Value(None) if item.key in facts.unknown else _value(item, _in_units(item, results[item.key]))
        for item in wanted
        if item.key in results
    }
    known = dict(facts.context)
    if known.get("margem") is None and MARGIN in results:
        known["margem"] = results[MARGIN]
    for item in wanted:
        if item.frame is None and all(need in values or need in known for need in item.needs):
            values[item.key] = _derived(item, values, known)
    return values


@dataclass(frozen=True)
class _Query:
    """All aggregates over one frame, as one query.

    Attributes:
        results: key → what its function returned: an expression, or a Ratio of expressions and numbers.
    """

    results: Mapping[str, Any]

    @classmethod
    def of(cls, items: Sequence[Indicator], facts: Facts, frame: Frame) -> _Query:
        there = {*facts.frames[frame].columns, *facts.context}
        results = {
            item.key: item.function(**{need: _need(need, facts) for need in item.needs})
            for item in items
            if there.issuperset(item.needs)
        }
        if frame == "clientes" and COST in facts.frames[frame].columns:
            # weight: the catalogue is listed without it
            import polars as pl

            results[MARGIN] = Ratio(pl.col(COVERED).sum() - pl.col(COST).sum(), pl.col(COVERED).sum())
        return cls(results)

    @property
    def _expressions(self) -> dict[str, pl.Expr]:
        # weight: the catalogue is listed without it
        import polars as pl

        found: dict[str, pl.Expr] = {}
        for key, result in self.results.items():
            parts = (result.numerator, result.denominator) if isinstance(result, Ratio) else (result,)
            found |= {f"{key}/{n}": part for n, part in enumerate(parts) if isinstance(part, pl.Expr)}
        return found

    def row_of(self, rows: pl.DataFrame) -> dict[str, Any]:
        """The aggregates over all rows."""
        expressions = self._expressions
        return self._collected(rows.select(**expressions).row(0, named=True)) if expressions else {}

    def by_group(self, rows: pl.DataFrame, by: Sequence[str]) -> dict[Group, dict[str, Any]]:
        """The aggregates over the rows of each group."""
        if not by:
            return {(): self.row_of(rows)}
        expressions = self._expressions
        if not expressions:
            return {}
        found = rows.group_by(*by).agg(**expressions)
        return {tuple(row[name] for name in by): self._collected(row) for row in found.iter_rows(named=True)}

    def _collected(self, row: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, result in self.results.items():
            if isinstance(result, Ratio):
                ratio = Ratio(row[f"{key}/0"], row.get(f"{key}/1", result.denominator))
                found[key] = ratio.value if key == MARGIN else ratio
            else:
                found[key] = row[f"{key}/0"]
        return found


def _need(name: str, facts: Facts) -> Any:  # noqa: ANN401 - a column or a number of the context
    # weight: the catalogue is listed without it
    import polars as pl

    return facts.context[name] if name in facts.context else pl.col(name)


def _derived(item: Indicator, values: Mapping[str, Value], context: Mapping[str, Any]) -> Value:
    needs = {need: values[need].exact if need in values else context[need] for need in item.needs}
    if any(need is None for need in needs.values()):
        return Value(None)
    return _value(item, item.function(**needs))


def _in_units(item: Indicator, result: Any) -> Any:  # noqa: ANN401 - int, float or Ratio of them
    """Frames count cents; values are in reais."""
    if isinstance(result, Ratio):
        units = item.parts or (item.unit, None)
        numerator, denominator = (
            Fraction(part, CENTS) if unit is not None and unit.is_money else part
            for part, unit in zip((result.numerator, result.denominator), units, strict=True)
        )
        return Ratio(numerator, denominator)
    return Fraction(result, CENTS) if item.unit.is_money else result


def _value(item: Indicator, result: Any) -> Value:  # noqa: ANN401 - a number or a Ratio
    if not isinstance(result, Ratio):
        return Value(result)
    if item.parts is None:
        return Value(result.value)
    interval = item.interval(result.numerator, result.denominator) if item.interval else None
    return Value(result.value, result.numerator, result.denominator, interval)
