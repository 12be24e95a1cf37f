"""Every option, declared once: flag, environment variable and configuration key have one name.

`vendas` is the flag `--vendas`, the variable `CARTEIRA_VENDAS` and the key `vendas` of
`carteira.toml`. Precedence: flag > variable > configuration > default.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CONFIG_FILE = "carteira.toml"
TABLE_KEYS = ("colunas", "leitura")  # sections with one table a source
LIST_KEYS = ("limites", "exportar")  # lists of tables: thresholds, jobs
ENV_PREFIX = "CARTEIRA_"
DEFAULT_CANCELLED = (
    *("cancelado", "cancelada", "cancelamento", "canceled", "cancelled", "void", "voided", "anulado", "anulada"),
    *("não faturado", "não faturada", "recusado", "recusada", "rejeitado", "rejeitada", "negado", "negada"),
    *("denegado", "denegada", "inutilizado", "inutilizada"),
)
# A sale that came back does not count; a line with a negative amount is the return itself, which does.
DEFAULT_RETURNED = (
    *("devolvido", "devolvida", "devolução", "estornado", "estornada", "estorno", "reembolsado", "reembolsada"),
    *("returned", "refunded", "chargeback"),
)

# The commands of the catalogue's families, and the summary of them all.
INDICATORS = ("resumo", "churn", "churn-receita", "ticket", "ltv", "cac", "conversao", "pareto", "ativos")

# Those that hold every indicator against something.
CHECKS = ("verificar", "base")

Kind = Literal["text", "list", "switch"]


@dataclass(frozen=True)
class Setting:
    """One option.

    Attributes:
        key: the configuration key; the flag and the variable follow from it.
        help: what it does, in Portuguese.
        panel: the panel of the help it stands in.
        metavar: what its value is, in the help.
        kind: one text, a list of texts, or a switch.
        default: the value when nothing sets it.
        short: a one-letter flag.
        places: where it can be set besides the flag.
        commands: the commands that have it; None: every analysis.
        choices: the only values it takes, when they are few.
    """

    key: str
    help: str
    panel: str = "Regras"
    metavar: str = "TEXTO"
    kind: Kind = "text"
    default: str | None = None
    short: str | None = None
    places: frozenset[Literal["flag", "env", "config"]] = frozenset({"flag", "env", "config"})
    commands: tuple[str, ...] | None = None
    choices: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """`--limite-abc` for `limite_abc`."""
        return "--" + self.key.replace("_", "-")

    @property
    def variable(self) -> str:
        """`CARTEIRA_LIMITE_ABC` for `limite_abc`."""
        return ENV_PREFIX + self.key.upper()


_FLAG_ENV = frozenset[Literal["flag", "env", "config"]]({"flag", "env"})
_CONFIG = frozenset[Literal["flag", "env", "config"]]({"config"})
_SOURCE_HELP = "Arquivo de {}; aceita curingas (*), - e endereços (s3://, https://); pode repetir."
_READING = "Leitura dos arquivos"

READING: tuple[Setting, ...] = (
    Setting("perfil", "Sistema que gerou o arquivo, como bling-contatos; sem ela, é reconhecido.", _READING, "PERFIL"),
    Setting("codificacao", "Codificação do texto: utf-8, cp1252, latin-1, utf-16.", _READING, "NOME"),
    Setting("separador", 'Separador das células: ";", ",", tab, "|" ou outro texto.', _READING, "TEXTO"),
    Setting("aspas", "Aspas em volta das células: dupla, simples ou nenhuma.", _READING, "TIPO"),
    Setting("escape", "Como se escrevem aspas dentro de aspas: dobrada ou barra.", _READING, "TIPO"),
    Setting("cabecalho", "Linha do arquivo em que está o cabeçalho, ou nenhum.", _READING, "LINHA"),
    Setting("planilha", "Aba da planilha (Excel, ODS).", _READING, "ABA"),
    Setting("decimal", "Vírgula ou ponto decimal, quando os valores não dizem.", _READING, "MARCA"),
    Setting("ordem_data", "dia-mes ou mes-dia, quando as datas não dizem.", _READING, "ORDEM"),
    Setting("max_descompactado", "Tamanho máximo depois de descompactar.", _READING, "TAMANHO", default="20GB"),
)

SETTINGS: tuple[Setting, ...] = (
    Setting("pasta", "Trabalha como se estivesse nesta pasta.", "Fontes", "PASTA", short="-C", places=_FLAG_ENV),
    Setting("config", "Arquivo de configuração a usar.", "Fontes", "ARQUIVO", places=_FLAG_ENV),
    Setting("vendas", _SOURCE_HELP.format("vendas"), "Fontes", "ARQUIVO", "list"),
    Setting("clientes", _SOURCE_HELP.format("clientes (cadastro)"), "Fontes", "ARQUIVO", "list"),
    Setting("leads", _SOURCE_HELP.format("leads"), "Fontes", "ARQUIVO", "list"),
    Setting("custos", _SOURCE_HELP.format("custos de aquisição"), "Fontes", "ARQUIVO", "list"),
    Setting("assinaturas", _SOURCE_HELP.format("contratos (assinaturas)"), "Fontes", "ARQUIVO", "list"),
    Setting("metas", _SOURCE_HELP.format("metas dos vendedores"), "Fontes", "ARQUIVO", "list"),
    *READING,
    Setting(
        "periodo",
        "Período: 2024-Q1, 2024-03, 2024, 2024-W07, A..B, ultimo-mes… Sem ele, o último mês completo.",
        "Período",
        "PERÍODO",
        default="ultimo-mes",
        short="-p",
    ),
    Setting(
        "comparar",
        "Compara com: anterior, ano-anterior, nenhum ou um período.",
        "Período",
        "PERÍODO",
    ),
    Setting(
        "serie",
        "Os números de cada mes, trimestre, semestre ou ano do período; sem --periodo, dos últimos 12, 8, 6 ou 5.",
        "Período",
        "GRÃO",
        choices=("mes", "trimestre", "semestre", "ano"),
        commands=INDICATORS,
    ),
    Setting(
        "hoje",
        "Data de referência (AAAA-MM-DD). Sem ela, a data da última venda.",
        "Período",
        "DATA",
    ),
    Setting(
        "onde",
        'Só os clientes ou vendas assim: "uf=SP e tipo=PJ", "vendas.canal em (loja, site)"; pode repetir.',
        "Recorte",
        "CONDIÇÃO",
        "list",
    ),
    Setting(
        "por",
        "Os números de cada grupo: uf, tipo, segmento, vendedor, vendas.categoria, classe_abc, coorte…; até duas.",
        "Recorte",
        "COLUNA",
        "list",
        commands=INDICATORS,
    ),
    Setting(
        "minimo",
        "Junta os grupos com menos clientes (ou leads) que isto.",
        "Recorte",
        "N",
        commands=INDICATORS,
    ),
    Setting(
        "pequenos",
        "O que fazer dos grupos abaixo de --minimo ou --limite: juntar ou omitir.",
        "Recorte",
        "REGRA",
        default="juntar",
        choices=("juntar", "omitir"),
        commands=INDICATORS,
    ),
    Setting("limite", "Quantos mostrar: os maiores grupos, clientes ou linhas.", "Recorte", "N"),
    Setting(
        "listar",
        "Os clientes por trás de um número: perdidos, novos, reativados, inativos, expansao, classe-a…",
        "Recorte",
        "LISTA",
        commands=INDICATORS,
    ),
    Setting(
        "inatividade",
        "Prazo sem comprar até o cliente deixar de ser ativo: 90d, 3m, ou auto (pelo ciclo de compra).",
        metavar="PRAZO",
        default="90d",
    ),
    Setting(
        "atividade",
        "O que faz um cliente ativo: compras ou contratos; sem ela, contratos se há assinaturas.",
        metavar="REGRA",
        choices=("compras", "contratos"),
        commands=(*INDICATORS, *CHECKS),
    ),
    Setting(
        "margem",
        'Margem para LTV e payback: 0.35, 35% ou "custo" (coluna das vendas).',
        metavar="MARGEM",
        default="1",
    ),
    Setting(
        "devolucoes",
        "Devoluções: abater da receita ou ignorar.",
        metavar="REGRA",
        default="abater",
        choices=("abater", "ignorar"),
    ),
    Setting(
        "prazo",
        "Só conta a conversão que veio em até este prazo: 30d.",
        metavar="PRAZO",
        commands=("conversao", "resumo", *CHECKS),
    ),
    Setting(
        "limite_abc",
        "Quem cruza o limite da classe: fica nela (cruza) ou desce (estrito).",
        metavar="REGRA",
        default="cruza",
        choices=("cruza", "estrito"),
        commands=("pareto", "resumo", "risco", *CHECKS),
    ),
    Setting(
        "medida",
        "O que concentra: receita, margem (coluna custo) ou pedidos.",
        metavar="MEDIDA",
        default="receita",
        choices=("receita", "margem", "pedidos"),
        commands=("pareto",),
    ),
    Setting(
        "coorte",
        "Coortes pelo mês ou pelo trimestre da primeira compra.",
        metavar="GRÃO",
        default="mes",
        choices=("mes", "trimestre"),
        commands=("coortes",),
    ),
    Setting(
        "horizonte",
        "Compras que contam para frequência e valor no RFM: 12m, 365d ou tudo.",
        metavar="PRAZO",
        default="12m",
        commands=("rfm",),
    ),
    Setting("quantis", "Notas do RFM: de 1 a este número (3 a 10).", metavar="N", default="5", commands=("rfm",)),
    Setting(
        "cortes_recencia",
        'Até quantos dias sem comprar vale cada nota, da maior à menor: "30,60,90,180". Sem ela, quantis.',
        metavar="DIAS",
        commands=("rfm",),
    ),
    Setting(
        "cortes_frequencia",
        'Até quantos pedidos vale cada nota, da menor à maior: "1,2,4,8". Sem ela, quantis.',
        metavar="PEDIDOS",
        commands=("rfm",),
    ),
    Setting(
        "cortes_valor",
        'Até quantos reais vale cada nota, da menor à maior: "100,500,1000,5000". Sem ela, quantis.',
        metavar="REAIS",
        commands=("rfm",),
    ),
    Setting(
        "dias",
        "Contratos que terminam em até este prazo: 90d, 3m.",
        metavar="PRAZO",
        default="90d",
        commands=("renovacoes",),
    ),
    Setting(
        "vendedor_de",
        "O vendedor do cadastro do cliente ou o da venda; sem ela, o do cadastro, se houver.",
        metavar="ORIGEM",
        choices=("cadastro", "venda"),
        commands=("vendedores",),
    ),
    Setting("raiz_cnpj", "Trata as filiais de um CNPJ (mesmos 8 primeiros) como um cliente.", kind="switch"),
    Setting("fuso", "Fuso para datas com hora e zona, como America/Sao_Paulo.", metavar="FUSO"),
    Setting(
        "max_rejeitadas",
        "Recusa o arquivo com mais linhas rejeitadas que isto.",
        metavar="FRAÇÃO",
        default="20%",
    ),
    Setting(
        "rejeitadas",
        "Grava aqui todas as linhas rejeitadas, em CSV: arquivo, linha, coluna, valor e motivo.",
        "Saída",
        "ARQUIVO",
        commands=("validar",),
    ),
    Setting("etapas", "Etapas do funil de leads, em ordem.", kind="list", places=_CONFIG),
    Setting("cancelados", "Palavras da coluna status que anulam a linha.", kind="list", places=_CONFIG),
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
        "Troca códigos de clientes por pseudônimos, com a chave deste arquivo (de modo 0600); nomes e documentos saem.",
        "Dados pessoais",
        "CHAVE",
    ),
    Setting(
        "sem_identificadores",
        "Tira códigos, nomes e documentos de clientes do resultado.",
        "Dados pessoais",
        kind="switch",
    ),
    Setting(
        "base",
        "Linha de base, gravada por carteira base gravar.",
        "Verificação",
        "ARQUIVO",
        default="carteira-base.json",
        commands=CHECKS,
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
        places=_FLAG_ENV,
    ),
    Setting("quieto", "Não mostra avisos nem progresso.", "Saída", kind="switch", short="-q"),
    Setting("depurar", "Mostra o rastro completo de um erro interno.", "Saída", kind="switch", places=_FLAG_ENV),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}
READING_KEYS = tuple(setting.key for setting in READING)
SOURCE_KEYS = ("vendas", "clientes", "leads", "custos", "assinaturas", "metas")


def settings_of(command: str) -> tuple[Setting, ...]:
    """The settings that a command takes as flags."""
    return tuple(
        setting
        for setting in SETTINGS
        if "flag" in setting.places and (setting.commands is None or command in setting.commands)
    )
