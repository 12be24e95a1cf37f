"""A column of status that no name gives away: its cells do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.names import fold
from carteira_cli.sources.matching.address_states import PLACES, is_place
from carteira_cli.sources.matching.head import few_texts
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED, DEFAULT_RETURNED, Status, status_of
from carteira_cli.sources.matching.stems import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable

SAMPLE = 20_000  # lines at the start that are looked at
FEW = 40  # distinct texts that a status has at most
_PERCENT = frozenset({"percentual", "porcentagem", "perc", "pct", "percent", "percentage", "taxa", "rate", "aliquota"})
_NUMBERED = 0.9  # of the cells of a "Cupom", from where on they are numbers of orders


def with_status_by_words(table: CanonicalTable, raw: RawFile, matched: Matched, cancelled: Sequence[str]) -> Matched:
    """The columns, with the one whose cells say "Cancelado" as the status, where none is named so.

    Of a sale that was cancelled something in the line says so; not to see it would count it in silence.
    """
    if table.name != "vendas" or not raw.is_text or matched.profile is not None or "status" in matched.columns:
        return matched
    taken = {*matched.columns.values(), *matched.words}
    free = [name for name in raw.header if name not in taken and raw.schema[name] == pl.String]
    if not free:
        return matched
    head = raw.lines.select(free).head(SAMPLE).collect()
    for name, texts in few_texts(head, FEW).items():
        if _are_statuses(texts, cancelled):
            said = f'{raw.name}: "status" é a coluna "{name}", pelas palavras que tem'
            return replace(
                matched,
                columns={**matched.columns, "status": name},
                how={**matched.how, "status": "conteúdo"},
                told=(*matched.told, said),
            )
    return matched


def without_places(raw: RawFile, matched: Matched) -> Matched:
    """The columns, without a "State" as the status where its cells are places."""
    name = matched.columns.get("status")
    if name is None or matched.how.get("status") != "sinônimo" or fold(name) not in PLACES:
        return matched
    cells = raw.lines.select(pl.col(name).cast(pl.String).str.strip_chars()).head(SAMPLE).collect()[name]
    if not is_place(name, cells.filter(cells != "").unique().to_list()):
        return matched
    return replace(matched, columns={key: one for key, one in matched.columns.items() if key != "status"})


def _are_statuses(texts: list[str], cancelled: Sequence[str]) -> bool:
    """Whether texts are statuses: one is nothing else, or one voids a sale and most are known."""
    plain = {fold(word) for word in (*cancelled, *DEFAULT_CANCELLED, *DEFAULT_RETURNED)}
    if any(fold(text) in plain for text in texts):
        return True
    meant = [status_of(text) for text in texts if text.strip()]
    known = [status for status in meant if status is not Status.UNKNOWN]
    return any(status is not Status.GOOD for status in known) and len(known) * 2 > len(meant)


def without_look_alikes(raw: RawFile, matched: Matched) -> Matched:
    """The columns, without those of whose name something else goes by, as their cells tell."""
    return _without_percentages(raw, _without_coupons(raw, matched))


def _without_percentages(raw: RawFile, matched: Matched) -> Matched:
    """The columns, without a "% desconto" as the discount in money: by its name, or by cells such as "10 %"."""
    name = matched.columns.get("desconto")
    if name is None or matched.how.get("desconto") == "configuração":
        return matched
    said = "%" in name or not _PERCENT.isdisjoint(words_of(name))
    if not said and raw.schema[name] == pl.String:
        cells = raw.lines.select(pl.col(name).str.strip_chars()).head(SAMPLE).collect()[name]
        said = bool(cells.str.ends_with("%").any())
    if not said:
        return matched
    return replace(matched, columns={key: one for key, one in matched.columns.items() if key != "desconto"})


def _without_coupons(raw: RawFile, matched: Matched) -> Matched:
    """The columns, without a "Cupom" whose cells are the words of discounts, not the numbers of tax coupons.

    Both go by that name. A discount that many customers used would make all their sales one order.
    """
    name = matched.columns.get("venda")
    if name is None or words_of(name) != ("cupom",) or matched.how.get("venda") != "sinônimo":
        return matched
    cells = raw.lines.select(pl.col(name).cast(pl.String).str.strip_chars()).head(SAMPLE).collect()[name]
    filled = cells.filter(cells != "")
    numbered = filled.str.contains(r"^[0-9./-]+$").sum()
    if filled.len() and numbered >= _NUMBERED * filled.len():
        return matched
    columns = {canonical: original for canonical, original in matched.columns.items() if canonical != "venda"}
    said = f'{raw.name}: a coluna "{name}" é de cupons de desconto, não o número da venda'
    return replace(matched, columns=columns, told=(*matched.told, said))
