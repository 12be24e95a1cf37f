"""`carteira estrela`: a portfolio as dimensions and facts for other programs, with a model of its metrics."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import (
    ENGINE,
    PLACE,
    PRIVACY,
    READING,
    RUNNING,
    SOURCES,
    QuestionSettings,
    ResultSettings,
    RuleSettings,
    StarSettings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report
    from carteira_cli.star.build import StarPlan

COMMAND = "estrela"
TAKES = (
    *PLACE,
    *SOURCES,
    *READING,
    QuestionSettings.periodo,
    QuestionSettings.hoje,
    QuestionSettings.onde,
    RuleSettings.inatividade,
    RuleSettings.atividade,
    RuleSettings.devolucoes,
    RuleSettings.consumidor_final,
    RuleSettings.raiz_cnpj,
    RuleSettings.moeda,
    RuleSettings.fuso,
    RuleSettings.max_rejeitadas,
    StarSettings.pasta_estrela,
    StarSettings.formato_estrela,
    StarSettings.versao_modelo,
    ResultSettings.completo,
    *PRIVACY,
    *ENGINE,
    ResultSettings.sem_cache,
    *RUNNING,
)
_UNASKED = (  # what only analyses are told
    ResultSettings.saida,
    ResultSettings.formato,
    ResultSettings.manifesto,
    ResultSettings.tabela,
    QuestionSettings.comparar,
    QuestionSettings.serie,
    QuestionSettings.por,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    force = own(
        "forcar",
        bool,
        typer.Option("--forcar", help="Substitui os arquivos de outra estrela que estão na pasta."),
        default=False,
    )
    add(app, COMMAND, _run, takes=TAKES, extra=[force])


def _run(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import check_outputs, emit
    from carteira_cli.config.origin import Origin

    force = flags.pop("forcar")
    config = loaded(flags).without(*_UNASKED)
    if config.value(QuestionSettings.periodo).origin is Origin.FILE:  # that of analyses: a star has all periods
        config = config.without(QuestionSettings.periodo)
    check_outputs(config)
    folder = _folder(config)
    emit(_made(config, folder, force=force), config)


def _folder(config: Config) -> Path:
    """Where the star goes.

    Raises:
        UsageError: nobody says, it is a file, or a folder in which the files of the portfolio are looked for.
    """
    # weight: the help does without
    from carteira_cli.errors import UsageError
    from carteira_cli.sources.finding.imported import portfolio_folder
    from carteira_cli.sources.finding.locate import DATA_FOLDER

    told = config.value(StarSettings.pasta_estrela)
    if not told.one:
        raise UsageError("falta a pasta da estrela", "use -o PASTA, como em: carteira estrela -o estrela")
    folder = told.folder / told.one
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} é um arquivo, e não uma pasta", "dê outro nome à pasta em -o")
    looked_in = (config.folder, config.folder / DATA_FOLDER, portfolio_folder(config))
    if folder.resolve() in {one.resolve() for one in looked_in}:
        raise UsageError(
            f"{folder} é uma pasta da carteira, e os arquivos da estrela seriam lidos com os dela",
            "dê outra pasta, como em: carteira estrela -o estrela",
        )
    return folder


def _made(config: Config, folder: Path, *, force: bool) -> Report:
    """Write the star, and say what was written.

    Raises:
        CarteiraError: anything the user can mend; then nothing is written.
    """
    # weight: the help does without
    from carteira_cli.cli.log import current
    from carteira_cli.cli.progress import showing
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.open import Wanted, open_sources
    from carteira_cli.customers.selection import check_values_named
    from carteira_cli.output import replacing_all
    from carteira_cli.reading.inputs.watch import unchanging
    from carteira_cli.sources.finding.locate import refuse_inputs
    from carteira_cli.star.build import fill
    from carteira_cli.star.columns import ATTRIBUTES, KEYS
    from carteira_cli.star.sales import SAID
    from carteira_cli.star.summary import summary

    wanted = Wanted.of_indicators(KEYS, config, names=True, columns={*SAID, *ATTRIBUTES}, by=ATTRIBUTES)
    plan = _plan(config, folder)
    _check_free(plan, force=force)
    refuse_inputs(list(plan.paths), config)
    # Files that changed while they were read are told of before any of these takes its place.
    with (
        showing(quiet=config.results.quieto) as display,
        _standing(folder),
        replacing_all(plan.paths) as streams,
        unchanging(),
    ):
        base = CustomerBase(config, open_sources(wanted, config, command=COMMAND))
        check_values_named(base)
        written = fill(base, plan, streams, display.step)
        report = summary(base, plan, written)
    current().outputs([(one.path, one.size) for one in written.files])
    return report


def _plan(config: Config, folder: Path) -> StarPlan:
    """What is to be made, as the run is told."""
    # weight: the help does without
    from carteira_cli.outgoing.identity import pseudonyms
    from carteira_cli.star.build import StarPlan
    from carteira_cli.star.people import Identity

    star = config.of(StarSettings)
    hidden = config.hides_customers
    identity = Identity(hidden, pseudonyms(config) if hidden else None)
    return StarPlan(folder, star.formato_estrela, star.versao_modelo, identity)


def _check_free(plan: StarPlan, *, force: bool) -> None:
    """Refuse to write over a star, or beside the tables of one in another format.

    Raises:
        UsageError: with the file that is in the way.
    """
    # weight: the help does without
    from carteira_cli.errors import UsageError
    from carteira_cli.star.build import NAMES
    from carteira_cli.star.writing import FORMATS

    for path in (plan.folder / f"{name}{suffix}" for name in NAMES for suffix in FORMATS.values()):
        if path.exists() and path not in plan.paths:
            raise UsageError(f"{path} já existe, em outro formato", "escolha outra pasta, ou apague esse arquivo")
    for path in plan.paths:
        if path.exists() and not force:
            raise UsageError(f"{path} já existe", "escolha outra pasta, ou substitua com --forcar")


@contextmanager
def _standing(folder: Path) -> Iterator[None]:
    """A folder for the work; one that was made for it goes again where the work fails.

    Raises:
        OutputError: it can't be made.
    """
    # weight: the help does without
    from carteira_cli.output import make_folder

    new = not folder.exists()
    make_folder(folder)
    done = False
    try:
        yield
        done = True
    finally:
        if new and not done:
            with suppress(OSError):  # somebody else has put something there
                folder.rmdir()
