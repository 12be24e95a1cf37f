"""Between the driver and the cluster: small tables that go there, and small ones that come from there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.reading.inputs.addresses import CLOUD, scheme
from carteira_cli.reading.inputs.workspace import scratch
from carteira_cli.sources.cluster.failures import UNKNOWN_SYSTEM, spark_errors, told_by_name
from carteira_cli.sources.cluster.named import TABLE

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

    from carteira_cli.sources.cluster.named import NamedSource

_LINES = 20_200  # of a text far away that are looked at


def handed(spark: SparkSession, frame: pl.DataFrame) -> DataFrame:
    """A frame of the driver as one of the cluster; its texts are those of Arrow with short offsets."""
    import pyarrow as pa

    table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    schema = pa.schema([(one.name, pa.string() if one.type == pa.large_string() else one.type) for one in table.schema])
    return spark.createDataFrame(table.cast(schema))


def reached(spark: SparkSession, source: NamedSource) -> NamedSource:
    """A file of the cloud as Spark knows it; one of the driver's where Spark has no way to that cloud.

    Raises:
        DataError: it is not there.
    """
    if not isinstance(source.place, str) or source.kind not in {"text", "parquet"} or scheme(source.place) not in CLOUD:
        return source
    place = re.sub(r"^s3://", "s3a://", source.place)
    with told_by_name(source.shown):
        try:
            spark.read.text(place).isStreaming  # noqa: B018 - to name it is to look whether it is there
        except spark_errors() as error:
            if UNKNOWN_SYSTEM.search(str(error)):
                return replace(source, kind="driver")
            raise
    return replace(source, place=place)


def brought(spark: SparkSession, source: NamedSource) -> bytes:
    """The first lines of a text that only the cluster reaches.

    Raises:
        DataError: it can't be read.
    """
    with told_by_name(source.shown):
        lines = spark.read.option("lineSep", "\n").text(str(source.place)).selectExpr("cast(value as binary) as linha")
        found = lines.limit(_LINES).toArrow().column(0).to_pylist()
    return b"".join(line + b"\n" for line in found)


def brought_table(spark: SparkSession, named: str) -> Path:
    """A table of the cluster as a file of the driver.

    Raises:
        DataError: there is no such table.
    """
    import pyarrow.parquet as pq

    path = scratch(".parquet")
    with told_by_name(named):
        pq.write_table(spark.table(named.removeprefix(TABLE)).toArrow(), path)
    return path
