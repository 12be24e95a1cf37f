"""Stub."""
from __future__ import annotations
from dataclasses import dataclass
@dataclass(frozen=True)
class Step:
    label: str
    amount: float | None
    total: bool = False
@dataclass(frozen=True)
class Waterfall:
    key: str
    title: str
    unit: object
    steps: tuple
@dataclass(frozen=True)
class Line:
    label: str
    points: tuple
    step: bool = False
@dataclass(frozen=True)
class Curve:
    key: str
    title: str
    x_title: str
    y_title: str
    x_unit: object
    y_unit: object
    lines: tuple
Chart = Waterfall | Curve
