"""`faixa_etaria` and `tempo_de_casa` in `--por` and `--onde`: by hand, in order, with what can't be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import Q1, carteira, sales

if TYPE_CHECKING:
    from pathlib import Path

AGES = ["menos de 18", "18–24", "25–34", "65+", "sem data"]


@pytest.fixture
def eight(tmp_path: Path) -> Path:
    """Customers of several ages, of whom one has none that can be, one no date, one no register."""
    people = {
        "jovem": ("2006-04-01", "2024-01-15"),  # 17 on the last day of the quarter, 18 the day after
        "adulto": ("2006-03-31", "2022-03-31"),  # 18 on that day
        "meia": ("1990-02-28", ""),
        "velha": ("1904-02-29", "2010-01-01"),
        "futura": ("2025-01-01", "1900-01-01"),
        "padrao": ("1900-01-01", "2025-02-01"),
        "vazia": ("", ""),
    }
    rows = [f"{who},{born},{since}" for who, (born, since) in people.items()]
    sales(tmp_path, *rows, header="cliente,nascimento,data_cadastro", name="clientes.csv")
    bought = [f"{who},2023-12-01,10.00" for who in (*people, "avulsa")]
    return sales(tmp_path, *bought, "meia,2024-02-01,20.00", "meia,2022-06-01,5.00", "jovem,2024-03-31,1.00")


def grouped(folder: Path, column: str, *words: str) -> dict[str, int]:
    found = carteira("churn", *Q1, "-C", folder, "-f", "json", "-q", "--por", column, *words)
    assert found.code == 0, found.err
    rows = found.document["tabelas"]["por"]
    assert rows[-1][column] == "(total)"
    return {row[column]: row["clientes_inicio"] for row in rows[:-1]}


def test_ages_in_their_order(eight: Path) -> None:
    found = grouped(eight, "faixa_etaria")
    assert found == dict(zip(AGES, [1, 1, 1, 1, 4], strict=True))
    assert list(found) == AGES
    screen = carteira("churn", *Q1, "-C", eight, "--por", "faixa_etaria")
    places = [screen.out.index(f"\n {band} ") for band in AGES]
    assert places == sorted(places)
    assert "2 clientes têm nascimento impossível" in screen.err
    assert "anos completos em 31/03/2024" in screen.out


def test_time_as_a_customer_in_its_order(eight: Path) -> None:
    found = grouped(eight, "tempo_de_casa")
    # By registration: jovem; adulto a day more than two years; velha. By first purchase: meia, and the others.
    assert found == {"até 6 meses": 5, "1–2 anos": 1, "2–5 anos": 1, "mais de 5 anos": 1}
    assert list(found) == ["até 6 meses", "1–2 anos", "2–5 anos", "mais de 5 anos"]
    told = carteira("churn", *Q1, "-C", eight, "--por", "tempo_de_casa", "--hoje", "2024-12-31")
    assert "2 clientes têm data_cadastro impossível" in told.err


def test_without_a_register_the_first_purchase_says_it(eight: Path) -> None:
    (eight / "clientes.csv").unlink()
    assert grouped(eight, "tempo_de_casa") == {"até 6 meses": 7, "1–2 anos": 1}
    found = carteira("churn", *Q1, "-C", eight, "--por", "faixa_etaria")
    assert found.code == 2
    assert "nascimento" in found.err or "clientes" in found.err


@pytest.mark.parametrize("asked", ["faixa_etaria=18-24", "faixa_etaria=18–24", "idade=18-24"])
def test_a_filter_by_a_band_whatever_its_dash(eight: Path, asked: str) -> None:
    found = carteira("churn", *Q1, "-C", eight, "-f", "json", "--onde", asked)
    assert found.values["clientes_inicio"] == 1


def test_a_band_that_is_none_is_refused(eight: Path) -> None:
    message, hint = carteira("churn", *Q1, "-C", eight, "-q", "--onde", "faixa_etaria=18-25").error
    assert message.startswith('não há faixa_etaria "18–25"')
    assert "18–24" in hint


def test_a_comparison_keeps_everybody_in_one_group(eight: Path) -> None:
    now = grouped(eight, "faixa_etaria")
    assert grouped(eight, "faixa_etaria", "--comparar", "anterior") == now


def test_rows_in_any_order(eight: Path) -> None:
    first = carteira("resumo", *Q1, "-C", eight, "-f", "json", "--por", "faixa_etaria,tempo_de_casa").out
    path = eight / "clientes.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    assert carteira("resumo", *Q1, "-C", eight, "-f", "json", "--por", "faixa_etaria,tempo_de_casa").out == first


def test_of_contracts_the_first_one_says_it(tmp_path: Path) -> None:
    contracts = ("a,2023-12-01,10.00", "a,2022-01-01,10.00", "b,2024-02-01,10.00", "c,2010-01-01,10.00")
    sales(tmp_path, *contracts, header="cliente,inicio,valor_mensal", name="assinaturas.csv")
    found = carteira("churn", *Q1, "-C", tmp_path, "-f", "json", "--por", "tempo_de_casa", "--hoje", "2024-03-31")
    rows = {row["tempo_de_casa"]: row["clientes_fim"] for row in found.document["tabelas"]["por"]}
    assert rows == {"até 6 meses": 1, "2–5 anos": 1, "mais de 5 anos": 1, "(total)": 3}
