"""One reading of the portfolio, every limit held against its number: what `verificar` and `base` share."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from carteira_cli.analysis.indicator_report import period_line, present
from carteira_cli.analysis.look import look_at
from carteira_cli.analysis.run import Run
from carteira_cli.analysis.signals import change_signal, levels
from carteira_cli.checks.age import Age
from carteira_cli.checks.apart import Apart, read_apart
from carteira_cli.checks.judge import Reference, Subject, judge
from carteira_cli.checks.limits import Limit, check_personal, sampled
from carteira_cli.checks.looked_back import check_rules
from carteira_cli.checks.since import signal_since
from carteira_cli.checks.way_on import with_way_on
from carteira_cli.config.settings import PredictionSettings, QuestionSettings, RuleSettings
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.dimensions import resolve_group
from carteira_cli.customers.groups import Grouping, check_split
from carteira_cli.customers.open import Wanted, open_sources
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import ConfigError, UsageError, did_you_mean
from carteira_cli.kpis.apart import apart
from carteira_cli.kpis.catalogue import ChanceKind, catalogue, predicted_of
from carteira_cli.kpis.significance import MeasuredValue, level_of
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.checks.baseline import Baseline, Key
    from carteira_cli.config.resolve import Config
    from carteira_cli.config.settings.model import Setting
    from carteira_cli.findings import Check
    from carteira_cli.kpis.catalogue import Indicator, Number
    from carteira_cli.kpis.evaluate import Group, Value
    from carteira_cli.report import PeriodLine, Report
    from carteira_cli.signal.means import StandardError
    from carteira_cli.signal.verdict import Interval

_UNCOMPARABLE = ("referencia", "margem", "margem_prevista", "modelo", "k")  # rules that follow from the data of the day


@dataclass(frozen=True)
class Examination:
    """A portfolio whose numbers are held against limits.

    Attributes:
        config: what the run is told.
        command: `verificar` or `base`.
        limits: what is asked of it.
        keys: the indicators to compute of the whole portfolio.
        baseline: what the numbers are compared with, where a limit asks for it.
        today: the day that it is, for the age of the data; None where that is not asked.
    """

    config: Config
    command: str
    limits: tuple[Limit, ...]
    keys: tuple[str, ...]
    baseline: Baseline | None = None
    today: int | None = None

    @cached_property
    def base(self) -> CustomerBase:
        """The customers, their sources opened once.

        Raises:
            CarteiraError: anything the user can mend.
        """
        check_personal(self.config, self.limits)
        by = {limit.by for limit in self.limits if limit.by}
        wanted = Wanted.of_indicators(self.keys, self.config, by=by)
        if self._asked_apart:
            wanted = read_apart(wanted, self.config, self._asked_apart)
        ledgers = open_sources(wanted, self.config, command=self.command)
        compares = "anterior" if any(limit.since_previous for limit in self.limits) else "nenhum"
        return CustomerBase(self.config, ledgers, compares)

    @property
    def _asked_apart(self) -> tuple[Indicator, ...]:
        return tuple(limit.indicator for limit in self.limits if limit.indicator.key in apart())

    @cached_property
    def _apart(self) -> Apart:
        """The numbers that are computed apart from those of the period."""
        return Apart(self.base, self._asked_apart, self.today)

    @cached_property
    def whole(self) -> Run:
        """The numbers of the whole portfolio."""
        return Run(self.command, self.base, self.keys, Grouping(self.base))

    @cached_property
    def grouped(self) -> Mapping[str, Run]:
        """Column → the numbers of its groups.

        Raises:
            ConfigError: a column that does not exist, or by which an indicator can't be split.
        """
        runs: dict[str, Run] = {}
        for limit in self.limits:
            if limit.by is None or limit.by in runs:
                continue
            same = [other for other in self.limits if other.by == limit.by]
            try:
                dimension = resolve_group(limit.by, self.base.known)
                for other in same:
                    check_split([other.indicator.key], (dimension,), "por")
            except UsageError as error:
                raise ConfigError(f"{limit.item.where}: {error.message}", error.hint) from error
            keys = dict.fromkeys(key for other in same for key in keys_of(other))
            split = Grouping(self.base, (dimension,))
            runs[limit.by] = Run(self.command, self.base, tuple(keys), split, self.whole)
        return runs

    @property
    def age(self) -> Age:
        """How old the data are."""
        return Age(self.base, self.config.question.hoje if self.config.question.hoje is not None else self.today)

    def checks(self) -> Iterator[Check]:
        """Every verdict, in the order of the limits, groups in order.

        Raises:
            ConfigError: a group that does not exist, or a baseline of other rules.
        """
        self.check_baseline()
        for limit in self.limits:
            if limit.since_previous and self.base.compared is None:
                raise ConfigError(
                    f"{limit.item.where}: piora_max_anterior precisa de um período com que comparar",
                    "tire comparar = nenhum",
                )
            found = self._of_groups(limit) if limit.by else [self._of_whole(limit)]
            yield from (with_way_on(check, limit, self.config, self.base.asked, self.baseline) for check in found)

    def _of_whole(self, limit: Limit) -> Check:
        if limit.indicator.key in apart():
            return judge(limit, self._apart.subject(limit), None, None)
        totals = self.whole.swept.totals
        subject = self._subject(limit, totals[0], None)
        return judge(limit, subject, self._recorded(limit, totals[0], None), self._before(limit, totals[1:]))

    def _of_groups(self, limit: Limit) -> Iterator[Check]:
        run = self.grouped[limit.by or ""]
        groups = run.swept.groups
        there: dict[Group, Mapping[str, Value]] = dict(groups[0])
        recorded = [
            (group,)
            for key, by, group in (self.baseline.numbers if self.baseline else ())
            if limit.since_baseline and (key, by) == (limit.indicator.key, limit.by) and (group,) not in there
        ]
        names = [*there, *sorted(recorded, key=lambda group: (group[0] is None, group[0] or ""))]
        if limit.group is not None:
            names = [(limit.group,)]
            if names[0] not in there and names[0] not in recorded:
                known = [group[0] for group in there if group[0] is not None]
                raise ConfigError(
                    f'{limit.item.where}: não há nenhum cliente com {limit.by} "{limit.group}"',
                    did_you_mean(limit.group, known),
                )
        if not names:
            yield judge(limit, Subject(None, f"nenhum grupo de {limit.by}"), None, None)
        for group in names:
            subject = self._subject(limit, there.get(group), group[0])
            before = [found.get(group, {}) for found in groups[1:]]
            since = self._recorded(limit, there.get(group, {}), group[0])
            yield judge(limit, subject, since, self._before(limit, before, group))

    def _subject(self, limit: Limit, values: Mapping[str, Value] | None, group: str | None) -> Subject:
        """The number of a limit, or why there is none."""
        key = limit.indicator.key
        look = look_at(self.config, self.base.asked, limit.indicator, limit.by, group)
        if values is None:
            return Subject(None, "o grupo não tem mais nenhum cliente", group, look=look)
        if key not in values:
            missing = [name for name in catalogue()[key].sources if name not in self.base.ledgers]
            return Subject(None, f"falta a fonte: {' e '.join(missing) or 'a dos números'}", group, look=look)
        value = values[key].exact
        if self.base.asked.end > self.base.as_of + 1:
            until = date_of(self.base.as_of)
            return Subject(value, f"período incompleto (dados até {until})", group, look=look)
        book = (self.grouped[limit.by] if limit.by else self.whole).lead_book
        undated, unripe = book.doubts(key, self.base.asked) if book else (None, None)
        now = self._measured(values[key])

        def interval() -> Interval | None:
            return level_of(limit.indicator.chance, now, self.spread((key, limit.by, group)))

        return Subject(value, undated, group, _size(limit, values), look, unripe, interval)

    def _measured(self, value: Value) -> MeasuredValue:
        return MeasuredValue(value, self.base.period.months)

    @cached_property
    def levels(self) -> Mapping[str | None, Mapping[Group, Mapping[str, StandardError]]]:
        """How far the numbers vary with who the customers are: of the whole portfolio (None), and by column."""
        return {by: levels(run) for by, run in ((None, self.whole), *self.grouped.items())}

    def spread(self, key: Key) -> StandardError | None:
        """How far the number of an indicator, a column and a group varies, of what is made of sums over customers."""
        indicator, by, group = key
        if catalogue()[indicator].chance is not ChanceKind.SUMS:
            return None
        return self.levels[by].get((group,) if by else (), {}).get(indicator)

    def _recorded(self, limit: Limit, values: Mapping[str, Value], group: str | None) -> Reference | None:
        if self.baseline is None or limit.since_baseline is None:
            return None
        key = (limit.indicator.key, limit.by, group)
        words, number = f"linha de base, {self.baseline.label}", self.baseline.numbers.get(key)
        if number is None or key[0] not in values:
            return Reference(words, number)
        now = self._measured(values[key[0]])
        signal = signal_since(limit.indicator, now, self.spread(key), self.baseline, key)
        return Reference(words, number, signal.telling if signal else None)

    def _before(self, limit: Limit, spans: Any, group: Group = ()) -> Reference | None:  # noqa: ANN401 - a mapping a span
        if limit.since_previous is None or self.base.compared is None:
            return None
        value = spans[0].get(limit.indicator.key)
        run = self.grouped[limit.by] if limit.by else self.whole
        signal = change_signal(run, limit.indicator.key, (0, 1), group) if value else None
        return Reference(
            self.base.compared.label, None if value is None else value.exact, signal.telling if signal else None
        )

    def check_baseline(self) -> None:
        """Refuse a baseline whose numbers stand under other rules, or are of periods of another length.

        Raises:
            ConfigError: with the first rule that differs.
        """
        if self.baseline is None:
            return
        check_rules(self.baseline.rules, self.rules)
        months = self.base.asked.months
        if months != self.baseline.months:
            raise ConfigError(
                f"a linha de base é de {self.baseline.label}, e {self.base.asked.label} tem outra duração",
                "verifique um período igual, ou grave de novo: carteira base gravar",
            )

    @property
    def rules(self) -> dict[str, Any]:
        """The rules that numbers must share to be compared."""
        found = {key: value for key, value in self.report.rules if key not in _UNCOMPARABLE}
        rules = self.config.rules
        listed = {"cancelados": rules.cancelados, "validos": rules.validos}  # where they are set at all
        found |= {key: ", ".join(words) for key, words in listed.items() if words}
        asked: tuple[Setting[Any], ...] = (RuleSettings.inatividade, RuleSettings.margem)  # whatever they come to
        if predicted_of(self.keys):
            asked += (PredictionSettings.modelo, PredictionSettings.k)
        found |= {setting.key: self.config.value(setting).one for setting in asked}
        return found | {"limite_abc": rules.limite_abc, "medida": rules.medida}

    @cached_property
    def report(self) -> Report:
        """The report of the whole portfolio's numbers."""
        return present(self.whole)

    @property
    def period(self) -> PeriodLine:
        """The period, in dates."""
        return period_line(self.base.asked, self.base.period, self.base.as_of, self.whole.coverage.start)


def _size(limit: Limit, values: Mapping[str, Value]) -> Number | None:
    """The sample, where one is asked for: without, what it is counted by was not computed."""
    if limit.sample is None:
        return None
    whose = sampled(limit.indicator)
    return values[whose].denominator if whose else values[limit.counted].exact if limit.counted else None


def keys_of(limit: Limit) -> tuple[str, ...]:
    """The indicators that a limit looks at: its own, and whose denominator or value is the sample."""
    if limit.indicator.key in apart():
        return ()
    others = (sampled(limit.indicator), limit.counted) if limit.sample is not None else ()
    return tuple(dict.fromkeys((limit.indicator.key, *(key for key in others if key))))


def without_analyses(config: Config) -> Config:
    """A configuration without what it asks of analyses alone: a series, groups and lists of their own."""
    question = QuestionSettings
    return config.without(question.serie, question.por, question.listar, question.controle, question.sinal)
