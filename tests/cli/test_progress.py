"""What a terminal shows of a run that takes a while: phase, file, bytes, lines; elsewhere nothing, for nothing."""

from __future__ import annotations

import os
import pty
import re
import sys

import polars as pl
import pytest

from carteira_cli.cli import progress
from carteira_cli.reading.progress import blocks_of, counted, phase, told
from carteira_cli.reading.text.blocks import byte_blocks
from tests.running import ROOT, carteira

AT_ONCE = "import carteira_cli.cli.progress as p; p.DELAY = 0\nfrom carteira_cli.__main__ import run; run()"
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"


class Heard:
    """A listener that keeps what it is told."""

    def __init__(self):
        self.phases, self.files, self.blocks = [], [], []

    def phase(self, word):
        self.phases.append(word)

    def reading(self, name, size):
        self.files.append((name, size))
        return lambda lines, count: self.blocks.append((lines, count))


def test_each_block_of_a_text_is_told_with_its_lines_and_bytes(tmp_path):
    path = tmp_path / "v.csv"
    path.write_bytes(b"0123456\n" * 1000)
    heard = Heard()
    with told(heard):
        assert sum(map(len, byte_blocks(path, 0, 8000, b"\n", 1024))) == 8000
    assert heard.files == [("v.csv", 8000)]
    assert [sum(each) for each in zip(*heard.blocks, strict=True)] == [1000, 8000]
    assert len(heard.blocks) < 10  # a call a block, not a line


def test_lines_that_the_engine_reads_are_told_and_stay_the_same(tmp_path):
    path = tmp_path / "v.csv"
    pl.DataFrame({"a": range(100_000)}).write_csv(path)
    lines = pl.scan_csv(path)
    heard = Heard()
    with told(heard):
        watched = counted(lines, "pasta/v.csv", path, path.stat().st_size)
    assert watched.collect(engine="streaming").equals(lines.collect())
    assert heard.files == [("v.csv", path.stat().st_size)]
    assert sum(lines for lines, _ in heard.blocks) == 100_000
    assert len(heard.blocks) < 100


def test_without_a_listener_nothing_is_called(tmp_path):
    lines = pl.LazyFrame({"a": [1]})
    assert counted(lines, "v.csv", tmp_path / "v.csv", 1) is lines
    assert blocks_of(tmp_path / "v.csv", 1) is None
    phase("calculando")


def test_the_phases_of_an_analysis_in_order(tmp_path):
    (tmp_path / "vendas.csv").write_text("cliente,data,valor\nA,2024-01-31,1\n", encoding="utf-8")
    heard = Heard()
    with told(heard):
        assert carteira("churn", "-C", tmp_path).code == 0
    assert heard.phases == ["conferindo", "calculando"]
    assert {name for name, _ in heard.files} == {"vendas.csv"}


def test_what_is_known_is_said(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    display = progress.Display("lendo")
    assert display.facts == ""
    tell = display.reading("v.csv", 46_638_135)
    tell(98_918, 11_534_336)
    now[0] += 2
    assert display.facts == "11,5 MB de 46,6 MB  98.918 linhas  5,8 MB/s"
    display.step("calculando x", 1, 3)
    assert display.facts == "1 de 3"
    tell(1, 1)  # of a file that is read no more
    assert display.facts == "1 de 3"
    display.phase("gravando")
    assert display.facts == ""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grande")
    assert carteira("exemplo", "-o", folder, "--clientes", "500", "--vendas", "120000", "-q").code == 0
    return folder


def on_a_terminal(*words, stop=None):
    """What a terminal gets of a run, and how it ends; Ctrl-C once it shows `stop`."""
    child, terminal = pty.fork()
    if child == 0:
        env = os.environ | {"COLUMNS": "100", "TERM": "xterm", "PYTHONPATH": str(ROOT)}
        os.execve(sys.executable, [sys.executable, "-c", AT_ONCE, *map(str, words)], env)  # noqa: S606 - on a terminal
    shown = b""
    try:
        while block := os.read(terminal, 65536):
            shown += block
            if stop is not None and stop in shown.decode(errors="replace"):
                os.write(terminal, b"\x03")
                stop = None
    except OSError:  # how Linux says that the other side is gone
        pass
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


@pytest.mark.slow
@pytest.mark.process
def test_a_terminal_sees_phase_file_bytes_lines_and_rate_and_keeps_its_cursor(large, tmp_path):
    code, shown = on_a_terminal("churn", "-C", large, "-o", tmp_path / "r.xlsx", "--sem-cache")
    assert code == 0, shown
    for word in ("lendo", "conferindo", "calculando"):
        assert word in shown
    assert re.search(r"conferindo vendas\.csv .*\d,\d MB de 1\d,\d MB  1\d\d\.000 linhas  [\d,]+ [KMG]B/s", shown)
    assert shown.rfind(SHOW) > shown.rfind(HIDE)
    assert "gravado: " in shown.rpartition("\x1b")[2]


@pytest.mark.slow
@pytest.mark.process
def test_ctrl_c_leaves_the_cursor(large):
    code, shown = on_a_terminal("churn", "-C", large, "--sem-cache", stop="conferindo vendas.csv")
    assert code == 130
    assert "interrompido (Ctrl-C)" in shown
    assert shown.rfind(SHOW) > shown.rfind(HIDE)


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("words", [["-q"], ["--log", "json"]], ids=["quiet", "log"])
def test_a_quiet_run_and_one_with_a_log_draw_nothing(large, words):
    code, shown = on_a_terminal("churn", "-C", large, "--sem-cache", *words)
    assert code == 0
    assert "conferindo" not in shown
    assert HIDE not in shown
