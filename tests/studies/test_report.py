"""The report to hand over: its numbers are those of the commands that it is made of, of whomever it is for."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter

import pytest
from jsonschema import Draft202012Validator

from carteira_cli.api import report_of
from carteira_cli.commands import commands, handed_over
from carteira_cli.config.resolve import load
from carteira_cli.render.result_json import schema
from carteira_cli.sources.proving import proof
from carteira_cli.studies.relatorio.asked import every_section
from carteira_cli.units import Depth
from tests.running import ROOT, WORKED, carteira, sales

SHOP = ROOT / "examples" / "distribuidora"
WHEN = ("-p", "2024-12")
SECTIONS = [
    *("numeros", "ponte", "meses", "previsao", "atencao", "concentracao", "vendedores", "coortes"),
    *("segmentos", "ciclo", "funil", "contratos", "dados", "como_se_calcula"),
]


def report(*words, folder=SHOP, when=WHEN):
    ran = carteira("relatorio", "-C", folder, *when, "-q", "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


@pytest.fixture(scope="module")
def whole():
    return report()


def section(document, key):
    return next(one for one in document["secoes"] if one["chave"] == key)


def told(document):
    return [one["chave"] for one in document["secoes"] if "falta" not in one]


# --- the numbers are those of the commands ------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "tables"),
    [
        ("resumo", []),
        ("churn-receita", ["ponte"]),
        ("risco", ["por_vendedor"]),
        ("prever", ["previsao"]),
        ("pareto", ["abc"]),
        ("rfm", ["segmentos", "migracao"]),
        ("ciclo", ["janelas"]),
        ("conversao", []),
    ],
)
def test_a_section_has_the_numbers_of_its_command(whole, command, tables):
    alone = carteira(command, "-C", SHOP, *WHEN, "-q", "-f", "json").document
    for key in tables:
        assert whole["tabelas"][key] == alone["tabelas"][key], key
    shared = alone["indicadores"].keys() & whole["indicadores"].keys()
    assert command in {"rfm", "churn-receita"} or shared == alone["indicadores"].keys()
    for key in shared:
        own, there = alone["indicadores"][key], whole["indicadores"][key]
        assert {name: there[name] for name in own if name in there} == {
            name: own[name] for name in own if name in there
        }


@pytest.mark.slow
def test_lists_and_cohorts_are_those_of_their_commands_whatever_is_said_beside(whole):
    late = carteira("risco", "-C", SHOP, *WHEN, "-q", "-f", "json").document["tabelas"]
    late |= carteira("pareto", "-C", SHOP, *WHEN, "-q", "-f", "json").document["tabelas"]
    for key in ("em_risco", "inativos", "maiores"):
        assert [{name: row[name] for name in late[key][0]} for row in whole["tabelas"][key]] == late[key]
    cohorts = carteira("coortes", "-C", SHOP, *WHEN, "--coorte", "trimestre", "-q", "-f", "json").document["tabelas"]
    assert whole["tabelas"]["coortes"] == cohorts["coortes"]
    months = carteira("resumo", "-C", SHOP, "-p", "2024", "--serie", "mes", "-q", "-f", "json").document["tabelas"]
    own = [(one["mes"], one["receita"], one["perdidos"]) for one in whole["tabelas"]["meses"]]
    assert own == [(one["periodo"], one["receita"], one["perdidos"]) for one in months["serie"]]


@pytest.mark.slow
def test_the_year_before_is_what_a_comparison_with_it_says(whole):
    beside = carteira("resumo", "-C", SHOP, *WHEN, "--comparar", "ano-anterior", "-q", "-f", "json").document
    assert whole["ano_anterior"] == beside["comparado"]
    cards = section(whole, "numeros")["indicadores"]
    assert len(cards) == 6
    for key in cards:
        year, alone = whole["indicadores"][key]["ano_anterior"], beside["indicadores"][key]
        assert (year["valor"], year["variacao"]) == (alone["anterior"], alone["variacao"])
        assert year.get("veredito_variacao") == alone.get("veredito_variacao")
        assert year.get("intervalo_variacao_95") == alone.get("intervalo_variacao_95")


@pytest.mark.slow
def test_everybody_is_in_one_row_and_in_the_class_and_the_segment_that_are_counted(whole):
    rows, count = whole["tabelas"]["clientes"], {key: one["valor"] for key, one in whole["indicadores"].items()}
    assert len(rows) == len({row["cliente"] for row in rows}) == count["clientes_cadastrados"]
    stands = Counter(row["situacao"] for row in rows)
    assert stands["em risco"] == count["clientes_em_risco"]
    assert stands["ativo"] + stands["em risco"] == count["clientes_ativos"]
    assert (stands["inativo"], stands["nunca comprou"]) == (count["clientes_inativos"], count["nunca_compraram"])
    segments = Counter(row["segmento_rfm"] for row in rows if row["segmento_rfm"])
    assert segments == {row["segmento"]: row["clientes"] for row in whole["tabelas"]["segmentos"] if row["clientes"]}
    classes = Counter(row["classe_abc"] for row in rows if row["classe_abc"])
    assert classes == {row["classe"]: row["clientes"] for row in whole["tabelas"]["abc"]}
    by_customer = {row["cliente"]: row for row in rows}
    for late in whole["tabelas"]["em_risco"]:
        own = by_customer[late["cliente"]]
        assert {key: own[key] for key in ("nome", "vendedor", "dias_sem_comprar", "receita_mensal")} == {
            key: late[key] for key in ("nome", "vendedor", "dias_sem_comprar", "receita_mensal")
        }
    assert sum(row["receita_mensal"] for row in rows) == pytest.approx(count["receita_mensal_fim"])
    assert [row["receita_mensal"] for row in rows] == sorted((row["receita_mensal"] for row in rows), reverse=True)


@pytest.mark.slow
def test_the_json_is_what_the_schema_promises(whole):
    promised = schema()
    Draft202012Validator(promised).validate(whole)
    assert {"ano_anterior", "de", "frases", "secoes"} <= promised["$defs"]["resultado"]["properties"].keys()
    assert not {"ano_anterior", "de", "frases", "secoes"} & set(promised["$defs"]["resultado"]["required"])
    shown = {key for one in whole["secoes"] for key in one["tabelas"]}
    assert shown <= whole["tabelas"].keys()
    assert {key for one in whole["secoes"] for key in one["indicadores"]} <= whole["indicadores"].keys()


# --- whom it is for, which sections ---------------------------------------------------------------------------


@pytest.mark.slow
def test_the_report_of_a_seller_is_that_of_her_customers():
    name = "Fábio Conceição"
    own = report("--para", f"vendedor={name}")
    filtered = report("--onde", f'vendedor="{name}"')
    assert own["de"] == f"distribuidora · {name}"
    assert own["frases"] == filtered["frases"]
    assert {**own["indicadores"], "perda_esperada": None} == {**filtered["indicadores"], "perda_esperada": None}
    assert own["tabelas"]["clientes"] == filtered["tabelas"]["clientes"]
    assert {row["vendedor"] for row in own["tabelas"]["em_risco"]} == {name}


@pytest.mark.slow
def test_a_customer_has_one_chance_whoever_the_report_is_for(whole):
    """The past of everybody says it, not that of a seller's few."""
    name = "Fábio Conceição"
    own = report("--para", f"vendedor={name}", "--secoes", "atencao")["tabelas"]
    for key in ("em_risco", "inativos", "por_vendedor"):
        assert own[key] == [row for row in whole["tabelas"][key] if row["vendedor"] == name]
        assert own[key]


def test_the_sections_that_a_shell_is_offered_are_those_there_are():
    assert list(every_section()) == [*SECTIONS[:-2], *handed_over(), *SECTIONS[-2:]]


@pytest.mark.slow
def test_sections_and_whom_it_is_for_go_together_with_a_filter():
    words = ("--secoes", "Atenção, numeros", "--secoes", "dados", "--para", "vendedor=Fábio Conceição")
    found = report(*words, "--onde", "uf=SP", "--empresa", "Distribuidora Sol")
    assert told(found) == ["numeros", "atencao", "dados"]
    assert found["de"] == "Distribuidora Sol · Fábio Conceição"
    shown = {key for one in found["secoes"] for key in one["tabelas"]}
    assert {key for key, rows in found["tabelas"].items() if rows} == shown | {"texto"}


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (("--secoes", "numeros,atenssao"), 'a seção "atenssao" não existe', 'você quis dizer "atencao"?'),
        (("--para", "vendedor=Fabio"), 'não há vendedor "Fabio"', 'você quis dizer "Fábio Conceição"?'),
        (("--para", "vendedor=fábio conceicao"), "não há vendedor", 'você quis dizer "Fábio Conceição"?'),
        (("--para", "vendedor="), 'não há relatório para "vendedor="', "use diretoria ou vendedor=NOME"),
        (("--para", "diretora"), 'não há relatório para "diretora"', "use diretoria ou vendedor=NOME"),
        (("--para", "uf=SP"), 'não há relatório para "uf=SP"', "use diretoria ou vendedor=NOME"),
    ],
)
def test_what_is_asked_wrongly_is_refused_with_the_nearest(words, message, hint):
    ran = carteira("relatorio", "-C", SHOP, *WHEN, *words, "-f", "markdown")
    assert (ran.code, ran.out) == (2, "")
    told_message, told_hint = ran.error
    assert message in told_message
    assert hint in told_hint


def test_there_is_no_seller_where_no_file_has_one(tmp_path):
    sales(tmp_path, "A,2024-01-10,10", "B,2024-02-10,20")
    ran = carteira("relatorio", "-C", tmp_path, "--para", "vendedor=Ana", "-f", "markdown")
    assert ran.code == 2
    assert "vendedor" in ran.error[0]


# --- data that are there, and that are not -----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "there", "studies", "brings"),
    [
        (
            ["vendas.csv"],
            {"numeros", "ponte", "meses", "atencao", "concentracao", "coortes"},
            ["cesta", "agenda", "distribuir", "retorno", "valor"],
            {"funil": "leads.csv"},
        ),
        (
            ["leads.csv"],
            {"funil", "dados", "como_se_calcula"},
            [],
            {"atencao": "vendas.csv", "contratos": "assinaturas.csv"},
        ),
    ],
)
def test_a_section_whose_data_are_missing_says_which_file_brings_them(tmp_path, files, there, studies, brings):
    for name in files:
        shutil.copy(SHOP / name, tmp_path)
    found = report(folder=tmp_path)
    assert there <= set(told(found))
    assert [one["chave"] for one in found["secoes"]] == [*SECTIONS[:-2], *studies, *SECTIONS[-2:]]
    for key, file in brings.items():
        assert file in section(found, key)["falta"]
    for one in found["secoes"]:
        if "falta" in one:
            assert (one["tabelas"], one["graficos"], one["frases"]) == ([], [], [])


@pytest.mark.slow
def test_contracts_alone_make_a_report():
    found = report(folder=ROOT / "examples" / "assinaturas", when=())
    assert {"numeros", "ponte", "previsao", "contratos", "dados"} <= set(told(found))
    active = [row for row in found["tabelas"]["clientes"] if row["situacao"] == "ativo"]
    assert len(active) == found["indicadores"]["clientes_fim"]["valor"]
    assert sum(row["receita_mensal"] for row in active) == pytest.approx(
        found["indicadores"]["receita_mensal_fim"]["valor"]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("when", "complete", "compared"),
    [
        (("-p", "2024-Q4"), True, "2024-Q3"),
        (("-p", "2024"), True, "2023"),
        (("-p", "2024-11-05..2024-12-20"), True, "2024-09-20..2024-11-04"),
        (("-p", "2024-12", "--hoje", "2024-12-15"), False, "2024-11"),
        (("-p", "2024-12", "--comparar", "ano-anterior"), True, "2023-12"),
        (("-p", "2024-12", "--onde", "cliente=C00115"), True, "2024-11"),
    ],
)
def test_any_period_and_any_customers_have_a_report(when, complete, compared):
    found = report(when=when)
    assert found["periodo"]["completo"] is complete
    assert found["comparado"]["rotulo"] == compared
    # Of two years one can't be forecast from the other, and what follows a period is forecast when it is over.
    foreseen = complete and when != ("-p", "2024")
    assert set(SECTIONS) - set(told(found)) == {"contratos", *([] if foreseen else ["previsao"])}
    assert 1 <= len(found["frases"]) <= 3
    assert "nan" not in json.dumps(found).casefold().split('"')
    assert ("ano_anterior" in found) == (compared not in {"2023-12", "2023"})
    if complete is False:
        assert [row["completo"] for row in found["tabelas"]["meses"]] == [True] * 11 + [False]


def test_a_period_before_the_data_is_no_report():
    ran = carteira("relatorio", "-C", WORKED, "-p", "2020-12", "-f", "markdown")
    assert (ran.code, ran.out) == (2, "")
    assert "termina antes de começarem os dados" in ran.error[0]


# --- one reading -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_sales_are_read_once(tmp_path, monkeypatch, whole):
    """What the first reading gave is all that there is: its file has other lines from then on."""
    for file in SHOP.glob("*.*"):
        shutil.copy(file, tmp_path)
    looked, first = [], proof.look_at

    def forgetting(part, *rest):
        found = first(part, *rest)
        looked.append(part.table.name)
        if part.table.name == "vendas":
            lines = (tmp_path / "vendas.csv").read_bytes().splitlines(keepends=True)
            (tmp_path / "vendas.csv").write_bytes(b"".join(lines[: len(lines) // 2]))
        return found

    monkeypatch.setattr(proof, "look_at", forgetting)
    monkeypatch.setattr(
        "carteira_cli.reading.inputs.watch._check", lambda _seen: None
    )  # which would refuse it, rightly
    found = report("--sem-cache", folder=tmp_path)
    assert looked.count("vendas") == 1
    assert found["indicadores"] == whole["indicadores"]
    for key in found["tabelas"].keys() - {"arquivos", "dados"}:
        assert found["tabelas"][key] == whole["tabelas"][key], key


# --- who may not be named ------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("switch", ["--sem-identificadores", "--pseudonimizar"])
@pytest.mark.parametrize("filtered", [(), ("--onde", "cliente em (C00115, C00327)")])
def test_nobody_is_named_where_nobody_may_be(tmp_path, filtered, switch):
    key = tmp_path / "chave"
    key.write_text("0123456789abcdef0123456789abcdef", encoding="utf-8")
    key.chmod(0o600)
    files = [tmp_path / f"r.{suffix}" for suffix in ("json", "md", "html", "csv", "txt")]
    words = [word for file in files for word in ("-o", file)]
    ran = carteira(
        "relatorio", "-C", SHOP, *WHEN, *filtered, switch, *([key] if switch == "--pseudonimizar" else []), *words
    )
    assert ran.code == 0, ran.err
    assert ("cliente" in json.loads(files[0].read_text("utf-8"))["tabelas"]["clientes"][0]) == (
        switch != "--sem-identificadores"
    )
    names = [line.split(",")[1] for line in (SHOP / "clientes.csv").read_text("utf-8").splitlines()[1:]]
    for file in files:
        content = file.read_text("utf-8")
        assert "C00115" not in content, file
        assert not [name for name in names if name in content], file
        assert filtered or "(omitido)" not in content  # which the filter itself becomes


# --- what other studies hand over ---------------------------------------------------------------------------


@pytest.mark.slow
def test_each_study_whose_tables_are_there_has_a_section_and_each_table_a_key_of_its_own():
    found = report("--secoes", ",".join(handed_over()))
    assert [one["chave"] for one in found["secoes"]] == [*handed_over()]
    assert not [one for one in found["secoes"] if one.get("falta")]
    shown = [key for one in found["secoes"] for key in one["tabelas"]]
    assert len(shown) == len({*shown})
    assert {*shown} <= {*found["tabelas"]} <= {*commands()["relatorio"].tables}
    assert all(one["frases"] for one in found["secoes"])
    for command, key, shown_as in (("credito", "por_vendedor", "credito_por_vendedor"), ("nps", "grupos", "grupos")):
        alone = carteira(command, "-C", SHOP, *WHEN, "-q", "-f", "json").document["tabelas"][key]
        assert found["tabelas"][shown_as] == alone


def test_where_no_title_is_there_the_report_has_no_section_of_them(tmp_path):
    sales(tmp_path, "c1,2023-10-10,100", "c1,2024-03-05,100", "c2,2024-03-30,1")
    found = report(folder=tmp_path, when=("-p", "2024-03"))
    assert not {"credito", "nps", "campanha"} & {one["chave"] for one in found["secoes"]}


def test_what_this_machine_lacks_a_library_for_is_warned_of_and_no_section(monkeypatch):
    monkeypatch.setitem(sys.modules, "highspy", None)
    ran = carteira("relatorio", "-C", SHOP, *WHEN, "-f", "json", "--secoes", "distribuir,valor")
    assert [one["chave"] for one in ran.document["secoes"]] == ["valor"]
    (warned,) = [one for one in ran.document["avisos"] if "highspy" in one]
    assert warned.startswith('a seção "Divisão dos clientes entre vendedores" fica fora')
    assert "pip install" in warned


@pytest.fixture(scope="module")
def handed():
    """What other studies hand over of the shop, and its funnel, as a report."""
    told = {"pasta": str(SHOP), "periodo": "2024-12", "secoes": ("funil", *handed_over())}
    return report_of("relatorio", load(told, environ={}))


@pytest.mark.slow
def test_what_studies_hand_over_is_told_in_few_lines(handed):
    by_key = {table.key: table for table in handed.tables}
    for one in handed.sections[1:]:
        assert one.command == handed_over()[one.key].name
        assert 1 <= len(one.sentences) <= 2, one.key
        assert len(one.seen) == 1, one.key
        table = by_key[one.seen[0]]
        assert min(len(table.rows), 3) <= table.shown <= 6, one.key
        assert 3 <= sum(column.depth is not Depth.DATA for column in table.columns) <= 6, one.key
        record = handed_over()[one.key].handed_over
        assert set(record.glance) <= {column.key for column in table.columns}, one.key
        assert {*one.notes} <= {*handed.notes}


@pytest.mark.slow
def test_what_a_month_has_too_few_of_is_told_of_a_year_and_says_so(handed):
    titles = {one.key: one.title for one in handed.sections}
    assert titles["retorno"] == "Retorno por canal, em 12 meses"
    assert titles["ideal"] == "O cliente ideal, em 12 meses"
    assert titles["nps"] == "O que os clientes dizem"
    year = carteira("retorno", "-C", SHOP, "-p", "2024", "--prazo", "44d", "-q", "-f", "json").document
    there = next(table for table in handed.tables if table.key == "retorno")
    keys = [column.key for column in there.columns]
    assert [dict(zip(keys, row, strict=True)) for row in there.rows] == year["tabelas"]["retorno"]
    open_leads = next(line for line in handed.notes if "leads abertos" in line)
    assert open_leads.startswith("nenhum dos 189 ")  # as many as the funnel has
    rates = {row["origem"]: row["conversao"] for row in of_origins(handed)}
    assert {row["canal"]: row["conversao"] for row in year["tabelas"]["retorno"] if row["canal"] in rates} == rates


def of_origins(handed):
    table = next(table for table in handed.tables if table.key == "por_origem")
    return [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]


@pytest.mark.slow
def test_the_open_leads_are_worth_what_their_command_says_and_never_without_what_came_of_it_before(handed):
    alone = carteira("conversao", "-C", SHOP, *WHEN, "-q", "-f", "json").document["tabelas"]
    there = next(table for table in handed.tables if table.key == "funil_ponderado")
    assert [list(row) for row in there.rows] == [list(row.values()) for row in alone["funil_ponderado"]]
    assert {row["sem_valor"] for row in alone["funil_ponderado"]} == {0}
    first = alone["calibracao_funil"][0]
    assert (first["mes"], round(first["previsto"]), first["ganho"]) == ("2023-12", 338951, 49000.0)
    assert handed.sections[0].sentences[1] == (
        "Em 31/12/2024, os 189 leads em aberto valem R$ 631 mil pela taxa de ganho da etapa em que estão; em "
        "31/12/2023 a mesma conta dizia R$ 339 mil, e aqueles leads trouxeram desde então R$ 49,0 mil (14,5 %)."
    )
    assert not [line for line in handed.notes if "sem valor" in line]


@pytest.mark.slow
def test_a_warning_is_said_once_and_of_which_study_it_is(handed):
    assert len(set(handed.warnings)) == len(handed.warnings)
    assert (
        "Quanto vale a carteira: só uma das três contas tem de que falar: uma sozinha não diz quanto vale a carteira"
        in (handed.warnings)
    )
    assert not [line for line in handed.warnings if "fica de fora" in line and not line.startswith("Divisão")]


@pytest.mark.slow
def test_a_sentence_says_of_whom_a_share_is(whole):
    said = {key: " ".join(section(whole, key)["frases"]) for key in ("concentracao", "ciclo")}
    assert said == {
        "concentracao": "Os 20 % maiores clientes trazem 65,1 % da receita; 35,8 % de todos bastam para 80 %.",
        "ciclo": (
            "O intervalo mediano entre compras é de 18 dias; 90 % das recompras vêm em até 50 dias; aqui é inativo "
            "quem passa de 90 dias sem comprar."
        ),
    }


@pytest.mark.slow
def test_no_study_looks_at_months_before_the_sales():
    found = report("--secoes", "retorno,ideal", folder=ROOT / "examples" / "minima", when=())
    assert [one["titulo"] for one in found["secoes"]] == [
        "O cliente ideal, em 11 meses",
        "Retorno por canal, em 11 meses",
    ]
    found = report("--secoes", "retorno,ideal", when=("-p", "2024"))
    assert [one["titulo"] for one in found["secoes"]] == ["O cliente ideal", "Retorno por canal"]
