"""Names that options, the configuration and the readers of files share."""

from __future__ import annotations

CONFIG_FILE = "carteira.toml"
TABLE_KEYS = ("colunas", "leitura")  # sections with one table a source
ENGINE_TABLE = "motor"  # the table of the engine, or its name alone
ENGINE_KEYS = {"nome": "motor", "memoria": "memoria", "spark": "spark"}  # key in that table → the setting
ACTIVITY_RULES = "regra_atividade"  # the list of rules that say who is active
LIST_KEYS = ("limites", "exportar", ACTIVITY_RULES)  # lists of tables: thresholds, jobs, rules
