"""A PostgreSQL of the tests' own on the loopback: what Debian's package has, started as nobody's service."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER, PASSWORD = "dona", "s3nh4-dona"
_BEHIND = 200  # lines of psql's words in a failure


def programs() -> Path | None:
    """Where the newest server's programs are."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    there = shutil.which("initdb")
    return found[-1].parent if found else Path(there).parent if there else None


def missing() -> str | None:
    """Why there is no server to be had, and how to get one; None where there is."""
    if find_spec("adbc_driver_postgresql") is None:
        return "no driver of PostgreSQL: pip install -e '.[postgresql]'"
    if programs() is None:
        return "no PostgreSQL: apt-get install postgresql"
    if os.geteuid() == 0 and (shutil.which("setpriv") is None or not _has_user()):
        return "PostgreSQL does not run as root, and there is no user postgres: apt-get install postgresql"
    return None


def _has_user() -> bool:
    return any(line.startswith("postgres:") for line in Path("/etc/passwd").read_text(encoding="utf-8").splitlines())


@dataclass(frozen=True)
class Postgres:
    """A server that runs.

    Attributes:
        folder: of its data and its socket.
        port: of the loopback.
    """

    folder: Path
    port: int

    def address(self, user: str = OWNER, password: str = PASSWORD, database: str = "loja") -> str:
        """The address of a database, with a password."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def sql(self, text: str, database: str = "loja") -> list[list[str]]:
        """Run statements as the owner; the rows of the last."""
        bin_folder = programs()
        assert bin_folder is not None
        command = [str(bin_folder / "psql"), "-qtA", "-v", "ON_ERROR_STOP=1", self.address(database=database)]
        ran = subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stderr[:_BEHIND]
        return [line.split("|") for line in ran.stdout.splitlines()]

    def control(self, *words: str) -> None:
        """Have the server's own program do something."""
        bin_folder = programs()
        assert bin_folder is not None
        run_as_nobody([str(bin_folder / "pg_ctl"), "-D", str(self.folder / "dados"), "-s", "-w", *words])

    def start(self) -> None:
        """Start it."""
        how = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=20"
        self.control("-o", how, "-l", str(self.folder / "diario"), "start")

    def backends(self) -> int:
        """How many connections of the program there are."""
        found = self.sql("select count(*) from pg_stat_activity where application_name = 'carteira'")
        return int(found[0][0])


def run_as_nobody(command: list[str]) -> None:
    """Run a program that refuses to be root's."""
    lowered = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    ran = subprocess.run(
        [*lowered, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr


@contextmanager
def serving() -> Iterator[Postgres]:
    """A server with an empty database `loja`; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="carteira-pg-"))  # pytest's own folder is for its user's eyes
    bin_folder = programs()
    assert bin_folder is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = Postgres(folder, free.getsockname()[1])
    try:
        secret = folder / "senha"
        secret.write_text(PASSWORD, encoding="utf-8")
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            shutil.chown(secret, "postgres")
        how = ["-A", "scram-sha-256", f"--pwfile={secret}", "-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        run_as_nobody([str(bin_folder / "initdb"), "-D", str(folder / "dados"), *how])
        server.start()
        try:
            server.sql("create database loja", "postgres")
            yield server
        finally:
            if (folder / "dados" / "postmaster.pid").exists():
                server.control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
