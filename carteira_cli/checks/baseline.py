"""The baseline: the numbers of a good day, in a file that a pull request can review, a number a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from carteira_cli import __version__
from carteira_cli.errors import ConfigError, DataError, why
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from carteira_cli.kpis.catalogue import Number

SCHEMA = 1
Key = tuple[str, str | None, str | None]  # indicator, column, group


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
    """

    label: str
    first: str
    last: str
    months: Fraction
    rules: Mapping[str, Any]
    numbers: Mapping[Key, Number | None]


def encode(baseline: Baseline) -> bytes:
    """The file: JSON, one number a line, in the order of the catalogue, then of columns and groups."""
    order = list(catalogue())
    entries = sorted(
        baseline.numbers.items(),
        key=lambda entry: (order.index(entry[0][0]), entry[0][1] or "", entry[0][2] is None, entry[0][2] or ""),
    )
    head = {
        "esquema": SCHEMA,
        "programa": "carteira",
        "versao": __version__,
        "periodo": {
            "rotulo": baseline.label,
            "inicio": baseline.first,
            "fim": baseline.last,
            "meses": str(baseline.months),
        },
        "regras": dict(baseline.rules),
    }
    lines = [f"  {_json(key)}: {_json(value)}" for key, value in head.items()]
    numbers = ",\n".join(f"    {_json(_entry(key, value))}" for key, value in entries)
    lines.append(f'  "indicadores": [\n{numbers}\n  ]')
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _entry(key: Key, value: Number | None) -> dict[str, Any]:
    indicator, by, group = key
    entry: dict[str, Any] = {"indicador": indicator}
    if by is not None:
        entry |= {"por": by, "grupo": group}
    shown = plain(value)
    entry |= {"valor": shown, "unidade": catalogue()[indicator].unit.value}
    if isinstance(value, Fraction) and Fraction(Decimal(repr(shown))) != value:
        entry["exato"] = str(value)
    return entry


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
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DataError(f"{path} não é uma linha de base", "grave de novo: carteira base gravar") from error
    version = document.get("esquema") if isinstance(document, dict) else None
    if isinstance(version, int) and version > SCHEMA:
        raise DataError(f"{path} é de uma versão mais nova do carteira", "atualize o carteira")
    try:
        return _decode(document)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise DataError(f"{path} não é uma linha de base", "grave de novo: carteira base gravar") from error


def _decode(document: Any) -> Baseline:  # noqa: ANN401 - JSON
    period = document["periodo"]
    if document["programa"] != "carteira":
        raise ValueError("another program's file")
    numbers: dict[Key, Number | None] = {}
    for entry in document["indicadores"]:
        exact = entry.get("exato")
        value = entry["valor"]
        number = Fraction(exact) if exact else None if value is None else Fraction(Decimal(repr(value)))
        numbers[str(entry["indicador"]), entry.get("por"), entry.get("grupo")] = number
    return Baseline(
        label=str(period["rotulo"]),
        first=str(period["inicio"]),
        last=str(period["fim"]),
        months=Fraction(period["meses"]),
        rules=dict(document["regras"]),
        numbers=numbers,
    )
