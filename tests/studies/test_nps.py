"""`nps`: by hand, against plain Python, and what a file may have wrong."""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest

from carteira_cli.studies.nps.formulas import SCALES, Tally, evidence, weighted
from tests.running import carteira

HEADER = ("cliente", "data", "nota", "comentario", "pesquisa", "convite")
FIRST = date(2024, 1, 1)


def day(number: int) -> str:
    return (FIRST + timedelta(number)).isoformat()


def write(folder, name, header, rows):
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def answered(folder, *marks, survey="onda", header=HEADER):
    rows = [(f"C{at:03}", "2024-06-01", mark, "ótimo ZQX", survey, "2024-05-20") for at, mark in enumerate(marks)]
    write(folder, "avaliacoes", header, [row[: len(header)] for row in rows])


def asked(folder, *words):
    return carteira("nps", "-C", folder, "-f", "json", *words)


def test_worked_by_hand(tmp_path):
    answered(tmp_path, *[9] * 12, *[10] * 12, *[7, 8] * 2, *[6] * 6, *[0] * 6)
    ran = asked(tmp_path)
    assert ran.code == 0, ran.err
    found = ran.document["indicadores"]
    assert found["nps"]["valor"] == 30
    assert [f"{bound:.1f}" for bound in found["nps"]["intervalo_95"]] == ["1.3", "54.5"]
    assert {key: found[key]["valor"] for key in ("promotores", "neutros", "detratores", "respostas")} == {
        "promotores": 24,
        "neutros": 4,
        "detratores": 12,
        "respostas": 40,
    }
    assert found["taxa_resposta"]["valor"] == 1
    assert found["nps_receita"]["valor"] is None
    assert "depois" not in ran.document["tabelas"]  # there are no sales
    assert "ZQX" not in ran.out


def test_all_promoters_are_no_certainty(tmp_path):
    answered(tmp_path, 9, 10, 10, 9, 10)
    found = asked(tmp_path).document["indicadores"]["nps"]
    assert [f"{bound:.1f}" for bound in (found["valor"], *found["intervalo_95"])] == ["100.0", "17.5", "100.0"]


def test_weighted_by_revenue_by_hand():
    assert weighted([(100_000, 1, 1), (50_000, 0, 1), (250_000, -1, 1)]).net == Fraction(-75, 2)
    assert weighted([(0, 1, 1)]).net is None
    assert weighted([(100, 1, 1)] * 7).interval is None
    assert weighted([(100, 1, 1), (100, -1, 1)] * 8).interval == pytest.approx((-55.0, 55.0), abs=0.1)


def test_the_groups_of_both_scales():
    ten = [SCALES[10].group(100 * mark) for mark in range(11)]
    assert ten == ["detratores"] * 7 + ["neutros"] * 2 + ["promotores"] * 2
    five = [SCALES[5].group(100 * mark) for mark in range(7)]
    assert five == [None, *["detratores"] * 3, "neutros", "promotores", None]
    assert SCALES[5].cuts == "promotor, 5; neutro, 4; detrator, 1 a 3"
    assert evidence({}) is None
    assert Tally(0, 0, 0).net is Tally(0, 0, 0).interval is Tally(0, 0, 0).expected("neutros") is None


def test_marks_off_the_scale_are_counted_told_and_left_out(tmp_path):
    answered(tmp_path, *[10] * 8, 3, 3, 11, -1, "8,5")
    ran = asked(tmp_path)
    assert ran.values["respostas"] == 10
    assert ran.values["nps"] == 60
    assert "3 notas fora da escala de 0 a 10 (-1; 8,5; 11) não contam" in " ".join(ran.document["avisos"])


@pytest.mark.parametrize(("marks", "code"), [(("x", "y"), 2), ((50, 80, 100), 2)])
def test_nothing_can_be_said(tmp_path, marks, code):
    answered(tmp_path, *marks)
    ran = carteira("nps", "-C", tmp_path)
    assert ran.code == code
    assert all(ran.error)


def test_scales_are_never_mixed(tmp_path):
    ten = [(f"A{at}", "2024-05-01", mark, "", "dez", "") for at, mark in enumerate([10] * 9 + [2] * 3)]
    five = [(f"B{at}", "2024-05-02", mark, "", "cinco", "") for at, mark in enumerate([5] * 9 + [2] * 3)]
    write(tmp_path, "avaliacoes", HEADER, ten + five)
    message, hint = carteira("nps", "-C", tmp_path).error
    assert '"dez"' in message
    assert '"cinco"' in message
    assert "--escala 10" in hint
    for scale, name in (("10", "dez"), ("5", "cinco")):
        ran = asked(tmp_path, "--escala", scale)
        assert ran.values["respostas"] == 12
        assert ran.values["nps"] == 50
        assert [row["pesquisa"] for row in ran.document["tabelas"]["pesquisas"]] == [name]
        assert "12 notas" in " ".join(ran.document["avisos"])


def test_a_scale_that_is_not_theirs_and_one_that_nobody_can_tell(tmp_path):
    answered(tmp_path, *[10] * 9, *[2] * 3)
    assert "0 a 10" in carteira("nps", "-C", tmp_path, "--escala", "5").error[0]
    answered(tmp_path, *[5] * 17, *[9] * 3)  # 15 % of another scale: no slip, no scale
    assert "--escala" in carteira("nps", "-C", tmp_path).error[1]
    assert asked(tmp_path, "--escala", "5").values["respostas"] == 17
    assert asked(tmp_path, "--escala", "10").values["respostas"] == 20
    answered(tmp_path, 5, 4, 5)
    ran = asked(tmp_path)
    assert ran.values["promotores"] == 2
    assert "--escala 10" in " ".join(ran.document["avisos"])
    assert asked(tmp_path, "--escala", "10").values["detratores"] == 3


def test_what_is_said_of_odd_answers(tmp_path):
    rows = [
        ("A", "2024-05-01", 10, "", "s", "2024-05-03"),  # before she was asked
        ("B", "2024-05-04", 9, "", "s", "2024-05-03"),
        ("C", "2024-04-04", 9, "", "s", "2024-05-03"),  # before the period, asked in it
    ]
    write(tmp_path, "avaliacoes", HEADER, rows)
    write(tmp_path, "vendas", ("cliente", "data", "valor"), [("Z", "2024-12-31", 1)])
    ran = carteira("nps", "-C", tmp_path, "-p", "2024-05", "--completo")
    assert "2 notas têm data anterior à do convite; contam assim mesmo" in ran.err
    assert "2 clientes não tinham comprado nos 90 dias antes" in ran.out


def test_a_rate_of_other_invitations_than_the_answers_is_told(tmp_path):
    rows = [(f"C{at}", "2024-06-01", 9, "", "s", "2024-06-01" if at == 0 else "2024-05-20") for at in range(6)]
    write(tmp_path, "avaliacoes", HEADER, rows)
    said = " ".join(asked(tmp_path, "-p", "2024-06").document["avisos"])
    assert "taxa de resposta: é a do 1 convite do período, e 5 de 6 respostas são a convites de outros dias" in said
    assert "outros dias" not in " ".join(asked(tmp_path, "-p", "2024").document["avisos"])


def test_the_score_is_between_its_bounds():
    for tally in (Tally(1, 0, 0), Tally(0, 0, 1), Tally(0, 1, 0), Tally(2, 0, 0)):
        low, high = tally.interval
        assert low <= tally.net <= high


def surveys(folder, **marks):
    """A file with the marks of each survey."""
    rows = [
        (f"{survey[0]}{at}", "2024-05-01", mark, "", survey.replace("_", " "), "")
        for survey, given in marks.items()
        for at, mark in enumerate(given)
    ]
    write(folder, "avaliacoes", HEADER, rows)


def counted_in(ran):
    """Survey → how many answers of it count."""
    assert ran.code == 0, ran.err
    return {row["pesquisa"]: row["respostas"] for row in ran.document["tabelas"]["pesquisas"]}


def test_a_small_survey_that_may_be_of_five_is_not_mixed_with_one_of_ten(tmp_path):
    surveys(tmp_path, dez=[10] * 9 + [2] * 3, loja=[5] * 5, entrega=[3, 2])
    ran = asked(tmp_path)
    assert counted_in(ran) == {"dez": 12, "entrega": 2}  # a 3 is a detractor's on both scales
    assert '5 notas de "loja" ficaram fora, porque não mostram se a escala' in " ".join(ran.document["avisos"])
    ran = asked(tmp_path, "--escala", "10")
    assert counted_in(ran)["loja"] == 5
    assert '5 notas de "loja" não mostram a escala, e foram lidas como de 0 a 10' in " ".join(ran.document["avisos"])
    ran = asked(tmp_path, "--escala", "5")
    assert counted_in(ran) == {"loja": 5, "entrega": 2}
    assert ran.values["promotores"] == 5


def test_a_survey_that_speaks_for_both_scales_is_not_mixed_with_one_of_ten(tmp_path):
    surveys(tmp_path, dez=[10] * 9 + [2] * 3, loja=[5] * 17 + [9] * 3)
    ran = asked(tmp_path)
    assert counted_in(ran) == {"dez": 12}
    assert '20 notas de "loja"' in " ".join(ran.document["avisos"])


def test_a_choice_of_one_scale_of_two_says_nothing_of_a_survey_that_shows_none(tmp_path):
    surveys(tmp_path, dez=[10] * 9 + [2] * 3, cinco=[5] * 9 + [2] * 3, loja=[5])
    assert carteira("nps", "-C", tmp_path).code == 2
    for scale, name in (("10", "dez"), ("5", "cinco")):
        ran = asked(tmp_path, "--escala", scale)
        assert counted_in(ran) == {name: 12}
        told = " ".join(ran.document["avisos"])
        assert '1 nota de "loja" ficou fora, porque não mostra' in told
        assert "12 notas" in told


def test_a_small_survey_beside_one_of_five_has_its_scale_and_that_is_told(tmp_path):
    surveys(tmp_path, cinco=[5] * 9 + [2] * 3, loja=[5, 4])
    ran = asked(tmp_path)
    assert counted_in(ran) == {"cinco": 12, "loja": 2}
    assert '2 notas de "loja" não mostram a escala, e foram lidas como de 1 a 5' in " ".join(ran.document["avisos"])


def test_low_marks_of_a_survey_of_ten(tmp_path):
    low = [0, 0, 0, 1, 1, 2, 3, 4, 5, 5]
    surveys(tmp_path, dez=[10] * 9 + [2] * 3, loja=low)  # 0 is not on the other scale
    assert counted_in(asked(tmp_path)) == {"dez": 12, "loja": 10}
    surveys(tmp_path, dez=[10] * 9 + [2] * 3, loja=[1, 2, 3] * 5)  # the same on both
    assert counted_in(asked(tmp_path)) == {"dez": 12, "loja": 15}
    surveys(tmp_path, dez=[10] * 9 + [2] * 3, loja=[1, 2, 3, 4, 5] * 3)  # nobody can tell
    assert '"Loja (0 a 10)"' in carteira("nps", "-C", tmp_path).error[1]
    surveys(tmp_path, dez=[10] * 9 + [2] * 3, loja_0_a_10=[1, 2, 3, 4, 5] * 3)
    assert counted_in(asked(tmp_path)) == {"dez": 12, "loja 0 a 10": 15}


def test_waves_of_one_survey_have_one_scale(tmp_path):
    surveys(tmp_path, **{"NPS_jan/24": [10] * 9 + [2] * 3, "NPS_fev/24": [5, 5]})
    ran = asked(tmp_path)
    assert counted_in(ran) == {"NPS jan/24": 12, "NPS fev/24": 2}
    assert ran.values["detratores"] == 5


def test_a_survey_of_other_years_is_not_in_the_way(tmp_path):
    ten = [(f"A{at}", "2024-05-01", mark, "", "dez", "") for at, mark in enumerate([10] * 9 + [2] * 3)]
    five = [(f"B{at}", "2019-05-02", mark, "", "cinco", "") for at, mark in enumerate([5] * 9 + [2] * 3)]
    write(tmp_path, "avaliacoes", HEADER, ten + five)
    ran = asked(tmp_path, "-p", "2024")
    assert counted_in(ran) == {"dez": 12}
    assert "fora" not in " ".join(ran.document["avisos"])
    assert asked(tmp_path, "-p", "2019").values["nps"] == 50


def test_a_period_whose_marks_show_no_scale_asks_for_it(tmp_path):
    ten = [(f"A{at}", "2023-05-01", mark, "", "dez", "") for at, mark in enumerate([10] * 9 + [2] * 3)]
    write(tmp_path, "avaliacoes", HEADER, [*ten, ("B", "2024-05-02", 5, "", "loja", "")])
    message, hint = carteira("nps", "-C", tmp_path, "-p", "2024").error
    assert "1 nota ficou fora" in message
    assert "--escala 5" in hint
    assert asked(tmp_path, "-p", "2024", "--escala", "5").values["promotores"] == 1


def test_the_last_answer_of_a_customer_in_a_survey_counts(tmp_path):
    rows = [
        ("A", "2024-05-01", 10, "", "s", ""),
        ("A", "2024-06-01", 2, "", "s", ""),  # the last
        ("A", "2024-06-01", 9, "", "s", ""),  # of one day the lower
        ("A", "2024-05-01", 10, "", "t", ""),  # another survey
        ("B", "2024-05-01", 10, "", "s", ""),
        ("B", "2024-07-01", 0, "", "s", ""),  # after the as-of day
    ]
    write(tmp_path, "avaliacoes", HEADER, rows)
    found = asked(tmp_path, "--hoje", "2024-06-15")
    write(tmp_path, "avaliacoes", HEADER, rows[::-1])
    assert asked(tmp_path, "--hoje", "2024-06-15").out == found.out
    assert (found.values["promotores"], found.values["detratores"], found.values["respostas"]) == (2, 1, 3)
    assert "1 nota depois da data de referência" in " ".join(found.document["avisos"])


def test_comments_only_where_asked_and_never_where_nobody_may_be_named(tmp_path):
    answered(tmp_path, 10, 2)
    rows = asked(tmp_path, "--comentarios").document["tabelas"]["comentarios"]
    assert [row["nota"] for row in rows] == [2, 10]
    assert rows[0]["comentario"] == "ótimo ZQX"
    ran = carteira("nps", "-C", tmp_path, "--comentarios", "--sem-identificadores")
    assert ran.code == 2
    assert "comentarios" in ran.error[0]


def test_without_invitations_there_is_no_rate(tmp_path):
    answered(tmp_path, 10, 2, header=HEADER[:3])
    assert asked(tmp_path).document["indicadores"]["taxa_resposta"] == {"valor": None, "unidade": "fracao"}
    assert "n/d ÷ n/d" not in carteira("nps", "-C", tmp_path).out


def drawn(folder, seed):
    chance = random.Random(seed)  # noqa: S311 - a portfolio, not a secret
    people = [f"C{at}" for at in range(30)]
    answers = []
    for _ in range(90):
        invited = chance.randrange(300)
        mark = chance.choice(["", *range(11), 9, 10, 10, 12])
        when = day(invited + chance.randrange(20)) if mark != "" else ""
        answers.append((chance.choice(people), when, mark, "", chance.choice("st"), day(invited)))
    sales = [
        (chance.choice(people), day(chance.randrange(-200, 366)), chance.choice([10, 250, 99.5, -30]))
        for _ in range(250)
    ]
    sales.append(("Z", day(365), 1))
    write(folder, "avaliacoes", HEADER, answers)
    write(folder, "vendas", ("cliente", "data", "valor"), sales)
    return answers, [(who, date.fromisoformat(when), round(100 * value)) for who, when, value in sales]


@pytest.mark.parametrize("seed", [1, 2])
def test_against_plain_python(tmp_path, seed):
    answers, sales = drawn(tmp_path, seed)
    start, end = date(2024, 1, 1), date(2024, 12, 31)
    last = {}
    for who, when, mark, _, survey, _ in answers:
        if mark != "" and 0 <= mark <= 10 and start.isoformat() <= when <= end.isoformat():
            last[who, survey] = min(
                last.get((who, survey), ("9999", 0)),
                (when, mark),
                key=lambda one: (tuple(-ord(char) for char in one[0]) if one[0] != "9999" else (0,) * 10, one[1]),
            )
    groups = {key: "promotores" if mark >= 9 else "neutros" if mark >= 7 else "detratores"
              for key, (_, mark) in last.items()}  # fmt: skip
    ran = asked(tmp_path, "-p", "2024")
    found = ran.values
    counts = {name: list(groups.values()).count(name) for name in ("promotores", "neutros", "detratores")}
    assert {name: found[name] for name in counts} == counts
    assert found["nps"] == pytest.approx(100 * (counts["promotores"] - counts["detratores"]) / len(groups))
    revenue = defaultdict(int)
    for who, when, cents in sales:
        if date(2024, 1, 1) <= when <= end:
            revenue[who] += cents
    signs = {"promotores": 1, "neutros": 0, "detratores": -1}
    weights = [(max(0, revenue[who]), signs[group]) for (who, _), group in groups.items()]
    total = sum(weight for weight, _ in weights)
    assert found["nps_receita"] == pytest.approx(100 * sum(w * s for w, s in weights) / total)
    invited = {(who, survey, when) for who, _, _, _, survey, when in answers if when <= end.isoformat()}
    replied = {(who, survey, when) for who, at, mark, _, survey, when in answers
               if mark != "" and when <= end.isoformat() and at <= end.isoformat()}  # fmt: skip
    assert found["taxa_resposta"] == pytest.approx(len(replied) / len(invited))
    assert ran.document["tabelas"]["depois"] == by_hand(last, sales, end)


def by_hand(last, sales, end):
    """The table `depois`, customer by customer."""
    own = {}
    for (who, survey), (when, mark) in last.items():
        own.setdefault(who, []).append((when, -mark, survey))
    rows = {name: [0, 0, 0] for name in ("promotores", "neutros", "detratores")}
    for who, given in own.items():
        when, mark, _ = max(given)
        at, mark = date.fromisoformat(when), -mark
        bought = [(day_, cents) for one, day_, cents in sales if one == who]
        before = [cents for day_, cents in bought if at - timedelta(90) < day_ <= at]
        active = any(cents > 0 for cents in before)
        if active and at + timedelta(90) <= end:
            group = "promotores" if mark >= 9 else "neutros" if mark >= 7 else "detratores"
            rows[group][0] += 1
            rows[group][1] += not any(cents > 0 and at < day_ <= at + timedelta(90) for day_, cents in bought)
            rows[group][2] += sum(before)
    return [
        {
            "grupo": name,
            "clientes": many,
            "perdidos": lost,
            "churn_seguinte": lost / many if many else None,
            "minimo": pytest.approx(wilson(lost, many)[0]) if many else None,
            "maximo": pytest.approx(wilson(lost, many)[1]) if many else None,
            "receita_mensal": pytest.approx(cents / 300),
        }
        for name, (many, lost, cents) in rows.items()
    ]


def wilson(part, whole):
    z, share = 1.959963984540054, part / whole
    centre, root = share + z * z / (2 * whole), z * (share * (1 - share) / whole + z * z / (4 * whole**2)) ** 0.5
    return max(0, (centre - root) / (1 + z * z / whole)), min(1, (centre + root) / (1 + z * z / whole))


def test_the_filter_holds_and_one_on_sales_is_refused(tmp_path):
    drawn(tmp_path, 3)
    write(tmp_path, "clientes", ("cliente", "uf"), [(f"C{at}", "SP" if at % 2 else "RJ") for at in range(30)])
    whole = asked(tmp_path, "-p", "2024").values["respostas"]
    parts = [asked(tmp_path, "-p", "2024", "--onde", f"uf={uf}").values["respostas"] for uf in ("SP", "RJ")]
    assert sum(parts) == whole
    assert min(parts) > 0
    ran = carteira("nps", "-C", tmp_path, "--onde", "vendas.valor>10")
    assert ran.code == 2


def test_a_limit_may_be_set(tmp_path):
    answered(tmp_path, *[10] * 5, *[2] * 5)
    (tmp_path / "carteira.toml").write_text('[[limites]]\nindicador = "nps"\nerro = "< 30"\n', "utf-8")
    ran = carteira("verificar", "-C", tmp_path, "-p", "2024-06", "-f", "json", "--hoje", "2024-06-30")
    assert (ran.code, json.loads(ran.out)["verificacoes"][0]["valor"]) == (1, 0)


def test_marks_with_words_after_the_number_are_marks(tmp_path):
    answered(tmp_path, "10 - Extremamente provável", "9 – muito", "Nota 9", "8/10", "0 - Nada provável", 10, "7,0", 3)
    ran = asked(tmp_path)
    assert ran.code == 0, ran.err
    assert (ran.values["promotores"], ran.values["neutros"], ran.values["detratores"]) == (4, 2, 2)
    assert ran.document["fontes"]["avaliacoes"]["rejeitadas"] == 0
    answered(tmp_path, *[10] * 20, "7 a 8", "dez")
    ran = asked(tmp_path)
    assert ran.document["fontes"]["avaliacoes"]["rejeitadas"] == 2
    assert '"7 a 8" não é um número' in ran.err
