"""The record of a portfolio, where it is none that an import wrote."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from carteira_cli.errors import DataError
from carteira_cli.sources.finding.portfolio_manifest import MOST_BYTES, read_manifest
from carteira_cli.sources.finding.portfolio_place import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path


def _deep(path: Path) -> None:
    path.write_text("[" * 200_000, encoding="utf-8")


def _huge(path: Path) -> None:
    path.touch()
    os.truncate(path, MOST_BYTES + 1)


@pytest.mark.parametrize("spoil", [_deep, _huge, os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_a_manifest_that_no_import_wrote_is_refused_unread(tmp_path, monkeypatch, spoil):
    spoil(tmp_path / MANIFEST)
    if spoil is not _deep:
        monkeypatch.setattr("pathlib.Path.read_bytes", lambda path: pytest.fail(f"{path} was read"))
    with pytest.raises(DataError, match="não é o que carteira importar gravou"):
        read_manifest(tmp_path)


def test_where_there_is_none_there_is_no_portfolio(tmp_path):
    assert read_manifest(tmp_path) is None
