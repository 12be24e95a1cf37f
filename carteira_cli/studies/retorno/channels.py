"""A channel of customers and costs and the origin of leads, put together by name."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.analysis.run import Run
from carteira_cli.config.settings import WorthSettings
from carteira_cli.customers.dimensions import Dimension, resolve_group
from carteira_cli.customers.groups import Grouping
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.names import fold
from carteira_cli.studies.asking import asking
from carteira_cli.studies.retorno.formulas import cac_between, ltv_between
from carteira_cli.words import TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.catalogue import Number
    from carteira_cli.kpis.evaluate import Value

CHANNEL, ORIGIN = "canal", "origem"
NEW = "clientes_novos"
OF_LEADS = ("leads", "convertidos", "conversao")
OF_CUSTOMERS = (
    "clientes_inicio",
    "perdidos",
    "ltv",
    NEW,
    "custo_aquisicao",
    "cac",
    "ltv_cac",
    "payback_meses",
)
OF_COSTS = frozenset({"custo_aquisicao", "cac", "ltv_cac", "payback_meses"})
KEYS = (*OF_LEADS, *OF_CUSTOMERS)
Interval = tuple[float | None, float | None]


@dataclass(frozen=True)
class ChannelReturn:
    """What is known of one channel.

    Attributes:
        name: as customers and costs have it, else as leads do; None: of those of whom nobody says.
        values: key → value, as `cac`, `ltv` and `conversao` have it.
        least: fewer customers or leads than this are no rate.
        months: of the period.
    """

    name: str | None
    values: Mapping[str, Value]
    least: int
    months: Number

    def exact(self, key: str) -> Number | None:
        """A value, too few or not; None where there is none."""
        return self.values[key].exact if key in self.values else None

    def size(self, key: str) -> int:
        """How many customers or leads."""
        return int(self.exact(key) or 0)

    def too_few(self, key: str) -> bool:
        """Whether a rate rests on fewer than enough: leads that ripened, new customers, or those at the beginning."""
        match key:
            case "conversao":
                found = self.values.get(key)
                return found is None or int(found.denominator or 0) < self.least
            case "cac":
                return self.size("clientes_novos") < self.least
            case "ltv":
                return self.size("clientes_inicio") < self.least
            case _:
                return self.too_few("cac") or self.too_few("ltv")

    def rate(self, key: str) -> Number | None:
        """A rate; None where there is none, or it rests on too few."""
        return None if self.too_few(key) else self.exact(key)

    def hidden(self, key: str) -> bool:
        """Whether there is a rate that is not told, for resting on too few."""
        return self.exact(key) is not None and self.too_few(key)

    def interval(self, key: str) -> Interval:
        """The bounds of a rate at 95 %, where it is told and has any."""
        value = self.rate(key)
        if value is None:
            return None, None
        if key == "conversao":
            return self.values[key].interval or (None, None)
        if key == "cac":
            return cac_between(_fraction(self.exact("custo_aquisicao")), self.size("clientes_novos")) or (None, None)
        return ltv_between(float(value), self.size("perdidos"), self.size("clientes_inicio"), _fraction(self.months))


def _fraction(value: Number | None) -> Fraction:
    return Fraction(value or 0)


@dataclass(frozen=True)
class Channels:
    """The channels of a customer base.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @property
    def least(self) -> int:
        """Fewer customers or leads than this are no rate."""
        return self.base.config.of(WorthSettings).base_minima

    @cached_property
    def dimension(self) -> Dimension | None:
        """What customers and costs are split by: the channel, or the origin where only that is there; None: neither."""
        known = self.base.known
        for name in (CHANNEL, ORIGIN):
            if known.has("clientes", name) or known.has("vendas", name):
                return resolve_group(name, known)
        return resolve_group(CHANNEL, known) if known.has("custos", CHANNEL) else None

    @cached_property
    def customers(self) -> Run | None:
        """The numbers of customers and costs, as `cac --por canal` and `ltv --por canal` have them."""
        if self.dimension is None:
            return None
        one = asking(self.base, "cac")
        keys = tuple(key for key in OF_CUSTOMERS if self.costed or key not in OF_COSTS)
        return Run("cac", one, keys, Grouping(one, (self.dimension,)))

    @property
    def costed(self) -> bool:
        """Whether there are costs that can be told by channel."""
        costs = "custos" in self.base.ledgers and self.base.where.serves("custos")
        return costs and self.dimension is not None and self.dimension.serves("custos")

    @property
    def costed_together(self) -> bool:
        """Whether there are costs, and none of them can be told by channel."""
        return not self.costed and "custos" in self.base.ledgers and self.base.where.serves("custos")

    @cached_property
    def _costs(self) -> Run | None:
        """The numbers of `cac` that rest on costs, where these can't be told by channel."""
        if not self.costed_together:
            return None
        return Run("cac", asking(self.base, "cac"), tuple(key for key in OF_CUSTOMERS if key in OF_COSTS))

    @cached_property
    def idle(self) -> tuple[ChannelReturn, ...]:
        """Channels with costs in the period, and no new customer."""
        return tuple(one for one in self.all if one.name and one.exact("custo_aquisicao") and not one.size(NEW))

    @cached_property
    def unplaced(self) -> Fraction:
        """Reais of costs of the period that name no channel, where others do."""
        return sum((_fraction(one.exact("custo_aquisicao")) for one in self.all if one.name is None), Fraction(0))

    @cached_property
    def leads(self) -> Run | None:
        """The numbers of leads, as `conversao --por origem` has them."""
        base = self.base
        if "leads" not in base.ledgers or not base.where.serves("leads") or not base.known.has("leads", ORIGIN):
            return None
        one = asking(base, "conversao")
        return Run("conversao", one, OF_LEADS, Grouping(one, (Dimension(ORIGIN, ORIGIN, None, frozenset({"leads"})),)))

    @cached_property
    def found(self) -> tuple[Mapping[str | None, Mapping[str, Value]], Mapping[str | None, Mapping[str, Value]]]:
        """ChannelReturn → values of its customers, and origin → values of its leads."""
        one, other = (
            {} if run is None else {group[0]: values for group, values in run.swept.groups[0].items()}
            for run in (self.customers, self.leads)
        )
        return one, other

    @cached_property
    def met(self) -> Mapping[str, str]:
        """Origin → the channel of the same name, but for case and accents; the very same first."""
        channels, origins = self.found
        spelled: dict[str, str] = {}
        for name in sorted(one for one in channels if one is not None):
            spelled.setdefault(fold(name), name)
        free = [one for one in origins if one is not None and one not in channels]
        taken = {one for one in origins if one is not None and one in channels}
        found = {one: one for one in taken}
        for name in sorted(free):
            channel = spelled.get(fold(name))
            if channel is not None and channel not in taken:
                found[name] = channel
                taken.add(channel)
        return found

    @cached_property
    def all(self) -> tuple[ChannelReturn, ...]:
        """Every channel, the most customers at the beginning first, then leads, then by name; nobody's last.

        Raises:
            DataError: no table says through which channel anybody came.
        """
        channels, origins = self.found
        if not channels and not origins:
            raise DataError(
                "nenhuma tabela diz o canal: não há canal em clientes, vendas nem custos, nem origem em leads",
                'exporte-o, ou diga o nome da coluna em [colunas.clientes]: canal = "..."',
            )
        back = {channel: origin for origin, channel in self.met.items()}
        of_leads = {name: origins.get(name if name is None else back.get(name, name), {}) for name in channels}
        made = [self._made(name, values, of_leads[name]) for name, values in channels.items()]
        lone = [one for one in origins if one not in channels and one not in self.met]
        made += [self._made(name, {}, origins[name]) for name in lone]

        def place(one: ChannelReturn) -> tuple[bool, int, int, str]:
            return one.name is None, -one.size("clientes_inicio"), -one.size("leads"), one.name or ""

        return tuple(sorted(made, key=place))

    def _made(self, name: str | None, values: Mapping[str, Value], leads: Mapping[str, Value]) -> ChannelReturn:
        own = {key: values[key] for key in OF_CUSTOMERS if key in values}
        return ChannelReturn(name, own | {key: leads[key] for key in OF_LEADS if key in leads}, self.least, self.months)

    @property
    def months(self) -> Number:
        """Of the period, as the LTV has them."""
        return self.base.period.months

    @cached_property
    def total(self) -> ChannelReturn:
        """All together; also with what they cost, where nobody says through which channel."""
        values: dict[str, Value] = {}
        for run in (self._costs, self.customers, self.leads):
            values |= run.swept.totals[0] if run is not None else {}
        return ChannelReturn(TOTAL, {key: values[key] for key in KEYS if key in values}, self.least, self.months)

    @cached_property
    def alone(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Origins that no customer or cost has, and channels that no lead has, where both are told."""
        channels, origins = self.found
        if not channels or not origins:
            return (), ()
        reached = set(self.met.values())
        return (
            tuple(one for one in origins if one is not None and one not in self.met),
            tuple(one for one in channels if one is not None and one not in reached),
        )

    @cached_property
    def doubled(self) -> tuple[tuple[str, ...], ...]:
        """Names of one table that differ in case and accents alone."""
        found = []
        for names in self.found:
            alike: dict[str, list[str]] = {}
            for name in sorted(one for one in names if one is not None):
                alike.setdefault(fold(name), []).append(name)
            found += [tuple(one) for one in alike.values() if len(one) > 1]
        return tuple(found)
