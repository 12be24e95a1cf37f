"""What a command is: one record, which the help, the settings, the analyses and the outputs read."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carteira_cli.units import Better, Unit


class CommandKind(StrEnum):
    """What a command does with a portfolio."""

    INDICATORS = "indicadores"
    STUDY = "estudo"
    CHECK = "verificação"
    TOOL = "ferramenta"


@dataclass(frozen=True)
class StudyIndicator:
    """A number that a study computes, as it is called and explained everywhere, and may be limited.

    Attributes:
        key: its name in every format.
        title: its name for people.
        unit: what it counts.
        better: which direction is good.
        formula: how it is computed.
        meaning: what it says, in one or two sentences.
        worked: a calculation with numbers in it, as `carteira indicadores NOME` shows it.
        parts: units of the numerator and denominator to show beside it.
    """

    key: str
    title: str
    unit: Unit
    better: Better
    formula: str
    meaning: str
    worked: str
    parts: tuple[Unit, Unit] | None = None


@dataclass(frozen=True)
class HandedOver:
    """What of a study a report to hand over shows, in a section of its own, where its tables are there.

    Its sentences are the study's `answer`; the cards of a report are those of its period alone.

    Attributes:
        title: the heading.
        sheet: the sheet of a workbook.
        tables: keys of the tables of that sheet, of which a page shows the first.
        charts: keys of the pictures of that sheet.
        glance: columns of the first table that a page has room for; without any, those of a screen.
        months: how many months to the period's end it looks at, where a month alone has too few to tell anything of.
        ripe: whether of the leads of these months those alone count that had their time.
    """

    title: str
    sheet: str
    tables: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    glance: tuple[str, ...] = ()
    months: int = 0
    ripe: bool = False


_OF_INDICATORS = ("serie", "variacoes_serie", "controle", "controle_ano", "por", "variacoes_por")


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes:
        name: as it is typed.
        kind: indicators of the catalogue, a study of its own, all indicators held against something, or none of these.
        panel: the panel of the help that it stands in.
        place: where it stands in lists of commands; of two the smaller is first.
        help: what it answers, in a line.
        brief: the same in at most 57 characters, for the list of commands, where `help` is longer.
        examples: three command lines without the program's name, which run in a folder that has its sources.
        title: of its report; of a family of indicators, also of the group that they make in others.
        module: where it is: `study(base)` of a study; of a family the functions that are its indicators; of anything
            else `register(app)`, which adds it to the program.
        beside: of a family, the module whose `beside(run)` makes tables, pictures and notes besides the indicators.
        needed: tables that a study can't do without.
        useful: tables that make it better where they are there; of a family what stands beside its indicators.
        columns: optional columns that it reads.
        columns_with: of a family, a useful table → the optional columns that it reads besides,
            of any table, where that table is there.
        first: of a family, the indicators that one looks at first.
        tables: keys of the tables of its own that its report may have.
        charts: keys of its pictures.
        lists: the lists of customers that `--listar` knows for it; of a family, those behind its own indicators.
        sample: of a family, the indicator that says of how many its numbers are, where their own denominator does not.
        attributes: attributes of customers that groups and filters may name: `module` has `attribute(base)` for them.
        reads_by_question: of a study, whether what it reads depends on what it is told: `module` has `wanted(config)`.
        everything: whether it reports every indicator that its sources allow.
        partial: whether it leaves out the indicators that a filter or a group can't be asked of.
        tolerant: whether it goes on where a source is missing.
        any_source: whether a single source, whatever it is, will do.
        ranks_customers: whether it has a table of the largest customers, which `--limite` cuts.
        ripens: whether the numbers of a period still change until leads have had their time.
        recent_months: how many months up to the as-of day it looks at when nobody names a period; 0: the last complete
            one.
        compares: what it compares with when nobody says.
        moment: of a study, the setting that says on which day it looks, where that is told apart from `hoje`.
        one_sheet: whether its page is printed on a single sheet, in two columns.
        collects: whether it has a section of each study that hands one over, with its tables and pictures.
        accounts: of a family, the words that `--metodo` takes, each with the indicators of that account.
        indicators: of a study, the numbers of its own that `indicadores` explains and `verificar` limits.
        handed_over: of a study, its section in the report to hand over; None where it has none there.
        format: what it writes where nobody says; other than a table, a terminal is not shown it but told its file.
        one_time: of a study, whether it looks at one time alone, and compares it with no other.
        by_purchases: of a study, whether purchases say who is active in it, even where contracts do elsewhere.
        vain_options: of a study, whether `module` has `unused(config)`: what the command line tells it in vain.
        answers: of a command that is no analysis and has a report that other doors than the command line ask for, the
            module whose `answer(config, today)` makes it.
        asked_with: the keys of the options that it is asked with there.
    """

    name: str
    kind: CommandKind
    panel: str
    place: int
    help: str
    examples: tuple[str, ...]
    brief: str = ""
    title: str = ""
    module: str = ""
    beside: str = ""
    needed: tuple[str, ...] = ()
    useful: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    columns_with: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tables: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    sample: str | None = None
    attributes: frozenset[str] = frozenset()
    reads_by_question: bool = False
    everything: bool = False
    partial: bool = False
    tolerant: bool = False
    any_source: bool = False
    ranks_customers: bool = False
    ripens: bool = False
    recent_months: int = 0
    compares: str = "nenhum"
    moment: str = ""
    one_sheet: bool = False
    collects: bool = False
    accounts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    indicators: tuple[StudyIndicator, ...] = ()
    handed_over: HandedOver | None = None
    format: str = "tabela"
    one_time: bool = False
    by_purchases: bool = False
    vain_options: bool = False
    answers: str = ""
    asked_with: tuple[str, ...] = ()

    def columns_beside(self, tables: Iterable[str]) -> frozenset[str]:
        """The optional columns that it reads because these tables are there, besides those that it reads anyway."""
        more = dict(self.columns_with)
        return frozenset(name for table in tables for name in more.get(table, ()))

    @property
    def every_table(self) -> tuple[str, ...]:
        """Keys of the tables that its report may have, but for lists of customers: its own and those of its kind."""
        match self.kind:
            case CommandKind.INDICATORS:
                return ("indicadores", *self.tables, *_OF_INDICATORS)
            case CommandKind.CHECK:
                return ("verificacoes", "indicadores", *self.tables)
        return self.tables
