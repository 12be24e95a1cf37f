# ruff: noqa: ARG001, PLR0913, PLR0917, TC003 - the demo's functions exist for their signatures, read at run time
from __future__ import annotations

import ast
import datetime as dt
import enum
import os
import shlex
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer._click.exceptions import (
    BadArgumentUsage,
    BadOptionUsage,
    BadParameter,
    FileError,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.exceptions import TyperException

from carteira_cli.cli import completion
from carteira_cli.cli.ptbr import PortugueseCommand, PortugueseGroup, UnknownCommand, errors, translate
from carteira_cli.errors import CarteiraError, DataError
from carteira_cli.errors import UsageError as OwnUsageError
from tests.english import english

ROOT = Path(__file__).parents[2]


class Format(enum.StrEnum):
    TABELA = "tabela"
    JSON = "json"


class Named(enum.StrEnum):
    PERDIDOS = "perdidos"
    NOVOS = "novos"
    REATIVADOS = "reativados"
    RETIDOS = "retidos"


LONG = "Uma explicação tão longa que não cabe numa linha de oitenta colunas de jeito nenhum, nem apertada."


def period(text: str) -> str:
    if text.startswith("2"):
        return text
    raise ValueError(f'o período "{text}" não existe')


def complain(ctx: typer.Context, value: str | None) -> str | None:
    if value and not ctx.resilient_parsing:
        raise typer.BadParameter("a coluna não existe.")
    return value


app = typer.Typer(cls=PortugueseGroup, rich_markup_mode="rich", add_completion=False)
sub = typer.Typer(cls=PortugueseGroup, rich_markup_mode="rich", help="A base de comparação.", no_args_is_help=True)
app.add_typer(sub, name="base")


@app.callback()
def root(*, depurar: Annotated[bool, typer.Option("--depurar", help="Mostra o rastro dos erros.")] = False):
    """Analisa a carteira de clientes."""


@app.command(cls=PortugueseCommand, epilog="carteira churn vendas.csv -p 2024-Q1")
def churn(
    arquivo: Annotated[Path, typer.Argument(help="As vendas.", exists=True, dir_okay=False)],
    periodo: Annotated[
        str,
        typer.Option("-p", "--periodo", help="O período.", envvar="CARTEIRA_PERIODO", show_envvar=True, parser=period),
    ],
    formato: Annotated[Format, typer.Option("-f", "--formato", help="Como sai.")] = Format.TABELA,
    listar: Annotated[list[Named] | None, typer.Option(help="Quem listar")] = None,
    meses: Annotated[int, typer.Option(min=1, max=12, envvar="CARTEIRA_MESES", help="Quantos.")] = 3,
    margem: Annotated[float, typer.Option(min=0, help="A margem.")] = 0.5,
    pasta: Annotated[Path | None, typer.Option("-C", "--pasta", exists=True, file_okay=False)] = None,
    *,
    cor: Annotated[bool, typer.Option(help="Usa cor.")] = True,
):
    """Calcula o churn de um período.

    Um cliente está perdido depois de 90 dias sem comprar.
    """


@app.command(cls=PortugueseCommand, deprecated=True)
def velho():
    """Faz o que churn faz."""


@app.command(cls=PortugueseCommand, no_args_is_help=True)
def tipos(
    nomes: Annotated[list[str] | None, typer.Argument(metavar="NOME", show_default="todos")] = None,
    par: Annotated[tuple[int, str] | None, typer.Option(envvar="PAR")] = None,
    dia: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"])] = None,
    chave: Annotated[uuid.UUID | None, typer.Option()] = None,
    texto: Annotated[typer.FileText | None, typer.Option()] = None,
    saida: Annotated[typer.FileTextWrite | None, typer.Option()] = None,
    coluna: Annotated[str | None, typer.Option(callback=complain, help=LONG)] = None,
    agora: Annotated[dt.datetime, typer.Option(default_factory=lambda: dt.datetime(2024, 1, 1))] = ...,  # noqa: DTZ001
    repete: Annotated[int, typer.Option("-v", count=True)] = 0,
    *,
    quieto: Annotated[bool, typer.Option("--quieto", envvar="QUIETO")] = False,
):
    """Um de cada tipo."""
    if saida:
        saida.write("x")


@app.command(cls=PortugueseCommand)
def dupla(par: Annotated[tuple[str, str], typer.Argument(help="Dois nomes.")]):
    """Dois argumentos num só."""


@app.command(cls=PortugueseCommand)
def falha(como: str):
    """Levanta o que se pede."""
    raise {
        "abort": typer.Abort(),
        "ctrl-c": KeyboardInterrupt(),
        "dados": DataError("vendas.csv não existe", "confira"),
        "valor": typer.BadParameter("um valor   ruim."),
    }[como]


@sub.command(cls=PortugueseCommand)
def gravar():
    """Grava a base."""


command = typer.main.get_command(app)

if __name__ == "__main__":
    sys.exit(command.main(prog_name="carteira"))


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Runs the demo as a user does: (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    Path("vendas.csv").write_text("cliente;data;valor")
    Path("dados").mkdir()

    def _run(*args: str, env: str = "") -> tuple[int, str, str]:
        if env:
            monkeypatch.setenv(*env.split("=", 1))
        with pytest.raises(SystemExit) as stop:
            command.main(args=list(args), prog_name="carteira")
        return int(stop.value.code or 0), *capsys.readouterr()

    return _run


def raised(*args: str) -> BaseException:
    """The exception that Typer itself raises, before anybody translates it."""
    with pytest.raises((TyperException, typer.Abort, CarteiraError)) as caught:
        command.main(args=list(args), prog_name="carteira", standalone_mode=False)
    return caught.value


def piped(*args: str, encoding: str = "utf-8", **env: str) -> subprocess.CompletedProcess[str]:
    """Runs the demo as another process whose output is a pipe."""
    clean = {k: v for k, v in os.environ.items() if k not in {"GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR"}}
    clean |= {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "PYTHONIOENCODING": encoding} | env
    return subprocess.run(
        [sys.executable, __file__, *args], env=clean, capture_output=True, encoding=encoding, check=False
    )


HELP = """
Analisa a carteira de clientes.
Uso: carteira COMANDO [OPÇÕES]
Comandos
  churn          Calcula o churn de um período.
  velho          Faz o que churn faz. (obsoleto)
  tipos          Um de cada tipo.
  dupla          Dois argumentos num só.
  falha          Levanta o que se pede.
  base           A base de comparação.
Opções
      --depurar  Mostra o rastro dos erros.
  -h, --ajuda    Mostra esta ajuda; --ajuda-completa, todas as opções.
"""
HELP_CHURN = """
Calcula o churn de um período.

Um cliente está perdido depois de 90 dias sem comprar.

Uso: carteira churn [OPÇÕES] ARQUIVO

Exemplos
  carteira churn vendas.csv -p 2024-Q1

Argumentos
  ARQUIVO                    As vendas. [obrigatório]

Opções
  -p, --periodo TEXTO        O período. [variável: CARTEIRA_PERIODO]
                             [obrigatório]
  -f, --formato tabela|json  Como sai. [padrão: tabela]
      --listar NOME...       Quem listar. Um de: perdidos, novos, reativados,
                             retidos.
      --meses INTEIRO        Quantos. De 1 a 12. [variável: CARTEIRA_MESES]
                             [padrão: 3]
      --margem NÚMERO        A margem. Mínimo 0. [padrão: 0.5]
  -C, --pasta PASTA
      --cor / --sem-cor      Usa cor. [padrão: cor]
  -h, --ajuda                Mostra esta ajuda; --ajuda-completa, todas as
                             opções.
"""
HELP_TIPOS = """
Um de cada tipo.

Uso: carteira tipos [OPÇÕES] [NOME]...

Argumentos
  [NOME]...                [padrão: (todos)]

Opções
      --par INTEIRO TEXTO  [variável: PAR]
      --dia AAAA-MM-DD|DD/MM/AAAA
      --chave UUID
      --texto ARQUIVO
      --saida ARQUIVO
      --coluna TEXTO       Uma explicação tão longa que não cabe numa linha de
                           oitenta colunas de jeito nenhum, nem apertada.
      --agora DATA         [padrão: (calculado)]
  -v
      --quieto             [variável: QUIETO]
  -h, --ajuda              Mostra esta ajuda; --ajuda-completa, todas as opções.
"""


def trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize("name", ["--help", "--ajuda", "-h"])
def test_help_of_a_group(run, name):
    code, out, err = run(name)
    assert (code, trimmed(out), err) == (0, HELP.strip(), "")


@pytest.mark.parametrize(("name", "text"), [("churn", HELP_CHURN), ("tipos", HELP_TIPOS)])
def test_help_of_a_command(run, name, text):
    code, out, err = run(name, "--help")
    assert (code, trimmed(out), err) == (0, text.strip(), "")


@pytest.mark.parametrize("args", [(), ("churn",), ("velho",), ("tipos",), ("dupla",), ("base",), ("base", "gravar")])
def test_no_help_has_english_or_more_than_80_columns(run, args):
    _, out, _ = run(*args, "--help")
    assert "Uso: carteira" in out
    assert english(out) == []
    assert max(map(len, out.splitlines())) <= 80


def test_the_scan_sees_english():
    assert english("Usage: carteira [OPTIONS]") == ["Usage", "OPTIONS"]
    assert english("Show this message and exit. --help") == ["Show", "this", "message", "and", "exit"]
    assert english("veja: carteira churn --help") == []


TRANSCRIPT = """
$ carteira chrun
erro: o comando "chrun" não existe
dica: você quis dizer churn? Veja: carteira --ajuda
$ carteira zzzzzz
erro: o comando "zzzzzz" não existe
dica: veja: carteira --ajuda
$ carteira base graver
erro: o comando "graver" não existe
dica: você quis dizer gravar? Veja: carteira base --ajuda
$ carteira
erro: falta o comando
dica: veja: carteira --ajuda
$ carteira base
erro: falta o comando
dica: veja: carteira base --ajuda
$ carteira tipos
erro: faltam os argumentos
dica: veja: carteira tipos --ajuda
$ carteira churn --perido x
erro: a opção --perido não existe
dica: você quis dizer --periodo? Veja: carteira churn --ajuda
$ carteira churn --zzzzzz
erro: a opção --zzzzzz não existe
dica: veja: carteira churn --ajuda
$ carteira churn -z
erro: a opção -z não existe
dica: veja: carteira churn --ajuda
$ carteira --meses 1
erro: a opção --meses não existe
dica: ela vem depois do comando: carteira churn --meses
$ carteira churn --depurar
erro: a opção --depurar não existe
dica: ela vem antes do comando: carteira --depurar churn
$ carteira churn --meses
erro: a opção --meses precisa de um valor
dica: escreva --meses INTEIRO. Veja: carteira churn --ajuda
$ carteira tipos --par 1
erro: a opção --par precisa de 2 valores
dica: escreva --par INTEIRO TEXTO. Veja: carteira tipos --ajuda
$ carteira churn --sem-cor=1
erro: a opção --sem-cor não recebe valor
dica: escreva só --sem-cor. Veja: carteira churn --ajuda
$ carteira churn -p 2024
erro: falta o argumento arquivo
dica: escreva carteira churn ARQUIVO. Veja: carteira churn --ajuda
$ carteira churn vendas.csv
erro: falta a opção --periodo
dica: escreva --periodo TEXTO ou defina a variável CARTEIRA_PERIODO. Veja: carteira churn --ajuda
$ carteira churn vendas.csv -p 2024 a b
erro: argumento a mais: "a b"
dica: um valor com espaços pede aspas. Veja: carteira churn --ajuda
$ carteira dupla a
erro: o argumento par precisa de 2 valores
dica: veja: carteira dupla --ajuda
$ carteira churn vendas.csv -p 2024 -f jsn
erro: --formato: "jsn" não é um dos valores possíveis
dica: você quis dizer "json"? Os possíveis são: tabela, json
$ carteira churn vendas.csv -p 2024 --listar novos --listar zzz
erro: --listar: "zzz" não é um dos valores possíveis
dica: os possíveis são: perdidos, novos, reativados, retidos
$ carteira churn vendas.csv -p 2024 --meses dez
erro: --meses: "dez" não é um número inteiro
dica: escreva só algarismos, por exemplo 12
$ carteira churn vendas.csv -p 2024 --meses 1.5
erro: --meses: "1.5" não é um número inteiro
dica: escreva só algarismos, por exemplo 12
$ carteira churn vendas.csv -p 2024 --meses 0
erro: --meses: "0" é menor que o mínimo, 1
dica: valores admitidos: de 1 a 12
$ carteira churn vendas.csv -p 2024 --meses 13
erro: --meses: "13" é maior que o máximo, 12
dica: valores admitidos: de 1 a 12
$ carteira churn vendas.csv -p 2024 --margem -1
erro: --margem: "-1" é menor que o mínimo, 0
dica: valores admitidos: mínimo 0
$ carteira churn vendas.csv -p 2024 --margem 0,5
erro: --margem: "0,5" não é um número
dica: escreva com ponto decimal, por exemplo 0.5
$ CARTEIRA_MESES=dez carteira churn vendas.csv -p 2024
erro: variável CARTEIRA_MESES: "dez" não é um número inteiro
dica: escreva só algarismos, por exemplo 12
$ carteira churn vendas.csv -p Q1
erro: --periodo: o período "Q1" não existe
dica: veja: carteira churn --ajuda
$ carteira churn nada.csv -p 2024
erro: argumento arquivo: o arquivo "nada.csv" não existe
dica: confira o nome e a pasta em que você está
$ carteira churn dados -p 2024
erro: argumento arquivo: o arquivo "dados" é uma pasta
dica: indique um arquivo
$ carteira churn vendas.csv -p 2024 -C vendas.csv
erro: --pasta: a pasta "vendas.csv" é um arquivo
dica: indique uma pasta
$ carteira tipos --dia ontem
erro: --dia: "ontem" não é uma data
dica: escreva AAAA-MM-DD ou DD/MM/AAAA
$ carteira tipos --agora x
erro: --agora: "x" não é uma data
dica: escreva AAAA-MM-DD, por exemplo 2024-03-31
$ carteira tipos --chave x
erro: --chave: "x" não é um UUID
dica: escreva 32 dígitos hexadecimais
$ carteira tipos --par a b
erro: --par: "a" não é um número inteiro
dica: escreva só algarismos, por exemplo 12
$ PAR='1 2 3' carteira tipos x
erro: variável PAR: vieram 3 valores e são 2
dica: veja: carteira tipos --ajuda
$ QUIETO=talvez carteira tipos x
erro: variável QUIETO: "talvez" não é sim nem não
dica: use 1 para ligar e 0 para desligar
$ carteira tipos --coluna x
erro: --coluna: a coluna não existe
dica: veja: carteira tipos --ajuda
$ carteira falha valor
erro: um valor ruim
dica: veja: carteira falha --ajuda
$ carteira tipos --texto nada.txt
erro: --texto: o arquivo "nada.txt" não existe
dica: confira o nome e a pasta em que você está
$ carteira tipos --saida dados
erro: o arquivo "dados" é uma pasta
dica: indique um arquivo
$ carteira tipos --saida vendas.csv/x
erro: o arquivo "vendas.csv/x" passa por algo que não é pasta
dica: confira o caminho
"""


@pytest.mark.parametrize(
    "case", TRANSCRIPT.strip().removeprefix("$ ").split("\n$ "), ids=lambda case: case.partition("\n")[0]
)
def test_errors(run, case):
    line, _, said = case.partition("\n")
    env, _, args = line.partition("carteira")
    code, _, err = run(*shlex.split(args), env="".join(shlex.split(env)))
    assert err == said.rstrip("\n") + "\n"
    assert code == 2
    assert english(err) == []


def test_control_characters_are_not_sent_to_the_terminal(run):
    _, _, err = run("chrun\x1b[31m\n")
    assert err.startswith('erro: o comando "chrun\\x1b[31m" não existe\n')


@pytest.mark.parametrize(
    ("args", "kind"),
    [
        (("chrun",), UnknownCommand),
        ((), UsageError),
        (("base",), NoArgsIsHelpError),
        (("churn", "--perido"), NoSuchOption),
        (("churn", "--meses"), BadOptionUsage),
        (("dupla", "a"), BadArgumentUsage),
        (("churn", "-p", "2024"), MissingParameter),
        (("tipos", "--chave", "x"), BadParameter),
        (("tipos", "--saida", "/"), FileError),
        (("falha", "abort"), typer.Abort),
        (("falha", "dados"), DataError),
    ],
)
def test_what_comes_out_of_the_app_for_its_caller(args, kind):
    assert type(raised(*args)) is kind


def test_a_missing_choice_lists_the_possible_ones():
    error = raised("churn", "-p", "2024")
    assert isinstance(error, MissingParameter)
    error.param = next(p for p in error.ctx.command.params if p.name == "formato")
    assert translate(error) == ("falta a opção --formato", "os possíveis são: tabela, json")


def test_interruption_exits_and_our_own_errors():
    def outcome(*args):
        return command.main(args=list(args), prog_name="carteira", standalone_mode=False)

    assert outcome("falha", "ctrl-c") == 130
    assert outcome("--help") == 0
    again = ("interrompido antes do fim", "repita o comando para recomeçar")
    assert translate(raised("falha", "abort")) == translate(KeyboardInterrupt()) == again
    assert translate(raised("falha", "dados")) == ("vendas.csv não existe", "confira")
    message, hint = translate(ZeroDivisionError("division by zero"))
    assert message == "erro interno: ZeroDivisionError"
    assert "--depurar" in hint


def test_an_aborted_prompt_exits_with_130(run):
    code, _, err = run("falha", "abort")
    assert (code, err) == (130, "erro: interrompido antes do fim\ndica: repita o comando para recomeçar\n")


def test_an_obsolete_command_warns_in_portuguese_every_time(run):
    warning = "aviso: o comando velho está obsoleto\n"
    assert run("velho") == run("velho") == (0, "", warning)


def test_a_file_error_without_a_known_cause():
    assert translate(FileError("x", hint="Weird failure")) == (
        'o arquivo "x" não pôde ser aberto',
        "confira o caminho e as permissões",
    )


def test_a_command_without_the_class_is_refused_at_once():
    english_app = typer.Typer(cls=PortugueseGroup, add_completion=False)
    english_app.callback()(lambda: None)
    english_app.command("churn")(lambda: None)
    with pytest.raises(TypeError, match=r"cls=ptbr\.PortugueseCommand"):
        typer.main.get_command(english_app).main(args=["--help"], standalone_mode=False)


# --- Typer's sentences: what an upgrade may change ---


@pytest.mark.parametrize("fault", ["not readable", "not writable"])
def test_pinned_permissions(fault):
    message = f"path 'a \\'b\\'.csv' is {fault}."
    expected, hint = errors.PATH_FAULTS[f"is {fault}"]
    assert translate(BadParameter(message)) == (f"o caminho \"a 'b'.csv\" {expected}", hint)


@pytest.mark.parametrize("message", ["Value must be an iterable.", "Value 3 is not a valid Coisa."])
def test_pinned_values(message):
    assert translate(BadParameter(message)) == ("o valor não serve", "veja: carteira --ajuda")


SENTENCES = {
    ("BadArgumentUsage", "Argument {} takes {} values."),
    ("BadOptionUsage", "Option {} does not take a value."),
    ("BadOptionUsage", "Option {} requires {}"),
    ("BadParameter", ""),
    ("BadParameter", "'{}': {}"),
    ("BadParameter", "Value must be an iterable."),
    ("BadParameter", "Value {} is not a valid {}."),
    ("BadParameter", "{} {} does not exist."),
    ("BadParameter", "{} {} is a directory."),
    ("BadParameter", "{} {} is a file."),
    ("BadParameter", "{} {} is not readable."),
    ("BadParameter", "{} {} is not writable."),
    ("ClickException", "Invalid autocompletion callback parameters: {}"),
    ("ClickException", "Too many CLI parameter callback function parameters"),
    ("FileError", ""),
    ("MissingParameter", ""),
    ("NoArgsIsHelpError", ""),
    ("NoSuchOption", ""),
    ("UsageError", ""),
    ("UsageError", "Value {} is not a valid {}."),
    ("_", "(deprecated) "),
    ("_", "(dynamic)"),
    ("_", "Aborted!"),
    ("_", "Aborted."),
    ("_", "Arguments"),
    ("_", "Commands"),
    ("_", "Error"),
    ("_", "Missing command."),
    ("_", "No such command {name!r}."),
    ("_", "Options"),
    ("_", "Try [blue]'{command_path} {help_option}'[/] for help."),
    ("_", "[default: {}]"),
    ("_", "[env var: {}]"),
    ("_", "[required]"),
    ("_", "default: {default}"),
    ("_", "env var: {var}"),
    ("_", "required"),
    ("fail", ""),
    ("fail", "Got unexpected extra argument(s) ({})"),
}


def sentence(call: ast.Call) -> str:
    """The words of a call: its first string, with {} where something is filled in."""
    for arg in call.args:
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str):
            return arg.value
        if isinstance(arg, ast.JoinedStr):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in arg.values)
    return ""


def test_every_sentence_of_typer_is_known():
    """A new or changed one needs a translation in cli/ptbr: then add it here."""
    raisers = {"fail", "_", "ClickException", "FileError", "BadParameter", "UsageError", "MissingParameter"}
    raisers |= {"BadOptionUsage", "BadArgumentUsage", "NoSuchOption", "NoArgsIsHelpError"}
    found = set()
    for file in Path(typer.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in raisers:
                    found.add((name, sentence(node)))
    assert found == SENTENCES


def test_path_faults_are_those_of_typer():
    said = {text.removeprefix("{} {} ").rstrip(".") for name, text in SENTENCES if text.startswith("{} {} ")}
    assert said == set(errors.PATH_FAULTS)


# --- other processes ---


@pytest.mark.slow
@pytest.mark.process
def test_a_pipe_has_no_ansi_even_in_github_actions():
    result = piped("churn", "--help", GITHUB_ACTIONS="true", PY_COLORS="1")
    assert result.returncode == 0
    assert "\x1b" not in result.stdout
    assert trimmed(result.stdout) == HELP_CHURN.strip()
    assert "\x1b" not in piped("chrun", GITHUB_ACTIONS="true").stderr


@pytest.mark.process
def test_force_color_colours_a_pipe():
    assert "\x1b[" in piped("--help", FORCE_COLOR="1").stdout


@pytest.mark.process
def test_help_without_rich_does_not_fall_back_to_english():
    assert trimmed(piped("--help", TYPER_USE_RICH="0").stdout) == HELP.strip()


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_help_has_the_same_bytes_with_any_hash_seed(seed):
    assert trimmed(piped("--help", PYTHONHASHSEED=seed).stdout) == HELP.strip()


@pytest.mark.process
def test_help_in_latin_1():
    result = piped("--help", encoding="latin-1")
    assert (result.returncode, result.stderr) == (0, "")
    assert "Opções" in result.stdout


@pytest.mark.process
def test_a_closed_pipe_reaches_the_caller_as_such():
    script = (
        "import os, runpy, sys\n"
        "demo = runpy.run_path(sys.argv[1])['command']\n"
        "reader, writer = os.pipe()\n"
        "os.close(reader)\n"
        "os.dup2(writer, 1)\n"
        "try:\n"
        "    demo.main(['--help'], prog_name='carteira', standalone_mode=False)\n"
        "except BrokenPipeError:\n"
        "    os._exit(7)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, __file__], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    assert result.returncode == 7


@pytest.mark.slow
@pytest.mark.process
def test_nothing_heavy_is_loaded_for_help_or_text_options():
    code = (
        "import runpy, sys; demo = runpy.run_path(sys.argv[1])['command']\n"
        "demo.main(sys.argv[2:], prog_name='carteira', standalone_mode=False)\n"
        "print(sorted({'pydantic', 'polars', 'narwhals', 'pyarrow'} & set(sys.modules)))"
    )
    for args in (["--help"], ["falha", "--help"], ["base", "gravar"]):
        result = subprocess.run(
            [sys.executable, "-c", code, __file__, *args],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert result.stdout.splitlines()[-1] == "[]"


# --- completion ---


def complete(line: str) -> list[str]:
    words = line.split(" ")
    result = piped(COMP_WORDS=line, COMP_CWORD=str(len(words) - 1), _CARTEIRA_COMPLETE="complete_bash")
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout.split()


@pytest.mark.slow
@pytest.mark.process
def test_candidates():
    assert complete("carteira ") == ["churn", "velho", "tipos", "dupla", "falha", "base"]
    assert complete("carteira ch") == ["churn"]
    assert complete("carteira churn --formato ") == ["tabela", "json"]
    assert "--periodo" in complete("carteira churn --")


@pytest.mark.process
def test_candidates_of_fish_take_one_line_each():
    result = piped(
        _TYPER_COMPLETE_ARGS="carteira ",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _CARTEIRA_COMPLETE="complete_fish",
    )
    assert result.stdout.splitlines()[:2] == [
        "churn\tCalcula o churn de um período.",
        "velho\tFaz o que churn faz. (obsoleto)",
    ]


@pytest.mark.process
def test_a_long_help_text_is_one_candidate_of_fish():
    result = piped(
        _TYPER_COMPLETE_ARGS="carteira tipos --co",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _CARTEIRA_COMPLETE="complete_fish",
    )
    assert result.stdout == "--coluna\tUma explicação tão longa que não cabe numa linha de oitenta…\n"


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("question", ["source_bash", "complete_tcsh", "bash"])
def test_a_wrong_question_is_answered_in_portuguese(question):
    result = piped(_CARTEIRA_COMPLETE=question)
    assert result.returncode == 2
    assert result.stderr.startswith(f'erro: _CARTEIRA_COMPLETE="{question}" não é um pedido')
    assert english(result.stderr) == []


@pytest.mark.process
def test_bash_completes_with_the_script(tmp_path):
    shim = tmp_path / "carteira"
    shim.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" "{__file__}" "$@"\n')
    shim.chmod(0o755)
    (tmp_path / "script").write_text(completion.completion_script("bash"))
    ask = 'source "$0/script"; COMP_WORDS=(carteira churn --fo); COMP_CWORD=2; _carteira_completion carteira'
    result = subprocess.run(
        ["bash", "-c", f'{ask}; echo "${{COMPREPLY[@]}}"; complete -p carteira', str(tmp_path)],  # noqa: S607
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.splitlines() == ["--formato", "complete -o default -F _carteira_completion carteira"]


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_scripts(shell):
    script = completion.completion_script(shell, "carteira")
    assert "_CARTEIRA_COMPLETE" in script
    assert "carteira" in script


def test_no_script_for_an_unknown_shell():
    with pytest.raises(OwnUsageError, match='não há complemento para "fsh"') as caught:
        completion.completion_script("fsh")
    assert caught.value.hint.startswith('você quis dizer "fish"?')
