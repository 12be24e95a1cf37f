"""What is known of one customer: her numbers are those of the analyses with a filter for her, by the same code."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.analysis.run import Run
from carteira_cli.commands import with_attribute
from carteira_cli.condition import Comparison
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers import selection
from carteira_cli.customers.activity import rules_by_customer
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.groups import Grouping
from carteira_cli.customers.people import class_measure, classes_of
from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months, iso, to_date
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis import ciclo, silencios
from carteira_cli.kpis.activity_rules import RULE
from carteira_cli.kpis.contratos import COLUMNS as OF_CONTRACTS
from carteira_cli.kpis.contratos import counts_at
from carteira_cli.studies.risco import formulas

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from carteira_cli.config.resolve import Config
    from carteira_cli.config.settings import Setting
    from carteira_cli.kpis.evaluate import Value
    from carteira_cli.period import Period, Window

    Values = Mapping[str, Value]

YEAR = 12  # months of `receita_12m` and `pedidos_12m`
NEVER = "nunca comprou"
_STATES = {"clientes_ativos": "ativo", "clientes_inativos": "inativo", "nunca_compraram": NEVER}
_NOT_YET = "ainda não era cliente"
OF_SALES = ("venda", "produto", "categoria", "vendedor", "canal")
KEYS = (
    "receita",
    "pedidos",
    "ticket_pedido",
    "receita_mensal_fim",
    "ltv",
    "ltv_historico",
    *_STATES,
)
HISTORY = ("receita", "pedidos", "ticket_pedido", "receita_mensal_fim")


@dataclass(frozen=True)
class CustomerFacts:
    """A customer of a base.

    Attributes:
        whole: the base, with everybody.
        code: her id.
    """

    whole: CustomerBase
    code: str

    def _asking(self, **meanings: str | int) -> CustomerBase:
        """Her alone, as if the filter said so, and other questions asked."""
        whole = self.whole
        conditions = (*whole.config.question.onde, Comparison(CUSTOMER, "=", (self.code,)))
        told: dict[Setting[Any], Any] = {QuestionSettings.onde: conditions}
        told |= {getattr(QuestionSettings, key): meaning for key, meaning in meanings.items()}
        config: Config = whole.config.meaning(told)
        return CustomerBase(config, whole.ledgers, recent_months=whole.recent_months)

    @cached_property
    def base(self) -> CustomerBase:
        """Her alone."""
        return self._asking()

    @property
    def end(self) -> int:
        """The day after the last one looked at."""
        return self.whole.period.end

    @cached_property
    def run(self) -> Run:
        """The indicators of the period."""
        return self._run(self.base, KEYS)

    @staticmethod
    def _run(base: CustomerBase, keys: tuple[str, ...]) -> Run:
        return Run("cliente", base, keys, Grouping(base))

    @cached_property
    def values(self) -> Values:
        """Those numbers."""
        return self.run.swept.totals[0]

    @cached_property
    def of_year(self) -> Values:
        """Revenue and orders of the 12 months before the end."""
        first = add_months(self.end, -YEAR)
        if first == self.whole.period.start:
            return self.values
        base = self._asking(periodo=f"{iso(first)}..{iso(self.end - 1)}")
        return self._run(base, ("receita", "pedidos")).swept.totals[0]

    @cached_property
    def months(self) -> tuple[tuple[Period, Values], ...]:
        """The calendar months from her first day to the end, each with its numbers; none where she has no day."""
        days = [self.lines["data"].min(), self.contracts["inicio"].min()]
        first = min((day for day in days if isinstance(day, int)), default=None)
        if first is None:
            return ()
        labels = [f"{to_date(day):%Y-%m}" for day in (first, self.end - 1)]
        run = self._run(self._asking(serie="mes", periodo="..".join(labels), hoje=self.end - 1), HISTORY)
        return tuple((period, run.swept.totals[number]) for number, period in run.shown)

    @property
    def state(self) -> str:
        """Whether she is a customer at the end: `ativo`, `inativo`, `nunca comprou`, or was none yet."""
        counted = (word for key, word in _STATES.items() if key in self.values and self.values[key].exact)
        return next(counted, _NOT_YET)

    @cached_property
    def window(self) -> Window | None:
        """How long a silence makes her inactive; None where that is not what does, but contracts or how much she buys.

        Under rules of activity it is that of her own rule.
        """
        rules = rules_by_customer(self.whole)
        if self.run.by_contracts or rules is None:
            return None if self.run.by_contracts else self.whole.window
        number: int = rules.marked(pl.DataFrame({CUSTOMER: [self.code]}))[RULE].item()
        rule = self.whole.rules[number]
        return None if rule.orders > 1 or rule.cents else rule.window

    @property
    def has_sales(self) -> bool:
        """Whether there are sales at all."""
        return "vendas" in self.whole.ledgers

    @cached_property
    def lines(self) -> pl.DataFrame:
        """Her valid sale lines, latest first: `cliente`, `data`, `valor` (cents), `compra`, and `OF_SALES`, or null."""
        if not self.has_sales:
            texts = dict.fromkeys((CUSTOMER, *OF_SALES), pl.String)
            return pl.DataFrame(schema={"data": pl.Int32, "valor": pl.Int64, "compra": pl.Boolean, **texts})
        found = selection.ask(self.base, lambda lines: lines.filter(~nw.col("cancelada")), OF_SALES, end=self.end)
        cells = found.with_columns(pl.col(OF_SALES).cast(pl.String))
        return cells.sort("data", *OF_SALES, "valor", descending=[True, *[False] * (len(OF_SALES) + 1)])

    @cached_property
    def counted(self) -> pl.DataFrame:
        """Of these lines those whose money counts: without returns, where these are not to reduce revenue."""
        return self.lines if self.whole.returns == "abater" else self.lines.filter("compra")

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The days on which she bought, ascending."""
        return tuple(self.lines.filter("compra")["data"].unique().sort())

    @cached_property
    def contracts(self) -> pl.DataFrame:
        """Her contract lines that begin before the end, latest first."""
        if not self.run.by_contracts:
            types = {CUSTOMER: pl.String, "inicio": pl.Int32, "fim": pl.Int32, "valor_mensal": pl.Int64}
            return pl.DataFrame(schema=types | {"plano": pl.String})
        hers = self.run.contracts.filter((pl.col(CUSTOMER) == self.code) & (pl.col("inicio") < self.end))
        return hers.sort(
            OF_CONTRACTS[1:], descending=[True, True, False, False], nulls_last=[False, False, False, True]
        )

    @property
    def in_force(self) -> int:
        """How many of them count at the end."""
        return self.contracts.filter(counts_at(self.end)).height

    @cached_property
    def interval(self) -> float | None:
        """The median of the days between her purchases, from three days of purchase on."""
        days = pl.DataFrame({CUSTOMER: [self.code], "dias": [list(self.days)]}, schema_overrides=_DAYS)
        own = ciclo.own_medians(days, ciclo.intervals(days)) if len(self.days) >= silencios.OWN_PURCHASES else None
        return None if own is None else own["meios"][0] / 2

    @property
    def silent(self) -> int | None:
        """The days since her last purchase, 0 for one on the last day; None without one."""
        return self.end - 1 - self.days[-1] if self.days else None

    @property
    def level(self) -> str | None:
        """How late she is for her own interval, of `formulas.LEVELS`; None without one, and of who is not active."""
        if self.interval is None or self.silent is None or self.state != "ativo":
            return None
        return next(
            word for word, limit in reversed(formulas.LEVELS) if not limit or self.silent > limit * self.interval
        )

    @cached_property
    def abc(self) -> str | None:
        """Her class by the revenue of the period, among everybody; None without any."""
        if not self.has_sales:
            return None
        revenue = self.base.panel({"centavos": class_measure(self.base, self.base.asked)})
        found = classes_of(self.base, revenue).filter(pl.col(CUSTOMER) == self.code)
        return None if found.is_empty() else str(found["classe"][0])

    @cached_property
    def segment(self) -> str | None:
        """Her RFM segment at the end, among everybody."""
        if not self.has_sales:
            return None
        name = "segmento_rfm"
        found = import_module(with_attribute(name).module).attribute(self.base, name)
        hers = found.filter(pl.col(CUSTOMER) == self.code)
        return None if hers.is_empty() else hers[name][0]

    @cached_property
    def attributes(self) -> Mapping[str, str | int | None]:
        """What the register says of her; of the seller, where it does not, the sales."""
        register = self.whole.ledgers.get("clientes")
        names = [name for name in OF_REGISTER if register is not None and name in register.columns]
        rows = self.whole.attributes(names).filter(pl.col(CUSTOMER) == self.code).select(names)
        found = rows.row(0, named=True) if rows.height else {}
        sellers = self.lines.filter("compra")["vendedor"].drop_nulls()
        return {**found, "vendedor": found.get("vendedor") or (sellers[0] if len(sellers) else None)}


OF_REGISTER = (
    *("nome", "documento", "tipo", "segmento", "cidade", "uf", "pais", "vendedor", "canal"),
    "data_cadastro",
)
_DAYS = {"dias": pl.List(pl.Int32)}
