"""Limits on the numbers that studies compute: judged as any other, missing where their data are, explained by name."""

import pytest

from carteira_cli.commands import commands
from carteira_cli.kpis.apart import apart, stated
from carteira_cli.kpis.catalogue import catalogue
from tests.running import carteira

TITLES = (
    "titulo,cliente,emissao,vencimento,valor,pagamento\n"
    "T1,ana,2024-01-02,2024-02-10,300.00,\n"  # overdue on 31 March
    "T2,bia,2024-03-02,2024-04-10,100.00,\n"  # not due yet
)
REVIEWS = "cliente,data,nota\nana,2024-02-01,10\nbia,2024-02-02,9\ncaio,2024-02-03,2\n"


def verified(folder, limits, *words, titles=TITLES):
    folder.mkdir(exist_ok=True)
    (folder / "vendas.csv").write_text(
        "cliente,data,valor\nana,2023-12-01,10\nana,2024-03-31,10\nbia,2024-02-01,5\n", encoding="utf-8"
    )
    (folder / "avaliacoes.csv").write_text(REVIEWS, encoding="utf-8")
    if titles:
        (folder / "titulos.csv").write_text(titles, encoding="utf-8")
    (folder / "carteira.toml").write_text(limits, encoding="utf-8")
    return carteira("verificar", "-C", folder, "-p", "2024-Q1", "-f", "json", "-q", *words)


def verdicts(ran):
    return [(one["indicador"], one["veredito"], one["valor"]) for one in ran.document["verificacoes"]]


def test_a_number_of_a_study_is_judged(tmp_path):
    limits = """
[[limites]]
indicador = "indice_vencidos"
erro = "> 50%"
[[limites]]
indicador = "vencido"
erro = "> R$ 300,00"
[[limites]]
indicador = "churn"
erro = "> 99%"
"""
    ran = verified(tmp_path, limits)
    assert ran.code == 1
    assert verdicts(ran) == [("indice_vencidos", "erro", 0.75), ("vencido", "ok", 300.0), ("churn", "ok", 0.0)]
    alone = carteira("credito", "-C", tmp_path, "-p", "2024-Q1", "-f", "json", "-q").document["indicadores"]
    assert alone["indice_vencidos"]["valor"] == 0.75


def test_without_its_table_there_is_no_number_and_that_is_a_verdict(tmp_path):
    limits = '[[limites]]\nindicador = "vencido"\nerro = "> R$ 1,00"\nsem_dados = "{}"\n'
    ran = verified(tmp_path, limits.format("erro"), titles=None)
    assert (ran.code, verdicts(ran)) == (1, [("vencido", "sem_dados", None)])
    assert "títulos a receber" in ran.document["verificacoes"][0]["mensagem"]
    assert verified(tmp_path, limits.format("ok"), titles=None).code == 0


def test_a_small_sample_is_no_number(tmp_path):
    limits = '[[limites]]\nindicador = "nps"\nerro = "< 100"\namostra_min = {}\n'
    few = verified(tmp_path, limits.format(30))
    assert verdicts(few)[0][1] == "sem_dados"
    assert verdicts(verified(tmp_path, limits.format(3)))[0][1] == "erro"


@pytest.mark.parametrize("field", ['por = "uf"', 'piora_max = "10%"', 'sinal = "exigir"'])
def test_what_a_study_does_not_have_is_refused(tmp_path, field):
    ran = verified(tmp_path, f'[[limites]]\nindicador = "vencido"\nerro = "> R$ 1,00"\n{field}\n')
    assert ran.code == 2
    assert "vencido é da carteira inteira" in ran.error[0]


def test_each_has_a_name_of_its_own_and_is_explained():
    assert not {*apart()} & {*catalogue()}
    told = [one.key for command in commands().values() for one in command.indicators]
    assert len(told) == len({*told}) == len(stated())
    for key in told:
        ran = carteira("indicadores", key, "-f", "json")
        row = {one["campo"]: one["texto"] for one in ran.document["tabelas"]["indicador"]}
        assert all(row[field] for field in ("significado", "formula", "exemplo", "fontes")), key
        assert row["comando"].startswith(f"carteira {apart()[key].family} (")


def test_no_summary_computes_what_a_study_does():
    with pytest.raises(NotImplementedError):
        apart()["vencido"].function()
