"""The program: every command that has a record."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from carteira_cli import __version__
from carteira_cli.cli.options import Flags, add
from carteira_cli.cli.ptbr import PortugueseGroup
from carteira_cli.commands import analyses, commands

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    cls=PortugueseGroup,
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
        # weight: the help does without
        from carteira_cli.cli.execute import run_analysis

        run_analysis(command, flags)

    return body


_others = dict.fromkeys(one.module for name, one in commands().items() if name not in analyses())

for _name in analyses():
    add(app, _name, _analysis(_name))
for _module in _others:
    import_module(_module).register(app)
