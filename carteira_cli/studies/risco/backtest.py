"""`risco --validar`: what would have been predicted from past days, knowing nothing later, against what happened."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.prediction_tables import diagnosis_table
from carteira_cli.days import iso
from carteira_cli.errors import UsageError
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.studies.risco import formulas, validation, words
from carteira_cli.studies.risco.comparison import past_days
from carteira_cli.studies.risco.two_rules import BEST
from carteira_cli.studies.risco.validation import BANDS, NOBODY
from carteira_cli.studies.study import Study
from carteira_cli.units import Unit, number
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.rows import Cell
    from carteira_cli.studies.risco.risk import Risk
    from carteira_cli.studies.risco.two_rules import TwoRules
    from carteira_cli.studies.risco.validation import Calibration

LATE, ACTIVE, GONE = "em risco", "todos os ativos", "inativos"
_ALL = "todas"
Results = dict[str, dict[int, "Calibration"]]


def study(rules: TwoRules) -> Study:
    """Predictions from past days against what happened in the horizon after each.

    Raises:
        UsageError: there is too little history for a single one.
    """
    risk = rules.risk
    days = origins(risk)
    found = {day: results(risk.at(day), risk) for day in days}
    pooled: Results = defaultdict(dict)
    for one in found.values():
        for who, bands in one.items():
            for band, outcome in bands.items():
                pooled[who][band] = pooled[who].get(band, NOBODY) + outcome
    return Study(
        tables=(
            _bands(pooled),
            *_totals(found, pooled),
            *rules.comparison.tables(),
            *diagnosis_table(rules.doubts),
        ),
        notes=(*words.of_rules(rules), *_notes(risk, days)),
        rules=((BEST, rules.comparison.best),),
        warnings=tuple(words.doubted(rules)),
        main="validacao",
    )


def origins(risk: Risk) -> tuple[int, ...]:
    """The days before which to predict, latest first.

    Raises:
        UsageError: there is none.
    """
    found = past_days(risk)
    if not found:
        raise UsageError(
            f"não há história para validar: são precisos {validation.HISTORY + 1} × {risk.horizon_words} de vendas até "
            f"{date_of(risk.end - 1)}",
            "use uma --inatividade menor, ou um período mais recente",
        )
    return found


def results(then: Risk, risk: Risk) -> Results:
    """What came of the customers of an earlier origin, by band of the predicted chance of no purchase.

    Args:
        then: the customers as known at the origin.
        risk: those of the end, whose purchases tell what happened.
    """
    bought = pl.col("inicio").is_between(then.end, then.end + then.horizon, closed="left")
    back = risk.silences.filter(bought).select("linha").unique()

    def happened(customers: pl.DataFrame) -> pl.DataFrame:
        return customers.with_columns(aconteceu=~pl.col("linha").is_in(back["linha"].implode()))

    gone = {key: None if back is None else 1 - back for key, back in then.returning.items()}
    return {
        LATE: validation.outcomes(happened(then.at_risk), then.leaving),
        ACTIVE: validation.outcomes(happened(then.active), then.leaving),
        GONE: validation.outcomes(happened(then.inactive), gone),
    }


def _bands(pooled: Mapping[str, Mapping[int, Calibration]]) -> Table:
    columns = (
        Column("quem", "Quem"),
        Column("faixa", "Chance prevista"),
        *_SHARES,
    )
    rows = tuple(
        (who, _band(band), *_shares(outcome)) for who in (ACTIVE, GONE) for band, outcome in sorted(pooled[who].items())
    )
    return Table("validacao", "Chance de não comprar no prazo, prevista e acontecida", columns, rows)


_SHARES = (
    Column("clientes", "Clientes", Unit.CUSTOMERS),
    Column("previsto", "Previsto", Unit.FRACTION),
    Column("aconteceu", "Aconteceu", Unit.FRACTION),
    Column("de", "De (95 %)", Unit.FRACTION),
    Column("ate", "Até", Unit.FRACTION),
    Column("dentro", "Confere", kind=Kind.FLAG),
)


def _shares(one: Calibration) -> tuple[Cell, ...]:
    count = one.customers
    shares = (one.expected / count, Fraction(one.happened, count)) if count else (None, None)
    return count, *map(plain, shares), *(one.interval or (None, None)), one.agrees


def _band(band: int) -> str:
    low, high = (number(float(each * 100), 0) for each in BANDS[band : band + 2])
    return f"{low} a {high} %"


def _totals(found: Mapping[int, Results], pooled: Results) -> Iterator[Table]:
    """All origins together and each of them: how many customers, and their money."""
    labelled = ((_ALL, pooled), *((iso(day - 1), each) for day, each in found.items()))
    totals = [
        (origin, who, validation.together(one[who].values()))
        for origin, one in labelled
        for who in (LATE, ACTIVE, GONE)
    ]
    before = (Column("origem", "Previsto em"), Column("quem", "Quem"))
    shares = tuple((origin, who, *_shares(total)) for origin, who, total in totals)
    yield Table("validacao_totais", "No total, e de cada dia em que se previu", (*before, *_SHARES), shares)
    money = tuple((origin, who, *_money(total)) for origin, who, total in totals)
    yield Table("validacao_dinheiro", "O dinheiro: perda prevista e acontecida", (*before, *_AMOUNTS), money)


_AMOUNTS = (
    Column("receita", "Em jogo", Unit.REAIS),
    Column("prevista", "Prevista", Unit.REAIS),
    Column("aconteceu", "Aconteceu", Unit.REAIS),
    Column("de", "Prevista de (95 %)", Unit.REAIS),
    Column("ate", "Até", Unit.REAIS),
    Column("dentro", "Confere", kind=Kind.FLAG),
)


def _money(one: Calibration) -> Iterator[Cell]:
    yield plain(Fraction(one.cents, 100))
    yield plain(one.cents_expected / 100)
    yield plain(Fraction(one.cents_happened, 100))
    low, high = one.money_range
    yield low / 100
    yield high / 100
    yield one.money_agrees


def _notes(risk: Risk, days: tuple[int, ...]) -> Iterator[str]:
    told = ", ".join(date_of(day - 1) for day in days)
    following = "do dia seguinte" if risk.horizon == 1 else f"dos {risk.horizon_words} seguintes"
    yield (
        f"previsto com o que se sabia no fim de {told}, e conferido com as compras {following}; "
        "o mesmo cliente conta em cada um"
    )
    yield (
        "De e Até: o intervalo de 95 % (Wilson) do que aconteceu; confere quando o previsto está nele; de "
        "muitas faixas, 1 em 20 fica fora por acaso"
    )
    yield (
        f"em jogo: a receita dos ativos no prazo de inatividade ({risk.base.window.words}), e a dos inativos nos "
        f"{formulas.PAST_DAYS} dias até a última compra; a prevista vem com o intervalo em que só o acaso a deixaria "
        "em 95 de 100 vezes; confere quando a acontecida está nele"
    )
