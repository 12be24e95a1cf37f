"""Who is shared among whom: the customers of twelve months, what each weighs, and who may go where."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.settings import BalanceSettings
from carteira_cli.customers.dimensions import Dimension, resolve
from carteira_cli.customers.people import attribute_frame, majority
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.errors import DataError, UsageError, did_you_mean, perhaps
from carteira_cli.names import fold
from carteira_cli.period import Window, containing
from carteira_cli.quoted import cell, cells
from carteira_cli.studies.distribuir.formulas import BalanceTask
from carteira_cli.studies.distribuir.kept import kept_customers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.customers.customers import CustomerBase

MONTHS = 12
_VISIT = "visita"
_LISTED = 20  # sellers whom a hint has room for
_REVENUE, _BOUGHT, _POTENTIAL, _VISITS = "receita", "comprou", "potencial", "visitas"


@dataclass(frozen=True)
class SharedPortfolio:
    """The customers of a base who are shared.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @property
    def told(self) -> BalanceSettings:
        """What was asked."""
        return self.base.config.of(BalanceSettings)

    @property
    def days(self) -> tuple[int, int]:
        """The twelve months up to the end of the period: first day, day after the last."""
        end = self.base.period.end
        return Window(MONTHS, "m").start(end), end

    @cached_property
    def of_register(self) -> bool:
        """Whether the register says whose a customer is; else most lines of her sales do.

        Raises:
            UsageError: no file says who sells.
        """
        found = resolve("vendedor", self.base.known)
        if found.of is None:
            raise UsageError(
                'não há a coluna "vendedor" em clientes nem em vendas',
                'exporte-a, ou diga o nome dela no arquivo em [colunas.clientes]: vendedor = "..."',
            )
        return found.of == "cliente"

    @cached_property
    def everybody(self) -> pl.DataFrame:
        """One row a customer who bought, or was visited, in these months, by id: what she weighs, seller, name, UF."""
        start, end = self.days
        span = self.base.span(self.base.asked)
        months = [containing("mes", end - 1)]
        while len(months) < MONTHS:
            months.append(months[-1].previous())
        best = {f"mes{place}": span.net(one.start, min(one.end, end)) for place, one in enumerate(months)}
        measures = {_REVENUE: span.net(start, end), _BOUGHT: Measure("any", "compras", start, end)}
        asks_months = self.told.equilibrar == _POTENTIAL
        panel = self.base.panel(measures | (best if asks_months else {}))
        highest = pl.max_horizontal(*best).clip(lower_bound=0) * MONTHS if asks_months else pl.lit(0, pl.Int64)
        found = panel.select(CUSTOMER, _REVENUE, _BOUGHT, highest.alias(_POTENTIAL))
        if self.told.equilibrar == _VISITS:
            found = found.join(self._visits(), on=CUSTOMER, how="full", coalesce=True)
        else:
            found = found.with_columns(pl.lit(0, pl.Int64).alias(_VISITS))
        found = found.with_columns(
            pl.col(_BOUGHT).fill_null(False), pl.col(_REVENUE, _POTENTIAL, _VISITS).fill_null(0).cast(pl.Int64)
        )
        there = found.filter(pl.col(_BOUGHT) | (pl.col(_VISITS) > 0))
        known = there.join(self._sellers, on=CUSTOMER, how="left").join(self._people, on=CUSTOMER, how="left")
        return of_customers(known.lazy(), self.base).collect().sort(CUSTOMER)

    @cached_property
    def _sellers(self) -> pl.DataFrame:
        """`cliente`, `vendedor`: whose each customer is."""
        asked = Dimension("vendedor", "vendedor", "cliente" if self.of_register else "venda")
        said = attribute_frame(self.base, [asked]) if self.of_register else majority(self.base, asked)
        seller = pl.col(asked.key).str.strip_chars()
        return said.select(CUSTOMER, pl.when(seller != "").then(seller).alias("vendedor"))

    @cached_property
    def _people(self) -> pl.DataFrame:
        """`cliente`, `nome`, `uf`; null where nobody says."""
        names = self.base.attributes(["nome"])
        if not self.has_states:
            return names.with_columns(pl.lit(None, pl.String).alias("uf"))
        state = resolve("uf", self.base.known)
        states = attribute_frame(self.base, [state]).select(CUSTOMER, pl.col(state.key).alias("uf"))
        return names.join(states, on=CUSTOMER, how="full", coalesce=True)

    @property
    def has_states(self) -> bool:
        """Whether a file says where customers are."""
        known = self.base.known
        return known.has("clientes", "uf") or "uf" in known.of_customers

    def _visits(self) -> pl.DataFrame:
        """`cliente`, `visitas`: contacts of these months; where they have a kind, those that are visits."""
        ledger = self.base.ledgers.get("contatos")
        if ledger is None:
            raise DataError(
                "--equilibrar visitas precisa de contatos com clientes",
                "contatos.csv, com as colunas cliente, data, traria isto",
            )
        start, end = self.days
        typed = "tipo" in ledger.columns
        there = ["data", *(["tipo"] if typed else [])]
        rows = ledger.collect(
            lambda lines: self.base.grouped(lines.select(pl.col(CUSTOMER).cast(pl.String), *there))
        ).filter(pl.col("data").is_between(start, end, closed="left"))
        if typed:
            rows = rows.filter(pl.col("tipo").map_elements(_is_visit, return_dtype=pl.Boolean))
        return rows.group_by(CUSTOMER).agg(pl.len().cast(pl.Int64).alias(_VISITS))

    @cached_property
    def shared(self) -> pl.DataFrame:
        """Those of `everybody` who have a seller."""
        return self.everybody.filter(pl.col("vendedor").is_not_null())

    @cached_property
    def without_seller(self) -> pl.DataFrame:
        """The others: they stay out."""
        return self.everybody.filter(pl.col("vendedor").is_null())

    @cached_property
    def silent(self) -> int:
        """How many registered customers who have a seller did not buy in these months."""
        if not self.of_register:
            return 0
        others = self._sellers.drop_nulls("vendedor").join(self.everybody, on=CUSTOMER, how="anti")
        return of_customers(others.lazy(), self.base).collect().height

    @cached_property
    def sellers(self) -> tuple[str, ...]:
        """Everyone who has customers or comes, in bytewise order.

        Raises:
            UsageError: who leaves is not there, who comes is, or there is nobody to share with.
        """
        own = sorted(set(self.shared["vendedor"].to_list()))
        if not own:
            raise DataError(
                "nenhum cliente que comprou nos últimos 12 meses tem vendedor",
                "preencha a coluna vendedor, ou escolha outro --periodo",
            )
        return tuple(sorted({*own, *self._new(own)}))

    @cached_property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """Sellers whose names differ in case, accents and spaces alone: each is shared with as one of their own."""
        alike: dict[str, list[str]] = {}
        for name in self.sellers:
            alike.setdefault(" ".join(fold(name).split()), []).append(name)
        return tuple(tuple(names) for names in alike.values() if len(names) > 1)

    def _new(self, own: list[str]) -> Iterator[str]:
        value = self.base.config.value(BalanceSettings.novo)
        taken = {fold(name): name for name in own}
        for name in (one.strip() for one in self.told.novo):
            if not name:
                raise value.refused("novo não pode ser vazio", "informe o nome de quem chega, como --novo Carla")
            if fold(name) in taken:
                raise value.refused(f'"{cell(name)}" já tem clientes', "em --novo informe quem ainda não tem")
            yield name

    @cached_property
    def leaving(self) -> frozenset[int]:
        """Places of the sellers who leave; of a name that is nobody's to the letter, all who are spelled alike.

        Raises:
            UsageError: one is not there, or nobody else is.
        """
        value = self.base.config.value(BalanceSettings.sem)
        found: set[int] = set()
        for name in (one.strip() for one in self.told.sem):
            meant = [name] if name in self.sellers else [one for one in self.sellers if fold(one) == fold(name)]
            if not meant:
                raise value.refused(f'não há o vendedor "{cell(name)}"', self._nearest(name))
            found.update(map(self.sellers.index, meant))
        staying = len(self.sellers) - len(found)
        if not staying or (staying == 1 and not found):
            raise DataError(
                "não fica nenhum vendedor" if not staying else "só há um vendedor com clientes: não há o que dividir",
                "informe quem chega com --novo NOME, ou tire --sem" if not staying else "informe --novo NOME",
            )
        return frozenset(found)

    def _nearest(self, name: str) -> str:
        """Whom a name that nobody has may mean: the one who begins so, or is spelled nearly so."""
        begin = [one for one in self.sellers if fold(one).startswith(f"{fold(name)} ")]
        if len(begin) == 1:
            return f'você quis dizer "{cell(begin[0])}"?'
        known = cells(self.sellers)
        otherwise = "veja os nomes com carteira vendedores"
        return did_you_mean(name, known) if len(known) <= _LISTED else perhaps(name, known, otherwise)

    @cached_property
    def kept(self) -> frozenset[int]:
        """Places of the customers who stay, by `--fixar`."""
        return kept_customers(self.base, self.shared)

    @cached_property
    def loads(self) -> tuple[int, ...]:
        """Of each customer, what is to be spread evenly; a negative amount counts as nothing."""
        measure = self.told.equilibrar
        if measure == "clientes":
            return (1,) * self.shared.height
        return tuple(max(amount, 0) for amount in self.shared[measure].to_list())

    @cached_property
    def task(self) -> BalanceTask:
        """The same as whole numbers."""
        place = {name: number for number, name in enumerate(self.sellers)}
        homes = tuple(place[name] for name in self.shared["vendedor"].to_list())
        revenue = tuple(max(amount, 0) for amount in self.shared[_REVENUE].to_list())
        costs = revenue if self.told.objetivo == "receita" else (1,) * len(homes)
        ids = tuple(self.shared[CUSTOMER].to_list())
        options = tuple(self._options(homes))
        return BalanceTask(ids, self.loads, costs, homes, self.sellers, self.leaving, options, self.told.max_mudancas)

    def _options(self, homes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Of each customer the sellers who may get her; of who leaves somebody always may."""
        staying = [seller for seller in range(len(self.sellers)) if seller not in self.leaving]
        served = self._served(homes)
        for place, (home, state) in enumerate(zip(homes, self.shared["uf"].to_list(), strict=True)):
            others = tuple(seller for seller in staying if seller != home)
            forced = home in self.leaving
            if place in self.kept and not forced:
                yield ()
                continue
            near = tuple(seller for seller in others if served is None or state is None or state in served[seller])
            yield near or (others if forced else ())

    def _served(self, homes: tuple[int, ...]) -> Mapping[int, set[str]] | None:
        """Of each seller the UFs of her customers, of who comes all; None where that does not matter."""
        if not self.told.manter_uf:
            return None
        if not self.has_states:
            raise self.base.config.value(BalanceSettings.manter_uf).refused(
                '--manter-uf precisa da coluna "uf" dos clientes',
                'exporte-a, ou diga o nome dela no arquivo em [colunas.clientes]: uf = "..."',
            )
        states = self.shared["uf"].to_list()
        found: dict[int, set[str]] = {seller: set() for seller in range(len(self.sellers))}
        for home, state in zip(homes, states, strict=True):
            found[home] |= {state} - {None}
        coming = {seller: {*states} - {None} for seller in found if seller not in homes}
        return found | coming


def _is_visit(kind: str) -> bool:
    return fold(kind).startswith(_VISIT)
