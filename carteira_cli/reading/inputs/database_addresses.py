"""Names of databases, and their parts: `postgresql://servidor/banco:tabela`, `sqlite:loja.db:tabela`."""

from __future__ import annotations

import re
from dataclasses import field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.inputs.addresses import DATABASE_FILE, DATABASE_SERVER

DatabaseSystem = Literal["postgresql", "mysql", "sqlserver", "sqlite", "duckdb"]
SYSTEMS: dict[str, DatabaseSystem] = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlserver": "sqlserver",
    "mssql": "sqlserver",
    "sqlite": "sqlite",
    "duckdb": "duckdb",
}  # as the address has it → whose it is
IN_FILES = ("sqlite", "duckdb")
_ALCHEMY = re.compile(r"///(.*)", re.DOTALL)  # as SQLAlchemy writes the address of a file
# Behind the last @: servidor/banco, :tabela, ?opções.
_TABLE = re.compile(r"([^/?#]*/[^/?#:]*):([^/?#]*)(.*)", re.DOTALL)
_SECRETS = ("password=", "pwd=", "passwd=", "sslpassword=")


@dataclass(frozen=True)
class DatabaseAddress:
    """Where a database is, and which table of it was named.

    Attributes:
        system: whose it is.
        place: the address for the driver, which may hold a secret; of a file its path.
        table: as named, perhaps with its schema; None: nobody said.
    """

    system: DatabaseSystem
    place: str = field(repr=False)
    table: str | None = None


def database_of(text: str) -> DatabaseAddress:
    """The parts of a name that `is_database`.

    Example:
        >>> database_of("postgres://erp/loja:fin.vendas?sslmode=require").table
        'fin.vendas'
    """
    found = DATABASE_FILE.fullmatch(text)
    if found is not None:
        path, table = _file_and_table(found[2])
        return DatabaseAddress(SYSTEMS[found[1].lower()], path, table)
    scheme, _, rest = text.partition("://")
    user, at, host = rest.rpartition("@")
    named = _TABLE.fullmatch(host)
    place, table = (f"{named[1]}{named[3]}", unquote(named[2]) or None) if named else (host, None)
    return DatabaseAddress(SYSTEMS[scheme.lower()], f"{scheme.lower()}://{user}{at}{place}", table)


def without_password(text: str) -> str:
    """A name that can be written down: of a database on a server without its password, any other as it is.

    Example:
        >>> without_password("postgresql://ana:s3nh4@erp/loja:vendas?password=x&sslmode=require")
        'postgresql://ana@erp/loja:vendas?sslmode=require'
    """
    if DATABASE_SERVER.fullmatch(text) is None:
        return text
    scheme, _, rest = text.partition("://")
    user, at, host = rest.rpartition("@")
    place, asked, options = host.partition("?")
    kept = "&".join(one for one in options.split("&") if not one.casefold().startswith(_SECRETS))
    return f"{scheme}://{user.partition(':')[0]}{at}{place}{asked if kept else ''}{kept}"


def anchored(text: str, folder: Path) -> str:
    """The name of a database file as it is found from where the program runs: its path is one in a folder."""
    found = DATABASE_FILE.fullmatch(text)
    if found is None:
        return text
    rest = found[2]
    alchemy = _ALCHEMY.fullmatch(rest)
    path = Path(alchemy[1] if alchemy else rest)
    home = path.parts[:1] == ("~",)
    return f"{found[1].lower()}:{folder / (path.expanduser() if home else path)}"


def _file_and_table(rest: str) -> tuple[str, str | None]:
    """A path and what follows the last colon, unless the colon is the path's own."""
    alchemy = _ALCHEMY.fullmatch(rest)
    rest = alchemy[1] if alchemy else rest
    path, colon, table = rest.rpartition(":")
    if not colon or Path(rest).is_file() or len(path) < 2 or re.search(r"[/\\]", table):  # noqa: PLR2004 - C:
        return rest, None
    return path, table or None
