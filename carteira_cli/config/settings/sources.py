"""Where the data are, and how their files are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.option_values import encoding_of, escape_of, header_of, quote_of, separator_of, size_of
from carteira_cli.config.settings.model import (
    FLAG_ENV,
    LIST,
    TEXT,
    Among,
    Setting,
    default,
    optional,
    settings_in,
    several,
)

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


_SOURCE_HELP = "Arquivo de {}; aceita curingas (*), - e endereços (s3://, https://, postgresql://); pode repetir."
_READING = "Leitura dos arquivos"


class SourceSettings:
    """Where the data are: `config.values[table]`, for who reads them goes through the tables."""

    pasta = Setting(
        "Trabalha como se estivesse nesta pasta; o que -o grava fica onde você está.",
        TEXT,
        "Fontes",
        "PASTA",
        short="-C",
        places=FLAG_ENV,
    )
    config = Setting("Arquivo de configuração a usar.", TEXT, "Fontes", "ARQUIVO", places=FLAG_ENV)
    vendas = Setting(_SOURCE_HELP.format("vendas"), LIST, "Fontes", "ARQUIVO")
    clientes = Setting(_SOURCE_HELP.format("clientes (cadastro)"), LIST, "Fontes", "ARQUIVO")
    leads = Setting(_SOURCE_HELP.format("leads"), LIST, "Fontes", "ARQUIVO")
    custos = Setting(_SOURCE_HELP.format("custos de aquisição"), LIST, "Fontes", "ARQUIVO")
    assinaturas = Setting(_SOURCE_HELP.format("contratos (assinaturas)"), LIST, "Fontes", "ARQUIVO")
    metas = Setting(_SOURCE_HELP.format("metas dos vendedores"), LIST, "Fontes", "ARQUIVO")
    titulos = Setting(_SOURCE_HELP.format("títulos a receber"), LIST, "Fontes", "ARQUIVO")
    avaliacoes = Setting(_SOURCE_HELP.format("avaliações (NPS)"), LIST, "Fontes", "ARQUIVO")
    contatos = Setting(_SOURCE_HELP.format("contatos e visitas"), LIST, "Fontes", "ARQUIVO")
    campanhas = Setting(_SOURCE_HELP.format("clientes em campanhas"), LIST, "Fontes", "ARQUIVO")
    etapas = Setting(_SOURCE_HELP.format("etapas dos leads"), LIST, "Fontes", "ARQUIVO")


def _query(_: str, text: str) -> tuple[str | None, str]:
    from carteira_cli.config.query_words import query_of  # weight: the help does without

    return query_of(_TABLES, text)


_TABLES = tuple(one.key for one in settings_in(SourceSettings) if one.domain.kind == "list")


class ReadingSettings:
    """How files are read: what holds for all of them, or for those of one table."""

    def __init__(self, values: Values) -> None:
        self.values = values

    perfil = Setting(
        "Sistema que gerou o arquivo, como bling-contatos; sem ela, é reconhecido.", TEXT, _READING, "PERFIL"
    )
    codificacao = Setting(
        "Codificação do texto: utf-8, cp1252, latin-1, utf-16.", optional(encoding_of), _READING, "NOME"
    )
    separador = Setting('Separador das células: ";", ",", tab, "|" ou outro texto.', optional(separator_of), _READING)
    aspas = Setting("Aspas em volta das células: dupla, simples ou nenhuma.", optional(quote_of), _READING, "TIPO")
    escape = Setting("Como se escrevem aspas dentro de aspas: dobrada ou barra.", optional(escape_of), _READING, "TIPO")
    cabecalho = Setting("Linha do arquivo em que está o cabeçalho, ou nenhum.", optional(header_of), _READING, "LINHA")
    planilha = Setting("Aba da planilha (Excel, ODS).", TEXT, _READING, "ABA")
    consulta = Setting(
        'Consulta SQL a um banco: "select …"; com mais de um banco, "vendas=select …"; pode repetir.',
        several(_query, apart="\n\n"),  # a query has lines, and colons
        _READING,
        "SQL",
    )
    decimal = Setting(
        "Vírgula ou ponto decimal, quando os valores não dizem.", optional(Among("virgula", "ponto")), _READING, "MARCA"
    )
    ordem_data = Setting(
        "dia-mes ou mes-dia, quando as datas não dizem; trocada: o Excel inverteu dia e mês.",
        optional(Among("dia-mes", "mes-dia", "trocada")),
        _READING,
        "ORDEM",
    )
    valor_por = Setting(
        "De que é o valor da linha, quando não se vê: item ou pedido (vendas), mes ou periodo (contratos).",
        optional(Among("item", "pedido", "mes", "periodo")),
        _READING,
        "PARTE",
    )
    repetidas = Setting(
        "Linhas que estão em mais de um arquivo: contam uma-vez, ou somar.",
        default("uma-vez", Among("uma-vez", "somar")),
        _READING,
        "REGRA",
    )
    max_descompactado = Setting("Tamanho máximo depois de descompactar.", default("20GB", size_of), _READING, "TAMANHO")
