"""Bring a file from a web address, with limits on its size, on waiting and on redirects."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.addresses import redact
from carteira_cli.reading.inputs.workspace import BLOCK, spool

if TYPE_CHECKING:
    from collections.abc import Generator
    from http.client import HTTPMessage
    from pathlib import Path
    from typing import IO

REDIRECTS = 5
_REASONS = {
    401: ("pede usuário e senha, ou não os aceita", "confira as credenciais do endereço"),
    403: ("não dá permissão para ler", "confira as credenciais e o prazo do endereço assinado"),
    404: ("não existe", "confira o endereço"),
    410: ("não existe mais", "gere o endereço de novo"),
    429: ("recusou por excesso de pedidos", "espere um pouco e tente de novo"),
}
_FAILURES: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLCertVerificationError, "o certificado do servidor não confere"),
    (socket.gaierror, "o servidor não foi encontrado"),
    (ConnectionRefusedError, "o servidor recusou a conexão"),
    (TimeoutError, "o servidor demorou demais a responder"),
    (http.client.IncompleteRead, "a transferência foi cortada antes do fim"),
    (http.client.InvalidURL, "o endereço está malformado"),
    (ValueError, "o endereço está malformado"),
)


def download(address: str, limit: int, seconds: float) -> Path:
    """Bring the content of an http or https address to a scratch file.

    A user and password in the address are sent as such, to its own host only.

    Args:
        address: where it is.
        limit: how many bytes are too many.
        seconds: how long to wait for each answer.

    Raises:
        DataError: it can't be had, is cut short, or is larger than the limit. The message shows no secret.
    """
    shown = redact(address)
    try:
        with closing(_blocks(_request(address), seconds)) as blocks:
            return spool(blocks, shown, limit)
    except HTTPError as error:
        error.close()
        what, hint = _REASONS.get(error.code, (f"respondeu com o erro {error.code}", "tente de novo mais tarde"))
        raise DataError(f"{shown} {what}", hint) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        # Nothing that these say is quoted: they quote the address.
        raise DataError(f"{shown}: {_why(error)}", "confira o endereço e a rede, e tente de novo") from None


class _Redirects(HTTPRedirectHandler):
    """Follows a few redirects, never from https to http, and takes no password to another host."""

    max_redirections = REDIRECTS

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.scheme not in ("http", "https") or (old.scheme == "https" and new.scheme == "http"):
            raise URLError("redirected to an unsafe scheme")
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None and (new.scheme, new.netloc) != (old.scheme, old.netloc):
            request.headers.pop("Authorization", None)
        return request


def _request(address: str) -> Request:
    parts = urlsplit(address)
    user, _, host = parts.netloc.rpartition("@")
    safe = "%/:=&~+!$,;'@()*[]"
    clean = urlunsplit((parts.scheme, host, quote(parts.path, safe), quote(parts.query, safe + "?/"), ""))
    request = Request(clean, headers={"User-Agent": "carteira", "Accept-Encoding": "identity"})  # noqa: S310 - http(s)
    if user:
        coded = base64.b64encode(unquote(user).encode()).decode()
        request.add_header("Authorization", f"Basic {coded}")
    return request


def _blocks(request: Request, seconds: float) -> Generator[bytes]:
    with build_opener(_Redirects).open(request, timeout=seconds) as answer:
        told = answer.headers.get("Content-Length", "")
        done = 0
        while block := answer.read(BLOCK):
            done += len(block)
            yield block
        if told.isdigit() and done < int(told):
            raise http.client.IncompleteRead(b"", int(told) - done)


def _why(error: BaseException) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    return next((words for kind, words in _FAILURES if isinstance(reason, kind)), "a transferência falhou")
