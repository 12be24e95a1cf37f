"""A Parquet whose pages bear checksums: any wrong bit in them is refused, and a sound one is read."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.parquet as pq
import pytest

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.parquet_pages import check_pages, has_checksums
from tests.running import carteira

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = [
    {},
    {"compression": "none", "use_dictionary": False},
    {"compression": "zstd", "data_page_version": "2.0", "data_page_size": 500},
    {"compression": "gzip", "row_group_size": 70, "store_schema": False},
]


def written(path: Path, *, checksums: bool = True, **options: object) -> Path:
    draw = Random(7)  # noqa: S311 - the same file in every run
    frame = pl.DataFrame(
        {
            "cliente": [f"cliente {draw.randrange(50)}" + "x" * 6_000 * (number == 3) for number in range(300)],
            "data": [date(2024, 1, 1) + timedelta(days=draw.randrange(360)) for _ in range(300)],
            "valor": [draw.randrange(10**6) / 100 for _ in range(300)],
        }
    )
    pq.write_table(frame.to_arrow(), path, write_page_checksum=checksums, **options)
    return path


@pytest.mark.parametrize("options", OPTIONS, ids=["as is", "plain", "small pages", "row groups"])
def test_a_wrong_bit_of_a_page_is_found_and_sound_pages_are_read(tmp_path, options):
    path = written(tmp_path / "vendas.parquet", **options)
    assert has_checksums(path)
    check_pages(path, "vendas.parquet")
    sound, draw = path.read_bytes(), Random(12)  # noqa: S311 - the same bits in every run
    for column in (1, 2):
        chunk = pq.read_metadata(path).row_group(0).column(column)
        end = (chunk.dictionary_page_offset or chunk.data_page_offset) + chunk.total_compressed_size
        for place in (end - 1, *(draw.randrange(end - 60, end) for _ in range(10))):  # behind the last page's header
            path.write_bytes(sound[:place] + bytes([sound[place] ^ 1 << draw.randrange(8)]) + sound[place + 1 :])
            with pytest.raises(DataError, match=r"vendas\.parquet está danificado"):
                check_pages(path, "vendas.parquet")


def test_a_command_refuses_a_wrong_bit_and_reads_what_has_no_checksums(tmp_path):
    path = written(tmp_path / "vendas.parquet", compression="none", use_dictionary=False)
    assert carteira("ticket", "-p", "2024", "-C", tmp_path, "-q").code == 0
    content = bytearray(path.read_bytes())
    chunk = pq.read_metadata(path).row_group(0).column(2)
    content[chunk.data_page_offset + chunk.total_compressed_size - 40] ^= 1
    path.write_bytes(content)
    ran = carteira("ticket", "-p", "2024", "-C", tmp_path, "-q")
    assert ran.code == 2
    assert "está danificado: o conteúdo não confere com a sua soma de verificação" in ran.err
    assert not has_checksums(written(path, checksums=False))
    assert carteira("ticket", "-p", "2024", "-C", tmp_path, "-q").code == 0
