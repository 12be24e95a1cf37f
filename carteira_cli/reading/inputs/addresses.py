"""Addresses of the cloud, the web and databases: which they are, and how they may be shown.

An address can carry a password, a signature or a token. What is shown of one has none of them, and no message ever
quotes what an engine or a server says about it: they quote the address.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from carteira_cli.errors import DataError, visible

CLOUD = ("s3", "s3a", "gs", "gcs", "az", "azure", "abfs", "abfss", "adl")  # as Polars knows them
WEB = ("https", "http")
CONNECT = ("sc",)  # Spark's own, whose parameters begin with a semicolon
DATABASE_SERVER = re.compile(r"(postgres(?:ql)?|mysql|mariadb|sqlserver|mssql)://(.*)", re.IGNORECASE | re.DOTALL)
DATABASE_FILE = re.compile(r"(sqlite|duckdb):(?!//[^/])(.*)", re.IGNORECASE | re.DOTALL)
HIDDEN = "***"
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_CONTAINER = ("az", "azure", "abfs", "abfss", "adl")  # container@account: no secret, unless a colon follows
_FORBIDDEN = re.compile(r"\b(?:40[13]|Unauthorized|Forbidden|AccessDenied|PermissionDenied|Unauthenticated)\b")
_MISSING = re.compile(r"\b(?:404|NoSuchKey|NoSuchBucket|not found)\b", re.IGNORECASE)
_EMPTY = re.compile(r"\b416\b|InvalidRange")
_UNREACHED = re.compile(r"\bdns\b|error sending request|connect|timed? ?out|retries", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether a text is an address rather than a path; also one of a kind that nothing reads, such as ftp."""
    return _ADDRESS.fullmatch(text) is not None


def is_database(text: str) -> bool:
    """Whether a text names a database. A file of such a name, if there is one, is none: ask that first.

    Example:
        >>> is_database("sqlite:loja.db"), is_database("postgres://ana@erp/loja"), is_database("loja.db")
        (True, True, False)
    """
    return DATABASE_SERVER.fullmatch(text) is not None or is_database_file(text)


def is_database_file(text: str) -> bool:
    """Whether a text names a database that is a file."""
    return DATABASE_FILE.fullmatch(text) is not None


def scheme(address: str) -> str:
    """The scheme of an address, in small letters; "" when it is none."""
    found = _ADDRESS.fullmatch(address)
    return found[1].lower() if found else ""


def suffix(address: str) -> str:
    """The suffix of the file's name in an address, in small letters."""
    found = _ADDRESS.fullmatch(address)
    path = re.split(r"[?#]", found[2] if found else address)[0] if scheme(address) in WEB else address
    return PurePosixPath(unquote(path)).suffix.casefold()


def redact(address: str) -> str:
    """An address as it may be shown: without user, password, query and fragment.

    Example:
        >>> redact("https://ana:s3nh4@erp.com.br/vendas.csv?token=abc")
        'https://***@erp.com.br/vendas.csv?***'
        >>> redact("abfss://vendas@conta.dfs.core.windows.net/2024.parquet")
        'abfss://vendas@conta.dfs.core.windows.net/2024.parquet'
        >>> redact("sc://cluster:15002/;token=abc")
        'sc://cluster:15002/;***'
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return visible(address)
    name, rest = found[1].lower(), found[2]
    authority = re.split(r"[/?#\\]", rest)[0]
    if "@" in authority:
        user, _, host = authority.rpartition("@")
        if name not in _CONTAINER or ":" in user:
            rest = f"{HIDDEN}@{host}{rest[len(authority) :]}"
    elif "@" in rest and re.search(r":(?!\d+$)", re.sub(r"\[.*?\]", "", authority)):
        rest = f"{HIDDEN}@{rest.rpartition('@')[2]}"  # a password with a bar or a question mark in it
    # In the cloud a question mark may be a wildcard, and # a letter; what is like a query is hidden all the same.
    cut = re.search(r"\?(?=.*=)" if name in CLOUD else r"[?#;]" if name in CONNECT else r"[?#]", rest)
    shown = rest if cut is None else f"{rest[: cut.start()]}{cut[0]}{HIDDEN}"
    return visible(f"{found[1]}://{shown}")


def unreachable(error: BaseException, address: str) -> DataError:
    """What the engine complains of while it reads an address of the web, without a word of what it says."""
    shown, said = redact(address), str(error)
    if _EMPTY.search(said):
        return DataError(f"{shown} está vazio", "confira se a exportação terminou")
    if isinstance(error, FileNotFoundError) or _MISSING.search(said):
        return DataError(f"{shown} não existe", "confira o endereço; as credenciais podem também não ver o arquivo")
    if isinstance(error, PermissionError) or _FORBIDDEN.search(said):
        return DataError(f"{shown}: sem permissão para ler", "confira as credenciais e o prazo do endereço assinado")
    if isinstance(error, ConnectionError | TimeoutError) or _UNREACHED.search(said):
        return DataError(f"{shown}: o servidor não respondeu", "confira o endereço e a rede, e tente de novo")
    return DataError(
        f"{shown} não pôde ser lido", "confira o endereço e as credenciais, ou baixe o arquivo e passe o caminho"
    )
