"""The envelope of a command that could not run. Any run may end so: this loads no report."""

from __future__ import annotations

from carteira_cli.errors import CarteiraError
from carteira_cli.json_schema import TEXT, TEXT_OR_NULL, JsonKey, JsonObject, const, written

SCHEMA = 1  # of the envelope, whatever it holds

PROBLEM = JsonObject[CarteiraError](
    (
        JsonKey("codigo", TEXT, lambda error: error.code),
        JsonKey("mensagem", TEXT, lambda error: error.message),
        JsonKey("dica", TEXT, lambda error: error.hint),
    )
)

FAILURE = JsonObject[tuple[CarteiraError, str | None]](
    (
        const("esquema", SCHEMA),
        JsonKey("comando", TEXT_OR_NULL, lambda one: one[1]),  # whatever was typed
        JsonKey("erro", PROBLEM.schema(), lambda one: PROBLEM.of(one[0])),
    ),
    name="falha",
)


def render_failure(error: CarteiraError, command: str | None) -> bytes:
    """An error as JSON; `command` is whatever was typed for one."""
    return written(FAILURE.of((error, command))).encode()
