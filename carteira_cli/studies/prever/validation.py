"""`prever --validar`: what earlier days expected, in total and customer by customer, against what happened."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.models.backtesting import brier, calibration, customer_errors
from carteira_cli.report import Column, Kind, Table
from carteira_cli.studies.prever.course import name_of
from carteira_cli.studies.prever.methods import METHODS, MODEL, NAIVE, SEASONAL
from carteira_cli.studies.prever.tables import METHOD_WORDS, change_unit
from carteira_cli.units import Depth, Unit, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.models.backtesting import CalibrationBand
    from carteira_cli.rows import Cell
    from carteira_cli.studies.prever.ahead import Ahead
    from carteira_cli.studies.prever.forecasts import Forecasts
    from carteira_cli.studies.prever.origins import Origins

_MOST_APART = 6  # purchases after the first up to which customers stand in a row of their own
_BAND = 20  # percent
_ALL = "todas"
_FEW = 4  # rows of totals on a default screen


@dataclass(frozen=True)
class CustomersTried:
    """Earlier forecasts against what happened.

    Attributes:
        origins: the forecasts.
    """

    origins: Origins

    def tables(self) -> Iterator[Table]:
        """Totals by origin, customers by method, probabilities in bands, customers by their past purchases."""
        yield totals(self.origins)
        yield self._people()
        yield self._calibration()
        yield self._by_purchases()

    @cached_property
    def known(self) -> Mapping[str, Mapping[str, pl.DataFrame]]:
        """Origin → method → of each customer known at it what was expected and what she did.

        `previstas` and `feitas` (purchase days), of the models also `p_compra` and `comprou` (Boolean).
        """
        found = {}
        for period in self.origins.earlier:
            models: dict[str, Ahead] = {MODEL: self.origins.models[period]}
            if period in self.origins.seasonal_models:
                models[SEASONAL] = self.origins.seasonal_models[period]
            told = {method: self._done(ahead.customers, period.start, period.end) for method, ahead in models.items()}
            before = period.previous()
            last = self.origins.purchases.bought(before.start, before.end).select(
                "linha", pl.col("dias").alias("antes")
            )
            naive = told[MODEL].join(last, on="linha", how="left", maintain_order="left")
            told[NAIVE] = naive.with_columns(previstas=pl.col("antes").fill_null(0).cast(pl.Float64))
            found[period.label] = told
        return found

    def _done(self, customers: pl.DataFrame, start: int, end: int) -> pl.DataFrame:
        done = self.origins.purchases.bought(start, end).select("linha", pl.col("dias").alias("feitas"))
        joined = customers.join(done, on="linha", how="left", maintain_order="left")
        return joined.with_columns(pl.col("feitas").fill_null(0)).with_columns(comprou=pl.col("feitas") > 0)

    def _people(self) -> Table:
        rows: list[tuple[Cell, ...]] = []
        methods = (NAIVE, MODEL, *((SEASONAL,) if self.origins.seasonal_models else ()))
        every = {
            method: pl.concat([told[method] for told in self.known.values()], how="diagonal") for method in methods
        }
        for label, told in ((_ALL, every), *self.known.items()):
            for method in methods:
                one = customer_errors(told[method]["previstas"].to_numpy(), told[method]["feitas"].to_numpy())
                chance = brier(told[method]["p_compra"].to_numpy(), told[method]["comprou"].to_numpy())
                told_as = METHOD_WORDS[method]
                numbers = (one.bias, one.rmse, one.mae, one.correlation, one.captured)
                rows.append((label, told_as, one.customers, *numbers, None if method == NAIVE else chance))
        columns = (
            Column("origem", "Período"),
            Column("metodo", "Método"),
            Column("clientes", "Clientes", Unit.CUSTOMERS),
            Column("vies", "Viés", Unit.FRACTION),
            Column("rmse", "RMSE", Unit.NUMBER),
            Column("mae", "MAE", Unit.NUMBER, depth=Depth.FULL),
            Column("correlacao", "Correlação", Unit.NUMBER),
            Column("captura_10", "Nos 10 % de cima", Unit.FRACTION),
            Column("brier", "Brier", Unit.NUMBER, depth=Depth.FULL),
        )
        title = "Cliente por cliente: compras previstas e feitas"
        return Table("pessoas", title, columns, tuple(rows), few=len(methods))

    def _pooled(self) -> pl.DataFrame:
        return pl.concat([told[MODEL] for told in self.known.values()])

    def _calibration(self) -> Table:
        pooled = self._pooled()
        found = calibration(pooled["p_compra"].to_numpy(), pooled["comprou"].to_numpy())
        return bands(found, "Chance de comprar no período, prevista e acontecida")

    def _by_purchases(self) -> Table:
        some = self._pooled().with_columns(grupo=pl.col("repetidas").clip(upper_bound=_MOST_APART))
        counted = some.group_by("grupo").agg(
            clientes=pl.len(),
            previstas=(pl.col("previstas") * 10**9).round().cast(pl.Int64).sum(),
            feitas=pl.col("feitas").sum(),
        )
        rows = tuple(
            (f"{at} ou mais" if at == _MOST_APART else str(at), people, told / 10**9 / people, done / people)
            for at, people, told, done in counted.sort("grupo").iter_rows()
        )
        columns = (
            Column("repetidas", "Compras depois da primeira"),
            Column("clientes", "Clientes", Unit.CUSTOMERS),
            Column("previstas", "Previstas por cliente", Unit.NUMBER),
            Column("feitas", "Feitas por cliente", Unit.NUMBER),
        )
        return Table("por_x", "Por quantas vezes já compraram", columns, rows, depth=Depth.FULL)


def totals(found: Forecasts) -> Table:
    """A row an earlier period, indicator and method: what was said, and what came."""
    rows: list[tuple[Cell, ...]] = []
    for period, said in found.tried.items():
        real = found.course.numbers(period)
        for key in reversed(found.forecast):
            for method in METHODS:
                told, was = said.get(method, {}).get(key), real[key]
                if told is None or was is None:
                    continue
                off = told - was if key == "churn" else told / was - 1 if was else None
                unit = catalogue()[key].unit.value
                rows.append(
                    (
                        period.label,
                        name_of(key),
                        METHOD_WORDS[method],
                        was,
                        told,
                        off,
                        unit,
                        change_unit(key).value,
                    )
                )
    columns = (
        Column("origem", "Período"),
        Column("indicador", "Indicador"),
        Column("metodo", "Método"),
        Column("real", "Real", kind=Kind.VALUE),
        Column("previsto", "Previsto", kind=Kind.VALUE),
        Column("vies", "Viés", kind=Kind.CHANGE),
        Column("unidade", "Unidade", depth=Depth.FULL),
        Column("unidade_variacao", "Unidade do viés", depth=Depth.FULL),
    )
    return Table("origens", "Previsto de dias passados, e o que aconteceu", columns, tuple(rows), few=_FEW)


def bands(found: Sequence[CalibrationBand], title: str) -> Table:
    """A row a band of chances: how many customers, what they were given on average, and what happened."""
    columns = (
        Column("faixa", "Chance prevista"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("previsto", "Previsto", Unit.FRACTION),
        Column("aconteceu", "Aconteceu", Unit.FRACTION),
    )
    rows = tuple(
        (
            f"{number(100 * one.low, 0)} a {number(100 * one.low + _BAND, 0)} %",
            one.customers,
            one.predicted,
            one.happened,
        )
        for one in found
    )
    return Table("calibracao", title, columns, rows)
