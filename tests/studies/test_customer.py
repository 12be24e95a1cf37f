"""`cliente`: each number is that of the filtered analysis, through the product; who is meant, and who is refused."""

from __future__ import annotations

import hashlib
import json
import shlex
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.days import to_day
from carteira_cli.period import Window
from carteira_cli.studies.cliente.timeline import inactive_from
from tests.portfolios import write
from tests.running import Q1, ROOT, WORKED, carteira, sales

DISTRIBUTOR, CONTRACTS = ROOT / "examples" / "distribuidora", ROOT / "examples" / "assinaturas"
YEAR = "2023-04-01..2024-03-31"  # the 12 months before the end of the first quarter of 2024


def document(*words):
    ran = carteira(words[0], "-f", "json", "-q", *words[1:])
    assert ran.code == 0, ran.err
    return ran.document


def values(found):
    return {key: item["valor"] for key, item in found["indicadores"].items()}


def refused(*words):
    ran = carteira("cliente", *words)
    assert ran.code == 2
    assert ran.out == ""
    return ran.error


# --- the numbers --------------------------------------------------------------------------------------------


def test_a_customer_of_the_worked_example_by_hand():
    found = document("cliente", "C01", "-C", WORKED, *Q1)
    # 1000 on 5 October, 800 on 20 December, 1500 on 10 February: 76 and 52 days between, 50 to the end of March.
    # In the 90 days before 1 April, from 2 January: 1500 in 3 months. Nobody of one is lost, so there is no LTV.
    assert values(found) == {
        "situacao": "ativo",
        "primeira_compra": "2023-10-05",
        "ultima_compra": "2024-02-10",
        "dias_sem_comprar": 50,
        "intervalo_usual": 64.0,
        "receita_12m": 3300.0,
        "pedidos_12m": 3,
        "ticket_pedido": 1500.0,
        "classe_abc": "A",
        "segmento_rfm": "Leais",
        "receita_mensal": 500.0,
        "ltv": None,
        "ltv_historico": 3300.0,
    }
    units = {key: item["unidade"] for key, item in found["indicadores"].items()}
    assert (units["situacao"], units["primeira_compra"], units["dias_sem_comprar"]) == ("texto", "data", "dias")
    months = [(row["mes"], row["receita"], row["pedidos"]) for row in found["tabelas"]["historico"]]
    assert months == [
        ("2024-03", 0, 0),
        ("2024-02", 1500.0, 1),
        ("2024-01", 0, 0),
        ("2023-12", 800.0, 1),
        ("2023-11", 0, 0),
        ("2023-10", 1000.0, 1),
    ]
    orders = [(row["data"], row["venda"], row["valor"]) for row in found["tabelas"]["pedidos"]]
    assert orders == [("2024-02-10", "V03", 1500.0), ("2023-12-20", "V02", 800.0), ("2023-10-05", "V01", 1000.0)]
    assert [row["evento"] for row in found["tabelas"]["linha_do_tempo"]] == [
        "maior pedido",
        "última compra",
        "primeira compra",
    ]
    assert {row["campo"]: row["valor"] for row in found["tabelas"]["cadastro"]} == {
        "cliente": "C01",
        "nome": "Padaria Aurora",
        "tipo": "PJ",
        "uf": "SP",
        "vendedor": "Ana",
        "canal": "indicacao",
    }


def group_of(found, column):
    rows = found["tabelas"]["por"]
    return rows[0][column] if rows else None


def held_against(customer, folder, options):
    """Holds a customer's numbers each against that of the analysis with a filter for her."""
    onde = ("-C", folder, "--onde", f'cliente = "{customer}"')
    found = values(document("cliente", "-C", folder, *options, "--", customer))
    summary = values(document("resumo", *onde, *options))
    year = values(document("resumo", *onde, *options[2:], "-p", YEAR))
    risk = document("risco", *onde, *options)["tabelas"]
    late = [*risk["em_risco"], *risk["inativos"]]
    states = {"ativo": "clientes_ativos", "inativo": "clientes_inativos", "nunca comprou": "nunca_compraram"}
    listed = document("ativos", *onde, *options, "--listar", "cadastrados")["tabelas"]["cadastrados"]
    counted = [word for word, key in states.items() if summary.get(key)]
    assert found["situacao"] == (counted[0] if counted else "ainda não era cliente")
    assert found["ticket_pedido"] == summary["ticket_pedido"]
    assert found["receita_mensal"] == summary["receita_mensal_fim"]
    assert (found["ltv"], found["ltv_historico"]) == (summary["ltv"], summary["ltv_historico"])
    assert (found["receita_12m"], found["pedidos_12m"]) == (year["receita"], year["pedidos"])
    assert found["ultima_compra"] == (listed[0]["ultima_compra"] if listed else None)
    if late:
        assert found["dias_sem_comprar"] == late[0]["dias_sem_comprar"]
    if risk["em_risco"]:
        assert found["intervalo_usual"] == risk["em_risco"][0]["intervalo_usual"]
    for attribute in ("classe_abc", "segmento_rfm"):
        assert found[attribute] == group_of(document("ativos", *onde, *options, "--por", attribute), attribute)
    first = document("ativos", *onde, *options, "--por", "coorte")
    assert (found["primeira_compra"] or "")[:7] == (group_of(first, "coorte") or "")


CASES = [
    *((one, WORKED, (*Q1,)) for one in ("C01", "C02", "C04", "C05", "C10")),  # C10 has never bought
    ("C02", WORKED, (*Q1, "--devolucoes", "ignorar")),
    ("C03", WORKED, (*Q1, "--inatividade", "2m")),
    *((one, DISTRIBUTOR, ("-p", "2024-Q1")) for one in ("C00161",)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("customer", "folder", "options"), CASES)
def test_each_number_is_that_of_the_filtered_analysis(customer, folder, options):
    held_against(customer, folder, options)


@pytest.mark.slow
def test_the_tables_are_those_of_the_filtered_analysis():
    onde = ("-C", DISTRIBUTOR, "--onde", "cliente = C00114")
    found = document("cliente", "C00114", "-C", DISTRIBUTOR, "-p", "2024")["tabelas"]
    series = document("ticket", *onde, "-p", "2023-01..2024-12", "--serie", "mes")["tabelas"]["serie"]
    by_month = {row["periodo"]: (row["receita"], row["pedidos"], row["ticket_pedido"]) for row in series}
    shown = {row["mes"]: (row["receita"], row["pedidos"], row["ticket_pedido"]) for row in found["historico"]}
    assert len(shown) > 12
    assert shown == {month: by_month[month] for month in shown}
    assert all(not by_month[month][1] for month in set(by_month) - set(shown))
    by_product = document("ticket", *onde, "-p", "2024", "--por", "vendas.produto")["tabelas"]["por"]
    revenue = {row["vendas.produto"]: row["receita"] for row in by_product[:-1] if row["receita"]}
    assert {row["produto"]: row["receita"] for row in found["produtos"] if row["receita"]} == revenue
    whole = values(document("ticket", *onde, "-p", "2023..2024"))
    assert len(found["pedidos"]) == whole["pedidos"]
    assert sum(row["receita_total"] for row in found["produtos"]) == pytest.approx(whole["receita"])


@pytest.mark.slow
def test_contracts_alone_and_the_list_of_those_in_force():
    found = document("cliente", "S101", "-C", CONTRACTS, "-p", "2024-Q1")
    summary = values(document("resumo", "-C", CONTRACTS, "-p", "2024-Q1", "--onde", "cliente = S101"))
    told = values(found)
    assert set(told) == {"situacao", "receita_mensal", "ltv"}
    assert told["situacao"] == "ativo"
    assert summary["clientes_ativos"] == 1
    assert told["receita_mensal"] == summary["receita_mensal_fim"] == 141.0
    rows = [(row["inicio"], row["fim"], row["situacao"]) for row in found["tabelas"]["contratos"]]
    assert rows == [
        ("2023-12-07", None, "em vigor"),
        ("2022-09-07", "2023-12-07", "encerrado"),
        ("2022-01-07", "2022-09-07", "encerrado"),
    ]
    assert found["tabelas"]["historico"][0] == {"mes": "2024-03", "receita_mensal": 141.0}


@given(
    st.integers(to_day(date(2000, 1, 1)), to_day(date(2040, 1, 1))),
    st.builds(Window, st.integers(1, 24), st.sampled_from(["d", "m"])),
)
def test_a_customer_is_inactive_from_the_first_day_whose_window_has_no_purchase(day, window):
    silent = inactive_from(day, window)
    assert window.start(silent + 1) > day  # at the end of that day
    assert window.start(silent) <= day  # and not yet on its eve


# --- who is meant -------------------------------------------------------------------------------------------

REGISTER = (
    "A,Ana Souza,,2023-01-01",
    "A2,Ana Maria Silva,,2023-01-01",
    "NUNCA,Zé Ninguém,,2024-01-05",
    "FUTURO,Futuro SA,,2024-12-05",
    "F1,Filial Um,11.222.333/0001-81,",
    "F2,Filial Dois,11222333000262,",
)
SALES = (
    "1,A,2024-01-10,100.00",
    "2,A2,2024-01-11,50.00",
    "3,DEV,2024-02-11,-20.00",
    "4,-7,2024-02-12,30.00",
    '5,"O\'Hara ""z"" ção",2024-02-13,40.00',
    "6,Consumidor Final,2024-02-28,5.00",
    "7,12.345.678/0001-95,2024-02-29,70.00",
    "8,F1,2024-01-20,10.00",
    "9,F2,2024-02-20,15.00",
    "10,a3,2024-02-01,1.00",
    "11,A3,2024-02-02,2.00",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("quem")
    write(found / "vendas.csv", *SALES, header="venda,cliente,data,valor")
    write(found / "clientes.csv", *REGISTER, header="cliente,nome,documento,data_cadastro")
    return found


@pytest.mark.parametrize(
    ("typed", "customer", "state"),
    [
        ("A", "A", "ativo"),
        ("a2", "A2", "ativo"),
        ("a3", "a3", "ativo"),  # as written before however spelled
        ("A3", "A3", "ativo"),
        ("DEV", "DEV", "nunca comprou"),
        ("NUNCA", "NUNCA", "nunca comprou"),
        ("ninguem", "NUNCA", "nunca comprou"),
        ("FUTURO", "FUTURO", "ainda não era cliente"),
        ("ANA SOUZA", "A", "ativo"),
        ("silva ana", "A2", "ativo"),
        ("-7", "-7", "ativo"),
        ('o\'hara "z" cao', 'O\'Hara "z" ção', "ativo"),
        ("12345678000195", "12.345.678/0001-95", "ativo"),
        ("11222333000181", "F1", "ativo"),
        ("11.222.333/0002-62", "F2", "ativo"),
        ("consumidor final", "Consumidor Final", "ativo"),
    ],
)
def test_who_is_meant(folder, typed, customer, state):
    found = document("cliente", "-C", folder, "-p", "2024-01..2024-02", "--", typed)
    assert found["tabelas"]["cadastro"][0]["valor"] == customer
    assert found["indicadores"]["situacao"]["valor"] == state


def test_several_are_listed_with_their_ids_and_the_command_for_one(folder):
    message, hint = refused("ana", "-C", folder)
    assert message == '"ana" pode ser um de 2 clientes: A (Ana Souza); A2 (Ana Maria Silva)'
    assert hint == "diga o código de um: carteira cliente A"


def test_nobody_and_the_nearest(folder):
    message, hint = refused("Anna", "-C", folder)
    assert message == 'não há nenhum cliente "Anna"'
    assert hint.startswith('você quis dizer "A')
    assert shlex.split(hint.rpartition("? ")[2])[:2] == ["carteira", "cliente"]
    assert "parte do nome" in refused("xyzxyz", "-C", folder)[1]
    assert refused("-C", folder)[0] == "falta o cliente"
    assert refused("-7", "-C", folder)[1] == "se é o CLIENTE, ponha -- antes: carteira cliente -- -7"


def test_branches_of_one_cnpj_are_one_customer_by_any_of_their_codes(folder):
    for typed in ("F1", "F2", "11222333", "11.222.333/0001-81", "filial dois"):
        found = document("cliente", typed, "-C", folder, "-p", "2024-01..2024-02", "--raiz-cnpj")
        assert values(found)["receita_12m"] == 25.0
        assert any("reúne 2 códigos, F1, F2" in note for note in found["notas"])


def test_nobody_in_particular_is_refused_where_it_is_left_out(folder):
    message, hint = refused("Consumidor Final", "-C", folder, "--consumidor-final", "excluir")
    assert "está fora da análise" in message
    assert "--consumidor-final manter" in hint


def test_the_filter_must_let_her_through_and_chooses_her_sales(folder):
    message, _ = refused("A", "-C", folder, "--onde", "nome != 'Ana Souza'".replace("'", '"'))
    assert message.startswith('o cliente "A" não é dos que --onde deixa passar')
    found = document("cliente", "A", "-C", folder, "-p", "2024-01..2024-02", "--onde", "venda em (2, 3)")
    assert values(found)["receita_12m"] == 0


def test_a_run_that_may_name_nobody_is_refused_before_anything_is_read(tmp_path):
    for option in ("--sem-identificadores", f"--pseudonimizar={tmp_path / 'chave'}"):
        (tmp_path / "chave").write_bytes(hashlib.sha512(b"qualquer").digest())
        (tmp_path / "chave").chmod(0o600)
        message, _ = refused("C01", "-C", tmp_path, option)  # there is no file at all
        assert "sem_identificadores ou pseudonimizar não deixam" in message


# --- the page, and files ------------------------------------------------------------------------------------


def test_texts_have_a_column_of_their_own_in_formats_of_rows(folder, tmp_path):
    words = ("cliente", "A", "-C", folder, "-q", "--tabela", "indicadores")
    assert carteira(*words, "-o", tmp_path / "x.parquet", "-o", tmp_path / "x.csv").code == 0
    header, first, *_ = (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()
    assert (header, first) == ("indicador,valor,texto,unidade", "situacao,,ativo,texto")


def test_several_files_and_no_line_at_all(tmp_path):
    sales(tmp_path, "A,2024-01-10,10", name="vendas-2023.csv")
    sales(tmp_path, "A,2024-02-10,5", name="vendas-2024.csv")
    found = document("cliente", "A", "-C", tmp_path, "--vendas", "vendas-*.csv")
    assert values(found)["receita_12m"] == 15.0
    empty = tmp_path / "vazia"
    sales(empty)
    assert "não há nenhuma linha" in refused("A", "-C", empty)[0]


def test_a_job_writes_the_page(folder, tmp_path):
    for name in ("vendas.csv", "clientes.csv"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    job = {"comando": '"cliente"', "saida": '"ana.html"', "opcoes": '{ cliente = "Ana Souza" }'}
    lines = ["[[exportar]]", *(f"{key} = {value}" for key, value in job.items())]
    (tmp_path / "carteira.toml").write_text("\n".join(lines), encoding="utf-8")
    assert carteira("exportar", "-C", tmp_path).code == 0
    page = (tmp_path / "ana.html").read_text(encoding="utf-8")
    assert "Cliente A, Ana Souza" in page
    assert '<main class="sheet">' in page  # in two columns on one sheet of paper
    assert json.dumps("Linha do tempo", ensure_ascii=False).strip('"') in page


# --- what was dealt with her --------------------------------------------------------------------------------


def test_her_marks_and_contacts_up_to_the_end_latest_first(tmp_path):
    sales(tmp_path, "c1,2024-01-10,100", "c1,2024-03-05,100", "c2,2024-03-30,1")
    (tmp_path / "avaliacoes.csv").write_text(
        "cliente;convite;data;nota;pesquisa;comentario\n"
        "c1;01/02/2024;03/02/2024;9;S1;entrega no prazo\n"
        "c1;01/03/2024;;;S2;\n"  # asked, and did not answer
        "c1;02/03/2024;04/03/2024;6;S3;\n"
        "c1;02/04/2024;04/04/2024;0;S4;depois do fim\n"
        "c2;02/03/2024;04/03/2024;1;S3;de outra\n",
        encoding="utf-8",
    )
    (tmp_path / "contatos.csv").write_text(
        "cliente;data;tipo;vendedor;resultado;proximo\n"
        "c1;20/02/2024;visita;Ana;pedido;\n"
        "c1;15/03/2024;ligação;Ana;retornar;22/03/2024\n"
        "c1;15/04/2024;ligação;Ana;depois do fim;\n"
        "c2;16/03/2024;visita;Ana;de outra;\n",
        encoding="utf-8",
    )
    unasked = document("cliente", "c1", "-C", tmp_path, *Q1)
    assert unasked["tabelas"]["avaliacoes"][1] == {"data": "2024-02-03", "pesquisa": "S1", "nota": 9.0}
    found = document("cliente", "c1", "-C", tmp_path, *Q1, "--comentarios")
    assert found["tabelas"]["avaliacoes"] == [
        {"data": "2024-03-04", "pesquisa": "S3", "nota": 6.0, "comentario": None},
        {"data": "2024-02-03", "pesquisa": "S1", "nota": 9.0, "comentario": "entrega no prazo"},
    ]
    assert [(row["data"], row["resultado"], row["proximo"]) for row in found["tabelas"]["contatos"]] == [
        ("2024-03-15", "retornar", "2024-03-22"),
        ("2024-02-20", "pedido", None),
    ]
    assert found["tabelas"]["texto"][-1] == {
        "frase": "Deu nota 6 em 04/03/2024; último contato em 15/03/2024 (ligação)."
    }
    assert found["fontes"]["avaliacoes"]["validas"] == 5


def test_a_mark_of_no_scale_is_shown_and_not_spoken_of(tmp_path):
    sales(tmp_path, "c1,2024-01-10,100", "c2,2024-03-30,1")
    (tmp_path / "avaliacoes.csv").write_text("cliente,data,nota\nc1,2024-02-03,9\nc1,2024-03-04,47\n", encoding="utf-8")
    found = document("cliente", "c1", "-C", tmp_path, *Q1)
    assert [row["nota"] for row in found["tabelas"]["avaliacoes"]] == [47.0, 9.0]
    assert found["tabelas"]["texto"][-1] == {"frase": "Deu nota 9 em 03/02/2024."}


def test_without_marks_and_contacts_nothing_is_said_of_them():
    found = document("cliente", "C01", "-C", WORKED, *Q1)
    assert not {"avaliacoes", "contatos"} & {*found["tabelas"]}


def test_what_she_owes_is_what_the_ledger_says_of_her(tmp_path):
    sales(tmp_path, "c1,2024-01-10,100", "c1,2024-03-05,100", "c2,2024-03-31,1")
    (tmp_path / "titulos.csv").write_text(
        "titulo,cliente,emissao,vencimento,valor,pagamento,valor_pago\n"
        "T1,c1,2024-01-10,2024-02-10,100.00,2024-02-20,60.00\n"  # 40 are left, 50 days late at the end of March
        "T2,c1,2024-03-05,2024-04-05,100.00,2024-04-01,100.00\n"  # paid after the end: still open then
        "T3,c1,2024-01-05,2024-01-20,30.00,2024-01-20,30.00\n"
        "T4,c1,2024-04-01,2024-05-01,70.00,,\n"  # issued after the end
        "T5,c2,2024-01-10,2024-02-10,5.00,,\n",
        encoding="utf-8",
    )
    found = document("cliente", "c1", "-C", tmp_path, *Q1)
    assert found["tabelas"]["titulos"] == [
        {"titulo": "T1", "vencimento": "2024-02-10", "valor": 100.0, "aberto": 40.0, "atraso": 50},
        {"titulo": "T2", "vencimento": "2024-04-05", "valor": 100.0, "aberto": 100.0, "atraso": 0},
    ]
    assert found["tabelas"]["texto"][-1] == {
        "frase": "Deve R$ 140,00 em 31/03/2024, R$ 40,00 vencidos, há até 50 dias."
    }
    everybody = document("credito", "-C", tmp_path, "--em", "2024-03-31", *Q1)["tabelas"]["por_cliente"]
    assert [(row["aberto"], row["vencido"]) for row in everybody if row["cliente"] == "c1"] == [(140.0, 40.0)]


def test_her_offers_are_those_of_the_basket_of_everybody():
    offered = document("cliente", "C00115", "-C", DISTRIBUTOR, "-p", "2024")["tabelas"]["ofertas"]
    every = document("cesta", "-C", DISTRIBUTOR, "-p", "2024")["tabelas"]["oportunidades"]
    hers = [{key: row[key] for key in offered[0]} for row in every if row["cliente"] == "C00115"]
    assert offered == hers
    assert len(offered) == 5
