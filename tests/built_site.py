"""The site, built once a process as `.ci/run` builds it, for the tests that look at it."""

from __future__ import annotations

import atexit
import importlib.util
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.running import ROOT


def built_site() -> Path:
    """The folder of the site; the test is skipped where what builds it is missing."""
    for needed in ("sphinx", "myst_parser", "furo"):
        if importlib.util.find_spec(needed) is None:
            pytest.skip(f"{needed} is not there: pip install -e '.[site]'")
    return _built()


@cache
def _built() -> Path:
    scratch = TemporaryDirectory(prefix="carteira-tests-site-")
    atexit.register(scratch.cleanup)
    words = [sys.executable, str(ROOT / "docs"), scratch.name]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Path(scratch.name)
