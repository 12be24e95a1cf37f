"""Damaged files end in an answer or in one line of complaint: never in a traceback, an abort or a file that grows."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.damaging import KINDS
from tests.running import ROOT

pytestmark = pytest.mark.process

EACH = {"xls": 40}  # each is read by a process of its own first


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_read_or_refused(kind):
    count = EACH.get(kind, 200)
    words = [sys.executable, "-m", "tests.damaging", kind, "1", str(count)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=900, check=False)
    endings = done.stdout.split()
    assert done.returncode == 0, (len(endings), done.stderr[-2000:])
    assert len(endings) == count
    assert set(endings) <= {"ok", "DataError"}
    assert "DataError" in endings or kind in {"csv", "html"}  # the damage is felt
