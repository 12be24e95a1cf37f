"""What is asked of a table first changes no answer: opened and proven are values, and only the work is remembered."""

from __future__ import annotations

import errno
from itertools import permutations

import polars as pl
import pytest

from carteira_cli.errors import OutputError
from carteira_cli.sources.ledger import Ledger, open_ledger
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import VENDAS
from carteira_cli.sources.part import NUMBER
from carteira_cli.sources.proving.audit import flag
from carteira_cli.sources.reading_rules import Rules

QUESTIONS = {
    "columns": lambda ledger: ledger.columns,
    "days": lambda ledger: (ledger.first_day, ledger.last_day),
    "query": lambda ledger: ledger.collect(lambda lines: lines.select(pl.col("valor").sum(), pl.len())).row(0),
    "some days": lambda ledger: ledger.collect(lambda lines: lines.select(pl.len()), 19_800, 19_850).item(),
    "audit": lambda ledger: ledger.proven.audit,
    "names": lambda ledger: [part.raw.name for part in ledger.proven.parts],
}
ROWS = {
    "cliente": [f"C{n % 7}" for n in range(90)],
    "data": [19_750 + n for n in range(90)],
    "valor": [n * 1.25 for n in range(0, 360, 4)],
    "status": ["cancelado" if n % 9 == 4 else "ok" for n in range(90)],
}


def opened(path) -> Ledger:
    return open_ledger(VENDAS, [path], {}, Rules(DEFAULT_CANCELLED))


@pytest.fixture(params=["vendas.parquet", "vendas.csv", "odd.parquet"])
def path(request, tmp_path):
    """Typed and clean, so that a query proves it; text; typed, with a line that is rejected."""
    frame = pl.DataFrame(ROWS).with_columns(pl.col("data").cast(pl.Date))
    if request.param == "odd.parquet":
        frame = frame.with_columns(cliente=pl.when(pl.col("valor") != 50).then("cliente"))
    file = tmp_path / request.param
    frame.write_csv(file) if file.suffix == ".csv" else frame.write_parquet(file)
    return file


@pytest.mark.slow
def test_no_answer_depends_on_what_was_asked_before(path):
    alone = {name: ask(opened(path)) for name, ask in QUESTIONS.items()}
    assert alone["query"][1] == 90 - path.name.startswith("odd")
    for order in list(permutations(QUESTIONS))[::101]:
        ledger = opened(path)
        assert {name: QUESTIONS[name](ledger) for name in order} == alone, order


def test_proving_is_a_step_that_leaves_the_opened_files_as_they_were(path):
    ledger = opened(path)
    before = ledger.opened
    first = before.prove()
    assert before.prove().audit == first.audit == ledger.proven.audit
    assert ledger.opened is before
    assert ledger.proven is ledger.proven
    assert not hasattr(ledger, "__dict__")


def test_who_has_something_put_aside_of_every_line_gets_that_and_no_kept_lines(tmp_path):
    path = tmp_path / "vendas.csv"
    path.write_text("cliente,data,valor\nA,2024-01-02,1.50\nB,2024-01-03,?\nC,2024-01-03,2.50\n", encoding="utf-8")
    opened_files = open_ledger(VENDAS, [path], {}, Rules(DEFAULT_CANCELLED)).opened
    (kept,), (aside,) = (
        opened_files.prove(wanted).files
        for wanted in (None, lambda _: {"linha": pl.col(NUMBER), "texto": pl.col("valor")})
    )
    assert kept.kept is not None
    assert kept.aside is None
    assert aside.kept is None
    assert aside.audit == kept.audit
    lines = aside.aside.select("linha", "texto", failed=pl.col(flag(2))).collect()
    assert lines.rows() == [(2, "1.50", False), (3, "?", True), (4, "2.50", False)]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), pl.exceptions.ComputeError("(os error 28)")])
def test_no_room_for_what_is_put_aside_is_told_as_that_and_leaves_nothing(tmp_path, monkeypatch, error):
    path = tmp_path / "vendas.csv"
    path.write_text("cliente,data,valor\nA,2024-01-02,1.50\n", encoding="utf-8")
    opened_files = open_ledger(VENDAS, [path], {}, Rules(DEFAULT_CANCELLED)).opened
    written = []

    def full(_, target, **__):
        written.append(target)
        raise error

    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    with pytest.raises(OutputError, match="não há espaço na pasta temporária"):
        opened_files.prove(lambda _: {})
    assert len(written) == 1  # and nothing else was tried
    assert not written[0].exists()


def test_what_is_no_line_is_told_from_what_is_rejected(tmp_path):
    """A total amid the lines, a title alone, a line without a cell: none is a line. A bad date and a bad amount are."""
    lines = [f"C{n},2024-01-{n % 28 + 1:02},{n}.50" for n in range(1, 200)]
    odd = ["Total do dia,,", "Filial Centro,,", ",,", "C5,ontem,7.00", "C6,2024-01-09,sete"]
    for place, line in enumerate(odd):
        lines.insert(150 + 5 * place, line)
    file = tmp_path / "vendas.csv"
    file.write_text("\n".join(["cliente,data,valor", *lines, ""]))
    found = opened(file).proven.audit
    assert (found.lines, found.rejected, found.totals) == (201, 2, 2)
    assert dict(found.by_column) == {"data": 1, "valor": 1}
