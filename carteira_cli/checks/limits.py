"""`[[limites]]` of the configuration: what is held against what, checked before any file is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.checks.thresholds import NotAnAmountError, Threshold, Worsening, threshold_of, worsening_of
from carteira_cli.commands import families
from carteira_cli.customers.dimensions import may_mean
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import ConfigError, did_you_mean
from carteira_cli.findings import Outcome
from carteira_cli.kpis.apart import apart
from carteira_cli.kpis.catalogue import ChanceKind, Indicator, catalogue
from carteira_cli.privacy import personal
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.config.resolve import Config
    from carteira_cli.config.tables import Item

KEYS = (
    "indicador", "erro", "aviso", "por", "grupo", "amostra_min", "piora_max", "piora_max_anterior", "sem_dados",
    "mensagem", "sinal",
)  # fmt: skip
BOUNDS = ("erro", "aviso", "piora_max", "piora_max_anterior")
_NOT_APART = ("por", "grupo", "piora_max", "piora_max_anterior", "sinal", "amostra_min")
_SIGNALS = ("exigir", "informar")
_LEVELS = {"erro": Outcome.ERROR, "aviso": Outcome.WARNING, "ok": Outcome.OK}


@dataclass(frozen=True)
class Limit:
    """What one number, or that of every group, is held against.

    Attributes:
        item: where it is written.
        indicator: the number.
        error: a bound beyond which it is an error.
        warning: a bound beyond which it is a warning.
        since_baseline: how much worse than the baseline it may be.
        since_previous: how much worse than in the compared period.
        by: a column: one verdict a group.
        group: of those only this one.
        sample: the least denominator.
        no_data: what a missing number counts as.
        note: what its author says about it.
        beyond_chance: whether only what chance does not explain fails; else it is merely said.
    """

    item: Item
    indicator: Indicator
    error: Threshold | None
    warning: Threshold | None
    since_baseline: Worsening | None
    since_previous: Worsening | None
    by: str | None
    group: str | None
    sample: int | None
    no_data: Outcome
    note: str | None
    beyond_chance: bool = False

    @property
    def text(self) -> str:
        """All its bounds, as they are shown."""
        parts = [self.error.text] if self.error else []
        parts += [f"{self.warning.text} (aviso)"] if self.warning else []
        parts += [f"piora de até {self.since_baseline.text}"] if self.since_baseline else []
        parts += [f"piora de até {self.since_previous.text} do período anterior"] if self.since_previous else []
        return ", ".join(parts)

    @property
    def backwards(self) -> str | None:
        """A warning where a bound looks at the good side of its number: `erro` says what it may not be."""
        good = {Better.LOWER: "<", Better.HIGHER: ">"}.get(self.indicator.better)
        wrong = [bound.text for bound in (self.error, self.warning) if bound and bound.operator[0] == good]
        if not wrong:
            return None
        side = "menor" if good == "<" else "maior"
        turned = wrong[0].replace(wrong[0][0], ">" if good == "<" else "<", 1)
        return (
            f'{self.item.where}: {self.indicator.key} {side} é melhor, e "{wrong[0]}" reprova o lado bom; '
            f'um limite diz o que o número não pode ser: não seria "{turned}"?'
        )

    @property
    def counted(self) -> str | None:
        """The indicator whose value is the sample, where it is not the denominator."""
        return None if sampled(self.indicator) else _sample_of(self.indicator.family)


def limits_of(config: Config) -> tuple[Limit, ...]:
    """The limits of a configuration.

    Raises:
        ConfigError: there is none, or one that can't mean anything: never a silent pass.
    """
    items = config.listed("limites", "limite a verificar", 'indicador = "churn" e erro = "> 5%"')
    return tuple(_limit(item) for item in items)


def _limit(item: Item) -> Limit:
    item.check(KEYS)
    indicator = _indicator(item)
    if not any(key in item.fields for key in BOUNDS):
        raise ConfigError(
            f"{item.where}: {indicator.key} não tem nenhum limite", f"escreva {', '.join(BOUNDS[:-1])} ou {BOUNDS[-1]}"
        )
    for key in ("piora_max", "piora_max_anterior"):
        if key in item.fields and indicator.better is Better.NEITHER:
            raise ConfigError(
                f"{item.where}: {key}: {indicator.key} não é melhor nem maior nem menor", "use erro ou aviso"
            )
    error, warning = (_parsed(item, key, indicator.unit, threshold_of) for key in ("erro", "aviso"))
    _check_levels(item, error, warning)
    by, group = _text(item, "por"), _text(item, "grupo")
    if group is not None and by is None:
        raise ConfigError(f"{item.where}: grupo precisa de por", 'escreva também por = "uf", por exemplo')
    return Limit(
        item=item,
        indicator=indicator,
        error=error,
        warning=warning,
        since_baseline=_parsed(item, "piora_max", indicator.unit, worsening_of),
        since_previous=_parsed(item, "piora_max_anterior", indicator.unit, worsening_of),
        by=by,
        group=group,
        sample=_sample(item, indicator),
        no_data=_no_data(item),
        note=_text(item, "mensagem"),
        beyond_chance=_beyond_chance(item, indicator),
    )


def _indicator(item: Item) -> Indicator:
    key = _text(item, "indicador")
    if key is None:
        raise ConfigError(f"{item.where}: falta o indicador", 'escreva indicador = "churn"')
    if key in apart():
        other = next((name for name in _NOT_APART if name in item.fields), None)
        if other == "amostra_min" and sampled(apart()[key]):
            other = None
        if other is not None:
            raise ConfigError(f"{item.where}: {other}: {key} é da carteira inteira", f"tire {other}")
        return apart()[key]
    if key not in catalogue():
        raise ConfigError(f'{item.where}: o indicador "{key}" não existe', did_you_mean(key, (*catalogue(), *apart())))
    return catalogue()[key]


def _check_levels(item: Item, error: Threshold | None, warning: Threshold | None) -> None:
    """Refuse a warning that the error always comes before, and two that look in opposite directions."""
    if error is None or warning is None:
        return
    if error.operator[0] != warning.operator[0]:
        raise ConfigError(
            f'{item.where}: aviso "{warning.text}" e erro "{error.text}" olham para lados opostos',
            "use o mesmo sinal nos dois, ou dois limites",
        )
    beyond = error.bound - warning.bound if error.operator[0] == ">" else warning.bound - error.bound
    if beyond < 0 or (beyond == 0 and (warning.operator, error.operator) not in {(">=", ">"), ("<=", "<")}):
        raise ConfigError(
            f'{item.where}: o aviso "{warning.text}" nunca vem antes do erro "{error.text}"',
            "o aviso é cruzado primeiro: afrouxe o erro ou aperte o aviso",
        )


def _parsed(item: Item, key: str, unit: Unit, parse: Callable[[str, Unit], Any]) -> Any:  # noqa: ANN401 - what it makes
    raw = item.fields.get(key)
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise ConfigError(f"{item.where}: {key} é um texto", f'escreva entre aspas, como {key} = "{_example(key)}"')
    try:
        return parse(raw, unit)
    except NotAnAmountError as error:
        raise ConfigError(f"{item.where}: {key} {error}", error.hint) from error


def _example(key: str) -> str:
    return "10%" if key.startswith("piora") else "> 5%"


def _text(item: Item, key: str) -> str | None:
    raw = item.fields.get(key)
    if raw is not None and not isinstance(raw, str):
        raise ConfigError(f"{item.where}: {key} é um texto", f'escreva entre aspas: {key} = "..."')
    if raw is not None and not raw.strip():
        raise ConfigError(f"{item.where}: {key} está vazio", f"escreva um valor, ou tire {key}")
    return raw


def _beyond_chance(item: Item, indicator: Indicator) -> bool:
    raw = item.fields.get("sinal", "informar")
    if raw not in _SIGNALS:
        raise ConfigError(f'{item.where}: sinal não pode ser "{raw}"', did_you_mean(str(raw), _SIGNALS))
    if raw == "exigir" and indicator.chance is ChanceKind.UNKNOWN:
        raise ConfigError(
            f"{item.where}: sinal: {indicator.key} não tem intervalo, e nada diz se é acaso", "tire sinal, ou informar"
        )
    return bool(raw == "exigir")


def _sample(item: Item, indicator: Indicator) -> int | None:
    raw = item.fields.get("amostra_min")
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 1:
        raise ConfigError(f"{item.where}: amostra_min é um número inteiro de 1 em diante", "escreva amostra_min = 30")
    if not sampled(indicator) and _sample_of(indicator.family) is None:
        raise ConfigError(
            f"{item.where}: amostra_min: {indicator.key} não tem denominador", "tire amostra_min, ou limite uma razão"
        )
    return raw


def _sample_of(family: str) -> str | None:
    """Whose number makes a sample, where an indicator's own denominator is money."""
    return families()[family].sample if family in families() else None


def sampled(indicator: Indicator) -> str | None:
    """The indicator whose denominator counts the sample: its own, or that of the one it is derived from."""
    if indicator.parts and (indicator.parts[1].is_count or indicator.parts[1] is Unit.NUMBER):
        return indicator.key
    if indicator.parts is None and indicator.frame is None:
        known = [catalogue()[need] for need in indicator.needs if need in catalogue()]
        return next((found for item in known if (found := sampled(item))), None)
    return None


def _no_data(item: Item) -> Outcome:
    raw = item.fields.get("sem_dados", "erro")
    if not isinstance(raw, str) or raw not in _LEVELS:
        raise ConfigError(f'{item.where}: sem_dados não pode ser "{raw}"', did_you_mean(str(raw), _LEVELS))
    return _LEVELS[raw]


def check_personal(config: Config, limits: tuple[Limit, ...]) -> None:
    """Refuse groups that say who customers are, where results may not.

    Raises:
        ConfigError: with the first such limit.
    """
    for limit in limits:
        by = [] if limit.by is None else may_mean([limit.by])
        if config.hides_customers and any(personal(column) for _, column in by):
            raise ConfigError(
                f"{limit.item.where}: os grupos de {limit.by} dizem quem são os clientes",
                "tire sem_identificadores e pseudonimizar, ou agrupe por outra coluna",
            )
