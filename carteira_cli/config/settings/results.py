"""Where results go, in what form, and what they may say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.commands.record import CommandKind
from carteira_cli.config.option_values import size_of
from carteira_cli.config.settings.model import (
    FLAG_ENV,
    LIST,
    SWITCH,
    TEXT,
    Among,
    Places,
    Setting,
    as_told,
    default,
    optional,
    word,
)

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


_READING = "Leitura dos arquivos"
_STAR = ("estrela",)


class ResultSettings:
    """Where results go, in what form, and what they may say."""

    def __init__(self, values: Values) -> None:
        self.values = values

    rejeitadas = Setting(
        "Grava aqui todas as linhas rejeitadas, em CSV: arquivo, linha, coluna, valor e motivo.",
        TEXT,
        "Saída",
        "ARQUIVO",
        commands=("validar",),
        writes=True,
    )
    formato = Setting("Formato da saída padrão.", default("tabela", word), "Saída", "FORMATO", short="-f")
    completo = Setting(
        "Mostra tudo na tela: todas as linhas, colunas, tabelas e notas; valores com centavos.", SWITCH, "Saída"
    )
    saida = Setting(
        "Grava neste arquivo, no formato do sufixo; pode repetir. {periodo} e {comando} são preenchidos.",
        LIST,
        "Saída",
        "ARQUIVO",
        short="-o",
        writes=True,
    )
    destino = Setting(
        "Pasta da carteira importada.",
        default("dados", as_told),
        "Saída",
        "PASTA",
        short="-o",
        commands=("importar",),
        writes=True,
    )
    csv_brasil = Setting(
        "CSV como o Excel brasileiro abre: ponto e vírgula, vírgula decimal e marca de UTF-8.", SWITCH, "Saída"
    )
    tabela = Setting(
        "A tabela que vai nos formatos de uma só (csv, tsv, jsonl, parquet): indicadores, por, serie, curva…",
        TEXT,
        "Saída",
        "TABELA",
    )
    empresa = Setting(
        "O nome da empresa, no alto do relatório. Sem ele, o da pasta.",
        TEXT,
        "Saída",
        "NOME",
        commands=("relatorio",),
    )
    manifesto = Setting(
        "Grava este arquivo depois de todos os outros, com o tamanho, as linhas e o sha256 de cada um.",
        TEXT,
        "Saída",
        "ARQUIVO",
        writes=True,
    )
    recibo = Setting(
        "Grava o recibo do resultado: o sha256 de cada arquivo lido, o pedido e os números; `conferir` os refaz.",
        TEXT,
        "Saída",
        "ARQUIVO",
        places=Places({"flag"}),
        writes=True,
    )
    vazio = Setting(
        "Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado).",
        default("aviso", Among("aviso", "erro")),
        "Saída",
        "REGRA",
    )
    email_de = Setting("Remetente da mensagem do formato email.", TEXT, "Saída", "ENDEREÇO")
    email_para = Setting("Destinatário da mensagem do formato email; pode repetir.", LIST, "Saída", "ENDEREÇO")
    pseudonimizar = Setting(
        "Troca códigos de clientes por pseudônimos, com a chave deste arquivo (modo 0600); nomes, documentos e "
        "toda célula de avisos, erros e rejeitados saem.",
        TEXT,
        "Dados pessoais",
        "CHAVE",
    )
    sem_identificadores = Setting(
        "Tira códigos, nomes e documentos de clientes do resultado, e toda célula de avisos, erros e rejeitados.",
        SWITCH,
        "Dados pessoais",
    )
    base = Setting(
        "Linha de base, gravada por carteira base gravar.",
        default("carteira-base.json", as_told),
        "Verificação",
        "ARQUIVO",
        commands=(CommandKind.CHECK, "novidades"),
    )
    avisos_como_erro = Setting("Um aviso também sai com código 1.", SWITCH, "Verificação", commands=("verificar",))
    sempre_zero = Setting(
        "Sai com código 0 mesmo com limites cruzados.", SWITCH, "Verificação", commands=("verificar",)
    )
    log = Setting(
        "Diz o que faz, linha a linha, na saída de erros: texto ou json.",
        optional(Among("texto", "json")),
        "Saída",
        "FORMATO",
        places=FLAG_ENV,
    )
    sem_cache = Setting("Lê tudo de novo: nada guarda, nem usa o que outra execução guardou.", SWITCH, _READING)
    max_cache = Setting(
        "Tamanho máximo do que fica guardado de uma execução para outra.",
        default("2GB", size_of),
        _READING,
        "TAMANHO",
    )
    quieto = Setting("Não mostra avisos nem progresso.", SWITCH, "Saída", short="-q")
    depurar = Setting("Mostra o rastro completo de um erro interno.", SWITCH, "Saída", places=FLAG_ENV)


class StarSettings:
    """How a portfolio is written as a star (`estrela`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    pasta_estrela = Setting(
        "Pasta onde gravar, nova ou vazia.",
        TEXT,
        "Saída",
        "PASTA",
        short="-o",
        commands=_STAR,
        writes=True,
        typed="saida",
    )
    formato_estrela = Setting(
        "Formato das tabelas: parquet ou csv.",
        default("parquet", Among("parquet", "csv")),
        "Saída",
        "FORMATO",
        short="-f",
        commands=_STAR,
        typed="formato",
    )
    versao_modelo = Setting(
        "Versão do formato Apache Ossie do modelo: 0.1.1 ou 0.2.0.dev0.",
        default("0.2.0.dev0", Among("0.1.1", "0.2.0.dev0")),
        "Saída",
        "VERSÃO",
        commands=_STAR,
    )
