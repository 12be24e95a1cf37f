"""Where the data are, and how their files are read."""

from __future__ import annotations

from carteira_cli.config.settings.model import FLAG_ENV, Setting

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
    Setting(
        "ordem_data",
        "dia-mes ou mes-dia, quando as datas não dizem; trocada: o Excel inverteu dia e mês.",
        _READING,
        "ORDEM",
    ),
    Setting(
        "valor_por",
        "De que é o valor da linha, quando não se vê: item ou pedido (vendas), mes ou periodo (contratos).",
        _READING,
        "PARTE",
        choices=("item", "pedido", "mes", "periodo"),
    ),
    Setting(
        "repetidas",
        "Linhas que estão em mais de um arquivo: contam uma-vez, ou somar.",
        _READING,
        "REGRA",
        default="uma-vez",
        choices=("uma-vez", "somar"),
    ),
    Setting("max_descompactado", "Tamanho máximo depois de descompactar.", _READING, "TAMANHO", default="20GB"),
)

SOURCES: tuple[Setting, ...] = (
    Setting("pasta", "Trabalha como se estivesse nesta pasta.", "Fontes", "PASTA", short="-C", places=FLAG_ENV),
    Setting("config", "Arquivo de configuração a usar.", "Fontes", "ARQUIVO", places=FLAG_ENV),
    Setting("vendas", _SOURCE_HELP.format("vendas"), "Fontes", "ARQUIVO", "list"),
    Setting("clientes", _SOURCE_HELP.format("clientes (cadastro)"), "Fontes", "ARQUIVO", "list"),
    Setting("leads", _SOURCE_HELP.format("leads"), "Fontes", "ARQUIVO", "list"),
    Setting("custos", _SOURCE_HELP.format("custos de aquisição"), "Fontes", "ARQUIVO", "list"),
    Setting("assinaturas", _SOURCE_HELP.format("contratos (assinaturas)"), "Fontes", "ARQUIVO", "list"),
    Setting("metas", _SOURCE_HELP.format("metas dos vendedores"), "Fontes", "ARQUIVO", "list"),
    *READING,
)
