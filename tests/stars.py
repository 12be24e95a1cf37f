"""Make a star, and let DuckDB look at it as any other program would."""

# ruff: noqa: S608 - queries over tables that the test itself has named

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import duckdb
from ruamel.yaml import YAML

from tests.running import Ran, carteira

if TYPE_CHECKING:
    from pathlib import Path

TABLES = ("dim_cliente", "dim_calendario", "dim_vendedor", "fato_vendas", "fato_movimento")
MODEL = "modelo.ossie.yaml"


@dataclass(frozen=True)
class Star:
    """A star in a folder, its tables as views of a database."""

    folder: Path
    database: duckdb.DuckDBPyConnection
    model: dict[str, Any]
    ran: Ran

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        found: list[tuple[Any, ...]] = self.database.execute(query).fetchall()
        return found

    @property
    def metrics(self) -> dict[str, dict[str, Any]]:
        """Name → metric, of the model."""
        model = self.model["semantic_model"][0] if "semantic_model" in self.model else self.model
        return {metric["name"]: metric for metric in model["metrics"]}

    def parts(self, name: str) -> tuple[str, str]:
        """The numerator and the denominator of a metric, as SQL."""
        told = json.loads(self.metrics[name]["custom_extensions"][0]["data"])
        return told["numerador"], told["denominador"]

    def by(self, column: str, expressions: dict[str, str], period: str) -> dict[str | None, dict[str, Any]]:
        """What expressions over the movement come to for each value of an attribute of customers in a period."""
        words = ", ".join(expressions.values())
        rows = self.ask(
            f"SELECT dim_cliente.{column}, {words} FROM fato_movimento JOIN dim_cliente USING (cliente) "
            f"WHERE periodo = '{period}' GROUP BY ALL"
        )
        return {row[0]: dict(zip(expressions, row[1:], strict=True)) for row in rows}

    def values(self, column: str, period: str) -> dict[str | None, dict[str, Any]]:
        """The metrics over the movement, by their own expressions."""
        return self.by(column, {name: expression(one) for name, one in self._moving.items()}, period)

    def fractions(self, column: str, period: str) -> dict[str | None, dict[str, Fraction | None]]:
        """The same, exactly, from their numerators and denominators, which must be whole."""
        sides = {(name, side): self.parts(name)[side] for name in self._moving for side in (0, 1)}
        expressions = {f"{name}/{side}": sql for (name, side), sql in sides.items()}
        found = self.by(column, expressions, period)
        return {
            group: {name: _quotient(row[f"{name}/0"], row[f"{name}/1"]) for name in self._moving}
            for group, row in found.items()
        }

    @property
    def _moving(self) -> dict[str, dict[str, Any]]:
        return {name: one for name, one in self.metrics.items() if "fato_movimento" in expression(one)}

    @property
    def periods(self) -> list[str]:
        """Every period that the movement has rows of."""
        return [row[0] for row in self.ask("SELECT DISTINCT periodo FROM fato_movimento ORDER BY ALL")]


def expression(metric: dict[str, Any]) -> str:
    """The SQL of a metric or a field."""
    (one,) = metric["expression"]["dialects"]
    assert one["dialect"] == "ANSI_SQL"
    return one["expression"]


def star(folder: Path, *words: str | Path) -> Star:
    """Make a star, and expect it to end well; `words` say of what, and how."""
    ran = carteira("estrela", "-o", folder, *words)
    assert ran.code == 0, ran.err
    return read(folder, ran)


def read(folder: Path, ran: Ran) -> Star:
    """A star that is there."""
    database = duckdb.connect()
    for table in TABLES:
        parquet = folder / f"{table}.parquet"
        read = f"read_parquet('{parquet}')" if parquet.exists() else f"read_csv('{folder / table}.csv', header = true)"
        database.execute(f"CREATE VIEW {table} AS SELECT * FROM {read}")
    model = YAML(typ="safe", pure=True).load((folder / MODEL).read_text(encoding="utf-8"))
    return Star(folder, database, model, ran)


def _quotient(numerator: Any, denominator: Any) -> Fraction | None:
    if numerator is None or denominator is None:
        return None
    assert isinstance(numerator, int)
    assert isinstance(denominator, int)
    return Fraction(numerator, denominator) if denominator else None
