"""Leads in two files: who came, and who became a customer; the second has the lead and the day of her conversion.

The day is brought to the lead by her code. Of several conversions of one lead the first counts; one of a lead who is
in no list of leads does not count, and is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.sources.finding.locate import STDIN
from carteira_cli.sources.matching.tables import LEADS, CanonicalColumn, CanonicalTable, ValueKind
from carteira_cli.sources.proving.proof import open_parts, reading
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.proven import Proven
    from carteira_cli.sources.reading_rules import Rules

DATE = "data_conversao"
CONVERSIONS = CanonicalTable(
    "leads",
    "conversões de leads",
    (CanonicalColumn("lead", ValueKind.ID, required=True), CanonicalColumn(DATE, ValueKind.DAY, vital=True)),
)
_LEAD = "\x00lead"


@dataclass(frozen=True)
class Conversions:
    """Leads' conversions.

    Attributes:
        files: of which they are, read whole.
    """

    files: tuple[Proven, ...]

    @property
    def names(self) -> str:
        """The files in words."""
        return ", ".join(each.part.raw.name for each in self.files)

    @property
    def days(self) -> pl.LazyFrame:
        """A row a converted lead: her code as text, the first day, how many lines she has."""
        lines = [each.part.lines((None, None), id_as_text=True, clean=False) for each in self.files]
        every = pl.concat(frame.select(pl.col("lead").cast(pl.String).alias(_LEAD), DATE) for frame in lines)
        return every.drop_nulls(DATE).group_by(_LEAD).agg(pl.col(DATE).min().alias("\x00dia"), pl.len().alias("vezes"))

    def joined(self, leads: pl.LazyFrame) -> pl.LazyFrame:
        """Lines of leads with the day of their conversion, the first of those that either file says."""
        days = self.days.select(_LEAD, "\x00dia")
        found = leads.with_columns(pl.col("lead").cast(pl.String).alias(_LEAD)).join(days, on=_LEAD, how="left")
        own = [DATE] if DATE in leads.collect_schema() else []
        return found.with_columns(pl.min_horizontal(*own, "\x00dia").alias(DATE)).drop(_LEAD, "\x00dia")

    def warnings(self, leads: pl.LazyFrame) -> Iterator[str]:
        """What of the conversions does not count."""
        known = leads.select(pl.col("lead").cast(pl.String).alias(_LEAD)).unique()
        with reading([each.part for each in self.files]):
            strange, twice = pl.collect_all(
                [
                    self.days.join(known, on=_LEAD, how="anti").select(pl.len()),
                    self.days.filter(pl.col("vezes") > 1).select(pl.len()),
                ],
                engine="streaming",
            )
        names, count, more = self.names, strange.item(), twice.item()
        if count:
            words = agree(count, "conversão é de um lead que não está", "conversões são de leads que não estão")
            yield f"{names}: {count} {words} na lista, e não {agree(count, 'contou', 'contaram')}"
        if more:
            words = f"{more} {agree(more, 'lead tem', 'leads têm')}"
            yield f"{names}: {words} mais de uma conversão, e contou a primeira"


def leads_and_conversions(paths: Sequence[Path | str], rules: Rules) -> tuple[list[tuple[int, Part]], tuple[Part, ...]]:
    """Open the files of leads: lists of leads, each with its position, and files of conversions.

    Raises:
        DataError: a file is neither, or none is a list of leads.
    """
    lists: list[tuple[int, Part]] = []
    conversions: list[Part] = []
    for at, path in enumerate(paths):
        found, kind = _opened(path, rules)
        if kind is CONVERSIONS:
            conversions += found
        else:
            lists += [(at, part) for part in found]
    if not lists:
        open_parts(LEADS, paths[0], rules)  # says what is missing
        raise DataError("leads: nenhum arquivo tem a data de criação", "passe também a lista dos leads em --leads")
    return lists, tuple(conversions)


def _opened(path: Path | str, rules: Rules) -> tuple[tuple[Part, ...], CanonicalTable]:
    """The parts behind a name, and as what they are read."""
    if path == STDIN:  # can't be opened twice
        return open_parts(LEADS, path, rules), LEADS
    told = {name: column for name, column in rules.mapping.items() if name in CONVERSIONS.names}
    converted = _tried(CONVERSIONS, path, replace(rules, mapping=told))
    if converted is not None and not all(DATE in part.columns for part in converted):
        converted = None
    try:
        leads = open_parts(LEADS, path, rules)
    except DataError as error:
        if converted is not None:
            return converted, CONVERSIONS
        fewer = {name: column for name, column in rules.mapping.items() if name != DATE}
        leads_alone = _tried(LEADS, path, replace(rules, mapping=fewer)) if DATE in rules.mapping else None
        if leads_alone is None:
            raise _as_conversions(error) from None
        return leads_alone, LEADS
    dates = {part.originals["data"] for part in leads}
    if converted is not None and dates == {part.originals[DATE] for part in converted}:
        return converted, CONVERSIONS  # its only date is that of a conversion
    return leads, LEADS


def _as_conversions(error: DataError) -> DataError:
    """The error of a file beside the leads: a date that its leads lack is likelier that of their conversions."""
    from carteira_cli.sources.matching.lacking import MissingColumnsError  # weight: for a file that lacks a column

    if not isinstance(error, MissingColumnsError) or list(error.best) != ["data"] or error.best["data"] is None:
        return error
    hint = (
        "se é o arquivo das conversões, diga em carteira.toml qual é a data: [colunas.leads] e, na linha seguinte, "
        f'{DATE} = "{error.best["data"]}"'
    )
    return MissingColumnsError(error.message, hint, error.found, error.how, error.best)


def _tried(table: CanonicalTable, path: Path | str, rules: Rules) -> tuple[Part, ...] | None:
    try:
        return open_parts(table, path, rules)
    except DataError:
        return None
