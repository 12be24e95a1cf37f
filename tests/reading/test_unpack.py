"""Compressed files, told by content, taken apart within a limit; and the scratch files they go to."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs import workspace
from carteira_cli.reading.inputs.kinds import refusal, what_is
from carteira_cli.reading.inputs.unpack import unpack
from tests.running import ROOT

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = "cliente;data;valor\nJosé;01/02/2026;1,50\n".encode() * 40
NOISE = random.Random(7).randbytes(3 << 20)  # noqa: S311 - no secret; does not compress, and spans several blocks


def checked_zstd(content: bytes) -> bytes:
    """As its command line writes it: with a checksum."""
    return zstd.compress(content, options={zstd.CompressionParameter.checksum_flag: 1})


PACK = {"gzip": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zstd": checked_zstd}
BIG = 1 << 30


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.fixture(autouse=True)
def _clean():
    yield
    workspace.clear()


@pytest.mark.slow
@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("content", [TEXT, NOISE], ids=["text", "noise"])
def test_the_content_comes_out_whatever_the_suffix_says(tmp_path, kind, content):
    found = unpack(written(tmp_path / "vendas.csv", PACK[kind](content)), BIG)
    assert (found.path.read_bytes(), found.packed, found.inner_name) == (content, kind, None)


@pytest.mark.parametrize("kind", PACK)
def test_several_members_one_after_the_other_are_one_content(tmp_path, kind):
    found = unpack(written(tmp_path / "a", PACK[kind](TEXT) + PACK[kind](b"Ana;02/02/2026;2\n")), BIG)
    assert found.path.read_bytes() == TEXT + b"Ana;02/02/2026;2\n"


def test_zstandard_that_starts_with_a_skippable_frame(tmp_path):
    skippable = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"
    assert unpack(written(tmp_path / "a", skippable + zstd.compress(TEXT)), BIG).path.read_bytes() == TEXT


def test_what_is_not_compressed_comes_back_as_it_is(tmp_path):
    path = written(tmp_path / "vendas.gz", TEXT)
    found = unpack(path, BIG)
    assert (found.path, found.kind, found.packed) == (path, "text", None)


@pytest.mark.slow
@pytest.mark.parametrize("kind", PACK)
def test_cut_short(tmp_path, kind):
    whole = PACK[kind](NOISE)
    with pytest.raises(DataError, match=r"vendas está cortado: o .* termina antes do fim"):
        unpack(written(tmp_path / "vendas", whole[: len(whole) * 2 // 3]), BIG)


@pytest.mark.parametrize("kind", PACK)
def test_corrupt(tmp_path, kind):
    whole = bytearray(PACK[kind](TEXT))
    middle = len(whole) // 2
    whole[middle : middle + 8] = bytes(byte ^ 0xFF for byte in whole[middle : middle + 8])
    with pytest.raises(DataError, match=r"está (corrompido|cortado)"):
        unpack(written(tmp_path / "vendas", bytes(whole)), BIG)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*PACK, "zip"])
def test_a_bomb_is_stopped_while_it_is_written(tmp_path, kind, monkeypatch):
    """60 MiB of zeros in a few KiB: no more than the limit ever reaches the disk."""
    zeros = b"\0" * (60 << 20)
    path = tmp_path / "bomba"
    if kind == "zip":
        zipped(path, {"vendas.csv": zeros})
    else:
        written(path, PACK[kind](zeros))
    left = []

    def watched(scratch):
        left.append((scratch.stat().st_size, scratch))
        scratch.unlink()

    monkeypatch.setattr(workspace, "discard", watched)
    with pytest.raises(DataError, match="passa do limite de 5 MiB") as caught:
        unpack(path, 5 << 20)
    assert "--max-descompactado" in caught.value.hint
    [(written_bytes, scratch)] = left
    assert 1 << 20 < written_bytes <= 5 << 20
    assert not scratch.exists()


def test_content_of_exactly_the_limit_passes_and_one_byte_more_does_not(tmp_path):
    path = written(tmp_path / "a", gzip.compress(TEXT))
    assert unpack(path, len(TEXT)).path.read_bytes() == TEXT
    with pytest.raises(DataError, match="limite"):
        unpack(path, len(TEXT) - 1)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=str
)
def test_a_zip_with_one_data_file_amid_litter(tmp_path, method):
    files = {
        "exportação/": b"",
        "exportação/Relatório (3).csv": TEXT,
        "__MACOSX/exportação/._Relatório (3).csv": b"x",
        "exportação/.DS_Store": b"x",
        "exportação/README.txt": b"leia",
        "exportação/LEIA-ME.txt": b"leia",
        "exportação/manual.pdf": b"%PDF-1.7",
    }
    found = unpack(zipped(tmp_path / "a.zip", files, method), BIG)
    assert (found.path.read_bytes(), found.inner_name, found.packed) == (TEXT, "Relatório (3).csv", "zip")


def test_of_several_the_one_named_after_the_table(tmp_path):
    path = zipped(tmp_path / "a.zip", {"x/Vendas.CSV": TEXT, "x/clientes.csv": b"cliente\n1\n"})
    assert unpack(path, BIG, "vendas").inner_name == "Vendas.CSV"
    assert unpack(path, BIG, "clientes").path.read_bytes() == b"cliente\n1\n"
    with pytest.raises(DataError, match=r'mais de um arquivo de dados: "Vendas.CSV", "clientes.csv"'):
        unpack(path, BIG, "leads")


def test_two_of_the_same_name_are_not_chosen_between(tmp_path):
    path = zipped(tmp_path / "a.zip", {"2024/vendas.csv": TEXT, "2025/vendas.csv": TEXT, "clientes.csv": TEXT})
    with pytest.raises(DataError, match="mais de um arquivo de dados"):
        unpack(path, BIG, "vendas")


def test_a_single_file_is_taken_whatever_its_suffix(tmp_path):
    assert unpack(zipped(tmp_path / "a.zip", {"relatorio.rel": TEXT}), BIG).path.read_bytes() == TEXT


def test_names_from_inside_never_become_paths(tmp_path):
    outside = tmp_path / "fora.csv"
    for name in ("../../fora.csv", "/etc/fora.csv", str(outside), "..\\..\\fora.csv"):
        found = unpack(zipped(tmp_path / "a.zip", {name: TEXT}), BIG)
        assert found.inner_name == "fora.csv"
        assert found.path.parent == workspace.scratch().parent
    assert not outside.exists()


def test_a_name_that_would_steer_a_terminal_is_shown_escaped(tmp_path):
    assert unpack(zipped(tmp_path / "a.zip", {"a\x1b[31m.csv": TEXT}), BIG).inner_name == "a\\x1b[31m.csv"


def test_zips_without_a_data_file(tmp_path):
    with pytest.raises(DataError, match="sem arquivos"):
        unpack(zipped(tmp_path / "vazio.zip", {"pasta/": b""}), BIG)
    with pytest.raises(DataError, match=r'não tem arquivo de dados; tem "a.pdf", "b.jpg"'):
        unpack(zipped(tmp_path / "a.zip", {"a.pdf": b"x", "b.jpg": b"y"}), BIG)


def test_archives_in_archives_are_not_followed(tmp_path):
    with pytest.raises(DataError, match="há outro"):
        unpack(written(tmp_path / "a", gzip.compress(bz2.compress(TEXT))), BIG)
    with pytest.raises(DataError, match="há outro arquivo compactado"):
        unpack(zipped(tmp_path / "a.zip", {"vendas.csv.gz": gzip.compress(TEXT)}), BIG)
    with pytest.raises(DataError, match="há outro"):
        unpack(zipped(tmp_path / "a.zip", {"vendas.csv": gzip.compress(TEXT)}), BIG)


def test_an_encrypted_zip(tmp_path):
    path = zipped(tmp_path / "a.zip", {"vendas.csv": TEXT})
    content = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    with pytest.raises(DataError, match="protegido por senha"):
        unpack(written(path, bytes(content)), BIG)


def test_a_zip_cut_short_or_with_a_wrong_checksum(tmp_path):
    whole = zipped(tmp_path / "a.zip", {"vendas.csv": NOISE}, zipfile.ZIP_STORED).read_bytes()
    with pytest.raises(DataError, match="cortado ou corrompido"):
        unpack(written(tmp_path / "b.zip", whole[: len(whole) // 2]), BIG)
    flipped = bytearray(whole)
    flipped[1000] ^= 0xFF
    with pytest.raises(DataError, match="corrompido"):
        unpack(written(tmp_path / "c.zip", bytes(flipped)), BIG)


def test_a_compression_that_python_does_not_know(tmp_path):
    path = zipped(tmp_path / "a.zip", {"vendas.csv": TEXT})
    content = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(magic) + offset] = 9  # deflate64
    with pytest.raises(DataError, match="compressão que não é lida"):
        unpack(written(path, bytes(content)), BIG)


def member(*names: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for name in names:
            made.writestr(name, "application/vnd.oasis.opendocument.spreadsheet" if name == "mimetype" else "x")
    return archive.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \n", "empty"),
        (TEXT, "text"),
        ("ação;é\n".encode("cp1252"), "text"),
        ("\ufeffação;é\n".encode("utf-16-le"), "text"),
        ("cliente;valor\n1;2\n".encode("utf-16-be"), "text"),
        (b"ORCAMENTO;VALOR\n1;2\n", "text"),
        (b"<sem nome>;valor\n1;2\n", "text"),
        (b"[id];valor\n1;2\n", "text"),
        (b"{cliente};valor\n1;2\n", "text"),
        (b'[{"cliente": 1}]', "json"),
        (b'{\n  "cliente": 1}', "json"),
        (b"\n<!DOCTYPE html><html><body>Entrar</body></html>", "html"),
        ("\ufeff<html><table><tr><td>1</td></tr></table></html>".encode("utf-16-le"), "html"),
        (b"<table border=1><tr><td>a</td></tr></table>", "html"),
        (b"<?xml version='1.0'?><nfe><a>1</a></nfe>", "xml"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "excel_xml"),
        (b"%PDF-1.7\n", "pdf"),
        (b"PAR1\x15\x00", "parquet"),
        (b"ARROW1\0\0", "arrow"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"SQLite format 3\0", "sqlite"),
        (bytes(range(256)), "binary"),
        (member("a.csv"), "zip"),
        (member("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (member("[Content_Types].xml", "xl/workbook.bin"), "xlsb"),
        (member("[Content_Types].xml", "word/document.xml"), "document"),
        (member("mimetype", "content.xml"), "ods"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"), "locked_workbook"),
    ],
)
def test_what_a_file_is(tmp_path, content, kind):
    path = written(tmp_path / "vendas.csv", content)
    assert what_is(path) == kind
    refused = refusal(kind, "vendas.csv")
    readable = kind in {"text", "html", "parquet", "arrow", "zip", "xlsx", "xlsb", "ods", "excel_xml"}
    assert (refused is None) is readable
    assert readable or refused.message.startswith("vendas.csv ")


def test_what_can_not_be_opened(tmp_path):
    with pytest.raises(DataError, match="não existe"):
        what_is(tmp_path / "nada.csv")


def test_scratch_files_are_private():
    path = workspace.scratch(".csv")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    workspace.clear()
    assert not path.parent.exists()
    assert workspace.scratch().parent != path.parent


def test_a_full_disk_is_told(monkeypatch):
    monkeypatch.setattr(workspace, "scratch", lambda _: Path("/dev/full"))
    monkeypatch.setattr(workspace, "discard", lambda _: None)  # not the device itself
    with pytest.raises(DataError, match="o disco está cheio") as caught:
        workspace.spool([b"x" * 10], "a entrada")
    assert "TMPDIR" in caught.value.hint


@pytest.mark.process
def test_no_folder_for_temporary_files(tmp_path):
    blocked = "import tempfile; tempfile.tempdir = '/proc/nada'; from carteira_cli.reading.inputs import workspace\n"
    done = run_python(
        blocked + "try: workspace.scratch()\nexcept Exception as error: print(type(error), error)", tmp_path
    )
    assert "DataError" in done.stdout
    assert "não foi possível gravar os arquivos temporários" in done.stdout


def run_python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)


@pytest.mark.process
@pytest.mark.parametrize("ending", ["pass", "raise SystemExit(2)", "1 / 0", "os.fork() or os._exit(0); os.wait()"])
def test_nothing_is_left_however_a_run_ends(tmp_path, ending):
    code = (
        "import os\nfrom carteira_cli.reading.inputs import workspace\n"
        "path = workspace.spool([b'x'], 'x', suffix='.csv')\n"
        f"assert str(path).startswith({str(tmp_path)!r}) and path.read_bytes() == b'x'\nprint('made')\n{ending}"
    )
    done = run_python(code, tmp_path)
    assert done.stdout == "made\n", done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
def test_a_forked_child_that_ends_leaves_its_parents_files(tmp_path):
    code = (
        "import os, sys\nfrom carteira_cli.reading.inputs import workspace\npath = workspace.scratch()\n"
        "child = os.fork()\nif not child: sys.exit(0)\nos.wait()\nprint(path.exists())"
    )
    assert run_python(code, tmp_path).stdout == "True\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["term", "int"])
def test_nothing_is_left_when_a_signal_ends_the_command(tmp_path, number, code):
    """The real `main`, under the real relay of signals, with a source that takes for ever.

    It sleeps in slices: a signal that comes just before Python goes to sleep is seen only when it wakes.
    """
    program = (
        "import sys, time\nfrom carteira_cli.cli import main, app\nfrom carteira_cli.reading.inputs import workspace\n"
        "def slow(*_, **__):\n"
        "    def chunks():\n        yield b'x'\n        print('writing', flush=True)\n"
        "        [time.sleep(0.1) for _ in range(600)]\n"
        "    workspace.spool(chunks(), 'x')\n"
        "app.program = lambda: type('Slow', (), {'main': slow})()\n"
        "sys.argv = ['carteira', 'churn']\nmain.run()\n"
    )
    env = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", program], env=env, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"writing\n"
        assert len(list(tmp_path.glob("carteira-*/*"))) == 1
        process.send_signal(number)
        assert process.wait(timeout=30) == code
    assert list(tmp_path.iterdir()) == []
