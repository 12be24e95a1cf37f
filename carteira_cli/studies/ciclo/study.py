"""`ciclo`: how long customers take to buy again, and which window of inactivity fits that."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.chart import Bin, Histogram
from carteira_cli.customers import selection
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis import ciclo
from carteira_cli.kpis.catalogue import Ratio
from carteira_cli.kpis.suggested_window import HORIZON, SUGGESTED_BY, WINDOWS, returns, suggest
from carteira_cli.report import Column, Reading, Table, plain
from carteira_cli.studies.study import Study
from carteira_cli.units import Better, Depth, Unit, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.ciclo import Spread, Survival
    from carteira_cli.kpis.suggested_window import Returns, Suggestion
    from carteira_cli.period import Window
    from carteira_cli.rows import Cell

FAMILY = "ciclo"


def study(base: CustomerBase) -> Study:
    """The purchase cycle of the customers, from all purchases before the end of the period."""
    end = base.period.end
    bought = selection.ask(base, lambda lines: ciclo.purchase_days(lines, base.engine, None, end), end=end)
    days = bought.sort(CUSTOMER)
    found = ciclo.intervals(days)
    tallied = ciclo.tally(found)
    curve = ciclo.survival(tallied, end)
    suggestion = suggest(curve, tallied, end)
    gaps = ciclo.gaps(tallied)
    own = ciclo.own_medians(days, found)
    rows = returns(tallied, end, _windows(base.window, suggestion.window))
    spreads = (ciclo.spread(gaps), _of_customers(own))
    return Study(
        readings=tuple(_readings(spreads[0], curve, suggestion)),
        tables=(_distribution(spreads, curve, days.height), _table_of_windows(rows, base.window, suggestion)),
        charts=(_picture(gaps, spreads[0], suggestion, base.window),),
        notes=(*_notes(own, suggestion, base.window), *_ninety(spreads, curve)),
        warnings=tuple(_warnings(days, suggestion, end)),
    )


def _of_customers(own: pl.DataFrame) -> Spread:
    """The customers by the median of their own gaps."""
    tallied = own["meios"].drop_nulls().value_counts(sort=False).sort("meios")
    return ciclo.spread(dict(tallied.iter_rows()), per_unit=2)


def _windows(used: Window, suggested: Window) -> list[Window]:
    """The windows to try, with the one in use and the suggested one among them, shortest first."""
    return sorted({*WINDOWS, used, suggested}, key=lambda window: (window.months, window.unit))


def _readings(gaps: Spread, curve: Survival, suggestion: Suggestion) -> Iterator[Reading]:
    def reading(key: str, title: str, value: Cell) -> Reading:
        return Reading(key, title, Unit.DAYS, Better.NEITHER, FAMILY, value)

    yield reading("intervalo_mediano", "Intervalo mediano entre compras", plain(gaps.median))
    yield reading("recompra_p90", "90 % das recompras vêm em até", curve.within_returning(SUGGESTED_BY))
    yield reading("janela_sugerida", "Prazo de inatividade sugerido", suggestion.window.length)


def _distribution(spreads: tuple[Spread, Spread], curve: Survival, everybody: int) -> Table:
    """Gaps of everybody pooled, customers by their own median, and gaps with the open ones."""
    gaps, customers = spreads
    estimated = tuple(curve.within(percent) for percent in (50, *ciclo.PERCENTILES))
    rows: tuple[tuple[Cell, ...], ...] = (
        ("intervalos entre compras", customers.count, gaps.count, *_numbers(gaps)),
        ("clientes, pela sua mediana", customers.count, gaps.count, *_numbers(customers)),
        ("com os intervalos em aberto", everybody, curve.gaps + curve.open, *estimated),
    )
    columns = (
        Column("de", "De"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("intervalos", "Intervalos", Unit.INTERVALS),
        Column("mediana", "Mediana", Unit.DAYS),
        *(Column(f"p{percent}", f"p{percent}", Unit.DAYS) for percent in ciclo.PERCENTILES),
    )
    return Table("distribuicao", "Dias entre compras", columns, rows, depth=Depth.FULL)


def _numbers(spread: Spread) -> tuple[Cell, ...]:
    return plain(spread.median), *map(plain, spread.percentiles)


def _table_of_windows(rows: list[Returns], used: Window, suggestion: Suggestion) -> Table:
    """For each window, how many of the customers that it calls lost came back."""
    marks = {used: "em uso"}
    if suggestion.covered is not None:
        marks[suggestion.window] = "sugerido, em uso" if suggestion.window == used else "sugerido"
    columns = (
        Column("janela", "Prazo"),
        Column("perdas", "Perdas", Unit.INTERVALS),
        Column("voltaram", "Voltaram", Unit.INTERVALS),
        Column("fracao_voltaram", "% que voltou", Unit.FRACTION),
        Column("perdas_observadas", f"Perdas há {HORIZON} dias ou mais", Unit.INTERVALS),
        Column("voltaram_logo", f"Voltaram em {HORIZON} dias", Unit.INTERVALS),
        Column("fracao_voltaram_logo", f"% em {HORIZON} dias", Unit.FRACTION),
        Column("marca", ""),
    )
    cells = tuple(
        (
            row.window.label,
            row.lost,
            row.back,
            plain(Ratio(row.back, row.lost).value),
            row.watched,
            row.back_soon,
            plain(Ratio(row.back_soon, row.watched).value),
            marks.get(row.window, ""),
        )
        for row in rows
    )
    return Table("janelas", "Quem passou do prazo e voltou", columns, cells, bar="fracao_voltaram_logo")


def _picture(gaps: dict[int, int], spread: Spread, suggestion: Suggestion, used: Window) -> Histogram:
    """Gaps by days, the bins of the median, p90, the suggested window and the one in use marked."""
    places = [("mediana", spread.median), ("p90 dos intervalos", spread.percentiles[ciclo.PERCENTILES.index(90)])]
    suggested = suggestion.window if suggestion.covered is not None else None
    if suggested is not None:
        name = "prazo sugerido, em uso" if suggested == used else "prazo sugerido"
        places.append((name, Fraction(suggested.length)))
    if used != suggested and used.unit == "d":
        places.append(("prazo em uso", Fraction(used.length)))
    bins = []
    for low, high, count in ciclo.binned(gaps):
        inside = [name for name, at in places if at is not None and low - 1 < at and (high is None or at < high + 1)]
        bins.append(Bin(f"{low}–{high} dias" if high else f"{low} dias ou mais", count, ", ".join(inside)))
    return Histogram("intervalos", "Intervalos entre compras", Unit.INTERVALS, tuple(bins))


def _notes(own: pl.DataFrame, suggestion: Suggestion, used: Window) -> Iterator[str]:
    if suggestion.covered is not None:
        yield suggestion.reason
    if suggestion.covered is not None and suggestion.window != used:
        yield f"em uso: {used.label}; para usar o sugerido, --inatividade {suggestion.window.label} (ou auto)"
    single = int((own["compras"] == 1).sum())
    if single:
        yield (
            f"{counted(single, 'cliente comprou', 'clientes compraram')} num só dia e não "
            f"{agree(single, 'tem', 'têm')} intervalo; {number(own.height - single, 0)} têm ao menos um"
        )
    yield "compras do mesmo dia contam como uma; quem compra mais tem mais intervalos e pesa mais nos de todos"
    yield "mediana: o valor do meio, ou a média dos dois; p75, p90, p95: o menor valor que 75, 90, 95 % não passam"
    yield (
        "perda: compra seguida de dias sem comprar até sair dos ativos (com 90d, nenhuma nos 90 dias seguintes); "
        f"a % em {HORIZON} dias é só das perdas há {HORIZON} dias ou mais, com igual tempo para voltar; "
        "a outra ainda pode crescer"
    )


def _ninety(spreads: tuple[Spread, Spread], curve: Survival) -> Iterator[str]:
    """Why "90 %" stands beside several numbers: of what each is 90 %, in words."""
    if not curve.gaps:
        return
    place = ciclo.PERCENTILES.index(90)
    found = (spread.percentiles[place] for spread in spreads)
    gaps, customers = (show(None if days is None else float(days), Unit.DAYS) for days in found)
    followed, returning = (show(each, Unit.DAYS) for each in (curve.within(90), curve.within_returning(90)))
    yield f"p90 dos intervalos entre compras, {gaps}: 9 em cada 10 recompras já feitas; quem não voltou não entra"
    yield f"p90 dos clientes, {customers}: de 9 em cada 10 clientes, o intervalo do meio (mediana) é de até isso"
    yield (
        f"p90 com os intervalos em aberto, {followed}: 9 em cada 10 compras são seguidas de outra até aí, contando "
        "quem ainda não voltou pelos dias já decorridos (Kaplan–Meier); n/d onde não se chega lá, de tantos que "
        "não voltam"
    )
    yield (
        f"90 % das recompras vêm em até {returning}: a mesma estimativa, só de quem um dia volta; é dela que sai o "
        "prazo sugerido"
    )


def _warnings(days: pl.DataFrame, suggestion: Suggestion, end: int) -> Iterator[str]:
    if days.is_empty():
        yield f"não há nenhuma compra até {date_of(end - 1)}: não há ciclo a medir"
        return
    if suggestion.covered is None:
        yield suggestion.reason
    seen = end - int(days["dias"].list.first().min())  # type: ignore[arg-type]  # days are integers
    if suggestion.covered is not None and seen < 2 * suggestion.window.length:
        yield (
            f"o histórico tem {number(seen, 0)} dias, menos que o dobro do prazo sugerido: "
            "intervalos longos ainda não tiveram tempo de aparecer"
        )
