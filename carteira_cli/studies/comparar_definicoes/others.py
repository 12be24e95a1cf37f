"""Definitions that one file can be read by, beside those of churn: who is active, who owes, what it is worth."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from carteira_cli.analysis.run import Run
from carteira_cli.commands import commands
from carteira_cli.config.settings import BY_KEY
from carteira_cli.customers.activity import rules_by_customer, rules_in_words, without_rules
from carteira_cli.customers.groups import Grouping
from carteira_cli.customers.open import Wanted
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import CarteiraError
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.sources.finding.locate import locate
from carteira_cli.studies.asking import studied, tables_of
from carteira_cli.studies.run import wanted_of
from carteira_cli.units import Depth, Unit
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.analysis.swept import Values
    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Reading
    from carteira_cli.rows import Cell
    from carteira_cli.studies.study import Study

ACTIVITY_KEYS = (
    *("clientes_inicio", "clientes_fim", "perdidos", "novos", "reativados", "churn"),
    *("churn_receita", "churn_receita_percentual", "percentual_ativos"),
)
VISITED = "dos visitados, como efetividade"
OTHERS = {"credito": "titulos", "valor": "vendas", "agenda": "contatos"}  # analysis → what it can't do without
MOMENT = "em"  # the setting that says of which day credit is told
OWED = {
    "indice_vencidos": ("índice de vencidos", "vencido em aberto ÷ todo o aberto, no fim do período"),
    "inadimplencia_periodo": (
        "inadimplência do período",
        "do que venceu no período, o que não foi pago até o fim dele ÷ o que venceu nele",
    ),
    "over_90": ("over-90", "vencido há mais de 90 dias ÷ todo o aberto, no fim do período"),
}


def activity_table(base: CustomerBase) -> Table | None:
    """Who came and went by the window alone, and by the rules of activity of the run; None without any rules."""
    if not base.rules:
        return None
    plainly, ruled = (_totals(one) for one in (without_rules(base), base))
    rows = tuple(
        (catalogue()[key].title, catalogue()[key].unit.value, plain(plainly[key].exact), plain(ruled[key].exact))
        for key in ACTIVITY_KEYS
    )
    columns = (
        Column("indicador", "Indicador"),
        Column("unidade", "Unidade", depth=Depth.FULL),
        Column("sem_regras", f"Compra em {base.window.words}", kind=Kind.VALUE),
        Column("com_regras", "Pelas regras", kind=Kind.VALUE),
    )
    return Table("definicoes_atividade", "Quem é ativo, sem e com [[regra_atividade]]", columns, rows, few=0)


def activity_notes(base: CustomerBase) -> Iterator[str]:
    """Which rules they are."""
    if base.rules:
        yield (
            f"regras de atividade: {rules_in_words(base)}; as linhas de cada definição olham só a janela, e a tabela "
            "sem e com [[regra_atividade]] diz o que as regras mudam; pelas regras, reativado é também quem não parou "
            "de comprar, mas no início comprava menos do que a sua pede"
        )
        rules = rules_by_customer(base)
        if rules is not None and rules.overlapping:
            who = counted(rules.overlapping, "cliente cumpre", "clientes cumprem")
            yield f"{who} a condição de mais de uma regra: vale a primeira, na ordem do arquivo"


def wanted_besides(config: Config) -> Wanted:
    """What the analyses read whose definitions are told here, of those that there are data for."""
    there = [name for name, table in OTHERS.items() if name in commands() and locate(config, table)]
    found = [wanted_of(name, config) for name in there]
    tables = dict.fromkeys(table for one in found for table in (*one.needed, *one.useful))
    return Wanted((), tuple(tables), frozenset[str]().union(*(one.columns for one in found)))


@dataclass(frozen=True)
class OtherDefinitions:
    """What other analyses say of the same customers, where they are there and have what they look at.

    Attributes:
        base: whose customers, with every table that those read.
    """

    base: CustomerBase

    @cached_property
    def _found(self) -> Mapping[str, Study | str]:
        """Analysis → what it finds, or why it finds nothing."""
        found = {
            name: self._asked(name)
            for name, table in OTHERS.items()
            if name in commands() and table in self.base.ledgers
        }
        return MappingProxyType(found)

    def _asked(self, name: str) -> Study | str:
        # What is owed is told of the last day of the period, wherever an analysis is asked of a day.
        day = {MOMENT: self.base.period.end - 1} if name == "credito" and MOMENT in BY_KEY else {}
        try:
            return studied(self.base, name, **day)
        except CarteiraError as error:
            return error.message

    def _reading(self, name: str, key: str) -> Reading | None:
        found = self._found.get(name)
        if found is None or isinstance(found, str):
            return None
        return next((one for one in found.readings if one.key == key), None)

    def owed(self) -> Iterator[Table]:
        """What three people call inadimplência, of the same titles."""
        known = ((self._reading("credito", key), words) for key, words in OWED.items())
        rows = tuple(
            (who, one.value, one.numerator, one.denominator, formula)
            for one, (who, formula) in known
            if one is not None
        )
        columns = (
            Column("quem", "Definição"),
            Column("valor", "Valor", Unit.FRACTION),
            Column("numerador", "Numerador", Unit.REAIS),
            Column("denominador", "Denominador", Unit.REAIS),
            Column("formula", "Fórmula", depth=Depth.FULL),
        )
        if rows:
            yield Table("definicoes_inadimplencia", "Inadimplência por cada definição", columns, rows, few=0)

    def visited(self) -> Iterator[tuple[Cell, ...]]:
        """A row of positivação: of those who were visited, as some who sell count it."""
        one = self._reading("agenda", "efetividade")
        if one is not None:
            yield VISITED, one.value, one.numerator, one.denominator

    def worth(self) -> Iterator[Table]:
        """What the portfolio is worth by each method."""
        found = self._found.get("valor")
        if found is not None and not isinstance(found, str):
            title = "Valor da carteira por cada método"
            yield from (replace(one, key="definicoes_valor", title=title, few=0) for one in tables_of(found, "valor"))

    def warnings(self) -> Iterator[str]:
        """Why the titles, which are there, say nothing."""
        found = self._found.get("credito")
        if isinstance(found, str):
            yield f"inadimplência: {found}"


def _totals(base: CustomerBase) -> Values:
    run = Run("comparar-definicoes", base, ACTIVITY_KEYS, Grouping(base))
    return run.swept.totals[0]
