"""What every test can count on: no setting of the developer's own shell."""

from __future__ import annotations

import os

import pytest

COLOUR = ("FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "COLUMNS", "TTY_COMPATIBLE")


@pytest.fixture(autouse=True, scope="session")
def _plain_environment():
    with pytest.MonkeyPatch.context() as patch:
        for name in [*(name for name in os.environ if name.startswith("CARTEIRA_")), *COLOUR]:
            patch.delenv(name, raising=False)
        yield
