"""How the cells of a table are read, as the options and the configuration say."""

from __future__ import annotations

from dataclasses import field
from glob import has_magic
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.finding.told import Told, told_of
from carteira_cli.sources.matching.status import StatusWords, words_pattern
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.matching.key_kinds import Key
    from carteira_cli.sources.matching.tables import CanonicalColumn


@dataclass(frozen=True)
class Rules:
    """How cells are read.

    Attributes:
        cancelled: words of the status column that void a line, in any case and accent.
        zone: the zone whose calendar counts for datetimes that carry one.
        by_cnpj_root: whether branches of one CNPJ are one customer.
        optional: optional columns that this run uses; others are not read. None: all.
        told: what the user says about the files.
        prefer: what customers should be known by where a file offers several keys, as in another source.
        own_words: whether `cancelled` are the user's own, so that no other word voids a line.
        valid: words of a status or an operation that the user says count.
        mapping: canonical column → its name in the files, as configured.
        periods: words of a contract's periodicity → their months, as configured.
        patterns: the wildcards that files are named by.
        add_up: whether a line that is in several files counts in each.
        further: columns beyond the canonical ones that this run names, as `further.slug` spells them; `EVERY`: all.
    """

    cancelled: tuple[str, ...]
    zone: str | None = None
    by_cnpj_root: bool = False
    optional: frozenset[str] | None = frozenset()
    told: Told = field(default_factory=Told)
    own_words: bool = False
    valid: tuple[str, ...] = ()
    prefer: Key | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    periods: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    add_up: bool = False
    further: frozenset[str] = frozenset()

    def wants(self, column: str) -> bool:
        """Whether this run uses an optional column."""
        return self.optional is None or column in self.optional

    def forgives(self, column: CanonicalColumn) -> bool:
        """Whether an unreadable cell of a column is taken for an empty one, and no line is rejected for it."""
        return column.lenient and self.optional is not None

    def status_words(self, known: Iterable[str] = ()) -> StatusWords:
        """What the words of a status mean in this run, for the export of a system of which it is known what counts."""
        return StatusWords(
            words_pattern(self.cancelled), words_pattern(self.valid), words_pattern(known), own=self.own_words
        )


def cancelled_words(config: Config) -> tuple[str, ...]:
    """The words of a status that void its line: those of the run, or else the usual ones."""
    return config.rules.cancelados or DEFAULT_CANCELLED


def rules_of(config: Config, table: str, optional: frozenset[str] | None) -> Rules:
    """How the cells of a table are read.

    Args:
        config: what the run is told.
        table: which table.
        optional: as in `Rules`.

    Raises:
        CarteiraError: an option or key that means nothing.
    """
    return Rules(
        cancelled_words(config),
        config.rules.fuso,
        config.rules.raiz_cnpj,
        optional,
        told_of(config, table),
        own_words=bool(config.rules.cancelados),
        valid=config.rules.validos,
        periods=config.rules.periodicidades,
        patterns=tuple(name for name in config.values[table].many if has_magic(name)),
        add_up=config.reading_of(table).repetidas == "somar",
    )
