"""The requirements of pyproject.toml at the lowest version that each allows, one a line, for pip."""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
for requirement in project["dependencies"]:
    found = re.fullmatch(r"([\w.-]+)>=([\w.]+)(?:,<[\w.]+)?(;.*)?", requirement.replace("; ", ";"))
    if not found:
        sys.exit(f"pyproject.toml: {requirement!r} has no lowest version")
    print(f"{found[1]}=={found[2]}{found[3] or ''}")  # noqa: T201 - read by .ci/run
print(*project["optional-dependencies"]["testes"], "hatchling", "editables", sep="\n")  # noqa: T201
