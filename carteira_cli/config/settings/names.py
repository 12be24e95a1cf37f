"""Names that options, the configuration and the readers of files share."""

from __future__ import annotations

CONFIG_FILE = "carteira.toml"
TABLE_KEYS = ("colunas", "leitura")  # sections with one table a source
LIST_KEYS = ("limites", "exportar")  # lists of tables: thresholds, jobs
