"""No name, document or id of a customer leaves a run that was told so; pseudonyms tell nobody who is who."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.br import cnpj, cpf

from carteira_cli.api import report_of
from carteira_cli.config.resolve import load
from carteira_cli.neutral import harmless, mask_documents
from carteira_cli.outgoing.prepare import prepared
from carteira_cli.render import formats_for, render
from tests.running import ANALYSES, Q1, STUDIES, carteira

IDS = [f"ZID{number:03}" for number in range(12)]
DOCUMENTS = ["111.444.777-35", "11222333000181", "11444777735", "12.ABC.345/01DE-35"]


@pytest.fixture
def folder(tmp_path):
    return marked(tmp_path)


def marked(folder):
    """A small portfolio in which everything personal is marked, and some of it is wrong."""
    sales = ["cliente,data,valor,venda,status,categoria"]
    for number, customer in enumerate(IDS):
        for month in range(1, 4):
            line = f"{customer},2024-0{month}-{number + 1:02},{number * 100 + month}.50,{number}{month},ok,x"
            sales += [line] if number % 4 != month else []
        sales.append(f"{customer},2023-10-0{number % 9 + 1},100.00,v{number},ok,x")
    sales += ["ZID777,2023-12-15,80.00,w,ok,x", "ZID011,2024-03-31,80.00,z,ok,x"]  # who was lost by the last day
    sales += ["ZID000,2024-02-31,10.00,q1,ok,x", "111.444.777-35,2024-03-01,abc,q2,ok,x"]
    (folder / "vendas.csv").write_text("\n".join(sales) + "\n", encoding="utf-8")
    people = ["cliente,nome,documento,uf,vendedor,canal"]
    people += [
        f"{one},ZNOME {one},{DOCUMENTS[n % 4]},{('SP', 'RJ')[n % 2]},{('Ana', 'Bia')[n > 8]},{('Site', 'Loja')[n % 2]}"
        for n, one in enumerate(IDS)
    ]
    people.append("ZID001,ZNOME outro,11144477736,MG,Ana,Site")
    (folder / "clientes.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    (folder / "leads.csv").write_text(
        "lead,data,cliente,data_conversao\nZID900,2024-01-02,ZID001,2024-01-05\n", "utf-8"
    )
    (folder / "custos.csv").write_text("data,valor\n2024-01-02,100.00\n", encoding="utf-8")
    dealt(folder)
    return folder


def dealt(folder):
    """What was owed, said and tried with these customers, each of its tables with something personal."""
    titles = ["titulo,cliente,nome,documento,vencimento,valor,pagamento"]
    marks, visits, tried = (
        ["cliente,pesquisa,data,nota,comentario"],
        ["cliente,data,tipo"],
        ["campanha,cliente,grupo,data"],
    )
    for number, one in enumerate(IDS):
        paid = "2024-02-20" if number % 3 else ""
        titles.append(f"t{number},{one},ZNOME {one},{DOCUMENTS[number % 4]},2024-02-{number + 1:02},100.00,{paid}")
        marks.append(f"{one},p,2024-03-{number + 1:02},{number % 11},caro demais")
        visits.append(f"{one},2024-03-{number + 1:02},visita")
        tried.append(f"promo,{one},{('tratado', 'controle')[number % 2]},2024-02-01")
    for name, lines in (("titulos", titles), ("avaliacoes", marks), ("contatos", visits), ("campanhas", tried)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def key_file(folder, content=b"0123456789abcdef0123456789abcdef", mode=0o600):
    path = folder / "chave"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def personal(text):
    return re.findall(r"ZID\d+|ZNOME|" + "|".join(re.escape(one) for one in DOCUMENTS), text)


RUNS = [
    *((command,) for command in (*ANALYSES, *STUDIES)),
    *(("credito",), ("nps",), ("campanha", "medir")),
    ("explicar", "receita"),
    ("churn", "--listar", "perdidos"),
    ("ativos", "--listar", "compradores", "--por", "nome"),
    ("churn", "--por", "documento"),
    ("resumo", "--por", "uf", "--serie", "mes"),
    ("churn", "--onde", "nome='ZNOME ZID003'"),
]


@pytest.mark.slow
@pytest.mark.parametrize("words", RUNS, ids=" ".join)
def test_nothing_personal_leaves_in_any_format(folder, words):
    names = [f"-o={folder}/r{place}" + s for place, s in enumerate((".json", ".csv", ".txt", ".md", ".tsv", ".jsonl"))]
    more = [word.replace("-o=", "--saida=") for word in names]
    ran = carteira(*words, "-C", folder, *Q1, "--sem-identificadores", *more, "-f", "json")
    assert ran.code == 0, ran.err
    assert not personal(ran.out + ran.err)
    for path in folder.glob("r*.*"):
        assert not personal(path.read_text(encoding="utf-8")), path


def test_a_slip_in_a_name_does_not_print_those_of_others(folder):
    for words in (("--onde", "nome='ZNOME ZID00'"), ("--onde", "cliente=Z"), ("--onde", "documento=1")):
        ran = carteira("churn", "-C", folder, *Q1, *words)
        assert ran.code == 2
        assert not set(personal(ran.out + ran.err)) - {"ZNOME", "ZID00"}


@pytest.mark.slow
def test_without_the_option_the_same_runs_do_name_customers(folder):
    named = [words for words in RUNS[-9:] if personal(carteira(*words, "-C", folder, *Q1, "-f", "json", "-q").out)]
    assert len(named) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("by", ["nome", "documento"])
def test_verdicts_a_customer_are_refused_where_they_may_not_be_named(folder, by):
    limits = f'[[limites]]\nindicador = "churn"\npor = "{by}"\nerro = "> 0%"\n'
    (folder / "carteira.toml").write_text(limits, encoding="utf-8")
    for name in ("json", "tabela"):
        plain = carteira("verificar", "-C", folder, *Q1, "-f", name, "-q")
        hidden = carteira("verificar", "-C", folder, *Q1, "-f", name, "--sem-identificadores")
        assert personal(plain.out), name
        assert not personal(hidden.out + hidden.err), name
        assert (plain.code, hidden.code) == (1, 2)
    (folder / "carteira.toml").write_text(limits.replace(f'por = "{by}"', ""), encoding="utf-8")
    words = ("--onde", "nome='ZNOME ZID003'", "-f", "json", "--sem-identificadores")
    assert not personal(carteira("verificar", "-C", folder, *Q1, *words).out)


def test_a_table_of_customers_is_chosen_where_nobody_may_be_named(folder):
    ran = carteira("pareto", "-C", folder, *Q1, "--sem-identificadores", "--tabela", "maiores", "-f", "json")
    assert ran.code == 0, ran.err


@pytest.fixture(scope="module")
def nameless(tmp_path_factory):
    """A report of the largest customers that may name none, made once for all formats."""
    folder = marked(tmp_path_factory.mktemp("marcada"))
    config = load({"pasta": str(folder), "periodo": "2024-Q1", "sem_identificadores": True}, environ={})
    return prepared(report_of("pareto", config), config)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        name
        for name, one in formats_for(verdicts=False).items()
        if name != "svg" and not one.dated and not one.printed  # dates have a test of their own, with the agenda
    ],
)
def test_no_format_names_anybody(nameless, name):
    content = render(nameless, name)
    assert not personal(content.decode("utf-8", errors="replace"))


@pytest.mark.slow
def test_no_reminder_names_anybody(folder):
    path = folder / "agenda.ics"
    ran = carteira("agenda", "-C", folder, *Q1, "--sem-identificadores", "-o", path, "-q")
    assert ran.code == 0, ran.err
    events = path.read_text(encoding="utf-8")
    assert "BEGIN:VEVENT" in events
    assert not personal(events)


@pytest.mark.slow
def test_a_pseudonym_is_the_hmac_of_the_id_and_the_same_everywhere(folder):
    key = key_file(folder)
    words = ("-C", folder, *Q1, "--pseudonimizar", key, "-q", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(carteira("ativos", *words, "--listar", "compradores").out)))
    plain = list(
        csv.DictReader(io.StringIO(carteira("ativos", *words[:4], "-f", "csv", "--listar", "compradores").out))
    )
    secret = key.read_bytes()
    wanted = [hmac.new(secret, row["cliente"].encode(), hashlib.sha256).hexdigest()[:16] for row in plain]
    assert [row["cliente"] for row in rows] == wanted
    assert "nome" not in rows[0]
    assert [row["receita"] for row in rows] == [row["receita"] for row in plain]
    largest = list(csv.DictReader(io.StringIO(carteira("pareto", *words, "--tabela", "maiores").out)))
    assert {row["cliente"] for row in largest} <= set(wanted)


@pytest.mark.slow
def test_another_key_gives_other_pseudonyms(folder):
    words = ("ativos", "-C", folder, *Q1, "--listar", "compradores", "-q", "-f", "csv", "--pseudonimizar")
    first = carteira(*words, key_file(folder)).out
    assert first == carteira(*words, key_file(folder)).out
    assert first != carteira(*words, key_file(folder, b"another key of enough bytes")).out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        (b"0123456789abcdef", 0o640, "pode ser lida por outros (modo 0640)"),
        (b"0123456789abcdef", 0o604, "pode ser lida por outros (modo 0604)"),
        (b"short\n", 0o600, "menos de 16 bytes"),
    ],
)
def test_a_key_that_others_can_read_or_guess_is_refused(folder, content, mode, told):
    ran = carteira("churn", "-C", folder, *Q1, "--pseudonimizar", key_file(folder, content, mode))
    assert ran.code == 2
    assert told in ran.err
    assert content.decode().strip() not in ran.err
    assert not ran.out


def test_a_key_that_is_not_there_is_named_with_how_to_make_one(folder):
    ran = carteira("churn", "-C", folder, *Q1, "--pseudonimizar", folder / "nada")
    assert ran.code == 2
    assert "umask 077" in ran.err


@pytest.mark.slow
def test_validation_tells_the_lines_of_a_case_and_no_customer(folder):
    plain = carteira("validar", "-C", folder, "-f", "json", "--hoje", "2024-04-01")
    hidden = carteira("validar", "-C", folder, "-f", "json", "--hoje", "2024-04-01", "--sem-identificadores")
    assert personal(plain.out)
    assert not personal(hidden.out + hidden.err)
    places = [[e["lugares"] for e in one["exemplos"]] for one in json.loads(plain.out)["achados"]]
    assert [[e["lugares"] for e in one["exemplos"]] for one in json.loads(hidden.out)["achados"]] == places


@pytest.mark.slow
def test_documents_are_masked_in_rejects_messages_and_logs(folder):
    rejects = folder / "rejeitadas.csv"
    sales = folder / "vendas.csv"
    sales.write_text(sales.read_text(encoding="utf-8") + "ZID001,111.444.777-35,5.00,w,ok,x\n", encoding="utf-8")
    ran = carteira("validar", "-C", folder, "--rejeitadas", rejects, "--hoje", "2024-04-01")
    assert "111.444.777-35" not in rejects.read_text(encoding="utf-8")
    assert "***.***.***-35" in rejects.read_text(encoding="utf-8")
    assert '"111.444.777-35"' not in ran.out
    assert '"***.***.***-35"' in ran.out
    for words in ((), ("--log", "texto"), ("--log", "json"), ("-f", "json")):
        ran = carteira("churn", "-C", folder, *Q1, *words)
        assert "***.***.***-35" in ran.err + ran.out
        assert "111.444.777-35" not in ran.err + ran.out


@pytest.mark.slow
def test_no_cell_of_the_rejects_is_a_formula(folder):
    sales = folder / "vendas.csv"
    sales.write_text(sales.read_text(encoding="utf-8") + "ZID001,\"=cmd|'/c calc'!A1\",5.00,w,ok,x\n", encoding="utf-8")
    rejects = folder / "rejeitadas.csv"
    carteira("validar", "-C", folder, "--rejeitadas", rejects, "--hoje", "2024-04-01")
    cells = [cell for row in csv.reader(io.StringIO(rejects.read_text(encoding="utf-8"))) for cell in row]
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not [cell for cell in cells if cell.startswith("=")]


# --- masks ----------------------------------------------------------------------------------------------------

DIGITS = st.text("0123456789", min_size=11, max_size=11)


@given(DIGITS)
def test_a_bare_number_is_masked_when_it_is_a_cpf_and_only_then(text):
    assert (mask_documents(f"x {text}.") != f"x {text}.") == cpf.is_valid(text)


@given(st.text("0123456789", min_size=9, max_size=9).filter(lambda text: len(set(text)) > 1))
def test_a_valid_cpf_is_masked_however_it_is_written(stem):
    digits = stem + cpf.calc_check_digits(stem) if hasattr(cpf, "calc_check_digits") else _completed(stem)
    for written in (digits, cpf.format(digits)):
        assert mask_documents(f"({written})") == f"(***.***.***-{digits[-2:]})"


def _completed(stem):
    return next(stem + f"{tail:02}" for tail in range(100) if cpf.is_valid(stem + f"{tail:02}"))


@given(
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=12, max_size=12).filter(lambda text: len(set(text)) > 1)
)
def test_a_valid_cnpj_is_masked_with_letters_too(stem):
    digits = stem + cnpj.calc_check_digits(stem)
    for written in (digits, cnpj.format(digits)):
        assert mask_documents(f"cnpj {written};") == f"cnpj **.**.***/****-{digits[-2:]};".replace(
            "**.**.***", "**.***.***"
        )


@pytest.mark.parametrize(
    "text", ["R$ 12.345.678.901,00", "12345678901,5", "2024-01-31", "v 00000000000", "C12345678901Z"]
)
def test_what_is_no_document_stays(text):
    assert mask_documents(text) == text


@given(st.text())
def test_a_harmless_text_begins_with_no_sign_of_a_formula(text):
    assert not harmless(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert harmless(text) in {text, f"'{text}"}


def test_secrets_of_an_address_are_in_no_message_or_log():
    address = "https://user:s3nha@127.0.0.1:9/vendas.csv"
    for words in ((), ("--log", "json"), ("-f", "json")):
        ran = carteira("churn", "--vendas", address, *Q1, *words)
        assert ran.code == 2
        assert "s3nha" not in ran.out + ran.err


@pytest.mark.skipif(os.name == "nt", reason="modes are a POSIX thing")
def test_the_key_is_in_no_output(folder):
    key = key_file(folder)
    ran = carteira("churn", "-C", folder, *Q1, "--pseudonimizar", key, "-f", "json", "--log", "json")
    assert key.read_text(encoding="ascii") not in ran.out + ran.err
