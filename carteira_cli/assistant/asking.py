"""What a tool answers: the JSON of the command line, the line that gives it again, and what was cut of it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from carteira_cli.analysis.explain import explain, listing
from carteira_cli.assistant.arguments import checked
from carteira_cli.assistant.ceiling import fitted
from carteira_cli.assistant.tools import LONGEST, tools_of
from carteira_cli.config.resolve import load
from carteira_cli.config.settings import BY_KEY, ResultSettings, SourceSettings
from carteira_cli.errors import CarteiraError, UsageError, did_you_mean
from carteira_cli.library.configured import config_report
from carteira_cli.library.opened import Carteira
from carteira_cli.library.result import Resultado
from carteira_cli.library.spoken import spoken
from carteira_cli.outgoing.identity import hide_customers
from carteira_cli.outgoing.paths import located_text
from carteira_cli.outgoing.prepare import prepared
from carteira_cli.quoted import hide_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.assistant.ceiling import Document
    from carteira_cli.assistant.tools import AssistantTool
    from carteira_cli.config.resolve import Config
    from carteira_cli.config.settings import Setting
    from carteira_cli.report import Report


class Assistant:
    """One folder, and the tools that ask it. Files are read once, and again when they change; one question at a time.

    Args:
        folder: where the files are: no question names another.
        options: of the command line, which hold for all that is asked.
        names_customers: whether answers say who customers are, where nothing else hides it.

    Raises:
        CarteiraError: the folder, an option or the configuration can't be used.
    """

    def __init__(self, folder: str | Path, options: Mapping[str, Any], *, names_customers: bool) -> None:
        self._options, self._names_customers = {**options}, names_customers
        self._folder = Path(folder).absolute()
        self._place = str(folder)
        self._asking = Lock()
        self._given, self._config = self._told()
        self._carteira = Carteira(folder, **self._given)
        self.tools = tools_of(names_customers=not self._config.hides_customers)

    def ask(self, name: str, arguments: Mapping[str, Any]) -> Document:
        """The answer of a tool, as JSON has it, under the ceiling.

        The envelope is that of `--formato json`, whose `comando` is the name of the command; `refazer` is the whole
        line that gives the same, and `cortado` says of each table that did not fit how many rows of how many are there.

        Args:
            name: of the tool.
            arguments: as the assistant gave them.

        Raises:
            CarteiraError: what the command line refuses, and what may not be asked here.
        """
        with self._discreet(name, *_words_of(arguments)):
            if name not in self.tools:
                raise UsageError(f'não há a ferramenta "{name}"', did_you_mean(name, self.tools))
            tool = self.tools[name]
            found, line = self._answered(tool, checked(tool, arguments, self._config))
            return fitted({**_first(found), "refazer": line, "cortado": [], **found})

    def configuration(self) -> Document:
        """What `carteira config` says, under the ceiling.

        Raises:
            CarteiraError: a value means nothing.
        """
        with self._discreet():
            found = self._of_report(config_report(self._config))
            return fitted({**_first(found), "refazer": "carteira config -f json", "cortado": [], **found})

    def close(self) -> None:
        """Give back the room that reading took on the disk."""
        self._carteira.fechar()

    def _told(self) -> tuple[dict[str, Any], Config]:
        """The options as they hold for every question, with what the configuration says now."""
        given = {**self._options}
        config = load({**given, SourceSettings.pasta.key: self._place})
        if self._names_customers or config.told(ResultSettings.pseudonimizar):
            return given, config
        given[ResultSettings.sem_identificadores.key] = True
        return given, load({**given, SourceSettings.pasta.key: self._place})

    def _heed_configuration(self) -> None:
        """Go by the configuration as it is now: a key of pseudonyms that left it opens no identity.

        Raises:
            CarteiraError: it can't be used.
        """
        given, config = self._told()
        if given != self._given:
            self._carteira.fechar()
            self._carteira = Carteira(self._place, **given)
        if config.hides_customers != self._config.hides_customers:
            self.tools = tools_of(names_customers=not config.hides_customers)
        self._given, self._config = given, config
        if config.hides_customers:
            hide_customers(config)

    @contextmanager
    def _discreet(self, *given: str) -> Iterator[None]:
        """One question at a time, which quotes its own words, as a command line does, and none of an earlier one."""
        with self._asking, spoken(words=given):
            if self._config.hides_customers:
                hide_cells()
            try:
                self._heed_configuration()
                yield
            except CarteiraError as error:  # no word of where the folder lies leaves it
                error.message = located_text(error.message, self._config)
                error.hint = located_text(error.hint, self._config)
                raise

    def _answered(self, tool: AssistantTool, told: Mapping[str, Any]) -> tuple[Document, str]:
        """The JSON of a command, and its line."""
        options = {key: value for key, value in told.items() if key in BY_KEY}
        match tool.name:
            case "indicadores":
                return self._of_report(_listed(told.get("comando"))), "carteira indicadores -f json"
            case "definicao":
                key = told["indicador"]
                return self._of_report(explain(key)), shlex.join(["carteira", "indicadores", key, "-f", "json"])
            case "analisar":
                command = told["comando"]
            case _:
                command = tool.name
        found = self._carteira.perguntar(command, options)
        return {**found.json(), "recibo": found.origem()}, self._line(command, options)

    def _of_report(self, report: Report) -> Document:
        return Resultado(prepared(report, self._config), self._config).json()

    def _line(self, command: str, options: Mapping[str, Any]) -> str:
        """The command line that gives the same, in the folder of the portfolio; where a key lies is nobody's matter."""
        words = ["carteira", command]
        if self._given.get(SourceSettings.config.key):
            words += [SourceSettings.config.flag, _inside(self._folder, self._given[SourceSettings.config.key])]
        hiding: dict[Setting[Any], Any] = {
            one: self._given.get(one.key) for one in (ResultSettings.sem_identificadores,)
        }
        if self._given.get(ResultSettings.pseudonimizar.key):
            hiding[ResultSettings.pseudonimizar] = "CHAVE"
        for setting, value in ({BY_KEY[key]: value for key, value in options.items()} | hiding).items():
            words += _typed(setting, value)
        return shlex.join([*words, ResultSettings.formato.short or "-f", "json"])


def _first(found: Document) -> Document:
    """The keys of an envelope that stand first."""
    return {key: found[key] for key in ("esquema", "comando")}


def _words_of(value: object) -> Iterator[str]:
    """The texts of a question: whoever asked it knows them already."""
    if isinstance(value, str):
        yield value[:LONGEST]
    elif isinstance(value, Mapping):
        yield from (word for pair in value.items() for one in pair for word in _words_of(one))
    elif isinstance(value, list):
        yield from (word for one in value for word in _words_of(one))


def _listed(command: str | None) -> Report:
    """The catalogue, or that of one command."""
    report = listing()
    if command is None:
        return report
    table = report.tables[0]
    rows = tuple(row for row in table.rows if row[1] == command)
    return replace(report, tables=(replace(table, rows=rows, few=0),))


def _inside(folder: Path, file: str) -> str:
    """A file as it is named in the folder; where one lies outside of it is nobody's matter."""
    path = folder / file
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else "ARQUIVO"


def _typed(setting: Setting[Any], value: Any) -> list[str]:  # noqa: ANN401 - as the options are told
    """An option as it is typed."""
    if value is None or value is False:
        return []
    if value is True:
        return [setting.flag]
    several = value if isinstance(value, list) else [value]
    return [str(word) for one in several for word in ([one] if setting.bare else [setting.flag, one])]
