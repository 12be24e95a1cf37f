"""The other two providers' stores, by the same library: what is read, and what is told of what is not."""

from __future__ import annotations

import gzip
import io
import os

import polars as pl
import pytest

from carteira_cli.reading.inputs import cloud_access, workspace
from carteira_cli.reading.inputs import fetch as fetching
from tests.other_stores import azure, google, missing
from tests.running import WORKED, Ran, carteira
from tests.stores import reading_from

CSV = (WORKED / "vendas.csv").read_bytes()
STORES = {"az": azure, "gs": google}
pytestmark = [pytest.mark.store, pytest.mark.process, pytest.mark.slow]


@pytest.fixture(scope="module", params=sorted(STORES))
def _served(request, tmp_path_factory):
    reason = missing(request.param)
    if reason is not None:
        pytest.skip(reason)
    made = io.BytesIO()
    pl.read_csv(CSV, try_parse_dates=True).write_parquet(made, row_group_size=5)
    with STORES[request.param](tmp_path_factory.mktemp("loja")) as (said, put):
        for name, content in {"v.csv": CSV, "v.csv.gz": gzip.compress(CSV), "a b/ção.parquet": made.getvalue()}.items():
            put(name, content)
        yield request.param, said


@pytest.fixture
def kind(_served, monkeypatch):
    monkeypatch.setattr(fetching, "_found", {})
    monkeypatch.setattr(cloud_access, "FIRST_PAUSE", cloud_access.FIRST_PAUSE / 20)
    monkeypatch.setattr(cloud_access, "LONGEST_PAUSE", cloud_access.FIRST_PAUSE)
    found, said = _served
    with reading_from(9) as patch:
        for name, value in said.items():
            patch.setenv(name, value)
        yield found
    workspace.clear()


def churn(place: object) -> Ran:
    return carteira("churn", "-p", "2024-Q1", "--formato", "csv", "--vendas", place)


@pytest.mark.parametrize("name", ["v.csv", "v.csv.gz", "a b/ção.parquet", "*/*.parquet", "a b/", "v.c[sz]v", "v.*.gz"])
def test_a_report_is_the_same_as_from_disk(kind, name):
    far = churn(f"{kind}://balde/{name}")
    assert (far.code, far.out) == (0, churn(WORKED / "vendas.csv").out), far.err


def test_azures_connection_string_says_all(kind, monkeypatch):
    if kind != "az":
        pytest.skip("of Azure alone")
    names = {"AZURE_STORAGE_ACCOUNT_NAME": "AccountName", "AZURE_STORAGE_ACCOUNT_KEY": "AccountKey"}
    names |= {"AZURE_STORAGE_ENDPOINT": "BlobEndpoint"}
    said = "".join(f"{name}={os.environ[variable]};" for variable, name in names.items())
    for variable in names:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", f"DefaultEndpointsProtocol=http;{said}")
    assert churn("az://balde/v.csv").code == churn("az://balde/a b/").code == 0


def test_what_is_not_there(kind):
    for name in ("nada.csv", "nada.parquet"):
        ran = churn(f"{kind}://balde/{name}")
        assert (ran.code, ran.error[0]) == (2, f"{kind}://balde/{name} não existe")
    assert churn(f"{kind}://balde/n*.csv").error[0] == f"{kind}://balde/n*.csv: nada combina"
    assert churn(f"{kind}://nada/v.csv").code == 2


@pytest.mark.parametrize("name", ["v.csv", "v.parquet"])
def test_nobody_says_who_reads(kind, monkeypatch, name):
    for variable in ("AZURE_STORAGE_ACCOUNT_KEY", "GOOGLE_SERVICE_ACCOUNT"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", "/nada")
    assert churn(f"{kind}://balde/{name}").error[0].endswith(": faltam credenciais")
