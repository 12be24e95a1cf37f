"""What stands beside the indicators of `pareto`: curve, classes, largest customers, dependence in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.family_tables import Beside
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.concentracao import class_of, ranking
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.quoted import cell
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.rows import Cell, Rows
from carteira_cli.units import Depth, Unit, money_of_cents, number, show
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.analysis.run import Run
    from carteira_cli.chart import Curve
    from carteira_cli.kpis.customer_measures import Measured
    from carteira_cli.report import Reading

MEASURE = "medida_periodo"
_TOP = 10  # customers on a screen when nobody says how many
_STEPS = (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
_POINTS = 200  # of the drawn curve
_HIGH, _SOME = Fraction(20, 100), Fraction(10, 100)  # share of the largest customer: usual limits of credit policies


def beside(run: Run) -> Beside:
    """Classes, curve and the largest customers; what hangs on the largest of all."""
    rules = (("medida", run.base.measured),)
    if run.swept.panel is None:
        return Beside(rules=rules)
    return Beside(tables(run), (curve_chart(run),), notes=tuple(dependence(run)), rules=rules)


@dataclass(frozen=True)
class Shown:
    """How a measure is told: its title, its unit, and how much one of the unit is in it."""

    title: str
    unit: Unit
    one: int


SHOWN: dict[Measured, Shown] = {
    "receita": Shown("Receita", Unit.REAIS, CENTS),
    "margem": Shown("Margem", Unit.REAIS, CENTS),
    "pedidos": Shown("Pedidos", Unit.ORDERS, 1),
}


def retold(reading: Reading, measured: Measured) -> Reading:
    """A reading of money as one of the measure that takes its place."""
    if measured == "receita" or reading.parts != (Unit.REAIS, Unit.REAIS):
        return reading
    shown = SHOWN[measured]
    factor = CENTS // shown.one

    def whole(cell: Cell) -> Cell:
        return round(cell * factor) if shown.unit.is_count and isinstance(cell, int | float) else cell

    return replace(
        reading,
        title=reading.title.replace("Receita", shown.title),
        numerator=whole(reading.numerator),
        denominator=whole(reading.denominator),
        parts=(shown.unit, shown.unit),
    )


def _ranked(run: Run) -> pl.DataFrame:
    panel = run.swept.panel
    if panel is None:
        raise ValueError("there are no customers")
    return ranking(panel.select(CUSTOMER, centavos=MEASURE))


def _amount(value: int, shown: Shown) -> Cell:
    return value if shown.unit.is_count else plain(Fraction(value, shown.one))


def tables(run: Run) -> tuple[Table, ...]:
    """The curve, the classes under the rule of the run, and the largest customers."""
    ranked, shown = _ranked(run), SHOWN[run.base.measured]
    strict = run.config.rules.limite_abc == "estrito"
    return curve(ranked, shown), abc(ranked, shown, strict=strict), _largest(run, ranked, shown, strict=strict)


def abc(ranked: pl.DataFrame, shown: Shown, *, strict: bool) -> Table:
    """Customers and what they bring, of the classes A, B and C."""
    placed = class_of(ranked, strict=strict)
    total, count = int(ranked["centavos"].sum()), ranked.height
    rows = []
    for name in "ABC":
        part = placed.filter(pl.col("classe") == name)
        amount = int(part["centavos"].sum())
        rows.append(
            (
                name,
                part.height,
                plain(Fraction(part.height, count) if count else None),
                _amount(amount, shown),
                plain(Fraction(amount, total) if total else None),
            )
        )
    columns = (
        Column("classe", "Classe"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("fracao_clientes", "% dos clientes", Unit.FRACTION),
        Column("receita", shown.title, shown.unit),
        Column("fracao_receita", f"% {_of(shown)}", Unit.FRACTION),
    )
    return Table("abc", "Classes ABC", columns, tuple(rows), bar="fracao_receita")


def _of(shown: Shown) -> str:
    return "dos pedidos" if shown.unit.is_count else f"da {shown.title.lower()}"


def curve(ranked: pl.DataFrame, shown: Shown) -> Table:
    """The 80/20 curve: the first p % of customers (rounded up) and what they bring."""
    total, count = int(ranked["centavos"].sum()), ranked.height
    cumulative = [0, *ranked["centavos"].cum_sum().to_list()]
    rows = []
    for step in _STEPS if count else ():
        first = -(-count * step // 100)
        rows.append(
            (
                plain(Fraction(step, 100)),
                first,
                _amount(cumulative[first], shown),
                plain(Fraction(cumulative[first], total)),
            )
        )
    columns = (
        Column("fracao_clientes", "Maiores clientes", Unit.FRACTION),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("receita", f"{shown.title} até aí", shown.unit),
        Column("fracao_receita", f"% {_of(shown)}", Unit.FRACTION),
    )
    return Table("curva", "Curva 80/20", columns, tuple(rows), depth=Depth.FULL)


def curve_chart(run: Run) -> Curve:
    """The curve as a picture, beside that of customers who all bring the same."""
    from carteira_cli.chart import Curve, Line  # weight: for the one command that has a curve

    amounts = _ranked(run)["centavos"]
    shown, total, count = SHOWN[run.base.measured], int(amounts.sum()), amounts.len()
    cumulative = [0, *amounts.cum_sum().to_list()]
    places = sorted({count * step // _POINTS for step in range(_POINTS + 1)}) if count else []
    points = tuple((place / count, cumulative[place] / total) for place in places)
    lines = (Line(shown.title.lower(), points), Line("todos iguais", ((0.0, 0.0), (1.0, 1.0)))) if points else ()
    return Curve(
        "curva", "Curva 80/20", "% dos clientes", f"% {_of(shown)}", Unit.FRACTION, Unit.FRACTION, lines, Depth.FULL
    )


def _largest(run: Run, ranked: pl.DataFrame, shown: Shown, *, strict: bool) -> Table:
    total, limit = int(ranked["centavos"].sum()), run.config.question.limite
    placed, names = class_of(ranked, strict=strict), run.base.attributes(["nome"])

    def rows(count: int) -> Iterator[tuple[Cell, ...]]:
        named = placed.head(count).join(names, on=CUSTOMER, how="left", maintain_order="left")
        reached = 0
        for place, (customer, amount, name, label) in enumerate(
            named.select(CUSTOMER, "centavos", "nome", "classe").iter_rows(), start=1
        ):
            reached += amount
            told = amount if shown.unit.is_count else amount / shown.one
            yield place, customer, name, label, told, amount / total, reached / total

    columns = (
        Column("posicao", "Nº", kind=Kind.NUMBER),
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("classe", "Classe"),
        Column("receita", shown.title, shown.unit),
        Column("fracao_receita", f"% {_of(shown)}", Unit.FRACTION),
        Column("fracao_acumulada", "% até aí", Unit.FRACTION),
    )
    found = Rows(min(placed.height, limit or placed.height), rows)
    return Table("maiores", "Maiores clientes", columns, found, bar="fracao_acumulada", shown=None if limit else _TOP)


def reconciled(run: Run) -> Iterator[str]:
    """How the total of `receita` becomes that of the 80/20, in cents that add up; nothing where they are the same."""
    panel, shown = run.swept.panel, SHOWN[run.base.measured]
    if panel is None or MEASURE not in panel.columns:
        return
    amounts = panel[MEASURE]
    below = amounts.filter(amounts < 0)
    if not below.len():
        return
    whole, less = int(amounts.sum()), -int(below.sum())
    name, many = shown.title.lower(), below.len()
    if run.base.measured == "receita":
        whose = f"{agree(many, 'devolveu', 'devolveram')} mais do que {agree(many, 'comprou', 'compraram')}"
        source = "receita do período (carteira ticket)"
    else:
        whose, source = f"{agree(many, 'tem', 'têm')} {name} negativa", f"{name} do período"
    customers = f"{counted(many, 'cliente', 'clientes')} que {whose}"
    yield (
        f"{money_of_cents(whole)} de {source} + {money_of_cents(less)} de {customers} no período, e por isso não "
        f"{agree(many, 'entra', 'entram')} na curva 80/20 = {money_of_cents(whole + less)}, o total da curva"
    )


def dependence(run: Run) -> Iterator[str]:
    """How much hangs on the largest customer, and what the other rule of classes says, in words."""
    ranked, shown = _ranked(run), SHOWN[run.base.measured]
    amounts = ranked["centavos"]
    if not amounts.len():
        return
    total, largest = int(amounts.sum()), Fraction(int(amounts[0]), int(amounts.sum()))
    level = "alta" if largest >= _HIGH else "moderada" if largest >= _SOME else "baixa"
    squares = int((amounts.cast(pl.Int128) ** 2).sum())
    alike = float(Fraction(total * total, squares))
    name = "" if run.config.hides_customers else f" ({cell(ranked[CUSTOMER][0])})"
    yield (
        f"o maior cliente{name} faz {show(float(largest), Unit.FRACTION)} {_of(shown)}: dependência {level} "
        f"(moderada a partir de 10 %, alta a partir de 20 %); a concentração é a de {number(alike, 1)} clientes iguais"
    )
    strict = run.config.rules.limite_abc == "estrito"
    counts = dict(class_of(ranked, strict=not strict).group_by("classe").len().iter_rows())
    told = ", ".join(f"{name} {number(counts.get(name, 0), 0)}" for name in "ABC")
    yield f"pela outra regra, --limite-abc {'cruza' if strict else 'estrito'}: {told}"
    if run.base.measured == "margem":
        yield "a margem é a das linhas que têm custo"
