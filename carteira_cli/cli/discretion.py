"""What a run is told; told that customers may not be named, it quotes no cell, whatever goes wrong in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from carteira_cli.cli.guard import quiet_engine
from carteira_cli.config.resolve import load

if TYPE_CHECKING:
    from carteira_cli.cli.options import Typed
    from carteira_cli.config.resolve import Config
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
    from carteira_cli.outgoing.identity import hide_customers  # weight: for a run that hides them

    hide_customers(config)
    if config.results.depurar:
        quiet_engine(())
