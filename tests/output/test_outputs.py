"""The real command, ended by signals, full disks, other runs: the old file or the new one, and nothing beside it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from itertools import repeat
from pathlib import Path

import pytest

from carteira_cli.render import formats_for
from tests.running import Q1, ROOT, WORKED, Ran, program

pytestmark = pytest.mark.process

LISTED = ("ativos", "-p", "2024-Q4", "--listar", "ativos", "-q")  # a line for each of thousands of customers
NAMES = ("x.csv", "x.json", "x.parquet")
OLD = b"velho\n"
MOMENTS = 9
EMPTY = ROOT / "tests"  # a folder without data: to look for some would be an error


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A portfolio that takes a while."""
    folder = tmp_path_factory.mktemp("grande")
    size = ("--clientes", "6000", "--vendas", "100000", "--formato", "parquet")
    assert program("exemplo", "-o", folder, *size, "-q").code == 0
    return folder


@pytest.fixture
def out(tmp_path):
    """A folder with old outputs."""
    folder = tmp_path / "saida"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_bytes(OLD)
    return folder


def begin(*words, **more):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, "-m", "carteira_cli", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, **pipes, **more)


def end(process):
    out, err = process.communicate()
    assert b"Traceback" not in err
    return Ran(process.returncode, (out or b"").decode(), err.decode())


def to(folder, *names):
    return [word for name in names or NAMES for word in ("-o", folder / name)]


def wait_for(path, process):
    """Wait until a run holds a file: it has begun, and its work has not."""
    while not path.exists():
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.002)


def stopped(lock, *words):
    """A run that is stopped while it holds a file; one that ended before that could be done is begun again."""
    while True:
        held = begin(*words)
        while held.poll() is None and not lock.exists():
            time.sleep(0.002)
        held.send_signal(signal.SIGSTOP)
        if held.poll() is None and lock.exists():
            return held
        held.send_signal(signal.SIGCONT)
        assert end(held).code == 0


def found(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def untouched(folder):
    return found(folder) == dict.fromkeys(NAMES, OLD)


@pytest.fixture(scope="module")
def whole(large, tmp_path_factory):
    """What a run that nothing ends writes, and how long it takes."""
    folder = tmp_path_factory.mktemp("inteira")
    began = time.monotonic()
    assert program(*LISTED, "-C", large, *to(folder)).code == 0
    took = time.monotonic() - began
    assert set(found(folder)) == set(NAMES)
    assert min(map(len, found(folder).values())) > 50_000
    return found(folder), took


# --- signals ------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 143)])
def test_a_signal_leaves_the_old_files_and_nothing_beside_them(large, out, number, code):
    process = begin(*LISTED, "-C", large, *to(out))
    wait_for(out / ".x.csv.lock", process)
    process.send_signal(number)
    ran = end(process)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert ran.err.startswith("erro: interrompido (")
    assert untouched(out)


@pytest.mark.slow
def test_kill_9_at_any_moment_leaves_each_file_whole_and_the_next_run_tidies_up(large, out, whole):
    new, took = whole
    for moment in range(MOMENTS):
        process = begin(*LISTED, "-C", large, *to(out))
        time.sleep(took * (moment + 0.5) / (MOMENTS - 1))
        process.kill()
        end(process)
        left = found(out)
        assert all(left[name] in (OLD, new[name]) for name in NAMES), moment
    assert program(*LISTED, "-C", large, *to(out)).code == 0
    assert found(out) == new


# --- two runs -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_second_run_fails_at_once_and_the_first_goes_on(large, out, whole):
    first = begin(*LISTED, "-C", large, *to(out))
    wait_for(out / ".x.parquet.lock", first)
    first.send_signal(signal.SIGSTOP)
    try:
        second = program("churn", "-C", out, *to(out, "x.csv"))  # it does not even look for its data
        json_too = program("churn", "-C", out, *to(out, "x.csv"), "-f", "json")
        assert program("churn", "-C", WORKED, *Q1, *to(out, "outra.csv")).code == 0
    finally:
        first.send_signal(signal.SIGCONT)
    assert (second.code, second.out) == (75, "")
    message, hint = second.error
    assert message == f"outra execução está gravando {out / 'x.csv'}"
    assert "espere" in hint
    assert json_too.document["erro"]["codigo"] == "ocupado"
    assert end(first).code == 0
    assert (out / "outra.csv").exists()
    (out / "outra.csv").unlink()
    assert found(out) == whole[0]


@pytest.mark.slow
def test_a_lock_whose_run_was_killed_is_free(large, out, whole):
    killed = begin(*LISTED, "-C", large, *to(out))
    wait_for(out / ".x.parquet.lock", killed)
    killed.kill()
    end(killed)
    assert (out / ".x.csv.lock").exists()
    assert program(*LISTED, "-C", large, *to(out)).code == 0
    assert found(out) == whole[0]


@pytest.mark.slow
def test_a_name_with_a_field_is_held_while_it_is_written(tmp_path):
    path = tmp_path / "2024-Q1.csv"
    words = ("churn", "-C", WORKED, *Q1, "-q")
    held = stopped(tmp_path / ".2024-Q1.csv.lock", *words, "--hoje", "2024-03-31", "-o", path, "-f", "json")
    try:
        ran = program(*words, "-o", tmp_path / "{periodo}.csv")
    finally:
        held.send_signal(signal.SIGCONT)
    assert (ran.code, ran.error[0]) == (75, f"outra execução está gravando {path}")
    assert end(held).code == 0
    assert program(*words, "-o", tmp_path / "{periodo}.csv").code == 0
    assert set(found(tmp_path)) == {path.name}


@pytest.mark.parametrize("again", ["./x.csv", "link.csv"])
def test_a_file_named_twice_is_refused_before_any_work(out, again):
    (out / "link.csv").symlink_to("x.csv")
    ran = program("churn", "-o", "x.csv", "-o", again, cwd=out, PYTHONPATH=str(ROOT))
    assert (ran.code, ran.out) == (2, "")
    assert "x.csv" in ran.error[0]
    (out / "link.csv").unlink()
    assert untouched(out)


@pytest.mark.slow
def test_rejected_lines_are_held_and_refused_as_any_output(out):
    words = ("validar", "-C", WORKED, "--hoje", "2024-03-31", "-q")
    twice = program(*words, "--rejeitadas", out / "x.csv", *to(out, "x.csv"))
    assert twice.code == 2
    assert "x.csv" in twice.error[0]
    assert untouched(out)
    assert program(*words, "--rejeitadas", out / "x.csv", *to(out, "x.json")).code == 0
    assert (out / "x.csv").read_bytes().startswith(b"fonte,arquivo,linha")
    assert json.loads((out / "x.json").read_bytes())["comando"] == "validar"


# --- places that can't be written ---------------------------------------------------------------------------


def refused(ran, *said):
    message, _ = ran.error
    assert (ran.code, ran.out) == (2, "")
    assert all(str(part) in message for part in said), message


@pytest.fixture
def mounted(tmp_path):
    """A small disk of its own; remounted with other options when called."""
    disk = tmp_path / "disco"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]
    if mount is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount a disk")
    for name in NAMES:
        (disk / name).write_bytes(OLD)
    yield disk
    subprocess.run(["umount", disk], check=True)  # noqa: S607


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_files(large, mounted):
    refused(program(*LISTED, "-C", large, *to(mounted)), mounted / "x.csv", "o disco está cheio")
    assert untouched(mounted)
    with pytest.raises(OSError, match="No space"), (mounted / "enche").open("wb", buffering=0) as file:
        file.writelines(repeat(b"0" * 1024))
    refused(program("churn", "-C", WORKED, *Q1, "-q", *to(mounted)), mounted, "o disco está cheio")
    (mounted / "enche").unlink()
    assert untouched(mounted)


@pytest.mark.slow
def test_a_disk_that_is_read_only_is_told_before_any_work(mounted):
    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)  # noqa: S607
    refused(program("churn", "-C", EMPTY, *to(mounted)), mounted / "x.csv", "só de leitura")
    refused(program("churn", "-C", WORKED, *Q1, "-q", "-o", mounted / "{periodo}.csv"), "2024-Q1.csv", "só de leitura")
    assert untouched(mounted)


@pytest.mark.slow
def test_a_full_device_is_an_error(tmp_path):
    (tmp_path / "x.csv").symlink_to("/dev/full")
    refused(program("churn", "-C", WORKED, *Q1, "-q", *to(tmp_path, "x.csv")), tmp_path / "x.csv", "cheio")
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_a_folder_without_permission_is_told_before_any_work():
    setpriv = shutil.which("setpriv")
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        place = Path(name)
        place.chmod(0o755)
        (place / "x.csv").write_bytes(OLD)
        command = [sys.executable, "-m", "carteira_cli", "churn", "-C", EMPTY, "-o", place / "x.csv"]
        if os.geteuid():
            place.chmod(0o555)
        elif setpriv:
            command = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        else:
            pytest.skip("root may write anywhere")
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        place.chmod(0o755)
        unseen = b"carteira_cli" in done.stderr or "não pôde ser carregado".encode() in done.stderr
        if unseen or done.returncode in {126, 127}:
            pytest.skip("nobody else may run the program here")
        refused(Ran(done.returncode, done.stdout.decode(), done.stderr.decode()), place / "x.csv", "sem permissão")
        assert found(place) == {"x.csv": OLD}


@pytest.mark.slow
def test_a_folder_that_vanishes_during_the_run_is_not_made_again(large, out):
    process = begin(*LISTED, "-C", large, *to(out))
    wait_for(out / ".x.parquet.lock", process)
    shutil.rmtree(out)
    refused(end(process), out / "x.", "não existe")  # whichever of them it came to first
    assert not out.exists()


def test_a_folder_in_the_place_of_the_file(out):
    (out / "y.csv").mkdir()
    refused(program("churn", "-C", EMPTY, *to(out, "x.csv", "y.csv")), out / "y.csv", "é uma pasta")
    (out / "y.csv").rmdir()
    assert untouched(out)


@pytest.mark.slow
def test_a_second_output_that_cannot_be_written_leaves_the_first(out):
    for bad in (out / "nada" / "y.csv", out / "x.json" / "y.csv", out / ("y" * 260 + ".csv")):
        refused(program("churn", "-C", WORKED, *Q1, "-q", *to(out, "x.csv"), "-o", bad), bad)
        assert untouched(out)


# --- what a new file is like --------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_umask_of_the_caller_counts_for_a_new_file_and_an_old_one_keeps_its_mode(out):
    (out / "x.csv").chmod(0o604)
    assert end(begin("churn", "-C", WORKED, *Q1, "-q", *to(out, "x.csv", "novo.csv"), umask=0o027)).code == 0
    assert [(out / name).stat().st_mode & 0o777 for name in ("x.csv", "novo.csv")] == [0o604, 0o640]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [name for name, one in formats_for(verdicts=False).items() if not (one.binary or one.dated)]
)
def test_a_reader_that_takes_one_line_and_leaves_is_no_error(name):
    process = begin("indicadores", "-f", name)
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    ran = end(process)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.slow
def test_a_reader_that_leaves_a_long_list_is_no_error(large):
    process = begin(*LISTED, "-C", large, "-f", "csv")
    assert process.stdout.readline().startswith(b"cliente")
    process.stdout.close()
    process.stdout = None
    ran = end(process)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.slow
def test_sigterm_ends_a_run_that_a_shell_began_in_the_background(large, out):
    script = '"$0" -m carteira_cli "$@" & echo $!; wait $!'  # whose SIGINT is ignored
    words = ["sh", "-c", script, sys.executable, *LISTED, "-C", large, *to(out, "x.csv")]
    shell = subprocess.Popen([*map(str, words)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    number = int(shell.stdout.readline())
    wait_for(out / ".x.csv.lock", shell)
    os.kill(number, signal.SIGTERM)
    assert end(shell).code == 143
    assert untouched(out)


@pytest.mark.slow
def test_a_pipe_that_nobody_reads_is_told_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "x.csv")
    ran = program("churn", "-C", WORKED, *Q1, "-q", "-o", tmp_path / "x.csv")
    assert ran.code == 2
    assert "ninguém está lendo" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize(("period", "code"), [("2024-Q1", 0), ("2029", 2)])
def test_a_stderr_that_takes_nothing_changes_no_exit_code(tmp_path, stderr, period, code):
    (tmp_path / "vendas.csv").write_bytes((WORKED / "vendas.csv").read_bytes() + b"C01,2024-02-31,1.00,X,ok\n")
    command = f'"{sys.executable}" -m carteira_cli churn -C "{tmp_path}" -p {period} -f json {stderr}'
    ran = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert ran.returncode == code
    assert ran.stdout


def test_an_address_for_an_output_is_refused_and_not_repeated():
    ran = program("churn", "-C", WORKED, *Q1, "-o", "https://user:s3nha@127.0.0.1/x.csv?token=t0k")
    assert ran.code == 2
    assert "s3nha" not in ran.err + ran.out
    assert "t0k" not in ran.err + ran.out
