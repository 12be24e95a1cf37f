"""The page of a report that is handed over, opened and printed in a browser: quiet, whole, legible for everybody."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.browser.conftest import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.process]
WIDE, PHONE = 1280, 390
PAPER = (695, 1027)  # pixels between the margins of A4: 184 by 272 mm
LOOKS = [
    pytest.param(width, dark, id=f"{width}-{'escuro' if dark else 'claro'}")
    for width in (WIDE, PHONE)
    for dark in (False, True)
]
# Every text of a drawing against what it stands on: the tile it is in, or the page.
CONTRASTS = """
(() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(c => c / 255)
      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const page = getComputedStyle(document.querySelector('main')).backgroundColor;
  return [...document.querySelectorAll('figure svg text')].map(text => {
    const tile = text.closest('.tiles svg svg');
    const ground = tile ? getComputedStyle(tile.querySelector('rect')).fill : page;
    const [a, b] = [light(getComputedStyle(text).fill), light(ground)].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), text.textContent];
  });
})()
"""
# What sticks out of the page, or of the picture it is in.
STICKING_OUT = """
[...document.querySelectorAll('main *')].filter(one => !one.closest('.vh') && !one.closest('svg svg'))
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(one => one.tagName + ' ' + one.textContent.slice(0, 40))
"""


# Tables wider than the section or the half of a row that they are in.
CUT_INTO = """
[...document.querySelectorAll('main table')].filter(one => !one.closest('.vh'))
  .filter(one => one.getBoundingClientRect().right > one.parentElement.getBoundingClientRect().right + 1)
  .map(one => one.id)
"""


@pytest.mark.parametrize(("width", "dark"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_it_opens_without_a_word_a_request_or_a_horizontal_scroll(chromium, pages, name, width, dark):
    chromium.show(pages[name], width, dark=dark, phone=width == PHONE)
    assert chromium.complaints == []
    assert chromium.requests == [pages[name].as_uri()]
    assert chromium.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert chromium.run("document.documentElement.clientWidth") >= width - 20  # nothing has widened a phone's page
    assert chromium.run(STICKING_OUT) == []


@pytest.mark.parametrize(
    ("name", "width", "dark"),
    [(PAGES[0], width, dark) for width in (WIDE, PHONE) for dark in (False, True)]
    + [(name, width, width == PHONE) for name in PAGES[1:] for width in (WIDE, PHONE)],
)
def test_nobody_is_kept_from_reading_it(chromium, axe, pages, name, width, dark):
    chromium.show(pages[name], width, dark=dark, phone=width == PHONE)
    chromium.run(f"{axe}; 0")
    found = chromium.run("axe.run(document).then(found => found.violations.map(one => "
                         "[one.impact, one.id, one.nodes.map(node => node.html.slice(0, 200))]))")  # fmt: skip
    assert [one for one in found if one[0] in {"serious", "critical"}] == []
    assert [told for contrast, told in chromium.run(CONTRASTS) if contrast < 4.5] == []


def test_the_drawings_are_of_another_colour_in_the_dark(chromium, pages):
    fills = []
    for dark in (False, True):
        chromium.show(pages["distribuidora"], WIDE, dark=dark)
        fills.append(chromium.run("getComputedStyle(document.querySelector('.columns rect.one')).fill"))
    assert fills[0] != fills[1]


def test_nothing_of_a_name_is_run_or_made_an_element(chromium, pages):
    chromium.show(pages["hostil"], WIDE)
    assert chromium.run("document.querySelectorAll('script, img, b, a, iframe').length") == 0
    assert chromium.run("document.querySelectorAll('[onerror], [onload], [style]').length") == 0
    assert "<script>alert(1)</script>" in chromium.run("document.body.textContent")


def test_the_first_sheet_says_how_why_and_what_to_do(chromium, pages):
    """All before whom to call fits between the margins of one A4."""
    chromium.show(pages["distribuidora"], WIDE)
    chromium.as_printed(PAPER[0])
    ends = chromium.run(
        "['numeros', 'ponte', 'meses'].map(id => document.getElementById(id).getBoundingClientRect().bottom)"
    )
    assert ends == sorted(ends)
    assert ends[-1] <= PAPER[1]
    begins = "getComputedStyle(document.getElementById('{}')).breakBefore"
    assert [chromium.run(begins.format(key)) for key in ("previsao", "vendedores", "como_se_calcula")] == ["page"] * 3


@pytest.mark.parametrize(("name", "most"), [("distribuidora", 10), ("assinaturas", 4), ("minima", 8)])
def test_a_report_has_few_sheets(chromium, pages, name, most):
    chromium.show(pages[name], WIDE)
    sheets = re.findall(rb"/Type\s*/Page\b", chromium.printed())
    assert 2 <= len(sheets) <= most


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_on_paper(chromium, pages, name):
    chromium.show(pages[name], WIDE)
    chromium.as_printed(PAPER[0])
    assert chromium.run(STICKING_OUT) == []
    assert chromium.run(CUT_INTO) == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="não há pdftotext: apt-get install poppler-utils")
def test_each_sheet_says_which_of_how_many_and_the_period(chromium, pages, tmp_path):
    chromium.show(pages["distribuidora"], WIDE)
    (tmp_path / "r.pdf").write_bytes(chromium.printed())
    found = subprocess.run(
        [shutil.which("pdftotext"), "-layout", tmp_path / "r.pdf", "-"], capture_output=True, check=True, text=True
    )
    sheets = found.stdout.removesuffix("\f").split("\f")
    for place, said in enumerate(sheets):
        assert f"{place + 1} de {len(sheets)}" in said
        assert "Carteira de clientes: dezembro de 2024" in said
    assert [place for place, said in enumerate(sheets) if "Quem precisa de atenção" in said] == [1]
    calling = [said for said in sheets if "Parado há" in said]
    assert all("Cliente" in said for said in calling)  # the heads are repeated
