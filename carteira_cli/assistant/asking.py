"""What a tool answers: the JSON of the command line, the line that gives it again, and what was cut of it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from carteira_cli.analysis.explain import explain, listing
from carteira_cli.assistant.ceiling import fitted
from carteira_cli.assistant.tools import LONGEST, MOST, tools_of
from carteira_cli.condition import columns, parse_condition
from carteira_cli.config.resolve import load
from carteira_cli.config.settings import BY_KEY, QuestionSettings, ResultSettings, SourceSettings
from carteira_cli.customers.attribute_names import CUSTOMER
from carteira_cli.customers.dimensions import may_mean
from carteira_cli.errors import CarteiraError, UsageError, did_you_mean
from carteira_cli.library.configured import config_report
from carteira_cli.library.opened import Carteira
from carteira_cli.library.result import Resultado
from carteira_cli.library.spoken import spoken
from carteira_cli.names import spelled
from carteira_cli.outgoing.identity import hide_customers
from carteira_cli.outgoing.paths import located_text
from carteira_cli.outgoing.prepare import prepared
from carteira_cli.outgoing.receipt import origin_of
from carteira_cli.privacy import PERSONAL, personal
from carteira_cli.sources.matching.slugs import slug
from carteira_cli.sources.matching.synonyms import rank
from carteira_cli.sources.matching.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.assistant.ceiling import Document
    from carteira_cli.assistant.tools import AssistantTool
    from carteira_cli.config.settings import Setting
    from carteira_cli.report import Report

_HIDDEN = "as identidades estão fechadas: {name} não pode usar uma coluna que diz quem é o cliente"
_WHO = frozenset(  # in a column that is no canonical one
    ("razao", "apelido", "dono", "proprietario", "titular", "tomador", "segurado", "pagador", "favorecido")
)
_TELLS_WHO = (("clientes", PERSONAL), ("vendas", (*PERSONAL, "venda")))  # by an order others know whose it is
_OPEN = "pergunte por outra coluna, como uf ou segmento; quem iniciou o servidor pode abri-las com --identificar"


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
        given = {**options}
        config = load({**given, SourceSettings.pasta.key: str(folder)})
        if not names_customers and not config.told(ResultSettings.pseudonimizar):
            given[ResultSettings.sem_identificadores.key] = True
        self._given = given
        self._config = load({**given, SourceSettings.pasta.key: str(folder)})
        self._carteira = Carteira(folder, **given)
        self._folder = Path(folder).absolute()
        self._asking = Lock()
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
            found, line = self._answered(tool, self._checked(tool, arguments))
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

    @contextmanager
    def _discreet(self, *given: str) -> Iterator[None]:
        """One question at a time, which quotes its own words, as a command line does, and none of an earlier one."""
        with self._asking, spoken(words=given):
            if self._config.hides_customers:
                hide_customers(self._config)
            try:
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
        origin = origin_of(found.relatorio, found.config)
        return {**found.json(), "recibo": origin}, self._line(command, options)

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

    def _checked(self, tool: AssistantTool, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments that are of the tool and of the right kind; those that are null are as if they were not there.

        Raises:
            UsageError: one is not, or one is missing, or it would say who a customer is.
        """
        told = {key: value for key, value in arguments.items() if value is not None}
        for key in told:
            if key not in tool.takes:
                raise UsageError(f'{tool.name} não tem a opção "{key}"', _known(key, tool.takes))
        for key in tool.required:
            if key not in told:
                raise UsageError(f"{tool.name} precisa de {key}", f"diga {key}")
        schemas = tool.input_schema()["properties"]
        found = {key: _value(key, value, schemas[key]) for key, value in told.items()}
        if self._config.hides_customers:
            for key in (QuestionSettings.onde.key, QuestionSettings.por.key):
                if any(self._says_who(column) for _, column in may_mean([*_columns(key, found.get(key, ()))])):
                    raise UsageError(_HIDDEN.format(name=key), _OPEN)
        return found

    def _says_who(self, column: str) -> bool:
        """Whether a column says who a customer is: by its name, or because the configuration reads one out of it.

        A command line is typed by who may open the file; a model is not, and guesses columns.
        """
        closed = {key for _, keys in _TELLS_WHO for key in keys}
        told = {
            slug(name)
            for table in self._config.columns.values()
            for key, name in table.items()
            if personal(key) or key in closed
        }
        words = column.rpartition(".")[2].split("_")
        return personal(column) or column in told or not _WHO.isdisjoint(words) or _is_read_as_who(" ".join(words))


@cache  # a model asks for the same few columns
def _is_read_as_who(name: str) -> bool:
    """Whether files that have a column of this name, or of the code of it, have in it who somebody is, or an order."""
    if any(
        rank(table, key, name) is not None for table, keys in _TELLS_WHO for key in keys if key in TABLES[table].names
    ):
        return True
    return rank("clientes", CUSTOMER, f"codigo {name}") is not None


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


def _known(key: str, names: tuple[str, ...]) -> str:
    return did_you_mean(key, names) if names else "ela não tem nenhuma"


def _listed(command: str | None) -> Report:
    """The catalogue, or that of one command."""
    report = listing()
    if command is None:
        return report
    table = report.tables[0]
    rows = tuple(row for row in table.rows if row[1] == command)
    return replace(report, tables=(replace(table, rows=rows, few=0),))


def _value(key: str, value: Any, schema: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever JSON has
    """A value as its option takes it; a single one does for a list.

    Raises:
        UsageError: it is of another kind, too long, or none of the few that there are.
    """
    if schema["type"] == "array":
        several = value if isinstance(value, list) else [value]
        if len(several) > MOST:
            raise UsageError(f"{key} tem {len(several)} valores, e o máximo são {MOST}", "junte as condições com e, ou")
        return [_word(key, one) for one in several]
    if schema["type"] == "integer":
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise UsageError(f"{key} é um número inteiro", f"diga {key} como 10")
        return str(value)
    word = _word(key, value)
    choices = schema.get("enum")
    if choices:
        word = spelled(word, choices)
        if word not in choices:
            raise UsageError(f'{key} não pode ser "{word}"', did_you_mean(word, choices))
    return word


def _word(key: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON has
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UsageError(f"{key} é um texto", "diga um texto, entre aspas")
    if len(str(value)) > LONGEST:
        raise UsageError(f"{key} tem mais de {LONGEST} caracteres", "diga menos")
    return str(value)


def _columns(key: str, values: list[str]) -> Iterator[str]:
    """The columns that filters or groups name."""
    for text in values:
        if key == QuestionSettings.por.key:
            yield from (part.strip() for part in text.split(","))
        else:
            yield from columns(parse_condition(text))


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
