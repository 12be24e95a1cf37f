"""`carteira prever`: what it knows, what it adds up to, and what stands beside it."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from tests.ahead import SELLERS, buyers, written
from tests.running import ROOT, carteira

PERIOD = ("--periodo", "2024-Q2")
KEYS = ("churn", "compradores", "pedidos", "receita")


def forecast(folder, *words, period=PERIOD):
    ran = carteira("prever", "-C", folder, *period, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


@pytest.fixture(scope="module")
def lines():
    return buyers()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, lines):
    return written(tmp_path_factory.mktemp("ahead"), lines)


@pytest.fixture(scope="module")
def told(folder):
    return forecast(folder)


@pytest.fixture(scope="module")
def checked(folder):
    return forecast(folder, "--validar")


def test_each_indicator_has_the_naive_the_range_and_the_origins_beside_it(told):
    assert told["periodo"]["rotulo"] == "2024-Q3"
    assert told["regras"]["conhecido_ate"] == "2024-06-30"
    for key in KEYS:
        one = told["indicadores"][f"previsao_{key}"]
        assert one["origens"] == 4
        assert one["faixa_min"] < one["faixa_max"]
        assert one["metodo"] in {"modelo", "ingenuo", "ano_anterior", "modelo_sazonal"}


@pytest.mark.parametrize("key", KEYS)
def test_the_naive_is_the_period_before_as_its_own_command_has_it(told, folder, key):
    command = "churn" if key == "churn" else "ticket"
    ran = carteira(command, "-C", folder, *PERIOD, "-f", "json")
    assert told["indicadores"][f"previsao_{key}"]["ingenuo"] == ran.values[key]


def test_the_method_in_the_headline_is_the_one_that_was_least_wrong(told):
    titles = {"churn": "Churn", "compradores": "Compradores", "pedidos": "Pedidos", "receita": "Receita"}
    for key, title in titles.items():
        rows = [row for row in told["tabelas"]["metodos"] if row["indicador"] == title]
        tried = [row for row in rows if row["origens"] == 4]
        (speaks,) = (row for row in rows if row["venceu"])
        assert speaks["erro_medio"] == min(row["erro_medio"] for row in tried)
        assert speaks["previsto"] == told["indicadores"][f"previsao_{key}"]["valor"]


@pytest.mark.slow
def test_nothing_later_than_the_period_is_known(told, lines, tmp_path):
    """The same forecast from a file that ends with the period; only what came is not there."""
    short = written(tmp_path / "short", [line for line in lines if line[1] <= "2024-06-30"])
    later = forecast(short)
    for key in KEYS:
        one = dict(told["indicadores"][f"previsao_{key}"])
        one.pop("aconteceu", None)
        assert later["indicadores"][f"previsao_{key}"] == one
    assert any(line[1] > "2024-06-30" for line in lines)


@pytest.mark.slow
def test_what_came_is_told_where_it_is_known(folder, told):
    past = forecast(folder, period=("--periodo", "2024-Q1"))
    for key in KEYS:
        assert past["indicadores"][f"previsao_{key}"]["aconteceu"] == told["indicadores"][f"previsao_{key}"]["ingenuo"]


@pytest.mark.slow
def test_neither_the_order_of_lines_nor_the_names_of_customers_change_a_byte(told, lines, tmp_path):
    renamed = [(f"Z{9999 - int(line[0][1:]):04}", *line[1:]) for line in reversed(lines)]
    other = forecast(written(tmp_path / "other", renamed))
    assert other["indicadores"] == told["indicadores"]
    assert other["tabelas"]["modelo"] == told["tabelas"]["modelo"]


@pytest.mark.slow
def test_groups_add_up_to_the_whole(folder):
    found = forecast(folder, "--por", "vendedor")
    rows = {row["vendedor"]: row for row in found["tabelas"]["por"]}
    assert [*rows] == [*SELLERS]
    for key in ("compradores", "receita"):
        whole = found["indicadores"][f"previsao_{key}"]
        assert sum(row[key] for row in rows.values()) == pytest.approx(whole["valor"], abs=1e-6)
        assert sum(row[f"{key}_ingenuo"] for row in rows.values()) == pytest.approx(whole["ingenuo"], abs=1e-6)


@pytest.mark.slow
def test_a_filter_on_customers_does_not_change_what_is_expected_of_them(folder):
    apart = forecast(folder, "--onde", "vendedor=Bia")
    rows = forecast(folder, "--por", "vendedor")["tabelas"]["por"]
    (bia,) = (row for row in rows if row["vendedor"] == "Bia")
    told = {row["metodo"]: row["previsto"] for row in apart["tabelas"]["metodos"] if row["indicador"] == "Receita"}
    assert bia["receita"] in told.values()


def test_an_attribute_of_sales_is_no_group_of_a_forecast(tmp_path):
    header = "cliente,data,valor,canal"
    (tmp_path / "vendas.csv").write_text(f"{header}\na,2024-01-02,10,loja\na,2024-03-02,10,site\n", encoding="utf-8")
    ran = carteira("prever", "-C", tmp_path, "--por", "vendas.canal")
    assert ran.code == 2
    assert ran.error[0] == 'a previsão não se divide por "vendas.canal", que é da venda'


def test_a_period_that_is_not_over_is_refused(folder):
    ran = carteira("prever", "-C", folder, "--periodo", "2024-Q3")
    assert ran.code == 2
    assert ran.error[0].startswith("2024-Q3 ainda não terminou: os dados vão até ")
    assert "2024-Q2" in ran.error[1]


@pytest.mark.slow
def test_the_bridge_of_a_scenario_closes(folder, told):
    found = forecast(folder, "--cenario", "churn=-1pp", "--cenario", "novos=+10%", "--cenario", "ticket=-5%")
    rows = {row["o_que"]: row for row in found["tabelas"]["cenario"]}
    churn = told["indicadores"]["previsao_churn"]["valor"]
    start = rows["Clientes ativos no início"]["previsto"]
    assert rows["Novos"]["previsto"] > 5
    assert rows["Churn"]["cenario"] == pytest.approx(churn - 0.01)
    for side, new, ticket in (("previsto", 1, 1), ("cenario", 1.1, 0.95)):
        of = {title: row[side] for title, row in rows.items()}
        assert of["Perdidos"] == pytest.approx(start * of["Churn"])
        assert of["Novos"] == pytest.approx(rows["Novos"]["previsto"] * new)
        end = start - of["Perdidos"] + of["Novos"] + of["Reativados"]
        assert of["Clientes ativos no fim"] == pytest.approx(end)
        each = rows["Receita mensal por cliente"]["previsto"] * ticket
        assert of["Receita mensal no fim"] == pytest.approx(end * each)
    assert "cenário, não previsão" in " ".join(found["notas"])


@pytest.mark.slow
def test_a_goal_says_how_many_new_customers_it_asks_for(folder, told, lines):
    found = forecast(folder, "--meta", "R$ 50.000,00")
    values = [row["valor"] for row in found["tabelas"]["meta"]]
    goal, known, lacking, each, needed, came = values
    first = {}
    for customer, day, _ in sorted(lines, key=lambda line: line[1]):
        first.setdefault(customer, day)
    new = {customer for customer, day in first.items() if "2024-04-01" <= day <= "2024-06-30"}
    money = sum(
        float(value) for customer, day, value in lines if customer in new and "2024-04-01" <= day <= "2024-06-30"
    )
    assert (goal, came) == (50000, len(new))
    assert len(new) > 5
    assert each == pytest.approx(money / len(new))
    assert needed == -(-lacking // each)
    assert known == pytest.approx(told["indicadores"]["previsao_receita"]["valor"] - money)
    assert lacking == pytest.approx(max(0, goal - known))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--cenario", "clima=+1%"), 'cenario não muda "clima"'),
        (("--cenario", "novos=+1pp"), 'cenario "novos=+1pp": só o churn muda em pontos'),
        (("--cenario", "churn"), 'cenario "churn" não diz uma mudança'),
        (("--meta", "muito"), 'meta "muito" não é um valor em reais'),
        (("--k", "0"), 'k não pode ser "0"'),
        (("--modelo", "bgnb"), 'modelo não pode ser "bgnb"'),
        (("--origens", "0"), 'origens não pode ser "0"'),
    ],
)
def test_what_means_nothing_is_refused_in_a_line(folder, words, message):
    ran = carteira("prever", "-C", folder, *words)
    assert ran.code == 2
    assert ran.error[0] == message


def test_without_enough_repeaters_the_naive_speaks_and_it_is_said():
    found = forecast(ROOT / "examples" / "minima", period=())
    assert {one["metodo"] for one in found["indicadores"].values()} == {"ingenuo"}
    assert found["regras"]["modelo"] is None
    assert "poucos_repetidores" in {row["codigo"] for row in found["tabelas"]["diagnostico"]}
    ran = carteira("prever", "-C", ROOT / "examples" / "minima", "--validar")
    assert ran.code == 2
    assert ran.error[0].startswith("não há história para validar")


@pytest.mark.slow
def test_a_limit_is_on_the_error_of_the_method_that_speaks(tmp_path):
    """Of the example's revenue the year before speaks, and not the model."""
    for name in ("vendas.csv", "clientes.csv"):
        shutil.copy(ROOT / "examples" / "distribuidora" / name, tmp_path)
    period = ("--periodo", "2024-Q4")
    receita = forecast(tmp_path, period=period)["indicadores"]["previsao_receita"]
    assert receita["metodo"] == "ano_anterior"
    (tmp_path / "carteira.toml").write_text('[[limites]]\nindicador = "previsao_erro"\nerro = "> 90%"\n', "utf-8")
    (one,) = carteira("verificar", "-C", tmp_path, *period, "-f", "json").document["verificacoes"]
    assert one["valor"] == pytest.approx(receita["erro_medio"])


@pytest.mark.slow
def test_a_limit_on_the_error_of_the_forecast(told, folder):
    error = told["indicadores"]["previsao_receita"]["erro_medio"]
    for bound, code in ((error * 1.01, 0), (error * 0.99, 1)):
        (folder / "carteira.toml").write_text(
            f'[[limites]]\nindicador = "previsao_erro"\nerro = "> {bound:.6f}"\n', encoding="utf-8"
        )
        ran = carteira("verificar", "-C", folder, *PERIOD, "-f", "json")
        (folder / "carteira.toml").unlink()
        assert ran.code == code, ran.err
        (one,) = ran.document["verificacoes"]
        assert one["valor"] == pytest.approx(error)


@pytest.mark.slow
def test_customers_one_by_one_in_plain_python(checked, lines):
    """What the naive expected of each at each origin, and what she did: counted by hand."""
    bought: dict[str, set[date]] = {}
    for customer, day, _ in lines:
        bought.setdefault(customer, set()).add(date.fromisoformat(day))
    starts = [date(2024, 4, 1), date(2024, 1, 1), date(2023, 10, 1), date(2023, 7, 1), date(2023, 4, 1)]
    ends = [date(2024, 7, 1), *starts]
    squares = customers = expected = happened = 0
    for start, end, before in zip(starts[:4], ends[:4], starts[1:], strict=True):
        for days in bought.values():
            if min(days) >= start:
                continue
            said, did = (sum(low <= day < high for day in days) for low, high in ((before, start), (start, end)))
            customers, squares, expected, happened = (
                customers + 1,
                squares + (said - did) ** 2,
                expected + said,
                happened + did,
            )
    (naive,) = (r for r in checked["tabelas"]["pessoas"] if r["origem"] == "todas" and r["metodo"] == "ingênuo")
    assert naive["clientes"] == customers
    assert naive["rmse"] == pytest.approx((squares / customers) ** 0.5)
    assert naive["vies"] == pytest.approx(expected / happened - 1)
    bands = checked["tabelas"]["calibracao"]
    assert sum(row["clientes"] for row in bands) == customers
    assert sum(row["clientes"] for row in checked["tabelas"]["por_x"]) == customers


@pytest.mark.slow
def test_the_model_knows_its_customers_better_than_the_naive(checked):
    """Of customers who buy as the model supposes: less wrong, and right on average in each band."""
    people = {row["metodo"]: row for row in checked["tabelas"]["pessoas"] if row["origem"] == "todas"}
    naive, model = people["ingênuo"], people["modelo"]
    assert model["rmse"] < naive["rmse"]
    assert model["correlacao"] > naive["correlacao"]
    for row in checked["tabelas"]["calibracao"]:
        if row["clientes"] >= 30:
            spread = (row["previsto"] * (1 - row["previsto"]) / row["clientes"]) ** 0.5
            assert abs(row["previsto"] - row["aconteceu"]) < 4 * spread


@pytest.mark.slow
def test_totals_of_each_origin_are_those_of_the_periods(checked, folder):
    for label in {row["origem"] for row in checked["tabelas"]["origens"]}:
        ran = carteira("ticket", "-C", folder, "--periodo", label, "-f", "json")
        (row,) = (
            r
            for r in checked["tabelas"]["origens"]
            if r["origem"] == label and r["indicador"] == "Receita" and r["metodo"] == "modelo"
        )
        assert row["real"] == ran.values["receita"]
        assert row["vies"] == pytest.approx(row["previsto"] / row["real"] - 1)


@pytest.mark.slow
def test_a_screen_of_eighty_columns_has_sixty_lines_at_most(folder):
    for words in ((), ("--validar",), ("--por", "vendedor")):
        ran = carteira("prever", "-C", folder, *PERIOD, *words)
        assert ran.code == 0
        assert len(ran.out.splitlines()) <= 60
