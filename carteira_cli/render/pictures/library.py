"""The drawing library, kept quiet, without memory between pictures, and blind to the settings of whoever runs it."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from carteira_cli.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

PIXELS_PER_INCH = 72  # so that a point is a pixel, in an SVG and in all sizes here
_OURS: dict[Any, object] = {
    "svg.fonttype": "none",  # texts stay texts
    "svg.hashsalt": "carteira",  # ids that are the same every time
    "text.parse_math": False,  # "$" is money: nothing in a name or a number is a formula
    "font.family": ["DejaVu Sans"],
    "path.simplify": False,
    "axes.unicode_minus": False,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Inside, the library draws by our settings alone; outside, all is as before.

    It says nothing: that a cache can't be kept only costs time, and a letter that its font lacks is a box in a PNG.

    Raises:
        OutputError: it finds no folder that it may write to, not even a temporary one.
    """
    logging.getLogger("matplotlib").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import matplotlib as mpl  # weight: matplotlib
            import matplotlib.font_manager  # weight: matplotlib
        except OSError as error:
            raise OutputError(
                "não foi possível desenhar os gráficos: não há pasta temporária em que se possa gravar",
                "dê uma em TMPDIR",
            ) from error
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(_OURS)
            yield
