"""Lists are as long as their numbers; groups and filters say the same; what does not fit is refused."""

from __future__ import annotations

import pytest

from carteira_cli.analysis.analysed import analyse
from carteira_cli.config.resolve import load
from carteira_cli.kpis.lists import lists
from tests.running import Q1, ROOT, WORKED, carteira, sales

SHOP = ROOT / "examples" / "distribuidora"
COUNTED = [name for name in lists() if name not in {"expansao", "contracao"}]


def run(*words):
    ran = carteira(*words, "-C", WORKED, *Q1, "-f", "json")
    assert ran.code == 0, ran.err
    return ran.document


@pytest.mark.slow
@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize("folder", [WORKED, SHOP], ids=["worked", "shop"])
def test_a_list_is_as_long_as_its_number(name, folder):
    flags = {"pasta": str(folder), "periodo": "2024-Q1", "listar": name, "comparar": "nenhum"}
    report = analyse("resumo", load(flags, environ={}))
    values = {reading.key: reading.value for reading in report.readings}
    table = next(table for table in report.tables if table.key == name)
    assert len(table.rows) == values[lists()[name].key]
    assert report.main == name


@pytest.mark.parametrize(("name", "key"), [("expansao", "expansao"), ("contracao", "contracao")])
def test_a_list_of_changes_adds_up_to_its_number(name, key):
    document = run("churn-receita", "--listar", name)
    rows = document["tabelas"][name]
    assert sum(row["mudanca"] for row in rows) == pytest.approx(document["indicadores"][key]["valor"])
    assert all(row["mudanca"] > 0 for row in rows)


def test_a_list_says_who_and_how_much_largest_first():
    rows = run("churn", "--listar", "perdidos")["tabelas"]["perdidos"]
    assert [(row["cliente"], row["nome"], row["vendedor"], row["ultima_compra"]) for row in rows] == [
        ("C06", "Oficina Trovão", "Bruno", "2024-01-01"),
        ("C02", "Mercado Bom Dia", "Ana", "2023-11-15"),
    ]
    assert [row["mensal_inicio"] for row in rows] == sorted((row["mensal_inicio"] for row in rows), reverse=True)
    assert sum(row["mensal_inicio"] for row in rows) == pytest.approx(466.6666666666667)
    assert {row["mensal_fim"] for row in rows} == {0.0}


def test_the_csv_of_a_list_is_the_list():
    lines = carteira("churn", "-C", WORKED, *Q1, "--listar", "perdidos", "-f", "csv").out.splitlines()
    assert lines[0].startswith("cliente,nome,vendedor,uf,ultima_compra")
    assert len(lines) == 3


@pytest.mark.slow
@pytest.mark.parametrize("command", ["resumo", "churn", "churn-receita", "ticket", "ltv", "pareto", "ativos"])
def test_a_group_is_the_filtered_run(command):
    rows = run(command, "--por", "uf", "--comparar", "nenhum")["tabelas"]["por"]
    assert [row["uf"] for row in rows] == ["MG", "RJ", "SP", "(total)"]
    for row in rows[:-1]:
        alone = run(command, "--onde", f"uf={row['uf']}", "--comparar", "nenhum")
        values = {key: item["valor"] for key, item in alone["indicadores"].items()}
        assert {key: value for key, value in row.items() if key != "uf"} == values


def test_two_columns_and_the_seller_of_leads():
    rows = run("conversao", "--por", "vendedor")["tabelas"]["por"]
    assert [(row["vendedor"], row["leads"], row["convertidos"]) for row in rows] == [
        ("Ana", 2, 0),
        ("Bruno", 2, 2),
        ("(total)", 4, 2),
    ]
    pairs = run("churn", "--por", "uf,tipo")["tabelas"]["por"]
    assert sum(row["clientes_inicio"] for row in pairs[:-1]) == pairs[-1]["clientes_inicio"] == 4


def test_costs_and_customers_meet_in_their_channel():
    rows = {row["canal"]: row for row in run("cac", "--por", "canal")["tabelas"]["por"]}
    assert (rows["anuncio"]["custo_aquisicao"], rows["anuncio"]["clientes_novos"], rows["anuncio"]["cac"]) == (
        600,
        1,
        600,
    )
    assert (rows["evento"]["custo_aquisicao"], rows["evento"]["cac"]) == (600, 600)
    assert rows["indicacao"]["cac"] is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["churn", "--por", "uff"], '"uff" não existe'),
        (["conversao", "--por", "uf"], 'não se divide por "uf"'),
        (["cac", "--por", "uf"], 'não se divide por "uf"'),
        (["churn", "--por", "uf,tipo,canal"], "até 2 colunas"),
        (["churn", "--por", "uf,uf"], "duas vezes"),
        (["churn", "--por", "vendas.categoria"], 'não há a coluna "categoria"'),
        (["churn", "--onde", "uf=XX"], 'não há uf "XX"'),
        (["churn", "--onde", "uf="], "uf"),
        (["churn", "--listar", "perdido"], '"perdido" não existe'),
        (["churn", "--minimo", "zero"], 'minimo não pode ser "zero"'),
        (["churn", "--serie", "mes", "--periodo", "2024-01-15..2024-02-20"], "meses inteiros"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(words, said):
    period = [] if "--periodo" in words else Q1
    ran = carteira(*words, "-C", WORKED, *period)
    message, _ = ran.error
    assert (ran.code, ran.out) == (2, "")
    assert said in message


def test_small_groups_are_put_together_or_left_out_and_told():
    together = run("churn", "--por", "uf", "--minimo", "3")["tabelas"]["por"]
    assert [row["uf"] for row in together] == ["SP", "(outros)", "(total)"]  # two who bought in each of MG and RJ
    assert sum(row["clientes_inicio"] for row in together[:-1]) == together[-1]["clientes_inicio"]
    nobody = run("churn", "--por", "uf", "--minimo", "9")  # eight ever bought
    assert [row["uf"] for row in nobody["tabelas"]["por"]] == ["(total)"]
    assert any("com menos de 9 clientes" in warning for warning in nobody["avisos"])
    left_out = run("ativos", "--por", "uf", "--limite", "1", "--pequenos", "omitir")["tabelas"]["por"]
    assert [row["uf"] for row in left_out] == ["SP", "(total)"]
    merged = run("ativos", "--por", "uf", "--limite", "1")["tabelas"]["por"]
    assert [(row["uf"], row["clientes_cadastrados"]) for row in merged] == [("SP", 5), ("(outros)", 5), ("(total)", 10)]


def test_a_column_of_too_many_values_asks_for_a_limit(tmp_path):
    lines = [f"C{n},2024-01-05,10,p{n}" for n in range(1500)]
    sales(tmp_path, *lines, header="cliente,data,valor,produto")
    refused = carteira("churn", "-C", tmp_path, *Q1, "--por", "produto")
    assert "1.500 valores" in refused.error[0]
    found = carteira("ativos", "-C", tmp_path, *Q1, "--por", "produto", "--limite", "2", "-f", "json")
    assert [row["produto"] for row in found.document["tabelas"]["por"]] == ["p0", "p1", "(outros)", "(total)"]


def test_computed_groups():
    classes = run("ticket", "--por", "classe_abc")["tabelas"]["por"]
    bought = {row["classe_abc"]: row["compradores"] for row in classes}
    assert (bought["A"], bought["B"], bought["C"], bought["(total)"]) == (3, 2, 1, 6)
    cohorts = run("ativos", "--por", "coorte")["tabelas"]["por"]
    assert {"2023-05", "2024-01", "(total)"} <= {row["coorte"] for row in cohorts}
    segments = run("ativos", "--por", "segmento_rfm")["tabelas"]["por"]
    assert sum(row["clientes_ativos"] for row in segments[:-1]) == 5


def test_concentration_by_orders_by_hand():
    document = run("pareto", "--medida", "pedidos")
    # Orders in the quarter: C07 has two; C01, C03, C04, C06 and C09 one each. Two of the six customers have three.
    assert document["indicadores"]["receita_top20"]["valor"] == 3 / 7
    assert document["regras"]["medida"] == "pedidos"
    first = document["tabelas"]["maiores"][0]
    assert (first["cliente"], first["receita"], first["fracao_receita"]) == ("C07", 2, 2 / 7)


def test_concentration_by_margin_is_that_of_lines_with_a_cost(tmp_path):
    lines = ["A,2024-01-05,100,40", "B,2024-01-06,50,10", "C,2024-01-07,900,", "A,2024-02-01,-20,-10"]
    sales(tmp_path, *lines, header="cliente,data,valor,custo")
    ran = carteira("pareto", "-C", tmp_path, *Q1, "--medida", "margem", "-f", "json")
    rows = ran.document["tabelas"]["maiores"]
    assert [(row["cliente"], row["receita"]) for row in rows] == [("A", 50.0), ("B", 40.0)]


def test_a_margin_needs_costs():
    message, _ = carteira("pareto", "-C", WORKED, *Q1, "--medida", "margem").error
    assert '"custo"' in message


def test_the_window_of_the_purchase_cycle_is_used_and_explained(tmp_path):
    # Thirty-six customers who buy every 45 days: every interval is 45, so the window is 60, in months of 30 days.
    days = [f"2023-{month:02}-{day:02}" for month, day in ((1, 1), (2, 15), (4, 1), (5, 16), (6, 30), (8, 14))]
    sales(tmp_path, *(f"C{n},{day},10" for n in range(36) for day in days))
    ran = carteira("churn", "-C", tmp_path, "--periodo", "2023-07", "--inatividade", "auto", "-f", "json")
    assert ran.document["regras"]["inatividade"] == "60d"
    assert any(note.startswith("inatividade 60d, do ciclo de compra") for note in ran.document["notas"])
    told = carteira("churn", "-C", tmp_path, "--periodo", "2023-07", "--inatividade", "60d", "-f", "json")
    assert ran.values == told.values


def test_small_pairs_are_put_together_so_that_rows_add_up():
    rows = run("churn", "--por", "uf,tipo", "--minimo", "2")["tabelas"]["por"]
    assert rows[-2]["uf"] == rows[-2]["tipo"] == "(outros)"
    for key in ("clientes_inicio", "clientes_fim", "perdidos"):
        assert sum(row[key] for row in rows[:-1]) == rows[-1][key]


def test_each_period_of_a_series_of_groups_has_its_total():
    rows = run("churn", "--por", "uf", "--serie", "mes")["tabelas"]["serie"]
    for month in ("2024-01", "2024-02", "2024-03"):
        *groups, total = [row for row in rows if row["periodo"] == month]
        assert total["uf"] == "(total)"
        assert sum(row["clientes_inicio"] for row in groups) == total["clientes_inicio"]


def test_a_limit_does_not_cut_a_list():
    assert (
        "--limite não corta" in carteira("churn", "-C", WORKED, *Q1, "--listar", "perdidos", "--limite", "1").error[0]
    )


def test_what_the_register_leaves_open_is_told_and_does_not_hang_on_its_order(tmp_path):
    sales(tmp_path, "A,2024-01-05,10", "B,2024-01-05,10")
    register = ["A,SP", "A,MG"]
    for order in (1, -1):
        (tmp_path / "clientes.csv").write_text("\n".join(["cliente,uf", *register[::order]]), encoding="utf-8")
        document = carteira("ativos", "-C", tmp_path, "-p", "2024-01", "--por", "uf", "-f", "json").document
        assert [row["uf"] for row in document["tabelas"]["por"]] == ["MG", None, "(total)"]
        told = " ".join(document["avisos"])
        assert '1 cliente tem mais de um valor em "uf"' in told
        assert "1 cliente das vendas não está no cadastro" in told


def test_a_conversion_after_the_reference_date_is_told(tmp_path):
    (tmp_path / "leads.csv").write_text("lead,data,data_conversao\nL1,2024-01-02,2024-09-01\n", encoding="utf-8")
    ran = carteira("conversao", "-C", tmp_path, *Q1, "--hoje", "2024-03-31", "-f", "json")
    assert ran.values["convertidos"] == 0
    assert any("1 lead convertido depois da data de referência" in warning for warning in ran.document["avisos"])
