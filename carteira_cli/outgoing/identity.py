"""Who customers are, where a run may not say it: no cell is quoted, ids go or have pseudonyms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.settings import ResultSettings
from carteira_cli.errors import ConfigError
from carteira_cli.quoted import hide_cells, learn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.pseudonym_key import Key


def hide_customers(config: Config) -> None:
    """Quote no cell in this process from here on.

    Raises:
        ConfigError: the key of pseudonyms can't be used: refused before anything is read.
    """
    hide_cells(_given(config))
    key_of(config)


def _given(config: Config) -> Iterator[str]:
    """Texts that the run was given: whoever wrote them knows them already."""
    yield str(config.folder)
    for value in config.values.values():
        yield from (value.where, str(value.folder), *value.many)
    for table in config.columns.values():
        yield from table.values()
    for told in config.readings.values():
        for value in told.values():
            yield from value.many
    for items in config.items.values():
        yield from (str(item) for item in items)


def key_of(config: Config) -> Key | None:
    """The key of pseudonyms; None where none is asked for, or ids are to go altogether.

    Raises:
        ConfigError: it can't be used.
    """
    given = config.value(ResultSettings.pseudonimizar)
    if given.one is None or config.results.sem_identificadores:
        return None
    # weight: the help does without
    from carteira_cli.pseudonym_key import read_key

    return read_key(given.folder / given.one)


def import_key(config: Config) -> Key | None:
    """The key whose pseudonyms an import writes; it can't do without any ids.

    Raises:
        ConfigError: it can't be used.
    """
    given = config.value(ResultSettings.pseudonimizar)
    # weight: the help does without
    from carteira_cli.pseudonym_key import read_key

    return None if given.one is None else read_key(given.folder / given.one)


def pseudonyms(config: Config) -> Callable[[str], str] | None:
    """What stands for an id in the results; what an imported portfolio has for one stays. None: ids go.

    Raises:
        ConfigError: the key can't be used, or is not that of the portfolio.
    """
    key = key_of(config)
    if key is None:
        return None
    # weight: the help does without
    from carteira_cli.sources.finding.imported import pseudonyms_read

    already = pseudonyms_read(config)
    if already is not None and already != key.fingerprint:
        learn((already, key.fingerprint))  # what tells keys apart is no cell
        raise ConfigError(
            f"a carteira importada tem pseudônimos de outra chave (impressão {already}, e esta é {key.fingerprint})",
            "use a chave da importação, ou tire --pseudonimizar: os pseudônimos já estão lá",
        )
    return key.pseudonym if already is None else str
