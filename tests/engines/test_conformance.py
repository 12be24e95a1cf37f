"""Whatever engine reduces the sales, every command prints the same bytes."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta

import pytest

from carteira_cli.commands import commands
from carteira_cli.customers import motors
from tests import clusters
from tests.receivables import WORKED, ledger
from tests.running import ANALYSES, ROOT, STUDIES, carteira

SALES = ROOT / "examples" / "distribuidora"
MORE = (
    "churn --periodo 2024 --serie mes",
    "resumo --periodo 2024 --serie mes",
    "resumo --periodo 2024-Q4 --por vendas.categoria --comparar ano-anterior",
    "churn --periodo 2024-Q2 --por uf --serie trimestre",
    "churn --periodo 2024-Q4 --por vendas.canal,segmento --limite 3",
    "churn --periodo 2024-Q4 --onde venda.data>=2024-10-15 --onde uf!=SP --listar perdidos",
    "churn-receita --periodo 2024 --serie mes --devolucoes ignorar",
    "ticket --periodo 2024-Q4 --por vendas.categoria --minimo 20",
    "ativos --periodo 2024-Q4 --inatividade auto --listar reativados",
    "churn --periodo 2024-Q4 --por coorte_trimestre --limite 5",
    "churn --periodo 2024-Q4 --por tempo_de_casa",
    "pareto --periodo 2024 --medida margem",
    "coortes --coorte trimestre --devolucoes ignorar",
    "rfm --periodo 2024-Q4 --onde segmento=Farmácia",
    "ciclo --onde vendas.categoria!=Bebidas",
    "risco --periodo 2024-Q4 --consumidor-final excluir",
    "ltv --periodo 2024-Q4 --margem custo",
    "explicar receita_mensal_fim --periodo 2024-Q4",
    "explicar churn --periodo 2024-Q4",
    "vendedores --periodo 2024-Q4",
    "distribuir --periodo 2024 --equilibrar potencial",
    "agenda --dias 3m --capacidade 5 --periodo 2024-Q3",
    "agenda --onde vendas.categoria!=Bebidas --feriados SP",
    "comparar-definicoes --periodo 2024-Q4 --raiz-cnpj",
    "prever --periodo 2024-Q4",
    "cliente C00001",
    "ideal --periodo 2024 --margem custo",
    "retorno --periodo 2024-Q4",
    "valor --periodo 2024-Q4 --onde uf=SP",
    "cesta --periodo 2024-Q3 --nivel categoria --margem custo --validar --onde segmento!=Farmácia",
    "campanha planejar --campanha volta --de em-risco --estratos uf",
)


def of_sales(line: str) -> bool:
    words = line.split()
    return words[0] in (*ANALYSES, *STUDIES) and not {"-o", "--saida", "-f", "--formato"} & {*words}


LINES = [line for one in commands().values() for line in one.examples if of_sales(line)]


def ran(line: str, folder, engine: str, monkeypatch):
    monkeypatch.setenv("CARTEIRA_MOTOR", engine)
    found = carteira(*line.split(), "-C", folder, "-f", "json")
    return found.code, found.out, found.err


@pytest.mark.slow
@pytest.mark.usefixtures("_readings_are_kept")
@pytest.mark.parametrize("line", dict.fromkeys([*LINES, *MORE]))
def test_a_command_says_the_same_by_duckdb(line, monkeypatch):
    embedded = ran(line, SALES, "polars", monkeypatch)
    assert embedded[0] == 0, embedded[2]
    assert ran(line, SALES, "duckdb", monkeypatch) == embedded


@pytest.mark.slow
def test_titles_beside_sales_say_the_same_by_duckdb(tmp_path, monkeypatch):
    folder = ledger(tmp_path, *WORKED)
    days = [f"ana,2024-{month:02}-15,10,loja" for month in range(1, 6)]
    (folder / "vendas.csv").write_text("\n".join(["cliente,data,valor,canal", "bia,2023-05-01,70,loja", *days, ""]))
    for line in ("credito --em 2024-03-31 -p 2024-Q1", "risco -p 2024-03"):
        embedded = ran(line, folder, "polars", monkeypatch)
        assert embedded[0] == 0, embedded[2]
        assert ran(line, folder, "duckdb", monkeypatch) == embedded


STATES, SELLERS, PRODUCTS = ("SP", "rj", "", "MG"), ("ana", "Bê", ""), ("p1", "p 2", "P3", "")


def portfolio(folder, seed: int) -> None:
    """Random sales with returns, cancelled lines, shared orders, odd ids; a register that knows some of them."""
    chance = random.Random(seed)  # noqa: S311 - a portfolio, not a secret
    people = ["00123", "123", "1e3", "ana", "Ana", "Ánã", "Zé & Cia, ME", 'Bar "do Zé"', "CONSUMIDOR FINAL"]
    people += [f"c{number}" for number in range(chance.randrange(1, 60))]
    with (folder / "vendas.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["venda", "cliente", "data", "valor", "status", "custo", "produto", "quantidade", "vendedor"])
        for number in range(chance.randrange(1, 900)):
            day = date(2023, 1, 1) + timedelta(days=chance.randrange(730))
            cents = chance.choice([1, 100, 12345, 999_999, 0, -500])
            order = chance.choice(["", f"V{number // 3}", "V7"])
            status = chance.choice(["faturado", "", "faturado", "cancelado"])
            sign = "-" if cents < 0 else ""
            money = f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"
            writer.writerow(
                [
                    order,
                    chance.choice(people),
                    day.isoformat(),
                    money,
                    status,
                    f"{chance.randrange(9)}.50",
                    chance.choice(PRODUCTS),
                    str(chance.randrange(1, 9)),
                    chance.choice(SELLERS),
                ]
            )
    with (folder / "clientes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["cliente", "nome", "uf", "data_cadastro", "segmento"])
        for who in people[::2]:
            writer.writerow([who, f"Nome {who}", chance.choice(STATES), "2022-05-01", chance.choice(PRODUCTS)])


RANDOM = (
    "resumo --periodo 2024-Q1 --por uf",
    "resumo --periodo 2024 --serie mes",
    "churn --periodo 2024-Q2 --listar perdidos --completo",
    "ticket --periodo 2024-Q1 --por vendas.produto,uf",
    "churn-receita --periodo 2024-Q2 --por vendas.vendedor --serie trimestre",
    "base --periodo 2024-03 --onde vendas.produto!=p1",
    "coortes",
    "rfm --periodo 2024-Q1",
    "ciclo",
    "risco --periodo 2024-06",
    "agenda --capacidade 1",
    "explicar receita_mensal_fim --periodo 2024-Q2",
    "comparar-definicoes --periodo 2024-Q1",
    "pareto --periodo 2024 --onde uf=SP,RJ",
    "ideal --periodo 2024",
    "retorno --periodo 2024-Q2",
)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_random_portfolios_say_the_same_by_duckdb(seed, tmp_path, monkeypatch):
    portfolio(tmp_path, seed)
    answered = 0
    for line in RANDOM:
        embedded = ran(line, tmp_path, "polars", monkeypatch)
        assert ran(line, tmp_path, "duckdb", monkeypatch) == embedded, line
        answered += embedded[0] == 0
    assert answered > len(RANDOM) / 2


@pytest.fixture
def cluster(monkeypatch):
    """The session of the tests is that of the command line."""
    session = clusters.local()
    monkeypatch.setattr(motors, "_session", lambda *_: session)


BY_SPARK = (
    *(line for line in MORE if line.split()[0] not in {"explicar", "churn-receita", "coortes", "prever"}),
    "explicar receita_mensal_fim --periodo 2024-Q4",
    "coortes",
    "prever --periodo 2024-Q4",
    "conversao --periodo 2024-Q1",
    "cac --periodo 2024-Q1",
)


class TestOnSpark:
    """On a cluster, however small."""

    pytestmark = clusters.MARKS

    @pytest.mark.usefixtures("cluster")
    @pytest.mark.parametrize("line", BY_SPARK)
    def test_a_command_says_the_same(self, line, monkeypatch):
        assert ran(line, SALES, "spark", monkeypatch) == ran(line, SALES, "polars", monkeypatch)

    @pytest.mark.usefixtures("cluster")
    def test_random_portfolios_say_the_same(self, tmp_path, monkeypatch):
        portfolio(tmp_path, 1)
        for line in RANDOM[::2]:
            embedded = ran(line, tmp_path, "polars", monkeypatch)
            assert ran(line, tmp_path, "spark", monkeypatch) == embedded, line
