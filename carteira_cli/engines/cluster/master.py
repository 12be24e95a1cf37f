"""What the name of a cluster means, and whether anybody answers there: told in seconds, where Spark waits minutes."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import SurroundingsError, UsageError

MasterKind = Literal["local", "local-cluster", "spark", "yarn", "connect"]
WAIT = 5.0  # seconds for a machine to answer at all
CONNECT_PORT, YARN_PORT = 15002, 8032
FORMS = "local[*], local-cluster[2,1,1024], spark://máquina:7077, yarn ou sc://máquina:15002"
_LOCAL = re.compile(r"local(\[(\*|[1-9][0-9]{0,3})(,[1-9][0-9]?)?\])?")
_LOCAL_CLUSTER = re.compile(r"local-cluster\[\s*[1-9][0-9]?\s*,\s*[1-9][0-9]{0,2}\s*,\s*[1-9][0-9]{2,6}\s*\]")
_PLACE = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s\[\]:/@?;,]+):(?P<port>[0-9]{1,5})")
_LAST_PORT = 65_535


@dataclass(frozen=True)
class Master:
    """The cluster that was asked for.

    Attributes:
        kind: which sort.
        name: as Spark takes it; of Connect it may hold a token, so it is never shown.
        places: hosts and ports where somebody must answer; one of them is enough.
    """

    kind: MasterKind
    name: str
    places: tuple[tuple[str, int], ...] = ()

    @property
    def shown(self) -> str:
        """The name without what may be a secret."""
        return self.name.partition(";")[0].rstrip("/") if self.kind == "connect" else self.name

    @property
    def is_here(self) -> bool:
        """Whether all of it runs on this machine, so that it sees the same files and Python."""
        loopback = all(host in {"localhost", "127.0.0.1", "::1"} for host, _ in self.places)
        return self.kind in {"local", "local-cluster"} or (self.kind == "spark" and loopback)


def master_of(text: str) -> Master:
    """What a name given for a cluster means.

    Raises:
        UsageError: it is none of the forms.
    """
    name = text.strip()
    if _LOCAL.fullmatch(name):
        return Master("local", name)
    if _LOCAL_CLUSTER.fullmatch(name):
        return Master("local-cluster", re.sub(r"\s", "", name))
    if name == "yarn":
        return Master("yarn", name)
    kind, slashes, rest = name.partition("://")
    if slashes and kind == "spark":
        places = [_place(one) for one in rest.rstrip("/").split(",")]
        if all(places):
            return Master("spark", name.rstrip("/"), tuple(place for place in places if place))
    if slashes and kind == "sc":
        host, parameters, _ = rest.partition("/")
        # Of a machine's name `;` is no part: without the slash before it a token would be taken for one, and shown.
        if place := _place(host if re.search(r":[0-9]+$", host) else f"{host}:{CONNECT_PORT}"):
            return Master("connect", name if parameters else f"sc://{place[0]}:{place[1]}", (place,))
    shown = name.partition(";")[0][:80]
    raise UsageError(f'"{shown}" não é um cluster Spark', f"use {FORMS}")


def _place(text: str) -> tuple[str, int] | None:
    found = _PLACE.fullmatch(text)
    if found is None or not 0 < int(found["port"]) <= _LAST_PORT:
        return None
    return found["host"].strip("[]"), int(found["port"])


def reach(master: Master) -> None:
    """See that somebody answers where the cluster should be.

    Raises:
        SurroundingsError: nobody does, or this machine does not know where the cluster is.
    """
    places = _yarn_places() if master.kind == "yarn" else master.places
    reasons = []
    for place in places:
        try:
            socket.create_connection(place, timeout=WAIT).close()
        except OSError as error:
            reasons.append(_reason(error, *place))
        else:
            return
    if reasons:
        raise unreached(master, "; ".join(reasons))


def unreached(master: Master, reason: str) -> SurroundingsError:
    """The error of a cluster that does not answer."""
    hints = {
        "spark": "confira se o master está no ar e o nome e a porta no endereço que ele mostra, spark://…",
        "connect": "confira o endereço e se o servidor Spark Connect está no ar (start-connect-server.sh)",
        "yarn": "confira yarn-site.xml na pasta de HADOOP_CONF_DIR e se o ResourceManager está no ar",
    }
    return SurroundingsError(
        f"o cluster {master.shown} não responde ({reason})",
        hints.get(master.kind, "repita o comando; se parar outra vez, use --motor polars"),
    )


def _reason(error: OSError, host: str, port: int) -> str:
    match error:
        case socket.gaierror():
            return f"não há máquina com o nome {host}"
        case ConnectionRefusedError():
            return f"ninguém atende em {host}:{port}"
        case TimeoutError():
            return f"{host}:{port} não respondeu em {WAIT:.0f} s"
    return f"não há caminho até {host}:{port}"


def _yarn_places() -> tuple[tuple[str, int], ...]:
    """Where the resource manager is, by the files of Hadoop; none where they don't say it plainly."""
    folders = [os.environ[name] for name in ("HADOOP_CONF_DIR", "YARN_CONF_DIR") if os.environ.get(name)]
    if not folders:
        raise SurroundingsError(
            "o cluster yarn não foi encontrado: falta dizer onde está a configuração do Hadoop",
            "aponte a variável HADOOP_CONF_DIR para a pasta que tem core-site.xml e yarn-site.xml",
        )
    known: dict[str, str] = {}
    for site in (Path(folder) / "yarn-site.xml" for folder in folders):
        known |= _properties(site)
    whole = known.get("yarn.resourcemanager.address") or ""
    host = known.get("yarn.resourcemanager.hostname") or ""
    place = _place(whole) or (_place(f"{host}:{YARN_PORT}") if host else None)
    return () if place is None or "$" in place[0] else (place,)


def _properties(site: Path) -> dict[str, str]:
    """Name → value of a file of Hadoop's configuration; nothing of one that can't be read."""
    try:
        root = ET.parse(site).getroot()  # noqa: S314 - of this machine's own Hadoop, which trusts it with all it has
    except (OSError, ET.ParseError):
        return {}
    return {(each.findtext("name") or "").strip(): (each.findtext("value") or "").strip() for each in root}
