"""The tables and the picture of `ideal`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.chart import Curve, Line
from carteira_cli.days import iso
from carteira_cli.report import Column, Kind, Table
from carteira_cli.rows import Rows
from carteira_cli.units import Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.rows import Cell
    from carteira_cli.studies.ideal.judged import Standing
    from carteira_cli.studies.ideal.open_leads import Leads
    from carteira_cli.studies.ideal.people import Ideal

CENTS = 100
_TOP = 50  # leads on a page
_DRAWN = 10  # values in the picture
_FEW = 8


def values_table(found: Ideal) -> Table:
    """A row a value of each attribute."""
    columns = (
        Column("atributo", "Atributo"),
        Column("valor", "Valor"),
        Column("melhores", "Melhores", Unit.CUSTOMERS, aside=("clientes", "de")),
        Column("clientes", "Clientes", Unit.CUSTOMERS, depth=Depth.FULL),
        Column("fracao", "Fração", Unit.FRACTION),
        Column("minimo", "De (95 %)", Unit.FRACTION, short="De"),
        Column("maximo", "Até", Unit.FRACTION),
        Column("provado", "Provado", kind=Kind.FLAG),
        Column("acaso", "Valor p corrigido (Holm)", Unit.FRACTION, depth=Depth.FULL),
    )
    rows = tuple(
        (one.attribute, one.value, one.best, one.customers, one.share, *one.interval, one.proven, one.chance)
        for one in found.standings
    )
    return Table("ideal", "Os melhores entre os clientes de cada valor", columns, rows, few=_FEW)


def profile_table(found: Ideal) -> Table:
    """The confirmed profile, in a row; none where the other half did not confirm it."""
    one = found.profile
    columns = (
        Column("condicoes", "Perfil"),
        Column("melhores_achado", "Melhores, onde se achou", Unit.CUSTOMERS, depth=Depth.FULL),
        Column("clientes_achado", "Clientes, onde se achou", Unit.CUSTOMERS, depth=Depth.FULL),
        Column("melhores", "Melhores", Unit.CUSTOMERS, aside=("clientes", "de")),
        Column("clientes", "Clientes", Unit.CUSTOMERS, depth=Depth.FULL),
        Column("fracao", "Fração", Unit.FRACTION),
        Column("minimo", "De (95 %)", Unit.FRACTION, short="De"),
        Column("maximo", "Até", Unit.FRACTION),
        Column("fracao_todos", "Todos", Unit.FRACTION, depth=Depth.FULL),
    )
    rows: tuple[tuple[Cell, ...], ...] = ()
    if one is not None and one.confirmed and one.interval is not None:
        share, everybody = one.held[0] / one.held[1], one.whole[0] / one.whole[1]
        rows = ((in_words(one.conditions), *one.seen, *one.held, share, *one.interval, everybody),)
    depth = Depth.SCREEN if rows else Depth.DATA
    return Table("perfil", "Perfil achado numa metade dos clientes, conferido na outra", columns, rows, depth=depth)


def in_words(conditions: tuple[tuple[str, str], ...]) -> str:
    """Conditions as a sentence has them.

    Example:
        >>> in_words((("uf", "SP"), ("tipo", "PJ")))
        'uf = SP e tipo = PJ'
    """
    return " e ".join(f"{name} = {value}" for name, value in conditions)


def leads_table(leads: Leads) -> Iterator[Table]:
    """Where the best come from beside where leads come from."""
    if not leads.columns:
        return
    columns = (
        Column("atributo", "Atributo"),
        Column("valor", "Valor"),
        Column("leads", "Leads", Unit.LEADS),
        Column("fracao_leads", "% dos leads", Unit.FRACTION),
        Column("melhores", "Melhores", Unit.CUSTOMERS, depth=Depth.FULL),
        Column("fracao_melhores", "% dos melhores", Unit.FRACTION),
        Column("viraram_melhores", "Leads que viraram um dos melhores", Unit.LEADS, short="Viraram"),
        Column("por_lead", "Melhores por lead", Unit.FRACTION, short="Por lead"),
    )
    rows = tuple(
        (
            one.attribute,
            one.value,
            one.leads,
            one.leads / one.known if one.known else None,
            one.best,
            one.best / one.best_known if one.best_known else None,
            one.from_leads,
            one.from_leads / one.leads if one.leads else None,
        )
        for one in leads.shares
    )
    yield Table("entre_leads", "Os melhores ao lado dos leads", columns, rows, few=6)


def open_table(leads: Leads, limit: int | None) -> Iterator[Table]:
    """The open leads, those who look most like the best first; nobody where nothing is proven of what leads have."""
    if not leads.columns:
        return
    rows = leads.open
    stage, seller, amount = ("etapa" in rows.columns, "vendedor" in rows.columns, "valor" in rows.columns)
    columns = (
        Column("lead", "Lead"),
        Column("data", "Data", kind=Kind.DATE),
        *([Column("etapa", "Etapa", depth=Depth.FULL)] if stage else []),
        *([Column("vendedor", "Vendedor", depth=Depth.FULL)] if seller else []),
        *([Column("valor", "Valor", Unit.REAIS)] if amount else []),
        Column("fracao", "Melhores entre iguais", Unit.FRACTION, short="Fração"),
        Column("motivo", "Por quê"),
    )

    def made(count: int) -> Iterator[tuple[Cell, ...]]:
        for share, hits, place in leads.scored[:count]:
            row = rows.row(place, named=True)
            yield (
                row["lead"],
                iso(row["data"]),
                *([row["etapa"]] if stage else []),
                *([row["vendedor"]] if seller else []),
                *([None if row["valor"] is None else row["valor"] / CENTS] if amount else []),
                share,
                in_words(tuple((one.attribute, one.value) for one in hits)) or None,
            )

    if leads.telling:
        title = "Leads abertos, os mais parecidos com os melhores primeiro"
        yield Table("leads_abertos", title, columns, Rows(rows.height, made), shown=limit or _TOP, few=4)
    else:
        yield Table("leads_abertos", "Leads abertos", columns, (), depth=Depth.DATA)


def picture(found: Ideal) -> Curve:
    """The shares of the most telling values between their bounds, and that of all."""
    whole = found.whole[0] / found.whole[1]
    drawn: tuple[Standing, ...] = tuple(one for one in found.standings if one.chance is not None)[:_DRAWN]
    places = range(1, len(drawn) + 1)

    def points(values: Iterator[float]) -> tuple[tuple[float, float], ...]:
        return tuple((float(place), value) for place, value in zip(places, values, strict=True))

    lines = (
        Line("fração", points(one.share for one in drawn), apart=True),
        Line("de (95 %)", points(one.interval[0] for one in drawn), apart=True),
        Line("até", points(one.interval[1] for one in drawn), apart=True),
        Line("todos", points(whole for _ in drawn)),
    )
    return Curve(
        "ideal",
        "Os melhores entre os clientes de cada valor, com intervalo de 95 %",
        "valor",
        "% dos clientes",
        Unit.NUMBER,
        Unit.FRACTION,
        lines if drawn else (),
        Depth.FULL,
        tuple(one.value for one in drawn),
    )
