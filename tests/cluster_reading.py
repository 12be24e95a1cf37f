"""Sales read on a cluster, held against the same read on a laptop: account, lines, what is said, what is rejected."""

from __future__ import annotations

from collections import Counter
from random import Random

from carteira_cli.engines.spark import SparkEngine
from carteira_cli.errors import CarteiraError
from carteira_cli.sources.cluster.executors import Executors
from carteira_cli.sources.cluster.ledger import ClusterLedger
from carteira_cli.sources.cluster.texts import Sizes
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import VENDAS
from carteira_cli.sources.reading_rules import Rules
from carteira_cli.sources.understood import reading_notes, reading_warnings
from tests import clusters

RULES = Rules(DEFAULT_CANCELLED, optional=None)
SPLITS = "spark.sql.files.maxPartitionBytes"
PIECES = Sizes(alone=0, most_alone=0, piece=6_000, small=0)  # what can't be read in pieces is refused
EITHER = Sizes(alone=0, piece=6_000, small=0)
HEADER = "Pedido;Cliente;Data;Valor;Situação;Vendedor"


def opened(*named, sizes=PIECES, rules=RULES, split=8_000):
    """The cluster's ledger of some names, its files cut every few bytes."""
    executors = Executors(clusters.local())
    executors.spark.conf.set(SPLITS, str(split))
    return ClusterLedger(SparkEngine(clusters.local()), executors, VENDAS, list(named), rules, sizes)


def seen(make):
    """All that is to be known of a ledger; of an error its words."""
    try:
        ledger = make()
        proven = ledger.proven
        read = _lines(ledger)
        rows = Counter(read.select(sorted(read.columns)).rows())
        said = [*reading_notes(proven), *reading_warnings(proven)]
        return {"account": proven.audit, "rows": rows, "said": said, "rejects": proven.rejects(3)}
    except CarteiraError as error:
        return {"error": (error.message, error.hint)}


def _lines(ledger):
    if isinstance(ledger, ClusterLedger):
        return ledger.ask(lambda lines: lines)
    return ledger.proven.lines().collect()


def both(path, *, sizes=PIECES, rules=RULES, split=8_000):
    """The same file on a cluster and on a laptop."""
    here = seen(lambda: open_ledger(VENDAS, [path], rules.mapping, rules))
    return seen(lambda: opened(path, sizes=sizes, rules=rules, split=split)), here


def sales(seed, count=400):
    """Lines of sales as a Brazilian system writes them."""
    draw = Random(seed)  # noqa: S311 - the same lines in every run
    return [
        f"P{at};C{draw.randrange(40)};{draw.randrange(1, 29):02}/{draw.randrange(1, 13):02}/2024;"
        f"{draw.randrange(1, 3000)},{draw.randrange(100):02};{draw.choice(['Concluído', 'Cancelado', 'Pago'])};"
        f"{draw.choice(['José Conceição', 'Ana', 'Loja Fim', ''])}"
        for at in range(count)
    ]


def with_lines(place, *lines, count=400):
    """Sales with other lines among them."""
    rows = sales(place, count)
    rows[place:place] = lines
    return [HEADER, *rows]
