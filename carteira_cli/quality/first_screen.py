"""The first screen: what is in the folder, the last month in a line, and which command answers which question."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from carteira_cli.analysis.headline import headline
from carteira_cli.config.settings import RUNNING, SETTINGS, SOURCE_KEYS, SOURCES, ResultSettings
from carteira_cli.dataclass import dataclass
from carteira_cli.days import to_date
from carteira_cli.errors import CarteiraError, DataError, UsageError, visible
from carteira_cli.names import first_of
from carteira_cli.reading.inputs.addresses import redact
from carteira_cli.sources.finding.locate import locate
from carteira_cli.sources.glance.folder import Glance, glance, shown
from carteira_cli.sources.glance.told import doubtful, files_told, here, options_of, percent, seems, typed, unread_told
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.reading_rules import rules_of
from carteira_cli.units import Unit, brief, number, show, signed
from carteira_cli.words import MONTHS, agree, counted, month_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.analysis.headline import Headline, Looked
    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.finding.locate import Named

WIDTH, HEIGHT = 80, 24  # columns and lines that any terminal has
_BUYING = ("vendas", "assinaturas")
_GLUE = "\x00"  # a blank at which no line is broken
_MOST = 3  # lines of something that went wrong, and files that are named
_QUICK = 32 << 20  # bytes of a file that is looked at though the sales are known
_REPEATED = 3  # lines of options to be repeated
_OF_THE_RUN = (*RUNNING, ResultSettings.sem_cache)
QUESTIONS = (
    ("Como vai a carteira?", "resumo"),
    ("Quem está indo embora?", "risco"),
    ("Quem eu perdi?", "churn --listar perdidos"),
    ("Quem sustenta a receita?", "pareto"),
    ("Como vão os vendedores?", "vendedores"),
    ("Por que mudou?", "explicar churn"),
    ("Um relatório para a diretoria:", "relatorio"),
)
_OF_CONTRACTS = {"risco": "renovacoes", "pareto": "", "vendedores": ""}  # what answers instead where there are no sales
_EMPTY = (
    "Não há dados {where}.",
    "Para experimentar com uma carteira de exemplo: carteira exemplo -o exemplo",
    "Para usar os seus: carteira -C PASTA, ou carteira --vendas ARQUIVO",
)
_SHORT: dict[str, str] = {}  # "12" → "dez": of the names of a month the first short one
for _name, _number in MONTHS.items():
    if len(_name) == len("dez"):
        _SHORT.setdefault(_number, _name)


@dataclass(frozen=True)
class ScreenLine:
    """A line of the screen: plain, then what stands out."""

    plain: str
    bold: str = ""

    @property
    def text(self) -> str:
        """Without any style."""
        return (self.plain + self.bold).rstrip()


def first_screen(config: Config) -> tuple[ScreenLine, ...]:
    """At most `HEIGHT` lines of at most `WIDTH` columns; never an error for what is in the folder.

    Raises:
        DataError: a file that the command line names is not there.
        UsageError: an option that does not fit the data.
    """
    try:
        found = {table: paths for table in SOURCE_KEYS if (paths := locate(config, table))}
    except DataError as error:  # two files of one name, or one that the configuration names and that is not there
        if any(map(config.typed, SOURCES)):
            raise
        return (*_fault(error), *_asking(config, ""))
    if not any(table in found for table in _BUYING):
        seen = glance(config)
        if not found and not seen.files:
            where = "nesta pasta" if str(config.folder) == "." else f"em {visible(str(config.folder))}"
            return tuple(ScreenLine(line) for text in _EMPTY for line in _wrapped(text.format(where=where)))
        contracts = seen.chosen("vendas") is None and seen.chosen("assinaturas") is not None
        asking = _asking(config, "", then="Depois, ", contracts=contracts)
        return (*_seeming(seen, found, config)[: HEIGHT - len(asking) - 1], ScreenLine(""), *asking)
    faults: list[ScreenLine] = []
    looked: Looked | None = None
    try:
        looked = headline(config)
    except UsageError:  # of an option, and not of what is in the folder
        raise
    except CarteiraError as error:
        faults += _fault(error)
    others = []
    for table, paths in found.items():
        if looked is not None and table not in looked.ledgers:
            try:
                open_ledger(TABLES[table], paths, {}, rules_of(config, table, frozenset()))
                others.append(TABLES[table].title)
            except CarteiraError as error:
                faults += _fault(error)
    period = looked.headline.period.label if looked is not None and looked.headline.told else ""
    asking = _asking(config, period, contracts="vendas" not in found)
    above = [*_contents(looked, others, found, config), *(_headline(looked.headline) if looked else ())]
    beside = [*faults, *_unnamed(config)]
    return (*above, *beside[: HEIGHT - len(asking) - len(above)], *asking)


def _unnamed(config: Config) -> Iterator[ScreenLine]:
    """What other files seem to be, until somebody has written down which are used."""
    seen = glance(config, _QUICK) if config.file is None else Glance()
    others = [one for table in SOURCE_KEYS if (one := seen.chosen(table)) is not None]
    if others:
        told = ", ".join(f"{files_told(one, config)} {seems(one)}" for one in others[:_MOST])
        lines = _wrapped(f"Há mais: {told}; `carteira iniciar{here(config)}` confirma e grava.")
        yield from (ScreenLine(line) for line in (*lines[:_MOST], ""))


def _contents(
    looked: Looked | None, others: Sequence[str], found: Mapping[str, tuple[Named, ...]], config: Config
) -> Iterator[ScreenLine]:
    """What is in the folder: lines, from when to when, customers, other sources."""
    place = "Esta pasta" if str(config.folder) == "." else f"Pasta {visible(str(config.folder))}"
    if looked is None:
        said = "; ".join(_names(paths, config) for paths in found.values())
        yield from (ScreenLine(line) for line in (*_wrapped(f"{place}: {said}."), ""))
        return
    parts = []
    for table, ledger in looked.ledgers.items():
        audit = ledger.proven.audit
        told = _glued(counted(audit.valid, "linha")) + _span(audit.first_day, audit.last_day)
        parts.append(f"{_names(found[table], config)}, {told}")
    if looked.headline.customers is not None:
        parts.append(_glued(counted(looked.headline.customers, "cliente")))
    if others:
        parts.append(f"{' e '.join(filter(None, (', '.join(others[:-1]), others[-1])))} também")
    yield from (ScreenLine(line) for line in (*_wrapped(f"{place}: {'; '.join(parts)}."), ""))


def _glued(text: str) -> str:
    """A text that no line is broken in."""
    return text.replace(" ", _GLUE)


def _names(paths: Sequence[Named], config: Config) -> str:
    names = [visible(shown(path, config)) if isinstance(path, Path) else "o que foi dado" for path in paths]
    return names[0] if len(names) == 1 else f"{len(names)} arquivos ({names[0]} a {names[-1]})"


def _span(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ""
    ends = [f"{_SHORT[f'{date.month:02}']}/{date.year}" for date in (to_date(first), to_date(last))]
    return ", " + _glued(" a ".join(dict.fromkeys(ends)))


def _headline(told: Headline) -> Iterator[ScreenLine]:
    """One sentence of the numbers that there are."""
    said = []
    if told.active is not None:
        change = "" if told.before is None else f" ({_signed(told.active - told.before)})"
        said.append(f"{counted(told.active, 'ativo')}{change}")
    if told.revenue is not None:
        change = ""
        if told.revenue_before:
            share = float((told.revenue - told.revenue_before) / told.revenue_before)
            change = f" ({signed(share, Unit.FRACTION)})"
        said.append(f"{brief(float(told.revenue), Unit.REAIS)} por mês{change}")
    if told.churn is not None:
        said.append(f"churn {show(float(told.churn), Unit.FRACTION)} ({counted(told.lost or 0, 'cliente')})")
    if said:
        told_of = ", ".join(map(_glued, said))
        yield from (ScreenLine("", line) for line in _wrapped(f"{_of_period(told)}: {told_of}."))
        yield ScreenLine("")


def _signed(count: int) -> str:
    return f"{'+' if count > 0 else '-'}{number(abs(count), 0)}" if count else "igual"


def _of_period(told: Headline) -> str:
    """`Dezembro`, with its year where the data go on to another; any other period by its label."""
    if told.period.grain != "mes":
        return told.period.label
    name, _, year = month_of(told.period.start).partition(" de ")
    same = to_date(told.as_of).year == to_date(told.period.start).year
    return name.capitalize() if same else f"{name.capitalize()} de {year}"


def _fault(error: CarteiraError) -> list[ScreenLine]:
    """What went wrong with a file, in a few lines."""
    return [*_cut(f"Com problema: {error.message}"), ScreenLine("")]


def _cut(text: str) -> list[ScreenLine]:
    """A few lines, whatever there is to say."""
    lines = _wrapped(text)
    last = f"{lines[_MOST - 1][: WIDTH - 4]} […]" if len(lines) > _MOST else ""
    return [ScreenLine(line) for line in ([*lines[: _MOST - 1], last] if last else lines)]


def _seeming(seen: Glance, found: Mapping[str, tuple[Named, ...]], config: Config) -> list[ScreenLine]:
    """What the files seem to be that bear no table's name, and what to do about it."""
    named = [f"{_names(paths, config)} ({table})" for table, paths in found.items()]
    told = f"Encontrei {counted(seen.files + len(found), 'arquivo')}"
    sure = [one for one in seen.candidates if one.sure]
    doubted = seen.of("vendas")[:2]
    lines = _cut(f"Esta pasta: {', '.join(named)}; não há vendas com esse nome.") if named else []
    if sure:
        lines.append(ScreenLine(f"{told}; {agree(len(sure), 'este parece', 'estes parecem')}:"))
        for one in sure[: 2 * _MOST]:
            lines += _cut(f"  {files_told(one, config)} = {one.table} ({percent(one.confidence)})")
        if sure[2 * _MOST :]:
            lines.append(ScreenLine(f"  e mais {', '.join(one.table for one in sure[2 * _MOST :])}"[:WIDTH]))
    elif seen.files:
        lines.append(ScreenLine(f"{told}; {'nenhum é vendas sem dúvida' if doubted else 'nenhum parece vendas'}."))
        lines += [line for one in doubted for line in _cut(doubtful(one, config))]
    lines += [ScreenLine(line) for line in _way_on(seen, config)]
    for path, error in seen.unread[:2]:
        lines += _cut(f"Com problema: {unread_told(path, error, config)}")
    return lines


def _way_on(seen: Glance, config: Config) -> list[str]:
    sure = [one for one in seen.candidates if one.sure]
    several = next((one for one in sure if sum(one.table == other.table for other in sure) > 1), None)
    if several is not None:
        way = f"carteira{here(config)} {options_of(several, config)}"
        return _wrapped(f"Há mais de um de {several.table}: diga qual, como em `{way}`.")
    if any(seen.chosen(table) for table in _BUYING):
        return _wrapped(f"`carteira iniciar{here(config)}` confirma e grava.")
    strange = first_of([visible(shown(path, config)) for path, _ in seen.strange], _MOST)
    said = f" Não parece nenhuma tabela: {strange}." if strange else ""
    return _wrapped(f"Se as vendas estão noutro arquivo: carteira --vendas ARQUIVO, ou -C PASTA.{said}")[:_MOST]


def _asking(config: Config, period: str, *, then: str = "", contracts: bool = False) -> list[ScreenLine]:
    """The questions, each with what to type; options that were given stand below, once.

    Args:
        config: what the run was told.
        period: the period that each must name; "" where none need.
        then: what the question begins with.
        contracts: whether there are contracts and no sales, which not every command can do without.
    """
    column = max(len(question) for question, _ in QUESTIONS) + 4
    what = f"{then}o que você quer saber?"
    lines = [ScreenLine(what[0].upper() + what[1:])]
    for question, line in QUESTIONS:
        asked = _OF_CONTRACTS.get(line, line) if contracts else line
        if asked:
            lines.append(
                ScreenLine(f"  {question}".ljust(column), f"carteira {asked}{f' -p {period}' if period else ''}")
            )
    given = " ".join(_given(config))
    if given:
        told = _wrapped(f"Em cada um, também: {given}")
        lines += (
            [ScreenLine(line) for line in told]
            if len(told) <= _REPEATED
            else [ScreenLine("Em cada um, repita as opções.")]
        )
    return [*lines, ScreenLine(""), ScreenLine("Todos os comandos: ", "carteira --ajuda")]


def _given(config: Config) -> Iterator[str]:
    """The options of the command line, but for those of how a run is watched."""
    for setting in SETTINGS:
        if not config.typed(setting) or setting in _OF_THE_RUN:
            continue
        name, value = setting.short or setting.flag, config.value(setting)
        if setting.domain.kind == "switch":
            yield name
        yield from (f"{name} {typed(redact(text))}" for text in value.many or ((value.one,) if value.one else ()))


def _wrapped(text: str) -> list[str]:
    """Lines of at most `WIDTH` columns, whatever is in them."""
    indent = text[: len(text) - len(text.lstrip())]
    shown_text = _GLUE.join(map(visible, text.split(_GLUE)))
    lines = wrap(shown_text, WIDTH, subsequent_indent=indent + "  " * bool(indent), break_on_hyphens=False)
    return [line.replace(_GLUE, " ") for line in lines] or [""]
