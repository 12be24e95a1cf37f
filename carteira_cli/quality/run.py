"""Validate: stage what is there, look at it, put what was found in order."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.option_values import MOST_REJECTED, share_of
from carteira_cli.config.settings import SOURCE_KEYS, RuleSettings
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.quality import (
    answer_findings,
    calendar_findings,
    contract_findings,
    key_findings,
    line_findings,
    people_findings,
    register_findings,
    sales,
    sales_findings,
    title_findings,
)
from carteira_cli.quality.draft import settle
from carteira_cli.quality.findings_report import Examined, in_order, report
from carteira_cli.quality.register_checks import Register, register
from carteira_cli.quality.rejects_csv import write_rejects
from carteira_cli.quality.source_account import Account, account
from carteira_cli.quality.stage import Staged, stage
from carteira_cli.quality.staged_names import AMOUNT, CANCELLED, DAY, PLACE, place
from carteira_cli.reading.inputs.watch import unchanging
from carteira_cli.sources.finding.imported import intact_file
from carteira_cli.sources.finding.locate import locate
from carteira_cli.sources.finding.stale import stale
from carteira_cli.sources.matching.status_words import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from fractions import Fraction
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.quality.draft import Draft
    from carteira_cli.report import Report


@dataclass(frozen=True)
class Validation:
    """What `validate` gives back.

    Attributes:
        report: everything that was found.
        sound: whether no source has more rejected lines than it may.
    """

    report: Report
    sound: bool


def most_rejected_by(config: Config) -> Fraction:
    """The share of rejected lines beyond which a source is not sound: as told, else `MOST_REJECTED`."""
    told = config.told(RuleSettings.max_rejeitadas)
    return config.rules.max_rejeitadas if told else share_of(RuleSettings.max_rejeitadas.key, MOST_REJECTED)


def answer(config: Config, today: int) -> Report:
    """How good the data are, as any door asks for it.

    Raises:
        CarteiraError: as `validate`.
    """
    day = config.question.hoje
    return validate(config, today=today if day is None else day, most_rejected=most_rejected_by(config)).report


def validate(
    config: Config,
    *,
    today: int,
    most_rejected: Fraction,
    rejects_to: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Validation:
    """Look at every source that is there.

    Args:
        config: which files, how they are read.
        today: the day after which a date is in the future.
        most_rejected: the share of rejected lines beyond which a source is not sound.
        rejects_to: where all rejected lines go, as CSV.
        progress: told what is being done, in words.

    Raises:
        DataError: there is no source, or one can't be read at all.
        OutputError: the rejected lines can't be written.
    """
    found = {name: paths for name in SOURCE_KEYS if (paths := locate(config, name))}
    if not found:
        from carteira_cli.sources.glance.told import hint_of  # weight: for a run without a table

        where = "na pasta" if str(config.folder) == "." else f"em {config.folder}"
        raise DataError(
            f"não há nada para validar: nenhum arquivo de {', '.join(SOURCE_KEYS)} {where} ou em dados/",
            hint_of(config, *SOURCE_KEYS) or "passe --vendas ARQUIVO; com -C PASTA, procura em outra pasta",
        )
    with unchanging():
        staged, accounts = {}, {}
        for name, paths in found.items():
            progress("lendo")
            intact_file(config, name, wholly=True)
            staged[name] = stage(name, paths, config)
            accounts[name] = account(staged[name])
        look = _Look(config, staged, accounts, today, most_rejected, progress)
        drafts = in_order(look.drafts())
        progress("localizando os exemplos")
        evidence = Examined(staged, accounts, settle(drafts, staged), look.statuses, today, most_rejected)
        told = report(evidence)
    if rejects_to is not None:  # out of the staged lines: nothing is written of files that changed meanwhile
        progress("gravando as linhas rejeitadas")
        write_rejects(staged, rejects_to)
    return Validation(told, not any(a.too_many_rejected(most_rejected) for a in accounts.values()))


@dataclass(frozen=True)
class _Look:
    """The checks, over sources that are staged."""

    config: Config
    staged: Mapping[str, Staged]
    accounts: Mapping[str, Account]
    today: int
    most_rejected: Fraction
    progress: Callable[[str], None]

    def drafts(self) -> Iterator[Draft]:
        """Everything that was found, check by check."""
        for name, source in self.staged.items():
            self.progress(f"conferindo {name}")
            yield from line_findings.rejected(source, self.accounts[name], self.most_rejected)
            told = (one for one in source.warned if one not in source.found_apart)
            yield from line_findings.as_read(name, (*told, *stale(self.config, (name,))))
            yield from line_findings.future(source, self.today)
            if name in {"vendas", "custos"}:
                by_order = any(part.matched.traps.once for part in source.parts)
                yield from sales_findings.of_amounts(self.accounts[name], name, zeros=not by_order)
            if name in {
                "custos",
                contract_findings.CONTRACTS,
            }:  # a customer or lead who is there twice is told by the id
                yield from line_findings.repeated(source, self.accounts[name].valid)
        known = register(self.staged["clientes"]) if "clientes" in self.staged else None
        if known is not None:
            yield from register_findings.of_register(known)
            fields = tuple(one for one in self.staged["clientes"].table.names if one != "indicado_por")  # few note it
            yield from register_findings.of_fields(self.accounts["clientes"], fields)
        if "leads" in self.staged:
            yield from register_findings.of_leads(self.staged["leads"])
        if contract_findings.CONTRACTS in self.staged:
            yield from contract_findings.of_contracts(self.staged[contract_findings.CONTRACTS])
        if contract_findings.GOALS in self.staged:
            yield from contract_findings.of_goals(self.staged[contract_findings.GOALS])
        yield from self._keys()
        yield from self._further()
        if "vendas" in self.staged:
            yield from self._sales(known)

    def _further(self) -> Iterator[Draft]:
        """Titles, marks, contacts, campaigns and stages."""
        if title_findings.TITLES in self.staged:
            yield from title_findings.of_titles(self.staged[title_findings.TITLES])
        if answer_findings.ANSWERS in self.staged:
            yield from answer_findings.of_answers(self.staged[answer_findings.ANSWERS])
        if answer_findings.CAMPAIGNS in self.staged:
            yield from answer_findings.of_campaigns(self.staged[answer_findings.CAMPAIGNS])
        yield from people_findings.of_people(self.staged)
        if people_findings.STAGES in self.staged:
            yield from people_findings.of_stages(self.staged, self.config.rules.ordem_etapas)

    def _keys(self) -> Iterator[Draft]:
        register = self.staged.get("clientes")
        called = key_findings.called_nobody(register) if register is not None else frozenset()
        for name in key_findings.BUYING:
            if name in self.staged:
                yield from key_findings.of_keys(self.staged[name], self.accounts[name], called)

    def _sales(self, known: Register | None) -> Iterator[Draft]:
        source, counts = self.staged["vendas"], self.accounts["vendas"]
        yield from sales_findings.of_statuses(self.statuses, counts, self._unknown_statuses())
        yield from calendar_findings.of_calendar(_days(source), self.today)
        if "vendedor" in source.columns and known is not None and "vendedor" in self.staged["clientes"].columns:
            yield from sales_findings.of_sellers(sales_findings.in_register(source, self.staged["clientes"]))
        self.progress("conferindo as vendas de cada cliente")
        found = sales.by_customer(source, counts.valid, None if known is None else known.ids)
        yield from sales_findings.of_customers(found, counts)

    @cached_property
    def statuses(self) -> pl.DataFrame:
        """Every status of the sales, how it was taken, lines and cents, those above zero apart; most lines first.

        Empty without the column.
        """
        source = self.staged.get("vendas")
        counts = (sales.LINES, sales.CENTS, "positivas", "centavos_positivos")
        schema = pl.Schema({"status": pl.String(), "tratada_como": pl.String(), **dict.fromkeys(counts, pl.Int64())})
        if source is None or "status" not in source.columns:
            return pl.DataFrame(schema=schema)
        taken = pl.when(CANCELLED).then(pl.lit("cancelada")).otherwise(pl.lit(sales_findings.VALID))
        return (
            source.accepted.group_by("status", taken.alias("tratada_como"))
            .agg(
                pl.len().cast(pl.Int64).alias(sales.LINES),
                pl.col(AMOUNT).sum().alias(sales.CENTS),
                (pl.col(AMOUNT) > 0).sum().cast(pl.Int64).alias("positivas"),
                pl.when(pl.col(AMOUNT) > 0).then(pl.col(AMOUNT)).sum().alias("centavos_positivos"),
            )
            .sort(sales.LINES, "status", "tratada_como", descending=[True, False, False], nulls_last=True)
            .collect(engine="streaming")
        )

    def _unknown_statuses(self) -> set[str]:
        """Statuses that some file has and nobody knows."""
        source = self.staged.get("vendas")
        words = [part.matched.words.get(part.status_column or "") for part in source.parts] if source else []
        return {text.strip() for some in words if some is not None for text in some.saying(Status.UNKNOWN)}


def _days(source: Staged) -> pl.DataFrame:
    """Lines of each day with valid sales, and the first place of them."""
    return (
        source.valid.select(DAY, place())
        .group_by(DAY)
        .agg(pl.len().cast(pl.Int64).alias(sales.LINES), pl.col(PLACE).min())
        .sort(DAY)
        .collect(engine="streaming")
    )
