"""Open the sources that a set of indicators needs, and say which are not there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.config.activity_rules import told_rules
from carteira_cli.config.settings import ACTIVITY_RULES
from carteira_cli.customers.dimensions import columns_wanted, tables_asked
from carteira_cli.customers.motors import opener_of
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import ConfigError, DataError, UsageError
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.contratos import ENOUGH
from carteira_cli.kpis.customer_measures import REGISTERED, columns_read, measured_in
from carteira_cli.kpis.evaluate import measures_of
from carteira_cli.sources.finding.imported import column_names
from carteira_cli.sources.finding.locate import STDIN, locate, unread_candidates
from carteira_cli.sources.ledger import Ledger, open_ledger
from carteira_cli.sources.matching.further import EVERY
from carteira_cli.sources.matching.profiles import profile
from carteira_cli.sources.matching.tables import TABLES, CanonicalTable
from carteira_cli.sources.part import MADE_OF
from carteira_cli.sources.reading_rules import rules_of
from carteira_cli.sources.register_key import better_key

_ORDER = sorted(TABLES, key=lambda name: name not in {"vendas", "assinaturas"})  # who buys, then who is known
LIST_COLUMNS = frozenset({"nome", "vendedor", "uf"})  # what a list says of each customer besides numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from carteira_cli.condition import Condition
    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.matching.key_kinds import Key
    from carteira_cli.sources.reading_rules import Rules

    Opener = Callable[[CanonicalTable, Sequence[Path | str], Mapping[str, str], Rules], Ledger]


def by_contracts(config: Config) -> bool:
    """Whether contracts say who is active: where there are some, unless purchases are asked for.

    Raises:
        DataError: contracts are asked for, and there are none.
        ConfigError: there are rules of how much a customer has to buy.
    """
    rule = config.rules.atividade
    if rule == "compras":
        return False
    there = bool(locate(config, "assinaturas"))
    if there and config.items[ACTIVITY_RULES]:
        raise ConfigError(
            f"{config.items[ACTIVITY_RULES][0].where} conta compras, e aqui contratos dizem quem é ativo",
            "use --atividade compras, ou tire as regras",
        )
    if rule == "contratos" and not there:
        raise missing(TABLES["assinaturas"], config, "--atividade contratos")
    return there


def sources_of(keys: Iterable[str], contracts: Collection[str] = ()) -> tuple[str, ...]:
    """The tables that indicators can't do without, where contracts give some measures."""
    return tuple(dict.fromkeys(source for key in keys for source in catalogue()[key].sources_given(contracts)))


@dataclass(frozen=True)
class Wanted:
    """What an analysis reads.

    Attributes:
        needed: tables that it can't do without.
        useful: tables that make its numbers better where they are there.
        columns: optional columns that it reads; the others may hold anything.
        further: columns that it names, which may be none of the canonical ones of a table.
        every: tables of which it looks at every column there is.
    """

    needed: tuple[str, ...]
    useful: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    further: frozenset[str] = frozenset()
    every: frozenset[str] = frozenset()

    @classmethod
    def of_indicators(
        cls,
        keys: Collection[str],
        config: Config,
        *,
        names: bool = False,
        columns: Collection[str] = (),
        by: Collection[str] = (),
    ) -> Wanted:
        """What indicators read; with `names`, also what customers are called; `columns` besides; `by`: the split.

        The register has customers who never bought. The sales date the portfolio, so that a conversion means the
        same alone and in a summary.
        """
        contracts = ENOUGH if by_contracts(config) else ()
        needed = sources_of(keys, contracts)
        measures = measures_of(keys, margin_from_costs=config.rules.margem is None)
        register = REGISTERED in measures
        dates = config.question.hoje is None and "vendas" not in needed
        measured = measured_in(config.rules.medida)
        read = columns_read(measures, measured)
        used = {MADE_OF.get(column, column) for column in read}
        if "assinaturas" in needed:
            used |= {"fim", "plano"}
        used |= {*columns}
        # A cell that can't be read rejects its line: these are read in every run, so that the same lines count in all.
        if "leads" in needed:
            used.add("data_conversao")
        if config.rules.margem is None or measured == "margem":
            used.add("custo")
        if names or config.question.listar:
            register = True
            used |= LIST_COLUMNS
        if register:
            used.add("data_cadastro")
        return cls(
            needed, (*(["clientes"] if register else []), *(["vendas"] if dates else [])), frozenset(used)
        ).split_as(config, by)

    def split_as(self, config: Config, by: Collection[str] = ()) -> Wanted:
        """The same, with what the filter, the groups and the rules of the run look at, and the columns of `by`."""
        asked = (*dimensions_asked(config), *by)
        further = columns_wanted(asked)
        roots = config.rules.raiz_cnpj
        columns = self.columns | further | ({"documento"} if roots else set())
        if any(rule.orders > 1 for rule in told_rules(config)):
            columns |= {"venda"}
        useful = (*self.useful, *sorted(tables_asked(asked) | ({"clientes"} if roots else set())))
        return replace(self, useful=tuple(dict.fromkeys(useful)), columns=columns, further=further)


def dimensions_asked(config: Config) -> tuple[str, ...]:
    """The columns that `--por`, `--onde` and the rules of activity name."""
    conditions = [*config.question.onde, *(rule.where for rule in told_rules(config) if rule.where is not None)]
    asked = [name for condition in conditions for name in _columns(condition)]
    asked += [name.strip() for text in config.question.por for name in text.split(",")]
    return tuple(dict.fromkeys(name for name in asked if name))


def _columns(condition: Condition) -> tuple[str, ...]:
    from carteira_cli.condition import columns  # weight: for a run with filters

    return columns(condition)


def open_sources(wanted: Wanted, config: Config, *, command: str, opener: Opener = open_ledger) -> dict[str, Ledger]:
    """Open what is there of the tables that an analysis reads, each by `opener`.

    Raises:
        DataError: a source can't be read or, for any command that is not tolerant, one is missing.
    """
    ledgers: dict[str, Ledger] = {}
    opener = opener_of(config, opener)
    check_standard_input(config)
    useful = [name for name in wanted.useful if name not in wanted.needed]
    for name in sorted((*wanted.needed, *useful), key=_ORDER.index):
        table = TABLES[name]
        paths = locate(config, name)
        if paths:
            customers = ledgers.get("vendas") or ledgers.get("assinaturas")
            further = EVERY if name in wanted.every else wanted.further
            rules = replace(rules_of(config, name, wanted.columns), prefer=_key_of(customers), further=further)
            mapping = column_names(config, name, paths)
            ledgers[name] = opener(table, paths, mapping, rules)
            if name == "clientes" and customers is not None:
                key = better_key(customers, ledgers[name])
                if key is not None:
                    ledgers[name] = opener(table, paths, {**mapping, "cliente": key}, rules)
        elif (
            name in wanted.needed
            and not commands()[command].tolerant
            and not (name == "vendas" and "assinaturas" in wanted.needed)
        ):
            raise missing(table, config, f'"carteira {command}"')
    if commands()[
        command
    ].tolerant:  # of everything there is: a name that leads nowhere is a slip, not a source to do without
        for name in TABLES:
            if config.values[name].many and name not in ledgers:
                locate(config, name)
    _check_profile(config, ledgers)
    _check_any(ledgers, wanted, config, command)
    return ledgers


def _check_any(ledgers: Collection[str], wanted: Wanted, config: Config, command: str) -> None:
    """Refuse to measure nothing; where a missing source is a verdict, as long as there is anything at all.

    Raises:
        DataError: with a source that is missing.
    """
    if not (ledgers if commands()[command].any_source else set(ledgers) & set(wanted.needed)):
        name = "vendas" if "vendas" in wanted.needed or not wanted.needed else wanted.needed[0]
        raise missing(TABLES[name], config, f'"carteira {command}"')


def _check_profile(config: Config, ledgers: Mapping[str, Ledger]) -> None:
    """Refuse a profile of a table that is not read: it would be ignored.

    Raises:
        UsageError: with the table that it is of.
    """
    name = config.reading.perfil
    if name and ledgers and profile(name).table not in ledgers:
        raise UsageError(
            f'o perfil "{name}" é de {profile(name).table}, que não foi lida',
            f"passe --{profile(name).table} ARQUIVO, ou tire --perfil",
        )


def _key_of(sales: Ledger | None) -> Key | None:
    """What the sales know customers by, so that the register is matched by the same."""
    return sales.opened.parts[0].matched.keys.get("cliente") if sales else None


def check_standard_input(config: Config) -> None:
    """Refuse two tables that are to come from the one standard input.

    Raises:
        UsageError: with their names.
    """
    wanting = [f"--{name}" for name in TABLES if STDIN in config.values[name].many]
    if len(wanting) > 1:
        raise UsageError(f"{' e '.join(wanting)} não podem vir os dois da entrada padrão", "grave um deles num arquivo")


def missing(table: CanonicalTable, config: Config, who: str) -> DataError:
    """The error for a source that is needed and not there: which file, which columns, and what seems to be it."""
    columns = ", ".join(table.required)
    where = "na pasta" if str(config.folder) == "." else f"em {config.folder}"
    unread = unread_candidates(config, table.name)
    if unread:
        return DataError(
            f"{who} precisa de {table.noun}, e {unread[0]} está num formato que ainda não se lê",
            f"grave como {table.name}.csv (UTF-8) com as colunas {columns}",
        )
    from carteira_cli.sources.glance.told import hint_of  # weight: for a run that lacks a table

    return DataError(
        f"{who} precisa de {table.noun}, e não há {table.name}.csv nem {table.name}.parquet {where} ou em dados/",
        hint_of(config, table.name)
        or f"passe --{table.name} ARQUIVO, com as colunas {columns}; com -C PASTA, procura em outra pasta",
    )
