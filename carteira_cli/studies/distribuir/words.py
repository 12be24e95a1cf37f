"""What `distribuir` says in sentences."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.quoted import cells
from carteira_cli.studies.distribuir.formulas import STEP, gap
from carteira_cli.studies.distribuir.tables import UNITS, in_unit, measure_words
from carteira_cli.units import Unit, brief, money_of_cents, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.studies.distribuir.portfolio import SharedPortfolio
    from carteira_cli.studies.distribuir.search import NoSharing, Sharing


def percent(share: Fraction) -> str:
    """A fraction as it may be typed: `10%`, `33,4%`, `0,05%`."""
    return read_percent(share).replace(" ", "")


def read_percent(share: Fraction) -> str:
    """The same as it is read: `10 %`."""
    text = number(float(share * 100), 6).rstrip("0").rstrip(",")
    return f"{text} %"


def amount(load: int | Fraction, measure: str) -> str:
    """A load with its word."""
    value = in_unit(load, measure)
    told = float(value) if isinstance(value, int | float) else None
    unit = UNITS[measure]
    if unit.is_money:
        return brief(told, unit)
    return f"{number(told or 0, 0 if told == int(told or 0) else 1)} {measure}"


def refused(portfolio: SharedPortfolio, found: NoSharing) -> DataError:
    """The error where no sharing is within the tolerance: with the smallest that works."""
    told, task = portfolio.told, portfolio.task
    within = f"cada vendedor a até {read_percent(told.tolerancia)} da meta de {amount(task.target, told.equilibrar)}"
    limit = told.max_mudancas
    most = f", com no máximo {counted(limit, 'mudança')}" if limit is not None else ""
    what = (
        f"nenhuma divisão deixa {within}{most}"
        if found.proven
        else f"não foi encontrada uma divisão que deixe {within}{most}, nem provado que não há"
    )
    if found.smallest is None:
        return DataError(what, "fixe menos clientes, permita mais mudanças, ou dê mais tempo com --tempo 5min")
    word, typed = read_percent(found.smallest), percent(found.smallest)
    if found.exact:
        return DataError(what, f"a menor tolerância que funciona é {word}: --tolerancia {typed}")
    sure = found.below // STEP * STEP if found.below else Fraction(0)
    below = f"; abaixo de {read_percent(sure)} não há nenhuma" if sure else ""
    return DataError(what, f"a menor tolerância encontrada que funciona é {word}: --tolerancia {typed}{below}")


def answer(
    portfolio: SharedPortfolio, found: Sharing, ratios: tuple[Fraction | None, Fraction | None]
) -> Iterator[str]:
    """What it comes to, and whether that is the best, in at most three sentences."""
    told, task = portfolio.told, portfolio.task
    within = f"{read_percent(told.tolerancia)} da meta de {amount(task.target, told.equilibrar)}"
    if not found.moves:
        yield f"As carteiras já estão a até {within}: ninguém precisa mudar de vendedor."
        return
    revenue = sum(portfolio.shared["receita"][place] for place in sorted(found.moves))
    before, after = (show(None if one is None else float(one), Unit.TIMES) for one in ratios)
    count = len(found.moves)
    yield (
        f"{number(count, 0)} de {counted(len(task.customers), 'cliente')} {agree(count, 'muda', 'mudam')} de vendedor, "
        f"com {brief(revenue / CENTS, Unit.REAIS)} de receita em 12 meses: a maior carteira passa de {before} a média "
        f"para {after}, e todas ficam a até {within}."
    )
    yield _proof(portfolio, found)


def _proof(portfolio: SharedPortfolio, found: Sharing) -> str:
    of_revenue = portfolio.told.objetivo == "receita"
    less = "menos receita" if of_revenue else "menos clientes"
    if found.proven:
        return f"Está provado que nenhuma divisão dentro da tolerância muda {less}."
    bound = money_of_cents(found.bound) if of_revenue else counted(found.bound, "cliente")
    distance = gap(found.cost, found.bound)
    told = show(float(distance), Unit.FRACTION) if distance >= Fraction(1, 1000) else "menos de 0,1 %"
    return f"Não está provado que é a melhor: nenhuma divisão muda menos que {bound}, uma lacuna de {told}."


def notes(portfolio: SharedPortfolio, found: Sharing) -> Iterator[str]:
    """What was shared, by which rules, and how the best was found."""
    start, end = portfolio.days
    told, task = portfolio.told, portfolio.task
    yield (
        f"carga: {measure_words(told.equilibrar)}, de {date_of(start)} a {date_of(end - 1)}; de quem tem menos de zero "
        f"conta zero; meta: a carga de todos ÷ {counted(len(task.staying), 'vendedor', 'vendedores')}"
    )
    whose = "o do cadastro" if portfolio.of_register else "o da maioria das linhas de venda (no empate, o primeiro)"
    yield f"o vendedor de um cliente é {whose}; entra quem comprou nesses 12 meses{_visited(portfolio)}"
    least = "a receita dos clientes que mudam" if told.objetivo == "receita" else "o número de clientes que mudam"
    ties = (
        "; entre as que custam o mesmo vale a que muda os primeiros clientes na ordem do código, e os leva aos "
        "primeiros vendedores"
        if found.first
        else "; entre as que custam o mesmo vale a primeira encontrada, sempre na mesma ordem"
    )
    aim = "tem o menor possível" if found.proven else "busca o menor possível, sem prova de que o achou"
    yield f"a divisão {aim}: {least}{ties}; cada número foi conferido de novo em inteiros"
    if not found.whole:
        yield (
            "são muitos clientes: a divisão é feita em blocos, por passos (os maiores clientes primeiro) e entre os "
            "que mais pesam em cada carteira; o limite provado vale para todos"
        )
    if told.manter_uf:
        yield (
            "um cliente só vai para quem já atende clientes da sua UF; quem não tem UF, para qualquer um; quem chega "
            "atende todas; o de quem sai, se ninguém mais atende a UF, também para qualquer um"
        )
    held = len(portfolio.kept - {*task.forced})
    if held:
        told_of = counted(held, "cliente fixado", "clientes fixados")
        yield f"{told_of} por --fixar não {agree(held, 'muda', 'mudam')}"


def _visited(portfolio: SharedPortfolio) -> str:
    return " ou recebeu visita" if portfolio.told.equilibrar == "visitas" else ""


def warnings(portfolio: SharedPortfolio, found: Sharing, *, timed_out: bool) -> Iterator[str]:
    """Who stayed out, what was overruled, and whether the search was cut short."""
    out = portfolio.without_seller
    if out.height:
        revenue = money_of_cents(int(out["receita"].sum()))
        yield f"{counted(out.height, 'cliente')} sem vendedor {agree(out.height, 'fica', 'ficam')} de fora ({revenue})"
    if portfolio.silent:
        own = counted(portfolio.silent, "cliente cadastrado", "clientes cadastrados")
        verb = agree(portfolio.silent, "não comprou", "não compraram")
        yield f"{own} com vendedor {verb} nesses 12 meses e {agree(portfolio.silent, 'fica', 'ficam')} de fora"
    for names in portfolio.spellings:
        yield f"grafias do mesmo vendedor, cada uma com a sua carteira: {', '.join(cells(names))}; padronize na origem"
    forced = {*portfolio.task.forced} & portfolio.kept
    if forced:
        told = counted(len(forced), "cliente fixado é", "clientes fixados são")
        yield f"{told} de quem sai, e {agree(len(forced), 'muda', 'mudam')} assim mesmo"
    if timed_out:
        seconds = counted(portfolio.told.tempo, "segundo")
        yield (
            f"o tempo de busca acabou (--tempo, {seconds}): esta é a melhor divisão encontrada até ali, e com mais "
            "tempo ou outra máquina pode sair outra"
        )
    elif not found.finished:
        yield "a busca parou no seu limite de passos, que é o mesmo em qualquer máquina: esta é a melhor encontrada"
