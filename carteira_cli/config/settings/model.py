"""What an option is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from carteira_cli.commands import CommandKind

ENV_PREFIX = "CARTEIRA_"
Kind = Literal["text", "list", "switch"]


@dataclass(frozen=True)
class Setting:
    """One option.

    Attributes:
        key: the configuration key; the flag and the variable follow from it.
        help: what it does, in Portuguese.
        panel: the panel of the help it stands in.
        metavar: what its value is, in the help.
        kind: one text, a list of texts, or a switch.
        default: the value when nothing sets it.
        short: a one-letter flag.
        places: where it can be set besides the flag.
        commands: the commands that have it, or their kind; None: every analysis.
        choices: the only values it takes, when they are few.
    """

    key: str
    help: str
    panel: str = "Regras"
    metavar: str = "TEXTO"
    kind: Kind = "text"
    default: str | None = None
    short: str | None = None
    places: frozenset[Literal["flag", "env", "config"]] = frozenset({"flag", "env", "config"})
    commands: tuple[str | CommandKind, ...] | None = None
    choices: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """`--limite-abc` for `limite_abc`."""
        return "--" + self.key.replace("_", "-")

    @property
    def variable(self) -> str:
        """`CARTEIRA_LIMITE_ABC` for `limite_abc`."""
        return ENV_PREFIX + self.key.upper()


Places = frozenset[Literal["flag", "env", "config"]]
FLAG_ENV = Places({"flag", "env"})
CONFIG = Places({"config"})
