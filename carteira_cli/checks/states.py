"""The customers of a base at two moments, and what changed in between, by the same rules and data."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.customer_list import LAST
from carteira_cli.analysis.run import Run
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers import selection
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.groups import Grouping
from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months, iso
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.kpis.lists import NEEDED, amounts, list_of
from carteira_cli.studies.risco import formulas
from carteira_cli.studies.risco.risk import Risk

if TYPE_CHECKING:
    from collections.abc import Iterator

YEAR = 12  # months before a moment whose revenue makes the ABC class
KINDS = {
    "perdidos": "Ficaram inativos",
    "reativados": "Voltaram",
    "novos": "São novos",
    "cairam_de_classe": "Caíram de classe",
    "entraram_em_risco": "Entraram em risco",
    "sairam_do_risco": "Saíram do risco",
}
MOVES = {"perdidos": ("ativo", "inativo"), "reativados": ("inativo", "ativo"), "novos": (None, "ativo")}
_SEEN = ("nome", "vendedor")
_COLUMNS = (CUSTOMER, "de", "para", "centavos")
_TOLD = (CUSTOMER, *_SEEN, "ultima", "de", "para", "centavos")


@dataclass(frozen=True)
class Changed:
    """The customers of one kind of news, by money and then by id.

    Attributes:
        kind: of `KINDS`.
        rows: `cliente`, `nome`, `vendedor`, `ultima` (Int32 day or null), `de` and `para` (what she was and is),
            `centavos`.
        months: what cents are divided by to be those of a month.
    """

    kind: str
    rows: pl.DataFrame
    months: Fraction

    @property
    def monthly(self) -> Fraction:
        """The money of all of them, in reais a month."""
        return Fraction(int(self.rows["centavos"].sum())) / (CENTS * self.months)


def unchanged(base: CustomerBase) -> Iterator[Changed]:
    """No news of any kind that a base can have: of two moments that are one."""
    texts = dict.fromkeys((CUSTOMER, *_SEEN, "de", "para"), pl.String)
    rows = pl.DataFrame(schema={**texts, "ultima": pl.Int32, "centavos": pl.Int64})
    for kind in KINDS if "vendas" in base.ledgers else MOVES:
        yield Changed(kind, rows.select(_TOLD), Fraction(1))


@dataclass(frozen=True)
class States:
    """The customers at two moments.

    Attributes:
        whole: whose.
        start: the earlier moment.
        end: the later one.
    """

    whole: CustomerBase
    start: int
    end: int

    @cached_property
    def base(self) -> CustomerBase:
        """The same customers, asked about the days in between."""
        asked = f"{iso(self.start)}..{iso(self.end - 1)}"
        config = self.whole.config.meaning({QuestionSettings.periodo: asked, QuestionSettings.comparar: "nenhum"})
        return CustomerBase(config, self.whole.ledgers)

    @cached_property
    def run(self) -> Run:
        """The indicators that count who came and went."""
        return Run("novidades", self.base, ("perdidos", "reativados", "novos"), Grouping(self.base))

    @cached_property
    def panel(self) -> pl.DataFrame:
        """A row a customer, with what tells whether she was and is active."""
        span = self.run.spans[0]
        lists = (list_of(kind) for kind in MOVES)
        needs = tuple(dict.fromkeys((*(need for one in lists for need in one.needs), *NEEDED)))
        last = {LAST: Measure("max", "compras", None, span.period.end)}
        found = next(iter(self.run.panels([span], needs, last)))[1]
        if found is None:
            raise ValueError("no indicator of customers")
        missing = {LAST: pl.Int32, "receita_periodo": pl.Int64}
        return amounts(
            found.with_columns(
                pl.lit(None, dtype=dtype).alias(name) for name, dtype in missing.items() if name not in found.columns
            )
        )

    @property
    def active_before(self) -> int:
        """How many were active at the earlier moment."""
        return int(self.panel["ativo_inicio"].sum())

    @property
    def has_sales(self) -> bool:
        """Whether there are sales: without, there are neither classes nor a usual interval."""
        return "vendas" in self.whole.ledgers

    def changed(self) -> Iterator[Changed]:
        """Each kind of news, in the order of `KINDS`."""
        context = self.run.context(self.run.spans[0])
        for kind, (was, now) in MOVES.items():
            wanted = list_of(kind)
            picked = wanted.pick(self.panel, context).with_columns(
                centavos=wanted.value, de=pl.lit(was, dtype=pl.String), para=pl.lit(now)
            )
            yield self._changed(kind, picked, context["meses_janela"])
        if self.has_sales:
            yield self._changed("cairam_de_classe", self._falls(), Fraction(YEAR))
            for kind, rows in self._risk():
                yield self._changed(kind, rows, self.risk.months)

    def _changed(self, kind: str, rows: pl.DataFrame, months: Fraction) -> Changed:
        who = rows.select(_COLUMNS).join(self._known, on=CUSTOMER, how="left")
        named = who.join(self.panel.select(CUSTOMER, ultima=LAST), on=CUSTOMER, how="left")
        ordered = named.sort("centavos", CUSTOMER, descending=[True, False])
        return Changed(kind, ordered.select(_TOLD), months)

    @cached_property
    def _known(self) -> pl.DataFrame:
        found = self.risk.known if self.has_sales else self.base.attributes(_SEEN)
        return found.select(CUSTOMER, *_SEEN)

    @cached_property
    def risk(self) -> Risk:
        """How late customers are at the later moment."""
        return Risk(self.base)

    def _falls(self) -> pl.DataFrame:
        """Who is in a lower ABC class by the 12 months before the later moment than by those before the earlier one."""
        span = self.base.span(self.base.asked)
        moments = {"antes": self.start, "depois": self.end}
        measures = {name: span.net(add_months(moment, -YEAR), moment) for name, moment in moments.items()}
        revenue = selection.of_customers(self.base.panel(measures).lazy(), self.base).collect()
        before, after = (revenue.select(CUSTOMER, centavos=name) for name in moments)
        strict = self.base.config.rules.limite_abc == "estrito"
        fell = formulas.falls(formulas.class_moves(before, after, strict=strict))
        return fell.rename({"classe_antes": "de", "classe_depois": "para", "perda": "centavos"})

    def _risk(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Who became later than usual, and who is active still and no more so."""
        words = [word for word, _ in formulas.LEVELS]
        then, now = (
            one.active.select(
                CUSTOMER,
                "centavos",
                risco=(pl.col("nivel") > 0).fill_null(value=False),
                palavra=pl.col("nivel").replace_strict(range(len(words)), words, return_dtype=pl.String),
            )
            for one in (self.risk.at(self.start), self.risk)
        )
        both = now.join(then.select(CUSTOMER, antes="risco", de="palavra"), on=CUSTOMER, how="left")
        both = both.with_columns(pl.col("antes").fill_null(value=False), para="palavra")
        yield "entraram_em_risco", both.filter(pl.col("risco") & ~pl.col("antes"))
        yield "sairam_do_risco", both.filter(~pl.col("risco") & pl.col("antes"))
