"""What every test can count on: no setting of the developer's own shell."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

# How long an example takes says what else the machine does, not whether the program is right.
settings.register_profile("carteira", deadline=None)
settings.load_profile("carteira")

COLOUR = ("FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "COLUMNS", "TTY_COMPATIBLE")


@pytest.fixture(autouse=True, scope="session")
def _plain_environment():
    with pytest.MonkeyPatch.context() as patch:
        for name in [*(name for name in os.environ if name.startswith("CARTEIRA_")), *COLOUR]:
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _own_signals():
    """What a shell's `&` or `nohup` has ignored would be ignored by every program that a test starts, too."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
