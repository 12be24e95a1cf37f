"""Files that are no delimited text, told by how they begin, with what to export instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

EXPORT_HINT = "grave a exportação como CSV, texto separado por ponto e vírgula ou vírgula"
_BYTES = (
    (b"PK\x03\x04", "um arquivo binário compactado (ZIP ou planilha .xlsx)", "grave a planilha como CSV ou .xlsx"),
    (b"\xd0\xcf\x11\xe0", "um arquivo binário do Office (planilha .xls antiga)", "grave a planilha como CSV ou .xlsx"),
    (b"%PDF", "um arquivo binário PDF", "exporte o relatório como CSV ou planilha, não como PDF"),
    (b"\x1f\x8b", "um arquivo binário compactado (gzip)", "descompacte antes"),
    (b"PAR1", "um arquivo binário Parquet", "dê a ele o nome terminado em .parquet"),
    (b"SQLite format 3", "um arquivo binário do SQLite", "exporte a tabela como CSV"),
    (b"\x89PNG", "um arquivo binário de imagem", EXPORT_HINT),
    (b"\xff\xd8\xff", "um arquivo binário de imagem", EXPORT_HINT),
    (b"{\\rtf", "um documento RTF", EXPORT_HINT),
)
_JSON = re.compile(r'\s*(?:\[\s*)?\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})|\s*\[\s*\]\s*$|\s*\[\s*\[')
_HTML = re.compile(
    r"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(r"\s*<(?:\?xml\b|[A-Za-z][\w.:-]*(?:\s+[\w.:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>)")
# What no text has. 0x1A ends files of DOS; 0x1C to 0x1F separate fields in some exports.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b\x7f]")
CONTROL_SHARE = 0.02


def refuse_bytes(head: bytes, path: Path) -> None:
    """Refuse what begins as a file of another kind.

    Raises:
        DataError: it does.
    """
    for start, kind, hint in _BYTES:
        if head.startswith(start):
            raise DataError(f"{path} não é um CSV: é {kind}", hint)


def refuse_text(text: str, path: Path) -> None:
    """Refuse text that holds no delimited table: nothing, JSON, HTML, XML, or bytes of something else.

    Raises:
        DataError: it is one of these.
    """
    head = text[: 1 << 16]
    if not head.strip("\0\x1a\ufeff \t\r\n\v\f\x85\xa0") and not text.strip("\0\x1a\ufeff \t\r\n\v\f\x85\xa0"):
        raise DataError(f"{path} está vazio", "confira se a exportação terminou")
    if len(_CONTROLS.findall(head)) > CONTROL_SHARE * len(head):
        raise DataError(f"{path} não é um CSV: tem bytes de um arquivo binário", EXPORT_HINT)
    if _JSON.match(head):
        raise DataError(f"{path} não é um CSV: é JSON", "exporte a mesma consulta como CSV ou planilha")
    if _HTML.match(head):
        hint = "abra-o no Excel ou no LibreOffice e grave como CSV ou .xlsx; alguns sistemas chamam de .xls uma página"
        raise DataError(f"{path} não é um CSV: é uma página HTML", hint)
    if _XML.match(head):
        hint = "exporte como CSV ou planilha; um XML do Excel pode ser aberto nele e gravado como .xlsx"
        raise DataError(f"{path} não é um CSV: é XML", hint)
