"""The answer in a few sentences, built from the numbers that stand below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.quoted import cell
from carteira_cli.signal.verdict import Telling
from carteira_cli.studies.explicar.tables import BLANK, effect_unit, in_unit
from carteira_cli.units import show, signed
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.signal.verdict import Signal
    from carteira_cli.studies.explicar.effects import AttributeEffects, FactorEffect, GroupEffect

_VERDICTS = {
    Telling.SIGNAL: ", além do acaso (95 %)",
    Telling.NOISE: ", dentro do acaso (95 %): nada que explicar",
    Telling.NO_BASIS: ", sem base para dizer se é acaso",
}


def change_sentence(
    item: Indicator, change: tuple[Fraction, Fraction], labels: tuple[str, str], signal: Signal | None
) -> str:
    """What changed, by how much, and whether that is more than chance.

    Args:
        item: the indicator.
        change: its value before and after.
        labels: of the two periods.
        signal: what can be said of the change.
    """
    before, after = change
    verb = "ficou igual" if before == after else "subiu" if after > before else "caiu"
    values = (
        f"de {show(float(before), item.unit)} em {labels[0]} para {show(float(after), item.unit)} em {labels[1]}"
        if before != after
        else f"em {show(float(after), item.unit)}, em {labels[0]} e em {labels[1]}"
    )
    amount = f" ({signed(float(after - before), effect_unit(item))})" if before != after else ""
    return f"{item.title} {verb} {values}{amount}{'' if signal is None else _VERDICTS[signal.telling]}."


def factors_sentence(found: Sequence[FactorEffect], item: Indicator) -> str:
    """What the change goes with, of what the indicator is made of, the largest first."""
    unit = effect_unit(item)
    printed = zip(found, in_unit([one.effect for one in found], unit), strict=True)
    ranked = sorted(((one, cell) for one, cell in printed if one.effect), key=lambda each: -abs(each[0].effect))
    parts = [f"{one.factor.title.lower()} ({signed(cell, unit)})" for one, cell in ranked]
    return f"Pelos fatores, está associado a {_joined(parts)}." if parts else ""


def groups_sentence(found: AttributeEffects, item: Indicator, looked: int) -> str:
    """What the change goes with, by the attribute whose groups differ most."""
    first = found.groups[0]
    told = next((one for one in found.groups if one.telling is Telling.SIGNAL), first)
    split = ""
    if found.mix is not None and found.rate is not None:
        unit = effect_unit(item)
        mix, rate = (signed(part, unit) for part in in_unit([found.mix, found.rate], unit))
        split = f"{mix} estão associados à composição e {rate} às taxas; "
    alone = ""
    if looked and not found.has_signal:
        alone = f"; nenhum dos {counted(looked, 'grupo olhado', 'grupos olhados')} mudou sozinho além do acaso"
    return f"Por {found.dimension.words}, {split}o que mais pesa é {_group(told, item)}{alone}."


def against_noise(found: AttributeEffects, item: Indicator) -> str:
    """Groups that changed beyond chance though the whole did not."""
    told = [one for one in found.groups if one.telling is Telling.SIGNAL]
    first = ", ".join(_group(one, item) for one in told[:2])
    return f"Mas, por {found.dimension.words}, além do acaso: {first}."


def _group(one: GroupEffect, item: Indicator) -> str:
    """A group and what it did: `anuncio (+4,1 p.p., de 9,1 % para 22,8 %)`."""
    name = BLANK if one.group is None else cell(one.group)
    before, after = one.value
    if one.entered:
        moved = ", entrou"
    elif one.left:
        moved = ", saiu"
    elif before is not None and after is not None:
        moved = f", de {show(float(before), item.unit)} para {show(float(after), item.unit)}"
    else:
        moved = ""
    return f"{name} ({_effect(one.effect, item)}{moved})"


def _effect(effect: Fraction, item: Indicator) -> str:
    return signed(float(effect), effect_unit(item))


def _joined(parts: Sequence[str]) -> str:
    """`a`, `a e b`, `a, b e c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} e {parts[-1]}"


def notes_of(attributes: Sequence[AttributeEffects], looked: int, *, named: bool) -> Iterator[str]:
    """How the accounts are made, and how many were looked at."""
    if attributes:
        names = ", ".join(one.dimension.asked for one in attributes)
        yield f"atributos olhados: {names}" + ("" if named else "; --por escolhe outros")
    if looked:
        yield (
            f"sinal de cada grupo a 95 %, corrigido por Holm para os {counted(looked, 'grupo', 'grupos')} olhados ao "
            "todo"
        )
