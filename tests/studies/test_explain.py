"""`explicar`: the worked examples of the agreement through the command, who enters and leaves, and what is refused.

CARTEIRA_GOLDENS=1 writes the golden file anew; look at the difference before it goes in.
"""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from carteira_cli.cli.offered import candidates
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.errors import ExitCode
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.studies.explicar import effects
from carteira_cli.studies.explicar.accounts import explained
from carteira_cli.units import Unit, show
from tests.portfolios import write
from tests.running import PREDICTED, ROOT, carteira, program, sales

DISTRIBUTOR = ROOT / "examples" / "distribuidora"
GOLDEN = Path(__file__).parents[1] / "goldens_explain" / "dois-canais.txt"
REWRITE = os.environ.get("CARTEIRA_GOLDENS") == "1"
CONTRACTS = "cliente,inicio,fim,valor_mensal"
LATE = ("--periodo", "2024-Q4", "--comparar", "2024-Q1", "--hoje", "2024-12-31")


def explained_as_json(folder, *words):
    ran = carteira("explicar", *words, "-C", folder, "-f", "json")
    assert ran.code == 0, ran.err
    return ran.document


def table(document, key, **values):
    found = document["tabelas"].get(key, [])
    return [row for row in found if all(row[name] == value for name, value in values.items())]


def contracts(first, many, lost, start, last_lost, last):
    """So many customers from a number on, of whom the first ones leave earlier."""
    for number in range(first, first + many):
        yield f"C{number:03},{start},{last_lost if number < first + lost else last},100.00"


@pytest.fixture(scope="module")
def two_channels(tmp_path_factory):
    """Churn of 4/100 and 30/100 in the first quarter, of 3/50 and 42/150 in the last, by channel."""
    folder = tmp_path_factory.mktemp("canais")
    rows = [
        *contracts(0, 100, 4, "2023-01-01", "2024-02-10", "2024-07-01"),
        *contracts(100, 100, 30, "2023-01-01", "2024-02-10", "2024-07-01"),
        *contracts(200, 50, 3, "2024-07-05", "2024-11-10", ""),
        *contracts(250, 150, 42, "2024-07-05", "2024-11-10", ""),
    ]
    write(folder / "assinaturas.csv", *rows, header=CONTRACTS)
    channels = ["indicacao"] * 100 + ["anuncio"] * 100 + ["indicacao"] * 50 + ["anuncio"] * 150
    register = [f"C{n:03},Cliente {n},{channel}" for n, channel in enumerate(channels)]
    write(folder / "clientes.csv", *register, header="cliente,nome,canal")
    return folder


def test_the_churn_of_two_channels_by_mix_and_rate(two_channels):
    document = explained_as_json(two_channels, "churn", *LATE)
    churn = document["indicadores"]["churn"]
    assert (churn["anterior"], churn["valor"]) == (0.17, 0.225)
    by_channel = {row["grupo"]: row for row in table(document, "explicacao", atributo="canal")}
    assert by_channel["indicacao"] | {"sinal": ""} == {
        "atributo": "canal", "grupo": "indicacao", "base_antes": 100, "base_depois": 50, "valor_antes": 0.04,
        "valor_depois": 0.06, "efeito_mix": 59 / 1600, "efeito_taxa": 3 / 400, "efeito": 71 / 1600, "sinal": "",
    }  # fmt: skip
    assert (by_channel["anuncio"]["efeito_mix"], by_channel["anuncio"]["efeito_taxa"]) == (37 / 1600, -1 / 80)
    (whole,) = table(document, "atributos", atributo="canal")
    assert (whole["efeito_mix"], whole["efeito_taxa"]) == (0.06, -0.005)
    # 34 of 200 against 45 of 200 is chance; so nothing more is said than that.
    (row,) = table(document, "texto")
    assert row["frase"].startswith("Churn de clientes subiu de 17,0 % em 2024-Q1 para 22,5 % em 2024-Q4 (+5,5 p.p.)")
    assert "dentro do acaso" in row["frase"]


def test_the_answer_as_an_analyst_reads_it(two_channels, monkeypatch):
    monkeypatch.chdir(two_channels)
    ran = carteira("explicar", "churn", *LATE, "--por", "canal", "-f", "tabela")
    assert ran.code == 0, ran.err
    if REWRITE:
        GOLDEN.write_text(ran.out, encoding="utf-8")
    assert ran.out == GOLDEN.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def twelve_buyers(tmp_path_factory):
    """10 buyers × 2 orders × R$ 50 in January; in February 12 × 2.5 × R$ 40. Some bought before."""
    folder = tmp_path_factory.mktemp("fatores")
    rows = ["C0,2023-11-15,V0,1.00"]
    rows += [f"C{n},2024-01-1{k},J{n}{k},50.00" for n in range(10) for k in (0, 1)]
    rows += [f"C{n},2024-02-1{k},F{n}-{k},40.00" for n in range(12) for k in range(3 if n < 6 else 2)]
    return sales(folder, *rows, header="cliente,data,venda,valor")


FEBRUARY = ("--periodo", "2024-02", "--hoje", "2024-02-29")


def test_revenue_by_its_factors_to_the_cent(twelve_buyers):
    document = explained_as_json(twelve_buyers, "receita", *FEBRUARY)
    assert (document["indicadores"]["receita"]["anterior"], document["indicadores"]["receita"]["valor"]) == (1000, 1200)
    told = [(row["fator"], row["antes"], row["depois"], row["efeito"]) for row in table(document, "fatores")]
    assert told == [
        ("Compradores", 10, 12, 201.67),  # 605/3
        ("Frequência", 2.0, 2.5, 246.67),  # 740/3
        ("Ticket médio por pedido", 50.0, 40.0, -248.34),  # −745/3; the cent that lacks is here
    ]
    assert round(sum(row[3] for row in told), 2) == 200.0


@pytest.fixture(scope="module")
def three_products(tmp_path_factory):
    """R$ 10 × 1,000, 15 × 800, 20 × 500 and then 11 × 1,000, 15 × 700, 23 × 800; the first by two customers."""
    rows = [
        "C0,2023-11-01,A,1,1.00", "C1,2024-01-05,A,600,6000.00", "C2,2024-01-06,A,400,4000.00",
        "C1,2024-01-07,B,800,12000.00", "C1,2024-01-08,C,500,10000.00", "C1,2024-02-05,A,1000,11000.00",
        "C2,2024-02-06,B,750,11250.00", "C2,2024-02-07,B,50,-750.00", "C2,2024-02-07,C,800,18400.00",
    ]  # fmt: skip
    return sales(tmp_path_factory.mktemp("pvm"), *rows, header="cliente,data,produto,quantidade,valor")


def test_revenue_by_price_volume_and_mix(three_products):
    """Fifty units of B came back: quantities count with the sign of their amounts."""
    document = explained_as_json(three_products, "receita", *FEBRUARY, "--metodo", "pvm")
    told = {row["termo"]: row["efeito"] for row in table(document, "pvm")}
    assert told == {
        "volume": 2782.61, "mix": 1717.39, "preco": 3400.0, "produtos_novos": 0.0, "produtos_que_sairam": 0.0
    }  # fmt: skip
    assert not table(document, "fatores") + table(document, "explicacao")


def test_the_other_splits_stand_beside_ours_with_formula_and_source(three_products):
    ran = carteira("comparar-definicoes", "-C", three_products, *FEBRUARY, "-f", "json")
    assert ran.code == 0, ran.err
    told = {row["quem"]: [*row.values()][1:] for row in table(ran.document, "definicoes_pvm")}
    assert told == {
        "carteira": [2782.61, 1717.39, 3400.0, 0.0, 7900.0],
        "Accountancy Index": [4500.0, 900.0, 2500.0, 0.0, 7900.0],
        "Bennet, por Diewert": [4950.0, None, 2950.0, 0.0, 7900.0],
    }
    # C1 and C2 bought, of three who are known; C0 did in November, more than 90 days before February.
    reach = {
        row["quem"]: (row["numerador"], row["denominador"]) for row in table(ran.document, "definicoes_positivacao")
    }
    assert reach == {"carteira, como Checkmob": (2, 3), "base ativa, por goVendas": (2, 2)}
    for key in ("formulas", "fontes_das_definicoes"):
        assert {*told, *reach} <= {row["quem"] for row in table(ran.document, key)}


def test_price_volume_and_mix_of_the_distributor_by_another_engine():
    document = explained_as_json(DISTRIBUTOR, "receita", "--periodo", "2024-Q3", "--metodo", "pvm")
    told = {row["termo"]: row["efeito"] for row in table(document, "pvm")}
    query = """
    with lines as (
      select produto, sign(valor) * abs(quantidade) as q, valor::decimal(18,2) as v,
             data >= date '2024-07-01' as late
      from read_csv('{file}') where data >= date '2024-04-01' and data < date '2024-10-01' and status <> 'cancelado'
    ), sums as (
      select produto, sum(q) filter (not late) q0, sum(q) filter (late) q1, sum(v) filter (not late)::double v0,
             sum(v) filter (late)::double v1 from lines group by produto
    ), kept as (select * from sums where q0 > 0 and q1 > 0),
    whole as (select sum(q0) w0, sum(q1) w1, sum(v0) m0 from kept)
    select (any_value(w1) - any_value(w0)) * any_value(m0) / any_value(w0),
           sum((q1 - w1 * q0 / w0) * v0 / q0), sum((v1 / q1 - v0 / q0) * q1) from kept, whole
    """
    volume, mix, price = duckdb.sql(query.format(file=DISTRIBUTOR / "vendas.csv")).fetchall()[0]
    assert [told["volume"], told["mix"], told["preco"]] == pytest.approx([volume, mix, price], abs=0.011)
    revenue = document["indicadores"]["receita"]
    assert round(sum(told.values()), 2) == round(revenue["valor"] - revenue["anterior"], 2)


def test_groups_that_enter_and_leave(tmp_path):
    rows = [f"C{n},2024-01-10,{'velho' if n < 9 else 'fica'},10.00" for n in range(18)]
    rows += [f"C{n},2024-02-10,{'novo' if n < 9 else 'fica'},20.00" for n in range(18)]
    sales(tmp_path, "X,2023-11-01,velho,1.00", *rows, header="cliente,data,categoria,valor")
    document = explained_as_json(tmp_path, "receita", *FEBRUARY, "--por", "vendas.categoria")
    told = [tuple(row.values()) for row in table(document, "explicacao")]
    assert told == [
        ("vendas.categoria", "novo", "sem_base", 180.0, 0.0, 180.0, None, None, None, None),
        ("vendas.categoria", "fica", "sinal", 90.0, 90.0, 180.0, None, None, None, None),
        ("vendas.categoria", "velho", "sem_base", -90.0, 90.0, 0.0, None, None, None, None),
    ]
    assert "fica (+R$ 90,00, de R$ 90,00 para R$ 180,00)" in table(document, "texto")[-1]["frase"]
    assert all("causa" not in row["frase"] for row in table(document, "texto"))


def test_returns_larger_than_sales_and_a_group_without_buyers(tmp_path):
    """By state: RJ only gives back in February, and nobody there buys; its −30 count against the mean of all."""
    rows = [
        "A,2023-11-01,1.00",
        "A,2024-01-10,100.00",
        "B,2024-01-11,40.00",
        "A,2024-02-10,100.00",
        "B,2024-02-11,-30.00",
    ]
    sales(tmp_path, *rows)
    write(tmp_path / "clientes.csv", "A,SP", "B,RJ", header="cliente,uf")
    document = explained_as_json(tmp_path, "ticket_cliente", *FEBRUARY, "--por", "uf")
    told = {row["grupo"]: (row["efeito_mix"], row["efeito_taxa"]) for row in table(document, "explicacao")}
    # SP: weight 1/2 → 1 at a rate of 100; the whole goes from 70 to 70. RJ: weight 1/2 → 0 at 40, and −30 over 1 buyer.
    assert told == {"SP": (15.0, 0.0), "RJ": (15.0, -30.0)}


def test_one_customer_and_no_attribute_at_all(tmp_path):
    sales(tmp_path, "A,2023-11-01,5.00", "A,2024-01-10,10.00", "A,2024-02-10,30.00")
    document = explained_as_json(tmp_path, "ticket_cliente", *FEBRUARY, "--atividade", "compras")
    assert [row["efeito"] for row in table(document, "fatores")] == [0.0, 20.0]
    assert document["indicadores"]["ticket_cliente"]["veredito_variacao"] == "sem_base"
    assert "sem base para dizer se é acaso" in table(document, "texto")[0]["frase"]


def test_a_month_before_the_data_has_nothing_to_explain(tmp_path):
    sales(tmp_path, "A,2024-02-10,10.00", "B,2024-02-11,30.00")
    document = explained_as_json(tmp_path, "receita", *FEBRUARY)
    assert [row["frase"] for row in table(document, "texto")] == [
        "Receita não tem valor nos dois períodos: não há mudança que explicar."
    ]
    assert list(document["tabelas"]) == ["texto"]
    assert any("não há o que comparar" in line for line in document["avisos"])


def test_leads_by_where_they_come_from():
    document = explained_as_json(DISTRIBUTOR, "conversao", "--periodo", "2024-Q3", "--por", "origem")
    rows = table(document, "explicacao")
    whole = document["indicadores"]["conversao"]
    assert {row["grupo"] for row in rows} == {"anuncio", "evento", "indicacao", "representante"}
    assert sum(row["base_depois"] for row in rows) == 99
    assert sum(row["efeito"] for row in rows) == pytest.approx(whole["valor"] - whole["anterior"])
    assert not table(document, "clientes")


def test_nothing_on_both_sides_has_no_groups(tmp_path):
    sales(tmp_path, *(f"A,{day},10.00" for day in ("2023-10-10", "2023-12-10", "2024-01-10", "2024-02-10")))
    write(tmp_path / "clientes.csv", "A,SP", header="cliente,uf")
    document = explained_as_json(tmp_path, "perdidos", *FEBRUARY, "--por", "uf")
    assert table(document, "texto")[0]["frase"].startswith("Perdidos ficou igual em 0, em 2024-01 e em 2024-02")
    assert not table(document, "explicacao")


def test_columns_that_only_this_register_has_are_looked_at_and_ids_are_not(tmp_path):
    rows = [f"C{n},2023-11-10,1.00" for n in range(20)]
    rows += [f"C{n},2024-0{month}-10,{10 * month * (1 + n % 2)}.00" for n in range(20) for month in (1, 2)]
    sales(tmp_path, *rows)
    register = [f"C{n},Cliente {n},{'NS'[n % 2]},Z{n},SP" for n in range(20)]
    write(tmp_path / "clientes.csv", *register, header="cliente,nome,Região de entrega,Código interno,uf")
    told = explained_as_json(tmp_path, "receita", *FEBRUARY)["tabelas"]["atributos"]
    by_name = {row["atributo"]: row["grupo"] for row in told}
    assert by_name["regiao_de_entrega"] == "S"
    assert not {"codigo_interno", "nome", "uf"} & {*by_name}  # says who; says who; is one for all


def test_a_limit_puts_the_other_groups_together():
    every = table(explained_as_json(DISTRIBUTOR, "ticket_cliente", "--periodo", "2024-Q3", "--por", "uf"), "explicacao")
    cut = table(
        explained_as_json(DISTRIBUTOR, "ticket_cliente", "--periodo", "2024-Q3", "--por", "uf", "--limite", "2"),
        "explicacao",
    )
    assert [row["grupo"] for row in cut] == [every[0]["grupo"], every[1]["grupo"], "(outros)"]
    assert cut[2]["base_depois"] == sum(row["base_depois"] or 0 for row in every[2:])
    assert round(sum(row["efeito"] for row in cut), 2) == round(sum(row["efeito"] for row in every), 2)


def test_a_change_beyond_chance_is_told_with_factors_and_groups(tmp_path):
    """Sixty customers of whom those of SP double their purchases."""
    rows = [f"C{n},2023-12-0{1 + n % 9},10.00" for n in range(60)]
    rows += [f"C{n},2024-01-10,{10 + n % 3}.00" for n in range(60)]
    rows += [f"C{n},2024-02-10,{(10 + n % 3) * (2 if n < 30 else 1)}.00" for n in range(60)]
    sales(tmp_path, *rows)
    write(tmp_path / "clientes.csv", *(f"C{n},{'SP' if n < 30 else 'RJ'}" for n in range(60)), header="cliente,uf")
    document = explained_as_json(tmp_path, "receita", *FEBRUARY, "--por", "uf")
    assert [row["frase"] for row in table(document, "texto")] == [
        "Receita subiu de R$ 660,00 em 2024-01 para R$ 990,00 em 2024-02 (+R$ 330,00), além do acaso (95 %).",
        "Pelos fatores, está associado a ticket médio por pedido (+R$ 330,00).",
        "Por uf, o que mais pesa é SP (+R$ 330,00, de R$ 330,00 para R$ 660,00).",
    ]
    assert [row["sinal"] for row in table(document, "explicacao")] == ["sinal", "ruido"]
    assert table(document, "clientes")[0]["efeito"] == 12.0
    assert document["trechos"]["proximo"].startswith("carteira ticket --periodo 2024-02 --listar compradores ")
    assert document["trechos"]["proximo"].endswith("--onde 'uf = SP'")


def test_customers_are_not_named_where_they_may_not_be():
    ran = carteira(
        "explicar", "receita", "-C", DISTRIBUTOR, "--periodo", "2024-Q3", "-f", "json", "--sem-identificadores"
    )
    assert ran.code == 0, ran.err
    assert "clientes" not in ran.document["tabelas"]
    assert "Pastelaria" not in ran.out
    assert "C00238" not in ran.out


@pytest.mark.slow
@pytest.mark.parametrize("how", [("--sem-identificadores",), ("--pseudonimizar", "chave.bin")])
@pytest.mark.parametrize("by", ["documento", "nome", "clientes.nome"])
def test_groups_that_say_who_customers_are_are_refused_where_they_may_not(by, how, tmp_path):
    key = tmp_path / "chave.bin"
    key.write_bytes(bytes(n * n % 251 for n in range(7, 39)))
    key.chmod(0o600)
    words = [str(key) if word == key.name else word for word in how]
    ran = carteira("explicar", "receita", "-C", DISTRIBUTOR, "--periodo", "2024-Q3", "--por", by, *words)
    assert ran.code == ExitCode.UNUSABLE
    assert ran.error[0] == f'os grupos de "{by}" dizem quem são os clientes'


def test_sentences_have_the_cents_of_the_tables():
    document = explained_as_json(DISTRIBUTOR, "receita", "--periodo", "2024-Q3", "--sinal", "nao")
    said = table(document, "texto")[1]["frase"]
    for row in table(document, "fatores"):
        assert show(row["efeito"], Unit.REAIS) in said


def test_where_there_is_no_basis_nothing_is_associated():
    """Half a quarter against a whole one."""
    document = explained_as_json(DISTRIBUTOR, "receita", "--periodo", "2024-Q3", "--hoje", "2024-08-15")
    assert document["indicadores"]["receita"]["veredito_variacao"] == "sem_base"
    assert len(table(document, "texto")) == 1


def test_dates_make_no_groups():
    ran = carteira("explicar", "churn", "-C", DISTRIBUTOR, "--periodo", "2024-Q3", "--por", "data_cadastro")
    assert (ran.code, ran.error[0]) == (ExitCode.UNUSABLE, '"data_cadastro" é uma data, que não forma grupos')


@pytest.mark.parametrize(
    "suffix", [".txt", ".json", ".jsonl", ".csv", ".tsv", ".parquet", ".md", ".xlsx", ".html", ".eml"]
)
def test_every_format_has_it(suffix, tmp_path):
    out = tmp_path / f"explicar{suffix}"
    ran = carteira("explicar", "receita", "-C", DISTRIBUTOR, "--periodo", "2024-Q3", "-o", out)
    assert ran.code == 0, ran.err
    content = out.read_bytes()
    assert len(content) > 200
    said = {".html": "R$ 824 mil", ".md": "R$ 824 mil", ".txt": "R$ 823.822,41"}.get(suffix)
    assert said is None or f"Receita subiu de {said}" in content.decode()


WRONG = [
    ((), "falta o indicador"),
    (("gini",), "gini não se explica por partes"),
    (("dias_ate_converter",), "não se explica por partes"),
    (("receita_top20",), "não se explica por partes"),
    (("chrun",), 'o indicador "chrun" não existe'),
    (("churn", "--metodo", "pvm"), 'churn não se explica por "pvm"'),
    (("churn", "--por", "vendas.categoria"), "um cliente pode ter vendas em vários grupos"),
    (("conversao", "--por", "uf"), "leads não tem essa coluna"),
    (("churn", "--comparar", "nenhum"), "não deixa mudança que explicar"),
    (("churn", "--por", "cliente"), "daria uma linha por cliente"),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_what_cannot_be_explained_is_refused_with_what_can(words, told):
    ran = carteira("explicar", *words, "-C", DISTRIBUTOR, "--periodo", "2024-Q3")
    message, hint = ran.error
    assert ran.code == 2
    assert told in message
    assert hint
    if "partes" in told:
        assert all(key in hint for key in ("churn", "receita", "conversao"))


def test_medians_concentration_and_predictions_are_all_that_is_left_out():
    out = {key for key in catalogue() if key not in explained()}
    assert out == {
        "churn_mensal", "vida_media_meses", "dias_ate_converter", "receita_top20", "clientes_80", "gini", "hhi",
        "clientes_a", "clientes_b", "clientes_c", *PREDICTED,
    }  # fmt: skip


def test_an_effect_is_a_fraction_until_the_end(two_channels):
    """The mean of two channels: nothing is lost to floats before the last division."""
    document = explained_as_json(two_channels, "retencao", *LATE)
    rows = table(document, "explicacao", atributo="canal")
    assert sum(Fraction(row["efeito"]).limit_denominator(10**6) for row in rows) == Fraction(-55, 1000)


def test_effects_that_do_not_add_up_are_an_internal_error(two_channels, monkeypatch):
    real = effects.segment_effects

    def broken(before, after):
        found = real(before, after)
        first = next(iter(found))
        return found | {first: replace(found[first], mix=found[first].mix + Fraction(1, 10**9))}

    monkeypatch.setattr(effects, "segment_effects", broken)
    ran = carteira("explicar", "churn", *LATE, "-C", two_channels)
    assert ran.code == 3
    assert "do not add up" in ran.err


def test_a_job_of_the_configuration_explains(tmp_path, two_channels):
    for name in ("assinaturas.csv", "clientes.csv"):
        (tmp_path / name).write_bytes((two_channels / name).read_bytes())
    job = (
        'comando = "explicar"\nopcoes = { indicador = "churn", por = "canal", periodo = "2024-Q4" }\nsaida = "e.json"\n'
    )
    (tmp_path / "carteira.toml").write_text(f"[[exportar]]\n{job}", encoding="utf-8")
    ran = carteira("exportar", "-C", tmp_path, "--hoje", "2024-12-31")
    assert ran.code == 0, ran.err
    assert '"explicacao"' in (tmp_path / "e.json").read_text(encoding="utf-8")
    (tmp_path / "carteira.toml").write_text("[[exportar]]\n" + job.replace("churn", "gini"), encoding="utf-8")
    message, _ = carteira("exportar", "-C", tmp_path).error
    assert "gini não se explica" in message


def test_a_shell_is_offered_what_can_be_explained():
    assert candidates("explicar", QuestionSettings.indicador) == explained()


@pytest.mark.slow
@pytest.mark.process
def test_the_same_bytes_on_any_number_of_threads():
    words = ("explicar", "receita", "-C", DISTRIBUTOR, "--periodo", "2024-Q3", "-f", "json", "--sem-cache")
    outs = {program(*words, POLARS_MAX_THREADS=threads).out for threads in ("1", "3")}
    assert len(outs) == 1
    assert '"explicacao"' in outs.pop()
