"""The receipt of a run: made of the very files that it read, written after all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.api import report_of
from carteira_cli.cli.report_files import tell_written
from carteira_cli.json_schema import written
from carteira_cli.outgoing.prepare import prepared
from carteira_cli.outgoing.receipt import receipt_of
from carteira_cli.output import write_all
from carteira_cli.reading.inputs.watch import unchanging
from carteira_cli.sources.finding.locate import refuse_inputs

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.open import Opener
    from carteira_cli.report import Report


def with_receipt(command: str, config: Config, opener: Opener, path: Path) -> tuple[Report, bytes]:
    """The report of an analysis, and its receipt: of files that stayed the same from the first byte to the last sum.

    Raises:
        CarteiraError: as the analysis; the receipt would replace a file that was read.
    """
    refuse_inputs([path], config, "--recibo")
    with unchanging():
        report = report_of(command, config, opener)
        receipt = receipt_of(prepared(report, config), config, path)
    return report, written(receipt).encode(errors="backslashreplace")


def write_receipt(path: Path, content: bytes, config: Config) -> None:
    """Write a receipt whole, and say so.

    Raises:
        OutputError: it can't be written.
    """
    write_all([(path, content)])
    tell_written([(path, len(content))], config)
