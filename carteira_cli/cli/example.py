"""`carteira exemplo`: a portfolio of any size to try the program on."""

from __future__ import annotations

from pathlib import Path

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import ResultSettings


def register(app: typer.Typer) -> None:
    """Add the command."""
    numbers = [
        own("clientes", int, typer.Option("--clientes", help="Quantos clientes.", metavar="N", min=1), 400),
        own("vendas", int, typer.Option("--vendas", help="Quantas linhas de venda.", metavar="N", min=1), 12_000),
        own("meses", int, typer.Option("--meses", help="Quantos meses de história.", metavar="N", min=1), 24),
        own("fim", str, typer.Option("--fim", help="Último dia (AAAA-MM-DD).", metavar="DATA"), "2024-12-31"),
        own("semente", int, typer.Option("--semente", help="Outra semente, outra carteira.", metavar="N", min=0), 1),
    ]
    others = [
        own(
            "forcar", bool, typer.Option("--forcar", help="Substitui os arquivos que já estão na pasta."), default=False
        ),
        own("formato", str, typer.Option("--formato", "-f", help="csv ou parquet.", metavar="FORMATO"), "csv"),
        own("saida", str | None, typer.Option("--saida", "-o", help="Pasta onde gravar.", metavar="PASTA")),
        own(
            "minima",
            bool,
            typer.Option("--minima", help="A carteira de dez clientes, feita para conferir à mão."),
            default=False,
        ),
    ]
    add(app, "exemplo", _example, takes=(ResultSettings.quieto,), extra=[*numbers, *others])


def _example(flags: Typed) -> None:

    # weight: the help does without
    from carteira_cli.errors import UsageError
    from carteira_cli.units import file_size

    if not flags["saida"]:
        raise UsageError("falta a pasta do exemplo", "use -o PASTA, como em: carteira exemplo -o exemplo")
    folder = Path(flags["saida"])
    _check_free(folder, "csv" if flags["minima"] else flags["formato"], force=flags["forcar"])
    written = _minimal(folder) if flags["minima"] else _generated(folder, flags)
    if not flags["quieto"]:
        for path in written:
            typer.echo(f"gravado: {path}, {file_size(path.stat().st_size)}", err=True)
        typer.echo(f"agora: carteira resumo -C {folder}", err=True)


def _check_free(folder: Path, file_format: str, *, force: bool) -> None:
    """Refuse to write over a portfolio, which may be somebody's own, or beside one of another format."""
    # weight: the help does without
    from carteira_cli.errors import UsageError
    from carteira_cli.example import targets

    ours = set(targets(folder, file_format="parquet" if file_format == "parquet" else "csv"))
    for path in (*targets(folder), *targets(folder, file_format="parquet")):
        if path.exists() and path not in ours:
            raise UsageError(f"{path} já existe, em outro formato", "escolha outra pasta, ou apague esse arquivo")
        if path.exists() and not force:
            raise UsageError(f"{path} já existe", "escolha outra pasta, ou substitua com --forcar")


def _minimal(folder: Path) -> tuple[Path, ...]:
    # weight: the help does without
    from importlib.resources import files

    from carteira_cli.output import make_folder, write_atomic

    make_folder(folder)
    sources = sorted(
        (item for item in (files("carteira_cli.example") / "minima").iterdir() if item.name.endswith(".csv")),
        key=lambda item: item.name,
    )
    for source in sources:
        write_atomic(folder / source.name, source.read_bytes())
    return tuple(folder / source.name for source in sources)


def _generated(folder: Path, flags: Typed) -> tuple[Path, ...]:
    # weight: the help does without
    from datetime import date

    from carteira_cli.cli.progress import showing
    from carteira_cli.errors import UsageError, did_you_mean
    from carteira_cli.example import Recipe, generate

    formats = ("csv", "parquet")
    if flags["formato"] not in formats:
        raise UsageError(
            f'o formato "{flags["formato"]}" não serve para um exemplo', did_you_mean(flags["formato"], formats)
        )
    try:
        end = date.fromisoformat(flags["fim"])
    except ValueError as error:
        raise UsageError(f'a data "{flags["fim"]}" não existe', "use AAAA-MM-DD, como --fim 2024-12-31") from error
    recipe = Recipe(flags["clientes"], flags["vendas"], flags["meses"], end, flags["semente"])
    with showing(quiet=flags["quieto"], word="gerando") as display:
        made = 0

        def tell(lines: int) -> None:
            nonlocal made
            made += lines
            display.step("gerando vendas", made, recipe.sales_lines)

        return generate(recipe, folder, file_format=flags["formato"], on_progress=tell)
