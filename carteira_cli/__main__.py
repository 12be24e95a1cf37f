"""The `carteira` program, also as `python -m carteira_cli`."""

from __future__ import annotations

import gc
import sys

from carteira_cli.errors import ExitCode

# Loading the libraries makes some hundred thousand objects that stay, and the collector would walk them all again and
# again, for nothing: a sixth of the time of a run over a small file. What a run itself makes has hardly a circle.
_OBJECTS = 100_000


def run() -> None:
    """Start; even a Ctrl-C while the program is still loading ends in its exit code."""
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
    try:
        from carteira_cli.cli.main import run as start

        start()
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)


if __name__ == "__main__":
    run()
