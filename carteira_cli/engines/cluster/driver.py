"""The Java of a driver: started apart from the terminal, quiet, and ended with all that it has started.

PySpark can start it too, but then in the terminal's own group, where Ctrl-C reaches Java first, without an end to the
waiting, and with files where the shell stands. So it is started here and PySpark is told where it is.
"""

from __future__ import annotations

import os
import shlex
import signal
import struct
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from py4j.java_gateway import JavaGateway

START = 60.0  # seconds for Java to be there: it is on this machine, and a busy one is slow
_STEP = 0.05
_MOMENT = 3.0  # seconds that a process takes to end, once it does
_LOG_TAIL = 1 << 18  # bytes of what Java has said that are looked at
# What a shell may have set for another program that uses Spark, and that would lead this one elsewhere.
_FOREIGN = (
    "SPARK_REMOTE",
    "SPARK_CONNECT_MODE_ENABLED",
    "SPARK_LOCAL_REMOTE",
    "SPARK_CONNECT_MODE",
    "SPARK_TESTING",
    "PYSPARK_GATEWAY_PORT",
    "PYSPARK_GATEWAY_SECRET",
)


@dataclass(frozen=True)
class JavaDriver:
    """A running Java.

    Attributes:
        process: of which it is the leader, and of a group of its own.
        log: what it says.
        port: where it listens.
        secret: without which it listens to nobody.
    """

    process: subprocess.Popen[bytes]
    log: Path
    port: int
    secret: str

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    @property
    def said(self) -> str:
        """The end of what it has said."""
        return _tail(self.log)

    def has_broken_off(self) -> bool:
        """Whether it has ended, or does within a moment: what it held in its hands breaks before it is gone."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(_MOMENT)
        return not self.is_running

    def end(self, patience: float) -> None:
        """End it and all processes of its group: asked for first, and after so many seconds no longer asked."""
        if self.process.stdin is not None:
            with suppress(OSError):
                self.process.stdin.close()  # on which it ends by itself
        if patience:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        for number, seconds in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)):
            if self.is_running:
                with suppress(OSError):
                    os.killpg(self.process.pid, number)
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(seconds)
        with suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)  # executors that it has started, if any are left


def start(settings: Mapping[str, str], folder: Path, home: Path, *, here: bool) -> JavaDriver:
    """Start the Java of a driver.

    Args:
        settings: of Spark, name → value; they are seen in the list of processes, so none is a secret.
        folder: an own one of this run, for all that it writes.
        home: where Spark is.
        here: whether everything runs on this machine, so that it listens to no other one.

    Raises:
        SurroundingsError: it did not start.
    """
    told, log = folder / "gateway", folder / "java.log"
    options = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    command = [str(home / "bin" / "spark-submit"), *options]
    command += shlex.split(os.environ.get("PYSPARK_SUBMIT_ARGS") or "pyspark-shell")
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - Spark's own script
            command,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            cwd=folder,
            env=_environment(folder, home, told, here=here),
            start_new_session=True,
        )
    try:
        port, secret = _awaited(process, told, log)
    except BaseException:
        JavaDriver(process, log, 0, "").end(0.0)
        raise
    return JavaDriver(process, log, port, secret)


def connect(driver: JavaDriver) -> JavaGateway:
    """PySpark's own way to speak to a driver."""
    from pyspark.java_gateway import launch_gateway  # weight: for a run on Spark alone

    with environment({"PYSPARK_GATEWAY_PORT": str(driver.port), "PYSPARK_GATEWAY_SECRET": driver.secret}):
        return launch_gateway()


@contextmanager
def environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Variables of this process as Spark's Python wants them, for as long as it looks."""
    names = {*_FOREIGN, *changes}
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name in names:
            os.environ.pop(name, None)
        os.environ.update(before)


def _environment(folder: Path, home: Path, told: Path, *, here: bool) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    # Without memory it ends: of its threads one would fail, and another wait for that one's answer for ever.
    java = f"-XX:+ExitOnOutOfMemoryError -XX:-UsePerfData -Djava.io.tmpdir={folder} -Dderby.system.home={folder}"
    own |= {
        "SPARK_HOME": str(home),
        "_PYSPARK_DRIVER_CONN_INFO_PATH": str(told),
        "JDK_JAVA_OPTIONS": f"{os.environ.get('JDK_JAVA_OPTIONS', '')} {java}".strip(),
    }
    return own | ({"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "localhost"} if here else {})


def _awaited(process: subprocess.Popen[bytes], told: Path, log: Path) -> tuple[int, str]:
    """Where Java listens, once it says so."""
    until = time.monotonic() + START
    while not told.is_file():
        if process.poll() is not None:
            raise SurroundingsError(*_refused(_tail(log)))
        if time.monotonic() > until:
            raise SurroundingsError(
                f"o Java do Spark não começou em {START:.0f} s", "feche outros programas e repita o comando"
            )
        time.sleep(_STEP)
    whole = told.read_bytes()  # it is moved to its name when it is complete
    port, length = struct.unpack(">ii", whole[:8])
    return port, whole[8 : 8 + length].decode()


def _refused(said: str) -> tuple[str, str]:
    """Why Java did not start, and what to do."""
    if "Invalid initial heap size" in said or "Invalid maximum heap size" in said or "Could not reserve" in said:
        return ("o Java do Spark não conseguiu a memória pedida", "peça menos com --memoria, ou feche outros programas")
    if "UnsupportedClassVersionError" in said:
        return (
            "o Java desta máquina é velho demais para o Spark",
            "instale o Java 17: apt-get install openjdk-17-jre-headless",
        )
    return (
        "o Java do Spark não começou",
        "confira JAVA_HOME, SPARK_HOME, SPARK_CONF_DIR e PYSPARK_SUBMIT_ARGS, se estiverem definidas",
    )


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _LOG_TAIL))
            return file.read().decode(errors="replace")
    except OSError:
        return ""
