"""The tools that an assistant has: what each takes and answers, in words of the records alone, never of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.commands import analyses
from carteira_cli.config.settings import QuestionSettings, settings_of
from carteira_cli.dataclass import dataclass
from carteira_cli.json_schema import CELL, COUNT, TEXT, list_of, map_of
from carteira_cli.library.options import in_python
from carteira_cli.outgoing.receipt import ORIGIN
from carteira_cli.render.result_json import READING, RESULT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.config.settings import Setting

LONGEST = 1_000  # characters of a value
MOST = 20  # values of a list
_SCREEN = "tabela"  # what is no file to hand over
_COMMAND, _INDICATOR = "comando", "indicador"
_OF_ANALYSES = (
    QuestionSettings.periodo,
    QuestionSettings.por,
    QuestionSettings.onde,
    QuestionSettings.comparar,
    QuestionSettings.serie,
    QuestionSettings.limite,
)
_OF_CUSTOMER = "cliente"
_OF_A_READING = ("intervalo_95", "anterior", "variacao", "intervalo_variacao_95", "veredito_variacao")


@dataclass(frozen=True)
class AssistantTool:
    """A tool.

    Attributes:
        name: as the assistant calls it.
        title: for people.
        description: what it answers and when to use it.
        words: what it takes besides settings: name → JSON Schema.
        settings: the options that it takes, as the command line has them.
        required: names that can't be left out.
    """

    name: str
    title: str
    description: str
    words: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    settings: tuple[Setting[Any], ...] = ()
    required: tuple[str, ...] = ()

    @property
    def takes(self) -> tuple[str, ...]:
        """Names of all that it takes."""
        return (*(name for name, _ in self.words), *(one.key for one in self.settings))

    def input_schema(self) -> dict[str, Any]:
        """The JSON Schema of its arguments."""
        return {
            "type": "object",
            "properties": {**dict(self.words), **{one.key: _of_setting(one) for one in self.settings}},
            "required": [*self.required],
            "additionalProperties": False,
        }


def tools_of(*, names_customers: bool) -> dict[str, AssistantTool]:
    """Every tool by name.

    Args:
        names_customers: whether answers may say who a customer is: only then one of them can be asked about.
    """
    asked = askable(names_customers=names_customers)
    every = (
        AssistantTool(
            "indicadores",
            "Os indicadores que há",
            "Lista os indicadores do carteira: chave, comando que o calcula, unidade, fórmula e significado. Não lê os "
            "dados. Com comando, só os dele.",
            ((_COMMAND, {"type": "string", "enum": [*_with_indicators()], "description": "Só os deste comando."}),),
        ),
        AssistantTool(
            "analisar",
            "Uma análise da carteira",
            "Roda um comando do carteira nesta pasta e devolve o JSON dele: indicadores com intervalo e veredito, "
            "tabelas, regras, fontes e avisos. Para comparar, use comparar: nunca subtraia dois resultados. Comandos:\n"
            + "\n".join(f"- {name}: {analyses()[name].help}" for name in asked),
            (
                (_COMMAND, {"type": "string", "enum": [*asked], "description": "O comando."}),
                *([(_OF_CUSTOMER, _of_setting(QuestionSettings.cliente))] if names_customers else []),
            ),
            _OF_ANALYSES,
            (_COMMAND,),
        ),
        AssistantTool(
            "explicar",
            "Por que um indicador mudou",
            f"{analyses()['explicar'].help}. Use antes de dar qualquer causa: o que ela não diz não está provado.",
            ((_INDICATOR, {**TEXT, "description": in_python(QuestionSettings.indicador.help)}),),
            (QuestionSettings.periodo, QuestionSettings.comparar, QuestionSettings.por, QuestionSettings.onde),
            (_INDICATOR,),
        ),
        AssistantTool(
            "verificar",
            "Os limites combinados",
            "Confere os limites que a empresa combinou no carteira.toml: o veredito de cada um é ok, aviso, erro ou "
            "sem_dados.",
            (),
            (QuestionSettings.periodo, QuestionSettings.onde),
        ),
        AssistantTool(
            "definicao",
            "O que um indicador quer dizer",
            "A definição de um indicador: significado, unidade, fórmula, direção e uma conta feita. Não lê os dados.",
            ((_INDICATOR, {**TEXT, "description": "A chave do indicador, como churn ou ticket_cliente."}),),
            (),
            (_INDICATOR,),
        ),
    )
    return {one.name: one for one in every}


def askable(*, names_customers: bool) -> tuple[str, ...]:
    """The analyses that `analisar` knows: those that need no word of their own, and answer on a screen.

    With customers named also the one that is all about one of them.
    """
    bare = {name: [one.key for one in settings_of(name) if one.bare] for name in analyses()}
    alone = [_OF_CUSTOMER] if names_customers else []
    return tuple(
        name
        for name, record in analyses().items()
        if record.format == _SCREEN and (not bare[name] or bare[name] == alone)
    )


def output_schema() -> dict[str, Any]:
    """The JSON Schema of an answer: the envelope of the command line, whose parts `carteira esquema` tells in full.

    Short, because a model reads the listing of the tools with every question.
    """
    promised = RESULT.schema()
    properties: dict[str, Any] = {name: _lean(one) for name, one in promised["properties"].items()}
    reading = READING.schema()["properties"]
    one = {key: _lean(reading[key]) for key in _OF_A_READING}
    properties["indicadores"] = map_of({"type": "object", "properties": {"valor": CELL, "unidade": TEXT, **one}})
    properties["tabelas"] = map_of(list_of(map_of(CELL)))
    line = {"tabela": TEXT, "linhas": COUNT, "total": COUNT}
    properties["refazer"] = {
        **TEXT,
        "description": "a linha de comando que dá o resultado inteiro, na pasta da carteira",
    }
    properties["cortado"] = {
        **list_of({"type": "object", "properties": line, "required": [*line], "additionalProperties": False}),
        "description": "o que não coube: só as primeiras linhas do total vieram; vazio, se veio tudo",
    }
    properties["recibo"] = {**ORIGIN, "description": "de que arquivos os números saíram, com o sha256 de cada um"}
    required = [*promised["required"], "refazer", "cortado"]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _lean(promised: Mapping[str, Any]) -> dict[str, Any]:
    """Of what kind a value is, and what it says."""
    kind = promised.get("type", "object" if "$ref" in promised else None)
    said = {key: promised[key] for key in ("description", "const") if key in promised}
    return ({"type": kind} if kind else {}) | said


def _with_indicators() -> list[str]:
    """The commands that compute indicators of the catalogue, in order."""
    from carteira_cli.analysis.explain import listing  # weight: the help does without

    return [*dict.fromkeys(str(row[1]) for row in listing().tables[0].rows)]


def _of_setting(setting: Setting[Any]) -> dict[str, Any]:
    """The JSON Schema of an option, in its own words."""
    said = {"description": in_python(setting.help)}
    one: dict[str, Any] = {"type": "string", "maxLength": LONGEST}
    if setting is QuestionSettings.limite:
        return {"type": "integer", "minimum": 1, **said}
    if setting.domain.kind == "list":
        return {"type": "array", "items": one, "maxItems": MOST, **said}
    if setting.domain.choices:
        return {"type": "string", "enum": [*setting.domain.choices], **said}
    return {**one, **said}
