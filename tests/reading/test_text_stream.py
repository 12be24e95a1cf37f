"""Transcoding, checking and normalising: what is written is what was there, and nothing is lost in silence."""

from __future__ import annotations

import doctest
import io
from dataclasses import replace
from functools import partial
from random import Random

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carteira_cli.errors import DataError
from carteira_cli.reading import records as records_module
from carteira_cli.reading.hidden import LINE, MARK
from carteira_cli.reading.records import Records
from carteira_cli.reading.text import (
    as_it_stands,
    invalid_utf8,
    is_sound,
    normalise,
    plan_text,
    read_table,
    transcode,
)
from carteira_cli.reading.text import rewrite as rewrite_module
from carteira_cli.reading.text.blocks import byte_blocks
from carteira_cli.reading.text.plain import PlainBlocks
from carteira_cli.reading.text.sound import FEW
from tests.dialects import SLOW, dialects, tables, written

GOOD = "".join(f"0{day}/02/2026;Cliente {day};1{day},00\n" for day in range(1, 9))
DROPPED = {"preambulo", "em_branco", "rodape", "cabecalho_repetido", "outra_tabela"}


@pytest.fixture
def folder(tmp_path):
    def writer(content):
        path = tmp_path / "vendas.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return writer


def normalised(path, block=None):
    """(plan, what was said, rows as written with line and mark)."""
    plan = plan_text(path)
    target = path.with_name("limpo.csv")
    done = normalise(path, plan, target, block=block)
    schema = dict.fromkeys([*plan.names, " linha", " marca"], pl.String)
    frame = pl.read_csv(target, has_header=False, schema=schema) if done.rows else pl.DataFrame(schema=schema)
    assert frame.height == done.rows
    if as_it_stands(plan):
        assert_copied_alike(path, plan, done, frame, block)
    return plan, done, [tuple(cell or "" for cell in row) for row in frame.rows()]


def assert_copied_alike(path, plan, done, frame, block):
    """Sound lines that are copied, in the file's own marks, are the same rows."""
    target = path.with_name("copiado.csv")
    assert normalise(path, plan, target, block=block, copied=True) == done
    marks = {"separator": plan.marks.separator, "quote_char": plan.marks.quote}
    again = pl.read_csv(target, has_header=False, schema=frame.schema, **marks) if done.rows else frame
    assert again.equals(frame)
    bare = normalise(path, plan, target, block=block, copied=True, bare=True)
    assert replace(bare, bare=()) == done
    if done.rows:
        records = Records(partial(pl.scan_csv, target, **marks), plan.names, bare.bare)
        told = records.lines("número", None).rename({LINE: " linha", MARK: " marca"}).collect()
        assert told["número"].cast(pl.String).equals(frame[" linha"])
        assert told.drop("número", " linha").equals(frame.drop(" linha"))


def counts(done):
    return {note.kind: note.count for note in done.notes}


def plain(rows):
    return [tuple(cell or "" for cell in row) for row in rows]


def test_the_example_in_the_documentation():
    assert doctest.testmod(rewrite_module).failed == 0


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("", True),
        ("01/02/2026;Ana\n", False),  # a cell lacks
        ("01/02/2026;Ana;1,00;x\n", False),
        ("01/02/2026;Ana;1,00;;;\n01/02/2026;Ana\n", False),  # together as many separators as two lines have
        ('01/02/2026;"Ana;1,00\n', False),
        ('01/02/2026;"Ana;a";1,00\n', True),
        ('01/02/2026;A"na;1,00\n', False),
        ('"";"";""\n', False),  # a blank line, in quotes
        (";;\n", False),
        (" ;\t; \n", False),
        ("\n", False),
        ("data;cliente;valor\n", False),
        ("01/02/2026;A\0na;1,00\n", False),
        ("01/02/2026;A\rna;1,00\n", False),
        ("01/02/2026;Ana;1,00\r\n", True),
        ("01/02/2026;Ana;1,00\r\r\n", False),
        ("01/02/2026;Aná;1,00\n", True),
    ],
)
def test_a_block_is_plain_only_if_each_line_of_it_is_a_row(folder, odd, plain):
    quoted = '01/02/2026;"Cliente; o 1";1,00\n'
    head = "data;cliente;valor\n" + quoted + GOOD
    blocks = PlainBlocks.of(plan_text(folder(head)), [("data", "cliente", "valor")])
    assert blocks.holds((GOOD + odd + GOOD).encode()) == plain
    assert blocks.holds((odd + GOOD).encode()) == plain
    assert blocks.holds((GOOD + odd).encode()) == plain
    normalised(folder(head + GOOD + odd + GOOD + quoted + GOOD), len((quoted + GOOD).encode()))


def test_the_lines_of_bare_records():
    assert doctest.testmod(records_module).failed == 0
    records = Records(partial(pl.scan_csv, io.BytesIO(b"a,1\n")), ("x", "y"), ((0, 7),))
    assert records.lines(None, None).collect().row(0) == ("a", "1", None, None)


@pytest.mark.parametrize("text", ["a\n1\n2\n", "a;b\r1;2\r3;4\r", '"a;b"\n"1;2"\n"3;4"\n', "a\u2016b\n1\u20162\n"])
def test_of_other_dialects_bytes_tell_nothing(folder, text):
    assert PlainBlocks.of(plan_text(folder(text)), [("a", "b")]) is None


def test_blocks_end_where_a_line_does(folder):
    lines = [b"x" * size + b"\n" for size in (10, 5_000, 3, 9_000, 20, 1)]
    path = folder(b"".join(lines))
    for size in (16, 100, 4_096, 6_000):
        blocks = list(byte_blocks(path, 0, path.stat().st_size, b"\n", size))
        assert b"".join(blocks) == b"".join(lines)
        assert all(block.endswith(b"\n") for block in blocks)
    assert list(byte_blocks(folder(b"a" * 50), 0, 50, b"\n", 10)) == [b"a" * 50]


def test_a_line_without_an_end_is_refused_and_blanks_are_not(folder):
    path = folder(b"a\n" + b"x" * 3_000_000)
    with pytest.raises(DataError, match="1 MB"):
        list(byte_blocks(path, 0, path.stat().st_size, b"\n", 64))
    path = folder(b"a\n" + b"\0" * 3_000_000)
    assert len(b"".join(byte_blocks(path, 0, path.stat().st_size, b"\n", 64))) == 3_000_002


def test_of_many_lines_with_quotes_in_a_block_every_line_is_asked(folder):
    quoted = '01/02/2026;"Cliente 1";1,00\n'
    blocks = PlainBlocks.of(plan_text(folder("data;cliente;valor\n" + quoted * 9)), [("data", "cliente", "valor")])
    assert blocks.holds((quoted * FEW).encode())
    assert not blocks.holds((quoted * (FEW + 1)).encode())


# Any table, any dialect, any encoding: the ways agree


@pytest.mark.slow
@SLOW
@given(rows=tables(), dialect=dialects(), block=st.sampled_from([None, 64, 200]))
def test_all_ways_give_the_table_back(folder, rows, dialect, block):
    separator, quote, doubled, end, encoding, every = dialect
    if end != "\n":
        rows = [[cell.replace("\n", " ") if end == "\r" else cell for cell in row] for row in rows]
    text = written(rows, separator, quote, doubled, end, every=every)
    assume(doubled or "\\" + quote in text or "\\" not in text)
    assume(not doubled or "\\" + quote not in text)
    path = folder(text.encode(encoding))
    plan, _, found = normalised(path, block)
    assert [tuple(plan.parts[0])] == [tuple(rows[0])]
    assert [row[:-2] for row in found] == plain(rows[1:])
    assert all(row[-1] == "" for row in found)
    assert plain(read_table(path).rows) == plain(rows[1:])
    utf8 = path.with_name("utf8.csv")
    changed = transcode(path, plan, utf8)
    assert utf8.read_bytes() == text.encode()
    assert replace(plan_text(utf8), encoding=changed.plan.encoding) == changed.plan
    if plan.direct and is_sound(utf8, changed.plan):
        schema = dict.fromkeys(plan.names, pl.String)
        direct = pl.scan_csv(
            utf8,
            skip_lines=plan.data_line - 1,
            has_header=False,
            schema=schema,
            separator=plan.marks.separator,
            quote_char=plan.marks.quote or None,
        ).collect()
        assert plain(direct.rows()) == plain(rows[1:])


def accounted(done, header_lines):
    """Lines that are in a row, above the table, or in a note."""
    return done.rows + sum(count for kind, count in counts(done).items() if kind in DROPPED) + header_lines


@pytest.mark.slow
@SLOW
@given(data=st.data())
def test_no_line_is_lost(folder, data):
    """Lines without quotes, so that each is one record: broken, blank, foreign, repeated, anything."""
    header = "data;cliente;valor"
    line = st.sampled_from(
        [header, "", ";;", "  ", "Total;;9,00", "x", "a;b", "1;2;3;4;5", "07/02/2026,Ana,10", "uf;meta", "\t", "\x1a",
         "01/02/2026;Ana;10,00", "02/02/2026;Bia;11,50", "03/02/2026;Caio;1;2", "; ;", "Obs.: fim"]
    )  # fmt: skip
    good = GOOD.splitlines()
    lines = [header, *good, *data.draw(st.lists(line, max_size=30)), *good, *data.draw(st.lists(line, max_size=12))]
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    path = folder(end.join(lines) + data.draw(st.sampled_from([end, ""])))
    plan, done, _ = normalised(path, data.draw(st.sampled_from([None, 40, 150, 400])))
    content = path.read_bytes()
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    assert done.lines == lines
    assert accounted(done, plan.header_lines) == lines


@pytest.mark.slow
@SLOW
@given(data=st.data())
def test_blocks_do_not_change_what_is_read(folder, data):
    """Sound tables of any length with broken lines: read in blocks or at once, all is the same."""
    rows = data.draw(tables())
    separator, quote, _, end, _, every = data.draw(dialects())
    assume(end != "\r")
    content = bytearray(written(rows * 6, separator, quote, True, end, every=every).encode())
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(len(content) // 6, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from([b"", b'"', b";", b"\n", b"x"])
        )
    path = folder(bytes(content))
    try:
        _, whole, rows_whole = normalised(path)
    except DataError:
        return
    _, parts, rows_parts = normalised(path, 300)
    assert rows_parts == rows_whole
    assert counts(parts) == counts(whole)


@pytest.mark.slow
@SLOW
@given(data=st.data())
def test_spoilt_bytes_never_break_it(folder, data):
    rows = data.draw(tables())
    separator, quote, doubled, end, encoding, every = data.draw(dialects())
    content = bytearray(written(rows, separator, quote, doubled, end, every=every).encode(encoding, errors="replace"))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content)))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    path = folder(bytes(content))
    block = data.draw(st.sampled_from([None, 50]))
    try:
        plan, done, found = normalised(path, block)
    except DataError:
        return
    assert all(len(row) == plan.width + 2 for row in found)
    utf8 = path.with_name("utf8.csv")
    changed = transcode(path, plan, utf8).plan
    assert invalid_utf8(utf8) is None
    is_sound(utf8, changed)
    again = normalise(utf8, changed, path.with_name("de-novo.csv"))
    if block is not None:  # where a block ends decides what is a footer; that differs between encodings
        return
    assert (again.rows, counts(again).keys() - {"bytes_invalidos"}) == (
        done.rows,
        counts(done).keys() - {"bytes_invalidos", "codificacao_mista"},
    )


# One by one


def test_marks_of_broken_lines(folder):
    path = folder("data;cliente;valor\n" + GOOD + "lixo\n" + "09/02/2026;Ana\n" + GOOD)
    _, done, rows = normalised(path)
    marks = {row[-2]: row[-1].split("\x1f") for row in rows if row[-1]}
    assert marks["11"] == ["curta", "2", "09/02/2026;Ana"]
    assert marks["10"][1:] == ["1", "lixo"]
    assert done.marked == 2
    assert [row[-2] for row in rows] == [str(number) for number in range(2, 20)]


def test_a_cell_of_many_lines(folder):
    long = "\n".join(f"linha {number}" for number in range(300))
    path = folder("data;obs;valor\n" + GOOD + f'09/02/2026;"{long}";1,00\n' + GOOD)
    for block in (None, 100, 1000):
        _, done, rows = normalised(path, block)
        assert rows[8][:3] == ("09/02/2026", long, "1,00")
        assert (rows[8][3], rows[9][3]) == ("10", "310")
        assert done.notes == ()


def test_blanks_before_a_cell_that_a_block_leaves_open(folder):
    """The odd lines are too many to be left for the next block as a whole: only the open cell is."""
    odd = "".join(f"{n};x;y;z;w\n\n" for n in range(40))
    path = folder("data;obs;valor\n" + GOOD * 40 + odd + '09/02/2026;"' + "linha\n" * 60 + '";1,00\n' + GOOD * 40)
    plan = plan_text(path)
    expected = normalise(path, plan, path.with_name("a.csv"))
    for block in (200, 500, 1100):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("carteira_cli.reading.text.stream.CARRIED", 100)
            done = normalise(path, plan, path.with_name("b.csv"), block=block)
        assert counts(done)["em_branco"] == counts(expected)["em_branco"] == 40
        assert done.rows == expected.rows
        assert done.lines == expected.lines == path.read_bytes().count(b"\n")


def test_a_stray_quote_costs_one_line_in_any_block(folder):
    path = folder("data;cliente;valor\n" + GOOD * 50 + '09/02/2026;"Bar do Zé;19,00\n' + GOOD * 50)
    for block in (None, 300, 5000):
        _, done, rows = normalised(path, block)
        assert len(rows) == 801
        assert rows[400][:4] == ("09/02/2026", '"Bar do Zé', "19,00", "402")
        assert counts(done) == {"reparada": 1}


def test_two_stray_quotes_do_not_swallow_what_is_between(folder):
    stray = '09/02/2026;"Bar do Zé;19,00\n'
    path = folder("data;cliente;valor\n" + GOOD * 20 + stray + GOOD + stray + GOOD)
    for block in (None, 300):
        _, done, rows = normalised(path, block)
        assert len(rows) == 178
        assert counts(done) == {"reparada": 2}
    path = folder("data;cliente;valor\n" + GOOD * 20 + stray + GOOD + '10/02/2026;Bar do Zé";1,00\n' + GOOD)
    for block in (None, 300):  # the two make a cell that closes, were it not for the rows in it
        assert len(normalised(path, block)[2]) == 178


def test_totals_as_wide_as_the_table_after_many_rows(folder):
    path = folder("data;cliente;valor\n" + GOOD * 40 + "Total;;9,00\nTotal geral;;9,00\n;;\n" + "\n" * 500)
    for block in (None, 300):
        _, done, rows = normalised(path, block)
        assert (len(rows), counts(done)) == (320, {"rodape": 2, "em_branco": 501})


def test_pages_with_equal_rows_are_kept(folder):
    page = "data;cliente;valor\n" + GOOD
    other = page.replace("Cliente 8", "Cliente 9")
    _, done, rows = normalised(folder(page + other + page))
    assert (len(rows), counts(done)) == (24, {"cabecalho_repetido": 2})
    _, done, rows = normalised(folder(page + page[: page.index("08/")]))
    assert (len(rows), counts(done)) == (15, {"cabecalho_repetido": 1})


def test_the_whole_table_once_more_is_left_out(folder):
    page = "data;cliente;valor\n" + GOOD
    for block in (None, 100):
        _, done, rows = normalised(folder(page + page), block)
        assert (len(rows), counts(done)) == (8, {"cabecalho_repetido": 1, "outra_tabela": 8})


def test_a_header_of_two_lines_on_each_page(folder):
    page = "Data;Cliente;Valor\nda venda;nome;líquido\n"
    _, done, rows = normalised(folder(page + GOOD + page + GOOD.replace("Cliente", "Freguês")))
    assert (len(rows), counts(done)) == (16, {"cabecalho_repetido": 2})


@pytest.mark.slow
def test_another_table_over_several_blocks(folder, monkeypatch):
    path = folder("data;cliente;valor\n" + GOOD * 60 + "\nuf;meta\n" + "SP;10\n" * 200)
    for block in (None, 100):
        _, done, rows = normalised(path, block)
        assert (len(rows), counts(done)) == (480, {"em_branco": 1, "outra_tabela": 201})
    monkeypatch.setattr("carteira_cli.reading.text.stream.CARRIED", 50)
    _, done, rows = normalised(path, 100)
    assert (len(rows), counts(done)) == (480, {"em_branco": 1, "outra_tabela": 201})


@pytest.mark.slow
def test_many_broken_lines_are_set_apart(folder):
    chance = Random(5)  # noqa: S311 - lines, not secrets
    broken = "".join(
        f'{n};"a "b" {chance.random()};x;"y;{chance.random()};{chance.random()};z;w\n' for n in range(3_000)
    )
    path = folder("n;texto;valor\n" + "1;a;2,00\n" * 20_000 + broken + "1;a;2,00\n" * 20_000)
    _, done, rows = normalised(path)
    assert len(rows) == 43_000
    assert rows[-1][:3] == ("1", "a", "2,00")
    assert done.marked > 1_500


def test_empty_columns_are_told(folder):
    _, done, _ = normalised(folder("data;valor;;\n01/02/2026;1,00;;\n02/02/2026;1,00;;\n" + ";;;\n" * 30_000))
    assert done.empty == (2, 3)
    assert counts(done) == {"coluna_vazia": 2, "em_branco": 30_000}


# Encodings


def test_windows_text_is_transcoded(folder, tmp_path):
    text = "cliente;obs\nJoão;“ção” – 10 €\nBia;ok\n"
    path = folder(text.encode("cp1252"))
    done = transcode(path, plan_text(path), tmp_path / "utf8.csv")
    assert (tmp_path / "utf8.csv").read_bytes() == text.encode()
    assert done.notes == ()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-be"])
def test_a_blank_tail_is_transcoded_too(folder, tmp_path, encoding):
    text = "data;cliente;valor\r\n" + GOOD.replace("\n", "\r\n").replace("Cliente", "João") + ";;\r\n\r\n" * 9
    path = folder(text.encode(encoding))
    plan = plan_text(path)
    assert (plan.direct, plan.blank_tail) == (True, True)
    transcode(path, plan, tmp_path / "utf8.csv")
    assert (tmp_path / "utf8.csv").read_bytes() == text.encode()
    assert counts(normalise(path, plan, tmp_path / "limpo.csv")) == {"em_branco": 18}


def test_undefined_bytes_stay_controls(folder, tmp_path):
    path = folder("cliente;obs\nJoão;x\x81y\x90“\n".replace("“", "\x93").encode("latin-1"))
    transcode(path, plan_text(path), tmp_path / "utf8.csv")
    assert (tmp_path / "utf8.csv").read_text(encoding="utf-8") == "cliente;obs\nJoão;x\x81y\x90“\n"


def test_two_encodings_in_one_file(folder, tmp_path, monkeypatch):
    content = "cliente;valor\nJoão;1\nConceição;2\n".encode() + "José;3\nÂngela;4\nBia;5\n".encode("cp1252")
    path = folder(content)
    done = transcode(path, plan_text(path), tmp_path / "utf8.csv")
    assert [(note.kind, note.count) for note in done.notes] == [("codificacao_mista", 2)]
    names = [row[0] for row in read_table(path).rows]
    monkeypatch.setattr("carteira_cli.reading.text.to_utf8.BLOCK", 16)
    done = transcode(path, plan_text(path), tmp_path / "utf8.csv")
    assert [(note.kind, note.count) for note in done.notes] == [("codificacao_mista", 2)]
    assert names == ["João", "Conceição", "José", "Ângela", "Bia"]


def test_text_encoded_twice_is_told(folder, tmp_path):
    text = "cliente;valor\n" + "".join(f"João Conceição {n};{n}\n" for n in range(9))
    path = folder(text.encode().decode("cp1252").encode())
    assert counts(plan_text(path)) == {"texto_corrompido": 27}
    done = transcode(path, plan_text(path), tmp_path / "utf8.csv")
    assert counts(done) == {"texto_corrompido": 27}


def test_the_first_invalid_byte(folder):
    good = "ação;valor\n".encode()
    assert invalid_utf8(folder(good * 300_000)) is None
    assert invalid_utf8(folder(good * 299_999 + b"a\xe7\xe3o;1\n" + good)) == 300_000
    assert invalid_utf8(folder(good + b"a\xc3")) == 2
    assert invalid_utf8(folder(b"")) is None


# Quotes


@pytest.mark.parametrize("lines", [30, 60_000])
@pytest.mark.parametrize("quoted", ['1;"2";3\n', "1;2;3\n"])
@pytest.mark.parametrize(
    ("row", "sound"),
    [
        ('a;"b;c";d', True),
        ('a;"b ""c""";d', True),
        ('"";"";""', True),
        ('a;b "c";d', False),
        ('a;"b" c;d', False),
        ('a;"b;c', False),
        ('a;"b\nc";d', False),
        ('a;"b";"c";d', False),
        ("a;b;c", True),
        ("a;b\rc;d", False),
        ("a;b\0c;d", False),
    ],
)
def test_lines_that_break_the_rules(folder, row, sound, quoted, lines):
    text = 'x;y;z\n1;"2";3\n' + quoted * lines + row + "\n" + "1;2;3\n" * 30
    plan = plan_text(folder('x;y;z\n1;"2";3\n' + quoted * 30))
    path = folder(text)
    plan = replace(plan, end=path.stat().st_size, size=path.stat().st_size)
    assert is_sound(path, plan) == sound


def test_what_stands_above_the_table_breaks_no_rule(folder):
    path = folder('Relatório "do dia\n\nx;y;z\n' + '1;"2";3\n' * 30)
    plan = plan_text(path)
    assert plan.data_line == 4
    assert is_sound(path, plan)


def test_a_file_without_quotes_has_nothing_to_break(folder):
    path = folder("x;y;z\n" + "1;2;3\n" * 30)
    assert is_sound(path, plan_text(path))
