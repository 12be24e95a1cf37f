"""Ids that a program wrote as numbers or a spreadsheet shortened: what cells show, and how to read them.

`1000.0` is 1000 where no cell of the column has other decimals, which an id of versions would. A number in scientific
notation that has all its digits is that number; of one that has not, nobody knows whom it stands for. A column of which
nearly every cell is a document is one of documents, whatever its name: marks are no part of them, and a leading zero
that a spreadsheet took comes back where the check digits prove it.
"""

from __future__ import annotations

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.values.anonymous_ids import are_codes
from carteira_cli.sources.values.blanks import bare_texts, looks_odd
from carteira_cli.sources.values.customer_keys import document_key
from carteira_cli.sources.values.documents import EQUAL, is_valid
from carteira_cli.sources.values.kernels import elementwise, filled

_POINT_ZERO = r"^(-?[0-9]{1,18})[.,]0{1,2}$"
_POINT = r"^-?[0-9]+[.,][0-9]+$"
_SCIENTIFIC = r"^-?[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}$"
_CERTAIN = r"^-?[0-9](?:[.,][0-9]+[eE]\+?|[eE]\+)[0-9]{1,3}$"  # `1E5` may well be a code
_DOCUMENT = r"^(?:[0-9]{11}|[0-9A-Z]{12}[0-9]{2})$"
_LIKE_DOCUMENT = (
    r"^(?:[0-9]{8,14}|[0-9]{7,9}-[0-9]{2}|[0-9.]{9,11}-[0-9]{2}|[0-9A-Za-z.]{8,10}/?[0-9A-Za-z]{4}-?[0-9]{2})$"
)
_WHOLE, _DECIMAL, _RESTORABLE, _LOST, _PLAIN, _SHORT, _OTHER = range(1, 8)
_ODD = 16
_NEARLY_ALL = 0.9


@dataclass(frozen=True)
class IdEvidence:
    """Counts of cells.

    Attributes:
        whole: whole numbers written with decimals of zero.
        decimal: numbers with other decimals.
        restorable: numbers in scientific notation that have all their digits.
        lost: such numbers that have not.
        odd: cells with blanks that are no part of them.
        documents: cells that are a document, where documents were looked for.
        shortened: documents that lack leading zeros, likewise.
        others: other cells that are not blank, likewise.
    """

    whole: int = 0
    decimal: int = 0
    restorable: int = 0
    lost: int = 0
    odd: int = 0
    documents: int = 0
    shortened: int = 0
    others: int = 0


@dataclass(frozen=True)
class IdReading:
    """How the ids of a column are read besides being text.

    Attributes:
        whole: decimals of zero are no part of a number.
        scientific: numbers in scientific notation are written out, where they have all their digits.
        documents: documents are bare, with their zeros.
        odd: there are blanks to be mended.
    """

    whole: bool = False
    scientific: bool = False
    documents: bool = False
    odd: bool = False

    @property
    def plain(self) -> bool:
        """Whether the cells are ids as they stand."""
        return not (self.whole or self.scientific or self.documents or self.odd)


def decide_ids(seen: IdEvidence, *, documents: bool) -> IdReading:
    """How a column is read.

    Args:
        seen: what its cells show.
        documents: whether its name already says that it is of documents.
    """
    of_documents = seen.documents + seen.shortened
    return IdReading(
        whole=bool(seen.whole) and not seen.decimal,
        scientific=bool(seen.restorable),
        documents=documents or (of_documents > 0 and of_documents >= _NEARLY_ALL * (of_documents + seen.others)),
        odd=bool(seen.odd),
    )


def id_code(cell: pl.Expr, documents: str = "", *, odd: bool = False) -> pl.Expr:
    """What each cell shows, as UInt8, to be counted by `id_counts`.

    Args:
        cell: text.
        documents: `proven` to look for documents by their check digits, `shaped` by their shape alone, which is
            enough to see that the rest of a column is like its beginning.
        odd: whether to look for odd blanks, which cells of text are freed of anyway.
    """

    def kernel(text: pl.Series) -> pl.Series:
        return _codes(text, documents, odd=odd)

    return elementwise(cell, kernel, pl.UInt8)


def id_counts(code: pl.Expr) -> dict[str, pl.Expr]:
    """Field of `IdEvidence` → aggregate of the codes."""
    kind = code % _ODD
    names = ("whole", "decimal", "restorable", "lost", "documents", "shortened", "others")
    return {name: (kind == number).sum() for number, name in enumerate(names, start=1)} | {"odd": (code >= _ODD).sum()}


def shows_nothing(text: pl.Series) -> bool:
    """Whether every id is one as it stands, as far as a cell alone can tell."""
    if text.str.len_bytes().min() == text.str.len_bytes().max() and are_codes(text):
        text = text.head(1)  # codes of one length: a blank or a point would make one longer
    return not (_codes(text, "", odd=True) > 0).any()


def read_id(cell: pl.Expr, reading: IdReading) -> pl.Expr:
    """Ids as text: `trimmed`, and by what was found of the column."""
    found = elementwise(cell, bare_texts, pl.String)
    if reading.scientific:
        found = elementwise(found, _written_out, pl.String)
    if reading.whole:
        found = found.str.replace(_POINT_ZERO, "${1}")
    return pl.coalesce(elementwise(found, _bare_documents, pl.String), found) if reading.documents else found


def lost_digits(cell: pl.Expr) -> pl.Expr:
    """Whether an id is a number in scientific notation that lacks digits; never null."""
    return elementwise(cell, _lost, pl.Boolean)


def _lost(text: pl.Series) -> pl.Series:
    return (_codes(text, "") % _ODD == _LOST).fill_null(value=False)


def _codes(text: pl.Series, documents: str, *, odd: bool = False) -> pl.Series:
    codes = filled(0, text.len(), pl.UInt8)
    joined = str(text.str.join("\x01").item() or "") if text.len() else ""
    if documents:
        codes = _document_codes(bare_texts(text), documents)
    if "." in joined or "," in joined:
        codes = _set(codes, text, _POINT, _DECIMAL)
        codes = _set(codes, text, _POINT_ZERO, _WHOLE)
    if "E" in joined or "e" in joined:
        places = text.str.contains(_CERTAIN).fill_null(value=False).arg_true()
        if places.len():
            kinds = [_LOST if _digits(one) is None else _RESTORABLE for one in text.gather(places).to_list()]
            codes = codes.scatter(places, pl.Series(kinds, dtype=pl.UInt8))
    if odd and looks_odd(text):
        changed = (bare_texts(text) != text).fill_null(value=False).arg_true()
        codes = codes.scatter(changed, codes.gather(changed) + _ODD) if changed.len() else codes
    return codes


def _set(codes: pl.Series, text: pl.Series, pattern: str, code: int) -> pl.Series:
    places = text.str.contains(pattern).fill_null(value=False).arg_true()
    return codes.scatter(places, code) if places.len() else codes


def _document_codes(bare: pl.Series, how: str) -> pl.Series:
    """Of a cell that stands for nobody in particular, as zeros do, nothing is said."""
    codes = pl.select(pl.when(bare.is_not_null()).then(_OTHER).otherwise(0).cast(pl.UInt8)).to_series()
    places = bare.str.contains(_LIKE_DOCUMENT).fill_null(value=False).arg_true()
    if not places.len():
        return codes
    cells = bare.gather(places)
    digits = cells.str.replace_all(r"[.\-/]", "")
    key = _keys(cells)
    sure = key.is_not_null() & (is_valid(key.fill_null("")) if how == "proven" else True)
    found = (
        pl.when(digits.str.contains(EQUAL))
        .then(0)
        .when(sure & (key.str.len_bytes() > digits.str.len_bytes()))
        .then(_SHORT)
        .when(sure)
        .then(_PLAIN)
        .otherwise(_OTHER)
    )
    return codes.scatter(places, pl.select(found.cast(pl.UInt8)).to_series())


def _keys(text: pl.Series) -> pl.Series:
    return text.to_frame("x").select(document_key(pl.col("x"))).to_series()


def _bare_documents(text: pl.Series) -> pl.Series:
    # Nearly every column is bare already, and to see that costs a quarter of making it so.
    return text if text.str.contains(_DOCUMENT).all() else _keys(text)


def _written_out(text: pl.Series) -> pl.Series:
    places = text.str.contains(_SCIENTIFIC).fill_null(value=False).arg_true()
    if not places.len():
        return text
    cells = text.gather(places).to_list()
    return text.clone().scatter(places, pl.Series([_digits(one) or one for one in cells], dtype=pl.String))


def _digits(text: str) -> str | None:
    """A number in scientific notation in all its digits; None where it does not have them."""
    mantissa, _, exponent = text.lower().replace(",", ".").partition("e")
    whole, _, decimals = mantissa.partition(".")
    missing = int(exponent) - len(decimals)
    if missing > 0:
        return None
    digits = whole + decimals
    kept = digits[: len(digits) + missing]
    return kept if not digits[len(kept) :].strip("0") else None
