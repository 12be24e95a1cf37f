"""Reports whose texts come from the worst of customers, for the formats that people open."""

from __future__ import annotations

from carteira_cli.chart import Bin, Curve, HeatMap, Histogram, Line, Step, Waterfall
from carteira_cli.findings import Check, Example, Finding, Outcome, Severity, Verdict
from carteira_cli.report import Column, Kind, PeriodLine, Reading, Report, Snippet, Source, Table
from carteira_cli.signal.verdict import Method, Signal, Telling
from carteira_cli.units import Better, Depth, Unit

EVIL = "\"'><script src=//x.example/a.js>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{% raw %}&amp;"


def plain_report() -> Report:
    """A null, a negative, an accent, a bar, a line break, a formula, markup, 1e9 and an empty table; no picture."""
    columns = (
        Column("nome", "Nome", blank="(vazio)"),
        Column("dia", "Dia", kind=Kind.DATE),
        Column("valor", "Valor", Unit.REAIS),
        Column("fracao", "% do total", Unit.FRACTION),
        Column("ativo", "Ativo", kind=Kind.FLAG),
    )
    rows = (
        ("João da Conceição | Filhos", "2024-03-31", 1e9, 0.5, True),
        ('=HYPERLINK("http://x.example";"clique")', "2024-01-01", -1234.5, -0.25, False),
        ("duas\nlinhas <b>&amp;</b>", None, None, None, None),
        (None, "2023-12-31", 0.005, 1.5, True),
    )
    period = PeriodLine("2024-Q1", "2024-01-01", "2024-03-31", complete=False, until="2024-03-15")
    before = PeriodLine("2023-Q4", "2023-10-01", "2023-12-31", complete=True, until="2023-12-31")
    churn = Reading(
        "churn",
        "Churn de clientes",
        Unit.FRACTION,
        Better.LOWER,
        "churn",
        0.178,
        34,
        191,
        (Unit.CUSTOMERS, Unit.CUSTOMERS),
        previous=0.183,
        change=-0.005,
        signal=Signal(Telling.SIGNAL, Method.NEWCOMBE, (-0.009, -0.001)),
        trend=(0.1, None, 0.3, 0.178),
    )
    cac = Reading("cac", "CAC", Unit.REAIS, Better.LOWER, "cac", missing="custos")
    return Report(
        command="churn",
        title="Churn de clientes",
        period=period,
        rules=(("inatividade", "90d"), ("margem", 0.28), ("cnpj_raiz", True), ("meta", None)),
        rule_words="ativo = comprou nos 90 dias antes",
        readings=(churn, cac),
        tables=(
            Table("clientes", "Clientes", columns, rows, bar="fracao"),
            Table("vazia", "Tabela vazia", (Column("a", "Só o título"),), ()),
            Table("detalhe", "Detalhe", (Column("a", "A"),), (("só para máquinas",),), depth=Depth.DATA),
        ),
        sources=(Source("vendas", "pasta/vendas.csv", 12_000, 11_703, 297, 0),),
        warnings=("o período está incompleto",),
        notes=("devoluções do período: R$ 4.994,51",),
        compared_with=before,
        snippets=(Snippet("toml", "Para colar", "[colunas]\ncliente = '<b>'\n"),),
    )


class Marked:
    """Gives out hostile texts that can be told from each other, and knows all it gave."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self) -> str:
        text = f"{EVIL}n{len(self.given)}."
        self.given.append(text)
        return text


def hostile_report(mark: Marked) -> Report:
    """Every text that a report has, each of them hostile, every kind of chart among them."""
    period = PeriodLine(mark(), "2024-01-01", "2024-03-31", complete=True, until="2024-03-31")
    before = PeriodLine(mark(), "2023-10-01", "2023-12-31", complete=True, until="2023-12-31")
    reading = Reading(
        "churn", mark(), Unit.CUSTOMERS, Better.LOWER, "churn", 1, previous=2, change=-0.5, trend=(1.0, 2.0)
    )
    finding = Finding(
        Severity.ERROR, mark(), "chave", mark(), 1, mark(), mark(), examples=(Example(((mark(), 3),), mark()),)
    )
    texts = (mark() for _ in range(10))
    check = Check(
        *("churn", next(texts), Unit.FRACTION, 0.5, next(texts), Outcome.ERROR, Outcome.ERROR),
        *(next(texts), next(texts), next(texts), next(texts), next(texts), 0.1, *texts, 3),
    )
    verdict = Verdict("reprovada", mark(), 0.5)
    return Report(
        command="churn",
        title=mark(),
        period=period,
        rules=((mark(), mark()),),
        rule_words=mark(),
        answer=(mark(), mark()),
        readings=(reading,),
        tables=(Table("t", mark(), (Column("a", mark()), Column("b", mark(), blank=mark())), ((mark(), None),)),),
        sources=(Source(mark(), mark(), 2, 1, 0, 1, verdict),),
        warnings=(mark(),),
        notes=(mark(),),
        compared_with=before,
        snippets=(Snippet("s", mark(), mark()),),
        findings=(finding,),
        checks=(check,),
        charts=(
            *(Waterfall("p", mark(), Unit.REAIS, (Step("a", 1.0, total=True),)) for _ in range(2)),
            HeatMap("m", mark(), Unit.DAYS, "Linha", ("a",), ("b",), ((1.0,),)),
            Curve("c", mark(), "x", "y", Unit.DAYS, Unit.DAYS, (Line("l", ((0.0, 1.0), (1.0, 2.0))),)),
            Histogram("h", mark(), Unit.DAYS, (Bin(EVIL, 1, EVIL),)),
        ),
    )
