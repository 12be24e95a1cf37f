"""Damage good files at random and read them, many in one process: `python -m tests.damaging KIND SEED COUNT`.

A line an ending: `ok`, or the error's class. What ends the process itself ends it here, and the test sees that.
"""

from __future__ import annotations

import gzip
import random
import sys
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from carteira_cli.errors import CarteiraError
from carteira_cli.reading.files import open_files
from carteira_cli.reading.hints import Hints
from carteira_cli.reading.wanted import Sought
from carteira_cli.reading.workbooks import extent
from carteira_cli.sources.proving.proof import reading_of

HEADER = ["cliente", "data", "valor", "pedido"]
ROWS = [[f"c{i % 20}", date(2024, 1, 1) + timedelta(i), i + 0.5, f"p{i}"] for i in range(120)]
KINDS = ("xlsx", "ods", "xls", "html", "parquet", "gz", "zip", "csv")
MEMORY = 256 << 20  # far more than the good file takes
MARKUP = (
    b"r=",
    b"<row",
    b"<c ",
    b"repeated=",
    b"<table",
    b"colspan",
    b"<!--",
    b"]]>",
    b'"9999999"',
    b"\0",
    b"\xff\xfe",
)


def good(kind: str, folder: Path) -> bytes:
    """A file of a kind with the table in it."""
    text = "\n".join([",".join(HEADER), *(",".join(map(str, row)) for row in ROWS)]).encode()
    match kind:
        case "csv":
            return text
        case "gz":
            return gzip.compress(text)
        case "zip":
            held = BytesIO()
            with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("vendas.csv", text)
            return held.getvalue()
        case "parquet":
            held = BytesIO()
            pl.DataFrame(ROWS, schema=HEADER, orient="row").write_parquet(held)
            return held.getvalue()
        case "html":
            lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in [HEADER, *ROWS])
            return f"<html><body><table>{lines}</table></body></html>".encode()
    from tests.workbooks import write_book

    return write_book(folder / f"good.{kind}", {"Vendas": [HEADER, *ROWS]}).read_bytes()


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A content cut short, with bytes changed, lost, repeated, or words of markup where none belong."""
    bad = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(max(len(bad), 1))
        match chance.randrange(6):
            case 0 if chance.random() < 0.3:
                del bad[place:]
            case 1:
                del bad[place : place + chance.randint(1, 40)]
            case 2:
                bad[place:place] = bad[place : place + chance.randint(1, 400)]
            case 3:
                bad[place : place + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"])
            case 4:
                bad[place:place] = chance.choice(MARKUP)
            case _:
                for at in range(place, min(place + chance.randint(1, 12), len(bad))):
                    bad[at] = chance.randrange(256)
    return bytes(bad)


def inside(content: bytes, chance: random.Random) -> bytes:
    """The same in a part of an archive, which is then whole again: what checksums would have caught is not caught."""
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        parts = [name for name in old.namelist() if name.endswith((".xml", ".csv"))]
        hit = chance.choice([name for name in parts if "sheet" in name or name in {"content.xml", "vendas.csv"}])
        for name in old.namelist():
            new.writestr(name, damaged(old.read(name), chance) if name == hit else old.read(name))
    return held.getvalue()


def ending(path: Path) -> str:
    """How the reading of a file ends."""
    try:
        for raw in open_files(path, "vendas", Hints(), Sought(len)):
            with reading_of(raw.name):
                raw.scan("linha").collect(engine="streaming")
    except CarteiraError as error:
        return type(error).__name__
    return "ok"


def main(kind: str, seed: int, count: int) -> None:
    """Damage and read as many files of a kind.

    A third of the .xls make the library ask for whatever memory it may have, and a program of 4 GiB takes seconds to
    fill them: it may have less here, and breaks down as it would there.
    """
    extent.PROBE_MEMORY = MEMORY
    with TemporaryDirectory() as place:
        folder = Path(place)
        content = good(kind, folder)
        path = folder / f"vendas.{kind}"
        for number in range(count):
            chance = random.Random(f"{kind} {seed} {number}")  # noqa: S311 - no secret
            whole = kind in {"xlsx", "ods", "zip"} and number % 2
            path.write_bytes(inside(content, chance) if whole else damaged(content, chance))
            sys.stdout.write(f"{ending(path)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
