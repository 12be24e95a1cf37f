"""Where customers may not be named, a run that was told so says nothing of any cell, whatever goes wrong in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.config.resolve import load
from carteira_cli.errors import CarteiraError, ConfigError
from carteira_cli.neutral import mask_documents, without_home
from carteira_cli.quoted import cells_are_hidden, discreet, hide_cells, learn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from carteira_cli.cli.options import Flags
    from carteira_cli.config.resolve import Config
    from carteira_cli.key import Key
    from carteira_cli.report import Check, Finding, Report


def loaded(flags: Flags, *, use_file: bool = True) -> Config:
    """What a run is told; from here on it is as discreet as that says. What dead runs left of their files goes.

    Raises:
        CarteiraError: as `config.load`.
    """
    from carteira_cli.reading.inputs.leftover import sweep

    config = load(flags, use_file=use_file)
    sweep()
    if config.hides_customers:
        be_discreet(config)
    return config


def be_discreet(config: Config) -> None:
    """Quote no cell from here on; native libraries, whose words nobody can look at, are not heard at all."""
    from carteira_cli.cli.guard import quiet_engine

    hide_cells(_given(config))
    key_of(config)  # refused before anything is read
    if config.switch("depurar"):
        quiet_engine(())


def _given(config: Config) -> Iterator[str]:
    """Texts that the run was given: whoever wrote them knows them already."""
    yield str(config.folder)
    for value in config.values.values():
        yield from (value.where, str(value.folder), *value.many)
    for table in config.columns.values():
        yield from table.values()
    for told in config.reading.values():
        for value in told.values():
            yield from value.many
    for items in config.items.values():
        yield from (str(item) for item in items)


def key_of(config: Config) -> Key | None:
    """The key of pseudonyms; None where none is asked for, or ids are to go altogether.

    Raises:
        ConfigError: it can't be used.
    """
    given = config.value("pseudonimizar")
    if given.one is None or config.switch("sem_identificadores"):
        return None
    from carteira_cli.key import read_key

    return read_key(given.folder / given.one)


def import_key(config: Config) -> Key | None:
    """The key whose pseudonyms an import writes; it can't do without any ids.

    Raises:
        ConfigError: it can't be used.
    """
    given = config.value("pseudonimizar")
    from carteira_cli.key import read_key

    return None if given.one is None else read_key(given.folder / given.one)


def pseudonyms(config: Config) -> Callable[[str], str] | None:
    """What stands for an id in the results; what an imported portfolio has for one stays. None: ids go.

    Raises:
        ConfigError: the key can't be used, or is not that of the portfolio.
    """
    key = key_of(config)
    if key is None:
        return None
    from carteira_cli.sources.finding.imported import pseudonyms_read

    already = pseudonyms_read(config)
    if already is not None and already != key.fingerprint:
        learn((already, key.fingerprint))  # what tells keys apart is no cell
        raise ConfigError(
            f"a carteira importada tem pseudônimos de outra chave (impressão {already}, e esta é {key.fingerprint})",
            "use a chave da importação, ou tire --pseudonimizar: os pseudônimos já estão lá",
        )
    return key.pseudonym if already is None else str


def told(message: str) -> str:
    """A sentence as it may leave the run; CPF, CNPJ and the home folder are in none."""
    return mask_documents(without_home(discreet(message)))


def told_error(error: CarteiraError) -> CarteiraError:
    """An error as it may leave the run, to stderr, to a log or in JSON."""
    safe = CarteiraError("", "")
    safe.code, safe.exit_code = error.code, error.exit_code
    safe.message, safe.hint = told(error.message), told(error.hint)
    return safe


def summary_of(error: BaseException) -> str:
    """What an internal error says, which may be whatever it stumbled over."""
    said = "" if cells_are_hidden() else f": {' '.join(str(error).split())[:200]}"
    return f"{type(error).__name__}{said}"


def trace_of(error: BaseException) -> str:
    """The trace of an internal error; where cells are hidden, the places without what the errors say."""
    import traceback

    if not cells_are_hidden():
        return "".join(traceback.format_exception(error))
    lines: list[str] = []
    one: BaseException | None = error
    while one is not None:
        lines = [*traceback.format_tb(one.__traceback__), f"{type(one).__name__}\n", *lines]
        one = one.__cause__ or one.__context__
    return "".join(lines)


def told_report(report: Report) -> Report:
    """A report whose sentences may leave the run. Tables are what was asked for, and stay."""
    learn(check.group for check in report.checks or () if check.group)  # a verdict is of what somebody asked for
    return replace(
        report,
        warnings=tuple(map(told, report.warnings)),
        notes=tuple(map(discreet, report.notes)),
        snippets=tuple(replace(one, text=_lines(one.text)) for one in report.snippets),
        findings=None if report.findings is None else tuple(map(_finding, report.findings)),
        checks=None if report.checks is None else tuple(map(_check, report.checks)),
        sources=tuple(
            replace(one, verdict=replace(one.verdict, reason=discreet(one.verdict.reason))) if one.verdict else one
            for one in report.sources
        ),
    )


def _lines(text: str) -> str:
    return "\n".join(map(discreet, text.split("\n")))


def _finding(one: Finding) -> Finding:
    examples = tuple(replace(example, text=discreet(example.text)) for example in one.examples)
    title, message, advice = discreet(one.title), discreet(one.message), discreet(one.advice)
    return replace(one, title=title, message=message, advice=advice, examples=examples)


def _check(one: Check) -> Check:
    return replace(one, message=discreet(one.message))
