"""What is in more than one file of a table, counted while it is found, and told."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.names import first_of
from carteira_cli.sources.meaning.title_words import Condition, condition_of
from carteira_cli.sources.proving.overlapping_exports import IDENTITY, SOURCE
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.sources.matching.tables import CanonicalTable

RECORD = "\x00registro"  # number of a line in its file
VOIDED = "\x00anulada"
UNITED = {  # tables that add up → the amount that they do, if any
    "vendas": "valor",
    "custos": "valor",
    "assinaturas": "valor_mensal",
    "metas": "meta",
    "titulos": "valor",
    "contatos": "",
    "campanhas": "custo",
}
_THINGS = {
    "vendas": ("pedido", "pedidos"),
    "assinaturas": ("contrato", "contratos"),
    "metas": ("meta", "metas"),
    "custos": ("custo", "custos"),
    "titulos": ("título", "títulos"),
    "avaliacoes": ("avaliação", "avaliações"),
    "contatos": ("contato", "contatos"),
    "campanhas": ("cliente de campanha", "clientes de campanha"),
    "etapas": ("etapa", "etapas"),
}
TITLES = "titulos"
_ONE_TITLE = ["titulo", "cliente", "valor"]
_NAMED = 4  # files named in a sentence


@dataclass(frozen=True)
class Repeated:
    """What is in more than one file of a table.

    Attributes:
        rows: position of a file → numbers of its lines that count elsewhere.
        cancelled: of these lines, those that the status voids.
        warned: what must be known about it, as sentences.
    """

    rows: Mapping[int, pl.Series] = field(default_factory=dict)
    cancelled: int = 0
    warned: tuple[str, ...] = ()

    @property
    def lines(self) -> int:
        """How many lines are left out."""
        return sum(len(rows) for rows in self.rows.values())


class Recount:
    """What was found so far."""

    def __init__(self, table: CanonicalTable, names: Mapping[int, str]) -> None:
        """Of the files of a table: position → name."""
        self.table = table
        self._names = names
        self._rows: dict[int, list[pl.Series]] = {}
        self._counts: Counter[str] = Counter()
        self._files: dict[str, set[int]] = {}

    def same(self, old: pl.DataFrame, new: pl.DataFrame, twins: pl.DataFrame, number: int) -> None:
        """Lines that are left out because an equal one counts."""
        for gone in (old, new):
            self._leave_out("same", gone)
        self._involve("same", twins, number)

    def newer(self, stale: pl.DataFrame, new: pl.DataFrame, number: int) -> None:
        """Lines in whose place those of a newer file count."""
        if stale.is_empty():
            return
        self._leave_out("newer", stale)
        self._involve("newer", stale, number)
        key = list(IDENTITY[self.table.name])
        instead = new.join(stale.select(key).unique(), on=key, how="semi")
        self._counts["instead cents"] += self._cents(instead)
        self._counts["before cents"] += self._cents(stale)

    def apart(self, new: pl.DataFrame, old: pl.DataFrame, number: int) -> None:
        """Lines that are equal, and count all the same."""
        self._count("apart", new)
        self._involve("apart", old, number)

    def moved(self, old: pl.DataFrame, new: pl.DataFrame, number: int) -> None:
        """Open titles of which a newer file has the number and the amount with another due day: both count."""
        if self.table.name != TITLES:
            return
        unpaid = old.filter(pl.col("pagamento").is_null() & (pl.col("valor_pago").fill_null(0) <= 0))
        there = new.select(*_ONE_TITLE, em="vencimento", que="parcela").unique()
        met = unpaid.join(there, on=_ONE_TITLE).filter(
            pl.col("em") != pl.col("vencimento"), pl.col("que").eq_missing(pl.col("parcela"))
        )
        same = met.unique([SOURCE, RECORD], maintain_order=True)
        kept = same.filter(
            pl.Series(
                [condition_of(word or "") is not Condition.RENEGOTIATED for word in same["situacao"]], dtype=pl.Boolean
            )
        )
        self._count("moved", kept)
        self._involve("moved", kept, number)

    def result(self) -> Repeated:
        """What is left out, and the sentences."""
        rows = {at: pl.concat(found).sort() for at, found in sorted(self._rows.items())}
        return Repeated(rows, self._counts["void"], tuple(self._sentences()))

    def _leave_out(self, what: str, gone: pl.DataFrame) -> None:
        for (at,), lines in gone.group_by(SOURCE, maintain_order=True):
            self._rows.setdefault(int(str(at)), []).append(lines[RECORD])
        self._counts["void"] += int(gone[VOIDED].sum())
        self._count(what, gone)

    def _count(self, what: str, lines: pl.DataFrame) -> None:
        self._counts[f"{what} lines"] += lines.height
        self._counts[f"{what} cents"] += self._cents(lines)
        key = [name for name in IDENTITY[self.table.name] if name in lines.columns]
        self._counts[f"{what} things"] += lines.select(key).drop_nulls().n_unique() if key and lines.height else 0

    def _cents(self, lines: pl.DataFrame) -> int:
        amount = UNITED[self.table.name]
        return int(lines.filter(~pl.col(VOIDED))[amount].sum() or 0) if amount else 0

    def _involve(self, what: str, older: pl.DataFrame, number: int) -> None:
        if older.height:
            self._files.setdefault(what, set()).update({number, *older[SOURCE].unique().to_list()})

    def _sentences(self) -> Iterator[str]:
        if self._counts["same lines"]:
            lines = self._counts["same lines"]
            yield (
                f"{self._said('same')} {agree(lines, 'está', 'estão')} em mais de um arquivo ({self._listed('same')}) "
                f"e {agree(lines, 'contou', 'contaram')} uma vez (--repetidas somar conta todas)"
            )
        if self._counts["newer lines"]:
            before, instead = (money_of_cents(self._counts[f"{name} cents"]) for name in ("before", "instead"))
            amounts = f", {instead} em vez de {before}" if UNITED[self.table.name] else ""
            yield (
                f"{self._said('newer')} {agree(self._counts['newer lines'], 'mudou', 'mudaram')} de um arquivo "
                f"para outro ({self._listed('newer')}): valem as do mais novo{amounts} "
                "(--repetidas somar conta todas)"
            )
        if self._counts["moved lines"]:
            lines = self._counts["moved lines"]
            yield (
                f"{self._said('moved')} em aberto {agree(lines, 'tem', 'têm')} outro vencimento num arquivo mais novo "
                f"({self._listed('moved')}), com o mesmo número, cliente e valor, e os dois contam, como parcelas: se "
                "o vencimento mudou, deixe só o arquivo mais novo"
            )
        if self._counts["apart lines"]:
            lines = self._counts["apart lines"]
            yield (
                f"{self._said('apart')} {agree(lines, 'é igual', 'são iguais')} a {agree(lines, 'uma', 'algumas')} de "
                f"outro arquivo ({self._listed('apart')}) e {agree(lines, 'contou', 'contaram')} assim mesmo: os "
                "arquivos não têm os mesmos dias nem os mesmos pedidos, como os de duas filiais; se são a mesma "
                "venda, tire-as de um"
            )

    def _said(self, what: str) -> str:
        lines, things = self._counts[f"{what} lines"], self._counts[f"{what} things"]
        words = counted(lines, "linha", "linhas")
        if things:
            words += f" de {counted(things, *_THINGS[self.table.name])}"
        return f"{words} ({money_of_cents(self._counts[f'{what} cents'])})" if UNITED[self.table.name] else words

    def _listed(self, what: str) -> str:
        return first_of([self._names[at] for at in sorted(self._files[what])], _NAMED)
