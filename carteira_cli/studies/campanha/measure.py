"""`campanha medir`: what the treated did that the control does not explain; without a control, only what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.config.settings import CampaignSettings
from carteira_cli.days import iso
from carteira_cli.errors import DataError
from carteira_cli.names import first_of
from carteira_cli.quoted import cell, cells
from carteira_cli.report import PeriodLine, Reading, plain
from carteira_cli.sources.values.groups import CONTROL, TREATED
from carteira_cli.studies.campanha import told
from carteira_cli.studies.campanha.plan import NAME
from carteira_cli.studies.campanha.tables import arms_table, campaigns_table, curve
from carteira_cli.studies.campanha.trial import Trial
from carteira_cli.studies.readings import reading
from carteira_cli.studies.study import Study
from carteira_cli.units import Depth, Unit, show
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.rows import Cell
    from carteira_cli.signal.verdict import Interval

_STRANGERS = 0.2  # of a list, not in the arm that the draw gives, above which it is of another draw
_NAMED, _PART = 3, Unit.FRACTION
_INSTEAD = 'escreva "tratado" ou "controle" na coluna grupo'


def measured(base: CustomerBase) -> Study:
    """What a campaign brought.

    Raises:
        CarteiraError: there is no such campaign, it is another list than the frozen one, or nobody or no day is left.
    """
    found = Trial(base)
    _check(found)
    hidden = base.config.hides_customers
    first, last = iso(found.spans["de"].min()), iso(found.end - 1)  # type: ignore[arg-type]  # days are integers
    return Study(
        readings=tuple(_readings(found)),
        tables=(arms_table(found), campaigns_table(found)),
        charts=(curve(found),),
        notes=tuple(told.notes(found)),
        warnings=tuple(told.warnings(found)),
        rules=(
            ("campanha", found.campaign if found.told.campanha else cell(found.campaign)),
            ("janela", found.told.janela.label),
            ("margem", plain(found.margin) if found.effect else None),
            *([] if hidden else [("sha256", found.digest)]),
        ),
        main="bracos",
        answer=tuple(told.answer(found)),
        period=PeriodLine(f"{first}..{last}", first, last, complete=found.complete, until=iso(base.as_of)),
    )


def _check(found: Trial) -> None:
    """Refuse what can't be told: another list, nobody, no day, a day to come or before the sales."""
    if found.raw.is_empty():
        raise DataError("o arquivo de campanhas não tem nenhuma linha", "confira se a exportação terminou")
    frozen = found.told.congelada
    if frozen is not None and not found.digest.startswith(frozen):
        raise found.base.config.value(CampaignSettings.congelada).refused(
            f"a lista da campanha não é a congelada: o sha256 dela é {found.digest}, e não {frozen}",
            f"meça a lista que carteira campanha planejar gravou{_what_differs(found)}",
        )
    if found.kept.is_empty():
        _refuse_nobody(found)
    if any(found.unread) and found.kept["grupo"].n_unique() == 1:
        lacking = CONTROL if found.kept["grupo"][0] == TREATED else TREATED
        raise DataError(
            f"nenhuma linha da campanha diz {lacking}; não dizem grupo nenhum: {told.words(found)}",
            _INSTEAD,
        )
    if found.start is None:
        raise DataError("a campanha não tem data", "diga o dia com --inicio AAAA-MM-DD, ou na coluna data")
    if found.start > found.base.as_of:
        raise DataError(
            f"a campanha começa em {date_of(found.start)}, depois da data de referência, {date_of(found.base.as_of)}",
            "meça quando houver vendas desses dias, ou confira --hoje",
        )
    first = found.base.ledgers["vendas"].first_day
    if first is not None and found.end <= first:
        raise DataError(
            f"a janela da campanha termina em {date_of(found.end - 1)}, antes da primeira venda, {date_of(first)}",
            "confira a data da campanha, ou traga as vendas desses dias",
        )


def _what_differs(found: Trial) -> str:
    """Who is not in the arm that the draw would give, where the list seems to be of this draw."""
    off = found.moved
    if len(off) > _STRANGERS * found.listed.height:
        return ": quem mudou de grupo estraga a comparação"
    draw = (
        f"o sorteio com --semente {found.told.semente} e --controle {show(float(found.told.parcela_controle), _PART)}"
    )
    if not off:
        return f"; todos estão no grupo que dá {draw}: entrou quem não era dela, ou saiu quem era"
    named = first_of([f'"{one}"' for one in cells(off)], _NAMED)
    return f"; {counted(len(off), 'cliente não está', 'clientes não estão')} no grupo que dá {draw}: {named}"


def _refuse_nobody(found: Trial) -> None:
    if found.both:
        raise DataError(
            f"não sobra ninguém: {counted(found.both, 'cliente está', 'clientes estão')} nos dois grupos",
            "cada cliente é tratado ou controle, e não os dois",
        )
    if found.unread:
        raise DataError(f"nenhuma linha da campanha diz tratado ou controle: o grupo é {told.words(found)}", _INSTEAD)
    raise DataError("a campanha não tem nenhum dos clientes que --onde deixa passar", "tire ou mude --onde")


def _readings(found: Trial) -> Iterator[Reading]:
    """The numbers; what was brought in addition only where a control tells it."""
    record, effect = commands()[NAME], found.effect

    def one(key: str, value: Cell, bounds: Interval | None = None, depth: Depth = Depth.SCREEN) -> Reading:
        return reading(record, key, value, interval=bounds, depth=depth)

    yield one("tratados", found.treated.customers)
    yield one(CONTROL, found.control.customers)
    if effect is not None:
        yield one("lift", plain(effect.lift), effect.lift_between)
        yield one("incrementais", plain(effect.incremental), effect.incremental_between)
        yield one("receita_incremental", plain(effect.revenue), effect.revenue_between)
    yield one("custo", plain(found.cost))
    if effect is not None:
        yield one("resultado", plain(effect.result), effect.result_between)
        yield one("retorno", plain(effect.returned), effect.returned_between)
        yield one("menor_efeito_detectavel", effect.smallest)
