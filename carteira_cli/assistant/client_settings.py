"""What an assistant's program is to be told, so that it starts the server: printed for the user, written nowhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carteira_cli.config.settings import ResultSettings, SourceSettings

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.config.settings import Setting

_FILES: tuple[Setting[Any], ...] = (SourceSettings.config, ResultSettings.pseudonimizar)


def client_settings(config: Config, *, names_customers: bool) -> dict[str, Any]:
    """The entry of a server in the configuration of a client, every path from the root: a client stands anywhere.

    Args:
        config: what the run was told.
        names_customers: whether answers are to say who customers are.
    """
    args = ["-m", "carteira_cli", "mcp", SourceSettings.pasta.flag, str(config.folder.absolute())]
    for setting in _FILES:
        value = config.value(setting)
        if config.typed(setting) and value.one:
            args += [setting.flag, str(Path(value.folder / value.one).absolute())]
    if config.typed(ResultSettings.sem_identificadores):
        args.append(ResultSettings.sem_identificadores.flag)
    if names_customers:
        args.append("--identificar")
    return {"mcpServers": {"carteira": {"command": sys.executable, "args": args}}}
