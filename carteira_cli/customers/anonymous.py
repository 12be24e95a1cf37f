"""What is booked on nobody in particular, and ids that look the same: found, told, left out where asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import DataError
from carteira_cli.quoted import cells
from carteira_cli.sources.finding.imported import column_names
from carteira_cli.sources.finding.locate import STDIN, locate
from carteira_cli.sources.glance.nobody import may_name_nobody
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.proving.proof import open_parts
from carteira_cli.sources.reading_rules import rules_of
from carteira_cli.sources.values.anonymous_ids import alike, nobodies
from carteira_cli.units import Unit, money_of_cents, number, show
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.engines.panel import Lines
    from carteira_cli.sources.ledger import Ledger
    from carteira_cli.sources.part import Part

BUYING = {"vendas": "valor", "assinaturas": "valor_mensal"}  # who buys, and for how much
_SAYING = ("nome", "documento")  # columns of the register that say who somebody is
_PEEKED = 32_000_000  # bytes of a register that is looked at for the sake of this alone
_NAMED = 3


def everywhere(ledgers: Mapping[str, Ledger], config: Config) -> tuple[str, ...]:
    """The ids of nobody in all tables of customers, in order: one and the same set, whatever an analysis looks at."""
    found = set(registered(ledgers, config))
    for name in (*BUYING, "clientes"):
        if name in ledgers:
            found.update(nobodies(_ids(ledgers[name])))
    return tuple(sorted(found))


def registered(ledgers: Mapping[str, Ledger], config: Config) -> list[str]:
    """The ids that the register calls nobody by name or document."""
    register = ledgers.get("clientes")
    parts: Iterable[Part] = ()
    if register is not None and set(_SAYING) & set(register.columns):
        parts = register.proven.parts
    elif ledgers:
        parts = _peeked(config, ledgers)
    return [one for part in parts for one in _called_nobody(part)]


def _peeked(config: Config, ledgers: Mapping[str, Ledger]) -> tuple[Part, ...]:
    """The register where the analysis does without it; none where it is large, or anything is wrong with it."""
    paths = [path for path in locate(config, "clientes") if str(path) != STDIN and "://" not in str(path)]
    try:
        files = [config.folder.joinpath(path) for path in paths]
        if not files or sum(path.stat().st_size for path in files) > _PEEKED:
            return ()
        if not any(may_name_nobody(path, "clientes", _SAYING) for path in files):
            return ()
        customers = next((ledgers[name] for name in BUYING if name in ledgers), None)
        key = customers.opened.parts[0].matched.keys.get("cliente") if customers else None
        rules = replace(rules_of(config, "clientes", frozenset(_SAYING)), prefer=key)
        rules = replace(rules, mapping=column_names(config, "clientes", paths))
        return tuple(part for path in paths for part in open_parts(TABLES["clientes"], path, rules))
    except (DataError, OSError, pl.exceptions.PolarsError):  # whoever reads it in earnest will be told
        return ()


def _called_nobody(part: Part) -> list[str]:
    there = [name for name in _SAYING if name in part.columns]
    if not there:
        return []
    lines = part.lines((None, None), id_as_text=True, clean=False).select(CUSTOMER, *there)
    people = lines.collect(engine="streaming")
    found = {one for name in there for one in _having(people, name, nobodies(people[name].cast(pl.String).unique()))}
    return sorted(found)


def _having(people: pl.DataFrame, column: str, values: Sequence[str]) -> list[str]:
    return people.filter(pl.col(column).is_in(values))[CUSTOMER].drop_nulls().unique().to_list() if values else []


def warnings(
    ledgers: Mapping[str, Ledger], config: Config, excluded: Sequence[str], people: pl.Series | None
) -> Iterator[str]:
    """What is wrong with whom an analysis looks at.

    Args:
        ledgers: the tables that are there.
        config: what the run was told.
        excluded: the ids that it leaves out.
        people: the distinct ids that it looks at; None: all who buy.
    """
    tables = [name for name in BUYING if name in ledgers]
    if not tables:
        return
    met = people if people is not None else _buyers([ledgers[name] for name in tables])
    called = [] if excluded else registered(ledgers, config)
    there = set(called) & set(met.cast(pl.String).to_list()) if called else set()
    found = sorted({*nobodies(met), *there} - set(excluded))
    if found:
        yield from (_told(ledgers[name], found, "") for name in tables if _has(ledgers[name], found))
    same = alike(met)
    if same.height:
        ids = same[CUSTOMER].to_list()
        lines, cents, *_ = _weight(ledgers[tables[0]], ids)
        many = number(len(ids), 0)
        yield (
            f"{tables[0]}: {many} códigos de cliente diferem só em maiúsculas, acentos ou espaços e contam como {many} "
            f"clientes ({counted(lines, 'linha')}, {money_of_cents(cents)}); carteira validar mostra quais: se são o "
            "mesmo cliente, una-os na origem"
        )


def notes(ledgers: Mapping[str, Ledger], excluded: Sequence[str]) -> Iterator[str]:
    """What was left out, where it was to be."""
    for name in BUYING:
        if excluded and name in ledgers and _has(ledgers[name], excluded):
            yield _told(ledgers[name], excluded, "out")


def _told(ledger: Ledger, ids: Sequence[str], how: str) -> str:
    lines, cents, all_lines, all_cents = _weight(ledger, ids)
    names = ", ".join(f'"{one}"' for one in cells(ids[:_NAMED])) + (
        f" e mais {len(ids) - _NAMED}" if ids[_NAMED:] else ""
    )
    share = f", {show(cents / all_cents, Unit.FRACTION)} do valor" if all_cents > 0 else ""
    weight = f"{number(lines, 0)} de {counted(all_lines, 'linha')} e {money_of_cents(cents)}{share}"
    if how:
        return f"{ledger.table.name}: consumidor final fora da análise: {names} ({weight})"
    are, as_many = agree(len(ids), "é um cliente", "são clientes"), agree(len(ids), "um só", f"{len(ids)} clientes")
    return (
        f"{ledger.table.name}: {names} não {are} (consumidor final, venda sem identificação): {weight} contam como de "
        f"{as_many}; para deixar essas linhas fora, --consumidor-final excluir, ou "
        'consumidor_final = "excluir" no carteira.toml'
    )


def _has(ledger: Ledger, ids: Sequence[str]) -> bool:
    return _weight(ledger, ids)[0] > 0


def _weight(ledger: Ledger, ids: Sequence[str]) -> tuple[int, int, int, int]:
    """Valid lines and cents of some customers, and of all."""
    amount = nw.col(BUYING[ledger.table.name])
    own = nw.col(CUSTOMER).cast(nw.String).is_in(list(ids))

    def query(lines: Lines) -> Lines:
        valid = lines.filter(~nw.col("cancelada")) if ledger.table.name == "vendas" else lines
        hers = nw.when(own).then(amount)
        return valid.select(l=hers.count(), c=hers.sum(), todas=amount.count(), a=amount.sum())

    lines, cents, all_lines, all_cents = ledger.ask(query).row(0)
    return int(lines), int(cents), int(all_lines), int(all_cents)


def _buyers(ledgers: Sequence[Ledger]) -> pl.Series:
    """The distinct ids of some tables; numbers where they are."""
    found = [_ids(ledger) for ledger in ledgers]
    return found[0] if len(found) == 1 else pl.concat([ids.cast(pl.String) for ids in found]).unique()


def _ids(ledger: Ledger) -> pl.Series:
    return ledger.ask(lambda lines: lines.select(CUSTOMER).unique())[CUSTOMER]
