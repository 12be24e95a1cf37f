"""What Spark, Java and the network complain of, as one line in Portuguese and what to do about it.

The words of the exceptions are never shown: they may quote a cell, and they are in English.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from carteira_cli.errors import CarteiraError, DataError, ExitCode, SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.engines.cluster.driver import JavaDriver
    from carteira_cli.engines.cluster.master import Master

_MORE_MEMORY = "dê mais memória com --memoria, como --memoria 8GB, ou analise um período menor"
_CONDITION = re.compile(r"\[([A-Z][A-Z0-9_]+(?:\.[A-Z0-9_]+)*)\]")
# Loggers of PySpark that write each error to stderr in a form of their own, beside raising it.
_LOUD = ("SQLQueryContextLogger", "DataFrameQueryContextLogger", "py4j", "pyspark", "pyspark.sql.connect.logging")
_MODULE = re.compile(r"No module named '([A-Za-z0-9_.]{1,60})'")
_NO_MASTER = "o cluster {master} deixou de responder"


class ClusterError(CarteiraError):
    """A computation that a cluster did not bring to its end."""

    code = "cluster"
    exit_code = ExitCode.INTERNAL


def silence() -> None:
    """Keep PySpark from telling errors itself: they are raised as well, and told in a line."""
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    top = logging.getLogger()
    if not top.handlers:  # py4j tells an interrupt to whoever is on top, and puts stderr there if nobody is
        top.addHandler(logging.NullHandler())


@contextmanager
def telling(master: Master, java: JavaDriver | None) -> Iterator[None]:
    """Tell what Spark raises inside as an error of ours; anything else goes on as it is.

    Raises:
        ClusterError, SurroundingsError, DataError: as `told`.
    """
    try:
        yield
    except Exception as error:
        known = told(error, master, java)
        if known is None:
            raise
        raise known from error


def told(error: BaseException, master: Master, java: JavaDriver | None) -> CarteiraError | None:
    """What an error of Spark means; None of one that is not Spark's."""
    if isinstance(error, CarteiraError):
        return None
    broken = java is not None and _is_of_a_connection(error) and java.has_broken_off()
    if not (broken or _is_of_spark(error)):
        return None
    said = java.said if java is not None and broken else _words(error)
    for found in (_of_memory(said), _of_workers(said), _of_cluster(said, master), _of_data(said)):
        if found is not None:
            return found
    if broken:
        return ClusterError("o Java do Spark parou no meio da análise", _MORE_MEMORY)
    condition = _CONDITION.search(said)
    kind = condition[1] if condition else type(error).__name__
    return ClusterError(
        f"o Spark parou no meio da análise ({kind})", "repita com --depurar e envie o rastro com o comando usado"
    )


def _words(error: BaseException) -> str:
    """What an error says, for which Java may be asked, which may have ended since."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - whatever Java answers then
        return ""


def _is_of_spark(error: BaseException) -> bool:
    rooms = {each.__module__.partition(".")[0] for each in type(error).__mro__}
    return bool(rooms & {"py4j", "pyspark", "grpc"})


def _is_of_a_connection(error: BaseException) -> bool:
    """Whether an error may be all that is seen of a Java that has ended."""
    names = {each.__name__ for each in type(error).__mro__}
    return isinstance(error, ConnectionError | EOFError) or ("Py4JError" in names and "Py4JJavaError" not in names)


def _of_memory(said: str) -> CarteiraError | None:
    if "ExecutorLostFailure" in said or "exceeding memory limits" in said:
        return None  # of an executor
    if "spark.driver.maxResultSize" in said:
        return ClusterError("o resultado passa do limite do driver do Spark (spark.driver.maxResultSize)", _MORE_MEMORY)
    if "java.lang.OutOfMemoryError" in said or "OUT_OF_MEMORY" in said or "Java heap space" in said:
        return ClusterError("faltou memória ao driver do Spark", _MORE_MEMORY)
    if "No space left on device" in said:
        return ClusterError(
            "faltou disco para os arquivos temporários do Spark",
            "libere espaço, ou aponte TMPDIR (no cluster, spark.local.dir) para outro disco",
        )
    return None


def _of_workers(said: str) -> CarteiraError | None:
    """What executors lack, or how they ended."""
    if "PYTHON_VERSION_MISMATCH" in said:
        return SurroundingsError(
            "o Python dos executores não é da mesma versão que este",
            "aponte PYSPARK_PYTHON para um Python da mesma versão, no mesmo caminho em todas as máquinas",
        )
    if module := _MODULE.search(said):
        return SurroundingsError(
            f"falta {module[1]} no Python dos executores",
            "instale lá com pip install polars pyarrow, ou aponte PYSPARK_PYTHON para um Python que os tenha",
        )
    if 'Cannot run program "' in said:
        return SurroundingsError(
            "os executores não têm o Python pedido", "aponte PYSPARK_PYTHON para o Python que há em todas as máquinas"
        )
    if "Python worker exited unexpectedly" in said or "Python worker failed to connect back" in said:
        return ClusterError(
            "o Python de um executor morreu no meio, quase sempre por falta de memória",
            "dê mais memória aos executores (spark.executor.memoryOverhead em spark-defaults.conf)",
        )
    if "ExecutorLostFailure" in said or "Executor heartbeat timed out" in said:
        return ClusterError(
            "os executores do cluster morreram repetidas vezes na mesma tarefa",
            "dê mais memória a cada executor (spark.executor.memory em spark-defaults.conf) e repita o comando",
        )
    return None


def _of_cluster(said: str, master: Master) -> CarteiraError | None:
    if "StatusCode.UNAUTHENTICATED" in said or "StatusCode.PERMISSION_DENIED" in said:
        return SurroundingsError(
            f"o servidor {master.shown} recusou o acesso", "confira o token no endereço, sc://máquina:porta/;token=…"
        )
    if "All masters are unresponsive" in said or "Spark cluster looks down" in said or "Master removed our" in said:
        return ClusterError(_NO_MASTER.format(master=master.shown), "confira se o master está no ar e repita o comando")
    if "InvalidClassException" in said or "UnsupportedClassVersionError" in said:
        return SurroundingsError(
            f"o Spark do cluster {master.shown} não é da mesma versão que o deste Python",
            "instale aqui a versão de lá, com pip install pyspark==VERSÃO",
        )
    lost = ("StatusCode.UNAVAILABLE", "INVALID_HANDLE", "SESSION_CLOSED", "SESSION_NOT_FOUND", "RETRIES_EXCEEDED")
    if master.kind == "connect" and any(word in said for word in lost):
        return ClusterError(
            _NO_MASTER.format(master=master.shown), "confira se o servidor está no ar e repita o comando"
        )
    if master.kind == "connect" and "StatusCode." in said:
        return SurroundingsError(
            f"quem atende em {master.shown} não é um Spark Connect", "confira a porta: a do Connect costuma ser 15002"
        )
    return None


def _of_data(said: str) -> CarteiraError | None:
    if "TABLE_OR_VIEW_NOT_FOUND" in said:
        return DataError("a tabela não existe no catálogo do Spark", "confira o nome, como em spark:esquema.tabela")
    if "PATH_NOT_FOUND" in said:
        return DataError("o Spark não achou o arquivo", "confira o caminho: ele deve existir em todas as máquinas")
    if "ARITHMETIC_OVERFLOW" in said:
        return DataError("uma soma passou do maior número que cabe em centavos", "procure valores absurdos no arquivo")
    if "FAILED_READ_FILE" in said or "CANNOT_READ_FILE" in said:
        return DataError("o Spark não conseguiu ler um dos arquivos", "confira se o arquivo está inteiro")
    return None
