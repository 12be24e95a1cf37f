"""Example portfolios: a made-up B2B distributor of any size, the same bytes on every machine.

Importing this package is cheap: Polars is loaded by `generate`, not before.

The way of the data: `recipe` (what is asked for) → `clock` (how sales spread over days) → `customers` (who buys, how
often, until when) → `plan` (how many lines a tick of time gets) → `orders` → `lines` → `receivables`, and beside them
`register`, `leads`, `stages`, `costs` and `dealings`; `writing` puts everything on disk, all or nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.example.recipe import FileFormat, Recipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["FileFormat", "Recipe", "generate", "targets"]

_TABLES = (
    *("clientes", "vendas", "leads", "custos"),
    *("titulos", "avaliacoes", "contatos", "campanhas", "etapas"),
)


def targets(folder: Path, *, file_format: FileFormat = "csv") -> tuple[Path, ...]:
    """The ten files that `generate` writes (and replaces) in `folder`, in the order in which it returns them."""
    return (*(folder / f"{table}.{file_format}" for table in _TABLES), folder / "carteira.toml")


def generate(
    recipe: Recipe,
    folder: Path,
    *,
    file_format: FileFormat = "csv",
    on_progress: Callable[[int], None] | None = None,
) -> tuple[Path, ...]:
    """Writes an example portfolio. Memory does not grow with the number of sales lines.

    Files of the same names are replaced, at the very end and only if everything went well.

    Args:
        recipe: size, span and seed.
        folder: where to; made if missing.
        file_format: of the tables; `carteira.toml` is written either way.
        on_progress: called with the sales lines written since the last call; the calls add up to
            `recipe.sales_lines`.

    Returns:
        The paths of `targets`, in the same order.

    Raises:
        OutputError: the folder can't be made or written to.
    """
    from carteira_cli.example.portfolio import write_portfolio  # weight: polars

    paths = targets(folder, file_format=file_format)
    write_portfolio(recipe, paths, file_format, on_progress or _ignore)
    return paths


def _ignore(_lines: int) -> None:
    """Progress that nobody watches."""
