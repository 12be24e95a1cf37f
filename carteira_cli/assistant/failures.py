"""Whatever goes wrong in a question, as an assistant is told it: a message, a hint, no trace, no cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.assistant.ceiling import CEILING, size
from carteira_cli.errors import CarteiraError, DataError, SurroundingsError, is_panic, remedy, why
from carteira_cli.library.spoken import InternalFaultError
from carteira_cli.render.failure import FAILURE
from carteira_cli.told import told_error

if TYPE_CHECKING:
    from typing import Any

_SHORTER = 4_000  # characters of a sentence that is sure to fit


def failure_of(error: BaseException) -> CarteiraError:
    """An error that may leave the server, made of any that ended a question."""
    match error:
        case CarteiraError():
            found = error
        case MemoryError():
            found = SurroundingsError("memória insuficiente para esta pergunta", "pergunte de um período menor")
        case OSError():  # of the system: its file is named by whoever could say more
            hint = remedy(error, "confira os arquivos da pasta")
            found = DataError(f"o sistema recusou o acesso ({why(error)})", hint)
        case BaseException() if is_panic(error):
            found = DataError(
                "o motor de cálculo parou no meio de um arquivo, que deve estar danificado",
                "exporte o arquivo de novo; carteira validar diz o que há nele",
            )
        case _:
            found = CarteiraError(
                str(error) if isinstance(error, InternalFaultError) else f"falha interna ({type(error).__name__})",
                "faça a mesma pergunta na linha de comando com --depurar e envie o rastro",
            )
    return found if found is error else told_error(found)


def envelope_of(error: CarteiraError, command: str | None) -> dict[str, Any]:
    """An error as the command line has it in JSON, under the ceiling."""
    document = FAILURE.of((error, command))
    if size(document) > CEILING:  # characters of a cell may be long in UTF-8 and in JSON
        problem = {key: str(text)[: _SHORTER // 4] for key, text in document["erro"].items()}
        document = {**document, "comando": None, "erro": problem}
    return document
