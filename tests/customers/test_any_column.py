"""`--por` and `--onde` by any column of the files, against sums in plain Python and against filtered runs."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict

import polars as pl
import pytest

from carteira_cli.condition import parse_condition, unparse
from carteira_cli.sources.matching.slugs import slug
from tests.running import Q1, carteira, program, sales

HEADER = "Cliente;Data;Valor;Pedido;Turno;Forma de pagamento;UF;Peso"
NUMBERS = ("receita", "compradores", "pedidos")


def portfolio(seed: int, lines: int = 60) -> list[dict[str, str]]:
    """Sales of a quarter, with blanks in every further column and customers of more than one state."""
    chance = random.Random(seed)  # noqa: S311 - a test
    return [
        {
            "Cliente": f"C{chance.randint(1, 9)}",
            "Data": f"2024-0{chance.randint(1, 3)}-{chance.randint(1, 28):02}",
            "Valor": str(chance.randint(1, 500)),
            "Pedido": f"P{number // 2}",
            "Turno": chance.choice(["manhã", "tarde", ""]),
            "Forma de pagamento": chance.choice(["Pix", "Cartão", "Boleto"]),
            "UF": chance.choice(["SP", "sp", "RJ", "MG", ""]),
            "Peso": chance.choice(["1", "2.5"]),
        }
        for number in range(lines)
    ]


def written(folder, rows):
    return sales(folder, *(";".join(row.values()) for row in rows), header=HEADER)


def run(folder, command, *words):
    ran = carteira(command, "-C", folder, *Q1, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


def summed(rows):
    """Revenue, customers and orders of lines; an order of several customers is the first one's."""
    return {
        "receita": sum(int(row["Valor"]) for row in rows),
        "compradores": len({row["Cliente"] for row in rows}),
        "pedidos": len({row["Pedido"] for row in rows}),
    }


def groups(document, *keys):
    rows = document["tabelas"]["por"]
    return {tuple(row[key] for key in keys): {name: row[name] for name in NUMBERS} for row in rows}


def states(rows):
    """What the sales say of each customer: the state of most lines, of several the first."""
    said = defaultdict(Counter)
    for row in rows:
        if row["UF"]:
            said[row["Cliente"]][row["UF"].upper()] += 1
    return {who: min(votes, key=lambda uf: (-votes[uf], uf)) for who, votes in said.items()}, sum(
        len(votes) > 1 for votes in said.values()
    )


def one_customer_an_order(rows):
    """Rows whose orders are of one customer each, so that orders can be counted by anybody."""
    return [{**row, "Pedido": f"{row['Pedido']}-{row['Cliente']}"} for row in rows]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_column_of_the_sales_splits_them_as_plain_python_does(tmp_path, seed):
    rows = one_customer_an_order(portfolio(seed))
    folder = written(tmp_path, rows)
    for asked, key, column in (
        ("Forma de pagamento", "forma_de_pagamento", "Forma de pagamento"),
        ("forma_de_pagamento", "forma_de_pagamento", "Forma de pagamento"),
        ("TURNO", "turno", "Turno"),
        ("vendas.turno", "vendas.turno", "Turno"),
        ("venda.UF", "vendas.uf", "UF"),
        ("peso", "peso", "Peso"),
    ):
        document = run(folder, "ticket", "--por", asked)
        expected = {
            (value or None,): summed([r for r in rows if r[column] == value]) for value in {r[column] for r in rows}
        }
        assert groups(document, key) == expected | {("(total)",): summed(rows)}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_customer_is_of_the_state_of_most_of_her_lines(tmp_path, seed):
    rows = one_customer_an_order(portfolio(seed))
    of, several = states(rows)
    folder = written(tmp_path, rows)
    document = run(folder, "ticket", "--por", "uf")
    expected = defaultdict(list)
    for row in rows:
        expected[of.get(row["Cliente"])].append(row)
    assert groups(document, "uf") == {(uf,): summed(found) for uf, found in expected.items()} | {
        ("(total)",): summed(rows)
    }
    assert any(f"{several} clientes têm mais de um valor em" in said for said in document["avisos"])
    random.Random(1).shuffle(rows)  # noqa: S311 - a test
    assert run(written(tmp_path / "outra", rows), "ticket", "--por", "uf")["tabelas"] == document["tabelas"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "key"), [("Forma de pagamento", "forma_de_pagamento"), ("uf", "uf"), ("vendas.uf", "vendas.uf")]
)
@pytest.mark.parametrize("command", ["ticket", "churn", "churn-receita", "pareto"])
def test_a_row_is_the_filtered_run(tmp_path, command, asked, key):
    folder = written(tmp_path, portfolio(7))
    for row in run(folder, command, "--por", asked)["tabelas"]["por"][:-1]:
        name = f'"{asked}"'
        condition = f"{name} vazio" if row[key] is None else f'{name} = "{row[key]}"'
        alone = run(folder, command, "--onde", condition)["indicadores"]
        assert {k: v for k, v in row.items() if k != key} == {k: item["valor"] for k, item in alone.items()}


def test_two_columns_a_series_and_a_list(tmp_path):
    rows = portfolio(3)
    folder = written(tmp_path, rows)
    pairs = groups(run(folder, "ticket", "--por", "turno,uf"), "turno", "uf")
    assert (
        sum(found["receita"] for pair, found in pairs.items() if pair != ("(total)", "(total)"))
        == summed(rows)["receita"]
    )
    series = run(folder, "ticket", "--por", "turno", "--serie", "mes")["tabelas"]["serie"]
    for row in series:
        month = [r for r in rows if r["Data"][:7] == row["periodo"] and row["turno"] in {"(total)", r["Turno"] or None}]
        assert row["receita"] == summed(month)["receita"]
    listed = run(folder, "churn", "--por", "uf", "--listar", "clientes-fim")["tabelas"]["clientes-fim"]
    assert {row["cliente"]: row["uf"] for row in listed} == {row["Cliente"]: None for row in rows} | states(rows)[0]


def test_the_title_is_the_files_own_name_and_the_key_can_be_typed(tmp_path):
    written(tmp_path, portfolio(1))
    shown = carteira("ticket", "-C", tmp_path, *Q1, "--por", "forma de PAGAMENTO").out
    assert " Por Forma de pagamento" in shown
    assert slug("Nº do Cupom (R$)") == "no_do_cupom_r"
    for text in ('"Forma de pagamento" = Pix', '"2ª via" vazio', '"vendas.Nota ""fria""" != x', '"vazio" = 1'):
        once = unparse(parse_condition(text))
        assert unparse(parse_condition(once)) == once
    assert unparse(parse_condition('"UF" = SP')) == "uf = SP"


@pytest.mark.slow
def test_the_customer_is_a_column_like_any_other(tmp_path):
    rows = portfolio(5)
    folder = written(tmp_path, rows)
    for condition, chosen in (
        ('cliente = "C1"', {"C1"}),
        ('cliente em ("C1","C2")', {"C1", "C2"}),
        ("cliente != C1 e turno = tarde", {f"C{n}" for n in range(2, 10)}),
    ):
        mine = [r for r in rows if r["Cliente"] in chosen and ("turno" not in condition or r["Turno"] == "tarde")]
        found = run(folder, "ticket", "--onde", condition)["indicadores"]
        assert (found["receita"]["valor"], found["compradores"]["valor"]) == (
            summed(mine)["receita"],
            summed(mine)["compradores"],
        )
    listed = run(folder, "ativos", "--onde", "cliente em (C1, C3)", "--listar", "ativos")["tabelas"]["ativos"]
    assert {row["cliente"] for row in listed} == {"C1", "C3"}
    for command in ("resumo", "coortes", "rfm", "ciclo", "risco"):
        assert carteira(command, "-C", folder, *Q1, "--onde", "cliente em (C1, C2, C3)").code == 0
    assert carteira("ticket", "-C", folder, *Q1, "--onde", "cliente=C99").error == (
        'não há cliente "C99"',
        "confira como está no arquivo",
    )
    message, hint = carteira("ticket", "-C", folder, *Q1, "--por", "cliente").error
    assert message == '"cliente" daria uma linha por cliente, e não grupos'
    assert hint.startswith("para ver clientes use --listar, como em --listar perdidos, ou carteira pareto")
    assert hint.endswith('--onde "cliente em (C1, C2)"')
    assert "toda lista já tem a coluna cliente" in carteira("churn", "-C", folder, *Q1, "--listar", "cliente").error[0]


def test_parquet_with_whole_numbers_dates_and_truth(tmp_path):
    pl.DataFrame(
        {
            "cliente": [1, 1, 2, 30],
            "data": ["2024-01-05", "2024-02-05", "2024-02-06", "2024-03-07"],
            "valor": [10.0, 20.0, 40.0, 80.0],
            "Entrega": ["2024-01-09", "2024-01-09", "2024-03-01", None],
            "Parcelas": [1.0, 2.0, 1.0, None],
        }
    ).with_columns(pl.col("data", "Entrega").str.to_date()).write_parquet(tmp_path / "vendas.parquet")
    assert run(tmp_path, "ticket", "--onde", "cliente em (1, 30)")["indicadores"]["receita"]["valor"] == 110
    assert run(tmp_path, "ticket", "--onde", "data >= 2024-02-06")["indicadores"]["receita"]["valor"] == 120
    assert run(tmp_path, "ticket", "--onde", "valor >= 40")["indicadores"]["receita"]["valor"] == 120
    rows = {row["parcelas"]: row["receita"] for row in run(tmp_path, "ticket", "--por", "parcelas")["tabelas"]["por"]}
    assert rows == {"1": 50, "2": 20, None: 80, "(total)": 150}
    rows = {row["entrega"]: row["receita"] for row in run(tmp_path, "ticket", "--por", "ENTREGA")["tabelas"]["por"]}
    assert rows == {"2024-01-09": 30, "2024-03-01": 40, None: 80, "(total)": 150}


def test_files_with_and_without_the_column_stand_below_each_other(tmp_path):
    sales(tmp_path, "A,2024-01-05,10,manha", header="cliente,data,valor,Turno", name="vendas-1.csv")
    sales(tmp_path, "B,2024-01-06,20", name="vendas-2.csv")
    words = ("--vendas", str(tmp_path / "vendas-*.csv"), "--por", "turno")
    rows = {row["turno"]: row["receita"] for row in run(tmp_path, "ticket", *words)["tabelas"]["por"]}
    assert rows == {"manha": 10, None: 20, "(total)": 30}


def register(folder, *rows, header="cliente,uf,Porte,Turno"):
    (folder / "clientes.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return folder


def test_the_register_wins_over_the_sales_and_is_filled_from_them(tmp_path):
    lines = ("A,2024-01-05,10,SP,dia", "B,2024-01-06,20,RJ,dia", "C,2024-01-07,40,RJ,noite", "D,2024-01-07,80,,noite")
    folder = register(sales(tmp_path, *lines, header="cliente,data,valor,UF,Turno"), "A,RJ,G,x", "B,,P,y", "Z,SP,P,y")
    document = run(folder, "ticket", "--por", "uf")
    rows = {row["uf"]: row["receita"] for row in document["tabelas"]["por"]}
    assert rows["RJ"] == 70
    assert rows[None] == 80
    assert any(
        '1 cliente tem "uf" diferente no cadastro e nas vendas; vale o do cadastro' in w for w in document["avisos"]
    )
    assert any('uf do cliente é o que está em "UF" na maioria de suas linhas' in note for note in document["notas"])
    of_register = {r["turno"]: r["receita"] for r in run(folder, "ticket", "--por", "turno")["tabelas"]["por"]}
    assert (of_register["x"], of_register["y"], of_register[None]) == (10, 20, 120)
    of_sales = {
        r["vendas.turno"]: r["receita"] for r in run(folder, "ticket", "--por", "vendas.turno")["tabelas"]["por"]
    }
    assert (of_sales["dia"], of_sales["noite"]) == (30, 120)
    by_size = {r["porte"]: r["receita"] for r in run(folder, "ticket", "--por", "Porte")["tabelas"]["por"]}
    assert (by_size["G"], by_size["P"]) == (10, 20)


def test_a_name_that_means_something_else_in_the_sales_is_no_state_of_a_customer(tmp_path):
    lines = ("A,2024-01-05,10,aberto,Venda,SP", "A,2024-01-06,20,fechado,Atacado,SP", "B,2024-01-06,40,aberto,Venda,RJ")
    sales(tmp_path, *lines, header="cliente,data,valor,Estado,Tipo,Sigla UF")
    by_state = {r["uf"]: r["receita"] for r in run(tmp_path, "ticket", "--por", "uf")["tabelas"]["por"]}
    assert by_state == {"SP": 30, "RJ": 40, "(total)": 70}  # "Estado" is the order's: its cells say so
    by_kind = {r["tipo"]: r["receita"] for r in run(tmp_path, "ticket", "--por", "tipo")["tabelas"]["por"]}
    assert by_kind == {"Venda": 50, "Atacado": 20, "(total)": 70}  # of lines: neither PF nor PJ


def test_leads_and_costs_have_columns_of_their_own(tmp_path):
    (tmp_path / "leads.csv").write_text(
        "lead,data,data_conversao,Campanha\nL1,2024-01-02,2024-01-09,natal\nL2,2024-01-03,,natal\nL3,2024-01-04,,x\n",
        encoding="utf-8",
    )
    rows = run(tmp_path, "conversao", "--hoje", "2024-06-30", "--por", "campanha")["tabelas"]["por"]
    assert [(row["campanha"], row["leads"], row["convertidos"]) for row in rows] == [
        ("natal", 2, 1),
        ("x", 1, 0),
        ("(total)", 3, 1),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["--por", "turn"], 'a coluna "turn" não existe', 'você quis dizer "turno"?'),
        (
            ["--por", "vendas.formadepagamento"],
            'a coluna "vendas.formadepagamento" não existe',
            '"forma_de_pagamento"?',
        ),
        (["--onde", "xyz=1"], 'a coluna "xyz" não existe', "turno, forma_de_pagamento"),
        (["--por", "data"], '"data" é uma data, que não forma grupos', "para os números de cada mês use --serie mes"),
        (["--por", "Valor"], '"Valor" é um valor em reais, que não forma grupos', 'use --onde "valor>=1000"'),
        (["--por", "uf,UF"], '--por tem "UF" duas vezes', "use duas colunas diferentes"),
        (["--por", "segmento"], '"segmento" precisa de clientes, que não foi lida', "ou uma coluna assim nas vendas"),
        (["--por", "outra.uf"], '"outra.uf": a tabela "outra" não existe', "clientes, vendas, leads, custos"),
        (["--onde", 'turno = "noite"'], 'não há turno "noite"', "manhã, tarde"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(tmp_path, words, message, hint):
    written(tmp_path, portfolio(2))
    ran = carteira("churn", "-C", tmp_path, *Q1, *words)
    assert ran.code == 2
    assert ran.error[0] == message
    assert hint in ran.error[1]


def test_names_of_people_stay_out_of_reports_without_identity(tmp_path):
    sales(tmp_path, "A,2024-01-05,10,111,Ana", header="cliente,data,valor,CPF do titular,Nome do titular")
    for asked in ("CPF do titular", "nome_do_titular"):
        ran = carteira("ticket", "-C", tmp_path, *Q1, "--por", asked, "--sem-identificadores", "-f", "json")
        assert ran.code == 0, ran.err
        assert not {"111", "Ana"} & set(json.dumps(ran.document).split('"'))


def test_limits_jobs_and_lists_to_look_at_name_it_too(tmp_path):
    written(tmp_path, portfolio(4))
    (tmp_path / "carteira.toml").write_text(
        '[[limites]]\nindicador = "receita"\nerro = "< 1"\npor = "Forma de pagamento"\n'
        '[[exportar]]\ncomando = "ticket"\nsaida = "a.json"\nopcoes = { por = "turno" }\n'
        '[[exportar]]\ncomando = "ticket"\nsaida = "b.json"\nopcoes = { onde = "uf = SP" }\n',
        encoding="utf-8",
    )
    checked = carteira("verificar", "-C", tmp_path, *Q1, "--hoje", "2024-03-31", "-f", "json")
    assert checked.code == 0, checked.err
    assert {check["grupo"] for check in checked.document["verificacoes"]} == {"Pix", "Cartão", "Boleto"}
    assert carteira("exportar", "-C", tmp_path, *Q1).code == 0
    for name, words in (("a", ["--por", "turno"]), ("b", ["--onde", "uf = SP"])):
        exported = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        alone = run(tmp_path, "ticket", *words)
        assert (exported["indicadores"], exported["tabelas"]) == (alone["indicadores"], alone["tabelas"])


@pytest.mark.slow
@pytest.mark.process
def test_the_same_bytes_on_any_number_of_threads(tmp_path):
    folder = written(tmp_path, portfolio(9, 400))
    words = ("ticket", "-C", folder, *Q1, "--por", "uf,turno", "-f", "json")
    assert len({program(*words, POLARS_MAX_THREADS=threads).out for threads in ("1", "2")}) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [["--por", "Forma de pagamento"], ["--por", "uf,turno"], ["--onde", "vendas.uf = SP"]]
)
def test_an_imported_portfolio_has_the_columns_too(tmp_path, words):
    rows = portfolio(6)
    sales(tmp_path, *(";".join(row.values()) for row in rows[:30]), header=HEADER, name="vendas-1.csv")
    later = [{**row, "Data": row["Data"].replace("2024", "2025")} for row in rows[30:]]
    without = [";".join(list(row.values())[:4]) for row in later]
    sales(tmp_path, *without, header=";".join(HEADER.split(";")[:4]), name="vendas-2.csv")
    before = run(tmp_path, "ticket", "--vendas", str(tmp_path / "vendas-*.csv"), *words)
    assert carteira("importar", "-C", tmp_path, "--vendas", str(tmp_path / "vendas-*.csv")).code == 0
    after = run(tmp_path, "ticket", *words)
    assert after["fontes"]["vendas"]["arquivo"].endswith("vendas.parquet")
    assert (after["indicadores"], after["tabelas"]) == (before["indicadores"], before["tabelas"])
