"""What a list can't be made of is a slip of whoever writes one, and says so."""

from __future__ import annotations

import polars as pl
import pytest

from carteira_cli.kpis.lists import _counted


def test_an_indicator_that_counts_no_customers_has_no_list():
    with pytest.raises(ValueError, match="receita counts no customers"):
        _counted("receita", "receita", "receita_periodo").pick(pl.DataFrame(), {})
