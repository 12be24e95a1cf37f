"""What is disputed besides churn: how a change of revenue is split by price and volume, and positivação."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.run import Run
from carteira_cli.customers.groups import Grouping
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.atividade import is_known
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.models.apportionment import apportioned
from carteira_cli.models.price_volume_mix import at_earlier, at_middle
from carteira_cli.report import Column, Table, plain
from carteira_cli.studies.comparar_definicoes.formulas import Publication
from carteira_cli.studies.explicar.products import by_products, has_products
from carteira_cli.units import Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.rows import Cell
    from carteira_cli.studies.explicar.products import ProductEffects

PVM, POSITIVATION = "Preço, volume e mix", "Positivação"
_OWN = Publication("carteira indicadores", "definições deste programa", "versão instalada")
_INDEX = Publication(
    "How to do Price Volume Mix Analysis in Accounting", "https://accountancyindex.com/price-volume-mix-analysis"
)
_DIEWERT = Publication(
    "Index Number Theory Using Differences Rather Than Ratios (W. E. Diewert)",
    "https://doi.org/10.1111/j.1536-7150.2005.00365.x",
    "texto de 01/2005, que cita Bennet (1920)",
)
_CHECKMOB = Publication("Positivação de clientes", "https://checkmob.com/blog/positivacao-de-clientes")
_GOVENDAS = Publication(
    "Cobertura de positivação da carteira de clientes",
    "https://govendas.com/cobertura-de-positivacao-da-carteira-de-clientes",
)


@dataclass(frozen=True)
class PublishedSplit:
    """A published way to compute something.

    Attributes:
        who: whose.
        what: of what.
        formula: with the keys of this program; p and q are prices and quantities before (0) and after (1).
        source: where it was read.
        caveat: what is approximate, and why.
    """

    who: str
    what: str
    formula: str
    source: Publication
    caveat: str = ""


OWN_SPLIT = PublishedSplit(
    "carteira",
    PVM,
    "volume (Q1 − Q0)·(receita0 ÷ Q0); mix Σ (q1 − Q1·s0)·p0; preço Σ (p1 − p0)·q1, s0 = q0 ÷ Q0",
    _OWN,
)
AT_EARLIER = PublishedSplit(
    "Accountancy Index",
    PVM,
    "preço Σ (p1 − p0)·q0; volume Σ (q1 − q0)·p0; mix: o resto",
    _INDEX,
)
AT_MIDDLE = PublishedSplit(
    "Bennet, por Diewert",
    PVM,
    "preço Σ (p1 − p0)·(q0 + q1)/2; volume Σ (q1 − q0)·(p0 + p1)/2; não sobra mix",
    _DIEWERT,
)
OWN_REACH = PublishedSplit("carteira, como Checkmob", POSITIVATION, "compradores ÷ clientes_cadastrados", _CHECKMOB)
ACTIVE_REACH = PublishedSplit(
    "base ativa, por goVendas",
    POSITIVATION,
    "compradores que estavam ativos no início ÷ clientes_inicio",
    _GOVENDAS,
    "a fórmula foi montada do texto, que mede a cobertura sobre uma carteira de clientes ativos e dá por inativo quem "
    "não compra há mais de 90 dias",
)
SELLERS_REACH = PublishedSplit(
    "carteira dos vendedores",
    POSITIVATION,
    "compradores com vendedor no cadastro ÷ clientes_cadastrados com vendedor no cadastro",
    _OWN,
    "quem não tem vendedor no cadastro não é da carteira de ninguém, mesmo que compre",
)
WAYS = (OWN_SPLIT, AT_EARLIER, AT_MIDDLE, OWN_REACH, ACTIVE_REACH, SELLERS_REACH)


def split_table(base: CustomerBase) -> Table | None:
    """The change of revenue since the period before, split in three ways; None where nothing says what was sold."""
    found = by_products(base) if has_products(base) else None
    if found is None:
        return None
    rows: list[tuple[Cell, ...]] = [_row(found, OWN_SPLIT, found.terms.volume, found.terms.mix, found.terms.price)]
    for way, split in ((AT_EARLIER, at_earlier(found.pairs)), (AT_MIDDLE, at_middle(found.pairs))):
        rows.append(_row(found, way, split.volume, split.mix, split.price))
    columns = (
        Column("quem", "Definição"),
        Column("volume", "Volume", Unit.REAIS),
        Column("mix", "Mix", Unit.REAIS),
        Column("preco", "Preço", Unit.REAIS),
        Column("produtos", "Entradas e saídas", Unit.REAIS),
        Column("mudanca", "Mudança", Unit.REAIS),
    )
    compared = (base.compared or base.asked.previous()).label
    return Table(
        "definicoes_pvm", f"Receita contra {compared}: preço, volume e mix", columns, tuple(rows), depth=Depth.FULL
    )


def _row(
    found: ProductEffects, way: PublishedSplit, volume: Fraction, mix: Fraction | None, price: Fraction
) -> tuple[Cell, ...]:
    """A split to the cent, the cents adding up; products that only one side sold are no way's price."""
    others = found.terms.entered + found.terms.left + found.terms.unpriced
    parts = [volume, *([] if mix is None else [mix]), price, others]
    cents = [one / CENTS for one in apportioned(parts)]
    return (way.who, cents[0], *([None] if mix is None else [cents[1]]), *cents[-2:], round(sum(parts)) / CENTS)


def reach_table(base: CustomerBase, others: Iterable[tuple[Cell, ...]]) -> Table:
    """Positivação over all customers, over those who were active, over those who have a seller, and as `others` say."""
    run = Run("comparar-definicoes", base, ("positivacao", "clientes_inicio"), Grouping(base))
    totals, panel = run.swept.totals[0], run.swept.panel
    reach, active = totals["positivacao"], int(totals["clientes_inicio"].exact or 0)
    bought = (
        0 if panel is None else int(panel.select((panel["ativo_inicio"] & panel["comprou_no_periodo"]).sum()).item())
    )
    columns = (
        Column("quem", "Definição"),
        Column("valor", "Valor", Unit.FRACTION),
        Column("numerador", "Numerador", Unit.CUSTOMERS),
        Column("denominador", "Denominador", Unit.CUSTOMERS),
    )
    rows = (
        (OWN_REACH.who, plain(reach.exact), plain(reach.numerator), plain(reach.denominator)),
        (ACTIVE_REACH.who, plain(Fraction(bought, active)) if active else None, bought, active),
        *_of_sellers(run),
        *others,
    )
    return Table("definicoes_positivacao", "Positivação por cada definição", columns, rows)


def _of_sellers(run: Run) -> Iterator[tuple[Cell, ...]]:
    """Positivação of the portfolios of sellers: customers whom the register gives a seller; none where it has none."""
    panel, span = run.swept.panel, run.spans[0]
    if panel is None or "vendedor" not in run.base.columns.get("clientes", ()):
        return
    sellers = run.base.attributes(["vendedor"]).drop_nulls().select(CUSTOMER)
    known = panel.filter(is_known(pl.col("cadastro"), pl.col("primeira_linha"), span.period.end))
    portfolio = known.join(sellers, on=CUSTOMER, how="semi")
    bought, size = int(portfolio["comprou_no_periodo"].sum()), portfolio.height
    yield SELLERS_REACH.who, plain(Fraction(bought, size)) if size else None, bought, size
