"""What an option was told, by what, and what that means."""

from __future__ import annotations

from contextlib import contextmanager
from enum import Enum, auto
from typing import TYPE_CHECKING, Generic, TypeVar

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import CarteiraError, ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

T_co = TypeVar("T_co", covariant=True)
Raw = str | tuple[str, ...] | bool | None  # as it was told: one text, several, a switch, nothing


class Origin(Enum):
    """What a setting was told by."""

    FLAG = auto()
    VARIABLE = auto()
    FILE = auto()
    DEFAULT = auto()


@dataclass(frozen=True)
class SettingValue(Generic[T_co]):
    """A setting as it was told, where, and what that means.

    Attributes:
        text: as it was told.
        origin: what told it.
        where: the same with its place, in words.
        folder: what a relative path in it is relative to.
        meaning: what it was parsed to, or why it means nothing.
    """

    text: Raw
    origin: Origin
    where: str
    folder: Path
    meaning: T_co | CarteiraError

    @property
    def one(self) -> str | None:
        """The text, or None when unset."""
        return self.text if isinstance(self.text, str) else None

    @property
    def many(self) -> tuple[str, ...]:
        """The texts of a list setting."""
        return self.text if isinstance(self.text, tuple) else ()

    @property
    def parsed(self) -> T_co:
        """What it means.

        Raises:
            UsageError: it came from the command line and means nothing.
            ConfigError: it came from elsewhere; the message says where.
        """
        if isinstance(self.meaning, CarteiraError):
            raise self.meaning
        return self.meaning

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """What is found wrong inside is wrong with what it was told: the error says where that stands.

        Raises:
            UsageError: the user has just typed it.
            ConfigError: it came from elsewhere.
        """
        try:
            yield
        except UsageError as error:
            raise self.refused(error.message, error.hint) from error

    def refused(self, message: str, hint: str) -> CarteiraError:
        """The error for what it was told: it says where, unless the user has just typed it."""
        return refusal(self.origin, self.where, message, hint)


def refusal(origin: Origin, where: str, message: str, hint: str) -> CarteiraError:
    """A `UsageError` for what the command line says, else a `ConfigError` with the place."""
    return UsageError(message, hint) if origin is Origin.FLAG else ConfigError(f"{where}: {message}", hint)
