"""The portfolio's folder: imports again, changed sources, killed runs, two at a time, damaged files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import polars as pl
import pytest
from filelock import FileLock

from carteira_cli.errors import OutputError
from carteira_cli.portfolio.folder import locked, writing
from carteira_cli.sources.proving.proof import reading_of
from tests.portfolios import files, importar, lines, manifest, report, write
from tests.running import ROOT, Ran, carteira, program

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "cliente,data,valor"
JANUARY = ("ticket", "-p", "2024-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with sales and a register, imported."""
    write(tmp_path / "vendas.csv", "ana,2024-01-02,1", "bia,2024-01-03,2", header=HEADER)
    write(tmp_path / "clientes.csv", "ana", "bia", "caio", header="cliente")
    importar(tmp_path)
    return tmp_path


def warned(folder: Path) -> list[str]:
    """What an analysis warns of, in short names."""
    ran = carteira(*JANUARY, "--hoje", "2024-01-31", "-C", folder, "-f", "json")
    assert ran.code == 0, ran.err
    found: list[str] = ran.document["avisos"]
    return [line.replace(f"{folder}{os.sep}", "") for line in found]


# --- again, and what changed ------------------------------------------------------------------------------


def test_a_second_import_finds_nothing_new_and_writes_nothing(folder: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in (folder / "dados").iterdir()}
    ran = importar(folder)
    assert [(row["situacao"], row["linhas"]) for row in files(ran)] == [("já importado", 2), ("já importado", 3)]
    assert {path.name: path.stat().st_mtime_ns for path in (folder / "dados").iterdir()} == before
    assert warned(folder) == []


def test_a_changed_source_is_told_then_imported(folder: Path) -> None:
    write(folder / "vendas.csv", "bia,2024-01-03,2", "caio,2024-01-04,3", header=HEADER)
    assert warned(folder) == ["vendas.csv mudou desde a importação: rode carteira importar"]
    assert report(folder, *JANUARY)["indicadores"]["receita"]["valor"] == 3
    ran = importar(folder)
    assert files(ran)[0]["situacao"] == "mudou"
    assert lines(folder, "cliente", "arquivo_numero") == [("ana", "1"), ("bia", "2"), ("caio", "2")]
    told = "1 linha da importação anterior não está mais no arquivo e continua na carteira; --refazer a tira"
    assert f"vendas.csv: {told}" in ran.document["avisos"]
    assert warned(folder) == []
    importar(folder, "--refazer")
    assert lines(folder, "cliente", "arquivo_numero") == [("bia", "1"), ("caio", "1")]


def test_a_file_that_goes_back_to_an_earlier_state_is_newer_than_the_later_one(tmp_path: Path) -> None:
    header = f"{HEADER},venda,status"
    for status in ("Pago", "Cancelado", "Pago"):
        write(tmp_path / "vendas.csv", f"ana,2024-01-02,1,V1,{status}", header=header)
        assert files(importar(tmp_path))[0]["linhas"] == 1
        assert lines(tmp_path, "status") == [(status,)]


def test_a_touched_file_has_not_changed(folder: Path) -> None:
    os.utime(folder / "vendas.csv", ns=(1, 1))
    assert warned(folder) == []
    importar(folder)
    assert manifest(folder)["tabelas"]["vendas"]["fontes"][0]["modificado_ns"] == 1


def test_a_change_of_the_same_size_and_time_is_all_that_can_be_missed(folder: Path) -> None:
    path = folder / "vendas.csv"
    times = path.stat().st_mtime_ns
    path.write_text(path.read_text(encoding="utf-8").replace("bia", "caí"[:2] + "u"), encoding="utf-8")
    os.utime(path, ns=(times + 1, times + 1))
    assert warned(folder) == ["vendas.csv mudou desde a importação: rode carteira importar"]


def test_a_vanished_source_leaves_its_lines(folder: Path) -> None:
    (folder / "vendas.csv").unlink()
    assert warned(folder) == ["vendas.csv não está mais lá; as linhas continuam na carteira importada de vendas"]
    assert importar(folder).document["tabelas"]["carteira"][0]["linhas"] == 2
    ran = carteira("importar", "-C", folder, "--refazer")
    assert ran.code == 2
    assert "refazer vendas perderia as linhas do que não está mais lá" in ran.error[0]
    assert lines(folder, "cliente") == [("ana",), ("bia",)]


def test_a_new_file_that_fits_the_wildcard_is_told_then_imported(tmp_path: Path) -> None:
    write(tmp_path / "erp" / "v1.csv", "ana,2024-01-02,1", header=HEADER)
    importar(tmp_path, "--vendas", "erp/v*.csv")
    assert warned(tmp_path) == []
    write(tmp_path / "erp" / "v2.csv", "bia,2024-01-03,2", header=HEADER)
    assert warned(tmp_path) == ["erp/v2.csv não foi importado: rode carteira importar"]
    ran = importar(tmp_path)
    assert [row["situacao"] for row in files(ran)] == ["já importado", "novo"]
    assert lines(tmp_path, "cliente") == [("ana",), ("bia",)]


def test_a_file_named_after_the_table_that_was_not_imported_is_told(tmp_path: Path) -> None:
    write(tmp_path / "antigo.csv", "ana,2024-01-02,1", header=HEADER)
    importar(tmp_path, "--vendas", "antigo.csv")
    write(tmp_path / "vendas.csv", "bia,2024-01-03,2", header=HEADER)
    assert warned(tmp_path) == ["vendas.csv não foi importado: rode carteira importar"]


def test_the_same_bytes_under_another_name_are_told_and_left_out(folder: Path) -> None:
    copy = write(folder / "copia.csv", "ana,2024-01-02,1", "bia,2024-01-03,2", header=HEADER)
    ran = importar(folder, "--vendas", copy.name)
    assert files(ran)[0]["situacao"] == "mesmo conteúdo de vendas.csv"
    assert lines(folder, "cliente") == [("ana",), ("bia",)]


def test_another_zone_than_the_import_had_is_told(folder: Path) -> None:
    ran = carteira(*JANUARY, "-C", folder, "-f", "json", "--fuso", "America/Manaus")
    assert any("a carteira foi importada sem fuso" in line for line in ran.document["avisos"])


def test_an_absolute_name_stays_one_and_a_relative_one_moves_along(tmp_path: Path) -> None:
    far = write(tmp_path / "erp" / "vendas.csv", "ana,2024-01-02,1", header=HEADER)
    write(tmp_path / "a" / "clientes.csv", "ana", header="cliente")
    importar(tmp_path / "a", "--vendas", str(far))
    (tmp_path / "a").rename(tmp_path / "b")
    assert [table["fontes"][0]["arquivo"] for table in manifest(tmp_path / "b")["tabelas"].values()] == [
        str(far),
        "../clientes.csv",
    ]
    assert warned(tmp_path / "b") == []


# --- killed, locked, damaged ------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from carteira_cli.cli.main import main
left, replace = int(sys.argv[1]), os.replace
def replace_or_die(*names):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(*names)
os.replace = replace_or_die
sys.exit(main(sys.argv[2:]))
"""


def killed_after(moves: int, *words: str | Path) -> int:
    """Run a command that is killed (kill -9) before a move of a file but the first few."""
    command = [sys.executable, "-c", KILLED, str(moves), *map(str, words)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=env, capture_output=True, check=False).returncode


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("moves", range(5))
def test_a_killed_import_leaves_the_old_portfolio_or_the_new_one(
    folder: Path, moves: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    old = report(folder, *JANUARY)
    write(folder / "vendas.csv", "bia,2024-01-03,2", "caio,2024-01-04,3", header=HEADER)
    write(folder / "clientes.csv", "ana", "bia", "dora", header="cliente")
    whole = shutil.copytree(folder, tmp_path_factory.mktemp("inteira") / "carteira")
    importar(whole)
    code = killed_after(moves, "importar", "-C", folder, "-q")
    assert code == (-signal.SIGKILL if moves < 4 else 0)  # the stage, two tables, the manifest
    expected = 3 if moves == 0 else 6
    left = report(folder, *JANUARY)
    assert left["indicadores"]["receita"]["valor"] == expected
    if moves == 0:
        assert left["indicadores"] == old["indicadores"]
    importar(folder)
    assert report(folder, *JANUARY)["indicadores"]["receita"]["valor"] == 6
    assert {path.name for path in (folder / "dados").iterdir()} == {
        "clientes.parquet",
        "importacao.json",
        "vendas.parquet",
    }
    for path in (folder / "dados").glob("*.parquet"):
        assert path.read_bytes() == (whole / "dados" / path.name).read_bytes()


@pytest.mark.slow
@pytest.mark.process
def test_two_imports_do_not_interleave(folder: Path) -> None:
    with FileLock(folder / "dados" / ".importacao.lock"):
        ran = program("importar", "-C", folder, PYTHONPATH=str(ROOT))
    assert ran.code == 75
    assert ran.error[0] == f"outra importação está gravando em {folder / 'dados'}"
    assert importar(folder).code == 0


def test_a_portfolio_that_somebody_changed_is_not_added_to(folder: Path) -> None:
    parquet = folder / "dados" / "vendas.parquet"
    parquet.write_bytes((folder / "dados" / "clientes.parquet").read_bytes())
    write(folder / "mais.csv", "dora,2024-01-09,1", header=HEADER)
    ran = carteira("importar", "-C", folder, "--vendas", "mais.csv")
    assert ran.code == 2
    assert ran.error == (
        f"{parquet} foi alterado depois da importação; importe de novo",
        "refaça a carteira com: carteira importar --refazer",
    )
    importar(folder, "--refazer")
    assert lines(folder, "cliente") == [("ana",), ("bia",)]


def test_a_lost_parquet_is_told_and_the_export_is_read(folder: Path) -> None:
    (folder / "dados" / "vendas.parquet").unlink()
    assert warned(folder) == ["dados/vendas.parquet sumiu: rode carteira importar --refazer"]
    assert report(folder, *JANUARY)["indicadores"]["receita"]["valor"] == 3
    importar(folder, "--refazer")
    assert warned(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"formato": 1, "regras": {}, "tabelas": {"vendas": 3}}'])
def test_a_damaged_manifest_is_told_and_can_be_made_anew(folder: Path, content: str) -> None:
    path = folder / "dados" / "importacao.json"
    path.write_text(content, encoding="utf-8")
    for words in (JANUARY, ("importar",)):
        ran = carteira(*words, "-C", folder)
        assert ran.code == 2
        assert ran.error[0] == f"{path} não é o que carteira importar gravou"
    importar(folder, "--refazer")
    assert warned(folder) == []


def test_a_manifest_of_a_newer_program_is_refused(folder: Path) -> None:
    path = folder / "dados" / "importacao.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"formato": 1', '"formato": 2'), encoding="utf-8")
    ran: Ran = carteira(*JANUARY, "-C", folder)
    assert ran.code == 2
    assert "é do formato 2, e este programa lê até o 1" in ran.error[0]


def test_a_file_written_while_it_is_read_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(folder / "mais.csv", "dora,2024-01-09,1", header=HEADER)
    from carteira_cli.portfolio import staging

    def opened(*words: object) -> object:
        path.write_text(path.read_text(encoding="utf-8") + "eva,2024-01-10,1\n", encoding="utf-8")
        return original(*words)  # type: ignore[arg-type]

    original = staging.open_ledger
    monkeypatch.setattr(staging, "open_ledger", opened)
    ran = carteira("importar", "-C", folder, "--vendas", path.name)
    assert ran.code == 2
    assert ran.error[0] == f"{path} mudou durante a leitura; repita"
    assert lines(folder, "cliente") == [("ana",), ("bia",)]


# --- nothing came of it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [("--vendas", "ruim.csv"), ("--vendas", "nada.csv"), ("--destino", "a/b", "--vendas", "ruim.csv")]
)
def test_an_import_that_fails_leaves_no_folder_behind(tmp_path: Path, words: tuple[str, ...]) -> None:
    write(tmp_path / "ruim.csv", "1", header="x")
    assert carteira("importar", *words, "-C", tmp_path).code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["ruim.csv"]


def test_an_interrupted_import_leaves_a_folder_that_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(KeyboardInterrupt), locked(tmp_path / "a" / "b" / "c"):
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.rglob("*")] == ["a"]


def test_a_limit_on_files_is_not_told_of_the_export(tmp_path: Path) -> None:
    engine = pl.exceptions.ComputeError("parquet: underlying IO error: File too large (os error 27)")
    with pytest.raises(OutputError, match="ulimit -f"), writing(tmp_path), reading_of("vendas.csv"):
        raise engine


def test_the_folder_of_a_portfolio_is_a_data_folder(tmp_path):
    """Whoever points at what the import wrote, wherever it was copied to, has the numbers of the exports."""
    for name in ("vendas.csv", "clientes.csv"):
        shutil.copy(ROOT / "examples" / "minima" / name, tmp_path)
    asked = ("churn", "-p", "2024-Q1", "--por", "uf", "-f", "json", "-q")
    wanted = carteira(*asked, "-C", tmp_path).document
    assert carteira("importar", "-C", tmp_path, "--destino", tmp_path / "limpa", "-q").code == 0
    shutil.copytree(tmp_path / "limpa", tmp_path / "outra")
    for name in ("limpa", "outra"):
        ran = carteira(*asked, "-C", tmp_path / name)
        assert ran.code == 0, ran.err
        assert ran.document["indicadores"] == wanted["indicadores"]
        assert ran.document["tabelas"] == wanted["tabelas"]
