"""An attribute by another name is the same attribute: the same groups and customers, its own name in what comes out."""

from __future__ import annotations

import pytest

from carteira_cli.customers.attribute_names import meant, other_names, own_names
from tests.running import Q1, carteira, sales

REGISTER = ("C1,Ana,SP,Campinas,Mercado,Rui", "C2,Bia,RJ,Niterói,Bar,Eva", "C3,Caio,SP,Santos,Bar,Rui")
LINES = ("C1,2024-01-05,10,Casa", "C2,2024-02-05,20,Bebidas", "C3,2024-03-05,30,Casa")


@pytest.fixture
def folder(tmp_path):
    sales(tmp_path, *LINES, header="cliente,data,valor,categoria")
    return sales(tmp_path, *REGISTER, header="cliente,nome,uf,cidade,segmento,vendedor", name="clientes.csv")


def answer(folder, *words):
    ran = carteira("ticket", "-C", folder, *Q1, "-f", "json", *words)
    assert ran.code == 0, ran.err
    return ran.document


@pytest.mark.parametrize(
    ("other", "name"),
    [("Estado", "uf"), ("UF", "uf"), ("estado/uf", "uf"), ("clientes.estado", "clientes.uf"), ("município", "cidade"),
     ("Representante", "vendedor"), ("consultor", "vendedor"), ("Ramo de atividade", "segmento"), ("safra", "coorte"),
     ("ABC", "classe_abc"), ("departamento", "categoria"), ("vendas.departamento", "vendas.categoria")],
)  # fmt: skip
def test_groups_by_another_name_are_those_of_its_own(folder, other, name):
    assert answer(folder, "--por", other)["tabelas"]["por"] == answer(folder, "--por", name)["tabelas"]["por"]


def test_a_filter_by_another_name_comes_out_under_its_own(folder):
    found = answer(folder, "--onde", "estado=SP e nao (representante=Eva ou município=Santos)")
    assert found["indicadores"]["receita"]["valor"] == 10
    assert found["regras"]["onde"] == "uf = SP e nao (vendedor = Eva ou cidade = Santos)"


def test_what_a_file_calls_so_itself_goes_first(tmp_path):
    header = "cliente,data,valor,Departamento,categoria"
    sales(tmp_path, "C1,2024-01-05,10,Norte,Casa", "C1,2024-01-06,30,Sul,Casa", header=header)
    rows = answer(tmp_path, "--por", "departamento")["tabelas"]["por"]
    assert [row["departamento"] for row in rows] == ["Norte", "Sul", "(total)"]


def test_one_name_of_two_attributes_is_refused_and_so_is_the_same_attribute_twice(folder):
    ran = carteira("ticket", "-C", folder, *Q1, "--por", "grupo")
    assert ran.error == ('"grupo" pode ser categoria ou segmento', "escreva qual deles")
    assert carteira("ticket", "-C", folder, *Q1, "--por", "uf,estado").error[0] == '--por tem "estado" duas vezes'


def test_a_slip_in_another_name_is_told(folder):
    said, hint = carteira("ticket", "-C", folder, *Q1, "--por", "representnte").error
    assert said == 'a coluna "representnte" não existe'
    assert hint.startswith('você quis dizer "representante"?')


def test_another_name_of_what_says_who_is_as_personal(folder):
    words = ("--sem-identificadores", "--onde", "empresa=Ana")
    assert answer(folder, *words)["regras"]["onde"] == "(omitido)"


def test_no_attribute_is_another_name_of_another():
    assert [name for name in own_names("") if meant("", name)] == []
    assert all(column in own_names("") for column in other_names().values())
