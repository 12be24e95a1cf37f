"""Findings of keys: customers who are nobody, who look alike, whose digits a spreadsheet took."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.findings import Severity
from carteira_cli.quality.draft import EXAMPLES, Draft, case, share_of
from carteira_cli.quality.repeats import first_places
from carteira_cli.quality.sales import CENTS, LINES
from carteira_cli.quality.staged_names import CUSTOMER, PLACE_LIST, place
from carteira_cli.quoted import cell
from carteira_cli.sources.meaning.keys_told import lost
from carteira_cli.sources.values import IdEvidence
from carteira_cli.sources.values.anonymous_ids import alike, nobodies
from carteira_cli.units import money_of_cents, number
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.quality.source_account import Account
    from carteira_cli.quality.stage import Staged

BUYING = {"vendas": "valor", "assinaturas": "valor_mensal"}


def of_keys(staged: Staged, found: Account, called: frozenset[str]) -> Iterator[Draft]:
    """What is wrong with the customers of sales or contracts.

    Args:
        staged: the lines.
        found: their account.
        called: ids that the register calls nobody.
    """
    yield from _lost(staged)
    amount = BUYING[staged.table.name]
    people = (
        staged.valid.group_by(CUSTOMER)
        .agg(pl.len().cast(pl.Int64).alias(LINES), pl.col(amount).sum().alias(CENTS))
        .collect(engine="streaming")
    )
    ids = people[CUSTOMER]
    there = {*nobodies(ids), *(ids.filter(ids.is_in(list(called))).to_list() if called else [])}
    if there:
        yield _nobody(staged, _placed(staged, people.filter(pl.col(CUSTOMER).is_in(list(there)))), found)
    same = alike(ids)
    if same.height:
        yield _alike(staged, _placed(staged, same.join(people, on=CUSTOMER, how="left")))


def _placed(staged: Staged, people: pl.DataFrame) -> pl.DataFrame:
    """Customers with their first places, which are looked for of these alone."""
    lines = staged.valid.filter(pl.col(CUSTOMER).is_in(people[CUSTOMER].implode())).select(CUSTOMER, place())
    places = lines.group_by(CUSTOMER).agg(first_places()).collect(engine="streaming")
    return people.join(places, on=CUSTOMER, how="left", maintain_order="left")


def called_nobody(register: Staged) -> frozenset[str]:
    """The ids that a register calls nobody by name or document."""
    said = [name for name in ("nome", "documento") if name in register.columns]
    people = register.accepted.select(CUSTOMER, *said).collect(engine="streaming")
    found: set[str] = set()
    for name in said:
        values = nobodies(people[name].unique())
        found.update(people.filter(pl.col(name).is_in(values))[CUSTOMER].to_list() if values else [])
    return frozenset(found)


def _nobody(staged: Staged, people: pl.DataFrame, found: Account) -> Draft:
    first = people.sort(LINES, CUSTOMER, descending=[True, False])
    lines, cents = int(people[LINES].sum()), int(people[CENTS].sum())
    as_many = agree(people.height, "um cliente", f"{people.height} clientes")
    money = f" ({share_of(cents, found.cents)} do valor)" if found.cents and found.cents >= cents > 0 else ""
    return Draft(
        Severity.WARNING,
        staged.table.name,
        "consumidor_final",
        counted(people.height, "código de consumidor final", "códigos de consumidor final") + ", que não é um cliente",
        people.height,
        f"{counted(lines, 'linha')} ({share_of(lines, found.valid)}) e {money_of_cents(cents)}{money} de quem não se "
        f"identificou (balcão, código 0) contam como {as_many}.",
        'Nas análises, --consumidor-final excluir, ou consumidor_final = "excluir" no carteira.toml, as deixa fora.',
        cents,
        tuple(
            case(row, (CUSTOMER,), counted(row[LINES], "linha"), money_of_cents(row[CENTS]))
            for row in first.head(EXAMPLES).iter_rows(named=True)
        ),
    )


def _alike(staged: Staged, same: pl.DataFrame) -> Draft:
    groups = same.group_by("grafia").agg(
        pl.col(CUSTOMER).sort(), pl.col(LINES).sum(), pl.col(CENTS).sum(), pl.col(PLACE_LIST).list.first().sort()
    )
    first = groups.sort(CENTS, "grafia", descending=[True, False]).head(EXAMPLES)
    cents = int(same[CENTS].sum())
    return Draft(
        Severity.WARNING,
        staged.table.name,
        "clientes_parecidos",
        f"{counted(same.height, 'código', 'códigos')} de cliente que diferem só em maiúsculas, acentos ou espaços",
        same.height,
        f"São {counted(groups.height, 'nome', 'nomes')} em {number(same.height, 0)} grafias, com "
        f"{counted(int(same[LINES].sum()), 'linha')} e {money_of_cents(cents)}; cada grafia conta como um cliente, e "
        "uma pode parecer perdida.",
        "Una as grafias na origem, ou exporte o código do cliente em vez do nome.",
        cents,
        tuple(
            case({**row, CUSTOMER: " = ".join(row[CUSTOMER])}, (CUSTOMER,), money_of_cents(row[CENTS]))
            for row in first.iter_rows(named=True)
        ),
    )


def _lost(staged: Staged) -> Iterator[Draft]:
    for part in staged.parts:
        for column, seen in part.assumed.evidence.items():
            if not isinstance(seen, IdEvidence) or not seen.lost:
                continue
            lines, ids, cents, example = lost(part, column)
            yield Draft(
                Severity.WARNING,
                staged.table.name,
                "codigos_sem_digitos",
                f"{counted(ids, 'código', 'códigos')} de {column} em notação científica, sem todos os dígitos",
                ids,
                f'{part.raw.name}: {counted(lines, "linha")} com códigos como "{cell(example)}", de que a planilha '
                "apagou dígitos: códigos diferentes contam como um só.",
                f'Exporte de novo com a coluna "{part.originals[column]}" formatada como texto.',
                cents,
            )
