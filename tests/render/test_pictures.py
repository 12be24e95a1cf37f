"""Pictures for pages and letters: the same bytes everywhere, nothing cut, nothing from outside."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
from subprocess import PIPE
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.api import report_of
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
from carteira_cli.config.resolve import load
from carteira_cli.render.pictures import SCALE, png, svg
from carteira_cli.render.pictures.columns import PARTS
from carteira_cli.render.pictures.heat import ground
from carteira_cli.render.pictures.lines import _tick_texts, _ticks
from carteira_cli.render.pictures.paper import FALL, RISE, TOTAL
from carteira_cli.render.tiling import tiling
from carteira_cli.units import Unit
from tests.running import ROOT

DRAWING = ("churn-receita", "coortes", "conversao", "pareto", "ciclo", "rfm")
EVIL = '$x^2$ <b>&"\x1b[31m\u202e\nfim$'
LONG = "nome comprido " * 9 + "x" * 120
DIGESTS = """
import hashlib, pickle, sys
from carteira_cli.render.pictures import png, svg
for chart in pickle.load(sys.stdin.buffer):
    print(hashlib.sha256(svg(chart, prefix="a-").encode() + png(chart)[0]).hexdigest())
"""


def of_examples():
    options = {"pasta": str(ROOT / "examples" / "distribuidora"), "periodo": "2024-Q1"}
    return [chart for command in DRAWING for chart in report_of(command, load(options, environ={})).charts]


def synthetic(label="norte", unit=Unit.REAIS):
    line = Line(label, ((0.0, 0.0), (0.5, 3.5), (2.0, -1.0)))
    return [
        Waterfall("p", label, unit, (Step("a", 100.0, total=True), Step(label, -150.0), Step("c", None))),
        HeatMap("m", label, unit, label, (label, "b"), (label, "2"), ((1e9, None), (-3.0, 0.0))),
        Curve("c", label, label, label, Unit.DAYS, unit, (line, Line("outra", ((1.0, 1.0),), step=True))),
        Histogram("h", label, Unit.INTERVALS, (Bin(label, 3, label), Bin("b", 0))),
        ColumnChart(
            "k", label, unit, (label, "2024-02"), (ColumnSeries(label, (1.0, None)), ColumnSeries("b", (-2.0, 3.0))),
            (ColumnSeries(label, (1.0, None)),), frozenset({1}),
        ),
        Tiles("t", label, unit, (Tile(label, 3.0, label), Tile("b", 1.0))),
    ]  # fmt: skip


EMPTY = [
    Waterfall("p", "P", Unit.REAIS, ()),
    Waterfall("p", "P", Unit.REAIS, (Step("a", None, total=True), Step("b", 0.0))),
    HeatMap("m", "M", Unit.DAYS, "R", (), (), ()),
    HeatMap("m", "M", Unit.FRACTION, "R", ("a",), ("b",), ((None,),)),
    Curve("c", "C", "x", "y", Unit.DAYS, Unit.FRACTION, ()),
    Curve("c", "C", "x", "y", Unit.DAYS, Unit.FRACTION, (Line("a", ()), Line("b", ((1.0, 0.0),)))),
    Histogram("h", "H", Unit.DAYS, ()),
    Histogram("h", "H", Unit.DAYS, (Bin("a", 0),)),
    ColumnChart("k", "K", Unit.REAIS, (), ()),
    ColumnChart("k", "K", Unit.CUSTOMERS, ("2024-01",), (ColumnSeries("a", (None,)),)),
    Tiles("t", "T", Unit.REAIS, ()),
]


def elements(chart, **more):
    return list(ET.fromstring(svg(chart, **more)).iter())  # noqa: S314 - our own bytes


def texts(chart, **more):
    return [element.text for element in elements(chart, **more) if element.tag == "text"]


def fills(chart):
    return [element.attrib.get("style", "") for element in elements(chart) if element.tag == "path"]


@pytest.mark.slow
@pytest.mark.process
def test_the_charts_of_every_command_give_the_same_bytes_in_any_process(tmp_path):
    charts = of_examples()
    assert {type(chart) for chart in charts} == {Waterfall, HeatMap, Curve, Histogram}
    running = []
    handed = tmp_path / "charts"
    handed.write_bytes(pickle.dumps(charts))
    for variables in (
        {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {
            "TZ": "Asia/Tokyo",
            "LC_ALL": "pt_BR.UTF-8",
            "PYTHONHASHSEED": "2",
            "MPLBACKEND": "svg",
            "HOME": "/dev/null/nada",
        },
    ):
        env = {k: v for k, v in os.environ.items() if k not in {"MPLCONFIGDIR", "XDG_CACHE_HOME"}} | variables
        with handed.open("rb") as charts_in:
            running.append(
                subprocess.Popen(
                    [sys.executable, "-c", DIGESTS], cwd=ROOT, env=env, stdin=charts_in, stdout=PIPE, stderr=PIPE
                )
            )
    (first, told), (second, told_too) = (process.communicate() for process in running)
    assert (told, told_too) == (b"", b"")
    assert len(first.split()) == len(charts)
    assert first == second


@pytest.mark.slow
@pytest.mark.parametrize("place", range(6))
def test_the_same_bytes_twice_in_one_process_and_no_settings_left_behind(place):
    chart = synthetic()[place]
    before = dict(mpl.rcParams)
    first = svg(chart, prefix="p-"), png(chart)
    mpl.rcParams["figure.facecolor"] = "red"  # what a user of ours may have set
    try:
        assert (svg(chart, prefix="p-"), png(chart)) == first
    finally:
        mpl.rcParams["figure.facecolor"] = before["figure.facecolor"]
    assert dict(mpl.rcParams) == before


@pytest.mark.slow
@pytest.mark.parametrize("label", [EVIL, LONG, "", "$", "日本 😀"], ids=["evil", "long", "none", "dollar", "glyphs"])
def test_a_text_from_data_is_drawn_as_it_is_and_whole(label):
    wanted = "".join(label.replace("\x1b", "\\x1b").replace("\u202e", "\\x202e").split())
    for chart in synthetic(label):
        drawn = "".join(texts(chart)).replace(" ", "")
        assert wanted in drawn
        width = float(elements(chart)[0].attrib["width"])
        assert all(0 <= float(e.attrib["x"]) <= width for e in elements(chart) if e.tag == "text")
        assert png(chart)[0].startswith(b"\x89PNG")


@pytest.mark.parametrize("place", range(len(EMPTY)))
def test_a_chart_without_data_is_a_picture_too(place):
    assert texts(EMPTY[place])
    assert png(EMPTY[place])[1] > 0


@pytest.mark.slow
@pytest.mark.parametrize("place", range(6))
def test_a_picture_in_a_page_asks_for_nothing_and_clashes_with_nothing(place):
    chart = synthetic()[place]
    one, other = (elements(chart, prefix=prefix) for prefix in ("a-", "b-"))
    ids = [{e.attrib["id"] for e in found if "id" in e.attrib} for found in (one, other)]
    assert not ids[0] & ids[1]
    assert "://" not in svg(chart)
    assert {e.tag for e in one} <= {"svg", "g", "defs", "clipPath", "rect", "path", "use", "text", "pattern"}
    references = {e.attrib["href"] for e in one if "href" in e.attrib}
    assert references <= {f"#{name}" for name in ids[0]}
    assert one[0].attrib["aria-label"] == chart.title
    assert chart.title in texts(chart)
    assert texts(chart, titled=False).count(chart.title) == texts(chart).count(chart.title) - 1


def test_rises_falls_and_totals_are_told_apart_by_sign_too():
    steps = (Step("início", 100.0, total=True), Step("queda", -30.0), Step("alta", 5.0), Step("nada", None))
    chart = Waterfall("p", "P", Unit.REAIS_PER_MONTH, steps)
    assert texts(chart)[1::2] == ["início", "queda", "alta", "nada"]
    assert texts(chart)[2::2] == ["R$ 100,00 /mês", "-R$ 30,00 /mês", "+R$ 5,00 /mês", "n/d"]
    bars = [style for style in fills(chart) if any(colour in style for colour in (TOTAL, RISE, FALL))]
    assert [next(c for c in (TOTAL, RISE, FALL) if c in style) for style in bars] == [TOTAL, FALL, RISE]


def test_a_map_writes_each_number_and_leaves_the_unobserved_without_a_cell():
    chart = HeatMap("m", "M", Unit.FRACTION, "Coorte", ("a", "b"), ("0", "1"), ((1.0, 0.25), (0.0, None)))
    assert texts(chart)[1:] == ["Coorte", "0", "1", "a", "100,0 %", "25,0 %", "b", "0,0 %"]
    cells = [style.removeprefix("fill: ") for style in fills(chart)[1:]]
    assert cells == [ground(share, below=False) for share in (1.0, 0.25, 0.0)]
    assert len(set(cells)) == 3


def test_a_class_of_a_histogram_says_how_many_and_what_is_in_it():
    chart = Histogram("h", "H", Unit.INTERVALS, (Bin("1–7 dias", 1500, "mediana"), Bin("8 dias ou mais", 500)))
    assert texts(chart)[1:] == ["1–7 dias", "1.500 · 75,0 % · mediana", "8 dias ou mais", "500 · 25,0 %"]


def test_a_column_says_what_it_reaches_and_what_hangs_below_it():
    parts = (
        ColumnSeries("ficaram", (1500.0, 20.0)),
        ColumnSeries("novos", (500.0, None)),
        ColumnSeries("perdidos", (-7.0, None)),
    )
    chart = ColumnChart("k", "K", Unit.CUSTOMERS, ("2023-12", "2024-01"), parts)
    assert texts(chart)[1:] == [
        "ficaram", "novos", "perdidos", "2.000", "-7", "20", "dez", "2023", "jan", "2024",
    ]  # fmt: skip
    drawn = [style for style in fills(chart) if any(colour in style for colour in (*PARTS, FALL))]
    assert len(drawn) == 3 + 4  # the signs of the legend, and a box a number that is there
    assert sum(FALL in style for style in drawn) == 2


def test_money_of_columns_is_told_in_thousands_and_an_unfinished_month_is_hatched():
    chart = ColumnChart(
        "k", "K", Unit.REAIS, ("2024-01", "2024-02"), (ColumnSeries("receita", (420445.33, 99_500.0)),),
        (ColumnSeries("um ano antes", (None, 1.0)),), frozenset({1}),
    )  # fmt: skip
    assert texts(chart)[1:5] == ["em R$ mil", "receita", "um ano antes", "incompleto"]
    assert texts(chart)[5:7] == ["420", "100"]
    assert sum(element.tag == "pattern" for element in elements(chart)) == 2
    whole = ColumnChart("k", "K", Unit.REAIS, chart.labels, chart.parts)
    assert not any(element.tag == "pattern" for element in elements(whole))


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=12), st.floats(10, 1000), st.floats(10, 1000))
def test_tiles_are_as_large_as_their_values_and_cover_the_whole_without_overlapping(values, width, height):
    values.sort(reverse=True)
    places = tiling(values, width, height)
    total = sum(values)
    for value, (left, top, wide, high) in zip(values, places, strict=True):
        assert wide * high == pytest.approx(value / total * width * height, rel=1e-6)
        assert left >= -1e-6
        assert top >= -1e-6
        assert left + wide <= width * (1 + 1e-6)
        assert top + high <= height * (1 + 1e-6)
    for place, (left, top, wide, high) in enumerate(places):
        for x, y, other_wide, other_high in places[:place]:
            across = min(left + wide, x + other_wide) - max(left, x)
            down = min(top + high, y + other_high) - max(top, y)
            assert across <= width * 1e-6 or down <= height * 1e-6


def test_a_tile_says_what_fits_and_never_a_part_of_it():
    chart = Tiles(
        "t", "T", Unit.REAIS, (Tile("Campeões", 970_000.0, "50 clientes"), Tile("Novos", 1000.0, "6 clientes"))
    )
    assert texts(chart)[1:] == ["Campeões", "R$ 970 mil", "50 clientes"]


@pytest.mark.parametrize(
    ("low", "high", "unit", "expected"),
    [
        (0, 1, Unit.FRACTION, ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]),
        (0, 0.012, Unit.FRACTION, ["0,0 %", "0,2 %", "0,4 %", "0,6 %", "0,8 %", "1,0 %", "1,2 %"]),
        (-50_000, 100_000, Unit.REAIS, ["-R$ 50.000", "-R$ 25.000", "R$ 0", "R$ 25.000", "R$ 50.000", "R$ 75.000"]),
        (0, 3, Unit.MONTHS, ["0", "1", "2", "3"]),
        (7, 7, Unit.DAYS, ["7"]),
    ],
)
def test_ticks_are_round_and_brazilian(low, high, unit, expected):
    assert _tick_texts(_ticks(low, high, unit), unit)[: len(expected)] == expected


def test_a_png_has_twice_the_pixels_it_is_shown_at_and_no_date():
    from PIL import Image

    content, width, height = png(synthetic()[0])
    image = Image.open(io.BytesIO(content))
    assert image.size == (width * SCALE, height * SCALE)
    assert set(image.info) <= {"dpi"}
