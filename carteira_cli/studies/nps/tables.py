"""The tables and the picture of `nps`."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.chart import Bin, Histogram
from carteira_cli.config.settings import SurveySettings
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.signal.rates import wilson
from carteira_cli.studies.nps.answers import COMMENT, SURVEY
from carteira_cli.studies.nps.formulas import CENTS, GROUPS
from carteira_cli.studies.nps.scales import UNNAMED
from carteira_cli.units import MONTHLY, Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.rows import Cell
    from carteira_cli.signal.verdict import Interval
    from carteira_cli.studies.nps.answers import Answers

NAMES = dict(zip(GROUPS, ("Promotores", "Neutros", "Detratores"), strict=True))
_BOUNDS = (
    Column("minimo", "De (95 %)", Unit.FRACTION, short="de"),
    Column("maximo", "Até (95 %)", Unit.FRACTION, short="até"),
)


def tables(found: Answers) -> Iterator[Table]:
    """All of them, the groups first."""
    yield groups_table(found)
    yield surveys_table(found)
    yield marks_table(found)
    if found.has_sales:
        yield next_table(found)
    if found.base.config.of(SurveySettings).comentarios:
        yield comments_table(found)


def _between(bounds: Interval | None) -> tuple[Cell, Cell]:
    return (None, None) if bounds is None else bounds


def groups_table(found: Answers) -> Table:
    """A row a group: its answers, their share, and what their customers brought."""
    cents = dict(_revenue(found).iter_rows())
    tally = found.tally
    rows = tuple(
        (
            name,
            tally.count(name),
            tally.count(name) / tally.answers,
            *_between(wilson(tally.count(name), tally.answers)),
            *([cents.get(name, 0) / CENTS] if found.has_sales else []),
        )
        for name in GROUPS
    )
    money = (Column("receita_12m", "Receita em 12 meses", Unit.REAIS, short="Em 12 meses"),) if found.has_sales else ()
    columns = (
        Column("grupo", "Grupo"),
        Column("respostas", "Respostas", Unit.CUSTOMERS),
        Column("fracao", "Parte", Unit.FRACTION),
        *_BOUNDS,
        *money,
    )
    return Table("grupos", "Quem recomenda e quem não", columns, rows, bar="fracao")


def _revenue(found: Answers) -> pl.DataFrame:
    """Group → cents of its answers' customers, each answer by the revenue of its customer."""
    joined = found.last.join(found.people.select(CUSTOMER, "centavos"), on=CUSTOMER, how="left")
    return joined.group_by("grupo").agg(pl.col("centavos").sum())


def surveys_table(found: Answers) -> Table:
    """A row a survey of the scale; of the others what was left out is a warning."""
    columns = (
        Column(SURVEY, "Pesquisa"),
        Column("escala", "Escala", kind=Kind.NUMBER, depth=Depth.FULL),
        Column("respostas", "Respostas", Unit.CUSTOMERS),
        *(Column(name, NAMES[name], Unit.CUSTOMERS, depth=Depth.FULL) for name in GROUPS),
        Column("nps", "NPS", Unit.NUMBER),
        Column("nps_minimo", "De (95 %)", Unit.NUMBER, short="de"),
        Column("nps_maximo", "Até (95 %)", Unit.NUMBER, short="até"),
        Column("convites", "Convites", Unit.CUSTOMERS),
        Column("taxa_resposta", "Taxa de resposta", Unit.FRACTION, short="Resposta"),
    )
    asked = {
        survey: (invited, answered)
        for survey, invited, answered in found.invited.group_by(SURVEY)
        .agg(convites=pl.len(), respondidos=pl.col("respondeu").sum())
        .iter_rows()
    }

    def rows() -> Iterator[tuple[Cell, ...]]:
        for survey in sorted({*found.last[SURVEY].to_list(), *asked}):
            tally = found.tally_of(survey)
            invited, answered = asked.get(survey, (0, 0)) if found.has_invitations else (None, 0)
            yield (
                survey or UNNAMED,
                found.chosen.scale,
                tally.answers,
                *(tally.count(name) for name in GROUPS),
                plain(tally.net),
                *_between(tally.interval),
                invited,
                answered / invited if invited else None,
            )

    return Table("pesquisas", "Por pesquisa", columns, tuple(rows()))


def _marks(found: Answers) -> dict[int, int]:
    counted = Counter(found.last["nota"].to_list())
    scale = found.scale
    return {mark: counted[mark * CENTS] for mark in range(scale.highest, scale.lowest - 1, -1)}


def marks_table(found: Answers) -> Table:
    """A row a mark of the scale, the best first."""
    columns = (
        Column("nota", "Nota", kind=Kind.NUMBER),
        Column("grupo", "Grupo"),
        Column("respostas", "Respostas", Unit.CUSTOMERS),
        Column("fracao", "Parte", Unit.FRACTION),
    )
    all_of = found.tally.answers
    rows = tuple(
        (mark, found.scale.group(mark * CENTS), count, count / all_of) for mark, count in _marks(found).items()
    )
    return Table("notas", "Notas", columns, rows, bar="fracao", depth=Depth.FULL)


def marks_picture(found: Answers) -> Histogram:
    """The marks, those of each group beside each other; of each group its name stands at its best mark."""
    told: set[str] = set()

    def bins() -> Iterator[Bin]:
        for mark, count in _marks(found).items():
            group = found.scale.group(mark * CENTS) or ""
            yield Bin(str(mark), count, "" if group in told else group)
            told.add(group)

    return Histogram("notas", "Notas dadas", Unit.CUSTOMERS, tuple(bins()), depth=Depth.FULL)


def next_table(found: Answers) -> Table:
    """A row a group: of the active whose next window has passed, how many bought nothing in it, and what they paid."""
    months = found.base.window.months

    def rows() -> Iterator[tuple[Cell, ...]]:
        for name in GROUPS:
            own = ripe(found).filter(pl.col("grupo") == name)
            lost = int(own["perdido"].sum())
            share = lost / own.height if own.height else None
            monthly = Fraction(int(own["centavos"].sum()), CENTS) / months
            yield name, own.height, lost, share, *_between(wilson(lost, own.height)), plain(monthly)

    columns = (
        Column("grupo", "Grupo, pela última nota", short="Grupo"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("perdidos", "Perdidos", Unit.CUSTOMERS),
        Column("churn_seguinte", "Churn seguinte", Unit.FRACTION, short="Churn"),
        *_BOUNDS,
        Column("receita_mensal", "Receita por mês", Unit.REAIS_PER_MONTH, short=MONTHLY),
    )
    title = f"O que fizeram nos {found.base.window.words} depois da resposta"
    return Table("depois", title, columns, tuple(rows()), bar="churn_seguinte")


def ripe(found: Answers) -> pl.DataFrame:
    """`next_steps` of whom a churn can be told: active at the answer, and the window after it has passed."""
    return found.next_steps.filter(pl.col("ativo") & pl.col("maduro"))


def comments_table(found: Answers) -> Table:
    """What customers wrote, the worst marks first, the latest of them before."""
    rows = found.last.filter(pl.col(COMMENT).is_not_null() & (pl.col(COMMENT).str.strip_chars() != ""))
    order = rows.sort("nota", "data", CUSTOMER, SURVEY, descending=[False, True, False, False])
    columns = (
        Column("data", "Data", kind=Kind.DATE),
        Column(CUSTOMER, "Cliente"),
        Column(SURVEY, "Pesquisa", depth=Depth.FULL),
        Column("nota", "Nota", kind=Kind.NUMBER),
        Column("grupo", "Grupo", depth=Depth.FULL),
        Column(COMMENT, "Comentário"),
    )
    cells = tuple(
        (iso(day), customer, survey or UNNAMED, mark // CENTS, group, text)
        for day, customer, survey, mark, group, text in order.select(
            "data", CUSTOMER, SURVEY, "nota", "grupo", COMMENT
        ).iter_rows()
    )
    return Table("comentarios", "O que escreveram, da menor nota à maior", columns, cells)
