"""Scratch folders of dead runs are swept by the next; those of live ones, and what is not ours, stay."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from carteira_cli.reading.inputs.leftover import PREFIX, SUFFIX, held_folder, sweep
from tests.running import WORKED, carteira

HOLDING = """
import time
from carteira_cli.reading.inputs.workspace import scratch
path = scratch(".csv")
path.write_text("cliente")
print(path, flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def folders(place):
    return sorted(path for path in place.iterdir() if path.name.startswith(PREFIX))


def running():
    process = subprocess.Popen([sys.executable, "-c", HOLDING], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


@pytest.mark.process
def test_kill_9_leaves_a_folder_that_the_next_run_removes_and_a_live_one_stays(tmp_path):
    dead, live = running(), running()
    try:
        dead.send_signal(signal.SIGKILL)
        dead.wait()
        assert len(folders(tmp_path)) == 2
        assert carteira("churn", "-C", WORKED, "-p", "2024-Q1", "-q").code == 0
        (left,) = folders(tmp_path)
        assert [path.read_text("utf-8") for path in left.iterdir()] == ["cliente"]
    finally:
        live.kill()
        live.wait()
        for process in (dead, live):
            process.stdout.close()
    sweep()
    assert folders(tmp_path) == []


def test_what_is_not_ours_stays(tmp_path):
    outside = tmp_path / "fora"
    outside.mkdir(mode=0o700)
    (outside / "tmpx").write_text("x", "utf-8")
    (tmp_path / f"{PREFIX}atalho{SUFFIX}").symlink_to(outside)
    (tmp_path / f"{PREFIX}arquivo{SUFFIX}").write_text("x", "utf-8")
    (tmp_path / f"{PREFIX}outra").mkdir(mode=0o700)
    open_to_others = tmp_path / f"{PREFIX}aberta{SUFFIX}"
    open_to_others.mkdir()
    open_to_others.chmod(0o755)
    of_somebody = tmp_path / f"{PREFIX}minha{SUFFIX}"
    of_somebody.mkdir(mode=0o700)
    (of_somebody / "tese.txt").write_text("x", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    sweep()
    assert sorted(tmp_path.rglob("*")) == before


def test_many_sweepers_at_once_remove_the_dead_and_no_new_folder(tmp_path):
    for number in range(40):
        folder = tmp_path / f"{PREFIX}{number}{SUFFIX}"
        folder.mkdir(mode=0o700)
        (folder / "tmpa").write_text("x", "utf-8")

    def work(number):
        return held_folder() if number % 2 else sweep()

    with ThreadPoolExecutor(8) as pool:
        held = [found for found in pool.map(work, range(40)) if found is not None]
    sweep()
    assert folders(tmp_path) == sorted(folder for folder, _ in held)
    for _, handle in held:
        os.close(handle)
    sweep()
    assert folders(tmp_path) == []
