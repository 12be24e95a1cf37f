"""Where the chances of `risco` come from: what was counted, of every class with a silence and of classes together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis import silencios
from carteira_cli.report import Column, Table, plain
from carteira_cli.studies.risco import chances as retorno
from carteira_cli.studies.risco.chances import Chance
from carteira_cli.units import Depth, Unit, bare
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.rows import Cell
    from carteira_cli.studies.risco.chances import Chances, Counted
    from carteira_cli.studies.risco.risk import Risk

SHOWN = 20  # rows of a list on a screen when nobody says how many
_TOGETHER = {
    retorno.FEW: "uma ou duas compras",
    retorno.SEVERAL: "três compras ou mais",
    retorno.ALL: "todos",
}


def chance_tables(risk: Risk) -> Iterator[Table]:
    """What the chances were counted from, of every class with a silence and of the classes together."""
    before = (
        Column("classe", "Quem"),
        Column("marco", "Silêncio desde"),
        Column("silencios", "Silêncios", Unit.INTERVALS),
        Column("dias", "Dias de silêncio", Unit.DAYS),
        Column("sem_compra", f"Sem compra em mais {risk.horizon_words}", Unit.DAYS),
    )
    whose = Column("contada_de", "Contada de")
    lost = Column("chance_de_perda", "Chance de perda", Unit.FRACTION)
    ratios = tuple(
        (_class(group), f"{_mark(each)} × o usual", *_counts(each), plain(chance.lost), _class(chance.group))
        for group, each, chance in _each(risk.chances)
    )
    title = "De onde vêm as chances de perda"
    yield Table("chances_por_razao", title, (*before, lost, whose), ratios, shown=SHOWN, depth=Depth.FULL)
    back = Column("chance_de_volta", "Chance de volta", Unit.FRACTION)
    days = tuple(
        (
            _purchases(group),
            f"{_mark(each)} {agree(int(each.landmark), 'dia', 'dias')}",
            *_counts(each),
            _back(chance),
            _purchases(chance.group),
        )
        for group, each, chance in _each(risk.back)
    )
    title = "De onde vêm as chances de volta"
    yield Table("chances_por_dias", title, (*before, back, whose), days, shown=SHOWN, depth=Depth.FULL)


def _each(chances: Chances) -> Iterator[tuple[int, Counted, Chance]]:
    """The bands of all that was counted, with the chance that each has."""
    for group, bands in chances.counted.items():
        of = chances.of.get(group) or tuple(Chance(each.share, group) for each in bands)
        yield from ((group, each, chance) for each, chance in zip(bands, of, strict=True))


def _counts(each: Counted) -> tuple[int, int, int]:
    return each.silences, each.days, each.without


def _back(chance: Chance) -> Cell:
    return plain(None if chance.lost is None else 1 - chance.lost)


def _class(group: int) -> str:
    """A class of frequency in words."""
    if group in _TOGETHER:
        return _TOGETHER[group]
    if group < silencios.FREQUENT:
        return _purchases(group)
    at = group - silencios.FREQUENT
    low, high = (None, *silencios.EDGES)[at], (*silencios.EDGES, None)[at]
    if low is None:
        return f"compra a cada menos de {high} dias"
    return f"compra a cada {low} dias ou mais" if high is None else f"compra a cada {low} a menos de {high} dias"


def _purchases(group: int) -> str:
    names = ("uma compra", "duas compras", "três compras ou mais")
    return _TOGETHER[group] if group in _TOGETHER else names[group]


def _mark(each: Counted) -> str:
    return bare(float(each.landmark), Unit.DAYS)
