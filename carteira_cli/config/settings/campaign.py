"""Who is in a campaign, and what came of it (`campanha`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.config.option_values import day_of, share_of, span_of
from carteira_cli.config.settings.model import LIST, TEXT, Among, Setting, as_told, default, optional
from carteira_cli.errors import UsageError

if TYPE_CHECKING:
    from fractions import Fraction

    from carteira_cli.config.settings.model import Values

PLAN, MEASURE = "planejar", "medir"
_PANEL = "Campanha"


def part_of(key: str, text: str) -> Fraction:
    """A share of which neither side is empty."""
    share = share_of(key, text)
    if not 0 < share < 1:
        raise UsageError(f'{key} não pode ser "{text}"', "use mais que 0 % e menos que 100 %, como --controle 20%")
    return share


def digest_of(key: str, text: str) -> str | None:
    """The hash of a list as it was printed, or its first digits; None for no text."""
    word = text.strip().lower()
    if word and not re.fullmatch(r"[0-9a-f]{12,64}", word):
        raise UsageError(
            f'{key} "{text}" não é um sha256', "copie o que carteira campanha planejar mostrou, ou 12 dígitos dele"
        )
    return word or None


class CampaignSettings:
    """Who is in a campaign, and what came of it (`campanha`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    acao = Setting(
        "planejar (sorteia quem fica de controle) ou medir (o que a campanha trouxe a mais). Sem ela, medir.",
        default(MEASURE, Among(PLAN, MEASURE)),
        _PANEL,
        f"{PLAN}|{MEASURE}",
        commands=("campanha",),
        bare=True,
    )
    campanha = Setting(
        "O nome da campanha; ao medir, sem ela, a mais recente do arquivo.",
        TEXT,
        _PANEL,
        "NOME",
        commands=("campanha",),
    )
    de = Setting(
        "De quem se sorteia: um arquivo com a coluna cliente, ou uma lista (perdidos, em-risco…). Sem ela, todos.",
        TEXT,
        _PANEL,
        "LISTA",
        commands=("campanha",),
    )
    parcela_controle = Setting(
        "A parte que fica de controle, sem a campanha.",
        default("20%", part_of),
        _PANEL,
        "FRAÇÃO",
        commands=("campanha",),
        typed="controle",
    )
    semente = Setting(
        "A semente do sorteio: com a mesma, o mesmo grupo para o mesmo cliente.",
        default("1", as_told),
        _PANEL,
        commands=("campanha",),
    )
    estratos = Setting(
        "Colunas do cadastro por que se confere o sorteio: uf,segmento.",
        LIST,
        _PANEL,
        "COLUNAS",
        commands=("campanha",),
    )
    janela = Setting(
        "Até quando uma compra conta, desde o dia da campanha: 60d, 2m.",
        default("60d", span_of),
        _PANEL,
        "PRAZO",
        commands=("campanha",),
    )
    inicio = Setting(
        "O dia da campanha (AAAA-MM-DD), onde o arquivo não o diz.",
        optional(day_of),
        _PANEL,
        "DATA",
        commands=("campanha",),
    )
    congelada = Setting(
        "O sha256 da lista planejada: recusa medir outra.",
        optional(digest_of),
        _PANEL,
        "SHA256",
        commands=("campanha",),
    )
