"""One column of a file can't be two things at once, unless both are texts that may well be the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from carteira_cli.errors import DataError
from carteira_cli.sources.matching.columns import match
from carteira_cli.sources.matching.profiles import profile, profile_names
from carteira_cli.sources.matching.tables import TABLES
from tests.running import carteira, sales

PATH = Path("arquivo.csv")
REFUSED = {
    "two that are required": ("vendas", "data|valor|CPF", {"cliente": "data", "data": "data"}),
    "a date and an amount": ("leads", "id|dia|x", {"lead": "id", "data": "dia", "data_conversao": "x", "valor": "x"}),
    "a text and a date": ("clientes", "CPF|x", {"cliente": "CPF", "cidade": "x", "nascimento": "x"}),
    "an order that is an amount": ("vendas", "cliente|data|valor", {"venda": "valor", "valor": "valor"}),
}
SHARED = {
    "a CPF": ("clientes", "CPF|Nome", {"cliente": "CPF", "documento": "CPF"}),
    "a lead that is the customer": ("leads", "CPF|dia", {"lead": "CPF", "data": "dia", "cliente": "CPF"}),
    "two dates": ("leads", "id|dia", {"lead": "id", "data": "dia", "data_conversao": "dia"}),
    "two amounts": ("vendas", "cliente|data|v", {"valor": "v", "custo": "v"}),
    "two words": ("vendas", "cliente|data|valor|x", {"produto": "x", "categoria": "x"}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_one_column_for_two_things_is_refused(case):
    table, header, mapping = REFUSED[case]
    one, other = list(mapping)[-2:]
    with pytest.raises(DataError) as refused:
        match(TABLES[table], header.split("|"), mapping, PATH)
    said = f"{refused.value} {refused.value.hint}"
    assert all(word in said for word in (f'"{mapping[one]}"', f'"{one}"', f'"{other}"', f"[colunas.{table}]"))


@pytest.mark.parametrize("case", SHARED)
def test_one_column_for_two_of_a_kind_is_shared(case):
    table, header, mapping = SHARED[case]
    assert match(TABLES[table], header.split("|"), mapping, PATH).columns.items() >= mapping.items()


def test_a_profile_does_not_take_the_column_that_was_told_to_be_another_required_one():
    for name in profile_names():
        known = profile(name)
        wishes = {column: known.columns[column] for column in TABLES[known.table].required if column in known.columns}
        if known.table == "vendas" and {"cliente", "data", "valor"} <= wishes.keys() and not known.generic:
            header = [wish[0] for wish in wishes.values()]
            with pytest.raises(DataError, match="ao mesmo tempo"):
                match(TABLES["vendas"], header, {"cliente": wishes["data"][0]}, PATH, name)
            return
    pytest.fail("no profile of sales to try it on")


def test_it_ends_the_run_before_any_number(tmp_path):
    sales(tmp_path, "A,2024-01-02,1", "B,2024-01-03,2")
    (tmp_path / "carteira.toml").write_text('[colunas.vendas]\ncliente = "data"\ndata = "data"\n', encoding="utf-8")
    ran = carteira("ticket", "-C", tmp_path)
    assert ran.code == 2
    assert 'a coluna "data" seria ao mesmo tempo "cliente" e "data" de vendas' in ran.error[0]
