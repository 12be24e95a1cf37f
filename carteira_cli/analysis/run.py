"""Run an analysis: open the sources, resolve the period, collect the frames, evaluate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.analysis import frames, notes
from carteira_cli.analysis.open import open_sources
from carteira_cli.analysis.present import present
from carteira_cli.days import to_date
from carteira_cli.errors import ConfigError, DataError, UsageError
from carteira_cli.kpis.catalogue import Frame, catalogue, closure, frame_needs, of_family
from carteira_cli.kpis.evaluate import Facts, Value, evaluate
from carteira_cli.kpis.measures import Returns, Span
from carteira_cli.period import Period, parse_period

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from carteira_cli.config import Config
    from carteira_cli.panel import Measure
    from carteira_cli.report import Report
    from carteira_cli.sources.ledger import Ledger

SUMMARY = "resumo"


@dataclass(frozen=True)
class Run:
    """One analysis of one portfolio.

    Attributes:
        command: `resumo` or a family.
        config: what it was told.
        ledgers: the tables that are there.
    """

    command: str
    config: Config
    ledgers: Mapping[str, Ledger]

    @property
    def keys(self) -> tuple[str, ...]:
        """The indicators to report."""
        return keys_of(self.command)

    @cached_property
    def as_of(self) -> int:
        """The as-of day: the last valid sale, or as told; without sales, the last date of the other tables.

        Raises:
            DataError: there is no date at all.
        """
        if self.config.as_of is not None:
            return self.config.as_of
        sales = self.ledgers.get("vendas")
        last = sales.last_day if sales else None
        if last is None:
            last = frames.last_date(ledger for name, ledger in self.ledgers.items() if name in {"leads", "custos"})
        if last is None:
            self.check_rejects()
            names = ", ".join(ledger.origin for ledger in self.ledgers.values())
            lines = sum(ledger.audit.lines for ledger in self.ledgers.values())
            raise DataError(
                f"{names}: não há nenhuma linha {'válida' if lines else 'depois do cabeçalho'}",
                "confira a coluna status" if lines else "confira se a exportação terminou",
            )
        return last

    def check_rejects(self) -> None:
        """Refuse a source of which too much was rejected.

        Raises:
            DataError: with the first rejected line.
        """
        for ledger in self.ledgers.values():
            ledger.check(self.config.max_rejected)

    @cached_property
    def asked(self) -> Period:
        """The period as asked for.

        Raises:
            UsageError: it means nothing, or begins after the data end.
        """
        period = parse_period(self.config.text("periodo"), self.as_of)
        if period.start > self.as_of:
            raise UsageError(
                f"o período {period.label} começa depois da data de referência, {to_date(self.as_of):%d/%m/%Y}",
                "escolha um período com dados, ou informe --hoje AAAA-MM-DD",
            )
        return period

    @cached_property
    def compared(self) -> Period | None:
        """The period to compare with, if any."""
        word = self.config.optional("comparar") or ("anterior" if self.command == SUMMARY else "nenhum")
        if word in {"nenhum", "anterior", "ano-anterior"}:
            if word == "nenhum":
                return None
            return self.asked.previous() if word == "anterior" else self.asked.year_before()
        return parse_period(word, self.as_of)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The period, up to the as-of date, and the compared one.

        Nothing is measured after the as-of date: a customer who still has days left to buy in is
        not lost.
        """
        periods = [self.asked, *([self.compared] if self.compared else [])]
        returns: Returns = "ignorar" if self.config.text("devolucoes") == "ignorar" else "abater"
        return tuple(Span(period.until(self.as_of + 1), self.config.window, returns) for period in periods)

    @cached_property
    def naming(self) -> tuple[list[dict[str, str]], dict[str, Measure]]:
        """Columns of the panel for each span, and their measures."""
        needs = list(frame_needs(self.keys, "clientes"))
        if self.config.margin is None and "margem" in {
            need for key in closure(self.keys) for need in catalogue()[key].needs
        }:
            needs += ["receita_com_custo", "custo_das_vendas"]
        return frames.name_measures(needs, self.spans)

    @cached_property
    def panel(self) -> pl.DataFrame | None:
        """One row a customer; None without sales, or where no indicator looks at customers."""
        sales = self.ledgers.get("vendas")
        if sales is None or not self.naming[1]:
            return None
        if self.config.margin is None and "custo" not in sales.columns:
            raise ConfigError(
                f'margem = "custo", mas não há a coluna "custo" em {sales.origin}',
                "informe a margem como número, --margem 35%, ou mapeie a coluna em [colunas.vendas]",
            )
        return frames.customer_panel(
            sales,
            self.naming[1] | notes.return_measures(self.keys, self.spans[0]),
            self.ledgers.get("clientes"),
            by_cnpj_root=self.config.switch("raiz_cnpj"),
        )

    @cached_property
    def leads(self) -> pl.DataFrame | None:
        """One row a lead, or None without leads."""
        ledger = self.ledgers.get("leads")
        return frames.lead_frame(ledger, self.as_of, self.config.deadline) if ledger else None

    @cached_property
    def costs(self) -> pl.DataFrame | None:
        """Costs by day, or None without costs."""
        ledger = self.ledgers.get("custos")
        return frames.cost_frame(ledger) if ledger else None

    def values(self, number: int) -> dict[str, Value]:
        """The indicators of a span, by its position."""
        span, columns = self.spans[number], dict(self.naming[0][number])
        found: dict[Frame, pl.DataFrame] = {}
        if self.panel is not None:
            found["clientes"] = self.panel
        if self.leads is not None:
            found["leads"] = frames.inside(self.leads, span.period)
        if self.costs is not None:
            found["custos"] = frames.inside(self.costs, span.period)
        columns |= {name: name for name in ("lead_convertido", "lead_dias", "custo_no_periodo")}
        context = {
            "inicio": span.period.start,
            "fim": span.period.end,
            "meses_periodo": span.period.months,
            "meses_janela": span.window.months,
            "margem": self.margin(number),
            "limite_estrito": self.config.text("limite_abc") == "estrito",
        }
        return evaluate(self.keys, Facts(found, columns, context))

    def margin(self, number: int) -> Fraction | None:
        """The margin of a span: as told, or 1 − cost ÷ revenue over the lines that carry a cost."""
        if self.config.margin is not None:
            return self.config.margin
        columns = self.naming[0][number]
        if self.panel is None or "custo_das_vendas" not in columns:
            return None
        revenue = int(self.panel[columns["receita_com_custo"]].sum())
        cost = int(self.panel[columns["custo_das_vendas"]].sum())
        return 1 - Fraction(cost, revenue) if revenue else None


def keys_of(command: str) -> tuple[str, ...]:
    """The indicators that a command reports."""
    return tuple(catalogue()) if command == SUMMARY else of_family(command)


def analyse(command: str, config: Config) -> Report:
    """Analyse a portfolio.

    Raises:
        CarteiraError: anything the user can mend.
    """
    return present(Run(command, config, open_sources(keys_of(command), config, command=command)))
