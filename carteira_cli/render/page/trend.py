"""The course of a number as a line too small for axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SPARK = (96, 22)  # width and height of a trend
_INSET = 2


def spark(values: Sequence[float | None]) -> list[str]:
    """The lines of a trend as `points` of polylines, broken where there is no value; a lone one is a short dash."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, high = min(known), max(known)
    step = (SPARK[0] - 2 * _INSET) / max(len(values) - 1, 1)

    def point(place: int, value: float) -> str:
        share = (value - low) / (high - low) if high > low else 0.5
        return f"{_INSET + place * step:.1f},{_INSET + (1 - share) * (SPARK[1] - 2 * _INSET):.1f}"

    lines = []
    for run in _runs(values):
        points = [point(place, value) for place, value in run]
        if len(points) == 1:
            x, y = points[0].split(",")
            points.append(f"{float(x) + _INSET:.1f},{y}")
        lines.append(" ".join(points))
    return lines


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run
