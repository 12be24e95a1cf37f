"""Lines of a typed table as expressions of Spark's own, to the last cent what ours make of them.

Only what needs no Python there is said so: days, amounts without more than two decimals, ids and texts as they are, the
status. Texts that are not as they should be (blanks around them, words for nothing) are few: what ours make of each
is worked out here, and looked up there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.days import to_day
from carteira_cli.sources.cluster.found import EXAMPLES
from carteira_cli.sources.matching.status_words import Status, tokens_of
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.meaning import returns
from carteira_cli.sources.meaning.noted import BELOW, MARKED, RETURNED
from carteira_cli.sources.part import CANCELLED, MARGIN, PURCHASE, WITH_COST
from carteira_cli.sources.proving.rejected_lines import Reject, reason
from carteira_cli.sources.values.convert import FIRST_DATE, LAST_DATE, MAX_REAIS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from carteira_cli.sources.part import CellCheck, Part


def quoted_name(name: str) -> str:
    """A column's name as Spark's SQL has it."""
    return "`" + name.replace("`", "``") + "`"


def quoted_text(value: str) -> str:
    """A text as Spark's SQL has it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


@dataclass(frozen=True)
class NativeLines:
    """Lines of a typed table by Spark's own expressions.

    Attributes:
        part: how the table is read.
        frame: the table.
        texts: canonical column → its texts that are not as they should be → what they come to.
    """

    part: Part
    frame: DataFrame
    texts: Mapping[str, Mapping[str, str | None]]

    def lines(self) -> DataFrame:
        """The lines that were not rejected, with the canonical columns."""
        columns = [f"{self._column(name)} as {quoted_name(name)}" for name in self.part.columns]
        return self.frame.filter(f"not ({self._bad()})").selectExpr(*columns)

    def totals(self) -> dict[str, Any]:
        """The counts of all lines, as `audit.totals_of` has them."""
        checks = self.part.checks
        bad = [self._fails(check) for check in checks]
        void, day = self._void(), self._column("data")
        good = f"not ({self._bad()})"
        amounts = [quoted_name(check.source) for check in checks if check.kind is ValueKind.MONEY]
        largest = [f"coalesce(abs(cast({amount} as double)), 0)" for amount in amounts]
        most = largest[0] if len(largest) == 1 else f"greatest({', '.join(largest)})"
        firsts = [
            f"count_if({one}{''.join(f' and not ({before})' for before in bad[:at])}) as `bad {at}`"
            for at, one in enumerate(bad)
        ]
        marks = {
            returns.MOVED: f"{self._says(Status.MOVEMENT)} and {self._amount()} > 0",
            MARKED + RETURNED: f"{self._says(Status.RETURNED, Status.MOVEMENT)} and {self._amount()} > 0",
            MARKED + BELOW: f"{self._amount()} < 0",
        }
        found = self.frame.selectExpr(
            "count(*) as lines",
            f"count_if({good} and {void}) as cancelled",
            f"min(case when {good} and not ({void}) then {day} end) as first",
            f"max(case when {good} and not ({void}) then {day} end) as last",
            f"min(case when {good} and {void} then {day} end) as `void first`",
            f"max(case when {good} and {void} then {day} end) as `void last`",
            f"max({most}) as largest",
            *firsts,
            *(f"count_if({said}) as `mark {at}`" for at, said in enumerate(marks.values())),
        ).first()
        row = found.asDict() if found is not None else {}
        nothing = {"rounded": 0, "blank": 0, "ends empty": 0} | {f"total {at}": 0 for at in range(len(checks))}
        return row | nothing | {name: row[f"mark {at}"] for at, name in enumerate(marks)}

    def movements(self) -> bool:
        """Whether lines that say "Devolução" undo sales that stand in the table too; as in `meaning.returns`."""
        part = self.part
        words = part.matched.words[part.status_column or ""]
        if any(tokens_of(text)[:1] in returns.SALES for text in words.saying(Status.GOOD)):
            return True
        order = part.matched.columns.get("venda")
        if order is None or part.unsigned is None:
            return False
        same = quoted_name(part.matched.columns.get("produto", part.unsigned))
        moved = self._says(Status.MOVEMENT)
        lines = self.frame.filter(f"not ({self._bad()})")
        pair = (f"cast({quoted_name(order)} as string) as o", f"{same} as s")
        back = lines.filter(f"{moved} and {self._amount()} > 0").selectExpr(*pair)
        sold = lines.filter(f"not ({self._void()}) and not ({moved})").selectExpr(*pair).distinct()
        count = back.count()
        return bool(count) and back.join(sold, ["o", "s"], "left_semi").count() * 2 >= count

    def rejects(self) -> tuple[Reject, ...]:
        """The first rejected lines as Spark comes upon them; a table of it has no numbers of lines."""
        checks = self.part.checks
        own = [f"cast({quoted_name(check.original)} as string) as v{at}" for at, check in enumerate(checks)]
        bad = [f"{self._fails(check)} as b{at}" for at, check in enumerate(checks)]
        found = self.frame.filter(self._bad()).selectExpr(*own, *bad).limit(EXAMPLES).collect()
        rejects = []
        for row in found:
            at = next(at for at in range(len(checks)) if row[f"b{at}"])
            value = row[f"v{at}"]
            told = reason(self.part, checks[at], value)
            rejects.append(Reject(self.part.raw.name, 0, checks[at].column, value, told))
        return tuple(rejects)

    def _column(self, name: str) -> str:
        """A canonical column as an expression of Spark's SQL."""
        if name in (CANCELLED, PURCHASE, WITH_COST, MARGIN):
            return self._made(name)
        column = next((one for one in self.part.table.columns if one.name == name), None)
        original = self.part.originals.get(name) or self.part.matched.further[name].original
        cell, dtype = quoted_name(original), self.part.raw.schema[original]
        match column.kind if column is not None else ValueKind.TEXT:
            case ValueKind.DAY:
                return _day(cell)
            case ValueKind.MONEY:
                return f"case when not ({_no_amount(cell)}) then {_cents(cell, dtype)} end"
            case ValueKind.ID:
                optional = dtype == pl.String and column is not None and not column.required
                return f"nullif({cell}, '')" if optional else cell
            case _:
                return _looked_up(cell, self.texts[name])

    def _made(self, name: str) -> str:
        """A column that is made of others."""
        if name == CANCELLED:
            return f"({self._void()})"
        if name == PURCHASE:
            return f"(coalesce({self._amount()} > 0, false) and not ({self._void()}))"
        if name == WITH_COST:
            return f"case when {self._column('custo')} is not null then {self._column('valor')} end"
        return f"({self._column('valor')} - {self._column('custo')})"

    def _bad(self) -> str:
        return " or ".join(self._fails(check) for check in self.part.checks)

    def _fails(self, check: CellCheck) -> str:
        """Whether a line fails a check; never null."""
        cell, dtype = quoted_name(check.source), self.part.raw.schema[check.source]
        required = next(one.required for one in self.part.table.columns if one.name == check.column)
        if check.kind is ValueKind.DAY:
            low, high = to_day(FIRST_DATE), to_day(LAST_DATE)
            bad = f"({cell} is null or {_day(cell)} not between {low} and {high})"
            return bad if required else f"({cell} is not null and {_day(cell)} < {low})"
        if check.kind is ValueKind.MONEY:
            return f"({_no_amount(cell)})" if required else f"({cell} is not null and ({_no_amount(cell)}))"
        return f"({cell} is null or {cell} = '')" if dtype == pl.String else f"({cell} is null)"

    def _amount(self) -> str:
        return quoted_name(self.part.unsigned or "")

    def _void(self) -> str:
        """Whether the status voids a line; never null."""
        undone = f"({self._says(Status.RETURNED, Status.MOVEMENT)} and not coalesce({self._amount()} < 0, false))"
        return f"({self._says(Status.VOID)} or {undone})"

    def _says(self, *meanings: Status) -> str:
        """Whether the status says one of some things; never null."""
        column = self.part.status_column
        words = self.part.matched.words.get(column or "")
        texts = words.saying(*meanings) if words is not None else []
        if column is None or not texts:
            return "false"
        return f"coalesce({quoted_name(column)} in ({', '.join(map(quoted_text, texts))}), false)"


def _day(cell: str) -> str:
    return f"unix_date(cast({cell} as date))"


def _no_amount(cell: str) -> str:
    return f"{cell} is null or {cell} <= -{MAX_REAIS} or {cell} >= {MAX_REAIS}"


def _cents(cell: str, dtype: pl.DataType) -> str:
    """Below `MAX_REAIS` a whole number of cents, exactly."""
    if dtype.is_integer():
        return f"cast({cell} as bigint) * 100"
    return f"cast(cast({cell} as decimal(20, 2)) * 100 as bigint)"


def _looked_up(cell: str, texts: Mapping[str, str | None]) -> str:
    if not texts:
        return cell
    cases = " ".join(
        f"when {quoted_text(text)} then {'cast(null as string)' if clean is None else quoted_text(clean)}"
        for text, clean in texts.items()
    )
    return f"case {cell} {cases} else {cell} end"
