"""What a history of stages adds to `conversao`: time in each stage, win rates, and what the open leads are worth."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers import frames
from carteira_cli.dataclass import dataclass
from carteira_cli.days import iso, month_index, month_start
from carteira_cli.kpis.etapas import entered_stages, staged, stays, win_rates
from carteira_cli.kpis.funil import HALF, LEAST
from carteira_cli.kpis.funil_aberto import FEWEST, calibration, pipeline, velocity
from carteira_cli.kpis.stage_order import StageOrder, order_of
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.signal.rates import wilson
from carteira_cli.units import Depth, Unit, number
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from carteira_cli.analysis.stage_spellings import StageSpellings
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.etapas import StagedLead
    from carteira_cli.kpis.funil_aberto import Weighed
    from carteira_cli.rows import Cell

_WITHIN = 30  # days of which a share is told
_MONTHS = 12  # earlier months that a pipeline is held against
_CENTS = 100
_UNKNOWN = "(sem etapa conhecida)"
_ENTRY = ("lead", "etapa", "data")


@dataclass(frozen=True)
class StageHistory:
    """The leads of a base with the stages that they entered.

    Attributes:
        base: whose.
        declared: the order of stages, as the configuration has it.
        spellings: how stages are written.
    """

    base: CustomerBase
    declared: tuple[str, ...]
    spellings: StageSpellings

    @property
    def knows_sales(self) -> bool:
        """Whether any lead has a day of conversion; so if there is no lead at all."""
        return frames.has_conversions(self.base.ledgers["leads"])

    @cached_property
    def rows(self) -> pl.DataFrame:
        """One row a lead created by the as-of day: `lead`, `data`, `ganho` (day), `etapa`, `valor` (cents)."""
        ledger = self.base.ledgers["leads"]
        texts = [name for name in ("etapa", "valor") if name in ledger.columns]
        found = frames.lead_frame(ledger, self.base.as_of, None, self.base.where.of_table, texts)
        kinds = {"etapa": pl.String, "valor": pl.Int64}
        missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in kinds.items() if name not in texts]
        won = pl.when("lead_convertido").then(pl.col("data") + pl.col("lead_dias"))
        known = found.filter(pl.col("data") <= self.base.as_of).with_columns(missing)
        return self.spellings.united(known.select("lead", "data", "etapa", "valor", ganho=won).sort("lead"))

    @cached_property
    def entries(self) -> pl.DataFrame:
        """`lead`, `etapa`, `data`: every line of the history."""
        return self.spellings.united(self.base.ledgers["etapas"].collect(lambda lines: lines.select(_ENTRY)))

    @cached_property
    def _entered(self) -> Mapping[str, tuple[tuple[int, str], ...]]:
        """Lead → what she entered by the as-of day."""
        entered: dict[str, list[tuple[int, str]]] = {}
        for lead, stage, day in self.entries.filter(pl.col("data") <= self.base.as_of).iter_rows():
            entered.setdefault(lead, []).append((day, stage))
        return MappingProxyType({lead: tuple(lines) for lead, lines in entered.items()})

    @cached_property
    def _order(self) -> StageOrder:
        won = dict(self.rows.drop_nulls("ganho").select("lead", "ganho").iter_rows())
        return order_of({lead: self._entered.get(lead, ()) for lead in self.rows["lead"]}, won, self.declared)

    @cached_property
    def every(self) -> tuple[StagedLead, ...]:
        """All leads, by id."""
        return tuple(
            staged(lead, created, won, stage, cents, self._entered.get(lead, ()), self._order)
            for lead, created, stage, cents, won in self.rows.iter_rows()
        )

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """In order."""
        return tuple(entered_stages(self.every, self._order))

    @cached_property
    def of_period(self) -> tuple[StagedLead, ...]:
        """The leads created in the period."""
        period = self.base.period
        return tuple(lead for lead in self.every if period.start <= lead.created < period.end)

    @cached_property
    def open(self) -> tuple[Weighed, ...]:
        """The open leads of all, by stage."""
        return tuple(pipeline(self.every, self.stages))

    @property
    def month_ends(self) -> list[int]:
        """The last days of the months before that of the as-of day, from the first on by which a lead was decided."""
        this = month_index(self.base.as_of)
        decided = [lead.won if lead.won is not None else lead.lost_on for lead in self.every if lead.is_decided]
        first = min((day for day in decided if day is not None), default=None)
        days = [month_start(month) - 1 for month in range(this - _MONTHS + 1, this + 1)]
        return [day for day in days if first is not None and day >= first]


def stage_tables(history: StageHistory) -> Iterator[Table]:
    """Win rates and times of the leads of the period; velocity, pipeline and its calibration of all.

    Of leads without any day of conversion nobody knows who was won: their times alone.
    """
    yield _times(history)
    if not history.knows_sales:
        return
    yield _win_rates(history)
    yield _velocity(history)
    yield _pipeline(history)
    yield _calibration(history)


def _win_rates(history: StageHistory) -> Table:
    rates = win_rates(history.of_period, history.stages)
    rows: list[tuple[Cell, ...]] = []
    for name in history.stages:
        one = rates[name]
        bounds = wilson(one.won, one.decided) or (None, None)
        rows.append((name, one.entered, one.won, one.lost, one.open, plain(one.rate), *bounds))
    columns = (
        Column("etapa", "Etapa"),
        Column("entraram", "Entraram", Unit.LEADS),
        Column("ganharam", "Ganharam", Unit.LEADS),
        Column("perderam", "Perderam", Unit.LEADS),
        Column("abertos", "Em aberto", Unit.LEADS),
        Column("taxa_ganho", "Taxa de ganho", Unit.FRACTION),
        Column("de", "De (95 %)", Unit.FRACTION, depth=Depth.FULL),
        Column("ate", "Até", Unit.FRACTION, depth=Depth.FULL),
    )
    return Table("etapas", "O que veio de quem entrou em cada etapa", columns, tuple(rows), depth=Depth.FULL)


def _times(history: StageHistory) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.stage,
            one.entries,
            one.moved,
            one.lost,
            one.open,
            one.ahead.quantile(HALF),
            plain(one.ahead.share(_WITHIN)),
            plain(one.away.share(_WITHIN)),
        )
        for one in stays(history.of_period, history.stages, history.base.as_of)
    )
    columns = (
        Column("etapa", "Etapa"),
        Column("entradas", "Entradas", Unit.LINES),
        Column("avancaram", "Avançaram", Unit.LINES),
        Column("perdidos", "Perdidos", Unit.LINES),
        Column("ainda_la", "Ainda lá", Unit.LINES),
        Column("mediana", "Metade avança em", Unit.DAYS, short="Metade em"),
        Column("avancam_30d", f"Avançam em {_WITHIN} dias", Unit.FRACTION, short=f"Em {_WITHIN} dias"),
        Column("perdem_se_30d", f"Perdem-se em {_WITHIN} dias", Unit.FRACTION, depth=Depth.FULL),
    )
    return Table("tempo_na_etapa", "Tempo em cada etapa", columns, rows)


def _velocity(history: StageHistory) -> Table:
    found = velocity(history.every)
    row = (found.open, plain(found.rate), _reais(found.cents), plain(found.days), _reais(found.per_day))
    columns = (
        Column("abertos", "Em aberto", Unit.LEADS),
        Column("taxa_ganho", "Taxa de ganho", Unit.FRACTION),
        Column("valor_medio", "Valor médio ganho", Unit.REAIS),
        Column("ciclo_dias", "Ciclo", Unit.DAYS),
        Column("velocidade", "Por dia", Unit.REAIS),
    )
    return Table("velocidade", f"Velocidade do funil em {date_of(history.base.as_of)}", columns, (row,))


def _pipeline(history: StageHistory) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.stage,
            one.leads,
            one.leads - one.valued,
            one.cents / _CENTS if one.valued else None,
            plain(one.rate),
            one.own,
            _reais(one.weighed) if one.valued else None,
        )
        for one in history.open
    )
    columns = (
        Column("etapa", "Etapa", blank=_UNKNOWN),
        Column("abertos", "Em aberto", Unit.LEADS),
        Column("sem_valor", "Sem valor", Unit.LEADS, depth=Depth.FULL),
        Column("valor", "Valor", Unit.REAIS),
        Column("taxa_ganho", "Taxa de ganho", Unit.FRACTION),
        Column("taxa_propria", "Taxa da própria etapa", kind=Kind.FLAG, depth=Depth.FULL),
        Column("valor_ponderado", "Valor ponderado", Unit.REAIS),
    )
    title = f"Leads em aberto em {date_of(history.base.as_of)}, pela taxa de ganho da etapa"
    return Table("funil_ponderado", title, columns, rows, depth=Depth.FULL)


def _calibration(history: StageHistory) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            iso(one.day)[:7],
            one.leads,
            one.leads - one.valued,
            _reais(one.predicted),
            one.won / _CENTS,
            plain(one.won / one.predicted) if one.predicted else None,
            one.open,
        )
        for one in calibration(history.every, history.stages, history.month_ends)
    )
    columns = (
        Column("mes", "No fim de"),
        Column("abertos", "Em aberto", Unit.LEADS),
        Column("sem_valor", "Sem valor", Unit.LEADS, depth=Depth.FULL),
        Column("previsto", "Ponderado", Unit.REAIS),
        Column("ganho", "Ganho desde então", Unit.REAIS, short="Ganho"),
        Column("razao", "Ganho ÷ ponderado", Unit.TIMES, short="Razão"),
        Column("ainda_abertos", "Ainda em aberto", Unit.LEADS),
    )
    title = "O funil ponderado de meses passados e o que foi ganho"
    return Table("calibracao_funil", title, columns, rows, few=-6, depth=Depth.FULL)


def stage_notes(history: StageHistory) -> Iterator[str]:
    """How these tables are to be read, and what of the history is not in them."""
    if not history.knows_sales:
        yield "etapas: sem nenhuma data de conversão, taxa de ganho, velocidade e funil ponderado são n/d"
    yield (
        "etapas: dos leads criados no período; taxa de ganho = ganhos ÷ (ganhos + perdidos), e quem está em aberto "
        "ainda não conta; tempo na etapa por incidência acumulada (Aalen–Johansen): avançar, perder-se e ainda estar "
        f"lá são desfechos que competem; n/d onde restam menos de {LEAST} a acompanhar"
    )
    yield (
        "velocidade = leads em aberto × taxa de ganho × valor médio dos ganhos ÷ dias do ciclo (média da criação à "
        f"conversão), de todos os leads até {date_of(history.base.as_of)}; valor ponderado = valor dos leads em aberto "
        f"× taxa de ganho de quem passou pela etapa (a de todos, com menos de {FEWEST} decididos)"
    )
    yield (
        "calibração: o funil de cada mês com o que se sabia no seu último dia, contra o que aqueles mesmos leads "
        "trouxeram até hoje; enquanto muitos estão em aberto, o ganho ainda cresce"
    )
    yield from _left_out(history)


def _left_out(history: StageHistory) -> Iterator[str]:
    """Lines and leads that the history can't tell of, counted."""
    if history.knows_sales and not any(lead.lost for lead in history.every):
        yield "nenhum lead consta como perdido: a taxa de ganho é sobre todos os leads, um limite inferior"
    lines = history.entries
    strange = lines.filter(~pl.col("lead").is_in(history.rows["lead"].implode())).height
    if strange:
        did = counted(strange, "linha de etapas é", "linhas de etapas são")
        count = agree(strange, "não conta", "não contam")
        yield f"{did} de lead que não está entre os leads (ou que o filtro tira): {count}"
    later = lines.filter(pl.col("data") > history.base.as_of)["data"]
    if len(later):
        did = counted(len(later), "linha de etapas é", "linhas de etapas são")
        count = agree(len(later), "não conta", "não contam")
        yield f"{did} de depois de {date_of(history.base.as_of)}: {count} (só com --hoje {iso(max(later))})"
    bare = sum(not lead.entries for lead in history.every)
    if bare:
        have = counted(bare, "lead não tem", "leads não têm")
        went = agree(bare, "passou", "passaram")
        yield f"{have} histórico de etapas: de por onde {went} só se sabe a etapa atual, um limite inferior"
    undated = sum(lead.lost and lead.lost_on is None for lead in history.every)
    if undated:
        lost, count = counted(undated, "lead perdido", "leads perdidos"), agree(undated, "conta", "contam")
        yield f"{lost} sem a data da perda no histórico: em meses passados {count} como em aberto"
    if blank := sum(one.leads - one.valued for one in history.open):
        of = number(sum(one.leads for one in history.open), 0)
        yield f"{counted(blank, 'lead')} em aberto sem valor, de {of}: fora do valor ponderado"


def _reais(cents: Fraction | None) -> Cell:
    return None if cents is None else plain(cents / _CENTS)
