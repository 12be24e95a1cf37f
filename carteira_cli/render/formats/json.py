"""JSON: the envelope that scripts rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.format import Format

if TYPE_CHECKING:
    from carteira_cli.report import Report


def _render(report: Report) -> bytes:
    """The report as one JSON object. Indicators without their source are left out."""
    from carteira_cli.json_schema import written  # weight: classes that no screen needs
    from carteira_cli.render.result_json import RESULT  # weight: the same

    return written(RESULT.of(report)).encode()


FORMATS = (Format("json", 20, _render, (".json",), machines=True),)
