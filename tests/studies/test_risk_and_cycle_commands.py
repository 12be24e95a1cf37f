"""`ciclo` and `risco` as a user runs them: the worked example by hand, and agreement with the other commands."""

from __future__ import annotations

import random
import shutil

import pytest

from carteira_cli.studies.risco import chances as retorno
from tests.running import Q1, ROOT, WORKED, carteira, sales

EXAMPLE = ROOT / "examples" / "distribuidora"


def document(command, folder, *words):
    ran = carteira(command, "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


def told(found):
    return " ".join([*found["avisos"], *found.get("notas", [])])


def by(table, key):
    return {row[key]: row for row in table}


def test_the_cycle_of_the_worked_example():
    found = document("ciclo", WORKED, *Q1)
    # Gaps: C01 76 and 52, C03 91, C04 255, C06 90, C07 57. C02, C05 and C09 bought on one day.
    pooled, customers, with_open = found["tabelas"]["distribuicao"]
    assert pooled | {"de": ""} == {
        "de": "",
        "clientes": 5,
        "intervalos": 6,
        "mediana": 83.0,
        "p75": 91.0,
        "p90": 255.0,
        "p95": 255.0,
    }
    # Medians of C01 64, C07 57, C06 90, C03 91, C04 255.
    assert (customers["mediana"], customers["p75"], customers["p90"]) == (90.0, 91.0, 255.0)
    assert (with_open["clientes"], with_open["intervalos"]) == (8, 14)
    # With 90 days: C03 and C04 were lost and came back; C02, C05 and C06 (bought on 1 January) are lost still.
    row = by(found["tabelas"]["janelas"], "janela")["90d"]
    assert (row["perdas"], row["voltaram"], row["fracao_voltaram"], row["marca"]) == (5, 2, 0.4, "em uso")
    # Lost 180 days ago: C04 alone, on 9 August 2023; she bought on 20 January, 164 days later.
    assert (row["perdas_observadas"], row["voltaram_logo"]) == (1, 1)
    assert found["indicadores"]["janela_sugerida"]["valor"] == 90
    assert "só 6 intervalos" in told(found)


def test_the_risk_of_the_worked_example():
    found = document("risco", WORKED, *Q1)
    # C01 alone has three purchase days: each 64 days, the mean of 76 and 52. C04: 71 days, 450 in 3 months.
    (row,) = found["tabelas"]["em_risco"]
    assert row["cliente"] == "C04"
    assert row["motivo"] == "não compra há 71 dias; na carteira o usual é a cada 64"
    assert (row["nivel"], row["razao"], row["receita_mensal"]) == ("atenção", 71 / 64, 150.0)
    assert row["perda_esperada"] is None
    assert found["tabelas"]["por_vendedor"] == [
        {"vendedor": "Bruno", "clientes": 1, "receita_mensal": 150.0, "perda_esperada": None}
    ]
    # C06: 900 − 100 + 600; C02: 600 − 50, what she gave back after her last purchase included; C05: 300.
    inactive = found["tabelas"]["inativos"]
    assert [(r["cliente"], r["dias_sem_comprar"], r["receita_passada"]) for r in inactive] == [
        ("C06", 90, 1400.0),
        ("C02", 137, 550.0),
        ("C05", 181, 300.0),
    ]
    # 2023-Q4: C01 1800, C06 800, C02 600, C05 300, C03 150 of 3650: 0, 49, 71, 88, 96 % ahead of each: A A A B C.
    falls = found["tabelas"]["abc_quedas"]
    assert [(r["cliente"], r["classe_antes"], r["classe_depois"], r["receita_perdida"]) for r in falls] == [
        ("C02", "A", "nenhuma", 650.0),
        ("C05", "B", "nenhuma", 300.0),
    ]
    assert "chance de perda n/d" in told(found)


@pytest.mark.slow
@pytest.mark.parametrize("rules", [(), ("--inatividade", "2m"), ("--inatividade", "45d", "--devolucoes", "ignorar")])
def test_the_totals_are_those_of_the_other_commands(rules):
    words = ("-p", "2024-Q3", *rules)
    found = document("risco", EXAMPLE, *words)
    summary = {key: item["valor"] for key, item in document("resumo", EXAMPLE, *words)["indicadores"].items()}
    levels = by(found["tabelas"]["niveis"], "nivel")
    assert levels["todos os ativos"]["clientes"] == summary["clientes_ativos"]
    assert levels["todos os ativos"]["receita_mensal"] == summary["receita_mensal_fim"]
    late = [levels[name] for name in ("atenção", "atrasado", "muito atrasado")]
    sellers = found["tabelas"]["por_vendedor"]
    at_risk = found["indicadores"]["clientes_em_risco"]["valor"]
    assert at_risk == sum(row["clientes"] for row in late) == sum(row["clientes"] for row in sellers) > 0
    for key, name in (("receita_em_risco", "receita_mensal"), ("perda_esperada", "perda_esperada")):
        total = found["indicadores"][key]["valor"]
        for rows in (late, sellers):
            assert sum(row[name] or 0 for row in rows) == pytest.approx(total or 0)
    assert f"{summary['clientes_inativos']:,}".replace(",", ".") + " inativos" in told(found)
    before = document("pareto", EXAMPLE, "-p", "2024-Q2", *rules[2:])
    matrix = by(found["tabelas"]["abc_migracao"], "classe_antes")
    for name in "abc":
        row = matrix[name.upper()]
        assert (
            sum(row[f"para_{to}"] for to in ("a", "b", "c", "nenhuma"))
            == before["indicadores"][f"clientes_{name}"]["valor"]
        )
        assert sum(each[f"para_{name}"] for each in matrix.values()) == summary[f"clientes_{name}"]


@pytest.mark.slow
def test_each_row_is_explained_by_the_table_of_chances():
    found = document("risco", EXAMPLE, "-p", "2024-Q3", "--limite", "1000")
    rows = found["tabelas"]["em_risco"]
    assert len(rows) == found["indicadores"]["clientes_em_risco"]["valor"]
    chances = {(row["classe"], row["marco"]): row["chance_de_perda"] for row in found["tabelas"]["chances_por_razao"]}
    for row in rows:
        assert row["razao"] == pytest.approx(row["dias_sem_comprar"] / row["intervalo_usual"])
        assert row["razao"] > 1
        landmark = max(ratio for ratio in retorno.RATIOS if ratio <= row["razao"])
        mark = f"{float(landmark):g} × o usual".replace(".", ",")
        if "costuma" in row["motivo"]:
            low = max(power for power in (2**n for n in range(9)) if power <= row["intervalo_usual"])
            assert row["chance_de_perda"] == chances[f"compra a cada {low} a menos de {2 * low} dias", mark]
        else:
            assert row["chance_de_perda"] in {chances[name, mark] for name in ("uma compra", "duas compras")}
        assert row["perda_esperada"] == pytest.approx(row["receita_mensal"] * row["chance_de_perda"])
    assert {row["motivo"].split("; ")[1][:7] for row in rows} == {"costuma", "no segm"}
    assert [row["perda_esperada"] for row in rows] == sorted((r["perda_esperada"] for r in rows), reverse=True)
    by_days = found["tabelas"]["chances_por_dias"]
    for row in found["tabelas"]["inativos"]:
        reached = max(int(each["marco"].split()[0]) for each in by_days if row["dias_sem_comprar"] >= _days(each))
        possible = [each["chance_de_volta"] for each in by_days if _days(each) == reached]
        assert row["chance_de_volta"] in possible
        assert row["valor_esperado"] == pytest.approx(row["receita_passada"] * row["chance_de_volta"])


def _days(row):
    return int(row["marco"].split()[0])


def test_the_first_day_of_the_window_is_active_and_who_gave_all_back_is_not_worth_reactivating(tmp_path):
    # [2 March, 1 April) is the window of 30 days before the end.
    rows = ("a,2024-03-02,5", "b,2024-03-01,5", "c,2024-01-10,5", "c,2024-01-12,-5", "d,2024-03-31,5")
    found = document("risco", sales(tmp_path, *rows), "-p", "2024-03", "--inatividade", "30d")
    assert by(found["tabelas"]["niveis"], "nivel")["todos os ativos"]["clientes"] == 2
    assert [(row["cliente"], row["dias_sem_comprar"]) for row in found["tabelas"]["inativos"]] == [("b", 30)]
    assert "são 2 inativos" in told(found)


def test_with_whom_gave_back_more_than_she_bought_no_money_leaves(tmp_path):
    # Each bought every ten days. Late: a with 30 reais in the window of 30 days, b with 30 − 100. In time: c, 30 − 45.
    bought = [f"{who},2024-03-{day:02},10" for who in "ab" for day in (3, 8, 13)]
    bought += [f"c,2024-03-{day:02},10" for day in (11, 21, 31)]
    rows = (*bought, "b,2024-03-14,-100", "c,2024-03-31,-45")
    found = document("risco", sales(tmp_path, *rows), "-p", "2024-03", "--inatividade", "30d")
    value = {key: item["valor"] for key, item in found["indicadores"].items()}
    assert (value["clientes_em_risco"], value["receita_em_risco"]) == (2, 30)
    levels = by(found["tabelas"]["niveis"], "nivel")
    assert {name: row["receita_mensal"] for name, row in levels.items() if row["clientes"]} == {
        "em dia": 0,
        "muito atrasado": 30,
        "todos os ativos": 30,
    }
    assert [(row["cliente"], row["receita_mensal"]) for row in found["tabelas"]["em_risco"]] == [("a", 30), ("b", 0)]
    assert "2 clientes ativos devolveram mais do que compraram na janela de inatividade (30 dias), R$ 85,00" in told(
        found
    )


def test_who_gave_back_all_and_no_more_is_not_named(tmp_path):
    rows = ("a,2024-03-05,10", "a,2024-03-06,-10", "b,2024-03-31,5")
    assert "devolve" not in told(document("risco", sales(tmp_path, *rows), "-p", "2024-03"))


@pytest.mark.slow
def test_a_limit_shortens_the_lists_and_no_total():
    whole, short = (document("risco", EXAMPLE, "-p", "2024-Q3", "--limite", n) for n in ("1000", "2"))
    for name in ("em_risco", "inativos", "abc_quedas"):
        assert len(whole["tabelas"][name]) > 2
        assert short["tabelas"][name] == whole["tabelas"][name][:2]
    for name in ("niveis", "por_vendedor", "abc_migracao"):
        assert short["tabelas"][name] == whole["tabelas"][name]
    assert short["indicadores"] == whole["indicadores"]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["ciclo", "risco"])
def test_the_order_of_rows_does_not_matter(command, tmp_path):
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    with (EXAMPLE / "vendas.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = file.read().splitlines(keepends=True)
    random.Random(7).shuffle(lines)  # noqa: S311 - any order will do
    (tmp_path / "vendas.csv").write_text(header + "".join(lines), encoding="utf-8", newline="")
    turned, straight = (document(command, folder, "-p", "2024-Q3") for folder in (tmp_path, EXAMPLE))
    assert turned["tabelas"] == straight["tabelas"]
    assert turned["indicadores"] == straight["indicadores"]


def test_the_seller_of_the_last_purchase_where_the_register_has_none(tmp_path):
    rows = [f"a,2024-01-{day:02},10,{who}" for day, who in ((1, "Zé"), (3, "Zé"), (5, "Bia"), (5, "Ana"))]
    sales(tmp_path, *rows, "b,2024-01-31,1,Zé", header="cliente,data,valor,vendedor")
    found = document("risco", tmp_path, "-p", "2024-01")
    assert [row["vendedor"] for row in found["tabelas"]["em_risco"]] == ["Ana"]
    assert "o da última compra" in told(found)


@pytest.mark.parametrize("command", ["ciclo", "risco"])
def test_no_purchase_at_all_is_told(command, tmp_path):
    found = document(command, sales(tmp_path, "a,2024-01-10,-5", "b,2024-01-31,0"), "-p", "2024-01")
    assert "não há nenhuma compra até 31/01/2024" in told(found)
    for item in found["indicadores"].values():
        assert item["valor"] in {None, 0, 90}


def test_nobody_with_three_purchases_is_told(tmp_path):
    found = document("risco", sales(tmp_path, "a,2024-01-10,5", "a,2024-01-20,5", "b,2024-01-31,7"), "-p", "2024-01")
    assert "2 clientes ativos sem intervalo usual conhecido" in told(found)
    assert by(found["tabelas"]["niveis"], "nivel")["sem intervalo conhecido"]["clientes"] == 2


def test_an_incomplete_period_may_feign_falls(tmp_path):
    rows = ("a,2024-01-10,500", "b,2024-01-20,5", "a,2024-02-03,5")
    found = document("risco", sales(tmp_path, *rows), "-p", "2024-02")
    assert "classes ABC: 2024-02 ainda está incompleto" in told(found)
