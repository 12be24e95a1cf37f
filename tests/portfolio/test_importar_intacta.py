"""The imported portfolio proves itself: no byte of it can change without a word."""

from __future__ import annotations

import json
import os
import random
import shutil
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.portfolios import importar, manifest, write
from tests.running import carteira

if TYPE_CHECKING:
    from pathlib import Path

JANUARY = ("ticket", "-p", "2024-01")
ALTERED = "foi alterado depois da importação; importe de novo"
ANEW = "refaça a carteira com: carteira importar --refazer"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with sales and a register, imported."""
    rows = [f"c{i % 7},2024-01-{i % 28 + 1:02},{i}.{i % 100:02}" for i in range(300)]
    write(tmp_path / "vendas.csv", *rows, header="cliente,data,valor")
    write(tmp_path / "clientes.csv", *(f"c{i}" for i in range(9)), header="cliente")
    importar(tmp_path)
    return tmp_path


def _flip(path: Path, place: int, bit: int = 0) -> None:
    """Change one bit, as a disk does: size and times stay."""
    status = path.stat()
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_another_size_is_refused_by_every_command(folder: Path) -> None:
    path = folder / "dados" / "vendas.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    for words in (JANUARY, ("resumo", "-p", "2024-01"), ("validar",), ("importar",), ("coortes", "-p", "2024-01")):
        ran = carteira(*words, "-C", folder)
        assert (ran.code, ran.error) == (2, (f"{path} {ALTERED}", ANEW))
    importar(folder, "--refazer")
    assert carteira(*JANUARY, "-C", folder).code == 0


def test_a_bit_that_a_disk_lost_is_refused_by_every_command(folder: Path) -> None:
    path = folder / "dados" / "vendas.parquet"
    drawn = random.Random(3)  # noqa: S311 - the same bits in every run
    for words in (JANUARY, ("churn", "-p", "2024-01"), ("coortes", "-p", "2024-01"), ("rfm", "-p", "2024-01")):
        place, bit = drawn.randrange(path.stat().st_size), drawn.randrange(8)
        _flip(path, place, bit)
        assert carteira(*words, "-C", folder).error == (f"{path} {ALTERED}", ANEW)
        _flip(path, place, bit)
        assert carteira(*words, "-C", folder).code == 0


def test_the_same_size_at_another_time_is_read_to_tell(folder: Path) -> None:
    path = folder / "dados" / "vendas.parquet"
    _flip(path, 200)
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 10**9))
    assert carteira(*JANUARY, "-C", folder).error == (f"{path} {ALTERED}", ANEW)
    assert carteira(*JANUARY, "-C", folder, "--vendas", folder / "vendas.csv").code == 0


def test_a_flipped_bit_anywhere_is_found_where_the_data_are_the_question(folder: Path) -> None:
    path = folder / "dados" / "vendas.parquet"
    good, chance = path.read_bytes(), random.Random(1)  # noqa: S311 - which bits
    for place in (0, len(good) - 1, *(chance.randrange(len(good)) for _ in range(4))):
        bit = chance.randrange(8)
        _flip(path, place, bit)
        for words in (("validar",), ("importar",)):
            assert carteira(*words, "-C", folder).error == (f"{path} {ALTERED}", ANEW), (place, bit)
        _flip(path, place, bit)
    assert path.read_bytes() == good
    assert carteira("validar", "-C", folder).code == 0


def test_each_page_carries_its_checksum(folder: Path) -> None:
    path = folder / "dados" / "vendas.parquet"
    found = pq.read_table(path, page_checksum_verification=True)
    assert found.num_rows == 300
    at = pq.ParquetFile(path).metadata.row_group(0).column(0).data_page_offset
    last = pq.ParquetFile(path).metadata.row_group(0).column(0)
    _flip(path, max(at, last.dictionary_page_offset or 0) + 40)
    with pytest.raises((OSError, pa.ArrowException)):
        pq.read_table(path, page_checksum_verification=True)


def test_a_copy_of_other_times_is_the_same_portfolio(folder: Path, tmp_path: Path) -> None:
    before = carteira(*JANUARY, "-C", folder, "-f", "csv").out
    copy = tmp_path / "copia"
    copy.mkdir()
    shutil.copytree(folder / "dados", copy / "dados", copy_function=shutil.copyfile)
    for path in (copy / "dados").glob("*.parquet"):
        os.utime(path, ns=(0, 0))
    ran = carteira(*JANUARY, "-C", copy, "-f", "csv")
    assert (ran.code, ran.out) == (0, before)
    importar(copy)  # finds nothing new, and notes the times
    assert manifest(copy)["tabelas"]["vendas"]["modificado_ns"] == 0
    assert manifest(copy)["tabelas"]["vendas"]["sha256"] == manifest(folder)["tabelas"]["vendas"]["sha256"]


def test_a_manifest_of_before_is_proven_by_the_bytes(folder: Path) -> None:
    path = folder / "dados" / "importacao.json"
    document = json.loads(path.read_bytes())
    for table in document["tabelas"].values():
        del table["modificado_ns"]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert carteira(*JANUARY, "-C", folder).code == 0
    _flip(folder / "dados" / "vendas.parquet", 200)
    assert ALTERED in carteira(*JANUARY, "-C", folder).error[0]


def test_each_file_is_proven_once_however_often_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from carteira_cli.sources.finding import imported

    proven: list[str] = []
    digest = imported.digest
    monkeypatch.setattr(imported, "digest", lambda path: proven.append(path.name) or digest(path))
    assert carteira("resumo", "-p", "2024-01", "--serie", "mes", "-C", folder).code == 0
    assert sorted(proven) == ["clientes.parquet", "vendas.parquet"]


def test_an_import_that_finishes_between_is_no_damage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from carteira_cli.sources.finding import imported

    original = imported.check_intact

    def checked(*words: object, **more: bool) -> None:
        monkeypatch.setattr(imported, "check_intact", original)
        write(folder / "vendas.csv", "zeca,2024-01-09,1", header="cliente,data,valor")
        importar(folder, "--refazer")
        original(*words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(imported, "check_intact", checked)
    message, hint = carteira(*JANUARY, "-C", folder).error
    assert message == f"{folder / 'dados' / 'vendas.parquet'} mudou durante a leitura; repita"
    assert "rode o comando de novo" in hint
