"""Which customer is meant: by code as written, by code or document however spelled, by name or a part of it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.settings import QuestionSettings, RuleSettings
from carteira_cli.customers import selection
from carteira_cli.customers.people import everybody
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError, nearest
from carteira_cli.sources.values.anonymous_ids import folded
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from carteira_cli.config.settings import Setting
    from carteira_cli.customers.customers import CustomerBase

_CODE, _NAME, _DOCUMENT = "codigo", "nome", "documento"
_LISTED = 10  # customers that a message has room for
_SEARCHED = 20_000  # spellings among which a similar one is looked for; beyond it the search takes seconds
EXAMPLE = 'como em carteira cliente C0001, ou parte do nome: carteira cliente "Padaria Aurora"'


def customer_meant(base: CustomerBase, setting: Setting[Any] = QuestionSettings.cliente) -> str:
    """The id of the customer whom a run asks for: that of the CNPJ root, where branches are one customer.

    Args:
        base: whose customers.
        setting: which of its settings says whom.

    Raises:
        CarteiraError: there is none, with the nearest; several, with their ids; or the filter leaves her out.
    """
    text = asked(base, setting)
    ids = everybody(base)
    known = _register(base)
    found = next((one for one in _matches(text, ids, known) if one), set())
    told = base.config.value(setting)
    if len(found) > 1:
        raise told.refused(f'"{text}" {_several(found, known)}', f"diga o código de um: {command(min(found), setting)}")
    if not found:
        raise told.refused(*_nobody(text, base, ids, known, setting))
    (customer,) = found
    rows = pl.LazyFrame({CUSTOMER: [customer]}, schema={CUSTOMER: pl.String})
    if selection.of_customers(rows, base).collect().is_empty():
        raise base.config.value(QuestionSettings.onde).refused(
            f'o cliente "{customer}" não é dos que --onde deixa passar: {base.where.words}', "tire ou mude --onde"
        )
    return customer


def asked(base: CustomerBase, setting: Setting[Any] = QuestionSettings.cliente) -> str:
    """What was typed for a customer.

    Raises:
        UsageError: nothing.
    """
    text = str(base.config.value(setting).parsed or "").strip()
    if not text:
        raise UsageError("falta o cliente", _example(setting))
    return text


def command(customer: str, setting: Setting[Any] = QuestionSettings.cliente) -> str:
    """What to type for a customer, ready for a shell, whatever her id looks like: the command or the flag."""
    if not setting.bare:
        return f"{setting.flag}={shlex.quote(customer)}"
    return f"carteira cliente {'-- ' if customer.startswith('-') else ''}{shlex.quote(customer)}"


def _example(setting: Setting[Any]) -> str:
    return EXAMPLE if setting.bare else f'como em {setting.flag} C0001, ou parte do nome: {setting.flag} "Padaria"'


def _register(base: CustomerBase) -> pl.DataFrame:
    """A row a line of the register: `cliente` as analysed, `codigo` as it stands there, `nome`, `documento`."""
    register = base.ledgers.get("clientes")
    schema = dict.fromkeys((CUSTOMER, _CODE, _NAME, _DOCUMENT), pl.String)
    if register is None:
        return pl.DataFrame(schema=schema)
    texts = [
        (pl.col(name) if name in register.columns else pl.lit(None, dtype=pl.String)).cast(pl.String).alias(name)
        for name in (_NAME, _DOCUMENT)
    ]
    code = pl.col(CUSTOMER).cast(pl.String)
    found = register.collect(lambda lines: base.grouped(lines.select(code, code.alias(_CODE), *texts)))
    return found.select(*schema).unique().sort(CUSTOMER, _CODE, _NAME, _DOCUMENT, nulls_last=True)


def _matches(text: str, ids: set[str], known: pl.DataFrame) -> Iterator[set[str]]:
    """Whom a text may mean, the surest way of reading it first."""
    yield {text} & ids
    yield _of(known, known[_CODE] == text)
    codes = pl.Series(CUSTOMER, sorted(ids), dtype=pl.String)
    bare = _bare(pl.Series([text]))[0]
    if bare:
        yield {*codes.filter(_bare(codes) == bare), *_of(known, (_bare(known[_CODE]) == bare))}
        yield _of(known, _bare(known[_DOCUMENT]) == bare)
    plain = folded(pl.Series([text]))[0]
    if plain:
        names = folded(known[_NAME])
        yield _of(known, names == plain)
        parts = pl.DataFrame({_NAME: names}).select(
            pl.all_horizontal(pl.col(_NAME).str.contains(word, literal=True) for word in plain.split())
        )
        yield _of(known, parts.to_series())


def _of(known: pl.DataFrame, holds: pl.Series) -> set[str]:
    return {*known.filter(holds.fill_null(value=False))[CUSTOMER]}


def _bare(texts: pl.Series) -> pl.Series:
    """Texts without case, accents, blanks and the marks of documents."""
    return folded(texts, between="").str.replace_all(r"[.\-/]", "")


def _several(found: set[str], known: pl.DataFrame) -> str:
    names = dict(known.filter(pl.col(CUSTOMER).is_in(sorted(found))).select(CUSTOMER, _NAME).iter_rows())
    listed = [f"{one} ({names[one]})" if names.get(one) else one for one in sorted(found)]
    more = f" e mais {len(listed) - _LISTED}" if len(listed) > _LISTED else ""
    return f"pode ser um de {counted(len(found), 'cliente')}: {'; '.join(listed[:_LISTED])}{more}"


def _nobody(
    text: str, base: CustomerBase, ids: set[str], known: pl.DataFrame, setting: Setting[Any]
) -> tuple[str, str]:
    """What is wrong with a text that means nobody, and what may have been meant."""
    if text in base.excluded:
        how = base.config.value(RuleSettings.consumidor_final).where
        return f'"{text}" não é um cliente, e está fora da análise ({how})', "para vê-lo, --consumidor-final manter"
    said = f'não há nenhum cliente "{text}"'
    guess = _nearest(text, ids, known)
    if guess is None:
        return said, f"procura-se pelo código, pelo documento e por parte do nome, {_example(setting)}"
    names = dict(known.select(CUSTOMER, _NAME).filter(pl.col(CUSTOMER) == guess).iter_rows())
    name = f" ({names[guess]})" if names.get(guess) else ""
    return said, f'você quis dizer "{guess}"{name}? {command(guess, setting)}'


def _nearest(text: str, ids: set[str], known: pl.DataFrame) -> str | None:
    """The customer whose id or name, or a word of it, looks most like a text."""
    spelled = {code.casefold(): code for code in sorted(ids, reverse=True)}
    named = known.drop_nulls(_NAME).select(folded(known.drop_nulls(_NAME)[_NAME]).alias(_NAME), CUSTOMER)
    for name, customer in named.reverse().iter_rows():
        spelled |= {word: customer for word in (*name.split(), name) if len(word) > 2}  # noqa: PLR2004 - no "de"
    for typed in dict.fromkeys((text.casefold(), folded(pl.Series([text]))[0])):
        guess = nearest(typed, _close(typed, spelled))
        if guess is not None:
            return spelled[guess]
    return None


def _close(typed: str, spelled: Iterable[str]) -> list[str]:
    """The spellings to look among: where they are many, those that begin alike."""
    found = list(spelled)
    for length in range(len(typed)):
        if len(found) <= _SEARCHED:
            break
        found = [one for one in found if one[: length + 1] == typed[: length + 1]]
    return found
