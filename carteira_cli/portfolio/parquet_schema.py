"""What the columns of a portfolio's Parquet are: their types, and their meaning in words for the file's metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.matching.slugs import KEPT, bare_name
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.proving.overlapping_exports import SOURCE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from carteira_cli.sources.matching.tables import CanonicalTable

ORIGINAL = "status_original"  # the word in the export, where `status` says what was decided instead
MONEY = pl.Decimal(18, 2)
_TYPES: dict[ValueKind, pl.DataType] = {
    ValueKind.ID: pl.String(),
    ValueKind.TEXT: pl.String(),
    ValueKind.PERIOD: pl.String(),
    ValueKind.DAY: pl.Date(),
    ValueKind.MONEY: MONEY,
}
_TITLES = {
    "cliente": "código do cliente",
    "data": "dia da venda, do lead, do custo ou do que a linha diz",
    "valor": "valor da linha em reais",
    "venda": "código do pedido; várias linhas podem ter o mesmo",
    "status": "situação, como na exportação",
    "vendedor": "vendedor",
    "produto": "produto",
    "categoria": "categoria do produto",
    "quantidade": "quantidade, como na exportação",
    "custo": "custo da linha em reais",
    "canal": "canal",
    "operacao": "natureza da operação, como na exportação",
    "nome": "nome do cliente",
    "documento": "CPF ou CNPJ, como na exportação",
    "tipo": "tipo",
    "uf": "estado",
    "cidade": "cidade",
    "pais": "país",
    "segmento": "segmento",
    "data_cadastro": "dia do cadastro",
    "nascimento": "dia do nascimento",
    "lead": "código do lead",
    "data_conversao": "dia em que o lead virou cliente",
    "origem": "origem do lead",
    "etapa": "etapa do funil",
    "inicio": "primeiro dia do contrato",
    "fim": "dia em que o contrato deixa de valer; vazio enquanto não tem fim",
    "valor_mensal": "valor por mês do contrato, em reais",
    "plano": "plano",
    "periodo": "período da meta, como 2024-03",
    "meta": "meta do período em reais",
    "desconto": "desconto da linha em reais",
    "indicado_por": "código do cliente que o indicou",
    "titulo": "código do título",
    "vencimento": "dia em que vence",
    "emissao": "dia da emissão",
    "pagamento": "dia em que foi pago; vazio enquanto não foi",
    "valor_pago": "quanto foi pago, em reais",
    "saldo": "quanto falta pagar, como na exportação, em reais",
    "situacao": "situação, como na exportação",
    "parcela": "qual das parcelas, como na exportação",
    "previsao": "dia em que se espera receber",
    "nota": "nota dada pelo cliente; vazia se não respondeu",
    "comentario": "comentário, como na exportação",
    "pesquisa": "pesquisa a que respondeu",
    "convite": "dia em que foi convidado a responder",
    "resultado": "resultado do contato",
    "proximo": "dia do próximo contato",
    "campanha": "campanha",
    "grupo": "tratado ou controle, como na exportação",
    ORIGINAL: "a palavra da exportação, nas linhas cuja situação a importação decidiu",
    SOURCE: "número da exportação de que a linha veio, na lista de fontes",
}
_UNITS = {
    ValueKind.MONEY: "reais",
    ValueKind.DAY: "dia",
    ValueKind.ID: "texto",
    ValueKind.TEXT: "texto",
    ValueKind.PERIOD: "período",
}


def schema_of(table: CanonicalTable, columns: Collection[str], *, original: bool) -> dict[str, pl.DataType]:
    """Column → type of a table's Parquet, in canonical order.

    Args:
        table: which.
        columns: the canonical columns that any of its exports has, and the further ones, `extra.…`, which stay texts.
        original: whether some line needs `status_original`.
    """
    schema = {column.name: _TYPES[column.kind] for column in table.columns if column.name in columns}
    schema |= {name: pl.String() for name in sorted(columns) if name.startswith(KEPT)}
    return schema | ({ORIGINAL: pl.String()} if original else {}) | {SOURCE: pl.UInt32()}


def order_of(table: CanonicalTable, columns: Collection[str]) -> list[str]:
    """By which columns lines are sorted: the day, the customer, then all others, so that no tie is left."""
    first = ("data", "cliente", "venda", "valor") if "data" in table.required else table.required[:2]
    further = sorted(name for name in columns if name.startswith(KEPT))
    names = dict.fromkeys((*first, *table.names, *further, ORIGINAL, SOURCE))
    return [name for name in names if name in columns]


def described(table: CanonicalTable, schema: Mapping[str, pl.DataType]) -> dict[str, dict[str, str]]:
    """Each column's title and unit, for people who open the file."""
    kinds = {column.name: column.kind for column in table.columns}
    return {
        name: {
            "titulo": _TITLES.get(name, bare_name(name)),
            "unidade": _UNITS[kinds[name]] if name in kinds else "texto",
        }
        for name in schema
    } | {SOURCE: {"titulo": _TITLES[SOURCE], "unidade": "número"}}
