"""A typed table on a cluster comes to the last cent to what it is on a laptop, without Python where it is plain."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from random import Random

import polars as pl
import pytest

from carteira_cli.engines.spark import SparkEngine
from carteira_cli.errors import DataError
from carteira_cli.sources.cluster.executors import Executors
from carteira_cli.sources.cluster.ledger import cluster_opener
from carteira_cli.sources.cluster.texts import Sizes
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.tables import TABLES, VENDAS
from tests import clusters
from tests.cluster_reading import PIECES, RULES, opened, seen

pytestmark = clusters.MARKS
COUNT = 300
CENTS = pl.Decimal(12, 2)
draw = Random(3)  # noqa: S311 - the same rows in every run
VALUES = [draw.randrange(-5_000, 300_000) for _ in range(COUNT)]
DAYS = [dt.date(2023, 1, 1) + dt.timedelta(draw.randrange(700)) for _ in range(COUNT)]
TIMES = [dt.datetime(2023, 1, 1) + dt.timedelta(seconds=draw.randrange(60_000_000)) for _ in range(COUNT)]  # noqa: DTZ001 - of no zone
NAMES = ["Ana", "José  Silva", " Bia ", "-", "N/D", "", "Z'é\\x", "Na", "00", None]
TABLE = {
    "cliente": [f"C{draw.randrange(60)}" for _ in range(COUNT)],
    "data": DAYS,
    "valor": [Decimal(value) / 100 for value in VALUES],
    "pedido": [f"P{at // 2}" if at % 40 else "" for at in range(COUNT)],
    "status": [draw.choice(["ok", "cancelado", "pago", None, "Cancelado"]) for _ in range(COUNT)],
    "vendedor.`x`": [draw.choice(NAMES) for _ in range(COUNT)],
}


def table(**columns):
    """The table with other columns."""
    types = {} if "valor" in columns else {"valor": CENTS}
    return pl.DataFrame({**TABLE, **columns}, schema_overrides=types)


BAD_DAYS = [dt.date(1800, 1, 1) if at % 60 == 0 else None if at % 61 == 0 else day for at, day in enumerate(DAYS)]
NOBODY = [None if at % 50 == 0 else "" if at % 51 == 0 else "C" for at in range(COUNT)]
HUGE = pl.Series([Decimal(10**12 * (at % 70 == 0) + 1) for at in range(COUNT)], dtype=pl.Decimal(38, 2))
PLAIN = {
    "cents": table(),
    "ids that are numbers": table(cliente=[draw.randrange(60) for _ in range(COUNT)]),
    "times of no zone": table(data=TIMES),
    "whole reais": table(valor=[value // 100 for value in VALUES]),
    "bad lines": table(
        cliente=[None if at % 50 == 0 else "" if at % 51 == 0 else "C" for at in range(COUNT)], data=BAD_DAYS
    ),
    "amounts beyond reason": table(
        valor=pl.Series([Decimal(10**12 * (at % 70 == 0) + 1) for at in range(COUNT)], dtype=pl.Decimal(38, 2))
    ),
    "costs": table(custo=pl.Series([None if at % 3 else Decimal(at) for at in range(COUNT)], dtype=CENTS)),
    "returns that are their own sale": table(status=[draw.choice(["ok", "ok", "Devolução"]) for _ in range(COUNT)]),
    "unknown words": table(status=[draw.choice(["ok", "talvez"]) for _ in range(COUNT)]),
}
OWN = {
    "times in UTC": table(data=TIMES).with_columns(pl.col("data").dt.replace_time_zone("UTC")),
    "floats": table(valor=[value / 1000 for value in VALUES]),
    "three decimals": table(valor=pl.Series([Decimal(value) / 1000 for value in VALUES], dtype=pl.Decimal(12, 3))),
    "days in text": table(data=[day.strftime("%d/%m/%Y") for day in DAYS]),
    "amounts in text": table(valor=[f"{value / 100:.2f}".replace(".", ",") for value in VALUES]),
    "ids with a point": table(cliente=[f"{at % 40}.0" for at in range(COUNT)]),
    "quantities below zero": table(quantidade=[draw.choice([1, 2, -1]) for _ in range(COUNT)]),
    "operations": table(operacao=[draw.choice(["Venda", "Devolução", "Remessa"]) for _ in range(COUNT)]),
    "movements": table(status=[draw.choice(["Venda", "Devolução"]) for _ in range(COUNT)]),
    "currencies": table(moeda=[draw.choice(["BRL", "USD"]) for _ in range(COUNT)]),
}


def without_lines(found):
    """What is known but for the numbers of rejected lines, which a table of a cluster has not."""
    rejects = {(one.column, one.reason) for one in found.pop("rejects")}
    return {**found, "rejects": rejects}


def is_native(ledger, capsys):
    ledger.proven.frame.explain(mode="formatted")
    plan = capsys.readouterr().out
    assert "Scan" in plan
    return "Arrow" not in plan and "Python" not in plan


@pytest.mark.parametrize("kind", [*PLAIN, *OWN])
def test_a_typed_table_is_the_same_to_the_last_cent(kind, tmp_path, capsys):
    path = tmp_path / "vendas.parquet"
    (PLAIN | OWN)[kind].write_parquet(path, row_group_size=100)
    ledger = opened(path)
    there = without_lines(seen(lambda: ledger))
    here = without_lines(seen(lambda: open_ledger(VENDAS, [path], {}, RULES)))
    assert there.pop("rejects") <= {*here.pop("rejects"), *here_all(path)}
    assert there == here
    assert is_native(ledger, capsys) == (kind in PLAIN)


def here_all(path):
    """Why each rejected line of a laptop is."""
    return {(one.column, one.reason) for one in open_ledger(VENDAS, [path], {}, RULES).proven.rejects(COUNT)}


def test_by_hand(tmp_path):
    path = tmp_path / "vendas.parquet"
    rows = {
        "cliente": ["A", "B", "A", None],
        "data": [dt.date(2024, 1, 2), dt.date(2024, 1, 3), dt.date(2024, 1, 4), dt.date(2024, 1, 5)],
        "valor": [Decimal("1234.56"), Decimal("-1.00"), Decimal("0.10"), Decimal("9.99")],
        "status": ["ok", "ok", "cancelado", "ok"],
    }
    pl.DataFrame(rows, schema_overrides={"valor": CENTS}).write_parquet(path)
    there = seen(lambda: opened(path))
    assert there["rows"] == {
        (False, "A", True, 19724, "ok", 123_456): 1,
        (False, "B", False, 19725, "ok", -100): 1,
        (True, "A", False, 19726, "cancelado", 10): 1,
    }
    account = there["account"]
    assert (account.lines, account.cancelled, account.rejected, account.by_column) == (4, 1, 1, {"cliente": 1})
    assert (account.first_day, account.last_day) == (19724, 19725)


def test_tables_folders_and_files_of_other_kinds(tmp_path):
    spark = clusters.local().spark
    whole, folder, book = tmp_path / "vendas.parquet", tmp_path / "partes", tmp_path / "vendas.xlsx"
    rows = PLAIN["cents"].rename({"vendedor.`x`": "vendedor"})
    rows.write_parquet(whole)
    rows.with_columns(pl.col("valor").cast(pl.Float64)).write_excel(book)
    folder.mkdir()
    rows[:100].write_parquet(folder / "part-0.parquet")
    rows[100:].write_parquet(folder / "part-1.parquet")
    spark.read.parquet(str(whole)).createOrReplaceTempView("pedidos")
    here = seen(lambda: open_ledger(VENDAS, [whole], {}, RULES))
    for named in (folder, "spark:pedidos", f"file://{whole}", book, whole):
        there = seen(lambda named=named: opened(named, sizes=PIECES if named != whole else Sizes()))
        assert there["rows"] == here["rows"], named
        assert there["account"].lines == here["account"].lines == COUNT
    clients = cluster_opener(SparkEngine(clusters.local()), Executors(clusters.local()))(
        TABLES["clientes"], ["spark:pedidos"], {}, RULES
    )
    assert clients.proven.audit.lines == COUNT


def test_a_delta_table_by_its_log(tmp_path):
    deltalake = pytest.importorskip("deltalake", reason="pip install -e '.[delta]'")
    place = tmp_path / "tabela"
    rows = PLAIN["cents"].rename({"vendedor.`x`": "vendedor"})
    rows[:200].write_delta(str(place), delta_write_options={"partition_by": ["status"]})
    rows[200:].write_delta(str(place), mode="append")
    deltalake.DeltaTable(str(place)).delete("pedido = 'P3'")
    whole = tmp_path / "vendas.parquet"
    rows.filter(pl.col("pedido") != "P3").write_parquet(whole)
    here = seen(lambda: open_ledger(VENDAS, [whole], {}, RULES))
    for named in (place, f"delta:{place}"):
        there = seen(lambda named=named: opened(named))
        assert (there["account"], there["rows"]) == (here["account"], here["rows"])


def test_more_of_a_delta_table_than_its_files_tell(tmp_path):
    deltalake = pytest.importorskip("deltalake", reason="pip install -e '.[delta]'")
    place = tmp_path / "tabela"
    rows = PLAIN["cents"].rename({"vendedor.`x`": "vendedor"})
    deltalake.write_deltalake(str(place), rows, configuration={"delta.enableDeletionVectors": "true"})
    with pytest.raises(DataError, match="vetores de exclusão") as error:
        opened(f"delta:{place}")
    assert "spark.jars.packages" in error.value.hint


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("spark:nao.existe", "spark:nao.existe: não é uma tabela que a sessão do Spark conheça"),
        ("spark:a b;c", "spark:a b;c: não é uma tabela que a sessão do Spark conheça"),
        ("spark:numeros", 'spark:numeros: faltam as colunas "cliente", "data" e "valor"; o arquivo tem "id"'),
        ("delta:/nao/existe", "delta:/nao/existe não é uma tabela Delta"),
        (Path("/nao/existe.parquet"), "/nao/existe.parquet: não pôde ser lido (não existe)"),
        ("hdfs:///vendas.csv", "hdfs:///vendas.csv: esse endereço o Spark não alcança"),
    ],
)
def test_what_is_not_there_is_told_in_a_line(named, message):
    clusters.local().spark.range(3).createOrReplaceTempView("numeros")
    with pytest.raises(DataError) as error:
        _ = opened(named).proven
    assert error.value.message.startswith(message)
    assert "Exception" not in error.value.message + error.value.hint


def test_a_file_that_breaks_off_on_the_way(tmp_path):
    path = tmp_path / "vendas.parquet"
    PLAIN["cents"].write_parquet(path)
    content = path.read_bytes()
    path.write_bytes(content[:2_000] + bytes(200) + content[2_200:])
    with pytest.raises(DataError, match="o conteúdo não pôde ser lido até o fim"):
        _ = opened(path).proven


def test_amounts_that_no_sum_can_hold(tmp_path):
    path = tmp_path / "vendas.parquet"
    huge = pl.Series([Decimal(10) ** 10] * 100_000, dtype=pl.Decimal(38, 2))
    days = pl.Series([dt.date(2024, 1, 1)] * 100_000)
    pl.DataFrame({"cliente": ["A"] * 100_000, "data": days, "valor": huge}).write_parquet(path)
    there, here = seen(lambda: opened(path)), seen(lambda: open_ledger(VENDAS, [path], {}, RULES))
    assert there == here
    assert "mais do que se soma com exatidão" in there["error"][0]
