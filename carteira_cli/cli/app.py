"""The commands. Each analysis is one line here: its options come from the settings, its numbers from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from carteira_cli import __version__
from carteira_cli.cli import catalogue, example, exporting, importing, inspecting, quality, schema, setup, verify
from carteira_cli.cli.options import Flags, with_settings
from carteira_cli.cli.ptbr import Command, Group

if TYPE_CHECKING:
    from collections.abc import Callable

ANALYSES = {
    "resumo": "Todos os indicadores de um período, cada um com sua variação.",
    "churn": "Clientes perdidos, retidos, novos e reativados, e o churn.",
    "churn-receita": "Churn de receita e a ponte do início ao fim do período.",
    "ticket": "Ticket médio por cliente e por pedido, e frequência.",
    "ltv": "Valor do cliente no tempo (LTV) e vida média.",
    "cac": "Custo de aquisição de clientes (CAC), LTV ÷ CAC e payback.",
    "conversao": "Leads que viraram clientes, e em quantos dias.",
    "pareto": "Curva 80/20, classes ABC e concentração da receita.",
    "ativos": "Clientes ativos, inativos e reativados, e positivação.",
}
STUDIES = {
    "coortes": "Clientes e receita que ficam, por mês ou trimestre da primeira compra.",
    "rfm": "Segmentos por recência, frequência e valor, e quem mudou de segmento.",
    "ciclo": "De quanto em quanto tempo se compra, e que prazo de inatividade usar.",
    "risco": "Quem está para ir embora, quanto dinheiro vai junto, e quem vale reconquistar.",
    "vendedores": "A carteira, a receita, o churn e a meta de cada vendedor.",
    "renovacoes": "Contratos que terminam nos próximos dias.",
    "comparar-definicoes": "O mesmo período pelas regras de outros fornecedores, lado a lado.",
}

app = typer.Typer(
    cls=Group,
    rich_markup_mode="rich",
    add_completion=False,
    no_args_is_help=True,
    help="Analisa a carteira de clientes: churn, ticket médio, LTV, CAC, conversão, curva 80/20.",
    epilog="Exemplo: carteira churn --periodo 2024-Q1 · Ajuda de um comando: carteira churn --ajuda",
)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - a Typer callback
    if asked:
        typer.echo(f"carteira {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--versao", help="Mostra a versão e sai.", callback=_show_version, is_eager=True)
    ] = False,
) -> None: ...


def _analysis(command: str) -> Callable[[Flags], None]:
    def body(flags: Flags) -> None:
        from carteira_cli.cli.execute import run_analysis

        run_analysis(command, flags)

    return body


for _name, _help in {**ANALYSES, **STUDIES}.items():
    app.command(_name, cls=Command, help=_help, rich_help_panel="Análises")(with_settings(_name, _analysis(_name)))

inspecting.register(app)
quality.register(app)
catalogue.register(app)
setup.register(app)
importing.register(app)
verify.register(app)
exporting.register(app)
schema.register(app)
example.register(app)
