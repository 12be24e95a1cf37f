"""Puts an example portfolio together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.example import costs, dealings, labels, leads, receivables, register, stages
from carteira_cli.example.clock import make_clock
from carteira_cli.example.customers import make_customers
from carteira_cli.example.lines import line_stream
from carteira_cli.example.plan import make_plan
from carteira_cli.example.writing import Aside, staging, write_frames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from carteira_cli.example.clock import Clock
    from carteira_cli.example.plan import SalesPlan
    from carteira_cli.example.recipe import FileFormat, Recipe

_CONFIG = """\
# Carteira de exemplo: uma distribuidora inventada. Nenhum nome ou documento é de alguém real.
# Os arquivos vendas.*, clientes.*, leads.*, titulos.* e os outros desta pasta são encontrados pelo nome.

# Sem comprar há tanto tempo, o cliente conta como perdido. Também aceita meses: "3m".
inatividade = "90d"

# Quanto sobra de cada real vendido, depois do custo da mercadoria: entra no cálculo do LTV.
margem = 0.28
"""


_DEALINGS = (
    (dealings.review_rows, dealings.REVIEWS),
    (dealings.contact_rows, dealings.CONTACTS),
    (dealings.campaign_rows, dealings.CAMPAIGNS),
)


def write_portfolio(
    recipe: Recipe, paths: Sequence[Path], file_format: FileFormat, on_progress: Callable[[int], None]
) -> None:
    """Writes the files of a portfolio.

    Args:
        recipe: what to write.
        paths: as of `targets`.
        file_format: of all but the configuration.
        on_progress: called with the sales lines written since the last call.
    """
    clock = make_clock(recipe.months, recipe.end)
    with staging(paths) as stage:
        customers = make_customers(recipe, clock)
        plan = make_plan(recipe, clock, customers)
        registered, sold, led, spent, owed, *dealt, staged, config = (stage / path.name for path in paths)
        write_frames(register.register_rows(recipe, clock.start, customers), register.SCHEMA, registered, file_format)
        write_frames(leads.lead_rows(recipe, clock, customers), leads.SCHEMA, led, file_format)
        write_frames([costs.cost_rows(recipe, clock, plan, customers)], costs.SCHEMA, spent, file_format)
        write_frames(stages.stage_rows(recipe, clock, customers), stages.SCHEMA, staged, file_format)
        for target, (rows, schema) in zip(dealt, _DEALINGS, strict=True):
            write_frames(rows(recipe, clock, customers), schema, target, file_format)
        config.write_text(_CONFIG, encoding="utf-8", newline="\n")
        ids = customers.select(labels.CustomerIds.of(recipe).of_index(pl.col("index"))).to_series()
        aside = Aside(stage / "pedidos")
        sales = _sales(recipe, clock, plan, customers, ids, aside, on_progress)
        write_frames(sales, labels.SALES_SCHEMA, sold, file_format)
        titles = receivables.title_rows(aside.frames(), customers, ids, recipe, clock)
        write_frames(titles, receivables.SCHEMA, owed, file_format)


def _sales(
    recipe: Recipe,
    clock: Clock,
    plan: SalesPlan,
    customers: pl.DataFrame,
    ids: pl.Series,
    aside: Aside,
    on_progress: Callable[[int], None],
) -> Iterator[pl.DataFrame]:
    """The rows of `vendas`, a tick at a time; what was billed is put aside."""
    for lines in line_stream(recipe, clock, plan, customers):
        aside.put(receivables.billed(lines))
        yield labels.sales_rows(lines, customers, ids, recipe, clock.start)
        on_progress(lines.height)
