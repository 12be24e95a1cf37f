"""`retorno`: what each channel brings, costs and is worth, by the very numbers of `cac`, `ltv` and `conversao`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.chart import Curve, Line
from carteira_cli.customers.open import Wanted
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.report import Column, Table, plain
from carteira_cli.rows import Rows
from carteira_cli.studies.readings import reading
from carteira_cli.studies.retorno import COMMAND
from carteira_cli.studies.retorno.channels import OF_CUSTOMERS, Channels
from carteira_cli.studies.retorno.referrals import Referrals
from carteira_cli.studies.retorno.words import answer, notes, warnings
from carteira_cli.studies.study import Study
from carteira_cli.units import Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Reading
    from carteira_cli.rows import Cell
    from carteira_cli.studies.retorno.channels import ChannelReturn

CENTS = 100
_TOP = 50  # referrers on a page
_FEW = 20  # channels on a default screen
_PAYS = 1  # times its CAC that an LTV pays


def wanted(config: Config) -> Wanted:
    """What it reads: as `cac` and `ltv`, but that costs and leads may be missing."""
    found = Wanted.of_indicators(OF_CUSTOMERS, config, columns={*COMMAND.columns, "data_conversao"}, by=("canal",))
    needed = tuple(name for name in found.needed if name != "custos")
    useful = (*found.useful, *COMMAND.useful)
    further = found.further | {"origem"}
    return replace(found, needed=needed, useful=tuple(dict.fromkeys(useful)), further=further)


def study(base: CustomerBase) -> Study:
    """The channels of a period, and the customers who brought others.

    Raises:
        DataError: no table says through which channel anybody came.
    """
    channels, referrals = Channels(base), Referrals(base)
    book = None if channels.leads is None else channels.leads.lead_book
    return Study(
        readings=tuple(_readings(channels, referrals)),
        tables=(_table(channels), _referrers(channels, referrals)),
        charts=(_picture(channels),),
        notes=(
            *notes(channels, referrals, margin_of(channels)),
            *(book.notes(("conversao",), (base.asked,)) if book else ()),
        ),
        warnings=(*(book.warnings(("conversao",)) if book else ()), *warnings(channels, referrals)),
        rules=(("base_minima", channels.least), ("margem", _margin(channels))),
        main="retorno",
        answer=answer(channels),
    )


def margin_of(channels: Channels) -> Fraction | None:
    """The margin of the run: as told, or of the lines that carry a cost."""
    told = channels.base.config.rules.margem
    return told if told is not None or channels.customers is None else channels.customers.margin


def _margin(channels: Channels) -> float | None:
    found = margin_of(channels)
    return None if found is None else float(found)


def _readings(channels: Channels, referrals: Referrals) -> Iterator[Reading]:
    rates = [one.rate("ltv_cac") for one in channels.all]
    known = [one for one in rates if one is not None]
    yield reading(COMMAND, "canais_com_retorno", sum(one >= _PAYS for one in known) if known else None)
    if not referrals.there:
        return
    rows, margin = referrals.rows, margin_of(channels)
    worth = None if margin is None else Fraction(int(rows["trazido"].sum()), CENTS) * margin
    yield reading(COMMAND, "indicadores_de_clientes", rows.height)
    yield reading(
        COMMAND,
        "valor_por_indicador",
        plain(worth / rows.height) if worth is not None and rows.height else None,
        numerator=plain(worth),
        denominator=rows.height,
    )


def _table(channels: Channels) -> Table:
    full = Depth.FULL
    columns = (
        Column("canal", "Canal", blank="(sem canal)"),
        Column("leads", "Leads", Unit.LEADS),
        Column("convertidos", "Convertidos", Unit.LEADS, depth=full),
        Column("conversao", "Conversão", Unit.FRACTION),
        Column("conversao_min", "De (95 %)", Unit.FRACTION, depth=full),
        Column("conversao_max", "Até", Unit.FRACTION, depth=full),
        Column("clientes_novos", "Clientes novos", Unit.CUSTOMERS, depth=full),
        Column("custo_aquisicao", "Custo", Unit.REAIS, depth=full),
        Column("cac", "CAC", Unit.REAIS),
        Column("cac_min", "CAC de (95 %)", Unit.REAIS, depth=full),
        Column("cac_max", "CAC até", Unit.REAIS, depth=full),
        Column("clientes_inicio", "Clientes no início", Unit.CUSTOMERS, depth=full),
        Column("ltv", "LTV", Unit.REAIS),
        Column("ltv_min", "LTV de (95 %)", Unit.REAIS, depth=full),
        Column("ltv_max", "LTV até", Unit.REAIS, depth=full),
        Column("ltv_cac", "LTV ÷ CAC", Unit.TIMES),
        Column("payback_meses", "Payback", Unit.MONTHS, depth=full),
    )
    rows = tuple(_row(one) for one in (*channels.all, channels.total))
    return Table("retorno", "Retorno por canal", columns, rows, few=_FEW)


def _row(one: ChannelReturn) -> tuple[Cell, ...]:
    return (
        one.name,
        plain(one.exact("leads")),
        plain(one.exact("convertidos")),
        plain(one.rate("conversao")),
        *one.interval("conversao"),
        plain(one.exact("clientes_novos")),
        plain(one.exact("custo_aquisicao")),
        plain(one.rate("cac")),
        *one.interval("cac"),
        plain(one.exact("clientes_inicio")),
        plain(one.rate("ltv")),
        *one.interval("ltv"),
        plain(one.rate("ltv_cac")),
        plain(one.rate("payback_meses")),
    )


def _referrers(channels: Channels, referrals: Referrals) -> Table:
    rows, limit, margin = referrals.rows, channels.base.config.question.limite, margin_of(channels)
    columns = (
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("indicados", "Indicados", Unit.CUSTOMERS, aside=("compraram", "compraram")),
        Column("compraram", "Compraram", Unit.CUSTOMERS, depth=Depth.FULL),
        Column("receita_propria", "Receita própria", Unit.REAIS, short="Própria"),
        Column("receita_indicados", "Receita dos indicados", Unit.REAIS, short="Trazida"),
        Column("margem_indicados", "Margem dos indicados", Unit.REAIS, depth=Depth.FULL),
    )

    def made(count: int) -> Iterator[tuple[Cell, ...]]:
        known = channels.base.attributes(["nome"])
        named = rows.head(count).join(known, on=CUSTOMER, how="left", maintain_order="left")
        for who, name, brought, bought, own, cents in named.select(
            CUSTOMER, "nome", "indicados", "compraram", "proprio", "trazido"
        ).iter_rows():
            worth = None if margin is None else plain(Fraction(cents, CENTS) * margin)
            yield who, name, brought, bought, own / CENTS, cents / CENTS, worth

    title, depth = "Quem indicou, e quanto os indicados já trouxeram", Depth.SCREEN if rows.height else Depth.DATA
    return Table("indicacoes", title, columns, Rows(rows.height, made), shown=limit or _TOP, depth=depth)


def _picture(channels: Channels) -> Curve:
    """What a customer of each channel is worth beside what she cost."""
    drawn = [one for one in channels.all if one.rate("ltv") is not None or one.rate("cac") is not None]
    lines = tuple(
        Line(
            title,
            tuple((float(at), value) for at, one in enumerate(drawn, 1) if (value := _float(one, key)) is not None),
            apart=True,
        )
        for title, key in (("LTV", "ltv"), ("CAC", "cac"))
    )
    names = tuple(one.name or "(sem canal)" for one in drawn)
    told = tuple(line for line in lines if line.points)
    return Curve(
        "retorno", "LTV e CAC de cada canal", "canal", "por cliente", Unit.NUMBER, Unit.REAIS, told, Depth.FULL, names
    )


def _float(one: ChannelReturn, key: str) -> float | None:
    found = one.rate(key)
    return None if found is None else float(found)
