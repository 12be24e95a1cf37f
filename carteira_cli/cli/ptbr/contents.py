"""What the help of a command says: what it answers, examples, its own options, and where the others are shown."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from typer.core import TyperArgument

from carteira_cli.cli.ptbr.params import FULL_NAME, HELP_NAMES, UNTOLD, told_of, usage_name
from carteira_cli.cli.ptbr.sheet import HelpSection, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from typer._click import Context
    from typer._click.core import Command

    from carteira_cli.cli.ptbr.params import Param
    from carteira_cli.cli.ptbr.sheet import Row

    Listed = tuple[str, str, str]  # of a command: the panel it stands in, its name, what it answers

OWN, ARGUMENTS, COMMANDS, EXAMPLES = "Opções", "Argumentos", "Comandos", "Exemplos"
_NAMED_ALONE = ("Ajuda e configuração", "Automação")  # panels whose commands are told by name in a short help
FEW = 6  # options that others have, too, are not worth folding when they are no more


def of_command(command: Command, ctx: Context, *, full: bool) -> Sheet:
    """The help of a command.

    An option is the command's own when it stands in no panel. Of the others those stay that an example uses; the rest
    is folded into a line, unless the help is to be full.
    """
    params = told_of(command, ctx)
    examples = (command.epilog or "").splitlines()
    options = [one for one in params if not isinstance(one, TyperArgument)]
    folded = [] if full else _folded(options, examples)
    shown = sorted((one for one in options if one not in folded), key=_standing)
    panels = _by_panel(shown, own_only=not full)
    listed = (
        (EXAMPLES, [(line, "") for line in examples]),
        (ARGUMENTS, [_row(one, ctx) for one in params if isinstance(one, TyperArgument)]),
        *((title, _option_rows(found, ctx)) for title, found in panels.items()),
    )
    sections = tuple(HelpSection(title, tuple(rows)) for title, rows in listed if rows)
    return Sheet(_about(command), _usage(command, ctx), sections, _said_of(folded, ctx))


def of_group(command: Command, ctx: Context, listed: Iterable[Listed], shared: Sequence[Param], *, full: bool) -> Sheet:
    """The help of a group: its commands by panel, its options and, in full, those that its commands share.

    In short the commands that look after the program are named on a line, so that the analyses have a screen.
    """
    panels: dict[str, list[Row]] = {}
    for panel, name, told in listed:
        panels.setdefault(panel or COMMANDS, []).append((name, told))
    for panel in () if full else [one for one in _NAMED_ALONE if one in panels]:
        panels[panel] = [(", ".join(name for name, _ in panels[panel]), "")]
    sections = [HelpSection(title, tuple(rows)) for title, rows in panels.items()]
    sections.append(HelpSection(OWN, tuple(_option_rows(told_of(command, ctx), ctx))))
    if full:
        sections += [
            HelpSection(title, tuple(_option_rows(found, ctx)))
            for title, found in _by_panel(shared, own_only=False).items()
            if found
        ]
    closing = tuple((command.epilog or "").splitlines())
    return Sheet(_about(command), _usage(command, ctx), tuple(sections), closing, dense=not full)


def _about(command: Command) -> tuple[str, ...]:
    text = inspect.cleandoc(command.help or "")
    mark = "(obsoleto) " if command.deprecated else ""
    return tuple(filter(None, f"{mark}{text}".split("\n\n")))


def _usage(command: Command, ctx: Context) -> str:
    return f"{ctx.command_path} {' '.join(command.collect_usage_pieces(ctx))}"


def _folded(options: Sequence[Param], examples: Sequence[str]) -> list[Param]:
    shown = {word.partition("=")[0] for line in examples for word in line.split()}
    found = [one for one in options if one.rich_help_panel and not shown & {*one.opts}]
    return found if len(found) > FEW else []


def _standing(option: Param) -> tuple[bool, bool]:
    """The command's own options first, its help last."""
    return HELP_NAMES[0] in option.opts, bool(option.rich_help_panel)


def _by_panel(options: Iterable[Param], *, own_only: bool) -> Mapping[str, list[Param]]:
    """Options by the title they stand under, the command's own first."""
    found: dict[str, list[Param]] = {OWN: []}
    for one in options:
        title = one.rich_help_panel if one.rich_help_panel and not own_only else OWN
        found.setdefault(title, []).append(one)
    return found


def _said_of(folded: Sequence[Param], ctx: Context) -> tuple[str, ...]:
    if not folded:
        return ()
    panels = ", ".join(_by_panel(folded, own_only=False)).removeprefix(f"{OWN}, ").lower()
    return (f"Mais {len(folded)} opções, que outros comandos também têm ({panels}): {ctx.command_path} {FULL_NAME}",)


def _option_rows(options: Iterable[Param], ctx: Context) -> list[Row]:
    return [_row(one, ctx) for one in options if FULL_NAME not in one.opts]


def _row(param: Param, ctx: Context) -> Row:
    """How a parameter is typed, and what it does."""
    name = _names(param, ctx)
    return name, " ".join(filter(None, (param.help, *_further(param, ctx))))


def _names(param: Param, ctx: Context) -> str:
    if isinstance(param, TyperArgument):
        return usage_name(param)
    kind = param.display_type_rich(ctx)
    short = [one for one in param.opts if not one.startswith("--")]
    long = [one for one in param.opts if one.startswith("--") and one not in UNTOLD]
    left = ", ".join([*short, *long]) if short else f"    {', '.join(long)}"
    other = f" / {', '.join(param.secondary_opts)}" if param.secondary_opts else ""
    return f"{left}{f' {kind}' if kind else ''}{other}"


def _further(param: Param, ctx: Context) -> Iterable[str]:
    """The variable that a parameter may come from, what it is when nobody says, and whether somebody must."""
    if param.show_envvar and param.envvar is not None:
        names = param.envvar if isinstance(param.envvar, str) else ", ".join(param.envvar)
        yield f"[variável: {names}]"
    value = param._extract_default_help_str(ctx=ctx)  # noqa: SLF001 - Typer's own help asks for it
    given = isinstance(param.show_default, str)
    if given or (value is not None and param.show_default):
        told = param._get_default_string(ctx=ctx, show_default_is_str=given, default_value=value)  # noqa: SLF001
        if told:
            yield f"[padrão: {told}]"
    if param.required:
        yield "[obrigatório]"
