"""`rfm`: who buys recently, often and for much; segments with advice, and who moved between them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.first_look import behind
from carteira_cli.config.score_values import cuts_for
from carteira_cli.config.settings import RuleSettings
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Column, Kind, Table
from carteira_cli.studies.rfm import lists as rfm_lists
from carteira_cli.studies.rfm import moves
from carteira_cli.studies.rfm.formulas import (
    SEGMENT,
    Cuts,
    ScoringRules,
    buyers,
    cuts_of,
    rfm_measures,
    scored,
    summary,
)
from carteira_cli.studies.rfm.segments import SEGMENTS, segments_of
from carteira_cli.studies.study import Study
from carteira_cli.units import Depth, Unit, number
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.chart import HeatMap
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Measure
    from carteira_cli.period import Window


@dataclass(frozen=True)
class Scoring:
    """What `rfm` is told: cut-points, and how far back orders and money count (None: the whole history)."""

    rules: ScoringRules
    horizon: Window | None

    def start(self, day: int) -> int | None:
        """The first day of the horizon before a day."""
        return None if self.horizon is None else self.horizon.start(day)


@dataclass(frozen=True)
class Scored:
    """Customers scored on a day (the day after the last that counts), as of `kpis.rfm.scored`, by what cut-points."""

    day: int
    customers: pl.DataFrame
    cuts: Cuts
    in_horizon: int


def segment_measures(base: CustomerBase, day: int, prefix: str = "") -> dict[str, Measure]:
    """What a panel has to hold for the segments on a day, its columns with a prefix.

    Raises:
        UsageError: an option of `rfm` means nothing.
    """
    return rfm_measures(day, scoring_of(base).start(day), base.returns, prefix)


def segments_of_panel(base: CustomerBase, panel: pl.DataFrame, day: int, prefix: str = "") -> pl.DataFrame:
    """The segments on a day, as `segments`, from a panel that has its measures."""
    return _scored(panel, day, scoring_of(base), prefix).customers


def segments(base: CustomerBase) -> pl.DataFrame:
    """The RFM segment of each customer who bought before the end of the period.

    Everyone takes part in the cut-points: conditions on customers in `--onde` do not count, those on sales do.

    Returns:
        `cliente`, `recencia` (days), `pedidos`, `receita` (cents), `r`, `f`, `m`, `segmento` (name); by customer.

    Raises:
        UsageError: an option of `rfm` means nothing.
    """
    day = base.period.end
    return segments_of_panel(base, base.panel(segment_measures(base, day)), day)


def scored_now(base: CustomerBase) -> Scored:
    """The customers of a base at the end of its period, by cut-points of theirs alone, as the study has them.

    Raises:
        UsageError: an option of `rfm` means nothing.
    """
    day = base.period.end
    panel = of_customers(base.panel(segment_measures(base, day)).lazy(), base).collect()
    return _scored(panel, day, scoring_of(base), "")


def attribute(base: CustomerBase, column: str) -> pl.DataFrame:
    """`cliente` and her segment, under the name of the attribute."""
    return segments(base).select(CUSTOMER, pl.col("segmento").alias(column))


def study(base: CustomerBase) -> Study:
    """Segments at the end of the period, and where their customers were at the end of the one before.

    With `--comparar nenhum` nobody is looked at twice.

    Raises:
        CarteiraError: an option of `rfm` means nothing, there is no such list, or the sales can't be read.
    """
    how = scoring_of(base)
    earlier = None if base.config.question.comparar == "nenhum" else base.span(base.compared or base.asked.previous())
    days = {"agora_": base.period.end} | ({} if earlier is None else {"antes_": earlier.period.end})
    measures = {
        name: measure
        for prefix, day in days.items()
        for name, measure in rfm_measures(day, how.start(day), base.returns, prefix).items()
    }
    panel = of_customers(base.panel(measures).lazy(), base).collect()
    now = _scored(panel, base.period.end, how, "agora_")
    listed = rfm_lists.listed(base, now.customers, now.day, now.cuts.quantiles)
    own = (_segments_table(now), _cuts_table(now))
    tables = own if listed is None else (listed, *behind(own))
    charts: tuple[HeatMap, ...] = ()
    seen = {base.asked.label: now}
    if earlier is not None:
        label, before = earlier.period.label, _scored(panel, earlier.period.end, how, "antes_")
        moved = moves.moved(before.customers, now.customers)
        tables, charts = (
            (*tables, moves.table(moved, how.rules.quantiles, label)),
            (moves.chart(moved, how.rules.quantiles, label),),
        )
        seen = {label: before, **seen}
    return Study(
        tables=tables,
        main=None if listed is None else listed.key,
        charts=charts,
        notes=tuple(_notes(base, how, now)),
        warnings=tuple(_warnings(base, how, seen)),
        rules=tuple(
            (setting.key, base.config.value(setting).one) for setting in (RuleSettings.horizonte, RuleSettings.quantis)
        ),
    )


def scoring_of(base: CustomerBase) -> Scoring:
    """The options of `rfm`.

    Raises:
        CarteiraError: there are more or fewer cut-points than the scores need.
    """
    config, rules = base.config, base.config.rules
    for setting in (RuleSettings.cortes_recencia, RuleSettings.cortes_frequencia, RuleSettings.cortes_valor):
        told = config.value(setting)
        if told.parsed is not None and len(told.parsed) != rules.quantis - 1:
            raise told.refused(
                f'{setting.key} "{told.one}" tem {len(told.parsed)} cortes, mas {rules.quantis} notas pedem '
                f"{rules.quantis - 1}",
                f'informe {rules.quantis - 1} cortes, como {setting.key} = "{cuts_for(rules.quantis)}", '
                "ou mude --quantis",
            )
    cuts = (rules.cortes_recencia, rules.cortes_frequencia, rules.cortes_valor)
    return Scoring(ScoringRules(rules.quantis, *cuts), rules.horizonte)


def _scored(panel: pl.DataFrame, day: int, how: Scoring, prefix: str) -> Scored:
    customers = buyers(panel, day, prefix)
    cuts = cuts_of(customers, how.rules)
    return Scored(day, scored(customers, cuts), cuts, int(customers["no_horizonte"].sum()))


def _segments_table(now: Scored) -> Table:
    found = {row[SEGMENT]: row for row in summary(now.customers).iter_rows(named=True)}
    none = {"clientes": 0, "receita": 0, "recencia": 0, "pedidos": 0}
    count, total = now.customers.height, int(now.customers["receita"].sum())
    rows = []
    for segment in segments_of(now.cuts.quantiles):
        row = found.get(segment.name, none)
        customers, cents = row["clientes"], row["receita"]
        rows.append(
            (
                segment.name,
                customers,
                _share(customers, count),
                cents / CENTS,
                _share(cents, total),
                _share(row["recencia"], customers),
                _share(row["pedidos"], customers),
                segment.rule,
                segment.advice,
            )
        )
    columns = (
        Column("segmento", "Segmento"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("fracao", "% dos clientes", Unit.FRACTION, depth=Depth.FULL),
        Column("receita", "Receita no horizonte", Unit.REAIS, short="Receita"),
        Column("fracao_receita", "% da receita", Unit.FRACTION, depth=Depth.FULL),
        Column("recencia_media", "Recência média", Unit.DAYS, depth=Depth.FULL),
        Column("pedidos_por_cliente", "Pedidos por cliente", Unit.TIMES, depth=Depth.FULL),
        Column("niveis", "Níveis", depth=Depth.FULL),
        Column("o_que_fazer", "O que fazer"),
    )
    return Table("segmentos", "Segmentos", columns, tuple(rows), bar="fracao_receita", few=0)


def _cuts_table(now: Scored) -> Table:
    """What each score stands for, up to and including; an open end is None."""
    cuts, customers = now.cuts, now.customers
    counts = {name: dict(customers.group_by(name).len().iter_rows()) for name in ("r", "f", "m")}
    recency = (None, *reversed(cuts.recency))
    rows = tuple(
        (
            score,
            recency[score - 1],
            counts["r"].get(score, 0),
            frequency,
            counts["f"].get(score, 0),
            None if money is None else money / CENTS,
            counts["m"].get(score, 0),
        )
        for score, frequency, money in reversed(
            list(zip(range(1, cuts.quantiles + 1), (*cuts.frequency, None), (*cuts.money, None), strict=True))
        )
    )
    columns = (
        Column("nota", "Nota", kind=Kind.NUMBER),
        Column("recencia_ate", "Recência até", Unit.DAYS),
        Column("clientes_r", "Clientes (R)", Unit.CUSTOMERS),
        Column("pedidos_ate", "Frequência até", Unit.ORDERS),
        Column("clientes_f", "Clientes (F)", Unit.CUSTOMERS),
        Column("receita_ate", "Valor até", Unit.REAIS),
        Column("clientes_m", "Clientes (M)", Unit.CUSTOMERS),
    )
    return Table("cortes", "Cortes das notas", columns, rows, depth=Depth.FULL)


def _notes(base: CustomerBase, how: Scoring, now: Scored) -> Iterator[str]:
    day = date_of(now.day)
    start = how.start(now.day)
    since = "em toda a história" if start is None else f"de {date_of(start)} a {date_of(now.day - 1)}"
    returns = "líquida de devoluções" if base.returns == "abater" else "sem abater devoluções"
    yield f"recência = dias da última compra até {day}; frequência e valor = pedidos e receita ({returns}) {since}"
    own = [
        name
        for name, cuts in (
            ("recência", how.rules.recency),
            ("frequência", how.rules.frequency),
            ("valor", how.rules.money),
        )
        if cuts is not None
    ]
    if len(own) < 3:  # noqa: PLR2004 - the three letters of RFM
        yield (
            f"cortes: quantis dos {number(now.in_horizon, 0)} clientes que compraram nesse tempo; o corte é o maior "
            "valor da nota (n/d: sem limite); valores iguais têm notas iguais"
        )
    if own:
        yield f"cortes informados: {', '.join(own)}"
    yield (
        "níveis de 1 a 5: R da recência, FM da média de frequência e valor; Novos são os que compraram há pouco e "
        "pouco, não clientes_novos"
    )
    if not base.has_orders:
        yield 'sem a coluna "venda", cada linha de compra conta como um pedido'
    absent = [segment.name for segment in SEGMENTS if segment not in segments_of(now.cuts.quantiles)]
    if absent:
        yield f"com {now.cuts.quantiles} notas não existem: {', '.join(absent)}"


def _warnings(base: CustomerBase, how: Scoring, days: Mapping[str, Scored]) -> Iterator[str]:
    first = base.ledgers["vendas"].first_day
    for label, one in days.items():
        start = how.start(one.day)
        if one.customers.is_empty():
            yield f"{label}: ninguém tinha comprado até {date_of(one.day - 1)}"
        elif start is not None and first is not None and first > start:
            yield (
                f"histórico curto no fim de {label}: as vendas começam em {date_of(first)}, depois do começo "
                f"do horizonte, {date_of(start)}; frequência e valor estão subestimados"
            )


def _share(part: int, whole: int) -> float | None:
    return float(Fraction(part, whole)) if whole > 0 else None
