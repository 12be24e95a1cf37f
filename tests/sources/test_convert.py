"""What a typed column holds is an id or a day, or is not: by hand."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
import pytest

from carteira_cli.sources.values.convert import no_amount, no_id, parse_serial, to_cents, to_id


def test_numbers_with_a_fraction_are_no_ids():
    cells = pl.DataFrame(
        {"id": [Decimal(12), Decimal("12.50"), Decimal(10) ** 15, None]}, schema={"id": pl.Decimal(20, 2)}
    )
    assert cells.select(no_id(pl.col("id"), cells.schema["id"])).to_series().to_list() == [False, True, False, True]
    large = pl.DataFrame({"id": [Decimal(10) ** 17]}, schema={"id": pl.Decimal(20, 2)})
    assert large.select(no_id(pl.col("id"), large.schema["id"])).item() is True


@pytest.mark.parametrize("dtype", [pl.Categorical(), pl.Enum(["C9", "C10"])], ids=["any words", "these words"])
def test_codes_kept_as_places_in_a_list_of_words_are_those_words(dtype):
    cells = pl.DataFrame({"id": ["C10", None, "C9", "C10"]}, schema={"id": dtype})
    ids = cells.select(to_id(pl.col("id"), cells.schema["id"])).to_series()
    assert (ids.dtype, ids.to_list()) == (pl.String, ["C10", None, "C9", "C10"])


def test_a_number_of_a_spreadsheet_is_a_day_from_1900_to_2199():
    numbers = pl.DataFrame({"dia": [45_292.0, 45_292.75, 1.0, 2.0, 109_574.0, 109_575.0, -3.0, None]})
    assert numbers.select(parse_serial(pl.col("dia"))).to_series().to_list() == [
        *(date(2024, 1, 1), date(2024, 1, 1)),
        *(None, date(1900, 1, 1), date(2199, 12, 31), None, None, None),
    ]


@pytest.mark.parametrize("scale", range(6))
def test_decimals_of_any_scale_are_cents(scale):
    """Rounded half-even where they have more than two; what is too large to be exact is refused, whatever it is."""
    texts = ["0", "7", "-7", "99999999999", "100000000000", "1.2", "-1.2", "1.23", "1.235", "1.245", "-1.245", "1.2451"]
    values = [Decimal(text).quantize(Decimal(1).scaleb(-scale)) for text in texts]
    cells = pl.DataFrame({"valor": [*values, None]}, schema={"valor": pl.Decimal(38, scale)})
    cents = cells.select(to_cents(pl.col("valor"), cells.schema["valor"])).to_series().to_list()
    assert cents == [*(int((100 * value).to_integral_value(ROUND_HALF_EVEN)) for value in values), None]
    refused = cells.select(no_amount(pl.col("valor"), cells.schema["valor"])).to_series().to_list()
    assert refused == [*(abs(value) >= 10**11 for value in values), True]
