"""The `carteira` program, also as `python -m carteira_cli`."""

from __future__ import annotations

import gc
import sys

_UNUSABLE, _INTERRUPTED = 2, 130  # those of `errors.ExitCode`, whose own import may be what ends
_OBJECTS = 400_000  # between searches for circles of them: loading a program makes 100,000, and none of these goes


def run() -> None:
    """Start; even a Ctrl-C while the program is still loading ends in its exit code."""
    gc.set_threshold(_OBJECTS)
    sys.unraisablehook = _passed_over
    try:
        # weight: what can't be loaded is told as an error, too
        from carteira_cli.cli import broken

        try:
            # weight: what can't be loaded is told as an error, too
            from carteira_cli.cli.main import run as start

            start()
        except broken.CAUSES as error:  # before there is anybody to tell it, or while it is told
            told = broken.reason(error)
            if told is None:
                raise
            if sys.stderr is not None:
                sys.stderr.write("erro: {}\ndica: {}\n".format(*told))
            sys.exit(_UNUSABLE)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _passed_over(told: sys.UnraisableHookArgs) -> None:
    """An interrupt that reaches what an engine has called back is no news: whoever waits for it is interrupted, too."""
    if not isinstance(told.exc_value, KeyboardInterrupt | SystemExit):
        sys.__unraisablehook__(told)


if __name__ == "__main__":
    run()
