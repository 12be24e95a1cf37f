"""The keys of the settings, for the type checker: a misspelt one is an error before anything runs.

A test holds them against the declarations.
"""

from __future__ import annotations

from typing import Literal

TextKey = Literal[  # texts that have a default
    "repetidas",
    "max_descompactado",
    "periodo",
    "pequenos",
    "inatividade",
    "margem",
    "devolucoes",
    "limite_abc",
    "medida",
    "coorte",
    "horizonte",
    "quantis",
    "dias",
    "consumidor_final",
    "max_rejeitadas",
    "formato",
    "destino",
    "vazio",
    "base",
]
OptionalKey = Literal[  # texts that may be unset
    "pasta",
    "config",
    "perfil",
    "codificacao",
    "separador",
    "aspas",
    "escape",
    "cabecalho",
    "planilha",
    "decimal",
    "ordem_data",
    "valor_por",
    "comparar",
    "serie",
    "hoje",
    "minimo",
    "limite",
    "listar",
    "atividade",
    "prazo",
    "cortes_recencia",
    "cortes_frequencia",
    "cortes_valor",
    "vendedor_de",
    "fuso",
    "rejeitadas",
    "tabela",
    "manifesto",
    "email_de",
    "pseudonimizar",
    "log",
]
ListKey = Literal[  # lists of texts
    "vendas",
    "clientes",
    "leads",
    "custos",
    "assinaturas",
    "metas",
    "onde",
    "por",
    "moeda",
    "etapas",
    "cancelados",
    "validos",
    "periodicidades",
    "saida",
    "email_para",
]
SwitchKey = Literal[  # switches
    "validar",
    "raiz_cnpj",
    "csv_brasil",
    "sem_identificadores",
    "avisos_como_erro",
    "sempre_zero",
    "quieto",
    "depurar",
]
Key = TextKey | OptionalKey | ListKey | SwitchKey
