"""A rectangle cut into tiles as large as their values, each as near a square as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Place = tuple[float, float, float, float]


def tiling(values: Sequence[float], width: float, height: float) -> list[Place]:
    """Left, top, width and height of each tile, in the order of the values.

    Squarified: a strip along the shorter side takes values as long as its tiles get squarer by that.

    Args:
        values: positive, the largest first.
        width: of the whole.
        height: of the whole.
    """
    total = sum(values)
    areas = [value / total * width * height for value in values]
    found: list[Place] = []
    left, top, start = 0.0, 0.0, 0
    while start < len(areas):
        wide, high = max(width - left, 1e-9), max(height - top, 1e-9)
        side = min(wide, high)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(areas[start:end], side):
            end += 1
        strip = areas[start:end]
        depth, at = sum(strip) / side, 0.0
        for area in strip:
            size = area / depth
            found.append((left, top + at, depth, size) if wide >= high else (left + at, top, size, depth))
            at += size
        left, top = (left + depth, top) if wide >= high else (left, top + depth)
        start = end
    return found


def _worst(areas: Sequence[float], side: float) -> float:
    """How far the longest of the tiles of a strip is from a square: its longer side over its shorter one."""
    depth = sum(areas) / side
    return max(max(depth * depth / area, area / (depth * depth)) for area in areas)
