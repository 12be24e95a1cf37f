"""Limits that ask whether chance explains what crosses them, by hand."""

from __future__ import annotations

import json

import pytest

from carteira_cli.checks.limits import limits_of
from carteira_cli.config.resolve import load
from carteira_cli.errors import ConfigError
from tests.judged import judged, limit, moved, ruled, words
from tests.running import carteira

OLD = "z,2023-01-01,1\n"  # a sale long before: the first periods are then not the first of the data


def portfolio(folder, *limits, before=(48, 192), now=(31, 196)):
    """A churn of 25 % in 2023-Q4 and of 15,8 % in 2024-Q1."""
    moved(ruled(folder, *limits), before=before, now=now)
    sales = folder / "vendas.csv"
    sales.write_text(sales.read_text(encoding="utf-8") + OLD, encoding="utf-8")
    return folder


def test_a_bound_inside_the_interval_is_crossed_within_chance(tmp_path):
    """31 ÷ 196 is 15,8 %, and 11,4 % to 21,6 % by Wilson."""
    bounds = ({"erro": "> 15%"}, {"erro": "> 11%"}, {"erro": "> 11%", "aviso": "> 10%"}, {"aviso": "> 15%"})
    told = judged(portfolio(tmp_path / "a", *(limit(**bound) for bound in bounds)))
    assert words(told) == ["erro", "erro", "erro", "aviso"]
    assert ["dentro do acaso" in one["mensagem"] for one in told] == [True, False, False, True]
    demanded = judged(portfolio(tmp_path / "b", *(limit(**bound, sinal="exigir") for bound in bounds)))
    assert words(demanded) == ["ok", "erro", "erro", "ok"]
    assert demanded[0]["mensagem"] == (
        "Churn de clientes em 15,8 % cruza o limite de erro (> 15%), mas dentro do acaso (95 %)"
    )


def test_of_an_error_within_chance_a_warning_beyond_it_is_left(tmp_path):
    found = judged(portfolio(tmp_path, limit(erro="> 15%", aviso="> 11%", sinal="exigir")))
    assert words(found) == ["aviso"]


@pytest.mark.parametrize(
    ("before", "now", "demanded", "said"),
    [
        ((30, 192), (31, 196), "ok", "dentro do acaso"),  # Newcombe: −7,1 to +7,5 points
        ((24, 192), (48, 196), "erro", ""),
        ((0, 20), (2, 20), "ok", "dentro do acaso"),
    ],
)
def test_a_worsening_within_chance_is_none(tmp_path, before, now, demanded, said):
    folder = portfolio(
        tmp_path, limit(piora_max_anterior="0%", sinal="exigir"), limit(piora_max_anterior="0%"), before=before, now=now
    )
    found = judged(folder)
    assert words(found) == [demanded, "erro"]
    assert ("dentro do acaso" in found[1]["mensagem"]) == bool(said)


def test_the_first_period_of_the_data_is_no_basis(tmp_path):
    """Nobody is known to have been active before: what worsened since is a warning where a signal is demanded."""
    folder = moved(ruled(tmp_path, limit(piora_max_anterior="0%", sinal="exigir")), before=(3, 30), now=(20, 40))
    (found,) = judged(folder)
    assert found["veredito"] == "aviso"
    assert found["mensagem"].endswith("; sem base para dizer se é acaso")


def test_a_baseline_holds_what_it_takes_and_an_older_one_is_no_error(tmp_path):
    limits = [limit(key, piora_max="0%", sinal="exigir") for key in ("retencao", "clientes_fim", "receita")]
    folder = portfolio(tmp_path, *limits, before=(20, 200), now=(90, 200))
    assert carteira("base", "gravar", "-C", folder, "-p", "2023-Q4").code == 0
    path = folder / "carteira-base.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    entries = {entry["indicador"]: entry for entry in document["indicadores"]}
    assert (entries["retencao"]["numerador"], entries["retencao"]["denominador"]) == (180, 200)
    # 200 customers of one real each come and go: 200 ± √200, times 200 ÷ 199.
    assert entries["receita"]["n"] == 200
    assert entries["receita"]["erro_padrao"] == pytest.approx((200 * 200 / 199) ** 0.5)
    assert {"numerador", "erro_padrao", "n"} & entries["clientes_fim"].keys() == set()
    assert words(judged(folder)) == ["erro", "erro", "erro"]
    for entry in document["indicadores"]:
        for key in ("numerador", "denominador", "erro_padrao", "n"):
            entry.pop(key, None)
    path.write_text(json.dumps(document), encoding="utf-8")
    found = judged(folder)
    assert words(found) == ["aviso", "erro", "aviso"]  # a count needs no more than itself
    assert [one["mensagem"].endswith("sem base para dizer se é acaso") for one in found] == [True, False, True]
    compared = carteira("base", "comparar", "-C", folder, "-f", "json").document["indicadores"]
    assert [compared[key]["veredito_variacao"] for key in ("retencao", "clientes_fim", "receita")] == [
        "sem_base", "sinal", "sem_base",
    ]  # fmt: skip


@pytest.mark.parametrize("damage", [{"n": -1}, {"n": 1.5}, {"erro_padrao": "x"}, {"erro_padrao": -1.0}])
def test_a_damaged_detail_is_refused(tmp_path, damage):
    folder = portfolio(tmp_path, limit("receita", piora_max="0%"))
    assert carteira("base", "gravar", "-C", folder, "-p", "2023-Q4").code == 0
    path = folder / "carteira-base.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    next(entry for entry in document["indicadores"] if entry["indicador"] == "receita").update(damage)
    path.write_text(json.dumps(document), encoding="utf-8")
    ran = carteira("verificar", "-C", folder)
    assert (ran.code, "não é uma linha de base" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"indicador": "churn", "sinal": "talvez"}, 'sinal não pode ser "talvez"'),
        ({"indicador": "gini", "sinal": "exigir"}, "gini não tem intervalo"),
    ],
)
def test_a_signal_that_can_not_be_demanded_is_refused(tmp_path, fields, says):
    with pytest.raises(ConfigError) as caught:
        limits_of(load({"pasta": str(ruled(tmp_path, limit(**fields, erro="> 5%")))}, environ={}))
    assert says in caught.value.message


def test_money_of_a_group_is_judged_by_its_own_customers(tmp_path):
    """Ten customers of 10 reais in SP; in RJ one of 91 and nine of 1: the mean is the same, and says less."""
    spent = {"SP": [10] * 10, "RJ": [91] + [1] * 9}
    sales, register = ["cliente,data,valor"], ["cliente,uf"]
    for uf, amounts in spent.items():
        for number, amount in enumerate(amounts):
            sales.append(f"{uf}{number},2024-02-10,{amount}")
            register.append(f"{uf}{number},{uf}")
    folder = ruled(tmp_path, limit("ticket_cliente", erro="> R$ 5,00", por="uf", sinal="exigir"))
    (folder / "vendas.csv").write_text("\n".join((*sales, "w,2024-03-31,1", "")), encoding="utf-8")
    (folder / "clientes.csv").write_text("\n".join((*register, "")), encoding="utf-8")
    found = {one["grupo"]: one["veredito"] for one in judged(folder) if one["grupo"]}
    assert found == {"SP": "erro", "RJ": "ok"}
