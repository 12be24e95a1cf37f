"""The columns of a file as they were matched: which is which, how that is known, and what must be watched in them."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.matching.profiles.model import Traps
from carteira_cli.sources.matching.slugs import bare_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.sources.matching.key_kinds import Key
    from carteira_cli.sources.matching.learnt_words import Coded
    from carteira_cli.sources.matching.profiles.model import Profile

How = Literal["configuração", "perfil", "sinônimo", "nome", "conteúdo"]
Saying = Literal["palavras", "preenchida", "movimento"]


@dataclass(frozen=True)
class Further:
    """A column that is not canonical in its table.

    Attributes:
        original: the file's own name.
        of_customer: whether it says something of the customer, whatever line it stands on.
    """

    original: str
    of_customer: bool = False


@dataclass(frozen=True)
class BesideStatus:
    """A column beside the status.

    Attributes:
        name: the file's own name.
        how: whether its words say it, that a cell is filled, or letters of a movement that nobody explains.
        sure: whether its words void a line.
        own: whether the user says that it voids a line where it is filled, or some of its words.
        shown: whether a cell among the first lines says it.
    """

    name: str
    how: Saying
    sure: bool = False
    own: bool = False
    shown: bool = True

    @property
    def label(self) -> str:
        """The name as a person knows it, in a portfolio too."""
        return bare_name(self.name)


@dataclass(frozen=True)
class Matched:
    """The columns of a file.

    Attributes:
        table: name of the canonical table.
        columns: canonical name → name in the file, in canonical order; what is not there is left out.
        how: canonical name → how it was found.
        profile: the system whose export it is.
        keys: canonical id → what it holds, where cells are made uniform for it.
        traps: what must be done to the cells, in the names of the file.
        told: sentences that say what was understood, in Portuguese.
        others: canonical name → further columns that would serve, best first.
        doubts: sentences that warn.
        words: what the words of a column come to, by the file's own name of it; learnt as the file is read.
        further: further columns that the run names → what they are in the file.
        beside: columns beside the status that say that a sale was undone.
    """

    table: str
    columns: Mapping[str, str]
    how: Mapping[str, How]
    profile: Profile | None = None
    keys: Mapping[str, Key] = field(default_factory=dict)
    traps: Traps = field(default_factory=Traps)
    told: tuple[str, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    words: Mapping[str, Coded] = field(default_factory=dict, compare=False)
    further: Mapping[str, Further] = field(default_factory=dict)
    beside: tuple[BesideStatus, ...] = ()

    @property
    def stateful(self) -> bool:
        """Whether a line's meaning depends on lines before it: `traps.apply` needs the file's order."""
        return bool(self.traps.package or (self.traps.order and (self.traps.fill or self.traps.once)))

    @property
    def untouched(self) -> bool:
        """Whether the cells are as they should be: every column bears its canonical name, or was told."""
        uniform = {"email", "documento"} & set(self.keys.values())
        told = self.profile is None and not uniform and "sinônimo" not in self.how.values()
        return told and not self.traps.once and not self.traps.labelled
