"""Delta tables: by the session's own reader where it has one, else by the list of files that their log keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.addresses import is_address
from carteira_cli.sources.cluster.failures import spark_errors

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from carteira_cli.sources.cluster.named import NamedSource

_INSTALL = 'instale com pip install "carteira-cli[delta]", ou ponha o Delta no Spark (spark.jars.packages)'


def delta_frame(spark: SparkSession, source: NamedSource) -> DataFrame:
    """The current version of a Delta table.

    Raises:
        DataError: there is none, or it needs a reader that is not there.
    """
    place = str(source.place)
    if not is_address(place):
        place = str(Path(place).absolute())  # as the log's own files are named
    own = _by_spark(spark, place)
    return own if own is not None else _by_its_log(spark, place, source.shown)


def _by_spark(spark: SparkSession, place: str) -> DataFrame | None:
    """None where the session has no Delta of its own."""
    try:
        found = spark.read.format("delta").load(place)
        return found.select(*found.columns)  # a session far away looks for the reader when it is asked for columns
    except spark_errors() as error:
        said = str(error)
        if "DATA_SOURCE_NOT_FOUND" in said or "ClassNotFound" in said or "Failed to find data source" in said:
            return None
        raise


def _by_its_log(spark: SparkSession, place: str, shown: str) -> DataFrame:
    try:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError
    except ModuleNotFoundError as error:
        raise DataError(
            f"{shown}: falta a biblioteca deltalake para ler o log de uma tabela Delta", _INSTALL
        ) from error
    try:
        table = DeltaTable(place)
        _refuse_what_files_do_not_tell(table, shown)
        files, fields = table.file_uris(), json.loads(table.schema().to_json())["fields"]
        partitions = table.metadata().partition_columns
    except TableNotFoundError as error:
        raise DataError(f"{shown} não é uma tabela Delta", "confira o caminho: há nela uma pasta _delta_log") from error
    except (DeltaError, OSError) as error:
        raise DataError(f"{shown}: o log da tabela Delta não pôde ser lido", "confira a pasta _delta_log") from error
    if not files:
        raise DataError(f"{shown}: a tabela Delta não tem linhas", "confira se a carga terminou")
    frame = spark.read.option("basePath", place).parquet(*files)
    kinds = {field["name"]: field["type"] for field in fields}
    return frame.selectExpr(
        *(f"cast(`{name}` as {kinds[name]}) as `{name}`" if name in partitions else f"`{name}`" for name in kinds)
    )


def _refuse_what_files_do_not_tell(table: Any, shown: str) -> None:  # noqa: ANN401 - of a library without types here
    """Refuse a table whose files are not all of its rows, or whose columns have other names in them.

    Raises:
        DataError: with what it has.
    """
    mode = table.metadata().configuration.get("delta.columnMapping.mode", "none")
    features = set(table.protocol().reader_features or ())
    what = "mapeamento de colunas" if mode != "none" else ""
    what = what or ("vetores de exclusão" if "deletionVectors" in features else "")
    if what:
        raise DataError(
            f"{shown}: a tabela Delta tem {what}, que só o Delta do próprio Spark lê",
            "ponha o Delta no Spark (spark.jars.packages), ou reescreva a tabela sem isso",
        )
