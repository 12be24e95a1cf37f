"""`[[regra_atividade]]`: by hand, against plain Python on random portfolios, in every way and by every engine."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.reference import window_months, window_start
from tests.running import Q1, carteira, sales

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

RULE = """
[[regra_atividade]]
onde = "segmento=Indústria"
inatividade = "180d"
pedidos_min = 2
valor_min = "R$ 500,00"
"""
KEYS = (
    *("clientes_inicio", "clientes_fim", "perdidos", "novos", "reativados"),
    *("receita_mensal_inicio", "receita_mensal_fim", "churn_receita", "contracao", "expansao"),
)


def rules(folder: Path, text: str) -> Path:
    (folder / "carteira.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def six(tmp_path: Path) -> Path:
    """Three of industry, who need two orders and R$ 500,00 in 180 days, and three who need a purchase in 90."""
    sales(
        tmp_path,
        *("I1,2023-08-01,300.00", "I1,2023-10-10,400.00"),  # two orders at the start, one at the end: lost
        *("I2,2023-12-01,900.00", "I2,2024-02-01,100.00"),  # one order at the start, two at the end: back
        *("I3,2023-11-01,200.00", "I3,2023-11-20,299.99", "I3,2024-01-10,0.01"),  # a cent short, then R$ 500,00 exactly
        "V1,2023-11-01,100.00",  # lost
        "V2,2024-03-01,50.00",  # new
        *("V3,2023-12-15,60.00", "V3,2024-01-15,30.00"),  # kept, at half of it
        *("V4,2022-01-01,1.00", "V4,2024-03-31,-1.00"),  # asleep; the data reach to the end of the quarter
    )
    segments = [f"{who},{'Indústria' if who[0] == 'I' else 'Varejo'}" for who in ("I1", "I2", "I3", "V1", "V2", "V3")]
    sales(tmp_path, *segments, header="cliente,segmento", name="clientes.csv")
    return rules(tmp_path, RULE)


def test_the_example_by_hand(six: Path) -> None:
    found = carteira("resumo", *Q1, "-C", six, "-f", "json", "--comparar", "nenhum")
    values = found.values
    assert [values[key] for key in KEYS[:5]] == [3, 4, 2, 1, 2]
    assert values["churn"] == pytest.approx(2 / 3)
    # 700 ÷ 6 + 100 ÷ 3 + 60 ÷ 3; 1.000 ÷ 6 + 500 ÷ 6 + 50 ÷ 3 + 30 ÷ 3: each by the months of its own window.
    assert values["receita_mensal_inicio"] == pytest.approx(170)
    assert values["receita_mensal_fim"] == pytest.approx(Fraction(830, 3))
    assert (values["churn_receita"], values["contracao"], values["receita_reativados"]) == pytest.approx((150, 10, 250))
    assert values["clientes_ativos"] == 4
    assert values["clientes_inativos"] == 3  # I1, V1, V4
    told = "segmento = Indústria: 2 pedidos e R$ 500,00 em 180 dias; demais: 1 pedido em 90 dias"
    assert found.document["regras"]["regra_atividade"] == told
    assert told in carteira("churn", *Q1, "-C", six).out


def test_without_the_rules_the_window_says_it(six: Path) -> None:
    rules(six, "")
    found = carteira("churn", *Q1, "-C", six, "-f", "json")
    assert found.values["churn"] == pytest.approx(2 / 5)
    assert "regra_atividade" not in found.document["regras"]


def test_the_customers_behind_the_numbers(six: Path) -> None:
    found = carteira("churn-receita", *Q1, "-C", six, "-f", "json", "--listar", "perdidos").document["tabelas"]
    rows = {row["cliente"]: row for row in found["perdidos"]}
    assert set(rows) == {"I1", "V1"}
    assert rows["I1"]["mensal_inicio"] == pytest.approx(Fraction(700, 6))


@pytest.mark.slow
def test_who_is_active_is_the_same_in_other_analyses(six: Path) -> None:
    late = carteira("risco", *Q1, "-C", six, "-f", "json").document["tabelas"]
    assert "regra" in " ".join(carteira("risco", *Q1, "-C", six, "--completo").out.split())
    assert not {"I1", "V1"} & {row["cliente"] for row in late["em_risco"]}
    for who, state in {"I1": "inativo", "I3": "ativo", "V1": "inativo", "V3": "ativo"}.items():
        one = carteira("cliente", who, *Q1, "-C", six, "-f", "json").document
        assert one["indicadores"]["situacao"]["valor"] == state, who
        # How long she is silent makes nobody inactive who needs orders and money.
        silent = [row for row in one["tabelas"]["linha_do_tempo"] if row["evento"] == "ficou inativo"]
        assert not silent or who[0] == "V", who


def test_what_is_predicted_says_that_it_has_no_rules(six: Path) -> None:
    found = carteira("prever", *Q1, "-C", six, "-f", "json")
    if found.code == 0:
        assert found.document["regras"]["regra_atividade"] == "não vale na previsão"


def test_definitions_side_by_side(six: Path) -> None:
    found = carteira("comparar-definicoes", *Q1, "-C", six, "-f", "json").document["tabelas"]["definicoes_atividade"]
    rows = {row["indicador"]: (row["sem_regras"], row["com_regras"]) for row in found}
    assert rows["Clientes no início"] == (5, 3)
    assert rows["Churn de clientes"] == pytest.approx((2 / 5, 2 / 3))
    rules(six, "")
    plain = carteira("comparar-definicoes", *Q1, "-C", six, "-f", "json").document["tabelas"]
    assert "definicoes_atividade" not in plain


def test_a_rule_that_asks_what_everybody_is_asked_changes_nothing(six: Path) -> None:
    same = '[[regra_atividade]]\nonde = "segmento=Varejo"\n[[regra_atividade]]\npedidos_min = 1\ninatividade = "90d"\n'
    plain = carteira("resumo", *Q1, "-C", rules(six, ""), "-f", "json").document["indicadores"]
    assert carteira("resumo", *Q1, "-C", rules(six, same), "-f", "json").document["indicadores"] == plain


def test_a_baseline_of_other_rules_is_refused(six: Path) -> None:
    limit = '[[limites]]\nindicador = "churn"\npiora_max = "50%"\n'
    assert carteira("base", "gravar", *Q1, "-C", rules(six, limit)).code == 0
    message, _ = carteira("verificar", *Q1, "-C", rules(six, limit + RULE), "-q").error
    assert "regra_atividade = None, e agora é segmento = Indústria" in message
    message, _ = carteira("novidades", *Q1, "-C", six, "-q").error
    assert "regra_atividade" in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('onde = "segmentu=Varejo"\npedidos_min = 2', 'a coluna "segmentu" não existe'),
        ('onde = "segmento=Varejão"\npedidos_min = 2', 'não há segmento "Varejão"'),
        ('onde = "segmento="', "linha 1"),
        ('onde = "vendas.canal=loja"\npedidos_min = 2', "linha 1"),
        ("onde = 3", "onde é um texto"),
        ('inatividade = "logo"', "não é um prazo"),
        ("inatividade = 90", "inatividade é um texto"),
        ('valor_min = "muito"', "não é um valor em reais"),
        ('valor_min = "-5"', "não é um valor em reais"),
        ("valor_min = true", "não é um valor em reais"),
        ("valor_min = 0.005", "não é um valor em reais"),
        ("valor_min = 1.000", "é lido como R$ 1,00"),
        ("pedidos_min = 0", "pedidos_min é um número inteiro"),
        ('pedidos_min = "2"', "pedidos_min é um número inteiro"),
        ("pedidos_min = true", "pedidos_min é um número inteiro"),
        ("pedido_min = 2", 'a chave "pedido_min" não existe'),
        ("", "não pede nada"),
        ("pedidos_min = 2\n[[regra_atividade]]\npedidos_min = 3", "já há uma regra sem onde, na linha 1"),
    ],
)
def test_a_rule_that_means_nothing_is_refused_with_its_line(six: Path, text: str, said: str) -> None:
    found = carteira("churn", *Q1, "-C", rules(six, f"[[regra_atividade]]\n{text}\n"), "-q")
    assert found.code == 2
    message, hint = found.error
    assert said in message
    assert "regra_atividade" in message
    assert hint


def test_contracts_have_no_such_rules(six: Path) -> None:
    sales(six, "I1,2023-01-01,10.00", header="cliente,inicio,valor_mensal", name="assinaturas.csv")
    found = carteira("churn", *Q1, "-C", six, "-q")
    assert found.code == 2
    assert found.error[1].startswith("use --atividade compras")
    assert carteira("churn", *Q1, "-C", six, "--atividade", "compras", "-f", "json").values["clientes_inicio"] == 3


def test_a_rule_by_a_customer_names_nobody_where_nobody_may_be_named(six: Path) -> None:
    rules(six, '[[regra_atividade]]\nonde = "cliente=I1"\npedidos_min = 3\n')
    found = carteira("churn", *Q1, "-C", six, "-f", "json", "--sem-identificadores")
    assert "I1" not in found.out + found.err
    assert found.document["regras"]["regra_atividade"].startswith("(omitido): 3 pedidos")


# --- against plain Python ----------------------------------------------------------------------------------------


class Bought(NamedTuple):
    """A sale line."""

    who: str
    day: date
    cents: int
    order: str
    void: bool


class Told(NamedTuple):
    """A rule: whose, and what it asks."""

    segment: str | None
    window: str
    orders: int
    cents: int


def drawn(seed: int) -> tuple[list[Bought], dict[str, str], list[Told]]:
    """Sales with orders that customers share, returns and void lines; a register that knows most; rules."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    people = [f"C{number}" for number in range(chance.randrange(1, 25))]
    register = {who: chance.choice(["a", "b", "c", ""]) for who in people if chance.random() < 0.8}
    register |= {"Z1": "a", "Z2": "b", "Z3": "c"}  # who never bought, so that every segment is there
    lines = [
        Bought(
            chance.choice(people),
            date(2023, 1, 1) + timedelta(days=chance.randrange(540)),
            chance.choice([1, 9_99, 250_00, 600_00, -100_00]),
            chance.choice(["", *(f"V{n}" for n in range(40))]),
            chance.random() < 0.1,
        )
        for _ in range(chance.randrange(1, 250))
    ]
    lines.append(Bought("C0", date(2024, 6, 30), 1, "", void=False))  # so that every period is over
    windows, amounts = ["30d", "90d", "3m", "1m", "100d", "365d"], [0, 1, 300_00]
    segments = chance.sample(["a", "b", "c"], chance.randrange(3)) + [None] * chance.randrange(2)
    return (
        lines,
        register,
        [Told(one, chance.choice(windows), chance.randrange(1, 4), chance.choice(amounts)) for one in segments],
    )


def written(folder: Path, seed: int) -> tuple[list[Bought], dict[str, str], list[Told]]:
    lines, register, told = drawn(seed)
    with (folder / "vendas.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [(a, b, f"{c / 100:.2f}", d, "cancelado" if e else "") for a, b, c, d, e in lines]
        csv.writer(file).writerows([("cliente", "data", "valor", "venda", "status"), *rows])
    with (folder / "clientes.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("cliente", "segmento"), *register.items()])
    text = ""
    for rule in told:
        text += f'[[regra_atividade]]\ninatividade = "{rule.window}"\npedidos_min = {rule.orders}\n'
        text += f'onde = "segmento={rule.segment}"\n' if rule.segment else ""
        text += f'valor_min = "R$ {rule.cents // 100},{rule.cents % 100:02}"\n' if rule.cents else ""
    rules(folder, text)
    return lines, register, told


def active(lines: Sequence[Bought], register: Mapping[str, str], told: Sequence[Told], t: date) -> dict[str, Fraction]:
    """A(t) under the rules → revenue a month of each, in reais."""
    found = {}
    everybody = next((rule for rule in told if rule.segment is None), Told(None, "90d", 1, 0))
    for who in {line.who for line in lines}:
        mine = next((rule for rule in told if rule.segment and rule.segment == register.get(who)), everybody)
        inside = [line for line in lines if not line.void and window_start(t, mine.window) <= line.day < t]
        bought = [line for line in inside if line.cents > 0]
        # An order that several customers carry is that of the first of them.
        own = {
            line.order
            for line in bought
            if line.order and who == min(one.who for one in bought if one.order == line.order)
        }
        orders = len(own) + sum(1 for line in bought if line.who == who and not line.order)
        any_purchase = any(line.who == who for line in bought)
        net = sum(line.cents for line in inside if line.who == who)
        enough = any_purchase if mine.orders == 1 else orders >= mine.orders
        if enough and (not mine.cents or net >= mine.cents):
            found[who] = Fraction(net, 100) / window_months(mine.window)
    return found


def reference(
    lines: list[Bought], register: dict[str, str], told: list[Told], t0: date, t1: date
) -> dict[str, Fraction]:
    then, now = active(lines, register, told, t0), active(lines, register, told, t1)
    first: dict[str, date] = {}
    for line in lines:
        if not line.void and line.cents > 0:
            first[line.who] = min(line.day, first.get(line.who, line.day))
    new = {who for who in now if who not in then and first[who] >= t0}
    kept = then.keys() & now.keys()
    return {
        "clientes_inicio": Fraction(len(then)),
        "clientes_fim": Fraction(len(now)),
        "perdidos": Fraction(len(then.keys() - now.keys())),
        "novos": Fraction(len(new)),
        "reativados": Fraction(len(now.keys() - then.keys() - new)),
        "receita_mensal_inicio": sum(then.values(), Fraction(0)),
        "receita_mensal_fim": sum(now.values(), Fraction(0)),
        "churn_receita": sum((then[who] for who in then.keys() - now.keys()), Fraction(0)),
        "contracao": sum((max(then[who] - now[who], Fraction(0)) for who in kept), Fraction(0)),
        "expansao": sum((max(now[who] - then[who], Fraction(0)) for who in kept), Fraction(0)),
    }


def agrees(values: Mapping[str, float], expected: Mapping[str, Fraction]) -> None:
    for key, value in expected.items():
        assert values[key] == pytest.approx(float(value), abs=1e-9), key


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_random_portfolios_in_every_way(seed: int, tmp_path: Path) -> None:
    lines, register, told = written(tmp_path, seed)
    where = ("-C", tmp_path, "-f", "json", "-q")
    one = carteira("resumo", *Q1, *where, "--comparar", "nenhum")
    agrees(one.values, reference(lines, register, told, date(2024, 1, 1), date(2024, 4, 1)))
    # A series is found in another way: each of its periods is what it is alone.
    months = [date(2024, month, 1) for month in range(1, 8)]
    for command, keys in (("churn", KEYS[:5]), ("churn-receita", KEYS[5:])):
        series = carteira(command, "--periodo", "2024-01..2024-06", "--serie", "mes", *where)
        rows = series.document["tabelas"]["serie"]
        assert len(rows) == 6
        for row, t0, t1 in zip(rows, months, months[1:], strict=False):
            expected = reference(lines, register, told, t0, t1)
            agrees(row, {key: expected[key] for key in keys})


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_duckdb_says_the_same(seed: int, tmp_path: Path) -> None:
    written(tmp_path, seed)
    for line in ("resumo -p 2024-Q1 --por segmento", "churn -p 2024 --serie mes", "risco -p 2024-Q1", "cliente C0"):
        words = (*line.split(), "-C", tmp_path, "-f", "json")
        embedded = carteira(*words)
        assert carteira(*words, "--motor", "duckdb") == embedded, line


@pytest.mark.slow
def test_groups_add_up(tmp_path: Path) -> None:
    written(tmp_path, 5)
    found = carteira("churn", *Q1, "-C", tmp_path, "-f", "json", "--por", "segmento").document
    total = found["indicadores"]["clientes_inicio"]["valor"]
    assert sum(row["clientes_inicio"] for row in found["tabelas"]["por"][:-1]) == total


def test_of_several_rules_for_a_customer_the_first_is_hers_and_that_is_told(six: Path) -> None:
    later = '\n[[regra_atividade]]\nonde = "cliente=I1"\ninatividade = "365d"\n'
    rules(six, RULE + later)
    found = carteira("comparar-definicoes", *Q1, "-C", six, "--completo")
    assert found.code == 0, found.err
    told = " ".join(found.out.split())
    assert "1 cliente cumpre a condição de mais de uma regra: vale a primeira, na ordem do arquivo" in told
    assert "1 pedido em 90 dias; de várias, vale a primeira" in told
    assert "reativado é também quem não parou de comprar" in told
    # By the first rule I1 is lost, though she bought within the second's 365 days.
    lost = carteira("churn", *Q1, "-C", six, "--listar", "perdidos", "-f", "csv", "-q").out
    assert "I1" in lost
    rules(six, later + RULE)
    assert "I1" not in carteira("churn", *Q1, "-C", six, "--listar", "perdidos", "-f", "csv", "-q").out
    rules(six, RULE)
    told = " ".join(carteira("comparar-definicoes", *Q1, "-C", six, "--completo").out.split())
    assert "de várias" not in told
    assert "mais de uma regra" not in told
