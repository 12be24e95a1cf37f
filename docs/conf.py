"""How Sphinx builds the site: in Portuguese, and nothing from other hosts."""

from __future__ import annotations

from pathlib import Path

from carteira_cli import __version__

HERE = Path(__file__).parent

project = "carteira"
release = __version__
language = "pt_BR"
html_title = f"carteira {release}"
extensions = ["myst_parser"]
myst_heading_anchors = 4  # as GitHub makes them, so that links in the README's manner hold
myst_enable_extensions = ["html_image"]
highlight_language = "none"
smartquotes = False  # it would make one dash of the two of an option
exclude_patterns = ["_copiados"]
html_theme = "furo"
html_static_path = [str(HERE / "_static")]
html_css_files = ["estilo.css"]
html_theme_options = {"navigation_with_keys": True}
html_use_index = False
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None  # the day of a build would make other bytes of the same sources
nitpicky = True
