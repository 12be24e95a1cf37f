"""`campanha planejar`: who gets the campaign and who stays without it, drawn so that anybody can draw it again."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.commands import commands
from carteira_cli.config.settings import CampaignSettings
from carteira_cli.customers import around
from carteira_cli.customers.dimensions import resolve_group
from carteira_cli.customers.people import attribute_frame
from carteira_cli.dataclass import dataclass
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import DataError, UsageError
from carteira_cli.report import Column, Kind, Reading, Table, plain
from carteira_cli.signal.trials import smallest_lift
from carteira_cli.sources.values.groups import CONTROL, TREATED
from carteira_cli.studies.campanha.formulas import arm, digest
from carteira_cli.studies.campanha.listed import listed
from carteira_cli.studies.readings import reading
from carteira_cli.studies.study import Study
from carteira_cli.units import Depth, Unit, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.rows import Cell
    from carteira_cli.studies.campanha.listed import Listed

NAME = "campanha"
WHOLE, NOTHING = "todos", "(vazio)"  # the stratum of all; what a customer has where nobody says
_SHOWN = 5  # customers on a default screen


@dataclass(frozen=True)
class TrialPlan:
    """A campaign that is drawn.

    Attributes:
        base: whose customers.
    """

    base: CustomerBase

    @property
    def told(self) -> CampaignSettings:
        """What the run is told."""
        return self.base.config.of(CampaignSettings)

    @cached_property
    def campaign(self) -> str:
        """Its name.

        Raises:
            UsageError: it has none.
        """
        name = " ".join((self.told.campanha or "").split())
        if not name:
            raise UsageError("falta o nome da campanha", "como em carteira campanha planejar --campanha volta")
        return name

    @cached_property
    def listed(self) -> Listed:
        """The customers that it is drawn from."""
        return listed(self.base)

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What strata are made of.

        Raises:
            UsageError: a column that nobody has, or one of sales.
        """
        setting = self.base.config.value(CampaignSettings.estratos)
        with setting.blamed():
            names = [name.strip() for text in self.told.estratos for name in text.split(",") if name.strip()]
            found = tuple(resolve_group(name, self.base.known) for name in dict.fromkeys(names))
            wrong = next((one for one in found if one.of != "cliente"), None)
            if wrong is not None:
                raise UsageError(
                    f'estratos: "{wrong.asked}" não é um atributo do cliente', "use uf, segmento, classe_abc, vendedor…"
                )
        return found

    @cached_property
    def arms(self) -> pl.DataFrame:
        """A row a customer by id: `cliente`, `grupo`, `estrato`."""
        customers = self.listed.customers
        seed, share = self.told.semente, self.told.parcela_controle
        groups = [arm(seed, self.campaign, one, share) for one in customers]
        found = pl.DataFrame({CUSTOMER: customers, "grupo": groups}, schema={CUSTOMER: pl.String, "grupo": pl.String})
        if not self.dimensions:
            return found.with_columns(estrato=pl.lit(WHOLE))
        known = attribute_frame(self.base, self.dimensions)
        joined = found.join(known, on=CUSTOMER, how="left", maintain_order="left")
        cells = [pl.col(one.key).cast(pl.String).fill_null(NOTHING) for one in self.dimensions]
        return joined.select(CUSTOMER, "grupo", estrato=pl.concat_str(cells, separator=" · "))

    def count(self, group: str) -> int:
        """How many are in an arm."""
        return self.arms.filter(pl.col("grupo") == group).height

    @cached_property
    def digest(self) -> str:
        """The hash of the list."""
        return digest(self.campaign, self.arms.select(CUSTOMER, "grupo").iter_rows())

    @cached_property
    def before(self) -> tuple[int, int]:
        """The days `[start, end)` of a window as long as that of the campaign, up to the as-of day."""
        end = self.base.as_of + 1
        return self.told.janela.start(end), end

    @cached_property
    def bought(self) -> int:
        """How many of the customers bought in these days."""
        start, end = self.before
        spans = self.arms.select(
            CUSTOMER,
            pl.lit(start, dtype=pl.Int32).alias(around.FROM),
            pl.lit(end, dtype=pl.Int32).alias(around.UNTIL),
        )
        return int(around.bought_within(self.base, spans)["primeira"].is_not_null().sum())

    @cached_property
    def smallest(self) -> float | None:
        """The smallest lift that arms of these sizes would show, where the control buys as all did lately."""
        return smallest_lift(self.bought / self.arms.height, self.count(TREATED), self.count(CONTROL))


def planned(base: CustomerBase) -> Study:
    """The arms of a campaign, frozen.

    Raises:
        CarteiraError: it has no name, or there is nobody to draw from.
    """
    found = TrialPlan(base)
    if not found.campaign or found.arms.is_empty():
        raise DataError("não há nenhum cliente de quem sortear", "confira --de e --onde")
    hidden = base.config.hides_customers  # without its customers a list can't be held against its hash
    return Study(
        readings=tuple(_readings(found)),
        tables=(_strata(found), _groups(found)),
        notes=tuple(_notes(found)),
        warnings=tuple(_warnings(found)),
        rules=(
            ("campanha", found.campaign),
            ("controle", plain(found.told.parcela_controle)),
            ("semente", found.told.semente),
            ("janela", found.told.janela.label),
            *([] if hidden else [("sha256", found.digest)]),
        ),
        main="grupos",
        answer=tuple(_answer(found)),
        title="Campanha planejada",
    )


def _readings(found: TrialPlan) -> Iterator[Reading]:
    record = commands()[NAME]
    yield reading(record, "tratados", found.count(TREATED))
    yield reading(record, "controle", found.count(CONTROL))
    yield reading(record, "menor_efeito_detectavel", found.smallest)


def _strata(found: TrialPlan) -> Table:
    """A row a stratum: how many of it are in each arm."""
    titles = " · ".join(one.words for one in found.dimensions)
    counts = found.arms.group_by("estrato").agg(
        clientes=pl.len().cast(pl.Int64), controle=(pl.col("grupo") == CONTROL).sum().cast(pl.Int64)
    )
    rows = tuple(
        (name, everybody, everybody - control, control, control / everybody)
        for name, everybody, control in counts.sort("estrato").iter_rows()
    )
    columns = (
        Column("estrato", titles or "Estrato"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("tratados", "Tratados", Unit.CUSTOMERS),
        Column("controle", "Controle", Unit.CUSTOMERS),
        Column("fracao_controle", "De controle", Unit.FRACTION),
    )
    return Table("estratos", "O sorteio, por estrato", columns, rows, largest="clientes")


def _groups(found: TrialPlan) -> Table:
    """A row a customer, as `medir` reads it."""
    start = found.told.inicio
    dated = (Column("data", "Data", kind=Kind.DATE, depth=Depth.FULL),) if start is not None else ()
    columns = (
        Column("campanha", "Campanha", depth=Depth.FULL),
        Column(CUSTOMER, "Cliente"),
        Column("grupo", "Grupo"),
        Column("estrato", "Estrato"),
        *dated,
    )
    day: tuple[Cell, ...] = () if start is None else (iso(start),)
    rows = tuple(
        (found.campaign, customer, group, stratum, *day)
        for customer, group, stratum in found.arms.select(CUSTOMER, "grupo", "estrato").iter_rows()
    )
    return Table("grupos", f"A lista: {counted(len(rows), 'cliente')}", columns, rows, few=_SHOWN)


def _answer(found: TrialPlan) -> Iterator[str]:
    treated, control = found.count(TREATED), found.count(CONTROL)
    yield (
        f"{counted(treated, 'cliente recebe', 'clientes recebem')} a campanha e "
        f"{counted(control, 'fica', 'ficam')} de controle, sem ela."
    )
    if found.smallest is None:
        yield "Com grupos deste tamanho nenhum efeito se veria em 8 de cada 10 campanhas: são pequenos demais."
    else:
        yield (
            f"Um efeito menor que {show(found.smallest, Unit.POINTS)} não costuma se ver (80 % das vezes): compraram "
            f"{show(found.bought / found.arms.height, Unit.FRACTION)} deles nos últimos {found.told.janela.words}."
        )


def _notes(found: TrialPlan) -> Iterator[str]:
    share = show(float(found.told.parcela_controle), Unit.FRACTION)
    yield (
        f"de quem: {found.listed.words}; controle é quem o HMAC da campanha e do cliente, com a semente, põe nos "
        f"primeiros {share}: o grupo de um cliente não muda com a ordem nem com quem mais entra, e a parte de "
        f"cada estrato é {share}, salvo o acaso"
    )
    if not found.base.config.hides_customers:
        yield (
            f"lista congelada, sha256 {found.digest}; ao medir, --congelada {found.digest[:12]} recusa uma lista mudada"
        )
    start, end = found.before
    yield (
        f"menor efeito que se veria: 80 vezes em 100, a 5 %, se o controle comprar como todos de {date_of(start)} a "
        f"{date_of(end - 1)} ({number(found.bought, 0)} de {number(found.arms.height, 0)})"
    )
    yield "para medir: grave a lista com -o campanhas.csv, não mude os grupos, e não fale da campanha com o controle"


def _warnings(found: TrialPlan) -> Iterator[str]:
    one = found.listed
    if one.repeated:
        yield f"lista: {counted(one.repeated, 'linha repete', 'linhas repetem')} um cliente que já estava nela"
    if one.unknown:
        many = one.unknown
        yield (
            f"lista: {counted(many, 'cliente não está', 'clientes não estão')} nas vendas nem no cadastro; "
            f"{agree(many, 'entra', 'entram')} no sorteio, mas confira o código"
        )
    if not found.count(CONTROL):
        yield "nenhum cliente ficou de controle: sem controle não há efeito a medir; use uma lista maior"
    if not found.count(TREATED):
        yield "nenhum cliente recebe a campanha: todos ficaram de controle; use uma lista maior, ou menos controle"
    bare = found.arms.group_by("estrato").agg(tem=(pl.col("grupo") == CONTROL).any()).filter(~pl.col("tem")).height
    if found.dimensions and bare and found.count(CONTROL):
        yield f"{counted(bare, 'estrato ficou', 'estratos ficaram')} sem nenhum cliente de controle: são pequenos"
