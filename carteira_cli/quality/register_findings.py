"""Findings of the register and of the leads, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.findings import Severity
from carteira_cli.quality import documents
from carteira_cli.quality.draft import EXAMPLES, Case, Draft, case, places_of, share_of
from carteira_cli.quality.register_checks import COUNT, IDS, ROOT, VERDICT, WHOLE
from carteira_cli.quality.repeats import first_places
from carteira_cli.quality.staged_names import CUSTOMER, DAY, PLACE, PLACE_LIST, place
from carteira_cli.quoted import cell, cells
from carteira_cli.units import number
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.quality.register_checks import Register
    from carteira_cli.quality.source_account import Account
    from carteira_cli.quality.stage import Staged

REGISTER, LEADS = "clientes", "leads"
MANY_EMPTY = 0.2  # of a field, from where on its emptiness is a warning
_WRONG = {
    documents.WRONG_DIGITS: "os dígitos verificadores não conferem",
    documents.ALL_EQUAL: "todos os dígitos são iguais",
    documents.WRONG_SHAPE: "não tem a forma de CPF (11 dígitos) nem de CNPJ (14 caracteres)",
}


def of_register(found: Register) -> Iterator[Draft]:
    """Customers who are there twice and documents that are not real."""
    yield from _repeated(found.repeated)
    if found.documents is not None:
        yield from _invalid(found.documents)
        yield from _zeros_lost(found.documents)
    if found.shared is not None:
        yield from _shared(found.shared)
    if found.branches is not None:
        yield from _branches(found.branches)


def _repeated(ids: pl.DataFrame) -> Iterator[Draft]:
    if ids.height:
        yield Draft(
            Severity.WARNING,
            REGISTER,
            "codigo_repetido",
            f"{counted(ids.height, 'código', 'códigos')} de cliente em mais de uma linha",
            ids.height,
            "O cadastro deve ter uma linha por cliente; com mais de uma, não se sabe qual UF ou vendedor vale.",
            "Exporte uma linha por cliente, sem contatos nem endereços.",
            cases=tuple(
                case(row, (CUSTOMER,), counted(row[COUNT], "linha"), linhas=row[COUNT])
                for row in ids.head(EXAMPLES).iter_rows(named=True)
            ),
        )


def _invalid(wrong: pl.DataFrame) -> Iterator[Draft]:
    bad = wrong.filter(pl.col(VERDICT) != documents.ZEROS_LOST)
    if bad.height:
        kinds = bad.group_by(VERDICT).len().sort("len", VERDICT, descending=[True, False])
        reasons = "; ".join(f"{_WRONG[kind]}: {count}" for kind, count in kinds.iter_rows())
        yield Draft(
            Severity.WARNING,
            REGISTER,
            "documento_invalido",
            counted(bad.height, "CPF ou CNPJ inválido", "CPF ou CNPJ inválidos"),
            bad.height,
            f"{reasons[0].upper()}{reasons[1:]}.",
            "Corrija no cadastro; sem documento certo, filiais e duplicatas não são reconhecidas.",
            cases=tuple(
                case(
                    row,
                    (CUSTOMER, "documento"),
                    _WRONG[row[VERDICT]],
                    motivo=row[VERDICT],
                )
                for row in bad.head(EXAMPLES).iter_rows(named=True)
            ),
        )


def _zeros_lost(wrong: pl.DataFrame) -> Iterator[Draft]:
    short = wrong.filter(pl.col(VERDICT) == documents.ZEROS_LOST)
    if short.height:
        yield Draft(
            Severity.WARNING,
            REGISTER,
            "documento_sem_zeros",
            f"{counted(short.height, 'documento', 'documentos')} sem os zeros à esquerda",
            short.height,
            "São válidos com os zeros que uma planilha tirou.",
            "Exporte o documento como texto, ou formate a coluna com 11 ou 14 dígitos.",
            cases=tuple(
                case(
                    row,
                    (CUSTOMER, "documento"),
                    f"com os zeros, {cell(row[WHOLE])}",
                    inteiro=row[WHOLE],
                )
                for row in short.head(EXAMPLES).iter_rows(named=True)
            ),
        )


def _shared(groups: pl.DataFrame) -> Iterator[Draft]:
    if groups.height:
        customers = int(groups[COUNT].sum())
        yield Draft(
            Severity.WARNING,
            REGISTER,
            "documento_repetido",
            f"{counted(groups.height, 'CPF ou CNPJ', 'CPF ou CNPJ')} em mais de um cliente",
            groups.height,
            f"São {number(customers, 0)} cadastros (pontuação ignorada): o mesmo cliente conta mais de uma vez, e um "
            "deles pode parecer perdido.",
            "Una os cadastros na origem.",
            cases=tuple(_group(row, WHOLE, "documento") for row in groups.head(EXAMPLES).iter_rows(named=True)),
        )


def _branches(groups: pl.DataFrame) -> Iterator[Draft]:
    if groups.height:
        customers = int(groups["clientes"].sum())
        yield Draft(
            Severity.INFORMATION,
            REGISTER,
            "filiais",
            f"{counted(groups.height, 'empresa', 'empresas')} com mais de um CNPJ (filiais)",
            groups.height,
            f"São {number(customers, 0)} cadastros com a mesma raiz de CNPJ; cada filial conta como um cliente.",
            "Para contá-las como um só, use --raiz-cnpj nas análises.",
            cases=tuple(_group(row, ROOT, "raiz") for row in groups.head(EXAMPLES).iter_rows(named=True)),
        )


def _group(row: dict[str, Any], key: str, told: str) -> Case:
    """A document or root with the customers who share it."""
    ids, more = row[IDS], row["clientes"] - len(row[IDS])
    text = ", ".join(cells(ids)) + (f" e mais {number(more, 0)}" if more else "")
    return Case(
        places_of(row[PLACE_LIST]),
        f"{cell(row[key])}: {text}",
        ((told, row[key]), ("clientes", text), ("quantos", row["clientes"])),
    )


def of_fields(found: Account, names: tuple[str, ...]) -> Iterator[Draft]:
    """Fields of the register that are empty or not there at all."""
    empty = {name: found.accepted - found.filled[name] for name in names if name in found.filled and name != CUSTOMER}
    blank = {name: count for name, count in empty.items() if count}
    if blank and found.accepted:
        words = ", ".join(
            f"{name} {number(count, 0)} ({share_of(count, found.accepted)})" for name, count in blank.items()
        )
        many = any(count >= MANY_EMPTY * found.accepted for count in blank.values())
        yield Draft(
            Severity.WARNING if many else Severity.INFORMATION,
            REGISTER,
            "campos_vazios",
            f"{counted(len(blank), 'campo', 'campos')} do cadastro com células vazias",
            len(blank),
            f"Vazias: {words}.",
            "Preencha na origem os campos pelos quais você analisa a carteira.",
        )
    absent = [name for name in names if name not in found.filled]
    if absent:
        yield Draft(
            Severity.INFORMATION,
            REGISTER,
            "colunas_ausentes",
            f"{counted(len(absent), 'coluna do cadastro', 'colunas do cadastro')} fora do arquivo",
            len(absent),
            f"Não há {', '.join(absent)}.",
            "Se existem com outro nome, diga qual em [colunas.clientes] do carteira.toml.",
        )


def of_leads(staged: Staged) -> Iterator[Draft]:
    """Leads that are there twice, or were won before they came."""
    lines = staged.valid
    ids = (
        lines.select("lead", place())
        .group_by("lead")
        .agg(pl.len().cast(pl.Int64).alias(COUNT), first_places())
        .filter(pl.col(COUNT) > 1)
        .sort(COUNT, "lead", descending=[True, False])
        .collect(engine="streaming")
    )
    if ids.height:
        yield Draft(
            Severity.INFORMATION,
            LEADS,
            "lead_repetido",
            f"{counted(ids.height, 'lead', 'leads')} em mais de uma linha",
            ids.height,
            "Contam como um: valem a primeira criação e a primeira conversão.",
            "Nada, se é a história do lead; senão confira a exportação.",
            cases=tuple(
                case(row, ("lead",), counted(row[COUNT], "linha"), linhas=row[COUNT])
                for row in ids.head(EXAMPLES).iter_rows(named=True)
            ),
        )
    if "data_conversao" in staged.columns:
        yield from _won_before(lines)


def _won_before(lines: pl.LazyFrame) -> Iterator[Draft]:
    early = (
        lines.filter(pl.col("data_conversao") < pl.col(DAY))
        .select("lead", DAY, "data_conversao", place())
        .sort("lead", DAY, "data_conversao", PLACE)
        .collect(engine="streaming")
    )
    if early.height:
        yield Draft(
            Severity.WARNING,
            LEADS,
            "conversao_antes",
            counted(early.height, "lead convertido antes de criado", "leads convertidos antes de criados"),
            early.height,
            "A conversão desses leads não é contada.",
            "Confira as duas datas na origem.",
            cases=tuple(
                case(row, ("lead", DAY, "data_conversao")) for row in early.head(EXAMPLES).iter_rows(named=True)
            ),
        )
