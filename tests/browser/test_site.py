"""The site in a browser: legible for everybody, on a phone and in the dark, and searched without a server."""

from __future__ import annotations

import pytest

from tests.browser.test_handover import PHONE, WIDE
from tests.built_site import built_site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.process, pytest.mark.xdist_group("site")]
PAGES = ("index", "comandos/risco", "esquemas", "como-conferimos", "english", "search")


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (WIDE, True)], ids=["telefone-claro", "tela-escura"])
def test_nobody_is_kept_from_reading_it(chromium, axe, width, dark):
    site = built_site()
    for name in PAGES:
        chromium.show(site / f"{name}.html", width, dark=dark, phone=width == PHONE)
        assert [one for one in chromium.requests if not one.startswith(("file:", "data:"))] == []
        assert chromium.complaints == [], name
        assert chromium.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        chromium.run(f"{axe}; 0")
        found = chromium.run("axe.run(document, {preload: false}).then(found => found.violations.map(one => "
                             "[one.impact, one.id, one.nodes.map(node => node.html.slice(0, 200))]))")  # fmt: skip
        assert [one for one in found if one[0] in {"serious", "critical"}] == [], name


def test_it_is_searched_in_portuguese_without_a_server(chromium):
    chromium.show(built_site() / "search.html", WIDE)
    chromium.run("location.search = '?q=inadimplencia'; 0")
    for _ in range(100):
        told = chromium.run("new Promise(done => setTimeout(() => done(document.body.innerText), 50))")
        if "carteira credito" in told and "Pesquisa finalizada" in told:
            break
    assert "Pesquisa finalizada" in told
    assert "carteira credito" in told
