"""Parquet: one typed table, with the rules and the provenance of its numbers in the metadata of the file."""

from __future__ import annotations

import io
import json
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from carteira_cli.render.flat import main_table
from carteira_cli.render.format import Format
from carteira_cli.report import Kind
from carteira_cli.rows import once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from carteira_cli.report import Column, Report, Table
    from carteira_cli.rows import Cell

_AT_ONCE = 10_000  # rows
METADATA = b"carteira"  # its value: the JSON of the report without its numbers


def _render(report: Report) -> bytes:
    """The main table.

    Columns: texts, dates, booleans, Int64 of whole numbers, Float64 of the rest; each field has its title and unit in
    its own metadata.
    """
    import pyarrow.parquet as pq  # weight: pyarrow

    table = main_table(report)
    whole = arrow(table, {METADATA: _about(report, table.key)})
    buffer = io.BytesIO()
    pq.write_table(whole, buffer, compression="zstd")
    return buffer.getvalue()


def arrow(table: Table, metadata: Mapping[bytes, bytes] | None = None) -> pa.Table:
    """A table with the types of its columns, each field with its title and unit in its metadata.

    Args:
        table: any.
        metadata: of the schema.
    """
    import pyarrow as pa  # weight: pyarrow

    fields = []
    for column in table.columns:
        words = {"titulo": column.title} | ({"unidade": column.unit.value} if column.unit else {})
        fields.append(pa.field(column.key, _type(column), metadata=words))
    schema = pa.schema(fields, metadata=None if metadata is None else dict(metadata))
    return pa.Table.from_batches(_batches(table, schema), schema=schema).combine_chunks()  # else more pages


def _batches(table: Table, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows in batches, so that only those of one are Python objects."""
    import pyarrow as pa  # weight: pyarrow

    rows = once(table.rows)
    while batch := list(islice(rows, _AT_ONCE)):
        cells = zip(*batch, strict=True)
        columns = zip(cells, table.columns, schema.types, strict=True)
        arrays = [pa.array([_cell(cell, column) for cell in some], type=kind) for some, column, kind in columns]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _about(report: Report, table: str) -> bytes:
    """Everything that the envelope says but the numbers, on one line."""
    from carteira_cli.render.result_json import NUMBERS, RESULT  # weight: classes that no screen needs

    document = {"tabela": table} | RESULT.of(report, NUMBERS)
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _type(column: Column) -> pa.DataType:
    import pyarrow as pa  # weight: pyarrow

    if column.unit is not None:
        return pa.int64() if column.unit.is_count else pa.float64()
    by_kind = {
        Kind.TEXT: pa.string(),
        Kind.TELLING: pa.string(),
        Kind.DATE: pa.date32(),
        Kind.FLAG: pa.bool_(),
        Kind.NUMBER: pa.int64(),
        Kind.VALUE: pa.float64(),
        Kind.CHANGE: pa.float64(),
    }
    return by_kind[column.kind]


def _cell(cell: Cell, column: Column) -> object:
    if column.kind is Kind.DATE and isinstance(cell, str):
        return date.fromisoformat(cell)
    return cell


FORMATS = (Format("parquet", 70, _render, (".parquet",), machines=True, one_table=True, binary=True),)
