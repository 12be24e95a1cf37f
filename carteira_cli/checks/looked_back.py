"""What is looked back at: a recorded baseline, whose rules must be those of now, or a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from carteira_cli.analysis.indicator_report import base_rules
from carteira_cli.checks.baseline import Baseline, baseline_path, read_baseline
from carteira_cli.config.period_words import spoken
from carteira_cli.config.settings import ACTIVITY_RULES, BY_KEY, QuestionSettings, ResultSettings, RuleSettings
from carteira_cli.dataclass import dataclass
from carteira_cli.days import to_day
from carteira_cli.errors import ConfigError, DataError, UsageError, perhaps
from carteira_cli.period import is_relative, parse_period
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.period import Period

BASE = "base"  # stands for the file that `carteira base gravar` writes
_SHARED = frozenset(  # rules that states stand under
    {
        *("atividade", "devolucoes", "raiz_cnpj", "consumidor_final", "onde", "cancelados", "validos"),
        *("inatividade", "limite_abc", ACTIVITY_RULES),
    }
)


@dataclass(frozen=True)
class Since:
    """The earlier moment.

    Attributes:
        moment: the day after the last one that it knows of.
        baseline: what was recorded then; None where a day was asked for.
    """

    moment: int
    baseline: Baseline | None = None

    @property
    def words(self) -> str:
        """`31/03/2024 (linha de base, 2024-Q1)`."""
        of = f" (linha de base, {self.baseline.label})" if self.baseline is not None else ""
        return f"{date_of(self.moment - 1)}{of}"


def since_of(base: CustomerBase) -> Since:
    """What a run looks back at: as told; else the baseline where there is one, else the eve of the period.

    Raises:
        CarteiraError: `--desde` is neither a day nor a baseline, or the baseline stands under other rules.
    """
    told = base.config.value(QuestionSettings.desde)
    text = (told.one or "").strip()
    recorded = baseline_path(base.config)
    if not text:
        asked = base.config.told(ResultSettings.base)
        return _recorded(recorded, base) if asked or recorded.is_file() else Since(base.asked.start)
    if text == BASE:
        return _recorded(recorded, base)
    path = told.folder / text
    if path.is_file():
        return _recorded(path, base)
    period = None if is_relative(spoken(text)) else _period(spoken(text))  # a relative one is another every day
    if period is None:
        raise told.refused(
            f'desde "{text}" não é uma data, nem o arquivo de uma linha de base',
            perhaps(
                text, (BASE,), "use AAAA-MM-DD, como --desde 2024-03-31, ou base, a que carteira base gravar escreve"
            ),
        )
    return Since(period.end)


def check_rules(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Refuse a baseline that stands under other rules.

    Args:
        recorded: its rules, as far as they matter.
        now: those of the run.

    Raises:
        ConfigError: with the first rule that differs.
    """
    for key in sorted({*now, *recorded}):
        # A rule that an older version did not have yet stood at its default.
        default = BY_KEY[key].domain.default if key in BY_KEY else None
        then, today = recorded.get(key, default), now.get(key, default)
        if then != today:
            raise ConfigError(
                f"a linha de base foi gravada com {key} = {then}, e agora é {today}",
                "use a mesma regra, ou grave de novo: carteira base gravar",
            )


def _period(text: str) -> Period | None:
    """The day, or the period at whose end the state is asked for; None where a text is neither."""
    try:
        return parse_period(text)
    except UsageError:
        return None


def _recorded(path: Path, base: CustomerBase) -> Since:
    found = read_baseline(path)
    check_rules({key: value for key, value in found.rules.items() if key in _SHARED}, _rules(base))
    try:
        return Since(to_day(date.fromisoformat(found.last)) + 1, found)
    except ValueError as error:
        raise DataError(f"{path} não é uma linha de base", "grave de novo: carteira base gravar") from error


def _rules(base: CustomerBase) -> dict[str, Any]:
    """The rules of now, by the keys and in the spelling of a baseline."""
    rules = base.config.rules
    found = {key: value for key, value in base_rules(base) if key in _SHARED}
    found |= {"atividade": "contratos"} if "assinaturas" in base.ledgers else {}
    listed = {"cancelados": rules.cancelados, "validos": rules.validos}
    found |= {key: ", ".join(words) for key, words in listed.items() if words}
    return found | {
        RuleSettings.inatividade.key: base.config.value(RuleSettings.inatividade).one,
        RuleSettings.limite_abc.key: rules.limite_abc,
    }
