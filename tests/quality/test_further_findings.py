"""What `validar` finds in titles, marks, contacts, campaigns and stages; each number is seen in the lines below."""

from __future__ import annotations

import pytest

from tests.running import carteira


def text_of(*lines):
    return "\n".join(lines) + "\n"


FILES = {
    "vendas.csv": text_of(
        "cliente,data,valor,venda,vendedor",
        *("C1,2024-01-15,100,1,Ana", "C2,2024-01-16,200,2,Bruno", "C3,2024-02-16,9,3,Ana"),
    ),
    "titulos.csv": text_of(
        "titulo;cliente;vencimento;valor;emissao;pagamento;valor_pago;situacao;vendedor",
        "T1;C1;31/01/2024;100,00;15/01/2024;14/01/2024;100,00;pago;Ana",  # paid before it was issued
        "T2;C2;31/01/2024;200,00;16/02/2024;;;aberto;Bruno",  # due before it was issued
        "T2;C2;31/01/2024;200,00;16/02/2024;;;aberto;Bruno",  # the same again
        "T3;C9;20/02/2024;300,00;16/01/2024;25/02/2024;310,00;pago;Zé",  # 10 more; nobody knows C9 nor Zé
        "T4;C3;20/02/2034;50,00;16/01/2024;21/02/2033;50,00;pago;Ana",  # paid in a day to come
    ),
    "avaliacoes.csv": text_of(
        "cliente;data;nota;pesquisa;convite",
        *("C1;13/02/2024;9;A;", "C2;13/02/2024;11;A;", "C3;13/02/2024;7,5;A;", "C3;;;A;13/02/2024"),
        *("C1;13/03/2024;5;B;14/03/2024", "C2;13/03/2024;5;B;", "C3;13/03/2024;4;B;"),
        *("C7;13/03/2024;4;B;", "C1;15/03/2024;4;B;"),
    ),
    "contatos.csv": "cliente;data;tipo;vendedor\nC1;13/02/2024;visita;Ana\nC1;14/02/2024;visita;Fulano\n",
    "campanhas.csv": "campanha;cliente;grupo\nv;C1;tratado\nv;C1;controle\nv;C2;zebra\nw;C2;Teste\n",
    "leads.csv": "lead,data\nL1,2024-01-20\n",
    "etapas.csv": "lead;etapa;data\nL1;novo;2024-01-21\nL1;ganho;2024-01-19\nL9;novo;2024-01-20\n",
    "carteira.toml": 'ordem_etapas = ["ganho", "novo"]\n',
}
FOUND = {
    ("titulos", "pago_antes_da_emissao"): 1,
    ("titulos", "vencido_antes_da_emissao"): 2,
    ("titulos", "titulo_repetido"): 1,
    ("titulos", "pago_a_mais"): 1,
    ("titulos", "datas_futuras"): 1,
    ("titulos", "cliente_desconhecido"): 1,
    ("titulos", "vendedor_desconhecido"): 1,
    ("avaliacoes", "nota_fora_da_escala"): 2,
    ("avaliacoes", "escalas_misturadas"): 5,
    ("avaliacoes", "resposta_antes_do_convite"): 1,
    ("avaliacoes", "cliente_desconhecido"): 1,
    ("contatos", "vendedor_desconhecido"): 1,
    ("campanhas", "grupo_desconhecido"): 1,
    ("campanhas", "nos_dois_grupos"): 1,
    ("campanhas", "campanha_sem_controle"): 1,
    ("etapas", "lead_desconhecido"): 1,
    ("etapas", "etapa_antes_do_lead"): 1,
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def findings(folder):
    ran = carteira("validar", "-C", folder, "-f", "json", "--hoje", "2024-06-30")
    assert ran.code == 0, ran.err
    return {(one["fonte"], one["achado"]): one for one in ran.document["achados"] if one["achado"] != "leitura"}


def test_each_is_found_as_often_as_it_is_there(folder):
    found = findings(folder)
    further = {key: one["quantidade"] for key, one in found.items() if key[0] not in {"vendas", "leads"}}
    assert further == FOUND
    assert found["titulos", "pago_a_mais"]["valor"] == 10.0
    assert found["titulos", "titulo_repetido"]["valor"] == 200.0


def test_stages_against_the_order_that_is_declared(folder):
    (folder / "carteira.toml").write_text('ordem_etapas = ["novo", "ganho"]\n', encoding="utf-8")
    assert findings(folder)["etapas", "etapas_fora_da_ordem"]["quantidade"] == 1
    (folder / "carteira.toml").write_text('ordem_etapas = ["Novo", "GANHO "]\n', encoding="utf-8")
    assert findings(folder)["etapas", "etapas_fora_da_ordem"]["quantidade"] == 1


def test_clean_tables_have_no_finding(folder):
    clean = {
        "titulos.csv": text_of(
            *(
                "titulo;cliente;vencimento;valor;pagamento",
                "T1;C1;31/01/2024;100,00;",
                "T2;C2;31/12/2034;9,00;15/02/2024",
            ),
        ),
        "avaliacoes.csv": "cliente;data;nota\nC1;13/02/2024;9\nC2;13/02/2024;0\n",
        "contatos.csv": "cliente;data;vendedor;proximo\nC1;13/02/2024;Ana;13/02/2034\n",
        "campanhas.csv": "campanha;cliente;grupo\nv;C1;Tratado\nv;C2;Grupo de controle\n",
        "etapas.csv": "lead;etapa;data\nL1;novo;2024-01-20\n",
    }
    for name, text in clean.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert not [key for key in findings(folder) if key[0] not in {"vendas", "leads"}]


def test_words_and_names_are_not_quoted_where_customers_may_not_be_named(folder):
    ran = carteira("validar", "-C", folder, "-f", "json", "--hoje", "2024-06-30", "--sem-identificadores")
    assert ran.code == 0
    assert not [word for word in ("Zé", "Fulano", "C9", "zebra") if f'"{word}' in ran.out or f"{word}," in ran.out]
