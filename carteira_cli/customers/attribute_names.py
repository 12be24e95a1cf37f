"""What attributes are called: their own names, and the others that columns of files, and so people, have for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.sources.matching.slugs import slug
from carteira_cli.sources.matching.synonyms import BY_WORDS, listed, rank

if TYPE_CHECKING:
    from collections.abc import Iterator

# A cost's `tipo` is what was paid for, not what the customer is: only columns of one meaning are shared.
CUSTOMER_COLUMNS = ("tipo", "uf", "cidade", "pais", "segmento", "vendedor", "canal", "nome", "documento")
CUSTOMER_DATES = ("data_cadastro", "nascimento")
SALE_COLUMNS = ("vendedor", "categoria", "produto", "canal")
LEAD_COLUMNS = ("origem", "etapa", "vendedor")
COST_COLUMNS = ("canal",)
CUSTOMER = "cliente"  # who: of the customers themselves, wherever they stand
COMPUTED = {
    "nacionalidade": "nacional ou estrangeiro, pela coluna pais do cadastro",
    "coorte": "mês da primeira compra",
    "coorte_trimestre": "trimestre da primeira compra",
    "classe_abc": "classe A, B ou C pela receita do período",
    "classe_abc_anterior": "classe A, B ou C pela receita do período anterior",
    "segmento_rfm": "segmento RFM no fim do período",
    "faixa_etaria": "idade no fim do período, pela coluna nascimento do cadastro",
    "tempo_de_casa": "tempo de cliente no fim do período, desde o cadastro ou a primeira compra",
}
BANDED = ("faixa_etaria", "tempo_de_casa")  # bands of a date, which follow one another
OF_REGISTER = {"nacionalidade": "pais", "faixa_etaria": "nascimento"}  # computed → the column that it is worked out of
_BY_TABLE = {
    "clientes": (*CUSTOMER_COLUMNS, *CUSTOMER_DATES),
    "vendas": SALE_COLUMNS,
    "leads": LEAD_COLUMNS,
    "custos": COST_COLUMNS,
}
_OF_COMPUTED = {  # which no file has, so that no list of columns names them
    "classe_abc": ("classe", "abc", "curva_abc"),
    "coorte": ("safra", "mes_da_primeira_compra"),
    "segmento_rfm": ("rfm",),
    "faixa_etaria": ("idade", "faixa_de_idade"),
    "tempo_de_casa": ("tempo_de_cliente", "antiguidade"),
}


def own_names(table: str) -> tuple[str, ...]:
    """The attributes that the product knows of a table, or of all."""
    computed = COMPUTED if table in {"", "clientes"} else ()
    return tuple(dict.fromkeys([*(name for one in _tables(table) for name in _BY_TABLE[one]), *computed]))


def meant(table: str, name: str) -> tuple[str, ...]:
    """The attributes that another name may stand for, the surest first.

    Args:
        table: whose, where the name began with one; else "".
        name: as `slug` spells it.

    Example:
        >>> meant("", "estado"), meant("", "representante"), meant("", "uf"), meant("", "grupo")
        (('uf',), ('vendedor',), (), ('categoria', 'segmento'))
    """
    if name in {CUSTOMER, *own_names("")}:
        return ()
    ranks: dict[str, int] = {}
    for one, column in _columns(table):
        place = rank(one, column, name)
        if place is not None and place < BY_WORDS:
            ranks[column] = min(place, ranks.get(column, place))
    computed = [] if table else [column for column, words in _OF_COMPUTED.items() if name in words]
    found = (*computed, *sorted(ranks, key=lambda column: (ranks[column], column)))
    is_id = any(rank(one, CUSTOMER, name) is not None for one in ("clientes", "vendas") if table in {"", one})
    return found or ((CUSTOMER,) if is_id else ())


def other_names() -> dict[str, str]:
    """Every other name of an attribute, as `slug` spells it → the attribute."""
    found = {slug(word): column for one, column in _columns("") for word in listed(one, column)}
    return {word: name for name, words in _OF_COMPUTED.items() for word in words} | found


def _tables(table: str) -> tuple[str, ...]:
    return (table,) if table else tuple(_BY_TABLE)


def _columns(table: str) -> Iterator[tuple[str, str]]:
    yield from ((one, column) for one in _tables(table) for column in _BY_TABLE.get(one, ()))
