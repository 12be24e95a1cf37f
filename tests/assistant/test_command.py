"""`carteira mcp` before it serves: what it prints for a client, and what it says where it can't."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.running import ROOT, carteira, program

MINIMA = ROOT / "examples" / "minima"


def test_without_the_extra_the_line_that_installs_it_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)
    ran = carteira("mcp", "-C", MINIMA)
    assert (ran.code, ran.out) == (2, "")
    assert ran.error[1] == 'instale com: pip install "carteira-cli[mcp]"'


def test_what_a_client_is_to_be_told_is_only_printed(monkeypatch, tmp_path):
    monkeypatch.chdir(MINIMA)
    before = {path: path.stat().st_mtime_ns for path in MINIMA.iterdir()}
    ran = carteira("mcp", "--instalar")
    assert (ran.code, ran.err) == (0, "")
    args = ["-m", "carteira_cli", "mcp", "--pasta", str(MINIMA)]
    assert ran.document == {"mcpServers": {"carteira": {"command": sys.executable, "args": args}}}
    assert before == {path: path.stat().st_mtime_ns for path in MINIMA.iterdir()}
    key = tmp_path / "chave"
    key.write_text("5f2b9c0e7a1d4e83b6c95a0f1e2d3c4b", "ascii")
    key.chmod(0o600)
    monkeypatch.chdir(tmp_path.parent)
    more = ("-C", tmp_path.name, "--pseudonimizar", "chave", "--identificar")
    found = carteira("mcp", "--instalar", *more).document["mcpServers"]["carteira"]["args"]
    assert found == [*args[:-1], str(tmp_path), "--pseudonimizar", str(key), "--identificar"]


def test_a_folder_or_a_key_that_is_not_there_is_refused_before_a_client_is_told(tmp_path):
    assert carteira("mcp", "-C", tmp_path / "nada", "--instalar").code == 2
    assert carteira("mcp", "-C", tmp_path, "--pseudonimizar", tmp_path / "nada", "--instalar").code == 2


def test_no_option_says_where_a_server_listens():
    assert carteira("mcp", "--porta", "80").code == 2
    assert carteira("mcp", "-p", "2024").code == 2


def test_who_types_it_is_told_whom_it_waits_for(monkeypatch):
    pytest.importorskip("mcp", reason='needs the extra: pip install "carteira-cli[mcp]"')
    from carteira_cli.assistant import server

    monkeypatch.setattr(server, "serve", lambda assistant, _: assistant.close())
    assert carteira("mcp", "-C", MINIMA).err == ""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert carteira("mcp", "-C", MINIMA).err.startswith("aviso: carteira mcp espera as perguntas de um assistente")


@pytest.mark.process
def test_the_entry_for_a_client_starts_a_server():
    pytest.importorskip("mcp", reason='needs the extra: pip install "carteira-cli[mcp]"')
    entry = carteira("mcp", "-C", MINIMA, "--instalar").document["mcpServers"]["carteira"]
    ran = subprocess.run([entry["command"], *entry["args"]], input=b"", capture_output=True, check=False, cwd=ROOT)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")


@pytest.mark.process
def test_the_sdk_is_loaded_by_the_server_alone():
    assert program("habilidade").out == (ROOT / "examples/habilidade/SKILL.md").read_text(encoding="utf-8")
    code = "import sys, carteira_cli, carteira_cli.cli.app as a; a.program(); print('mcp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == b"False"
