"""What every test can count on: no setting of the developer's own shell, and markers that are true."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

# Workers that share the cores are in each other's way. The engine has one thread in the first, and as many as there are
# in the others: what must not depend on that is tried in both.
if os.environ.get("PYTEST_XDIST_WORKER") == "gw0":
    os.environ.setdefault("POLARS_MAX_THREADS", "1")

# How long an example takes says what else the machine does, not whether the program is right. `--hypothesis-profile
# deep` looks longer, where nobody waits.
settings.register_profile("carteira", deadline=None, max_examples=25)
settings.register_profile("deep", deadline=None, max_examples=1_000)
settings.load_profile("carteira")

BUFFERS = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE")  # what a full disk is told of depends on the first
COLOUR = ("FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "COLUMNS", "TTY_COMPATIBLE")


@pytest.fixture(autouse=True, scope="session")
def _plain_environment():
    with pytest.MonkeyPatch.context() as patch:
        for name in [*(name for name in os.environ if name.startswith("CARTEIRA_")), *COLOUR, *BUFFERS]:
            patch.delenv(name, raising=False)
        patch.setenv("CI", "1")  # nothing is kept of a test for another one
        yield


@pytest.fixture(scope="session")
def _kept(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def _readings_are_kept(_kept, monkeypatch):
    """For many commands over the same files, by tests that ask nothing about reading: the first reads, the others not.

    So it is for a user, whose second command reads nothing; `tests/reading/test_cache.py` shows that it says the same.
    """
    monkeypatch.delenv("CI")
    monkeypatch.setenv("XDG_CACHE_HOME", str(_kept))


@pytest.fixture(autouse=True, scope="session")
def _own_signals():
    """What a shell's `&` or `nohup` has ignored would be ignored by every program that a test starts, too."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """A single file is run here, where its output and a debugger are seen at once; of more, xdist counts the cores."""
    files = {argument.partition("::")[0] for argument in config.args}
    return 0 if len(files) == 1 and Path(*files).is_file() else None


def pytest_itemcollected(item: pytest.Item) -> None:
    if is_hypothesis_test(getattr(item, "obj", None)):
        item.add_marker("property")


started: list[str] = []
_STARTS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn"}
_OF_PICTURES = "fc-list"  # matplotlib asks it for the fonts there are, once a machine: in whichever test draws first
sys.addaudithook(
    lambda event, args: started.append(str(args[:2])) if event in _STARTS and args[:1] != (_OF_PICTURES,) else None
)


@pytest.fixture(autouse=True)
def _processes_are_marked(request: pytest.FixtureRequest):
    """`-m "not process"` is what runs inside one process, or a test says so by failing."""
    started.clear()
    yield
    if started and not request.node.get_closest_marker("process"):
        pytest.fail(f"starts {started[0]}: mark it `process`", pytrace=False)


ROOT = Path(__file__).parents[1]


_BESIDE = pytest.StashKey[frozenset[str]]()


def _beside() -> frozenset[str]:
    return frozenset(path.name for path in ROOT.iterdir() if not path.name.startswith("."))


def pytest_sessionstart(session: pytest.Session) -> None:
    """What lies in the project before any test."""
    session.config.stash[_BESIDE] = _beside()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A command writes where the shell stands: a test that names no folder of its own would write into the project.

    Looked at when all are done, by the one process that hands tests out: while others run, what they hold is theirs.
    """
    if hasattr(session.config, "workerinput"):
        return
    left = sorted(_beside() - session.config.stash[_BESIDE])
    if left:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line(f"the tests left in the project: {left}", red=True)
