"""`--log texto|json`: what a run does, a line an event on stderr, for whoever reads the logs of a cron job."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from carteira_cli import __version__
from carteira_cli.cli.bare_words import command_of, log_kind, quiet
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import visible
from carteira_cli.told import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from carteira_cli.errors import CarteiraError
    from carteira_cli.report import Report

KINDS = ("texto", "json")


@dataclass(frozen=True)
class Log:
    """Where events go.

    Attributes:
        kind: `texto`, `json`, or None: nothing is logged.
        command: what runs.
        quiet: whether only errors are told.
        started: when, in seconds of a clock that never goes back.
    """

    kind: str | None = None
    command: str = ""
    quiet: bool = False
    started: float = field(default_factory=time.monotonic)

    def event(self, level: str, name: str, message: str, **more: object) -> None:
        """Write an event, unless nothing is logged or it is not for a quiet run; CPF and CNPJ are masked."""
        if self.kind is None or (self.quiet and level != "erro"):
            return
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        said = visible(told(" ".join(message.split())))
        fields = {key: told(value) if isinstance(value, str) else value for key, value in more.items()}
        if self.kind == "json":
            document: dict[str, Any] = {"hora": moment, "nivel": level, "evento": name, "comando": self.command}
            line = json.dumps(document | {"mensagem": said} | fields, ensure_ascii=False)
        else:
            rest = "".join(f" {key}={visible(str(value))}" for key, value in fields.items())
            line = f"{moment} {level}{'' if name == level else f' {name}'}: {said}{rest}"
        try:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # a log that nobody can read must not end the run
            return

    def sources(self, report: Report) -> None:
        """Tell what was read."""
        for source in report.sources:
            counts = {
                "linhas": source.lines,
                "validas": source.valid,
                "canceladas": source.cancelled,
                "rejeitadas": source.rejected,
            } | ({"repetidas": source.repeated} if source.repeated else {})
            self.event("info", "fonte", f"{source.table}: {source.file}", **counts)

    def outputs(self, files: Iterable[tuple[Path, int]]) -> None:
        """Tell which files were written, and their bytes."""
        for path, size in files:
            self.event("info", "saida", f"{path} gravado", arquivo=str(path), bytes=size)

    def warnings(self, lines: Sequence[str]) -> None:
        """Tell what is doubtful."""
        for line in lines:
            self.event("aviso", "aviso", line)

    def error(self, error: CarteiraError) -> bool:
        """Tell what ended the run; False where nothing is logged."""
        self.event("erro", "erro", error.message, codigo=error.code, dica=error.hint)
        return self.kind is not None

    def end(self, code: int) -> None:
        """Tell how the run ended, and how long it took."""
        seconds = round(time.monotonic() - self.started, 3)
        self.event("info", "fim", f"código {code}", codigo_saida=code, segundos=seconds)


_CURRENT = [Log()]  # of the one run that a process makes


def begin(argv: Sequence[str]) -> None:
    """Start the log that a command line asks for, before anything can fail.

    A kind that does not exist is for the options to refuse.
    """
    kind, command = log_kind(argv), command_of(argv) or ""
    _CURRENT[0] = Log(kind if kind in KINDS else None, command, quiet(argv))
    current().event("info", "inicio", f"carteira {__version__} {command}", versao=__version__)


def current() -> Log:
    """The log of this run."""
    return _CURRENT[0]
