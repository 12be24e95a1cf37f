"""The convention of a column, decided from all of its cells and from the columns beside it.

What the cells prove is followed; what custom alone says is told; what nothing says is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.values.dates import DayReading
from carteira_cli.units import number
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carteira_cli.sources.values.amounts import Decimal
    from carteira_cli.sources.values.dates import Order
    from carteira_cli.sources.values.evidence import AmountEvidence, DayEvidence

_PLENTY = 10  # dates, and texts beside them: by chance it happens once in a million
_TOLERATED = 100  # one cell in so many may contradict the order of the others

_Choice = TypeVar("_Choice")


@dataclass(frozen=True)
class Decision(Generic[_Choice]):
    """How a column is read, or why it can't be.

    Attributes:
        choice: the convention; of amounts None where no cell needs one, or where it is refused.
        ambiguous: cells whose meaning hangs on it.
        told: sentences for a warning each, in Portuguese, without the final full stop.
        refusal: message (without the file) and hint, if nothing settles it.
    """

    choice: _Choice | None
    ambiguous: int = 0
    told: tuple[str, ...] = ()
    refusal: tuple[str, str] | None = None


def decide_decimal(
    column: str, evidence: AmountEvidence, others: Iterable[AmountEvidence] = (), forced: Decimal | None = None
) -> Decision[Decimal]:
    """The decimal mark of a column of amounts.

    Args:
        column: its name in the file.
        evidence: its own.
        others: of the other columns of amounts in the same file.
        forced: what the user says; it settles ambiguous cells only.
    """
    if forced or not evidence.ambiguous:
        return Decision(forced, evidence.ambiguous)
    own = _mark([evidence])
    thousandths = evidence.ambiguous_point if own == "ponto" else evidence.ambiguous_comma
    proofs = evidence.point if own == "ponto" else evidence.comma
    # Few amounts have thousandths of a real: one 199.90 does not make 1.100, 2.101 and 3.050 into such.
    if own and thousandths <= proofs:
        return Decision(own, evidence.ambiguous)
    beside = _mark(others)
    cell = "1.234" if evidence.ambiguous_point else "1,234"
    unsaid = f'a coluna "{column}" tem {counted(evidence.ambiguous, "valor", "valores")} como "{cell}"'
    if beside is None:
        return Decision(None, evidence.ambiguous, refusal=_undecided(unsaid, evidence))
    thousands = (cell == "1.234") is (beside == "virgula")
    value = "mil duzentos e trinta e quatro" if thousands else "um inteiro e 234 milésimos"
    said = (
        f"{unsaid}, que podem ter milhares ou decimais; pelas outras colunas de valores, "
        f"o separador decimal é {_SPOKEN[beside]}, e {cell} é {value} (--decimal decide)"
    )
    return Decision(beside, evidence.ambiguous, (said,))


def _undecided(unsaid: str, evidence: AmountEvidence) -> tuple[str, str]:
    """Message and hint of a column that nothing settles."""
    why = "nenhum outro valor diz qual é o separador decimal"
    if evidence.comma:
        comma = counted(evidence.comma, "outro valor prova", "outros valores provam")
        why = f"{comma} vírgula decimal e {number(evidence.point, 0)}, ponto decimal"
    hint = "diga qual é o separador decimal: --decimal virgula ou --decimal ponto"
    return f"{unsaid}, que podem ser 1234 ou 1,234, e {why}", hint


_SPOKEN: dict[Decimal, str] = {"virgula": "a vírgula", "ponto": "o ponto"}
_ORDERS: dict[Order, str] = {"dia-mes": "dia/mês", "mes-dia": "mês/dia"}


def _mark(columns: Iterable[AmountEvidence]) -> Decimal | None:
    """What columns prove together, if they don't contradict each other."""
    found = list(columns)
    comma, point = any(each.comma for each in found), any(each.point for each in found)
    return None if comma is point else "virgula" if comma else "ponto"


def decide_days(
    column: str,
    evidence: DayEvidence,
    others: Iterable[DayEvidence] = (),
    forced: Order | None = None,
    *,
    swapped: bool = False,
) -> Decision[DayReading]:
    """How the dates of a column are read.

    Args:
        column: its name in the file.
        evidence: its own.
        others: of the other columns of dates in the same file.
        forced: what the user says.
        swapped: whether the user says that a spreadsheet swapped day and month.
    """
    if not evidence.dates and evidence.serial > evidence.unreadable:
        many = counted(
            evidence.serial,
            "número de série de planilha, lido como data",
            "números de série de planilha, lidos como datas",
        )
        return Decision(DayReading(forced or "dia-mes", serials=True), told=(f'a coluna "{column}" tem {many}',))
    told = _forms(column, evidence)
    if forced:
        return Decision(DayReading(forced), evidence.ambiguous, told)
    if evidence.day_first or evidence.month_first:
        order = _majority([evidence])
        if order is None:
            return _refused(column, evidence, told)
        mended = swapped or min(evidence.early, evidence.day_first + evidence.month_first) >= _PLENTY
        odd = _swapped(column, evidence, order, mended=mended, said=swapped) if evidence.swapped else ()
        reading = DayReading(order, swapped=swapped or (mended and evidence.swapped))
        return Decision(reading, evidence.ambiguous, (*odd, *_proven(column, evidence, order), *told))
    if not evidence.ambiguous:
        return Decision(DayReading(), told=told)
    beside = _majority(others)
    why = "como as outras colunas de data" if beside else "como é costume no Brasil"
    order = beside or "dia-mes"
    many = counted(evidence.ambiguous, "data que serve", "datas que servem")
    said = (
        f'a coluna "{column}" tem {many} como dia/mês e como mês/dia, e nenhuma que decida; '
        f"a ordem lida foi {_ORDERS[order]}, {why} (--ordem-data dia-mes|mes-dia decide)"
    )
    return Decision(DayReading(order), evidence.ambiguous, (said, *told))


def _majority(columns: Iterable[DayEvidence]) -> Order | None:
    """The order that all but one proof in a hundred agree on."""
    found = list(columns)
    day, month = sum(each.day_first for each in found), sum(each.month_first for each in found)
    if min(day, month) * _TOLERATED > day + month or day + month == 0:
        return None
    return "dia-mes" if day > month else "mes-dia"


def _proven(column: str, evidence: DayEvidence, order: Order) -> tuple[str, ...]:
    """What is odd about an order that the column itself proves."""
    few = min(evidence.day_first, evidence.month_first)
    if few:
        many = counted(few, "data que só existe", "datas que só existem")
        other = _ORDERS["mes-dia" if order == "dia-mes" else "dia-mes"]
        return (
            f'a coluna "{column}" está em {_ORDERS[order]}, e tem {many} em {other}: não se leem (--ordem-data decide)',
        )
    return (f'a coluna "{column}" está em mês/dia, e assim foi lida',) if order == "mes-dia" else ()


def _swapped(column: str, evidence: DayEvidence, order: Order, *, mended: bool, said: bool) -> tuple[str, ...]:
    """What a spreadsheet of another country did to dates, and how they were read."""
    if said:
        return ()
    early = counted(evidence.early, "data de planilha, com dia até 12", "datas de planilha, todas com dia até 12")
    texts = counted(evidence.day_first + evidence.month_first, "texto", "textos")
    seen = f'a coluna "{column}" tem {early}, ao lado de {texts} em {_ORDERS[order]} com dia depois de 12'
    if mended:
        return (
            (
                f"{seen}: o Excel trocou dia e mês das primeiras, que foram lidas destrocadas "
                f"(--ordem-data {order} as lê como estão)"
            ),
        )
    return (
        (
            f"{seen}: o Excel deve ter trocado dia e mês das primeiras, que foram lidas como estão; "
            f"--ordem-data trocada as destroca, --ordem-data {order} as confirma"
        ),
    )


def _refused(column: str, evidence: DayEvidence, told: tuple[str, ...]) -> Decision[DayReading]:
    day = counted(evidence.day_first, "data que só existe", "datas que só existem")
    month = counted(evidence.month_first, "que só existe", "que só existem")
    return Decision(
        None,
        evidence.ambiguous,
        told,
        (
            f'a coluna "{column}" mistura {day} como dia/mês e {month} como mês/dia',
            (
                "separe as linhas de cada ordem, ou diga qual vale, e as outras são rejeitadas: "
                "--ordem-data dia-mes ou --ordem-data mes-dia"
            ),
        ),
    )


def _forms(column: str, evidence: DayEvidence) -> tuple[str, ...]:
    """What is not written in the dates, and was supplied."""
    told = []
    if evidence.short_year:
        many = counted(evidence.short_year, "data com ano de dois dígitos", "datas com ano de dois dígitos")
        told.append(f'a coluna "{column}" tem {many}: de 00 a 29 é 2000 a 2029, de 30 a 99 é 1930 a 1999')
    if evidence.month_only:
        many = counted(evidence.month_only, "data só com mês e ano, lida", "datas só com mês e ano, lidas")
        told.append(f'a coluna "{column}" tem {many} como o dia 1º')
    return tuple(told)
