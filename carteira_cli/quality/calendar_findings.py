"""Findings of the calendar of sales, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.days import iso
from carteira_cli.findings import Severity
from carteira_cli.quality import calendar
from carteira_cli.quality.draft import EXAMPLES, Case, Draft, case
from carteira_cli.quality.sales import LINES
from carteira_cli.quality.staged_names import DAY
from carteira_cli.units import number
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SALES = "vendas"


def of_calendar(days: pl.DataFrame, today: int) -> Iterator[Draft]:
    """What the days of the sales tell; `days` has `data`, `linhas` and the smallest `lugar` of each."""
    past = days.filter(pl.col(DAY) <= today).sort(DAY)
    counts: dict[int, int] = dict(zip(past[DAY].to_list(), past[LINES].to_list(), strict=True))
    body, apart = calendar.split_apart(counts)
    if apart:
        lines = sum(counts[day] for day in apart)
        rows = past.filter(pl.col(DAY).is_in(apart)).head(EXAMPLES)
        yield Draft(
            Severity.WARNING,
            SALES,
            "datas_isoladas",
            f"{counted(lines, 'linha')} a mais de um ano de todas as outras",
            lines,
            "Uma data assim costuma ser o ano digitado errado; ela estica o histórico e esconde falhas.",
            "Corrija o ano na origem.",
            cases=tuple(
                case(row, (DAY,), counted(row[LINES], "linha"), linhas=row[LINES]) for row in rows.iter_rows(named=True)
            ),
        )
    yield from _gaps(calendar.unusual_gaps(sorted(body)))
    yield from _thin(calendar.thin_months(body))
    if body and max(body) < today:
        last = max(body)
        yield Draft(
            Severity.INFORMATION,
            SALES,
            "ultimo_dia",
            f"a última venda é de {date_of(last)}, {counted(today - last, 'dia', 'dias')} antes de {date_of(today)}",
            today - last,
            "Sem --hoje, as análises tomam o dia da última venda como data de referência.",
            "Se houve vendas depois, a exportação está desatualizada ou foi cortada.",
        )


def _gaps(gaps: Sequence[calendar.Gap]) -> Iterator[Draft]:
    if not gaps:
        return
    longest = sorted(gaps, key=lambda gap: (-gap.days, gap.first))
    yield Draft(
        Severity.WARNING,
        SALES,
        "lacunas",
        counted(len(gaps), "intervalo incomum sem vendas", "intervalos incomuns sem vendas"),
        len(gaps),
        "Pela frequência com que cada dia da semana tem vendas nesta carteira, a chance de um intervalo assim por "
        "acaso, em todo o histórico, é menor que 1 %.",
        "Confira se a exportação cobre esses dias, ou se a empresa parou (férias, inventário).",
        cases=tuple(
            Case(
                (),
                f"{date_of(gap.first)} a {date_of(gap.last)}, {counted(gap.days, 'dia', 'dias')}",
                (("inicio", iso(gap.first)), ("fim", iso(gap.last)), ("dias", gap.days)),
            )
            for gap in longest[:EXAMPLES]
        ),
    )


def _thin(months: Sequence[calendar.ThinMonth]) -> Iterator[Draft]:
    if not months:
        return
    yield Draft(
        Severity.WARNING,
        SALES,
        "meses_fracos",
        counted(
            len(months), "mês com muito menos linhas que os vizinhos", "meses com muito menos linhas que os vizinhos"
        ),
        len(months),
        "Menos de um terço da mediana dos dois meses antes e dos dois depois: talvez uma exportação cortada.",
        "Exporte esses meses de novo e compare.",
        cases=tuple(
            Case(
                (),
                f"{iso(month.start)[:7]}: {counted(month.lines, 'linha')}; o usual é {number(month.usual, 0)}",
                (("mes", iso(month.start)[:7]), ("linhas", month.lines), ("linhas_usuais", month.usual)),
            )
            for month in sorted(months, key=lambda month: (month.lines / month.usual, month.start))[:EXAMPLES]
        ),
    )
