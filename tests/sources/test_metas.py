"""Goals: periods as people write them, and the file of goals through every command that reads files."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from carteira_cli.period import parse_period
from carteira_cli.sources.ledger import Ledger, open_ledger
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import METAS
from carteira_cli.sources.reading_rules import Rules
from carteira_cli.sources.values.periods import label_of
from tests.portfolios import frame, importar, lines, write
from tests.running import carteira
from tests.workbooks import write_book

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "vendedor,periodo,meta"


def opened(path: Path) -> Ledger:
    return open_ledger(METAS, [path], {}, Rules(DEFAULT_CANCELLED))


def read(ledger: Ledger) -> list[tuple[Any, ...]]:
    return ledger.proven.lines().select("vendedor", "periodo", "meta").sort("vendedor", "periodo").collect().rows()


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        (
            "2024-03",
            "2024-03|03/2024|3/2024|03-2024|2024/03|202403|mar/2024|mar/24|mar-24|Mar 2024|MARÇO/2024|março de 2024",
        ),
        (
            "2024-03",
            "March 2024|2024-03-01|2024-03-01 00:00:00|01/03/2024| 2024-03 |'2024-03",
        ),
        ("2024-10", "10/2024|out/2024|2024-10|01/10/2024"),
        (
            "2024-Q1",
            "2024-Q1|2024-T1|2024-t1|Q1 2024|T1/2024|1T2024|1T24|1º tri 2024|1º trimestre de 2024|1 tri. 2024|2024 Q1",
        ),
        ("2024-S2", "2024-S2|2S2024|2º semestre 2024|2º sem. de 2024"),
        ("2024", "2024|2024.0"),
        ("2024-W07", "2024-W07"),
        ("2024-01..2024-02", "2024-01..2024-02"),
    ],
)
def test_periods_as_people_write_them(label: str, texts: str) -> None:
    for text in texts.split("|"):
        path_label = pl.select(periodo=pl.lit(text)).select(_labelled()).item()
        assert path_label == label, text
    assert parse_period(label).label == label


def _labelled() -> pl.Expr:
    from carteira_cli.sources.values import parse_label

    return parse_label(pl.col("periodo"))


@pytest.mark.parametrize(
    "text",
    ["2024-03-15", "15/03/2024", "13/2024", "00/2024", "03/24", "5T2024", "3S2024", "ultimo-mes", "mês", "março",
     "2024-3", "20243", "1800", "24", "2024-13"],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    assert label_of(text) is None


def test_a_clean_file(tmp_path: Path) -> None:
    ledger = opened(write(tmp_path / "metas.csv", "Ana,2024-03,1000.50", "Rui,2024,12000", header=HEADER))
    assert read(ledger) == [("Ana", "2024-03", 100050), ("Rui", "2024", 1200000)]
    audit = ledger.proven.audit
    assert (audit.lines, audit.rejected, ledger.first_day, ledger.last_day) == (2, 0, None, None)


@pytest.mark.parametrize(
    "header",
    ["Vendedor;Mês;Meta de vendas", "Representante;Competência;Meta (R$)", "Salesperson;Period;Quota",
     "Nome do vendedor;Mês/Ano;Valor da meta"],
)  # fmt: skip
def test_an_export_as_people_have_it(tmp_path: Path, header: str) -> None:
    path = tmp_path / "Objetivos.csv"
    path.write_bytes(f"{header}\nJoão;mar/2024;R$ 10.000,00\nAna;04/2024;R$ 5.500,50\n".encode("cp1252"))
    assert read(opened(path)) == [("Ana", "2024-04", 550050), ("João", "2024-03", 1000000)]
    assert "metas" in carteira("inspecionar", path, "-f", "json").document["fontes"]


def test_a_spreadsheet_that_made_dates_of_the_months(tmp_path: Path) -> None:
    sheet = [["Vendedor", "Mês", "Meta"], ["Ana", datetime(2024, 3, 1), 1000.5], ["Rui", datetime(2024, 4, 1), 7]]  # noqa: DTZ001
    ledger = opened(write_book(tmp_path / "metas.xlsx", {"Metas": sheet}))
    assert read(ledger) == [("Ana", "2024-03", 100050), ("Rui", "2024-04", 700)]


def test_typed_months_and_years(tmp_path: Path) -> None:
    path = tmp_path / "metas.parquet"
    pl.DataFrame(
        {"vendedor": ["A", "B"], "periodo": [date(2024, 3, 1), date(2024, 3, 2)], "meta": [1, 2]}
    ).write_parquet(path)
    ledger = opened(path)
    assert read(ledger) == [("A", "2024-03", 100)]
    assert "é um dia" in ledger.proven.rejects(1)[0].reason
    pl.DataFrame({"vendedor": [7, 8], "periodo": [2024, 202405], "meta": [1.5, 2]}).write_parquet(path)
    assert read(opened(path)) == [("7", "2024", 150), ("8", "2024-05", 200)]


def test_an_unreadable_period_is_named_with_its_line(tmp_path: Path) -> None:
    rows = ("Ana,2024-03,1", "Rui,trimestre que vem,2", "Bia,2024-03-15,3", "Leo,,4", ",2024-03,5", "Eva,2024-03,muito")
    ledger = opened(write(tmp_path / "metas.csv", *rows, header=HEADER))
    assert ledger.proven.audit.by_column == {"vendedor": 1, "periodo": 3, "meta": 1}
    told = {reject.line: reject.reason for reject in ledger.proven.rejects(9)}
    assert told[3].startswith('o período "trimestre que vem" não existe')
    assert told[4].startswith('"2024-03-15" é um dia')
    assert told[5] == 'a coluna "periodo" está vazia'
    assert 6 in told
    assert 7 in told


def test_goals_are_validated_and_imported(tmp_path: Path) -> None:
    write(tmp_path / "metas.csv", "Ana,mar/2024,10", "Ana,2024-03,20", "Rui,2024-Q1,30", header=HEADER)
    ran = carteira("validar", "-C", tmp_path, "-f", "json")
    (finding,) = ran.document["achados"]
    assert (finding["achado"], finding["quantidade"]) == ("meta_repetida", 1)
    importar(tmp_path)
    assert lines(tmp_path, "vendedor", "periodo", "meta", table="metas") == [
        ("Ana", "2024-03", "10.00"),
        ("Ana", "2024-03", "20.00"),
        ("Rui", "2024-Q1", "30.00"),
    ]
    assert read(opened(tmp_path / "dados" / "metas.parquet"))[0] == ("Ana", "2024-03", 1000)


def test_a_revised_goal_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "Ana,2024-03,10", "Rui,2024-03,30", header=HEADER)
    write(tmp_path / "b.csv", "Ana,03/2024,15", header=HEADER)
    importar(tmp_path, "--metas", "a.csv")
    ran = importar(tmp_path, "--metas", "b.csv")
    assert lines(tmp_path, "vendedor", "meta", table="metas") == [("Ana", "15.00"), ("Rui", "30.00")]
    assert frame(tmp_path, "metas")["arquivo_numero"].to_list() == [2, 1]
    assert any("1 meta com dados mais novos" in line for line in ran.document["notas"])
