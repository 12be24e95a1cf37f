"""Whatever the width of the terminal, each figure on it is whole, and none is missing that the file has."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pytest
from rich.color import Color
from rich.console import Console
from rich.text import Text

from carteira_cli.api import report_of
from carteira_cli.commands import families as all_families
from carteira_cli.config.resolve import load
from carteira_cli.render.terminal.charts import INKS
from carteira_cli.render.terminal.column_widths import broken
from carteira_cli.render.terminal.table import FILE_WIDTH, compose

EXAMPLES = Path(__file__).parents[2] / "examples"
WIDTHS = range(40, 221)
STEP = 9  # a command tries one width in so many, each command its own: together they try every one, twice or more
ASKED = {
    "resumo": ("resumo", {}),
    "resumo da série": ("resumo", {"periodo": "2024", "serie": "mes"}),
    "churn comparado": ("churn", {"comparar": "anterior"}),
    "churn por uf": ("churn", {"por": ("uf",)}),
    "churn por uf e tipo em série": ("churn", {"por": ("uf,tipo",), "serie": "mes"}),
    "churn-receita": ("churn-receita", {}),
    "churn-receita em série": ("churn-receita", {"periodo": "2024", "serie": "trimestre"}),
    "ticket": ("ticket", {"comparar": "ano-anterior"}),
    "ltv": ("ltv", {}),
    "cac": ("cac", {"serie": "mes"}),
    "conversao": ("conversao", {}),
    "pareto": ("pareto", {}),
    "ativos": ("ativos", {"listar": "novos"}),
    "coortes": ("coortes", {"periodo": "2024"}),
    "rfm": ("rfm", {}),
    "ciclo": ("ciclo", {}),
    "risco": ("risco", {}),
    "vendedores": ("vendedores", {}),
    "comparar-definicoes": ("comparar-definicoes", {}),
}
CONTRACTS = {
    "churn-receita dos contratos": ("churn-receita", {}),
    "renovacoes": ("renovacoes", {}),
}


@cache
def report(folder: str, asked: str):
    command, flags = (ASKED | CONTRACTS)[asked]
    return report_of(command, load({"pasta": str(EXAMPLES / folder), "periodo": "2024-Q4", **flags}, environ={}))


def screen(found, width: int) -> str:
    buffer = io.StringIO()
    Console(file=buffer, width=width, color_system=None, force_terminal=False).print(compose(found, width))
    return buffer.getvalue()


def figures(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w.,/-])-?\d[\d.]*,\d+|(?<![\w.,/-])\d[\d.]{3,}(?![\d/])", text))


@pytest.mark.slow
@pytest.mark.parametrize("asked", ASKED | CONTRACTS)
def test_every_figure_is_whole_and_there_at_every_width(asked):
    found = report("assinaturas" if asked in CONTRACTS else "distribuidora", asked)
    text = screen(found, FILE_WIDTH)
    addresses = " ".join(re.findall(r"https?://\S+", text))  # longer than a narrow screen: cut anywhere
    whole = {figure for figure in figures(text) if figure not in addresses}
    assert len(whole) > 5
    broken = {}
    for width in WIDTHS[[*ASKED, *CONTRACTS].index(asked) % STEP :: STEP]:
        text = screen(found, width)
        shown = {figure for figure in figures(text) if figure not in addresses}
        if shown - whole or whole - shown:
            broken[width] = sorted(shown - whole)[:3], sorted(whole - shown)[:3]
        assert max(map(len, text.splitlines())) <= width
    assert broken == {}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [part / 255 for part in Color.parse(colour).get_truecolor()]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("style", [ink for ink in INKS if ink])
def test_a_heat_map_is_read_on_dark_and_on_light_terminals(style):
    ink, ground = style.split(" on ")
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 60, 79, 120])
def test_the_groups_of_indicators_have_their_headings_at_every_width(width: int):
    summary = report("distribuidora", "resumo")
    shown = [line.strip() for line in screen(summary, width).splitlines()]
    families = list(dict.fromkeys(reading.family for reading in summary.readings))
    assert len(families) > 1
    assert [name for name in families if all_families()[name].title not in shown] == []


def test_one_group_alone_has_no_heading():
    churn = report("distribuidora", "churn comparado")
    lines = [line.strip() for line in screen(churn, 40).splitlines()]
    assert lines.count(all_families()["churn"].title) == [reading.title for reading in churn.readings].count(
        all_families()["churn"].title
    )


ADDRESS = "https://exemplo.com/hc/en-us/articles/4414075567250-Chart-Net-MRR"


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        (f"em {ADDRESS}", 43, ["em https://exemplo.com/hc/en-us/articles/", "4414075567250-Chart-Net-MRR"]),
        (ADDRESS, 22, ["https://exemplo.com/", "hc/en-us/articles/", "4414075567250-Chart-", "Net-MRR"]),
        (ADDRESS, 80, [ADDRESS]),
        ("12/2024 a 01/2025, por mês", 10, ["12/2024 a 01/2025, por mês"]),  # each word fits: nothing to do here
        ("4414075567250", 5, ["4414075567250"]),  # no place to break: the library folds it
    ],
)
def test_a_word_longer_than_the_line_breaks_behind_a_slash_or_hyphen(text: str, room: int, lines: list[str]):
    assert broken(Text(text), room).plain.split("\n") == lines


@pytest.mark.slow
@pytest.mark.parametrize("width", range(40, 80, 3))
def test_no_address_is_broken_amid_its_digits(width: int):
    shown = screen(report("distribuidora", "comparar-definicoes"), width)
    assert [
        line for line in re.findall(r"\S*articles/?\S*\s*\n\s*\S+", shown) if re.search(r"\d\s*\n\s*\d", line)
    ] == []
    assert "4414075567250-" in shown
