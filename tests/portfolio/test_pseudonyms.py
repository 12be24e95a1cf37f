"""A portfolio imported under pseudonyms says nobody's name, and gives the numbers of one that does."""

from __future__ import annotations

import csv
import io
import json
import shutil

import polars as pl
import pytest

from carteira_cli.pseudonym_key import read_key
from tests.running import WORKED, carteira

PERIOD = ("-p", "2024-Q1", "-q")


def key(folder, name="chave", letters="8c1f0b6de2a94375b07d5a6c3e9f1842"):
    path = folder / name
    path.write_text(letters, "ascii")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The worked example with further columns, imported as it is and under pseudonyms."""
    folder = tmp_path_factory.mktemp("importada")
    sources = folder / "fontes"
    shutil.copytree(WORKED, sources)
    register = list(csv.reader(io.StringIO((sources / "clientes.csv").read_text("utf-8"))))
    header, *rows = register
    more = ["E-mail", "Observações", "turma", "contato2"]
    with (sources / "clientes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*header, *more])
        for place, row in enumerate(rows):
            mail, note, size = f"zqx{place}@x.com", f"ZQXliga de manha {place}", "grande" if place % 2 else "pequeno"
            writer.writerow([*row, mail, note, size, f"zqx{place}@y.com"])
    for name, more_words in (("aberta", ()), ("fechada", ("--pseudonimizar", key(folder)))):
        shutil.copytree(sources, folder / name)
        ran = carteira("importar", "-C", folder / name, *more_words, "-f", "json")
        assert ran.code == 0, ran.err
        assert more_words == () or "ZQX" not in (ran.out + ran.err).upper()
        for path in (folder / name).glob("*.csv"):
            path.unlink()
    return folder


def used(folder, name, *words):
    ran = carteira(*words, "-C", folder / name, *(() if words[0] == "validar" else PERIOD), "-f", "json")
    assert ran.code in {0, 1}, ran.err
    return ran.document


def column(folder, name, table, key):
    return set(pl.read_parquet(folder / name / "dados" / f"{table}.parquet")[key].drop_nulls().to_list())


def test_ids_are_the_pseudonyms_of_the_outputs_and_nobody_is_named(both):
    secret = read_key(both / "chave")
    for table, name in (("vendas", "cliente"), ("clientes", "cliente"), ("leads", "cliente"), ("leads", "lead")):
        ids = column(both, "aberta", table, name)
        assert column(both, "fechada", table, name) == {secret.pseudonym(one) for one in ids}
    columns = pl.read_parquet(both / "fechada" / "dados" / "clientes.parquet").columns
    assert columns == ["cliente", "tipo", "uf", "vendedor", "canal", "extra.turma", "arquivo_numero"]
    manifest = json.loads((both / "fechada" / "dados" / "importacao.json").read_text("utf-8"))
    assert manifest["regras"]["pseudonimos"] == secret.fingerprint
    for path in (both / "fechada" / "dados").iterdir():
        said = path.read_bytes().decode("latin-1")
        assert "Padaria" not in said
        assert "ZQX" not in said.upper()
        assert secret.secret.decode() not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("resumo",),
        ("resumo", "--por", "uf", "--serie", "mes"),
        ("churn", "--por", "turma"),
        ("conversao",),
        ("ativos", "--listar", "compradores", "--sem-identificadores"),
        ("risco", "--sem-identificadores"),
    ],
    ids=" ".join,
)
def test_numbers_are_the_same(both, words):
    found = [used(both, name, *words) for name in ("aberta", "fechada")]
    for document in found:
        for table in document["tabelas"].values():
            table.sort(key=json.dumps)
    assert found[0]["indicadores"] == found[1]["indicadores"]
    assert found[0]["tabelas"] == found[1]["tabelas"]


def test_the_same_key_again_changes_no_pseudonym_and_another_is_refused(both):
    words = ("ativos", "--listar", "compradores")
    plain = used(both, "aberta", *words, "--pseudonimizar", str(both / "chave"))["tabelas"]["compradores"]
    ids = [sorted(row["cliente"] for row in used(both, "fechada", *words)["tabelas"]["compradores"])]
    again = used(both, "fechada", *words, "--pseudonimizar", str(both / "chave"))["tabelas"]["compradores"]
    assert sorted(row["cliente"] for row in plain) == ids[0] == sorted(row["cliente"] for row in again)
    other = key(both, "outra", "0fd2a67b1c9e4835d60718bfe2a4c5931")
    ran = carteira(*words, "-C", both / "fechada", *PERIOD, "--pseudonimizar", other)
    assert ran.code == 2
    assert "outra chave" in ran.error[0]
    assert "omitido" not in ran.error[0]


def test_a_pseudonym_is_found_and_validated(both):
    who = read_key(both / "chave").pseudonym("C01")
    assert used(both, "fechada", "ticket", "--onde", f"cliente={who}")["indicadores"]["receita"]["valor"] > 0
    found = [used(both, name, "validar")["achados"] for name in ("aberta", "fechada")]
    kinds = [{one["achado"]: one["quantidade"] for one in each if one["fonte"] == "vendas"} for each in found]
    assert kinds[0] == kinds[1]


def test_lines_are_added_with_the_same_key_alone(both, tmp_path):
    folder = shutil.copytree(both / "fechada", tmp_path / "f")
    (folder / "vendas.csv").write_text("venda,cliente,data,valor,status\nV99,C01,2024-03-30,7.00,faturado\n", "utf-8")
    more = ("importar", "-C", folder, "--vendas", folder / "vendas.csv", "-q")
    other = key(tmp_path, "outra", "0fd2a67b1c9e4835d60718bfe2a4c5931")
    for words in ((), ("--pseudonimizar", other)):
        ran = carteira(*more, *words)
        assert ran.code == 2
        assert "com pseudônimos da chave" in ran.error[0]
    before = pl.read_parquet(folder / "dados" / "vendas.parquet")
    assert carteira(*more, "--pseudonimizar", both / "chave").code == 0
    after = pl.read_parquet(folder / "dados" / "vendas.parquet")
    assert after.height == before.height + 1
    assert set(after["cliente"]) == set(before["cliente"])


def test_ids_beside_pseudonyms_are_refused(both, tmp_path):
    (tmp_path / "leads.csv").write_text("lead,data,cliente\nL1,2024-01-02,C01\n", "utf-8")
    ran = carteira("resumo", "-C", both / "fechada", *PERIOD, "--leads", tmp_path / "leads.csv")
    assert ran.code == 2
    assert "tem pseudônimos" in ran.error[0]
