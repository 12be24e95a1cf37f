"""Every indicator again, in plain Python, straight from the written definitions.

Nothing here is shared with the program: the suite holds one against the other on random portfolios, so a
mistake would have to be made twice, in two different styles, to go unnoticed. It is written to be read, with
sets and loops. Counts are ints; money (in reais) and ratios are Fractions, hence exact; floats appear only
behind a power.
"""

from __future__ import annotations

import math
import statistics
import unicodedata
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Value = int | Fraction | float | None
Values = dict[str, Value]

ONE_DAY = timedelta(days=1)
CANCELLED = {"cancelado", "cancelada", "canceled", "cancelled", "cancelamento"}
Z_95 = 1.959963984540054


# --- input rows ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sale:
    """A line of sales as it stands in the file, cancelled ones included."""

    cliente: str
    data: date
    centavos: int
    venda: str | None = None
    status: str | None = None


@dataclass(frozen=True)
class Lead:
    """A row of leads; the same lead may have several."""

    lead: str
    data: date
    data_conversao: date | None = None


@dataclass(frozen=True)
class Cost:
    """A cost of acquisition, on its day."""

    data: date
    centavos: int


@dataclass(frozen=True)
class Rules:
    """What the user may choose; `as_of=None` takes the date from the data."""

    window: str = "90d"
    devolucoes: Literal["abater", "ignorar"] = "abater"
    margem: Fraction = Fraction(1)
    as_of: date | None = None
    prazo_dias: int | None = None
    abc: Literal["cruza", "estrito"] = "cruza"


@dataclass(frozen=True)
class Period:
    """Half-open `[start, end)`, already cut at the as-of date."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def months(self) -> Fraction:
        """Whole calendar months count as such, anything else in commercial months of 30 days."""
        if self.start.day == 1 and self.end.day == 1:
            return Fraction((self.end.year - self.start.year) * 12 + self.end.month - self.start.month)
        return Fraction((self.end - self.start).days, 30)


# --- the whole ----------------------------------------------------------------------------------------------


def reference(  # noqa: PLR0913, PLR0917 - a table each
    sales: Sequence[Sale],
    register: Mapping[str, date | None] | None,
    leads: Sequence[Lead] | None,
    costs: Sequence[Cost] | None,
    start: date,
    end_exclusive: date,
    rules: Rules,
    begun: Mapping[str, date] | None = None,
) -> Values:
    """Every indicator whose sources are there. `None` for a table means that the source is missing.

    The register has the date on which each customer was registered, where somebody wrote it down. `begun` is the first
    day of each table, where the rows given here are only some of them.
    """
    as_of = as_of_date(sales, leads, costs, rules)
    period = effective_period(start, end_exclusive, as_of)
    lines = valid(sales)
    moved = movement(lines, period, rules)

    values = heads(moved)
    values |= bridge(lines, moved, period, rules)
    values |= activity(sales, register, lines, moved, period)
    values |= tickets(lines, period, rules)
    values |= pareto(list(revenue_by_customer(lines, period.start, period.end, rules).values()), rules)
    values |= lifetime(lines, values, period, rules)
    begun = first_days(sales, leads, costs) if begun is None else begun
    before = {table for table, day in begun.items() if period.end <= day}
    if "vendas" in before:
        values = dict.fromkeys(values)
    if costs is not None:
        values |= acquisition([] if "custos" in before else costs, values, period, rules)
        if "custos" in before:
            values |= dict.fromkeys(("custo_aquisicao", "cac", "ltv_cac", "payback_meses"))
    if leads is not None:
        values |= conversion(leads, period, as_of, rules)
        if "leads" in before:
            values |= dict.fromkeys(("leads", "convertidos", "conversao", "dias_ate_converter"))
    return values


def first_days(sales: Sequence[Sale], leads: Sequence[Lead] | None, costs: Sequence[Cost] | None) -> dict[str, date]:
    """The first day of each table that has one: nothing is known of the time before it."""
    days = {
        "vendas": [line.data for line in valid(sales)],
        "leads": [lead.data for lead in leads or ()],
        "custos": [cost.data for cost in costs or ()],
    }
    return {table: min(found) for table, found in days.items() if found}


# --- ground rules -------------------------------------------------------------------------------------------


def is_cancelled(status: str | None) -> bool:
    """Whether a status says cancelled, however it is spaced, cased or accented."""
    if status is None:
        return False
    letters = unicodedata.normalize("NFD", status.strip().casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)) in CANCELLED


def valid(sales: Iterable[Sale]) -> list[Sale]:
    """The lines that are not cancelled."""
    return [line for line in sales if not is_cancelled(line.status)]


def is_purchase(line: Sale) -> bool:
    """Whether a valid line is a purchase: a return is none, and neither is a gift of value 0."""
    return line.centavos > 0


def as_of_date(sales: Iterable[Sale], leads: Iterable[Lead] | None, costs: Iterable[Cost] | None, rules: Rules) -> date:
    """The user's date, else that of the last valid sale, else the last one of the other tables."""
    if rules.as_of is not None:
        return rules.as_of
    days = [line.data for line in valid(sales)]
    if not days:
        days += [lead.data for lead in leads or ()]
        days += [lead.data_conversao for lead in leads or () if lead.data_conversao is not None]
        days += [cost.data for cost in costs or ()]
    if not days:
        raise ValueError("no date anywhere in the data, and none given")
    return max(days)


def effective_period(start: date, end_exclusive: date, as_of: date) -> Period:
    """The period as far as the data goes: there is nothing to see after the as-of date."""
    if start > as_of:
        raise ValueError(f"the period starts on {start}, after the as-of date {as_of}")
    return Period(start, min(end_exclusive, as_of + ONE_DAY))


def window_start(t: date, window: str) -> date:
    """First day of the window that ends just before `t`."""
    length, unit = int(window[:-1]), window[-1]
    if unit == "d":
        return t - timedelta(days=length)
    year, month = divmod(t.year * 12 + t.month - 1 - length, 12)
    return date(year, month + 1, min(t.day, monthrange(year, month + 1)[1]))


def window_months(window: str) -> Fraction:
    """Months of a window: `90d` and `3m` are both three."""
    length, unit = int(window[:-1]), window[-1]
    return Fraction(length, 30) if unit == "d" else Fraction(length)


def reais(centavos: int) -> Fraction:
    """Money as it is shown."""
    return Fraction(centavos, 100)


def ratio(numerator: Value, denominator: Value) -> Fraction | None:
    """Exact quotient; null when it has no meaning."""
    if numerator is None or denominator is None or denominator == 0:
        return None
    return Fraction(numerator) / Fraction(denominator)


def revenue_by_customer(lines: Iterable[Sale], first: date, end: date, rules: Rules) -> Counter[str]:
    """Net cents of every customer with a line in `[first, end)`, also of those who only returned things."""
    cents: Counter[str] = Counter()
    for line in lines:
        counted = line.centavos >= 0 or rules.devolucoes == "abater"
        if counted and first <= line.data < end:
            cents[line.cliente] += line.centavos
    return cents


# --- who is active ------------------------------------------------------------------------------------------


def buyers(lines: Iterable[Sale], first: date, end: date) -> set[str]:
    """Customers with a purchase in `[first, end)`."""
    return {line.cliente for line in lines if is_purchase(line) and first <= line.data < end}


def active(lines: Iterable[Sale], t: date, window: str) -> set[str]:
    """A(t): customers with a purchase in `[t-W, t)`."""
    return buyers(lines, window_start(t, window), t)


def first_purchases(lines: Iterable[Sale]) -> dict[str, date]:
    """Day of the first purchase ever of each customer who has one."""
    first: dict[str, date] = {}
    for line in lines:
        if is_purchase(line):
            first[line.cliente] = min(line.data, first.get(line.cliente, line.data))
    return first


@dataclass(frozen=True)
class Movement:
    """Who was active at the two ends of the period, and what became of each."""

    before: set[str]
    after: set[str]
    lost: set[str]
    kept: set[str]
    new: set[str]
    back: set[str]
    first: Mapping[str, date]


def movement(lines: Sequence[Sale], period: Period, rules: Rules) -> Movement:
    """Sort the customers of A(t0) and A(t1) into lost, kept, new and reactivated."""
    before = active(lines, period.start, rules.window)
    after = active(lines, period.end, rules.window)
    first = first_purchases(lines)
    arrived = after - before
    return Movement(
        before=before,
        after=after,
        lost=before - after,
        kept=before & after,
        new={c for c in arrived if first[c] >= period.start},
        back={c for c in arrived if first[c] < period.start},
        first=first,
    )


def heads(moved: Movement) -> Values:
    """Customer churn, counted in heads."""
    churn = ratio(len(moved.lost), len(moved.before))
    return {
        "clientes_inicio": len(moved.before),
        "clientes_fim": len(moved.after),
        "perdidos": len(moved.lost),
        "retidos": len(moved.kept),
        "novos": len(moved.new),
        "reativados": len(moved.back),
        "churn": churn,
        "retencao": None if churn is None else 1 - churn,
    }


def activity(
    sales: Iterable[Sale],
    register: Mapping[str, date | None] | None,
    lines: Sequence[Sale],
    moved: Movement,
    period: Period,
) -> Values:
    """How much of the register of that time is alive. A cancelled sale still names a customer."""
    registered = known(sales, register or {}, period.end)
    bought_before_start = {c for c, day in moved.first.items() if day < period.start}
    bought_before_end = {c for c, day in moved.first.items() if day < period.end}
    bought_inside = buyers(lines, period.start, period.end)
    return {
        "clientes_cadastrados": len(registered),
        "clientes_ativos": len(moved.after),
        "clientes_inativos": len(bought_before_end - moved.after),
        "nunca_compraram": len(registered - bought_before_end),
        "percentual_ativos": ratio(len(moved.after), len(registered)),
        "positivacao": ratio(len(bought_inside), len(registered)),
        "taxa_reativacao": ratio(len(moved.back), len(bought_before_start - moved.before)),
        "clientes_novos": len({c for c, day in moved.first.items() if day in period}),
    }


def known(sales: Iterable[Sale], register: Mapping[str, date | None], end: date) -> set[str]:
    """Who was known before a day: by a line, by the date of registration, or in the register with neither."""
    lines: dict[str, date] = {}
    for line in sales:
        lines[line.cliente] = min(line.data, lines.get(line.cliente, line.data))
    found = {customer for customer, day in lines.items() if day < end}
    for customer, day in register.items():
        if (day is None and customer not in lines) or (day is not None and day < end):
            found.add(customer)
    return found


# --- the bridge of revenue ----------------------------------------------------------------------------------


def monthly_values(lines: Iterable[Sale], t: date, members: set[str], rules: Rules) -> dict[str, Fraction]:
    """m_t: reais a month of each active customer over the window. It can be negative, after a big return."""
    cents = revenue_by_customer(lines, window_start(t, rules.window), t, rules)
    return {c: reais(cents[c]) / window_months(rules.window) for c in members}


def bridge(lines: Sequence[Sale], moved: Movement, period: Period, rules: Rules) -> Values:
    """From the monthly revenue at the start to that at the end, step by step."""
    before = monthly_values(lines, period.start, moved.before, rules)
    after = monthly_values(lines, period.end, moved.after, rules)
    start = sum(before.values(), Fraction(0))
    lost = sum((before[c] for c in moved.lost), Fraction(0))
    falls = sum((max(before[c] - after[c], Fraction(0)) for c in moved.kept), Fraction(0))
    rises = sum((max(after[c] - before[c], Fraction(0)) for c in moved.kept), Fraction(0))
    new = sum((after[c] for c in moved.new), Fraction(0))
    back = sum((after[c] for c in moved.back), Fraction(0))
    return {
        "receita_mensal_inicio": start,
        "receita_mensal_fim": sum(after.values(), Fraction(0)),
        "churn_receita": lost,
        "churn_receita_percentual": ratio(lost, start),
        "contracao": falls,
        "expansao": rises,
        "receita_novos": new,
        "receita_reativados": back,
        "grr": ratio(start - lost - falls, start),
        "nrr": ratio(start - lost - falls + rises, start),
        "quick_ratio": ratio(new + back + rises, lost + falls),
    }


# --- ticket -------------------------------------------------------------------------------------------------


def orders(lines: Iterable[Sale], period: Period) -> int:
    """Distinct order ids with a purchase line; a purchase without an id is an order of its own."""
    inside = [line for line in lines if is_purchase(line) and line.data in period]
    named = {line.venda for line in inside if line.venda}
    return len(named) + sum(1 for line in inside if not line.venda)


def tickets(lines: Sequence[Sale], period: Period, rules: Rules) -> Values:
    """Revenue of the period, by customer and by order."""
    cents = revenue_by_customer(lines, period.start, period.end, rules)
    revenue = reais(sum(cents.values()))
    customers = len(buyers(lines, period.start, period.end))
    order_count = orders(lines, period)
    return {
        "receita": revenue,
        "compradores": customers,
        "pedidos": order_count,
        "ticket_cliente": ratio(revenue, customers),
        "ticket_pedido": ratio(revenue, order_count),
        "frequencia": ratio(order_count, customers),
    }


# --- lifetime and acquisition -------------------------------------------------------------------------------


def monthly_churn(churn: Value, months: Fraction) -> Fraction | None:
    """1 - (1 - churn)^(1/months), to sixty digits: the power is rounded to a float only once it is used."""
    if churn is None:
        return None
    with localcontext(prec=60):
        kept = 1 - Fraction(churn)
        exponent = Decimal(months.denominator) / Decimal(months.numerator)
        kept_a_month = (Decimal(kept.numerator) / Decimal(kept.denominator)) ** exponent
        return 1 - Fraction(kept_a_month)


def as_float(value: Fraction | None) -> float | None:
    """The one rounding of a figure that has a power in it."""
    return None if value is None else float(value)


def value_per_active(values: Values) -> Fraction | None:
    """Reais a month of the average customer who was active at the start."""
    return ratio(values["receita_mensal_inicio"], values["clientes_inicio"])


def exact_ltv(values: Values, period: Period, rules: Rules) -> Fraction | None:
    """LTV before it is rounded; null when nobody left, as a life has then no end."""
    per_active = value_per_active(values)
    if per_active is None:
        return None
    return ratio(per_active * rules.margem, monthly_churn(values["churn"], period.months))


def lifetime(lines: Sequence[Sale], values: Values, period: Period, rules: Rules) -> Values:
    """What a customer is worth: by the churn of the period, and so far."""
    by_month = monthly_churn(values["churn"], period.months)
    ever = buyers(lines, date.min, period.end)
    cents = revenue_by_customer(lines, date.min, period.end, rules)
    return {
        "churn_mensal": as_float(by_month),
        "vida_media_meses": as_float(ratio(1, by_month)),
        "ltv": as_float(exact_ltv(values, period, rules)),
        "ltv_historico": ratio(reais(sum(cents[c] for c in ever)), len(ever)),
    }


def acquisition(costs: Iterable[Cost], values: Values, period: Period, rules: Rules) -> Values:
    """What a new customer costs, and how that compares with what one is worth."""
    spent = reais(sum(cost.centavos for cost in costs if cost.data in period))
    cac = ratio(spent, values["clientes_novos"])
    per_active = value_per_active(values)
    return {
        "custo_aquisicao": spent,
        "cac": cac,
        "ltv_cac": as_float(ratio(exact_ltv(values, period, rules), cac)),
        "payback_meses": ratio(cac, None if per_active is None else per_active * rules.margem),
    }


# --- conversion ---------------------------------------------------------------------------------------------


def conversion(leads: Iterable[Lead], period: Period, as_of: date, rules: Rules) -> Values:
    """Leads created in the period and how many of them, and how fast, became customers."""
    created: dict[str, date] = {}
    became: dict[str, date] = {}
    for row in leads:
        created[row.lead] = min(row.data, created.get(row.lead, row.data))
        if row.data_conversao is not None:
            became[row.lead] = min(row.data_conversao, became.get(row.lead, row.data_conversao))

    inside = {lead for lead, day in created.items() if day in period}
    term = timedelta(days=rules.prazo_dias or 0)
    ripe = {lead for lead in inside if rules.prazo_dias is None or created[lead] + term <= as_of}
    days_taken: list[Fraction] = []
    for lead in ripe:
        if lead not in became or became[lead] > as_of:
            continue
        days = (became[lead] - created[lead]).days
        if days >= 0 and (rules.prazo_dias is None or days <= rules.prazo_dias):
            days_taken.append(Fraction(days))
    if created and not became:
        return {"leads": len(inside), "convertidos": None, "conversao": None, "dias_ate_converter": None}
    return {
        "leads": len(inside),
        "convertidos": len(days_taken),
        "conversao": ratio(len(days_taken), len(ripe)),
        "dias_ate_converter": statistics.median(days_taken) if days_taken else None,
    }


def wilson(successes: int, n: int) -> tuple[float, float] | None:
    """Wilson's 95 % interval of a proportion; null without observations."""
    if n == 0:
        return None
    p = successes / n
    centre = (p + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
    half = Z_95 * math.sqrt(p * (1 - p) / n + Z_95**2 / (4 * n**2)) / (1 + Z_95**2 / n)
    # At 0 of n and n of n an end is 0 or 1 exactly; rounding must not push it out.
    return max(0.0, centre - half), min(1.0, centre + half)


# --- 80/20 --------------------------------------------------------------------------------------------------


def ranked(cents: Mapping[str, int]) -> list[str]:
    """Customers who brought money, the biggest first, ties by the bytes of the id."""
    return sorted((c for c, x in cents.items() if x > 0), key=lambda c: (-cents[c], c.encode()))


def abc_classes(descending: Sequence[int], rule: str) -> list[str]:
    """The class of each value, by the share of the total accumulated before it or, strictly, with it."""
    total = sum(descending)
    classes = []
    so_far = 0
    for x in descending:
        before, after = Fraction(so_far, total), Fraction(so_far + x, total)
        if rule == "estrito":
            in_a, in_b = after <= Fraction(80, 100), after <= Fraction(95, 100)
        else:
            in_a, in_b = before < Fraction(80, 100), before < Fraction(95, 100)
        classes.append("a" if in_a else "b" if in_b else "c")
        so_far += x
    return classes


def pareto(cents: Iterable[int], rules: Rules) -> Values:
    """How concentrated the revenue is over the customers who brought any."""
    descending = sorted((x for x in cents if x > 0), reverse=True)
    n, total = len(descending), sum(descending)
    classes = Counter(abc_classes(descending, rules.abc))
    values: Values = {f"clientes_{letter}": classes[letter] for letter in "abc"}
    if n == 0:
        return values | dict.fromkeys(("receita_top20", "clientes_80", "gini", "hhi"))

    top = math.ceil(Fraction(n, 5))
    needed, so_far = 0, 0
    while so_far < Fraction(80, 100) * total:
        so_far += descending[needed]
        needed += 1
    weighted = sum(i * x for i, x in enumerate(reversed(descending), start=1))
    return values | {
        "receita_top20": Fraction(sum(descending[:top]), total),
        "clientes_80": Fraction(needed, n),
        "gini": Fraction(2 * weighted, n * total) - Fraction(n + 1, n),
        "hhi": Fraction(sum(x * x for x in descending), total * total),
    }
