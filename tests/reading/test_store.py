"""Files of a real object store: the same numbers as from disk, whoever reads and however the way to it fails."""

from __future__ import annotations

import gzip
import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs import cloud_access, workspace
from carteira_cli.reading.inputs import fetch as fetching
from carteira_cli.reading.inputs.fetch import Limits, fetch
from tests.faulty import Fault, between, certified
from tests.running import ROOT, WORKED, carteira
from tests.stores import KEY, SECRET, ceph, missing, reading_from

pytestmark = [
    pytest.mark.store,
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
]
CSV = (WORKED / "vendas.csv").read_bytes()
KINDS = ("csv", "parquet")
SECRETS = (KEY, SECRET, "Signature", "127.0.0.1:")


@pytest.fixture(scope="module")
def store():
    with tempfile.TemporaryDirectory(prefix="c") as folder, ceph(Path(folder)) as found:  # short, for its sockets
        yield found


@pytest.fixture(scope="module")
def bucket(store):
    """With the sales of the worked example in each kind of file."""
    found = store.bucket("balde")
    for name, content in files().items():
        found.put(name, content)
    return found


@pytest.fixture(scope="module")
def _way(store):
    with between(store.port) as found:
        yield found


@pytest.fixture
def way(_way, bucket, monkeypatch):
    """The way to it, without a fault; what a run knew is forgotten."""
    assert bucket
    _way.clear()
    monkeypatch.setattr(fetching, "_once", {})
    monkeypatch.setattr(fetching, "_found", {})
    monkeypatch.setattr(cloud_access, "FIRST_PAUSE", cloud_access.FIRST_PAUSE / 20)
    monkeypatch.setattr(cloud_access, "LONGEST_PAUSE", cloud_access.FIRST_PAUSE)
    with reading_from(_way.port):
        yield _way
    _way.clear()
    workspace.clear()


def files() -> dict[str, bytes]:
    frame = pl.read_csv(CSV, try_parse_dates=True)
    parquet, workbook = io.BytesIO(), io.BytesIO()
    frame.write_parquet(parquet, row_group_size=5)
    frame.write_excel(workbook)
    brazilian = CSV.decode().replace(",", ";").replace("C1;", "José Antônio;").encode("cp1252")
    return {
        "v.csv": CSV,
        "v.csv.gz": gzip.compress(CSV, mtime=0),
        "v.parquet": parquet.getvalue(),
        "v.xlsx": workbook.getvalue(),
        "brasileiro.csv": brazilian,
    }


def refused(address: str, **limits: float) -> DataError:
    """The error for an address, wherever it appears, without a secret."""

    def read():
        return [each.path or each.scan().collect() for each in fetch(address, "vendas", Limits(**limits))]

    with pytest.raises(DataError) as caught:
        read()
    shown = caught.value.message + caught.value.hint
    assert not [secret for secret in SECRETS if secret in shown], shown
    assert "\n" not in shown
    return caught.value


def content(address: str) -> bytes | list[tuple[object, ...]]:
    [found] = fetch(address, "vendas")
    return found.scan().collect().rows() if found.path is None else found.path.read_bytes()


@pytest.mark.parametrize("name", sorted(files()))
def test_a_report_is_the_same_from_a_store_and_from_disk(way, tmp_path, name):
    (tmp_path / name).write_bytes(files()[name])
    words = ("resumo", "-p", "2024-Q1", "--formato", "json", "--vendas")
    near, far = carteira(*words, tmp_path / name), carteira(*words, f"s3://balde/{name}")
    assert (near.code, far.code) == (0, 0), (near.err, far.err)
    assert near.out.replace(str(tmp_path / name), "?").replace(name, "?") == far.out.replace(
        f"s3://balde/{name}", "?"
    ).replace(name, "?")
    assert way.asked


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return certified(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def registry(certificate):
    """Where an identity of the web is exchanged for keys, which the library does through TLS alone."""
    with between(9, certificate) as found:
        yield found


def _profile(folder, text):
    (folder / "credentials").write_text(f"[default]\naws_access_key_id = X\naws_secret_access_key = Y\n{text}")
    (folder / "config").write_text("[profile loja]\nregion = default\n")
    return {
        "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY": "",
        "AWS_REGION": "",
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_PROFILE": "loja",
    }


IDENTITY = """<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials><SessionToken>{AWS_SESSION_TOKEN}</SessionToken>
<SecretAccessKey>{AWS_SECRET_ACCESS_KEY}</SecretAccessKey><AccessKeyId>{AWS_ACCESS_KEY_ID}</AccessKeyId>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>"""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["keys", "session", "profile", "web identity", "anybody", "wrong region"])
def test_who_reads_is_said_alike_for_every_kind(way, store, certificate, registry, tmp_path, who, kind):
    """The gateway checks signatures and tokens; of the web's identities only the exchange is played."""
    name = f"s3://{'publico' if who == 'anybody' else 'balde'}/v.{kind}"
    with reading_from(way.port) as patch:
        said = {}
        if who == "session":
            said = store.session()
        elif who == "profile":
            said = _profile(tmp_path, f"[loja]\naws_access_key_id = {KEY}\naws_secret_access_key={SECRET}\n")
        elif who == "web identity":
            (tmp_path / "token").write_text("testemunho")
            registry.faults.append(Fault("POST /", status=200, told=IDENTITY.format(**store.session())))
            said = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_ROLE_ARN": "arn:aws:iam:::role/leitura"}
            said |= {"AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token")}
            said |= {"AWS_ENDPOINT_URL_STS": f"https://127.0.0.1:{registry.port}"}
            said |= {"SSL_CERT_FILE": str(certificate)}
        elif who == "anybody":
            store.bucket("publico").put(f"v.{kind}", files()[f"v.{kind}"])
            store.public("publico")
            said = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SKIP_SIGNATURE": "true"}
        elif who == "wrong region":  # this gateway does not mind, Amazon does
            said = {"AWS_REGION": "us-west-2"}
        for variable, value in said.items():
            if value:
                patch.setenv(variable, value)
            else:
                patch.delenv(variable)
        assert content(name) == (CSV if kind == "csv" else pl.read_csv(CSV, try_parse_dates=True).rows())
    signed = [each.headers.get("authorization", "") for each in way.asked if "/v." in each.line]
    assert signed
    assert all(bool(each) == (who != "anybody") for each in signed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "errada"}, "sem permissão para ler"),
        ({"AWS_ACCESS_KEY_ID": "AKIAERRADA"}, "sem permissão para ler"),
        ({"AWS_SESSION_TOKEN": "errado"}, "sem permissão para ler"),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SKIP_SIGNATURE": "true"}, "sem permissão"),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "faltam credenciais"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "o servidor não respondeu"),
        ({"AWS_ENDPOINT_URL": "http://nada.invalid"}, "o servidor não respondeu"),
        ({"AWS_ALLOW_HTTP": "false"}, "o endereço do servidor é http://, sem criptografia"),
        (
            {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": "nenhum"},
            "o perfil nenhum, de AWS_PROFILE, não está",
        ),
    ],
)
def test_who_may_not_read_is_told_alike_for_every_kind(way, monkeypatch, said, told, kind):
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nada")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nada")
    for variable, value in said.items():
        monkeypatch.setenv(variable, value)
    assert told in refused(f"s3://balde/v.{kind}").message
    assert way.port


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (403, "InvalidAccessKeyId", "a chave de acesso não existe"),
        (403, "SignatureDoesNotMatch", "a chave secreta não confere"),
        (400, "ExpiredToken", "as credenciais venceram"),
        (403, "RequestTimeTooSkewed", "o relógio deste computador difere do do servidor"),
        (301, "PermanentRedirect", "o bucket fica em outra região"),
        (
            400,
            "<Error><Code>AuthorizationHeaderMalformed</Code><Region>sa-east-1</Region></Error>",
            "região (sa-east-1)",
        ),
        (403, "InvalidObjectState", "está arquivado"),
        (503, "SlowDown", "o servidor está sobrecarregado e recusou 7 vezes"),
        (500, "InternalError", "o servidor falhou (erro 500) 7 vezes"),
    ],
)
def test_what_the_store_says_is_told_alike_for_every_kind(way, status, code, told, kind):
    way.faults.append(Fault("GET", 99, status=status, told=code))
    assert told in refused(f"s3://balde/v.{kind}").message


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there(way, bucket, kind):
    bucket.put(f"vazio.{kind}", b"")
    assert refused(f"s3://balde/nada.{kind}").message == f"s3://balde/nada.{kind} não existe"
    assert refused(f"s3://nada/v.{kind}").message == "s3://nada: o bucket não existe"
    assert refused(f"s3://nada/*.{kind}").message == "s3://nada: o bucket não existe"
    assert refused(f"s3://balde/n*.{kind}").message == f"s3://balde/n*.{kind}: nada combina"
    assert refused(f"s3://balde/vazio.{kind}").message == f"s3://balde/vazio.{kind} está vazio"
    assert refused(f"s3://balde/vaz*.{kind}").message == f"s3://balde/vazio.{kind} está vazio"
    assert "%20" in refused(f"s3://balde/Loja%20A.{kind}").hint
    bucket.delete(f"vazio.{kind}")
    assert way.asked


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [{"status": 503, "told": "SlowDown"}, {"status": 500, "told": "x"}, {"cut": 100}])
def test_what_fails_twice_is_asked_again(way, fault, kind):
    way.faults.append(Fault("GET", 2, **fault))
    assert content(f"s3://balde/v.{kind}")
    assert way.faults[0].times == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_that_says_nothing_is_not_waited_for(way, kind):
    way.faults.append(Fault("GET", 99, hang=True))
    assert "o servidor parou de responder" in refused(f"s3://balde/v.{kind}", seconds=0.4).message


@pytest.fixture(scope="module")
def large(bucket):
    """20 MB of each kind."""
    frame = pl.select(n=pl.int_range(2_000_000), m=pl.int_range(2_000_000).hash())
    made = io.BytesIO()
    frame.write_parquet(made, compression="uncompressed", row_group_size=500_000)
    text = frame.head(800_000).write_csv().encode()
    assert min(len(text), made.tell()) > 20_000_000
    bucket.put("grande.csv", text)
    bucket.put("grande.parquet", made.getvalue())
    return {"csv": text, "parquet": frame.rows()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_transfer_that_is_cut_goes_on_where_it_stopped(way, large, kind):
    way.faults.append(Fault(f"GET /balde/grande.{kind}", 3, cut=5_000_000))
    assert content(f"s3://balde/grande.{kind}") == large[kind]
    assert way.faults[0].times == 0
    assert way.sent < 1.4 * 32_000_000


@pytest.mark.parametrize("kind", KINDS)
def test_a_transfer_that_is_always_cut_is_never_taken_for_whole(way, large, kind):
    assert large
    way.faults.append(Fault(f"GET /balde/grande.{kind}", 99, cut=70_000))
    assert "a transferência foi cortada" in refused(f"s3://balde/grande.{kind}").message


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_changes_while_it_is_read(way, bucket, large, kind):
    assert large
    bucket.copy(f"grande.{kind}", f"muda.{kind}")
    size = bucket.head(f"muda.{kind}")["size"]
    other = b"a,b\n" * (size // 4) + b"\n" * (size % 4)
    cut, change = Fault("GET", 1, cut=5_000_000), Fault("GET", 1, first=lambda: bucket.put(f"muda.{kind}", other))
    # Of the text the first answer is cut; of the Parquet its end has been read, and its columns are asked for.
    way.faults += [cut, change] if kind == "csv" else [Fault("GET", 1), change]
    assert refused(f"s3://balde/muda.{kind}").message == f"s3://balde/muda.{kind} mudou durante a leitura; repita"


def test_a_folder_of_more_than_a_page(way, bucket):
    for number in range(1_050):
        bucket.put(f"muitos/{number:04}.csv", b"cliente,data,valor\n%d,2024-01-01,1\n" % number)
    found = fetch("s3://balde/muitos/", "vendas")
    assert len(found) == 1_050
    assert [each.shown for each in found] == [f"s3://balde/muitos/{number:04}.csv" for number in range(1_050)]
    assert len(fetch("s3://balde/muitos/10*.csv", "vendas")) == 50
    assert len([each for each in way.asked if "list-type" in each.line]) > 2


@pytest.mark.parametrize(
    "name", ["Relatório de São Paulo.csv", "a+b.csv", "100%.csv", "a%20b.csv", "a#1.csv", "a&b=c;d.csv", "ç/ã b.csv"]
)
def test_names_are_taken_as_they_are(way, bucket, name):
    bucket.put(f"nomes/{name}", name.encode() + CSV)
    assert content(f"s3://balde/nomes/{name}") == name.encode() + CSV
    found = {each.shown: each.path.read_bytes() for each in fetch("s3://balde/nomes/**", "vendas")}
    assert found[f"s3://balde/nomes/{name}"] == name.encode() + CSV
    bucket.delete(f"nomes/{name}")
    assert way.asked


def test_what_is_found_of_two_kinds(way, bucket):
    for name in ("_SUCCESS", "pasta/", ".tmp.csv"):
        bucket.put(f"misto/{name}", b"")
    bucket.put("misto/a.csv", CSV)
    for name in ("misto/b.parquet", "misto/c.parquet"):
        bucket.put(name, files()["v.parquet"])
    table, text = fetch("s3://balde/misto/", "vendas")
    assert (table.shown, text.shown) == ("s3://balde/misto/", "s3://balde/misto/a.csv")
    assert table.scan().collect().height == 2 * len(pl.read_csv(CSV))
    assert way.asked


def test_a_failed_run_is_one_line_and_leaves_nothing(way, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    workspace.clear()
    for kind in KINDS:
        way.faults.append(Fault(rf"GET /balde/v\.{kind}", 99, cut=90))
        ran = carteira("churn", "--vendas", f"s3://balde/v.{kind}", "--saida", tmp_path / "r.json")
        assert (ran.code, ran.out) == (2, "")
        assert "a transferência foi cortada" in ran.error[0]
        assert not (tmp_path / "r.json").exists()
    workspace.clear()
    assert list(tmp_path.iterdir()) == []


def test_columns_and_row_groups_that_nobody_asks_for_stay_where_they_are(way, bucket):
    frame = pl.select(dia=pl.int_range(400_000)).with_columns(
        **{f"c{number}": pl.col("dia").hash(number) for number in range(29)}
    )
    made = io.BytesIO()
    frame.write_parquet(made, compression="uncompressed", row_group_size=40_000)
    bucket.put("largo.parquet", made.getvalue())
    [found] = fetch("s3://balde/largo.parquet", "vendas")
    asked = found.scan().select(pl.col("c3").max(), pl.col("c7").min())
    assert asked.collect().rows() == frame.select(pl.col("c3").max(), pl.col("c7").min()).rows()
    columns = way.sent
    assert columns < made.tell() * 2.5 / 30
    assert asked.collect().height == 1
    assert way.sent == columns  # what was brought is there
    late = found.scan().filter(pl.col("dia") >= 380_000).select(pl.col("c20").max())
    assert late.collect().item() == frame.filter(pl.col("dia") >= 380_000)["c20"].max()
    assert way.sent - columns < made.tell() * 2.5 / 30 / 10


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("name", ["v.csv", "largo.parquet"])
def test_a_run_that_is_given_up_waits_for_no_store(way, bucket, tmp_path, name, number):
    """Not even within a query: of the Parquet the end is given, and nothing of its columns."""
    made = io.BytesIO()
    sales = pl.select(cliente=pl.int_range(99_000), data=pl.lit(date(2024, 1, 1)), valor=pl.int_range(99_000))
    sales.write_parquet(made, compression="uncompressed")
    bucket.put("largo.parquet", made.getvalue())
    way.faults += [Fault("GET", int(name != "v.csv")), Fault("GET", 99, hang=True)]
    command = [sys.executable, "-m", "carteira_cli", "churn", "--vendas", f"s3://balde/{name}"]
    env = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=env, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as run:
        while len(way.asked) < (1 if name == "v.csv" else 2):
            time.sleep(0.1)
        before = time.monotonic()
        run.send_signal(number)
        _, told = run.communicate(timeout=60)
    assert time.monotonic() - before < 5  # it would have waited for a minute
    assert run.returncode == (130 if number == signal.SIGINT else 143)
    assert told.startswith("erro: interrompido")
    assert list(tmp_path.iterdir()) == []


def test_several_questions_at_once(way):
    [found] = fetch("s3://balde/v.parquet", "vendas")
    rows: list[int] = []
    threads = [
        threading.Thread(target=lambda: rows.append(found.scan("n").select(pl.col("n").max()).collect().item()))
        for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert rows == [len(pl.read_csv(CSV))] * 8
    assert way.asked
