"""What an option is: a class attribute that says all about it, and reads as what the user told."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar, overload

from carteira_cli.config.origin import Origin, Raw, SettingValue, refusal
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from carteira_cli.commands import CommandKind

    Values = Mapping[str, SettingValue[Any]]  # key → what it was told

ENV_PREFIX = "CARTEIRA_"
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Places = frozenset[Literal["flag", "env", "config"]]
ANYWHERE = Places({"flag", "env", "config"})
FLAG_ENV = Places({"flag", "env"})
CONFIG = Places({"config"})


class Group(Protocol):
    """Settings that belong together, over what a run was told.

    Plain classes: each dataclass would cost the help a millisecond.
    """

    values: Values


@dataclass(frozen=True)
class Domain(Generic[T_co]):
    """The values that an option may have.

    Attributes:
        kind: one text, a list of texts, or a switch.
        parse: (key, as it was told) → what that means.
        default: the text when nothing sets it.
        choices: the only values, where they are few.
        apart: what stands between the values of a list in a variable; None: what does between paths.
    """

    kind: Literal["text", "list", "switch"]
    parse: Callable[[str, Raw], T_co]
    default: str | None = None
    choices: tuple[str, ...] = ()
    apart: str | None = None


@dataclass(frozen=True, eq=False)
class Setting(Generic[T_co]):
    """One option, an attribute of its group: `config.rules.margem` is what it means in a run.

    Attributes:
        help: what it does, in Portuguese.
        domain: the values that it may have.
        panel: the panel of the help it stands in.
        metavar: what its value is, in the help.
        short: a one-letter flag.
        places: where it can be set.
        commands: the commands that have it, or their kind; None: every analysis.
        bare: whether the command line says it without its flag, as a word of its own.
        writes: whether it names what the run writes: typed, it lies where the shell stands, and not in `--pasta`.
        helps: command → what it does there, where that is another thing than `help` says.
        typed: the name of its flag, where another setting has the key that goes with it: the same word is typed for
            one thing in one command and for another elsewhere, and no command takes both.
        key: the configuration key, which is the name of the attribute; the flag and the variable follow from it.
    """

    help: str
    domain: Domain[T_co]
    panel: str = "Regras"
    metavar: str = "TEXTO"
    short: str | None = None
    places: Places = ANYWHERE
    commands: tuple[str | CommandKind, ...] | None = None
    bare: bool = False
    writes: bool = False
    helps: tuple[tuple[str, str], ...] = ()
    typed: str = ""
    key: str = field(init=False)

    def __set_name__(self, group: type, name: str) -> None:
        object.__setattr__(self, "key", name)

    @overload
    def __get__(self, group: None, owner: type) -> Setting[T_co]: ...
    @overload
    def __get__(self, group: Group, owner: type) -> T_co: ...
    def __get__(self, group: Group | None, owner: type) -> Setting[T_co] | T_co:
        if group is None:
            return self
        found: SettingValue[T_co] = group.values[self.key]
        return found.parsed

    def help_in(self, command: str) -> str:
        """What it does in a command."""
        return dict(self.helps).get(command, self.help)

    @property
    def flag(self) -> str:
        """`--limite-abc` for `limite_abc`."""
        return "--" + (self.typed or self.key).replace("_", "-")

    @property
    def variable(self) -> str:
        """`CARTEIRA_LIMITE_ABC` for `limite_abc`."""
        return ENV_PREFIX + self.key.upper()

    def resolved(self, raw: Raw, origin: Origin, where: str, folder: Path) -> SettingValue[T_co]:
        """What it was told, parsed; what means nothing is an error when somebody asks for it."""
        try:
            return SettingValue(raw, origin, where, folder, self.domain.parse(self.key, raw))
        except UsageError as error:
            return SettingValue(raw, origin, where, folder, refusal(origin, where, error.message, error.hint))

    def unset(self, folder: Path) -> SettingValue[T_co]:
        """Its value when nothing sets it."""
        blank: dict[str, Raw] = {"text": self.domain.default, "list": (), "switch": False}
        return self.resolved(blank[self.domain.kind], Origin.DEFAULT, "padrão", folder)


def settings_in(group: type) -> tuple[Setting[Any], ...]:
    """The settings that a group declares, in order."""
    return tuple(one for one in vars(group).values() if isinstance(one, Setting))


def default(text: str, parse: Callable[[str, str], T]) -> Domain[T]:
    """A text that stands for something even where nobody says."""
    return Domain("text", lambda key, raw: parse(key, str(raw)), text, _words(parse))


def optional(parse: Callable[[str, str], T | None]) -> Domain[T | None]:
    """A text that may be unset: None."""
    return Domain("text", lambda key, raw: parse(key, raw) if isinstance(raw, str) else None, None, _words(parse))


def several(parse: Callable[[str, str], T], apart: str | None = None) -> Domain[tuple[T, ...]]:
    """Texts, each with its meaning."""

    def meanings(key: str, raw: Raw) -> tuple[T, ...]:
        return tuple(parse(key, text) for text in raw) if isinstance(raw, tuple) else ()

    return Domain("list", meanings, apart=apart)


def as_told(_: str, text: str) -> str:
    """A text that is taken as it stands."""
    return text


def word(_: str, text: str) -> str:
    """A word, in any case and accent."""
    return fold(text)


class Among:
    """One of a few words, in any case and accent."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __call__(self, key: str, text: str) -> str:
        """The word that a text is.

        Raises:
            UsageError: it is none of them.
        """
        if fold(text) not in self.words:
            raise UsageError(f'{key} não pode ser "{text}"', did_you_mean(text, self.words))
        return fold(text)


def _words(parse: object) -> tuple[str, ...]:
    return parse.words if isinstance(parse, Among) else ()


TEXT = optional(as_told)
LIST = several(as_told)
SWITCH: Domain[bool] = Domain("switch", lambda _, raw: raw is True)
