"""What stands beside `ltv` where contracts say who is active: what each customer is worth, and the model behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.prediction_tables import contract_model_table
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.prediction.contract_diagnosis import unheard
from carteira_cli.report import Column, Kind, Table
from carteira_cli.rows import Rows
from carteira_cli.units import MONTHLY, Depth, Unit, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.analysis.run import Run
    from carteira_cli.prediction.contract_foresight import ContractForesight
    from carteira_cli.rows import Cell

_TOP = 10  # customers on a screen when nobody says how many
_NUMBERS = ("renovados", "fim", "mensal", "p_fica", "meses_previstos", "valor_previsto")


def contract_tables(run: Run, foresight: ContractForesight, few: int) -> Iterator[Table]:
    """Each customer under contract, and the model.

    Args:
        run: the analysis.
        foresight: its own.
        few: customers on a default screen.
    """
    yield _customers(run, foresight, few)
    yield from contract_model_table(foresight.outlook)


def _customers(run: Run, foresight: ContractForesight, few: int) -> Table:
    """One row a customer under contract, largest value first, ties by id."""
    limit, panel = run.config.question.limite, run.swept.panel
    here: pl.DataFrame = foresight.outlook.customers.select(CUSTOMER, "renovados", "fim")
    found = here.join(foresight.worths, on=CUSTOMER)
    if panel is not None:
        found = found.join(panel.select(CUSTOMER), on=CUSTOMER, how="semi")
    found = found.sort("valor_previsto", CUSTOMER, descending=[True, False])
    known = run.base.attributes(["nome", "vendedor"])
    valued = foresight.margin(foresight.end) is not None

    def rows(count: int) -> Iterator[tuple[Cell, ...]]:
        named = found.head(count).join(known, on=CUSTOMER, how="left", maintain_order="left")
        for *who, months, end, fee, stays, ahead, value in named.select(
            CUSTOMER, "nome", "vendedor", *_NUMBERS
        ).iter_rows():
            yield (
                *who,
                months,
                None if end is None else iso(end),
                fee / CENTS,
                stays,
                ahead,
                value / CENTS if valued else None,
            )

    columns = (
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("vendedor", "Vendedor", depth=Depth.FULL),
        Column("meses_de_contrato", "Meses de contrato", Unit.MONTHS, depth=Depth.FULL),
        Column("fim", "Fim registrado", kind=Kind.DATE, depth=Depth.FULL),
        Column("mensal", "Por mês", Unit.REAIS_PER_MONTH, short=MONTHLY),
        Column("p_fica", "Chance de ficar até o fim do horizonte", Unit.FRACTION, short="Fica"),
        Column("meses_previstos", "Meses previstos", Unit.NUMBER, short="Meses"),
        Column("valor_previsto", "Valor previsto", Unit.REAIS, short="Valor"),
    )
    made = Rows(min(found.height, limit or found.height), rows)
    return Table("previstos", "Quanto se espera de cada cliente", columns, made, shown=None if limit else _TOP, few=few)


def contract_notes(run: Run, foresight: ContractForesight) -> Iterator[str]:
    """What is predicted, from whom it was learnt, and what its changes say."""
    outlook, rules = foresight.outlook, dict(foresight.rules)
    spells = counted(outlook.lasting.contracts, "permanência", "permanências")
    yield (
        f"previsto de {date_of(foresight.end)} em diante, por {foresight.horizon.length.words}, com desconto de "
        f"{rules['desconto']}, sem clientes novos: o valor mensal × os meses em que se espera que o cliente fique; "
        f"aprendido de todos, {spells} até {date_of(foresight.end - 1)}"
    )
    if outlook.on_record and (outlook.customers["restam"] > 0).any():
        yield (
            "quem tem o fim registrado fica até ele, e então se renova como os contratos dos últimos 12 meses "
            f"({show(float(outlook.renewed), Unit.FRACTION)})"
        )
    yield from unheard(run.config)
    panel = run.swept.panel
    if panel is not None and "receita_historica" in panel.columns:
        others = panel.filter(pl.col("valor_previsto").is_null() & pl.col("primeira_compra").is_null())
        buyers = others.filter(pl.col("receita_historica") != 0).height
        if buyers:
            yield (
                f"{counted(buyers, 'cliente comprou', 'clientes compraram')} sem nunca ter tido contrato e "
                f"{agree(buyers, 'fica', 'ficam')} fora do valor previsto; --atividade compras prevê pelas compras"
            )
    margin = rules.get("margem_prevista")
    if isinstance(margin, float):
        yield f"valor previsto com margem de {show(margin, Unit.FRACTION)}, uma para todos: a das vendas com custo"
    if run.base.compared is not None or run.series:
        yield (
            "o modelo aprende de novo em cada período: a variação do que é previsto vem também dele, e não se diz se é "
            "sinal ou acaso"
        )
        if outlook.on_record:
            yield "dos períodos passados não se sabe quais fins já estavam registrados: ali o modelo não os conhece"
