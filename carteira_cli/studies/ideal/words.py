"""What `ideal` says, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.quoted import cell
from carteira_cli.studies.ideal.judged import CHANCE, LEAST
from carteira_cli.studies.ideal.people import MOST_VALUES, SELLER
from carteira_cli.studies.ideal.tables import in_words
from carteira_cli.units import Unit, number, show
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.studies.ideal.judged import Standing
    from carteira_cli.studies.ideal.open_leads import Leads
    from carteira_cli.studies.ideal.people import Ideal

_NAMED = 3
_RULES = {
    "margem": "os primeiros 20 % (arredondados para cima) por margem no período",
    "ltv": "os primeiros 20 % (arredondados para cima) pelo LTV previsto (valor_carteira de cada um)",
    "classe-a": "os da classe A pela receita do período",
}


def answer(found: Ideal) -> tuple[str, ...]:
    """What it comes to: the proven values, or that there is none; the profile."""
    share = found.whole[0] / found.whole[1]
    proven = [one for one in found.standings if one.proven]
    above, below = [one for one in proven if one.share > share], [one for one in proven if one.share < share]
    whole = _percent(*found.whole)
    if not _judged(found):
        first = f"Nada se pode provar: nenhum valor de atributo tem {LEAST} clientes ou mais."
    elif not proven:
        first = f"Não está provado que algum atributo distinga os melhores: entre todos são {whole}."
    else:
        parts = [f"{title} {_some(those)}" for title, those in (("acima disso,", above), ("abaixo,", below)) if those]
        first = f"De todos os clientes, {whole} são dos melhores; {'; '.join(parts)}."
    one = found.profile
    if one is None:
        return first, (
            f"Nenhum perfil se achou: na metade em que se procura, nenhum valor com {LEAST} clientes ou mais tem mais "
            "dos melhores."
        )
    if not one.confirmed:
        return first, "Nenhum perfil de até três condições se confirma na metade em que não foi procurado."
    conditions = in_words(tuple((name, cell(value)) for name, value in one.conditions))
    held = _percent(*one.held)
    return first, f"Perfil: {conditions}; na outra metade dos clientes, {held} deles são dos melhores."


def _judged(found: Ideal) -> int:
    """How many values have enough customers."""
    return sum(one.chance is not None for one in found.standings)


def _some(those: list[Standing]) -> str:
    more = len(those) - _NAMED
    rest = f" e mais {counted(more, 'valor', 'valores')}" if more > 0 else ""
    return f"{', '.join(_told(one) for one in those[:_NAMED])}{rest}"


def _told(one: Standing) -> str:
    return f"{one.attribute} {cell(one.value)} ({_percent(one.best, one.customers)})"


def _percent(part: int, whole: int) -> str:
    return show(part / whole, Unit.FRACTION)


def notes(found: Ideal, leads: Leads) -> Iterator[str]:
    """Who the best are, when a value is proven, and what the comparison does not see."""
    best, everybody = found.whole
    yield (
        f"melhores: {_RULES[found.rule]}, empates pelo código: {number(best, 0)} de "
        f"{counted(everybody, 'cliente', 'clientes')} com compra em {found.base.asked.label}, "
        f"{_percent(best, everybody)} (--melhores margem, ltv ou classe-a)"
    )
    if found.rule == "margem" and found.base.config.rules.margem is not None:
        yield "com uma margem só para todos, a ordem por margem é a da receita líquida; --margem custo usa a de cada um"
    judged = _judged(found)
    if judged:
        yield _of_proof(found, judged)
    yield from _of_small(found)
    yield from _of_profile(found)
    yield from _of_leads(found, leads)


def _of_proof(found: Ideal, judged: int) -> str:
    whose = f"a algum dos {number(judged, 0)} valores olhados" if judged > 1 else "ao único valor olhado"
    return (
        f"provado: o intervalo de 95 % (Wilson) não contém {_percent(*found.whole)}, e o acaso daria fração tão "
        f"distante em no máximo {show(CHANCE, Unit.FRACTION)} das vezes {whose} (teste exato de Fisher, corrigido por "
        "Holm): de muitos intervalos de 95 %, um em vinte exclui por acaso"
    )


def _of_small(found: Ideal) -> Iterator[str]:
    small = sum(one.chance is None and one.customers < LEAST for one in found.standings)
    if small:
        yield (
            f"{counted(small, 'valor tem', 'valores têm')} menos de {LEAST} clientes e não "
            f"{agree(small, 'é julgado', 'são julgados')}"
        )


def _of_profile(found: Ideal) -> Iterator[str]:
    yield (
        "perfil: até três condições procuradas numa metade dos clientes (sorteada pelo código) e conferidas na outra, "
        "que não ajudou a escolhê-las; só se nomeia o que ela confirma"
    )
    one = found.profile
    if one is not None and not one.confirmed:
        was = _percent(*one.seen)
        held = _percent(*one.held) if one.held[1] else "nenhum cliente"
        yield (
            f"o que uma metade sugeria ({was}) a outra não confirmou ({held}, com {_percent(*one.whole)} entre todos "
            "dela): por isso não se diz"
        )


def _of_leads(found: Ideal, leads: Leads) -> Iterator[str]:
    yield (
        "só quem comprou é visto aqui (viés de sobrevivência): o que os melhores têm em comum, quem nunca comprou pode "
        "ter também; é associação, e não causa"
    )
    if "leads" not in found.base.ledgers:
        yield "com leads.csv, os melhores se comparam com quem ainda não comprou, e os leads abertos recebem nota"
        return
    if not leads.columns:
        yield "os leads não têm nenhum dos atributos olhados: não há com que comparar nem dar nota"
        return
    lacking = [one.words for one in found.dimensions if one.asked not in leads.columns]
    if lacking:
        yield f"os leads não têm {', '.join(lacking)}: por aí os melhores não se comparam com quem não comprou"
    if not leads.telling:
        many = leads.open.height
        none = f"nenhum dos {number(many, 0)} leads abertos recebe" if many > 1 else "o único lead aberto não recebe"
        if many:
            yield f"{none} nota: nada do que os leads têm está provado"
    else:
        yield "nota do lead: a fração dos melhores entre clientes do mesmo valor provado; de vários, a menor"


def warnings(found: Ideal) -> Iterator[str]:
    """What was not looked at, and of whom nothing is known."""
    by_count: dict[int, list[str]] = {}
    for name, count in found.blank.items():
        by_count.setdefault(count, []).append(name)
    for count, names in by_count.items():
        there = agree(len(names), "nesse atributo", "nesses atributos")
        enters = agree(count, "entra", "entram")
        yield f"{counted(count, 'cliente')} sem {', '.join(names)} no cadastro, que não {enters} {there}"
    for one in found.chosen[1]:
        yield (f"{one.words} tem mais de {MOST_VALUES} valores e ficou de fora; para olhá-la, --atributos {one.asked}")
    told = [one for one in found.dimensions if one.column == SELLER]
    if told:
        yield "vendedor diz quem atende, e não quem o cliente é: pode ser efeito da carteira que lhe deram"
