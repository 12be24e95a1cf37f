"""A real object store on this machine: Ceph's S3 gateway over a cluster in memory, from Debian.

`radosgw` is what hospitals and universities run in the place of Amazon's: it checks SigV4 signatures and the clock,
gives out session tokens, keeps buckets' policies, pages its listings, knows ranges, ETags and multipart uploads. A
cluster of one monitor and one OSD that keeps its objects in memory is up within two seconds and takes 120 MB.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import obstore
import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMS = ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool", "ceph")
REMEDY = "apt-get install --no-install-recommends ceph-mon ceph-osd radosgw"
REGION = "default"  # Ceph's own name of it, and the one it tells
KEY, SECRET = "AKIACARTEIRA", "segredo0SEGREDO0segredo"

_CONFIGURATION = """
[global]
fsid = {fsid}
mon host = v1:127.0.0.1:{monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind msgr2 = false
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd crush chooseleaf type = 0
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
osd objectstore = memstore
osd crush update on start = false
osd class update on start = false
memstore device bytes = 4294967296
osd class load list = *
osd class default list = *
mon data avail crit = 1
mon data avail warn = 1
paxos propose interval = 0.01
paxos min wait = 0.01
mon initial members = a
mon data = {folder}/mon
osd data = {folder}/osd
admin socket = {folder}/$name.asok
log file = {folder}/$name.log
pid file = {folder}/$name.pid
run dir = {folder}
crash dir = {folder}
keyring = /dev/null
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:{port}
rgw override bucket index max shards = 1
rgw num control oids = 1
rgw gc max objs = 1
rgw lc max objs = 1
rgw usage max shards = 1
rgw enable apis = s3, sts, iam
rgw s3 auth use sts = true
rgw sts key = abcdefghijklmnop
rgw enable gc threads = false
rgw enable lc threads = false
rgw enable quota threads = false
rgw run sync thread = false
rgw dynamic resharding = false
"""
_TRUSTED = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam:::user/ana"]}, "Action": ["sts:AssumeRole"]}
        ],
    }
)
_READS = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": "arn:aws:s3:::*"}]}
)


@dataclass(frozen=True)
class Ceph:
    """A running gateway.

    Attributes:
        port: where it listens, on this machine alone.
    """

    port: int

    def bucket(self, name: str) -> obstore.store.S3Store:
        """A bucket, made where it is not there yet."""
        self.asked("PUT", f"/{name}")
        return obstore.store.S3Store(
            name,
            endpoint=f"http://127.0.0.1:{self.port}",
            access_key_id=KEY,
            secret_access_key=SECRET,
            region=REGION,
            client_options={"allow_http": True},
        )

    def public(self, name: str) -> None:
        """Let anybody read a bucket."""
        allowed = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": ["s3:GetObject", "s3:ListBucket"],
                    "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
                }
            ],
        }
        self.asked("PUT", f"/{name}", {"policy": ""}, json.dumps(allowed).encode())

    def session(self) -> dict[str, str]:
        """Credentials for an hour, by its token service, as variables: of a role that may read all."""
        asked = {"Action": "AssumeRole", "RoleArn": "arn:aws:iam:::role/leitura", "RoleSessionName": "teste"}
        told = self.asked("POST", "/", body=urlencode(asked).encode())
        key, secret, token = (
            re.search(f"<{name}>(.*?)</{name}>", told)[1] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")
        )
        return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}

    def asked(self, method: str, path: str, query: dict[str, str] | None = None, body: bytes = b"") -> str:
        """The answer to a request signed by hand (SigV4), for what the library under test can't ask."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        digest = hashlib.sha256(body).hexdigest()
        headers = {"host": f"127.0.0.1:{self.port}", "x-amz-content-sha256": digest, "x-amz-date": moment}
        if method == "POST":
            headers["content-type"] = "application/x-www-form-urlencoded"
        names, told = ";".join(sorted(headers)), urlencode(query or {}, quote_via=quote)
        canonical = "\n".join(
            [method, quote(path), told, *(f"{name}:{headers[name]}" for name in sorted(headers)), "", names, digest]
        )
        service = "sts" if method == "POST" else "s3"
        scope = f"{moment[:8]}/{REGION}/{service}/aws4_request"
        text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = f"AWS4{SECRET}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, text.encode(), "sha256").hex()
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={names}, Signature={signature}"
        )
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, quote(path) + (f"?{told}" if told else ""), body, headers)
            answer = connection.getresponse()
            found = answer.read().decode()
            assert answer.status < 300, (answer.status, found)
            return found
        finally:
            connection.close()


@contextmanager
def reading_from(port: int):
    """Variables with which whatever is run reads from a store or a way to it; a machine's own door is shut."""
    variables = variables_of(port)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "GOOGLE_", "AZURE_"))]:
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(name, value)
        yield patch


def variables_of(port: int) -> dict[str, str]:
    """What a user would set to read from a store that listens there."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": REGION,
        "AWS_METADATA_ENDPOINT": "http://127.0.0.1:9",
        "NO_PROXY": "*",
    }


def missing() -> str | None:
    """Why there can be no store here, and what to do about it; None where there can."""
    lacking = [name for name in PROGRAMS if shutil.which(name) is None]
    return f"no {lacking[0]}: {REMEDY}" if lacking else None


@contextmanager
def ceph(folder: Path):
    """Run a cluster and its gateway while the context lasts.

    Args:
        folder: its own; short, since sockets are made in it.
    """
    monitor, port = _free(), _free()
    fsid = str(uuid.uuid4())
    (folder / "mon").mkdir()
    (folder / "osd").mkdir()
    settings = folder / "ceph.conf"
    settings.write_text(_CONFIGURATION.format(fsid=fsid, monitor=monitor, port=port, folder=folder), encoding="ascii")
    env = os.environ | {"CEPH_CONF": str(settings)}

    def run(*words: str) -> str:
        # A monitor that is not yet sure of its cluster says "wrong fsid", to whoever asks it in that moment.
        for pause in (0.1, 0.3, 0.9, 2.7, None):
            done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=60, check=False)
            if done.returncode == 0:
                return done.stdout
            assert pause, (words, done.stderr)
            time.sleep(pause)
        raise AssertionError

    try:
        plan = str(folder / "monmap")
        run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", f"[v1:127.0.0.1:{monitor}]", plan)
        run("ceph-mon", "--mkfs", "-i", "a", "--monmap", plan)
        run("ceph-mon", "-i", "a")
        while '"leader"' not in run("ceph", "--admin-daemon", f"{folder}/mon.a.asok", "mon_status"):
            time.sleep(0.05)
        run("ceph", "osd", "create")
        # Said by hand: an OSD that says it itself may do so before it knows the cluster, and then it ends.
        run("ceph", "osd", "crush", "add", "osd.0", "1", "root=default", "host=a")
        run("ceph-osd", "--mkfs", "-i", "0")
        run("ceph-osd", "-i", "0")
        run("radosgw", "-n", "client.rgw")
        _wait_for(port)
        user = ("--uid", "ana", "--display-name", "Ana", "--access-key", KEY, "--secret-key", SECRET)
        run("radosgw-admin", "user", "create", *user, "--caps", "roles=*")
        run("radosgw-admin", "role", "create", "--role-name", "leitura", "--assume-role-policy-doc", _TRUSTED)
        may = ("--policy-name", "tudo", "--policy-doc", _READS)
        run("radosgw-admin", "role-policy", "put", "--role-name", "leitura", *may)
        yield Ceph(port)
    finally:
        for name in ("client.rgw", "osd.0", "mon.a"):
            _end(folder / f"{name}.pid")


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError("radosgw did not come up")


def _end(told: Path) -> None:
    """End a process of ours by the number that it wrote down; what it held lies in memory."""
    with suppress(OSError, ValueError):
        os.kill(int(told.read_text(encoding="ascii")), signal.SIGKILL)
