"""A file that an earlier run opened is not opened again, and what is asked beyond what was kept is as it always was."""

from __future__ import annotations

import gzip

import polars as pl
import pytest

from carteira_cli.reading import beginning, cache, files
from tests.reading.test_cache import CHURN, TEXT, entries, write
from tests.running import carteira

PLAIN = TEXT.replace("Faturado", "Liquidação")
TEXTS = {  # what is sound, what is rewritten, what has titles and totals, and lines that only the full reading finds
    "sound": PLAIN.encode(),
    "windows": PLAIN.encode("cp1252"),
    "mended": PLAIN.replace("C7;", 'C7";"', 1).encode(),
    "titled": ("Relatório de vendas\n\n" + PLAIN + "Total;;80000,00;\n").encode(),
    "glued": (PLAIN + "\n" + PLAIN).encode(),
    "short": (PLAIN + "C8;01/09/2024;10,00\nC9;02/09/2024;;\n").encode("cp1252"),
    "rejected": (PLAIN + "C8;31/02/2024;10,00;Liquidação\n;02/09/2024;1,00;\n").encode(),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder for files, and a cache of the test's own."""
    monkeypatch.delenv("CI")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "YOUNG", 1 << 62)  # a file that is no longer young is read once more
    data = tmp_path / "dados"
    data.mkdir()
    return data


@pytest.fixture
def sealed(monkeypatch):
    """From here on no file is opened."""

    def refuse(*_):
        raise AssertionError("the file is opened again")

    def begin():
        monkeypatch.setattr(files, "_local", refuse)

    return begin


def put(folder, name):
    """A file of sales of some kind."""
    if name == "sheet":
        pl.read_csv(PLAIN.encode(), separator=";", infer_schema=False).write_excel(folder / "vendas.xlsx")
    elif name == "packed":
        (folder / "vendas.csv.gz").write_bytes(gzip.compress(TEXTS["windows"]))
    else:
        write(folder, "").write_bytes(TEXTS[name])


def told(folder, *words):
    ran = carteira(*(words or CHURN), "-C", folder, "-f", "json")
    assert ran.code in {0, 2}, ran.err
    return ran.code, ran.out, ran.err


@pytest.mark.parametrize("kind", [*TEXTS, "packed", "sheet"])
def test_the_second_run_opens_no_file_and_says_the_same(folder, sealed, kind):
    put(folder, kind)
    plain = told(folder, *CHURN, "--sem-cache")
    assert plain == told(folder)
    sealed()
    assert plain == told(folder)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["windows", "rejected", "sheet"])
def test_whatever_is_gone_or_asked_besides_comes_from_the_file(folder, monkeypatch, kind):
    monkeypatch.setattr(beginning, "LINES", 10)
    put(folder, kind)
    plain = told(folder, *CHURN, "--sem-cache")
    assert plain == told(folder)
    for path in entries(folder):
        path.unlink()
        assert plain == told(folder)
    more = [("ticket", "--periodo", "2024-Q3", "--por", "vendas.status"), ("validar",), ("inspecionar", "vendas")]
    found = [told(folder, *words) for words in more]
    monkeypatch.setenv("CI", "true")  # nothing is kept
    assert found == [told(folder, *words) for words in more]


@pytest.mark.parametrize("told_as", ["--separador", "--perfil"])
def test_what_the_user_says_of_a_file_opens_it_anew(folder, told_as):
    put(folder, "windows")
    told(folder)
    value = {"--separador": ",", "--perfil": "pedidos-simples"}[told_as]
    assert told(folder, *CHURN, told_as, value) == told(folder, *CHURN, told_as, value, "--sem-cache")


def test_a_file_is_called_as_it_was_typed(folder, monkeypatch):
    put(folder, "rejected")
    monkeypatch.chdir(folder)
    for typed in ("vendas.csv", "../dados/vendas.csv", folder / "vendas.csv"):
        words = (*CHURN, "--vendas", typed)
        assert told(folder, *words) == told(folder, *words, "--sem-cache")
