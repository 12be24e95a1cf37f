"""`rfm --listar` and `risco --listar`: as many customers as the numbers say, and all of them."""

from __future__ import annotations

import csv

import pytest

from tests.running import ROOT, WORKED, carteira, sales

EXAMPLE = ROOT / "examples" / "distribuidora"
SEGMENTS = {
    "campeoes": "Campeões",
    "leais": "Leais",
    "potenciais-leais": "Potenciais leais",
    "novos": "Novos",
    "promissores": "Promissores",
    "precisam-de-atencao": "Precisam de atenção",
    "quase-dormindo": "Quase dormindo",
    "nao-podemos-perder": "Não podemos perder",
    "em-risco": "Em risco",
    "hibernando": "Hibernando",
    "perdidos": "Perdidos",
}


def run(*words):
    ran = carteira(*words, "-f", "json")
    assert ran.code == 0, ran.err
    return ran.document


@pytest.mark.slow
def test_each_segment_has_as_many_customers_as_it_says():
    counts = {row["segmento"]: row for row in run("rfm", "-C", EXAMPLE)["tabelas"]["segmentos"]}
    with (EXAMPLE / "clientes.csv").open(encoding="utf-8", newline="") as file:
        names = {row["cliente"]: row["nome"] for row in csv.DictReader(file)}
    everybody = []
    for name, title in SEGMENTS.items():
        rows = run("rfm", "-C", EXAMPLE, "--listar", name)["tabelas"][name.replace("-", "_")]
        assert len(rows) == counts[title]["clientes"]
        assert sum(row["receita"] for row in rows) == pytest.approx(counts[title]["receita"])
        assert {row["segmento_rfm"] for row in rows} <= {title}
        assert [row["receita"] for row in rows] == sorted((row["receita"] for row in rows), reverse=True)
        if rows:
            assert sum(row["recencia"] for row in rows) / len(rows) == pytest.approx(counts[title]["recencia_media"])
            assert all(row["nome"] == names.get(row["cliente"]) for row in rows)
        everybody += [row["cliente"] for row in rows]
    assert len(everybody) == len(set(everybody)) == sum(row["clientes"] for row in counts.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Precisam de atenção", "PRECISAM_DE_ATENCAO", "precisam-de-atencao"])
def test_a_list_may_be_spelled_as_it_is_read(name, tmp_path):
    carteira("rfm", "-C", EXAMPLE, "--listar", name, "-o", tmp_path / "x.csv")
    header, *rows = (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("cliente,nome,vendedor,uf,segmento_rfm,ultima_compra,recencia,pedidos,receita,r,f,m")
    assert rows


@pytest.mark.slow
def test_the_lists_of_risco_are_those_it_counts():
    whole = run("risco", "-C", EXAMPLE, "-p", "2024-Q3")
    levels = {row["nivel"]: row for row in whole["tabelas"]["niveis"]}
    names = {
        "em-dia": "em dia",
        "atencao": "atenção",
        "atrasado": "atrasado",
        "muito-atrasado": "muito atrasado",
        "ativos": "todos os ativos",
    }
    found = {}
    for name, level in names.items():
        rows = run("risco", "-C", EXAMPLE, "-p", "2024-Q3", "--listar", name)["tabelas"][name.replace("-", "_")]
        assert len(rows) == levels[level]["clientes"]
        assert sum(row["receita_mensal"] for row in rows) == pytest.approx(levels[level]["receita_mensal"])
        assert sum(row["perda_esperada"] for row in rows) == pytest.approx(levels[level]["perda_esperada"])
        found[name] = {row["cliente"] for row in rows}
    late = {row["cliente"] for row in whole["tabelas"]["em_risco"]}
    assert late == found["atencao"] | found["atrasado"] | found["muito-atrasado"]
    assert found["ativos"] == late | found["em-dia"]
    for name in ("em_risco", "inativos", "abc_quedas"):
        listed = run("risco", "-C", EXAMPLE, "-p", "2024-Q3", "--listar", name)["tabelas"]
        assert listed == whole["tabelas"]


@pytest.mark.slow
def test_a_list_is_the_table_that_a_csv_has_and_whole_on_a_screen(tmp_path):
    rows = run("risco", "-C", EXAMPLE, "--listar", "inativos")["tabelas"]["inativos"]
    told = ("-o", tmp_path / "x.csv", "-f", "tabela", "--completo")
    ran = carteira("risco", "-C", EXAMPLE, "--listar", "inativos", *told)
    lines = (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(rows) + 1 > 30
    assert all(row["cliente"] in ran.out for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "name", "guess"),
    [("rfm", "campeos", "campeoes"), ("risco", "em risko", "em-risco"), ("risco", "perdidos", "em-dia, atencao")],
)
def test_a_slip_is_told_with_what_there_is(command, name, guess):
    ran = carteira(command, "-C", EXAMPLE, "--listar", name)
    assert ran.code == 2
    assert f'a lista "{name}" não existe' in ran.error[0]
    assert guess in ran.error[1]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "name"), [("rfm", "novos"), ("risco", "em-risco")])
def test_a_list_is_not_cut(command, name):
    ran = carteira(command, "-C", EXAMPLE, "--listar", name, "--limite", "3")
    assert ran.code == 2
    assert "--limite não corta" in ran.error[0]


@pytest.mark.parametrize("command", ["ciclo", "coortes", "vendedores", "renovacoes"])
def test_others_have_no_lists(command):
    assert carteira(command, "-C", EXAMPLE, "--listar", "perdidos").code == 2


def test_a_list_without_a_register_has_the_customers_all_the_same(tmp_path):
    folder = sales(tmp_path, *(f"c{n},2024-0{month}-10,5" for n in range(3) for month in (1, 2, 3)))
    found = run("risco", "-C", folder, "-p", "2024-03", "--listar", "ativos")["tabelas"]["ativos"]
    assert [row["cliente"] for row in found] == ["c0", "c1", "c2"]
    listed = run("rfm", "-C", folder, "-p", "2024-03", "--listar", "campeoes")["tabelas"]["campeoes"]
    assert {row["nome"] for row in listed} <= {None}


# --- from when to look ------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("today", "words", "label", "last"),
    [
        ("2024-05-14", (), "2024-04-15..2024-05-14", 4),
        ("2024-03-31", (), "2024-03", 2),  # a month that ends that day is the month
        ("2024-05-14", ("-p", "2024-03"), "2024-03", 2),
        ("2024-05-14", ("-p", "ultimo-mes"), "2024-04", 1),
    ],
)
def test_risco_looks_from_the_as_of_day_unless_a_period_is_named(tmp_path, today, words, label, last):
    days = ("2024-01-29", "2024-02-28", "2024-03-29", "2024-04-29", "2024-05-10")
    folder = sales(tmp_path, *(f"a,{day},5" for day in days if day <= today))
    found = run("risco", "-C", folder, "--hoje", today, "--listar", "ativos", *words)
    assert found["periodo"]["rotulo"] == label
    assert found["tabelas"]["ativos"][0]["dias_sem_comprar"] == last


def test_a_period_in_the_configuration_is_a_named_one(tmp_path):
    folder = sales(tmp_path, *(f"a,2024-0{month}-10,5" for month in (1, 2, 3, 4)), "a,2024-05-03,5")
    (folder / "carteira.toml").write_text('periodo = "ultimo-mes"\n', encoding="utf-8")
    assert run("risco", "-C", folder)["periodo"]["rotulo"] == "2024-04"


def test_other_commands_still_look_at_the_last_complete_month(tmp_path):
    folder = sales(tmp_path, *(f"a,2024-0{month}-10,5" for month in (1, 2, 3, 4)), "a,2024-05-03,5")
    assert run("churn", "-C", folder)["periodo"]["rotulo"] == "2024-04"
    assert run("rfm", "-C", folder)["periodo"]["rotulo"] == "2024-04"
    assert run("risco", "-C", WORKED)["periodo"]["rotulo"]
