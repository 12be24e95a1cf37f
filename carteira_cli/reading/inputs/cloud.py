"""Bring files of the cloud, of whatever kind, to scratch files; addresses may have wildcards."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from obstore.exceptions import BaseError
from obstore.store import from_url

from carteira_cli.reading.inputs.addresses import redact, unreachable
from carteira_cli.reading.inputs.workspace import BLOCK, spool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from obstore.store import ClientConfig, ObjectStore

PROVIDERS = ("AWS", "GOOGLE", "AZURE")
RETRIES = 2
WHOLE = timedelta(hours=6)  # for a file, however slow; `seconds` is what each of its parts may take
_SAME = {"gcs": "gs"}  # as Polars knows it → as the store does
_WILD = re.compile(r"[*?\[]")
_PARTS = re.compile(r"\*\*/?|\*|\?|\[[^\]]*\]|[^*?\[]+|\[")


def download(address: str, limit: int, seconds: float) -> Iterator[tuple[str, Path]]:
    """Bring each file of an address to a scratch file; none where nothing matches its wildcards.

    Args:
        address: of one file, or with `*`, `?`, `[…]` (within a folder) and `**` (over folders).
        limit: how many bytes of a file are too many.
        seconds: how long to wait for each answer.

    Yields:
        The file's own address and the scratch file, in the order of the addresses.

    Raises:
        DataError: it can't be had, or is larger than the limit. The message shows no secret.
    """
    kind, _, rest = address.partition("://")
    container, _, key = rest.partition("/")
    wait = timedelta(seconds=seconds)
    # Options given here stand in the place of all of the environment's: its own leave for plain HTTP is kept.
    plain = any(os.environ.get(f"{each}_ALLOW_HTTP", "").casefold() in ("true", "1") for each in PROVIDERS)
    options: ClientConfig = {"timeout": WHOLE, "read_timeout": wait, "allow_http": plain}
    try:
        store = from_url(
            f"{_SAME.get(kind.lower(), kind.lower())}://{container}",
            client_options=options,
            retry_config={"max_retries": RETRIES, "retry_timeout": wait},
        )
        for name in _names(store, key):
            own = f"{kind}://{container}/{name}"
            yield own, spool((bytes(block) for block in store.get(name).stream(BLOCK)), redact(own), limit)
    except (BaseError, OSError, ValueError) as error:
        raise unreachable(error, address) from None


def _names(store: ObjectStore, key: str) -> list[str]:
    """The names of the files that a key with wildcards means."""
    wild = _WILD.search(key)
    if wild is None:
        return [key]
    folder = key[: wild.start()].rpartition("/")[0]
    found = (each["path"] for page in store.list(folder or None) for each in page if each["size"])
    pattern = re.compile("".join(map(_pattern, _PARTS.findall(key))))
    return sorted(name for name in found if pattern.fullmatch(name))


def _pattern(part: str) -> str:
    match part:
        case "**/":
            return "(?:.*/)?"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
    if len(part) > 1 and part[0] == "[" and part[-1] == "]":
        return "[" + part[1:-1].replace("\\", r"\\").replace("!", "^", part[1:2] == "!") + "]"
    return re.escape(part)
