"""The `carteira` program, also as `python -m carteira_cli`."""

from __future__ import annotations

import sys

from carteira_cli.errors import ExitCode


def run() -> None:
    """Start; even a Ctrl-C while the program is still loading ends in its exit code."""
    try:
        from carteira_cli.cli.main import run as start

        start()
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)


if __name__ == "__main__":
    run()
