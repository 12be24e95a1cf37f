"""From what the user named to a local file or a remote Parquet, with no secret in any message."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import threading
import traceback
from base64 import b64encode

import polars as pl
import pytest

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs import fetch as fetching
from carteira_cli.reading.inputs import workspace
from carteira_cli.reading.inputs.addresses import is_address, redact, unreachable
from carteira_cli.reading.inputs.fetch import Limits, fetch
from tests.running import ROOT
from tests.servers import serving

CSV = "cliente;valor\nJosé;1,50\nAna;2,00\n".encode()
SECRETS = ("SENHA", "SEGREDO", "AKIASECRETA", "ana:")


def parquet(*values: float) -> bytes:
    made = io.BytesIO()
    pl.DataFrame({"cliente": [f"C{value}" for value in values], "valor": values}).write_parquet(made)
    return made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    pl.DataFrame({"cliente": ["Ana"], "data": ["2024-01-01"], "valor": [1.5]}).write_excel(made)
    return made.getvalue()


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(fetching, "_once", {})
    monkeypatch.setattr(fetching, "_found", {})
    yield
    workspace.clear()


@pytest.fixture
def site():
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def cloud():
    """One for all tests: Polars keeps its client of a bucket, and so the port of its server."""
    with serving() as found:
        yield found


@pytest.fixture
def bucket(cloud, monkeypatch):
    """A bucket called "balde"."""
    cloud.files.clear()
    cloud.asked.clear()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{cloud.host}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "AKIASECRETA",
        "AWS_SECRET_ACCESS_KEY": "SEGREDO",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    return cloud


def refused(address, *, match, **limits):
    """The error for an address, of which neither the message nor a traceback may show a secret."""
    with pytest.raises(DataError, match=match) as caught:
        fetch(address, "vendas", Limits(**limits))
    shown = caught.value.message + caught.value.hint + "".join(traceback.format_exception(caught.value))
    assert not [secret for secret in SECRETS if secret in shown], shown
    return caught.value


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://erp.com.br/vendas.csv", "https://erp.com.br/vendas.csv"),
        ("https://ana:SENHA@erp.com.br/v.csv", "https://***@erp.com.br/v.csv"),
        ("https://SEGREDO@erp.com.br/v.csv", "https://***@erp.com.br/v.csv"),
        ("https://ana:SE@NHA@erp.com.br/v.csv", "https://***@erp.com.br/v.csv"),
        ("https://ana:SEN/HA@erp.com.br/v.csv", "https://***@erp.com.br/v.csv"),
        ("https://ana:SEN?HA@erp.com.br/v.csv", "https://***@erp.com.br/v.csv"),
        ("https://ana:SEN#HA@erp.com.br/v.csv", "https://***@erp.com.br/v.csv"),
        ("HTTPS://ana:SENHA@erp.com.br:8443/v.csv", "HTTPS://***@erp.com.br:8443/v.csv"),
        ("https://erp.com.br:8443/a@b.csv", "https://erp.com.br:8443/a@b.csv"),
        ("https://[::1]:80/a@b.csv", "https://[::1]:80/a@b.csv"),
        ("https://b.s3.com/v.csv?X-Amz-Signature=SEGREDO&x=1", "https://b.s3.com/v.csv?***"),
        ("https://c.blob.net/v.csv?SEGREDO", "https://c.blob.net/v.csv?***"),
        ("https://erp.com.br/v.csv#token=SEGREDO", "https://erp.com.br/v.csv#***"),
        ("ftp://ana:SENHA@erp.com.br/v.csv", "ftp://***@erp.com.br/v.csv"),
        ("s3://balde/vendas/*.parquet", "s3://balde/vendas/*.parquet"),
        ("s3://balde/vendas-202?.parquet", "s3://balde/vendas-202?.parquet"),
        ("s3://AKIA:SENHA@balde/v.parquet", "s3://***@balde/v.parquet"),
        ("az://balde/v.csv?sv=1&sig=SEGREDO", "az://balde/v.csv?***"),
        ("abfss://balde@conta.dfs.core.windows.net/v.csv", "abfss://balde@conta.dfs.core.windows.net/v.csv"),
        ("abfss://balde:SENHA@conta.dfs.core.windows.net/v.csv", "abfss://***@conta.dfs.core.windows.net/v.csv"),
        ("https://e\x1b[31m.com/v", "https://e\\x1b[31m.com/v"),
    ],
)
def test_what_is_shown_of_an_address(address, shown):
    assert is_address(address)
    assert redact(address) == shown


@pytest.mark.parametrize("text", ["vendas.csv", "-", "/tmp/a//b", "C:\\vendas.csv", "pasta/s3:x", "*.csv"])  # noqa: S108
def test_paths_are_no_addresses(text):
    assert not is_address(text)


def test_a_plain_file_stays_where_it_is(tmp_path):
    path = tmp_path / "vendas.csv"
    path.write_bytes(CSV)
    [found] = fetch(path, "vendas")
    assert (found.path, found.remote, found.kind, found.shown) == (path, None, "text", str(path))


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(DataError, match="não existe"):
        fetch(tmp_path / "nada.csv", "vendas")
    with pytest.raises(DataError, match="é uma pasta"):
        fetch(tmp_path, "vendas")


def test_a_pipe_is_read_once_and_kept(tmp_path):
    pipe = tmp_path / "cano"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(CSV))
    writer.start()
    first = fetch(pipe, "vendas")
    writer.join()
    assert first == fetch(pipe, "vendas")
    assert (first[0].path.read_bytes(), first[0].kind) == (CSV, "text")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/urandom"])
def test_a_device_is_no_file(device):
    with pytest.raises(DataError, match=f"{device} é um dispositivo, e não um arquivo"):
        fetch(device, "vendas")


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr("carteira_cli.reading.inputs.fetch._PATIENCE", 10)
    os.mkfifo(tmp_path / "cano")
    with pytest.raises(DataError, match="cano: não veio nada"):
        fetch(tmp_path / "cano", "vendas")


PROGRAM = """
import sys
from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.fetch import fetch
try:
    [found] = fetch(sys.argv[1], "vendas")
    [again] = fetch(sys.argv[1], "vendas")
    print(found.shown, found.kind, found.path.read_bytes() == again.path.read_bytes(), len(found.path.read_bytes()))
except DataError as error:
    print(error.message, "|", error.hint)
"""


def in_shell(tail: str, tmp_path) -> str:
    (tmp_path / "p.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "v.csv").write_bytes(CSV)
    line = tail.replace("PROGRAM", f"{sys.executable} {tmp_path / 'p.py'}").replace("FILE", str(tmp_path / "v.csv"))
    env = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    done = subprocess.run(["/bin/bash", "-c", line], env=env, capture_output=True, text=True, check=False)
    assert not done.stderr
    assert not list(tmp_path.glob("carteira-*"))
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize(
    "line", ["cat FILE | PROGRAM -", "PROGRAM - < FILE", "cat FILE | PROGRAM /dev/stdin", "PROGRAM <(cat FILE)"]
)
def test_standard_input_and_process_substitution(tmp_path, line):
    assert in_shell(line, tmp_path).endswith(f" text True {len(CSV)}")


@pytest.mark.process
def test_bytes_of_standard_input_are_bytes(tmp_path):
    assert in_shell("gzip -c FILE | PROGRAM -", tmp_path).startswith("a entrada padrão gzip True")


@pytest.mark.slow
@pytest.mark.process
def test_an_empty_or_closed_standard_input(tmp_path):
    assert in_shell("PROGRAM - < /dev/null", tmp_path).startswith("a entrada padrão: não veio nada")
    assert in_shell("PROGRAM - <&-", tmp_path).startswith("a entrada padrão está fechada | mande os dados por um pipe")


def test_a_keyboard_is_not_waited_for(monkeypatch):
    class Keyboard(io.BytesIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Keyboard(CSV)))
    with pytest.raises(DataError, match="é o teclado") as caught:
        fetch("-", "clientes")
    assert "--clientes -" in caught.value.hint


def test_a_file_of_the_web_is_brought_once(site):
    site.files["vendas.csv"] = CSV
    address = f"http://{site.host}/vendas.csv"
    [first], [again] = fetch(address, "vendas"), fetch(address, "vendas")
    assert (first.path.read_bytes(), first.kind, first.shown, first.remote) == (CSV, "text", address, None)
    assert (again.path, len(site.asked)) == (first.path, 1)


def test_user_and_password_go_to_their_host_and_to_no_other(site):
    with serving(files={"v.csv": CSV}) as other:
        site.files["v.csv"] = (302, {"Location": f"http://{other.host}/v.csv"}, b"")
        [found] = fetch(f"http://ana:SENHA@{site.host}/v.csv", "vendas")
        assert found.path.read_bytes() == CSV
        assert found.shown == f"http://***@{site.host}/v.csv"
        assert "SENHA" not in repr(found)
        assert site.asked[0][1]["Authorization"] == "Basic " + b64encode(b"ana:SENHA").decode()
        assert "Authorization" not in other.asked[0][1]


def test_redirects_end(site):
    site.files["v.csv"] = (302, {"Location": "/v.csv?token=SEGREDO"}, b"")
    refused(f"http://{site.host}/v.csv?token=SEGREDO", match="respondeu com o erro 302")
    assert len(site.asked) <= 12
    site.files["w.csv"] = (302, {"Location": "file:///etc/passwd"}, b"")
    refused(f"http://{site.host}/w.csv", match="respondeu com o erro 302|a transferência falhou")


@pytest.mark.parametrize(
    ("status", "match"),
    [(401, "pede usuário e senha"), (403, "não dá permissão"), (404, "não existe"), (500, "erro 500"), (204, "vazio")],
)
def test_what_a_server_answers(site, status, match):
    site.files["v.csv"] = (status, {}, b"")
    error = refused(f"http://ana:SENHA@{site.host}/v.csv?token=SEGREDO", match=match)
    assert f"http://***@{site.host}/v.csv?***" in error.message


def test_a_transfer_that_is_cut_short_leaves_nothing(site):
    site.files["v.csv"] = (200, {"Content-Length": "999999"}, CSV)
    refused(f"http://{site.host}/v.csv?token=SEGREDO", match="cortada antes do fim")
    own = workspace.scratch()
    assert list(own.parent.iterdir()) == [own]


def test_a_file_larger_than_the_limit(site):
    site.files["v.csv"] = b"x" * 5000
    refused(f"http://{site.host}/v.csv?token=SEGREDO", match="passa do limite de 3,9 KiB", size=4000)


def test_servers_that_are_not_there():
    refused("http://ana:SENHA@127.0.0.1:9/v.csv?token=SEGREDO", match="recusou a conexão")
    refused("http://ana:SENHA@nada.invalid/v.csv?token=SEGREDO", match="não foi encontrado")
    refused("http://ana:SENHA@nada.invalid:porta/v.csv", match="malformado")
    refused("http://ana:SENHA@[/v.csv", match="malformado")
    refused("ftp://ana:SENHA@erp.com.br/v.csv", match="esse tipo de endereço não é lido")


def test_a_slow_server(site, monkeypatch):
    monkeypatch.setattr("tests.servers._Handler.do_GET", lambda _: threading.Event().wait(2))
    refused(f"http://ana:SENHA@{site.host}/v.csv", match="demorou demais", seconds=0.2)


def test_parquet_of_the_web_is_read_where_it_is(site):
    site.files["v.parquet"] = parquet(1.5, 2.5)
    address = f"http://ana:SENHA@{site.host}/v.parquet?sig=SEGREDO"
    [found] = fetch(address, "vendas")
    assert (found.path, found.remote, found.kind) == (None, address, "parquet")
    assert found.scan().collect()["valor"].to_list() == [1.5, 2.5]
    assert all("Range" in {name.title() for name in headers} for _, headers in site.asked)
    assert not [secret for secret in SECRETS if secret in repr(found)]


def test_parquet_of_a_server_without_ranges_is_brought(site):
    site.ranges = False
    site.files["v.parquet"] = parquet(1.5, 2.5)
    [found] = fetch(f"http://{site.host}/v.parquet", "vendas")
    if found.path is not None:
        assert found.path.read_bytes() == parquet(1.5, 2.5)
    else:
        assert found.scan().collect()["valor"].to_list() == [1.5, 2.5]


def test_a_missing_parquet_of_the_web(site):
    refused(f"http://ana:SENHA@{site.host}/v.parquet?sig=SEGREDO", match="não existe")


def test_parquet_in_a_bucket_is_read_where_it_is(bucket):
    bucket.files |= {"balde/v/a.parquet": parquet(1.5), "balde/v/b.parquet": parquet(2.5, 3.5)}
    [one] = fetch("s3://balde/v/a.parquet", "vendas")
    assert (one.path, one.remote) == (None, "s3://balde/v/a.parquet")
    assert one.scan().collect()["valor"].to_list() == [1.5]
    for several in ("s3://balde/v/*.parquet", "s3://balde/v/"):
        [found] = fetch(several, "vendas")
        assert found.scan("linha").collect()["valor"].to_list() == [1.5, 2.5, 3.5]


def test_text_in_a_bucket_is_brought(bucket):
    bucket.files["balde/vendas.csv"] = CSV
    [found] = fetch("s3://balde/vendas.csv", "vendas")
    assert (found.path.read_bytes(), found.kind, found.shown) == (CSV, "text", "s3://balde/vendas.csv")
    asked = len(bucket.asked)
    assert fetch("s3://balde/vendas.csv", "vendas") == (found,)
    assert len(bucket.asked) == asked


def test_many_lines_in_a_bucket(bucket):
    content = b"".join(b"%d;%d\n" % (line, line * 7) for line in range(200_000))
    bucket.files["balde/vendas.csv"] = content
    assert fetch("s3://balde/vendas.csv", "vendas")[0].path.read_bytes() == content
    bucket.files["balde/outras.csv"] = content
    refused("s3://balde/outras.csv", match="passa do limite de 1 MiB", size=1 << 20)


def test_a_wildcard_over_text_gives_a_file_for_each(bucket):
    bucket.files |= {"balde/v/1.csv": CSV, "balde/v/2.csv": b"cliente;valor\nBia;3\n", "balde/v/x.json": b"{}"}
    found = fetch("s3://balde/v/*.csv", "vendas")
    assert [item.shown for item in found] == ["s3://balde/v/1.csv", "s3://balde/v/2.csv"]
    assert [item.path.read_bytes() for item in found] == [CSV, b"cliente;valor\nBia;3\n"]


def test_compressed_text_in_a_bucket(bucket):
    bucket.files["balde/v.csv.gz"] = gzip.compress(CSV, mtime=0)
    [found] = fetch("s3://balde/v.csv.gz", "vendas")
    assert (found.path.read_bytes(), found.kind) == (gzip.compress(CSV, mtime=0), "gzip")


@pytest.mark.parametrize(
    ("key", "matched"),
    [
        ("v/*.csv", ["v/1.csv", "v/12.csv"]),
        ("v/?.csv", ["v/1.csv"]),
        ("v/[!2].csv", ["v/1.csv"]),
        ("v/**/*.csv", ["v/1.csv", "v/12.csv", "v/a/2.csv"]),
        ("**.csv", ["v/1.csv", "v/12.csv", "v/a/2.csv"]),
        ("v/1[", []),
    ],
)
def test_wildcards_stay_within_a_folder_but_for_two_stars(bucket, key, matched):
    bucket.files |= {f"balde/{name}": CSV for name in ("v/1.csv", "v/12.csv", "v/a/2.csv", "v/1.csv.bak")}
    if not matched:
        refused(f"s3://balde/{key}", match=r"nada combina|não existe")
    else:
        assert [item.shown for item in fetch(f"s3://balde/{key}", "vendas")] == [f"s3://balde/{m}" for m in matched]


def test_files_of_any_kind_come_from_a_bucket(bucket):
    latin = "cliente;valor\nJosé;1\n".encode("cp1252")
    bucket.files |= {"balde/v.csv": latin, "balde/v.xlsx": workbook()}
    assert fetch("s3://balde/v.csv", "vendas")[0].path.read_bytes() == latin
    assert fetch("s3://balde/v.xlsx", "vendas")[0].kind == "xlsx"


def test_what_a_bucket_does_not_give(bucket):
    bucket.files |= {"balde/0.csv": b""}
    refused("s3://balde/nada.csv", match="não existe")
    refused("s3://balde/nada.parquet", match="não existe")
    refused("s3://balde/n*.csv", match=r"nada combina|não existe")
    refused("s3://balde/0.csv", match="vazio")


def test_a_bucket_without_permission(bucket):
    bucket.files |= {
        name: (403, {}, b"<Error><Code>AccessDenied</Code><AWSAccessKeyId>AKIASECRETA</AWSAccessKeyId></Error>")
        for name in ("balde/v.csv", "balde/v.parquet")
    }
    refused("s3://balde/v.csv", match="sem permissão")
    refused("s3://balde/v.parquet", match="sem permissão")


def test_errors_that_polars_raises_do_print_the_address_and_ours_do_not(site):
    """What makes `unreachable` needed, and that it does its work."""
    address = f"http://ana:SENHA@{site.host}/v.parquet?sig=SEGREDO"
    with pytest.raises(OSError, match="SENHA") as caught:
        pl.scan_parquet(address, glob=False).collect()
    assert "SEGREDO" in str(caught.value)
    told = unreachable(caught.value, address)
    assert told.message == f"http://***@{site.host}/v.parquet?*** não existe"


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        ("Generic S3 error: HTTP error: error sending request (dns error)", OSError, "o servidor não respondeu"),
        ("401 Unauthorized https://ana:SENHA@x", OSError, "sem permissão"),
        ("something else about SEGREDO", pl.exceptions.ComputeError, "não pôde ser lido"),
    ],
)
def test_what_an_engine_says_is_told_in_our_words(said, kind, told):
    error = unreachable(kind(said), "https://loja.com.br/v.parquet")
    assert told in error.message
    assert not [secret for secret in SECRETS if secret in error.message + error.hint]
