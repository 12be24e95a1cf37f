"""A MariaDB of the tests' own on the loopback: what Debian's package has, started as nobody's service."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER, PASSWORD = "dona", "s3nh4-dona"


def missing() -> str | None:
    """Why there is no server to be had, and how to get one; None where there is."""
    if find_spec("pymysql") is None:
        return "no driver of MySQL: pip install -e '.[mysql]'"
    if shutil.which("mariadbd") is None and not Path("/usr/sbin/mariadbd").exists():
        return "no MariaDB: apt-get install mariadb-server"
    return None


@dataclass(frozen=True)
class MariaDb:
    """A server that runs.

    Attributes:
        folder: of its data and its socket.
        port: of the loopback.
    """

    folder: Path
    port: int

    @property
    def address(self) -> str:
        """The address of the database, with a password."""
        return f"mysql://{OWNER}:{PASSWORD}@127.0.0.1:{self.port}/loja"

    def sql(self, text: str, database: str = "loja") -> list[list[str]]:
        """Run statements as the administrator; the rows of the last."""
        command = ["mariadb", "--no-defaults", "-S", str(self.folder / "s"), "-u", "root", "-N", "-B", database]
        ran = subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stderr
        return [line.split("\t") for line in ran.stdout.splitlines()]


@contextmanager
def serving() -> Iterator[MariaDb]:
    """A server with an empty database `loja` that a user of ours may read; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="carteira-my-"))
    root = os.geteuid() == 0
    lowered = ["setpriv", "--reuid=mysql", "--regid=mysql", "--clear-groups"] if root else []
    if root:
        shutil.chown(folder, "mysql")
    path = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = MariaDb(folder, free.getsockname()[1])
    data = ["--no-defaults", f"--datadir={folder}/dados"]
    how = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", "--force"]  # no DNS
    command = [*lowered, "mariadb-install-db", *data, *how]
    made = subprocess.run(command, check=False, capture_output=True, text=True, env=path, cwd=folder, timeout=120)
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise AssertionError(made.stdout + made.stderr)
    listening = [
        f"--socket={folder}/s",
        f"--port={server.port}",
        "--bind-address=127.0.0.1",
        f"--pid-file={folder}/pid",
    ]
    with (folder / "diario").open("wb") as told:
        process = subprocess.Popen([*lowered, "mariadbd", *data, *listening], stdout=told, stderr=told, env=path)
    try:
        for _ in range(300):
            if (folder / "s").exists():
                break
            time.sleep(0.1)
        server.sql(
            f"create database loja character set latin1; create user {OWNER}@'127.0.0.1' identified by '{PASSWORD}'", ""
        )
        server.sql(f"grant all on loja.* to {OWNER}@'127.0.0.1'")
        yield server
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)
