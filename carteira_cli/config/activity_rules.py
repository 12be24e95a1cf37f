"""`[[regra_atividade]]` of the configuration: what a customer of some kind needs to count as active."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from carteira_cli.config.settings import ACTIVITY_RULES
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import ConfigError, UsageError
from carteira_cli.units import Unit, show
from carteira_cli.words import counted

if TYPE_CHECKING:
    from carteira_cli.condition import Condition
    from carteira_cli.config.resolve import Config
    from carteira_cli.config.tables import Item
    from carteira_cli.period import Window

KEYS = ("onde", "inatividade", "pedidos_min", "valor_min")
_MONEY = re.compile(r"(?:R\$\s*)?(\d{1,3}(?:\.\d{3})+|\d{1,12})(?:,(\d{1,2}))?", re.IGNORECASE)
_MOST = 10_000  # orders within a window


@dataclass(frozen=True)
class ToldRule:
    """A rule as it is told.

    Attributes:
        item: the table of the configuration.
        where: which customers it is for; None: everybody whom no other rule is for.
        window: the days that count; None: those of the run.
        orders: how many orders are needed.
        cents: how much revenue is needed; 0: any.
    """

    item: Item
    where: Condition | None
    window: Window | None
    orders: int
    cents: int

    def words(self, window: Window) -> str:
        """What it asks, as it is read: `2 pedidos e R$ 500,00 em 180 dias`; of a run with some window."""
        asked = [counted(self.orders, "pedido")]
        if self.cents:
            asked.append(show(self.cents / 100, Unit.REAIS))
        return f"{' e '.join(asked)} em {(self.window or window).words}"


def told_rules(config: Config) -> tuple[ToldRule, ...]:
    """The rules of a configuration, in order, that for everybody else last.

    Raises:
        ConfigError: one that means nothing, or two for everybody else.
    """
    found = [_rule(item) for item in config.items[ACTIVITY_RULES]]
    general = [rule for rule in found if rule.where is None]
    if len(general) > 1:
        raise ConfigError(
            f"{general[1].item.where}: já há uma regra sem onde, na linha {general[0].item.line}",
            'só uma pode valer para os demais: escreva nas outras onde = "segmento=Indústria", por exemplo',
        )
    return (*(rule for rule in found if rule.where is not None), *general)


def _rule(item: Item) -> ToldRule:
    item.check(KEYS)
    if not item.fields:
        raise ConfigError(
            f"{item.where}: a regra não pede nada", f"escreva {', '.join(KEYS[:-1])} ou {KEYS[-1]}; ou tire a regra"
        )
    # weight: for a run with rules
    from carteira_cli.condition import parse_condition
    from carteira_cli.period import parse_window

    where, window = _text(item, "onde"), _text(item, "inatividade")
    try:
        condition = None if where is None else parse_condition(where)
        length = None if window is None else parse_window(window)
    except UsageError as error:
        raise ConfigError(f"{item.where}: {error.message}", error.hint) from error
    return ToldRule(item, condition, length, _orders(item), _cents(item))


def _text(item: Item, key: str) -> str | None:
    raw = item.fields.get(key)
    if raw is not None and (not isinstance(raw, str) or not raw.strip()):
        example = {"onde": "segmento=Indústria", "inatividade": "180d"}[key]
        raise ConfigError(f"{item.where}: {key} é um texto", f'escreva entre aspas: {key} = "{example}"')
    return raw


def _orders(item: Item) -> int:
    raw = item.fields.get("pedidos_min", 1)
    if not isinstance(raw, int) or isinstance(raw, bool) or not 1 <= raw <= _MOST:
        raise ConfigError(
            f"{item.where}: pedidos_min é um número inteiro, de 1 a {_MOST}", "escreva pedidos_min = 2, sem aspas"
        )
    return raw


def _cents(item: Item) -> int:
    raw: Any = item.fields.get("valor_min", 0)
    text = raw.strip() if isinstance(raw, str) else str(raw).replace(".", ",")
    if isinstance(raw, float) and raw.is_integer():  # 1.000 is one in TOML, and a thousand to who wrote it
        raise ConfigError(
            f"{item.where}: valor_min com ponto e sem aspas é lido como {show(raw, Unit.REAIS)}",
            'escreva valor_min = 1000, sem ponto, ou entre aspas: "R$ 1.000,00"',
        )
    match = None if isinstance(raw, bool) else _MONEY.fullmatch(text)
    if match is None:
        raise ConfigError(
            f'{item.where}: valor_min "{text}" não é um valor em reais', 'escreva valor_min = "R$ 500,00", por exemplo'
        )
    return int(match[1].replace(".", "")) * 100 + int((match[2] or "").ljust(2, "0"))
