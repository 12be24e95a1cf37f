"""What a run is told; told that customers may not be named, it quotes no cell, whatever goes wrong in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from carteira_cli.cli.guard import quiet_engine
from carteira_cli.config.resolve import load
from carteira_cli.config.settings import ResultSettings
from carteira_cli.errors import ConfigError
from carteira_cli.quoted import hide_cells, learn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from carteira_cli.cli.options import Typed
    from carteira_cli.config.resolve import Config
    from carteira_cli.pseudonym_key import Key
    from carteira_cli.reading.cache import CacheRules


def loaded(flags: Typed, *, use_file: bool = True) -> Config:
    """What a run is told; from here on it is as discreet as that says. What dead runs left of their files goes.

    Raises:
        CarteiraError: as `config.load`.
    """
    # weight: the help does without
    from carteira_cli.reading.inputs.leftover import sweep

    config = load(flags, use_file=use_file)
    sweep()
    if config.hides_customers:
        be_discreet(config)
    elif caches(config):
        use_cache(config)
    return config


def caches(config: Config) -> bool:
    """Whether a run leaves anything for the next one: where nobody says no, and it does not hide customers."""
    return not (config.hides_customers or config.results.sem_cache or os.environ.get("CI"))


def use_cache(config: Config) -> None:
    """Keep what is read for the next run, and use what an earlier one kept."""
    from carteira_cli.reading.cache import start  # weight: hashes and threads

    start(cache_rules(config))


def cache_rules(config: Config) -> CacheRules:
    """Where the cache is, and how large it may be."""
    from carteira_cli.cli.glimpse import cache_folder  # weight: as above
    from carteira_cli.reading.cache import CacheRules  # weight: as above

    return CacheRules(cache_folder(), config.results.max_cache)


def be_discreet(config: Config) -> None:
    """Quote no cell from here on; native libraries, whose words nobody can look at, are not heard at all."""
    hide_cells(_given(config))
    key_of(config)  # refused before anything is read
    if config.results.depurar:
        quiet_engine(())


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
