"""The baseline: the numbers of a good day, in a file that a pull request can review, a number a line."""

from __future__ import annotations

import json
import re
from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from carteira_cli import __version__
from carteira_cli.checks.thresholds import exactly
from carteira_cli.config.settings import ResultSettings
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import ConfigError, DataError, why
from carteira_cli.json_schema import (
    ABSENT,
    CELL,
    COUNT,
    DATE,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    JsonKey,
    JsonObject,
    const,
    list_of,
    map_of,
    unless_none,
)
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import plain
from carteira_cli.signal.means import StandardError
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.kpis.catalogue import Number

SCHEMA = 1
_LARGEST = 10**24  # no number of a portfolio; beyond it none can be shown
Key = tuple[str, str | None, str | None]  # indicator, column, group


@dataclass(frozen=True)
class Recorded:
    """What it takes to tell a change since a recorded number from chance, as far as it is known.

    Attributes:
        parts: numerator and denominator of a share.
        spread: how far a number made of sums varies with who the customers were.
    """

    parts: tuple[int, int] | None = None
    spread: StandardError | None = None


@dataclass(frozen=True)
class Baseline:
    """Numbers recorded once.

    Attributes:
        label: their period.
        first: its first day, ISO.
        last: its last day, ISO.
        months: its length, exactly.
        rules: what the numbers stand under: a number of other rules can't be compared with them.
        numbers: (indicator, column, group) → exact value; None is "n/d".
        details: the same → what it takes to tell a change from chance; older files have none.
    """

    label: str
    first: str
    last: str
    months: Fraction
    rules: Mapping[str, Any]
    numbers: Mapping[Key, Number | None]
    details: Mapping[Key, Recorded] = field(default_factory=dict)

    @property
    def entries(self) -> list[_Entry]:
        """The numbers in the order of the catalogue, then of columns and groups, each with its details."""
        return [(key, number, self.details.get(key, Recorded())) for key, number in _sorted(self.numbers)]


PERIOD = JsonObject[Baseline](
    (
        JsonKey("rotulo", TEXT, lambda one: one.label),
        JsonKey("inicio", DATE, lambda one: one.first),
        JsonKey("fim", DATE, lambda one: one.last),
        JsonKey("meses", {"type": "string", "pattern": r"^\d+(/\d+)?$"}, lambda one: str(one.months)),
    )
)

_Entry = tuple[Key, "Number | None", Recorded]
ENTRY = JsonObject[_Entry](
    (
        JsonKey("indicador", TEXT, lambda one: one[0][0]),
        JsonKey("por", TEXT, lambda one: unless_none(one[0][1]), optional=True),
        JsonKey("grupo", TEXT_OR_NULL, lambda one: ABSENT if one[0][1] is None else one[0][2], optional=True),
        JsonKey("valor", NUMBER_OR_NULL, lambda one: plain(one[1])),
        JsonKey("unidade", {"enum": [unit.value for unit in Unit]}, lambda one: catalogue()[one[0][0]].unit.value),
        JsonKey(
            "exato",
            {"type": "string", "pattern": r"^-?\d+(/\d+)?$"},
            lambda one: unless_none(_exact(one[1])),
            optional=True,
            means="a fração exata",
        ),
        JsonKey("numerador", COUNT, lambda one: ABSENT if one[2].parts is None else one[2].parts[0], optional=True),
        JsonKey("denominador", COUNT, lambda one: ABSENT if one[2].parts is None else one[2].parts[1], optional=True),
        JsonKey(
            "erro_padrao",
            NUMBER_OR_NULL,
            lambda one: ABSENT if one[2].spread is None else one[2].spread.error,
            optional=True,
            means="quanto o número varia conforme quem são os clientes",
        ),
        JsonKey(
            "n",
            COUNT,
            lambda one: ABSENT if one[2].spread is None else one[2].spread.customers,
            optional=True,
            means="os clientes que o fazem",
        ),
    )
)

BASELINE = JsonObject[Baseline](
    (
        const("esquema", SCHEMA),
        const("programa", "carteira"),
        JsonKey("versao", TEXT, lambda _: __version__),
        JsonKey("periodo", PERIOD.schema(), PERIOD.of),
        JsonKey("regras", map_of(CELL), lambda one: dict(one.rules)),
        JsonKey("indicadores", list_of(ENTRY.schema()), lambda one: [ENTRY.of(entry) for entry in one.entries]),
    )
)


def baseline_path(config: Config) -> Path:
    """Where the baseline is: as told, else beside the configuration."""
    value = config.value(ResultSettings.base)
    folder = value.folder if config.told(ResultSettings.base) else config.folder
    return folder / (value.one or "")


def encode(baseline: Baseline) -> bytes:
    """The file: JSON, one number a line, in the order of the catalogue, then of columns and groups."""
    document = BASELINE.of(baseline)
    numbers = ",\n".join(f"    {_json(entry)}" for entry in document.pop("indicadores"))
    lines = [f"  {_json(key)}: {_json(value)}" for key, value in document.items()]
    lines.append(f'  "indicadores": [\n{numbers}\n  ]')
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _json(value: object) -> str:
    """JSON for reviewers: letters as they are; line ends, marks that turn text around and the like escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def _sorted(numbers: Mapping[Key, Number | None]) -> list[tuple[Key, Number | None]]:
    order = list(catalogue())
    return sorted(
        numbers.items(),
        key=lambda entry: (order.index(entry[0][0]), entry[0][1] or "", entry[0][2] is None, entry[0][2] or ""),
    )


def _exact(value: Number | None) -> str | None:
    """A fraction that no float is."""
    rounded = isinstance(value, Fraction) and exactly(float(value)) != value
    return str(value) if rounded else None


def read_baseline(path: Path) -> Baseline:
    """A recorded baseline.

    Raises:
        ConfigError: there is none.
        DataError: the file is no baseline, or one of a later version.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"não há a linha de base {path}", "grave uma: carteira base gravar") from error
    except OSError as error:
        raise DataError(f"{path} não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, numbers or brackets without end
        raise DataError(f"{path} não é uma linha de base", "grave de novo: carteira base gravar") from error
    version = document.get("esquema") if isinstance(document, dict) else None
    if isinstance(version, int) and version > SCHEMA:
        raise DataError(f"{path} é de uma versão mais nova do carteira", "atualize o carteira")
    try:
        return _decode(document)
    except _DamagedError as error:
        raise DataError(f"{path}: {error}", "desfaça a edição, ou grave de novo: carteira base gravar") from error
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise DataError(f"{path} não é uma linha de base", "grave de novo: carteira base gravar") from error


class _DamagedError(Exception):
    """An entry that says two things; its words say which entry."""


def _decode(document: Any) -> Baseline:  # noqa: ANN401 - JSON
    period = document["periodo"]
    if document["programa"] != "carteira" or document["esquema"] != SCHEMA:
        raise ValueError("another program's file")
    numbers: dict[Key, Number | None] = {}
    details: dict[Key, Recorded] = {}
    for entry in document["indicadores"]:
        key = (str(entry["indicador"]), _text(entry, "por"), _text(entry, "grupo"))
        if key in numbers:
            raise _DamagedError(f"{_named(key)} está duas vezes")
        numbers[key], details[key] = _number(entry, key), _details(entry)
    return Baseline(
        label=str(period["rotulo"]),
        first=str(period["inicio"]),
        last=str(period["fim"]),
        months=_fraction(period["meses"]),
        rules=dict(document["regras"]),
        numbers=numbers,
        details=details,
    )


def _details(entry: Mapping[str, Any]) -> Recorded:
    """What an entry says of how far its number varies: nothing, in files of older versions."""
    part, whole, error, count = (entry.get(key) for key in ("numerador", "denominador", "erro_padrao", "n"))
    parts = None if part is None or whole is None else (_count(part), _count(whole))
    if parts is not None and parts[0] > parts[1]:
        raise ValueError("more of them than there are")
    if error is None or count is None:
        return Recorded(parts)
    if isinstance(error, bool) or not isinstance(error, int | float) or not 0 <= error < _LARGEST:
        raise TypeError("not an error of a number")
    return Recorded(parts, StandardError(float(error), _count(count)))


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("not a count")
    return value


def _number(entry: Mapping[str, Any], key: Key) -> Fraction | None:
    """The number of an entry, exactly; a slip in one of its two spellings is found."""
    value, exact = entry["valor"], entry.get("exato")
    item = catalogue().get(key[0])
    if item is not None and entry["unidade"] != item.unit.value:
        raise _DamagedError(f"{_named(key)} está em {item.unit.value}, e não em {entry['unidade']}")
    if value is None and exact is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("not a number")
    number = exactly(value) if exact is None else _fraction(exact)
    if exact is not None and plain(number) != value:
        raise _DamagedError(f"{_named(key)}: valor ({value}) e exato ({exact}) não são o mesmo número")
    if abs(number) >= _LARGEST:
        raise ValueError("too large")
    return number


def _fraction(text: str) -> Fraction:
    if not re.fullmatch(r"-?[0-9]+(/[0-9]+)?", text):  # also an exponent is a fraction to Python, and one without end
        raise ValueError("not a fraction")
    return Fraction(text)


def _text(entry: Mapping[str, Any], key: str) -> str | None:
    text = entry.get(key)
    if text is not None and not isinstance(text, str):
        raise TypeError("not a text")
    return text


def _named(key: Key) -> str:
    indicator, by, group = key
    return indicator if by is None else f"{indicator} de {by}={'(vazio)' if group is None else group}"
