"""Pictures: they fit, they are proportional, and they say the same without colour."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from carteira_cli.chart import (
    Bin,
    ColumnChart,
    ColumnSeries,
    Curve,
    HeatMap,
    Histogram,
    Line,
    Step,
    Tile,
    Tiles,
    Waterfall,
)
from carteira_cli.render.terminal.charts import TICKS, draw, sparkline
from carteira_cli.units import Unit

EVIL = "[red]\x1b[31mnome"


def drawn(chart, width: int = 80, *, exact: bool = False) -> list[str]:
    console = Console(file=io.StringIO(), width=1000, color_system=None)
    console.print(draw(chart, width, exact=exact))
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def bridge(*amounts: float | None) -> Waterfall:
    steps = [Step(f"passo {n}", amount) for n, amount in enumerate(amounts)]
    return Waterfall("p", "Ponte", Unit.REAIS, (Step("início", 100.0, total=True), *steps))


def test_a_trend_is_higher_for_more_and_has_gaps():
    assert sparkline([1, 2, 3, None, 8]) == "▁▂▃·█"
    assert sparkline([5, 5]) == "▄▄"
    assert sparkline([]) == ""
    assert sparkline([None, None]) == "··"


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=30))
def test_a_trend_never_contradicts_its_values(values):
    heights = [TICKS.index(tick) for tick in sparkline(values)]
    for (a, x), (b, y) in zip(
        zip(values, heights, strict=True), zip(values[1:], heights[1:], strict=True), strict=False
    ):
        assert (a < b) <= (x <= y)


def test_falls_and_rises_are_told_apart_without_colour():
    lines = drawn(bridge(-50.0, 25.0, None, 0.0))
    assert abs(lines[3].count("█") - 2 * lines[4].count("░")) <= 1
    assert lines[4].endswith("-R$ 50,00")
    assert "▓" in lines[5]
    assert lines[5].endswith("+R$ 25,00")
    assert lines[6].endswith("n/d")
    assert not set("█▓░") & set(lines[7])


@given(st.lists(st.none() | st.floats(-1e7, 1e7), max_size=6), st.integers(50, 160))
def test_a_bridge_fits(amounts, width):
    assert max(len(line) for line in drawn(bridge(*amounts), width)) <= width


def test_a_map_says_its_numbers_and_leaves_the_unobserved_empty():
    chart = HeatMap("m", "Mapa", Unit.FRACTION, "Coorte", ("a", "b"), ("0", "1"), ((1.0, 0.25), (0.0, None)))
    _, _, _, header, first, second, *_ = drawn(chart, exact=True)
    assert header.split() == ["Coorte", "0", "1"]
    assert first.split() == ["a", "█", "100,0", "%", "░", "25,0", "%"]
    assert second.split() == ["b", "0,0", "%"]


def test_at_a_glance_fractions_are_whole_per_cents_and_twelve_columns_fit_eighty_characters():
    ages = tuple(str(n) for n in range(12))
    chart = HeatMap(
        "m", "Mapa", Unit.FRACTION, "Coorte", ("2024-Q1 (1.234)",), ages, (tuple(1 - n / 20 for n in range(12)),)
    )
    lines = drawn(chart, 80)
    assert lines[1].strip() == "Mapa, em %"
    assert max(map(len, lines)) <= 80
    assert lines[4].split()[2:5] == ["█100", "█", "95"]


def test_a_wide_map_is_told_in_pieces():
    columns = tuple(str(n) for n in range(40))
    chart = HeatMap("m", "Mapa", Unit.CUSTOMERS, "Coorte", ("a",), columns, (tuple(float(n) for n in range(40)),))
    lines = drawn(chart, 60)
    assert max(map(len, lines)) <= 60
    words = " ".join(lines).split()
    assert all(str(n) in words for n in range(40))


def test_bars_of_a_histogram_are_proportional_and_marked():
    chart = Histogram("h", "Dias", Unit.DAYS, (Bin("1–7", 10, "mediana"), Bin("8–15", 5), Bin("16+", 0)))
    *_, first, second, third, _ = drawn(chart)
    assert first.count("█") == 2 * second.count("█") > 0
    assert "█" not in third
    assert first.endswith("10 · 66,7 %  mediana")


def test_a_curve_rises_from_left_to_right_and_fits():
    line = Line("receita", ((0.0, 0.0), (0.5, 0.9), (1.0, 1.0)))
    chart = Curve("c", "Curva", "clientes", "receita", Unit.FRACTION, Unit.FRACTION, (line,))
    for width in (50, 100):
        lines = drawn(chart, width)
        assert max(map(len, lines)) <= width
        assert any("100,0 % ┤" in text for text in lines)
    assert any("sem dados" in text for text in drawn(Curve("c", "C", "", "", Unit.DAYS, Unit.DAYS, ())))


def test_columns_are_bars_of_their_parts_with_each_number_beside_them():
    parts = (ColumnSeries("ficaram", (20.0, 10.0)), ColumnSeries("perdidos", (-10.0, None)))
    chart = ColumnChart("k", "Meses", Unit.CUSTOMERS, ("2024-01", "2024-02"), parts, (), frozenset({1}))
    *_, first, second, legend, star, _ = drawn(chart)
    assert legend == " █ ficaram  ░ perdidos"
    assert second.count("█") == first.count("░") > 0
    assert abs(first.count("█") - 2 * first.count("░")) <= 1
    assert first.split()[-4:] == ["ficaram", "20", "perdidos", "-10"]
    assert second.split()[:2] == ["2024-02", "*"]
    assert second.split()[-2:] == ["perdidos", "n/d"]
    assert star == " * incompleto"


def test_tiles_are_bars_with_value_share_and_detail():
    chart = Tiles("t", "Segmentos", Unit.REAIS, (Tile("Campeões", 300.0, "3 clientes"), Tile("Leais", 100.0)))
    *_, first, second, _ = drawn(chart)
    assert abs(first.count("█") - 3 * second.count("█")) <= 1
    assert second.count("█") > 1
    assert first.endswith("R$ 300,00 · 75,0 %  3 clientes")
    assert second.endswith("R$ 100,00 · 25,0 %")


def test_labels_from_data_can_steer_nothing():
    for chart in (
        Histogram("h", "H", Unit.DAYS, (Bin(EVIL, 1),)),
        ColumnChart("k", "K", Unit.DAYS, (EVIL,), (ColumnSeries(EVIL, (1.0,)), ColumnSeries(EVIL, (1.0,)))),
        Tiles("t", "T", Unit.DAYS, (Tile(EVIL, 1.0, EVIL),)),
    ):
        text = "\n".join(drawn(chart))
        assert "\x1b" not in text
        assert "[red]" in text


def test_a_jump_at_the_first_day_is_drawn_where_it_ends():
    line = Line("convertidos", ((0.0, 0.0), (0.0, 0.25), (90.0, 0.25)), step=True)
    lines = drawn(Curve("c", "C", "dias", "%", Unit.DAYS, Unit.FRACTION, (line,)))
    assert lines[4].startswith(" 25,0 % ┤⠉⠉⠉")


def test_no_two_lines_and_no_two_parts_look_alike_without_colour():
    points = tuple((float(x), float(x)) for x in range(1, 5))
    lines = tuple(Line(name, points, apart=name.isupper()) for name in ("A", "b", "B", "c", "d", "C"))
    chart = Curve("c", "Curva", "x", "y", Unit.NUMBER, Unit.NUMBER, lines)
    legend = [line.split() for line in drawn(chart)[-7:-1]]
    assert [name for _, name in legend] == ["A", "b", "B", "c", "d", "C"]
    assert len({mark for mark, _ in legend}) == len(lines)
    parts = (ColumnSeries("fica", (3.0, 2.0)), ColumnSeries("recebe", (1.0, 0.0)), ColumnSeries("cede", (0.0, -1.0)))
    columns = ColumnChart("d", "Divisão", Unit.CUSTOMERS, ("Ana", "Bruno"), parts)
    assert " █ fica  ▓ recebe  ░ cede" in drawn(columns)
