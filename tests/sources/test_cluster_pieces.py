"""What an executor does with the lines of a split, without a cluster: any cut of a file comes to the same."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.sources.cluster import pieces
from carteira_cli.sources.cluster.found import NUMBER_OF_FILE, PROOF, schema_of, united
from carteira_cli.sources.cluster.in_pieces import reader_or_why, recipe_of
from carteira_cli.sources.cluster.named import NamedSource, text_file
from carteira_cli.sources.cluster.pieces import reading_pieces
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import VENDAS
from carteira_cli.sources.reading_rules import Rules

RULES = Rules(DEFAULT_CANCELLED, optional=None)
ROWS = [f"C{at % 7};{1 + at % 28:02}/03/2024;{at},50;{'Cancelado' if at % 9 == 4 else 'ok'}" for at in range(60)]
COLUMNS = {
    "cliente": pl.String(),
    "data": pl.Int32(),
    "valor": pl.Int64(),
    "status": pl.String(),
    "cancelada": pl.Boolean(),
    "compra": pl.Boolean(),
}


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    path = tmp_path_factory.mktemp("texto") / "vendas.csv"
    path.write_text("\n".join(["Cliente;Data;Valor;Situação", *ROWS]) + "\n", encoding="utf-8")
    source = NamedSource("text", "vendas.csv", path, size=path.stat().st_size)
    found = recipe_of(text_file(source, VENDAS, RULES), RULES)
    assert not isinstance(found, str)
    assert not isinstance(reader_or_why(found, alone=True), str)
    return found


def batches(lines, cuts, size):
    """Lines as Spark hands them on: splits that begin at some of them, in batches of a size."""
    edges = [0, *sorted(set(cuts)), len(lines)]
    for first, end in pairwise(edges):
        for at in range(first, end, size):
            own = lines[at : min(at + size, end)]
            yield pa.RecordBatch.from_pydict(
                {
                    "arquivo": pa.array([0] * len(own), pa.int32()),
                    "lugar": pa.array([77] * len(own), pa.int64()),
                    "inicio": pa.array([first] * len(own), pa.int64()),
                    "fim": [end == len(lines)] * len(own),
                    "linha": pa.array([line.encode() for line in own], pa.binary()),
                }
            )


def read(recipe, lines, cuts=(), size=10, piece=1):
    function = reading_pieces({0: pickle.dumps(recipe)}, COLUMNS, hides=False, size=piece)
    frame = pl.concat([pl.DataFrame(batch) for batch in function(batches(lines, cuts, size))])
    told = [pickle.loads(one) for one in frame[PROOF].drop_nulls()]  # noqa: S301 - our own
    return frame.filter(pl.col(PROOF).is_null()).drop(PROOF, NUMBER_OF_FILE), told


@settings(max_examples=10)
@given(st.sets(st.integers(2, 59), max_size=4), st.integers(1, 30), st.integers(1, 600))
def test_any_cut_comes_to_the_same_lines_and_counts(recipe, cuts, size, piece):
    lines = ["Cliente;Data;Valor;Situação", *ROWS]
    whole, (one,) = read(recipe, lines, size=100)
    found, told = read(recipe, lines, cuts, size, piece)
    assert Counter(found.rows()) == Counter(whole.rows())
    assert united([each.row for each in told]) == one.row
    assert sum(each.lines for each in told) == one.lines == 60
    assert one.row["cancelled"] == sum("Cancelado" in row for row in ROWS)
    assert int(whole["valor"].sum()) == sum(at * 100 + 50 for at in range(60))


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ('C1;01/03/2024;1,00;"ok', pieces.QUOTES),
        ("C1;01/03/2024;1,00;ok;mais", pieces.UNSOUND),
        ("C1;01/03/2024;1,00", pieces.SHORT),
        ("Data;Cliente;Valor;Situação", pieces.HEADER_INSIDE),
        ("Vendas canceladas;;;", pieces.TITLE),
    ],
)
def test_what_can_not_be_read_in_pieces_is_told(recipe, line, sign):
    quoted = recipe_with_quotes(recipe)
    _, told = read(quoted, ["Cliente;Data;Valor;Situação", *ROWS[:30], line, *ROWS[30:]], size=100)
    assert {each for one in told for each in one.signs} == {sign}


def recipe_with_quotes(recipe):
    """The same of a text in which a quote may come."""
    return replace(recipe, plan=replace(recipe.plan, marks=replace(recipe.plan.marks, quote='"')))


def test_another_header_is_told(recipe):
    _, (told,) = read(recipe, ["Valor;Data;Cliente;Situação", *ROWS], size=100)
    assert told.signs == {pieces.HEADER}


def test_days_and_the_largest_amount_are_compared_and_all_else_added():
    rows = [
        {"lines": 2, "first": 5, "last": 9, "largest": 1.5, "void first": None, "x": 1},
        {"lines": 3, "first": 4, "last": None, "largest": 7.0, "void first": 3, "x": None},
    ]
    assert united(rows) == {"lines": 5, "first": 4, "last": 9, "largest": 7.0, "void first": 3, "x": 1}


def test_a_schema_as_spark_spells_it():
    assert (
        schema_of({"data": pl.Int32(), "a b": pl.String()})
        == "`data` int, `a b` string, `arquivo__` int, `prova__` binary"
    )
