"""Names that options, the configuration and the readers of files share."""

from __future__ import annotations

CONFIG_FILE = "carteira.toml"
TABLE_KEYS = ("colunas", "leitura")  # sections with one table a source
LIST_KEYS = ("limites", "exportar")  # lists of tables: thresholds, jobs
DEFAULT_CANCELLED = (
    *("cancelado", "cancelada", "cancelamento", "canceled", "cancelled", "void", "voided", "anulado", "anulada"),
    *("não faturado", "não faturada", "recusado", "recusada", "rejeitado", "rejeitada", "negado", "negada"),
    *("denegado", "denegada", "inutilizado", "inutilizada"),
)
# A sale that came back does not count; a line with a negative amount is the return itself, which does.
DEFAULT_RETURNED = (
    *("devolvido", "devolvida", "devolução", "estornado", "estornada", "estorno", "reembolsado", "reembolsada"),
    *("returned", "refunded", "chargeback"),
)
