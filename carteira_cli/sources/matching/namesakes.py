"""Two customers of one name, told apart by the code beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.names import loose
from carteira_cli.sources.matching.head import SAMPLE
from carteira_cli.sources.matching.key_kinds import key_kind
from carteira_cli.words import counted

if TYPE_CHECKING:
    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.key_kinds import Key
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable

_BUYING = {"vendas", "assinaturas"}
_BARE = {"codigo", "cod", "cd", "id", "code"}


def with_codes_of_namesakes(table: CanonicalTable, raw: RawFile, matched: Matched, prefer: Key | None) -> Matched:
    """The columns, with a bare "Código" as the customer instead of a name that several codes bear.

    The code must be the customer's: it comes again, and always with one name. Where every line has a code of its own
    it may be that of the line, and beside a product that of the product; then it is only told.
    """
    own = matched.columns.get("cliente")
    if table.name not in _BUYING or own is None or matched.profile is not None or prefer == "nome":
        return matched
    bare = [name for name in raw.header if loose(name) in _BARE and name not in matched.columns.values()]
    if len(bare) != 1 or matched.how["cliente"] == "configuração" or key_kind(own) != "nome":
        return matched
    cells = [
        pl.col(name).cast(pl.String).str.strip_chars().alias(to) for name, to in ((bare[0], "code"), (own, "name"))
    ]
    seen = raw.lines.select(cells).head(SAMPLE).collect().filter(pl.all_horizontal(pl.col("code", "name") != ""))
    names = seen.group_by("code").agg(pl.col("name").n_unique())
    several = seen.group_by("name").agg(pl.col("code").n_unique()).filter(pl.col("code") > 1).height
    if not several or (names["name"] > 1).any():
        return matched
    many = f"{counted(several, 'nome é', 'nomes são')} de mais de um código"
    if seen.height == names.height or "produto" in matched.columns:
        said = f'{raw.name}: "cliente" veio da coluna "{own}", e {many}: se o código é do cliente, também serviria'
        return replace(
            matched, told=(*matched.told, f'{said} "{bare[0]}" ([colunas.{table.name}] cliente = "{bare[0]}")')
        )
    said = f'{raw.name}: "cliente" é a coluna "{bare[0]}", porque {many} '
    said += f'(para trocar: [colunas.{table.name}] cliente = "{own}")'
    return replace(
        matched,
        columns={**matched.columns, "cliente": bare[0]},
        how={**matched.how, "cliente": "conteúdo"},
        keys={**matched.keys, "cliente": "codigo"},
        told=(*matched.told, said),
    )
