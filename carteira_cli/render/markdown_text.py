"""Texts in Markdown that stand for themselves, whatever is in them (GitHub's flavour)."""

from __future__ import annotations

import html
import re

from carteira_cli.errors import visible

_SPECIAL = re.compile(r"([\\`*_\[\]|~]|(?<!R)\$)")
_LEADING = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])")
_NUMBERS = re.compile(r"^(-?R\$ )?-?[\d.]+(,\d+)?( (%|×|dias|meses|/mês))?$")


def escape(text: str) -> str:
    r"""A text that stands for itself inside a line: no markup, link, mention, HTML or end of cell.

    Example:
        >>> escape("a|b <i>")
        'a\\|b &lt;i&gt;'
    """
    if _NUMBERS.match(text):
        return text
    quoted = html.escape(_SPECIAL.sub(r"\\\1", visible(text)), quote=False)
    # A character of no width keeps GitHub from making links and mentions out of data.
    unlinked = _ADDRESS.sub(lambda found: f"{found[0][0]}&#8203;{found[0][1:]}", quoted)
    return unlinked.replace("@", "@&#8203;").replace("\n", "<br>")


def paragraph(text: str) -> str:
    """A text that stands for itself at the beginning of a block: no heading, list or number of one."""
    found = _LEADING.match(text)
    if found is None:
        return escape(text)
    rest = escape(text[found.end() :])
    mark = found[2]
    return f"{mark}\\{rest}" if mark[0].isdigit() else f"\\{mark}{rest}"
