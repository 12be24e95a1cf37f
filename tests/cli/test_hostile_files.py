"""Small files that would take all the memory or for ever, odd places, and messages that say what is so."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import zipfile
from datetime import date

import polars as pl
import pytest

from carteira_cli.cli.guard import check_surroundings
from carteira_cli.cli.main import Ending
from carteira_cli.errors import LONGEST_MESSAGE, CarteiraError, ConfigError, DataError, ExitCode, OutputError
from carteira_cli.output import locked
from carteira_cli.output.targets import telling
from carteira_cli.reading.workbooks.grid import SheetRow, spread
from carteira_cli.reading.workbooks.sheets import read_sheet
from tests.running import ROOT, carteira
from tests.workbooks import write_book

HEADER = ["cliente", "data", "valor"]
SALES = [["A", date(2024, 1, 2), 10], ["B", date(2024, 2, 3), 20], ["A", date(2024, 3, 4), 30]]
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def edited(folder, name, change):
    """A good .xlsx whose sheet is changed as text."""
    good = write_book(folder / "good.xlsx", {"Plan1": [HEADER, *SALES]})
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(folder / name, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text.decode()).encode() if "sheet1" in part and "rels" not in part else text)
    return folder / name


@pytest.mark.parametrize(
    "far",
    [
        FAR,
        FAR.replace('"', "'"),
        FAR.replace("<row", "<x:row").replace("<c ", "<x:c ").replace("</c", "</x:c").replace("</row", "</x:row"),
        FAR.replace('r="XFD', 'r = "XFD'),
        FAR.replace("1048576", "4294967295"),
        FAR.replace("XFD", "ZZZZZZ"),
        FAR.replace('r="XFD1048576"', 'r="&#88;FD1048576"'),
    ],
)
def test_a_cell_in_the_last_row_and_column_is_refused_whatever_the_dimension_says(tmp_path, far):
    path = edited(tmp_path, "far.xlsx", lambda text: text.replace("</sheetData>", f"{far}</sheetData>"))
    with pytest.raises(DataError, match=r"quase toda vazia|corrompida"):
        read_sheet(path)


def test_a_dimension_that_lies_upwards_does_no_harm(tmp_path):
    path = edited(tmp_path, "lie.xlsx", lambda text: text.replace('ref="A1:C4"', 'ref="A1:XFD1048576"'))
    assert read_sheet(path).frame.height == len(SALES)


def test_a_workbook_unpacks_to_the_limit_and_no_further(tmp_path):
    path = write_book(tmp_path / "a.xlsx", {"Plan1": [HEADER, *SALES]})
    with pytest.raises(DataError, match="o limite de uma planilha é de 1000 bytes"):
        read_sheet(path, limit=1000)


@pytest.mark.parametrize("rows", ["999999999", "1048000"])
def test_repetitions_of_an_ods_are_measured_before_they_are_made(tmp_path, rows):
    good = write_book(tmp_path / "a.ods", {"Plan1": [HEADER, *SALES]})
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p>'
    more = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-cell></table:table-row>'
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(tmp_path / "b.ods", "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, text.replace(b"</table:table>", more.encode() + b"</table:table>"))
    with pytest.raises(DataError, match=r"quase toda vazia|corrompida"):
        read_sheet(tmp_path / "b.ods")


def page(more):
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in [HEADER, *SALES])
    return f"<html><table>{rows}{more}</table></html>"


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [
        "<!-- " * 200_000,
        "<![" * 200_000,
        "<a " * 200_000,
        "<script>" + "</scr" * 200_000,
        "<tr><td rowspan=9999999 colspan=9999999>",
        "<tr></tr>" + "<tr><td rowspan=9999999></td></tr>" * 3000,
        '<row ss:Index="9999999">' + '<cell ss:Index="9999999">' * 3000,
    ],
    ids=["comments", "declarations", "tags", "script", "span", "spans", "indexes"],
)
def test_what_a_few_bytes_of_markup_ask_for_is_not_made(tmp_path, more):
    """Each of these took minutes or gigabytes; nothing is timed here, but who breaks it will notice."""
    path = tmp_path / "a.xls"
    path.write_text(page(more) if "<!--" not in more else page("") + more)
    table = read_sheet(path)
    assert table.frame["cliente"].to_list()[: len(SALES)] == ["A", "B", "A"]


def test_a_far_column_with_something_in_it_is_refused(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(page("<tr><td colspan=16000></td><td>x</td></tr>" + "<tr><td>y</td></tr>" * 2000))
    with pytest.raises(DataError, match="quase toda vazia"):
        read_sheet(path)


def test_merges_over_each_other_are_spread_once():
    rows = [SheetRow(number, ["A" if number == 1 else None]) for number in range(1, 2001)]
    merges = [((0, 0), (1_048_575, 0))] * 5000
    assert len(spread(rows, merges, 0)) == 1999


def test_a_nul_byte_costs_its_line(tmp_path):
    lines = ["cliente,data,valor", *(f"c{day},2024-01-{day:02},10" for day in range(1, 21))]
    (tmp_path / "vendas.csv").write_text("\n".join(lines).replace("c5,", "c\x005,"))
    ran = carteira("resumo", "-C", tmp_path, "-p", "2024-01", "-f", "json")
    assert ran.code == 0
    read = ran.document["fontes"]["vendas"]
    assert (read["linhas"], read["rejeitadas"]) == (20, 1)
    assert "tem um byte nulo" in ran.err


@pytest.mark.parametrize("dtype", [pl.Date, pl.Datetime("ms"), pl.Datetime("us", "America/Sao_Paulo")])
def test_a_day_beyond_the_calendar_is_a_rejected_line(tmp_path, dtype):
    days = pl.Series([date(2024, 1, day) for day in range(1, 21)]).cast(dtype)
    far = days.to_physical().to_list()
    far[3], far[4] = (2**31 - 2, 5 - 2**31) if dtype == pl.Date else (2**62, -(2**62))
    column = pl.Series(far, dtype=days.to_physical().dtype).cast(dtype)
    frame = pl.DataFrame({"cliente": [f"c{at}" for at in range(20)], "data": column, "valor": [10] * 20})
    frame.write_parquet(tmp_path / "vendas.parquet", statistics=True)
    ran = carteira("resumo", "-C", tmp_path, "-p", "2024-01", "-f", "json")
    assert ran.code == 0, ran.err
    read = ran.document["fontes"]["vendas"]
    assert (read["linhas"], read["rejeitadas"]) == (20, 2)


def test_brackets_in_a_folder_are_no_wildcard(tmp_path):
    folder = tmp_path / "pasta[1]*"
    folder.mkdir()
    (folder / "v[2].csv").write_text('cliente,data,valor\n"A",2024-01-02,10\nA,2024-02-02,10\n')
    assert carteira("resumo", "-C", folder, "--vendas", "v[[]*.csv", "-f", "json").code == 0
    assert carteira("resumo", "--vendas", folder / "v[2].csv", "-f", "json").code == 0


@pytest.mark.parametrize("text", ["x = " + "[" * 5000 + "]" * 5000, "x = " + "{a=" * 5000 + "1" + "}" * 5000])
def test_a_deep_configuration_is_refused(tmp_path, text):
    (tmp_path / "carteira.toml").write_text(text)
    ran = carteira("resumo", "-C", tmp_path)
    assert ran.code == ExitCode.UNUSABLE
    assert "aninhados demais" in ran.error[0]


def test_a_message_has_an_end():
    assert len(CarteiraError("x" * 10**6, "y" * 10**6).message) <= LONGEST_MESSAGE + 3


@pytest.mark.parametrize("threads", ["0", "-1", "muitas", "99999", ""])
def test_no_threads_are_refused(monkeypatch, threads):
    monkeypatch.setenv("POLARS_MAX_THREADS", threads)
    with pytest.raises(ConfigError, match="POLARS_MAX_THREADS"):
        check_surroundings()


@pytest.mark.process
@pytest.mark.parametrize("limit", [300, 700, 1500])
def test_little_memory_is_told_before_anything_is_read(tmp_path, limit):
    def narrow():
        resource.setrlimit(resource.RLIMIT_AS, (limit * 10**6, limit * 10**6))

    done = subprocess.run(
        [sys.executable, "-m", "carteira_cli", "resumo", "-C", str(tmp_path)],
        cwd=ROOT, capture_output=True, encoding="utf-8", preexec_fn=narrow, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("erro: memória insuficiente: o limite deste processo é de ")
    assert done.stderr.count("\n") == 2


def test_a_removed_folder_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "sumiu"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    ran = carteira("resumo")
    assert ran.code == ExitCode.UNUSABLE
    assert "a pasta em que o comando roda não pôde ser lida" in ran.error[0]


def test_a_full_disk_blames_the_destination(tmp_path):
    with pytest.raises(OutputError, match="o disco de destino está cheio") as told, telling(tmp_path / "x.csv"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert str(tmp_path) in told.value.hint


def test_a_limit_on_the_size_of_files_is_no_full_disk(tmp_path):
    with pytest.raises(OutputError, match="passou do tamanho de arquivo") as told, telling(tmp_path / "x.csv"):
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    assert "cheio" not in told.value.message
    assert "ulimit -f" in told.value.hint


def test_a_lock_that_is_a_folder_is_named(tmp_path):
    (tmp_path / ".x.csv.lock").mkdir()
    with (
        pytest.raises(OutputError, match=r"\.x\.csv\.lock, onde fica a trava da gravação, é uma pasta"),
        locked([tmp_path / "x.csv"]),
    ):
        pass


def test_a_signal_after_publishing_says_what_is_in_its_place(tmp_path, monkeypatch, capsys):
    from carteira_cli.output import write

    monkeypatch.setattr(write, "_published", [])
    write.write_atomic(tmp_path / "x.csv", b"a")
    with Ending([]) as outcome:
        raise KeyboardInterrupt
    assert outcome.code == ExitCode.INTERRUPTED
    assert f"depois de gravar {tmp_path / 'x.csv'}: o que foi gravado está inteiro" in capsys.readouterr().err
