"""An amount that is made of columns: what is written for it, and which names are the price of one unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, did_you_mean
from carteira_cli.names import loose
from carteira_cli.sources.matching.synonyms import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TIMES = re.compile(r"\s*[×*]\s*|\s+[xX]\s+")
_MINUS = re.compile(r"\s+[-−–]\s+")
_MONEY = re.compile(r"valor|vlr|vl|preco|price|prc|pr|amount|value|venda|^v|^p")
_NO_PRICE = re.compile(r"custo|cost|quant|qtd|qty|desconto|discount|peso|weight|imposto|tax|comiss|margem|unidade")
_PRICES = {
    *("preco", "price", "precovenda", "precoitem", "precoproduto", "precopraticado", "precoliquido", "saleprice"),
    *("itemprice", "lineitemprice", "productprice", "sellingprice", "unitario", "unit", "netprice", "precounidade"),
    *("priceeach", "priceperunit", "valorunidade", "valorporunidade", "precoporunidade"),
}


@dataclass(frozen=True)
class Formula:
    """Two columns of a file that are multiplied, and one that is taken off, if any."""

    factors: tuple[str, str]
    less: str | None = None

    @property
    def text(self) -> str:
        """As it is written in the configuration; the name of the column that is made."""
        product = " × ".join(self.factors)
        return product if self.less is None else f"{product} - {self.less}"


def formula_of(text: str, header: Sequence[str], where: str, key: str) -> Formula | None:
    """What a mapping says is to be multiplied; None where it is a plain name.

    Args:
        text: `Quantidade × Preço unitário`, also with `*` or ` x `, and with ` - Desconto` behind it.
        header: the names of the file, of which the parts are some, letter by letter.
        where: the file, for messages.
        key: what is mapped, for messages.

    Raises:
        DataError: a part is not in the file.
    """
    signs = list(_TIMES.finditer(text)) if text not in header else []
    for sign in signs:
        left, rest = text[: sign.start()].strip(), text[sign.end() :].strip()
        if left in header and rest in header:
            return Formula((left, rest))
        for minus in _MINUS.finditer(rest) if left in header else ():
            right, less = rest[: minus.start()], rest[minus.end() :]
            if right in header and less in header:
                return Formula((left, right), less)
    if not signs:
        return None
    parts = [text[: signs[0].start()].strip(), *_MINUS.split(text[signs[0].end() :].strip(), maxsplit=1)]
    missing = next((part for part in parts if part not in header), text)
    raise DataError(f'{where}: não há a coluna "{missing}" ({key})', did_you_mean(missing, header))


def is_unit_price(name: str) -> bool:
    """Whether a name says that a column is the price of one unit.

    Example:
        >>> [is_unit_price(name) for name in ("Vl. Unit.", "UnitPrice", "Preço", "Custo unitário", "Unidades", "Valor")]
        [True, True, True, False, False, False]
    """
    text = loose(name)
    if "×" in name:  # it is made of one
        return False
    if text in _PRICES:
        return True
    unitary = re.search(r"unit(?!s$)|unid$", text)
    return unitary is not None and _MONEY.search(text) is not None and _NO_PRICE.search(text) is None


def unit_prices(header: Iterable[str]) -> list[str]:
    """The columns that are prices of one unit, surest first: after discounts, then what says "unit"."""
    found = [name for name in header if is_unit_price(name)]
    return sorted(
        found, key=lambda name: ("liq" not in loose(name) and "net" not in loose(name), "unit" not in loose(name))
    )


def quantity_of(header: Sequence[str]) -> str | None:
    """The column of quantities, the best of its names."""
    ranked = [
        (place, at, name) for at, name in enumerate(header) if (place := rank("vendas", "quantidade", name)) is not None
    ]
    return min(ranked)[2] if ranked else None
