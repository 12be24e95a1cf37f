"""`--por`: what numbers are split by, and which groups are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.dimensions import resolve_group
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import UsageError
from carteira_cli.kpis.catalogue import catalogue, closure, predicted_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.kpis.evaluate import Group, Value

OTHERS = "(outros)"
MAX_DIMENSIONS = 2


@dataclass(frozen=True)
class Grouping:
    """What the numbers of a run are split by.

    Attributes:
        base: whose customers.
        dimensions: at most two.
        limit: how many values of each stand for themselves, the largest first; None: all.
        least: the customers (or leads) that a value needs to stand for itself.
        drop_small: whether smaller ones are left out instead of put together.
    """

    base: CustomerBase
    dimensions: tuple[Dimension, ...] = ()
    limit: int | None = None
    least: int = 0
    drop_small: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the groups in the frames that indicators are computed over."""
        return tuple(dimension.key for dimension in self.dimensions)

    @property
    def of_customers(self) -> bool:
        """Whether each customer (or lead, or cost) is in one group."""
        return bool(self.dimensions) and not self.of_sales

    @property
    def of_sales(self) -> bool:
        """Whether the lines of one customer may be in several groups."""
        return any(dimension.of == "venda" for dimension in self.dimensions)

    def serves(self, frame: str) -> bool:
        """Whether the rows of `clientes`, `leads` or `custos` can be put into the groups."""
        return all(dimension.serves(frame) for dimension in self.dimensions)

    def columns_of(self, table: str) -> dict[str, str]:
        """Key → column, of the leads or the costs."""
        return {d.key: d.column for d in self.dimensions if table in d.tables} if self.serves(table) else {}

    def large_enough(
        self, groups: Mapping[Group, Mapping[str, Value]], sizes: Mapping[Group, int]
    ) -> dict[Group, Mapping[str, Value]]:
        """The groups to show: those of enough customers (or leads), as `sizes` says; those put together last."""
        shown = {
            group: values
            for group, values in groups.items()
            if not (self.drop_small and OTHERS in group) and sizes.get(group, self.least) >= self.least
        }
        return dict(sorted(shown.items(), key=lambda entry: OTHERS in entry[0]))


def grouping(base: CustomerBase, keys: Sequence[str], *, partial: bool) -> Grouping:
    """What `--por` asks for.

    Args:
        base: whose customers.
        keys: the indicators of the command.
        partial: whether indicators that can't be split so are left out, as in a summary.

    Raises:
        UsageError: a column that does not exist or is not there, too many of them, or one by which an indicator
            can't be split.
    """
    config = base.config
    names = [name.strip() for text in config.question.por for name in text.split(",") if name.strip()]
    with config.value(QuestionSettings.por).blamed():
        if len(names) > MAX_DIMENSIONS:
            raise UsageError(f"--por aceita até {MAX_DIMENSIONS} colunas", "use uma ou duas, como --por uf,tipo")
        dimensions = tuple(resolve_group(name, base.known) for name in names)
        if len({one.key for one in dimensions}) < len(dimensions):  # two: the second says the same again
            raise UsageError(f'--por tem "{names[-1]}" duas vezes', "use duas colunas diferentes")
        if not partial:
            check_split(keys, dimensions, "--por")
    return Grouping(
        base, dimensions, config.question.limite, config.question.minimo or 0, config.question.pequenos == "omitir"
    )


def frames_of(key: str) -> set[str]:
    """The frames that an indicator is computed over, directly or through others."""
    return {frame for needed in closure([key]) if (frame := catalogue()[needed].frame) is not None}


def check_split(keys: Sequence[str], dimensions: Sequence[Dimension], option: str) -> None:
    """Refuse a column that the rows of some indicator don't have.

    Raises:
        UsageError: with the indicator and the columns that it has.
    """
    for dimension in dimensions:
        for key in predicted_of(keys) if dimension.of == "venda" and option != "--onde" else ():
            raise UsageError(
                f'{key} não se divide por "{dimension.asked}", da venda: o que se prevê é de cada cliente',
                f"escolha um atributo do cliente em {option}, como uf ou vendedor",
            )
        for key in keys:
            lacking = sorted(frame for frame in frames_of(key) if not dimension.serves(frame))
            if lacking:
                raise UsageError(
                    f'{key} não se divide por "{dimension.asked}": {" e ".join(lacking)} não tem essa coluna',
                    f"escolha outra coluna em {option}; carteira indicadores diz de que fontes vem cada indicador",
                )
