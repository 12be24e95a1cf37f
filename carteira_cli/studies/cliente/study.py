"""`cliente`: all that is known of one customer, on one page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis import notes
from carteira_cli.analysis.indicator_report import reading_of
from carteira_cli.config.settings import SurveySettings
from carteira_cli.customers import contract_customers
from carteira_cli.customers.coverage import check_begun, first_days
from carteira_cli.customers.meant import customer_meant
from carteira_cli.customers.open import Wanted
from carteira_cli.customers.titles import SOURCE as TITLES
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError
from carteira_cli.kpis import silencios
from carteira_cli.report import Kind, Reading, plain
from carteira_cli.studies.cliente.dealings import COLUMNS, COMMENT, SOURCES, dealings, dealt_words
from carteira_cli.studies.cliente.known import KEYS, NEVER, OF_REGISTER, OF_SALES, CustomerFacts
from carteira_cli.studies.cliente.owed import COLUMNS as OF_TITLES
from carteira_cli.studies.cliente.owed import offers, owed, owed_words, titles
from carteira_cli.studies.cliente.tables import tables
from carteira_cli.studies.cliente.timeline import timeline
from carteira_cli.studies.explicar.tables import texts
from carteira_cli.studies.risco.formulas import LEVELS
from carteira_cli.studies.study import Study
from carteira_cli.units import Better, Depth, Unit, show
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table
    from carteira_cli.rows import Cell

FAMILY = "cliente"


def wanted(config: Config) -> Wanted:
    """What is read of a customer.

    Raises:
        UsageError: customers may not be named.
        DataError: contracts are asked for, and there are none.
    """
    if config.hides_customers:
        raise UsageError(
            "carteira cliente diz quem é um cliente, e sem_identificadores ou pseudonimizar não deixam",
            "rode sem essas opções, onde nomes podem aparecer; sem nomes, use carteira ativos ou carteira risco",
        )
    comments = {COMMENT} if config.of(SurveySettings).comentarios else set()
    columns = {*OF_SALES, *OF_REGISTER, *COLUMNS, *comments, *OF_TITLES}
    found = Wanted.of_indicators(KEYS, config, names=True, columns=columns)
    return replace(found, useful=(*found.useful, *SOURCES, TITLES))


def study(base: CustomerBase) -> Study:
    """All that is known of the customer whom a run asks for, up to the end of the period.

    Raises:
        CarteiraError: nobody is meant, or several may be; the period is before the data.
    """
    check_begun(base.asked, min(first_days(base).values(), default=None))
    known = CustomerFacts(base, customer_meant(base))
    base.seen.meet(pl.Series(CUSTOMER, [known.code]))
    owing = owed(known) if TITLES in base.ledgers else None
    answer = (*_answer(known), *(owed_words(owing, known) if owing is not None else ()), *dealt_words(known))
    name = known.attributes.get("nome")
    return Study(
        readings=tuple(_readings(known)),
        tables=(
            texts(answer),
            *(_cut(table, base) for table in (*tables(known), *_dealt(known, owing), timeline(known))),
        ),
        notes=tuple(_notes(known)),
        warnings=tuple(_warnings(known)),
        main="historico",
        answer=answer,
        title=f"Cliente {known.code}" + (f", {name}" if name else ""),
        rule_words=notes.rule_words(known.run),
    )


def _dealt(known: CustomerFacts, owing: pl.DataFrame | None) -> Iterator[Table]:
    """What is open of her titles, her marks, contacts, and what to offer her: of what there is a source."""
    if owing is not None:
        yield titles(owing, known)
    yield from dealings(known)
    yield from offers(known)


def _cut(table: Table, base: CustomerBase) -> Table:
    """A table with as many rows as `--limite` says."""
    limit = base.config.question.limite
    return table if limit is None else replace(table, rows=table.rows[:limit], shown=None)


def _readings(known: CustomerFacts) -> Iterator[Reading]:
    """Her numbers, words and dates: without sales those of contracts alone."""

    def told(key: str, title: str, unit: Unit | Kind, value: Cell) -> Reading:
        depth = Depth.FULL if value is None else Depth.SCREEN
        return Reading(key, title, unit, Better.NEITHER, FAMILY, value, depth=depth)

    days, year, values = known.days, known.of_year, known.values
    yield told("situacao", "Situação", Kind.TEXT, known.state)
    if known.has_sales:
        yield told("primeira_compra", "Primeira compra", Kind.DATE, iso(days[0]) if days else None)
        yield told("ultima_compra", "Última compra", Kind.DATE, iso(days[-1]) if days else None)
        yield told("dias_sem_comprar", "Dias sem comprar", Unit.DAYS, known.silent)
        yield told("intervalo_usual", "Intervalo usual", Unit.DAYS, known.interval)
        yield told("receita_12m", "Receita em 12 meses", Unit.REAIS, plain(year["receita"].exact))
        yield told("pedidos_12m", "Pedidos em 12 meses", Unit.ORDERS, plain(year["pedidos"].exact))
        yield _own(known, "ticket_pedido")
        yield told("classe_abc", "Classe ABC", Kind.TEXT, known.abc)
        yield told("segmento_rfm", "Segmento RFM", Kind.TEXT, known.segment)
    monthly = plain(values["receita_mensal_fim"].exact)
    yield told("receita_mensal", "Receita por mês, no fim", Unit.REAIS_PER_MONTH, monthly)
    yield _own(known, "ltv")
    if known.has_sales:
        yield _own(known, "ltv_historico")


def _own(known: CustomerFacts, key: str) -> Reading:
    """An indicator of the catalogue, of her alone."""
    found = reading_of(key, known.values, {}, ())
    depth = Depth.FULL if found.value is None else Depth.SCREEN
    return replace(found, better=Better.NEITHER, family=FAMILY, depth=depth)


def _answer(known: CustomerFacts) -> Iterator[str]:
    """How she stands, and what she brings, in a sentence each."""
    yield f"{_standing(known)}."
    values, year = known.values, known.of_year
    if known.run.by_contracts:
        monthly = show(float(values["receita_mensal_fim"].exact or 0), Unit.REAIS_PER_MONTH)
        yield f"{monthly} em {counted(known.in_force, 'contrato')} em vigor."
    if known.has_sales and (year["pedidos"].exact or year["receita"].exact):
        kinds = [f"classe {known.abc} no período"] if known.abc else []
        kinds += [f"segmento {known.segment}"] if known.segment else []
        bought = counted(int(year["pedidos"].exact or 0), "pedido")
        money = f"{show(float(year['receita'].exact or 0), Unit.REAIS)} em {bought} nos últimos 12 meses"
        yield f"{'; '.join((money, *kinds))}."


def _standing(known: CustomerFacts) -> str:
    """`Ativo em 31/12/2024: última compra em 27/12/2024, há 4 dias; costuma comprar a cada 7 dias`."""
    until = "até" if known.state == NEVER else "em"
    words = f"{known.state[0].upper()}{known.state[1:]} {until} {date_of(known.end - 1)}"
    if known.silent is not None:
        ago = f", há {counted(known.silent, 'dia')}" if known.silent else ""
        words += f": última compra em {date_of(known.days[-1])}{ago}"
    if known.interval is not None:
        words += f"; costuma comprar a cada {show(known.interval, Unit.DAYS)}"
    if known.level is not None and known.level != LEVELS[0][0]:
        words += f", e está {'em atenção' if known.level == LEVELS[1][0] else known.level}"
    return words


def _notes(known: CustomerFacts) -> Iterator[str]:
    roots = known.whole.roots
    if roots is not None:
        codes = roots.filter(pl.col("raiz") == known.code)[CUSTOMER].sort().to_list()
        if codes:
            yield f"raiz de CNPJ {known.code}: reúne {counted(len(codes), 'código')}, {', '.join(codes)}"
    if not known.has_sales:
        yield "sem vendas: só o que os contratos e o cadastro dizem"
        return
    yield (
        f"12 meses: até {date_of(known.end - 1)}; ticket, classe e LTV são do período {known.whole.asked.label}; "
        "classe ABC e segmento RFM, entre todos os clientes"
    )
    yield (
        f"intervalo usual: a mediana dos dias entre as suas compras, com {silencios.OWN_PURCHASES} dias de compra ou "
        "mais"
    )
    yield f'cada número é o da análise com --onde "{CUSTOMER} = …" e o mesmo período'
    yield from notes.of_margin(known.run)


def _warnings(known: CustomerFacts) -> Iterator[str]:
    yield from known.run.coverage.warnings((known.base.asked,))
    yield from notes.short_history(known.run)
    if known.run.by_contracts:
        yield from contract_customers.warnings(known.whole, known.contracts, known.whole.as_of)
