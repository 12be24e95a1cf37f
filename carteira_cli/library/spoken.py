"""What goes wrong, as Python is told it: what and what to do, and no cell where none may be named."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from carteira_cli.errors import CarteiraError
from carteira_cli.outgoing.identity import hide_customers
from carteira_cli.quoted import cells_are_hidden, discretion_of_a_run
from carteira_cli.told import summary_of, told_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from carteira_cli.config.resolve import Config


class InternalFaultError(RuntimeError):
    """An internal error, told by its type alone: what it says may be whatever it stumbled over."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"falha interna ({kind})")


@contextmanager
def spoken(config: Config | None = None, words: Iterable[str] = ()) -> Iterator[None]:
    """One question: its errors say what and what to do, in words that may leave the run.

    Whether cells are hidden is a matter of this question: of no other portfolio, and in whatever thread it is asked.

    Args:
        config: what it is told, where that is known before.
        words: what who asks has said, and knows already.

    Raises:
        CarteiraError: as inside, with its hint in its text.
        InternalFaultError: an internal error, where it might quote what it stumbled over and cells are hidden.
    """
    with discretion_of_a_run(words):
        try:
            if config is not None:
                discreet_about(config)
            yield
        except CarteiraError as error:
            told = told_error(error)
            error.message, error.hint = told.message, told.hint
            error.args = (f"{told.message}\ndica: {told.hint}" if told.hint else told.message,)
            if cells_are_hidden():
                error.__cause__ = error.__context__ = None
            raise
        except Exception as error:
            if not cells_are_hidden():
                raise
            raise InternalFaultError(summary_of(error)) from None


def discreet_about(config: Config) -> None:
    """Quote no cell from here on, where that is what a question is told."""
    if config.hides_customers:
        hide_customers(config)
