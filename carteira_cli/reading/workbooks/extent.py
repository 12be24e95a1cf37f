"""How much a workbook holds, before the library that reads it takes room for it.

The library keeps a sheet as the whole rectangle up to its last cell, and a process that asks for too much ends at
once. What a file says of itself (its dimension, the sizes in its archive) may be a lie: so every cell's place is looked
at, and every part is unpacked to its end.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.workspace import LIMIT_OPTION, size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = 1_048_576  # of a sheet, as Excel has them
COLUMNS = 16_384
CELLS = 80_000_000  # of a sheet's rectangle: 24 bytes each
FEW = 20_000_000  # of those that any sheet may have, however few are filled
SPARSE = 20  # times as many places as cells are filled
PARTS = 10_000  # of a workbook's archive
BLOCK = 1 << 20
OVERLAP = 400  # bytes of a block looked at again with the next: a tag that is cut
PROBE_SECONDS = 120
PROBE_MEMORY = 4 << 30
_PLACE = re.compile(rb"""r(?<=\sr)\s*=\s*["']\s*([A-Za-z]*\d+)["']""")  # a letter first: the engine skips to it
_DIGITS, _LETTERS = b"0123456789", bytes(range(65, 91)) + bytes(range(97, 123))
_STRANGE = re.compile(rb"""\sr\s*=\s*["']&#""")  # a place that hides behind character codes
_ODS = re.compile(
    rb"""number-(rows|columns)-repeated\s*=\s*["'](\d+)["']|<[\w-]+:(?:covered-)?table-(row|cell)\b|:(?:value-type|p)\b|"""
    rb"""<[\w-]+:(table)[\s>]"""
)
_SPACES = re.compile(
    rb"""<[\w-]+:s\s[^>]*?\bc\s*=\s*["'](\d+)["']"""
)  # blanks that a cell of an .ods does not write out
_OPENED, _CLOSED = re.compile(rb"<[\w-]+:table(?:\s[^>]*)?(?<!/)>"), re.compile(rb"</[\w-]+:table\s*>")
_AGAIN = "abra no Excel ou no LibreOffice, salve de novo como .xlsx e repita"
_EMPTY = "apague na planilha as linhas e colunas depois da tabela, salve e repita"
_PROBE = """
import sys
from contextlib import suppress
with suppress(ImportError, ValueError, OSError):
    import resource
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
from python_calamine import CalamineError, PasswordError, load_workbook
try:
    book = load_workbook(sys.argv[1])
    for name in book.sheet_names:
        with suppress(CalamineError):
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > int(sys.argv[3]):
                sys.exit(9)
except (CalamineError, PasswordError, OSError):
    sys.exit(0)
"""


def check_archive(path: Path, shown: str, *, sized: bool, limit: int) -> None:
    """Refuse a workbook in an archive that would take all the memory: a bomb, or a cell lost in the last row.

    Args:
        path: of an .xlsx, .xlsb or .ods.
        shown: its name in messages.
        sized: whether its sheets say the place of each cell, as those of .xlsx do.
        limit: bytes that all parts may unpack to.

    Raises:
        DataError: it is too large, has a part twice, or goes beyond the last row or column that there is.
        BadZipFile, zlib.error, NotImplementedError, RuntimeError: the archive is broken.
    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        whole = sum(part.file_size for part in parts)
        if whole > limit or len(parts) > PARTS:
            raise DataError(
                f"{shown} descompactado tem {size(whole)}, e o limite de uma planilha é de {size(limit)}",
                f"exporte como CSV, ou, se o tamanho é esse mesmo, aumente o limite com {LIMIT_OPTION}",
            )
        # Names of parts are the same whatever their case; which of two a reader takes is its own business.
        if len({part.filename.casefold() for part in parts}) < len(parts):
            raise DataError(f"{shown} é uma planilha corrompida: tem duas partes de um mesmo nome", _AGAIN)
        for part in parts:
            if sized and part.filename.casefold().endswith((".xml", ".rels")):
                _check_sheet(_blocks(archive, part), shown)
            elif part.filename == "content.xml":
                _check_repeats(_blocks(archive, part), shown, limit)


def probe(path: Path, shown: str) -> None:
    """Have a workbook whose cells are no text read by another process first, which may break down without harm.

    Raises:
        DataError: it did.
    """
    words = [sys.executable, "-c", _PROBE, str(path.absolute()), str(PROBE_MEMORY), str(CELLS)]
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, with a program of our own
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DataError(f"{shown} é uma planilha que não termina de ser lida", _AGAIN) from error
    if done.returncode:
        raise DataError(f"{shown} é uma planilha cortada ou corrompida, ou grande demais para a memória", _AGAIN)


def _blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in blocks that end where a tag does; of one without tags, each with the end of the one before."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(BLOCK):
            cut = block.rfind(b">") + 1
            yield rest + block[: cut or BLOCK]
            rest = block[cut:] if cut else block[-OVERLAP:]
    if rest:
        yield rest


def _check_sheet(blocks: Iterator[bytes], shown: str) -> None:
    columns = rows = filled = 0
    for block in blocks:
        if b"&#" in block and _STRANGE.search(block):
            raise DataError(f"{shown} é uma planilha corrompida: uma célula não diz onde fica", _AGAIN)
        places = _PLACE.findall(block)
        filled += len(places)
        written = b" ".join(places)  # taken apart as one text, not cell by cell
        rows = max((rows, *(int(digits[:10]) for digits in set(written.translate(None, _LETTERS).split()))))
        columns = max((columns, *map(_column, set(written.translate(None, _DIGITS).split()))))
    _refuse_lost(columns, rows, filled, shown)


def _refuse_lost(columns: int, rows: int, filled: int, shown: str) -> None:
    if rows > ROWS or columns > COLUMNS:
        raise DataError(
            f"{shown} é uma planilha corrompida: tem célula na linha {rows} e coluna {columns}, além da última", _AGAIN
        )
    if columns * rows > min(CELLS, max(FEW, SPARSE * filled)):
        raise DataError(f"{shown}: uma planilha vai até a linha {rows} e a coluna {columns}, quase toda vazia", _EMPTY)


def _check_repeats(blocks: Iterator[bytes], shown: str, limit: int) -> None:
    """Measure the sheets of an .ods with its repetitions: a few bytes may stand for all the cells that there are."""
    extent, blanks, unclosed = _Extent(), 0, 0
    for block in blocks:
        unclosed += len(_OPENED.findall(block)) - len(_CLOSED.findall(block))
        blanks += sum(int(count[:10]) for count in _SPACES.findall(block))
        if blanks > limit:
            raise DataError(f"{shown} é uma planilha corrompida: as células têm {size(blanks)} de espaços", _AGAIN)
        for found in _ODS.finditer(block):
            if found[4]:
                extent.check(shown)
                extent = _Extent()
            else:
                extent.take(found[1], found[2], found[3])
    if unclosed > 0:  # the library would look for its end for ever
        raise DataError(f"{shown} é uma planilha cortada ou corrompida", _AGAIN)
    extent.check(shown)


class _Extent:
    """How far a sheet of an .ods goes, up to its last cell that has something in it."""

    def __init__(self) -> None:
        self._rows = self._columns = self._filled = 0  # up to the last filled cell; the cells themselves
        self._row = self._place = self._last = 0  # the row and place read last; the last filled place of the row
        self._times = 1  # of the row

    def take(self, axis: bytes | None, number: bytes | None, opened: bytes | None) -> None:
        """Count on: a repetition, a row or cell that begins, or something in the cell."""
        if axis is not None:
            times = max(int((number or b"1")[:10]), 1)
            if axis == b"rows":
                self._times = times
            else:
                self._place += times - 1
        elif opened == b"row":
            self._end_row()
        elif opened == b"cell":
            self._place += 1
        elif self._last < self._place:
            self._last = self._place
            self._filled += 1

    def check(self, shown: str) -> None:
        """Refuse a sheet that goes too far.

        Raises:
            DataError: with where it goes.
        """
        self._end_row()
        _refuse_lost(self._columns, self._rows, self._filled, shown)

    def _end_row(self) -> None:
        self._row += self._times if self._place else 0
        if self._last:
            self._rows, self._columns = self._row, max(self._columns, self._last)
        self._times, self._place, self._last = 1, 0, 0


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:7]:
        number = number * 26 + letter - 64
    return number
