"""An answer that fits: tables are cut, the largest first, and each cut is told; a number is never left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from carteira_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

CEILING = 24_000  # bytes of an answer as JSON in UTF-8: a model reads every one of them
_LISTS = ("verificacoes", "achados")  # which formats of tables write as tables
_SAID = ("avisos", "notas")  # sentences, which go only where even no row of a table would leave them room

Document = dict[str, Any]
Path = tuple[str, ...]  # of keys, from the document
Parts = dict[Path, Any]  # each a list


def compact(document: Mapping[str, Any]) -> str:
    """A document as JSON on one line, with letters as they are."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def size(value: object) -> int:
    """Bytes that a value takes as JSON in UTF-8, blanks after its commas and colons included."""
    return len(json.dumps(value, ensure_ascii=False).encode())


def fitted(document: Document, ceiling: int = CEILING) -> Document:
    """A document of at most so many bytes, with what was cut of it in `cortado`.

    Tables keep their first rows; those that are small stay whole, and the large ones share what room is left. Where
    no row of any would fit, the last warnings and notes go as well.

    Args:
        document: an answer with a list `cortado`, which is filled; it is not changed itself.
        ceiling: bytes.

    Returns:
        The document, `cortado` a list of {tabela, linhas, total}: the rows that are there, of how many.

    Raises:
        UsageError: it does not fit even so.
    """
    if size(document) <= ceiling:
        return document
    tables: Parts = {(key,): document[key] for key in _LISTS if document.get(key)}
    tables |= {("tabelas", key): rows for key, rows in document.get("tabelas", {}).items() if rows}
    said: Parts = {(key,): document[key] for key in _SAID if document.get(key)}
    for parts in (tables, tables | said):
        bare = _with(document, {path: [] for path in parts}, parts)
        room = ceiling - size(bare)
        if room >= 0:
            return _with(document, _shared(parts, room), parts)
    raise UsageError(
        f"a resposta não cabe em {ceiling // 1000} kB, nem sem as tabelas",
        "pergunte menos de uma vez: um comando mais estreito que resumo, sem serie nem comparar",
    )


def _with(document: Document, kept: Parts, whole: Parts) -> Document:
    """The document with these parts in the place of theirs; each that is shorter is told."""
    found = {**document, "tabelas": {**document.get("tabelas", {})}}
    for path, rows in kept.items():
        (found["tabelas"] if len(path) > 1 else found)[path[-1]] = [*rows]
    found["cortado"] = [
        {"tabela": path[-1], "linhas": len(kept[path]), "total": len(rows)}
        for path, rows in whole.items()
        if len(kept[path]) < len(rows)
    ]
    return found


def _shared(parts: Parts, room: int) -> Parts:
    """The first rows of each part that fit together: the smallest part takes what it needs, then the next."""
    sizes = {path: [size(row) + 2 for row in rows] for path, rows in parts.items()}  # a comma and a blank
    kept: Parts = {}
    left = room
    for place, path in enumerate(sorted(parts, key=lambda path: sum(sizes[path]))):
        share = left // (len(parts) - place)
        count, taken = 0, 0
        for one in sizes[path]:
            if taken + one > share:
                break
            count, taken = count + 1, taken + one
        kept[path] = parts[path][:count]
        left -= taken
    return {path: kept[path] for path in parts}
