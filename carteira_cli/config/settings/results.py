"""Where results go, in what form, and what they may say."""

from __future__ import annotations

from carteira_cli.commands.record import CommandKind
from carteira_cli.config.settings.model import CONFIG, FLAG_ENV, Setting

RESULTS: tuple[Setting, ...] = (
    Setting(
        "rejeitadas",
        "Grava aqui todas as linhas rejeitadas, em CSV: arquivo, linha, coluna, valor e motivo.",
        "Saída",
        "ARQUIVO",
        commands=("validar",),
    ),
    Setting("etapas", "Etapas do funil de leads, em ordem.", kind="list", places=CONFIG),
    Setting(
        "cancelados",
        "Palavra da coluna status que anula a linha, e então só elas; * vale por qualquer coisa; pode repetir.",
        "Regras",
        "PALAVRA",
        "list",
    ),
    Setting(
        "validos",
        "Palavra da coluna status (ou da operação) que conta como venda, sem aviso; pode repetir.",
        "Regras",
        "PALAVRA",
        "list",
    ),
    Setting(
        "periodicidades",
        'Meses de cada palavra da periodicidade dos contratos: ["Safra = 12"].',
        kind="list",
        places=CONFIG,
    ),
    Setting(
        "formato",
        "Formato da saída padrão.",
        "Saída",
        "FORMATO",
        default="tabela",
        short="-f",
    ),
    Setting(
        "saida",
        "Grava neste arquivo, no formato do sufixo; pode repetir. {periodo} e {comando} são preenchidos.",
        "Saída",
        "ARQUIVO",
        "list",
        short="-o",
    ),
    Setting(
        "destino",
        "Pasta da carteira importada.",
        "Saída",
        "PASTA",
        default="dados",
        short="-o",
        commands=("importar",),
    ),
    Setting(
        "csv_brasil",
        "CSV como o Excel brasileiro abre: ponto e vírgula, vírgula decimal e marca de UTF-8.",
        "Saída",
        kind="switch",
    ),
    Setting(
        "tabela",
        "A tabela que vai nos formatos de uma só (csv, tsv, jsonl, parquet): indicadores, por, serie, curva…",
        "Saída",
        "TABELA",
    ),
    Setting(
        "manifesto",
        "Grava este arquivo depois de todos os outros, com o tamanho, as linhas e o sha256 de cada um.",
        "Saída",
        "ARQUIVO",
    ),
    Setting(
        "vazio",
        "Resultado sem nenhuma linha ou número: aviso, ou erro (código 2, e nada é gravado).",
        "Saída",
        "REGRA",
        default="aviso",
        choices=("aviso", "erro"),
    ),
    Setting("email_de", "Remetente da mensagem do formato email.", "Saída", "ENDEREÇO"),
    Setting("email_para", "Destinatário da mensagem do formato email; pode repetir.", "Saída", "ENDEREÇO", "list"),
    Setting(
        "pseudonimizar",
        "Troca códigos de clientes por pseudônimos, com a chave deste arquivo (modo 0600); nomes, documentos e "
        "toda célula de avisos, erros e rejeitados saem.",
        "Dados pessoais",
        "CHAVE",
    ),
    Setting(
        "sem_identificadores",
        "Tira códigos, nomes e documentos de clientes do resultado, e toda célula de avisos, erros e rejeitados.",
        "Dados pessoais",
        kind="switch",
    ),
    Setting(
        "base",
        "Linha de base, gravada por carteira base gravar.",
        "Verificação",
        "ARQUIVO",
        default="carteira-base.json",
        commands=(CommandKind.CHECK,),
    ),
    Setting(
        "avisos_como_erro",
        "Um aviso também sai com código 1.",
        "Verificação",
        kind="switch",
        commands=("verificar",),
    ),
    Setting(
        "sempre_zero",
        "Sai com código 0 mesmo com limites cruzados.",
        "Verificação",
        kind="switch",
        commands=("verificar",),
    ),
    Setting(
        "log",
        "Diz o que faz, linha a linha, na saída de erros: texto ou json.",
        "Saída",
        "FORMATO",
        choices=("texto", "json"),
        places=FLAG_ENV,
    ),
    Setting("quieto", "Não mostra avisos nem progresso.", "Saída", kind="switch", short="-q"),
    Setting("depurar", "Mostra o rastro completo de um erro interno.", "Saída", kind="switch", places=FLAG_ENV),
)
