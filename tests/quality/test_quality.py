"""`carteira validar`: what it finds in small dirty files, worked out by hand, and what scripts rely on."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.running import WORKED, carteira, program, sales

GOLDENS = Path(__file__).parents[1] / "goldens_quality"
REWRITE = os.environ.get("CARTEIRA_GOLDENS") == "1"
TODAY = ("--hoje", "2024-12-31")


def validar(folder, *words):
    ran = carteira("validar", "-C", folder, *TODAY, "-f", "json", *words)
    assert ran.code in {0, 1}, ran.err
    return ran.document


def found(document, key, source=None):
    """The one finding of a check; None without."""
    some = [f for f in document["achados"] if f["achado"] == key and source in {None, f["fonte"]}]
    assert len(some) <= 1
    return some[0] if some else None


def keys(document):
    return [(f["gravidade"], f["fonte"], f["achado"]) for f in document["achados"]]


def lines(finding):
    return [[place["linha"] for place in example["lugares"]] for example in finding["exemplos"]]


def table_of(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode())))


def others(folder, name, *rows, header):
    return sales(folder, *rows, header=header, name=f"{name}.csv")


# --- the account of the lines ---------------------------------------------------------------------------------


def test_a_clean_portfolio_has_no_error_and_no_warning():
    document = validar(WORKED, "--hoje", "2024-03-31")
    assert {source["veredito"] for source in document["fontes"].values()} <= {"boa", "atencao"}
    assert not [f for f in document["achados"] if f["gravidade"] == "erro"]


def test_lines_are_valid_or_cancelled_or_rejected_and_the_rejected_are_named(tmp_path):
    rows = (
        "A,2024-01-02,10,ok",
        "A,2024-13-02,10,ok",
        ",2024-01-02,x,ok",
        "B,2024-01-03,1e,ok",
        "B,2024-01-04,5,cancelado",
    )
    sales(tmp_path, *rows, header="cliente,data,valor,status")
    ran = carteira("validar", "-C", tmp_path, *TODAY, "-f", "json", "--rejeitadas", tmp_path / "r.csv")
    assert ran.code == 1
    source = ran.document["fontes"]["vendas"]
    counts = {"linhas": 5, "validas": 1, "canceladas": 1, "rejeitadas": 3, "fracao_rejeitada": 0.6}
    assert {key: source[key] for key in counts} == counts
    assert (source["primeiro_dia"], source["ultimo_dia"], source["veredito"]) == (
        "2024-01-02",
        "2024-01-02",
        "reprovada",
    )
    rejected = found(ran.document, "rejeitadas")
    assert (rejected["gravidade"], rejected["quantidade"], lines(rejected)) == ("erro", 3, [[3], [4], [5]])
    assert "vendas: 60,0 % das linhas rejeitadas" in ran.err
    listed = table_of(tmp_path / "r.csv")
    assert [(r["fonte"], r["linha"], r["coluna"], r["valor"]) for r in listed] == [
        ("vendas", "3", "data", "2024-13-02"),
        ("vendas", "4", "cliente", ""),
        ("vendas", "5", "valor", "1e"),
    ]
    assert all(r["arquivo"].endswith("vendas.csv") and r["motivo"] for r in listed)
    reasons = {(r["coluna"], r["motivo"]): r["linhas"] for r in ran.document["tabelas"]["rejeicoes"]}
    assert reasons == {
        ("cliente", "célula vazia"): 1,
        ("data", "célula ilegível"): 1,
        ("valor", "célula ilegível"): 1,
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("bad", "words", "code"),
    [
        (1, (), 0),
        (2, (), 1),
        (2, ("--max-rejeitadas", "2%"), 0),
        (2, ("--max-rejeitadas", "1.99%"), 1),
        (100, ("--max-rejeitadas", "100%"), 0),
    ],
)
def test_exit_1_only_beyond_the_share_which_is_1_percent_by_default(tmp_path, bad, words, code):
    good = [f"C{n},2024-01-02,{n + 1}" for n in range(100 - bad)]
    sales(tmp_path, *good, *[f"C{n},ontem,1" for n in range(bad)])
    ran = carteira("validar", "-C", tmp_path, *TODAY, "-q", *words)
    assert ran.code == code
    assert "rejeitada" in ran.out


def test_the_share_of_the_configuration_counts_and_a_source_beyond_20_percent_is_reported_not_refused(tmp_path):
    sales(tmp_path, "A,2024-01-02,1", "A,x,1")
    assert carteira("validar", "-C", tmp_path, *TODAY).code == 1
    (tmp_path / "carteira.toml").write_text('max_rejeitadas = "50%"\n', encoding="utf-8")
    assert carteira("validar", "-C", tmp_path, *TODAY).code == 0


@pytest.mark.slow
@pytest.mark.process
def test_a_real_process_and_its_codes(tmp_path):
    sales(tmp_path / "boa", "A,2024-01-02,1")
    sales(tmp_path / "ruim", "A,x,1")
    sales(tmp_path / "outra", "A,1", header="cliente,valor")
    (tmp_path / "vazia").mkdir()
    root = str(Path(__file__).parents[2])
    codes = [
        program("validar", "-C", tmp_path / name, PYTHONPATH=root).code for name in ("boa", "ruim", "outra", "vazia")
    ]
    assert codes == [0, 1, 2, 2]


def test_blank_lines_are_no_lines_and_line_numbers_are_the_editors(tmp_path):
    (tmp_path / "vendas.csv").write_text(
        'cliente,data,valor,produto\nA,2024-01-02,1,"dois\nandares"\n\nB,xx,2,p\n', encoding="utf-8"
    )
    document = validar(tmp_path)
    assert document["fontes"]["vendas"]["linhas"] == 2
    assert lines(found(document, "rejeitadas")) == [[5]]


@pytest.mark.slow
def test_an_unreadable_optional_cell_is_told_and_rejects_only_where_an_analysis_does(tmp_path):
    others(tmp_path, "clientes", "A,30/02/2020", "B,2020-01-02", header="cliente,data_cadastro")
    sales(tmp_path, "A,2024-01-02,10,x", "B,2024-01-02,10,", header="cliente,data,valor,custo")
    document = validar(tmp_path)
    assert [document["fontes"][name]["rejeitadas"] for name in ("vendas", "clientes")] == [0, 0]
    assert found(document, "ilegiveis", "clientes")["quantidade"] == 1
    assert lines(found(document, "ilegiveis", "vendas")) == [[2]]
    (tmp_path / "carteira.toml").write_text('margem = "custo"\n', encoding="utf-8")
    assert validar(tmp_path)["fontes"]["vendas"]["rejeitadas"] == 1


def test_the_account_is_that_of_the_analyses(tmp_path):
    rows = ("A,2024-01-02,10.5551,ok", "B,2024-01-03,,ok", "B,2024-01-04,5,Cancelada", "C,2024-02-01,7,ok")
    sales(tmp_path, *rows, header="cliente,data,valor,status")
    of_churn = carteira("churn", "-C", tmp_path, "-f", "json", "--max-rejeitadas", "1").document["fontes"]["vendas"]
    own = validar(tmp_path)["fontes"]["vendas"]
    assert {key: own[key] for key in of_churn} == of_churn
    assert found(validar(tmp_path), "arredondados")["quantidade"] == 1


# --- customers and the register -------------------------------------------------------------------------------


def test_sales_of_customers_who_are_not_in_the_register(tmp_path):
    sales(tmp_path, "A,2024-01-02,10", "B,2024-01-02,5.50", "B,2024-01-03,4.50", "007,2024-01-03,1", "b,2024-01-04,2")
    others(tmp_path, "clientes", "A", "7", header="cliente")
    finding = found(validar(tmp_path), "sem_cadastro")
    assert (finding["quantidade"], finding["valor"]) == (3, 13.0)
    assert [(e["cliente"], e["linhas"], e["valor"]) for e in finding["exemplos"]] == [
        ("B", 2, 10.0),
        ("b", 1, 2.0),
        ("007", 1, 1.0),
    ]
    assert lines(finding) == [[3, 4], [6], [5]]
    assert "1 só difere" in finding["mensagem"]


def test_documents_shared_invalid_without_their_zeros_and_branches(tmp_path):
    rows = (
        "A,529.982.247-25",
        "B,52998224725",
        "C,11.222.333/0001-81",
        "D,11222333000262",
        "E,12.ABC.345/01DE-35",
        "F,111.111.111-11",
        "G,52998224726",
        "H,1234567",
        "J,191",
        "I,",
        "A,529.982.247-25",
    )
    others(tmp_path, "clientes", *rows, header="cliente,documento")
    document = validar(tmp_path)
    shared = found(document, "documento_repetido")
    assert [(e["documento"], e["clientes"]) for e in shared["exemplos"]] == [("52998224725", "A, B")]
    branches = found(document, "filiais")
    assert (branches["gravidade"], branches["exemplos"][0]["raiz"]) == ("informacao", "11222333")
    assert branches["exemplos"][0]["clientes"] == "C, D"
    invalid = found(document, "documento_invalido")
    assert [(e["cliente"], e["motivo"]) for e in invalid["exemplos"]][:2] == [("F", "iguais"), ("G", "digito")]
    assert lines(found(document, "codigo_repetido")) == [[2, 12]]
    assert "documento 1 (9,1 %)" in found(document, "campos_vazios")["mensagem"]


def test_sellers_and_missing_columns(tmp_path):
    sales(tmp_path, "A,2024-01-02,10,Ana", "A,2024-01-02,20,Rui", header="cliente,data,valor,vendedor")
    others(tmp_path, "clientes", "A,Ana", header="cliente,vendedor")
    document = validar(tmp_path)
    assert [e["vendedor"] for e in found(document, "vendedores_desconhecidos")["exemplos"]] == ["Rui"]
    assert "documento" in found(document, "colunas_ausentes")["mensagem"]


# --- lines and orders that are there twice --------------------------------------------------------------------


def test_equal_lines_are_counted_not_removed_even_over_two_files(tmp_path):
    header = "cliente,data,valor,obs"
    sales(tmp_path, "A,2024-01-02,10,x", "A,2024-01-02,10,x", "A,2024-01-02,10,y", header=header, name="v1.csv")
    sales(tmp_path, "B,2024-01-02,1,x", "A,2024-01-02,10,x", header=header, name="v2.csv")
    document = validar(tmp_path, "--vendas", "v*.csv")
    finding = found(document, "linhas_repetidas")
    assert (finding["quantidade"], finding["valor"]) == (2, 20.0)
    places = [(Path(p["arquivo"]).name, p["linha"]) for p in finding["exemplos"][0]["lugares"]]
    assert places == [("v1.csv", 2), ("v1.csv", 3), ("v2.csv", 3)]
    assert document["fontes"]["vendas"]["validas"] == 5


def test_an_order_entered_twice_under_another_number_is_a_weaker_hint(tmp_path):
    rows = ("1,A,2024-01-02,10", "1,A,2024-01-02,5", "2,A,2024-01-02,15", "3,A,2024-01-03,15", "4,B,2024-01-02,15")
    rows += ("5,C,2024-01-02,5", "6,C,2024-01-02,5", "6,C,2024-01-09,5", "7,C,2024-01-02,10")
    sales(tmp_path, *rows, header="venda,cliente,data,valor")
    finding = found(validar(tmp_path), "pedidos_gemeos")
    assert (finding["gravidade"], finding["quantidade"], finding["valor"]) == ("informacao", 1, 15.0)
    assert (finding["exemplos"][0]["pedidos"], lines(finding)) == ("1, 2", [[2, 4]])


# --- amounts --------------------------------------------------------------------------------------------------


def test_a_comma_that_slipped_is_found_by_the_price_of_the_product_whoever_buys(tmp_path):
    rows = [f"C{n},2024-01-{n % 28 + 1:02},{n * 10},P,{n}" for n in range(1, 10)]  # R$ 10,00 each
    rows += ["C1,2024-02-01,2000,P,2", "C2,2024-02-01,1,P,10", "C3,2024-02-02,5000,P,500"]
    sales(tmp_path, *rows, header="cliente,data,valor,produto,quantidade")
    finding = found(validar(tmp_path), "fora_de_escala")
    told = [(e["cliente"], e["valor"], e["valor_usual"], e["fator"]) for e in finding["exemplos"]]
    assert told == [("C1", 2000.0, 20.0, 100.0), ("C2", 1.0, 100.0, 0.01)]
    assert lines(finding) == [[11], [12]]


def test_a_customer_of_many_sizes_hides_no_wrong_price_but_a_wholesaler_s_line_is_no_slip(tmp_path):
    header = "cliente,data,valor,produto,quantidade"
    rows = [f"A,2024-01-{n:02},{10 * 3**n},P,{3**n}" for n in range(1, 10)]  # R$ 10,00 each, 3 to 19.683 of them
    sales(tmp_path, *rows, "A,2024-02-01,3000,P,3", header=header)
    finding = found(validar(tmp_path), "fora_de_escala")
    assert [(e["valor"], e["valor_usual"]) for e in finding["exemplos"]] == [(3000.0, 30.0)]
    small = [f"C{n},2024-01-{n:02},10,P" for n in range(1, 10)]
    large = [f"W,2024-01-{n:02},5000,P" for n in range(1, 9)]
    sales(tmp_path, *small * 4, *large, header="cliente,data,valor,produto")
    assert found(validar(tmp_path), "fora_de_escala") is None


def test_without_products_the_customer_s_own_amounts_are_the_scale_and_eight_are_needed(tmp_path):
    usual = [f"A,2024-01-{n:02},{100 + n}" for n in range(1, 9)]
    few = [f"B,2024-01-{n:02},100" for n in range(1, 7)]
    sales(tmp_path, *usual, *few, "A,2024-02-01,10400", "B,2024-02-01,10000", "A,2024-02-02,900")
    finding = found(validar(tmp_path), "fora_de_escala")
    assert [(e["cliente"], e["valor"]) for e in finding["exemplos"]] == [("A", 10400.0)]


def test_negative_and_zero_amounts_are_counted(tmp_path):
    sales(tmp_path, "A,2024-01-02,-10.50", "A,2024-01-02,0", "A,2024-01-02,3")
    document = validar(tmp_path)
    assert (found(document, "negativos")["quantidade"], found(document, "negativos")["valor"]) == (1, -10.5)
    assert found(document, "zerados")["quantidade"] == 1


def test_every_status_is_shown_with_how_it_was_taken(tmp_path):
    rows = (
        "A,2024-01-02,10,Faturado",
        "A,2024-01-03,10,CANCELADO",
        "A,2024-01-04,7,Devolvido",
        "A,2024-01-05,-7,Devolução",
        "A,2024-01-06,3,Não pago",
    )
    sales(tmp_path, *rows, header="cliente,data,valor,status")
    document = validar(tmp_path)
    taken = {r["situacao"]: (r["tratada_como"], r["linhas"], r["valor"]) for r in document["tabelas"]["situacoes"]}
    assert taken == {
        "Faturado": ("válida", 1, 10.0),
        "CANCELADO": ("cancelada", 1, 10.0),
        "Devolvido": ("cancelada", 1, 7.0),
        "Não pago": ("válida", 1, 3.0),
        "Devolução": ("válida", 1, -7.0),
    }
    assert [e["situacao"] for e in found(document, "situacoes_duvidosas")["exemplos"]] == ["Não pago"]


# --- time -----------------------------------------------------------------------------------------------------


def test_future_dates_come_after_the_day_given_or_after_the_clock_s(tmp_path):
    tomorrow = date.today() + timedelta(days=2)  # noqa: DTZ011
    sales(tmp_path, "A,2024-01-02,1", f"A,{tomorrow},2")
    finding = found(validar(tmp_path), "datas_futuras")
    assert (finding["gravidade"], finding["quantidade"], finding["valor"], lines(finding)) == ("erro", 1, 2.0, [[3]])
    by_clock = carteira("validar", "-C", tmp_path, "-f", "json").document
    assert found(by_clock, "datas_futuras")["quantidade"] == 1
    assert (
        found(carteira("validar", "-C", tmp_path, "-f", "json", "--hoje", "2199-12-31").document, "datas_futuras")
        is None
    )


def test_leads_and_costs_are_looked_at_too(tmp_path):
    others(
        tmp_path,
        "leads",
        "L1,2024-01-05,2024-01-04",
        "L2,2024-01-05,",
        "L2,2024-01-06,",
        header="lead,data,data_conversao",
    )
    others(tmp_path, "custos", "2024-01-01,10", "2024-01-01,10", "2025-02-01,5", header="data,valor")
    document = validar(tmp_path)
    assert lines(found(document, "conversao_antes")) == [[2]]
    assert lines(found(document, "lead_repetido")) == [[3, 4]]
    assert found(document, "linhas_repetidas", "custos")["valor"] == 10.0
    assert found(document, "datas_futuras", "custos")["gravidade"] == "aviso"


# --- formats --------------------------------------------------------------------------------------------------

DIRTY = (
    "1,A,2024-01-02,10,Faturado",
    "1,A,2024-01-02,10,Faturado",
    "2,B,31/02/2024,10,Faturado",
    "3,Z,2024-01-03,10,Não pago",
    "4,A,2030-01-03,10,Faturado",
)


@pytest.fixture
def dirty(tmp_path, monkeypatch):
    sales(tmp_path, *DIRTY, header="venda,cliente,data,valor,status")
    others(tmp_path, "clientes", "A,529.982.247-26", "B,", header="cliente,documento")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.usefixtures("dirty")
@pytest.mark.parametrize(("name", "suffix"), [("json", "json"), ("csv", "csv"), ("tabela", "txt"), ("svg", "svg")])
def test_the_bytes_are_those_of_the_golden_file(name, suffix):
    ran = carteira("validar", *TODAY, "-f", name)
    assert ran.code == 1
    golden = GOLDENS / f"validar.{suffix}"
    if REWRITE:
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(ran.out.encode())
    assert ran.out.encode() == golden.read_bytes()


@pytest.mark.slow
def test_table_and_csv_say_what_the_json_says(dirty):
    document = validar(dirty)
    rows = list(csv.DictReader(io.StringIO(carteira("validar", *TODAY, "-f", "csv").out)))
    table = " ".join(carteira("validar", *TODAY).out.split())
    assert [(r["gravidade"], r["fonte"], r["achado"]) for r in rows] == keys(document)
    for row, finding in zip(rows, document["achados"], strict=True):
        assert json.loads(row["quantidade"]) == finding["quantidade"]
        assert row["mensagem"] == finding["mensagem"]
        assert " ".join(finding["titulo"].replace(f"{dirty}/", "").split()) in table
        assert all(" ".join(example["texto"].split()) in table for example in finding["exemplos"])


def test_findings_come_worst_first_and_the_keys_are_ascii(dirty):
    document = validar(dirty)
    order = ["erro", "aviso", "informacao"]
    severities = [order.index(f["gravidade"]) for f in document["achados"]]
    assert severities == sorted(severities)
    assert all(key.isascii() and key.islower() for f in document["achados"] for key in [f["achado"], *f])


def test_the_rejected_lines_never_replace_a_source_nor_half_a_file(dirty):
    before = (dirty / "vendas.csv").read_bytes()
    ran = carteira("validar", *TODAY, "--rejeitadas", "vendas.csv")
    assert ran.code == 2
    assert "--rejeitadas" in ran.error[1]
    assert (dirty / "vendas.csv").read_bytes() == before
    assert carteira("validar", *TODAY, "--rejeitadas", "nao/existe.csv").code == 2


@pytest.mark.slow
def test_every_rejected_line_is_written_however_many(tmp_path):
    count = 120_000
    with (tmp_path / "vendas.csv").open("w", encoding="utf-8") as stream:
        stream.write("cliente,data,valor\n")
        stream.writelines(f"C{n},ontem,{n}\n" for n in range(count))
    ran = carteira(
        "validar", "-C", tmp_path, *TODAY, "-q", "--rejeitadas", tmp_path / "r.csv", "-o", tmp_path / "r.json"
    )
    assert (ran.code, ran.out) == (1, "")
    listed = [row["linha"] for row in table_of(tmp_path / "r.csv")]
    assert listed == [str(n + 2) for n in range(count)]


def test_lines_that_are_none_are_not_staged(tmp_path):
    rows = [
        "A,2024-01-02,1.50",
        "",
        "B,2024-01-03,2.50",
        "Total,,4.00",
        ",,",
        "C,2024-02-04,3.50",
        "Total,,7.50",
        "D,,1",
    ]
    (tmp_path / "vendas.csv").write_text("\n".join(["cliente,data,valor", *rows]) + "\n", encoding="utf-8")
    ran = carteira("validar", "-C", tmp_path, "-f", "json", "--max-rejeitadas", "0.5")
    account = json.loads(ran.out)["fontes"]["vendas"]
    assert [account[key] for key in ("linhas", "validas", "rejeitadas")] == [4, 3, 1]  # of A, B, C; D has no day
