"""What `campanha medir` looks at: the customers of a campaign by arm, their days, and what they bought in them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.settings import CampaignSettings
from carteira_cli.customers import around
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.errors import did_you_mean
from carteira_cli.names import fold
from carteira_cli.quoted import cell
from carteira_cli.sources.values.groups import CONTROL, TREATED
from carteira_cli.studies.campanha.formulas import Arm, CampaignEffect, arm, digest
from carteira_cli.studies.campanha.lines import CAMPAIGN, read_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.studies.campanha.lines import CampaignLines

SOURCE = "campanhas"
NEVER = -(2**31)  # sorts a campaign without a day before all others


@dataclass(frozen=True)
class Trial:
    """A campaign that is measured.

    Attributes:
        base: whose customers.
    """

    base: CustomerBase

    @property
    def told(self) -> CampaignSettings:
        """What the run is told."""
        return self.base.config.of(CampaignSettings)

    @cached_property
    def read(self) -> CampaignLines:
        """What the table of campaigns says."""
        return read_lines(self.base.ledgers[SOURCE], lambda: set(self._known[CUSTOMER].to_list()))

    @property
    def raw(self) -> pl.DataFrame:
        """Every line of it, as `CampaignLines` has them."""
        return self.read.lines

    @cached_property
    def lines(self) -> pl.DataFrame:
        """The same of the customers who count, as they are analysed."""
        return of_customers(self.base.grouped(self.raw.lazy()), self.base).collect()

    @cached_property
    def days(self) -> Mapping[str, int]:
        """Campaign → its first day (`NEVER` where none is told), the latest first, then by name."""
        found = self.raw.group_by(CAMPAIGN).agg(pl.col("data").min().fill_null(NEVER))
        return dict(found.sort("data", CAMPAIGN, descending=[True, False]).iter_rows())

    @cached_property
    def campaign(self) -> str:
        """Which one is measured: the one that is told, else the latest that has begun.

        Raises:
            UsageError: there is no such campaign.
        """
        told = " ".join((self.told.campanha or "").split())
        if not told:
            begun = [name for name, day in self.days.items() if day <= self.base.as_of]
            return next(iter(begun or self.days))
        if told in self.days:
            return told
        alike = [name for name in self.days if fold(name) == fold(told)]
        if len(alike) == 1:
            return alike[0]
        hint = did_you_mean(told, [cell(name) for name in sorted(self.days)])
        raise self.base.config.value(CampaignSettings.campanha).refused(f'a campanha "{told}" não existe', hint)

    @cached_property
    def mine(self) -> pl.DataFrame:
        """The lines of the campaign that name an arm."""
        return self.lines.filter((pl.col(CAMPAIGN) == self.campaign) & pl.col("braco").is_not_null())

    @cached_property
    def unread(self) -> Mapping[str, int]:
        """Word that names no arm → how many lines of the campaign have it, in order."""
        off = self.lines.filter((pl.col(CAMPAIGN) == self.campaign) & pl.col("braco").is_null())
        return dict(sorted(Counter(off["palavra"].fill_null("").to_list()).items()))

    @cached_property
    def digest(self) -> str:
        """The hash of the list, as `planejar` printed it: of the lines as they stand in the file."""
        return digest(self.campaign, self.listed.iter_rows())

    @cached_property
    def listed(self) -> pl.DataFrame:
        """The list as it stands in the file: `cliente`, `braco`, each pair once, in order."""
        own = self.raw.filter((pl.col(CAMPAIGN) == self.campaign) & pl.col("braco").is_not_null())
        return own.select(CUSTOMER, "braco").unique().sort(CUSTOMER, "braco")

    @property
    def moved(self) -> tuple[str, ...]:
        """Who is not in the arm that the draw with this seed and share gives."""
        seed, share = self.told.semente, self.told.parcela_controle
        return tuple(one for one, group in self.listed.iter_rows() if arm(seed, self.campaign, one, share) != group)

    @cached_property
    def _each(self) -> pl.DataFrame:
        """A row a customer: `bracos` (how many she is in), `grupo`, `data` (her first), `custo` (cents)."""
        found = self.mine.group_by(CUSTOMER).agg(
            bracos=pl.col("braco").n_unique(),
            grupo=pl.col("braco").min(),
            data=pl.col("data").min(),
            custo=pl.col("custo").sum(),
        )
        return found.sort(CUSTOMER)

    @property
    def both(self) -> int:
        """How many customers are in both arms, and are left out."""
        return self._each.filter(pl.col("bracos") > 1).height

    @cached_property
    def kept(self) -> pl.DataFrame:
        """`_each` of those in one arm."""
        return self._each.filter(pl.col("bracos") == 1).drop("bracos")

    @cached_property
    def own_days(self) -> bool:
        """Whether each customer has a day of her own, in both arms, and these differ: a campaign in waves."""
        days = self.kept["data"]
        return self.told.inicio is None and not days.null_count() and days.n_unique() > 1

    @cached_property
    def start(self) -> int | None:
        """The first day of the campaign; None where nobody says it."""
        if self.told.inicio is not None:
            return self.told.inicio
        day: int | None = self.kept.select(pl.col("data").min()).item()
        return day

    def until(self, day: int) -> int:
        """The day after the last of the window that begins on a day."""
        window = self.told.janela
        return day + window.length if window.unit == "d" else add_months(day, window.length)

    @cached_property
    def spans(self) -> pl.DataFrame:
        """`kept` with the days `[de, ate)` of each customer, up to the as-of day."""
        first = pl.lit(self.start, dtype=pl.Int32) if not self.own_days else pl.col("data")
        begun = self.kept.with_columns(first.alias(around.FROM))
        ends = {day: self.until(day) for day in begun[around.FROM].unique().to_list()}
        last = pl.col(around.FROM).replace_strict(ends, return_dtype=pl.Int32)
        return begun.with_columns(last.clip(upper_bound=self.base.as_of + 1).alias(around.UNTIL), inteiro=last)

    @property
    def end(self) -> int:
        """The day after the last window."""
        last: int = self.spans["inteiro"].max()  # type: ignore[assignment]  # days are integers
        return last

    @property
    def complete(self) -> bool:
        """Whether every window is over."""
        return self.end <= self.base.as_of + 1

    @cached_property
    def customers(self) -> pl.DataFrame:
        """`spans` with `primeira` and `centavos`, of `around.bought_within`."""
        return around.bought_within(self.base, self.spans)

    def arm(self, group: str) -> Arm:
        """What an arm did."""
        own = self.customers.filter(pl.col("grupo") == group)
        return Arm.of(own.select(pl.col("primeira").is_not_null(), "centavos").iter_rows())

    @cached_property
    def treated(self) -> Arm:
        """The arm with the campaign."""
        return self.arm(TREATED)

    @cached_property
    def control(self) -> Arm:
        """The arm without."""
        return self.arm(CONTROL)

    @cached_property
    def cost(self) -> Fraction | None:
        """Reais that the campaign cost; None where the table has no costs."""
        if "custo" not in self.base.ledgers[SOURCE].columns:
            return None
        return Fraction(int(self.kept["custo"].clip(lower_bound=0).sum()), 100)

    @property
    def paid_back(self) -> int:
        """How many customers have a cost below zero, which is none."""
        return int((self.kept["custo"] < 0).sum())

    @property
    def uneven(self) -> int:
        """How many customers are measured from a day that nobody of the other arm is measured from."""
        days = [set(self.kept.filter(pl.col("grupo") == group)["data"]) for group in (TREATED, CONTROL)]
        shared = days[0] & days[1]
        return self.kept.filter(~pl.col("data").is_in(list(shared))).height if all(days) else 0

    @cached_property
    def margin(self) -> Fraction | None:
        """The margin as told, or of the sales of these days that carry a cost."""
        told = self.base.config.rules.margem
        if told is not None:
            return told
        self.base.check_costs('margem = "custo"')
        first, last = self.start, min(self.end, self.base.as_of + 1)
        span, names = self.base.span(self.base.asked), {"com_custo": "valor_com_custo", "custo": "custo"}
        found = self.base.panel({key: span.net(first, last, name) for key, name in names.items()})
        mine = found.join(self.kept, on=CUSTOMER, how="semi")
        covered, cost = int(mine["com_custo"].sum()), int(mine["custo"].sum())
        return Fraction(covered - cost, covered) if covered else None

    @cached_property
    def effect(self) -> CampaignEffect | None:
        """What the campaign brought; None without a control, or without anybody treated: then nothing can tell."""
        if not self.treated.customers or not self.control.customers:
            return None
        return CampaignEffect(self.treated, self.control, self.margin, self.cost)

    @cached_property
    def elsewhere(self) -> Mapping[str, int]:
        """Arm → how many of it are treated in another campaign whose window meets theirs, or has no day."""
        others = self.lines.filter((pl.col(CAMPAIGN) != self.campaign) & (pl.col("braco") == TREATED))
        ends = {day: self.until(day) for day in others["data"].unique().drop_nulls().to_list()}
        end = pl.col("data").replace_strict(ends, default=None, return_dtype=pl.Int32)
        other = others.select(CUSTOMER, outra="data", fim=end)
        met = self.spans.join(other, on=CUSTOMER, how="inner").filter(
            pl.col("outra").is_null() | ((pl.col("outra") < pl.col("inteiro")) & (pl.col("fim") > pl.col(around.FROM)))
        )
        return Counter(met.unique(CUSTOMER)["grupo"].to_list())

    @cached_property
    def paid_control(self) -> int:
        """How many of the control have a cost in the table: they seem to have got the campaign."""
        return self.kept.filter((pl.col("grupo") == CONTROL) & (pl.col("custo") > 0)).height

    @cached_property
    def contacted(self) -> Mapping[str, int]:
        """Arm → how many of it have a contact in their days, where there is a table of contacts."""
        ledger = self.base.ledgers.get("contatos")
        if ledger is None:
            return {}
        read = ledger.collect(
            lambda lines: self.base.grouped(lines.select(pl.col(CUSTOMER).cast(pl.String), contato="data"))
        )
        met = self.spans.join(read, on=CUSTOMER, how="inner").filter(
            (pl.col("contato") >= pl.col(around.FROM)) & (pl.col("contato") < pl.col(around.UNTIL))
        )
        return Counter(met.unique(CUSTOMER)["grupo"].to_list())

    @cached_property
    def unknown(self) -> int:
        """How many neither the sales nor the register know."""
        return self.kept.join(self._known, on=CUSTOMER, how="anti").height

    @cached_property
    def _known(self) -> pl.DataFrame:
        """The customers of the sales and of the register: `cliente`."""
        seen = self.base.panel({"linhas": Measure("lines", "todas")}).select(CUSTOMER)
        return pl.concat([seen, self.base.attributes(()).select(CUSTOMER)])
