"""`dataclass` as the standard library has it, of which each frozen class is defined in a fifth of the time.

The library writes and compiles six methods for each class whenever a program starts: with the hundred classes of an
analysis that was a sixth of a short run. Five of them are the same for every class but for the names of its fields.
"""

from __future__ import annotations

import dataclasses
from dataclasses import FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass

__all__ = ["dataclass"]
T = TypeVar("T", bound=type)


def _frozen(cls: T) -> T:
    """A class with the methods of a frozen dataclass: `__init__` is its own, the others are those of all."""
    made: Any = dataclasses.dataclass(eq=False, repr=False)(cls)
    fields = dataclasses.fields(made)
    names = frozenset(field.name for field in fields)
    shown = [field.name for field in fields if field.repr]
    values = _values([field.name for field in fields if field.compare])

    def set_once(self: Any, name: str, value: object) -> None:  # noqa: ANN401 - of any class
        """Take a value from `__init__`, once."""
        own = self.__dict__
        if name in own or name not in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        own[name] = value

    def equal(self: Any, other: object) -> bool:  # noqa: ANN401 - of any class
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:  # noqa: ANN401 - of any class
        return hash(values(self))

    @recursive_repr("...")
    def told(self: Any) -> str:  # noqa: ANN401 - of any class
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    made.__setattr__, made.__delattr__ = set_once, _kept
    made.__eq__, made.__hash__, made.__repr__ = equal, hashed, told
    return cls


def _values(names: list[str]) -> Callable[[object], object]:
    """What reads some fields of an instance as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _kept(_: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


if not TYPE_CHECKING:

    def dataclass(cls: T | None = None, /, *, frozen: bool = False, **more: bool) -> T | Callable[[T], T]:
        """As `dataclasses.dataclass`; no subclass, and no method of these that the class writes itself."""
        if not frozen or more:
            return dataclasses.dataclass(cls, frozen=frozen, **more)
        return _frozen if cls is None else _frozen(cls)
