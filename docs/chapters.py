"""The README in chapters, and the other texts of the project, as pages whose links lead somewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from posixpath import relpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).parents[1]
HOME, COMMANDS = "index.md", "comandos/index.md"
COMMANDS_CHAPTER = "Comandos"
TEXTS = {  # of the project → the page that it becomes
    "README.md": HOME,
    "CHANGELOG.md": "mudancas.md",
    "SECURITY.md": "seguranca.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/README.md": "benchmarks.md",
    "examples/definicoes.md": "indicadores.md",
    "examples/comandos": COMMANDS,
    "examples/ci": "exemplos/ci.md",
    "examples/cron": "exemplos/cron.md",
}
AS_THEY_ARE = ("examples/relatorio.html", "examples/habilidade/SKILL.md")  # of another kind, put beside
SHOWN_FOLDERS = ("examples/ci", "examples/cron")  # whose files are shown, one below the other
_LANGUAGES = {".toml": "toml", ".yml": "yaml", ".sh": "sh", ".json": "json", ".service": "ini", ".timer": "ini"}
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^)\s#]*)(#[^)\s]*)?\)")
_FENCED = re.compile(r"^(?:```.*?^```|(?:    [^\n]*\n)+)", re.MULTILINE | re.DOTALL)


class DeadLinkError(ValueError):
    """A text links what is no page and no file of the project."""


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it.

    Example:
        >>> slug("Sinal ou acaso, e por quê")
        'sinal-ou-acaso-e-por-quê'
    """
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def readme_chapters(text: str) -> Mapping[str, str]:
    """Heading → text of each chapter of the README, its heading the page's; under "" what stands before the first."""
    before, *rest = re.split(r"^## (?=\S)", text, flags=re.MULTILINE)
    found = {"": before}
    for chapter in rest:
        heading, _, body = chapter.partition("\n")
        found[heading] = f"# {heading}\n{body.replace(chr(10) + '### ', chr(10) + '## ')}"
    return found


def chapter_page(heading: str) -> str:
    """Where a chapter of the README lies."""
    plain = slug(heading).translate(str.maketrans("áàâãéêíóôõúç", "aaaaeeiooouc"))
    return COMMANDS if heading == COMMANDS_CHAPTER else f"manual/{plain}.md" if heading else HOME


def pages_of_texts() -> tuple[dict[str, str], set[str]]:
    """The pages made of the project's own texts, and the files that they show or link as they are.

    Raises:
        DeadLinkError: a text links what is not there.
    """
    chapters = readme_chapters((ROOT / "README.md").read_text(encoding="utf-8"))
    anchors = dict(_anchors(chapters))
    pages: dict[str, str] = {}
    files: set[str] = set()
    for heading, text in chapters.items():
        at = chapter_page(heading)
        pages[at] = relinked(text, "README.md", at, anchors, files.add)
    guides = {f"examples/guias/{path.name}": f"guias/{path.name}" for path in (ROOT / "examples/guias").glob("*.md")}
    for source, at in {**TEXTS, **guides}.items():
        if at not in pages and source.endswith(".md"):
            pages[at] = relinked((ROOT / source).read_text(encoding="utf-8"), source, at, anchors, files.add)
    for folder in SHOWN_FOLDERS:
        pages[TEXTS[folder]] = "\n".join(_folder(folder, anchors, files.add))
    return pages, files


def relinked(text: str, source: str, page: str, anchors: Mapping[str, str], keep: Callable[[str], object]) -> str:
    """A text of the project with its links as they are between pages.

    Args:
        text: in Markdown.
        source: where it lies in the project.
        page: where it will lie.
        anchors: heading of the README, as an anchor → the page that has it.
        keep: is told each file that is shown or linked as it is.

    Raises:
        DeadLinkError: it links what is not there.
    """
    links = _Links(source, page, anchors, keep)
    pieces, end = [], 0
    for code in _FENCED.finditer(text):
        pieces += [_LINK.sub(links.told, text[end : code.start()]), code[0]]
        end = code.end()
    return "".join((*pieces, _LINK.sub(links.told, text[end:])))


@dataclass(frozen=True)
class _Links:
    """The links of a text, as `relinked` takes it."""

    source: str
    page: str
    anchors: Mapping[str, str]
    keep: Callable[[str], object]

    def told(self, link: re.Match[str]) -> str:
        """A link as it is between pages; of one to a folder of the project, which no page shows, the words."""
        picture, words, target, anchor = link[1], link[2], link[3], link[4] or ""
        if target.startswith(("http://", "https://", "mailto:")):
            return link[0]
        path = _from_root(self.source, target) if target else self.source
        if path in AS_THEY_ARE:
            self.keep(path)
            told = re.sub(r"`([^`]*)`", r"<code>\1</code>", words)
            return f'<a href="{_between(self.page, kept(path))}">{told}</a>'
        place = self._place(path, anchor)
        return words if place is None else f"{picture}[{words}]({_between(self.page, place)}{anchor})"

    def _place(self, path: str, anchor: str) -> str | None:
        """The page or the file that a link leads to; None of a folder."""
        if path == "README.md" and anchor:
            if anchor not in self.anchors:
                raise DeadLinkError(f"{self.source}: there is no chapter {anchor}")
            return self.anchors[anchor]
        if (place := place_of(path)) is not None:
            return place
        if not (ROOT / path).exists():
            raise DeadLinkError(f"{self.source}: there is no {path}")
        if (ROOT / path).is_dir():
            return None
        self.keep(path)
        return kept(path)


def place_of(path: str) -> str | None:
    """The page of a text of the project; None where it has none."""
    if path in TEXTS:
        return TEXTS[path]
    found = re.fullmatch(r"examples/(guias|comandos)/([\w-]+\.md)", path)
    return None if found is None or not (ROOT / path).is_file() else f"{found[1]}/{found[2]}"


def kept(path: str) -> str:
    """Where a file that is shown or linked as it is lies beside the pages."""
    name = PurePosixPath(path).name
    return f"/{name}" if path in AS_THEY_ARE else f"figuras/{name}"


def _between(page: str, other: str) -> str:
    """How a page links another, or a file copied beside the pages by its whole address."""
    return relpath(other.removeprefix("/"), str(PurePosixPath(page).parent))


def _from_root(source: str, target: str) -> str:
    found = relpath(str(PurePosixPath("/") / PurePosixPath(source).parent / target), "/")
    return found.rstrip("/")


def _anchors(chapters: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for heading, text in chapters.items():
        for line in re.findall(r"^#+ (.+)$", _FENCED.sub("", text), re.MULTILINE):
            yield f"#{slug(line)}", chapter_page(heading)


def _folder(folder: str, anchors: Mapping[str, str], keep: Callable[[str], object]) -> Iterator[str]:
    """A folder of examples: what its README says, then each file."""
    readme = f"{folder}/README.md"
    yield relinked((ROOT / readme).read_text(encoding="utf-8"), readme, TEXTS[folder], anchors, keep)
    for path in sorted((ROOT / folder).iterdir()):
        if path.name != "README.md":
            text = path.read_text(encoding="utf-8").rstrip()
            yield f"## {path.name}\n\n```{_LANGUAGES.get(path.suffix, 'text')}\n{text}\n```\n"
