"""What a prediction can't be trusted in is said, with its number: each on customers made for it, and on none else."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import polars as pl
import pytest

from carteira_cli.period import Window
from carteira_cli.prediction.asked import AskedModel
from carteira_cli.prediction.chosen import Choice
from carteira_cli.prediction.diagnosis import Diagnosis, diagnoses
from carteira_cli.prediction.outlook import Outlook
from carteira_cli.prediction.purchases import Purchases
from carteira_cli.prediction.spending import spending_of

END = 800
WINDOW, DAY = Window(90, "d"), Window(1, "d")


def purchases(histories, end=END):
    """Of customers by what each bought: days, with cents."""
    names = [f"C{number:04}" for number in range(len(histories))]
    rows = [
        (line, day, cents >= 0, cents) for line, own in enumerate(histories) for day, cents in sorted(own) if day < end
    ]
    schema = {"linha": pl.UInt32, "data": pl.Int32, "compra": pl.Boolean, "centavos": pl.Int64}
    return Purchases(pl.Series("cliente", names), pl.DataFrame(rows, schema, orient="row"), end)


def outlook(histories, end=END, **asked):
    return Outlook(purchases(histories, end), end, WINDOW, AskedModel(**({"k": 1} | asked)))


def customers(number=120, *, seed=1, first=None, leaves=None, gap=(2, 15), spends=None, regular=1):
    """Customers who come over time, buy at a pace of their own and leave."""
    chance = Random(seed)  # noqa: S311 - customers, no secret
    found = []
    for at in range(number):
        pace, day = chance.gammavariate(*gap) + 3, first(at) if first else chance.randrange(END)
        mean, goes = chance.gammavariate(3, 4000), chance.betavariate(1, 6) if leaves is None else leaves
        own = []
        while day < END:
            cents = round(mean * chance.gammavariate(4, 0.25)) if spends is None else spends(pace)
            own.append((day, max(cents, 1)))
            if chance.random() < goes:
                break
            day += max(1, round(chance.gammavariate(regular, pace / regular)))
        found.append(own or [(END - 1, 100)])
    return found


def codes(found):
    return {one.code: one for one in found}


@pytest.fixture(scope="module")
def sound():
    return outlook(customers())


def test_of_customers_as_the_models_have_them_nothing_is_said(sound):
    assert sound.choice is not None
    assert diagnoses(sound, pl.Series([5] * 100)) == ()
    assert sound.spending.fitted is not None


def test_too_few_who_bought_again_and_too_short_a_history_leave_no_model():
    few = outlook(customers(30))
    found = codes(diagnoses(few))
    assert found.keys() == {"poucos_repetidores"}
    assert (found["poucos_repetidores"].measured, found["poucos_repetidores"].limit) == (few.repeaters, 50)
    assert few.choice is None
    assert not few.spending.dependent
    assert few.spending.fitted is None
    short = outlook(customers(400, first=lambda at: at % 60, gap=(2, 5)), end=150)
    found = codes(diagnoses(short))
    assert found.keys() == {"historia_curta"}
    assert found["historia_curta"].measured == round(150 / 90, 4)
    assert "1,7 vez" in found["historia_curta"].message


def test_nobody_and_next_to_nothing_are_told_as_such():
    said = [one.message for one in diagnoses(outlook([[(9, 100)]], end=10))]
    assert said == [
        "nenhum cliente comprou mais de uma vez, e um modelo precisa de 50",
        "a história tem menos de 0,1 vez o prazo de inatividade, e um modelo precisa de 2 vezes",
    ]
    one = [[(1, 100), (200, 100)]]
    assert [found.message for found in diagnoses(outlook(one))] == [
        "só 1 cliente comprou mais de uma vez, e um modelo precisa de 50"
    ]
    nearly = codes(diagnoses(outlook(one, end=180)))["historia_curta"]  # 179 days: 1.99 windows, of which 2 are asked
    assert "tem 1,9 vez o" in nearly.message


def test_where_nobody_is_seen_to_leave_it_may_be_the_regularity():
    """Erlang-2 gaps without any leaving: what k = 1 takes for loyalty."""
    steady = customers(150, leaves=0.0, regular=4, gap=(6, 5))
    one = codes(diagnoses(outlook(steady)))
    assert "com k = 1 pode ser a regularidade" in one["sem_abandono"].message
    assert one["sem_abandono"].instead == "tente --k auto"
    found = codes(diagnoses(outlook(steady, k=2)))
    assert "sem_abandono" not in found or "como teto" in found["sem_abandono"].instead


def test_a_regularity_beyond_the_largest_tried_is_told():
    found = outlook(customers(80, leaves=0.05, regular=40, gap=(9, 4)), k=None)
    assert [one.model.k for one in found.choice.tried] == [1, 2, 3, 4, 5, 6]
    assert "--k 7" in codes(diagnoses(found))["k_no_limite"].instead


def test_a_search_that_did_not_end_is_told(sound):
    choice = sound.choice
    estimate = replace(choice.fitted.estimate, converged=False, steps=60)
    unfinished = Choice(replace(choice.fitted, estimate=estimate), choice.tried)

    class Unfinished(Outlook):
        choice = unfinished

    found = diagnoses(Unfinished(sound.purchases, END, WINDOW, sound.asked))
    assert [(one.code, one.measured) for one in found] == [("nao_convergiu", 60)]


def test_many_first_purchases_as_the_data_begin_say_that_it_began_before():
    cut = outlook(customers(150, first=lambda at: at % 90 if at % 2 else at * 5 % END))
    one = codes(diagnoses(cut))["historia_cortada"]
    first = cut.frame["primeira"]
    assert one.measured == pytest.approx((first < first.min() + 90).mean(), abs=1e-4)
    assert one.limit == pytest.approx(2 * 90 / (END - first.min()), abs=1e-4)
    assert "nos primeiros 90 dias dos dados" in one.message
    assert one.instead.startswith("a chance de estar ativo (p_ativo) sai segura demais")


def test_a_window_of_a_day_is_said_as_one():
    cut = Outlook(purchases(customers(150, first=lambda at: 0 if at % 3 else at * 5 % END)), END, DAY, AskedModel(k=1))
    assert "a primeira compra no primeiro dia dos dados" in codes(diagnoses(cut))["historia_cortada"].message


def test_who_buys_oftener_and_spends_less_is_told_and_spends_her_own_mean():
    dependent = outlook(customers(leaves=0.02, spends=lambda pace: round(300 * pace)))
    one = codes(diagnoses(dependent))["valor_depende_da_frequencia"]
    assert one.measured < -0.3
    assert "gasta menos" in one.message
    assert dependent.spending.fitted is None
    rows = dependent.frame.with_columns(tell=pl.Series(dependent.spending.cents)).filter(pl.col("repetidas") > 0)
    assert rows.select((pl.col("tell") - pl.col("centavos") / pl.col("repetidas")).abs().max()).item() < 1e-6


def test_who_gave_everything_back_is_counted():
    given = customers()
    for own in given[:3]:
        own[:] = [(10, 500), (40, 700), (50, -700)]
    found = codes(diagnoses(outlook(given)))
    assert found["devolveu_tudo"].measured == 3
    assert "3 clientes compraram de novo e devolveram tudo" in found["devolveu_tudo"].message


@pytest.mark.parametrize(("cents", "told"), [([10, 90], 0.9), ([1] * 9 + [1], None), ([], None), ([0, 0], None)])
def test_one_customer_who_is_more_than_a_tenth_is_told(sound, cents, told):
    found = codes(diagnoses(sound, pl.Series(cents, dtype=pl.Int64)))
    assert (found["cliente_concentra"].measured if found else None) == told
    assert not found or found["cliente_concentra"].instead == "sem ele ficam R$ 0,10"


def test_a_diagnosis_is_a_sentence():
    one = Diagnosis("x", "há isto", 1, 2, "faz-se aquilo")
    assert one.words == "há isto; faz-se aquilo"


def test_spending_of_nobody_and_of_who_bought_once():
    nobody = spending_of(outlook([[(1, 100)]]).frame.clear())
    assert (len(nobody.cents), nobody.fitted, nobody.correlation, nobody.without) == (0, None, None, 0)
    once = spending_of(outlook([[(1, 100)], [(2, 900)]]).frame)
    assert [*once.cents] == [0, 0]  # nobody bought again: nothing is known of what a further purchase brings


def test_what_is_learnt_earlier_serves_for_spending_too():
    """Of who bought once by then nothing of her own is known, however often she bought since."""
    early = Outlook(purchases(customers()), END, WINDOW, AskedModel(k=1), learnt=500)
    assert early.spending.fitted is not None
    assert early.spending.fitted.estimate.values == early.calibration.spending.fitted.estimate.values
    assert len(early.spending.cents) == early.frame.height > early.calibration.frame.height
