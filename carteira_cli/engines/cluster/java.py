"""What this machine needs to be a driver of Spark: the Python package, and Java where the driver is one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.errors import SurroundingsError

if TYPE_CHECKING:
    from carteira_cli.engines.cluster.master import Master

EXTRA = 'pip install "carteira-cli[spark]"'
OLDEST = 17  # of Java, for Spark 4
DEBIAN = "apt-get install openjdk-17-jre-headless"
_VERSION = re.compile(r'version "(?:1\.)?([0-9]+)')
_CONNECT = ("grpc", "pandas", "google.rpc", "zstandard")
_PATIENCE = 20.0  # seconds for Java to say its version, on a machine that is busy


def demand(master: Master) -> None:
    """See that this machine has what a driver of a cluster needs.

    Raises:
        SurroundingsError: it lacks the Python package, or Java, or they are of versions that don't go together.
    """
    if find_spec("pyspark") is None:
        raise SurroundingsError("o Spark não está instalado neste Python", f"instale com {EXTRA}")
    if master.kind == "connect":
        lacking = next((name for name in _CONNECT if not _is_there(name)), None)
        if lacking is not None:
            raise SurroundingsError(f"o Spark Connect precisa de {lacking}, que não está instalado", f"use {EXTRA}")
        return
    _check_home()
    _check_java()


def java() -> Path:
    """The Java that Spark will start.

    Raises:
        SurroundingsError: there is none.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if found is None:
        where = "onde a variável JAVA_HOME aponta" if home else "nesta máquina"
        raise SurroundingsError(
            f"o Spark precisa de Java, e não há Java {where}",
            f"instale com {DEBIAN}, ou aponte JAVA_HOME para a pasta de um Java {OLDEST} ou mais novo",
        )
    return Path(found)


def _check_java() -> None:
    path = java()
    try:
        said = subprocess.run(  # noqa: S603 - the Java that Spark would start itself
            [path, "-version"], capture_output=True, text=True, timeout=_PATIENCE, check=False, errors="replace"
        ).stderr
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    found = _VERSION.search(said)
    if found is None:
        raise SurroundingsError(
            f"o Java de {path} não funciona", f"instale outro com {DEBIAN}, ou corrija a variável JAVA_HOME"
        )
    if int(found[1]) < OLDEST:
        raise SurroundingsError(
            f"o Java de {path} é o {found[1]}, e o Spark precisa do {OLDEST} ou mais novo",
            f"instale com {DEBIAN}, ou aponte JAVA_HOME para ele",
        )


def _check_home() -> None:
    """A Spark named by the shell must be that of the Python package: they speak to each other by private names."""
    home = os.environ.get("SPARK_HOME")
    if not home:
        return
    jars = sorted(Path(home).glob("jars/spark-core_*.jar"))
    own = version("pyspark")
    if not jars:
        raise SurroundingsError(
            "a variável SPARK_HOME aponta para uma pasta sem Spark", "apague a variável SPARK_HOME, ou corrija-a"
        )
    there = jars[0].stem.rpartition("_")[2].partition("-")[2]
    if there != own:
        raise SurroundingsError(
            f"a variável SPARK_HOME aponta para o Spark {there}, e o deste Python é o {own}",
            f'apague a variável SPARK_HOME, ou instale o mesmo com pip install "pyspark=={there}"',
        )


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # of what it would be a part of
        return False
