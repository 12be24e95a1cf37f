"""A file that changes while it is read: no command makes a number out of two states of it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest
import xlsxwriter

from carteira_cli.sources.proving import proof
from tests.running import ROOT, Ran, carteira

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from carteira_cli.sources.part import Part

MINIMAL = ROOT / "examples" / "minima"
PERIOD = ("--periodo", "2024-Q1")
JOBS = """
[[exportar]]
nome = "a"
comando = "resumo"
opcoes = { periodo = "2024-Q1" }
saida = "resumo.csv"
[[exportar]]
nome = "b"
comando = "churn"
opcoes = { periodo = "2024-Q1" }
saida = "churn.csv"
"""
COMMANDS = {
    "resumo": ("resumo", *PERIOD, "-o", "saida.csv", "-o", "{periodo}.json"),
    "churn": ("churn", *PERIOD, "-o", "saida.csv"),
    "coortes": ("coortes", *PERIOD, "-o", "saida.csv"),
    "risco": ("risco", *PERIOD, "-o", "saida.csv"),
    "verificar": ("verificar", *PERIOD, "-o", "saida.csv"),
    "base gravar": ("base", "gravar", *PERIOD, "--base", "saida.csv"),
    "validar": ("validar", "-o", "saida.csv", "--rejeitadas", "rejeitadas.csv"),
    "importar": ("importar", "-o", "carteira"),
    "estrela": ("estrela", "-o", "estrela"),
    "exportar": ("exportar",),
    "iniciar": ("iniciar", "--forcar"),
}


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _grown(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(b"C01,2024-02-01,1.00\n")


def _touched(path: Path) -> None:
    """Other content of the same size, a moment later."""
    content = path.read_bytes()
    path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


def _replaced(path: Path) -> None:
    """The same bytes and times in another file that took the name."""
    other = path.with_name("outro.tmp")
    shutil.copy2(path, other)
    other.replace(path)


def _deleted(path: Path) -> None:
    path.unlink()


CHANGES = {change.__name__: change for change in (_cut, _grown, _touched, _replaced, _deleted)}


def _portfolio(folder: Path, kind: str = "csv") -> Path:
    """The example of ten customers, its sales in a format; returns the file of sales."""
    shutil.copytree(MINIMAL, folder)
    (folder / "carteira.toml").write_text('[[limites]]\nindicador = "churn"\naviso = "> 90%"\n' + JOBS, "utf-8")
    csv = folder / "vendas.csv"
    frame = pl.read_csv(csv, infer_schema=False)
    path = folder / f"vendas.{kind}"
    if kind == "parquet":
        frame.write_parquet(path)
    elif kind == "arrow":
        frame.write_ipc(path)
    elif kind == "xlsx":
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([frame.columns, *frame.iter_rows()]):
                sheet.write_row(number, 0, row)
    if kind != "csv":
        csv.unlink()
    return path


def _changing(patch: pytest.MonkeyPatch, change: Callable[[Path], None], path: Path) -> list[Path]:
    """Change the file once: after it was opened on its head, before its lines are counted."""
    done: list[Path] = []
    original = proof.look_at

    def looked(part: Part, *words: object) -> object:
        if not done and part.raw.name == str(path):
            done.append(path)
            change(path)
        return original(part, *words)  # type: ignore[arg-type]

    patch.setattr(proof, "look_at", looked)
    return done


def _refused(ran: Ran, path: Path) -> None:
    assert ran.code == 2, ran.err
    message, hint = ran.err.splitlines()[-2:]
    assert message.endswith(f"{path} mudou durante a leitura; repita"), ran.err
    assert "rode o comando de novo" in hint
    assert ran.out == ""


def _state(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_writes_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    path = _portfolio(tmp_path / "a")
    monkeypatch.chdir(tmp_path / "a")
    before = _state(tmp_path / "a")
    done = _changing(monkeypatch, _cut, path.relative_to(tmp_path / "a"))
    ran = carteira(*COMMANDS[command])
    assert done
    _refused(ran, done[0])
    written = {name: content for name, content in _state(tmp_path / "a").items() if not name.endswith(".lock")}
    assert {name: written[name] for name in written if name != "vendas.csv"} == {
        name: before[name] for name in before if name != "vendas.csv"
    }


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "arrow"])
@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_every_kind_of_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, change: str
) -> None:
    path = _portfolio(tmp_path / "a", kind)
    _changing(monkeypatch, CHANGES[change], path)
    ran = carteira("ticket", "--vendas", path, *PERIOD)
    _refused(ran, path)
    assert ("não está mais lá" in ran.err) == (change == "_deleted")


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("-f", "csv")])
@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_is_inspected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], change: str
) -> None:
    from carteira_cli.quality import inspect, table_text

    path = _portfolio(tmp_path / "a")

    def opened(*given: object) -> object:
        found = originals[0](*given)
        CHANGES[change](path)
        return found

    module, name = (table_text, "at_hand") if words else (inspect, "open_files")
    originals = [getattr(module, name)]
    monkeypatch.setattr(module, name, opened)
    _refused(carteira("inspecionar", path, *words), path)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["resumo", "vendedores", "exportar"])
def test_the_register_and_files_that_the_configuration_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    folder = tmp_path / "a"
    _portfolio(folder)
    register = (folder / "clientes.csv").rename(folder / "cadastro.csv")
    text = (folder / "carteira.toml").read_text("utf-8")
    (folder / "carteira.toml").write_text('clientes = "cadastro.csv"\npor = "uf"\n' + text, "utf-8")
    words = (command, "-C", folder, *PERIOD)
    assert carteira(*words).code == 0
    _changing(monkeypatch, _touched, register)
    _refused(carteira(*words), register)


def test_a_change_before_the_first_byte_is_looked_at_and_one_after_the_last_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dialect is guessed from the old file, or the report is whole before the new one is there: told apart."""
    from carteira_cli.cli import emit, execute
    from carteira_cli.reading.inputs import fetch, kinds

    path = _portfolio(tmp_path / "a")
    original, emitted = kinds.what_is, emit.emit

    def guessed(one: Path) -> object:
        if one == path:
            _touched(path)
        return original(one)

    def emitting(*words: object) -> None:
        _cut(path)
        emitted(*words)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(fetch, "what_is", guessed)
        _refused(carteira("ticket", "-C", tmp_path / "a", *PERIOD), path)
    monkeypatch.setattr(execute, "emit", emitting)
    assert carteira("ticket", "-C", tmp_path / "a", *PERIOD).code == 0


def test_jobs_share_one_state_of_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut after the first job, when the second takes its lines from the shelf: both were of the file as it was."""
    from carteira_cli.cli import report_files as files

    path = _portfolio(tmp_path / "a")
    original = files.files_of

    def made(*words: object) -> object:
        if path.stat().st_size > 100:  # once
            os.truncate(path, 100)
        return original(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "files_of", made)
    _refused(carteira("exportar", "-C", tmp_path / "a"), path)
    assert not (tmp_path / "a" / "resumo.csv").exists()


def test_what_can_be_read_only_once_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _portfolio(tmp_path / "a")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    from threading import Thread

    content = path.read_bytes()
    feeder = Thread(target=lambda: pipe.write_bytes(content), daemon=True)
    feeder.start()
    _changing(monkeypatch, lambda one: one.unlink(), pipe)
    ran = carteira("ticket", "--vendas", pipe, *PERIOD)
    feeder.join(60)
    assert ran.code == 0, ran.err
