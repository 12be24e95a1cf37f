"""Ids that are no customer's: what tills and systems book sales on when nobody says who buys; and ids that look alike.

Both look at distinct ids, of which there may be millions, nearly always numbers or codes: those are told by the first
and the last of them, at a hundredth of the cost of looking at each.
"""

from __future__ import annotations

from itertools import takewhile

import polars as pl

_WHO = r"(?:clientes?|consumidor(?:a|es)?|customer|client|comprador|fregues)"
_NOT = r"(?:nao|n) (?:identificad[oa]|informad[oa]|cadastrad[oa]|registrad[oa]|consta|especificad[oa])"
_WITHOUT = (
    r"(?:sem|s) (?:cadastro|cliente|identificacao|nome|cpf|cnpj|documento|registro|codigo)(?: (?:do |de )?cliente)?"
)
_KIND = r"(?:final|padrao|avuls[oa]s?|(?:de |do )?balcao|divers[oa]s?|generic[oa]|anonim[oa]|eventual|default|generic)"
_PHRASES = (
    rf"{_WHO}(?: {_KIND})*(?: {_NOT}| {_WITHOUT})",
    rf"{_WHO} {_KIND}(?: {_KIND})*",
    r"consumidor(?:a|es)?",
    rf"(?:(?:cpf|cnpj|documento|nome) )?{_NOT}",
    _WITHOUT,
    r"vendas? (?:de |do |no |em |a |ao )?(?:balcao|consumidor(?: final)?|avulsas?|divers[ao]s)",
    r"(?:ao )?consumidor(?: final)?|balcao|avuls[oa]|divers[oa]s|anonim[oa]|indefinid[oa]|desconhecid[oa]",
    r"outros(?: clientes)?|demais clientes",
    rf"vendas? {_WITHOUT}|vendas? pdv",
    rf"{_WHO} (?:de )?(?:passagem|passante)|{_WHO} walk ?in|(?:c|cons|consum) final|ao portador",
    r"walk ?in(?: customer| client)?|cash (?:customer|sale)s?|counter sales?|over the counter",
    r"(?:guest|anonymous|unknown)(?: customer| checkout)?|no customer|unidentified|default",
    r"not (?:identified|informed|available|applicable)|n a|n d|nd|none|null",
)
_AFTER = r"(?: (?:loja|filial|pdv|caixa|nfce|nfc e|nf ce|cupom|varejo|matriz|pf|pj|uf|cpf|[a-z]{2}|\d+))*"
_NOBODY = rf"^(?:\d+ )?(?:{'|'.join(_PHRASES)}){_AFTER}$"
# How every phrase begins, whatever its case and before its accents are taken off, which costs more than all the rest.
_OPENING = (
    r"(?i)^[^\p{L}\p{N}]*(?:\d+[^\p{L}\p{N}]+)?(?:clie|cons|cust|comp|freg|n[aã]|sem|cpf|cnpj|docu|nome|vend|ao|balc"
    r"|avul|dive|an[oô]|inde|desc|outr|dema|walk|cash|coun|over|gues|unkn|no|unid|defa|nd|null|[ncs](?:[^\p{L}\p{N}]|$))"
)
_ZEROS = r"^0+(?:[.\-/ ]+0+)*$"
_LENGTHS = (11, 14)  # of a CPF, of a CNPJ
_REPEATED = r"^(?:" + "|".join(rf"{digit}(?:[.\-/]?{digit}){{10,13}}" for digit in range(1, 10)) + r")$"
_LONGEST_ZERO = "0" * 20
_OPAQUE = r"^[0-9A-Za-z+/_=-]{8,}$"  # with digits and letters of both cases: of such, each spelling is one of its own


def nobodies(ids: pl.Series) -> list[str]:
    """Of distinct ids those that stand for nobody, in order: words that say so, zeros, `111.111.111-11`."""
    texts = ids.drop_nulls()
    if texts.dtype != pl.String:  # numbers
        return ["0"] if texts.len() and texts.min() == 0 else []
    if are_codes(texts):
        return []
    found = texts.filter(texts <= _LONGEST_ZERO)
    numbers = found.filter(found.str.contains(_ZEROS) | (found == "-1") | (found == "-"))
    equal = texts.filter(texts.str.contains(_REPEATED))
    same = equal.filter(equal.str.count_matches("[0-9]").is_in(_LENGTHS))
    likely = texts.filter(texts.str.contains(_OPENING))
    words = likely.filter(folded(likely).str.contains(_NOBODY))
    return sorted({*numbers.to_list(), *same.to_list(), *words.to_list()})


def alike(ids: pl.Series) -> pl.DataFrame:
    """Distinct ids that differ from another in case, accents and blanks alone: `cliente`, `grafia` (as if not).

    In the order of both. Ids without letters are not looked at, nor random ones of letters in both cases.
    """
    texts = ids.drop_nulls().rename("cliente")
    empty = pl.DataFrame(schema={"cliente": pl.String, "grafia": pl.String})
    if texts.dtype != pl.String or are_codes(texts) or _are_numbers(texts):
        return empty
    if not texts.str.contains(r"[^!-`{-~]").any():  # capitals and marks alone: nothing that differs so
        return empty
    opaque = texts.str.contains(_OPAQUE)
    for kind in ("[0-9]", "[a-z]", "[A-Z]"):
        opaque &= texts.str.contains(kind)
    spelled = texts.filter(~opaque).to_frame()
    spelled = spelled.with_columns(folded(spelled["cliente"], between="").alias("grafia"))
    return spelled.filter(pl.col("grafia").is_duplicated() & (pl.col("grafia") != "")).sort("grafia", "cliente")


def folded(texts: pl.Series, between: str = " ") -> pl.Series:
    """Texts in small letters without accents; what is no letter or digit is a space, or only blanks are cut.

    Args:
        texts: any.
        between: what stands for a run of marks and blanks; "" leaves marks and cuts blanks.
    """
    plain = texts.str.to_lowercase()
    if (plain.str.len_bytes() != plain.str.len_chars()).any():
        plain = plain.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return (
        plain.str.replace_all(r"[^\p{L}\p{N}]+", between).str.strip_chars()
        if between
        else plain.str.replace_all(r"\s", "")
    )


def are_codes(texts: pl.Series) -> bool:
    """Whether all ids begin with the same letters and a digit, as `C00123` does: the first and the last tell.

    Such are no names, nor nobody; true also of no ids at all.
    """
    low, high = texts.min(), texts.max()
    if not isinstance(low, str) or not isinstance(high, str):
        return True  # there is none
    shared = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(low, high, strict=False)))
    letters = shared.rstrip("0123456789")
    after = (low[len(letters) : len(letters) + 1], high[len(letters) : len(letters) + 1])
    return letters.strip("-_./").isalpha() and all(one.isdigit() for one in after)


def _are_numbers(texts: pl.Series) -> bool:
    first = texts.head(100)
    return bool(first.str.contains(r"^\d+$").all()) and not texts.str.contains(r"[^0-9]").any()
