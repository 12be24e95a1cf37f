"""Clusters by name, what is lacking for them, and errors of Spark in Portuguese: all that needs no Spark to be told."""

from __future__ import annotations

import socket
import zipfile
from pathlib import Path

import pytest

import carteira_cli
from carteira_cli.engines.cluster import driver, java, master, session, shipping
from carteira_cli.engines.cluster.errors import ClusterError, telling, told
from carteira_cli.engines.cluster.master import Master, master_of, reach
from carteira_cli.engines.cluster.progress import BETWEEN, words
from carteira_cli.errors import DataError, SurroundingsError, UsageError

HERE = Master("local", "local[*]")
REMOTE = Master("connect", "sc://dados:15002/;token=segredo", (("dados", 15002),))


@pytest.mark.parametrize(
    ("name", "kind", "places"),
    [
        ("local", "local", ()),
        (" local[*] ", "local", ()),
        ("local[4,2]", "local", ()),
        ("local-cluster[2, 1, 1024]", "local-cluster", ()),
        ("yarn", "yarn", ()),
        ("spark://a:7077", "spark", (("a", 7077),)),
        ("spark://a:7077,b:7078/", "spark", (("a", 7077), ("b", 7078))),
        ("spark://[::1]:7077", "spark", (("::1", 7077),)),
        ("sc://dados", "connect", (("dados", 15002),)),
        ("sc://dados:443/;use_ssl=true;token=x", "connect", (("dados", 443),)),
    ],
)
def test_a_cluster_by_its_name(name, kind, places):
    found = master_of(name)
    assert (found.kind, found.places) == (kind, places)
    assert "token" not in found.shown


@pytest.mark.parametrize(
    "name",
    ["", "spark", "local[0]", "local-cluster[2,1]", "spark://", "spark://a", "spark://a:0", "spark://a:70000",
     "spark://a:7077,", "spark://user:pw@a:7077", "k8s://a:443", "sc://", "sc://a;token=segredo", "mesos://a:5050"],
)  # fmt: skip
def test_what_is_no_cluster_is_refused(name):
    with pytest.raises(UsageError, match="não é um cluster") as raised:
        master_of(name)
    assert "segredo" not in raised.value.message
    assert "spark://" in raised.value.hint


def test_only_what_runs_on_this_machine_sees_its_files():
    assert all(master_of(name).is_here for name in ("local", "local-cluster[1,1,1024]", "spark://localhost:7077"))
    assert not any(master_of(name).is_here for name in ("yarn", "sc://localhost", "spark://localhost:7077,b:7077"))


def listening():
    one = socket.socket()
    one.bind(("127.0.0.1", 0))
    return one, one.getsockname()[1]


def test_a_cluster_where_nobody_answers_is_one_line():
    deaf, port = listening()
    with deaf, pytest.raises(SurroundingsError, match=rf"ninguém atende em 127\.0\.0\.1:{port}") as raised:
        reach(master_of(f"spark://127.0.0.1:{port}"))
    assert "master" in raised.value.hint
    with pytest.raises(SurroundingsError, match=r"^o cluster sc://127.0.0.1:1 não responde") as raised:
        reach(master_of("sc://127.0.0.1:1/;token=segredo"))
    assert "segredo" not in raised.value.message + raised.value.hint


def test_one_of_several_masters_is_enough():
    one, port = listening()
    with one:
        one.listen()
        reach(master_of(f"spark://127.0.0.1:1,127.0.0.1:{port}"))


def test_a_name_that_no_machine_has(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    with pytest.raises(SurroundingsError, match="não há máquina com o nome dados"):
        reach(master_of("sc://dados"))


def test_yarn_is_where_the_files_of_hadoop_say(tmp_path, monkeypatch):
    monkeypatch.delenv("HADOOP_CONF_DIR", raising=False)
    monkeypatch.delenv("YARN_CONF_DIR", raising=False)
    with pytest.raises(SurroundingsError, match="configuração do Hadoop") as raised:
        reach(master_of("yarn"))
    assert "HADOOP_CONF_DIR" in raised.value.hint
    monkeypatch.setenv("HADOOP_CONF_DIR", str(tmp_path))
    reach(master_of("yarn"))  # what they do not say is Spark's own to find
    named = "<property><name>yarn.resourcemanager.{}</name><value>{}</value></property>"
    site = tmp_path / "yarn-site.xml"
    site.write_text(f"<configuration>{named.format('hostname', '127.0.0.1')}</configuration>", encoding="utf-8")
    monkeypatch.setattr(master, "YARN_PORT", 1)
    with pytest.raises(SurroundingsError, match=r"ninguém atende em 127\.0\.0\.1:1"):
        reach(master_of("yarn"))
    site.write_text(f"<configuration>{named.format('address', '${x}:1')}</configuration>", encoding="utf-8")
    reach(master_of("yarn"))
    site.write_text("<configuration>", encoding="utf-8")
    reach(master_of("yarn"))


def test_what_is_not_installed_is_named_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(java, "find_spec", lambda _: None)
    with pytest.raises(SurroundingsError) as raised:
        java.demand(HERE)
    assert 'pip install "carteira-cli[spark]"' in raised.value.hint
    monkeypatch.setattr(java, "find_spec", lambda name: None if name == "grpc" else name)
    with pytest.raises(SurroundingsError, match="grpc"):
        java.demand(REMOTE)


def machine(folder, monkeypatch, *, java_says=None):
    """A machine with a PySpark, and a Java that says something, if any."""
    monkeypatch.setattr(java, "find_spec", lambda name: name)
    monkeypatch.setattr(java, "version", lambda _: "4.3.0")
    monkeypatch.delenv("SPARK_HOME", raising=False)
    monkeypatch.setenv("JAVA_HOME", str(folder))
    if java_says is not None:
        (folder / "bin").mkdir()
        program = folder / "bin" / "java"
        program.write_text(f"#!/bin/sh\necho '{java_says}' >&2\n", encoding="utf-8")
        program.chmod(0o755)


def test_a_machine_without_java(tmp_path, monkeypatch):
    machine(tmp_path, monkeypatch)
    with pytest.raises(SurroundingsError, match="JAVA_HOME") as raised:
        java.demand(HERE)
    assert "apt-get install openjdk-17-jre-headless" in raised.value.hint
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SurroundingsError, match="nesta máquina"):
        java.demand(HERE)
    java.demand(REMOTE)  # which needs none


@pytest.mark.process
@pytest.mark.parametrize(
    ("says", "words"),
    [
        ('openjdk version "1.8.0_402"', "é o 8, e o Spark precisa do 17"),
        ('openjdk version "11.0.2" 2019-01-15', "é o 11"),
        ("Segmentation fault", "não funciona"),
        ('openjdk version "17.0.15" 2025-04-15', None),
        ('openjdk version "21" 2023-09-19', None),
    ],
)
def test_the_version_of_java(says, words, tmp_path, monkeypatch):
    machine(tmp_path, monkeypatch, java_says=says)
    if words is None:
        java.demand(HERE)
        return
    with pytest.raises(SurroundingsError, match=words):
        java.demand(HERE)


def test_another_spark_named_by_the_shell(tmp_path, monkeypatch):
    machine(tmp_path, monkeypatch)
    monkeypatch.setenv("SPARK_HOME", str(tmp_path))
    with pytest.raises(SurroundingsError, match="pasta sem Spark"):
        java.demand(HERE)
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / "spark-core_2.13-3.5.1.jar").touch()
    with pytest.raises(SurroundingsError, match=r"Spark 3\.5\.1, e o deste Python é o 4\.3\.0") as raised:
        java.demand(HERE)
    assert "pyspark==3.5.1" in raised.value.hint


class FakeSparkError(Exception):
    """As one of PySpark's, by the room that its class is of."""

    __module__ = "pyspark.errors.exceptions.captured"


@pytest.mark.parametrize(
    ("said", "kind", "phrase"),
    [
        ("java.lang.OutOfMemoryError: Java heap space", ClusterError, "memória ao driver"),
        ("... is bigger than spark.driver.maxResultSize (1024.0 MiB)", ClusterError, "maxResultSize"),
        ("ExecutorLostFailure ... java.lang.OutOfMemoryError", ClusterError, "morreram repetidas vezes"),
        ("No space left on device", ClusterError, "disco"),
        ("[PYTHON_VERSION_MISMATCH] Python in worker", SurroundingsError, "mesma versão que este"),
        ("ModuleNotFoundError: No module named 'polars'", SurroundingsError, "falta polars no Python dos executores"),
        ('Cannot run program "python3"', SurroundingsError, "não têm o Python"),
        ("Python worker exited unexpectedly (crashed)", ClusterError, "Python de um executor morreu"),
        ("All masters are unresponsive! Giving up.", ClusterError, "deixou de responder"),
        ("java.io.InvalidClassException: org.apache.spark...", SurroundingsError, "mesma versão"),
        ("[TABLE_OR_VIEW_NOT_FOUND] `vendas`", DataError, "catálogo"),
        ("[PATH_NOT_FOUND] Path does not exist", DataError, "não achou o arquivo"),
        ("[ARITHMETIC_OVERFLOW] long overflow", DataError, "maior número"),
        ("[FAILED_READ_FILE.NO_HINT] x.parquet", DataError, "ler um dos arquivos"),
        ("[CAST_INVALID_INPUT] The value 'João'", ClusterError, r"\(CAST_INVALID_INPUT\)"),
        ("whatever João bought", ClusterError, r"\(FakeSparkError\)"),
    ],
)
def test_what_spark_says_is_told_in_portuguese_and_never_quoted(said, kind, phrase):
    with pytest.raises(kind, match=phrase) as raised, telling(HERE, None):
        raise FakeSparkError(said)
    assert "João" not in raised.value.message
    assert raised.value.hint
    assert raised.value.exit_code == (3 if kind is ClusterError else 2)


@pytest.mark.parametrize(
    ("said", "kind", "phrase"),
    [
        ("status = StatusCode.UNAUTHENTICATED", SurroundingsError, "recusou o acesso"),
        ("status = StatusCode.UNAVAILABLE", ClusterError, "deixou de responder"),
        ("[INVALID_HANDLE.SESSION_CLOSED]", ClusterError, "deixou de responder"),
        ("status = StatusCode.UNIMPLEMENTED", SurroundingsError, "não é um Spark Connect"),
    ],
)
def test_what_a_server_of_connect_says(said, kind, phrase):
    found = told(FakeSparkError(said), REMOTE, None)
    assert isinstance(found, kind)
    assert phrase in found.message
    assert "segredo" not in found.message + found.hint
    if kind is SurroundingsError and "Connect" not in phrase:
        assert "token" in found.hint


def test_what_a_driver_is_started_with(tmp_path, monkeypatch):
    for name in ("SPARK_CONF_DIR", "HADOOP_CONF_DIR", "HIVE_CONF_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(session, "physical", lambda: 10 << 30)
    alone = session._settings(HERE, tmp_path, None)  # noqa: SLF001 - asked of Java they would take one each
    assert alone["spark.driver.memory"] == "5120m"
    assert alone["spark.driver.bindAddress"] == "127.0.0.1"
    assert (alone["spark.sql.ansi.enabled"], alone["spark.sql.session.timeZone"]) == ("true", "UTC")
    assert alone["spark.local.dir"] == str(tmp_path)
    assert session._settings(HERE, tmp_path, 1)["spark.driver.memory"] == "512m"  # noqa: SLF001
    far = session._settings(master_of("spark://a:7077"), tmp_path, None)  # noqa: SLF001
    assert "spark.driver.memory" not in far
    assert "spark.driver.bindAddress" not in far
    monkeypatch.setattr(session, "physical", lambda: 1 << 40)
    assert session._settings(HERE, tmp_path, None)["spark.driver.memory"] == f"{31 << 10}m"  # noqa: SLF001
    monkeypatch.setenv("HIVE_CONF_DIR", str(tmp_path))
    (tmp_path / "hive-site.xml").touch()
    known = session._settings(HERE, tmp_path, None)  # noqa: SLF001
    assert known["spark.sql.catalogImplementation"] == "hive"
    assert "spark.sql.warehouse.dir" not in known


def test_the_memory_of_this_machine_is_some():
    assert 1 << 28 < session.physical() < 1 << 50


def test_other_errors_are_nobody_elses():
    assert told(ValueError("x"), HERE, None) is None
    assert told(OSError("x"), HERE, None) is None
    assert told(DataError("a", "b"), HERE, None) is None
    with pytest.raises(ZeroDivisionError), telling(HERE, None):
        raise ZeroDivisionError


class BrokenJava:
    """A Java that has ended."""

    said = "Terminating due to java.lang.OutOfMemoryError: Java heap space"

    def has_broken_off(self):
        return True


def test_a_java_that_ends_shows_as_a_broken_connection():
    found = told(ConnectionRefusedError(), HERE, BrokenJava())
    assert found.message == "faltou memória ao driver do Spark"
    silent = BrokenJava()
    silent.said = "Killed"
    assert told(EOFError(), HERE, silent).message == "o Java do Spark parou no meio da análise"


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("Invalid maximum heap size: -Xmx9999g", "--memoria"),
        ("java.lang.UnsupportedClassVersionError", "openjdk-17"),
        ("bash: something", "SPARK_CONF_DIR"),
    ],
)
def test_a_java_that_does_not_begin(said, phrase):
    assert phrase in " ".join(driver._refused(said))  # noqa: SLF001 - each cause would take a machine of its own


def test_what_a_job_is_said_to_do():
    assert words([(4, 10, 2), (2, 5, 5)]) == ("etapa 5 do Spark, tarefas", 7, 15)
    assert words([]) == (BETWEEN, 0, 0)


@pytest.mark.slow
def test_the_program_packs_into_the_same_bytes_and_holds_its_data_files(tmp_path):
    one, two = (shipping.packed(tmp_path / name).read_bytes() for name in ("one.zip", "two.zip"))
    assert one == two
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        names = archive.namelist()
    root = Path(carteira_cli.__file__).parent
    assert {"__init__.py", "engines/cluster/shipping.py"} <= set(names)
    assert {file.relative_to(root).as_posix() for file in root.rglob("*.toml")} <= set(names)
    assert not any("__pycache__" in name for name in names)
