"""`mcp`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="mcp",
    kind=CommandKind.TOOL,
    panel="Automação",
    place=302,
    help="Responde a um assistente de IA, pelo protocolo MCP: só lê, só esta pasta, sem dizer quem são os clientes.",
    brief="Responde a um assistente de IA: só lê, só esta pasta.",
    module="carteira_cli.cli.serving",
    examples=(
        "mcp --instalar",
        "mcp -C . --instalar",
        "mcp --instalar --identificar",
    ),
)
