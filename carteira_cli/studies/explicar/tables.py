"""What was found as tables and a picture."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.chart import Step, Waterfall
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.models.apportionment import apportioned
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.studies.explicar.accounts import is_ratio
from carteira_cli.units import Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.rows import Cell
    from carteira_cli.studies.explicar.effects import AttributeEffects, FactorEffect
    from carteira_cli.studies.explicar.products import ProductEffects

FEW = 6  # rows on a default screen
SHOWN = 10  # groups that people are shown where nobody says how many
BLANK = "(sem valor)"  # of a group without one
_STEPS = 6  # groups of a picture, the others together
_TERMS = (
    ("volume", "volume", "Volume: quantidade vendida"),
    ("mix", "mix", "Mix: quais produtos"),
    ("preco", "price", "Preço"),
    ("produtos_novos", "entered", "Produtos que entraram"),
    ("produtos_que_sairam", "left", "Produtos que saíram"),
    ("sem_quantidade", "unpriced", "Sem quantidade"),
)


def effect_unit(item: Indicator) -> Unit:
    """What effects are in: points for fractions, else what the indicator is in."""
    return Unit.POINTS if item.unit is Unit.FRACTION else item.unit


def in_unit(effects: Sequence[Fraction], unit: Unit) -> list[float]:
    """Effects as cells: money to the cent and counts to the whole, so that these add up; the rest as it is."""
    if unit.is_count:
        return [*apportioned(list(effects))]
    if not unit.is_money:
        return [float(one) if one.denominator != 1 or unit is Unit.POINTS else int(one) for one in effects]
    return [cents / CENTS for cents in apportioned([one * CENTS for one in effects])]


def texts(sentences: Sequence[str]) -> Table:
    """The sentences, for machines: people have them on top."""
    return Table(
        "texto", "Em poucas palavras", (Column("frase", "Frase"),), tuple((one,) for one in sentences), depth=Depth.DATA
    )


def factors_table(found: Sequence[FactorEffect], item: Indicator) -> Table:
    """What the indicator is made of, a row a factor."""
    unit = effect_unit(item)
    cells = in_unit([one.effect for one in found], unit)
    units = [one.factor.unit for one in found]
    rows = tuple(
        (one.factor.title, own.value, _cell(one.before, own), _cell(one.after, own), effect)
        for one, own, effect in zip(found, units, cells, strict=True)
    )
    columns = (
        Column("fator", "Fator"),
        Column("unidade", "Unidade", depth=Depth.FULL),
        Column("antes", "Antes", kind=Kind.VALUE),
        Column("depois", "Depois", kind=Kind.VALUE),
        Column("efeito", "Efeito", unit),
    )
    return Table("fatores", f"Fatores de {item.title}", columns, rows)


def _cell(value: Fraction, unit: Unit) -> Cell:
    return int(value) if unit.is_count and value.denominator == 1 else plain(value)


def products_table(found: ProductEffects) -> Table:
    """The terms of price, volume and mix, to the cent."""
    named = [(key, title, getattr(found.terms, name)) for key, name, title in _TERMS]
    kept = [(key, title, amount) for key, title, amount in named if amount or key != "sem_quantidade"]
    cents = apportioned([amount for _, _, amount in kept])
    rows = tuple((key, title, amount / CENTS) for (key, title, _), amount in zip(kept, cents, strict=True))
    columns = (Column("termo", "Termo"), Column("titulo", "O que é"), Column("efeito", "Efeito", Unit.REAIS))
    return Table("pvm", "Preço, volume e mix", columns, rows)


def attributes_table(found: Sequence[AttributeEffects], item: Indicator) -> Table:
    """The attributes that were looked at, a row each."""
    unit = effect_unit(item)
    rows = tuple(
        (
            one.dimension.asked,
            one.groups[0].group,
            in_unit([one.groups[0].effect], unit)[0],
            len(one.groups),
            *(in_unit([one.mix, one.rate], unit) if one.mix is not None and one.rate is not None else (None, None)),
        )
        for one in found
    )
    columns = (
        Column("atributo", "Atributo"),
        Column("grupo", "Maior grupo", blank=BLANK),
        Column("efeito", "Efeito dele", unit),
        Column("grupos", "Grupos", kind=Kind.NUMBER),
        Column("efeito_mix", "Composição", unit, depth=Depth.SCREEN if is_ratio(item) else Depth.DATA),
        Column("efeito_taxa", "Taxas", unit, depth=Depth.SCREEN if is_ratio(item) else Depth.DATA),
    )
    return Table("atributos", "Por onde se olhou", columns, rows, depth=Depth.FULL)


def groups_table(found: Sequence[AttributeEffects], item: Indicator, shown: int) -> Table:
    """Every group of every attribute."""
    unit = effect_unit(item)
    base = item.parts[1] if item.parts is not None else None
    alone = not is_ratio(item)  # nothing to weigh by
    columns = (
        Column("atributo", "Atributo"),
        Column("grupo", "Grupo", blank=BLANK),
        Column("sinal", "Sinal", kind=Kind.TELLING),
        Column("efeito", "Efeito", unit),
        Column("valor_antes", "Antes", item.unit),
        Column("valor_depois", "Depois", item.unit),
        Column("base_antes", "Base antes", base, kind=Kind.NUMBER, depth=Depth.DATA if alone else Depth.FULL),
        Column("base_depois", "Base depois", base, kind=Kind.NUMBER, depth=Depth.DATA if alone else Depth.FULL),
        Column("efeito_mix", "Composição", unit, depth=Depth.DATA if alone else Depth.FULL),
        Column("efeito_taxa", "Taxa", unit, depth=Depth.DATA if alone else Depth.FULL),
    )
    rows = tuple(row for one in found for row in _group_rows(one, item))
    return Table("explicacao", "Grupo a grupo, de cada atributo", columns, rows, shown=shown, few=FEW)


def _group_rows(found: AttributeEffects, item: Indicator) -> Iterator[tuple[Cell, ...]]:
    """The rows of an attribute; of money the cents of all effects add up, and mix and rate to each effect."""
    unit = effect_unit(item)
    if found.mix is None:
        split: list[tuple[Cell, Cell]] = [(None, None)] * len(found.groups)
        effects = in_unit([one.effect for one in found.groups], unit)
    else:
        parts = [part for one in found.groups for part in (one.mix or Fraction(0), one.rate or Fraction(0))]
        if unit.is_money:
            cents = apportioned([part * CENTS for part in parts])
            pairs = list(zip(cents[::2], cents[1::2], strict=True))
            split = [(mix / CENTS, rate / CENTS) for mix, rate in pairs]
            effects = [(mix + rate) / CENTS for mix, rate in pairs]
        else:
            cells = [plain(part) for part in parts]
            split = list(zip(cells[::2], cells[1::2], strict=True))
            effects = [float(one.effect) for one in found.groups]
    base = item.parts[1] if item.parts is not None else Unit.CUSTOMERS
    for one, (mix, rate), effect in zip(found.groups, split, effects, strict=True):
        bases = (None if part is None else _cell(part, base) for part in one.base)
        values = (None if part is None else _cell(part, item.unit) for part in one.value)
        told = one.telling.value if one.telling else None
        yield (found.dimension.asked, one.group, told, effect, *values, *bases, mix, rate)


def bridge(
    found: AttributeEffects, item: Indicator, change: tuple[Fraction, Fraction], labels: tuple[str, str]
) -> Waterfall:
    """From the earlier value to the later one by the groups of an attribute, the largest effects first."""
    first, rest = found.groups[:_STEPS], found.groups[_STEPS:]
    steps = [Step(one.group or BLANK, float(one.effect)) for one in first]
    if rest:
        steps.append(Step("outros", float(sum((one.effect for one in rest), Fraction(0)))))
    ends = [Step(label, float(value), total=True) for label, value in zip(labels, change, strict=True)]
    title = f"{item.title}: o efeito de cada grupo, por {found.dimension.words}"
    return Waterfall("efeitos", title, item.unit, (ends[0], *steps, ends[1]), Depth.FULL)
