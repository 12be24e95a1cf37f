"""What stands beside the indicators of `ltv`: the three accounts, the model behind the third, what each is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.family_tables import Beside
from carteira_cli.analysis.prediction_tables import (
    bands_table,
    checked_table,
    diagnosis_table,
    model_table,
    regularity_table,
    wanting,
)
from carteira_cli.chart import Bin, Histogram
from carteira_cli.commands import commands
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.rows import Rows
from carteira_cli.units import Depth, Unit, show
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.analysis.run import Run
    from carteira_cli.prediction.foresight import Foresight
    from carteira_cli.rows import Cell

_SAID = {  # account → its indicator, its name for people, and what it is
    "formula": ("ltv", "fórmula", "margem por mês ÷ churn mensal, se este seguir"),
    "historico": ("ltv_historico", "histórico", "o que cada um já trouxe, sem prever nada"),
    "preditivo": ("ltv_preditivo", "preditivo", "o que se espera de cada um no horizonte"),
}
_TOP = 10  # customers on a screen when nobody says how many
_FEW = 5  # beside the three accounts
_BINS = 10  # of P(alive)


def beside(run: Run) -> Beside:
    """The accounts side by side where none is asked for; of what is predicted, the model and each customer."""
    told = run.config.rules.metodo
    accounts = () if told is not None else (_accounts(run),)
    if not run.predicts:
        return Beside(accounts)
    foresight, few = run.foresight, _TOP if told is not None else _FEW
    from carteira_cli.prediction.foresight import Foresight  # weight: for predictions

    if not isinstance(foresight, Foresight):
        from carteira_cli.analysis.contract_ltv_tables import contract_notes, contract_tables  # weight: of contracts

        found = (*contract_tables(run, foresight, few), *diagnosis_table(wanting(run)))
        return Beside((*accounts, *found), first_notes=tuple(contract_notes(run, foresight)))
    rows, panel = _of_those_looked_at(run, foresight), run.swept.panel
    looked_at = None if panel is None else panel[CUSTOMER]
    modelled = foresight.outlook.choice is not None
    return Beside(
        (
            *accounts,
            _customers(run, rows, few=few),
            *model_table(foresight.outlook),
            *regularity_table(foresight.outlook),
            *checked_table(foresight.outlook, looked_at),
            *bands_table(foresight.outlook, looked_at),
            *diagnosis_table(wanting(run)),
        ),
        (_picture(rows),) if rows.height and modelled else (),
        first_notes=tuple(_notes(run, foresight)),
    )


def _accounts(run: Run) -> Table:
    values = run.swept.totals[0]
    bases = _bases(run)
    rows = tuple(
        (name, title, plain(values[key].exact) if key in values else None, bases[name], said)
        for name, (key, title, said) in _SAID.items()
        if name in dict(commands()[run.command].accounts)
    )
    columns = (
        Column("metodo", "Conta", depth=Depth.DATA),  # as --metodo has it
        Column("conta", "Método"),
        Column("valor", "Valor por cliente", Unit.REAIS),
        Column("base", "Base"),
        Column("o_que_e", "O que é", depth=Depth.FULL),
    )
    return Table("metodos", "Três contas do valor de um cliente", columns, rows)


def _bases(run: Run) -> dict[str, str]:
    """Account → what its reais are: no two are the same, which is why accounts don't compare."""
    horizon, discount = run.config.rules.horizonte, run.config.prediction.desconto
    ahead = "no horizonte" if horizon is None else horizon.words
    return {
        "formula": "margem, vida toda",
        "historico": "receita já trazida, sem margem",
        "preditivo": f"margem, {ahead}, {'descontada' if discount.rate else 'sem desconto'}",
    }


def _of_those_looked_at(run: Run, foresight: Foresight) -> pl.DataFrame:
    """What is expected of each customer whom the filter lets through, largest value first, ties by id."""
    outlook, panel = foresight.outlook, run.swept.panel
    purchases = pl.DataFrame(
        {
            CUSTOMER: outlook.purchases.names.gather(outlook.frame["linha"]),
            "compras": outlook.frame["repetidas"] + 1,
            "ultima_compra": outlook.frame["ultima"],
        }
    )
    told = foresight.worths.join(purchases, on=CUSTOMER, how="left")
    if panel is not None:
        told = told.join(panel.select(CUSTOMER), on=CUSTOMER, how="semi")
    return told.sort("valor_previsto", CUSTOMER, descending=[True, False], nulls_last=True)


def _customers(run: Run, found: pl.DataFrame, *, few: int) -> Table:
    limit = run.config.question.limite
    known = run.base.attributes(["nome", "vendedor"])
    numbers = ("compras", "ultima_compra", "p_ativo", "compras_previstas", "ticket_previsto", "valor_previsto")

    def rows(count: int) -> Iterator[tuple[Cell, ...]]:
        named = found.head(count).join(known, on=CUSTOMER, how="left", maintain_order="left")
        for *who, bought, last, alive, expected, spends, value in named.select(
            CUSTOMER, "nome", "vendedor", *numbers
        ).iter_rows():
            yield *who, bought, iso(last), alive, expected, spends / CENTS, None if value is None else value / CENTS

    columns = (
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("vendedor", "Vendedor", depth=Depth.FULL),
        Column("compras", "Compras", kind=Kind.NUMBER, depth=Depth.FULL),
        Column("ultima_compra", "Última compra", kind=Kind.DATE, depth=Depth.FULL),
        Column("p_ativo", "Chance de estar ativo", Unit.FRACTION, short="Ativo"),
        Column("compras_previstas", "Compras previstas", Unit.NUMBER, short="Compras"),
        Column("ticket_previsto", "Ticket previsto", Unit.REAIS, short="Ticket"),
        Column("valor_previsto", "Valor previsto", Unit.REAIS, short="Valor"),
    )
    made = Rows(min(found.height, limit or found.height), rows)
    return Table("previstos", "Quanto se espera de cada cliente", columns, made, shown=None if limit else _TOP, few=few)


def _picture(found: pl.DataFrame) -> Histogram:
    """How sure it is of each customer that she still buys some day."""
    places = (found["p_ativo"] * _BINS).cast(pl.Int64).clip(0, _BINS - 1).value_counts(sort=False)
    counts = dict(places.iter_rows())
    bins = tuple(
        Bin(f"{100 * place // _BINS} a {100 * (place + 1) // _BINS} %", counts.get(place, 0)) for place in range(_BINS)
    )
    return Histogram("p_ativo", "Clientes pela chance de estarem ativos", Unit.CUSTOMERS, bins, Depth.FULL)


def _notes(run: Run, foresight: Foresight) -> Iterator[str]:
    """What is predicted, from whom it was learnt, and what its changes say."""
    outlook = foresight.outlook
    until = date_of(outlook.calibration.end - 1)
    everybody = counted(outlook.calibration.frame.height, "cliente que comprou", "clientes que compraram")
    rules = dict(foresight.rules)
    yield (
        f"previsto de {date_of(foresight.end)} em diante, por {foresight.horizon.length.words}, com desconto de "
        f"{rules['desconto']}, sem clientes novos; aprendido de todos, {everybody} até {until}"
    )
    if run.base.rules:
        yield (
            "[[regra_atividade]] não vale no valor previsto: o modelo aprende de cada dia de compra, e não de quem é "
            "ativo pela regra"
        )
    if foresight.margin(foresight.end) is None:
        yield f"nenhuma linha tem custo até {date_of(foresight.end - 1)}: sem margem não há valor previsto"
    margin = rules.get("margem_prevista")
    if isinstance(margin, float):
        yield (
            f"valor previsto com margem de {show(margin, Unit.FRACTION)}, uma para todos: a das linhas com custo até "
            f"{date_of(foresight.end - 1)}"
        )
    if run.base.compared is not None or run.series:
        yield (
            "o modelo aprende de novo em cada período: a variação do que é previsto vem também dele, e não se diz se é "
            "sinal ou acaso"
        )
