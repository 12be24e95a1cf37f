"""Make `examples/notebook.ipynb` anew: its cells, run, with what they show. Needs `pip install -e ".[notebook]"`."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HERE = Path(__file__).parent
NOTEBOOK = HERE / "notebook.ipynb"
SOURCE = """
# carteira num notebook

A pasta é aberta uma vez, cada comando é um método, e os números são os da linha de comando. Rode dentro de `examples/`.
%%
import carteira_cli as carteira

c = carteira.abrir("distribuidora", inatividade="90d")
c
%%
## Um indicador

O resultado se mostra sozinho; `.valor` dá o número, e `.partes`, o numerador e o denominador, exatos.
%%
r = c.churn("2024-Q4", comparar="anterior")
r
%%
r.valor("churn"), r.partes("churn")
%%
## Uma tabela

É um DataFrame do Polars, com os tipos certos: contagens inteiras, datas, reais.
%%
por_uf = c.churn("2024-Q4", por="uf").tabela("por")
por_uf.select("uf", "clientes_inicio", "perdidos", "churn").head()
%%
c.pareto("2024").tabela("maiores").select("cliente", "receita", "classe").head(3)
%%
## O que se pode perguntar

`c.` e Tab mostram os métodos; `c.risco?`, as opções de um. O que não se entende é um erro com a dica.
%%
", ".join(c.comandos)
%%
try:
    c.churn("2024-Q4", por="uff")
except carteira.Erro as erro:
    print(erro.mensagem)
    print(erro.dica)
%%
## Uma lista de clientes, e um arquivo

`.salvar` grava o que `-o` gravaria, do formato que o sufixo diz. O recibo diz de que arquivos os números saíram;
`carteira conferir` os refaz.
%%
perdidos = c.churn("2024-Q4", listar="perdidos").tabela("perdidos")
perdidos.select("cliente", "ultima_compra").head(3)
%%
[(e["arquivo"], e["bytes"], e["sha256"][:12]) for e in r.recibo()["entradas"]]
%%
c.fechar()
"""  # a cell between two %%; of text where it begins with a heading
CELLS = [text.strip() for text in SOURCE.split("%%")]


def cells() -> nbformat.NotebookNode:
    """The notebook, not run."""
    made = [
        (new_markdown_cell if text.startswith("#") else new_code_cell)(text, id=f"c{place:02}")
        for place, text in enumerate(CELLS)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=made, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def executed() -> nbformat.NotebookNode:
    """The notebook, run in a process of its own; without what differs from run to run."""
    notebook = cells()
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(HERE)}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


if __name__ == "__main__":
    nbformat.write(executed(), NOTEBOOK)
