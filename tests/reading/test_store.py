"""Files of a real object store: the same numbers as from disk, whoever reads and however the way to it fails."""

from __future__ import annotations

import io
import re
import shlex
import threading

import polars as pl
import pytest

from carteira_cli.reading.inputs.fetch import fetch
from tests.faulty import Fault, between, certified
from tests.running import ROOT, WORKED, carteira
from tests.stored import CSV, KINDS, content, files, refused
from tests.stores import KEY, SECRET, missing, reading_from

pytestmark = [
    pytest.mark.store,
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
]


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


def test_the_commands_of_the_guide_run(way, store):
    guide = (ROOT / "examples" / "guias" / "nuvem.md").read_text(encoding="utf-8")
    shop, made = store.bucket("loja"), files()
    shop.put("2024/vendas.csv", made["v.csv"])
    shop.put("2024/vendas-1.csv.gz", made["v.csv.gz"])
    shop.put("Relatório de São Paulo.xlsx", made["v.xlsx"])
    shop.put("clientes.csv", (WORKED / "clientes.csv").read_bytes())
    shop.put("parquet/ano=2024/v.parquet", made["v.parquet"])
    lines = re.search(r"```console\n(.*?)```", guide, re.DOTALL)[1].splitlines()
    assert len(lines) == 4
    for line in lines:
        ran = carteira(*shlex.split(line)[1:])
        assert ran.code == 0, (line, ran.err)
    assert way.asked


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
