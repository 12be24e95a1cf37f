"""Several files of a table: what is in two of them counts as an import counts it, in every analysis, and is told."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.discreet_data import strict_net
from tests.portfolios import importar, write
from tests.running import ROOT, Ran, carteira

if TYPE_CHECKING:
    from collections.abc import Sequence

YEAR = ("--periodo", "2024")
WITHOUT = "cliente,data,valor"
WITH_ORDER = "cliente,data,valor,venda"
CASES = Path(__file__).parents[1] / "cases"
SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Row(NamedTuple):
    cliente: str
    data: str
    valor: str
    venda: str
    status: str


DAYS = [str(date(2024, 1, 1) + timedelta(days=number)) for number in range(4)]
ROWS = st.builds(
    Row,
    st.sampled_from(["a", "b"]),
    st.sampled_from(DAYS),
    st.sampled_from(["1.00", "2.00"]),
    st.sampled_from(["", "", "V1", "V2"]),
    st.sampled_from(["ok", "cancelado"]),
)


def export(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])


def account(ran: Ran) -> tuple[object, ...]:
    counts = ran.document["fontes"]["vendas"]
    return ran.values["receita"], ran.values["pedidos"], *(counts[name] for name in ("linhas", "validas", "canceladas"))


@pytest.mark.slow
@SLOW
@given(
    exports=st.lists(st.lists(ROWS, min_size=1, max_size=8), min_size=2, max_size=4), at_once=st.sampled_from([1, 9])
)
def test_files_read_as_they_are_give_what_their_import_gives(
    exports: list[list[Row]], at_once: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("carteira")
    words = []
    for number, rows in enumerate(exports):
        export(
            folder / f"e{number}.csv",
            [*rows, Row("z", f"2024-0{number + 2}-01", "1.00", f"Z{number}", "ok")],
            Row._fields,
        )
        words += ["--vendas", f"e{number}.csv"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("carteira_cli.sources.proving.repeated.AT_ONCE", at_once)
        found = carteira("ticket", "-C", folder, *YEAR, *words, "-f", "json")
    checked = carteira("validar", "-C", folder, *words, "-f", "json").document["fontes"]["vendas"]
    importar(folder, *words)
    imported = carteira("ticket", "-C", folder, *YEAR, "-f", "json")
    assert account(found) == account(imported)
    assert [checked[name] for name in ("linhas", "validas", "canceladas")] == list(account(found)[2:])


def revenue(folder: Path, *words: str) -> tuple[float, str]:
    ran = carteira("ticket", "-C", folder, *YEAR, *words, "-f", "json")
    return ran.values["receita"], ran.err


def test_whatever_the_format_of_the_files(tmp_path: Path) -> None:
    """Text with a comma, a sheet's values and Parquet's: one line in each is one line."""
    (tmp_path / "a.csv").write_text(
        "cliente;data;valor;venda\n1;30/01/2024;300,50;7\n1;13/01/2024;1,00;6\n", encoding="utf-8"
    )
    typed = {"cliente": [1, 2], "data": [date(2024, 1, 30), date(2024, 2, 2)], "valor": [300.5, 4.0], "venda": [7, 8]}
    pl.DataFrame(typed).write_parquet(tmp_path / "b.parquet")
    later = {**typed, "data": [date(2024, 1, 30), date(2024, 2, 3)], "venda": [7, 9]}
    pl.DataFrame(later).write_excel(tmp_path / "c.xlsx")
    found, told = revenue(tmp_path, "--vendas", "a.csv", "--vendas", "b.parquet", "--vendas", "c.xlsx")
    assert found == 309.5
    assert "2 linhas de 2 pedidos (R$ 601,00) estão em mais de um arquivo" in told


def test_two_equal_lines_of_an_order_stay_two(tmp_path: Path) -> None:
    twice = ["ana,2024-01-30,5,V1", "ana,2024-01-30,5,V1"]
    write(tmp_path / "a.csv", *twice, "ana,2024-01-02,1,V0", header=WITH_ORDER)
    write(tmp_path / "b.csv", *twice, "ana,2024-02-02,1,V2", header=WITH_ORDER)
    assert revenue(tmp_path, "--vendas", "a.csv", "--vendas", "b.csv")[0] == 12


def test_a_poorer_copy_takes_nothing_away(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "ana,2024-01-02,5,Chá", "bia,2024-01-03,2,Pão", header=f"{WITHOUT},produto")
    write(tmp_path / "b.csv", "ana,2024-01-02,5", "bia,2024-01-03,2", header=WITHOUT)
    for words in (("a.csv", "b.csv"), ("b.csv", "a.csv")):
        options = [word for name in words for word in ("--vendas", name)]
        ran = carteira("ticket", "-C", tmp_path, *YEAR, *options, "--onde", "vendas.produto=Chá", "-f", "json")
        assert ran.values["receita"] == 5


def test_a_status_that_changed_counts_as_it_is_now(tmp_path: Path) -> None:
    header = f"{WITH_ORDER},status"
    write(tmp_path / "vendas-jan.csv", "ana,2024-01-05,10,V1,Pago", "bia,2024-01-30,50,V2,Pago", header=header)
    write(tmp_path / "vendas-fev.csv", "bia,2024-01-30,50,V2,Cancelado", "ana,2024-02-10,7,V3,Pago", header=header)
    found, told = revenue(tmp_path, "--vendas", "vendas-*.csv")  # "fev" before "jan", which reaches less far
    assert found == 17
    assert "1 linha de 1 pedido (R$ 50,00) mudou de um arquivo para outro" in told
    assert "R$ 0,00 em vez de R$ 50,00" in told


def test_files_of_other_months_are_not_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.csv", "ana,2024-01-05,10", header=WITHOUT)
    write(tmp_path / "b.csv", "ana,2024-02-05,10", header=WITHOUT)

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("carteira_cli.sources.proving.repeated._Typed", never)
    assert revenue(tmp_path, "--vendas", "a.csv", "--vendas", "b.csv")[0] == 20


def test_a_contract_in_two_lists_is_one(tmp_path: Path) -> None:
    header = "cliente,inicio,valor_mensal,fim"
    write(tmp_path / "a.csv", "ana,2024-01-01,100,", "bia,2024-01-01,50,", header=header)
    write(tmp_path / "b.csv", "ana,2024-01-01,100,", "bia,2024-01-01,60,", "caio,2024-03-01,7,", header=header)
    words = ("--periodo", "2024-Q2", "--hoje", "2024-12-31", "--assinaturas", "a.csv", "--assinaturas", "b.csv")
    ran = carteira("churn-receita", "-C", tmp_path, *words, "-f", "json")
    assert ran.values["receita_mensal_fim"] == 167
    assert "1 linha de 1 contrato (R$ 100,00) está em mais de um arquivo" in ran.err
    assert "R$ 60,00 em vez de R$ 50,00" in ran.err


def test_the_setting_may_be_of_one_table(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "ana,2024-01-05,10,V1", "ana,2024-01-09,1,V2", header=WITH_ORDER)
    write(tmp_path / "b.csv", "ana,2024-01-05,10,V1", "ana,2024-01-10,1,V3", header=WITH_ORDER)
    (tmp_path / "carteira.toml").write_text('vendas = ["a.csv", "b.csv"]\n[leitura.vendas]\nrepetidas = "somar"\n')
    assert revenue(tmp_path)[0] == 22
    (tmp_path / "carteira.toml").write_text('vendas = ["a.csv", "b.csv"]\n')
    assert revenue(tmp_path)[0] == 12


def test_conversions_under_names_of_their_own(tmp_path: Path) -> None:
    """The mapping of one file is no slip in the other, which does not have the column."""
    write(tmp_path / "mql.csv", "a,2024-01-02", "b,2024-01-03", header="codigo,criacao")
    write(tmp_path / "deals.csv", "a,2024-01-12", header="codigo,fechado")
    names = 'lead = "codigo"\ndata = "criacao"\ndata_conversao = "fechado"\n'
    (tmp_path / "carteira.toml").write_text(f'leads = ["mql.csv", "deals.csv"]\n[colunas.leads]\n{names}')
    ran = carteira("conversao", "-C", tmp_path, "--periodo", "2024-01", "--hoje", "2024-02-29", "-f", "json")
    assert (ran.values["leads"], ran.values["convertidos"], ran.values["dias_ate_converter"]) == (2, 1, 10)


def test_a_file_of_leads_that_is_neither_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "mql.csv", "a,2024-01-02", header="lead,data")
    write(tmp_path / "other.csv", "a,x", header="lead,origem")
    ran = carteira("conversao", "-C", tmp_path, "--leads", "mql.csv", "--leads", "other.csv")
    assert ran.code == 2
    assert '"data"' in ran.err


def test_a_sheet_whose_dates_excel_swapped(tmp_path: Path) -> None:
    """From the 1st to the 31st of January; up to the 12th Excel took the month for the day. Plainly so: mended."""
    book = pytest.importorskip("xlsxwriter").Workbook(tmp_path / "vendas.xlsx")
    sheet, as_date = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["cliente", "data", "valor"])
    for day in range(1, 32):
        sheet.write_row(day, 0, ["c", None, 10])
        if day <= 12:
            sheet.write_datetime(day, 1, date(2024, day, 1), as_date)
        else:
            sheet.write_string(day, 1, f"{day}/01/2024")
    book.close()
    ran = carteira("ticket", "-C", tmp_path, "--periodo", "2024-01", "-f", "json")
    assert ran.values["receita"] == 310
    assert "o Excel trocou dia e mês das primeiras, que foram lidas destrocadas" in ran.err
    assert "as 12 linhas com datas assim são de R$ 120,00" in ran.err
    kept = carteira("ticket", "-C", tmp_path, "--periodo", "2024-01", "--ordem-data", "dia-mes", "-f", "json")
    assert kept.values["receita"] == 200


def test_dates_of_two_forms_that_no_spreadsheet_made_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "vendas.csv", "c,2024-01-13,1", "c,2024-01-05,1", "c,14/01/2024,1", header=WITHOUT)
    assert revenue(tmp_path)[0] == 3
    assert "Excel" not in revenue(tmp_path)[1]
    write(tmp_path / "vendas.csv", "c,2024-01-05,1", "c,03/01/2024,1", "c,14/01/2024,1", header=WITHOUT)
    assert "Excel" not in revenue(tmp_path)[1]


def folders() -> list[Path]:
    examples = [folder for folder in (ROOT / "examples").iterdir() if folder.is_dir()]
    return sorted([folder for folder in CASES.iterdir() if folder.is_dir()]) + sorted(examples)


@pytest.mark.slow
@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_nothing_to_correct_means_that_every_analysis_is_silent_and_no_warning_needs_the_net_of_privacy(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = strict_net(monkeypatch)
    work = shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.chdir(work)
    words = sources(work)
    checked = carteira("validar", "--sem-identificadores", *words, "-f", "json")
    assert not needed
    if checked.code == 2:
        return
    for name, source in checked.document["fontes"].items():
        if source["veredito"] == "boa":
            said = carteira("resumo", *words, "-f", "json")
            told = said.document.get("avisos", [said.err])
            assert not [line for line in told if line.startswith(f"{name}: ")], told


def sources(folder: Path) -> list[str]:
    """The options that name the files of a case."""
    if not (folder / "expected.json").exists():
        return []
    wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    words = (wanted[0] if isinstance(wanted, list) else wanted)["comando"]
    tables = {"--vendas", "--clientes", "--leads", "--custos", "--assinaturas", "--metas"}
    return [each for at, word in enumerate(words) if word in tables for each in words[at : at + 2]]
