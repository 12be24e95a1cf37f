"""Customer portfolio analytics in Portuguese: on the command line, and in Python.

import carteira_cli as carteira
c = carteira.abrir("pasta", inatividade="90d")
c.churn("2024-Q1", por="uf")
"""

from __future__ import annotations

__version__ = "0.1.0"

# Nothing of it is loaded before it is asked for: the command line imports this package before it knows what it runs.
_WHERE = {
    "abrir": ("carteira_cli.library.opened", "abrir"),
    "Carteira": ("carteira_cli.library.opened", "Carteira"),
    "Resultado": ("carteira_cli.library.result", "Resultado"),
    "Erro": ("carteira_cli.errors", "CarteiraError"),
}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, own = _WHERE[name]
    return getattr(import_module(module), own)


def __dir__() -> list[str]:
    return sorted({*globals(), *_WHERE})
