"""`agenda` as it is asked for: whom it calls, what it counts, what it refuses."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.running import carteira, sales

FIRST = date(2024, 1, 2)


def asked(folder, *words):
    ran = carteira("agenda", "-C", folder, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


def write(folder, name, *rows):
    (folder / name).write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """Ana's customers: A buys every 10 days and is due; B is late; C has two titles and a contract; D never bought."""
    bought = [f"A,2024-0{month}-{at:02},100.00" for month in (4, 5) for at in (1, 11, 21)]
    bought += [f"B,2024-0{month}-05,300.00" for month in (2, 3, 4)] + ["C,2024-05-21,50.00", "C,2022-05-30,50.00"]
    sales(tmp_path, *bought)
    write(
        tmp_path,
        "clientes.csv",
        "cliente,nome,vendedor,data_cadastro,nascimento",
        "A,Alfa,Ana,2020-01-01,1988-02-29",
        "B,Beta,Ana,2020-01-01,",
        "C,Gama,Bruno,2020-01-01,1990-06-02",
        "D,Delta,Bruno,2020-01-01,1970-05-27",
    )
    write(
        tmp_path,
        "titulos.csv",
        "titulo,cliente,vencimento,valor,pagamento,valor_pago,situacao",
        "1,C,2024-06-03,100.00,,,aberto",
        "2,C,2024-06-03,50.00,,20.00,aberto",
        "3,C,2024-06-04,70.00,2024-05-20,70.00,pago",
        "4,C,2024-06-05,70.00,,,cancelado",
        "5,C,2024-05-01,30.00,,,aberto",
    )
    write(tmp_path, "assinaturas.csv", "cliente,inicio,fim,valor_mensal", "C,2023-06-10,2024-06-10,99.90")
    write(
        tmp_path,
        "contatos.csv",
        "cliente,data,vendedor,proximo",
        "A,2024-05-02,Ana,2024-05-28",
        "B,2024-05-03,Zuleica,",
        "X,2024-05-03,Ana,",
        "A,2024-04-01,Ana,2024-06-01",
    )
    return tmp_path


def test_each_kind_by_hand(folder):
    found = asked(folder, "-p", "2024-05", "--hoje", "2024-05-21")
    rows = [(one["data"], one["cliente"], one["vendedor"], one["tipo"]) for one in found["tabelas"]["agenda"]]
    # 2024-05-22 is a Wednesday, the 30th is Corpus Christi, which is no holiday by law. B's usual interval is 29.5
    # days (29 and 31 are 30): 5 April + 30 is 5 May, so she is late. The day of D's birthday is a Monday.
    assert sorted(rows) == sorted(
        [
            ("2024-05-22", "B", "Ana", "recompra"),
            ("2024-05-27", "D", "Bruno", "aniversário"),
            ("2024-05-28", "A", "Ana", "retorno combinado"),
            ("2024-05-30", "C", "Bruno", "tempo de casa"),
            ("2024-05-31", "A", "Ana", "recompra"),
            ("2024-06-03", "C", "Bruno", "aniversário"),  # the 2nd is a Sunday
            ("2024-06-03", "C", "Bruno", "vencimento de título"),
            ("2024-06-10", "C", "Bruno", "fim de contrato"),
            ("2024-06-10", "C", "Bruno", "recompra"),
        ]
    )
    reasons = {(one["cliente"], one["tipo"]): one["motivo"] for one in found["tabelas"]["agenda"]}
    assert reasons["C", "vencimento de título"] == "2 títulos vencem em 03/06/2024, R$ 130,00"
    assert reasons["C", "fim de contrato"] == "1 contrato termina em 10/06/2024, R$ 99,90 por mês"
    assert reasons["A", "retorno combinado"] == "combinado no contato de 02/05/2024 para 28/05/2024"
    assert reasons["C", "tempo de casa"] == "cliente há 2 anos: primeira compra em 30/05/2022"
    assert reasons["A", "recompra"] == "última compra em 21/05/2024; costuma comprar a cada 10 dias"


def test_contacts_of_the_period_are_counted_and_strangers_told(folder):
    found = asked(folder, "-p", "2024-05", "--hoje", "2024-05-21")
    values = {key: one["valor"] for key, one in found["indicadores"].items()}
    # Of A, B, C and D two were visited, of whom A bought; C bought too.
    assert values == {"compromissos": 9, "cobertura": 0.5, "efetividade": 0.5, "positivacao": 0.5}
    told = " ".join(found["avisos"])
    assert "1 contato é de vendedor que nenhum cliente tem (Zuleica)" in told
    assert "1 cliente visitado não está na carteira (X)" in told
    screen = carteira("agenda", "-C", folder, "--hoje", "2024-05-21", "--completo").out
    assert "1 título já vencido, R$ 30,00, não entra" in " ".join(screen.split())
    sellers = {row["vendedor"]: row for row in found["tabelas"]["por_vendedor"]}
    assert [(name, row["carteira"], row["visitados"]) for name, row in sellers.items()] == [
        ("Ana", 2, 2),
        ("Bruno", 2, 0),
    ]
    assert (sellers["Ana"]["efetividade"], sellers["Bruno"]["efetividade"]) == (0.5, None)


def test_a_coverage_of_zero_for_want_of_contacts_is_told(folder):
    mark = "contatos: nenhum no período"
    assert not any(mark in line for line in asked(folder, "-p", "2024-05", "--hoje", "2024-05-21")["avisos"])
    write(folder, "contatos.csv", "cliente,data", "A,2024-04-01")
    found = asked(folder, "-p", "2024-05", "--hoje", "2024-05-21")
    assert found["indicadores"]["cobertura"]["valor"] == 0
    (told,) = [line for line in found["avisos"] if mark in line]
    assert "(o último é de 01/04/2024), e por isso a cobertura é zero" in told
    write(folder, "contatos.csv", "cliente,data")
    assert any(f"{mark} (o arquivo não tem nenhum" in line for line in asked(folder, "--hoje", "2024-05-21")["avisos"])


def test_a_limit_on_coverage_names_the_table_that_is_not_there(folder):
    (folder / "contatos.csv").unlink()
    (folder / "carteira.toml").write_text('[[limites]]\nindicador = "cobertura"\nerro = "< 50%"\n', encoding="utf-8")
    ran = carteira("verificar", "-C", folder, "--hoje", "2024-05-21")
    assert ran.code == 1
    assert "sem dados: os dados não permitem dizer, e não há contatos\n" in ran.out


def test_the_positivacao_is_that_of_the_catalogue_and_the_rates_are_those_of_the_worked_example(tmp_path):
    buyers = [*range(26), *range(100, 120)]
    sales(tmp_path, *(f"c{n},2024-05-{n % 28 + 1:02},10.00" for n in buyers), "c0,2024-05-31,1.00")
    write(tmp_path, "clientes.csv", "cliente,nome,vendedor", *(f"c{n},Nome {n},Ana" for n in range(120)))
    write(tmp_path, "contatos.csv", "cliente,data", *(f"c{n},2024-05-10" for n in range(40)))
    found = asked(tmp_path, "-p", "2024-05")["indicadores"]
    assert found["cobertura"]["valor"] == 40 / 120
    assert found["efetividade"]["valor"] == 26 / 40
    house = carteira("ativos", "-C", tmp_path, "-p", "2024-05", "-f", "json").values
    assert found["positivacao"]["valor"] == house["positivacao"] == 46 / 120
    shown = carteira("agenda", "-C", tmp_path, "-p", "2024-05").out
    for text in ("33,3 %", "65,0 %", "38,3 %", "40 ÷ 120 clientes", "26 ÷ 40 clientes"):
        assert text in shown


def test_a_capacity_puts_off_the_smaller_loss_and_names_who_found_no_room(folder):
    words = ("-p", "2024-05", "--hoje", "2024-05-21", "--dias", "6d", "--capacidade", "1")
    found = asked(folder, *words)
    assert [row["cliente"] for row in found["tabelas"]["agenda"]] == ["B", "D"]
    assert found["regras"]["capacidade"] == 1
    tight = asked(folder, *words[:-4], "--dias", "1d", "--capacidade", "1", "--onde", "vendedor=Ana")
    assert "sem_lugar" not in tight["tabelas"]
    assert {row["data"] for row in tight["tabelas"]["agenda"]} == {"2024-05-22"}


def test_who_finds_no_room_is_in_a_table_of_her_own(tmp_path):
    sales(tmp_path, *(f"c{n},2024-0{month}-01,{n + 1}.00" for n in range(9) for month in (1, 2, 3, 4)))
    found = asked(tmp_path, "--dias", "1d", "--capacidade", "2", "--hoje", "2024-05-05")
    placed, left = found["tabelas"]["agenda"], found["tabelas"]["sem_lugar"]
    assert (len(placed), len(left)) == (2, 7)
    assert {row["cliente"] for row in (*placed, *left)} == {f"c{n}" for n in range(9)}
    assert {row["data"] for row in left} == {None}
    assert "com 2 por dia e vendedor, 7 compromissos não couberam até 06/05/2024" in found["avisos"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--capacidade", "0"), 'capacidade não pode ser "0"'),
        (("--capacidade", "-3"), 'capacidade não pode ser "-3"'),
        (("--dias", "0d"), 'dias "0d" não é um prazo'),
        (("--dias", "9000d"), "a agenda não vai 9000 dias à frente"),
        (("--feriados", "XX"), 'feriados não pode ser "XX"'),
        (("-o", "{vendedor}.xlsx"), "{vendedor} é dos formatos de uma só tabela"),
        (("-f", "ics", "--tabela", "por_tipo"), 'o formato "ics" é de tabelas com datas'),
    ],
)
def test_what_means_nothing_is_refused_in_a_line(folder, words, message):
    ran = carteira("agenda", "-C", folder, "--hoje", "2024-05-21", *words)
    assert ran.code == 2
    assert message in ran.error[0]


def test_the_same_bytes_for_any_order_of_lines(folder):
    words = ("agenda", "-C", folder, "--hoje", "2024-05-21", "-f")
    before = [carteira(*words, name).out for name in ("json", "ics")]
    for path in sorted(folder.glob("*.csv")):
        first, *rest = path.read_text(encoding="utf-8").splitlines()
        random.Random(7).shuffle(rest)  # noqa: S311 - an order, not a secret
        write(folder, path.name, first, *rest)
    assert [carteira(*words, name).out for name in ("json", "ics")] == before


def test_without_identities_nobody_is_named_and_no_birthday_told(folder):
    for words in (("--sem-identificadores",), ("--pseudonimizar", str(folder / "chave"))):
        (folder / "chave").write_text("0123456789abcdef0f1e2d3c4b5a6978", "ascii")
        (folder / "chave").chmod(0o600)
        for name in ("ics", "csv", "json"):
            ran = carteira("agenda", "-C", folder, "--hoje", "2024-05-21", "-f", name, *words)
            assert ran.code == 0, ran.err
            assert not any(word in ran.out for word in ("Alfa", "Beta", "Gama", "Delta", "aniversário em", "Zuleica"))
            assert "recompra" in ran.out


def test_a_file_a_seller(folder, tmp_path):
    out = tmp_path / "saida"
    out.mkdir()
    ran = carteira("agenda", "-C", folder, "--hoje", "2024-05-21", "-o", out / "{vendedor}.csv", "-q")
    assert ran.code == 0, ran.err
    found = {
        path.stem: list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))) for path in sorted(out.iterdir())
    }
    assert {name: {row["vendedor"] for row in rows} for name, rows in found.items()} == {
        "Ana": {"Ana"},
        "Bruno": {"Bruno"},
    }
    assert sum(map(len, found.values())) == 9


@pytest.mark.slow
def test_due_days_and_losses_are_those_of_plain_python(tmp_path):
    """Random purchases: who is called when, against the medians of her gaps and the list of risk."""
    chance = random.Random(11)  # noqa: S311 - a portfolio, not a secret
    bought: dict[str, list[date]] = {}
    for n in range(60):
        at, step = FIRST + timedelta(days=chance.randrange(40)), chance.randrange(5, 45)
        while at < date(2024, 12, 31):
            bought.setdefault(f"c{n}", []).append(at)
            at += timedelta(days=max(1, step + chance.randrange(-4, 5)))
    lines = [f"{who},{at},{chance.randrange(1, 400)}.00" for who, days in bought.items() for at in days]
    sales(tmp_path, *lines)
    today = max(at for days in bought.values() for at in days)
    found = asked(tmp_path)["tabelas"]["agenda"]
    late = carteira("risco", "-C", tmp_path, "--listar", "ativos", "-f", "json").document["tabelas"]["ativos"]
    losses = {row["cliente"]: row["perda_esperada"] for row in late}
    due = {}
    for who, days in bought.items():
        gaps = sorted((after - before).days for before, after in pairwise(days))
        if len(days) >= 3 and who in losses:
            middle = gaps[(len(gaps) - 1) // 2] + gaps[len(gaps) // 2]
            at = days[-1] + timedelta(days=-(-middle // 2))
            if at <= today + timedelta(days=30):
                due[who] = at
    rows = [row for row in found if row["tipo"] == "recompra"]
    assert {row["cliente"]: row["previsto"] for row in rows if row["cliente"] in due} == {
        who: at.isoformat() for who, at in due.items()
    }
    assert {row["cliente"]: row["perda_esperada"] for row in rows} == {
        row["cliente"]: losses[row["cliente"]] for row in rows
    }
    for before, after in pairwise(rows):
        if before["data"] == after["data"] and None not in (before["perda_esperada"], after["perda_esperada"]):
            assert before["perda_esperada"] >= after["perda_esperada"]


def test_titles_are_those_of_credito_and_an_unknown_loss_is_not_zero(tmp_path):
    sales(tmp_path, "A,2022-01-01,10.00", "A,2024-05-20,10.00", "B,2022-01-03,10.00")
    write(
        tmp_path,
        "titulos.csv",
        "titulo,cliente,vencimento,valor,pagamento,valor_pago,situacao",
        "1,A,2024-06-03,300.00,2024-05-01,100.00,parcial",  # two payments of it: the rest falls due
        "1,A,2024-06-03,300.00,2024-05-10,100.00,parcial",
        "2,A,2024-06-04,70.00,2024-05-20,60.00,pago",  # with a discount
        "3,B,2024-06-05,50.00,,,Incobrável",
    )
    found = asked(tmp_path, "-p", "2024-05", "--hoje", "2024-05-31", "--dias", "10d")
    due = [(row["cliente"], row["motivo"], row["perda_esperada"]) for row in found["tabelas"]["agenda"]]
    assert due == [
        ("A", "1 título vence em 03/06/2024, R$ 100,00", None),
        ("B", "1 título vence em 05/06/2024, R$ 50,00", None),
    ]
    assert [row["perda_esperada"] for row in found["tabelas"]["por_tipo"]] == [None]
    by_day = {row["data"]: row["perda_esperada"] for row in found["tabelas"]["por_dia"]}
    assert (by_day["2024-06-03"], by_day["2024-06-04"]) == (None, 0.0)  # on the second nobody is called
    words = ("agenda", "-C", tmp_path, "-p", "2024-05", "--hoje", "2024-05-31", "--dias", "10d")
    told = carteira(*words).out
    assert "R$ 0,00" not in told.split("Indicador")[0]
    assert "a perda esperada não se conhece (1 cliente ativo sem chance de perda conhecida)" in told
    assert "sem perda esperada, pois nenhum deles está ativo" in carteira(*words, "--onde", "cliente=B").out
