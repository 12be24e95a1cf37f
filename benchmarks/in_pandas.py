"""The questions in pandas, as one would write them by hand for one known Parquet file.

    python benchmarks/in_pandas.py QUESTION parquet PATH

It trusts the file: no line is checked, none accounted for, and there is one spelling of "cancelled". Whole columns are
in memory, so this is for files of some ten million lines at most.
"""

from __future__ import annotations

from datetime import date

import pandas as pd  # type: ignore[import-untyped]
from questions import END, HORIZON, SEGMENTS, START, WINDOW, month_name, told


def sold(path: str, *columns: str) -> pd.DataFrame:
    """What was sold and given back before the end of the quarter, in cents; `data` are days since 1970."""
    lines = pd.read_parquet(path, columns=[*columns, "data", "valor", "status"], dtype_backend="pyarrow")
    lines = lines[(lines["status"] != "cancelado") & (lines["data"] < END)].drop(columns="status")
    lines["cents"] = (lines.pop("valor") * 100).astype("int64")
    lines["data"] = lines["data"].astype("int32[pyarrow]").astype("int32")
    return lines


def day(moment: date) -> int:
    """Days since 1970."""
    return (moment - date(1970, 1, 1)).days


def churn(_kind: str, path: str) -> list[object]:
    """Base, lost, new and reactivated customers of the quarter."""
    bought = sold(path, "cliente")
    bought = bought[bought["cents"] > 0]
    bought["before"] = bought["data"].between(day(START - WINDOW), day(START) - 1)
    people = bought.groupby("cliente").agg(before=("before", "any"), first=("data", "min"), last=("data", "max"))
    before, after, new = people["before"], people["last"] >= day(END - WINDOW), people["first"] >= day(START)
    found = (before, before & ~after, after & ~before & new, after & ~before & ~new)
    return [int(each.sum()) for each in found]


def coortes(_kind: str, path: str) -> list[list[object]]:
    """By month of the first purchase and months since: who bought, and net revenue."""
    lines = sold(path, "cliente")
    days = pd.to_datetime(lines.pop("data"), unit="D")
    lines["number"] = days.dt.year * 12 + days.dt.month - 1
    lines["bought"] = lines["cents"] > 0
    months = lines.groupby(["cliente", "number"], as_index=False).agg(cents=("cents", "sum"), bought=("bought", "any"))
    first = months[months["bought"]].groupby("cliente")["number"].min().rename("cohort")
    aged = months.join(first, on="cliente", how="inner")
    aged["age"] = aged["number"] - aged["cohort"]
    kept = aged[aged["age"] >= 0].groupby(["cohort", "age"]).agg(people=("bought", "sum"), total=("cents", "sum"))
    kept = kept[(kept["people"] > 0) | (kept["total"] != 0)].sort_index().reset_index()
    return [[month_name(int(cohort)), *map(int, rest)] for cohort, *rest in kept.itertuples(index=False)]


def rfm(_kind: str, path: str) -> list[list[object]]:
    """By segment: customers, and their revenue of twelve months. Equal values have equal scores."""
    lines = sold(path, "cliente", "venda")
    bought, recent = lines["cents"] > 0, lines["data"] >= day(HORIZON)
    people = lines[bought].groupby("cliente").agg(last=("data", "max"))
    people["days"] = day(END) - people["last"]
    orders = lines[bought & recent].groupby("cliente")["venda"].nunique()
    people["orders"] = orders.reindex(people.index, fill_value=0)
    people["money"] = lines[recent].groupby("cliente")["cents"].sum().reindex(people.index, fill_value=0)
    inside = people[people.index.isin(orders.index)]

    def above(name: str) -> pd.Series:
        ascending = inside[name].sort_values().to_numpy()
        cuts = [ascending[-(-j * len(ascending) // 5) - 1] for j in range(1, 5)]
        return sum((people[name] > cut).astype(int) for cut in cuts)

    r, value = 5 - above("days"), (3 + above("orders") + above("money")) // 2
    people["segment"] = ""
    for name, low, high, less, more in SEGMENTS:
        people.loc[r.between(low, high) & value.between(less, more), "segment"] = name
    found = people.groupby("segment")["money"].agg(["size", "sum"]).sort_index().reset_index()
    return [[name, int(count), int(total)] for name, count, total in found.itertuples(index=False)]


def ticket(_kind: str, path: str) -> list[list[object]]:
    """By channel of the sale: net revenue, buyers and orders of the quarter."""
    lines = sold(path, "cliente", "venda", "canal")
    lines = lines[lines["data"] >= day(START)]
    bought = lines[lines["cents"] > 0].groupby("canal")
    found = pd.DataFrame(
        {
            "cents": lines.groupby("canal")["cents"].sum(),
            "people": bought["cliente"].nunique(),
            "orders": bought["venda"].nunique(),
        }
    ).sort_index()
    return [[name, *map(int, rest)] for name, *rest in found.reset_index().itertuples(index=False)]


if __name__ == "__main__":
    told({"churn": churn, "coortes": coortes, "rfm": rfm, "ticket": ticket})
