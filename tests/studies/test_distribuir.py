"""`distribuir` against every sharing that there is, and the numbers of a small example by hand."""

from __future__ import annotations

import itertools
import json
import random
import sys
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.studies.distribuir import search
from carteira_cli.studies.distribuir.formulas import BalanceTask, gap, greedy, least_cost, needed, told_tolerance
from carteira_cli.studies.distribuir.highs import Budget
from carteira_cli.studies.distribuir.search import NoSharing, Sharing, best_sharing
from tests.running import ROOT, carteira

pytest.importorskip("highspy", reason='needs HiGHS: pip install "carteira-cli[otimizacao]"')
TENTH = Fraction(1, 10)
ANA_AND_BRUNO = (
    "cliente,vendedor,nome,uf\nA,Ana,Um,SP\nB,Ana,Dois,SP\nC,Ana,Três,RJ\nD,Bruno,Quatro,SP\nE,Bruno,Cinco,SP\n"
)
SOLD = {"A": 60, "B": 50, "C": 40, "D": 20, "E": 10}


def task_of(loads, homes, sellers, *, costs=None, leaving=(), kept=(), most=None):
    stay = [one for one in range(sellers) if one not in leaving]
    options = [
        () if place in kept and home not in leaving else tuple(one for one in stay if one != home)
        for place, home in enumerate(homes)
    ]
    ids, names = (tuple(f"{kind}{n:02}" for n in range(size)) for kind, size in (("C", len(loads)), ("V", sellers)))
    costs = tuple(costs or [1] * len(loads))
    return BalanceTask(ids, tuple(loads), costs, tuple(homes), names, frozenset(leaving), tuple(options), most)


def every_sharing(task):
    """All assignments that are allowed, whatever sellers carry then, as moves."""
    choices = [
        (*(() if home in task.leaving else (None,)), *options)
        for home, options in zip(task.homes, task.options, strict=True)
    ]
    for picked in itertools.product(*choices):
        moves = {place: seller for place, seller in enumerate(picked) if seller is not None}
        if task.most is None or len(moves) <= task.most:
            yield moves


def loads_of(task, moves):
    found = [0] * len(task.sellers)
    for place, load in enumerate(task.loads):
        found[moves.get(place, task.homes[place])] += load
    return [found[seller] for seller in task.staying]


def best_by_hand(task, tolerance):
    """The cheapest sharing, of the fewest changes, of the first customers to the first sellers; None without any."""
    target = Fraction(sum(task.loads), len(task.staying))
    low, high = ceil(target * (1 - tolerance)), floor(target * (1 + tolerance))

    def order(moves):
        changing = [place not in moves for place in range(len(task.loads))]
        return (
            sum(task.costs[place] for place in moves),
            len(moves),
            changing,
            [moves[place] for place in sorted(moves)],
        )

    good = [moves for moves in every_sharing(task) if all(low <= one <= high for one in loads_of(task, moves))]
    return min(good, key=order, default=None)


def test_the_example_by_hand():
    task = task_of([60, 50, 40, 20, 10], [0, 0, 0, 1, 1], 2)
    found = best_sharing(task, TENTH, Budget(30))
    assert found == Sharing({0: 1}, 1, 1, first=True)
    assert task.carried(found.moves) == (90, 90)
    assert task.limits(TENTH) == (81, 99)
    assert not task.allows({1: 1}, TENTH)  # 100 and 80


def test_what_no_sharing_can_beat():
    task = task_of([60, 50, 40, 20, 10], [0, 0, 0, 1, 1], 2)
    need = needed(task, TENTH)
    assert (need.out, need.into, need.bound) == ({0: 1}, {1: 1}, 1)  # 51 too much: the 60 alone; 51 too little: the 60
    assert least_cost([(60, 1), (50, 1), (40, 1)], 61) == 2
    assert least_cost([(60, 6000), (50, 5000)], 20) == 2000  # a third of the 60
    assert least_cost([(5, 1)], 6) is None
    assert least_cost([], 0) == 0
    assert needed(task_of([60], [0], 2, kept=(0,)), TENTH).bound is None  # who has too much may give nothing
    assert gap(20, 19) == Fraction(1, 20)
    assert gap(0, 0) == 0


def test_a_tolerance_is_told_to_a_tenth_of_a_per_cent_that_works():
    assert told_tolerance(Fraction(1, 3)) == Fraction(334, 1000)
    assert told_tolerance(Fraction(1, 10)) == Fraction(1, 10)


tasks = st.builds(
    lambda loads, seed, sellers, by_revenue, leaves, keeps, most: task_of(
        loads,
        [random.Random(seed + n).randrange(sellers) for n in range(len(loads))],  # noqa: S311 - no secret
        sellers,
        costs=loads if by_revenue else None,
        leaving=(0,) if leaves and sellers > 2 else (),
        kept=(1,) if keeps else (),
        most=most,
    ),
    st.lists(st.integers(0, 9), min_size=2, max_size=6),
    st.integers(0, 10_000),
    st.integers(2, 3),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(1, 4),
)


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(tasks, st.sampled_from([Fraction(0), TENTH, Fraction(1, 4), Fraction(1, 2)]))
def test_it_is_the_first_of_the_best_of_all_sharings(task, tolerance):
    found, told = best_sharing(task, tolerance, Budget(600)), best_by_hand(task, tolerance)
    if told is None:
        assert isinstance(found, NoSharing)
        assert found.proven
        target = Fraction(sum(task.loads), len(task.staying))
        far = [max(abs(one - target) for one in loads_of(task, moves)) / target for moves in every_sharing(task)]
        assert found.smallest == (told_tolerance(min(far)) if far else None)
        assert not far or (found.exact and task.allows(found.moves, found.smallest))
    else:
        assert isinstance(found, Sharing)
        assert (dict(found.moves), found.first, found.proven) == (told, True, True)
        assert found.cost == sum(task.costs[place] for place in told)


@settings(deadline=None, max_examples=40)
@given(tasks)
def test_steps_and_bound_never_lie(task):
    told, need = best_by_hand(task, TENTH), needed(task, TENTH)
    moves = greedy(task, TENTH)
    if told is None:
        assert not task.allows(moves, TENTH)
    else:
        assert need.bound is not None
        assert need.bound <= task.cost(told)
    if need.bound is None:
        assert told is None


def test_among_very_many_the_bound_is_of_all_of_them(monkeypatch):
    monkeypatch.setattr(search, "WHOLE", 10)
    chosen = random.Random(3)  # noqa: S311 - no secret
    loads = [chosen.randrange(1, 500) for _ in range(60)]
    task = task_of(loads, [chosen.choice((0, 0, 0, 1, 2)) for _ in loads], 3)
    found = best_sharing(task, TENTH, Budget(60))
    monkeypatch.undo()
    best = best_sharing(task, TENTH, Budget(60))
    assert not found.whole
    assert task.allows(found.moves, TENTH)
    assert found.bound <= best.cost <= found.cost
    assert best.proven


def test_where_time_is_up_it_says_so():
    budget = Budget(0)
    task = task_of([60, 50, 40, 20, 10], [0, 0, 0, 1, 1], 2)
    found = best_sharing(task, TENTH, budget)  # by steps, against the bound
    assert (found.moves, found.finished, found.first) == ({0: 1}, False, False)


@pytest.fixture
def folder(tmp_path):
    lines = [f"{who},2024-0{number + 1}-10,{value}" for number, (who, value) in enumerate(SOLD.items())]
    (tmp_path / "vendas.csv").write_text("\n".join(["cliente,data,valor", *lines, "Z,2024-12-31,7"]), "utf-8")
    (tmp_path / "clientes.csv").write_text(ANA_AND_BRUNO + "F,Ana,Seis,SP\n", "utf-8")
    return tmp_path


def asked(folder, *words):
    return carteira("distribuir", "-C", folder, "-p", "2024", "-f", "json", *words)


def test_the_example_as_a_command(folder):
    ran = asked(folder)
    assert ran.code == 0, ran.err
    assert ran.values == {
        "mudancas": 1, "receita_movida": 60.0, "equilibrio_antes": 150 / 90, "equilibrio_depois": 1.0, "otimo": 1,
        "lacuna": 0.0,
    }  # fmt: skip
    (change,) = ran.document["tabelas"]["mudancas"]
    assert {key: change[key] for key in ("cliente", "de", "para", "receita_12m", "uf", "nome")} == {
        "cliente": "A", "de": "Ana", "para": "Bruno", "receita_12m": 60.0, "uf": "SP", "nome": "Um",
    }  # fmt: skip
    assert change["motivo"] == "a carteira de origem tem 166,7 % da meta, e a de destino 33,3 %"
    sellers = [[row[key] for key in ("vendedor", "antes", "depois", "meta_carga")] for row in
               ran.document["tabelas"]["vendedores"]]  # fmt: skip
    assert sellers == [["Ana", 150.0, 90.0, 90.0], ["Bruno", 30.0, 90.0, 90.0]]
    assert ran.document["avisos"] == [
        "1 cliente sem vendedor fica de fora (R$ 7,00)",
        "1 cliente cadastrado com vendedor não comprou nesses 12 meses e fica de fora",
    ]


def test_a_kept_customer_stays(folder):
    once = ("--fixar", "cliente=A", "--max-mudancas", "1")
    refused = carteira("distribuir", "-C", folder, "-p", "2024", *once)
    assert refused.code == 2
    # without the 60 the nearest is 50 to Bruno: 100 and 80, 11.1 % from 90
    assert refused.error == (
        "nenhuma divisão deixa cada vendedor a até 10 % da meta de R$ 90,00, com no máximo 1 mudança",
        "a menor tolerância que funciona é 11,2 %: --tolerancia 11,2%",
    )
    ran = asked(folder, *once, "--tolerancia", "11,2%")
    assert [row["cliente"] for row in ran.document["tabelas"]["mudancas"]] == ["B"]
    assert ran.document["regras"]["fixar"] == "cliente = A"


def test_who_leaves_is_inherited_and_who_comes_gets_some(folder):
    ran = asked(folder, "--sem", "bruno")
    assert [(row["cliente"], row["para"]) for row in ran.document["tabelas"]["mudancas"]] == [
        ("D", "Ana"),
        ("E", "Ana"),
    ]
    assert ran.document["tabelas"]["mudancas"][0]["motivo"].startswith("o vendedor sai")
    ran = asked(folder, "--novo", "Carla", "--tolerancia", "20%")
    after = {row["vendedor"]: row["depois"] for row in ran.document["tabelas"]["vendedores"]}
    assert sum(after.values()) == 180
    assert all(48 <= one <= 72 for one in after.values())


def test_a_customer_goes_to_who_serves_her_state(folder):
    ran = asked(folder, "--manter-uf", "--tolerancia", "100%", "--max-mudancas", "2")
    assert ran.values["mudancas"] == 0
    ran = asked(folder, "--manter-uf", "--equilibrar", "clientes", "--tolerancia", "20%")
    assert {row["cliente"] for row in ran.document["tabelas"]["mudancas"]} == set()
    told = carteira("distribuir", "-C", folder, "-p", "2024", "--manter-uf", "--fixar", "uf=SP", "--tolerancia", "5%")
    assert told.code == 2  # the one of RJ has nobody else


def test_who_is_kept_is_told_with_the_right_number_and_without_those_who_must_go(folder):
    told = carteira(
        "distribuir", "-C", folder, "-p", "2024", "--fixar", "cliente=A", "--tolerancia", "1%", "--completo"
    )
    assert "1 cliente fixado por --fixar não muda\n" in told.out
    both = ("--fixar", "cliente em (A, D)", "--sem", "Ana", "--tolerancia", "1%", "--completo")
    told = carteira("distribuir", "-C", folder, "-p", "2024", *both)
    assert "1 cliente fixado por --fixar não muda\n" in told.out
    assert "1 cliente fixado é de quem sai, e muda assim mesmo" in told.err


def test_spellings_of_a_seller_are_told_and_leave_together(tmp_path):
    sold = [f"{who},2024-06-10,{value},{seller}" for who, value, seller in
            (("A", 60, "Ana"), ("B", 50, "ANA"), ("C", 40, "Bruno"), ("D", 30, "Caio"))]  # fmt: skip
    (tmp_path / "vendas.csv").write_text("\n".join(["cliente,data,valor,vendedor", *sold]) + "\n", "utf-8")
    ran = asked(tmp_path, "--tolerancia", "100%")
    assert "grafias do mesmo vendedor, cada uma com a sua carteira: ANA, Ana" in " ".join(ran.document["avisos"])
    ran = asked(tmp_path, "--tolerancia", "100%", "--sem", "ana")
    assert {row["cliente"] for row in ran.document["tabelas"]["mudancas"]} == {"A", "B"}
    ran = asked(tmp_path, "--tolerancia", "100%", "--sem", "ANA")
    assert "A" not in {row["cliente"] for row in ran.document["tabelas"]["mudancas"]}


def test_visits_are_the_contacts_of_that_kind(folder):
    contacts = ["cliente,data,tipo", *("A,2024-05-01,Visita" for _ in range(3)), "D,2024-05-02,visita técnica"]
    contacts += ["B,2024-05-03,ligação", "A,2022-05-03,visita"]
    (folder / "contatos.csv").write_text("\n".join(contacts), "utf-8")
    ran = asked(folder, "--equilibrar", "visitas", "--tolerancia", "100%")
    assert {row["vendedor"]: row["antes"] for row in ran.document["tabelas"]["vendedores"]} == {"Ana": 3, "Bruno": 1}


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (("--sem", "Brno"), 'não há o vendedor "Brno"', 'você quis dizer "Bruno"?'),
        (("--sem", "Ana", "--sem", "Bruno"), "não fica nenhum vendedor", "--novo"),
        (("--novo", "ana"), '"ana" já tem clientes', "quem ainda não tem"),
        (("--fixar", "uf=XX"), 'não há uf "XX"', "SP"),
        (("--fixar", "vendas.data>2024-01-01"), "não é um atributo do cliente", "classe_abc"),
        (("--equilibrar", "visitas"), "precisa de contatos", "contatos.csv"),
        (("--tolerancia", "muita"), "tolerancia", "10%"),
        (("--tempo", "0s"), "tempo", "30s"),
    ],
)
def test_bad_input_is_one_line(folder, words, message, hint):
    ran = carteira("distribuir", "-C", folder, "-p", "2024", *words)
    assert ran.code == 2
    assert message in ran.error[0]
    assert hint in ran.error[1]


def test_without_the_library_it_says_what_to_install(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "highspy", None)
    ran = carteira("distribuir", "-C", folder, "-p", "2024")
    assert ran.code == 2
    assert ran.error[1] == 'instale com: pip install "carteira-cli[otimizacao]"'


def test_rows_in_another_order_give_the_same_bytes(folder):
    first = asked(folder).out
    for name in ("vendas.csv", "clientes.csv"):
        head, *rows = (folder / name).read_text("utf-8").splitlines()
        (folder / name).write_text("\n".join([head, *rows[::-1]]), "utf-8")
    assert asked(folder).out == first


@pytest.mark.slow
def test_the_example_of_a_distributor():
    distributor = ROOT / "examples" / "distribuidora"
    first, again = (carteira("distribuir", "-C", distributor, "-p", "2024", "-f", "json", "--tempo", "10min").out
                    for _ in range(2))  # fmt: skip
    assert first == again
    told = {key: one["valor"] for key, one in json.loads(first)["indicadores"].items()}
    assert (told["mudancas"], told["otimo"], told["lacuna"]) == (6, 1, 0.0)
    assert round(told["equilibrio_antes"], 2) == 1.76
    assert round(told["equilibrio_depois"], 2) == 1.08
    assert sum(row["clientes_antes"] for row in json.loads(first)["tabelas"]["vendedores"]) == 285
