"""Hold the files that a run will write from before its work begins, so that a second run fails at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from carteira_cli.cli.report_files import manifest_path
from carteira_cli.config.settings import ResultSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from carteira_cli.config.resolve import Config


@contextmanager
def reserved(config: Config, *others: Path | None) -> Iterator[None]:
    """Hold the files of `--saida`, the manifest and others around the work and its writing.

    A name with a field in it, such as `{periodo}.csv`, is known when the work is done; it is held while it is written.

    Raises:
        LockedError: another run is writing one of them.
        OutputError: one can't be written.
        UsageError: one is asked for twice.
    """
    outputs = config.value(ResultSettings.saida)
    more = [path for path in (*others, manifest_path(config)) if path is not None]
    if not outputs.many and not more:
        yield
        return
    from carteira_cli.output import locked, refuse_repeated  # weight: for a run that writes files

    refuse_repeated([*(outputs.folder / name for name in outputs.many), *more])
    with locked([*(outputs.folder / name for name in outputs.many if "{" not in name), *more]):
        yield
