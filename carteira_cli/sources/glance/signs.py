"""Names of columns that speak of something a portfolio is not made of: products, a bank, staff, suppliers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.names import loose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Sign:
    """What columns may give away.

    Attributes:
        noun: what such a file is, in words.
        names: a pattern of folded names without blanks.
        least: columns that it takes.
        weights: table → what is left of the confidence that the file is of it; others are not doubted.
        sure: whether it holds even where a known system's export has such columns.
        common: whether each name is anybody's, and only so many together say something.
    """

    noun: str
    names: re.Pattern[str]
    weights: Mapping[str, float]
    least: int = 1
    sure: bool = False
    common: bool = False

    def speaks(self, header: Sequence[str]) -> bool:
        """Whether enough names of a header say it."""
        return sum(self.names.search(loose(name)) is not None for name in header) >= self.least


_BANK = re.compile(r"^saldo|^historico|lancamento|^agencia|^conta(?:corrente)?$|^datamovimento|^docto?|^balance")
_SAVED = (  # columns of what the program itself writes
    r"^(?:ultimacompra|classe|fracaoreceita|fracaoacumulada|mensalinicio|mensalfim|segmentorfm|recencia|perdaesperada"
    r"|receitamensal|receitamensalinicio|intervalousual|diassemcomprar|situacao|completo|clientesinicio|churn|retencao"
    r"|semcomprarha|paradoha|chancede(?:perda|volta)|valoresperado|receitade365dias|valianoano|receitapormes"
    r"|pormesno(?:inicio|fim)|receitanoperiodo|classeabc|dareceita|ateaqui|metrica|numerador|denominador"
    r"|(?:classe|receita)(?:antes|depois)|receitaperdida|pormes)$"
)
# Contracts that end soon have these eight, of which seven are anybody's.
_RENEWALS = re.compile(r"^(?:cliente|nome|vendedor|plano|inicio|fim|dias|valormensal|pormes)$")
SIGNS = (
    Sign(
        "uma lista de produtos ou de estoque",
        re.compile(
            r"^sku|^ean|gtin|^ncm|estoque|preco|^unidade|^unid?$|^marca$|fabricante|barra|deposito|^custo|price|stock"
        ),
        {"clientes": 0.3, "custos": 0.3, "metas": 0.3},
    ),
    Sign(
        "um extrato de banco",
        _BANK,
        {"clientes": 0.4},
    ),
    Sign(
        "um extrato de banco",
        _BANK,
        {"vendas": 0.5},
        least=2,
    ),
    Sign(
        "um extrato de banco",
        _BANK,
        {"custos": 0.4},
        sure=True,
    ),
    Sign(
        "uma lista de funcionários ou uma folha de pagamento",
        re.compile(r"cargo$|salario|admissao|funcionari|employee|salary|payroll"),
        {"clientes": 0.3, "vendas": 0.3, "metas": 0.3, "assinaturas": 0.3},
    ),
    Sign("de fornecedores", re.compile(r"fornecedor|supplier|emitente"), {"clientes": 0.3, "custos": 0.6}, sure=True),
    Sign("uma lista de filiais", re.compile(r"^filia(?:l|is)$|^nomefilial"), {"clientes": 0.4}),
    Sign("orçamentos, e não as vendas", re.compile(r"^(?:numero)?(?:orcamento|cotacao|proposta)"), {"vendas": 0.75}),
    Sign(
        "uma agenda", re.compile(r"^hora$|assunto|compromisso|^visita"), {"clientes": 0.4, "vendas": 0.6, "leads": 0.6}
    ),
    Sign(
        "títulos a receber, e não as vendas",
        re.compile(r"^saldo|vencimento|^parcela|^titulo$|liquidacao"),
        {"vendas": 0.75},
        least=2,
    ),
    Sign("um resumo por cliente", re.compile(r"^ultimacompra|dataultima|^primeiracompra"), {"vendas": 0.6}),
    Sign("um resultado do próprio carteira", re.compile(_SAVED), {"clientes": 0.3, "vendas": 0.4}, least=2),
    Sign(
        "um resultado do próprio carteira", re.compile(r"^efeito$|^naplanilha.|^receita(?:em)?12m"), {"clientes": 0.3}
    ),
    Sign("um resultado do próprio carteira", _RENEWALS, {"assinaturas": 0.3}, least=8, common=True),
)


def doubts(header: Sequence[str], table: str, *, known: bool) -> tuple[float, tuple[str, ...]]:
    """What is left of the confidence that a header is of a table, and what the file may be instead.

    Args:
        header: names of the columns.
        table: the canonical table.
        known: whether a known system's export has just these columns.
    """
    found = [one for one in SIGNS if table in one.weights and (one.sure or not known) and one.speaks(header)]
    left = 1.0
    for one in found:
        left *= one.weights[table]
    return left, tuple(dict.fromkeys(one.noun for one in found))


def is_other(name: str) -> bool:
    """Whether a column, by its name, is of somebody who is no customer, or of no one."""
    return any(one.names.search(loose(name)) is not None for one in SIGNS if not one.common)


def said_of(header: Sequence[str]) -> tuple[str, ...]:
    """What a file may be by the names of its columns, whatever table one looks for."""
    return tuple(dict.fromkeys(one.noun for one in SIGNS if one.speaks(header)))
