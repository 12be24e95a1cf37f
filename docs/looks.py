"""What the theme says in English whatever the language of the site, in Portuguese."""

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
_SKIP = re.compile(r">\s*Skip to content\s*<")
_MADE = re.compile(r"Made with\s*(<a[^>]*>Furo</a>)", re.DOTALL)
ENGLISH = re.compile(
    r"Toggle |Skip to content|Back to top|On this page|Made with|Please activate|Link to this|Permalink|"
    r">(?:Next|Previous|Home|Contents|Expand|Light mode|Dark mode)<|Auto light"
)


def translated(page: str, *, english: bool = False) -> str:
    """A page of the site with the theme's own words in Portuguese.

    Args:
        page: as Sphinx built it.
        english: whether what it says is in English, which is said to whatever reads it aloud.
    """
    for words, portuguese in _WORDS.items():
        page = page.replace(words, portuguese)
    page = _SKIP.sub(">Pular para o conteúdo<", page)
    page = _MADE.sub(r"Feito com \1", page)
    return page.replace('<article role="main"', '<article role="main" lang="en"', 1) if english else page
