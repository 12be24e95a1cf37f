"""`carteira relatorio`: what happened, why, what to do; then what it rests on. Every part is another analysis' own."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from carteira_cli.analysis.indicator_report import period_line, present
from carteira_cli.analysis.notes import rule_words, short_history
from carteira_cli.analysis.run import Run
from carteira_cli.analysis.year_before import beside_year_before, year_line
from carteira_cli.commands import commands, handed_over
from carteira_cli.customers.open import Wanted
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import CarteiraError, SurroundingsError
from carteira_cli.kpis.catalogue import keys_of
from carteira_cli.narrative import PrintedFacts, sentences
from carteira_cli.report import ReportSection
from carteira_cli.sources.finding.locate import locate
from carteira_cli.studies.asking import asking, check_sources
from carteira_cli.studies.explicar.tables import texts
from carteira_cli.studies.relatorio import ahead_part, course_parts, customers_parts, first_page, last_pages
from carteira_cli.studies.relatorio.asked import chosen_sections, for_whom
from carteira_cli.studies.relatorio.handed_parts import handed_parts
from carteira_cli.studies.relatorio.part import ReportPart
from carteira_cli.studies.relatorio.roster import roster
from carteira_cli.studies.risco.risk import Risk
from carteira_cli.studies.risco.study import told
from carteira_cli.studies.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from carteira_cli.chart import Chart
    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import PeriodLine, Reading, Report, Table

T = TypeVar("T", "Reading", "Table", "Chart")
ASKED = ("pareto", "conversao", "risco", "prever", "vendedores", "coortes", "rfm", "ciclo", "renovacoes")


def wanted(config: Config) -> Wanted:
    """Every table that there is, with what any of the parts looks at: all share one reading."""
    asked = (*(commands()[name] for name in ASKED), *handed_over().values())
    there = [table for one in asked for table in one.useful if locate(config, table)]
    read = (one.columns | one.columns_beside(there) for one in asked)
    columns = frozenset((*customers_parts.SAID, *(column for some in read for column in some)))
    found = Wanted.of_indicators(keys_of("resumo"), config, names=True, columns=columns)
    handed = (table for one in handed_over().values() for table in one.needed)
    useful = tuple(dict.fromkeys((*found.useful, *(table for one in asked for table in one.useful), *handed)))
    return replace(found, useful=useful)


@dataclass(frozen=True)
class Handover:
    """A report to hand over about a customer base, of which perhaps only some are told: `whole` is everybody."""

    base: CustomerBase
    whole: CustomerBase

    @cached_property
    def run(self) -> Run:
        """Every indicator of the period."""
        return beside_year_before(Run("resumo", asking(self.base, "resumo", comparar=self._compared)))

    @property
    def _compared(self) -> str:
        return self.base.config.question.comparar or "anterior"

    @cached_property
    def months(self) -> Run:
        """The months up to the period's end."""
        return first_page.months_of(self.base)

    @cached_property
    def summary(self) -> Report:
        """Every indicator, and what must be said beside them."""
        return present(self.run)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Every indicator."""
        return self.summary.readings

    @cached_property
    def risk(self) -> Risk:
        """The customers by how late they are.

        Raises:
            DataError: there are no sales.
        """
        check_sources(self.base, "risco")
        hers = asking(self.base, "risco")
        if self.base is self.whole or hers.where.on_customers()[0] is None:
            return Risk(hers)
        return Risk(asking(self.whole, "risco"), only=hers)

    @cached_property
    def at_risk(self) -> Study:
        """What `risco` says of them.

        Raises:
            DataError: there are no sales.
        """
        return told(self.risk)

    @property
    def makers(self) -> Mapping[str, tuple[str, Callable[[], ReportPart]]]:
        """Key of a section → its title and what makes it, in order."""
        return {
            "numeros": ("Os números", lambda: first_page.cards(self.run, self.readings, self.months)),
            "ponte": ("De onde veio a mudança", lambda: first_page.bridge_part(self.run)),
            "meses": ("Doze meses", lambda: first_page.months_part(self.months)),
            "previsao": ("O que vem", lambda: ahead_part.ahead(self.base)),
            "atencao": ("Quem precisa de atenção", lambda: customers_parts.attention(self.base, self.at_risk)),
            "concentracao": ("Quem sustenta a receita", lambda: customers_parts.concentration(self.base)),
            "vendedores": ("Vendedores", lambda: customers_parts.sellers(self.base, self.at_risk)),
            "coortes": ("Quem fica", lambda: course_parts.cohorts(self.base)),
            "segmentos": ("Que clientes são", lambda: course_parts.segments(self.base)),
            "ciclo": ("De quanto em quanto tempo se compra", lambda: course_parts.cycle(self.base)),
            "funil": ("De lead a cliente", lambda: course_parts.funnel(self.base)),
            "contratos": ("Contratos a renovar", lambda: course_parts.contracts(self.base)),
            **handed_parts(self.base),
            "dados": ("Os dados", lambda: last_pages.quality(self.base)),
            "como_se_calcula": ("Como se calcula", lambda: last_pages.definitions(self.base, self.readings)),
        }

    @property
    def compared_line(self) -> PeriodLine | None:
        """What the numbers are compared with, in dates."""
        base = self.run.base
        if base.compared is None or not self.run.coverage.reaches(base.compared):
            return None
        return period_line(base.compared, self.run.spans[1].period, base.as_of, self.run.coverage.start)

    def parts(self, chosen: tuple[str, ...]) -> Iterator[ReportPart]:
        """The sections that were asked for, in order; one that the data do not allow says why."""
        for key, (title, make) in self.makers.items():
            if key not in chosen:
                continue
            try:
                yield make()
            except SurroundingsError as error:
                yield ReportPart(None, warnings=(f'a seção "{title}" fica fora: {error.message}; {error.hint}',))
            except CarteiraError as error:
                yield ReportPart(ReportSection(key, title, missing=f"{error.message}; {error.hint}"))


def study(base: CustomerBase) -> Study:
    """The report to hand over of a period.

    Raises:
        CarteiraError: there is nothing to report, no such section, or nobody of whom it is to be.
    """
    whole = base
    subject, base = for_whom(whole)
    made = Handover(base, whole)
    chosen = chosen_sections(base.config, tuple(made.makers))
    _ = made.run.swept  # what nothing can be said of, such as a period before the data, is no report without sections
    parts = tuple(made.parts(chosen))
    readings = _once(reading for part in parts for reading in part.readings)
    shown = readings or made.readings
    everything = (*shown, *(one for part in parts for one in part.readings))
    answer = sentences(PrintedFacts.of(everything, understated=made.summary.understated))
    tables = (texts(answer), *_once(table for part in parts for table in part.tables))
    if "segmentos" in chosen:
        tables += tuple(roster(made.run, made.risk if "vendas" in base.ledgers else None))
    return Study(
        readings=shown,
        tables=tables,
        charts=_once(chart for part in parts for chart in part.charts),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        warnings=_said_once((*short_history(made.run), *(one for part in parts for one in part.warnings))),
        answer=answer,
        subject=subject,
        sections=tuple(part.section for part in parts if part.section is not None),
        compared_with=made.compared_line,
        year_before=year_line(made.run),
        rule_words=rule_words(made.run),
        main="maiores",
    )


def _once(found: Iterable[T]) -> tuple[T, ...]:
    """Those of each key once, the first."""
    by_key: dict[str, T] = {}
    for one in found:
        by_key.setdefault(one.key, one)
    return tuple(by_key.values())


def _said_once(lines: Iterable[str]) -> tuple[str, ...]:
    """Each warning once: one under the title of its section is left out where it is said of the whole."""
    every = dict.fromkeys(lines)
    return tuple(line for line in every if line.partition(": ")[2] not in every)
