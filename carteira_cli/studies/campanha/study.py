"""`campanha`: planned, or measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.config.practice_values import PLAN
from carteira_cli.config.settings import CampaignSettings, QuestionSettings
from carteira_cli.customers.open import LIST_COLUMNS, Wanted, missing
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.studies.campanha.measure import measured
from carteira_cli.studies.campanha.plan import NAME, planned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.studies.study import Study


def wanted(config: Config) -> Wanted:
    """What is read: to draw, the sales and the register; to measure, the campaign besides."""
    record, told = commands()[NAME], config.of(CampaignSettings)
    if told.acao != PLAN:
        return Wanted(("vendas", *record.needed), record.useful, _costs(config, record.columns)).split_as(config)
    strata = [name.strip() for text in told.estratos for name in text.split(",") if name.strip()]
    columns = LIST_COLUMNS | {"venda", "data_cadastro", "segmento"} if told.de else frozenset[str]()
    return Wanted(("vendas",), ("clientes",), columns).split_as(config, strata)


def _costs(config: Config, columns: frozenset[str]) -> frozenset[str]:
    return columns if config.rules.margem is not None else columns | {"custo"}


def unused(config: Config) -> Iterator[str]:
    """What is typed in vain: a period of a campaign that has days of its own."""
    if config.of(CampaignSettings).acao != PLAN and config.typed(QuestionSettings.periodo):
        yield "--periodo não muda a medição: os dias são os da campanha; --campanha e --janela os escolhem"


def study(base: CustomerBase) -> Study:
    """The arms of a campaign, or what it brought.

    Raises:
        CarteiraError: as `planned` and `measured`.
    """
    for asked, dimension in base.where.dimensions.items():
        if dimension.of != "cliente":
            raise base.config.value(QuestionSettings.onde).refused(
                f'--onde "{asked}" é um atributo da venda, e uma campanha é de clientes',
                "filtre por um atributo do cliente, como uf ou segmento",
            )
    if "vendas" not in base.ledgers:
        raise missing(TABLES["vendas"], base.config, f'"carteira {NAME}"')
    return planned(base) if base.config.of(CampaignSettings).acao == PLAN else measured(base)
