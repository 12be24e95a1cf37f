"""Every known export is recognised, whatever was done to its header, and its traps are undone as worked out by hand."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import polars as pl
import pytest

from carteira_cli.errors import DataError
from carteira_cli.sources.matching import traps
from carteira_cli.sources.matching.columns import match
from carteira_cli.sources.matching.profiles import _signature, profile, profile_names, profiles, recognise
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.meaning.title_words import condition_of
from carteira_cli.sources.meaning.titles import REASONS
from carteira_cli.sources.values import IdReading, read_id

FOLDER = Path(__file__).parents[1] / "systems"
SYSTEMS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
READABLE = {name: system for name, system in SYSTEMS.items() if "erro" not in system}
REFUSED = {name: system for name, system in SYSTEMS.items() if "erro" in system}


def records(system):
    """The header, with unique names, and the lines of a fixture, by its own account of the dialect."""
    text = (FOLDER / system["arquivo"]).read_bytes().decode(system["codificacao"])
    lines = text.splitlines(keepends=True)[system["linha_do_cabecalho"] - 1 :]
    read = list(csv.reader(lines, delimiter=system["separador"]))
    names: list[str] = []
    for name in read[0]:
        before = sum(known == name or known.startswith(f"{name}#") for known in names)
        names.append(f"{name}#{before + 1}" if before else name)
    return names, read[1 : 1 + system["linhas"]]


def frame(system):
    names, rows = records(system)
    return pl.LazyFrame({name: [row[place] or None for row in rows] for place, name in enumerate(names)})


def matched(system):
    header, _ = records(system)
    return match(TABLES[system["tabela"]], header, {}, Path(system["arquivo"]))


def cells(system, **options):
    """The lines after the traps, documents bare: the canonical columns, then why a line is void."""
    found = matched(system)
    lines = traps.apply(frame(system), found, **options)
    void = pl.col(traps.VOID) if traps.VOID in lines.collect_schema() else pl.lit(None, pl.String).alias(traps.VOID)
    if system["tabela"] == "titulos" and "situacao" in found.columns:  # whose words are no trap of a system
        word = pl.col(found.columns["situacao"])
        void = pl.coalesce(void, word.map_elements(lambda text: REASONS.get(condition_of(text)), pl.String)).alias(
            traps.VOID
        )
    documents = {found.columns[name] for name, kind in found.keys.items() if kind == "documento"}
    bare = IdReading(documents=True)
    chosen = [
        (read_id(pl.col(own), bare) if own in documents else pl.col(own)).alias(name)
        for name, own in found.columns.items()
    ]
    return lines.select(*chosen, void).collect()


def test_there_is_a_fixture_for_every_profile_and_a_profile_for_every_fixture():
    assert {system["perfil"] for system in SYSTEMS.values()} == set(profile_names())


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_header_is_known_as_its_own_system_and_no_other(name):
    system = SYSTEMS[name]
    header, _ = records(system)
    fitting = [found for found in profiles() if found.fits(header)]
    assert [found.name for found in fitting if found.table == system["tabela"]] == [system["perfil"]]
    assert len({found.table for found in fitting}) == len(fitting)  # one file may well serve two tables
    assert recognise(header, system["tabela"]).profile is profile(system["perfil"])
    assert 0 < recognise(header, system["tabela"]).share <= 1


def without_accents(text):
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


CHANGES = {
    "shuffled": lambda header: sorted(header, key=lambda name: name[::-1]),
    "backwards": lambda header: header[::-1],
    "with columns of one's own": lambda header: ["Minha coluna", *header, "Observação interna"],
    "in capitals": lambda header: [name.upper() for name in header],
    "without accents": lambda header: [without_accents(name) for name in header],
    "with a mark of order and quotes left": lambda header: [
        "\ufeff" + header[0],
        *(f'"{name}"' for name in header[1:]),
    ],
    "with blanks": lambda header: [f"  {name} " for name in header],
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_header_is_known_whatever_was_done_to_it(name, change):
    system = SYSTEMS[name]
    header, _ = records(system)
    changed = CHANGES[change](header)
    fitting = [found.name for found in profiles() if found.fits(changed) and found.table == system["tabela"]]
    assert fitting == [system["perfil"]]
    if name in READABLE:
        found = match(TABLES[system["tabela"]], changed, {}, Path("a.csv"))
        assert [changed.index(own) >= 0 for own in found.columns.values()]
        assert set(found.columns) == set(system["colunas"])


def test_of_two_that_fit_the_longer_signature_wins():
    both = ["Número", "Número Pedido", "Data", "Cliente", "Documento", "Vendedor", "Status", "Valor Total"]
    assert {one.name for one in profiles() if one.fits(both)} == {"pedidos-simples", "planilha-protegida"}
    assert recognise(both, "vendas").profile.name == "pedidos-simples"


def test_the_table_wanted_goes_first():
    both = [*records(SYSTEMS["nuvemshop_vendas"])[0], *records(SYSTEMS["nuvemshop_clientes"])[0]]
    assert recognise(both, "vendas").profile.name == "nuvemshop-vendas"
    assert recognise(both, "clientes").profile.name == "nuvemshop-clientes"


@pytest.mark.parametrize("name", READABLE)
def test_columns_are_those_worked_out_by_hand(name):
    found = matched(READABLE[name])
    assert dict(found.columns) == READABLE[name]["colunas"]
    assert list(found.columns) == [name for name in TABLES[found.table].names if name in found.columns]
    assert found.profile.title in found.told[0]


@pytest.mark.parametrize("name", READABLE)
def test_cells_after_the_traps_are_those_worked_out_by_hand(name):
    system = READABLE[name]
    expected = [[cell or None for cell in row] for row in system["linhas_esperadas"]]
    assert [list(row) for row in cells(system).rows()] == expected
    assert sum(row[-1] is not None for row in expected) == system.get("anuladas", 0)


def number(text):
    """An amount in whichever of the two conventions the fixtures use, in cents."""
    bare = text.replace("R$", "").strip()
    if "," in bare:
        bare = bare.replace(".", "").replace(",", ".")
    return round(float(bare) * 100)


@pytest.mark.parametrize("name", [name for name, system in READABLE.items() if "receita" in system])
def test_the_revenue_of_the_lines_left_is_the_sum_by_hand(name):
    system = READABLE[name]
    valid = cells(system).filter(pl.col(traps.VOID).is_null())
    amounts = [number(cell) for cell in valid["valor"]]
    bought = valid.filter(pl.Series([amount > 0 for amount in amounts]))
    assert sum(amounts) == number(system["receita"])
    assert bought["venda"].n_unique() == system["pedidos"]
    assert bought["cliente"].n_unique() == system["clientes"]


@pytest.mark.parametrize("name", [name for name, system in READABLE.items() if "custo" in system])
def test_the_costs_of_the_lines_left_are_the_sum_by_hand(name):
    valid = cells(READABLE[name]).filter(pl.col(traps.VOID).is_null())
    assert sum(number(cell) for cell in valid["valor"]) == number(READABLE[name]["custo"])


@pytest.mark.parametrize("name", [name for name, system in READABLE.items() if "convertidos" in system])
def test_the_leads_and_the_converted_are_those_by_hand(name):
    lines = cells(READABLE[name])
    dates = lines["data_conversao"] if "data_conversao" in lines.columns else pl.Series([None] * len(lines))
    assert lines["lead"].n_unique() == READABLE[name]["leads"]
    assert dates.is_not_null().sum() == READABLE[name]["convertidos"]


@pytest.mark.parametrize("name", REFUSED)
def test_an_export_that_cannot_serve_is_refused_with_what_to_do(name):
    with pytest.raises(DataError) as refused:
        matched(REFUSED[name])
    assert all(part in refused.value.message for part in REFUSED[name]["erro"]["mensagem"])
    assert all(part in refused.value.hint for part in REFUSED[name]["erro"]["dica"])


@pytest.mark.parametrize("name", READABLE)
def test_the_traps_keep_every_line_and_column_in_place(name):
    system = READABLE[name]
    before, found = frame(system).with_row_index("\x00linha"), matched(system)
    after = traps.apply(before, found).collect()
    names = before.collect_schema().names()
    assert after.columns[: len(names)] == names
    assert set(after.columns[len(names) :]) <= {traps.VOID}
    assert after["\x00linha"].to_list() == list(range(system["linhas"]))
    untouched = [name for name in names if name not in found.columns.values() and name != "\x00linha"]
    mended = {*found.traps.fill, *found.traps.once, *found.traps.either}
    assert after.select(set(untouched) - mended).equals(before.select(set(untouched) - mended).collect())


@pytest.mark.parametrize("name", READABLE)
def test_the_streaming_engine_agrees(name):
    system = READABLE[name]
    lines = traps.apply(frame(system), matched(system))
    assert lines.collect(engine="streaming").equals(lines.collect(engine="in-memory"))


def test_only_orders_and_packages_need_the_order_of_the_file():
    stateful = {system["perfil"] for system in READABLE.values() if matched(system).stateful}
    assert stateful == {
        "nuvemshop-vendas", "nuvemshop-carrinhos", "shopify-pedidos", "vtex-pedidos", "mercadolivre-vendas",
        "bling-vendas-multiloja", "shopee-pedidos",
    }  # fmt: skip


@pytest.mark.parametrize("name", READABLE)
def test_another_table_than_the_profile_s_is_refused_by_its_name(name):
    system = READABLE[name]
    other = TABLES["clientes" if system["tabela"] != "clientes" else "vendas"]
    header, _ = records(system)
    with pytest.raises(DataError) as refused:
        match(other, header, {}, Path("a.csv"))
    likely = recognise(header).profile  # a list of receivables may be read as sales, too
    said = f"este arquivo é de {TABLES[likely.table].noun} ({likely.title}), não de {other.noun}"
    assert said in refused.value.message
    assert f"--{likely.table}" in refused.value.hint


def test_a_signature_is_read_alone_as_it_is_with_the_profile():
    assert {name: _signature(name) for name in profile_names()} == {one.name: one.signature for one in profiles()}


def test_every_name_of_a_profile_is_a_canonical_column_of_its_table():
    for one in profiles():
        assert set(one.columns) <= set(TABLES[one.table].names), one.name
        assert set(one.missing) <= set(TABLES[one.table].names), one.name
        assert one.title, one.name
        assert not one.notice.endswith("."), one.name


def test_every_trap_is_about_a_column_of_a_fixture():
    """A trap whose column no fixture has is a trap that no test has seen."""
    for one in profiles():
        headers = [records(system)[0] for system in SYSTEMS.values() if system["perfil"] == one.name]
        seen = [one.traps.within(header) for header in headers]
        for trap in ("order", "once", "won", "blank", "either", "together", "worded", "instalment", "package"):
            assert not getattr(one.traps, trap) or any(getattr(own, trap) for own in seen), (one.name, trap)


def order(*lines):
    """Lines of a VTEX export: order, total."""
    names = ("Order", "Creation Date", "Client ID", "SKU Name", "Total Value")
    rows = [dict(zip(names, (number, "2026-01-05", "c", "x", total), strict=True)) for number, total in lines]
    return pl.LazyFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def totals(*lines):
    export = order(*lines)
    found = match(TABLES["vendas"], export.collect_schema().names(), {}, Path("v.csv"))
    return traps.apply(export, found).collect()["Total Value"].to_list(), traps.torn_orders(export, found)


def test_an_order_total_counts_once_also_when_its_lines_are_apart():
    amounts, torn = totals(("1", "100"), ("2", "30"), ("1", "100"), ("2", "30"), ("3", "100"))
    assert amounts == ["100", "30", "0", "0", "100"]
    assert torn.collect().item() == 0


def test_different_totals_of_one_order_count_once_each_and_are_told():
    amounts, torn = totals(("1", "100"), ("1", "100"), ("1", "40"), ("2", "5"), ("2", "7"), ("3", "9"))
    assert amounts == ["100", "0", "40", "5", "7", "9"]
    assert torn.collect().item() == 2


def test_lines_without_an_order_are_orders_of_their_own():
    assert totals((None, "10"), (" ", "10"), (None, "10"))[0] == ["10", "10", "10"]


def test_a_total_that_no_line_of_the_order_has_is_not_free():
    assert totals(("1", None), ("1", None), ("2", "8"))[0] == [None, None, "8"]


def test_a_package_whose_products_have_their_own_money_counts_by_them():
    names = [
        "N.º de venda",
        "Data da venda",
        "Estado",
        "Pacote de diversos produtos",
        "Receita por produtos (BRL)",
        "CPF",
    ]
    rows = [
        ("1", "5 de janeiro de 2026", "Pacote de 2 produtos", "Sim", "30", "a"),
        ("2", "5 de janeiro de 2026", "Entregue", "Sim", "10", "a"),
        ("3", "5 de janeiro de 2026", "Entregue", "Sim", "20", "a"),
        ("4", "5 de jan de 2026", "Pacote de 2 produtos", "Sim", "30", "a"),
        ("5", None, "Entregue", "Sim", None, None),
        ("6", "05/01/2026", "Entregue", "Não", None, "a"),
    ]
    export = pl.LazyFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    after = traps.apply(export, match(TABLES["vendas"], names, {}, Path("m.csv"))).collect()
    assert [reason is not None for reason in after[traps.VOID]] == [True, False, False, False, True, False]
    assert after["Data da venda"].to_list() == [*["2026-01-05"] * 4, None, "05/01/2026"]
    assert traps.void_counts(after.lazy()).collect().rows() == [
        ("item de um pacote que conta na sua linha", 1),
        ("linha de pacote, contada nos itens", 1),
    ]


def test_the_user_s_own_words_replace_those_of_the_system():
    void = cells(SYSTEMS["shopify_pedidos"], by_status=False)[traps.VOID].to_list()
    assert void == [None, None, None, None, "cancelada", "cancelada", None, None]  # a filled "Cancelled at" stays one
    assert cells(SYSTEMS["nuvemshop_vendas"], by_status=False)["status"].to_list()[3] == "Aberto"


def test_what_is_closed_but_not_won_is_shown_by_what_it_says():
    system = SYSTEMS["rdstation_crm"]
    assert traps.closed_otherwise(frame(system), matched(system)).collect().rows() == [("Perdida", 1)]
    assert traps.closed_otherwise(frame(SYSTEMS["pipedrive_negocios"]), matched(SYSTEMS["pipedrive_negocios"])) is None


def refunded(*cells):
    header = ["Name", "Financial Status", "Lineitem name", "Total", "Refunded Amount", "Email", "Created at"]
    rows = [(str(place), "paid", "x", *cell, "a", "2026-01-01") for place, cell in enumerate(cells)]
    export = pl.LazyFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    return traps.apply(export, match(TABLES["vendas"], header, {}, Path("s.csv"))).collect()["Total"].to_list()


def test_refunds_are_taken_off_exactly_and_only_where_both_are_plain():
    given = [
        ("0.30", "0.10"),
        ("100.00", "100.00"),
        ("80.00", "0.00"),
        ("1,234.50", "10.00"),
        ("50", None),
        ("9", "12.5"),
    ]
    assert refunded(*given) == ["0.2", "0", "80.00", "1,234.50", "50", "-3.5"]


def glued(*names):
    header = ["Data de Emissão (completa)", "Total da Nota Fiscal", "Cliente (Razão Social)"]
    export = pl.LazyFrame([("01/01/2026", "1", name) for name in names], schema=header, orient="row")
    return traps.apply(export, match(TABLES["vendas"], header, {}, Path("o.csv"))).collect()[header[2]].to_list()


def test_a_document_glued_before_the_name_is_the_key():
    assert glued(
        "11.222.333/0001-81Oficina", "11222333000181 - Oficina", "529.982.247-25 Ana", "12.ABC.345/01DE-35 Luz"
    ) == ["11222333000181", "11222333000181", "52998224725", "12ABC34501DE35"]
    own = ["Oficina 24 Horas", "12.345.678 JOAO DA SILVA", "3 Irmãos", "99 Store", "JOAO 52998224725"]
    assert glued(*own) == own


@pytest.mark.process
def test_help_and_completion_load_neither_polars_nor_a_profile():
    code = (
        "import sys; from carteira_cli.sources.matching import columns, profiles; names = profiles.profile_names();"
        f"assert len(names) == {len(profile_names())}; assert 'polars' not in sys.modules;"
        "assert profiles._load.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
