"""The summary in English: what the README says in English, and what each command is, in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chapters import ROOT
from records import OutdatedPageError
from reference import table

from carteira_cli.commands import commands
from carteira_cli.kpis.apart import apart
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.sources.matching.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = {
    "painel": "What lies in the folder, the month in a line, what to ask next; the same as `carteira` alone",
    "resumo": "How the portfolio does: three sentences, eight numbers, what to do",
    "relatorio": "The whole portfolio in one file to hand over: page, workbook, letter, PDF",
    "explicar": "Why a number changed: chance or not, which factors, which groups, which customers",
    "cliente": "All that is known of one customer",
    "churn": "Customers lost, retained, new, won back; churn",
    "estrela": "The portfolio as a star of facts and dimensions for BI, with a semantic model of its metrics",
    "mcp": "Serves an assistant the defined numbers of one folder, by the Model Context Protocol",
    "habilidade": "The file that teaches an assistant which command answers what",
    "churn-receita": "Revenue churn, and the bridge from the start of a period to its end",
    "ticket": "Average ticket by customer and by order, and frequency",
    "ltv": "Lifetime value: by churn, by what was earned, by what a model predicts",
    "cac": "Cost of acquiring a customer, LTV ÷ CAC, payback",
    "conversao": "Leads that became customers, by origin, seller, stage and month",
    "pareto": "The 80/20 curve, ABC classes, concentration",
    "ativos": "Active, inactive and reactivated customers",
    "coortes": "Who stays, by month of the first purchase",
    "rfm": "Segments by recency, frequency and value",
    "ciclo": "How often customers buy, and which term of inactivity fits",
    "risco": "Who is about to leave, and how much money with them",
    "prever": "The next period, beside the naive forecast and past errors",
    "vendedores": "Portfolio, revenue, churn and target of each seller",
    "renovacoes": "Contracts that end soon, and how long customers stay",
    "comparar-definicoes": "The same period by the rules of ChartMogul, Stripe, ProfitWell and Baremetrics",
    "credito": "What customers owe on a day, for how long, how much of it to expect lost",
    "cesta": "What to offer each customer, and how often such offers are right",
    "agenda": "Whom to call on which working day; a calendar a seller",
    "campanha": "A control group for a campaign, and what the campaign brought beyond it",
    "nps": "NPS with its interval, its weight in revenue, and who left afterwards",
    "distribuir": "Customers shared evenly among sellers with the fewest changes, proven",
    "ideal": "What the best customers have in common beyond chance",
    "retorno": "Return of each channel, and what those who refer others are worth",
    "valor": "Three accounts of what the portfolio is worth, side by side",
    "inspecionar": "What a file is: dialect, columns, a sample",
    "validar": "Quality of the data: read, rejected, repeated, out of scale",
    "importar": "Many exports become one clean portfolio in Parquet",
    "ajuda": "Help",
    "indicadores": "Every number: unit, formula, meaning, a worked line",
    "config": "Each option, its value, where it comes from",
    "iniciar": "Writes a commented configuration from the files of a folder",
    "cache": "What is kept of reading, for the next run",
    "verificar": "Holds limits against the numbers; exit code 1 where one is crossed",
    "base": "Records a baseline, or compares with it",
    "conferir": "Computes the numbers of a receipt again: code 0 the same, 1 not, 2 other data",
    "novidades": "Who changed state since a baseline or a day",
    "exportar": "Runs the jobs of the configuration: read once, write all or nothing",
    "esquema": "JSON Schemas of what other programs read",
    "exemplo": "Makes an example portfolio of any size, always the same",
    "completar": "Completion for the shell",
}


def page() -> str:
    """The page.

    Raises:
        OutdatedPageError: it names a command that there is no more, or the README has no words in English.
    """
    if gone := {*COMMANDS} - {*commands()}:
        raise OutdatedPageError(f"english.py names commands that are gone: {', '.join(sorted(gone))}")
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    told = [line.removeprefix(">").strip() for line in _readme().splitlines() if line.startswith(">")]
    if not told:
        raise OutdatedPageError("README: nothing in English at its head")
    yield "# In English"
    yield ""
    yield " ".join(told).replace("**In English.** ", "").replace("CONTRIBUTING.md", "contributing.md")
    yield ""
    yield "The command line, its messages and this manual are in Portuguese; code, tests and notes for contributors"
    yield "are in English."
    yield ""
    indicators = len(catalogue()) + len(apart())
    yield f"It has {len(commands())} commands and {indicators} indicators over {len(TABLES)} canonical tables."
    yield "It reads delimited text, workbooks, Parquet, Arrow and databases as they come, proves what it guessed of a"
    yield "file while it counts every line, and accounts for each: valid, cancelled or rejected, by file, line,"
    yield "column and reason. Numbers are the same to the last digit by Polars, DuckDB or Spark."
    yield ""
    yield "```sh"
    yield "carteira                              # a first screen: what is in this folder"
    yield "carteira churn --periodo 2024-Q1      # the quarter's churn"
    yield "carteira relatorio                    # a page to hand over"
    yield "carteira churn -f json                # for other programs; carteira esquema is its schema"
    yield "```"
    yield ""
    yield "[How numbers are held against reality](como-conferimos.md) names each promise and its test."
    yield ""
    yield "## Commands"
    yield from table(
        ("command", "what it answers"),
        (
            (f"[`{name}`](comandos/{name}.md)", COMMANDS.get(name, f"{one.help} (in Portuguese)"))
            for name, one in commands().items()
        ),
    )
    yield "Exit codes are stable: 0 done, 1 a limit was crossed, 2 could not run, 3 an internal error, 75 another run"
    yield "is writing the same file, 130 and 143 interrupted. See [Códigos de saída](codigos-de-saida.md)."


def _readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")
