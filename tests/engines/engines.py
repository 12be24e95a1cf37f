"""The engines that sales are reduced by, each as a run opens it."""

from __future__ import annotations

from carteira_cli.engines import duckdb, polars

DUCKDB = duckdb.opened(None)
ENGINES = {"polars": polars, "duckdb": DUCKDB}
