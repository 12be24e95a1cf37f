"""Templates of pages and letters. Whatever they are given is text, and is escaped."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])")
_JOINER = "\u2060"  # of no width, and no place to break a line


@cache
def template(name: str, *, linkless: bool = False) -> Template:
    """A template of this folder; a name that it does not know stops it, so that nothing is left out in silence.

    Args:
        name: its file.
        linkless: whether texts are kept from becoming links: programs for mail make them of whatever looks like an
            address, and what customers' data lead to is nothing to click on.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # weight: jinja2

    environment = Environment(
        loader=PackageLoader("carteira_cli.render.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=_unlinked if linkless else None,
    )
    return environment.get_template(name)


def _unlinked(value: object) -> object:
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return _ADDRESS.sub(lambda found: f"{found[0][0]}{_JOINER}{found[0][1:]}", value).replace("@", f"@{_JOINER}")
