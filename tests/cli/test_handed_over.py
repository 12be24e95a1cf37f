"""A report to hand over has a file of its own on a terminal, replaces no other, and is printed by a browser."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import zipfile
from contextlib import redirect_stdout
from email import message_from_bytes, policy

import pytest

from carteira_cli.cli.main import main
from carteira_cli.errors import OutputError, SurroundingsError
from carteira_cli.render.page import pdf
from tests.running import ROOT, carteira

SHOP = ROOT / "examples" / "distribuidora"
MINIMAL = ROOT / "examples" / "minima"
WORDS = ("relatorio", "-C", str(MINIMAL), "-p", "2024-03", "--secoes", "numeros,dados")
NAME = "carteira-2024-03.html"


class Terminal(io.TextIOWrapper):
    """A stdout that somebody looks at."""

    def isatty(self):
        return True


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Where the shell stands, which is not where the data are."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def on_a_terminal(*words):
    """Exit code and what the terminal shows."""
    screen = Terminal(io.BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(screen):
        code = main([str(word) for word in words])
    return code, screen.buffer.getvalue().decode()


# --- where it goes when nobody says ------------------------------------------------------------------------------


def test_on_a_terminal_it_is_a_file_where_the_shell_stands_and_stderr_says_so(here, capsys):
    assert on_a_terminal(*WORDS) == (0, "")
    assert [path.name for path in here.iterdir()] == [NAME]
    content = (here / NAME).read_bytes()
    assert content.lower().startswith(b"<!doctype html>")
    said = capsys.readouterr().err.splitlines()
    assert f"gravado: {NAME}, {round(len(content) / 1000)} KB" in said


def test_quiet_it_is_written_and_nothing_is_said(here, capsys):
    assert on_a_terminal(*WORDS, "-q") == (0, "")
    assert (here / NAME).is_file()
    assert capsys.readouterr().err == ""


def test_for_a_seller_the_file_has_her_name(here):
    words = ("relatorio", "-C", SHOP, "-p", "2024-12", "--secoes", "numeros", "--para", "vendedor=Fábio Conceição")
    assert on_a_terminal(*words, "-q") == (0, "")
    assert [path.name for path in here.iterdir()] == ["carteira-2024-12-vendedor-fabio-conceicao.html"]


def test_piped_it_is_the_page_and_no_file(here):
    ran = carteira(*WORDS, "-q")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.lower().startswith("<!doctype html>")
    assert list(here.iterdir()) == []


def test_a_format_or_a_file_that_is_named_is_what_happens(here):
    code, shown = on_a_terminal(*WORDS, "-q", "-f", "markdown")
    assert (code, shown.startswith("## ")) == (0, True)
    assert on_a_terminal(*WORDS, "-q", "-o", here / "r.md") == (0, "")
    assert [path.name for path in here.iterdir()] == ["r.md"]
    assert (here / "r.md").read_text("utf-8") == shown


def test_other_commands_show_their_tables_as_ever(here):
    code, shown = on_a_terminal("churn", "-C", MINIMAL, "-q")
    assert code == 0
    assert "Churn de clientes" in shown
    assert list(here.iterdir()) == []


def test_what_the_configuration_says_goes_before(here, tmp_path_factory):
    place = tmp_path_factory.mktemp("dados")
    for file in MINIMAL.glob("*.csv"):
        shutil.copy(file, place)
    (place / "carteira.toml").write_text('formato = "json"\n', encoding="utf-8")
    code, shown = on_a_terminal("relatorio", "-C", place, "-p", "2024-03", "--secoes", "dados", "-q")
    assert (code, shown[0]) == (0, "{")
    assert list(here.iterdir()) == []


def test_the_help_says_which_format_it_is():
    for command, name in (("relatorio", "html"), ("churn", "tabela")):
        told = " ".join(carteira(command, "--ajuda-completa").out.split())
        assert f"Formato da saída padrão. Padrão: {name}." in told or f"[padrão: {name}]" in told


# --- what it may replace ------------------------------------------------------------------------------------------


def test_its_own_file_is_replaced_and_any_other_is_kept(here, capsys):
    assert on_a_terminal(*WORDS, "-q")[0] == 0
    first = (here / NAME).read_bytes()
    (here / NAME).write_bytes(b"<!doctype html>an older one" + first[-200:])
    assert on_a_terminal(*WORDS, "-q")[0] == 0
    assert (here / NAME).read_bytes() == first
    (here / NAME).write_text("<!doctype html><title>a carteira do vizinho</title>", encoding="utf-8")
    capsys.readouterr()
    assert on_a_terminal(*WORDS, "-q") == (2, "")
    error, hint = capsys.readouterr().err.splitlines()
    assert error == f"erro: {NAME} já existe e não foi feito por carteira relatorio"
    assert "-o" in hint
    assert "vizinho" in (here / NAME).read_text("utf-8")
    assert on_a_terminal(*WORDS, "-q", "-o", here / NAME)[0] == 0  # who names it means it
    assert (here / NAME).read_bytes() == first


# --- as a job, and as a letter -----------------------------------------------------------------------------------


def test_a_job_fills_its_files(here):
    for file in MINIMAL.glob("*.csv"):
        shutil.copy(file, here)
    job = '[[exportar]]\ncomando = "relatorio"\nopcoes = { periodo = "2024-03", secoes = ["numeros", "ponte"] }\n'
    (here / "carteira.toml").write_text(job + 'saida = ["r-{periodo}.html", "r.xlsx", "r.eml", "r.json"]\n', "utf-8")
    ran = carteira("exportar", "-q")
    assert (ran.code, ran.err) == (0, "")
    assert (here / "r-2024-03.html").read_bytes().lower().startswith(b"<!doctype html>")
    assert zipfile.is_zipfile(here / "r.xlsx")
    letter = message_from_bytes((here / "r.eml").read_bytes(), policy=policy.default)
    names = [part.get_filename() for part in letter.iter_attachments()]
    assert names == ["relatorio-2024-03.html", "relatorio-2024-03.xlsx"]
    page, book = (part.get_payload(decode=True) for part in letter.iter_attachments())
    assert page == (here / "r-2024-03.html").read_bytes()
    assert book == (here / "r.xlsx").read_bytes()


# --- PDF ------------------------------------------------------------------------------------------------------------


def browser(place, script, name="chromium"):
    """A program that stands for a browser."""
    place.mkdir(exist_ok=True)
    path = place / name
    path.write_text(f"#!{sys.executable}\nimport os, sys\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


PRINTS = """
words = dict(word.partition("=")[::2] for word in sys.argv[1:])
made = words["--print-to-pdf"]
source = sys.argv[-1].removeprefix("file://")
open(made, "wb").write(b"%PDF-1.4 /CreationDate (D:20261129175307+00'00') " + open(source, "rb").read())
open(os.environ["SEEN"], "w").write("\\n".join(sys.argv[1:]))
"""


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("name", ["chromium", "google-chrome", "msedge"])
def test_a_browser_that_is_there_prints_the_page_alone_and_undated(here, monkeypatch, name):
    browser(here / "bin", PRINTS, name)
    monkeypatch.setenv("PATH", str(here / "bin"))
    monkeypatch.setenv("SEEN", str(here / "seen"))
    monkeypatch.delenv("CHROME", raising=False)
    assert carteira(*WORDS, "-q", "-o", here / "r.pdf", "-o", here / "r.html").code == 0
    content = (here / "r.pdf").read_bytes()
    assert content == b"%PDF-1.4 /CreationDate (D:19800101000000+00'00') " + (here / "r.html").read_bytes()
    words = (here / "seen").read_text("utf-8").splitlines()
    assert "--headless" in words
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in words
    assert ("--no-sandbox" in words) == (os.geteuid() == 0)
    [profile] = [word.partition("=")[2] for word in words if word.startswith("--user-data-dir=")]
    assert not os.path.exists(os.path.dirname(profile))  # noqa: PTH110, PTH120 - all of it is gone


@pytest.mark.slow
@pytest.mark.process
def test_the_variable_says_which_browser(here, monkeypatch):
    own = browser(here / "bin", PRINTS, "meu-navegador")
    monkeypatch.setenv("CHROME", str(own))
    monkeypatch.setenv("SEEN", str(here / "seen"))
    assert pdf.printed(b"<!doctype html>").endswith(b"<!doctype html>")
    monkeypatch.setenv("CHROME", str(here / "nenhum"))
    with pytest.raises(SurroundingsError, match="CHROME"):
        pdf.printed(b"")


def test_without_a_browser_the_way_out_is_told_and_nothing_is_written(here, monkeypatch):
    monkeypatch.setenv("PATH", str(here))
    monkeypatch.setattr(pdf, "_ELSEWHERE", ())
    monkeypatch.delenv("CHROME", raising=False)
    ran = carteira(*WORDS, "-q", "-o", here / "r.pdf")
    assert ran.code == 2
    error, hint = ran.error
    assert error == "para PDF é preciso um Chromium, e não há nenhum"
    assert "-o relatorio.html" in hint
    assert list(here.iterdir()) == []


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("sys.exit(1)", "o navegador não imprimiu a página"),
        ("import time\ntime.sleep(60)", "o navegador não imprimiu a página em 0 segundos"),
    ],
)
def test_a_browser_that_fails_or_hangs_is_an_error_and_is_ended(here, monkeypatch, script, message):
    monkeypatch.setenv("CHROME", str(browser(here / "bin", script)))
    monkeypatch.setattr(pdf, "SECONDS", 0.4)
    with pytest.raises(OutputError) as raised:
        pdf.printed(b"<!doctype html>")
    assert raised.value.message == message


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.skipif(not any(map(shutil.which, pdf.BROWSERS)), reason="there is no Chromium")
def test_a_real_browser_prints_the_same_bytes_twice(here):
    found = []
    for name in ("a.pdf", "b.pdf"):
        assert carteira(*WORDS, "-q", "-o", here / name).code == 0
        found.append((here / name).read_bytes())
    assert found[0].startswith(b"%PDF-")
    assert found[0] == found[1]
    assert not re.search(rb"\(D:(?!19800101000000)\d", found[0])
