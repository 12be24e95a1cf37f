"""What lines mean, in any container: each is valid, cancelled or rejected, and the sum is that of plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching import status
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import VENDAS
from carteira_cli.sources.meaning import spoken
from carteira_cli.sources.reading_rules import Rules
from carteira_cli.sources.understood import reading_warnings
from tests.running import carteira

STATUSES = {
    "Faturado": "vale", "Não cancelado": "vale", "": "vale", "Em aberto": "vale", "Xyz": "vale",
    "Cancelado pelo cliente": "anula", "Pagamento recusado": "anula", "Devolvido": "volta", "Estornado": "volta",
}  # fmt: skip
OPERATIONS = {
    "Venda": "vale", "5102": "vale", "Saída": "vale", "Lançamento": "vale",
    "1202": "abate", "Devolução de venda": "abate", "5910": "anula", "Remessa": "anula",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    cents: int
    status: str
    operation: str
    quantity: int

    @property
    def counted(self) -> int | None:
        """Cents of a line that counts, worked out from the definitions alone."""
        back = OPERATIONS[self.operation] == "abate" or self.quantity < 0
        cents = -abs(self.cents) if back else self.cents
        void = {"vale": False, "anula": True, "volta": cents >= 0}[STATUSES[self.status]]
        return None if void or OPERATIONS[self.operation] == "anula" else cents


SOME = st.builds(
    Line,
    st.integers(-50_000, 50_000),
    st.sampled_from(sorted(STATUSES)),
    st.sampled_from(sorted(OPERATIONS)),
    st.integers(-3, 9),
)
SALE = Line(10_000, "Faturado", "Venda", 1)


def written(path, lines):
    frame = pl.DataFrame(
        {
            "venda": [f"V{number}" for number in range(len(lines))],
            "cliente": [f"C{number % 3}" for number in range(len(lines))],
            "data": ["2024-01-05"] * len(lines),
            "valor": [line.cents / 100 for line in lines],
            "status": [line.status for line in lines],
            "tipo": [line.operation for line in lines],
            "quantidade": [line.quantity for line in lines],
        }
    ).with_columns(pl.col("data").str.to_date())
    match path.suffix:
        case ".csv":
            frame.write_csv(path)
        case ".parquet":
            frame.write_parquet(path)
        case _:
            frame.write_excel(path)
    return path


def opened(path, **rules):
    return open_ledger(VENDAS, [path], {}, Rules(DEFAULT_CANCELLED, **rules))


def account(ledger):
    audit, lines = ledger.proven.audit, ledger.proven.lines().filter(~pl.col("cancelada")).select("valor").collect()
    assert audit.lines == audit.valid + audit.cancelled + audit.rejected
    return audit.lines, audit.cancelled, lines["valor"].sum()


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@settings(deadline=None, max_examples=12)
@given(lines=st.lists(SOME, max_size=12))
def test_every_line_counts_as_by_hand(tmp_path_factory, suffix, lines):
    lines = [*[SALE] * 30, *lines]  # most quantities are above zero, and most operations known
    wanted = [line.counted for line in lines]
    path = written(tmp_path_factory.mktemp("sentido") / f"vendas{suffix}", lines)
    cents = sum(value for value in wanted if value is not None)
    assert account(opened(path)) == (len(lines), wanted.count(None), cents)


LINES = [
    *[SALE] * 5,
    Line(100, "Em aberto", "Venda", 1),
    Line(200, "Cancelado pelo cliente", "Venda", 1),
    Line(300, "Faturado", "Lançamento", 1),
    Line(400, "Faturado", "5910", 1),
    Line(500, "Faturado", "Devolução de venda", 1),
    Line(600, "Faturado", "Venda", -1),
]
TOLD = [
    'R$ 1,00) tem em "status" uma palavra que não se conhece, e contou: "Em aberto"',
    'cancelados = ["Cancelado pelo cliente", "Em aberto"]',
    'em "tipo" uma palavra que não se conhece, e contou: "Lançamento"',
    'de fora pela operação, na coluna "tipo": bonificação ou brinde (1 linha, R$ 4,00)',
    '(R$ 5,00), pela operação, na coluna "tipo"',
    '(R$ 6,00), pela quantidade negativa, na coluna "quantidade"',
]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_what_is_left_out_taken_off_or_unknown_is_told_whatever_the_container(tmp_path, suffix):
    ledger = opened(written(tmp_path / f"vendas{suffix}", LINES))
    assert account(ledger) == (11, 2, 5 * 10_000 + 100 + 300 - 500 - 600)
    said = "\n".join(reading_warnings(ledger.proven))
    assert not [text for text in TOLD if text not in said]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_a_clean_file_says_nothing(tmp_path, suffix):
    ledger = opened(written(tmp_path / f"vendas{suffix}", [SALE, Line(500, "cancelado", "Venda", 2)]))
    assert account(ledger) == (2, 1, 10_000)
    assert not list(reading_warnings(ledger.proven))


def test_a_word_in_the_middle_of_a_parquet_file_is_told_too(tmp_path, monkeypatch):
    monkeypatch.setattr(status, "SAMPLE", 3)
    lines = [*[SALE] * 9, Line(700, "Xyz", "Venda", 1), Line(7, "Devolvido", "Venda", 1), *[SALE] * 9]
    ledger = opened(written(tmp_path / "vendas.parquet", lines))
    found = ledger.collect(lambda frame: frame.filter(~pl.col("cancelada")).select(pl.col("valor").sum()))
    assert found.item() == 18 * 10_000 + 700
    assert '"Xyz" (1 linha, R$ 7,00)' in "\n".join(reading_warnings(ledger.proven))


def test_a_column_of_too_many_words_is_told_in_part_and_doubted(tmp_path):
    lines = [Line(100, f"Palavra{chr(97 + number // 26)}{chr(97 + number % 26)}", "Venda", 1) for number in range(70)]
    said = "\n".join(reading_warnings(_read(written(tmp_path / "vendas.csv", lines)).proven))
    assert "70 linhas (R$ 70,00)" in said
    assert "e mais 20 palavras; talvez a coluna seja outra" in said


def _read(path, **rules):
    ledger = opened(path, **rules)
    assert ledger.proven.audit.lines
    return ledger


def test_words_of_the_user_are_exact_but_for_a_star(tmp_path):
    rules = {"own_words": True, "valid": ("xyz",)}
    path = written(tmp_path / "vendas.csv", [SALE, *(Line(100, word, "Venda", 1) for word in ("Xyz", "Em aberto"))])
    ledger = open_ledger(VENDAS, [path], {}, Rules(("em *",), **rules))
    assert account(ledger) == (3, 1, 10_100)
    assert not list(reading_warnings(ledger.proven))


def test_words_are_written_as_toml():
    assert spoken.toml_list(['a "b"', "c\\d", 'a "b"']) == '["a \\"b\\"", "c\\\\d"]'


def typed(folder, statuses, cents, quantities):
    """A Parquet file in which every line is of the customer "c" in January."""
    count = len(cents)
    pl.DataFrame(
        {
            "cliente": ["c"] * count,
            "data": [date(2024, 1, 1 + place % 28) for place in range(count)],
            "valor": [amount / 100 for amount in cents],
            "status": statuses,
            "quantidade": quantities,
        }
    ).write_parquet(folder / "vendas.parquet")
    return carteira("ticket", "-C", folder, "-p", "2024-01", "-f", "json")


def test_a_quantity_below_zero_in_a_typed_file_is_a_return(tmp_path):
    ran = typed(tmp_path, ["ok"] * 5, [1000, 1000, 1000, 500, 1000], [1, 2, 1, -1, 1])
    assert ran.values["receita"] == 35.0
    assert "1 linha de devolução com valor positivo foi abatida (R$ 5,00)" in str(ran.document["avisos"])


def test_a_return_undone_twice_in_a_typed_file_is_told(tmp_path):
    ran = typed(tmp_path, ["ok", "Devolvido", "Devolvido"], [10000, 5000, -5000], [1, 1, 1])
    assert ran.values["receita"] == 50.0
    assert "1 linha abaixo de zero (R$ 50,00) foi abatida" in str(ran.document["avisos"])
    without = typed(tmp_path, ["ok", "Devolvido", "ok"], [10000, 5000, 2500], [1, 1, 1])
    assert "abaixo de zero" not in str(without.document["avisos"])
