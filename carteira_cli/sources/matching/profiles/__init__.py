"""What is known of the exports of each system: a small TOML file each, read when asked for.

No file is read, and no library loaded, before a profile is needed.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from carteira_cli.dataclass import dataclass
from carteira_cli.names import find
from carteira_cli.sources.matching.profiles.model import Expense, Package, Profile, Traps, Void, Won, fits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable

    from carteira_cli.sources.matching.profiles.model import Signature

_SIGNATURE = "signature = "


@dataclass(frozen=True)
class Recognised:
    """A profile that fits a header.

    Attributes:
        profile: it.
        share: share of the columns it knows that the header has, 0 to 1.
    """

    profile: Profile
    share: float


def recognise(header: Sequence[str], table: str | None = None) -> Recognised | None:
    """Find the system that a header comes from.

    The columns may stand in any order, in any case and accents, with others among them. Of several
    profiles that fit, the one that serves the table goes first, then the longest signature, then
    the one that knows most of the header.

    Args:
        header: names of the file's columns.
        table: the canonical table wanted; a profile of another one is only found when none serves it.
    """
    fitting = [name for name in profile_names() if fits(_signature(name), header)]
    found = [Recognised(profile, _share(profile, header)) for profile in map(_load, fitting)]
    return min(
        found,
        key=lambda one: (
            table is not None and one.profile.table != table,
            -len(one.profile.signature),
            -sum(find(name, header) is not None for name in one.profile.known()),
            one.profile.name,
        ),
        default=None,
    )


def _share(profile: Profile, header: Sequence[str]) -> float:
    known = profile.known()
    return sum(find(name, header) is not None for name in known) / len(known)


@cache
def profile_names() -> tuple[str, ...]:
    """Names of all profiles, in order, without reading them."""
    return tuple(
        sorted(
            entry.name.removesuffix(".toml").replace("_", "-")
            for entry in _folder().iterdir()
            if entry.name.endswith(".toml")
        )
    )


def profile(name: str) -> Profile:
    """A profile by name.

    Raises:
        KeyError: there is none of that name.
    """
    if name not in profile_names():
        raise KeyError(name)
    return _load(name)


@cache
def profiles() -> tuple[Profile, ...]:
    """All profiles, in the order of their names."""
    return tuple(_load(name) for name in profile_names())


@cache
def _folder() -> Traversable:
    return files(__name__)


@cache
def _text(name: str) -> str:
    return (_folder() / f"{name.replace('-', '_')}.toml").read_text(encoding="utf-8")


@cache
def _signature(name: str) -> Signature:
    """Of a profile, by the one line that has it, which is JSON too: of those that do not fit nothing is parsed."""
    line = next(line for line in _text(name).splitlines() if line.startswith(_SIGNATURE))
    return _names(json.loads(line.removeprefix(_SIGNATURE)))


@cache
def _load(name: str) -> Profile:
    document = tomllib.loads(_text(name))
    traps = document.pop("traps", {})
    document["signature"] = _names(document["signature"])
    document["columns"] = _by_name(document.get("columns", {}))
    return Profile(name=name, traps=_traps(traps), **document)


def _traps(raw: dict[str, Any]) -> Traps:
    for trap in fields(Traps):
        if trap.name not in raw:
            continue
        value = raw[trap.name]
        match trap.name:
            case "void":
                raw["void"] = tuple(Void(**_frozen(rule)) for rule in value)
            case "won":
                raw["won"] = Won(**_frozen(value))
            case "package":
                raw["package"] = Package(**_frozen(value))
            case "expense":
                raw["expense"] = Expense(**_frozen(value))
            case "blank" | "either" | "together" | "less":
                raw[trap.name] = _by_name(value)
            case _:
                raw[trap.name] = _several(value)
    return Traps(**raw)


def _names(signature: list[str | list[str]]) -> Signature:
    return tuple(_several(names) for names in signature)


def _several(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _by_name(table: dict[str, str | list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({name: _several(value) for name, value in table.items()})


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
