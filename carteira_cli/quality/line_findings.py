"""Findings that any source may have: lines that can't be read, dates to come, lines that are there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.findings import Example, Severity
from carteira_cli.neutral import mask_documents
from carteira_cli.quality import repeats
from carteira_cli.quality.draft import EXAMPLES, Case, Draft, case, places_of, share_of
from carteira_cli.quality.staged_names import AMOUNT, CUSTOMER, DAY, PLACE, PRINT, in_turn, place, unreadable
from carteira_cli.quoted import cell
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from carteira_cli.quality.source_account import Account
    from carteira_cli.quality.stage import Staged

AT_ONCE = 3_000_000
_WHY = {"vazia": ("vazia", "vazias"), "ilegivel": ("ilegível", "ilegíveis")}
_USED_BY = {"custo": "a margem pela coluna custo"}

_PAST, _AHEAD = ("pagamento", "convite"), ("vencimento", "previsao", "proximo")  # days that were, and that are to come


def rejected(staged: Staged, found: Account, most: Fraction) -> Iterator[Draft]:
    """Lines that could not be read, and cells that could not but need not."""
    name = staged.table.name
    if found.rejected:
        counts = found.reasons.items()
        reasons = "; ".join(f"{column}: {count} {_WHY[why][count > 1]}" for (column, why), count in counts)
        examples = tuple(
            Example(
                ((one.file, one.line),),
                mask_documents(one.reason),
                (("coluna", one.column), ("celula", None if one.value is None else mask_documents(cell(one.value)))),
            )
            for one in staged.rejected(EXAMPLES)
        )
        yield Draft(
            Severity.ERROR if found.too_many_rejected(most) else Severity.WARNING,
            name,
            "rejeitadas",
            f"{counted(found.rejected, 'linha rejeitada')} ({share_of(found.rejected, found.lines)})",
            found.rejected,
            f"Ficam fora de todas as análises ({reasons}).",
            "Corrija na origem; a lista completa sai com --rejeitadas ARQUIVO.csv.",
            examples=examples,
        )
    for column, count in found.unread.items():
        if count:
            yield _unread(staged, column, count, found.accepted)
    if found.rounded:
        yield Draft(
            Severity.WARNING,  # as the analyses warn of it
            name,
            "arredondados",
            f"{counted(found.rounded, 'valor', 'valores')} com mais de duas casas decimais",
            found.rounded,
            "São arredondados ao centavo, o meio centavo para o par.",
            "Nada, se os centavos não importam; senão exporte os valores da nota.",
        )


def as_read(source: str, sentences: Iterable[str]) -> Iterator[Draft]:
    """What every analysis warns of in how the files were read: nothing to correct means that none of it is there."""
    for sentence in sentences:
        yield Draft(
            Severity.WARNING,
            source,
            "leitura",
            sentence.removeprefix(f"{source}: "),
            1,
            "As análises avisam disto: é o que não ficou claro na leitura, ou foi decidido por você.",
            "Veja se foi lido como devia; senão, corrija na origem ou diga como ler, com a opção que o aviso traz.",
        )


def _unread(staged: Staged, column: str, count: int, accepted: int) -> Draft:
    lines = staged.accepted.filter(pl.col(unreadable(column))).select(place())
    places = lines.sort(PLACE).head(EXAMPLES).collect(engine="streaming")[PLACE].to_list()
    used = _USED_BY.get(column)
    effect = f"só {used} deixa essas linhas de fora" if used else "as linhas contam assim mesmo, sem esse campo"
    return Draft(
        Severity.WARNING,
        staged.table.name,
        "ilegiveis",
        f"{counted(count, 'célula ilegível', 'células ilegíveis')} na coluna {column} ({share_of(count, accepted)})",
        count,
        f"Não é data nem valor que se possa ler; {effect}.",
        "Corrija na origem, ou deixe a célula vazia.",
        cases=tuple(Case(places_of([one]), f"coluna {column} ilegível") for one in places),
    )


def future(staged: Staged, today: int) -> Iterator[Draft]:
    """Dates after today, but for ends and days agreed, most of which are still to come."""
    columns = [
        column.name
        for column in staged.table.columns
        if column.kind is ValueKind.DAY and (column.name in _PAST or not column.vital) and column.name not in _AHEAD
    ]
    for column in columns:
        if column in staged.columns:
            yield from _future(staged, column, today)


def _future(staged: Staged, column: str, today: int) -> Iterator[Draft]:
    has_amount = AMOUNT in staged.columns and staged.table.name in {"vendas", "custos"}
    later = staged.valid.filter(pl.col(column) > today)
    cents = pl.col(AMOUNT).sum() if has_amount else pl.lit(None, dtype=pl.Int64)
    shown = [name for name in (CUSTOMER, "lead", AMOUNT) if name in staged.columns]
    by = [pl.col(column), *(pl.col(name) for name in shown), pl.col(PLACE)]
    totals, cases = pl.collect_all(
        [
            later.select(pl.len(), cents.alias("c")),
            later.select(place(), column, *shown).sort(by, descending=[True, *[False] * (len(by) - 1)]).head(EXAMPLES),
        ],
        engine="streaming",
    )
    count, money = totals.row(0)
    if not count:
        return
    sales = staged.table.name == "vendas"
    effect = (
        "A última venda é a data de referência de todas as análises: uma data futura desloca todos os períodos."
        if sales and column == DAY
        else "Ainda não aconteceu, ou o ano, o mês ou o dia foi digitado errado."
    )
    yield Draft(
        Severity.ERROR if sales and column == DAY else Severity.WARNING,
        staged.table.name,
        "datas_futuras",
        f"{counted(count, 'linha')} com {column} depois de {date_of(today)}",
        count,
        effect,
        "Corrija a data na origem; --hoje AAAA-MM-DD nas análises limita o estrago.",
        money,
        tuple(case(row, (*shown, column)) for row in cases.iter_rows(named=True)),
    )


def repeated(staged: Staged, lines: int) -> Iterator[Draft]:
    """Lines that are equal in every cell, of a source that is not sales."""
    shown = [name for name in ("lead", CUSTOMER, DAY, AMOUNT, "documento") if name in staged.columns]
    turns = lines // AT_ONCE + 1
    groups = pl.concat(
        repeats.equal_lines(
            staged.valid.filter(in_turn(pl.col(PRINT), turns, turn))
            .select(place(), PRINT, *shown)
            .collect(engine="streaming")
        )
        for turn in range(turns)
    )
    if groups.height:
        first = groups.sort([repeats.EXTRA, *shown], descending=[True] + [False] * len(shown), nulls_last=True)
        extra = int(groups[repeats.EXTRA].sum())
        cents = int(groups[repeats.EXTRA_CENTS].sum()) if staged.table.name == "custos" else None
        yield equal(staged.table.name, extra, cents, first.head(EXAMPLES))


def equal(source: str, extra: int, cents: int | None, groups: pl.DataFrame) -> Draft:
    """The finding of lines that are there more than once."""
    money = f", {money_of_cents(cents)} contados a mais se forem a mesma" if cents else ""
    return Draft(
        Severity.WARNING,
        source,
        "linhas_repetidas",
        f"{counted(extra, 'linha')} {agree(extra, 'igual', 'iguais')} a outra em todas as colunas",
        extra,
        f"A mesma linha mais de uma vez{money}; todas contam, nenhuma foi retirada.",
        "Veja se a exportação saiu duplicada ou se dois arquivos cobrem os mesmos dias; uma coluna com o número "
        "do item distingue compras realmente iguais.",
        cents,
        tuple(
            case(row, (CUSTOMER, "lead", DAY, AMOUNT), f"{row[repeats.TIMES]} vezes", vezes=row[repeats.TIMES])
            for row in groups.iter_rows(named=True)
        ),
    )
