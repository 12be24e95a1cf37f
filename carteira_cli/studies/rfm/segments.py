"""The segments of RFM: which scores make a customer a champion, and what to do about each.

Segments are rectangles in a square of five levels of recency by five of value (frequency and money together), so
that they mean the same for any number of quantiles.
"""

from __future__ import annotations

from carteira_cli.dataclass import dataclass

LEVELS = 5


@dataclass(frozen=True)
class RfmSegment:
    """One segment.

    Attributes:
        key: for options and machines.
        name: for people, and in tables.
        recency: lowest and highest level of recency, both included.
        value: likewise of value.
        advice: what to do.
    """

    key: str
    name: str
    recency: tuple[int, int]
    value: tuple[int, int]
    advice: str

    def holds(self, recency: int, value: int) -> bool:
        """Whether a customer of these levels is in it."""
        return self.recency[0] <= recency <= self.recency[1] and self.value[0] <= value <= self.value[1]

    @property
    def rule(self) -> str:
        """`R 5 · FM 4–5`."""
        return f"R {_range(self.recency)} · FM {_range(self.value)}"


SEGMENTS: tuple[RfmSegment, ...] = (
    RfmSegment("campeoes", "Campeões", (5, 5), (4, 5), "recompensar e pedir indicações"),
    RfmSegment("leais", "Leais", (3, 4), (4, 5), "ampliar o mix; programa de fidelidade"),
    RfmSegment("potenciais_leais", "Potenciais leais", (4, 5), (2, 3), "incentivar a próxima compra"),
    RfmSegment("novos", "Novos", (5, 5), (1, 1), "acolher e acompanhar a segunda compra"),
    RfmSegment("promissores", "Promissores", (4, 4), (1, 1), "manter contato; oferta de entrada"),
    RfmSegment("precisam_de_atencao", "Precisam de atenção", (3, 3), (3, 3), "oferta por tempo limitado"),
    RfmSegment("quase_dormindo", "Quase dormindo", (3, 3), (1, 2), "procurar antes que parem"),
    RfmSegment("nao_podemos_perder", "Não podemos perder", (1, 2), (5, 5), "ligar ou visitar já"),
    RfmSegment("em_risco", "Em risco", (1, 2), (3, 4), "contato pessoal; condição de retorno"),
    RfmSegment("hibernando", "Hibernando", (2, 2), (1, 2), "oferta de retorno de baixo custo"),
    RfmSegment("perdidos", "Perdidos", (1, 1), (1, 2), "só campanhas gerais"),
)


def recency_level(r: int, quantiles: int) -> int:
    """The level, 1 to 5, of a score of recency."""
    return _level(2 * r, quantiles)


def value_level(f: int, m: int, quantiles: int) -> int:
    """The level, 1 to 5, of the mean of the scores of frequency and money."""
    return _level(f + m, quantiles)


def segment_for(r: int, f: int, m: int, quantiles: int) -> RfmSegment:
    """The one segment of a combination of scores.

    Raises:
        ValueError: not exactly one holds it: the table of segments is wrong.
    """
    levels = recency_level(r, quantiles), value_level(f, m, quantiles)
    (only,) = (segment for segment in SEGMENTS if segment.holds(*levels))
    return only


def score_table(quantiles: int) -> list[tuple[int, int, int, str]]:
    """Every combination of scores with the name of its segment: (r, f, m, name)."""
    scores = range(1, quantiles + 1)
    return [(r, f, m, segment_for(r, f, m, quantiles).name) for r in scores for f in scores for m in scores]


def segments_of(quantiles: int) -> tuple[RfmSegment, ...]:
    """The segments that some combination of scores reaches.

    All from 5 quantiles on. Three scores of recency have no level 2 nor 4, four have no level 3: two
    segments each do not exist there.
    """
    names = {name for *_, name in score_table(quantiles)}
    return tuple(segment for segment in SEGMENTS if segment.name in names)


def _level(doubled: int, quantiles: int) -> int:
    """Where a score stands between the lowest and the highest, to the nearest level, half up.

    It comes doubled, as the mean of two scores has halves.
    """
    steps = LEVELS - 1
    return 1 + (steps * (doubled - 2) + (quantiles - 1)) // (2 * (quantiles - 1))


def _range(bounds: tuple[int, int]) -> str:
    low, high = bounds
    return str(low) if low == high else f"{low}–{high}"
