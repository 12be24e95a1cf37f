"""What was found, judged: a verdict on a source, findings of a look at the data, numbers held against limits."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from carteira_cli.rows import Cell
    from carteira_cli.units import Unit


@dataclass(frozen=True)
class Verdict:
    """What a look at a whole source comes to.

    Attributes:
        word: `boa`, `atencao` or `reprovada`; `reason` why, in words.
        rejected_share: rejected ÷ lines; None without lines.
        first: first day of a valid line, ISO; `last` likewise.
    """

    word: str
    reason: str
    rejected_share: float | None
    first: str | None = None
    last: str | None = None


class Severity(StrEnum):
    """How bad a finding is. The value is what machine formats carry."""

    ERROR = "erro"
    WARNING = "aviso"
    INFORMATION = "informacao"


@dataclass(frozen=True)
class Example:
    """One case of a finding.

    Attributes:
        places: (file, line as an editor counts it).
        text: the case in words.
        fields: the same for machines: key → ISO dates, raw numbers.
    """

    places: tuple[tuple[str, int], ...]
    text: str
    fields: tuple[tuple[str, Cell], ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something that a look at the data found.

    Attributes:
        severity: how bad it is.
        source: the table it is about; `key` the check that found it.
        title: what was found, with the count, as a line of its own.
        count: how many cases; `amount` their money in reais, where that means something.
        message: what it means, in a sentence; `advice` what to do about it.
        examples: the first cases.
    """

    severity: Severity
    source: str
    key: str
    title: str
    count: int
    message: str
    advice: str
    amount: float | None = None
    examples: tuple[Example, ...] = ()


class Outcome(StrEnum):
    """What a check comes to."""

    OK = "ok"
    WARNING = "aviso"
    ERROR = "erro"
    NO_DATA = "sem_dados"


@dataclass(frozen=True)
class Check:
    """One number held against one limit.

    Attributes:
        key: the indicator; `title` its name for people, `unit` what it counts.
        value: the number; None where there is none.
        limit: the limit that decided, as it is written: `> 5%`, `piora de até 10%`.
        outcome: the verdict.
        level: what the verdict counts as: ok, a warning or an error. Only a missing number may count as either.
        message: the verdict in a sentence, with number and limit; `note` what the limit's author says about it.
        by: what the portfolio is grouped by, `group` the group; None: it is not, or customers without a value of it.
        reference: what a worsening is measured from, in words; `previous` its number. `definition`: how it is computed.
        look: the command that lists the customers behind it; `explain` the one that tells why it changed, if it fails.
        file: the file in which the limit is written; `line` where in it, from 1.
        by_chance: whether it is ok though its number crosses the limit.
    """

    key: str
    title: str
    unit: Unit
    value: Cell
    limit: str
    outcome: Outcome
    level: Outcome
    message: str
    note: str | None = None
    by: str | None = None
    group: str | None = None
    reference: str | None = None
    previous: Cell = None
    definition: str = ""
    look: str | None = None
    explain: str | None = None
    file: str = ""
    line: int = 1
    by_chance: bool = False

    @property
    def where(self) -> str:
        """What the number is of: `churn`, `churn, uf=SP`."""
        return (
            self.key if self.by is None else f"{self.key}, {self.by}={'(vazio)' if self.group is None else self.group}"
        )
