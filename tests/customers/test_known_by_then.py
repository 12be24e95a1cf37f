"""Who was known by the end of a period, and what is said of a time before the data: by hand, through the commands."""

from __future__ import annotations

import pytest

from tests.running import ROOT, carteira, sales

EXAMPLE = ROOT / "examples" / "distribuidora"
# A was registered and bought; B has no date and bought in May; C was registered in May; D has neither date nor line;
# E was registered on the day after the quarter; F is not in the register and was cancelled in March; G was written
# into the register after she had bought.
REGISTER = ("A,SP,2023-04-03", "B,SP,", "C,RJ,2024-05-10", "D,RJ,", "E,SP,2024-04-01", "G,RJ,2024-06-01")
SALES = (
    "A,2023-12-10,100,ok", "B,2024-05-10,100,ok", "F,2024-03-31,100,cancelado", "G,2024-02-01,100,ok",
    "A,2024-06-30,10,ok",
)  # fmt: skip
HEADER = "cliente,data,valor,status"


@pytest.fixture
def folder(tmp_path):
    sales(tmp_path, *REGISTER, header="cliente,uf,data_cadastro", name="clientes.csv")
    return sales(tmp_path, *SALES, header=HEADER)


def document(command, folder, *words):
    ran = carteira(command, "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


def values(found):
    return {key: one["valor"] for key, one in found["indicadores"].items()}


def listed(folder, name, *words):
    return "".join(row["cliente"] for row in document("ativos", folder, "--listar", name, *words)["tabelas"][name])


# --- known by the end of the period -------------------------------------------------------------------------


def test_the_register_of_today_is_not_that_of_then(folder):
    found = document("ativos", folder, "-p", "2024-Q1")
    told = values(found)
    assert sorted(listed(folder, "cadastrados", "-p", "2024-Q1")) == ["A", "D", "F", "G"]
    assert sorted(listed(folder, "nunca-compraram", "-p", "2024-Q1")) == ["D", "F"]
    assert (told["clientes_cadastrados"], told["nunca_compraram"], told["clientes_inativos"]) == (4, 2, 1)
    assert (told["percentual_ativos"], told["positivacao"]) == (1 / 4, 1 / 4)
    assert told["clientes_cadastrados"] == sum(
        told[key] for key in ("clientes_ativos", "clientes_inativos", "nunca_compraram")
    )
    (note,) = [line for line in found["notas"] if "clientes_cadastrados" in line]
    assert note.startswith("3 clientes não entram")
    assert "01/04/2024" in note
    whole = document("ativos", folder, "-p", "2024-06")
    assert values(whole)["clientes_cadastrados"] == 7
    assert not [line for line in whole["notas"] if "clientes_cadastrados" in line]


def test_the_day_itself_is_of_the_next_period(folder):
    assert sorted(listed(folder, "cadastrados", "-p", "2024-04")) == ["A", "D", "E", "F", "G"]
    assert sorted(listed(folder, "cadastrados", "-p", "2024-03-01..2024-03-30")) == ["A", "D", "G"]
    assert sorted(listed(folder, "cadastrados", "-p", "2024-03-01..2024-03-31")) == ["A", "D", "F", "G"]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["ativos", "resumo"])
def test_each_period_of_a_series_and_each_group_has_its_own_register(folder, command):
    series = document(command, folder, "-p", "2024-01..2024-06", "--serie", "mes")["tabelas"]["serie"]
    assert [row["clientes_cadastrados"] for row in series] == [2, 3, 4, 5, 7, 7]
    short = document(command, folder, "-p", "2024-01..2024-03", "--serie", "mes")["tabelas"]["serie"]
    assert [row["clientes_cadastrados"] for row in short] == [2, 3, 4]
    for row in series:
        alone = document(command, folder, "-p", row["periodo"], "--por", "uf")
        assert values(alone)["clientes_cadastrados"] == row["clientes_cadastrados"]
    by_state = document(command, folder, "-p", "2024-Q1", "--por", "uf")["tabelas"]["por"]
    assert {row["uf"]: row["clientes_cadastrados"] for row in by_state} == {"SP": 1, "RJ": 2, None: 1, "(total)": 4}
    compared = document(command, folder, "-p", "2024-Q1", "--comparar", "2024-06")["indicadores"]
    assert (compared["clientes_cadastrados"]["valor"], compared["clientes_cadastrados"]["anterior"]) == (4, 7)


def test_contracts_are_lines_too(tmp_path):
    sales(tmp_path, *REGISTER, header="cliente,uf,data_cadastro", name="clientes.csv")
    contracts = ("A,2023-12-01,,10,X", "B,2024-05-10,,10,X", "H,2024-03-31,,0,X", "I,2024-04-01,,10,X")
    sales(tmp_path, *contracts, header="cliente,inicio,fim,valor_mensal,plano", name="assinaturas.csv")
    words = ("-p", "2024-Q1", "--hoje", "2024-06-30")
    assert sorted(listed(tmp_path, "cadastrados", *words)) == ["A", "D", "H"]
    sales(tmp_path, *SALES, header=HEADER)
    assert sorted(listed(tmp_path, "cadastrados", *words)) == ["A", "D", "F", "G", "H"]
    assert values(document("resumo", tmp_path, *words))["clientes_cadastrados"] == 5


def test_a_date_that_can_not_be_read_is_no_date_and_costs_nobody_the_line(tmp_path):
    rows = ("A,05/04/2023", "B,13/13/2023", "C,ontem", "D,31/12/2023")
    sales(tmp_path, *rows, header="cliente,data_cadastro", name="clientes.csv")
    sales(tmp_path, "A,2024-01-02,10", "B,2024-06-03,10", header="cliente,data,valor")
    found = document("ativos", tmp_path, "-p", "2024-Q1")
    assert values(found)["clientes_cadastrados"] == 3  # B is of June, C has no line
    assert (found["fontes"]["clientes"]["validas"], found["fontes"]["clientes"]["rejeitadas"]) == (4, 0)
    (told,) = [line for line in found["avisos"] if "data_cadastro" in line]
    assert "2 datas que não se leem" in told
    mixed = ("A,13/01/2023", "B,01/13/2023")
    sales(tmp_path, *mixed, header="cliente,data_cadastro", name="clientes.csv")
    assert carteira("ativos", "-C", tmp_path, "-p", "2024-Q1").code == 0


# --- before the data ----------------------------------------------------------------------------------------


@pytest.fixture
def begun(tmp_path):
    """Sales from Wednesday 15 May 2024 on, costs from July on, leads from June on."""
    sales(tmp_path, "2024-07-04,10", header="data,valor", name="custos.csv")
    sales(tmp_path, "L1,2024-06-03,2024-06-04", header="lead,data,data_conversao", name="leads.csv")
    return sales(tmp_path, "A,2024-05-15,100", "B,2024-06-20,100", "A,2024-08-30,50", header="cliente,data,valor")


def test_a_series_begins_with_the_data(begun):
    found = document("resumo", begun, "-p", "2024-01..2024-08", "--serie", "mes", "--hoje", "2024-08-31")
    series = found["tabelas"]["serie"]
    assert [(row["periodo"], row["completo"]) for row in series] == [
        ("2024-05", False), ("2024-06", True), ("2024-07", True), ("2024-08", True),
    ]  # fmt: skip
    assert [row["receita"] for row in series] == [100.0, 100.0, 0.0, 50.0]
    assert [row["leads"] for row in series] == [None, 1, 0, 0]
    assert [row["custo_aquisicao"] for row in series] == [None, None, 10.0, 0.0]
    assert [row["cac"] for row in series] == [None, None, None, None]  # July has no new customer
    assert any("4 períodos antes de 15/05/2024" in line for line in found["notas"])
    assert any(line.startswith("período incompleto: 2024-01..2024-08 começa em 01/01/2024") for line in found["avisos"])


def test_a_period_wholly_before_the_data_is_refused(begun):
    for command in ("resumo", "churn", "ticket", "pareto", "coortes", "rfm"):
        ran = carteira(command, "-C", begun, "-p", "2024-04", "--hoje", "2024-08-31")
        assert ran.code == 2, command
        assert ran.error[0] == "o período 2024-04 termina antes de começarem os dados, em 15/05/2024"
        assert "2024-05" in ran.error[1]
    assert carteira("churn", "-C", begun, "-p", "2024-05", "--hoje", "2024-08-31").code == 0
    ran = carteira("conversao", "-C", begun, "-p", "2024-05", "--hoje", "2024-08-31")
    assert "03/06/2024" in ran.error[0]  # for leads, those of the leads


def test_a_period_of_which_the_data_have_a_part_says_so(begun):
    period = document("ticket", begun, "-p", "2024-Q2", "--hoje", "2024-08-31")["periodo"]
    assert period == {
        "rotulo": "2024-Q2", "inicio": "2024-04-01", "fim": "2024-06-30", "completo": False,
        "dados_desde": "2024-05-15", "dados_ate": "2024-06-30",
    }  # fmt: skip
    assert "incompleto" in carteira("ticket", "-C", begun, "-p", "2024-Q2", "--hoje", "2024-08-31").out
    page = carteira("ticket", "-C", begun, "-p", "2024", "--hoje", "2024-08-31", "-f", "html").out
    assert "incompleto: dados de 15/05/2024 a 31/08/2024" in page
    assert document("ticket", begun, "-p", "2024-06", "--hoje", "2024-08-31")["periodo"]["completo"]


def test_a_comparison_with_a_time_before_the_data_is_none(begun):
    found = document("resumo", begun, "-p", "2024-05", "--hoje", "2024-08-31")
    assert {one.get("anterior") for one in found["indicadores"].values()} == {None}
    assert any(line.startswith("o período 2024-04 termina antes de começarem os dados") for line in found["avisos"])


@pytest.mark.parametrize(
    ("first", "complete"),
    [
        ("2024-06-03", True),  # Monday: the 1st and 2nd are a weekend
        ("2024-06-04", False),
        ("2024-05-31", True),
    ],
)
def test_a_weekend_and_new_year_are_no_gap(tmp_path, first, complete):
    sales(tmp_path, f"A,{first},10", "A,2024-06-30,10", header="cliente,data,valor")
    assert document("ticket", tmp_path, "-p", "2024-06")["periodo"]["completo"] is complete


def test_the_year_begins_after_its_first_day(tmp_path):
    for day, complete in (("2024-01-02", True), ("2024-01-03", False)):
        sales(tmp_path, f"A,{day},10", "A,2024-01-31,10", header="cliente,data,valor")
        assert document("ticket", tmp_path, "-p", "2024-01")["periodo"]["completo"] is complete


def test_a_limit_holds_for_a_period_that_begins_before_the_data(begun):
    (begun / "carteira.toml").write_text('[[limites]]\nindicador = "receita"\nerro = "< 50"\n', encoding="utf-8")
    ran = carteira("verificar", "-C", begun, "-p", "2024-05", "--hoje", "2024-08-31", "-f", "json")
    assert (ran.code, ran.document["verificacoes"][0]["veredito"]) == (0, "ok")
    assert any("período incompleto" in line for line in ran.document["avisos"])
    assert carteira("verificar", "-C", begun, "-p", "2024-04", "--hoje", "2024-08-31").code == 2


@pytest.mark.slow
@pytest.mark.parametrize("command", ["resumo", "churn", "ativos", "conversao", "cac"])
def test_the_example_is_whole_from_its_first_month(command):
    found = document(command, EXAMPLE, "-p", "2023..2024", "--serie", "mes")
    assert len(found["tabelas"]["serie"]) == 24
    assert all(row["completo"] for row in found["tabelas"]["serie"])
    assert found["periodo"]["completo"]


def test_sellers_have_the_customers_of_then(folder):
    register = [f"{line},{'Ana' if line[0] in 'ABC' else 'Rui'}" for line in REGISTER]
    sales(folder, *register, header="cliente,uf,data_cadastro,vendedor", name="clientes.csv")
    found = document("vendedores", folder, "-p", "2024-Q1")
    rows = {row["vendedor"]: row["clientes_cadastrados"] for row in found["tabelas"]["vendedores"]}
    assert rows == {"Ana": 1, "Rui": 2, None: 1, "(total)": 4}
    assert any(line.startswith("3 clientes não entram") for line in found["notas"])


def test_data_that_begin_on_the_first_day_of_a_period_are_of_that_period(tmp_path):
    sales(tmp_path, "L1,2024-07-01,2024-07-02", header="lead,data,data_conversao", name="leads.csv")
    sales(tmp_path, "A,2024-06-01,10", "A,2024-07-31,10", header="cliente,data,valor")
    series = document("resumo", tmp_path, "-p", "2024-05..2024-07", "--serie", "mes")["tabelas"]["serie"]
    assert [(row["periodo"], row["completo"], row["leads"]) for row in series] == [
        ("2024-06", True, None),
        ("2024-07", True, 1),
    ]
    assert carteira("resumo", "-C", tmp_path, "-p", "2024-05").code == 2
    assert carteira("coortes", "-C", tmp_path, "-p", "2024-05").code == 2
