"""What a first look at a folder understands: which file is which table, what is in it, and what nobody can tell."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from carteira_cli.config.settings import SOURCE_KEYS
from carteira_cli.customers.coverage import first_days
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import missing
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import CarteiraError, DataError
from carteira_cli.kpis.ciclo import purchase_days
from carteira_cli.kpis.suggested_window import suggested_window
from carteira_cli.names import first_of
from carteira_cli.period import containing
from carteira_cli.reading.files import open_files
from carteira_cli.reading.inputs.watch import unchanging
from carteira_cli.sources.finding.locate import locate
from carteira_cli.sources.glance.folder import Glance, glance
from carteira_cli.sources.glance.recognition import fit_of
from carteira_cli.sources.glance.told import doubtful, files_told, here, options_of, percent
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.lacking import MissingColumnsError
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.proving.proof import wanted_of
from carteira_cli.sources.reading_rules import rules_of
from carteira_cli.units import Unit, show
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.kpis.suggested_window import Suggestion
    from carteira_cli.sources.finding.locate import Named
    from carteira_cli.sources.glance.folder import Candidate
    from carteira_cli.sources.ledger import Ledger

_BOUGHT = ("vendas", "assinaturas")
_ENOUGH = (*_BOUGHT, "leads", "custos")  # of which one is enough for a summary
_NAMED = 4  # candidates that are named


@dataclass(frozen=True)
class FirstSource:
    """The files of a table, read whole.

    Attributes:
        table: name of the canonical table.
        paths: the files.
        ledger: their lines.
        confidence: how sure it is that they are of the table; None where their name or the user says so.
        mapping: canonical column → the file's own, of those that the configuration must name.
    """

    table: str
    paths: tuple[Named, ...]
    ledger: Ledger
    confidence: float | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FirstLook:
    """What a folder is understood to be.

    Attributes:
        sources: the tables that a configuration would name.
        unsure: what is in it that somebody should confirm, as sentences.
        aside: what is not in it although it may be a table, as sentences.
        seen: the other files.
        window: the window of inactivity that the sales suggest; None without sales.
        month: the month to look at, as it is asked for, where the data are too new to have a complete one.
    """

    sources: tuple[FirstSource, ...]
    unsure: tuple[str, ...]
    aside: tuple[str, ...]
    seen: Glance
    window: Suggestion | None
    month: str | None = None

    @property
    def tables(self) -> Mapping[str, FirstSource]:
        """The sources by table."""
        return {one.table: one for one in self.sources}


@unchanging()
def first_look(config: Config) -> FirstLook:
    """Look at a folder: files that are named, that bear the name of a table or, where none does, that seem to be it.

    Raises:
        DataError: nothing is there that a summary can be made of, a file can't be read, or several files could each
            be a table and nobody has said which.
    """
    found = glance(config)
    sources: dict[str, FirstSource] = {}
    unsure: list[str] = []
    aside: list[str] = []
    for table in SOURCE_KEYS:
        paths = locate(config, table)
        if paths:
            sources[table], doubt = _named(table, paths, config)
            unsure += [doubt] if doubt else []
            continue
        several = _several(found, table, config)
        if several is not None and table in _BOUGHT and not set(sources) & set(_BOUGHT):
            raise several
        if several is not None:
            unsure.append(several.message)
        chosen = found.chosen(table)
        if chosen is not None:
            try:
                sources[table] = _read(table, chosen.paths, config, chosen.confidence)
            except DataError as error:
                if table in _BOUGHT:
                    raise
                aside.append(f"{files_told(chosen, config)} parece {table}, mas {error.message}")
    doubted = _doubted(found, sources, config)
    if doubted is not None:
        sources |= {"vendas": _read("vendas", doubted.paths, config, doubted.confidence, doubted.fits[0].mapping)}
        unsure.append(doubtful(doubted, config).partition(": `")[0])
    aside += [
        doubtful(one, config).partition(": `")[0] for one in found.candidates if not one.sure and one is not doubted
    ]
    if not set(sources) & set(_ENOUGH):
        raise _nothing(config, sources)
    kept = tuple(sources[table] for table in SOURCE_KEYS if table in sources)
    unsure += [said for one in kept if (said := _rejected(one, config))]
    return FirstLook(
        kept, tuple(unsure), tuple(aside), found, _window(sources.get("vendas")), _only_month(kept, config)
    )


def _doubted(found: Glance, sources: Mapping[str, FirstSource], config: Config) -> Candidate | None:
    """The one file that may be the sales, where nothing else says who bought.

    Raises:
        DataError: there are several.
    """
    if set(sources) & set(_BOUGHT):
        return None
    readable = [one for one in found.of("vendas") if all(fit.problem is None for fit in one.fits)]
    if readable[1:]:
        listed = first_of([f"{files_told(one, config)} ({percent(one.confidence)})" for one in readable], _NAMED)
        raise DataError(
            f"{len(readable)} arquivos talvez sejam vendas, e nada foi gravado: {listed}",
            f"diga qual: `carteira iniciar{here(config)} {options_of(readable[0], config)}`",
        )
    return readable[0] if readable else None


def _named(table: str, paths: tuple[Named, ...], config: Config) -> tuple[FirstSource, str | None]:
    """The files that somebody or their own name says to be a table; and what is to be confirmed of their columns."""
    try:
        return _read(table, paths, config), None
    except MissingColumnsError:
        rules = rules_of(config, table, frozenset())
        (raw, *_) = open_files(paths[0], table, rules.told.hints, wanted_of(TABLES[table], rules))
        fit = fit_of(table, raw, config) if len(paths) == 1 else None
        if fit is None or not fit.mapping:
            raise
        guessed = " e ".join(f'{name} = "{original}"' for name, original in fit.mapping.items())
        return _read(table, paths, config, fit.confidence, fit.mapping), f"{raw.name}: pelas células, {guessed}"


def _read(
    table: str,
    paths: Sequence[Path | str],
    config: Config,
    confidence: float | None = None,
    mapping: Mapping[str, str] | None = None,
) -> FirstSource:
    ledger = open_ledger(TABLES[table], paths, mapping or {}, rules_of(config, table, frozenset()))
    _ = ledger.proven
    return FirstSource(table, tuple(paths), ledger, confidence, mapping or {})


def _several(found: Glance, table: str, config: Config) -> DataError | None:
    """Why none of several files that each seem to be a table is chosen, and what to type; None where there is one."""
    sure = [one for one in found.of(table) if one.sure]
    if not sure[1:]:
        return None
    listed = first_of([f"{files_told(one, config)} ({percent(one.confidence)})" for one in sure], _NAMED)
    one, all_of_them = options_of(sure[0], config), " ".join(options_of(each, config) for each in sure[:_NAMED])
    return DataError(
        f"{len(sure)} arquivos parecem {table}, e nenhum foi escolhido: {listed}",
        f"diga qual: `carteira iniciar{here(config)} {one}`; se um continua o outro, todos: `{all_of_them}`",
    )


def _nothing(config: Config, sources: Mapping[str, FirstSource]) -> CarteiraError:
    """The error for a folder of which no summary can be made, whatever else is there."""
    error = missing(TABLES["vendas"], config, '"carteira iniciar"')
    names = ", ".join(f"{one.ledger.origin} é de {one.table}" for one in sources.values())
    return DataError(f"{error.message}; {names}", error.hint) if names else error


def _rejected(source: FirstSource, config: Config) -> str | None:
    """What an analysis would refuse: a source of which too many lines can't be read."""
    audit = source.ledger.proven.audit
    most = config.rules.max_rejeitadas
    if audit.lines == 0 or audit.rejected <= most * audit.lines:
        return None
    share = show(audit.rejected / audit.lines, Unit.FRACTION)
    verb = agree(audit.rejected, "linha é rejeitada", "linhas são rejeitadas")
    return f"{source.ledger.origin}: {audit.rejected} {verb} ({share}), e as análises a recusariam"


def _window(sales: FirstSource | None) -> Suggestion | None:
    last = sales.ledger.last_day if sales else None
    if sales is None or last is None:
        return None
    ledger, end = sales.ledger, last + 1
    days = ledger.ask(lambda lines: purchase_days(lines, ledger.engine, None, end), None, end)
    return suggested_window(days, end)


def _only_month(sources: Sequence[FirstSource], config: Config) -> str | None:
    """The month of the last day, where the one before, which is meant when nobody names a period, has no data."""
    base = CustomerBase(config, {one.table: one.ledger for one in sources})
    start = min(first_days(base).values(), default=None)
    return containing("mes", base.as_of).label if start is not None and base.asked.end <= start else None
