"""What a screen shows when nobody asks for more: short, of one screen, nothing cut that is a figure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from carteira_cli.api import report_of
from carteira_cli.commands import CommandKind, analyses, commands
from carteira_cli.config.resolve import load
from carteira_cli.outgoing.prepare import prepared
from carteira_cli.render.default_screen import left_out, on_screen
from carteira_cli.render.terminal.table import Extent
from carteira_cli.report import Column, Kind, Reading, Report, Table
from carteira_cli.rows import Rows
from carteira_cli.units import MONTHLY, Depth, Unit
from tests.running import carteira
from tests.screens import on_a_terminal
from tests.screens import on_screen as on_screen_of

EXAMPLES = Path(__file__).parents[2] / "examples"
MOST = 60  # lines of a default screen
COLUMNS = 80
MONTH = ("-p", "2024-12")
ASKED = {"explicar": ("churn",), "cliente": ("C00115",)}
WITHOUT = {  # what an example has no source for, or can't be asked
    "distribuidora": {"renovacoes"},
    "minima": {"renovacoes", "cliente", "credito", "cesta", "campanha", "nps"},
    "assinaturas": {
        *("ticket", "cac", "conversao", "pareto", "coortes", "rfm", "ciclo", "risco", "vendedores", "cliente"),
        *("comparar-definicoes", "credito", "cesta", "distribuir", "ideal", "retorno", "agenda"),
        *("campanha", "nps"),
    },
}
SERIES = (("--serie", "mes"), ("--serie", "mes", "--controle"), ("--serie", "mes", "--comparar", "ano-anterior"))
GROUPS = (("--por", "uf"), ("--por", "vendedor"), ("--por", "uf", "--comparar", "anterior"))
FAMILIES = [name for name, one in analyses().items() if one.kind is CommandKind.INDICATORS]


def plain():
    for folder, without in WITHOUT.items():
        for name in analyses():
            if name not in without and commands()[name].format == "tabela":  # the others write a file
                yield folder, name, MONTH if folder == "distribuidora" else ()


def varied():
    for name in FAMILIES:
        yield from (("minima", name, more) for more in SERIES)
        yield "distribuidora", name, (*MONTH, "--comparar", "ano-anterior")
        if name not in {"cac", "conversao"}:  # costs and leads have no state
            yield from (("distribuidora", name, (*MONTH, *more)) for more in GROUPS)
    yield from (("assinaturas", name, more) for name in ("resumo", "churn-receita") for more in SERIES)


def listed():
    seen = set()
    for name, one in analyses().items():
        for chosen in one.lists:
            if name not in WITHOUT["distribuidora"] and chosen not in seen:
                seen.add(chosen)
                yield "distribuidora", name, (*MONTH, "--listar", chosen)


def words_of(folder, name, more):
    return (name, *ASKED.get(name, ()), *more, "-q", "-C", EXAMPLES / folder)


@pytest.mark.slow
@pytest.mark.usefixtures("_readings_are_kept")
@pytest.mark.parametrize(("folder", "name", "more"), [*plain(), *varied(), *listed()])
def test_a_default_screen_is_one_screen(folder, name, more, monkeypatch):
    code, text, told = on_a_terminal(monkeypatch, COLUMNS, *words_of(folder, name, more))
    assert code == 0, told
    lines = text.splitlines()
    assert len(lines) <= MOST, text
    assert max(map(len, lines)) <= COLUMNS


@pytest.mark.slow
@pytest.mark.parametrize("words", [("config",), ("validar",), ("inspecionar", EXAMPLES / "distribuidora/vendas.csv")])
def test_so_is_that_of_a_tool(words, monkeypatch):
    folder = () if words[0] == "inspecionar" else ("-C", EXAMPLES / "distribuidora")
    code, text, told = on_a_terminal(monkeypatch, COLUMNS, *words, *folder)
    assert code == 0, told
    assert len(text.splitlines()) <= MOST


@pytest.mark.slow
def test_of_sound_tables_a_line_and_of_what_only_informs_the_first_cases(monkeypatch):
    """What is left out is counted, and there when all is asked for."""
    words = ("validar", "-C", EXAMPLES / "distribuidora", "--hoje", "2025-01-02")
    text = on_a_terminal(monkeypatch, COLUMNS, *words)[1]
    lines = [line.rstrip() for line in text.splitlines()]
    at = lines.index(" ✓ clientes    boa  400 linhas = 400 válidas")
    assert lines[at + 1] == " ✓ leads       boa  750 linhas = 750 válidas"
    assert "clientes.csv" not in text
    assert "linhas 93, 94: 11759813: C00092, C00093" in text
    assert "linhas 57, 58" not in text
    assert lines[-1] == " mais 1 tabela, 3 casos e 7 nomes de arquivos: --completo, ou -o arquivo.xlsx"
    whole = on_a_terminal(monkeypatch, COLUMNS, *words, "--completo")[1]
    assert "clientes.csv: 400 linhas = 400 válidas" in whole
    assert "linhas 57, 58: 25716505: C00056, C00057" in whole
    assert "nomes de arquivos" not in whole


# --- one line a customer ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_list_of_customers_is_five_columns_ten_rows_and_a_line_each(monkeypatch):
    text = on_a_terminal(monkeypatch, COLUMNS, *words_of("distribuidora", "risco", MONTH))[1]
    lines = text.splitlines()
    head = next(n for n, line in enumerate(lines) if "Parado há" in line)
    assert lines[head].split("  ")[0].strip() == "Nome"
    assert re.split(r"\s{2,}", lines[head].strip()) == ["Nome", "Parado há", MONTHLY, "Chance", "P(ativo)"]
    rows = lines[head + 2 : head + 12]
    assert all(re.search(r"\d+ dias; costuma \d", row) and row.rstrip().endswith("%") for row in rows)
    assert not lines[head + 12].strip()
    assert "clientes" in next(line for line in lines if line.strip().startswith("mais "))


@pytest.mark.slow
def test_below_sixty_columns_it_is_a_field_a_line(monkeypatch):
    text = on_a_terminal(monkeypatch, 44, *words_of("distribuidora", "risco", MONTH))[1]
    assert re.search(r"^ +Parado há: \d+ dias; costuma \d+", text, re.MULTILINE)
    assert "…" not in text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["risco", "pareto", "vendedores", "rfm"])
def test_no_width_cuts_a_figure(name, monkeypatch):
    def figures(text):
        return set(re.findall(r"-?\d[\d.]*,\d+|\d[\d.]{3,}", text))

    whole = figures(on_a_terminal(monkeypatch, 220, *words_of("distribuidora", name, MONTH))[1])
    assert len(whole) > 5
    config = load({"pasta": str(EXAMPLES / "distribuidora"), "periodo": MONTH[1]}, environ={})
    report = prepared(report_of(name, config), config)  # what was on that screen, made once and shown at many widths
    assert figures(on_screen_of(report, 220, Extent.SHORT)) == whole
    for columns in range(44, 140, 8):
        assert figures(on_screen_of(report, columns, Extent.SHORT)) <= whole


@pytest.mark.slow
def test_all_of_it_is_asked_for_and_has_its_cents(monkeypatch):
    words = words_of("distribuidora", "risco", MONTH)
    short, whole = (on_a_terminal(monkeypatch, 200, *words, *more)[1] for more in ((), ("--completo",)))
    assert "--completo" in short
    assert "--completo" not in whole
    assert re.search(r"R\$ \d+,\d mil", short)
    assert not re.search(r"R\$ [\d,]+ mil", whole)
    assert whole.count("muito atrasado") > short.count("muito atrasado")
    assert "De onde vêm as chances de perda" in whole


@pytest.mark.slow
@pytest.mark.parametrize("name", ["risco", "churn", "coortes"])
def test_a_pipe_has_what_a_terminal_of_its_width_has(name, monkeypatch):
    words = words_of("distribuidora", name, MONTH)
    assert on_a_terminal(monkeypatch, 200, *words)[1].split() == carteira(*words).out.split()


@pytest.mark.slow
def test_a_control_chart_names_its_periods(monkeypatch):
    text = on_a_terminal(monkeypatch, COLUMNS, *words_of("distribuidora", "churn", ("-p", "2024", *SERIES[1])))[1]
    assert re.search(r"^ +2024-01 +2024-12$", text, re.MULTILINE)


@pytest.mark.slow
def test_without_identifiers_no_name_is_on_a_default_screen(monkeypatch):
    words = words_of("distribuidora", "risco", MONTH)
    names = {row["nome"] for row in carteira(*words, "-f", "json").document["tabelas"]["em_risco"]}
    shown = on_a_terminal(monkeypatch, COLUMNS, *words, "--sem-identificadores")[1]
    assert "Parado há" in shown
    assert not any(name[:12] in shown for name in names)


# --- what is left out ---------------------------------------------------------------------------------------


def customers(count):
    rows = [(f"C{n}", None if n == 1 else "Ana" if n in {2, 3} else f"Nome {n}", 1000.0 * n) for n in range(count)]
    columns = (Column("cliente", "Cliente"), Column("nome", "Nome"), Column("valor", "Valor", Unit.REAIS))
    return Table("lista", "Lista", columns, Rows(count, lambda most: rows[:most]))


def deep(key):
    return Table(key, key, (Column("a", "A"),), (("x",),), depth=Depth.FULL)


def test_what_is_left_out_is_told_in_one_line_and_only_what_is_there():
    machines = Table("m", "M", (Column("a", "A"),), (("x",),), depth=Depth.DATA)
    report = Report("x", "X", tables=(customers(44), deep("a"), deep("b"), machines))
    assert left_out(report) == "mais 34 clientes e 2 tabelas: --completo, ou -o arquivo.xlsx"
    assert left_out(Report("x", "X", tables=(customers(10), machines))) == ""
    assert left_out(Report("x", "X", tables=(customers(11),))) == "mais 1 cliente: --completo, ou -o arquivo.xlsx"
    assert [table.key for table in on_screen(report).tables] == ["lista"]


def test_columns_are_told_where_nothing_else_is_left_out():
    table = Table("t", "T", (Column("a", "A"), Column("b", "B", depth=Depth.FULL)), (("x", "y"),))
    assert left_out(Report("x", "X", tables=(table,))) == "mais 1 coluna: --completo, ou -o arquivo.xlsx"
    assert [column.key for column in on_screen(Report("x", "X", tables=(table,))).tables[0].columns] == ["a"]


def test_indicators_that_lie_deeper_are_counted():
    readings = tuple(
        Reading(key, key, Unit.CUSTOMERS, None, "churn", 1, depth=depth)
        for key, depth in (("a", Depth.SCREEN), ("b", Depth.FULL), ("c", Depth.FULL))
    )
    report = Report("x", "X", readings=readings)
    assert [one.key for one in on_screen(report).readings] == ["a"]
    assert left_out(report) == "mais 2 indicadores: --completo, ou -o arquivo.xlsx"


def test_a_customer_is_called_by_her_name_and_by_her_code_where_that_says_nothing():
    [table] = on_screen(Report("x", "X", tables=(customers(5),))).tables
    assert [row[0] for row in table.rows] == ["Nome 0", "C1", "C2 Ana", "C3 Ana", "Nome 4"]
    assert [column.key for column in table.columns] == ["nome", "valor"]


def test_where_nobody_has_a_name_the_codes_stand_under_their_own_title():
    columns = (Column("cliente", "Cliente"), Column("nome", "Nome"), Column("n", "N", Unit.CUSTOMERS))
    [table] = on_screen(Report("x", "X", tables=(Table("t", "T", columns, (("C1", None, 1), ("C2", "", 2))),))).tables
    assert [column.title for column in table.columns] == ["Cliente", "N"]


def test_no_more_rows_are_made_than_are_shown():
    asked = []

    def make(count):
        asked.append(count)
        return [(f"C{n}",) for n in range(count)]

    on_screen(Report("x", "X", tables=(Table("l", "L", (Column("cliente", "Cliente"),), Rows(10_000, make)),)))
    assert max(asked) == 10


# --- rows ---------------------------------------------------------------------------------------------------


def groups(*rows, few=3):
    columns = (Column("uf", "UF", blank="(sem uf)"), Column("n", "N", Unit.CUSTOMERS), Column("v", "V", Unit.REAIS))
    return Report("x", "X", tables=(Table("por", "Por uf", columns, rows, largest="v", few=few),))


def test_groups_stand_largest_first_and_those_without_anything_in_one_line():
    report = groups(
        ("AC", 0, 0.0),
        ("BA", 2, 10.0),
        ("MG", 1, 30.0),
        ("RJ", 0, None),
        ("SP", 3, 20.0),
        (None, 0, 0.0),
        ("(total)", 6, 60.0),
    )
    seen = on_screen(report)
    assert [row[0] for row in seen.tables[0].rows] == ["MG", "SP", "BA", "(total)"]
    assert seen.notes == ("mais 3 sem nada: AC, RJ, (sem uf)",)
    assert left_out(report) == ""


def test_beyond_the_largest_they_are_counted_and_the_total_stays():
    report = groups(("A", 1, 1.0), ("B", 1, 4.0), ("C", 1, 3.0), ("D", 1, 2.0), ("(total)", 4, 10.0), few=2)
    assert [row[0] for row in on_screen(report).tables[0].rows] == ["B", "C", "(total)"]
    assert left_out(report) == "mais 2 linhas: --completo, ou -o arquivo.xlsx"


def test_of_a_series_the_last_rows_are_shown():
    table = Table("serie", "S", (Column("p", "P"),), tuple((str(n),) for n in range(9)), few=-2)
    assert on_screen(Report("x", "X", tables=(table,))).tables[0].rows == (("7",), ("8",))


def test_a_cell_tells_a_second_number_after_its_own():
    columns = (
        Column("cliente", "Cliente"),
        Column("dias", "Sem comprar há", Unit.DAYS, short="Parado há", aside=("usual", "costuma")),
        Column("usual", "Usual", Unit.DAYS, depth=Depth.FULL),
        Column("mes", "Receita por mês", Unit.REAIS_PER_MONTH, short=MONTHLY),
    )
    [table] = on_screen(
        Report("x", "X", tables=(Table("t", "T", columns, (("C1", 35, 8.0, 1.0), ("C2", 9, None, 2.0))),))
    ).tables
    assert [row[1] for row in table.rows] == ["35 dias; costuma 8", "9 dias"]
    assert [(column.title, column.unit) for column in table.columns[1:]] == [("Parado há", None), (MONTHLY, Unit.REAIS)]


def test_numbers_of_mixed_units_keep_them_where_the_column_that_names_them_is_left_out():
    columns = (
        Column("titulo", "Indicador"),
        Column("valor", "Valor", kind=Kind.VALUE),
        Column("unidade", "Unidade", depth=Depth.FULL),
    )
    rows = (("Churn", 0.125, "fracao"), ("Receita", 1_110_000.0, "reais"))
    [table] = on_screen(Report("x", "X", tables=(Table("t", "T", columns, rows),))).tables
    assert table.rows == (("Churn", "12,5 %"), ("Receita", "R$ 1,11 mi"))


def test_a_column_of_texts_without_any_is_not_there():
    columns = (Column("cliente", "Cliente"), Column("vendedor", "Vendedor"), Column("n", "N", Unit.CUSTOMERS))
    [table] = on_screen(Report("x", "X", tables=(Table("t", "T", columns, (("C1", None, 1), ("C2", "", 2))),))).tables
    assert [column.key for column in table.columns] == ["cliente", "n"]
