"""What a profile of a system's export can say."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Literal

from carteira_cli.dataclass import dataclass
from carteira_cli.names import find, find_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.sources.matching.key_kinds import Key

    Signature = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Void:
    """Lines that are no line of the table.

    Attributes:
        cells: patterns of folded cells, `*` for anything; "" is a blank cell, "?*" a filled one.
        reason: what such a line is, for the account: "cancelada".
        columns: where they are looked for; none: in the columns of status.
    """

    cells: tuple[str, ...]
    reason: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Won:
    """The closing date is a conversion only where one of `columns` has one of `cells`."""

    columns: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """A line for a package of products, and lines of its products.

    Attributes:
        column: where the package's own line says so, in one of `cells`.
        flag: the column that says "Sim" in the package and its products.
        amounts: the columns of money; the first is the one that counts.
    """

    column: str
    cells: tuple[str, ...]
    flag: str
    amounts: tuple[str, ...]


@dataclass(frozen=True)
class Expense:
    """The column of money holds income and expense: negative, or positive where `kind` says so.

    Attributes:
        kind: the column that tells them apart; empty when the file has none.
        income: folded cells of `kind` that are income.
        expense: folded cells of `kind` that are an expense.
    """

    kind: str
    income: tuple[str, ...]
    expense: tuple[str, ...]


@dataclass(frozen=True)
class Traps:
    """What must be done to the cells of an export before they can be read as what they seem.

    Attributes:
        order: the id that the lines of one order share; candidates, best first.
        fill: columns that only the first line of an order fills.
        once: columns of the order's total, blank or repeated on its other lines.
        status: all columns of status.
        void: lines that do not count.
        valid: patterns of folded statuses that count, whatever they would mean elsewhere.
        won: which dates of closing are conversions.
        blank: column → words that mean a blank cell.
        either: column → others that stand in where it is blank.
        together: column → columns whose texts make up its own.
        less: column → columns of plain decimals to be taken from it.
        worded: columns of dates in words.
        glued: columns of names that may have the customer's CNPJ or CPF before the name.
        instalment: columns of document numbers that end in the number of an instalment.
        labelled: columns of marks that may have words after the number, as surveys export them: `10 - muito`.
        package: lines of packages and of their products.
        expense: money that may be income.
    """

    order: tuple[str, ...] = ()
    fill: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    void: tuple[Void, ...] = ()
    valid: tuple[str, ...] = ()
    won: Won | None = None
    blank: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    either: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    less: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    worded: tuple[str, ...] = ()
    glued: tuple[str, ...] = ()
    instalment: tuple[str, ...] = ()
    labelled: tuple[str, ...] = ()
    package: Package | None = None
    expense: Expense | None = None

    def within(self, header: Sequence[str]) -> Traps:
        """The traps in the names that a file has; what it has no columns for is left out."""

        def own(names: Sequence[str]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(name for wish in names if (name := find(wish, header)) is not None))

        def owned(mapping: Mapping[str, tuple[str, ...]], *, cells: bool) -> dict[str, tuple[str, ...]]:
            found = {find(name, header): values for name, values in mapping.items()}
            return {name: values if cells else own(values) for name, values in found.items() if name is not None}

        rules = ((rule, own(rule.columns)) for rule in self.void)
        return Traps(
            order=own(self.order)[:1],
            fill=own(self.fill),
            once=own(self.once),
            status=own(self.status),
            void=tuple(replace(rule, columns=names) for rule, names in rules if names or not rule.columns),
            valid=self.valid,
            won=replace(self.won, columns=own(self.won.columns)) if self.won else None,
            blank=owned(self.blank, cells=True),
            either=owned(self.either, cells=False),
            together=owned(self.together, cells=False),
            less=owned(self.less, cells=False),
            worded=own(self.worded),
            glued=own(self.glued),
            instalment=own(self.instalment),
            labelled=own(self.labelled),
            package=_package_within(self.package, header),
            expense=replace(self.expense, kind=find(self.expense.kind, header) or "") if self.expense else None,
        )


def _package_within(package: Package | None, header: Sequence[str]) -> Package | None:
    if package is None:
        return None
    column, flag = find(package.column, header), find(package.flag, header)
    amounts = tuple(name for wish in package.amounts if (name := find(wish, header)) is not None)
    if column is None or flag is None or not amounts:
        return None
    return replace(package, column=column, flag=flag, amounts=amounts)


def fits(signature: Signature, header: Sequence[str]) -> bool:
    """Whether the whole signature of a profile is in a header."""
    return all(find_first(names, header) is not None for names in signature)


@dataclass(frozen=True)
class Profile:
    """The export of a system.

    Attributes:
        name: what `--perfil` takes.
        title: the system and the report, for people.
        table: the canonical table it serves.
        signature: names that must all be in the header; alternatives of one; `*` for anything.
        columns: canonical name → names in the file that serve, best first.
        keys: name in the file → what it holds as the customer's key, where its name misleads.
        decimal: how the system writes decimals, for a column that can't tell.
        day_first: whether the day comes before the month, for a column that can't tell.
        notice: what to know of its numbers, in Portuguese; may be empty.
        missing: canonical name → what to do when the export has no such column, in Portuguese.
        generic: whether its other columns are found by synonyms: a pattern of many systems.
        traps: what must be done to its cells.
    """

    name: str
    title: str
    table: str
    signature: Signature
    columns: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, Key] = field(default_factory=dict)
    decimal: Literal[",", "."] | None = None
    day_first: bool | None = None
    notice: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)
    generic: bool = False
    traps: Traps = field(default_factory=Traps)

    def fits(self, header: Sequence[str]) -> bool:
        """Whether the whole signature is in the header."""
        return fits(self.signature, header)

    def known(self) -> tuple[str, ...]:
        """Every name in the file that the profile knows."""
        names = [name for choices in (*self.signature, *self.columns.values()) for name in choices]
        return tuple(dict.fromkeys(names))
