"""What a query of Spark found, brought home as it comes: in memory while it is small, and beyond in a Parquet file.

One job, whatever the size, and no folder that the executors and this machine would have to share: PySpark's own
`toArrow` holds everything at once, its `toLocalIterator` makes an object of every row.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from carteira_cli.engines.cluster.session import ClusterSession

BUDGET = 256 << 20  # bytes of rows that are held in memory
_DRAIN = 1 << 16


def brought(session: ClusterSession, frame: DataFrame, budget: int = BUDGET) -> pl.LazyFrame:
    """The rows of a query, in no defined order, as a query of Polars: over memory, or over a file of the session.

    Args:
        session: of the frame; the file goes with its folder.
        frame: what is computed.
        budget: bytes of rows beyond which they are written down and evaluated in a stream.

    Raises:
        Whatever Spark does; see `errors.telling`.
    """
    # weight: for a run on Spark alone
    import polars as pl
    import pyarrow as pa

    with _batches(session, frame) as (schema, batches):
        held: list[pa.RecordBatch] = []
        size = 0
        for batch in batches:
            held.append(batch)
            size += batch.nbytes
            if size > budget:
                return pl.scan_parquet(_spilled(session.folder, schema, chain(held, batches)))
    found = pl.from_arrow(pa.Table.from_batches(held, schema=schema))
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - of a table it always is
    return found.lazy()


def _spilled(folder: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> Path:
    """A Parquet file of all batches, of which one at a time is held."""
    import pyarrow.parquet as pq  # weight: for what is large alone

    handle, name = tempfile.mkstemp(suffix=".parquet", dir=folder)
    os.close(handle)
    with pq.ParquetWriter(name, schema, compression="zstd") as file:
        for batch in batches:
            file.write_batch(batch)
    return Path(name)


@contextmanager
def _batches(session: ClusterSession, frame: DataFrame) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
    """The schema of a query's rows, and the rows as they come."""
    if session.java is None:
        yield _of_connect(frame)
    else:
        with _of_driver(frame) as found:
            yield found


def _of_connect(frame: Any) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:  # noqa: ANN401 - a frame of Connect's own class
    from pyspark.sql.pandas.types import to_arrow_schema  # weight: for a run on Spark alone

    schema = to_arrow_schema(frame.schema, timezone="UTC")
    client = frame.sparkSession.client
    plan = frame._plan  # noqa: SLF001 - the public `toArrow` asks the same, and waits for all of it
    tables = client.to_table_as_iterator(plan.to_proto(client), plan.observations)
    # Between the tables comes the schema in Spark's own words.
    parts = (table.cast(schema).to_batches() for table in tables if hasattr(table, "to_batches"))
    return schema, chain.from_iterable(parts)


@contextmanager
def _of_driver(frame: Any) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:  # noqa: ANN401 - as above
    # weight: for a run on Spark alone
    import pyarrow as pa
    from pyspark.util import local_connect_and_auth

    # The public `toArrow` reads this stream, to its end before the first row is given. After the rows comes their
    # order, which is nothing here.
    port, secret, serving = frame._jdf.collectAsArrowToPython()  # noqa: SLF001
    stream, connection = local_connect_and_auth(port, secret)
    try:
        connection.settimeout(None)
        reader = pa.ipc.open_stream(stream)
        yield reader.schema, iter(reader)
        while stream.read(_DRAIN):
            pass
    except Exception:
        stream.close()
        serving.getResult()  # raises what went wrong in Java, of which the broken stream is only the sign
        raise
    finally:
        stream.close()
        connection.close()
    serving.getResult()
