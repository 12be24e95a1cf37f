"""Lines put aside are those of the files, and each analysis gets its own columns of them alone."""

from __future__ import annotations

from datetime import date

import pytest
from polars.testing import assert_frame_equal

from carteira_cli.config.resolve import load
from carteira_cli.customers.shelf import Shelf
from carteira_cli.days import to_day
from carteira_cli.sources.finding.locate import locate
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.reading_rules import rules_of
from tests.running import WORKED, sales

EVERY = frozenset({"venda", "categoria", "custo"})
START, END = to_day(date(2024, 1, 10)), to_day(date(2024, 2, 20))


def asked(folder, columns):
    config = load({"pasta": str(folder)}, environ={})
    return TABLES["vendas"], locate(config, "vendas"), {}, rules_of(config, "vendas", frozenset(columns))


@pytest.mark.slow
@pytest.mark.parametrize("days", [(None, None), (START, None), (None, END), (START, END), (END, START)])
@pytest.mark.parametrize("columns", [(), ("venda",)])
def test_lines_put_aside_are_those_of_the_files_in_any_range_of_days(tmp_path, days, columns):
    shelf = Shelf(tmp_path, EVERY)
    shared, own = shelf.open(*asked(WORKED, columns)), open_ledger(*asked(WORKED, columns))
    assert shared.proven.staged is not None
    found, wanted = shared.proven.lines(*days).collect(), own.proven.lines(*days).collect()
    assert found.columns == wanted.columns
    assert_frame_equal(found, wanted, check_row_order=False)
    assert (shared.proven.audit, shared.first_day, shared.last_day) == (own.proven.audit, own.first_day, own.last_day)
    assert wanted.height == 0 or days != (END, START)


def test_files_are_put_aside_once_for_all_that_ask(tmp_path):
    shelf = Shelf(tmp_path, EVERY)
    first, second = shelf.open(*asked(WORKED, ())), shelf.open(*asked(WORKED, ("venda",)))
    assert first.proven.staged == second.proven.staged
    assert len(list(tmp_path.iterdir())) == len(shelf.kept) == 1


def test_a_line_that_only_one_analysis_rejects_is_nobody_elses_loss(tmp_path):
    sales(tmp_path, "A,2024-01-02,10,5", "B,2024-01-03,20,barato", header="cliente,data,valor,custo")
    (tmp_path / "aside").mkdir()
    shelf = Shelf(tmp_path / "aside", frozenset({"custo"}))
    plain, costed = shelf.open(*asked(tmp_path, ())), shelf.open(*asked(tmp_path, ("custo",)))
    assert (plain.proven.staged, costed.proven.staged) == (None, None)
    assert (plain.proven.lines().collect().height, costed.proven.lines().collect().height) == (2, 1)
    assert (plain.proven.audit.rejected, costed.proven.audit.rejected) == (0, 1)
