"""What comes out says nothing of where on the machine it was made: the same bytes in any folder, of anybody."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from carteira_cli.cli.main import main
from carteira_cli.neutral import without_home
from carteira_cli.render import suffixes
from tests.running import Q1, ROOT

pytestmark = pytest.mark.slow

NAMES = ("casa-da-ana", "outra casa de bento e filhos")
LIMIT = '\ninatividade = "90d"\nmargem = 0.28\n\n[[limites]]\nindicador = "churn"\nerro = "> 1%"\npiora_max = "1%"\n'
COMMANDS = (
    "resumo --comparar anterior",
    "churn --por uf --listar perdidos",
    "pareto",
    "vendedores",
    "validar",
    "config",
    "inspecionar vendas.csv",
    "verificar",
    "base comparar",
)
HOW = ("in the folder", "from elsewhere", "by its configuration", "below it")


def bytes_of(words, cwd):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with chdir(cwd), redirect_stdout(out), redirect_stderr(err):
        code = main([str(word) for word in words])
    return code, out.buffer.getvalue(), err.buffer.getvalue()


def unpacked(content):
    """What is inside a file, of a letter and of a workbook too."""
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return b"".join(archive.read(name) for name in sorted(archive.namelist()))
    if content[:400].count(b"\r\n") and b"MIME-Version" in content[:2000]:
        parts = message_from_bytes(content, policy=policy.default).walk()
        return b"".join(unpacked(part.get_payload(decode=True) or b"") for part in parts)
    return content


@pytest.fixture(scope="module")
def projects(tmp_path_factory):
    """The same portfolio, with a rejected line, in two homes."""
    found = []
    for name in NAMES:
        folder = tmp_path_factory.mktemp("casas") / name / "projeto"
        shutil.copytree(ROOT / "examples" / "minima", folder)
        (folder / "sub").mkdir()
        (folder / "carteira.toml").write_text(LIMIT, encoding="utf-8")
        with (folder / "vendas.csv").open("a", encoding="utf-8") as file:
            file.write("V99,C01,31/02/2024,1,faturado\n")
        assert bytes_of(("base", "gravar", "-p", "2023-Q4", "-q"), folder)[0] == 0
        found.append(folder)
    return found


def run(words, folder, how):
    """A command line, named in one of the ways to name a folder, with every kind of file that it can write."""
    if how == "in the folder":
        return bytes_of(words, folder)
    if how == "below it":
        return bytes_of(words, folder / "sub")
    named = ("-C", folder) if how == "from elsewhere" else ("--config", folder / "carteira.toml")
    return bytes_of((*words, *named), folder.parent)


RUNS = [
    *((command, HOW[1]) for command in COMMANDS),
    *(("verificar", how) for how in HOW if how != HOW[1]),
    ("resumo --comparar anterior", HOW[3]),
]


@pytest.mark.parametrize(("command", "how"), RUNS)
def test_two_folders_give_the_same_bytes_in_every_format_and_stream(projects, command, how):
    name, *_ = command.split()
    found = []
    for folder in projects:
        results = folder.parent / "saidas"
        shutil.rmtree(results, ignore_errors=True)
        results.mkdir()
        every = suffixes(verdicts=name == "verificar").items()
        written = [suffix for suffix, one in every if not (one.printed or one.dated)]
        files = [results / f"r{suffix}" for suffix in written]
        if name == "config":  # which tells them
            files = [Path("saidas", file.name) for file in files]
        words = [*command.split(), *(() if name in {"config", "validar", "inspecionar"} else Q1)]
        words += [word for file in files for word in ("-o", file)]
        words += ["-f", "json", "--log", "json"] if name not in {"config", "inspecionar"} else ["-f", "json"]
        code, out, err = run(words, folder, how)
        assert code == (1 if name in {"verificar", "validar"} else 0), err
        log = re.sub(rb'"hora": "[^"]*"|"segundos": [\d.]+|.*"evento": "saida".*|gravado: .*', b"", err)
        found.append([out, log, *(unpacked((results / file.name).read_bytes()) for file in files)])
    assert found[0] == found[1]
    for content in (content for contents in found for content in contents):
        assert not any(part.encode() in content for part in (*NAMES, projects[0].parents[1].name))


def test_files_and_their_manifest_are_the_same_and_name_no_folder(projects):
    found = []
    for folder in projects:
        files = ("r.json", "r.html", "r.xlsx", "r.eml", "r.csv")
        words = ("churn", "-p", "2024-Q1", "-C", folder, "--manifesto", folder / "m.json", "-q")
        code, _, err = bytes_of((*words, *(w for name in files for w in ("-o", folder / name))), folder.parent)
        assert (code, err) == (0, b"")
        found.append([(folder / name).read_bytes() for name in (*files, "m.json")])
        assert [one["arquivo"] for one in json.loads(found[-1][-1])["arquivos"]] == list(files)
    assert found[0] == found[1]


def test_an_error_below_the_folder_names_the_file_as_it_is_seen_from_there(projects):
    for folder in projects:
        file = folder / "carteira.toml"
        kept = file.read_text(encoding="utf-8")
        file.write_text(kept.replace("indicador =", "indicadr ="), encoding="utf-8")
        code, _, err = bytes_of(("verificar", *Q1), folder / "sub")
        file.write_text(kept, encoding="utf-8")
        assert code == 2
        assert err.decode().startswith(f"erro: {Path('..', 'carteira.toml')}, linha ")


def test_a_home_is_told_as_its_owner_types_it(tmp_path, monkeypatch):
    home = tmp_path / "ana"
    shutil.copytree(ROOT / "examples" / "minima", home / "dados")
    (home / "projeto").mkdir()
    monkeypatch.setenv("HOME", str(home))
    (home / "projeto" / "carteira.toml").write_text('vendas = "~/dados/vendas.csv"\n', encoding="utf-8")
    code, out, err = bytes_of(("churn", *Q1, "-f", "json"), home / "projeto")
    assert code == 0, err
    assert json.loads(out)["fontes"]["vendas"]["arquivo"] == "~/dados/vendas.csv"
    assert b"ana" not in out + err
    (home / "projeto" / "carteira.toml").write_text('vendas = "~/dados/venda.csv"\n', encoding="utf-8")
    code, out, err = bytes_of(("churn", *Q1, "-f", "json"), home / "projeto")
    assert code == 2
    assert '"~/dados/venda.csv" não existe' in err.decode()
    assert str(tmp_path).encode() not in out + err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{home}/x.csv: 1 linha", "~/x.csv: 1 linha"),
        ('o arquivo "{home}" não existe', 'o arquivo "~" não existe'),
        ("{home}2/x.csv", "{home}2/x.csv"),
        ("{home}-velha/x.csv", "{home}-velha/x.csv"),
        ("/mnt{home}/x.csv", "/mnt{home}/x.csv"),
    ],
)
def test_only_the_home_itself_is_shortened(text, told):
    home = str(Path.home())
    assert without_home(text.format(home=home)) == told.format(home=home)
