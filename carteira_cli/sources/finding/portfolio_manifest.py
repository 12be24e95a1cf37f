"""The record of an imported portfolio: its tables, and every export that they were made from."""

from __future__ import annotations

import json
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, why
from carteira_cli.sources.finding.portfolio_place import MANIFEST, READY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VERSION = 1
MOST_BYTES = 64 << 20  # of a manifest: some hundred thousand exports


@dataclass(frozen=True)
class Export:
    """A file as it was when it was imported.

    Attributes:
        number: its place in the order of imports, from 1; what `arquivo_numero` of a line refers to.
        file: its path, relative to the portfolio's folder unless it was given as an absolute one.
        sha256: of its bytes.
        size: in bytes.
        modified_ns: time of its last change, in nanoseconds: what a cheap look compares.
        lines: valid + cancelled + rejected.
        valid: lines that count.
        cancelled: lines that the status voids.
        rejected: lines that could not be read.
        unreadable: cells of optional columns that could not be read and are empty in the portfolio.
        rounded: amounts of more than two decimals.
        first: first day of a line that was not rejected, ISO.
        last: last day of one.
        columns: canonical column → the file's own name for it.
        repeated: lines that the portfolio had already.
        replaced: lines of the portfolio that this export's newer state took the place of.
        kept: lines of the portfolio that come from it.
    """

    number: int
    file: str
    sha256: str
    size: int
    modified_ns: int
    lines: int = 0
    valid: int = 0
    cancelled: int = 0
    rejected: int = 0
    unreadable: int = 0
    rounded: int = 0
    first: str | None = None
    last: str | None = None
    columns: Mapping[str, str] | None = None
    repeated: int = 0
    replaced: int = 0
    kept: int = 0


@dataclass(frozen=True)
class ImportedTable:
    """A table of the portfolio.

    Attributes:
        file: its Parquet, in the portfolio's folder.
        sha256: of its bytes.
        size: in bytes.
        modified_ns: time of its last change as the import left it, in nanoseconds: while the file has it, its bytes
            are not read to know that they are the same. None in a manifest of the first version of this program.
        rows: how many lines it has.
        first: first day, ISO.
        last: last day, ISO.
        patterns: wildcards that its exports were named by, as `Export.file`.
        exports: what it was made from, in the order of import.
    """

    file: str
    sha256: str
    size: int
    modified_ns: int | None
    rows: int
    first: str | None
    last: str | None
    patterns: tuple[str, ...]
    exports: tuple[Export, ...]

    @property
    def current(self) -> tuple[Export, ...]:
        """The exports without those of which a newer state was imported from the same path."""
        newest = {export.file: export for export in self.exports}
        return tuple(export for export in self.exports if newest[export.file] is export)


@dataclass(frozen=True)
class Manifest:
    """A portfolio.

    Attributes:
        zone: the zone whose calendar gave the days of datetimes, if any.
        cancelled: the words that voided a line.
        tables: by name.
        pseudonyms: the fingerprint of the key whose pseudonyms stand for customers and leads; None: their ids do.
    """

    zone: str | None
    cancelled: tuple[str, ...]
    tables: Mapping[str, ImportedTable]
    pseudonyms: str | None = None


_EXPORT_KEYS = {
    "number": "numero",
    "file": "arquivo",
    "sha256": "sha256",
    "size": "tamanho",
    "modified_ns": "modificado_ns",
    "lines": "linhas",
    "valid": "validas",
    "cancelled": "canceladas",
    "rejected": "rejeitadas",
    "unreadable": "celulas_ilegiveis",
    "rounded": "arredondadas",
    "first": "primeiro_dia",
    "last": "ultimo_dia",
    "columns": "colunas",
    "repeated": "repetidas",
    "replaced": "substituidas",
    "kept": "na_carteira",
}
_TABLE_KEYS = {
    "file": "arquivo",
    "sha256": "sha256",
    "size": "tamanho",
    "modified_ns": "modificado_ns",
    "rows": "linhas",
    "first": "primeiro_dia",
    "last": "ultimo_dia",
    "patterns": "curingas",
}


def encode(manifest: Manifest) -> bytes:
    """The manifest as the bytes of its file: the same for the same exports in the same order, but for times."""
    tables = {}
    for name, table in manifest.tables.items():
        fields = {key: getattr(table, attribute) for attribute, key in _TABLE_KEYS.items()}
        exports = [{key: getattr(item, name) for name, key in _EXPORT_KEYS.items()} for item in table.exports]
        before = sum(item.lines - item.rejected for item in table.exports)
        tables[name] = fields | {"linhas_antes_de_unir": before, "fontes": exports}
    document = {
        "formato": VERSION,
        "regras": {"fuso": manifest.zone, "cancelados": manifest.cancelled}
        | ({"pseudonimos": manifest.pseudonyms} if manifest.pseudonyms else {}),
        "tabelas": tables,
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a portfolio; None where there is none.

    Raises:
        DataError: it is damaged, or of a newer version.
    """
    for place in (folder / READY, folder):
        try:
            _check_plausible(place / MANIFEST)
            content = (place / MANIFEST).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise DataError(
                f"{place / MANIFEST}: não pôde ser lido ({why(error)})", "confira a permissão da pasta"
            ) from error
        return _decode(content, place / MANIFEST)
    return None


def _check_plausible(path: Path) -> None:
    """Refuse to read what no import has written: a pipe, a device, or far more than files have entries.

    Raises:
        DataError: it is none of ours.
        OSError: the system can't tell.
    """
    state = path.stat()
    if not S_ISREG(state.st_mode) or state.st_size > MOST_BYTES:
        raise _foreign(path)


def _foreign(path: Path) -> DataError:
    return DataError(
        f"{path} não é o que carteira importar gravou", "refaça a carteira com: carteira importar --refazer"
    )


def _decode(content: bytes, path: Path) -> Manifest:
    try:
        document: dict[str, Any] = json.loads(content)
        if document["formato"] > VERSION:
            raise DataError(
                f"{path} é do formato {document['formato']}, e este programa lê até o {VERSION}",
                "atualize o carteira, ou refaça a carteira com: carteira importar --refazer",
            )
        rules = document["regras"]
        tables = {name: _table(fields) for name, fields in document["tabelas"].items()}
        return Manifest(rules["fuso"], tuple(rules["cancelados"]), tables, rules.get("pseudonimos"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _foreign(path) from error


def _table(fields: Mapping[str, Any]) -> ImportedTable:
    fields = {"modificado_ns": None, **fields}
    given = {attribute: fields[key] for attribute, key in _TABLE_KEYS.items()}
    exports = tuple(Export(**{name: item[key] for name, key in _EXPORT_KEYS.items()}) for item in fields["fontes"])
    return ImportedTable(**given | {"patterns": tuple(given["patterns"]), "exports": exports})
