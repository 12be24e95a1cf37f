"""What stands beside the indicators of `conversao`: the funnel by origin, seller, month and stage, and times."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.family_tables import Beside
from carteira_cli.analysis.stage_spellings import spellings_of
from carteira_cli.chart import Curve, Line
from carteira_cli.config.settings import RuleSettings
from carteira_cli.customers import frames
from carteira_cli.customers.leads import LeadBook
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import ConfigError, did_you_mean, nearest
from carteira_cli.kpis.funil import HALF, LEAST, NINE_TENTHS, by, lost_stages, reaches, times
from carteira_cli.names import name_key
from carteira_cli.quoted import cells, cells_are_hidden
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.units import Depth, Unit
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.analysis.run import Run
    from carteira_cli.analysis.stage_spellings import StageSpellings
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.funil import FunnelPart
    from carteira_cli.models.incidence import IncidenceCurve
    from carteira_cli.rows import Cell

HISTORY = "etapas"  # the table of when leads entered which stage
TEXTS = ("origem", "vendedor", "etapa")
_TITLES = {"origem": "Por origem", "vendedor": "Por vendedor", "etapa": "Por etapa atual", "mes": "Por mês do lead"}
_WITHIN = (7, 30, 60, 90)
_ROWS = 30  # values of a column on a screen when nobody says how many
_FEWER = 12  # stages named in a hint


def beside(run: Run) -> Beside:
    """The funnel and how long it takes."""
    funnel = Funnel(run.base)
    if HISTORY not in run.base.ledgers:
        return Beside(tuple(funnel.tables()), (funnel.chart(),), tuple(funnel.notes()))
    from carteira_cli.analysis.stage_doubts import doubts  # weight: for few runs
    from carteira_cli.analysis.stage_tables import StageHistory, stage_notes, stage_tables  # weight: for few runs

    history = StageHistory(run.base, funnel.stages, funnel.spellings)
    tables = (*funnel.tables(), *stage_tables(history))
    against = doubts(history.every) if history.knows_sales else ()
    return Beside(tables, (funnel.chart(),), (*funnel.notes(), *stage_notes(history), *against))


@dataclass(frozen=True)
class Funnel:
    """The leads of a period.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @cached_property
    def _as_written(self) -> pl.DataFrame:
        """One row a lead of the file, as `frames.lead_frame`, with the texts that there are."""
        texts = [name for name in TEXTS if name in self.base.columns["leads"]]
        return frames.lead_frame(
            self.base.ledgers["leads"], self.base.as_of, self.base.config.rules.prazo, self.base.where.of_table, texts
        )

    @cached_property
    def spellings(self) -> StageSpellings:
        """How the stages are written, in the leads and in the history."""
        leads = self._as_written
        counts = Counter(leads["etapa"].drop_nulls().to_list() if "etapa" in leads.columns else ())
        if HISTORY in self.base.ledgers:
            named = self.base.ledgers[HISTORY].collect(lambda lines: lines.group_by("etapa").len())
            counts.update(dict(named.iter_rows()))
        return spellings_of(counts, self.base.config.value(RuleSettings.ordem_etapas).many)

    @cached_property
    def every(self) -> pl.DataFrame:
        """The same, with each stage in one spelling."""
        return self.spellings.united(self._as_written)

    @cached_property
    def leads(self) -> pl.DataFrame:
        """Those of the period, with `mes`."""
        month = pl.col("data").cast(pl.Date).dt.strftime("%Y-%m").alias("mes")
        return frames.inside(self.every, self.base.period).with_columns(month)

    @cached_property
    def _leads_as_written(self) -> pl.DataFrame:
        return frames.inside(self._as_written, self.base.period)

    @cached_property
    def book(self) -> LeadBook:
        """What may be said of conversions."""
        return LeadBook(self.base, self.every)

    @cached_property
    def curve(self) -> IncidenceCurve:
        """The share of the leads that converted within so many days; of none where no conversion has a date."""
        leads = self.leads.clear() if self.book.undated else self.leads
        return times(leads, self.base.as_of, self.base.config.rules.prazo)

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages in order, as the configuration says.

        A stage may be empty in the period; one that no lead of the files is at, or ever was, is a slip.

        Raises:
            ConfigError: such a one, with the nearest; one declared twice; stages of leads that have none.
        """
        declared = self.base.config.value(RuleSettings.ordem_etapas)
        if not declared.many:
            return ()
        if "etapa" not in self.every.columns and not self._passed:
            raise ConfigError(
                f'{declared.where}: os leads não têm a coluna "etapa"',
                "exporte-a, ou tire ordem_etapas",
            )
        if len({name_key(stage) for stage in declared.many}) < len(declared.many):
            raise ConfigError(f"{declared.where}: há uma etapa repetida", "declare cada etapa uma vez, em ordem")
        now = self.every["etapa"].drop_nulls() if "etapa" in self.every.columns else ()
        known = sorted({*now, *self._passed})
        for stage in declared.many:
            if known and stage not in known:
                raise ConfigError(f'{declared.where}: nenhum lead está na etapa "{stage}"', _nearest(stage, known))
        return declared.many

    @cached_property
    def _passed(self) -> frozenset[str]:
        """The stages that the history names."""
        if HISTORY not in self.base.ledgers:
            return frozenset()
        lines = self.base.ledgers[HISTORY].collect(lambda lines: lines.select("etapa").unique())
        return frozenset(self.spellings.united(lines)["etapa"])

    @property
    def _is_placed(self) -> bool:
        """Whether the stages have an order, and leads a stage at which they are now."""
        return bool(self.stages) and "etapa" in self.leads.columns

    def tables(self) -> Iterator[Table]:
        """The funnel, the leads by each column, and the time to convert."""
        if self._is_placed:
            yield self._reached()
        for column in ("origem", "vendedor", "etapa", "mes"):
            if column in self.leads.columns and self.leads.height:
                most = None if column == "mes" else self.base.config.question.limite
                leads = self._leads_as_written if column == "etapa" else self.leads  # as `--por etapa` has them
                parts = by(leads, column, self.base.as_of, self.base.config.rules.prazo, most)
                ordered = sorted(parts, key=lambda part: part.value or "") if column == "mes" else parts
                yield self._parts(column, ordered, None if most or column == "mes" else _ROWS)
        yield self._times()

    def _reached(self) -> Table:
        found, _ = reaches(self.leads, self.stages)
        rows: list[tuple[Cell, ...]] = []
        before: int | None = None
        for reach in found:
            step = None if before is None or not before else Fraction(reach.reached, before)
            whole = Fraction(reach.reached, found[0].reached) if found[0].reached else None
            rows.append((reach.stage, reach.reached, plain(step), plain(whole)))
            before = reach.reached
        columns = (
            Column("etapa", "Etapa"),
            Column("leads", "Chegaram", Unit.LEADS),
            Column("da_anterior", "% da anterior", Unit.FRACTION),
            Column("do_total", "% do total", Unit.FRACTION),
        )
        return Table("funil", "Funil", columns, tuple(rows), bar="do_total")

    def _parts(self, column: str, parts: list[FunnelPart], shown: int | None) -> Table:
        """The leads by the values of a column; with a term, how many have had it; by month, which still ripen."""
        with_term, by_month = self.base.config.rules.prazo is not None, column == "mes"
        rows = tuple(
            (
                part.value,
                part.leads,
                *([part.ripe] if with_term else []),
                *self._converted(part),
                part.median,
                part.p90,
                *([self.book.is_young(part.youngest)] if by_month else []),
            )
            for part in parts
        )
        columns = (
            Column(column, _TITLES[column].removeprefix("Por ").capitalize(), blank=f"(sem {column})"),
            Column("leads", "Leads", Unit.LEADS),
            *([Column("maduros", "Com o prazo vencido", Unit.LEADS)] if with_term else []),
            Column("convertidos", "Convertidos", Unit.LEADS),
            Column("conversao", "Conversão", Unit.FRACTION),
            Column("de", "De (95 %)", Unit.FRACTION, depth=Depth.FULL),
            Column("ate", "Até", Unit.FRACTION, depth=Depth.FULL),
            Column("mediana", "Mediana", Unit.DAYS),
            Column("p90", "p90", Unit.DAYS, depth=Depth.FULL),
            *([Column("amadurecendo", "Ainda amadurecendo", kind=Kind.FLAG)] if by_month else []),
        )
        depth = Depth.SCREEN if column in {"origem", "vendedor"} else Depth.FULL
        return Table(f"por_{column}", _TITLES[column], columns, rows, shown=shown, depth=depth)

    def _converted(self, part: FunnelPart) -> tuple[Cell, ...]:
        """Converted leads, the rate and its bounds; none where no conversion has a date."""
        if self.book.undated:
            return (None,) * 4
        rate = plain(Fraction(part.converted, part.ripe)) if part.ripe else None
        return (part.converted, rate, *(part.interval or (None, None)))

    def _times(self) -> Table:
        rows: list[tuple[Cell, ...]] = [
            (f"convertidos em até {days} dias", None, plain(self.curve.share(days))) for days in _WITHIN
        ]
        rows += [("metade converte em até", self.curve.quantile(HALF), 0.5)]
        rows += [("90 % convertem em até", self.curve.quantile(NINE_TENTHS), 0.9)]
        columns = (
            Column("o_que", "Tempo até converter"),
            Column("dias", "Dias", Unit.DAYS),
            Column("fracao", "Fração", Unit.FRACTION),
        )
        return Table(
            "tempo", "Tempo até converter (de todos os leads, perdidos também)", columns, tuple(rows), depth=Depth.FULL
        )

    def chart(self) -> Curve:
        """The share converted after so many days."""
        points = [(0.0, 0.0), *((float(step.time), float(step.incidence)) for step in self.curve.steps)]
        lines = (Line("convertidos", tuple(points), step=True),) if self.curve.steps else ()
        return Curve(
            "convertidos",
            "Convertidos até cada dia",
            "dias",
            "% dos leads",
            Unit.DAYS,
            Unit.FRACTION,
            lines,
            Depth.FULL,
        )

    def notes(self) -> Iterator[str]:
        """How the times and rates are to be read."""
        yield (
            "tempo até converter por incidência acumulada (Aalen–Johansen): em aberto conta pelos dias já decorridos, "
            f"e perdido, como quem não converte; n/d onde restam menos de {LEAST} leads a acompanhar, ou onde a fração "
            "não chega lá"
        )
        yield from self.spellings.notes()
        lost = lost_stages(self.leads)
        if lost:
            count = self.leads.filter(pl.col("etapa").is_in(lost) & ~pl.col("lead_convertido")).height
            leads = counted(count, "lead", "leads")
            yield f"perdidos, pela etapa ({', '.join(cells(lost))}): {leads}"
        if "etapa" in self.leads.columns and not self.stages:
            yield 'para as taxas entre etapas, declare a ordem: ordem_etapas = ["novo", "proposta", "ganho"]'
        if self._is_placed:
            unknown = reaches(self.leads, self.stages)[1]
            if unknown:
                who = counted(unknown, "lead em etapa", "leads em etapas")
                yield f"{who} fora da ordem (perdidos, por exemplo) {agree(unknown, 'conta', 'contam')} só na primeira"
        if self.stages and HISTORY not in self.base.ledgers:
            yield (
                "o funil vem só da etapa atual: sem o histórico (etapas.csv, com lead, etapa e data) cada número dele "
                "é um limite inferior, pois não se sabe até onde foi quem se perdeu"
            )


def _nearest(stage: str, known: list[str]) -> str:
    """The stage that was meant, among all; else the first few that there are."""
    if cells_are_hidden():
        return "confira como está no arquivo"
    guess = nearest(stage, known)
    return f'você quis dizer "{guess}"?' if guess else did_you_mean(stage, known[:_FEWER])
