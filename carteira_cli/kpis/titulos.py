"""Lines of a ledger of receivables become titles, what was paid of each, and what was owed from which day to which."""

from __future__ import annotations

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.titulos_trocados import KEY, ONE_VALUE, SWAPPED, swaps

ALWAYS, NEVER = -(2**31), 2**31 - 1  # days before and after all others
LINES = {  # what a line of a ledger is
    "titulo": pl.String,
    "sacado": pl.String,  # the customer as the file has her, whoever she is analysed as
    CUSTOMER: pl.String,
    "vencimento": pl.Int32,
    "valor": pl.Int64,
    "emissao": pl.Int32,
    "pagamento": pl.Int32,
    "valor_pago": pl.Int64,
    "vendedor": pl.String,
    "suposto": pl.String,
    "parcela": pl.String,
    "quitado": pl.Boolean,  # whether nothing more is owed, however little was paid
}
NO_DAY = "sem_dia"  # of `suposto`: paid, nobody said when
_TITLE_KEY = (*KEY, "parcela")
_TITLE = (CUSTOMER, "vendedor", "vencimento", "valor", "emissao", "desde")


@dataclass(frozen=True)
class Titles:
    """The titles of a ledger.

    Attributes:
        titles: one row each: `cliente`, `vendedor`, `vencimento`, `valor` (cents), `emissao` (null where unknown),
            `desde` (the day from which it exists: that of issue, or `ALWAYS`; of one that took the place of another
            and has its issue, that of the swap), `fim` (the day of the swap of a renegotiated one, or `NEVER`).
        receipts: one row a title and day of payment: the same, `dia`, `pago` (cents of what it was worth),
            `desconto` (cents that were let go with it) and `excesso` (cents beyond its worth), and `datado`: whether
            the day is told, and not supposed.
        balances: one row a title and spell in which the same is owed of it: the same, `saldo` (cents, above 0) on the
            days `[de, ate)`; `trocado`: whether it was renegotiated later.
        repeated: titles that stand on several lines.
        worthless: lines of zero or less, and their cents, which are no titles.
        undated: lines that say how much was paid and not when, and these cents.
        given_back: lines with a payment below zero, and its cents.
        swapped: renegotiated titles of which the day is known, and their cents.
        unswapped: those of which it is not, which are owed on no day.
    """

    titles: pl.DataFrame
    receipts: pl.DataFrame
    balances: pl.DataFrame
    repeated: int
    worthless: tuple[int, int]
    undated: tuple[int, int]
    given_back: tuple[int, int]
    swapped: tuple[int, int] = (0, 0)
    unswapped: tuple[int, int] = (0, 0)


def titles_of(lines: pl.DataFrame, among: pl.DataFrame | None = None) -> Titles:
    """What lines of a ledger come to.

    A title is known by its code, customer, due day and instalment. Where all its lines have one value, each is a
    payment of it, and the value counts once; where they differ, each is a part of it, and they add up. What a line
    says was paid (all of its value where it does not say how much) is paid on its day and not before. More than a title
    is worth is no payment of it, and a payment below zero is none. What a line that says "paid" leaves unpaid is a
    discount; of several payments, where the last says so and no line is without a payment. A renegotiated title is
    owed until another took its place (`titulos_trocados`).

    Args:
        lines: as `LINES` has them, in any order.
        among: all lines of the same customers, where these are some of them.
    """
    is_old = (pl.col("suposto").eq_missing(SWAPPED)) & (pl.col("valor") > 0)
    good, old = _good(lines.filter(~is_old)), lines.filter(is_old)
    found = swaps(good, old, lines if among is None else among) if old.height else None
    if found is not None:
        good = good.drop("comeco").join(found.starts, on=KEY, how="left", maintain_order="left")
        good = good.with_columns(desde=pl.max_horizontal("desde", "comeco"))
    # Equal keys have equal hashes: lines whose hash stands alone are titles of their own, which saves sorting millions.
    mark = (
        pl.col("titulo").hash(1) ^ pl.col("sacado").hash(2) ^ pl.col("vencimento").hash(3) ^ pl.col("parcela").hash(4)
    )
    shared = good.select(mark).to_series().is_duplicated()
    alone = good.filter(~shared)
    together, paid, repeated = _joined(good.filter(shared))
    receipts = pl.concat([_receipts_of(alone), paid])
    titles = pl.concat([alone.select(_TITLE), together.select(_TITLE)]).with_columns(fim=pl.lit(NEVER, pl.Int32))
    balances = _balances(alone, together, receipts).with_columns(trocado=pl.lit(value=False))
    if found is not None:
        gone = found.told.with_columns(
            desde=pl.max_horizontal(pl.col("emissao").fill_null(ALWAYS), "comeco"), saldo="valor", trocado=pl.lit(True)
        ).filter(pl.col("desde") < pl.col("fim"))
        titles = pl.concat([titles, gone.select(titles.columns)])
        balances = pl.concat([balances, gone.with_columns(de="desde", ate="fim").select(balances.columns)])
    undated = good.filter(pl.col("pagamento").is_null() & (pl.col("valor_pago") > 0))
    return Titles(
        titles,
        receipts.drop("resta", "ate"),
        balances,
        repeated,
        _tally(lines.filter(pl.col("valor") <= 0), "valor"),
        _tally(undated, "valor_pago"),
        _tally(good.filter(pl.col("valor_pago") < 0), "valor_pago"),
        (0, 0) if found is None else _tally(found.told, "valor"),
        (0, 0) if found is None else found.untold,
    )


def _good(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of an amount, with what each says was paid, and from which day on its title is owed."""
    return lines.filter(pl.col("valor") > 0).with_columns(
        pl.col("parcela").fill_null(""),
        desde=pl.col("emissao").fill_null(ALWAYS),
        comeco=pl.lit(None, dtype=pl.Int32),
        dado=pl.when(pl.col("pagamento").is_not_null()).then(
            pl.col("valor_pago").fill_null(pl.col("valor")).clip(lower_bound=0)
        ),
        quitado=pl.col("quitado").fill_null(value=False),
        datado=pl.col("suposto").ne_missing(NO_DAY),
    )


def _tally(rows: pl.DataFrame, column: str) -> tuple[int, int]:
    return rows.height, int(rows[column].sum())


def _receipts_of(alone: pl.DataFrame) -> pl.DataFrame:
    """The payments of titles of one line: each has one at most, after which nothing more is known."""
    return (
        alone.filter(pl.col("dado").is_not_null())
        .with_columns(pago=pl.min_horizontal("dado", "valor"), dia="pagamento", ate=pl.lit(NEVER, pl.Int32))
        .select(
            *_TITLE,
            "dia",
            "pago",
            "ate",
            "datado",
            desconto=pl.when("quitado").then(pl.col("valor") - pl.col("pago")).otherwise(0),
            excesso=pl.col("dado") - pl.col("pago"),
        )
        .with_columns(resta=pl.col("valor") - pl.col("pago") - pl.col("desconto"))
    )


def _joined(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Titles whose lines may be several, their payments by day, and how many stand on more than one."""
    whole = (
        lines.group_by(_TITLE_KEY)
        .agg(
            pl.col(CUSTOMER).first(),
            pl.col("vendedor").min(),
            pl.when(ONE_VALUE).then(pl.col("valor").max()).otherwise(pl.col("valor").sum()),
            pl.col("emissao").min(),
            pl.col("comeco").max(),
            linhas=pl.len(),
        )
        .with_columns(desde=pl.max_horizontal(pl.col("emissao").fill_null(ALWAYS), "comeco"))
    )
    by_day = _paid_by_day(lines).join(whole, on=_TITLE_KEY).sort(*_TITLE_KEY, "dia")
    until = pl.min_horizontal((pl.col("dado") + pl.col("parte")).cum_sum().over(_TITLE_KEY), "valor")
    paid = (
        by_day.with_columns(ja=pl.when("fim").then("valor").otherwise(until))
        .with_columns(
            baixa=pl.col("ja") - pl.col("ja").shift(1).over(_TITLE_KEY).fill_null(0),
            resta=pl.col("valor") - pl.col("ja"),
            ate=pl.col("dia").shift(-1).over(_TITLE_KEY).fill_null(NEVER),
        )
        .with_columns(pago=pl.min_horizontal("dado", "baixa"))
        .select(
            *_TITLE,
            "dia",
            "pago",
            "ate",
            "datado",
            desconto=pl.col("baixa") - pl.col("pago"),
            excesso=pl.col("dado") - pl.col("pago"),
            resta="resta",
        )
    )
    first = by_day.group_by(_TITLE_KEY).agg(inicio=pl.col("dia").min())
    known = whole.join(first, on=_TITLE_KEY, how="left")
    return known.select(*_TITLE, "inicio"), paid, int((whole["linhas"] > 1).sum())


def _paid_by_day(lines: pl.DataFrame) -> pl.DataFrame:
    """A row a title and day of payment: `dado`, `parte` (cents that a part left unpaid) and `fim` (nothing is owed)."""
    one, last = ONE_VALUE.over(_TITLE_KEY), pl.col("pagamento") == pl.col("pagamento").max().over(_TITLE_KEY)
    settled = pl.col("dado").is_not_null().all().over(_TITLE_KEY) & last & pl.col("quitado")
    told = lines.with_columns(
        fim=(one & settled).fill_null(value=False),
        parte=pl.when(~one & pl.col("quitado")).then((pl.col("valor") - pl.col("dado")).clip(0)).otherwise(0),
    )
    return (
        told.filter(pl.col("dado").is_not_null())
        .group_by(*_TITLE_KEY, dia="pagamento")
        .agg(pl.col("dado", "parte").sum(), pl.col("datado", "fim").any())
    )


def _balances(alone: pl.DataFrame, together: pl.DataFrame, receipts: pl.DataFrame) -> pl.DataFrame:
    """What is owed of each title from which day to which: all of it up to the first payment, then what it left."""
    columns = (*_TITLE, "de", "ate", "saldo")
    start = {"de": pl.col("desde"), "saldo": pl.col("valor")}
    before = [
        alone.with_columns(**start, ate=pl.col("pagamento").fill_null(NEVER)).select(columns),
        together.with_columns(**start, ate=pl.col("inicio").fill_null(NEVER)).select(columns),
    ]
    after = receipts.filter(pl.col("resta") > 0).with_columns(de=pl.max_horizontal("dia", "desde"), saldo="resta")
    return pl.concat([*before, after.select(columns)]).filter(pl.col("de") < pl.col("ate"))


def held_on(balances: pl.DataFrame, day: int, known: int | None = None) -> pl.DataFrame:
    """What is owed on a day, as `Titles.balances`; of titles that exist from an earlier one on, where told."""
    there = balances.filter((pl.col("de") <= day) & (pl.col("ate") > day))
    return there if known is None else there.filter(pl.col("desde") <= known)


def debtors(held: pl.DataFrame, day: int) -> pl.DataFrame:
    """A row a customer who owes: `cliente`, `aberto`, `vencido` (cents), `maior_atraso` (days, 0: none), `titulos`.

    The largest overdue amount first, then the largest open one, then by id.
    """
    late = pl.col("vencimento") < day
    found = held.group_by(CUSTOMER).agg(
        aberto=pl.col("saldo").sum(),
        vencido=pl.col("saldo").filter(late).sum(),
        maior_atraso=(day - pl.col("vencimento").min()).clip(lower_bound=0),
        titulos=pl.len().cast(pl.Int64),
        do_titulo=pl.col("vendedor").min(),
    )
    return found.sort("vencido", "aberto", CUSTOMER, descending=[True, True, False])
