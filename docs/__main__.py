"""Build the site: `python docs FOLDER` (the extra [site]).

Every page is made at this moment, of the README, the other texts of the project and the program's own records; a page
that says what is no longer so, a link that leads nowhere, and anything fetched from another host end the build.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import english  # noqa: E402 - the modules beside this file
import promises  # noqa: E402
from chapters import AS_THEY_ARE, COMMANDS, HOME, ROOT, chapter_page, kept, pages_of_texts, readme_chapters  # noqa: E402
from links import complaints  # noqa: E402
from looks import translated  # noqa: E402
from records import pages_of_records, schema_files, with_links_to_commands  # noqa: E402

from carteira_cli.commands import commands  # noqa: E402

COPIED = "_copiados"  # files as they are, beside the pages: the report, the schemas
IN_ENGLISH = ("english.html", "contributing.html", "benchmarks.html", "mudancas.html")
GUIDES = ("analista", "diretoria", "vendedor", "previsao", "tamanhos", "bancos", "nuvem")


def write_sources(folder: Path) -> None:
    """Write every page as Markdown, and beside them the pictures and files that they show."""
    pages, files = pages_of_texts()
    pages |= pages_of_records()
    pages |= {"como-conferimos.md": promises.page(), "english.md": english.page()}
    pages[COMMANDS] = f"{with_links_to_commands(pages[COMMANDS])}\n{_contents('', commands(), hidden=True)}"
    pages[HOME] = _home(pages[HOME], pages)
    for path, text in pages.items():
        _write(folder / path, text)
    copied = folder / COPIED
    for path in {*files, *AS_THEY_ARE}:
        target = copied / Path(path).name if path in AS_THEY_ARE else folder / kept(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, target)
    for name, text in schema_files().items():
        _write(copied / name, text)


def _home(text: str, pages: dict[str, str]) -> str:
    """The first page: what the README says first, but for its words in English, and the contents."""
    chapters = [*readme_chapters((ROOT / "README.md").read_text(encoding="utf-8"))]
    told = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    guides = [f"guias/{name}" for name in GUIDES]
    guides += sorted({path.removesuffix(".md") for path in pages if path.startswith("guias/")} - {*guides})
    parts = (
        _contents("Manual", [chapter_page(one).removesuffix(".md") for one in chapters if one]),
        _contents("Guias", [*guides, "exemplos/ci", "exemplos/cron"]),
        _contents("Referência", ["indicadores", "tabelas", "sistemas", "configuracao", "codigos-de-saida", "esquemas"]),
        _contents("Confiança", ["como-conferimos", "Segurança <seguranca>", "Mudanças (em inglês) <mudancas>"]),
        _contents("In English", ["english", "contributing", "benchmarks"]),
    )
    return "\n".join((told, *parts))


def _contents(caption: str, pages: object, *, hidden: bool = True) -> str:
    """A part of the contents, which the side of every page shows."""
    options = [f":caption: {caption}"] * bool(caption) + [":hidden:"] * hidden
    return "\n".join(("", "```{toctree}", *options, "", *map(str, pages), "```", ""))  # type: ignore[call-overload]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def build(folder: Path) -> int:
    """Build the site into a folder, and say what is wrong with it; 0 where nothing is."""
    try:
        import furo  # noqa: F401 - named in conf.py, and asked for before all pages are made in vain
        import myst_parser  # noqa: F401
        from sphinx.cmd.build import build_main
    except ModuleNotFoundError as error:
        sys.exit(f"the site needs {error.name}: pip install -e '.[site]'")

    with TemporaryDirectory(prefix="carteira-site-") as scratch:
        source = Path(scratch) / "paginas"
        write_sources(source)
        words = ["-b", "html", "-W", "--keep-going", "-q", "-E", "-c", str(HERE), "-d", str(Path(scratch) / "lidas")]
        if code := build_main([*words, str(source), str(folder)]):
            return code
        shutil.copytree(source / COPIED, folder, dirs_exist_ok=True)
    for path in sorted(folder.rglob("*.html")):
        page = path.relative_to(folder).as_posix()
        if f"/{page}" not in map(kept, AS_THEY_ARE):
            text = translated(path.read_text(encoding="utf-8"), english=page in IN_ENGLISH)
            path.write_text(text, encoding="utf-8", newline="\n")
    wrong = [*complaints(folder)]
    print("\n".join(wrong or [f"site: {len([*folder.rglob('*.html')])} pages in {folder}"]))  # noqa: T201 - a script
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the one word
        sys.exit(__doc__)
    sys.exit(build(Path(sys.argv[1])))
