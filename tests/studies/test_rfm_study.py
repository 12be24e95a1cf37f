"""`rfm` from files to tables: the worked example by hand, what it warns of, what its options do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carteira_cli.chart import HeatMap
from carteira_cli.config.resolve import load
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import open_sources
from carteira_cli.errors import ConfigError, UsageError
from carteira_cli.studies.rfm import study as rfm
from carteira_cli.studies.rfm.formulas import OUTSIDE
from carteira_cli.studies.run import wanted_of

if TYPE_CHECKING:
    from carteira_cli.rows import Cell
    from carteira_cli.studies.study import Study

EXAMPLE = "tests/worked_examples/dez-clientes"


def base_of(**flags: object) -> CustomerBase:
    config = load({"pasta": EXAMPLE, "periodo": "2024-Q1"} | flags, environ={})
    return CustomerBase(config, open_sources(wanted_of("rfm", config), config, command="rfm"))


def table(found: Study, key: str) -> list[dict[str, Cell]]:
    (only,) = (each for each in found.tables if each.key == key)
    return [dict(zip((column.key for column in only.columns), row, strict=True)) for row in only.rows]


def test_worked_example_customer_by_customer() -> None:
    """Days from the last purchase to 1 April 2024, orders and net cents since 1 April 2023; C08 was cancelled."""
    found = rfm.segments(base_of())
    assert found.select("cliente", "recencia", "pedidos", "receita", "r", "f", "m", "segmento").rows() == [
        ("C01", 51, 3, 3300_00, 4, 5, 5, "Leais"),
        ("C02", 138, 1, 550_00, 2, 1, 2, "Hibernando"),
        ("C03", 1, 2, 400_00, 5, 2, 2, "Potenciais leais"),
        ("C04", 72, 2, 1350_00, 3, 2, 3, "Precisam de atenção"),
        ("C05", 182, 1, 300_00, 1, 1, 1, "Perdidos"),
        ("C06", 91, 2, 1400_00, 2, 2, 4, "Em risco"),
        ("C07", 30, 2, 3200_00, 4, 2, 4, "Potenciais leais"),
        ("C09", 17, 1, 100_00, 5, 1, 1, "Novos"),
    ]


def test_worked_example_tables() -> None:
    found = rfm.study(base_of())
    rows = {row["segmento"]: row for row in table(found, "segmentos")}
    assert len(rows) == 11
    assert rows["Potenciais leais"] == {
        "segmento": "Potenciais leais",
        "clientes": 2,
        "fracao": 2 / 8,
        "receita": 3600.0,
        "fracao_receita": 3600 / 10600,
        "recencia_media": 15.5,
        "pedidos_por_cliente": 2.0,
        "niveis": "R 4–5 · FM 2–3",
        "o_que_fazer": "incentivar a próxima compra",
    }
    assert rows["Campeões"]["clientes"] == 0
    assert rows["Campeões"]["recencia_media"] is None
    cuts = [tuple(row.values()) for row in table(found, "cortes")]
    assert cuts == [
        (5, 17, 2, None, 1, None, 1),
        (4, 51, 2, 2, 0, 3200.0, 2),
        (3, 72, 1, 2, 0, 1350.0, 1),
        (2, 138, 2, 2, 4, 550.0, 2),
        (1, None, 1, 1, 3, 300.0, 2),
    ]


def test_worked_example_migration() -> None:
    """At the end of 2023 there were six of the eight; C07 and C09 came in the quarter."""
    found = rfm.study(base_of())
    moves = table(found, "migracao")
    assert sum(int(row["clientes"] or 0) for row in moves) == 8
    assert [(row["para"], row["clientes"], row["fracao"]) for row in moves if row["de"] == OUTSIDE] == [
        ("Potenciais leais", 1, 0.5),
        ("Novos", 1, 0.5),
    ]
    (c01,) = (row for row in moves if row["para"] == "Leais")
    assert (c01["de"], c01["receita"]) == ("Campeões", 3300.0)
    (heat,) = found.charts
    assert isinstance(heat, HeatMap)
    assert heat.rows[0] == "1 Campeões"
    assert heat.rows[-1] == OUTSIDE
    assert sum(value or 0 for row in heat.values for value in row) == 8
    assert heat.values[0][1] == 1  # C01, from the first segment to the second


def test_migration_from_the_compared_period() -> None:
    found = rfm.study(base_of(comparar="2023-Q2"))
    moves = table(found, "migracao")
    assert sum(int(row["clientes"] or 0) for row in moves if row["de"] != OUTSIDE) == 1  # only C04 had bought
    assert "No fim de 2023-Q2" in {column.title for column in found.tables[2].columns}


def test_who_compares_with_nothing_sees_no_migration() -> None:
    found, usual = rfm.study(base_of(comparar="nenhum")), rfm.study(base_of())
    assert [each.key for each in found.tables] == ["segmentos", "cortes"]
    assert not found.charts
    assert list(found.tables) == list(usual.tables)[:2]


def test_short_history_is_told() -> None:
    told = rfm.study(base_of()).warnings
    assert len(told) == 2
    assert told[1].startswith("histórico curto no fim de 2024-Q1: as vendas começam em 10/05/2023")
    assert rfm.study(base_of(horizonte="90d")).warnings == ()
    assert rfm.study(base_of(horizonte="tudo")).warnings == ()


def test_a_short_horizon_keeps_who_bought_before_it() -> None:
    rows = {row["cliente"]: row for row in rfm.segments(base_of(horizonte="60d")).iter_rows(named=True)}
    assert len(rows) == 8
    assert (rows["C05"]["pedidos"], rows["C05"]["receita"], rows["C05"]["segmento"]) == (0, 0, "Perdidos")
    assert rows["C01"]["pedidos"] == 1  # since 1 February


def test_nobody_yet_is_told() -> None:
    assert "2023-04: ninguém tinha comprado até 30/04/2023" in rfm.study(base_of(periodo="2023-05")).warnings


def test_returns_ignored() -> None:
    rows = dict(rfm.segments(base_of(devolucoes="ignorar")).select("cliente", "receita").iter_rows())
    assert (rows["C02"], rows["C06"], rows["C09"]) == (600_00, 1500_00, 120_50)


def test_own_cut_points() -> None:
    base = base_of(cortes_recencia="20,40,60,100", cortes_valor="100;1000,50;2000;3250")
    rows = {row[0]: row[1:] for row in rfm.segments(base).select("cliente", "r", "f", "m").iter_rows()}
    assert (rows["C03"], rows["C07"], rows["C01"], rows["C06"]) == ((5, 2, 2), (4, 2, 4), (3, 5, 5), (2, 2, 3))
    assert "cortes informados: recência, valor" in rfm.study(base).notes


def test_three_scores_have_fewer_segments_and_say_so() -> None:
    found = rfm.study(base_of(quantis="3"))
    assert len(table(found, "segmentos")) == 9
    assert "com 3 notas não existem: Promissores, Hibernando" in found.notes
    assert [row["nota"] for row in table(found, "cortes")] == [3, 2, 1]


def test_options_that_mean_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tem 2 cortes, mas 4 notas pedem 3"):
        rfm.segments(base_of(quantis="4", cortes_frequencia="1,2"))
    rows = (tmp_path / "vendas.csv", "cliente,data,valor\na,2024-01-05,10.00\n")
    rows[0].write_text(rows[1], encoding="utf-8")
    (tmp_path / "carteira.toml").write_text('quantis = "doze"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"carteira\.toml, linha 1: quantis não pode ser"):
        rfm.segments(base_of(pasta=str(tmp_path), periodo="2024-01"))


def test_a_condition_on_customers_scores_them_among_themselves(tmp_path: Path) -> None:
    sales = "".join(f"c{n},2024-01-{n:02},{n}.00\n" for n in range(1, 11))
    (tmp_path / "vendas.csv").write_text("cliente,data,valor\n" + sales, encoding="utf-8")
    states = "".join(f"c{n},{'SP' if n <= 5 else 'RJ'}\n" for n in range(1, 11))
    (tmp_path / "clientes.csv").write_text("cliente,uf\n" + states, encoding="utf-8")
    found = rfm.study(base_of(pasta=str(tmp_path), periodo="2024-01", onde=("uf=SP",)))
    assert [(row["nota"], row["clientes_r"], row["receita_ate"]) for row in table(found, "cortes")] == [
        (5, 1, None),
        (4, 1, 4.0),
        (3, 1, 3.0),
        (2, 1, 2.0),
        (1, 1, 1.0),
    ]


def test_the_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    header, *rows = (Path(EXAMPLE) / "vendas.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "vendas.csv").write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    assert rfm.study(base_of(pasta=str(tmp_path))) == rfm.study(base_of())
