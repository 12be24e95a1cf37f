"""The notebook of the examples: run as it is, it shows what is stored in it, and that is what the command line says."""

from __future__ import annotations

import importlib.util
import json

import pytest

from tests.running import ROOT, carteira

PLACE = ROOT / "examples" / "notebook.ipynb"


def outputs(notebook):
    """Each output's texts."""
    for cell in notebook["cells"]:
        for one in cell.get("outputs", ()):
            told = one.get("data", {}) | ({"text": one["text"]} if "text" in one else {})
            yield {kind: "".join(text) for kind, text in told.items()}


def stored():
    return json.loads(PLACE.read_text(encoding="utf-8"))


def test_it_shows_the_numbers_of_the_command_line():
    words = ("-p", "2024-Q4", "-C", ROOT / "examples" / "distribuidora", "-f", "json", "-q")
    churn = carteira("churn", *words).document["indicadores"]["churn"]["valor"]
    shown = "\n".join(text for one in outputs(stored()) for text in one.values())
    assert f"({churn}, " in shown
    assert "Churn de clientes" in shown
    assert "você quis dizer &quot;uf&quot;" in shown or 'você quis dizer "uf"' in shown
    assert "Traceback" not in shown


@pytest.mark.slow
@pytest.mark.process
def test_it_is_what_a_kernel_makes_of_it():
    pytest.importorskip("nbclient", reason="nbclient is not installed: pip install -e '.[notebook]'")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed: pip install -e '.[notebook]'")
    spec = importlib.util.spec_from_file_location("notebook", ROOT / "examples" / "notebook.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = json.loads(json.dumps(module.executed()))
    assert [cell["source"] for cell in made["cells"]] == ["".join(cell["source"]) for cell in stored()["cells"]]
    assert list(outputs(made)) == list(outputs(stored()))
