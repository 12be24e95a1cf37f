"""What one run keeps of a reading serves the next one, or nothing is kept: no number ever changes."""

from __future__ import annotations

import errno
import gzip
import os
import subprocess
import sys

import polars as pl
import pytest

from carteira_cli.errors import ExitCode
from carteira_cli.reading import cache
from carteira_cli.reading.cache import CacheRules, kept, sweep
from carteira_cli.sources.proving import audit
from carteira_cli.sources.proving import kept as keeping
from tests.running import ROOT, carteira

TEXT = "cliente;data;valor;status\n" + "".join(
    f"C{n % 40};{1 + n % 28:02d}/{1 + n % 12:02d}/2024;{n},50;{'Cancelado' if n % 9 == 0 else 'Faturado'}\n"
    for n in range(1, 400)
)
CHURN = ("churn", "--periodo", "2024-Q3", "-f", "json")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A file of sales, and a cache of the test's own."""
    monkeypatch.delenv("CI")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "YOUNG", 1 << 62)  # between two runs a file may cease to be young, and is read anew
    data = tmp_path / "dados"
    data.mkdir()
    write(data, TEXT)
    return data


def write(folder, text, encoding="utf-8"):
    path = folder / "vendas.csv"
    path.write_bytes(text.encode(encoding))
    os.utime(path, ns=(1_700_000_000_000_000_000,) * 2)
    return path


def entries(folder):
    place = folder.parent / "cache" / "carteira"
    return sorted(path for path in place.iterdir() if path.is_file()) if place.is_dir() else []


def run(folder, *more):
    ran = carteira(*CHURN, "-C", folder, *more)
    assert ran.code == 0, ran.err
    return ran.out


@pytest.fixture
def unread(monkeypatch):
    """From here on no line is read."""

    def refuse(*_):
        raise AssertionError("the file is read again")

    def begin():
        monkeypatch.setattr(keeping, "facts_of", refuse)

    return begin


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_second_run_reads_no_line_and_says_the_same(folder, unread, encoding):
    write(folder, TEXT.replace("Faturado", "Liquidação"), encoding)
    first = run(folder)
    assert first == run(folder, "--sem-cache")
    assert entries(folder)
    unread()
    assert run(folder) == first
    assert carteira(*CHURN, "-C", folder, "--sem-cache").code == ExitCode.INTERNAL


def test_commands_that_use_the_same_columns_share_what_is_kept(folder, unread):
    more = [(name, *CHURN[1:], "-C", folder) for name in ("ticket", "pareto", "ativos", "coortes", "rfm")]
    plain = [carteira(*words, "--sem-cache") for words in more]
    run(folder)
    unread()
    assert [carteira(*words) for words in more] == plain


def test_a_workbook_is_kept_as_well(folder, unread):
    (folder / "vendas.csv").unlink()
    pl.read_csv(TEXT.encode(), separator=";", infer_schema=False).write_excel(folder / "vendas.xlsx")
    first = run(folder)
    unread()
    assert run(folder) == first


def test_a_compressed_text_is_kept_as_well(folder, unread):
    (folder / "vendas.csv.gz").write_bytes(gzip.compress((folder / "vendas.csv").read_bytes()))
    (folder / "vendas.csv").unlink()
    named = ("--vendas", folder / "vendas.csv.gz")
    first = run(folder, *named)
    unread()
    assert run(folder, *named) == first


@pytest.mark.parametrize("young", [0, 1 << 62])
def test_a_file_that_changed_is_read_again_whatever_its_time_and_size(folder, monkeypatch, young):
    monkeypatch.setattr(cache, "YOUNG", young)
    first = run(folder)
    write(folder, TEXT.replace("C1;", "C9;"))  # the same size and time; the time of the inode is another
    second = run(folder)
    assert second != first
    assert second == run(folder, "--sem-cache")


@pytest.mark.parametrize("rule", [("--inatividade", "30d"), ("--raiz-cnpj",), ("--decimal", "virgula")])
def test_other_rules_are_other_readings(folder, rule):
    run(folder)
    assert run(folder, *rule) == run(folder, *rule, "--sem-cache")


def test_a_damaged_entry_is_a_miss(folder):
    first = run(folder)
    for path in entries(folder):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    before = entries(folder)
    assert run(folder) == first
    assert [path.name for path in entries(folder)] == [path.name for path in before]
    assert run(folder) == first


@pytest.mark.parametrize("cut", [0, 100])
def test_an_entry_cut_short_is_a_miss(folder, cut):
    first = run(folder)
    for path in entries(folder):
        path.write_bytes(path.read_bytes()[:cut])
    assert run(folder) == first


def test_an_entry_under_the_name_of_another_is_a_miss(folder):
    first = run(folder)
    names = entries(folder)
    big, small = max(names, key=lambda path: path.stat().st_size), min(names, key=lambda path: path.stat().st_size)
    big.write_bytes(small.read_bytes())
    assert run(folder) == first


@pytest.mark.parametrize("how", ["ci", "flag", "private", "open", "file", "nobody"])
def test_nothing_is_kept_where_it_must_not_be(folder, monkeypatch, how):
    more = {"flag": ("--sem-cache",), "private": ("--sem-identificadores",)}.get(how, ())
    cache = folder.parent / "cache"
    if how == "ci":
        monkeypatch.setenv("CI", "true")
    if how == "open":
        (cache / "carteira").mkdir(parents=True)
        (cache / "carteira").chmod(0o755)
    if how == "nobody":
        monkeypatch.delattr(os, "geteuid")
    if how == "file":
        cache.write_text("")
    run(folder, *more)
    assert entries(folder) == []
    assert not list((cache / "carteira").glob("*/*"))  # nor what the completion of a shell is told


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EFBIG])
def test_a_text_beyond_the_budget_is_kept_in_a_scratch_file_or_read_again_where_there_is_no_room(
    folder, monkeypatch, code
):
    first = run(folder, "--sem-cache")
    monkeypatch.setattr(keeping, "BUDGET", 1)
    assert run(folder) == first
    assert run(folder) == first

    def full(*_, **__):
        raise pl.exceptions.ComputeError(f"File too large or no space left on device (os error {code})")

    monkeypatch.setattr(pl.LazyFrame, "sink_ipc", full)
    assert run(folder, "--sem-cache") == first


def test_what_is_wrong_with_the_text_is_not_taken_for_a_full_disk(folder, monkeypatch):
    monkeypatch.setattr(keeping, "BUDGET", 1)
    write(folder, TEXT + "C1;25/09/2024;10;Faturado;a mais\n")
    assert run(folder, "--sem-cache") == run(folder) == run(folder)


def test_only_the_user_can_read_what_is_kept(folder):
    run(folder)
    place = folder.parent / "cache" / "carteira"
    assert place.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in entries(folder))


def test_the_oldest_goes_first_and_what_a_killed_run_left_goes_too(tmp_path):
    for name, age in (("a.1", 300), ("b.2", 200), ("c.3", 100), ("d.parte", 200_000), ("e.parte", 10)):
        path = tmp_path / name
        path.write_bytes(b"x" * 100)
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    assert sweep(CacheRules(tmp_path, 250)) == 200
    assert {path.name for path in tmp_path.iterdir()} == {"b.2", "c.3", "e.parte"}
    assert kept(CacheRules(tmp_path, 250)) == (2, 200)
    sweep(CacheRules(tmp_path, 250), limit=0)
    assert list(tmp_path.iterdir()) == []


def test_a_limit_holds(folder):
    run(folder, "--max-cache", "1KB")
    assert sum(path.stat().st_size for path in entries(folder)) <= 1_000


def test_the_command_tells_and_clears(folder):
    run(folder)
    count = len(entries(folder))
    told = {row["o_que"]: row["valor"] for row in carteira("cache", "-f", "json").document["tabelas"]["cache"]}
    assert told["leituras guardadas"] == str(count)
    assert carteira("cache", "limpar").code == 0
    assert entries(folder) == []
    assert "limpar" in carteira("cache", "apagar").error[1]


def test_words_that_only_the_reading_of_all_lines_came_upon_are_known_to_the_next_run(folder, unread):
    """A column of movements, of which one far from the beginning is a return: its amount is taken off."""
    lines = "".join(f"C{n};{1 + n % 28:02d}/08/2024;10;Venda\n" for n in range(25_000)) + "C1;09/09/2024;7;Devolução\n"
    write(folder, "cliente;data;valor;status\n" + lines)
    words = ("ticket", "--periodo", "2024-Q3", "-f", "json", "-C", folder)
    first = carteira(*words)
    assert first.values["receita"] == 250_000 - 7
    unread()
    assert carteira(*words) == first


def test_a_look_that_was_wrong_is_kept_in_its_turn(folder, unread):
    """Dates that only the last line settles: the guess is revised, and so it is the next time."""
    lines = "".join(f"C{n};0{1 + n % 9}/0{1 + n % 9}/2024;10\n" for n in range(21_000)) + "C1;25/09/2024;10\n"
    write(folder, "cliente;data;valor\n" + lines)
    first = run(folder)
    unread()
    assert run(folder) == first


@pytest.mark.process
@pytest.mark.slow
def test_runs_at_once_are_not_in_each_others_way(folder):
    command = [sys.executable, "-m", "carteira_cli", *CHURN, "-C", str(folder)]
    env = os.environ | {"XDG_CACHE_HOME": str(folder.parent / "cache")}
    runs = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE) for _ in range(4)]
    found = {each.communicate()[0] for each in runs}
    assert len(found) == 1
    assert all(each.returncode == 0 for each in runs)
    assert not [path for path in entries(folder) if path.suffix == ".parte"]


assert audit.facts_of is keeping.facts_of  # what `unread` takes away is what reads
