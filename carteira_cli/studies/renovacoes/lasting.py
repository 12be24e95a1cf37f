"""How long customers stay under contract: as seen, and as the beta-geometric model has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.chart import Curve, Line
from carteira_cli.prediction.contract_diagnosis import contract_diagnoses
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.units import Depth, Unit, number, show
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.prediction.contracts import ContractOutlook
    from carteira_cli.rows import Cell

KEY = "sobrevivencia"
_TOLD = (3, 6, 12, 24, 36)  # months of which a sentence tells
_AT_RISK = 10  # customers below which a share says little


def survival_table(outlook: ContractOutlook) -> Table:
    """A row a monthly renewal: how many came to it, how many left at it, who stays beyond by either estimate."""
    rows = outlook.kaplan_meier
    model = outlook.law.survival(len(rows)) if outlook.fitted is not None else None
    columns = (
        Column("mes", "Mês", kind=Kind.NUMBER),
        Column("em_risco", "Chegaram", Unit.CUSTOMERS),
        Column("perdidos", "Foram embora", Unit.CUSTOMERS),
        Column("km", "Ficam (Kaplan–Meier)", Unit.FRACTION),
        Column("betageo", "Ficam (modelo)", Unit.FRACTION),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.renewal,
            row.at_risk,
            row.lost,
            plain(row.above),
            None if model is None else float(model[row.renewal]),
        )
        for row in rows
    )
    times = counted(outlook.lasting.contracts, "permanência", "permanências")
    title = f"Quanto tempo ficam: {times}, {number(outlook.endings, 0)} encerradas"
    return Table(KEY, title, columns, cells, depth=Depth.FULL)


def survival_curve(outlook: ContractOutlook) -> Iterator[Curve]:
    """The same as a picture; none where nobody came to a renewal."""
    rows = outlook.kaplan_meier
    if not rows:
        return
    seen: Sequence[tuple[float, float]] = [(0.0, 1.0), *((float(row.renewal), float(row.above)) for row in rows)]
    lines = [Line("Kaplan–Meier", tuple(seen), step=True)]
    if outlook.fitted is not None:
        told = outlook.law.survival(len(rows))
        lines.append(Line("modelo (beta-geométrico)", tuple((float(at), float(one)) for at, one in enumerate(told))))
    yield Curve(
        KEY,
        "Quem fica, mês a mês de contrato",
        "Meses de contrato",
        "Ficam",
        Unit.MONTHS,
        Unit.FRACTION,
        tuple(lines),
        depth=Depth.FULL,
    )


def survival_notes(outlook: ContractOutlook) -> Iterator[str]:
    """How long customers stay, in a sentence; how it is counted; what it can't be trusted in."""
    known = {row.renewal: row for row in outlook.kaplan_meier if row.at_risk >= _AT_RISK}
    told = [
        f"{show(float(known[month].above), Unit.FRACTION)} ficam mais de {month} meses"
        for month in _TOLD
        if month in known
    ]
    if told:
        yield f"permanência (Kaplan–Meier): {', '.join(told)}"
    if outlook.kaplan_meier:
        yield (
            "permanência: os meses desde o início do primeiro contrato, enquanto nenhum dia fica sem contrato (um dia "
            "de falta não a interrompe, e outro plano também não); quem volta depois começa outra; quem começou antes "
            "dos dados conta desde o seu início"
        )
        for one in contract_diagnoses(outlook):
            yield f"permanência: {one.words}"
