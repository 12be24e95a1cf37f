"""The tables of `risco`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from carteira_cli.analysis.prediction_tables import diagnosis_table
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.rows import Rows
from carteira_cli.studies.risco import formulas
from carteira_cli.studies.risco.chance_tables import SHOWN, chance_tables
from carteira_cli.studies.risco.model import SOON, YEAR
from carteira_cli.units import MONTHLY, Depth, Unit, bare, number
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from carteira_cli.rows import Cell
    from carteira_cli.studies.risco.formulas import Expected
    from carteira_cli.studies.risco.risk import Risk
    from carteira_cli.studies.risco.two_rules import TwoRules

FEW = 5  # rows on a default screen of what comes after the first list
_WHO = (Column(CUSTOMER, "Cliente"), Column("nome", "Nome"), Column("vendedor", "Vendedor"))
_SILENT, _CHANCE = Column("dias_sem_comprar", "Sem comprar há", Unit.DAYS, short="Parado há"), "Chance"
_ALIVE = Column("p_ativo", "P(ativo)", Unit.FRACTION, depth=Depth.FULL)
_OVERDUE = Column("vencido", "Vencido", Unit.REAIS, depth=Depth.FULL)
_MONEY = (
    Column("clientes", "Clientes", Unit.CUSTOMERS),
    Column("receita_mensal", "Receita por mês", Unit.REAIS_PER_MONTH, short=MONTHLY),
    Column("perda_esperada", "Perda esperada", Unit.REAIS_PER_MONTH),
)


def tables(rules: TwoRules, levels: dict[int | None, Expected]) -> Iterator[Table]:
    """All of them, the customers at risk first."""
    risk = rules.risk
    yield at_risk(rules)
    yield _levels(risk, levels)
    if risk.at_risk["vendedor"].drop_nulls().len():
        yield _sellers(risk)
    yield inactive(rules)
    if risk.moves["antes"].sum() > 0:
        yield falls(risk)
        yield _matrix(risk)
    yield from chance_tables(risk)
    yield from diagnosis_table(rules.doubts)


def at_risk(rules: TwoRules) -> Table:
    """The active who are later than usual."""
    return of_active(rules, "em_risco", "Clientes em risco", rules.risk.at_risk)


def of_active(rules: TwoRules, key: str, title: str, customers: pl.DataFrame) -> Table:
    """Some of `Risk.active`, the largest expected loss by the better rule first.

    `perda_esperada` is the monthly revenue of the window of inactivity × the cycle's chance of no purchase within the
    window; `valor_em_risco` the same revenue × the model's. `valor_esperado` is what the model expects in 12 months.
    """
    risk, (of_cycle, of_model) = rules.risk, _depths(rules)
    # A line of 80 columns has room for her name and one thing more; who sells is in a table of its own.
    alive, seller = (Depth.SCREEN, Depth.FULL) if rules.has_model else (Depth.FULL, Depth.SCREEN)
    columns = (
        *_WHO[:-1],
        replace(_WHO[-1], depth=seller),
        Column("nivel", "Nível", depth=Depth.FULL),
        replace(_SILENT, aside=("intervalo_usual", "costuma")),
        Column("intervalo_usual", "Usual", Unit.DAYS, depth=Depth.FULL),
        Column("razao", "Razão", Unit.TIMES, depth=Depth.FULL),
        Column("receita_mensal", "Receita por mês", Unit.REAIS_PER_MONTH, short=MONTHLY),
        Column("chance_de_perda", "Chance de perda", Unit.FRACTION, short=_CHANCE, depth=of_cycle),
        Column("perda_esperada", "Perda esperada", Unit.REAIS_PER_MONTH, depth=Depth.FULL),
        Column("motivo", "Motivo", depth=Depth.FULL),
        replace(_ALIVE, depth=alive),
        Column("p_compra_90d", f"P(compra em {SOON} dias)", Unit.FRACTION, depth=Depth.FULL),
        Column("chance_modelo", "Chance de perda pelo modelo", Unit.FRACTION, short=_CHANCE, depth=of_model),
        Column("valor_em_risco", "Valor em risco", Unit.REAIS_PER_MONTH, depth=Depth.FULL),
        Column("valor_esperado", f"Valor esperado em {YEAR} meses", Unit.REAIS, depth=Depth.FULL),
        *_owing(risk),
    )
    chances = {key: plain(lost) for key, lost in risk.leaving.items()}
    late = _late(risk)

    def rows(count: int) -> Iterator[tuple[Cell, ...]]:
        for row in rules.largest(customers, count):
            known, monthly = row["quartos"] is not None, risk.monthly(row["centavos"])
            yield (
                *_who(row),
                formulas.LEVELS[row["nivel"]][0] if known else formulas.UNKNOWN_LEVEL,
                row["dias"],
                row["quartos"] / 4 if known else None,
                4 * row["dias"] / row["quartos"] if known else None,
                plain(monthly),
                chances.get(row["chance"]),
                plain(risk.monthly(row["esperado"])),
                reason(row) if known else "",
                *_said(row, monthly),
                *_owed(late, row),
            )

    return _long(risk, Table(key, title, columns, Rows(customers.height, rows)))


def _owing(risk: Risk) -> list[Column]:
    """The column of what is overdue, where there are titles."""
    return [] if risk.overdue is None else [_OVERDUE]


def _late(risk: Risk) -> dict[str, int] | None:
    """Customer → cents overdue, of those who owe any; None without titles."""
    return None if risk.overdue is None else dict(risk.overdue.iter_rows())


def _owed(late: dict[str, int] | None, row: dict[str, Any]) -> tuple[Cell, ...]:
    """What a customer owes that is overdue, where there are titles."""
    return () if late is None else (late.get(row[CUSTOMER], 0) / 100,)


def _depths(rules: TwoRules) -> tuple[Depth, Depth]:
    """How deep the chances of the cycle and of the model lie: a screen has that of the rule which orders the list."""
    return (Depth.FULL, Depth.SCREEN) if rules.by_model else (Depth.SCREEN, Depth.FULL)


def _said(row: dict[str, Any], monthly: Fraction | None) -> Iterator[Cell]:
    """What the model says of an active customer, to whom the window's revenue comes to so much a month."""
    lost, year = row["perda_modelo"], row["esperado_modelo"]
    yield from (row["p_ativo"], row["p_compra_90d"], lost)
    yield None if lost is None or monthly is None else float(monthly) * lost
    yield None if year is None else year / 100


def _long(risk: Risk, table: Table) -> Table:
    """A list with its count in the title, as long as was asked for, else whole and short on a screen."""
    count = len(table.rows)
    title = f"{table.title}: {number(count, 0)}"
    limit = risk.base.config.question.limite
    if limit is None or limit >= count:
        return replace(table, title=title, shown=SHOWN if limit is None else None)
    return replace(table, title=f"{title}, os {number(limit, 0)} primeiros", rows=table.rows[:limit])


def reason(row: dict[str, Any]) -> str:
    """Why a customer is at risk: "não compra há 62 dias; costuma comprar a cada 20"."""
    usual = Fraction(row["quartos"], 4)
    every = bare(float(usual), Unit.DAYS)
    silence = f"não compra há {counted(row['dias'], 'dia', 'dias')}"
    match row["origem"]:
        case formulas.OWN:
            return f"{silence}; costuma comprar a cada {every}"
        case formulas.SEGMENT:
            return f"{silence}; no segmento {row['segmento']} o usual é a cada {every}"
        case _:
            return f"{silence}; na carteira o usual é a cada {every}"


def _levels(risk: Risk, levels: dict[int | None, Expected]) -> Table:
    rows = [(name, *_money(risk, levels.get(at, formulas.NOBODY))) for at, (name, _) in enumerate(formulas.LEVELS)]
    if None in levels:
        rows.append((formulas.UNKNOWN_LEVEL, *_money(risk, levels[None])))
    rows.append(("todos os ativos", *_money(risk, sum(levels.values(), formulas.NOBODY))))
    return Table("niveis", "Ativos por nível de atraso", (Column("nivel", "Nível"), *_MONEY), tuple(rows))


def _sellers(risk: Risk) -> Table:
    found = formulas.totals(risk.at_risk, risk.leaving, "vendedor")

    def order(entry: tuple[str | None, Expected]) -> tuple[Fraction, int, bool, bytes]:
        seller, one = entry
        return -(one.expected or Fraction(0)), -one.cents, seller is None, (seller or "").encode()

    rows = tuple((seller or "sem vendedor", *_money(risk, one)) for seller, one in sorted(found.items(), key=order))
    return Table(
        "por_vendedor", "Clientes em risco por vendedor", (Column("vendedor", "Vendedor"), *_MONEY), rows, few=FEW
    )


def _money(risk: Risk, one: Expected) -> tuple[Cell, ...]:
    expected = one.expected if one.customers else Fraction(0)  # of nobody nothing is lost, whatever is known
    return one.customers, plain(risk.monthly(one.cents)), plain(risk.monthly(expected))


def inactive(rules: TwoRules) -> Table:
    """The inactive who are worth winning back, the largest expected money first, with P(alive) by the model."""
    risk = rules.risk
    columns = (
        *_WHO,
        Column("ultima_compra", "Última compra", kind=Kind.DATE, depth=Depth.FULL),
        _SILENT,
        Column("receita_passada", f"Receita de {formulas.PAST_DAYS} dias", Unit.REAIS, short="Valia no ano"),
        Column("chance_de_volta", "Chance de volta", Unit.FRACTION, short=_CHANCE),
        Column("valor_esperado", "Valor esperado", Unit.REAIS, depth=Depth.FULL),
        _ALIVE,
        *_owing(risk),
    )
    customers = risk.worth_reactivating.join(rules.alive, on=CUSTOMER, how="left", maintain_order="left")
    chances, late = {key: plain(back) for key, back in risk.returning.items()}, _late(risk)

    def rows(count: int) -> Iterator[tuple[Cell, ...]]:
        for row in formulas.largest(customers, risk.returning, count):
            yield (
                *_who(row),
                iso(row["ultima"]),
                row["dias"],
                row["centavos"] / 100,
                chances.get(row["chance"]),
                plain(None if row["esperado"] is None else row["esperado"] / 100),
                row["p_ativo"],
                *_owed(late, row),
            )

    table = Table("inativos", "Inativos que vale reativar", columns, Rows(customers.height, rows), few=FEW)
    return _long(risk, table)


def falls(risk: Risk) -> Table:
    """Who fell a class, the largest lost revenue first."""
    columns = (
        *_WHO,
        Column("classe_antes", f"Classe em {risk.before.label}", short="Era"),
        Column("classe_depois", f"Classe em {risk.base.asked.label}", short="É"),
        Column("receita_antes", f"Receita em {risk.before.label}", Unit.REAIS, depth=Depth.FULL),
        Column("receita_depois", f"Receita em {risk.base.asked.label}", Unit.REAIS, depth=Depth.FULL),
        Column("receita_perdida", "Receita perdida", Unit.REAIS),
        *_owing(risk),
    )
    fallen, known, late = formulas.falls(risk.moves), risk.known, _late(risk)

    def rows(count: int) -> Iterator[tuple[Cell, ...]]:
        shown = fallen.head(count).join(known, on=CUSTOMER, how="left", maintain_order="left")
        for row in shown.iter_rows(named=True):
            money = (row[name] / 100 for name in ("antes", "depois", "perda"))
            yield *_who(row), row["classe_antes"], row["classe_depois"], *money, *_owed(late, row)

    return _long(
        risk, Table("abc_quedas", "Caíram de classe ABC", columns, Rows(fallen.height, rows), depth=Depth.FULL)
    )


def _matrix(risk: Risk) -> Table:
    counts = formulas.move_counts(risk.moves)
    names = (*formulas.CLASSES, formulas.NO_CLASS)
    columns = (
        Column("classe_antes", f"De {risk.before.label} para {risk.base.asked.label}"),
        *(Column(f"para_{name.lower()}", name, Unit.CUSTOMERS) for name in names),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple((old, *(counts.get((old, new), 0) for new in names)) for old in names)
    return Table("abc_migracao", "Migração entre classes ABC", columns, rows, depth=Depth.FULL)


def _who(row: dict[str, Any]) -> tuple[Cell, ...]:
    return row[CUSTOMER], row["nome"], row["vendedor"]
