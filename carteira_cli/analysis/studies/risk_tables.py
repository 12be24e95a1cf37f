"""The tables of `risco`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from carteira_cli.days import to_date
from carteira_cli.kpis import risco
from carteira_cli.panel import CUSTOMER
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.units import Unit, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.analysis.studies.risco import Risk
    from carteira_cli.kpis.retorno import Chance
    from carteira_cli.kpis.risco import Expected
    from carteira_cli.report import Cell

_WHO = (Column(CUSTOMER, "Cliente"), Column("nome", "Nome"), Column("vendedor", "Vendedor"))
_MONEY = (
    Column("clientes", "Clientes", Unit.CUSTOMERS),
    Column("receita_mensal", "Receita por mês", Unit.REAIS_PER_MONTH),
    Column("perda_esperada", "Perda esperada", Unit.REAIS_PER_MONTH),
)


def tables(risk: Risk, levels: dict[int | None, Expected]) -> Iterator[Table]:
    """All of them, the customers at risk first."""
    yield _at_risk(risk)
    yield _levels(risk, levels)
    if risk.at_risk["vendedor"].drop_nulls().len():
        yield _sellers(risk)
    yield _inactive(risk)
    if risk.moves["antes"].sum() > 0:
        yield _falls(risk)
        yield _matrix(risk)
    yield from _chances(risk)


def _at_risk(risk: Risk) -> Table:
    columns = (
        *_WHO,
        Column("nivel", "Nível"),
        Column("dias_sem_comprar", "Sem comprar há", Unit.DAYS),
        Column("intervalo_usual", "Usual", Unit.DAYS),
        Column("razao", "Razão", Unit.TIMES),
        Column("receita_mensal", "Receita por mês", Unit.REAIS_PER_MONTH),
        Column("chance_de_perda", "Chance de perda", Unit.FRACTION),
        Column("perda_esperada", "Perda esperada", Unit.REAIS_PER_MONTH),
        Column("motivo", "Motivo"),
    )
    rows = tuple(
        (
            *_who(row),
            risco.LEVELS[row["nivel"]][0],
            row["dias"],
            plain(Fraction(row["quartos"], 4)),
            plain(Fraction(4 * row["dias"], row["quartos"])),
            plain(risk.monthly(row["centavos"])),
            plain(risk.leaving[row["chance"]]),
            plain(risk.monthly(row["esperado"])),
            reason(row),
        )
        for row in risco.largest(risk.at_risk, risk.leaving, risk.limit)
    )
    return Table("em_risco", _title("Clientes em risco", rows, risk.at_risk.height), columns, rows)


def reason(row: dict[str, Any]) -> str:
    """Why a customer is at risk: "não compra há 62 dias; costuma comprar a cada 20"."""
    usual = Fraction(row["quartos"], 4)
    every = number(float(usual), 0 if usual.denominator == 1 else 1)
    silence = f"não compra há {number(row['dias'], 0)} {'dia' if row['dias'] == 1 else 'dias'}"
    match row["origem"]:
        case risco.OWN:
            return f"{silence}; costuma comprar a cada {every}"
        case risco.SEGMENT:
            return f"{silence}; no segmento {row['segmento']} o usual é a cada {every}"
        case _:
            return f"{silence}; na carteira o usual é a cada {every}"


def _levels(risk: Risk, levels: dict[int | None, Expected]) -> Table:
    rows = [(name, *_money(risk, levels.get(at, risco.NOBODY))) for at, (name, _) in enumerate(risco.LEVELS)]
    if None in levels:
        rows.append((risco.UNKNOWN_LEVEL, *_money(risk, levels[None])))
    rows.append(("todos os ativos", *_money(risk, sum(levels.values(), risco.NOBODY))))
    return Table("niveis", "Ativos por nível de atraso", (Column("nivel", "Nível"), *_MONEY), tuple(rows))


def _sellers(risk: Risk) -> Table:
    found = risco.totals(risk.at_risk, risk.leaving, "vendedor")

    def order(entry: tuple[str | None, Expected]) -> tuple[Fraction, int, bool, bytes]:
        seller, one = entry
        return -(one.expected or Fraction(0)), -one.cents, seller is None, (seller or "").encode()

    rows = tuple((seller or "sem vendedor", *_money(risk, one)) for seller, one in sorted(found.items(), key=order))
    return Table("por_vendedor", "Clientes em risco por vendedor", (Column("vendedor", "Vendedor"), *_MONEY), rows)


def _money(risk: Risk, one: Expected) -> tuple[Cell, ...]:
    expected = one.expected if one.customers else Fraction(0)  # of nobody nothing is lost, whatever is known
    return one.customers, plain(risk.monthly(one.cents)), plain(risk.monthly(expected))


def _inactive(risk: Risk) -> Table:
    columns = (
        *_WHO,
        Column("ultima_compra", "Última compra", kind=Kind.DATE),
        Column("dias_sem_comprar", "Sem comprar há", Unit.DAYS),
        Column("receita_passada", f"Receita de {risco.PAST_DAYS} dias", Unit.REAIS),
        Column("chance_de_volta", "Chance de volta", Unit.FRACTION),
        Column("valor_esperado", "Valor esperado", Unit.REAIS),
    )
    rows = tuple(
        (
            *_who(row),
            to_date(row["ultima"]).isoformat(),
            row["dias"],
            plain(Fraction(row["centavos"], 100)),
            plain(risk.returning[row["chance"]]),
            plain(None if row["esperado"] is None else row["esperado"] / 100),
        )
        for row in risco.largest(risk.worth_reactivating, risk.returning, risk.limit)
    )
    title = _title("Inativos que vale reativar", rows, risk.worth_reactivating.height)
    return Table("inativos", title, columns, rows)


def _falls(risk: Risk) -> Table:
    columns = (
        *_WHO,
        Column("classe_antes", f"Classe em {risk.before.label}"),
        Column("classe_depois", f"Classe em {risk.base.asked.label}"),
        Column("receita_antes", f"Receita em {risk.before.label}", Unit.REAIS),
        Column("receita_depois", f"Receita em {risk.base.asked.label}", Unit.REAIS),
        Column("receita_perdida", "Receita perdida", Unit.REAIS),
    )
    fallen = risco.falls(risk.moves)
    shown = fallen.head(risk.limit).join(risk.known, on=CUSTOMER, how="left", maintain_order="left")
    rows = tuple(
        (
            *_who(row),
            row["classe_antes"],
            row["classe_depois"],
            *(plain(Fraction(row[name], 100)) for name in ("antes", "depois", "perda")),
        )
        for row in shown.iter_rows(named=True)
    )
    return Table("abc_quedas", _title("Caíram de classe ABC", rows, fallen.height), columns, rows)


def _matrix(risk: Risk) -> Table:
    counts = risco.move_counts(risk.moves)
    names = (*risco.CLASSES, risco.NO_CLASS)
    columns = (
        Column("classe_antes", f"De {risk.before.label} para {risk.base.asked.label}"),
        *(Column(f"para_{name.lower()}", name, Unit.CUSTOMERS) for name in names),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple((old, *(counts.get((old, new), 0) for new in names)) for old in names)
    return Table("abc_migracao", "Migração entre classes ABC", columns, rows)


def _chances(risk: Risk) -> Iterator[Table]:
    """What the chances were counted from."""
    before = (
        Column("marco", "Silêncio"),
        Column("silencios", "Casos", Unit.INTERVALS),
        Column("sem_compra", f"Sem compra em mais {risk.horizon} dias", Unit.INTERVALS),
    )
    own, others = risk.chances[True], risk.chances[False]
    named = (
        ((own, "o seu usual"), (others, "o usual do segmento ou da carteira")) if own != others else ((own, "o usual"),)
    )
    ratios = tuple(
        (f"{_mark(each)} × {words}", each.silences, each.without, plain(each.lost))
        for chances, words in named
        for each in chances
    )
    lost = Column("chance_de_perda", "Chance de perda", Unit.FRACTION)
    yield Table("chances_por_razao", "De onde vêm as chances de perda", (*before, lost), ratios)
    days = tuple(
        (f"{_mark(each)} dias", each.silences, each.without, plain(risk.returning[at]))
        for at, each in enumerate(risk.back)
    )
    back = Column("chance_de_volta", "Chance de volta", Unit.FRACTION)
    yield Table("chances_por_dias", "De onde vêm as chances de volta", (*before, back), days)


def _mark(chance: Chance) -> str:
    return number(float(chance.landmark), 0 if chance.landmark.denominator == 1 else 1)


def _who(row: dict[str, Any]) -> tuple[Cell, ...]:
    return row[CUSTOMER], row["nome"], row["vendedor"]


def _title(words: str, rows: tuple[object, ...], count: int) -> str:
    shown = "" if len(rows) == count else f", os {number(len(rows), 0)} primeiros"
    return f"{words}: {number(count, 0)}{shown}"
