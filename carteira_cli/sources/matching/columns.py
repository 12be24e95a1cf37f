"""Find which column of a file is which canonical column, by the configuration, its system or its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, UsageError, did_you_mean
from carteira_cli.names import find, fold, loose
from carteira_cli.sources.matching.key_kinds import key_kind
from carteira_cli.sources.matching.mapped import check_mapping, check_shared
from carteira_cli.sources.matching.matched import Matched
from carteira_cli.sources.matching.profiles import profile, profile_names, recognise
from carteira_cli.sources.matching.profiles.model import Traps
from carteira_cli.sources.matching.synonyms import BY_WORDS, rank
from carteira_cli.sources.matching.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import polars as pl

    from carteira_cli.sources.matching.key_kinds import Key
    from carteira_cli.sources.matching.matched import How
    from carteira_cli.sources.matching.profiles.model import Profile
    from carteira_cli.sources.matching.tables import CanonicalTable

_KEYS = ("cliente", "lead")
_TOLD = (  # a doubt here changes the numbers
    *("cliente", "lead", "data", "valor", "venda", "data_conversao", "inicio", "fim", "valor_mensal", "meta"),
)
_ORDER_WORDS = ("pedido", "nota", "notafiscal", "nf", "nfe", "ordertotal", "ordervalue", "invoicetotal")
_BY_CELLS = ("operacao",)  # its names say too little: `meaning.operation` looks at the cells
_SHARED = {"nome": ("cliente",), "documento": ("cliente",), "cliente": ("lead",)}  # one column may well be both


def match(
    table: CanonicalTable,
    header: Sequence[str],
    mapping: Mapping[str, str],
    path: Path | str,
    profile_name: str | None = None,
    *,
    prefer: Key | None = None,
    head: Callable[[], pl.DataFrame] | None = None,
) -> Matched:
    """Find the file's column for each canonical one.

    The configuration wins; else the profile of the system that the header comes from; else the canonical
    name; else a synonym, the best of its list.

    Args:
        table: what the file is to be turned into.
        header: unique names; the n-th of a name bears `#n`.
        mapping: canonical name → name in the file, from the configuration.
        path: the file, for messages.
        profile_name: a profile to use, whatever the header looks like; one of another table is ignored.
        prefer: what customers should be known by where the file offers several keys, as in another source.
        head: gives the first lines, by which candidates for a missing column are judged.

    Raises:
        DataError: a mapped column is not in the file, or is two things at once; a required one is missing, two fit
            one, or the file is the export of another table.
        UsageError: there is no such profile.
    """
    check_mapping(table, header, mapping, path)
    chosen = _profile(table, header, mapping, path, profile_name)
    search = _Search(table, header, dict(mapping), path, chosen, prefer)
    for name in (*table.required, *(name for name in table.names if name not in table.required)):
        if name not in _BY_CELLS:
            search.find(name)
    columns = {name: search.columns[name] for name in table.names if name in search.columns}
    if any(name not in columns for name in table.required):
        from carteira_cli.sources.matching.lacking import missing_columns  # weight: few files lack one

        raise missing_columns(table, columns, search.how, header, path, chosen, head() if head else None)
    check_shared(table, columns, mapping, path)
    traps = chosen.traps.within(header) if chosen else Traps()
    whole = _is_order_total(columns, search.how) and not traps.once
    if whole:
        traps = replace(traps, order=(columns["venda"],), once=(columns["valor"],))
    if table.name == "avaliacoes" and "nota" in columns:
        traps = replace(traps, labelled=(columns["nota"],))
    return Matched(
        table=table.name,
        columns=columns,
        how={name: search.how[name] for name in columns},
        profile=chosen,
        keys=_key_kinds(columns, search.how, chosen),
        traps=traps,
        told=(
            *_introduction(chosen, columns, search.others, path),
            *search.told,
            *([total_told(Path(path).name, columns)] if whole else []),
        ),
        others=search.others,
    )


class _Search:
    """The columns found so far; each `find` looks for one more."""

    def __init__(
        self,
        table: CanonicalTable,
        header: Sequence[str],
        mapping: dict[str, str],
        path: Path | str,
        chosen: Profile | None,
        prefer: Key | None,
    ) -> None:
        self._table, self._header, self._mapping, self._path = table, header, mapping, path
        self._profile, self._prefer = chosen, prefer
        self.columns: dict[str, str] = dict(mapping)
        self.how: dict[str, How] = dict.fromkeys(mapping, "configuração")
        self.others: dict[str, tuple[str, ...]] = {}
        self.told: list[str] = []

    def find(self, name: str) -> None:
        """Look for a canonical column that the configuration does not name."""
        if name in self._mapping:
            return
        how: How = "perfil"
        fits = self._by_profile(name)
        if not fits and not self._left_to_profile(name):
            how, fits = self._by_name(name)
        if not fits:
            return
        fits = self._preferred(name, fits)
        twin = f"{fits[0]}#2"  # the file has the name twice
        if how != "perfil" and twin in self._header and name in self._table.required:
            raise _several(self._table, name, [fits[0], twin], self._path)
        self.columns[name], self.how[name] = fits[0], how
        if fits[1:]:
            self.others[name] = tuple(fits[1:])

    def _left_to_profile(self, name: str) -> bool:
        """Whether a known system has no such column, so that what looks like it is something else."""
        return self._profile is not None and not self._profile.generic and name not in self._table.required

    def _by_profile(self, name: str) -> list[str]:
        wishes = self._profile.columns.get(name, ()) if self._profile else ()
        fits = [found for wish in wishes if (found := find(wish, self._header)) is not None]
        return list(dict.fromkeys(fits))

    def _by_name(self, name: str) -> tuple[How, list[str]]:
        free = [original for original in self._header if original not in self._taken(name)]
        same = [original for original in free if _canonical(original) == name]
        ranked = sorted(
            (place, position, original)
            for position, original in enumerate(free)
            if (place := rank(self._table.name, name, original)) is not None
        )
        if ranked and ranked[0][0] < BY_WORDS:  # a name on the list leaves no doubt about those that are not
            ranked = [fit for fit in ranked if fit[0] < BY_WORDS]
        if name in same:
            if len(same) > 1:
                raise _several(self._table, name, same, self._path)
            return "nome", same
        if not ranked:
            return "nome", same[:1]
        best = [original for place, _, original in ranked if place == ranked[0][0]]
        if len(best) > 1 and name in self._table.required:
            raise _several(self._table, name, best, self._path)
        fits = [original for _, _, original in ranked]
        if len(best) > 1 or (name in _TOLD and len(fits) > 1):
            self._tell_doubt(name, fits)
        return ("nome" if fits[0] in same else "sinônimo"), fits

    def _taken(self, name: str) -> set[str]:
        shared = _SHARED.get(name, ())
        return {original for other, original in self.columns.items() if other not in shared}

    def _preferred(self, name: str, fits: list[str]) -> list[str]:
        """Put the kind of key first that another source has."""
        if self._prefer is None or name != "cliente":
            return fits
        return sorted(fits, key=lambda original: _kind(original, self._profile) != self._prefer)

    def _tell_doubt(self, name: str, fits: list[str]) -> None:
        rest = _list(fits[1:4])
        self.told.append(
            f'{Path(self._path).name}: "{name}" veio da coluna "{fits[0]}"; também serviria {rest}'
            f' (para trocar: [colunas.{self._table.name}] {name} = "{fits[1]}")'
        )


def _profile(
    table: CanonicalTable, header: Sequence[str], mapping: Collection[str], path: Path | str, name: str | None
) -> Profile | None:
    if name is not None:
        if name not in profile_names():
            raise UsageError(f'o perfil "{name}" não existe', did_you_mean(name, profile_names()))
        if profile(name).table == table.name:
            return _forced(profile(name), table, header, mapping, path)
    found = recognise(header, table.name)
    if found is None:
        return None
    if found.profile.table == table.name:
        return found.profile
    if all(column in mapping or column in header for column in table.required):
        return None  # somebody knows better
    other = TABLES[found.profile.table]
    raise DataError(
        f"{path}: este arquivo é de {other.noun} ({found.profile.title}), não de {table.noun}",
        f"passe-o em --{other.name}; se for mesmo de {table.noun}, diga as colunas em [colunas.{table.name}]",
    )


def _forced(
    chosen: Profile, table: CanonicalTable, header: Sequence[str], mapping: Collection[str], path: Path | str
) -> Profile:
    """A profile that the user names, if the file has what it is about.

    Raises:
        DataError: with the columns that are not there.
    """
    lacking = [
        name
        for name in table.required
        if name not in mapping
        and not chosen.generic
        and name not in chosen.missing
        and not any(find(wish, header) for wish in chosen.columns.get(name, ()))
    ]
    if lacking:
        wanted = _list([chosen.columns[name][0] for name in lacking if chosen.columns.get(name)])
        raise DataError(
            f'{path} não tem as colunas do perfil "{chosen.name}" ({wanted})',
            "tire --perfil para que o arquivo seja reconhecido, ou escolha o do sistema que o gerou",
        )
    return chosen


def _key_kinds(columns: Mapping[str, str], how: Mapping[str, How], chosen: Profile | None) -> dict[str, Key]:
    """What the ids hold, but for those whose cells the user has said to be the ids."""
    found = {name: _kind(columns[name], chosen) for name in _KEYS if name in columns and columns[name] != name}
    return {name: kind for name, kind in found.items() if how[name] != "configuração" or kind == "email"}


def _kind(original: str, chosen: Profile | None) -> Key:
    for name, kind in (chosen.keys if chosen else {}).items():
        if find(name, [original]):
            return kind
    return key_kind(original)


def _is_order_total(columns: Mapping[str, str], how: Mapping[str, How]) -> bool:
    """Whether the amount, by its name, is the whole order's in a file that has a line for each product."""
    name = loose(columns["valor"]) if how.get("valor") == "sinônimo" else ""
    return {"venda", "produto"} <= set(columns) and name.endswith(_ORDER_WORDS) and "item" not in name


def total_told(name: str, columns: Mapping[str, str]) -> str:
    """What is said where the amount is the whole order's, by its name."""
    amount, order = columns["valor"], columns["venda"]
    return f'{name}: "{amount}" é o total de cada "{order}" e conta uma vez, na linha do primeiro produto'


def _introduction(
    chosen: Profile | None, columns: Mapping[str, str], others: Collection[str], path: Path | str
) -> tuple[str, ...]:
    if chosen is None:
        return ()
    told = [f"{Path(path).name}: lido como {chosen.title}"]
    if "cliente" in others:
        told.append(f'o cliente é a coluna "{columns["cliente"]}"')
    return ("; ".join([*told, *filter(None, [chosen.notice])]),)


def _several(table: CanonicalTable, name: str, fits: Sequence[str], path: Path | str) -> DataError:
    return DataError(f'{path}: as colunas {_list(fits)} serviriam para "{name}"', _mapping_hint(table, name, fits[0]))


def _canonical(name: str) -> str:
    return "_".join(fold(name).replace("-", " ").split())


def _list(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _mapping_hint(table: CanonicalTable, name: str, original: str) -> str:
    return f'diga em carteira.toml qual é: [colunas.{table.name}] e, na linha seguinte, {name} = "{original}"'
