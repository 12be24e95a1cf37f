"""What a shell is offered as the value of an option: periods and columns that the data have, lists, tables, formats."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from carteira_cli.commands import CommandKind, commands, families, handed_over
from carteira_cli.config.settings import SOURCE_KEYS, QuestionSettings, ResultSettings, SourceSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer._click import Context

    from carteira_cli.cli.glimpse import Glimpse
    from carteira_cli.config.settings import Setting

# By what the record of a command has, or what a command can be asked.
_OF_COMMANDS = (
    ResultSettings.tabela,
    ResultSettings.formato,
    QuestionSettings.listar,
    QuestionSettings.indicador,
    QuestionSettings.secoes,
)
UNEXPLAINED = frozenset(  # whose change has no parts; a test holds it against `explicar` itself
    {
        *("churn_mensal", "clientes_80", "clientes_a", "clientes_b", "clientes_c"),
        *("dias_ate_converter", "gini", "hhi", "receita_top20", "vida_media_meses"),
        *("ltv_preditivo", "valor_carteira"),
    }
)
_INDICATOR = re.compile(r"^@(?:indicator|monthly)\(.*?^def (\w+)\(", re.MULTILINE | re.DOTALL)
_MONTHS, _QUARTERS = 24, 8  # the latest ones, that are offered
_PLACES = (SourceSettings.pasta.key, SourceSettings.config.key, *SOURCE_KEYS)


def has_candidates(setting: Setting[Any]) -> bool:
    """Whether a shell may be offered values of an option, which are looked for when it asks."""
    return bool(setting.domain.choices) or setting in _OF_COMMANDS or setting in _of_data()


def candidates(command: str, setting: Setting[Any]) -> tuple[str, ...]:
    """What a shell may offer as the value of an option of a command, whatever the data are."""
    from carteira_cli.render import formats_for  # weight: every format, for a shell that asks

    record = commands()[command]
    behind_indicators = tuple(name for one in families().values() for name in one.lists)
    if setting is ResultSettings.tabela:
        return record.every_table
    if setting is ResultSettings.formato:
        return tuple(formats_for(verdicts=record.kind is CommandKind.CHECK))
    if setting is QuestionSettings.listar:
        return record.lists if record.kind is CommandKind.STUDY else behind_indicators
    if setting is QuestionSettings.secoes:
        from carteira_cli.studies.relatorio import LAST, OWN  # weight: its record, for a shell that asks

        return (*OWN, *handed_over(), *LAST)
    if setting is QuestionSettings.indicador:
        return tuple(name for name in indicators() if name not in UNEXPLAINED)
    return setting.domain.choices


def offered(command: str, setting: Setting[Any], ctx: Context, incomplete: str) -> tuple[str, ...]:
    """What a shell is offered for what was typed so far; of the data what is known without reading them."""
    make = _of_data().get(setting)
    if make is None:
        return candidates(command, setting)
    from carteira_cli.cli.glimpse import glimpse_of  # weight: looks for files, for a shell that asks

    given = {key: value for one in (ctx.find_root(), ctx) for key, value in one.params.items() if key in _PLACES}
    return make(glimpse_of(given), incomplete)


def indicators() -> list[str]:
    """The keys of all indicators, out of the text of their modules, which take longer to load than a shell may wait."""
    texts = (_text_of(one.module) for one in families().values())
    return [name for text in texts for name in _INDICATOR.findall(text)]


def _text_of(module: str) -> str:
    folder, _, name = module.rpartition(".")
    return files(folder).joinpath(f"{name}.py").read_text(encoding="utf-8")


def _of_data() -> dict[Setting[Any], Callable[[Glimpse, str], tuple[str, ...]]]:
    return {
        QuestionSettings.periodo: _periods,
        QuestionSettings.comparar: _compared,
        QuestionSettings.por: _groups,
        QuestionSettings.onde: _conditions,
    }


def _periods(known: Glimpse, incomplete: str) -> tuple[str, ...]:
    """The latest months, quarters and years that the data have, and words for some of them."""
    from carteira_cli.period import RELATIVE, containing, parse_period  # weight: for a shell that asks

    if known.months is None:
        return RELATIVE
    months = parse_period("..".join(known.months)).split("mes")[::-1]
    grains = (("trimestre", _QUARTERS), ("ano", _MONTHS))
    larger = [
        label
        for grain, most in grains
        for label in [*dict.fromkeys(containing(grain, one.start).label for one in months)][:most]
    ]
    named = [_named(one.label) for one in months[:12]] if incomplete[:1].isalpha() else []
    return (*(one.label for one in months[:_MONTHS]), *larger, *RELATIVE, *named)


def _named(label: str) -> str:
    """`dez/2024` for `2024-12`."""
    from carteira_cli.words import MONTHS  # weight: for a shell that asks

    short = next(name for name, number in MONTHS.items() if number == label[5:] and len(name) == len("dez"))
    return f"{short}/{label[:4]}"


def _compared(known: Glimpse, incomplete: str) -> tuple[str, ...]:
    from carteira_cli.config.option_values import COMPARED  # weight: for a shell that asks

    return (*COMPARED, *_periods(known, incomplete))


def _groups(known: Glimpse, incomplete: str) -> tuple[str, ...]:
    """Columns that make groups; after a comma the second one."""
    from carteira_cli.customers.attribute_names import CUSTOMER_DATES  # weight: for a shell that asks

    first, comma, _ = incomplete.rpartition(",")
    none = {first, "nome", "documento", *CUSTOMER_DATES}
    return tuple(f"{first}{comma}{name}" for name in _columns(known) if name not in none)


def _conditions(known: Glimpse, _incomplete: str) -> tuple[str, ...]:
    """Columns, each with the sign after which its value comes."""
    return tuple(f"{name}=" for name in ("cliente", *_columns(known)))


def _columns(known: Glimpse) -> tuple[str, ...]:
    """The attributes that the product knows; where the files are known, theirs, and what these have besides."""
    from carteira_cli.customers.attribute_names import COMPUTED, meant, own_names  # weight: for a shell that asks
    from carteira_cli.sources.matching.synonyms import rank  # weight: the same
    from carteira_cli.sources.matching.tables import TABLES  # weight: the same

    if not known.columns:
        return own_names("")
    there: dict[str, None] = {}
    for table, columns in known.columns.items():
        for name in columns:
            said = (name,) if name in own_names(table) else meant(table, name)
            other = not any(rank(table, one, name) is not None for one in TABLES[table].names)
            there |= dict.fromkeys(said or ((name,) if other else ()))
    return (*(name for name in there if name != "cliente"), *COMPUTED)
