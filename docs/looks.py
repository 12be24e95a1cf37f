"""What the theme says in English whatever the language of the site, in Portuguese, and what it leaves unnamed."""

from __future__ import annotations

import re

_WORDS = {  # between marks, as they stand in a page
    '"Toggle site navigation sidebar"': '"Abre ou fecha o menu do site"',
    '"Toggle table of contents sidebar"': '"Abre ou fecha o que há nesta página"',
    '"Toggle Light / Dark / Auto color theme"': '"Troca as cores: claras, escuras ou as do sistema"',
    '"Toggle navigation of ': '"Abre ou fecha o que há em ',
    "<span>Back to top</span>": "<span>Voltar ao topo</span>",
    "On this page": "Nesta página",
    "<span>Next</span>": "<span>Seguinte</span>",
    "<span>Previous</span>": "<span>Anterior</span>",
    '<div class="title">Home</div>': '<div class="title">Início</div>',
    "<title>Contents</title>": "<title>Conteúdo</title>",
    "<title>Menu</title>": "<title>Menu do site</title>",
    "<title>Expand</title>": "<title>Abrir</title>",
    "<title>Light mode</title>": "<title>Cores claras</title>",
    "<title>Dark mode</title>": "<title>Cores escuras</title>",
    "<title>Auto light/dark, in light mode</title>": "<title>Cores do sistema, agora claras</title>",
    "<title>Auto light/dark, in dark mode</title>": "<title>Cores do sistema, agora escuras</title>",
    "Please activate JavaScript to enable the search functionality.": "A busca precisa de JavaScript.",
    'title="Link to this heading"': 'title="Link para esta seção"',
    'title="Permalink to this heading"': 'title="Link para esta seção"',
}
_NAMED = {  # what a reader of the screen asks for, and the theme leaves out
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Menu do site">',
    "<pre>": '<pre tabindex="0">',  # what scrolls is reached by the keyboard too
    '<div class="table-wrapper ': '<div tabindex="0" class="table-wrapper ',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="Nesta página">',
}
_SKIP = re.compile(r">\s*Skip to content\s*<")
_MADE = re.compile(r"Made with\s*(<a[^>]*>Furo</a>)", re.DOTALL)
ENGLISH = re.compile(
    r"Toggle |Skip to content|Back to top|On this page|Made with|Please activate|Link to this|Permalink|"
    r">(?:Next|Previous|Home|Contents|Expand|Light mode|Dark mode)<|Auto light"
)


def translated(page: str, *, english: bool = False) -> str:
    """A page of the site with the theme's own words in Portuguese, and its parts named.

    Args:
        page: as Sphinx built it.
        english: whether what it says is in English, which is said to whatever reads it aloud.
    """
    for words, better in {**_WORDS, **_NAMED}.items():
        page = page.replace(words, better)
    page = _SKIP.sub(">Pular para o conteúdo<", page)
    page = _MADE.sub(r"Feito com \1", page)
    return page.replace('<article role="main"', '<article role="main" lang="en"', 1) if english else page
