"""Exports that overlap: what counts once, what is replaced, and that the order of imports means what it says."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.portfolios import counted, files, frame, importar, lines, manifest, write
from tests.strategies import Case, cases, write_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WITH_ORDER = "cliente,data,valor,venda,status"
WITHOUT = "cliente,data,valor"
SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_lines_of_both_files_count_once_and_true_duplicates_stay(tmp_path: Path) -> None:
    write(tmp_path / "vendas.csv", "ana,2024-01-02,5", "ana,2024-01-02,5", "bia,2024-01-03,1", header=WITHOUT)
    importar(tmp_path)
    new = write(
        tmp_path / "fev.csv",
        "ana,2024-01-02,5",
        "bia,2024-01-03,1",
        "bia,2024-01-03,1",
        "caio,2024-02-01,2",
        header=WITHOUT,
    )
    ran = importar(tmp_path, "--vendas", "fev.csv")
    assert lines(tmp_path, "cliente", "valor", "arquivo_numero") == [
        ("ana", "5.00", "1"),  # twice in January's file, once in the other: twice
        ("ana", "5.00", "2"),
        ("bia", "1.00", "2"),  # once and twice: twice
        ("bia", "1.00", "2"),
        ("caio", "2.00", "2"),
    ]
    row = files(ran)[0]
    assert (row["arquivo"], row["situacao"], row["linhas"]) == (new.name, "novo", 4)
    assert (row["repetidas"], row["substituidas"]) == (2, 0)
    assert manifest(tmp_path)["tabelas"]["vendas"]["linhas_antes_de_unir"] == 7


def test_a_newer_order_replaces_the_older_one(tmp_path: Path) -> None:
    write(
        tmp_path / "vendas.csv",
        "ana,2024-01-02,5,V1,Pago",
        "ana,2024-01-02,6,V1,Pago",
        "bia,2024-01-03,7,V2,Pago",
        "caio,2024-01-04,8,V3,Pago",
        header=WITH_ORDER,
    )
    importar(tmp_path)
    new = write(
        tmp_path / "b.csv",
        "ana,2024-01-02,5,V1,Cancelado",
        "bia,2024-01-03,7,V2,Pago",
        "dora,2024-01-05,9,V4,Pago",
        header=WITH_ORDER,
    )
    ran = importar(tmp_path, "--vendas", "b.csv")
    assert lines(tmp_path, "cliente", "valor", "status") == [
        ("ana", "5.00", "Cancelado"),
        ("bia", "7.00", "Pago"),
        ("caio", "8.00", "Pago"),  # not in the newer file, which may be filtered
        ("dora", "9.00", "Pago"),
    ]
    assert (files(ran)[0]["repetidas"], files(ran)[0]["substituidas"]) == (1, 2)
    assert f"{new.name}: 1 pedido com dados mais novos; 2 linhas da carteira deram lugar" in ran.document["notas"]


def test_a_newer_file_speaks_only_for_its_own_days(tmp_path: Path) -> None:
    write(tmp_path / "vendas.csv", "ana,2024-01-02,50,V1,Pago", header=WITH_ORDER)
    importar(tmp_path)
    write(tmp_path / "b.csv", "ana,2024-02-03,-20,V1,Devolvido", header=WITH_ORDER)
    importar(tmp_path, "--vendas", "b.csv")
    assert lines(tmp_path, "valor") == [("50.00",), ("-20.00",)]  # a return next month is not the order made anew


def test_an_order_across_the_first_day_of_a_newer_file_keeps_its_earlier_lines(tmp_path: Path) -> None:
    write(tmp_path / "vendas.csv", "ana,2024-01-02,50,V1,Pago", "ana,2024-01-09,7,V1,Pago", header=WITH_ORDER)
    importar(tmp_path)
    write(tmp_path / "b.csv", "bia,2024-01-05,1,V2,Pago", "ana,2024-01-09,8,V1,Pago", header=WITH_ORDER)
    importar(tmp_path, "--vendas", "b.csv")
    assert lines(tmp_path, "valor") == [("50.00",), ("1.00",), ("8.00",)]


def test_the_same_number_of_another_customer_is_another_order(tmp_path: Path) -> None:
    write(tmp_path / "matriz.csv", "ana,2024-01-02,5,1001,Pago", header=WITH_ORDER)
    new = write(tmp_path / "filial.csv", "bia,2024-01-02,7,1001,Pago", header=WITH_ORDER)
    ran = importar(tmp_path, "--vendas", "matriz.csv", "--vendas", "filial.csv")
    assert lines(tmp_path, "cliente", "valor") == [("ana", "5.00"), ("bia", "7.00")]
    assert f"{new.name}: 1 linha da carteira com pedidos que este arquivo dá a outro cliente; as duas contam" in ran.err


def test_files_with_other_columns_are_compared_on_those_that_both_have(tmp_path: Path) -> None:
    write(
        tmp_path / "completo.csv",
        "ana,2024-01-02,5,Chá",
        "ana,2024-01-02,5,Pão",
        "bia,2024-01-03,1,Sal",
        header=f"{WITHOUT},produto",
    )
    write(
        tmp_path / "curto.csv",
        "ana,2024-01-02,5,loja",
        "bia,2024-01-03,1,loja",
        "caio,2024-01-04,3,site",
        header=f"{WITHOUT},canal",
    )
    ran = importar(tmp_path, "--vendas", "completo.csv", "--vendas", "curto.csv")
    assert lines(tmp_path, "cliente", "valor", "produto", "canal") == [
        ("ana", "5.00", "Chá", "loja"),  # one of the two is the line of the other file, and keeps what each says
        ("ana", "5.00", "Pão", None),
        ("bia", "1.00", "Sal", "loja"),
        ("caio", "3.00", None, "site"),
    ]
    assert [row["repetidas"] for row in files(ran)] == [0, 2]
    again = write(tmp_path / "de_novo.csv", "ana,2024-01-02,5,Chá", "ana,2024-01-02,5,Mel", header=f"{WITHOUT},produto")
    importar(tmp_path, "--vendas", str(again))
    assert [row[0] for row in lines(tmp_path, "produto") if row[0]] == ["Chá", "Mel", "Pão", "Sal"]


def test_a_line_is_first_looked_for_in_files_with_the_same_columns(tmp_path: Path) -> None:
    full = f"{WITHOUT},produto"
    write(tmp_path / "a.csv", "ana,2024-01-02,5,Chá", header=full)
    write(tmp_path / "b.csv", "ana,2024-01-02,5", "ana,2024-01-02,5", header=WITHOUT)
    write(tmp_path / "c.csv", *(f"ana,2024-01-02,5,{name}" for name in ("Chá", "Pão", "Sal")), header=full)
    importar(tmp_path, "--vendas", "a.csv", "--vendas", "b.csv")
    assert lines(tmp_path, "produto") == [(None,), ("Chá",)]
    ran = importar(tmp_path, "--vendas", "c.csv")
    assert lines(tmp_path, "produto") == [("Chá",), ("Pão",), ("Sal",)]  # b's second line turns out to be the bread
    assert files(ran)[0]["repetidas"] == 2


def test_a_poorer_copy_takes_nothing_away(tmp_path: Path) -> None:
    write(tmp_path / "completo.csv", "ana,2024-01-02,5,V1,Pago", header=WITH_ORDER)
    write(tmp_path / "curto.csv", "ana,2024-01-02,5", header=WITHOUT)
    for first, second in (("completo.csv", "curto.csv"), ("curto.csv", "completo.csv")):
        importar(tmp_path, "--refazer", "--vendas", first, "--vendas", second)
        assert lines(tmp_path, "cliente", "valor", "venda", "status") == [("ana", "5.00", "V1", "Pago")]


def test_the_newest_line_of_a_customer_completed_by_the_older(tmp_path: Path) -> None:
    header = "cliente,nome,documento"
    write(tmp_path / "clientes.csv", "1,Ana,111", "2,Bia,222", "3,Caio,333", header=header)
    importar(tmp_path)
    write(tmp_path / "novo.csv", "2,Bia Lima,MG", "4,Dora,SP", header="cliente,nome,uf")
    importar(tmp_path, "--clientes", "novo.csv")
    assert lines(tmp_path, "cliente", "nome", "documento", "uf", table="clientes") == [
        ("1", "Ana", "111", None),
        ("2", "Bia Lima", "222", "MG"),
        ("3", "Caio", "333", None),
        ("4", "Dora", None, "SP"),
    ]


def test_a_lead_moves_on(tmp_path: Path) -> None:
    header = "lead,data,data_conversao,etapa"
    write(tmp_path / "leads.csv", "L1,2024-01-02,,novo", "L2,2024-01-03,,novo", header=header)
    importar(tmp_path)
    write(tmp_path / "b.csv", "L1,2024-01-02,2024-02-01,ganho", header=header)
    importar(tmp_path, "--leads", "b.csv")
    assert lines(tmp_path, "lead", "data_conversao", "etapa", table="leads") == [
        ("L1", "2024-02-01", "ganho"),
        ("L2", None, "novo"),
    ]


def test_two_branches_that_sell_the_same_once_are_two_sales(tmp_path: Path) -> None:
    write(tmp_path / "centro.csv", "ana,2024-01-05,50", "bia,2024-01-06,80", header=WITHOUT)
    new = write(tmp_path / "norte.csv", "ana,2024-01-05,50", "caio,2024-01-07,30", header=WITHOUT)
    ran = importar(tmp_path, "--vendas", "centro.csv", "--vendas", "norte.csv")
    assert lines(tmp_path, "cliente", "valor") == [
        ("ana", "50.00"),
        ("ana", "50.00"),
        ("bia", "80.00"),
        ("caio", "30.00"),
    ]
    assert f"{new.name}: 1 linha igual a uma de outro arquivo conta outra vez" in ran.err


def test_what_is_to_be_added_up_is(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        write(tmp_path / name, "ana,2024-01-05,50,1", f"bia,2024-01-06,80,{name}", header="cliente,data,valor,venda")
    importar(tmp_path, "--vendas", "a.csv", "--vendas", "b.csv", "--repetidas", "somar")
    assert [row[0] for row in lines(tmp_path, "valor")] == ["50.00", "50.00", "80.00", "80.00"]


def test_numbers_that_each_branch_counts_for_itself_are_not_the_same_order(tmp_path: Path) -> None:
    header = "cliente,data,valor,venda"
    write(tmp_path / "centro.csv", "ana,2024-01-05,50,1", "bia,2024-01-06,80,2", "caio,2024-01-07,9,3", header=header)
    write(tmp_path / "norte.csv", "dora,2024-01-05,60,1", "eva,2024-01-06,70,2", "caio,2024-01-07,5,3", header=header)
    importar(tmp_path, "--vendas", "centro.csv", "--vendas", "norte.csv")
    assert sorted(row[0] for row in lines(tmp_path, "valor")) == ["5.00", "50.00", "60.00", "70.00", "80.00", "9.00"]


# --- properties -------------------------------------------------------------------------------------------


def export(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return path


@pytest.mark.slow
@SLOW
@given(case=cases(min_sales=1), data=st.data())
def test_exports_of_overlapping_days_in_any_order_are_the_whole(
    case: Case, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What is promised: every export has all lines of its days. Then lines are those of one export of all days."""
    folder = tmp_path_factory.mktemp("carteira")
    write_csv(case.portfolio, folder)
    with (folder / "vendas.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    column = header.index("data")
    days = sorted({row[column] for row in rows})
    cuts = data.draw(st.lists(st.sampled_from(days), max_size=3))
    edges = sorted({days[0], days[-1], *cuts})
    spans = [(low, data.draw(st.sampled_from([day for day in days if day >= high]))) for low, high in pairwise(edges)]
    spans = data.draw(st.permutations(spans or [(days[0], days[-1])]))
    importar(folder)
    whole = counted(frame(folder))
    (folder / "vendas.csv").unlink()
    for number, (first, last) in enumerate(spans):
        chosen = [row for row in rows if first <= row[column] <= last]
        path = export(folder / f"parte {number}.csv", data.draw(st.permutations(chosen)), header)
        importar(folder, "--vendas", path.name, *(["--refazer"] if number == 0 else []))
    assert counted(frame(folder)) == whole


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
    st.sampled_from(["1.00", "70.00"]),  # of which none is the sum of others: that would be a subtotal
    st.sampled_from(["", "", "V1", "V2"]),
    st.sampled_from(["ok", "cancelado"]),
)


def same_numbers(earlier: Sequence[Row], arriving: Sequence[Row]) -> bool:
    """Whether most numbers used on a day by both are the same customer's."""
    ours, theirs = ({(row.venda, row.data, row.cliente) for row in rows if row.venda} for rows in (arriving, earlier))
    shared = {row[:2] for row in ours} & {row[:2] for row in theirs}
    return bool(shared) and 2 * len({row[:2] for row in ours & theirs}) >= len(shared)


def same_days(earlier: Sequence[Row], arriving: Sequence[Row], spans: Sequence[tuple[str, str]]) -> bool:
    """Whether three in four of the days that both speak for have the same customers and amounts."""
    first, last = min(row.data for row in arriving), max(row.data for row in arriving)
    alike = total = 0
    for day in DAYS:
        if not first <= day <= last or not any(low <= day <= high for low, high in spans):
            continue
        ours, theirs = (
            {(row.cliente, row.valor) for row in rows if row.data == day and not row.venda}
            for rows in (arriving, earlier)
        )
        if ours or theirs:
            total += 1
            some = min(ours, theirs, key=len)
            alike += ours == theirs or (len(some) >= 2 and ours & theirs == some)
    return bool(total) and 4 * alike >= 3 * total


def union(held: Counter[Row], earlier: Sequence[Sequence[Row]], arriving: Sequence[Row]) -> Counter[Row]:
    """The rules in plain Python: an order of a day replaced, of other lines the more of the two; on evidence only."""
    new = Counter(arriving)
    first, last = min(row.data for row in arriving), max(row.data for row in arriving)
    near = [(rows, (min(row.data for row in rows), max(row.data for row in rows))) for rows in earlier]
    near = [(rows, span) for rows, span in near if span[0] <= last and first <= span[1]]
    before = [row for rows, _ in near for row in rows]
    numbered = Counter({row: count for row, count in held.items() if row.venda})
    others = held - numbered
    if same_numbers(before, arriving):
        orders = {(row.venda, row.cliente, row.data) for row in arriving if row.venda}
        numbered = Counter({r: n for r, n in numbered.items() if (r.venda, r.cliente, r.data) not in orders})
    plain = Counter({row: count for row, count in new.items() if not row.venda})
    both = others | plain if same_days(before, arriving, [span for _, span in near]) else others + plain
    return numbered + (new - plain) + both


@pytest.mark.slow
@SLOW
@given(exports=st.lists(st.lists(ROWS, max_size=8), min_size=1, max_size=4))
def test_any_exports_against_the_rules_in_plain_python(
    exports: list[list[Row]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("carteira")
    expected: Counter[Row] = Counter()
    for number, rows in enumerate(exports):
        path = export(folder / f"e{number}.csv", rows, Row._fields)
        importar(folder, "--vendas", path.name)
        if rows and rows not in exports[:number]:  # a file of the same bytes is not read again
            earlier = [other for at, other in enumerate(exports[:number]) if other and other not in exports[:at]]
            expected = union(expected, earlier, rows)
    found = Counter(Row(*(cell or "" for cell in row)) for row in lines(folder, *Row._fields))
    assert found == expected
    one_by_one = counted(frame(folder))
    importar(folder, "--refazer", *(word for number in range(len(exports)) for word in ("--vendas", f"e{number}.csv")))
    assert counted(frame(folder)) == one_by_one


@pytest.mark.slow
@SLOW
@given(exports=st.lists(st.lists(ROWS, min_size=1, max_size=6), min_size=2, max_size=3), pieces=st.sampled_from([1, 2]))
def test_lines_sorted_a_few_at_a_time_are_the_same(
    exports: list[list[Row]], pieces: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("carteira")
    words = []
    for number, rows in enumerate(exports):
        words += ["--vendas", export(folder / f"e{number}.csv", rows, Row._fields).name]
    importar(folder, *words)
    whole = (folder / "dados" / "vendas.parquet").read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("carteira_cli.portfolio.writing.AT_ONCE", pieces)
        importar(folder, "--refazer", *words)
    assert (folder / "dados" / "vendas.parquet").read_bytes() == whole


def test_of_one_wildcard_the_export_that_reaches_further_is_the_newer(tmp_path: Path) -> None:
    january = [Row("a", "2024-01-05", "10.00", "V1", "ok"), Row("b", "2024-01-30", "50.00", "V2", "Faturado")]
    february = [Row("b", "2024-01-30", "50.00", "V2", "Cancelado"), Row("a", "2024-02-10", "7.00", "V3", "ok")]
    export(tmp_path / "vendas-jan.csv", january, Row._fields)
    export(tmp_path / "vendas-fev.csv", february, Row._fields)  # before "jan" in the alphabet
    importar(tmp_path, "--vendas", "vendas-*.csv")
    found = {row[Row._fields.index("venda")]: row[Row._fields.index("status")] for row in lines(tmp_path, *Row._fields)}
    assert found == {"V1": "ok", "V2": "Cancelado", "V3": "ok"}
