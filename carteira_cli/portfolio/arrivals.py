"""Which files an import has to read: new ones and changed ones, in the order in which they count as newer."""

from __future__ import annotations

from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, why
from carteira_cli.reading.inputs.addresses import redact
from carteira_cli.reading.inputs.watch import watch
from carteira_cli.sources.finding.imported import digest, named_on_the_spot, place, recorded_path
from carteira_cli.sources.finding.locate import STDIN, locate_exports
from carteira_cli.sources.finding.stale import listed, matching

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from carteira_cli.config.origin import SettingValue
    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.finding.portfolio_manifest import Export, ImportedTable

_LOGS = ("-wal", ".wal")  # beside a SQLite or a DuckDB: what is written and not yet in it


@dataclass(frozen=True)
class Arrival:
    """A file that was looked at.

    Attributes:
        path: where it is.
        place: as the manifest records it.
        sha256: of its bytes.
        size: in bytes.
        modified_ns: time of its last change.
        same_as: the file of the same bytes that makes reading it needless.
        known: the export that these bytes were imported as.
        former: the export that it is a newer state of.
    """

    path: Path
    place: str
    sha256: str
    size: int
    modified_ns: int
    same_as: str | None = None
    known: Export | None = None
    former: Export | None = None


@dataclass(frozen=True)
class ImportPlan:
    """What to do for a table.

    Attributes:
        base: the table as it is, to be added to; None to begin anew.
        arrivals: its files, in order.
        patterns: wildcards to be recorded.
    """

    base: ImportedTable | None
    arrivals: tuple[Arrival, ...]
    patterns: tuple[str, ...]

    @property
    def new(self) -> tuple[Arrival, ...]:
        """The files to read."""
        return tuple(arrival for arrival in self.arrivals if arrival.same_as is None)


def plan(
    config: Config, table: str, recorded: ImportedTable | None, folder: Path, own: Collection[Path], *, anew: bool
) -> ImportPlan:
    """Find the files of a table and tell which of them are new.

    Args:
        config: what the run is told.
        table: which.
        recorded: the table as the portfolio has it.
        folder: the portfolio's.
        own: files of the portfolio (resolved), which are no exports.
        anew: whether to begin without what is recorded.

    Raises:
        DataError: a file can't be read; with `anew`, one that was imported is not there any more.
    """
    paths: list[Path] = []
    if recorded and not named_on_the_spot(config, table):
        before = [recorded_path(export.file, folder) for export in recorded.current]
        if anew:
            _check_there(before, table)
        paths += [path for path in (*before, *matching(recorded, folder)) if path.is_file()]
    paths += _files(locate_exports(config, table, own), table)
    files: dict[Path, Path] = {}
    for path in paths:
        if path.resolve() not in own:
            files.setdefault(path.resolve(), path)
    base = None if anew else recorded
    places = {export.file: recorded_path(export.file, folder).resolve() for export in (base.exports if base else ())}
    recorded_as = {resolved: file for file, resolved in places.items()}
    arrivals: dict[str, Arrival] = {}
    looked_at = []
    for resolved, path in files.items():
        name = recorded_as.get(resolved) or place(path, folder, absolute=_given_as_absolute(path, config.values[table]))
        arrival = _looked_at(path, name, base, folder, arrivals)
        arrivals.setdefault(arrival.sha256, arrival)
        looked_at.append(arrival)
    return ImportPlan(base, tuple(looked_at), _patterns(config.values[table], recorded, folder))


def _files(named: Iterable[Path | str], table: str) -> Iterator[Path]:
    """The files that were named; what is none can't be looked at again later.

    Raises:
        DataError: the standard input or an address was named, or a database that is being written.
    """
    for one in named:
        if isinstance(one, str):
            shown = "a entrada padrão" if one == STDIN else redact(one)
            raise DataError(
                f"importar lê arquivos, e {shown} não é um: não daria para ver depois se mudou",
                f"grave o conteúdo num arquivo e passe --{table} ARQUIVO",
            )
        if any(_has_content(one.with_name(one.name + log)) for log in _LOGS):
            raise DataError(
                f"{one} é um banco com mudanças que ainda não estão no arquivo: não daria para ver depois se mudou",
                "feche o programa que grava nele, ou peça a análise direto do banco, sem importar",
            )
        yield one


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:  # nor is there one
        return False


def _check_there(paths: Iterable[Path], table: str) -> None:
    gone = [str(path) for path in paths if not path.is_file()]
    if gone:
        raise DataError(
            f"refazer {table} perderia as linhas do que não está mais lá: {listed(gone)}",
            f"devolva o arquivo, ou diga com --{table} de quais refazer",
        )


def _given_as_absolute(path: Path, value: SettingValue[Any]) -> bool:
    """Whether the name that a path was found by is an absolute one."""
    return any((given := Path(name).expanduser()).is_absolute() and path.match(str(given)) for name in value.many)


def _looked_at(
    path: Path, recorded_as: str, base: ImportedTable | None, folder: Path, earlier: dict[str, Arrival]
) -> Arrival:
    """A file's fingerprint, and what is known of it.

    Raises:
        DataError: it can't be read.
    """
    current = base.current if base else ()
    former = next((export for export in current if export.file == recorded_as), None)
    try:
        status = path.stat()
        watch(path, status)
        size, modified = status.st_size, status.st_mtime_ns
        untouched = former is not None and (former.size, former.modified_ns) == (size, modified)
        sha256 = former.sha256 if former and untouched else digest(path)
    except OSError as error:
        raise DataError(f"{path}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
    twin = next((export for export in current if export.sha256 == sha256), None)
    same_as = str(recorded_path(twin.file, folder)) if twin else None
    if sha256 in earlier:
        same_as = str(earlier[sha256].path)
    return Arrival(path, recorded_as, sha256, size, modified, same_as, twin, None if same_as else former)


def _patterns(value: SettingValue[Any], recorded: ImportedTable | None, folder: Path) -> tuple[str, ...]:
    """The wildcards that name the table's files, as they are recorded."""
    given = [Path(name).expanduser() for name in value.many if has_magic(name)]
    names = [place(value.folder / name, folder, absolute=name.is_absolute()) for name in given]
    return tuple(dict.fromkeys((*(recorded.patterns if recorded else ()), *names)))
