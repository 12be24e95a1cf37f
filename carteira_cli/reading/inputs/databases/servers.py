"""The address of a database on a server, taken apart for drivers that want its parts."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.inputs.databases.failures import failed, malformed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.reading.inputs.databases.session import DatabaseAsked


@dataclass(frozen=True)
class ServerParts:
    """Where a server is, and who asks.

    Attributes:
        host: of the server.
        port: where it listens.
        user: who asks; None: as the system says.
        password: of the user; None: none was given.
        database: on the server; "" for none.
        options: further ones, by name.
    """

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    database: str = ""
    options: Mapping[str, str] = field(default_factory=dict, repr=False)


def parts_of(asked: DatabaseAsked, port: int, known: Sequence[str]) -> ServerParts:
    """The parts of an address.

    Args:
        asked: with the address.
        port: the usual one.
        known: the options that its driver has.

    Raises:
        DataError: it is malformed, or has an option that is not known.
    """
    user, at, rest = asked.address.place.partition("://")[2].rpartition("@")
    try:
        parts = urlsplit(f"x://{rest}")
        own_port = parts.port
    except ValueError:
        raise failed(asked.shown, malformed(asked.address.system, port)) from None
    options = dict(parse_qsl(parts.query))
    name, colon, password = user.partition(":")
    name, password = options.pop("user", unquote(name)), options.pop("password", unquote(password) if colon else "")
    if unknown := sorted(set(options) - set(known)):
        raise failed(asked.shown, (f"a opção {unknown[0]} não existe", f"as opções são: {', '.join(known)}"))
    return ServerParts(
        parts.hostname or "localhost",
        own_port or port,
        name or None if at or name else None,
        password or None,
        unquote(parts.path.removeprefix("/")),
        options,
    )
