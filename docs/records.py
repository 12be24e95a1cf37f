"""The pages that come from the program's own records: commands, indicators, tables, options, exit codes, schemas."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

import reference
import sections
from chapters import ROOT, readme_chapters
from reference import plain, table

from carteira_cli.cli.main import main
from carteira_cli.cli.schema import schemas
from carteira_cli.commands import Command, analyses, commands
from carteira_cli.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

CODES_CHAPTER = "Comandos"
_MANUAL = ROOT / "examples" / "comandos"
_TYPES = {
    "string": "texto",
    "object": "objeto",
    "array": "lista",
    "integer": "inteiro",
    "number": "número",
    "boolean": "sim/não",
    "null": "nulo",
}


class OutdatedPageError(ValueError):
    """What a text says of the program is not what its records say."""


def pages_of_records() -> dict[str, str]:
    """Path → Markdown of every page that the records make.

    Raises:
        OutdatedPageError: the README's exit codes are not those of the program.
    """
    made = {f"comandos/{name}.md": "\n".join(_command(one)) for name, one in commands().items()}
    return made | {
        "indicadores.md": "\n".join(reference.indicators()),
        "tabelas.md": "\n".join(reference.tables()),
        "sistemas.md": "\n".join(reference.systems()),
        "configuracao.md": "\n".join((*reference.settings(), *sections.lines())),
        "codigos-de-saida.md": "\n".join(_exit_codes()),
        "esquemas.md": "\n".join(_schemas()),
    }


def schema_file(name: str) -> str:
    """Where a schema lies."""
    return f"{name}.schema.json"


def schema_files() -> dict[str, str]:
    """Name → content of the schemas, as `carteira esquema` prints them."""
    return {schema_file(name): json.dumps(one, ensure_ascii=False, indent=2) + "\n" for name, one in schemas().items()}


def with_links_to_commands(chapter: str) -> str:
    """The README's chapter of commands, each name in its table a link to its page."""
    known = commands()
    return re.sub(
        r"^\| `([\w-]+)` \|",
        lambda row: f"| [`{row[1]}`]({row[1]}.md) |" if row[1] in known else row[0],
        chapter,
        flags=re.MULTILINE,
    )


def _command(command: Command) -> Iterator[str]:
    """An analysis has the page of `examples/comandos`, with a real screen; any other what its help says."""
    if command.name in analyses():
        yield (_MANUAL / f"{command.name}.md").read_text(encoding="utf-8")
        yield "As opções de toda análise estão em [Comandos](index.md); todas, com chave e variável, em"
        yield "[Opções e configuração](../configuracao.md)."
        return
    yield f"# carteira {command.name}"
    yield ""
    yield command.help
    yield ""
    yield "```sh"
    yield from (f"carteira {line}" for line in command.examples)
    yield "```"
    yield ""
    yield f"`carteira {command.name} --ajuda`:"
    yield ""
    yield "```text"
    yield _printed(command.name, "--ajuda").strip("\n")
    yield "```"


def _printed(*words: str) -> str:
    """What a command line prints, run in this process.

    Raises:
        OutdatedPageError: it fails.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = main([*words])
    if code:
        raise OutdatedPageError(f"carteira {' '.join(words)} ends with {code}")
    return out.buffer.getvalue().decode()  # type: ignore[attr-defined]


def _exit_codes() -> Iterator[str]:
    chapter = readme_chapters((ROOT / "README.md").read_text(encoding="utf-8"))[CODES_CHAPTER]
    rows = re.findall(r"^\| ((?:\d+)(?:, \d+)*) \| (.*) \|$", chapter, re.MULTILINE)
    told = {int(code) for codes, _ in rows for code in codes.split(", ")}
    if told != {*ExitCode}:
        raise OutdatedPageError(f"README: exit codes {sorted(told)}, and the program has {sorted(ExitCode)}")
    yield "# Códigos de saída"
    yield ""
    yield "Em que scripts, o cron e o CI podem confiar. Um erro diz numa linha o que houve e onde, e na seguinte o"
    yield "que fazer; com `-f json`, no mesmo envelope do resultado."
    yield from table(("código", "significa"), rows)


def _schemas() -> Iterator[str]:
    yield "# Esquemas"
    yield ""
    yield "O JSON Schema do que outros programas leem, como `carteira esquema NOME` o dá. O manual mostra um"
    yield "resultado em [JSON](manual/json.md)."
    for name, document in schemas().items():
        yield ""
        yield f"## {name}"
        yield ""
        told = plain(str(document.get("description") or document["title"]).rstrip("."))
        yield f'{told}: <a href="{schema_file(name)}"><code>{schema_file(name)}</code></a>.'
        properties = _properties(document)
        yield from table(
            ("chave", "tipo", "o que diz"),
            ((f"`{key}`", _type(one), plain(one.get("description", ""))) for key, one in properties.items()),
        )


def _properties(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keys of the object that a schema is mainly of."""
    if "properties" not in document:
        first = document["oneOf"][0]["$ref"].rsplit("/", 1)[-1]
        document = document["$defs"][first]
    found: Mapping[str, Any] = document["properties"]
    return found


def _type(one: Mapping[str, Any]) -> str:
    told = one.get("type", "valor fixo" if "const" in one else "uma de várias" if "enum" in one else "object")
    return " ou ".join(_TYPES.get(kind, kind) for kind in ([told] if isinstance(told, str) else told))
