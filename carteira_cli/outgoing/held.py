"""A receipt held against the files of today: the same numbers, others, or other files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from carteira_cli import __version__
from carteira_cli.api import report_of
from carteira_cli.commands import analyses
from carteira_cli.config.file import find_config
from carteira_cli.config.resolve import load
from carteira_cli.config.settings import BY_KEY, SOURCE_KEYS, SourceSettings
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, did_you_mean, visible, why
from carteira_cli.outgoing.identity import hide_customers
from carteira_cli.outgoing.prepare import prepared
from carteira_cli.outgoing.receipt import SCHEMA, ReceiptInput, entries_of, may_ask, receipt_of
from carteira_cli.outgoing.replay import replay
from carteira_cli.reading.inputs.addresses import is_address
from carteira_cli.report import Column, Kind, Report, Table
from carteira_cli.sources.finding.locate import CONFIGURATION
from carteira_cli.units import NOT_AVAILABLE, Depth
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.config.resolve import Config
    from carteira_cli.rows import Cell

_LARGEST = 64 << 20  # bytes of a receipt: those of the longest list are a thousandth of it
_NAMED = 3  # files that a message names
_KEYS = {"comando": str, "pedido": dict, "entradas": list, "valores": dict, "tabelas": dict, "versao": str}
_INPUT = {"tabela": str, "arquivo": str, "bytes": int | None, "sha256": str | None}
_TABLES = (*SOURCE_KEYS, CONFIGURATION)
_HINT = "um recibo é o que carteira COMANDO --recibo ARQUIVO grava"


@dataclass(frozen=True)
class ReceiptHeld:
    """What came of a receipt: the report to show, whether all is as it says, and what the run of it was told."""

    report: Report
    same: bool
    config: Config


def held(path: Path, folder: str | None, told: Mapping[str, Any]) -> ReceiptHeld:
    """Make the numbers of a receipt again.

    Args:
        path: of the receipt.
        folder: where the data are; None: where the receipt says.
        told: options that stand before those of the receipt: where an input lies now, the key of pseudonyms.

    Raises:
        DataError: it is no receipt, or the files are not those of it.
        CarteiraError: as the command that it is of.
    """
    receipt = _read(path)
    command, asked = receipt["comando"], receipt["pedido"]
    place = Path(folder) if folder is not None else path.parent / (receipt["pasta"] or ".")
    _check_places(path, asked, told)
    config = _configured({**asked, **told, SourceSettings.pasta.key: str(place)}, place, receipt["entradas"])
    if config.hides_customers:
        hide_customers(config)
    told_inputs = receipt["entradas"]
    _refuse([*_changed(told_inputs, config)], command, asked)
    report = prepared(report_of(command, config), config)
    now = receipt_of(report, config)
    tables = {one["tabela"] for one in told_inputs}
    added = [one["arquivo"] for one in now["entradas"] if one["tabela"] not in tables]
    _refuse([f"{name} não estava no recibo" for name in added], command, asked)
    rows = [*_compared(receipt, now)]
    return ReceiptHeld(_report(receipt, rows, report), all(row[-1] for row in rows), config)


def _check_places(path: Path, asked: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    """Refuse to go to an address that a receipt names, which may come from anybody: who checks it says where.

    Raises:
        DataError: with the option that says it.
    """
    for key in SOURCE_KEYS:
        if key not in told and any(map(is_address, asked.get(key, ()))):
            raise DataError(f"{path}: {key} veio de um endereço", f"diga de onde ler agora, com --{key} ENDEREÇO")


def _configured(told: Mapping[str, Any], place: Path, entries: list[dict[str, Any]]) -> Config:
    """What the run was told, by a configuration of the data folder that --config named as well.

    Raises:
        CarteiraError: an option or the configuration can't be used.
    """
    names = [Path(one["arquivo"]) for one in entries if one["tabela"] == CONFIGURATION]
    own = [one for one in names if not one.is_absolute() and ".." not in one.parts and (place / one).is_file()]
    if own and own[0].suffix == ".toml" and find_config(place) != place / own[0]:
        told = {SourceSettings.config.key: str(own[0]), **told}
    return load(told, environ={})


def _refuse(changed: list[str], command: str, asked: Mapping[str, Any]) -> None:
    """Refuse to compare numbers of other files.

    Raises:
        DataError: something changed.
    """
    if changed:
        more = f" e mais {len(changed) - _NAMED}" if changed[_NAMED:] else ""
        raise DataError(
            f"os dados não são os do recibo: {'; '.join(changed[:_NAMED])}{more}",
            f"devolva os arquivos do recibo, ou peça um novo: carteira {' '.join(map(_typed, replay(command, asked)))} "
            "--recibo NOVO.json",
        )


def _typed(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _read(path: Path) -> dict[str, Any]:
    """A receipt whose keys are those that are used, each of its type.

    Raises:
        DataError: it can't be read, or is none.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise DataError(f"{path} não pôde ser lido ({why(error)})", "confira o caminho do recibo") from error
    try:
        found = json.loads(content) if len(content) <= _LARGEST else None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} não é um recibo: não é JSON", _HINT) from error
    if not isinstance(found, dict) or found.get("programa") != "carteira" or "pedido" not in found:
        raise DataError(f"{path} não é um recibo do carteira", _HINT)
    if found.get("esquema") != SCHEMA:
        raise DataError(f"{path} é um recibo de outro esquema ({found.get('esquema')!s:.20})", "use a versão que o fez")
    wrong = next((key for key, kind in _KEYS.items() if not isinstance(found.get(key), kind)), None)
    if wrong is not None:
        raise DataError(f"{path} não é um recibo inteiro: falta {wrong}", _HINT)
    if found["comando"] not in analyses():
        said = visible(str(found["comando"])[:60])
        raise DataError(f'{path}: não há o comando "{said}"', did_you_mean(said, analyses()))
    _check_asked(path, found)
    _check_inputs(path, found)
    found["pasta"] = _folder_of(path, found.get("pasta"))
    return found


def _check_inputs(path: Path, receipt: Mapping[str, Any]) -> None:
    """Refuse entries that no receipt has."""
    for place, one in enumerate(receipt["entradas"], 1):
        kinds = _INPUT if isinstance(one, dict) else {}
        right = [isinstance(one.get(key), kind) and not isinstance(one.get(key), bool) for key, kind in kinds.items()]
        if not right or not all(right) or one["tabela"] not in _TABLES:
            raise DataError(f"{path} não é um recibo inteiro: a entrada {place} não diz que arquivo é", _HINT)


def _folder_of(path: Path, told: object) -> str | None:
    """The data folder that a receipt names: inside of its own, for one that came from elsewhere reads nothing else."""
    if told is None:
        return None
    if not isinstance(told, str) or PurePosixPath(told).is_absolute() or ".." in PurePosixPath(told).parts:
        raise DataError(f"{path}: a pasta do recibo não fica dentro da dele", "diga onde os dados estão com -C PASTA")
    return told


def _check_asked(path: Path, receipt: Mapping[str, Any]) -> None:
    """Refuse options that no receipt has: one that came from elsewhere may not have files written."""
    known = may_ask(receipt["comando"])
    for key, raw in receipt["pedido"].items():
        kinds = {"text": str, "switch": bool, "list": list}
        if key not in known or not isinstance(raw, kinds[BY_KEY[key].domain.kind]):
            raise DataError(f'{path}: o pedido tem "{visible(key[:60])}", que não é de {receipt["comando"]}', _HINT)


def _changed(entries: list[Any], config: Config) -> Iterator[str]:
    """What of the files is not as the receipt says, in words."""
    told = [ReceiptInput(*(one.get(key) for key in ("tabela", "arquivo", "bytes", "sha256"))) for one in entries]
    tables = tuple(dict.fromkeys(one.table for one in told if one.table in SOURCE_KEYS))
    now = [*entries_of(tables, config)]
    for one in told:
        same = [other for other in now if (other.table, other.digest) == (one.table, one.digest)]
        if same:
            now.remove(same[0])
            continue
        named = next((other for other in now if (other.table, other.name) == (one.table, one.name)), None)
        if named is None:
            yield f"{visible(str(one.name))} não está lá"
            continue
        now.remove(named)
        if one.digest != named.digest:
            yield f"{visible(str(one.name))} mudou"
    yield from (f"{other.name} não estava no recibo" for other in now)


def _compared(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """A row an indicator and table: what, its name, as it was, as it is, whether they are the same."""
    for what, key in (("indicador", "valores"), ("tabela", "tabelas")):
        for name in dict.fromkeys((*then[key], *now[key])):
            before, after = then[key].get(name), now[key].get(name)
            yield what, name, _shown(before), _shown(after), before == after


def _shown(told: Any) -> Cell:  # noqa: ANN401 - whatever the receipt has there
    """An indicator by its value and parts, a table by its rows and the beginning of their sum."""
    if not isinstance(told, dict):
        return None
    if "sha256" in told:
        return f"{told.get('linhas')} linhas, {str(told['sha256'])[:12]}"
    parts = [_digits(told[name]) for name in ("numerador", "denominador") if name in told]
    value = _digits(told.get("valor"))
    return value + (f" ({' ÷ '.join(parts)})" if parts else "")


def _digits(value: object) -> str:
    """A number with every digit that tells it from another; rounded, two that differ might look the same."""
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return NOT_AVAILABLE if value is None else str(value)


def _report(receipt: Mapping[str, Any], rows: list[tuple[Cell, ...]], report: Report) -> Report:
    """What the check says: that all is the same, or what is not."""
    wrong = [row for row in rows if not row[-1]]
    many = counted(len(rows), "número ou tabela", "números e tabelas")
    files = counted(len(receipt["entradas"]), "arquivo")
    if wrong:
        what = f"{agree(len(wrong), 'é outro', 'são outros')}"
        answer = f"Diferente: {len(wrong)} de {many} {what}, dos mesmos arquivos."
    else:
        same = agree(len(receipt["entradas"]), "que é o mesmo", "que são os mesmos")
        answer = f"Igual: {many}, de {files} {same}."
    unheld = [visible(str(one.get("arquivo"))) for one in receipt["entradas"] if one.get("sha256") is None]
    warnings = [f"de {', '.join(unheld)} não há como dizer se é o mesmo: é um endereço"] if unheld else []
    if receipt["versao"] != __version__:
        warnings.append(f"o recibo é do carteira {visible(receipt['versao'][:40])}, e este é o {__version__}")
    columns = (
        Column("o_que", "O quê"),
        Column("nome", "Nome"),
        Column("no_recibo", "No recibo", blank="não havia"),
        Column("agora", "Agora", blank="não há"),
        Column("igual", "Igual", kind=Kind.FLAG),
    )
    rows = [*wrong, *(row for row in rows if row[-1])]
    # On a screen the sentence is enough of what is the same.
    told = Table("conferencia", "O que foi conferido", columns, tuple(rows), few=tuple(range(len(wrong))))
    return Report(
        "conferir",
        f"Recibo de carteira {receipt['comando']}",
        period=report.period,
        rules=report.rules,
        tables=(told if wrong else replace(told, depth=Depth.FULL),),
        sources=report.sources,
        warnings=(*warnings, *report.warnings),
        answer=(answer,),
    )
