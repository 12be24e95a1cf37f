"""What a reader of files must know of the table that is wanted: which names serve, and which column is which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True)
class Roles:
    """Which column of a header is which.

    Attributes:
        columns: canonical name → name in the header.
        table: name of the canonical table.
        system: whose export it is; "" when unknown.
    """

    columns: Mapping[str, str]
    table: str = ""
    system: str = ""


@dataclass(frozen=True)
class Sought:
    """The table that is wanted of a file.

    Attributes:
        fits: how well a header serves, from 1 on with all that is required; above 0 for one name that is known.
        roles: which column of a header that serves is which; raises DataError where that can't be told. None: any
            table will do, and only one header is looked for.
        told: what both come of, as plain values: those of equal ones say the same. None: nobody knows.
    """

    fits: Callable[[Sequence[str]], float]
    roles: Callable[[Sequence[str]], Roles] | None = None
    told: tuple[object, ...] | None = None
