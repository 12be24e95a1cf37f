"""Marks, contacts, campaigns and stages as exports have them: recognised, read dirty, counted once."""

from __future__ import annotations

import pytest

from carteira_cli.config.resolve import load
from carteira_cli.errors import DataError
from carteira_cli.reading.files import open_files
from carteira_cli.sources.finding.locate import locate
from carteira_cli.sources.finding.told import told_of
from carteira_cli.sources.glance.recognition import any_table, recognised
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.reading_rules import Rules
from carteira_cli.sources.understood import reading_warnings

CONFIG = load({}, environ={}, use_file=False)
STAGE = ("Novo", "Proposta", "Ganho")


def on(number, month=3):
    return f"{1 + number % 28:02}/{month:02}/2024"


# What a file is, by no more than its columns and cells: table → header, and the line of a number.
RECOGNISED = {
    "Typeform": (
        "avaliacoes",
        "#,Em uma escala de 0 a 10 qual a chance de você nos indicar?,Por que essa nota?,email,Submit Date (UTC)",
        lambda n: f"{n},{n % 11},bom {n},c{n}@x.com,2024-03-{1 + n % 28:02} 10:00:00",
    ),
    "Google Forms": (
        "avaliacoes",
        "Carimbo de data/hora;Endereço de e-mail;De 0 a 10, quanto você recomendaria a nossa empresa?",
        lambda n: f"{on(n)} 10:00:00;c{n}@x.com;{n % 11}",
    ),
    "SurveyMonkey": (
        "avaliacoes",
        "Respondent ID,Start Date,End Date,Email Address,How likely is it that you would recommend us to a friend?",
        lambda n: f"{9000 + n},2024-03-{1 + n % 28:02},2024-03-{1 + n % 28:02},c{n}@x.com,{n % 11}",
    ),
    "Track.co": (
        "avaliacoes",
        "Nome;E-mail;Nota;Comentário;Data da resposta;Data do envio;Canal",
        lambda n: f"Loja {n};c{n}@x.com;{n % 11};bom;{on(n)};{on(n)};E-mail",
    ),
    "boletos": (
        "titulos",
        "Nosso número;Pagador;Vencimento;Valor do título;Data de crédito;Situação",
        lambda n: f"{n};Loja {n % 9};{on(n)};{n},33;{on(n, 4)};Liquidado",
    ),
    "contas a receber de um ERP": (
        "titulos",
        "Documento;Parcela;Sacado;Dt. Emissão;Dt. Vencimento;Dt. Baixa;Vlr. Título;Vlr. Pago;Saldo",
        lambda n: f"{n};1/3;Loja {n % 9};{on(n, 1)};{on(n)};;{n},33;0,00;{n},33",
    ),
    "visitas": (
        "contatos",
        "Data da visita;Cód. Cliente;Vendedor;Tipo;Resultado",
        lambda n: f"{on(n)};C{n % 9};Ana;Visita;Sem pedido",
    ),
    "histórico de etapas": (
        "etapas",
        "Deal ID,Deal Name,To Stage,Changed Date",
        lambda n: f"{n // 3},Loja,{STAGE[n % 3]},2024-03-{1 + n % 28:02}",
    ),
    "campanha com controle": (
        "campanhas",
        "Ação;CNPJ;Braço;Data do disparo",
        lambda n: f"Verão;{11222333000181 + n};{('Tratado', 'Controle')[n % 2]};{on(n)}",
    ),
    # What was there before is what it was.
    "vendas com tipo": (
        "vendas",
        "Pedido;Cliente;Data;Valor;Tipo;Status;Vendedor;Campanha",
        lambda n: f"{n};C{n % 9};{on(n)};{n},33;Venda;Pago;Ana;X",
    ),
    "vendas com vencimento": (
        "vendas",
        "Nota;Cliente;Emissão;Vencimento;Valor;Vendedor;Produto",
        lambda n: f"{n};C{n % 9};{on(n)};{on(n, 4)};{n},33;Ana;P1",
    ),
    # What is none of them.
    "contas a pagar": (
        None,
        "Título;Fornecedor;Emissão;Vencimento;Valor;Pagamento",
        lambda n: f"{n};Fab {n % 9};{on(n)};{on(n, 4)};{n},33;",
    ),
    "pessoas de um CRM": (
        None,
        "Nome;E-mail;Telefone;Empresa;Cargo;Data de criação",
        lambda n: f"P {n};p{n}@x.com;419{n:07};Loja {n};Comprador;{on(n)}",
    ),
    "aberturas de e-mail": (
        None,
        "Email Address,First Name,Opens,Clicks,Campaign",
        lambda n: f"c{n}@x.com,Ana,{n % 3},{n % 2},Verao",
    ),
    "boletim": (None, "Aluno;Nota;Data", lambda n: f"A{n};{n % 11};{on(n)}"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", RECOGNISED)
def test_a_file_is_what_its_columns_and_cells_say(name, tmp_path):
    table, header, row = RECOGNISED[name]
    path = tmp_path / "exportação (3).dat"
    path.write_text("\n".join([header, *map(row, range(1, 41))]) + "\n", encoding="utf-8")
    (raw, *_) = open_files(path, "", told_of(CONFIG, "vendas").hints, any_table(CONFIG))
    found = recognised(raw, CONFIG)
    assert (found.table if found is not None and found.sure else None) == table


def ledger(folder, table, *files):
    paths = []
    for number, text in enumerate(files, start=1):
        paths.append(folder / f"{table}-{number}.csv")
        paths[-1].write_bytes("\r\n".join(text).encode("cp1252"))
    return open_ledger(TABLES[table], paths, {}, Rules(DEFAULT_CANCELLED, optional=frozenset(TABLES[table].names)))


def told(found):
    return " | ".join(reading_warnings(found.proven))


def lines(found, *names):
    return found.collect(lambda one: one.select(names)).rows()


def test_marks_with_bad_days_and_without_an_answer(tmp_path):
    found = ledger(
        tmp_path,
        "avaliacoes",
        (
            "Carimbo de data/hora;E-mail;Nota;Comentário;Convite",
            "25/02/2024 10:00:00;a@x.com;10;ótimo;",
            "26/02/2024 10:00:00;A@X.com ;9,0;;",  # the same customer
            "27/02/2024;b@x.com;;sem nota;",  # neither a mark nor an invitation: rejected
            ";b@x.com;;;20/02/2024",  # invited, did not answer
            "31/02/2024;c@x.com;8;;",  # no such day
        ),
    )
    assert lines(found, "cliente", "nota") == [("a@x.com", 1000), ("a@x.com", 900), ("b@x.com", None)]
    audit = found.proven.audit
    assert (audit.lines, audit.rejected, dict(audit.by_column)) == (5, 2, {"data": 1, "nota": 1})


def test_contacts_under_a_repeated_header_with_a_next_day_in_words(tmp_path):
    header = "Data da visita;Cód. Cliente;Vendedor;Tipo;Resultado;Próximo contato"
    found = ledger(
        tmp_path,
        "contatos",
        (header, "15/02/2024;001;José;Visita;Pedido;ligar depois", header, "26/02/2024;002;José;Ligação;;12/03/2024"),
    )
    assert lines(found, "cliente", "vendedor", "proximo") == [("001", "José", None), ("002", "José", 19794)]


def test_campaigns_with_money_and_empty_days(tmp_path):
    found = ledger(
        tmp_path,
        "campanhas",
        (
            "Campanha;Cliente;Grupo;Data do envio;Custo",
            "Verão;001;Tratado;25/02/2024;R$ 1.001,50",
            "Verão;002;Controle;;",
        ),
    )
    assert lines(found, "campanha", "cliente", "grupo", "custo") == [
        ("Verão", "001", "Tratado", 100150),
        ("Verão", "002", "Controle", None),
    ]


def test_stages_with_times_and_one_without_a_day(tmp_path):
    found = ledger(
        tmp_path,
        "etapas",
        ("ID do negócio;Etapa;Entrou em", "1;Negociação;25/02/2024 14:30", "1;Ganho;26/02/2024", "2;Negociação;"),
    )
    assert lines(found, "lead", "etapa", "data") == [("1", "Negociação", 19778), ("1", "Ganho", 19779)]
    assert found.proven.audit.rejected == 1


def test_what_two_exports_of_visits_have_in_common_counts_once(tmp_path):
    first = ("cliente;data;tipo", *(f"C{n};{13 + n}/01/2024;visita" for n in range(1, 4)))
    found = ledger(tmp_path, "contatos", first, (*first, "C9;20/01/2024;visita"))
    assert sorted(lines(found, "cliente")) == [("C1",), ("C2",), ("C3",), ("C9",)]
    assert "3 linhas de 3 contatos estão em mais de um arquivo" in told(found)
    assert "R$" not in told(found)


def test_what_two_lists_of_a_campaign_have_in_common_costs_once(tmp_path):
    first = ("campanha;cliente;grupo;custo", "v;C1;tratado;1,00", "v;C2;controle;0,00")
    found = ledger(tmp_path, "campanhas", first, (*first, "v;C3;tratado;1,00"))
    assert sum(cents for (cents,) in lines(found, "custo")) == 200


@pytest.mark.parametrize("name", ["% Desconto", "Desconto (%)", "Percentual de desconto", "Desconto"])
def test_a_percentage_of_discount_is_no_money(name, tmp_path):
    cells = ("10%", "0%") if name == "Desconto" else ("10,00", "0,00")
    rows = [f"{n};C{n};1{n}/01/2024;100,00;{cell}" for n, cell in enumerate(cells, start=1)]
    found = ledger(tmp_path, "vendas", (f"Pedido;Cliente;Data;Valor total;{name}", *rows))
    assert "desconto" not in found.opened.parts[0].matched.columns
    assert lines(found, "valor") == [(10000,), (10000,)]
    assert found.proven.audit.rejected == 0


def test_a_discount_in_money_is_read(tmp_path):
    found = ledger(tmp_path, "vendas", ("Cliente;Data;Valor total;Valor do desconto", "C1;15/01/2024;90,00;R$ 10,00"))
    assert lines(found, "valor", "desconto") == [(9000, 1000)]


def test_the_old_order_of_stages_is_told_by_its_new_name(tmp_path):
    (tmp_path / "carteira.toml").write_text('etapas = ["novo", "proposta"]\n', encoding="utf-8")
    with pytest.raises(DataError) as refused:
        locate(load({"pasta": str(tmp_path)}, environ={}), "etapas")
    assert 'o arquivo de etapas "novo" não existe' in refused.value.message
    assert "ordem_etapas" in refused.value.hint
