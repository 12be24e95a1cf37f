"""What an assistant may tell a tool: arguments of the right kind, none of which says who a customer is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from carteira_cli.assistant.tools import LONGEST, MOST
from carteira_cli.condition import columns, parse_condition
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.attribute_names import CUSTOMER
from carteira_cli.customers.dimensions import may_mean
from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.names import spelled
from carteira_cli.privacy import PERSONAL, personal
from carteira_cli.sources.matching.slugs import slug
from carteira_cli.sources.matching.synonyms import rank
from carteira_cli.sources.matching.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.assistant.tools import AssistantTool
    from carteira_cli.config.resolve import Config

_HIDDEN = "as identidades estão fechadas: {name} não pode usar uma coluna que diz quem é o cliente"
_WHO = frozenset(  # in a column that is no canonical one
    ("razao", "apelido", "dono", "proprietario", "titular", "tomador", "segurado", "pagador", "favorecido")
)
_TELLS_WHO = (("clientes", PERSONAL), ("vendas", (*PERSONAL, "venda")))  # by an order others know whose it is
_OPEN = "pergunte por outra coluna, como uf ou segmento; quem iniciou o servidor pode abri-las com --identificar"


def checked(tool: AssistantTool, arguments: Mapping[str, Any], config: Config) -> dict[str, Any]:
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
    if config.hides_customers:
        for key in (QuestionSettings.onde.key, QuestionSettings.por.key):
            if any(_says_who(column, config) for _, column in may_mean([*_columns(key, found.get(key, ()))])):
                raise UsageError(_HIDDEN.format(name=key), _OPEN)
    return found


def _says_who(column: str, config: Config) -> bool:
    """Whether a column says who a customer is: by its name, or because the configuration reads one out of it.

    A command line is typed by who may open the file; a model is not, and guesses columns.
    """
    closed = {key for _, keys in _TELLS_WHO for key in keys}
    told = {
        slug(name) for table in config.columns.values() for key, name in table.items() if personal(key) or key in closed
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


def _columns(key: str, values: list[str]) -> Iterator[str]:
    """The columns that filters or groups name."""
    for text in values:
        if key == QuestionSettings.por.key:
            yield from (part.strip() for part in text.split(","))
        else:
            yield from columns(parse_condition(text))


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


def _known(key: str, names: tuple[str, ...]) -> str:
    return did_you_mean(key, names) if names else "ela não tem nenhuma"
