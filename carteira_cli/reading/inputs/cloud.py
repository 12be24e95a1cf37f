"""Files of the cloud, of whatever kind: which an address means, and their bytes; addresses may have wildcards.

One library brings all of them, by the same variables, with the same patience, and is refused in the same words.
"""

from __future__ import annotations

import re
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING

from obstore.exceptions import BaseError, PreconditionError
from obstore.store import AzureStore

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.addresses import redact
from carteira_cli.reading.inputs.cloud_access import store_of
from carteira_cli.reading.inputs.cloud_errors import changed, refused
from carteira_cli.reading.inputs.helpers import together
from carteira_cli.reading.inputs.workspace import BLOCK, spool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from obstore import GetOptions, ObjectMeta
    from obstore.store import ObjectStore

REFUSALS = (BaseError, OSError, ValueError)
"""What the library raises; `refused` has words for it."""
_WILD = re.compile(r"[*?\[]")
_PARTS = re.compile(r"\*\*/?|\*|\?|\[[^\]]*\]|[^*?\[]+|\[")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")


@dataclass(frozen=True)
class Stored:
    """A file in a store, as it was when it was found.

    Attributes:
        store: where it is.
        address: its own, without a wildcard.
        name: in its bucket.
        size: in bytes; None where it was named and not yet looked at.
        tag: what tells one content from another (its ETag); None as the size, or where the store gives none.
    """

    store: ObjectStore = field(repr=False, compare=False)
    address: str
    name: str
    size: int | None = None
    tag: str | None = None


def find(address: str, seconds: float) -> tuple[Stored, ...]:
    """The files that an address means, in the order of their names; none where nothing matches its wildcards.

    Args:
        address: of one file, of a folder (ends with a bar: what lies below it), or with `*`, `?`, `[…]` (within a
            folder) and `**` (over folders). Of what is found so, markers (names that begin with `_` or `.`, and
            empty ones without an extension, which stand for folders) are no files.
        seconds: how long to wait for each answer.

    Raises:
        DataError: the store can't be asked, or an empty file is among those found. The message shows no secret.
    """
    kind, _, rest = address.partition("://")
    container, _, key = rest.partition("/")
    try:
        store = store_of(kind.lower(), container, seconds)
        if key and not key.endswith("/") and _WILD.search(key) is None:
            return (Stored(store, address, key),)
        [found] = together(partial(_listed, store), [key])
    except REFUSALS as error:
        raise refused(error, address) from None
    own = [
        Stored(store, f"{kind}://{container}/{each['path']}", each["path"], each["size"], _tag(each))
        for each in found
        if each["size"] or _EXTENSION.search(each["path"])
    ]
    for each in own:
        if not each.size:
            raise _empty(each.address)
    return tuple(own)


def download(files: Sequence[Stored], limit: int) -> list[Path]:
    """Bring whole files to scratch files, several at a time.

    A transfer that is cut goes on where it stopped, and each file is whole and of one content when this returns.

    Args:
        files: which.
        limit: how many bytes of one are too many.

    Raises:
        DataError: one can't be had, is empty, changes meanwhile, or is larger than the limit. The message shows no
            secret; of several the first one's.
    """
    return [*together(partial(_downloaded, limit=limit), files)]


def _downloaded(stored: Stored, limit: int) -> Path:
    try:
        path = spool(_blocks(stored), redact(stored.address), limit)
    except REFUSALS as error:
        if _is_another(stored, error):
            raise changed(stored.address) from None
        raise refused(error, stored.address) from None
    if not path.stat().st_size:
        raise _empty(stored.address)
    return path


def part(stored: Stored, start: int, end: int) -> tuple[bytes, Stored]:
    """Some bytes of a file, if it still is what it was, and what is known of it now.

    Args:
        stored: which.
        start: the first byte; below zero so many from the end, which need not be there.
        end: behind the last; not asked for from the end.

    Raises:
        DataError: as `download`, or there are fewer bytes.
    """
    try:
        if start < 0 and stored.size is None and isinstance(stored.store, AzureStore):  # it knows no such range
            meta = stored.store.head(stored.name)
            stored = Stored(stored.store, stored.address, stored.name, meta["size"], _tag(meta))
        if start < 0 and stored.size is not None:
            start, end = max(0, stored.size + start), stored.size
            if not end:
                raise _empty(stored.address)
        asked: GetOptions = {"range": {"suffix": -start} if start < 0 else (start, end)}
        if stored.tag is not None:
            asked["if_match"] = stored.tag
        answer = stored.store.get(stored.name, options=asked)
        meta, content = answer.meta, bytes(answer.bytes())
    except REFUSALS as error:
        if _is_another(stored, error):
            raise changed(stored.address) from None
        raise refused(error, stored.address) from None
    size = meta["size"]
    if (stored.size not in (None, size)) or len(content) != (min(size, -start) if start < 0 else end - start):
        raise changed(stored.address)
    return content, Stored(stored.store, stored.address, stored.name, size, _tag(meta))


def _tag(meta: ObjectMeta) -> str | None:
    """The ETag as a request must give it; in the listings of Azure and of some others it has no quotes."""
    tag = meta["e_tag"]
    return tag if tag is None or '"' in tag else f'"{tag}"'


def _empty(address: str) -> DataError:
    return DataError(f"{redact(address)} está vazio", "confira se a exportação terminou")


def _blocks(stored: Stored) -> Iterator[bytes]:
    asked: GetOptions = {} if stored.tag is None else {"if_match": stored.tag}
    answer = stored.store.get(stored.name, options=asked)
    told, done = answer.meta, 0
    try:
        for block in answer.stream(BLOCK):
            done += len(block)
            yield bytes(block)
    except BaseError as error:
        if _is_another(Stored(stored.store, stored.address, stored.name, told["size"], _tag(told)), error):
            raise changed(stored.address) from None
        raise
    if done != told["size"] or stored.size not in (None, done):
        raise changed(stored.address)


def _is_another(stored: Stored, error: BaseException) -> bool:
    """Whether a file that was being read has another content by now: then that is what happened, whatever was said."""
    if isinstance(error, PreconditionError):
        return True
    if stored.tag is None or "body error" not in str(error):
        return False
    try:
        return _tag(stored.store.head(stored.name)) != stored.tag
    except REFUSALS:
        return False  # nothing is known of it


def _listed(store: ObjectStore, key: str) -> list[ObjectMeta]:
    """The files below a folder, or those that a key with wildcards means."""
    wild = _WILD.search(key)
    folder = key.rstrip("/") if wild is None else key[: wild.start()].rpartition("/")[0]
    pattern = re.compile("".join(map(_pattern, _PARTS.findall(key))) + (".*" if key.endswith("/") or not key else ""))
    hidden = key.rpartition("/")[2][:1] in ("_", ".")
    return sorted(
        (
            each
            for page in store.list(folder or None, chunk_size=1000)
            for each in page
            if pattern.fullmatch(each["path"]) and (hidden or not _is_marker(each["path"][len(folder) :]))
        ),
        key=lambda each: each["path"],
    )


def _is_marker(below: str) -> bool:
    return any(name[:1] in ("_", ".") for name in below.split("/"))


def _pattern(piece: str) -> str:
    match piece:
        case "**/":
            return "(?:.*/)?"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
    if len(piece) > 1 and piece[0] == "[" and piece[-1] == "]":
        return "[" + piece[1:-1].replace("\\", r"\\").replace("!", "^", piece[1:2] == "!") + "]"
    return re.escape(piece)
