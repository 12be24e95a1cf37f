"""The questions in SQL, as one would write them by hand for one known file.

    python benchmarks/in_duckdb.py QUESTION KIND PATH

It trusts the file: no line is checked, none accounted for, and there is one spelling of "cancelled". The dialect is
told. DuckDB reads Latin-1 by itself and Windows-1252 with an extension that must be fetched; the files have no letter
in which the two differ.
"""

# ruff: noqa: S608 - the path and the dates in the SQL are the benchmark's own
from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
from dialects import COLUMNS, DIALECTS
from questions import BEFORE, END, HORIZON, MOMENTS, SEGMENTS, START, WINDOW, month_name, told, top_share

if TYPE_CHECKING:
    from datetime import date

Rows = list[list[object]]


def source(kind: str, path: str) -> str:
    """The table function that reads the file."""
    if kind not in DIALECTS:
        return f"read_parquet('{path}')"
    dialect = DIALECTS[kind]
    types = dict.fromkeys(COLUMNS, "VARCHAR") | {"data": "DATE", "valor": "DECIMAL(12,2)"}
    quote = "" if dialect.quotes == "never" else '"'
    return (
        f"read_csv('{path}', delim='{dialect.separator}', header=true, auto_detect=false, columns={types}, "
        f"dateformat='{dialect.days}', decimal_separator='{',' if dialect.comma else '.'}', quote='{quote}', "
        f"escape='{quote}', encoding='{'latin-1' if dialect.encoding == 'cp1252' else 'utf-8'}', "
        f"ignore_errors={'true' if dialect.broken else 'false'})"
    )


def query(kind: str, path: str, rest: str) -> Rows:
    """The rows of a query over `lines`: what was sold and given back, in cents."""
    lines = f"""with lines as (
      select venda, cliente, data, canal, cast(valor * 100 as bigint) as cents
      from {source(kind, path)} where status <> 'cancelado')"""
    return [list(row) for row in duckdb.execute(lines + rest).fetchall()]


def churn(kind: str, path: str) -> list[object]:
    """Base, lost, new and reactivated customers of the quarter."""
    rest = f"""
    select count(*) filter (base), count(*) filter (base and not after),
      count(*) filter (after and not base and first >= date '{START}'),
      count(*) filter (after and not base and first < date '{START}')
    from (select bool_or(data >= date '{START - WINDOW}' and data < date '{START}') as base,
        bool_or(data >= date '{END - WINDOW}') as after, min(data) as first
      from lines where cents > 0 and data < date '{END}' group by cliente)"""
    return query(kind, path, rest)[0]


def resumo(kind: str, path: str) -> Rows:
    """Of the quarter and the one before: heads, the bridge, revenue, buyers, orders, share of the best fifth."""
    columns = ["min(data) filter (cents > 0) as first"]
    for place, day in enumerate((BEFORE, START, END)):
        window = f"data >= date '{day - WINDOW}' and data < date '{day}'"
        columns += [f"bool_or(cents > 0 and {window}) as a{place}", f"sum(cents) filter ({window}) as m{place}"]
    for place, (start, end) in enumerate(((BEFORE, START), (START, END))):
        span = f"data >= date '{start}' and data < date '{end}'"
        columns += [
            f"coalesce(sum(cents) filter ({span}), 0) as r{place}",
            f"coalesce(bool_or(cents > 0 and {span}), false) as b{place}",
            f"count(distinct venda) filter (cents > 0 and {span}) as o{place}",
        ]
    people = f""", people as (
      select {", ".join(columns)} from lines where data < date '{END}' group by cliente having first is not null)"""
    parts = [_period(place, start) for place, start in ((1, START), (0, BEFORE))]
    rows = query(kind, path, people + " union all ".join(parts) + " order by 1 desc")
    return [[*row[1:-1], top_share(row[-1])] for row in rows]  # type: ignore[arg-type]


def _period(place: int, start: date) -> str:
    base, after, before, money = f"a{place}", f"a{place + 1}", f"m{place}", f"m{place + 1}"
    new, back = f"{after} and not {base} and first >= '{start}'", f"{after} and not {base} and first < '{start}'"
    both = f"{base} and {after}"
    return f"""
    select {place}, count(*) filter ({base}), count(*) filter ({base} and not {after}),
      count(*) filter ({new}), count(*) filter ({back}),
      cast(sum({before}) filter ({base}) as bigint), cast(sum({before}) filter ({base} and not {after}) as bigint),
      cast(sum(greatest({before} - {money}, 0)) filter ({both}) as bigint),
      cast(sum(greatest({money} - {before}, 0)) filter ({both}) as bigint),
      cast(sum({money}) filter ({new}) as bigint), cast(sum({money}) filter ({back}) as bigint),
      cast(sum(r{place}) as bigint), count(*) filter (b{place}), cast(sum(o{place}) as bigint),
      list(r{place}) filter (r{place} > 0)
    from people"""


def bridge(kind: str, path: str) -> Rows:
    """Of each of 48 months: revenue at its start, lost, contracted, expanded, of new and of returned customers."""
    rest = f""", moments as (
      select cast(unnest(generate_series(date '{MOMENTS[0]}', date '{MOMENTS[-1]}', interval 1 month)) as date) as t
    ), active as (
      select t, cliente, sum(cents) as money from lines join moments on data >= t - 90 and data < t
      group by t, cliente having bool_or(cents > 0)
    ), first as (select cliente, min(data) as day from lines where cents > 0 group by cliente
    ), who as (
      select t, cliente from active union select cast(t - interval 1 month as date), cliente from active
    ), pairs as (
      select who.t as t, who.cliente as cliente, a.money as before, b.money as after
      from who left join active a on a.t = who.t and a.cliente = who.cliente
      left join active b on b.t = who.t + interval 1 month and b.cliente = who.cliente
      where who.t >= date '{MOMENTS[0]}' and who.t < date '{MOMENTS[-1]}'
    )
    select strftime(t, '%Y-%m'), cast(sum(before) as bigint),
      cast(coalesce(sum(before) filter (after is null), 0) as bigint),
      cast(coalesce(sum(greatest(before - after, 0)) filter (before is not null and after is not null), 0) as bigint),
      cast(coalesce(sum(greatest(after - before, 0)) filter (before is not null and after is not null), 0) as bigint),
      cast(coalesce(sum(after) filter (before is null and day >= t), 0) as bigint),
      cast(coalesce(sum(after) filter (before is null and day < t), 0) as bigint)
    from pairs join first using (cliente) group by t order by t"""
    return query(kind, path, rest)


def coortes(kind: str, path: str) -> Rows:
    """By month of the first purchase and months since: who bought, and net revenue."""
    rest = f""", months as (
      select cliente, year(data) * 12 + month(data) - 1 as number, sum(cents) as cents, bool_or(cents > 0) as bought
      from lines where data < date '{END}' group by cliente, number
    ), first as (select cliente, min(number) as cohort from months where bought group by cliente)
    select cohort, number - cohort, count(*) filter (bought) as people, cast(sum(cents) as bigint) as total
    from months join first using (cliente) where number >= cohort
    group by cohort, number having people > 0 or total <> 0 order by cohort, number"""
    return [[month_name(cohort), *others] for cohort, *others in query(kind, path, rest)]  # type: ignore[arg-type]


def rfm(kind: str, path: str) -> Rows:
    """By segment: customers, and their revenue of twelve months. Equal values have equal scores."""
    recent = f"data >= date '{HORIZON}'"
    cases = " ".join(
        f"when r between {low} and {high} and (f + m + 1) // 2 between {less} and {more} then '{name}'"
        for name, low, high, less, more in SEGMENTS
    )
    cuts = ", ".join(f"quantile_disc({column}, [0.2, 0.4, 0.6, 0.8]) as {column}s" for column in ("days", "n", "money"))

    def above(column: str) -> str:
        return f"len(list_filter({column}s, lambda cut: {column} > cut))"

    rest = f""", people as (
      select date '{END}' - max(data) filter (cents > 0) as days, bool_or(cents > 0 and {recent}) as inside,
        count(distinct venda) filter (cents > 0 and {recent}) as n,
        coalesce(sum(cents) filter ({recent}), 0) as money
      from lines where data < date '{END}' group by cliente having bool_or(cents > 0)
    ), cuts as (select {cuts} from people where inside
    ), scored as (
      select money, 5 - {above("days")} as r, 1 + {above("n")} as f, 1 + {above("money")} as m from people, cuts
    )
    select case {cases} end as segment, count(*), cast(sum(money) as bigint) from scored group by segment"""
    return sorted(query(kind, path, rest))


def ticket(kind: str, path: str) -> Rows:
    """By channel of the sale: net revenue, buyers and orders of the quarter."""
    rest = f"""
    select canal, cast(sum(cents) as bigint), count(distinct cliente) filter (cents > 0),
      count(distinct venda) filter (cents > 0)
    from lines where data >= date '{START}' and data < date '{END}' group by canal"""
    return sorted(query(kind, path, rest))


if __name__ == "__main__":
    told({"churn": churn, "resumo": resumo, "bridge": bridge, "coortes": coortes, "rfm": rfm, "ticket": ticket})
