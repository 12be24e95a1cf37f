"""Findings of surveys and campaigns: marks off their scale, scales that are mixed, customers in both groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.findings import Severity
from carteira_cli.names import first_of
from carteira_cli.quality.draft import EXAMPLES, Draft, case
from carteira_cli.quality.repeats import first_places
from carteira_cli.quality.staged_names import CUSTOMER, DAY, PLACE, place
from carteira_cli.quoted import cell
from carteira_cli.sources.values.groups import groups_of
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.quality.stage import Staged

ANSWERS, CAMPAIGNS = "avaliacoes", "campanhas"
TOP, SHORT = 1000, 500  # the best mark of either scale, in hundredths
_FEW = 5  # answers from which on a survey's best mark says which scale it has
_NAMED = 4
_WHOLE = 100


def of_answers(staged: Staged) -> Iterator[Draft]:
    """Marks that no scale has, surveys of another scale, answers before they were asked for."""
    off = pl.col("nota").is_not_null() & (
        (pl.col("nota") < 0) | (pl.col("nota") > TOP) | (pl.col("nota") % _WHOLE != 0)
    )
    yield from _off_scale(staged, off)
    yield from _mixed(staged, off)
    if "convite" in staged.columns:
        yield from _before_asked(staged)


def _off_scale(staged: Staged, off: pl.Expr) -> Iterator[Draft]:
    wrong = (
        staged.valid.filter(off)
        .select(CUSTOMER, DAY, "nota", place())
        .sort("nota", CUSTOMER, PLACE, descending=[True, False, False])
        .collect(engine="streaming")
    )
    if wrong.height:
        yield Draft(
            Severity.WARNING,
            ANSWERS,
            "nota_fora_da_escala",
            counted(wrong.height, "nota que não é um inteiro de 0 a 10", "notas que não são inteiros de 0 a 10"),
            wrong.height,
            "Ficam fora do NPS, que só entende notas de 0 a 10 (ou de 1 a 5, com --escala 5).",
            "Corrija na origem; se a nota é uma média ou uma porcentagem, exporte a resposta de cada cliente.",
            cases=tuple(
                case(row, (CUSTOMER, DAY), f"nota {_mark(row['nota'])}", nota=row["nota"] / _WHOLE)
                for row in wrong.head(EXAMPLES).iter_rows(named=True)
            ),
        )


def _mark(cents: int) -> str:
    """A mark as people write it.

    Example:
        >>> _mark(900), _mark(850)
        ('9', '8,5')
    """
    whole, part = divmod(abs(cents), _WHOLE)
    sign = "-" if cents < 0 else ""
    return f"{sign}{whole}" if not part else f"{sign}{whole},{part:02}".rstrip("0")


def _mixed(staged: Staged, off: pl.Expr) -> Iterator[Draft]:
    """Surveys of which the marks end at 5 beside others that go beyond."""
    if "pesquisa" not in staged.columns:
        return
    surveys = (
        staged.valid.filter(~off & pl.col("nota").is_not_null())
        .group_by("pesquisa")
        .agg(
            pl.len().cast(pl.Int64).alias("notas"),
            pl.col("nota").max().alias("maior"),
        )
        .sort("pesquisa", nulls_last=True)
        .collect()
    )
    short = surveys.filter((pl.col("notas") >= _FEW) & (pl.col("maior") <= SHORT))
    if short.height and (surveys["maior"] > SHORT).any():
        names = [f'"{cell(name or "sem nome")}" ({counted(count, "nota")})' for name, count, *_ in short.rows()]
        yield Draft(
            Severity.WARNING,
            ANSWERS,
            "escalas_misturadas",
            f"{counted(short.height, 'pesquisa', 'pesquisas')} com notas só até 5, ao lado de outras até 10",
            int(short["notas"].sum()),
            f"{first_of(names, _NAMED)}: {agree(short.height, 'parece', 'parecem')} de outra escala; nela, um 5 é a "
            "melhor nota e contaria como detrator na de 10.",
            "Separe as pesquisas em dois arquivos e diga a escala de cada um (--escala 5).",
        )


def _before_asked(staged: Staged) -> Iterator[Draft]:
    wrong = (
        staged.valid.filter(pl.col(DAY) < pl.col("convite"))
        .select(CUSTOMER, DAY, "convite", place())
        .sort(DAY, CUSTOMER, PLACE)
        .collect(engine="streaming")
    )
    if wrong.height:
        yield Draft(
            Severity.INFORMATION,
            ANSWERS,
            "resposta_antes_do_convite",
            counted(wrong.height, "resposta com data anterior ao convite", "respostas com data anterior ao convite"),
            wrong.height,
            "Contam assim mesmo, na data da resposta.",
            "Veja se as duas colunas de data não estão trocadas.",
            cases=tuple(case(row, (CUSTOMER, DAY, "convite")) for row in wrong.head(EXAMPLES).iter_rows(named=True)),
        )


def of_campaigns(staged: Staged) -> Iterator[Draft]:
    """Words that name no group, customers in both, campaigns with nobody to compare with."""
    words = staged.valid.select("grupo").unique().collect(engine="streaming")["grupo"].drop_nulls().sort().to_list()
    groups = groups_of(words)
    lines = staged.valid.select("campanha", CUSTOMER, "grupo", place()).with_columns(
        braco=pl.col("grupo").replace_strict(list(groups), list(groups.values()), return_dtype=pl.String, default=None)
    )
    unknown = lines.filter(pl.col("braco").is_null()).collect(engine="streaming")
    if unknown.height:
        yield _unknown(unknown)
    yield from _in_both(lines)
    yield from _without_control(lines)


def _unknown(unknown: pl.DataFrame) -> Draft:
    odd = unknown.group_by("grupo").len().sort("len", "grupo", descending=[True, False])
    named = first_of([f'"{cell(word)}" ({counted(count, "linha")})' for word, count in odd.rows()], _NAMED)
    first = unknown.sort("grupo", "campanha", CUSTOMER, PLACE).head(EXAMPLES)
    return Draft(
        Severity.WARNING,
        CAMPAIGNS,
        "grupo_desconhecido",
        f"{counted(unknown.height, 'linha')} com um grupo que não é tratado nem controle",
        unknown.height,
        f"Ficam fora da comparação: {named}.",
        'Escreva "tratado" e "controle" na origem.',
        cases=tuple(case(row, ("campanha", CUSTOMER)) for row in first.iter_rows(named=True)),
    )


def _in_both(lines: pl.LazyFrame) -> Iterator[Draft]:
    both = (
        lines.filter(pl.col("braco").is_not_null())
        .group_by("campanha", CUSTOMER)
        .agg(pl.col("braco").n_unique().alias("bracos"), first_places())
        .filter(pl.col("bracos") > 1)
        .sort("campanha", CUSTOMER)
        .collect(engine="streaming")
    )
    if both.height:
        yield Draft(
            Severity.WARNING,
            CAMPAIGNS,
            "nos_dois_grupos",
            counted(
                both.height, "cliente nos dois grupos da mesma campanha", "clientes nos dois grupos da mesma campanha"
            ),
            both.height,
            "Quem foi tratado não serve de comparação: ficam fora dos dois grupos.",
            "Deixe cada cliente em um grupo só por campanha.",
            cases=tuple(case(row, ("campanha", CUSTOMER)) for row in both.head(EXAMPLES).iter_rows(named=True)),
        )


def _without_control(lines: pl.LazyFrame) -> Iterator[Draft]:
    campaigns = (
        lines.group_by("campanha")
        .agg(
            (pl.col("braco") == "controle").sum().alias("controle"),
            pl.len().cast(pl.Int64).alias("linhas"),
            first_places(),
        )
        .filter(pl.col("controle").fill_null(0) == 0)
        .sort("linhas", "campanha", descending=[True, False])
        .collect(engine="streaming")
    )
    if campaigns.height:
        yield Draft(
            Severity.INFORMATION,
            CAMPAIGNS,
            "campanha_sem_controle",
            counted(campaigns.height, "campanha sem grupo de controle", "campanhas sem grupo de controle"),
            campaigns.height,
            "Sem quem não foi tratado não há com que comparar: só se vê associação, não o efeito.",
            "Na próxima, sorteie o controle antes (carteira campanha planejar).",
            cases=tuple(
                case(row, ("campanha",), counted(row["linhas"], "cliente"), linhas=row["linhas"])
                for row in campaigns.head(EXAMPLES).iter_rows(named=True)
            ),
        )
