"""A real store for the tests of this folder that need one: one for all, since what each puts there is its own."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def store():
    from tests.stores import ceph  # weight: only where a store is installed

    with tempfile.TemporaryDirectory(prefix="c") as folder, ceph(Path(folder)) as found:  # short, for its sockets
        yield found


@pytest.fixture(scope="session")
def bucket(store):
    """With the sales of the worked example in each kind of file."""
    from tests.stored import files

    found = store.bucket("balde")
    for name, content in files().items():
        found.put(name, content)
    return found


@pytest.fixture(scope="session")
def _way(store):
    from tests.faulty import between

    with between(store.port) as found:
        yield found


@pytest.fixture
def way(_way, bucket, monkeypatch):
    """The way to it, without a fault; what a run knew is forgotten."""
    from carteira_cli.reading.inputs import cloud_access, workspace
    from carteira_cli.reading.inputs import fetch as fetching
    from tests.stores import reading_from

    assert bucket
    _way.clear()
    monkeypatch.setattr(fetching, "_once", {})
    monkeypatch.setattr(fetching, "_found", {})
    monkeypatch.setattr(cloud_access, "FIRST_PAUSE", cloud_access.FIRST_PAUSE / 20)
    monkeypatch.setattr(cloud_access, "LONGEST_PAUSE", cloud_access.FIRST_PAUSE)
    with reading_from(_way.port):
        yield _way
    _way.clear()
    workspace.clear()
