"""The first lines of a file that are held."""

from __future__ import annotations

import polars as pl
import pytest

from carteira_cli.reading import beginning
from carteira_cli.reading.beginning import NUMBER, Beginning
from carteira_cli.reading.files import open_files
from carteira_cli.reading.hints import Hints
from carteira_cli.sources.matching.tables import VENDAS
from carteira_cli.sources.proving.proof import wanted_of
from carteira_cli.sources.reading_rules import Rules


def numbered(count):
    return pl.DataFrame({NUMBER: range(count), "a": [str(number) for number in range(count)]})


def test_a_piece_with_fewer_lines_than_were_asked_for_is_not_taken_for_all(monkeypatch):
    monkeypatch.setattr(beginning, "LINES", 20)

    def read(index, count):
        frame = numbered(5 if count else 30)
        return (frame.drop(NUMBER) if index is None else frame.rename({NUMBER: index})).lazy()

    held = Beginning(read)
    assert held.frame.equals(numbered(20))
    assert held.lines(None, None).collect().height == 30


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_first_lines_are_those_of_the_whole_file(tmp_path, monkeypatch, end):
    monkeypatch.setattr(beginning, "LINES", 2_000)
    row = "01/02/2024;C1;1,50;" + "x" * 300 + "\n"
    text = "data;cliente;valor;texto\n" + row * 1_500 + "\n" * 1_000 + row * 3_000
    (tmp_path / "vendas.csv").write_bytes(text.replace("\n", end).encode())
    (raw,) = open_files(tmp_path / "vendas.csv", "vendas", Hints(), wanted_of(VENDAS, Rules(())))
    held = raw.beginning.frame
    assert held.height == 2_000
    whole = raw.scan("n").collect()
    assert held.rename({NUMBER: "n"}).equals(whole.head(2_000))
    assert whole["n"].to_list() == list(range(2, whole.height + 2))
