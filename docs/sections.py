"""The sections of `carteira.toml` whose keys are no options: what each says, held against what the program takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference import table

from carteira_cli.checks.limits import KEYS as LIMIT_KEYS
from carteira_cli.config.activity_rules import KEYS as RULE_KEYS
from carteira_cli.config.settings import ACTIVITY_RULES, ENGINE_KEYS, ENGINE_TABLE, LIST_KEYS, READING, TABLE_KEYS
from carteira_cli.jobs import TAKES as JOB_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEYS: dict[str, tuple[str, ...]] = {
    "limites": LIMIT_KEYS,
    "exportar": JOB_KEYS,
    ACTIVITY_RULES: RULE_KEYS,
    ENGINE_TABLE: tuple(ENGINE_KEYS),
}
INTENT = {
    "limites": "Um limite que `carteira verificar` confere; a seção se repete, uma vez por limite.",
    "exportar": "Um trabalho de `carteira exportar`; a seção se repete, uma vez por trabalho.",
    ACTIVITY_RULES: "Quem é ativo, de quais clientes: vale a primeira regra que serve; a sem `onde`, para os demais.",
    ENGINE_TABLE: 'O motor das análises; também `motor = "duckdb"`, sem seção.',
}
MEANINGS: dict[str, Mapping[str, str]] = {
    "limites": {
        "indicador": "a chave do número, como em [Indicadores](indicadores.md); obrigatória",
        "erro": 'a condição que é uma falha (código 1): `"> 5%"`, `"< R$ 1.000,00"`',
        "aviso": "a condição que só avisa",
        "por": "uma coluna: um veredito por grupo",
        "grupo": "dos grupos de `por`, só este",
        "amostra_min": "o menor denominador; com menos, o veredito é sem dados",
        "piora_max": 'quanto pode piorar desde a linha de base: `"2 p.p."`, `"10%"`',
        "piora_max_anterior": "quanto pode piorar desde o período anterior",
        "sem_dados": "o que vale um número que falta: `erro` (padrão), `aviso` ou `ok`",
        "mensagem": "o que se diz junto da falha",
        "sinal": "`exigir`: só falha além do acaso; `informar` (padrão): diz quando o acaso explica",
    },
    "exportar": {
        "nome": "como `carteira exportar NOME` o chama; sem ele, o comando e o seu lugar na lista: `churn-1`",
        "comando": "a análise que ele roda; obrigatória",
        "opcoes": 'as opções dela: `{ por = "uf" }`',
        "saida": "um arquivo ou uma lista deles; `{periodo}` e `{comando}` são preenchidos",
    },
    ACTIVITY_RULES: {
        "onde": 'de quais clientes ela é: `"segmento=Indústria"`; sem ela, de todos os que não têm outra',
        "inatividade": "o prazo em que se conta; sem ele, o da análise",
        "pedidos_min": "quantos pedidos pede; sem ela, 1",
        "valor_min": 'quanto de receita pede: `"R$ 500,00"`; sem ela, nenhum',
    },
    ENGINE_TABLE: {
        "nome": "`polars`, `duckdb` ou `spark`",
        "memoria": "quanta memória o motor pode usar: `4GB`",
        "spark": "o cluster: `local[*]`, `spark://…`, `yarn` ou `sc://…`",
    },
}


class UnknownKeyError(ValueError):
    """A section has a key that this page does not explain, or explains one that there is no more."""


def lines() -> Iterator[str]:
    """The part of the page of options that tells of sections.

    Raises:
        UnknownKeyError: the program takes other keys than are explained here.
    """
    if {*LIST_KEYS, ENGINE_TABLE} != {*KEYS}:
        raise UnknownKeyError(f"docs/sections.py: sections {sorted({*LIST_KEYS, ENGINE_TABLE} ^ {*KEYS})}")
    yield ""
    yield "## Seções do carteira.toml"
    yield ""
    colunas, leitura = TABLE_KEYS
    keys = ", ".join(f"`{one.key}`" for one in READING)
    yield f"`[{colunas}.TABELA]` diz que coluna do arquivo é cada [coluna canônica](tabelas.md), que fica à esquerda:"
    yield f'`cliente = "Cód. Parceiro"`. `[{leitura}.TABELA]` diz como ler os arquivos de uma tabela só; fora'
    yield f"de seção, os de todas: {keys}."
    for name, known in KEYS.items():
        meanings = MEANINGS[name]
        if {*meanings} != {*known}:
            raise UnknownKeyError(f"docs/sections.py: keys of {name}: {sorted({*meanings} ^ {*known})}")
        yield ""
        yield f"### {name if name == ENGINE_TABLE else f'[[{name}]]'}".replace("[", "\\[").replace("]", "\\]")
        yield ""
        yield INTENT[name]
        yield from table(("chave", "o que diz"), ((f"`{key}`", meanings[key]) for key in known))
