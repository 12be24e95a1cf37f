"""`--listar`: the customers behind a number, with what one needs to call them, sorted by money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.commands import commands
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.people import attribute_frame
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.kpis.customer_measures import REGISTERED
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.kpis.lists import AFTER, BEFORE, NEEDED, PERIOD, amounts, list_of
from carteira_cli.names import fold
from carteira_cli.report import Column, Kind, Table
from carteira_cli.rows import Rows
from carteira_cli.units import MONTHLY, Depth, Unit, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from fractions import Fraction

    from carteira_cli.analysis.run import Run
    from carteira_cli.config.resolve import Config
    from carteira_cli.kpis.lists import CustomerList
    from carteira_cli.rows import Cell

LAST = "ultima_compra"
WHO = ("nome", "vendedor", "uf")


def chosen(config: Config, known: Collection[str]) -> str | None:
    """Which of a study's lists was asked for: its name, however it was spelled; None where none was.

    Args:
        config: what the run was told.
        known: names in lower case without accents, with hyphens.

    Raises:
        UsageError: there is no such list, with the nearest; a list was to be cut.
    """
    name = config.question.listar
    if name is None:
        return None
    word = "-".join(fold(name).replace("_", " ").replace("-", " ").split())
    if word not in known:
        raise config.value(QuestionSettings.listar).refused(f'a lista "{name}" não existe', did_you_mean(word, known))
    if config.question.limite:
        raise _uncut()
    return word


def _uncut() -> UsageError:
    return UsageError("--limite não corta uma lista", "tire --limite: uma lista tem todos os clientes do número")


def list_tables(run: Run) -> Iterator[Table]:
    """The list that was asked for, if any.

    Raises:
        UsageError: there is no such list.
    """
    name = run.config.question.listar
    if name is None:
        return
    with run.config.value(QuestionSettings.listar).blamed():
        wanted = list_of(name)
    if run.config.question.limite and not run.grouping.dimensions and not commands()[run.command].ranks_customers:
        raise _uncut()
    span = run.spans[0]
    needs = tuple(dict.fromkeys((*wanted.needs, *NEEDED, REGISTERED)))
    last = {LAST: Measure("max", "compras", None, span.period.end)}
    panel = next(iter(run.panels([span], needs, last)))[1]
    if panel is None or not set(wanted.needs) <= set(panel.columns):
        raise UsageError(f'a lista "{wanted.name}" precisa das vendas', "passe --vendas ARQUIVO")
    missing = {LAST: pl.Int32, "receita_periodo": pl.Int64}
    panel = panel.with_columns(
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in missing.items() if name not in panel.columns
    )
    picked = wanted.pick(amounts(panel), run.context(span))
    yield _table(run, wanted, _told(run, picked, wanted))


def _told(run: Run, picked: pl.DataFrame, wanted: CustomerList) -> pl.DataFrame:
    """The customers of a list with what the register says of them, largest first, ties by id."""
    known = run.base.attributes(WHO)
    for dimension in run.grouping.dimensions:
        if dimension.in_sales and dimension.asked in WHO:  # what the groups say, the list says too
            said = attribute_frame(run.base, [dimension]).rename({dimension.key: dimension.asked})
            known = known.drop(dimension.asked).join(said, on=CUSTOMER, how="full", coalesce=True)
    valued = picked.with_columns(valor=wanted.value)
    return valued.join(known, on=CUSTOMER, how="left").sort("valor", CUSTOMER, descending=[True, False])


def _table(run: Run, wanted: CustomerList, rows: pl.DataFrame) -> Table:
    months: Fraction = run.context(run.spans[0])["meses_janela"]
    dimensions = [d for d in run.grouping.dimensions if d.of == "cliente" and d.asked not in WHO]
    change = (Column("mudanca", "Mudança por mês", Unit.REAIS_PER_MONTH, short="Mudança"),) if wanted.change else ()
    by = {key: Depth.SCREEN if wanted.sorted_by == key else Depth.FULL for key in (BEFORE, AFTER, PERIOD)}
    columns = (
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("vendedor", "Vendedor"),
        Column("uf", "UF", depth=Depth.FULL),
        *(Column(dimension.asked, dimension.words) for dimension in dimensions),
        Column(LAST, "Última compra", kind=Kind.DATE),
        *change,
        Column(BEFORE, "Por mês no início", Unit.REAIS_PER_MONTH, depth=by[BEFORE], short=MONTHLY),
        Column(AFTER, "Por mês no fim", Unit.REAIS_PER_MONTH, depth=by[AFTER], short=MONTHLY),
        Column(PERIOD, "Receita no período", Unit.REAIS, depth=by[PERIOD], short="No período"),
    )
    texts = (CUSTOMER, *WHO, *(dimension.key for dimension in dimensions))
    monthly = (*(["valor"] if change else []), BEFORE, AFTER)
    shown = rows.select(*texts, LAST, *monthly, PERIOD)
    per, divisor = months.denominator, CENTS * months.numerator

    def made(count: int) -> Iterator[tuple[Cell, ...]]:
        for row in shown.head(count).iter_rows():
            yield (
                *row[: len(texts)],
                None if row[len(texts)] is None else iso(row[len(texts)]),
                # Of whole numbers Python's division is rounded once, as that of a fraction is.
                *(cents * per / divisor for cents in row[len(texts) + 1 : -1]),
                None if row[-1] is None else row[-1] / CENTS,
            )

    return Table(wanted.name, f"{wanted.title}: {number(shown.height, 0)}", columns, Rows(shown.height, made))
