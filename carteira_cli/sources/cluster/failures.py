"""What Spark says of files that it can't read, in one line for people."""

from __future__ import annotations

import re
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LACKING = re.compile(r"ModuleNotFoundError: No module named '(\w+)")
_BROKEN = (
    "ZipException|EOFException|not a gzip|Unexpected end of (?:input|ZLIB)|incorrect header check|not a Parquet file|"
    "invalid (?:block|stored|distance|code)|Could not read footer|CANNOT_READ_FILE|FAILED_READ_FILE|Corrupt"
)
_UNREACHED = (
    "UnknownHost|Incomplete HDFS URI|ConnectException|Connection refused|timed out|NoRouteToHost|"
    "No FileSystem for scheme|ClassNotFoundException.*FileSystem"
)
UNKNOWN_SYSTEM = re.compile(r"No FileSystem for scheme|ClassNotFoundException: Class \S*FileSystem not found")
_KNOWN = (
    (
        "PATH_NOT_FOUND|FileNotFoundException|does not exist",
        "não existe para o Spark",
        "confira o caminho, que cada executor precisa alcançar",
    ),
    (
        "TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|REQUIRES_SINGLE_PART_NAMESPACE|PARSE_SYNTAX_ERROR",
        "não é uma tabela que a sessão do Spark conheça",
        "confira o nome: spark:esquema.tabela",
    ),
    (
        "Permission|AccessControlException|Access ?Denied|Forbidden",
        "não pode ser lido: falta permissão",
        "confira as permissões de quem roda os executores",
    ),
    (
        "PARQUET_TYPE_ILLEGAL|PARQUET_TYPE_NOT_SUPPORTED|PARQUET_TYPE_NOT_RECOGNIZED",
        "tem uma coluna de um tipo que o Spark não lê, como horas em nanossegundos",
        "grave as datas como data ou em microssegundos, ou leia com --motor polars ou duckdb",
    ),
    (_BROKEN, "o conteúdo não pôde ser lido até o fim", "exporte o arquivo de novo"),
    ("UNABLE_TO_INFER_SCHEMA", "não tem arquivos que se leiam", "confira a pasta"),
    (
        _UNREACHED,
        "esse endereço o Spark não alcança",
        "confira o endereço e os jars do sistema de arquivos no cluster",
    ),
)


def spark_errors() -> tuple[type[Exception], ...]:
    """What Spark raises, in Python or out of Java."""
    from pyspark.errors import PySparkException

    of_java: type[Exception] = import_module("py4j.protocol").Py4JJavaError  # it has no types
    return PySparkException, of_java


@contextmanager
def told_by_name(name: str) -> Iterator[None]:
    """Turn what Spark says of a file into one line that names it; what is no fault of a file goes on as it is.

    Raises:
        DataError: instead of Spark's own error.
    """
    try:
        yield
    except spark_errors() as error:
        found = told_error(name, str(error))
        if found is None:
            raise
        raise found from error


def told_error(name: str, said: str) -> DataError | None:
    """The error for a file of which Spark says something; None for what is no fault of a file.

    Args:
        name: the file, for people.
        said: all that Spark says.
    """
    lacking = _LACKING.search(said)
    if lacking is not None:
        return DataError(
            f"os executores do cluster não têm a biblioteca {lacking[1]}",
            "instale-a em cada executor: pip install polars pyarrow pandas",
        )
    for pattern, what, hint in _KNOWN:
        if re.search(pattern, said):
            return DataError(f"{name}: {what}", hint)
    return None
