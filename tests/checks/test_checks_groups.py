"""Verdicts by group are those of each group alone, and name the customers behind their numbers."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from carteira_cli.errors import ConfigError
from tests.judged import HEAD, checks, judged, limit, ruled, verify, words, worked
from tests.reference import Rules, Sale, reference
from tests.running import carteira
from tests.strategies import money, write_table

# --- against plain Python -----------------------------------------------------------------------------------

# What a shell, the language of conditions, CSV and TOML each take for something else.
SEGMENTS = (
    "SP", "sp", 'Bar "do Zé" São', "Bárbara d'Oeste", "vazio", "(a, b; c) ou y", "=$HOME `ls` \\", "-p", None,
)  # fmt: skip
START, END = date(2024, 1, 1), date(2024, 4, 1)


@dataclass(frozen=True)
class Shop:
    """A random portfolio on disk and in memory."""

    sales: tuple[Sale, ...]
    segment: dict[str, str | None]
    category: dict[Sale, str | None]

    def expected(self, group, *, of_sales):
        if of_sales:
            lines = [sale for sale in self.sales if self.category[sale] == group]
            members = dict.fromkeys(self.segment)
        else:
            members = {one: None for one, segment in self.segment.items() if segment == group}
            lines = [sale for sale in self.sales if sale.cliente in members]
        return reference(lines, members, None, None, START, END, Rules(as_of=date(2024, 3, 31)))


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    rng, folder = Random(7), tmp_path_factory.mktemp("shop")  # noqa: S311 - the same every time
    segment = {f"C{n:03}": rng.choice(SEGMENTS) for n in range(120)}
    customers = [one for one in segment if rng.random() < 0.9]
    sales, category = [], {}
    for number in range(420):
        day = date(2023, 9, 20) + timedelta(days=rng.randrange(194))
        sale = Sale(rng.choice(customers), day, rng.randint(1, 99_999), f"V{number}")
        sales.append(sale)
        category[sale] = rng.choice(("Bebidas", "Pão & cia", 'de "A" a Z', None))
    found = Shop(tuple(sales), segment, category)
    rows = [(s.venda, s.cliente, s.data.isoformat(), money(s.centavos), category[s] or "") for s in sales]
    write_table(folder / "vendas.csv", ("venda", "cliente", "data", "valor", "categoria"), rows)
    write_table(folder / "clientes.csv", ("cliente", "segmento"), [(c, s or "") for c, s in segment.items()])
    limits = [
        limit("perdidos", erro="> 1", por=by, sem_dados="aviso")
        + limit("churn", erro="> 33%", por=by, amostra_min=8, sem_dados="aviso")
        + limit("receita", erro="< R$ 20.000,00", por=by, sem_dados="aviso")
        for by in ("segmento", "vendas.categoria")
    ]
    ruled(folder, *limits, head=HEAD + 'hoje = "2024-03-31"\n')
    return folder, found, judged(folder)


def hoped(key, values):
    value = values[key]
    if value is None or (key == "churn" and values["clientes_inicio"] < 8):
        return "sem_dados"
    crossed = {"perdidos": value > 1, "churn": value > Fraction(33, 100), "receita": value < 20_000}
    return "erro" if crossed[key] else "ok"


@pytest.mark.parametrize(("by", "of_sales"), [("segmento", False), ("vendas.categoria", True)])
def test_every_group_has_the_verdict_of_its_customers_or_sales_alone(shop, by, of_sales):
    _, data, all_found = shop
    groups = set(data.category.values()) if of_sales else set(data.segment.values())
    named = sorted(groups, key=lambda group: (group is None, group))  # the empty one last
    found = [one for one in all_found if one["por"] == by]
    assert [(one["indicador"], one["grupo"]) for one in found] == [
        (key, group) for key in ("perdidos", "churn", "receita") for group in named
    ]
    for one in found:
        values = data.expected(one["grupo"], of_sales=of_sales)
        value = values[one["indicador"]]
        assert one["valor"] == (None if value is None else float(value)), one
        assert one["veredito"] == hoped(one["indicador"], values), one
    assert {one["veredito"] for one in all_found} == {"ok", "erro", "sem_dados"}


@pytest.mark.slow
def test_the_list_of_a_group_is_a_command_that_lists_as_many_as_its_number_says(shop, monkeypatch):
    folder, _, all_found = shop
    monkeypatch.chdir(folder)  # a command says nothing of where the folder is
    counted = [one for one in all_found if one["indicador"] == "perdidos"]
    assert len(counted) == 13
    for one in counted:
        program, *words = shlex.split(one["lista"])
        assert program == "carteira"
        ran = carteira(*words, "-f", "json", "-q")
        assert ran.code == 0, (one["lista"], ran.err)
        assert len(ran.document["tabelas"]["perdidos"]) == one["valor"], one["lista"]


@pytest.mark.slow
def test_the_lists_of_other_indicators_run_as_well_with_the_options_of_the_run(tmp_path, monkeypatch):
    keys = ("churn_receita", "cac", "clientes_b", "percentual_ativos")
    limits = [limit(key, erro="< 0") for key in keys]
    worked(tmp_path / "uma pasta", *limits)
    monkeypatch.chdir(tmp_path)
    filters = ("--onde", "canal = anuncio", "--inatividade", "60d", "--raiz-cnpj")
    found = checks(carteira("verificar", "-C", "uma pasta", "-f", "json", *filters))
    for one in found:
        words = shlex.split(one["lista"])[1:]
        assert words[words.index("--pasta") + 1] == "uma pasta"
        assert [words[words.index(flag) + 1] for flag in ("--onde", "--inatividade")] == ["canal = anuncio", "60d"]
        assert "--raiz-cnpj" in words
        ran = carteira(*words, "-f", "json", "-q")
        assert ran.code == 0, ran.err
        (rows,) = (
            ran.document["tabelas"][key] for key in ran.document["tabelas"] if key == words[words.index("--listar") + 1]
        )
        if one["indicador"] == "clientes_b":
            assert len(rows) == one["valor"]


@pytest.mark.slow
def test_the_list_of_a_group_keeps_the_filter_of_the_configuration(tmp_path, monkeypatch):
    folder = worked(tmp_path, limit("compradores", erro="> 0", por="uf"), head=HEAD + 'onde = ["vendedor = Bruno"]\n')
    found = judged(folder)
    assert [(one["grupo"], one["valor"]) for one in found] == [("MG", 2), ("RJ", 1), ("SP", 1)]  # Ana has two more
    monkeypatch.chdir(folder)
    for one in found:
        ran = carteira(*shlex.split(one["lista"])[1:], "-f", "json", "-q")
        assert len(ran.document["tabelas"]["compradores"]) == one["valor"], one["lista"]


# --- which groups -------------------------------------------------------------------------------------------


def test_one_group_is_judged_alone_and_a_misspelt_one_is_no_pass(tmp_path):
    folder = worked(tmp_path, limit(erro="> 5%", por="uf", grupo="SP"), limit(erro="> 60%", por="uf"))
    found = judged(folder)
    assert [(one["grupo"], one["valor"], one["veredito"]) for one in found] == [
        ("SP", 0.5, "erro"),
        ("MG", 1, "erro"),
        ("RJ", 0, "ok"),
        ("SP", 0.5, "ok"),
    ]
    message, hint = verify(worked(tmp_path, limit(erro="> 5%", por="uf", grupo="sp"))).error
    assert message.endswith('linha 2: limites: não há nenhum cliente com uf "sp"')
    assert hint.startswith('você quis dizer "SP"?')


@pytest.mark.slow
@pytest.mark.parametrize(
    ("indicator", "by", "said"),
    [
        ("churn", "uff", 'a coluna "uff" não existe'),
        ("churn", "uf,tipo", '"uf,tipo" não existe'),
        ("churn", "cidade", 'não há a coluna "cidade"'),
        ("churn", "vendas.categoria", 'não há a coluna "categoria"'),
        ("conversao", "uf", 'conversao não se divide por "uf"'),
    ],
)
def test_what_the_portfolio_can_not_be_split_by_is_refused_with_the_line(tmp_path, indicator, by, said):
    worked(tmp_path, limit(erro="> 5%"), limit(indicator, erro="> 5%", por=by))
    with pytest.raises(ConfigError) as caught:
        judged(tmp_path)
    assert caught.value.message.startswith(f"{tmp_path / 'carteira.toml'}, linha 6: limites: ")
    assert said in caught.value.message


def test_leads_have_groups_of_their_own(tmp_path):
    found = judged(worked(tmp_path, limit("conversao", erro="< 50%", por="vendedor")))
    assert [(one["grupo"], one["valor"], one["veredito"]) for one in found] == [("Ana", 0, "erro"), ("Bruno", 1, "ok")]
    assert not any("lista" in one for one in found)  # they are no customers


@pytest.mark.slow
def test_a_group_that_is_gone_since_the_baseline_is_told_and_a_new_one_has_nothing_to_compare(tmp_path):
    folder = worked(tmp_path, limit(piora_max="10%", por="uf"))
    assert carteira("base", "gravar", "-C", folder).code == 0
    register = folder / "clientes.csv"
    register.write_text(register.read_text(encoding="utf-8").replace(",MG,", ",ES,"), encoding="utf-8")
    found = judged(folder)
    assert [(one["grupo"], one["veredito"], one["valor"]) for one in found] == [
        ("ES", "sem_dados", 1),
        ("RJ", "ok", 0),
        ("SP", "ok", 0.5),
        ("MG", "sem_dados", None),
    ]
    assert found[0]["mensagem"].endswith("linha de base, 2024-Q1 não tem esse número")
    assert found[3]["mensagem"].endswith("o grupo não tem mais nenhum cliente")
    ruled(folder, limit(piora_max="10%", por="uf", grupo="MG"))
    assert words(judged(folder)) == ["sem_dados"]
    document = json.loads(carteira("base", "comparar", "-C", folder, "-f", "json").out)
    assert [(row["grupo"], row["valor"], row["anterior"]) for row in document["tabelas"]["grupos"]] == [
        ("ES", 1, None),
        ("MG", None, 1),
        ("RJ", 0, 0),
        ("SP", 0.5, 0.5),
    ]


@pytest.mark.parametrize("by", ["nome", "clientes.nome", "documento"])
def test_groups_that_say_who_customers_are_stay_out_of_a_result_without_identities(tmp_path, by):
    folder = worked(tmp_path, limit(erro="> 5%", por=by))
    ran = verify(folder, "--sem-identificadores")
    assert ran.code == 2
    assert f"os grupos de {by} dizem quem são os clientes" in ran.error[0]
    assert "Aurora" not in ran.err + ran.out


def test_a_filter_that_names_a_customer_is_in_no_command_where_identities_are_hidden(tmp_path):
    folder = worked(tmp_path, limit(erro="> 5%"))
    words = ("--onde", "nome = 'Mercado Bom Dia'")
    assert "Mercado" in verify(folder, *words).out
    assert "Mercado" not in verify(folder, *words, "--sem-identificadores").out
