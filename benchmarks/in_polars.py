"""The questions in Polars, as one would write them by hand for one known file.

    python benchmarks/in_polars.py QUESTION KIND PATH

It trusts the file: no line is checked, none accounted for, and there is one spelling of "cancelled". The dialect is
told. Polars reads no Windows-1252, so the file is decoded first, by Python, within what is measured.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from dialects import COLUMNS, DIALECTS, Dialect
from questions import BEFORE, END, HORIZON, MOMENTS, SEGMENTS, START, WINDOW, month_name, told, top_share

if TYPE_CHECKING:
    from datetime import date

CENTS, DAY, WHO = pl.col("cents"), pl.col("data"), pl.col("cliente")
BOUGHT = CENTS > 0


def source(kind: str, path: str) -> pl.LazyFrame:
    """The file: `data` is a date, `valor` money."""
    if kind == "parquet":
        return pl.scan_parquet(path)
    return _book(path) if kind == "xlsx" else _text(path, DIALECTS[kind])


def _book(path: str) -> pl.LazyFrame:
    from python_calamine import CalamineWorkbook

    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    columns = dict(zip(head, zip(*rows, strict=True), strict=True))
    return pl.LazyFrame({name: columns[name] for name in ("venda", "cliente", "data", "valor", "status", "canal")})


def _text(path: str, dialect: Dialect) -> pl.LazyFrame:
    iso = dialect.days == "%Y-%m-%d"
    types = dict.fromkeys(COLUMNS, pl.String()) | {"valor": pl.Decimal(12, 2)} | ({"data": pl.Date()} if iso else {})
    plain = dialect.encoding == "utf-8"
    lines = pl.scan_csv(
        path if plain else Path(path).read_bytes().decode(dialect.encoding).encode(),
        separator=dialect.separator,
        schema=types,
        decimal_comma=dialect.comma,
        quote_char=None if dialect.quotes == "never" else '"',
        ignore_errors=dialect.broken,
        truncate_ragged_lines=True if dialect.broken else None,
    )
    return lines if iso else lines.with_columns(DAY.str.to_date(dialect.days))


def sold(kind: str, path: str) -> pl.LazyFrame:
    """What was sold and given back, in cents."""
    lines = source(kind, path).filter(pl.col("status") != "cancelado")
    return lines.select("venda", "cliente", "data", "canal", cents=(pl.col("valor") * 100).round().cast(pl.Int64))


def rows(query: pl.LazyFrame) -> list[list[object]]:
    """What a query finds."""
    return [list(row) for row in query.collect(engine="streaming").rows()]


def within(start: date, end: date) -> pl.Expr:
    """Whether a line is of the half-open range of days."""
    return (pl.lit(start) <= DAY) & (pl.lit(end) > DAY)


def churn(kind: str, path: str) -> list[object]:
    """Base, lost, new and reactivated customers of the quarter."""
    before, after, first = pl.col("before"), pl.col("after"), pl.col("first")
    people = (
        sold(kind, path)
        .filter(BOUGHT, pl.lit(END) > DAY)
        .group_by("cliente")
        .agg(before=within(START - WINDOW, START).any(), after=(pl.lit(END - WINDOW) <= DAY).any(), first=DAY.min())
    )
    return rows(
        people.select(
            base=before.sum(),
            lost=(before & ~after).sum(),
            new=(after & ~before & (first >= START)).sum(),
            back=(after & ~before & (first < START)).sum(),
        )
    )[0]


def resumo(kind: str, path: str) -> list[list[object]]:
    """Of the quarter and the one before: heads, the bridge, revenue, buyers, orders, share of the best fifth."""
    columns = {"first": DAY.filter(BOUGHT).min()}
    for place, day in enumerate((BEFORE, START, END)):
        window = within(day - WINDOW, day)
        columns |= {f"a{place}": (BOUGHT & window).any(), f"m{place}": CENTS.filter(window).sum()}
    for place, span in enumerate((within(BEFORE, START), within(START, END))):
        columns |= {
            f"r{place}": CENTS.filter(span).sum(),
            f"b{place}": (BOUGHT & span).any(),
            f"o{place}": pl.col("venda").filter(BOUGHT & span).n_unique(),
        }
    lines = sold(kind, path).filter(pl.lit(END) > DAY)
    people = lines.group_by("cliente").agg(**columns).filter(pl.col("first").is_not_null()).collect(engine="streaming")
    return [_period(people, 1, START), _period(people, 0, BEFORE)]


def _period(people: pl.DataFrame, place: int, start: date) -> list[object]:
    base, after = pl.col(f"a{place}"), pl.col(f"a{place + 1}")
    before, money = pl.col(f"m{place}"), pl.col(f"m{place + 1}")
    new, back = after & ~base & (pl.col("first") >= start), after & ~base & (pl.col("first") < start)
    found = people.select(
        base=base.sum(),
        lost=(base & ~after).sum(),
        new=new.sum(),
        back=back.sum(),
        opening=before.filter(base).sum(),
        gone=before.filter(base & ~after).sum(),
        fallen=(before - money).filter(base & after).clip(0).sum(),
        risen=(money - before).filter(base & after).clip(0).sum(),
        of_new=money.filter(new).sum(),
        of_back=money.filter(back).sum(),
        revenue=pl.col(f"r{place}").sum(),
        buyers=pl.col(f"b{place}").sum(),
        orders=pl.col(f"o{place}").sum(),
    )
    return [*found.row(0), top_share(people[f"r{place}"].to_list())]


def bridge(kind: str, path: str) -> list[list[object]]:
    """Of each of 48 months: revenue at its start, lost, contracted, expanded, of new and of returned customers."""
    # Lines become customer × the 49 windows they may fall into by way of customer × day, which is less by far.
    days = sold(kind, path).group_by("cliente", "data").agg(pl.col("cents").sum(), bought=BOUGHT.any())
    daily = days.collect(engine="streaming")
    first = daily.filter("bought").group_by("cliente").agg(first=DAY.min())
    states = [
        daily.filter(within(moment - WINDOW, moment))
        .group_by("cliente")
        .agg(pl.col("bought").any(), money=CENTS.sum())
        .filter("bought")
        .select("cliente", "money")
        for moment in MOMENTS
    ]
    return [
        [f"{moment:%Y-%m}", *_moved(states[place], states[place + 1], first, moment)]
        for place, moment in enumerate(MOMENTS[:-1])
    ]


def _moved(opening: pl.DataFrame, closing: pl.DataFrame, first: pl.DataFrame, start: date) -> tuple[object, ...]:
    before, after = pl.col("money"), pl.col("money_right")
    pairs = opening.join(closing, on="cliente", how="full", coalesce=True).join(first, on="cliente", how="left")
    entered = after.filter(before.is_null() & (pl.col("first") >= start))
    return pairs.select(
        before.sum(),
        gone=before.filter(after.is_null()).sum(),
        fallen=(before - after).clip(0).sum(),
        risen=(after - before).clip(0).sum(),
        new=entered.sum(),
        back=after.filter(before.is_null() & (pl.col("first") < start)).sum(),
    ).row(0)


def coortes(kind: str, path: str) -> list[list[object]]:
    """By month of the first purchase and months since: who bought, and net revenue."""
    number = (DAY.dt.year().cast(pl.Int32) * 12 + DAY.dt.month() - 1).alias("number")
    lines = sold(kind, path).filter(pl.lit(END) > DAY)
    months = lines.group_by("cliente", number).agg(cents=CENTS.sum(), bought=BOUGHT.any()).collect(engine="streaming")
    first = months.filter("bought").group_by("cliente").agg(cohort=pl.col("number").min())
    aged = months.join(first, on="cliente").filter(pl.col("number") >= pl.col("cohort"))
    found = (
        aged.group_by("cohort", age=pl.col("number") - pl.col("cohort"))
        .agg(people=pl.col("bought").sum(), total=CENTS.sum())
        .filter((pl.col("people") > 0) | (pl.col("total") != 0))
        .sort("cohort", "age")
    )
    return [[month_name(cohort), *others] for cohort, *others in found.rows()]


def rfm(kind: str, path: str) -> list[list[object]]:
    """By segment: customers, and their revenue of twelve months. Equal values have equal scores."""
    recent = pl.lit(HORIZON) <= DAY
    people = (
        sold(kind, path)
        .filter(pl.lit(END) > DAY)
        .group_by("cliente")
        .agg(
            days=(pl.lit(END) - DAY.filter(BOUGHT).max()).dt.total_days(),
            inside=(BOUGHT & recent).any(),
            orders=pl.col("venda").filter(BOUGHT & recent).n_unique(),
            money=CENTS.filter(recent).sum(),
        )
        .filter(pl.col("days").is_not_null())
        .collect(engine="streaming")
    )
    inside = people.filter("inside")

    def above(name: str) -> pl.Expr:
        ascending = inside[name].sort()
        cuts = [ascending[-(-j * len(ascending) // 5) - 1] for j in range(1, 5)]
        return pl.sum_horizontal((pl.col(name) > cut).cast(pl.Int32) for cut in cuts)

    r, value = 5 - above("days"), (3 + above("orders") + above("money")) // 2
    segment = pl.coalesce(
        pl.when(r.is_between(low, high) & value.is_between(less, more)).then(pl.lit(name))
        for name, low, high, less, more in SEGMENTS
    )
    found = people.group_by(segment.alias("segment")).agg(pl.len(), pl.col("money").sum())
    return [list(row) for row in found.sort("segment").rows()]


def ticket(kind: str, path: str) -> list[list[object]]:
    """By channel of the sale: net revenue, buyers and orders of the quarter."""
    lines = sold(kind, path).filter(within(START, END))
    found = lines.group_by("canal").agg(
        CENTS.sum(), people=WHO.filter(BOUGHT).n_unique(), orders=pl.col("venda").filter(BOUGHT).n_unique()
    )
    return rows(found.sort("canal"))


if __name__ == "__main__":
    told({"churn": churn, "resumo": resumo, "bridge": bridge, "coortes": coortes, "rfm": rfm, "ticket": ticket})
