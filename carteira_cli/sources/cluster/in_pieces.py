"""Whether a text can be read in pieces, and what its pieces say of it together; else only who has all of it can."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.reading.glued import read_glued
from carteira_cli.reading.hidden import DOUBT, RETURN, VOID
from carteira_cli.reading.left_out import LeftOut
from carteira_cli.reading.text import Forced, plan_text
from carteira_cli.reading.text.aligned import find_ruler
from carteira_cli.reading.text.blocks import lines_of_bytes
from carteira_cli.sources.cluster import pieces
from carteira_cli.sources.cluster.found import EXAMPLES, PieceTold, united
from carteira_cli.sources.cluster.recipe import PieceLines, PieceReader, TextRecipe, UnsoundError
from carteira_cli.sources.matching.status_words import Status
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.meaning import returns
from carteira_cli.sources.meaning.noted import BELOW, RETURNED, noted
from carteira_cli.sources.meaning.subtotals import HEAD, may_have, seem_at_the_head
from carteira_cli.sources.proving.audit import account, bad_of, facts_of
from carteira_cli.sources.proving.conventions import settle
from carteira_cli.sources.proving.proof import questions_of, wanted_of
from carteira_cli.sources.proving.proven import Proven
from carteira_cli.sources.understood import told_by
from carteira_cli.sources.values import DayEvidence, IdEvidence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from carteira_cli.reading.left_out import Note
    from carteira_cli.reading.text import TextPlan
    from carteira_cli.reading.wanted import Sought
    from carteira_cli.sources.assumed import Assumed
    from carteira_cli.sources.cluster.named import TextFile
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.rejected_lines import Reject
    from carteira_cli.sources.reading_rules import Rules

_NEAR = 3  # lines by which two copies of a table may differ
_COMPARED = 20_000  # lines that are read in two ways to see whether each can be read alone
_MENDS = frozenset({pieces.UNSOUND, pieces.SHORT})
_UNSEEN = (
    "{}: {}: {}; o arquivo é grande demais para um só executor, e o que se diz disso foi visto e contado só nas "
    "primeiras linhas (subtotais, não foram procurados além delas)"
)
_VOIDING = "uma coluna diz que linhas não contam, ou são devoluções"
_REASONS = {
    pieces.QUOTES: "há aspas que abrem numa linha e fecham em outra",
    pieces.HEADER: "os arquivos não começam pelo mesmo cabeçalho",
    pieces.HEADER_INSIDE: "há outro cabeçalho no meio",
    pieces.TITLE: "há títulos entre as linhas",
    pieces.TAIL: "o fim do arquivo tem poucas linhas para se saber o que é total",
    pieces.OTHER_TABLE: "há outra tabela no meio",
}


@dataclass(frozen=True)
class PiecesSettled:
    """What the pieces of a file come to.

    Attributes:
        recipe: how it is to be read.
        proven: its account; None where it must be read again, by the recipe.
        rejects: the first rejected lines.
        because: why only who has all of it can read it; "" where that need not be.
        otherwise: whether it may be read in pieces that are cut elsewhere.
    """

    recipe: TextRecipe
    proven: Proven | None = None
    rejects: tuple[Reject, ...] = ()
    because: str = ""
    otherwise: bool = False


def recipe_of(file: TextFile, rules: Rules) -> TextRecipe | str:
    """How a text is read in pieces; why it can't be, in words, where it can't.

    Args:
        file: the text, as the driver looked at it.
        rules: how its cells are read.

    Raises:
        DataError: it is no delimited text.
    """
    sample, name, table = file.sample, file.name, file.part.table.name
    hints = rules.told.hints
    forced = Forced.by(hints)
    plan = plan_text(file.at_hand, forced)
    unseen = file.many or (file.at_hand == sample and not file.complete)
    if unseen and forced.quote is None and not plan.marks.quote:  # one may come later
        plan = replace(plan, marks=replace(plan.marks, quote='"'))
    if plan.encoding.wide or plan.marks.line_end == "\r" or plan.header_broken:
        return "a codificação ou o fim de linha não deixam cortá-lo"
    if forced.separator is None and find_ruler(sample, plan) is not None:
        return "as colunas são alinhadas por espaços"
    titled = plan.preamble_lines > plan.separator_line
    if (
        hints.header != 0
        and (not plan.direct or titled)
        and _is_glued(sample, name, forced, wanted_of(TABLES[table], rules))
    ):
        return "há mais de um cabeçalho no começo"
    head, first = lines_of_bytes(sample, plan.data_line - 1)
    return TextRecipe(
        name,
        table,
        rules,
        plan,
        head,
        zlib.compress(first, 1),
        complete=file.complete,
        mended=not plan.direct,
    )


def _is_glued(sample: Path, name: str, forced: Forced, wanted: Sought) -> bool:
    """Whether the first lines of a text stand under several headers, or some above theirs.

    Raises:
        DataError: they do, and can't be brought together.
    """
    return read_glued(sample, name, plan_text(sample, forced), forced, wanted) is not None


def reader_or_why(recipe: TextRecipe, *, alone: bool) -> PieceReader | str:
    """The reader of a recipe whose lines can be read each alone; why they can't, in words, where they can't.

    Args:
        recipe: how a text is read.
        alone: whether one executor may read all of it instead, so that what it says of its lines can be counted.
    """
    try:
        reader = PieceReader(recipe)
    except UnsoundError:
        return reader_or_why(replace(recipe, mended=True), alone=alone)
    except DataError:  # of one table its first lines are none, and who has all may know better
        return "as primeiras linhas não bastam para saber as colunas"
    because = _of_others(reader, alone=alone)
    return because or reader


def _of_others(reader: PieceReader, *, alone: bool) -> str:
    """Why what a line says depends on others, or must be counted over all, in words; "" where neither is so."""
    part = reader.first
    if part.matched.stateful:
        return "o que uma linha diz depende das linhas acima dela"
    if alone and _may_void(part):
        return _VOIDING
    return "" if _line_by_line(reader) else "o valor de uma linha depende de outras linhas"


def _may_void(part: Part) -> bool:
    """Whether a column beside the status may say that lines do not count, or are returns."""
    return bool({VOID, RETURN, DOUBT} & {*part.raw.schema} or part.back or part.matched.beside)


def _line_by_line(reader: PieceReader) -> bool:
    """Whether every second of the first lines is read as it is among all of them."""
    sample = reader.sample
    lines = PieceLines(sample.frame.head(_COMPARED), sample.numbers.head(_COMPARED))
    together = _read(reader, lines)
    halves = [
        _read(reader, PieceLines(lines.frame.gather_every(2, at), lines.numbers.gather_every(2, at))) for at in (0, 1)
    ]
    reader.part(sample)
    return all(half.equals(together.gather_every(2, at)) for at, half in enumerate(halves))


def _read(reader: PieceReader, lines: PieceLines) -> Any:  # noqa: ANN401 - a frame of whatever columns
    part = reader.part(lines)
    facts = facts_of(part, questions_of(part), part.columns)
    return facts.with_columns(bad_of(part).alias("bad")).select(*part.columns, "bad").collect()


def settled(reader: PieceReader, told: Sequence[PieceTold], *, alone: bool) -> PiecesSettled:
    """What was found of a file in all of its pieces, put together and judged as a laptop would.

    Args:
        reader: how its pieces were read.
        told: what was found in each.
        alone: whether one executor may read all of it instead. Where not, what only that could say is told as not said.

    Raises:
        DataError: a convention of its values can't be told.
    """
    recipe = reader.recipe
    signs = frozenset(sign for piece in told for sign in piece.signs)
    hard = sorted(signs - _MENDS)
    if hard:
        return PiecesSettled(recipe, because=_REASONS[hard[0]], otherwise=hard == [pieces.TAIL])
    if signs & _MENDS and not recipe.mended:
        return PiecesSettled(replace(recipe, mended=True, assumed=None))
    notes, rejects = _numbered(told, recipe.plan)
    if _may_be_copied(notes, recipe.plan, sum(piece.lines for piece in told)):
        return PiecesSettled(recipe, because="a tabela parece repetida, cabeçalho e tudo")
    part, row = _of_all(reader, told)
    audit = account(part, row)
    asks = _asks_for_all(reader, row, audit.lines)
    if alone and asks:
        return PiecesSettled(recipe, because=asks)
    part = reader.part(reader.sample)
    found = noted(returns.settled(part, settle(part, row), row), row)
    says = says_of_all(part, found)
    if found != part.assumed or (alone and says):
        return PiecesSettled(replace(recipe, assumed=found), because=says if found == part.assumed else "")
    proven = Proven(replace(part, assumed=found, raw=replace(part.raw, left_out=notes)), audit)
    said = told_by(proven)
    unseen = [_UNSEEN.format(part.table.name, recipe.name, why) for why in (asks, says) if why]
    return PiecesSettled(recipe, replace(proven, told=replace(said, warnings=(*said.warnings, *unseen))), rejects)


def _of_all(reader: PieceReader, told: Sequence[PieceTold]) -> tuple[Part, dict[str, Any]]:
    """The part that knows the words of all pieces, and their counts."""
    part = reader.part(reader.sample)
    for piece in told:
        for column, texts in piece.words.items():
            part.matched.words[column].learn(texts)
    return part, united([piece.row for piece in told])


def _asks_for_all(reader: PieceReader, row: dict[str, Any], lines: int) -> str:
    """Why a closer look at all lines is due, in words."""
    part = reader.part(PieceLines(reader.sample.frame.head(HEAD), reader.sample.numbers.head(HEAD)))
    if part.table.name != "vendas":
        return ""
    if row.get(returns.MOVED):
        return 'há linhas de "Devolução" com valor positivo'
    if may_have(row, lines):
        return "há linhas que parecem subtotais"
    return "há linhas que parecem subtotais" if part.assumed.subtotals is None and seem_at_the_head(part) else ""


def says_of_all(part: Part, found: Assumed) -> str:
    """Why something is to be said that takes all lines to count, in words; "" where nothing is."""
    status = part.matched.words.get(part.status_column or "")
    seen = found.evidence.values()
    reasons = {
        _VOIDING: _may_void(part),
        f'a coluna "{part.status_column}" tem palavras que não se conhecem': status and status.saying(Status.UNKNOWN),
        "há devoluções que podem ter saído duas vezes": found.noted.get(RETURNED) and found.noted.get(BELOW),
        "há datas com dia e mês trocados": any(isinstance(one, DayEvidence) and one.swapped for one in seen),
        "há códigos que perderam dígitos": any(isinstance(one, IdEvidence) and one.lost for one in seen),
        "há quantidades negativas": found.backward is not None,
        "há valores em mais de uma moeda": found.foreign,
    }
    return next((why for why, holds in reasons.items() if holds), "")


def _may_be_copied(notes: Sequence[Note], plan: TextPlan, lines: int) -> bool:
    """Whether a header stands again in the middle, so that what is under it may be the table once more."""
    counts = {note.kind: note.count for note in notes}
    again = next((note.line for note in notes if note.kind == "cabecalho_repetido"), None)
    if again is None:
        return False
    before, after = again - plan.data_line, plan.data_line + lines - 1 - again
    return abs(before - after) <= _NEAR + counts.get("em_branco", 0) + counts.get("rodape", 0)


def _numbered(told: Sequence[PieceTold], plan: TextPlan) -> tuple[tuple[Note, ...], tuple[Reject, ...]]:
    """The notes and the first rejected lines of all pieces, with their lines in the file."""
    ledger = LeftOut()
    for note in plan.notes:
        ledger.count(note.kind, note.count, note.line, note.sample)
    rejects: list[Reject] = []
    above = 0
    for piece in sorted(told, key=lambda each: (each.place, each.start, each.at)):
        if piece.start == 0 and piece.at == 0:
            above = 0
        for note in piece.notes:
            ledger.count(note.kind, note.count, note.line + above if note.line else 0, note.sample)
        rejects += [replace(one, line=one.line + above) for one in piece.rejects]
        above += piece.lines
    return ledger.notes(), tuple(rejects[:EXAMPLES])


def pickled(recipe: TextRecipe) -> bytes:
    """A recipe as it goes to the executors."""
    return pickle.dumps(recipe)
