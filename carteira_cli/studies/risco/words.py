"""What must be said beside the numbers of `risco`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.customers.activity import rules_in_words
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis import silencios
from carteira_cli.prediction.outlook import FEWEST_REPEATERS, FEWEST_WINDOWS
from carteira_cli.studies.risco import chances, formulas
from carteira_cli.studies.risco.comparison import ALL, CYCLE, MODEL, RULES
from carteira_cli.studies.risco.model import SOON, YEAR
from carteira_cli.studies.risco.scores import TOLD
from carteira_cli.units import money_of_cents, number
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from carteira_cli.studies.risco.risk import Risk
    from carteira_cli.studies.risco.two_rules import TwoRules

EFFECT = "Não mede o efeito do contato."
SELLER_OF_SALES = "vendedor: o da última compra, pois o cadastro não tem vendedor"


def notes(rules: TwoRules) -> Iterator[str]:
    """How the numbers are to be read."""
    risk = rules.risk
    yield from of_rules(rules)
    names = ", ".join(f"{name} acima de {limit} ×" for name, limit in formulas.LEVELS[1:])
    yield (
        f"em risco: ativo que está sem comprar há mais que o seu intervalo usual ({names}); o usual é a mediana dos "
        f"seus intervalos, com {silencios.OWN_PURCHASES} dias de compra ou mais; senão a do segmento (de "
        f"{formulas.FEWEST_OF_SEGMENT} clientes ou mais assim), senão a da carteira"
    )
    yield (
        "chance de perda: dos dias passados em que alguém estava assim, e que foram observados por mais "
        f"{risk.horizon_words}, a parte sem nenhuma compra neles; assim = com a mesma razão e o mesmo intervalo usual "
        "(ou uma compra, ou duas), pelo que se sabia quando o silêncio começou; nunca cai quando a razão cresce; com "
        f"menos de {chances.FEWEST_SILENCES} silêncios, a de um grupo maior; --validar confere com o que aconteceu"
    )
    yield "perda esperada: receita por mês na janela de inatividade × chance de perda; empates por receita e por id"
    ahead = "no próximo dia" if risk.horizon == 1 else f"nos próximos {risk.horizon_words}"
    yield (
        f"inativos: receita dos {formulas.PAST_DAYS} dias até a última compra × chance de comprar {ahead}, "
        f"contada dos dias passados em que alguém com tantas compras (1, 2, 3 ou mais) estava há "
        f"tanto sem comprar; {agree(risk.inactive.height, 'é', 'são')} "
        f"{counted(risk.inactive.height, 'inativo')}, e entram os que trouxeram receita e têm chance de voltar"
    )
    if risk.base.rules:
        yield (
            f"ativo pela regra de cada um: {rules_in_words(risk.base)}; a chance, de perda ou de volta, é sempre a de "
            f"comprar ou não em {risk.horizon_words}, e a receita por mês, a do prazo da regra"
        )
    if risk.seller_of_sales:
        yield SELLER_OF_SALES
    if risk.overdue is not None:
        day = date_of(risk.end - 1)
        yield (
            f"vencido: o que cada cliente tem a pagar de títulos vencidos antes de {day}, pelos pagamentos até esse "
            f'dia (como em "carteira credito"); dos clientes em risco, {_owing(risk.at_risk, risk.overdue)}; '
            f"dos inativos, {_owing(risk.inactive, risk.overdue)}"
        )


def _owing(customers: pl.DataFrame, overdue: pl.DataFrame) -> str:
    """How many of some customers are late to pay, and what."""
    found = overdue.join(customers, on=CUSTOMER, how="semi")
    if found.is_empty():
        return "nenhum deve"
    return f"{counted(found.height, 'deve', 'devem')} {money_of_cents(int(found['vencido'].sum()))}"


def of_rules(rules: TwoRules) -> Iterator[str]:
    """Which of the two rules erred less, what neither tells, and what the model's numbers are."""
    yield _compared(rules)
    yield EFFECT
    choice = rules.outlook.choice
    if choice is not None:
        yield (
            f"do modelo de compras repetidas ({choice.model.name}, k = {choice.k}), aprendido de todos os clientes até "
            f"{date_of(rules.risk.end - 1)}: P(ativo), a chance de que ainda compre algum dia; P(compra em {SOON} "
            f"dias); chance de perda pelo modelo, a de nenhuma compra em {rules.risk.horizon_words}; valor em risco, a "
            f"receita por mês na janela de inatividade × essa chance; valor esperado, a receita dos próximos {YEAR} "
            "meses, sem desconto"
        )


def _compared(rules: TwoRules) -> str:
    """Which of the two rules erred less on this portfolio's past, or why nobody knows."""
    found = rules.comparison
    if not rules.has_model:
        return f"P(ativo) e o mais que é do modelo de compras repetidas: n/d ({_lacking(rules)}); vale a regra do ciclo"
    if found.best is None:
        return "não há história para conferir qual erra menos, a regra do ciclo ou o modelo; vale a regra do ciclo"
    whole = found.scores[ALL]
    other = next(rule for rule in RULES if rule != found.best)
    ours, theirs = (number(whole[rule].brier or 0, TOLD) for rule in (found.best, other))
    where = f"em {counted(len(found.found), 'origem', 'origens')}"
    if found.sample:
        where += f", numa amostra de {number(found.customers, 0)} clientes"
    if ours == theirs:
        return f"neste histórico a regra do ciclo e o modelo erraram o mesmo (Brier {ours}, {where}); vale a do ciclo"
    name = {CYCLE: "a regra do ciclo", MODEL: "o modelo"}[found.best]
    return f"neste histórico {name} errou menos (Brier {ours} contra {theirs}, {where}) e ordena a lista"


def _lacking(rules: TwoRules) -> str:
    """Why there is no model."""
    again = rules.outlook.repeaters
    if again < FEWEST_REPEATERS:
        bought = counted(again, "cliente comprou", "clientes compraram") if again else "nenhum cliente comprou"
        return f"{bought} de novo, e são precisos {FEWEST_REPEATERS}"
    return f"há menos de {FEWEST_WINDOWS} × {rules.risk.horizon_words} de história"


def _given_back(risk: Risk) -> Iterator[str]:
    """Whose money is none, though they are active: more came back in the window than was bought in it."""
    beyond = risk.active["alem"]
    many = int((beyond > 0).sum())
    if many:
        yield (
            f"{counted(many, 'cliente ativo devolveu', 'clientes ativos devolveram')} mais do que "
            f"{agree(many, 'comprou', 'compraram')} na janela de inatividade ({risk.base.window.words}), "
            f"{money_of_cents(int(beyond.sum()))} ao todo: sem receita em jogo, "
            f"{agree(many, 'conta', 'contam')} com R$ 0,00 na receita, na perda esperada e no valor em risco"
        )


def doubted(rules: TwoRules) -> Iterator[str]:
    """What the model can't be trusted in; nothing without one, as `of_rules` says why."""
    if rules.has_model:
        yield from (one.words for one in rules.doubts)


def warnings(rules: TwoRules) -> Iterator[str]:
    """What keeps some of them from being known, and the model from being believed."""
    yield from _unknown(rules.risk)
    yield from doubted(rules)


def _unknown(risk: Risk) -> Iterator[str]:
    if risk.days.is_empty():
        yield f"não há nenhuma compra até {date_of(risk.end - 1)}: não há risco a medir"
        return
    yield from _given_back(risk)
    unknown = int(risk.active["nivel"].is_null().sum())
    if unknown:
        few = counted(unknown, "cliente ativo", "clientes ativos")
        yield (
            f"{few} sem intervalo usual conhecido: ninguém na carteira comprou em {silencios.OWN_PURCHASES} dias "
            "diferentes; o risco não foi medido"
        )
    if risk.chances.unknown and not unknown:
        yield (
            f"chance de perda n/d: há menos de {chances.FEWEST_SILENCES} silêncios observados por "
            f"{risk.horizon_words} ou mais; a ordem é a da receita"
        )
    if not risk.inactive.is_empty() and risk.back.unknown:
        yield (
            f"chance de volta n/d: há menos de {chances.FEWEST_SILENCES} silêncios de {risk.horizon_words} observados "
            f"por mais {risk.horizon}; a ordem é a da receita"
        )
    asked = risk.base.asked
    if asked.end > risk.end and not risk.moves.is_empty():
        yield f"classes ABC: {asked.label} ainda está incompleto; parte das quedas pode ser só falta de dias"
