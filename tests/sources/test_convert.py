"""What a typed column holds is an id or a day, or is not: by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from carteira_cli.sources.values.convert import no_id, parse_serial


def test_numbers_with_a_fraction_are_no_ids():
    cells = pl.DataFrame(
        {"id": [Decimal(12), Decimal("12.50"), Decimal(10) ** 15, None]}, schema={"id": pl.Decimal(20, 2)}
    )
    assert cells.select(no_id(pl.col("id"), cells.schema["id"])).to_series().to_list() == [False, True, False, True]
    large = pl.DataFrame({"id": [Decimal(10) ** 17]}, schema={"id": pl.Decimal(20, 2)})
    assert large.select(no_id(pl.col("id"), large.schema["id"])).item() is True


def test_a_number_of_a_spreadsheet_is_a_day_from_1900_to_2199():
    numbers = pl.DataFrame({"dia": [45_292.0, 45_292.75, 1.0, 2.0, 109_574.0, 109_575.0, -3.0, None]})
    assert numbers.select(parse_serial(pl.col("dia"))).to_series().to_list() == [
        *(date(2024, 1, 1), date(2024, 1, 1)),
        *(None, date(1900, 1, 1), date(2199, 12, 31), None, None, None),
    ]
