"""`risco`: which active customers are late, which inactive ones are worth winning back, who fell a class."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.open import Wanted
from carteira_cli.analysis.studies import Study, risk_tables
from carteira_cli.days import to_date
from carteira_cli.kpis import ciclo, retorno, risco
from carteira_cli.kpis.catalogue import Better
from carteira_cli.panel import CUSTOMER
from carteira_cli.report import Reading, plain
from carteira_cli.units import Unit, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.analysis.base import CustomerBase
    from carteira_cli.kpis.retorno import Chance
    from carteira_cli.kpis.risco import Expected
    from carteira_cli.period import Period

FAMILY = "risco"
WHO = ("nome", "vendedor", "segmento")
WANTED = Wanted(("vendas",), ("clientes",), frozenset(WHO))
DEFAULT_LIMIT = 20
_OTHERS = len(retorno.RATIOS)  # where the keys of customers without an interval of their own begin


@dataclass(frozen=True)
class Risk:
    """The customers of a base by how late they are.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @property
    def end(self) -> int:
        """The day after the last one looked at."""
        return self.base.period.end

    @property
    def horizon(self) -> int:
        """The window in days, as it lies before the end."""
        return self.end - self.base.window.start(self.end)

    @property
    def months(self) -> Fraction:
        """Of the window, which money of the window is divided by."""
        return self.base.window.months

    @property
    def limit(self) -> int:
        """How many customers to show."""
        return self.base.config.number("limite") or DEFAULT_LIMIT

    @cached_property
    def before(self) -> Period:
        """The period that ABC classes are compared with."""
        return self.base.span(self.base.compared or self.base.asked.previous()).period

    @cached_property
    def days(self) -> pl.DataFrame:
        """`ciclo.purchase_days`."""
        return ciclo.purchase_days(self.base.lines(end=self.end), self.end)

    @cached_property
    def intervals(self) -> pl.DataFrame:
        """`ciclo.intervals`."""
        return ciclo.intervals(self.days)

    @cached_property
    def known(self) -> pl.DataFrame:
        """`cliente` and `WHO`; the seller of the last purchase where the register has no sellers."""
        found = self.base.attributes(WHO)
        if self.seller_of_sales:
            found = found.drop("vendedor").join(self._sellers(), on=CUSTOMER, how="full", coalesce=True)
        return found

    @cached_property
    def seller_of_sales(self) -> bool:
        """Whether sellers are known from sales only."""
        columns = self.base.columns
        return "vendedor" in columns.get("vendas", ()) and "vendedor" not in columns.get("clientes", ())

    def _sellers(self) -> pl.DataFrame:
        """The seller of each customer's last purchase; the first by name, should that day have several."""
        bought = self.base.lines(["vendedor"], end=self.end).filter("compra").drop_nulls("vendedor")
        latest = pl.col("vendedor").filter(pl.col("data") == pl.col("data").max()).min()
        return bought.group_by(CUSTOMER).agg(vendedor=latest).collect()

    @cached_property
    def customers(self) -> pl.DataFrame:
        """`risco.usual_intervals` of everybody who ever bought."""
        return risco.usual_intervals(ciclo.own_medians(self.days, self.intervals), self.known)

    @cached_property
    def revenue(self) -> pl.DataFrame:
        """`cliente` and cents: `janela` before the end, `antes` and `depois` of the two periods."""
        span = self.base.span(self.base.asked)
        spans = {"antes": self.before, "depois": self.base.period}
        measures = {"janela": span.net(self.base.window.start(self.end), self.end)}
        measures |= {name: span.net(period.start, period.end) for name, period in spans.items()}
        return self.base.where.of_customers(self.base.panel(measures).lazy(), self.base).collect()

    @cached_property
    def chances(self) -> dict[bool, tuple[Chance, ...]]:
        """`retorno.by_ratio`."""
        return retorno.by_ratio(self.intervals, self.customers, self.end, self.horizon)

    @cached_property
    def leaving(self) -> dict[int, Fraction | None]:
        """Probability of loss by `chance` of `active`."""
        listed = (*self.chances[True], *self.chances[False])
        return {number: chance.lost for number, chance in enumerate(listed)}

    @cached_property
    def active(self) -> pl.DataFrame:
        """`risco.overdue` of the active customers, with `centavos` of the window, `chance` and `WHO`."""
        active = self.customers.filter(pl.col("ultima") >= self.base.window.start(self.end))
        late = risco.overdue(active, self.end)
        key = pl.col("marco") + pl.when("proprio").then(0).otherwise(_OTHERS)
        money = self.revenue.select(CUSTOMER, centavos="janela")
        return self._described(late.with_columns(chance=key), money)

    @cached_property
    def at_risk(self) -> pl.DataFrame:
        """The active who are later than usual."""
        return self.active.filter(pl.col("nivel") > 0)

    @cached_property
    def back(self) -> tuple[Chance, ...]:
        """`retorno.by_days`: what the inactive do."""
        return retorno.by_days(ciclo.tally(self.intervals), self.end, self.horizon)

    @cached_property
    def returning(self) -> dict[int, Fraction | None]:
        """Probability of return by `chance` of `inactive`."""
        return {at: None if each.lost is None else 1 - each.lost for at, each in enumerate(self.back)}

    @cached_property
    def inactive(self) -> pl.DataFrame:
        """`risco.silent` of the inactive customers, with `centavos` of their past value, `chance` and `WHO`."""
        gone = self.customers.filter(pl.col("ultima") < self.base.window.start(self.end))
        value = risco.past_value(self.base.lines(end=self.end), gone, net=self.base.returns == "abater")
        silent = risco.silent(gone, self.back, self.end).with_columns(chance="marco")
        return self._described(silent, value)

    @cached_property
    def worth_reactivating(self) -> pl.DataFrame:
        """The inactive who brought money and of whom some chance of return, or none yet, is known."""
        hopeless = [at for at, chance in self.returning.items() if chance == 0]
        return self.inactive.filter((pl.col("centavos") > 0) & ~pl.col("chance").is_in(hopeless))

    @cached_property
    def moves(self) -> pl.DataFrame:
        """`risco.class_moves` from the earlier period to this one."""
        strict = self.base.config.text("limite_abc") == "estrito"
        before, after = (self.revenue.select(CUSTOMER, centavos=name) for name in ("antes", "depois"))
        return risco.class_moves(before, after, strict=strict)

    def _described(self, customers: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
        others = self.known.drop("segmento")
        joined = customers.join(money, on=CUSTOMER, how="left").join(others, on=CUSTOMER, how="left")
        return joined.with_columns(pl.col("centavos").fill_null(0)).sort(CUSTOMER)

    def monthly(self, cents: Fraction | int | None) -> Fraction | None:
        """Cents of the window in reais a month."""
        return None if cents is None else Fraction(cents) / 100 / self.months


def study(base: CustomerBase) -> Study:
    """Customers at risk at the end of the period, with the money at stake."""
    risk = Risk(base)
    levels = risco.totals(risk.active, risk.leaving, "nivel")
    return Study(
        readings=tuple(_readings(risk, levels)),
        tables=tuple(risk_tables.tables(risk, levels)),
        notes=tuple(_notes(risk)),
        warnings=tuple(_warnings(risk)),
        main="em_risco",
    )


def _readings(risk: Risk, levels: dict[int | None, Expected]) -> Iterator[Reading]:
    total = sum((one for level, one in levels.items() if level), risco.NOBODY)

    def reading(key: str, title: str, unit: Unit, value: Fraction | int | None) -> Reading:
        return Reading(key, title, unit, Better.LOWER, FAMILY, plain(value))

    yield reading("clientes_em_risco", "Clientes em risco", Unit.CUSTOMERS, total.customers)
    yield reading("receita_em_risco", "Receita mensal em risco", Unit.REAIS_PER_MONTH, risk.monthly(total.cents))
    expected = total.expected if total.customers else Fraction(0)
    yield reading("perda_esperada", "Perda esperada", Unit.REAIS_PER_MONTH, risk.monthly(expected))


def _notes(risk: Risk) -> Iterator[str]:
    names = ", ".join(f"{name} acima de {limit} ×" for name, limit in risco.LEVELS[1:])
    yield (
        f"em risco: ativo que está sem comprar há mais que o seu intervalo usual ({names}); o usual é a mediana dos "
        f"seus intervalos, com {risco.OWN_PURCHASES} dias de compra ou mais; senão a do segmento (de "
        f"{risco.FEWEST_OF_SEGMENT} clientes ou mais assim), senão a da carteira"
    )
    yield (
        f"chance de perda: dos silêncios passados que chegaram a essa razão e foram observados por mais {risk.horizon} "
        f"dias, a parte sem nenhuma compra neles; nunca cai quando a razão cresce; pede {retorno.FEWEST_SILENCES} casos"
    )
    yield "perda esperada: receita por mês na janela de inatividade × chance de perda; empates por receita e por id"
    yield (
        f"inativos: receita dos {risco.PAST_DAYS} dias até a última compra × chance de comprar nos próximos "
        f"{risk.horizon} dias, contada dos que já passaram tantos dias sem comprar; são "
        f"{number(risk.inactive.height, 0)} inativos, e entram os que trouxeram receita e têm chance de voltar"
    )
    if risk.seller_of_sales:
        yield "vendedor: o da última compra, pois o cadastro não tem vendedor"


def _warnings(risk: Risk) -> Iterator[str]:
    if risk.days.is_empty():
        yield f"não há nenhuma compra até {to_date(risk.end - 1):%d/%m/%Y}: não há risco a medir"
        return
    unknown = int(risk.active["nivel"].is_null().sum())
    if unknown:
        few = "1 cliente ativo" if unknown == 1 else f"{number(unknown, 0)} clientes ativos"
        yield (
            f"{few} sem intervalo usual conhecido: ninguém na carteira comprou em {risco.OWN_PURCHASES} dias "
            "diferentes; o risco não foi medido"
        )
    if all(chance.lost is None for chance in risk.chances[True]) and not unknown:
        yield (
            f"chance de perda n/d: há menos de {retorno.FEWEST_SILENCES} intervalos observados por {risk.horizon} "
            "dias ou mais; a ordem é a da receita"
        )
    if not risk.inactive.is_empty() and risk.back[0].lost is None:
        yield (
            f"chance de volta n/d: há menos de {retorno.FEWEST_SILENCES} silêncios de {risk.horizon} dias observados "
            f"por mais {risk.horizon}; a ordem é a da receita"
        )
    asked = risk.base.asked
    if asked.end > risk.end and not risk.moves.is_empty():
        yield f"classes ABC: {asked.label} ainda está incompleto; parte das quedas pode ser só falta de dias"
