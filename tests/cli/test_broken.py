"""What neither user nor data is to blame for: a Ctrl-C while loading, limits of the system, a damaged installation."""

from __future__ import annotations

import errno
import os
import resource
import runpy
import sys
from threading import Thread

import pytest
from typer.exceptions import Abort

from carteira_cli.__main__ import run as start
from carteira_cli.cli import broken, main
from carteira_cli.cli.guard import check_open_files
from carteira_cli.errors import DataError, SurroundingsError


class _Failing:
    """A finder of modules that ends the import of one."""

    def __init__(self, name: str, error: BaseException) -> None:
        self.name, self.error = name, error

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name == self.name:
            raise self.error


@pytest.mark.parametrize("module", ["carteira_cli.errors", "carteira_cli.cli.main", "carteira_cli.cli.broken"])
def test_a_ctrl_c_while_the_program_loads_is_130_without_a_word(monkeypatch, capsys, module: str):
    for name in [name for name in sys.modules if name.startswith("carteira_cli")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_Failing(module, KeyboardInterrupt()), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("carteira_cli", run_name="__main__")
    assert (ended.value.code, capsys.readouterr().err) == (130, "")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ImportError("no such part", name="carteira_cli.x"), "a instalação está danificada: carteira_cli.x"),
        (EOFError("marshal data too short"), "a instalação está danificada"),
        (ValueError("bad marshal data (unknown type code)"), "a instalação está danificada"),
        (OSError(errno.EMFILE, "Too many open files"), "há arquivos abertos demais"),
    ],
)
def test_what_keeps_the_program_from_loading_is_told(monkeypatch, capsys, error: Exception, said: str):
    monkeypatch.delitem(sys.modules, "carteira_cli.cli.main")
    monkeypatch.setattr(sys, "meta_path", [_Failing("carteira_cli.cli.main", error), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        start()
    first, second = capsys.readouterr().err.splitlines()
    assert ended.value.code == 2
    assert first.startswith(f"erro: {said}")
    assert second.startswith("dica: ")


def test_any_other_error_while_loading_keeps_its_trace(monkeypatch):
    monkeypatch.delitem(sys.modules, "carteira_cli.cli.main")
    monkeypatch.setattr(sys, "meta_path", [_Failing("carteira_cli.cli.main", ValueError("a bug")), *sys.meta_path])
    with pytest.raises(ValueError, match="a bug"):
        start()


def test_code_cut_short_inside_a_command_is_no_ctrl_c(capsys):
    with main.Ending([]) as outcome:
        raise Abort from EOFError("marshal data too short")
    assert outcome.code == 2
    assert "reinstale" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (EOFError("marshal data too short"), "reinstale"),
        (OSError(errno.EMFILE, "x"), "ulimit -n"),
        (RuntimeError("OS can't spawn worker thread: Resource temporarily unavailable"), "ulimit -u"),
        (EOFError("Compressed file ended before the end-of-stream marker was reached"), "vendas.csv"),
    ],
)
def test_a_file_is_not_blamed_for_what_the_surroundings_lack(capsys, cause: Exception, said: str):
    with main.Ending([]) as outcome:
        raise DataError("vendas.csv: o conteúdo não pôde ser lido até o fim", "exporte o arquivo de novo") from cause
    assert outcome.code == 2
    assert said in capsys.readouterr().err


def test_an_abort_of_its_own_is_still_an_interruption(capsys):
    with main.Ending([]) as outcome:
        raise Abort
    assert outcome.code == 130
    assert "interrompido" in capsys.readouterr().err


def test_too_few_files_that_may_be_opened_are_refused_before_anything_needs_them():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    spare = os.dup(0)
    os.close(spare)
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare + 2, before[1]))
    try:
        with pytest.raises(SurroundingsError, match="ulimit -n"):
            check_open_files()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    check_open_files()


def test_a_thread_that_may_not_start_is_the_system_s_limit(monkeypatch, capsys):
    def refused(_thread: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refused)
    monkeypatch.setattr(main, "watched", lambda *_: None)
    monkeypatch.setattr(main.signal, "pthread_sigmask", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == 2
    assert "ulimit -u" in capsys.readouterr().err


@pytest.mark.parametrize("error", [ValueError("x"), OSError(errno.ENOENT, "x"), RuntimeError("x"), EOFError("x")])
def test_what_is_somebody_s_fault_is_told_elsewhere(error: Exception):
    assert broken.reason(error) is None
