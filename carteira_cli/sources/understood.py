"""What was understood of each file, in sentences: nothing that was decided for the user goes unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.quoted import cells
from carteira_cli.sources.matching.disarming import trap_warnings
from carteira_cli.sources.meaning.currency import currency_warnings
from carteira_cli.sources.meaning.keys_told import key_notes, key_warnings
from carteira_cli.sources.meaning.numbering import numbering_warnings
from carteira_cli.sources.meaning.periodicity import periodicity_warnings
from carteira_cli.sources.meaning.spoken import meaning_warnings, void_reasons
from carteira_cli.sources.meaning.titles import TITLES
from carteira_cli.sources.meaning.told_beside import beside_warnings
from carteira_cli.sources.proving.proven import ReaderSaid
from carteira_cli.sources.values import DayEvidence, day_code
from carteira_cli.sources.values.dates import EARLY
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.meaning.numbering import Ask
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.lines import ProvenLines
    from carteira_cli.sources.proving.proven import Proven

_LEFT_OUT = {
    "preambulo": ("linha de título ou filtro antes do cabeçalho", "linhas de título ou filtro antes do cabeçalho"),
    "rodape": ("linha de total ou rodapé", "linhas de total ou rodapé"),
    "total": ("linha de total ou título", "linhas de total ou título"),
    "cabecalho_repetido": ("cabeçalho repetido", "cabeçalhos repetidos"),
    "outra_tabela": ("linha de outra tabela", "linhas de outra tabela"),
    "outra_planilha": ("aba sem os dados procurados", "abas sem os dados procurados"),
    "fora_da_tabela": ("célula sem nome de coluna", "células sem nome de coluna"),
    "pacote": ("linha que resume um pacote", "linhas que resumem um pacote"),
}
_MENDED = {
    "reparada": ("linha consertada", "linhas consertadas"),
    "curta": ("linha com células a menos no fim", "linhas com células a menos no fim"),
    "cabecalho_reparado": ("cabeçalho consertado", "cabeçalhos consertados"),
    "codificacao_mista": ("linha em outra codificação", "linhas em outra codificação"),
    "bytes_invalidos": ("caractere ilegível", "caracteres ilegíveis"),
    "codigo_longo": (
        "número de mais de 15 dígitos, que a planilha não guarda inteiro",
        "números de mais de 15 dígitos, que a planilha não guarda inteiros",
    ),
    "texto_corrompido": ("texto com acentos corrompidos na origem", "textos com acentos corrompidos na origem"),
}

_READ = ("linha lida", "linhas lidas")


def reading_notes(lines: ProvenLines) -> Iterator[str]:
    """How the files of a table were read, where that is not as plain as can be."""
    if lines.conversions is not None:
        yield f"{lines.table.name}: o dia da conversão vem de {lines.conversions.names}, pelo código do lead"
    for each in lines.every:
        yield from each.told.notes if each.told is not None else _notes(each)


def reading_warnings(lines: ProvenLines, ask: Ask | None = None) -> Iterator[str]:
    """What a reader of the numbers must know about how the files were read.

    Args:
        lines: of a table.
        ask: reduces them, as `Ledger.ask` does; None: they are read by Polars.
    """
    yield from (f"{lines.table.name}: {sentence}" for sentence in lines.doubts)
    if lines.table.name == "vendas" and "venda" in lines.columns:
        yield from (f"vendas: {sentence}" for sentence in numbering_warnings(lines.parts, ask or lines.tally))
    for each in lines.every:
        yield from each.told.warnings if each.told is not None else _warnings(each)


def told_by(proven: Proven) -> ReaderSaid:
    """What is to be said of a file, by who has all of its lines; some readings of it."""
    return ReaderSaid(tuple(_notes(proven)), tuple(_warnings(proven)))


def _notes(proven: Proven) -> Iterator[str]:
    part, table = proven.part, proven.part.table.name
    said = remarks(part)
    if said:
        yield f"{table}: {part.raw.name}: leitura com {'; '.join(said)}"
    left = told_of(part, _LEFT_OUT)
    if proven.audit.totals:
        left.append(_count(proven.audit.totals, _LEFT_OUT["total"]))
    void = void_reasons(part.source)
    if void:
        words = ", ".join(f"{reason}: {count}" for reason, count in void)
        yield f"{table}: linhas que não contam em {part.raw.name}: {words}"
    if left:
        yield f"{table}: fora dos dados de {part.raw.name}: {', '.join(left)}"
    yield from (f"{table}: {sentence}" for sentence in (*part.matched.told, *key_notes(part)))


def _warnings(proven: Proven) -> Iterator[str]:
    part, table = proven.part, proven.part.table.name
    mended = told_of(part, _MENDED)
    if mended:
        places = [note.line for note in part.raw.left_out if note.kind in _MENDED and note.line]
        where = f" (a primeira na linha {min(places)})" if places else ""
        yield f"{table}: {part.raw.name}: {', '.join(mended)}{where}"
    yield from (f"{table}: {part.raw.name}: {sentence}" for sentence in _cut(part.raw))
    yield from (f"{table}: {sentence}" for sentence in part.matched.doubts)
    yield from (f"{table}: {part.raw.name}: {sentence}" for sentence in part.assumed.said)
    seeming = part.assumed.subtotals.said if part.assumed.subtotals else ()
    yield from (f"{table}: {part.raw.name}: {sentence}" for sentence in seeming)
    yield from (f"{table}: {part.raw.name}: {sentence}" for sentence in trap_warnings(part.source, part.matched))
    yield from (
        f"{table}: {part.raw.name}, linha {note.line}: {_count(note.count, _LEFT_OUT[note.kind])}, "
        f"fora dos números ({', '.join(cells(note.sample.split(', ')))})"
        for note in part.raw.left_out
        if note.kind == "outra_tabela" and note.line
    )
    yield from (f"{table}: {sentence}" for sentence in _meant(proven))
    for sentence in (*currency_warnings(part), *periodicity_warnings(part)):
        yield f"{table}: {sentence}"
    yield from (f"{table}: {part.raw.name}: {sentence}" for sentence in _swapped(part))
    yield from (f"{table}: {sentence}" for sentence in key_warnings(part))
    same = [note for note in part.raw.left_out if note.kind == "planilha_igual"]
    if same:
        yield (
            f"{table}: {part.raw.name}: só uma aba foi lida, e há outra com as mesmas colunas: "
            f"{same[0].sample} (--planilha escolhe; para somar, exporte cada uma num arquivo)"
        )


def _meant(proven: Proven) -> Iterator[str]:
    """What the lines were taken for."""
    yield from meaning_warnings(proven.part)
    if proven.part.table.name == TITLES:
        from carteira_cli.sources.proving.titles_told import title_sentences  # weight: for receivables

        yield from title_sentences(proven)
    yield from beside_warnings(proven.part)


def _cut(raw: RawFile) -> Iterator[str]:
    """How far a file was read that ends within its table."""
    for note in raw.left_out:
        if note.kind == "cortada":
            yield (
                f"o arquivo acaba sem fechar a tabela (</table>) e pode estar cortado: {_count(note.count, _READ)}, "
                f"até a linha {note.line} da tabela; confira se o fim está lá, ou exporte de novo"
            )


def _swapped(part: Part) -> Iterator[str]:
    """How many lines have a date whose day and month a spreadsheet seems to have swapped, and what they add up to."""
    seen, told = part.assumed.evidence.get("data"), part.rules.told
    if not isinstance(seen, DayEvidence) or not seen.swapped or told.order or told.swapped:
        return
    amount = part.columns.get("valor")
    if amount is not None and part.table.name in {"vendas", "custos"}:
        code = day_code(pl.col(part.originals["data"]))
        early = part.raw.lines.filter(~part.bad, (code & EARLY) > 0).select(pl.len(), amount.sum().alias("valor"))
        lines, cents = early.collect(engine="streaming").row(0)
        words = agree(lines, "a linha com data assim é", f"as {lines} linhas com datas assim são")
        yield f"{words} de {money_of_cents(cents or 0)}"


def remarks(part: Part) -> list[str]:
    """What is remarkable about the reading of a file: dialect, profile, columns by another name, conventions."""
    said = list(part.raw.understood.remarkable)
    if part.matched.profile is not None:
        said.append(f"o perfil {part.matched.profile.title}")
    renamed = [
        f'{name} = "{original}"'
        for name, original in part.matched.columns.items()
        if (name in part.originals or original == part.status_column)
        and part.matched.how.get(name) in {"perfil", "sinônimo"}
    ]
    if renamed:
        said.append(", ".join(renamed))
    return [*said, *conventions(part)]


def conventions(part: Part) -> list[str]:
    """How amounts and dates are written, where it is not with a point and the year first."""
    said = []
    if part.assumed.decimal_shown() == "virgula":
        said.append("vírgula decimal")
    order = part.assumed.order_shown()
    if order is not None:
        said.append({"dia-mes": "datas dia/mês", "mes-dia": "datas mês/dia"}[order])
    return said


def told_of(part: Part, words: dict[str, tuple[str, str]]) -> list[str]:
    """Notes of some kinds, with their counts in words."""
    return [_count(note.count, words[note.kind]) for note in part.raw.left_out if note.kind in words]


def counted_all(raw: RawFile) -> list[str]:
    """Everything that is no line of data, or was mended, with counts in words."""
    words = {**_LEFT_OUT, **_MENDED, "em_branco": ("linha em branco", "linhas em branco")}
    return [_count(note.count, words[note.kind]) for note in raw.left_out if note.kind in words]


def _count(count: int, words: tuple[str, str]) -> str:
    return f"{count} {agree(count, *words)}"
