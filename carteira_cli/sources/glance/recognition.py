"""Which table a file seems to be of, by its columns and its cells, and how sure that is; never by its name."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import field, replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import CarteiraError, DataError
from carteira_cli.names import loose
from carteira_cli.reading.wanted import Sought
from carteira_cli.sources.glance.signs import doubts, is_other
from carteira_cli.sources.matching.fitness import fitness, likeliest
from carteira_cli.sources.matching.lacking import SAMPLE, MissingColumnsError, repeating
from carteira_cli.sources.matching.profiles import recognise
from carteira_cli.sources.matching.synonyms import BY_WORDS, rank
from carteira_cli.sources.matching.tables import TABLES, ValueKind
from carteira_cli.sources.proving.proof import part_of, prove, reading, roles_of
from carteira_cli.sources.reading_rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.reading.raw import RawFile
    from carteira_cli.reading.wanted import Roles
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.reading_rules import Rules

SURE = 0.8  # from here on a file is said to be of its table
LEAST = 0.5  # below, nothing is said
MOST = 0.99  # nothing that was not read whole is certain
LISTED, BY_ITS_WORDS, BY_CELLS = 0.98, 0.92, 0.6  # of a name on the list, by its words alone, of cells alone
_SECOND = 0.8  # of sales whose names speak for another table, which the file is not
_DOUBTED = 0.2  # share of rejected lines from which on a file is read whole: its header may change on the way
_ONCE = 0.75  # of sales in which nobody buys twice
_FEW = 20  # lines from which on that says something
_ALONE = 0.5  # of a table that has its required columns and nothing else that is its own
_OFTEN = 0.5  # of amounts below zero, from where on they are no sales
_BACK = 0.05  # the same of costs
_OWN = {  # columns of which some speak for a table that asks for little
    "clientes": ("documento", "tipo", "uf", "cidade", "pais", "data_cadastro", "nascimento"),
    "leads": ("data_conversao", "origem", "etapa"),
    "custos": ("canal", "tipo"),
    "assinaturas": ("fim", "plano", "periodicidade", "intervalos"),
    "contatos": ("tipo", "resultado", "proximo", "vendedor"),
}
_REACHED = ("email", "fone", "celular", "whatsapp", "cep", "endereco", "bairro", "phone", "address", "zip")
_SOMEBODY = ("client", "customer", "codcli", "idcli", "cdcli")
_OF_SPENDING = ("tipo", "campanha", "campaign", "gasto", "usado", "investi", "spen", "custo")


@dataclass(frozen=True)
class Fit:
    """A file as a table.

    Attributes:
        table: name of the canonical table.
        confidence: from 0 to 1, as `fit_of` defines it.
        raw: the opened file.
        part: how it would be read; None where it can't be.
        mapping: canonical column → the file's own, of those that only their cells give away: the configuration must
            say so.
        instead: what it may be instead, in words.
        problem: why it can't be read as it stands, though it seems to be of the table.
    """

    table: str
    confidence: float
    raw: RawFile
    part: Part | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    instead: tuple[str, ...] = ()
    problem: CarteiraError | None = None

    @property
    def sure(self) -> bool:
        """Whether it is said to be of its table, and can be read as it stands."""
        return self.confidence >= SURE and self.problem is None


def any_table(config: Config) -> Sought:
    """Whatever a file may be wanted for: its columns are those of the table that its first header serves best."""
    first: list[str] = []

    def roles(header: Sequence[str]) -> Roles:
        first.append(max(TABLES, key=lambda name: fitness(TABLES[name], header)))
        return roles_of(TABLES[first[0]], rules_of(config, first[0], None), header)

    return Sought(lambda header: max(fitness(one, header) for one in TABLES.values()), roles)


def recognised(raw: RawFile, config: Config) -> Fit | None:
    """The table that a file seems to be of; None where it is of none.

    A list of leads whose ids come back is tried as their stages.

    A file of whose names nobody knows enough is tried as sales, by its cells; so is one that is not the table that its
    names speak for, at 0.8 of its confidence.
    """
    called = likeliest(raw.header, None)
    if called is None and any(map(is_other, raw.header)):
        return None
    fit = fit_of(called or "vendas", raw, config)
    if called == "leads" and (fit is None or not fit.sure):  # who comes back may have moved from stage to stage
        moved = fit_of("etapas", raw, config)
        fit = moved if moved is not None and (fit is None or moved.confidence > fit.confidence) else fit
    if fit is not None or called in {None, "vendas"}:
        return fit
    other = fit_of("vendas", raw, config)
    if other is None or other.mapping or other.confidence * _SECOND < LEAST:
        return None
    return replace(other, confidence=other.confidence * _SECOND)


def fit_of(name: str, raw: RawFile, config: Config) -> Fit | None:
    """How well a file serves as a table; None where it does not.

    The confidence is the product of three numbers from 0 to 1, each of which one can look up in the file:

    - **names**: the mean over the required columns of how each was found: 1 by its canonical name or by the profile of
      a known system, 0.98 by a synonym on the list, 0.92 by the words of its name, 0.6 by its cells alone (dates,
      money, ids that come back);
    - **cells**: the share of the first 1,000 lines that the table would accept, a of n, taken as (a + ½) ÷ (n + 1), for
      of few lines little is known;
    - **shape**: what speaks against it otherwise: columns of other things (`signs`), ids that should be unique and come
      back (the share that are unique), sales in which every customer buys once (0.75), amounts below zero where there
      should be few (0.5), and nothing of a table's own besides what it requires, such as a code and a name for a
      customer (0.5, or 0.75 with little).

    From `SURE` (0.8) on a file is said to be of the table; from `LEAST` (0.5) on it may be. It is never more than 0.99,
    and never `SURE` where some required column is known by its cells alone, for then somebody should look.

    Args:
        name: of the canonical table.
        raw: the opened file.
        config: what the user says about its files.
    """
    system = recognise(raw.header, name)
    left, instead = doubts(raw.header, name, known=system is not None)
    if left < LEAST:
        return None
    opened = _opened(TABLES[name], raw, rules_of(config, name, frozenset()), known=system is not None)
    if opened is None:
        return None
    part, mapping = opened
    if isinstance(part, CarteiraError):
        return Fit(name, LEAST, raw, problem=part)
    confidence = _weighed(part, mapping) * left
    if mapping:
        confidence = min(confidence, SURE - 0.01)
    return Fit(name, min(MOST, confidence), raw, part, mapping, instead) if confidence >= LEAST else None


def _opened(
    table: CanonicalTable, raw: RawFile, rules: Rules, *, known: bool
) -> tuple[Part | CarteiraError, Mapping[str, str]] | None:
    """The file as a part of the table, with the columns that only their cells gave away; None where it can't be one.

    An error stands for the part of a file that has the names, or the system, and can't be read as it stands.
    """
    try:
        return part_of(table, raw, rules), {}
    except MissingColumnsError as error:
        if known:  # of a system it is known what its exports lack
            return error, {}
        mapping = _by_cells(table, raw, error)
    except CarteiraError as error:
        return (error, {}) if fitness(table, raw.header) >= 1 else None
    try:
        return (part_of(table, raw, replace(rules, mapping=mapping)), mapping) if mapping else None
    except CarteiraError:
        return None


def _weighed(part: Part, mapping: Mapping[str, str]) -> float:
    """Names, cells and shape of an opened file, but for the signs in its header."""
    table = part.table
    names = sum(_named(table, part.matched, one, mapping) for one in table.required) / len(table.required)
    seen = _sampled(part)
    if seen.bad > _DOUBTED * seen.lines:
        with suppress(DataError):  # it is as it looks
            seen = _sampled(prove(part).part)
    if not seen.lines:
        return 0
    cells = (seen.lines - seen.bad + 0.5) / (seen.lines + 1)
    return names * cells * _shape(part.matched, part.source, seen)


@dataclass(frozen=True)
class _Sample:
    """The first lines of a file: how many, how many rejected, how many different ids, what share is below zero."""

    lines: int
    bad: int
    ids: int
    below: float


def _sampled(part: Part) -> _Sample:
    key = part.columns[part.table.required[0]]
    money = next((one.name for one in part.table.columns if one.required and one.kind is ValueKind.MONEY), None)
    below = (part.columns[money] < 0).mean() if money else pl.lit(0.0)
    lines = part.raw.lines.head(SAMPLE).filter(~part.raw.blank, ~part.raw.total_line)
    with reading((part,)):
        row = lines.select(
            lines=pl.len(), bad=part.bad.sum(), ids=key.filter(~part.bad).n_unique(), below=below.fill_null(0.0)
        ).collect()
    return _Sample(*row.row(0))


def _named(table: CanonicalTable, matched: Matched, name: str, mapping: Mapping[str, str]) -> float:
    """How sure it is, by the way it was found, that a column is what it was taken for."""
    if name in mapping:
        return BY_CELLS
    if matched.how[name] != "sinônimo":
        return 1
    place = rank(table.name, name, matched.columns[name])
    return LISTED if place is not None and place < BY_WORDS else BY_ITS_WORDS


def _shape(matched: Matched, raw: RawFile, seen: _Sample) -> float:
    """What is left of the confidence, by how ids come back, by signs, and by what else the file has."""
    known = matched.profile is not None
    good = seen.lines - seen.bad
    once = good >= _FEW and seen.ids == good
    unique = seen.ids / good if good else 1.0
    match matched.table:
        case "vendas":
            by_customer = _ONCE if once and "venda" not in matched.columns else 1
            return by_customer * (_ALONE if seen.lines >= _FEW and seen.below > _OFTEN else 1)
        case "custos":
            return _own(matched, raw) * (_ALONE if _BACK < seen.below < 1 - _BACK else 1)
        case "clientes" | "leads":
            return _own(matched, raw) * (unique if unique < LISTED and not known else 1)
        case "assinaturas" | "contatos":
            return _own(matched, raw)
        case "etapas":  # a lead that is there once has no history
            return _ALONE if once else 1
    return 1


def _own(matched: Matched, raw: RawFile) -> float:
    """What is left of a table that asks for little, by what the file has of its own."""
    if matched.profile is not None:
        return 1
    columns = matched.columns
    own = sum(one in columns for one in _OWN[matched.table])
    if matched.table == "custos":  # any list of payments has something that tells its lines apart
        named = loose(columns.get("tipo", "")) + loose(columns["valor"])
        spent = "canal" in columns or any(word in named for word in _OF_SPENDING)
        return 1 if spent else _ONCE if own else _ALONE
    if matched.table == "clientes":
        own -= columns.get("documento") == columns["cliente"]
        own += any(word in loose(name) for name in raw.header for word in _REACHED)
        called = any(word in loose(columns["cliente"]) for word in _SOMEBODY)
        own += called + (bool(own) and "nome" in columns)
        somebody = called or "nome" in columns or "documento" in columns
        return (1 if own > 1 else _ONCE if own else _ALONE) * (1 if somebody else _ONCE)
    return 1 if own else _ALONE


def _by_cells(table: CanonicalTable, raw: RawFile, error: MissingColumnsError) -> dict[str, str] | None:
    """The column of each that is required and that no name gives away, by its cells; None where one has none."""
    found = {name: one for name, one in error.best.items() if one is not None}
    lacking = [name for name in error.best if name not in found]
    if lacking == ["cliente"] and table.name == "vendas":
        taken = {*error.found.values(), *found.values()}
        free = [one for one in raw.header if one not in taken and not _is_other(table, one) and not is_other(one)]
        one = repeating(raw.lines.select(raw.header).head(SAMPLE).collect(), free)
        if one is not None:
            return {**found, "cliente": one}
    return None if lacking or any(map(is_other, found.values())) else found


def _is_other(table: CanonicalTable, one: str) -> bool:
    """Whether a name is that of another column of the table."""
    return any(rank(table.name, name, one) is not None for name in table.names if name != "cliente")
