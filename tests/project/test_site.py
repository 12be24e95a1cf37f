"""The site is made anew of what the project is: nothing in it is out of date, leads nowhere or comes from elsewhere."""

from __future__ import annotations

import importlib
import re
import runpy
import subprocess
import sys
from types import SimpleNamespace

import pytest

from carteira_cli.commands import commands
from carteira_cli.kpis.apart import apart
from carteira_cli.kpis.catalogue import catalogue
from tests.built_site import built_site
from tests.running import ROOT

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def docs():
    """The modules that make the pages, which find each other as those of one program do."""
    names = [path.stem for path in DOCS.glob("[a-z]*.py") if path.stem != "conf"]
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        patch.setattr(sys, "path", [*sys.path])  # to which the program adds its own folder
        whole = {"__main__": SimpleNamespace(**runpy.run_path(str(DOCS / "__main__.py"), run_name="docs"))}
        yield whole | {name: importlib.import_module(name) for name in names}
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def site():
    return built_site()


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.xdist_group("site")
def test_every_page_is_there_in_portuguese_and_fetches_nothing(site, docs):
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert {f"comandos/{name}.html" for name in commands()} <= {*pages}
    assert all(f"({key})" in pages["indicadores.html"] for key in {**catalogue(), **apart()})
    assert {"como-conferimos.html", "english.html", "seguranca.html", "mudancas.html", "search.html"} <= {*pages}
    for name, text in pages.items():
        assert not re.search(r'<(?:link|script|img)\b[^>]*(?:src|href)="(?:https?:)?//', text), name
        assert not docs["looks"].ENGLISH.search(text), name
        assert '<html class="no-js" lang="pt-BR"' in text or name == "relatorio.html", name
    assert 'lang="en"' in pages["english.html"]
    assert "--completo" in pages["comandos/index.html"]
    assert pages["relatorio.html"] == (ROOT / "examples" / "relatorio.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.process
def test_every_test_that_holds_a_promise_is_collected(docs):
    names = docs["promises"].named_tests()
    assert len(names) > 40
    asked = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-n", "0", "-p", "no:cacheprovider", *names]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr


def test_a_promise_without_its_test_is_refused(docs):
    promises = docs["promises"]
    assert promises.tests_in("tests/project/test_site.py::test_a_promise_without_its_test_is_refused") == 1
    assert all(promises.tests_in(name) for name in promises.named_tests())
    for gone in ("tests/project/test_gone.py", "tests/project/test_site.py::test_gone", "tests/worked_examples"):
        with pytest.raises(promises.UnheldPromiseError, match=re.escape(gone)):
            promises.tests_in(gone)


def test_a_text_that_links_what_is_not_there_is_refused(docs):
    chapters = docs["chapters"]

    def relinked(text, source="README.md"):
        return chapters.relinked(text, source, "manual/comece.md", {"#json": "manual/json.md"}, kept.append)

    kept = []
    assert relinked("[x](#json) [y](CHANGELOG.md)") == "[x](json.md#json) [y](../mudancas.md)"
    assert relinked("[a](../definicoes.md)", "examples/guias/analista.md") == "[a](../indicadores.md)"
    assert relinked("[um exemplo](examples/minima)") == "um exemplo"
    assert relinked("![a](examples/churn.svg)") == "![a](../figuras/churn.svg)"
    assert relinked("[`r`](examples/relatorio.html)") == '<a href="../relatorio.html"><code>r</code></a>'
    assert kept == ["examples/churn.svg", "examples/relatorio.html"]
    code = "```sh\n[x](gone.md)\n```\n\n    [x](gone.md)\n"
    assert relinked(code) == code
    for dead in ("[x](gone.md)", f"{code}\n[x](gone.md)", "[x](#gone)", "![x](examples/gone.svg)"):
        with pytest.raises(chapters.DeadLinkError):
            relinked(dead)


def test_every_chapter_of_the_readme_is_a_page(docs):
    chapters = docs["chapters"]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = chapters.readme_chapters(text)
    assert [*found][1:] == re.findall(r"^## (.*)$", text, re.MULTILINE)
    places = [chapters.chapter_page(heading) for heading in found]
    assert len({*places}) == len(places)
    assert all(re.fullmatch(r"[a-z0-9/-]+\.md", place) for place in places)


def test_exit_codes_keys_and_commands_that_are_gone_are_refused(docs, monkeypatch):
    records, english = docs["records"], docs["english"]
    told = docs["chapters"].readme_chapters((ROOT / "README.md").read_text(encoding="utf-8"))
    monkeypatch.setattr(
        records, "readme_chapters", lambda _: {**told, "Comandos": told["Comandos"].replace("| 75 |", "| 76 |")}
    )
    with pytest.raises(records.OutdatedPageError, match="76"):
        records.pages_of_records()
    monkeypatch.undo()
    monkeypatch.setitem(docs["sections"].MEANINGS, "exportar", {"nome": "", "comando": "", "opcoes": ""})
    with pytest.raises(docs["sections"].UnknownKeyError, match=r"exportar.*saida"):
        records.pages_of_records()
    monkeypatch.setitem(english.COMMANDS, "sumiu", "Gone")
    with pytest.raises(records.OutdatedPageError, match="sumiu"):
        english.page()


def test_links_of_built_pages_are_followed(docs, tmp_path):
    (tmp_path / "a.html").write_text(
        '<p id="x"><a href="b.html#y">b</a><a href="#x">x</a><a href="https://example.org">out</a>'
        '<a href="b.html#z">z</a><a href="c.html">c</a><img src="//example.org/i.png"><script src="s.js"></script>',
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text('<h1 id="y">b</h1>', encoding="utf-8")
    (tmp_path / "estilo.css").write_text("body { background: url(https://example.org/f.png) }", encoding="utf-8")
    assert [*docs["links"].complaints(tmp_path)] == [
        "a.html: fetches //example.org/i.png",
        "a.html: b.html#z has no such anchor",
        "a.html: c.html is not there",
        "a.html: s.js is not there",
        "estilo.css: fetches from elsewhere",
    ]


def test_what_the_site_lacks_is_told_with_the_line_that_installs_it(docs, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "furo", None)
    with pytest.raises(SystemExit, match=r"pip install -e '\.\[site\]'"):
        docs["__main__"].build(tmp_path)
    assert not [*tmp_path.iterdir()]
