"""`carteira prever` where contracts say who is active."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.prediction_tables import diagnosis_table
from carteira_cli.customers.contract_customers import check_filter, warnings
from carteira_cli.days import iso
from carteira_cli.errors import UsageError
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.prediction.contract_diagnosis import contract_diagnoses, unheard
from carteira_cli.prediction.diagnosis import LARGE, Diagnosis, concentrated
from carteira_cli.studies.prever import scenario, tables
from carteira_cli.studies.prever.contracts_ahead import ContractOrigins
from carteira_cli.studies.prever.course import name_of
from carteira_cli.studies.prever.methods import MODEL, NAIVE, RECORDED, YEAR, mean_error
from carteira_cli.studies.prever.parts import past_curve, period_ahead, readings
from carteira_cli.studies.prever.words import by_whom, how_wrong
from carteira_cli.studies.study import Study
from carteira_cli.units import Unit, money_of_cents, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table
    from carteira_cli.rows import Cell

REVENUE = "receita_mensal_fim"
LOST, ON_RECORD = "perdeu_do_ingenuo", "fins_registrados"


def contract_study(base: CustomerBase) -> Study:
    """The next period by the contracts.

    Raises:
        UsageError: a filter on sales, or nothing to hold past forecasts against.
    """
    check_filter(base)
    found = ContractOrigins(base)
    checked = base.config.rules.validar
    if checked and not found.earlier:
        raise UsageError(
            "não há história para validar: ninguém tinha deixado de ter contrato antes de um período já conhecido",
            "use períodos menores, como --periodo ultimo-mes",
        )
    here = found.models[found.period]
    large = concentrated(here.customers["mensal"], "da receita mensal")
    wanting = (*contract_diagnoses(here.outlook), *large, *_on_record(found), *_lost_to_the_naive(found))
    return Study(
        readings=tuple(readings(found)),
        tables=(*_tables(found, checked=checked), *diagnosis_table(wanting)),
        charts=tuple(past_curve(found, REVENUE, checked=checked)),
        main="origens" if checked else "previsao",
        period=period_ahead(found),
        rules=tuple(_rules(found)),
        answer=tuple(_answer(found)),
        notes=tuple(_notes(found)),
        warnings=(*warnings(base, found.lines, base.as_of), *_warnings(found, wanting)),
    )


def _tables(found: ContractOrigins, *, checked: bool) -> Iterator[Table]:
    if checked:
        from carteira_cli.studies.prever.contract_validation import contract_validation  # weight: where asked for

        yield from contract_validation(found)
        return
    yield tables.forecast(found)
    before = found.course.numbers(found.asked)
    yield from scenario.goal(found, REVENUE, before["novos"] or 0, before["receita_novos"] or 0)
    yield from scenario.scenario(found)
    yield from tables.groups(found)
    yield tables.methods(found)


def _rules(found: ContractOrigins) -> Iterator[tuple[str, Cell]]:
    fitted = found.models[found.period].outlook.fitted
    yield "conhecido_ate", iso(found.asked.last)
    yield "modelo", "beta-geométrico" if fitted is not None and fitted.spread_known else None
    yield "origens", len(found.earlier)


def _answer(found: ContractOrigins) -> Iterator[str]:
    said = {key: found.now[found.speaks[key]][key] for key in found.forecast}
    told = {key: show(value, catalogue()[key].unit) for key, value in said.items()}
    active = said["clientes_fim"]
    yield (
        f"{found.period.label}: churn de {told['churn']}, {'n/d' if active is None else number(active, 0)} clientes "
        f"ativos e receita mensal de {told[REVENUE].removesuffix(' /mês')} no fim ({by_whom(found)})."
    )
    yield how_wrong(found, REVENUE, "a receita mensal")


def _notes(found: ContractOrigins) -> Iterator[str]:
    yield (
        f"previsto com os contratos até {date_of(found.asked.last)}; ingênuo: repete {found.asked.label}; em cada "
        "indicador fala o método que menos errou nas origens (períodos passados, previstos com o que se sabia antes)"
    )
    yield (
        "De e Até: a faixa dos erros passados, em que caberiam 8 de 10 previsões assim (t de Student sobre os erros "
        "das origens); pende para o lado a que se errou, e não é um intervalo do modelo"
    )
    outlook = found.models[found.period].outlook
    fitted = outlook.fitted
    if fitted is not None and fitted.spread_known:
        a, b = fitted.model.a, fitted.model.b
        yield (
            f"modelo: a chance de ir embora a cada mês de contrato, pelos meses que o cliente já tem (beta-geométrico, "
            f"a = {number(a, 3)}, b = {number(b, 3)}, de {counted(outlook.lasting.contracts, 'permanência')})"
        )
    yield (
        f"novos, reativados, expansão e contração entram como em {found.asked.label}; quem tem contrato e vendas: "
        "--atividade compras prevê pelas vendas"
    )
    if found.recorded is not None:
        share = found.recorded.outlook.renewed
        yield (
            "modelo e fins: até o fim registrado o cliente fica, e então se renova como os contratos "
            f"dos últimos 12 meses ({show(float(share), Unit.FRACTION)}); não fala, porque de dias passados não se "
            "sabe quais fins já estavam registrados"
        )
    if found.base.config.prediction.cenario:
        yield (
            "cenário, não previsão: fim = início − perdidos + novos + reativados, com as mudanças supostas; "
            f"novos e reativados partem dos de {found.asked.label}"
        )


def _on_record(found: ContractOrigins) -> Iterator[Diagnosis]:
    """Whether more are expected to leave by the ends on record alone than by the method that speaks."""
    if found.recorded is None or RECORDED not in found.now:
        return
    ending = found.recorded.customers.filter(pl.col("fim") < found.period.end)
    spoken, known = (found.now[method]["churn"] for method in (found.speaks["churn"], RECORDED))
    if not ending.height or spoken is None or known is None:
        return
    every = found.recorded.customers
    share = float(ending["p_perda"].sum()) / every.height
    lost = float(ending.select((pl.col("p_perda") * pl.col("mensal")).sum()).item())
    money = lost / max(1, int(every["mensal"].sum()))
    if share > spoken or money > LARGE:
        many = ending.height
        yield Diagnosis(
            ON_RECORD,
            f"{counted(many, 'cliente tem', 'clientes têm')} o fim do contrato registrado em {found.period.label}, sem "
            f"outro depois ({money_of_cents(int(ending['mensal'].sum()))} por mês): só por "
            f"{agree(many, 'ele', 'eles')} o churn seria de {show(share, Unit.FRACTION)}, e se esperaria perder "
            f"{show(money, Unit.FRACTION)} da receita mensal",
            round(share, 4),
            round(spoken, 4),
            f'leia também o método "modelo e fins": churn de {show(known, Unit.FRACTION)}, receita mensal de '
            f"{show(found.now[RECORDED][REVENUE], Unit.REAIS)}",
        )


def _lost_to_the_naive(found: ContractOrigins) -> Iterator[Diagnosis]:
    for key in found.forecast:
        made, speaks = found.held(key), found.speaks[key]
        tried, own = (mean_error(key, made.get(one, ())) for one in (MODEL, speaks))
        if speaks in {NAIVE, YEAR} and tried is not None and own is not None:
            yield Diagnosis(
                LOST,
                f"{name_of(key)}: nas origens, o modelo errou {tables.error_words(key, tried)} em média, e o "
                f"{tables.METHOD_WORDS[speaks]} {tables.error_words(key, own)}",
                tried,
                own,
                f"fala o {tables.METHOD_WORDS[speaks]}",
            )


def _warnings(found: ContractOrigins, wanting: tuple[Diagnosis, ...]) -> Iterator[str]:
    yield from (one.words for one in wanting if one.code != LOST)
    yield from unheard(found.base.config)
    if found.happened:
        yield f"{found.period.label} já aconteceu: previsto só com o que se sabia até {date_of(found.asked.last)}"
