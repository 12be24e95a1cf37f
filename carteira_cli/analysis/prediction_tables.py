"""The model behind a prediction in tables: its parameters, the regularities tried, how it did, what it lacks."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Column, Kind, Table
from carteira_cli.units import Depth, Unit, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np

    from carteira_cli.analysis.run import Run
    from carteira_cli.models.fitting import Estimate
    from carteira_cli.prediction.contracts import ContractOutlook
    from carteira_cli.prediction.diagnosis import Diagnosis
    from carteira_cli.prediction.outlook import Outlook
    from carteira_cli.rows import Cell

LIKELIHOOD = "log_verossimilhanca"
_SPENDING = "gammagamma"
_MODEL = (
    Column("modelo", "Modelo"),
    Column("k", "k", kind=Kind.NUMBER),
    Column("parametro", "Parâmetro"),
    Column("valor", "Valor", Unit.NUMBER),
    Column("erro_padrao", "Erro padrão", Unit.NUMBER),
)


def model_table(outlook: Outlook) -> Iterator[Table]:
    """The parameters of the models of buying and of spending, with their errors; none without a model."""
    rows: list[tuple[Cell, ...]] = []
    if outlook.choice is not None:
        rows += _parameters(outlook.choice.model.name, outlook.choice.k, outlook.choice.fitted.estimate)
    if outlook.spending.fitted is not None:
        rows += _parameters(_SPENDING, None, outlook.spending.fitted.estimate)
    if rows:
        title = f"Modelo das compras e do gasto, em {_UNITS[outlook.asked.unit]}"
        yield Table("modelo", title, _MODEL, tuple(rows), depth=Depth.FULL)


_UNITS = {"dia": "dias", "semana": "semanas", "mes": "meses"}


def _parameters(model: str, k: int | None, estimate: Estimate) -> Iterator[tuple[Cell, ...]]:
    errors = estimate.errors or (None,) * len(estimate.names)
    for name, value, error in zip(estimate.names, estimate.values, errors, strict=True):
        yield model, k, name, value, error
    yield model, k, LIKELIHOOD, estimate.log_likelihood, None


def contract_model_table(outlook: ContractOutlook) -> Iterator[Table]:
    """The parameters of the model of how long contracts last, in months; none without a model."""
    if outlook.fitted is not None:
        rows = tuple(_parameters("betageo", None, outlook.fitted.estimate))
        yield Table("modelo", "Modelo da permanência, em meses", _MODEL, rows, depth=Depth.FULL)


def regularity_table(outlook: Outlook) -> Iterator[Table]:
    """The regularities tried; none where there was nothing to choose."""
    choice = outlook.choice
    if choice is None or len(choice.tried) == 1:
        return
    rows = tuple(
        (getattr(one.model, "k", 1), one.estimate.log_likelihood, one is choice.fitted) for one in choice.tried
    )
    columns = (
        Column("k", "k", kind=Kind.NUMBER),
        Column(LIKELIHOOD, "Log-verossimilhança", Unit.NUMBER),
        Column("escolhido", "Escolhido", kind=Kind.FLAG),
    )
    yield Table("regularidade", "Regularidade dos intervalos entre compras", columns, rows, depth=Depth.FULL)


def checked_table(outlook: Outlook, customers: pl.Series | None = None) -> Iterator[Table]:
    """Where parameters were learnt to an earlier day: what they said of those known then, and what happened.

    Args:
        outlook: what is expected.
        customers: who is looked at; None: everybody.
    """
    if outlook.learnt is None:
        return
    known, days = outlook.calibration, outlook.end - outlook.learnt
    here = _among(known, customers)
    came = _came(outlook).filter(pl.Series(here))
    expected, spends = known.expected([days])[here, 0], known.spending.cents[here]
    bought = came["dias"].to_numpy()
    rows = (
        ("dias de compra", fsum(expected), int(bought.sum()), Unit.NUMBER.value),
        ("compradores", fsum(known.buys(days)[here]), int((bought > 0).sum()), Unit.CUSTOMERS.value),
        (
            "receita",
            fsum(expected * spends) / CENTS,
            int(came["centavos"].sum()) / CENTS,
            Unit.REAIS.value,
        ),
    )
    columns = (
        Column("o_que", "O quê"),
        Column("previsto", "Previsto", kind=Kind.VALUE),
        Column("aconteceu", "Aconteceu", kind=Kind.VALUE),
        Column("diferenca", "Diferença", kind=Kind.VALUE),
        Column("unidade", "Unidade", depth=Depth.FULL),
    )
    cells = tuple((what, said, was, said - was, unit) for what, said, was, unit in rows)
    yield Table("conferencia", f"Conferência dos {days} dias depois", columns, cells)


def bands_table(outlook: Outlook, customers: pl.Series | None = None) -> Iterator[Table]:
    """Where parameters were learnt to an earlier day: customers by the chance of buying, and who of them did.

    Args:
        outlook: what is expected.
        customers: who is looked at; None: everybody.
    """
    if outlook.learnt is None:
        return
    from carteira_cli.models.backtesting import calibration  # weight: for a calibration

    here = _among(outlook.calibration, customers)
    chances = outlook.calibration.buys(outlook.end - outlook.learnt)[here]
    found = calibration(chances, (_came(outlook)["dias"] > 0).cast(int).to_numpy()[here])
    rows = []
    for place, band in enumerate(found):
        high = found[place + 1].low if place + 1 < len(found) else 1.0
        off = None if band.predicted is None or band.happened is None else band.predicted - band.happened
        words = f"{show(band.low, Unit.FRACTION).removesuffix(' %')} a {show(high, Unit.FRACTION)}"
        rows.append((words, band.customers, band.predicted, band.happened, off))
    columns = (
        Column("faixa", "Chance de comprar"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("previsto", "Previsto", Unit.FRACTION),
        Column("aconteceu", "Compraram", Unit.FRACTION),
        Column("diferenca", "Diferença", Unit.POINTS),
    )
    yield Table("calibracao", "Chance prevista e quem comprou", columns, tuple(rows))


def _among(known: Outlook, customers: pl.Series | None) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Of the customers of an outlook, in order, whether each is among some; None: all are."""
    names = known.purchases.names.gather(known.frame["linha"])
    every = pl.repeat(value=True, n=len(names), eager=True)
    return (every if customers is None else names.is_in(customers.implode())).to_numpy()


def _came(outlook: Outlook) -> pl.DataFrame:
    """What those known at the earlier day then did, a row each in their order: `dias`, `centavos` (Int64)."""
    known = outlook.calibration
    after = outlook.purchases.bought(known.end, outlook.end)
    joined = known.frame.select("linha").join(after, on="linha", how="left", maintain_order="left")
    return joined.select("dias", "centavos").fill_null(0)


def wanting(run: Run) -> tuple[Diagnosis, ...]:
    """What is found wanting of the predictions of a run, for the customers whom it looks at."""
    from carteira_cli.analysis.foresights import doubts_of  # weight: for predictions

    panel = run.swept.panel
    return doubts_of(run.foresight, None if panel is None else panel["valor_previsto"])


def diagnosis_table(found: Iterable[Diagnosis]) -> Iterator[Table]:
    """What is found wanting; none where nothing is."""
    rows = tuple((one.code, one.measured, one.limit, one.message, one.instead) for one in found)
    if not rows:
        return
    columns = (
        Column("codigo", "Código"),
        Column("medida", "Medida", Unit.NUMBER),
        Column("limite", "Limite", Unit.NUMBER),
        Column("mensagem", "O que há"),
        Column("em_vez", "O que se faz"),
    )
    yield Table("diagnostico", "Diagnóstico da previsão", columns, rows, depth=Depth.FULL)
