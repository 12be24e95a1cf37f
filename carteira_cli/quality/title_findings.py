"""Findings of receivables: titles that are there twice, days in an order that can't be, more paid than was owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.findings import Severity
from carteira_cli.quality.draft import EXAMPLES, Draft, case
from carteira_cli.quality.repeats import first_places
from carteira_cli.quality.staged_names import AMOUNT, CUSTOMER, PLACE, place
from carteira_cli.units import money_of_cents
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.quality.stage import Staged

TITLES = "titulos"
_KEY = ("titulo", CUSTOMER, "vencimento")
_DAYS = ("emissao", "vencimento", "pagamento")


def of_titles(staged: Staged) -> Iterator[Draft]:
    """What is wrong with the titles that count."""
    yield from _twice(staged)
    for first, second, key, words, effect in (
        (
            "emissao",
            "pagamento",
            "pago_antes_da_emissao",
            ("título pago antes da emissão", "títulos pagos antes da emissão"),
            "Pode ser um adiantamento; se não, uma das datas está errada, e com ela o prazo de recebimento.",
        ),
        (
            "emissao",
            "vencimento",
            "vencido_antes_da_emissao",
            ("título que vence antes da emissão", "títulos que vencem antes da emissão"),
            "Nascem vencidos: contam como atraso desde o primeiro dia.",
        ),
    ):
        if first in staged.columns and second in staged.columns:
            yield from _disordered(staged, (first, second), key, words, effect)
    if "valor_pago" in staged.columns:
        yield from _paid_more(staged)


def _twice(staged: Staged) -> Iterator[Draft]:
    """Lines that tell the same of a title: another day or another amount paid is another payment of it."""
    same = [*_KEY, AMOUNT, *(name for name in ("pagamento", "valor_pago", "parcela") if name in staged.columns)]
    twice = (
        staged.valid.select(*same, place())
        .group_by(same)
        .agg(pl.len().cast(pl.Int64).alias("linhas"), first_places())
        .filter(pl.col("linhas") > 1)
        .sort(AMOUNT, *_KEY, descending=[True, False, False, False])
        .collect(engine="streaming")
    )
    if twice.height:
        extra = int((twice["linhas"] - 1).sum())
        cents = int(((twice["linhas"] - 1) * twice[AMOUNT]).sum())
        yield Draft(
            Severity.WARNING,
            TITLES,
            "titulo_repetido",
            f"{counted(twice.height, 'título', 'títulos')} em mais de uma linha, com o mesmo pagamento",
            extra,
            f"O mesmo número, cliente, vencimento e valor: {money_of_cents(cents)} a mais, se for o mesmo título.",
            "Veja se a exportação saiu duplicada; parcelas iguais precisam de número ou vencimento diferente.",
            cents,
            tuple(
                case(row, (*_KEY, AMOUNT), counted(row["linhas"], "linha"), linhas=row["linhas"])
                for row in twice.head(EXAMPLES).iter_rows(named=True)
            ),
        )


def _disordered(
    staged: Staged, days: tuple[str, str], key: str, words: tuple[str, str], effect: str
) -> Iterator[Draft]:
    first, second = days
    shown = [name for name in _DAYS if name in staged.columns]
    wrong = (
        staged.valid.filter(pl.col(second) < pl.col(first))
        .select("titulo", CUSTOMER, AMOUNT, *shown, place())
        .sort(AMOUNT, "titulo", PLACE, descending=[True, False, False])
        .collect(engine="streaming")
    )
    if wrong.height:
        yield Draft(
            Severity.WARNING,
            TITLES,
            key,
            counted(wrong.height, *words),
            wrong.height,
            effect,
            "Confira as datas na origem; se a coluna é outra, diga qual em [colunas.titulos].",
            int(wrong[AMOUNT].sum()),
            tuple(case(row, ("titulo", CUSTOMER, *days, AMOUNT)) for row in wrong.head(EXAMPLES).iter_rows(named=True)),
        )


def _paid_more(staged: Staged) -> Iterator[Draft]:
    """Titles of which more was paid than they were of, all payments together."""
    title = [*_KEY, *(["parcela"] if "parcela" in staged.columns else [])]
    more = (
        staged.valid.select(*title, AMOUNT, "valor_pago", place())
        .group_by(title)
        .agg(pl.col(AMOUNT).max(), pl.col("valor_pago").sum().alias("pago"), first_places())
        .filter(pl.col("pago") > pl.col(AMOUNT))
        .with_columns((pl.col("pago") - pl.col(AMOUNT)).alias("a_mais"))
        .sort("a_mais", *title, descending=[True, *([False] * len(title))])
        .collect(engine="streaming")
    )
    if more.height:
        cents = int(more["a_mais"].sum())
        yield Draft(
            Severity.INFORMATION,
            TITLES,
            "pago_a_mais",
            counted(more.height, "título pago acima do valor", "títulos pagos acima do valor"),
            more.height,
            f"{money_of_cents(cents)} acima do que se devia: juros e multa, ou um pagamento contado duas vezes.",
            "Nada, se são juros e multa; se não, confira os pagamentos na origem.",
            cents,
            tuple(
                case(row, (*_KEY, AMOUNT), f"pago {money_of_cents(row['pago'])}", pago=row["pago"] / 100)
                for row in more.head(EXAMPLES).iter_rows(named=True)
            ),
        )
