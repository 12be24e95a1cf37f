"""Writing, interrupted at each single step: by the system's refusal, by Ctrl-C, by kill -9."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from errno import ENOSPC
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from carteira_cli.errors import LockedError, OutputError, UsageError
from carteira_cli.output import Entry, locked, manifest, replacing, replacing_all, write_all, write_atomic
from tests.running import ROOT

NAMES = ("a.csv", "b.json", "c.md")
OLD, NEW = ({name: f"{age} {name}\n".encode() * 9 for name in NAMES} for age in ("velho", "novo"))
MOST = 16  # steps of any way of writing three files


@pytest.fixture(params=["nameless", "named"])
def folder(tmp_path, monkeypatch, request):
    """A folder with old files; the system knows files without a name, or does not."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return with_old(tmp_path)


def with_old(folder):
    for name, content in OLD.items():
        (folder / name).write_bytes(content)
    return folder


def found(folder, *, but=()):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in but}


def new_in(folder):
    return [(folder / name, content) for name, content in NEW.items()]


def act_at(step, act, patch, *, after=False):
    """Have the step-th call that touches the disk do something else first, or after; returns the count of calls."""
    calls = [0]

    def call(real, *args, **words):
        calls[0] += 1
        this = calls[0] == step
        if this and not after:
            act()
        result = real(*args, **words)
        if this and after:
            act()
        return result

    for name in ("fsync", "link", "replace"):
        patch.setattr(os, name, partial(call, getattr(os, name)))
    return calls


def refuse():
    raise OSError(28, "No space left on device")


def steps_of(folder):
    """How many steps writing three files takes."""
    with pytest.MonkeyPatch.context() as patch:
        calls = act_at(0, refuse, patch)
        write_all(new_in(folder))
    with_old(folder)
    return calls[0]


def test_a_refusal_at_any_step_leaves_all_old_or_all_new(folder):
    last = steps_of(folder)
    assert last >= 3 + 3 + 3 + 1  # each on the disk, kept, replaced; the folder on the disk
    seen = []
    for step in range(1, last + 1):
        with pytest.MonkeyPatch.context() as patch:
            act_at(step, refuse, patch)
            try:
                write_all(new_in(folder))
            except OutputError as error:
                assert "o disco está cheio" in error.message  # noqa: PT017 - some steps are not needed to succeed
        assert found(folder) in (OLD, NEW), step
        seen.append(found(folder) == NEW)
        with_old(folder)
    assert seen[0] is False
    assert seen[-1] is True  # only the folder's own flush was refused


def test_a_refusal_takes_away_what_was_not_there(tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        replaced = []

        def replace(*names, real=os.replace):
            replaced.append(names)
            if len(replaced) == 2:
                refuse()
            real(*names)

        patch.setattr(os, "replace", replace)
        with pytest.raises(OutputError, match=r"b\.json"):
            write_all(new_in(tmp_path))
    assert found(tmp_path) == {}


@pytest.mark.parametrize("after", [False, True])
def test_ctrl_c_at_any_step_leaves_all_old_or_all_new(folder, after):
    seen = []
    for step in range(1, steps_of(folder) + 1):
        with pytest.MonkeyPatch.context() as patch:
            act_at(step, lambda: signal.raise_signal(signal.SIGINT), patch, after=after)
            with pytest.raises(KeyboardInterrupt):
                write_all(new_in(folder))
        assert found(folder) in (OLD, NEW), step
        seen.append(found(folder) == NEW)
        with_old(folder)
    assert {False, True} == set(seen)


KILLED = """
import os, signal, sys
from pathlib import Path
import pytest
from carteira_cli.output import write_all
from tests.output.test_outputs_steps import MOST, act_at, new_in, with_old
for step in range(1, MOST):
    folder = Path(sys.argv[1]) / str(step)
    folder.mkdir()
    with_old(folder)
    child = os.fork()
    if not child:
        if sys.argv[2] == "named":
            del os.O_TMPFILE
        act_at(step, lambda: os.kill(os.getpid(), signal.SIGKILL), pytest.MonkeyPatch())
        write_all(new_in(folder)[:-1], last=new_in(folder)[-1])
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a thing of Unix")
@pytest.mark.parametrize("way", ["nameless", "named"])
def test_kill_9_at_any_step_leaves_each_file_whole_and_the_next_run_tidies_up(tmp_path, way):
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, tmp_path, way], env=env, capture_output=True, check=True)
    codes = [int(line) for line in done.stdout.split()]
    killed = codes.count(-signal.SIGKILL)
    assert killed >= 10
    assert set(codes[killed:]) == {0}
    littered = []
    for step in range(1, killed + 1):
        folder = tmp_path / str(step)
        left = found(folder)
        assert {name: left[name] in (OLD[name], NEW[name]) for name in NAMES} == dict.fromkeys(NAMES, True)
        if left["c.md"] == NEW["c.md"]:  # the one that comes last
            assert [left[name] for name in NAMES] == list(NEW.values())
        littered.append(any(name.startswith(".carteira-") for name in left))
        write_all(new_in(folder))
        assert found(folder) == NEW
    if way == "nameless":  # until all are on the disk nothing has a name
        assert littered[:4] == [False] * 4
        assert any(littered)


def test_what_a_killed_run_left_goes_away_with_the_next_run_on_that_file_only(tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(os, "O_TMPFILE", raising=False)
        patch.setattr(Path, "unlink", lambda *_args, **_words: None)
        patch.setattr(os, "replace", lambda *_names: refuse())
        for name in ("a.csv", "b.csv"):
            with pytest.raises(OutputError):
                write_atomic(tmp_path / name, b"1")
    assert len([path for path in tmp_path.iterdir() if path.suffix == ".tmp"]) == 2
    write_atomic(tmp_path / "a.csv", b"1")
    assert len([path for path in tmp_path.iterdir() if path.suffix == ".tmp"]) == 1
    write_atomic(tmp_path / "b.csv", b"1")
    assert found(tmp_path) == {"a.csv": b"1", "b.csv": b"1"}


def test_a_stream_that_breaks_leaves_the_old_file(folder):
    with pytest.raises(ZeroDivisionError), replacing(folder / "a.csv") as stream:
        stream.writelines(bytes([60 // left]) * 9999 for left in (2, 1, 0))
    assert found(folder) == OLD
    with replacing(folder / "a.csv") as stream:
        stream.write(b"inteiro")
    assert found(folder) == OLD | {"a.csv": b"inteiro"}


# --- permissions, links, devices ----------------------------------------------------------------------------


def test_permissions_of_the_old_file_stay_and_a_new_one_has_the_umask(folder):
    (folder / "a.csv").chmod(0o604)
    before = os.umask(0o027)
    try:
        write_all([*new_in(folder), (folder / "d.csv", b"1")])
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert (modes["a.csv"], modes["d.csv"]) == (0o604, 0o640)


def test_a_link_stays_a_link_and_what_it_points_to_is_replaced(folder):
    (folder / "pasta").mkdir()
    (folder / "pasta" / "alvo.csv").write_bytes(b"velho")
    for link, to in (("um.csv", "dois.csv"), ("dois.csv", "pasta/alvo.csv"), ("solto.csv", "pasta/novo.csv")):
        (folder / link).symlink_to(to)
    write_all([(folder / "um.csv", b"novo"), (folder / "solto.csv", b"1")])
    assert found(folder / "pasta") == {"alvo.csv": b"novo", "novo.csv": b"1"}
    assert all((folder / name).is_symlink() for name in ("um.csv", "dois.csv", "solto.csv"))
    (folder / "volta.csv").symlink_to("volta.csv")
    with pytest.raises(OutputError, match="os atalhos dão voltas"):
        write_atomic(folder / "volta.csv", b"1")


@pytest.mark.parametrize("again", ["a.csv", "./a.csv", "../{folder}/a.csv", "link.csv"])
def test_a_file_named_twice_is_refused(folder, again):
    (folder / "link.csv").symlink_to("a.csv")
    other = folder / again.format(folder=folder.name)
    with pytest.raises(UsageError, match=r"a\.csv"):
        write_all([(folder / "a.csv", b"1"), (other, b"2")])
    assert found(folder, but=["link.csv"]) == OLD


def test_a_device_is_written_to_and_a_full_one_leaves_the_files(folder):
    (folder / "nada.csv").symlink_to(os.devnull)
    (folder / "cheio.csv").symlink_to("/dev/full")
    write_all([(folder / "nada.csv", b"1"), (folder / "a.csv", NEW["a.csv"])])
    assert (folder / "nada.csv").is_symlink()
    with pytest.raises(OutputError, match=r"cheio\.csv: o disco de destino está cheio"):
        write_all([(folder / "a.csv", b"1"), (folder / "cheio.csv", b"2")])
    assert found(folder, but=["nada.csv", "cheio.csv"]) == OLD | {"a.csv": NEW["a.csv"]}


@pytest.mark.process
def test_stdout_that_is_a_file_is_added_to_and_not_replaced(tmp_path):
    log = tmp_path / "diario.log"
    log.write_bytes(b"ontem\n")
    code = "import carteira_cli.output as o, pathlib as p; o.write_atomic(p.Path('/dev/stdout'), b'hoje')"
    inode = log.stat().st_ino
    with log.open("ab") as stream:
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=stream, check=True)
    assert (log.read_bytes(), log.stat().st_ino) == (b"ontem\nhoje", inode)
    assert found(tmp_path) == {"diario.log": b"ontem\nhoje"}


# --- locks --------------------------------------------------------------------------------------------------

HOLDER = """
import sys
from pathlib import Path
from carteira_cli.output import locked
with locked([Path(name) for name in sys.argv[1:]]):
    print("tenho", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holding():
    """Start another process that holds files until it is told to end, or killed."""
    begun = []

    def hold(*paths):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        begun.append(subprocess.Popen([sys.executable, "-c", HOLDER, *paths], cwd=ROOT, **pipes))
        assert begun[-1].stdout.readline() == b"tenho\n"
        return begun[-1]

    yield hold
    for process in begun:
        process.kill()
        process.communicate()


@pytest.mark.process
def test_a_file_that_another_run_holds_is_refused_and_the_others_too(folder, holding):
    holder = holding(folder / "b.json")
    with pytest.raises(LockedError, match=r"outra execução está gravando .*b\.json"):
        write_all(new_in(folder))
    assert found(folder, but=[".b.json.lock"]) == OLD
    (folder / "link.json").symlink_to("b.json")
    with pytest.raises(LockedError), replacing(folder / "link.json"):
        pass
    write_atomic(folder / "a.csv", b"1")
    holder.kill()
    holder.wait()
    assert (folder / ".b.json.lock").exists()
    write_all(new_in(folder))
    assert found(folder, but=["link.json"]) == NEW


def test_a_run_may_hold_a_file_again_and_lets_go_of_it_once(folder):
    with locked([folder / "a.csv", folder / "b.json"]):
        write_all(new_in(folder))
        with locked([folder / "a.csv"]):
            pass
        assert sorted(found(folder, but=NAMES)) == [".a.csv.lock", ".b.json.lock"]
    assert found(folder) == NEW


RACERS = """
import sys
from pathlib import Path
from carteira_cli.errors import LockedError
from carteira_cli.output import locked
done = 0
for _ in range(400):
    try:
        with locked([Path(sys.argv[1])]):
            count = Path(sys.argv[2])
            count.write_text(str(int(count.read_text()) + 1))
            done += 1
    except LockedError:
        pass
print(done)
"""


@pytest.mark.slow
@pytest.mark.process
def test_two_never_hold_a_file_at_once_though_its_lock_comes_and_goes(tmp_path):
    count = tmp_path / "conta.txt"
    count.write_text("0", encoding="utf-8")
    command = [sys.executable, "-c", RACERS, tmp_path / "a.csv", count]
    racers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(3)]
    done = [int(racer.communicate()[0]) for racer in racers]
    assert all(done)
    assert int(count.read_text(encoding="utf-8")) == sum(done)
    assert list(found(tmp_path)) == ["conta.txt"]


@pytest.mark.parametrize("name", ["x" * 251 + ".csv", "é" * 120 + ".csv"])
def test_the_lock_of_a_long_name_has_a_short_one(tmp_path, name):
    write_atomic(tmp_path / name, b"1")
    assert found(tmp_path) == {name: b"1"}


# --- the manifest -------------------------------------------------------------------------------------------


def test_the_manifest_has_sums_that_fit_and_paths_from_its_own_folder(tmp_path):
    (tmp_path / "rel").mkdir()
    record = tmp_path / "rel" / "manifesto.json"
    entries = [
        Entry(tmp_path / "rel" / "a.csv", "csv", b"x\n1\n", 1, "2024-Q1"),
        Entry(tmp_path / "b.json", "json", b"{}\n", 2, "2024-Q1"),
    ]
    written = manifest(entries, beside=record, command="churn")
    write_all([(entry.path, entry.content) for entry in entries], last=(record, written))
    document = json.loads(record.read_bytes())
    assert list(document) == ["esquema", "programa", "versao", "comando", "periodo", "arquivos"]
    assert (document["programa"], document["comando"], document["periodo"]) == ("carteira", "churn", "2024-Q1")
    assert [item["arquivo"] for item in document["arquivos"]] == ["a.csv", "../b.json"]
    for item, entry in zip(document["arquivos"], entries, strict=True):
        content = (record.parent / item["arquivo"]).read_bytes()
        assert (item["bytes"], item["sha256"]) == (len(content), sha256(content).hexdigest())
        assert (item["formato"], item["periodo"], item["linhas"]) == (entry.format, "2024-Q1", entry.rows)
    several = manifest([*entries, Entry(tmp_path / "c.csv", "csv", b"", 0, "2024")], beside=record, command="churn")
    assert json.loads(several)["periodo"] is None
    assert manifest(entries, beside=record, command="churn") == written


def test_several_streams_replace_all_files_or_none(tmp_path):
    one, other = tmp_path / "um", tmp_path / "outro"
    one.write_bytes(b"antes")
    with pytest.raises(TypeError), replacing_all([one, other]) as streams:
        streams[0].writelines([b"novo", None])
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("um", b"antes")]
    with replacing_all([one, other]) as streams:
        for place, stream in enumerate(streams):
            stream.write(b"%d" % place)
        assert one.read_bytes() == b"antes"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"um": b"0", "outro": b"1"}


def test_a_stream_that_finds_the_disk_full_tells_the_folder(tmp_path):
    with pytest.raises(OutputError, match="disco de destino está cheio"), replacing_all([tmp_path / "um"]):
        raise OSError(ENOSPC, "")
    assert list(tmp_path.iterdir()) == []
