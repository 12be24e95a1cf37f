"""A key of pseudonyms is a small regular file that nobody can guess."""

from __future__ import annotations

import base64
import os
import secrets
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.errors import ConfigError
from carteira_cli.pseudonym_key import Key, read_key
from tests.running import WORKED, carteira

WEAK = [
    b"\0" * 32,
    b"a" * 64,
    b"abab" * 8,
    b"senha123" * 4,
    b"senha " * 5 + b"sen",
    bytes(range(32)),
    bytes(range(64, 0, -2)),
    b"abcdefghijklmnopqrstuvwxyz0123456789",
    b"00" * 32,
    bytes(range(32)).hex().encode(),
    (b"\xab\xcd" * 16).hex().encode(),
    b"aaaaaaaaaaaaaaab",
    b"short",
    b"",
    b"\n" * 40,
]
GOOD = [
    secrets.token_bytes(32),
    secrets.token_hex(32).encode() + b"\n",
    base64.b64encode(secrets.token_bytes(32)) + b"\r\n",
    b"correto cavalo bateria grampo",
    "três pássaros no telhado às sete".encode(),
    b"0123456789abcdef0123456789abcdef",
    secrets.token_hex(8).encode() + b"Zk",
]


def written(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "chave"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("content", WEAK, ids=range(len(WEAK)))
def test_what_can_be_guessed_is_refused(content, tmp_path):
    with pytest.raises(ConfigError) as refused:
        read_key(written(tmp_path, content))
    assert "openssl rand -hex 32" in refused.value.hint


@pytest.mark.parametrize("content", GOOD, ids=range(len(GOOD)))
def test_what_cannot_is_a_key(content, tmp_path):
    assert read_key(written(tmp_path, content)) == Key(content.rstrip(b"\r\n"))


@given(st.binary(min_size=1, max_size=15), st.integers(2, 20))
def test_any_short_text_repeated_is_refused(piece, times):
    content = (piece * (times + 16))[:64]
    folder = Path(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108 - hypothesis has no tmp_path
    path = folder / f"chave-{os.getpid()}"
    try:
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(ConfigError):
            read_key(path)
    finally:
        path.unlink()


@given(st.binary(min_size=32, max_size=32).filter(lambda content: len(set(content)) > 24))
def test_random_bytes_in_any_writing_are_accepted(content):
    from carteira_cli.pseudonym_key import _weakness

    for text in (content, content.hex().encode(), base64.b64encode(content)):
        steps = {(after - before) % 256 for before, after in pairwise(content)}
        assert _weakness(text) is None or len(steps) < 4


@pytest.mark.parametrize("what", ["fifo", "folder", "zero", "link", "large", "open", "absent"])
def test_what_is_no_small_file_of_ones_own_is_refused_without_waiting(what, tmp_path):
    path = tmp_path / "chave"
    match what:
        case "fifo":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "zero":
            path = Path("/dev/zero")
        case "link":
            path.symlink_to("/dev/urandom")
        case "large":
            written(tmp_path, secrets.token_bytes(5000))
        case "open":
            written(tmp_path, secrets.token_bytes(32), 0o644)
    ran = carteira("churn", "-C", WORKED, "--pseudonimizar", path)
    assert ran.code == 2
    assert ran.error[0].startswith(f"a chave {path}")


def test_a_key_is_refused_before_anything_is_read(tmp_path):
    ran = carteira("churn", "-C", tmp_path, "--pseudonimizar", written(tmp_path, b"\0" * 32))
    assert "fácil de adivinhar" in ran.error[0]


def test_the_fingerprint_tells_keys_apart_and_is_no_part_of_them():
    one, other = Key(GOOD[0]), Key(GOOD[3])
    assert one.fingerprint != other.fingerprint
    assert bytes.fromhex(one.fingerprint) not in GOOD[0]
