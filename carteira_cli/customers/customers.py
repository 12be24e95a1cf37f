"""The customer base under analysis: opened sources, the days that count, lines as every analysis sees them."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.config.activity_rules import told_rules
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers import anonymous, frames
from carteira_cli.customers.dimensions import Known, known_of
from carteira_cli.customers.seen import Seen
from carteira_cli.customers.where import Where, where_of
from carteira_cli.dataclass import dataclass
from carteira_cli.engines import polars
from carteira_cli.engines.panel import CUSTOMER, NO_VALUE, Measure, collapse, days_needed
from carteira_cli.errors import ConfigError, DataError, UsageError
from carteira_cli.kpis.customer_measures import ActivityRule, Measured, Returns, Span, measured_in, rules_of
from carteira_cli.period import Period, Window, is_undated, latest, months_up_to, parse_period
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines
    from carteira_cli.kpis.suggested_window import Suggestion
    from carteira_cli.sources.ledger import Ledger


NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class CustomerBase:
    """What every analysis starts from.

    Attributes:
        config: what the run was told.
        ledgers: the tables that are there.
        compares: what the command compares with when nobody says: `anterior` or `nenhum`.
        recent_months: how many months up to the as-of day are the period when nobody says; 0: the last complete one.
        seen: what was come upon so far.
    """

    config: Config
    ledgers: Mapping[str, Ledger]
    compares: str = "nenhum"
    recent_months: int = 0
    seen: Seen = field(default_factory=Seen, init=False, compare=False)

    @cached_property
    def as_of(self) -> int:
        """The as-of day: the last valid sale, or as told; without sales, the last date of the other tables.

        Raises:
            DataError: there is no date at all.
        """
        if self.config.question.hoje is not None:
            return self.config.question.hoje
        sales = self.ledgers.get("vendas")
        last = sales.last_day if sales else None
        if last is None:
            last = frames.last_known(self.ledgers)
        if last is None:
            self.check_rejects()
            origins = ", ".join(ledger.origin for ledger in self.ledgers.values())
            lines = sum(ledger.proven.audit.lines for ledger in self.ledgers.values())
            raise DataError(
                f"{origins}: não há nenhuma linha {'válida' if lines else 'depois do cabeçalho'}",
                "confira a coluna status" if lines else "confira se a exportação terminou",
            )
        return last

    def check_rejects(self) -> None:
        """Refuse a source of which too much was rejected.

        Raises:
            DataError: with the first rejected line.
        """
        for ledger in self.ledgers.values():
            ledger.proven.check(self.config.rules.max_rejeitadas)

    def check_costs(self, wanting: str) -> None:
        """Refuse what needs the costs of sales that have none.

        Raises:
            ConfigError: with the setting that wants them.
        """
        if "custo" not in self.columns.get("vendas", ("custo",)):
            raise ConfigError(
                f'{wanting}, mas não há a coluna "custo" em {self.ledgers["vendas"].origin}',
                "mapeie a coluna em [colunas.vendas], informe --margem 35%, ou use outra --medida",
            )

    @cached_property
    def asked(self) -> Period:
        """The period as asked for.

        Raises:
            UsageError: it means nothing, or begins after the data end.
        """
        grain = self.config.question.serie
        if grain is not None and not self.config.told(QuestionSettings.periodo):
            return latest(grain, self.as_of)
        if self.recent_months and not self.config.told(QuestionSettings.periodo):
            return months_up_to(self.as_of, self.recent_months)
        word = self.config.question.periodo
        period = parse_period(word, self._last_known if is_undated(word) else self.as_of)
        if period.start > self.as_of:
            raise UsageError(
                f"o período {period.label} começa depois da data de referência, {date_of(self.as_of)}",
                "escolha um período com dados, ou informe --hoje AAAA-MM-DD",
            )
        return period

    @property
    def _last_known(self) -> int:
        """The as-of day, or the last sale where that is earlier: "abril" is one that the data have."""
        sales = self.ledgers.get("vendas")
        last = sales.last_day if sales and self.config.question.hoje is not None else None
        return self.as_of if last is None else min(self.as_of, last)

    @cached_property
    def compared(self) -> Period | None:
        """The period to compare with, if any."""
        word = self.config.question.comparar or self.compares
        if word == "nenhum":
            return None
        if word in {"anterior", "ano-anterior"}:
            return self.asked.previous() if word == "anterior" else self.asked.year_before()
        return parse_period(word, self.as_of)

    @cached_property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The canonical columns of the tables that are there."""
        return {name: ledger.columns for name, ledger in self.ledgers.items()}

    @cached_property
    def known(self) -> Known:
        """What `--por` and `--onde` may name."""
        return known_of(self.ledgers)

    @cached_property
    def where(self) -> Where:
        """The filter; a `UsageError` of a condition on a column that is not there."""
        with self.config.value(QuestionSettings.onde).blamed():
            return where_of(self.config.question.onde, self.known)

    @cached_property
    def window(self) -> Window:
        """How long a purchase keeps a customer active."""
        return self.config.rules.inatividade or (self.suggestion.window if self.suggestion else Window(90, "d"))

    @cached_property
    def rules(self) -> tuple[ActivityRule, ...]:
        """Who is active by which rule, the last that of everybody else; none where the window says it alone."""
        told = told_rules(self.config)
        return rules_of(told, self.window) if told else ()

    @cached_property
    def suggestion(self) -> Suggestion | None:
        """The window that the purchase cycle suggests, where it is to be taken from there."""
        if self.config.rules.inatividade is not None or "vendas" not in self.ledgers:
            return None
        from carteira_cli.kpis.ciclo import purchase_days  # weight: both for a window that the data are to tell
        from carteira_cli.kpis.suggested_window import suggested_window

        end = self.asked.until(self.as_of + 1).end
        days = self.ledgers["vendas"].ask(
            lambda lines: purchase_days(self.prepared(lines), self.engine, None, end), None, end
        )
        return suggested_window(days, end)

    @cached_property
    def returns(self) -> Returns:
        """Whether returns reduce revenue."""
        return "ignorar" if self.config.rules.devolucoes == "ignorar" else "abater"

    @cached_property
    def measured(self) -> Measured:
        """What concentration is measured in."""
        return measured_in(self.config.rules.medida)

    def span(self, period: Period) -> Span:
        """A period under the rules of the run, up to the as-of day.

        Nothing is measured after the as-of day: a customer who still has days left to buy in is not lost.
        """
        return Span(period.until(self.as_of + 1), self.window, self.returns, self.measured, self.rules)

    @cached_property
    def period(self) -> Period:
        """The period, up to the as-of day."""
        return self.span(self.asked).period

    @cached_property
    def roots(self) -> pl.DataFrame | None:
        """`cliente`, `raiz`: the CNPJ root of each registered customer who has one; None unless they are grouped."""
        register = self.ledgers.get("clientes")
        grouped = self.config.rules.raiz_cnpj and register is not None and "documento" in register.columns
        return frames.roots(register) if grouped and register is not None else None

    @cached_property
    def excluded(self) -> tuple[str, ...]:
        """The ids that stand for nobody in particular, where these are to be left out, in order."""
        out = self.config.rules.consumidor_final == "excluir"
        return anonymous.everywhere(self.ledgers, self.config) if out else ()

    @property
    def engine(self) -> Engine:
        """What reduces the sales to a row a customer."""
        return self.ledgers["vendas"].engine if "vendas" in self.ledgers else polars

    def counted(self, lines: Lines, engine: Engine) -> Lines:
        """Lines of customers as they are analysed: without nobody, branches of one CNPJ together, where asked for."""
        if self.excluded:
            lines = lines.filter(~nw.col(CUSTOMER).cast(nw.String).is_in(self.excluded))
        return lines if self.roots is None else frames.by_root(lines, engine.table(self.roots))

    def grouped(self, lines: pl.LazyFrame) -> pl.LazyFrame:
        """The same of a query that Polars is to answer."""
        return polars.rows(self.counted(polars.lines(lines), polars))

    def prepared(self, lines: Lines) -> Lines:
        """Sale lines of customers (String) as they are analysed, those that the filter on sales lets through."""
        texts = lines.with_columns(nw.col(CUSTOMER).cast(nw.String))
        return self.where.of_sales(self.counted(texts, self.engine))

    @property
    def has_orders(self) -> bool:
        """Whether sales carry an order id; without one each purchase line is an order."""
        return "venda" in self.ledgers["vendas"].columns

    def panel(self, measures: Mapping[str, Measure], by: Mapping[str, nw.Expr] = NOTHING) -> pl.DataFrame:
        """One row a customer with a line in the scope of any measure: `cliente` (String) and the measures.

        As unordered and unfiltered as `reduced`, and `by` as there.
        """
        return self.reduced(
            lambda lines, keys, _: collapse(lines, measures, has_orders=self.has_orders, keys=keys),
            measures.values(),
            by,
        )

    def reduced(
        self,
        reduce: Callable[[Lines, Sequence[str], Engine], Lines],
        measures: Iterable[Measure],
        by: Mapping[str, nw.Expr] = NOTHING,
    ) -> pl.DataFrame:
        """What measures need of each customer, by the engine: in one row each, or one for her and each further key.

        Customers are not filtered yet, lines are. The order of rows is not defined: aggregates of integers do not
        depend on it, rankings sort.

        Args:
            reduce: from lines, keys and their engine to a row a key, with `cliente`.
            measures: what it reduces them for.
            by: name → text expression on the lines, a further key; where it is null, `NO_VALUE`.
        """
        sales, engine = self.ledgers["vendas"], self.engine
        plain = {f"chave{number}": name for number, name in enumerate(by)}  # a name as typed is not for any engine
        others = [by[name].fill_null(NO_VALUE).alias(key) for key, name in plain.items()]

        def query(read: Lines) -> Lines:
            lines = self.where.of_sales(self.counted(read, engine))
            found = reduce(lines.with_columns(*others) if others else lines, (CUSTOMER, *plain), engine)
            return found if sales.opened.ids_are_text else found.with_columns(nw.col(CUSTOMER).cast(nw.String))

        found = sales.ask(query, *days_needed(measures)).rename(plain)
        if not by:
            self.seen.meet(found[CUSTOMER])
        return found

    def attributes(self, names: Iterable[str]) -> pl.DataFrame:
        """One row a registered customer: `cliente`, what the register says of her (text or Int32 day), or null.

        A customer who stands on several lines has the first of their values, in bytewise order.
        """
        wanted = list(dict.fromkeys(names))
        register = self.ledgers.get("clientes")
        if register is None:
            return pl.DataFrame(schema={CUSTOMER: pl.String} | dict.fromkeys(wanted, pl.String))
        found = [name for name in wanted if name in register.columns]

        def build(lines: pl.LazyFrame) -> pl.LazyFrame:
            texts = self.grouped(lines.with_columns(pl.col(CUSTOMER).cast(pl.String)))
            return texts.group_by(CUSTOMER).agg(pl.col(name).min() for name in found)

        missing = [pl.lit(None, dtype=pl.String).alias(name) for name in wanted if name not in found]
        return register.collect(build).with_columns(missing).select(CUSTOMER, *wanted)
