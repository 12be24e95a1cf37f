"""What must be said beside the numbers of `credito`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.activity import rules_in_words
from carteira_cli.customers.titles import SOURCE
from carteira_cli.studies.credito import formulas
from carteira_cli.studies.credito.credit import ACTIVE, AT_RISK, INACTIVE
from carteira_cli.units import Unit, money_of_cents, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.studies.credito.credit import Credit

_STALE = 7  # days after the last one that the file knows, beyond which what is unpaid may only not be known yet


def answer(credit: Credit) -> Iterator[str]:
    """What it comes to."""
    day, owed, late = date_of(credit.day), credit.open, credit.overdue()
    if not owed:
        yield f"Em {day} não há nenhum título em aberto."
        return
    passed = f"{money_of_cents(late)} ({_percent(late, owed)}) já venceram" if late else "nada venceu"
    yield f"Em {day} há {money_of_cents(owed)} em aberto, e {passed}."
    unpaid, due = credit.of_period
    if due:
        yield (
            f"Do que venceu em {credit.base.asked.label}, {money_of_cents(due)}, faltam {money_of_cents(unpaid)} "
            f"({_percent(unpaid, due)})."
        )
    if credit.has_sales and late:
        found = credit.debtors
        leaving = int(found.filter(pl.col("situacao").is_in([AT_RISK, INACTIVE]))["vencido"].sum())
        yield f"{money_of_cents(leaving)} do vencido ({_percent(leaving, late)}) são de clientes em risco ou inativos."


def _percent(part: int, whole: int) -> str:
    return show(part / whole, Unit.FRACTION)


def notes(credit: Credit) -> Iterator[str]:
    """How the numbers are to be read."""
    yield (
        f"índice de vencidos = vencido ÷ em aberto; inadimplência do período = do que venceu em "
        f"{credit.base.asked.label}, o que falta ÷ o que venceu; mais de {formulas.LATE} dias = o atrasado há mais de "
        f"{formulas.LATE} dias ÷ em aberto: três contas que não se comparam"
    )
    yield from _of_the_day(credit)
    yield (
        "atraso médio = Σ valor × (pagamento − vencimento) ÷ Σ valor; prazo médio de recebimento = Σ valor × "
        "(pagamento − emissão) ÷ Σ valor: dos pagamentos até o dia, cada um pelo que abateu do título"
    )
    yield from _of_loss(credit)
    if credit.has_sales:
        base = credit.base
        gone = f"não compra há mais que o prazo de inatividade ({base.window.words})"
        if base.rules:
            gone = f"não cumpre a sua regra de atividade ({rules_in_words(base)})"
        yield (
            f'situação em {date_of(credit.day)}: {INACTIVE} {gone}; {AT_RISK}, como em "carteira risco", está mais '
            f"atrasado que o seu costume de compra; {ACTIVE} é o resto de quem já comprou"
        )


def _of_the_day(credit: Credit) -> Iterator[str]:
    """What is known on the day, and what was left out for it."""
    day = date_of(credit.day)
    sentence = (
        f"em {day}: só títulos emitidos e pagamentos feitos até ele; vencido = venceu antes dele (no próprio dia está "
        "no prazo)"
    )
    later = credit.all.receipts.filter(pl.col("dia") > credit.day)
    if later.height:
        sentence += (
            f"; {_amount(later.height, 'pagamento posterior', 'pagamentos posteriores', later['pago'])} não conta"
        )
        sentence += "" if later.height == 1 else "m"
    issued = credit.all.titles.filter(pl.col("desde") > credit.day)
    if issued.height:
        words = ("título emitido", "títulos emitidos")
        if credit.all.swapped[0]:  # a new one with the issue of the old one is owed since the day of the swap
            words = ("título emitido ou renegociado", "títulos emitidos ou renegociados")
        sentence += f"; {_amount(issued.height, *words, issued['valor'])} depois"
    yield sentence
    partly = credit.held.filter(pl.col("saldo") < pl.col("valor"))
    if partly.height:
        rest = money_of_cents(int(partly["saldo"].sum()))
        yield f"{counted(partly.height, 'título pago', 'títulos pagos')} em parte: o resto, {rest}, está em aberto"
    if credit.all.repeated:
        many = counted(credit.all.repeated, "título está", "títulos estão")
        yield (
            f"{many} em mais de uma linha (mesmo código, cliente, vencimento e parcela): com o mesmo valor em todas, "
            "são pagamentos dele e o valor conta uma vez; com valores diferentes, são partes que se somam"
        )
    count, cents = credit.all.swapped
    if count:
        many = counted(count, "título renegociado", "títulos renegociados")
        yield (
            f"{many} ({money_of_cents(cents)}): até o dia da troca conta o antigo, no vencimento dele; depois, só o "
            "novo; na rolagem o antigo não entra"
        )
    beyond = credit.receipts.filter(pl.col("excesso") > 0)
    if beyond.height:
        more = _amount(beyond.height, "pagamento passa", "pagamentos passam", beyond["excesso"])
        yield f"{more} do que faltava do título (juros, multa): o que passa não conta"


def _amount(count: int, one: str, many: str, cents: pl.Series) -> str:
    """A count, its words and its amount."""
    return f"{counted(count, one, many)} ({money_of_cents(int(cents.sum()))})"


def _of_loss(credit: Credit) -> Iterator[str]:
    """How the expected loss comes about, or why there is none."""
    last = formulas.band_names(credit.cuts)[-1]
    if credit.loss is not None:
        yield (
            f"perda estimada: do dinheiro de cada faixa, nos últimos {number(len(credit.months) - 1, 0)} meses, a "
            "parte que um mês depois tinha sido paga, ficado ou ido adiante (rolagem); de mês em mês até a última "
            f"faixa, {last}, que conta como perdida; o que volta a ser pago depois disso não se desconta"
        )


def warnings(credit: Credit) -> Iterator[str]:
    """What a reader must know of the lines before trusting numbers made of them."""
    yield from _of_lines(credit)
    yield from _of_days(credit)
    if credit.loss is None:
        yield f"perda estimada n/d: {_unknown(credit)}"


def _of_lines(credit: Credit) -> Iterator[str]:
    found = credit.all
    count, cents = found.worthless
    if count:
        lines = counted(count, "linha", "linhas")
        yield (
            f"{SOURCE}: {lines} de valor zero ou negativo ({money_of_cents(cents)}), que não "
            f"{agree(count, 'é', 'são')} a receber; {agree(count, 'fica', 'ficam')} de fora"
        )
    count, cents = found.undated
    if count:
        lines = counted(count, "linha", "linhas")
        yield (
            f"{SOURCE}: {lines} com valor pago ({money_of_cents(cents)}) e sem data de pagamento: não se sabe "
            f"quando, e {agree(count, 'conta', 'contam')} como em aberto"
        )
    count, cents = found.given_back
    if count:
        lines = counted(count, "linha", "linhas")
        yield f"{SOURCE}: {lines} com valor pago negativo ({money_of_cents(cents)}), que não conta como pagamento"
    count, cents = found.unswapped
    if count:
        many = counted(count, "título foi renegociado", "títulos foram renegociados")
        yield (
            f"{SOURCE}: o arquivo não diz em que dia {many} ({money_of_cents(cents)}): conta só o novo, se está "
            "nele, desde a sua emissão, também num dia de antes da troca"
        )
    less = credit.receipts.filter(pl.col("desconto") > 0)
    if less.height:
        many = counted(less.height, "título quitado", "títulos quitados")
        yield (
            f"{SOURCE}: {many} por menos que o valor: {money_of_cents(int(less['desconto'].sum()))} de desconto, que "
            "não está em aberto"
        )
    yield from _left_out_of_means(credit.receipts)
    early = credit.receipts.filter(pl.col("dia") < pl.col("emissao"))
    if early.height:
        yield (
            f"{SOURCE}: {_amount(early.height, 'pagamento', 'pagamentos', early['pago'])} antes da emissão do título; "
            f"{agree(early.height, 'conta', 'contam')} no seu dia"
        )


def _left_out_of_means(receipts: pl.DataFrame) -> Iterator[str]:
    """The payments that no mean of days counts, for want of their day or of that of the issue."""
    paid = receipts.filter(pl.col("pago") > 0)
    undated = paid.filter(~pl.col("datado"))
    if undated.height:
        yield (
            f"atraso médio e prazo médio sem {_amount(undated.height, 'pagamento', 'pagamentos', undated['pago'])} de "
            "que não se sabe o dia"
        )
    ahead = undated.filter(pl.col("dia") < pl.col("vencimento"))
    if ahead.height:
        known = date_of(int(ahead["dia"].max()))  # type: ignore[arg-type]  # a day
        yield (
            f"{SOURCE}: {_amount(ahead.height, 'pagamento sem dia', 'pagamentos sem dia', ahead['pago'])} de "
            f"{agree(ahead.height, 'título que vence', 'títulos que vencem')} depois de {known} "
            f"{agree(ahead.height, 'conta', 'contam')} nesse dia, pois já "
            f"{agree(ahead.height, 'foi feito', 'foram feitos')}"
        )
    unissued = paid.filter(pl.col("datado") & pl.col("emissao").is_null())
    if unissued.height and unissued.height < paid.filter("datado").height:
        yield (
            f"prazo médio sem {_amount(unissued.height, 'pagamento', 'pagamentos', unissued['pago'])} de "
            f"{agree(unissued.height, 'título', 'títulos')} sem data de emissão"
        )


def _of_days(credit: Credit) -> Iterator[str]:
    found, day = credit.all, credit.day
    if credit.titles.is_empty():
        return
    unknown = int(credit.titles["emissao"].null_count())
    if unknown:
        yield (
            f"{SOURCE}: {counted(unknown, 'título', 'títulos')} sem data de emissão, que "
            f"{agree(unknown, 'conta', 'contam')} desde sempre: num dia passado "
            f"{agree(unknown, 'pode', 'podem')} ainda não existir"
        )
    if credit.receipts.is_empty() and credit.open:
        yield (
            f"{SOURCE}: nenhum pagamento até {date_of(day)}: se o arquivo só tem o que está em aberto, a inadimplência "
            "do período, o atraso médio e a rolagem não dizem nada; exporte também os títulos pagos"
        )
    days = [found.titles["emissao"].max(), found.receipts["dia"].max()]
    known = max((int(one) for one in days if one is not None), default=None)  # type: ignore[arg-type]  # days
    if known is not None and day - known > _STALE:
        yield (
            f"{SOURCE}: o último dia que se conhece é {date_of(known)}; o que foi pago depois dele, até "
            f"{date_of(day)}, está como em aberto"
        )
    if "vendas" not in credit.base.ledgers and credit.base.config.question.hoje is None:
        yield (
            f"{SOURCE}: sem vendas nem --em, o dia é o último que há, de uma emissão ou de um pagamento, "
            f"{date_of(day)}; informe --em AAAA-MM-DD com o dia da exportação"
        )


def _unknown(credit: Credit) -> str:
    """Why nobody can tell what will be lost."""
    if credit.receipts.is_empty():
        return "sem nenhum pagamento não há história de que aprender"
    if not credit.long_enough:
        months = max(len(credit.months) - 1, 0)
        seen = counted(months, "mês", "meses") if months else "menos de um mês"
        return f"há {seen} de história, e são precisos {formulas.FEWEST_MONTHS}"
    names = formulas.band_names(credit.cuts)
    bands = zip(names, credit.bands, credit.chances, strict=True)
    lacking = ", ".join(f'"{name}"' for name, one, chance in bands if one.cents and chance is None)
    return (
        f"na faixa {lacking}, ou numa a que ela leva, há menos de {formulas.FEWEST_TITLES} títulos na história (um por "
        "mês em que lá esteve), ou nenhum saiu dela"
    )
