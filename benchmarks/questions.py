"""What is asked of the sales, and in which form the answer comes: of `carteira`, and of each program by hand.

Money is in cents; monthly money in cents of the whole window of 90 days, which are three months.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PERIOD, START, END = "2024-Q3", date(2024, 7, 1), date(2024, 10, 1)
BEFORE = date(2024, 4, 1)  # `resumo` sets the quarter beside the one before it
HORIZON = date(2023, 10, 1)  # of RFM: twelve months
SPAN, LAST_MONTH = "2021..2024", "2024-12"
MOMENTS = [date(2021 + month // 12, month % 12 + 1, 1) for month in range(49)]
WINDOW = timedelta(days=90)
HEADS = ("clientes_inicio", "perdidos", "novos", "reativados")
MONEY = ("receita_mensal_inicio", "churn_receita", "contracao", "expansao", "receita_novos", "receita_reativados")
# Levels of recency and of value, both ends included, as the documentation of `carteira rfm` has them.
SEGMENTS = (
    ("Campeões", 5, 5, 4, 5),
    ("Leais", 3, 4, 4, 5),
    ("Potenciais leais", 4, 5, 2, 3),
    ("Novos", 5, 5, 1, 1),
    ("Promissores", 4, 4, 1, 1),
    ("Precisam de atenção", 3, 3, 3, 3),
    ("Quase dormindo", 3, 3, 1, 2),
    ("Não podemos perder", 1, 2, 5, 5),
    ("Em risco", 1, 2, 3, 4),
    ("Hibernando", 2, 2, 1, 2),
    ("Perdidos", 1, 1, 1, 2),
)


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        words: how `carteira` is asked.
        answer: its report in the form of the programs by hand.
        pandas: whether it is written by hand with pandas too; what takes joins of ranges is not.
    """

    words: tuple[str, ...]
    answer: Callable[[dict[str, Any]], object]
    pandas: bool = True


def _churn(report: dict[str, Any]) -> object:
    return [report["indicadores"][key]["valor"] for key in HEADS]


def _resumo(report: dict[str, Any]) -> object:
    found = report["indicadores"]
    return [
        [
            *(found[key][side] for key in HEADS),
            *(_of_window(found[key][side]) for key in MONEY),
            _cents(found["receita"][side]),
            found["compradores"][side],
            found["pedidos"][side],
            found["receita_top20"][side],
        ]
        for side in ("valor", "anterior")
    ]


def _bridge(report: dict[str, Any]) -> object:
    return [[row["periodo"], *(_of_window(row[key]) for key in MONEY)] for row in report["tabelas"]["serie"]]


def _cohorts(report: dict[str, Any]) -> object:
    rows = report["tabelas"]["coortes"]
    told = [[row["coorte"], row["idade"], row["clientes"], _cents(row["receita"])] for row in rows]
    return sorted(row for row in told if row[2:] != [0, 0])  # by hand, there is no row where nothing was sold


def _rfm(report: dict[str, Any]) -> object:
    rows = report["tabelas"]["segmentos"]
    return sorted([row["segmento"], row["clientes"], _cents(row["receita"])] for row in rows if row["clientes"])


def _ticket(report: dict[str, Any]) -> object:
    rows = [row for row in report["tabelas"]["por"] if row["canal"] != "(total)"]
    return sorted([row["canal"], _cents(row["receita"]), row["compradores"], row["pedidos"]] for row in rows)


def _cents(money: float) -> int:
    return round(money * 100)


def _of_window(monthly: float) -> int:
    return round(monthly * 300)


QUARTER = ("-p", PERIOD)
QUESTIONS = {
    "churn": Question(("churn", *QUARTER), _churn),
    "resumo": Question(("resumo", *QUARTER), _resumo, pandas=False),
    "bridge": Question(("churn-receita", "-p", SPAN, "--serie", "mes"), _bridge, pandas=False),
    "coortes": Question(("coortes", *QUARTER), _cohorts),
    "rfm": Question(("rfm", *QUARTER, "--comparar", "nenhum"), _rfm),
    "ticket": Question(("ticket", *QUARTER, "--por", "canal"), _ticket),
}


def top_share(revenue: list[int]) -> float:
    """The share of the best fifth of the customers, rounded up, of what all with net revenue bring; in any order."""
    bought = sorted((cents for cents in revenue if cents > 0), reverse=True)
    return sum(bought[: -(-len(bought) // 5)]) / sum(bought)


def month_name(number: int) -> str:
    """`2024-07`, of a month counted from the year 0."""
    return f"{number // 12}-{number % 12 + 1:02}"


def told(programs: dict[str, Callable[[str, str], object]]) -> None:
    """The main of a program by hand: `PROGRAM QUESTION KIND PATH` prints its answer as JSON."""
    _, question, kind, path = sys.argv
    print(json.dumps(programs[question](kind, path)))
