"""The formats: `FORMATS` in a module of this package is found where it lies; what weighs is imported late."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.render.format import Format


@cache
def formats() -> Mapping[str, Format]:
    """Every format by name, in the order of lists."""
    modules = [import_module(one.name) for one in iter_modules(__path__, f"{__name__}.")]
    found: list[Format] = [one for module in modules for one in module.FORMATS]
    return {one.name: one for one in sorted(found, key=lambda one: one.place)}
