"""Stages of leads: by hand, and against plain Python on random histories."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.kpis.etapas import StagedLead, WinRate, entered_stages, staged, stays, win_rates
from carteira_cli.kpis.funil_aberto import Velocity, calibration, pipeline, velocity
from carteira_cli.kpis.stage_order import StageOrder, order_of

ORDER = StageOrder(("novo", "proposta"), frozenset({"ganho"}))
STAGES = ["novo", "proposta"]


def lead(name, created, won, stage, cents, *entered):
    return staged(name, created, won, stage, cents, entered, ORDER)


WON = lead("a", 0, 20, "proposta", 100_00, (0, "novo"), (10, "proposta"))
LOST = lead("b", 0, None, "perdido", 50_00, (0, "novo"), (5, "perdido"))
OPEN = lead("c", 3, None, "novo", 70_00, (3, "novo"))
VAGUE = lead("d", 2, None, "perdido", None, (2, "novo"))  # lost, and nobody noted when
BARE = lead("e", 1, None, "proposta", 10_00)  # no history


def test_what_becomes_of_a_lead():
    assert (WON.is_open, WON.lost, WON.entries) == (False, False, ((0, "novo"), (10, "proposta")))
    assert (LOST.is_decided, LOST.lost_on, LOST.entries) == (True, 5, ((0, "novo"),))
    assert (OPEN.is_open, VAGUE.lost, VAGUE.lost_on) == (True, True, None)


def test_entries_are_by_day_then_order_and_a_stage_twice_is_once():
    found = lead("x", 0, None, None, None, (5, "proposta"), (5, "novo"), (7, "proposta"), (8, "proposta"))
    assert found.entries == ((5, "novo"), (5, "proposta"))
    assert lead("x", 0, 9, None, None, (0, "novo"), (9, "ganho"), (12, "proposta")).entries == ((0, "novo"),)


def test_who_came_back_from_the_lost_is_not_lost():
    back = lead("x", 0, None, "novo", None, (0, "novo"), (3, "perdido"), (8, "novo"))
    assert (back.is_open, back.lost_on, back.entries) == (True, None, ((0, "novo"),))
    again = lead("x", 0, None, "perdido", None, (0, "novo"), (3, "perdido"), (8, "novo"), (9, "perdido"))
    assert again.lost_on == 9
    assert lead("x", 0, 12, "novo", None, (3, "perdido")).lost is False


def test_a_lead_as_it_was_known_on_a_day():
    assert OPEN.at(2) is None
    then = WON.at(15)
    assert (then.is_open, then.stage, then.entries) == (True, "proposta", ((0, "novo"), (10, "proposta")))
    assert WON.at(9).entries == ((0, "novo"),)
    assert WON.at(20).won == 20
    assert (LOST.at(4).is_open, LOST.at(5).lost) == (True, True)
    assert VAGUE.at(90).is_open
    assert BARE.at(5).stage is None


def test_time_in_a_stage_by_hand():
    new, offer = stays([WON, LOST, OPEN, VAGUE, BARE], STAGES, 30, least=1)
    assert (new.entries, new.moved, new.lost, new.open) == (4, 1, 2, 1)
    # Four stays; the one lost without a day never goes on. Lost on day 5 of the stay: 1 of 4. On day 10, of the two
    # others at risk besides it, one goes on: S = 3/4, 3/4 × 1/3 = 1/4.
    assert new.away.share(5) == Fraction(1, 4)
    assert new.ahead.share(9) == 0
    assert new.ahead.share(10) == Fraction(1, 4)
    assert (offer.entries, offer.moved, offer.ahead.quantile(Fraction(1, 2))) == (1, 1, 10)
    assert stays([WON], ["outra"], 30)[0].entries == 0


def test_win_rates_by_hand():
    rates = win_rates([WON, LOST, OPEN, VAGUE, BARE], STAGES)
    assert rates["novo"] == WinRate(4, 1, 2, 1)
    assert rates["novo"].rate == Fraction(1, 3)
    assert rates["proposta"].rate == 1
    assert rates[None] == WinRate(5, 1, 2, 2)
    assert win_rates([], STAGES)[None].rate is None


def test_where_nobody_is_lost_the_open_count_against():
    rates = win_rates([WON, OPEN], STAGES)
    assert rates["novo"].rate == Fraction(1, 2)


def test_velocity_is_that_of_the_worked_example():
    found = Velocity(42, Fraction(252, 1000), Fraction(900_000), Fraction(22))
    assert round(found.per_day / 100) == 4330
    assert velocity([WON, LOST, OPEN]) == Velocity(1, Fraction(1, 2), Fraction(100_00), Fraction(20))
    assert velocity([OPEN]).per_day is None
    assert Velocity(1, Fraction(1), Fraction(1), Fraction(0)).per_day is None


def test_a_pipeline_by_hand():
    # Ten decided of "novo": five won. "proposta" has five decided: too few, all leads' 5/10 instead.
    decided = [lead(f"w{n}", 0, 20, "proposta", 10_00, (0, "novo"), (10, "proposta")) for n in range(5)] + [
        lead(f"l{n}", 0, None, "perdido", 10_00, (0, "novo"), (5, "perdido")) for n in range(5)
    ]
    blank = lead("z", 0, None, None, 30_00)
    found = pipeline([*decided, OPEN, BARE, blank, lead("y", 1, None, "rara", None)], STAGES)
    told = [(one.stage, one.leads, one.valued, one.cents, one.rate, one.own) for one in found]
    half = Fraction(1, 2)
    assert told == [
        ("novo", 1, 1, 70_00, half, True),
        ("proposta", 1, 1, 10_00, half, False),
        ("rara", 1, 0, 0, half, False),
        (None, 1, 1, 30_00, half, False),
    ]
    assert [one.weighed for one in found] == [35_00, 5_00, 0, 15_00]
    assert pipeline([OPEN], STAGES)[0].weighed == 0  # nobody is lost, so the open count: 0 of 1
    assert pipeline([], STAGES) == []


def test_a_calibration_knows_only_its_day():
    late = lead("f", 0, 40, "novo", 200_00, (0, "novo"))
    first, second = calibration([WON, LOST, OPEN, late], STAGES, [3, 25])
    assert (first.leads, first.valued, first.open) == (4, 4, 1)
    assert first.predicted == 0  # nobody was won by then, and nobody lost: 0 of 4
    assert first.won == 300_00  # a and f, since
    # On day 25 a was won and b lost: 1/2. Open are c (70) and f (200), of whom f was won later.
    assert (second.leads, second.predicted, second.won, second.open) == (2, 135_00, 200_00, 1)
    assert calibration([WON], STAGES, [25])[0].predicted is None


def test_stages_are_ordered_by_what_more_leads_met_first():
    told = {"a": [(0, "novo"), (10, "proposta")], "b": [(0, "novo"), (5, "visita"), (9, "proposta")]}
    told |= {f"c{n}": [(n, "proposta")] for n in range(9)}  # who begins there is no reason to put it before the others
    told["d"] = [(0, "proposta"), (0, "visita"), (0, "novo")]  # of one day nothing is known
    told["e"] = [(3, "proposta"), (4, "novo")]  # one against two
    assert order_of(told, {}, []).names == ("novo", "visita", "proposta")
    assert order_of(told, {}, ["proposta", "nunca"]).names == ("proposta", "novo", "visita")


def test_an_end_is_where_nobody_was_before_the_sale():
    told = {
        "a": [(0, "novo"), (5, "proposta"), (5, "assinatura"), (9, "entrega")],
        "b": [(2, "proposta"), (4, "Ganho")],
    }
    assert order_of(told, {"a": 5}, []).ends == {"assinatura", "entrega"}
    assert order_of(told, {"a": 5, "b": 9}, []).ends == {"assinatura", "entrega"}
    assert order_of(told, {"a": 5, "b": 4}, []).ends == {"assinatura", "entrega", "Ganho"}
    # A lead that is said to be won, and has no day of it, does not make a stage to wait in of the sale.
    assert order_of(told | {"c": [(1, "Ganho")]}, {"b": 4}, []).ends >= {"Ganho"}


def test_what_a_lead_did_on_one_day_is_in_the_order_of_the_stages():
    won = lead("x", 0, 4, "ganho", None, (0, "novo"), (4, "ganho"), (4, "proposta"))
    assert won.entries == ((0, "novo"), (4, "proposta"))
    gone = lead("y", 0, None, "perdido", None, (0, "novo"), (4, "perdido"), (4, "proposta"))
    assert (gone.entries, gone.lost_on) == (((0, "novo"), (4, "proposta")), 4)
    # She was lost and came back on one day: the list of leads says where she is now.
    back = lead("z", 0, None, "novo", None, (4, "novo"), (4, "perdido"))
    assert (back.is_open, back.entries) == (True, ((4, "novo"),))
    rates = win_rates([won, gone], STAGES)
    assert (rates["proposta"].won, rates["proposta"].lost) == (1, 1)
    offer = stays([won, gone], STAGES, 30, least=1)[1]
    assert (offer.entries, offer.moved, offer.lost) == (2, 1, 1)
    assert (offer.ahead.share(0), offer.away.share(0)) == (Fraction(1, 2), Fraction(1, 2))


HISTORIES = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.none() | st.integers(0, 60),
        st.sampled_from([None, "novo", "perdido"]),
        st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["novo", "proposta", "visita", "perdido"])), max_size=5),
    ),
    max_size=12,
)


def drawn_leads(drawn) -> list[StagedLead]:
    return [
        lead(f"l{n}", created, None if won is None else created + won, stage, 100 * n, *entered)
        for n, (created, won, stage, entered) in enumerate(drawn)
    ]


def by_hand(won, stage, entered):
    """The stages of a lead in order, and whether she is lost, day by day in plain Python."""
    places = {"novo": 0, "proposta": 1, "visita": 2, "ganho": 3, "perdido": 4}
    days, walked, at = {}, [], None
    for day, name in entered:
        days.setdefault(day, set()).add(name)
    for day in sorted(days):
        names = sorted(days[day], key=places.get)
        if day == max(days) and stage in names:
            names.remove(stage)
            names.append(stage)
        for name in names:
            sold = won is not None and (day > won or (day == won and name == "ganho"))
            if name != "perdido" and not sold and (not walked or walked[-1] != name):
                walked.append(name)
            at = name
    return walked, won is None and "perdido" in {at, stage}


DAYS_OF_TIES = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["novo", "proposta", "visita", "ganho", "perdido"])), max_size=7
)


@given(st.none() | st.integers(0, 2), st.sampled_from([None, "novo", "ganho", "perdido"]), DAYS_OF_TIES)
def test_days_of_many_stages_are_those_of_plain_python(won, stage, entered):
    found = lead("x", 0, won, stage, None, *entered)
    assert ([name for _, name in found.entries], found.lost) == by_hand(won, stage, entered)


@given(HISTORIES)
def test_counts_are_those_of_plain_python(drawn):
    leads = drawn_leads(drawn)
    order = StageOrder(("visita", "novo", "proposta"))
    stages = entered_stages(leads, order)
    assert stages == [name for name in order.names if any(name in dict(map(reversed, one.entries)) for one in leads)]
    rates = win_rates(leads, stages)
    for name in stages:
        those = [one for one in leads if name in [stage for _, stage in one.entries]]
        won = [one for one in those if one.won is not None]
        assert (rates[name].entered, rates[name].won) == (len(those), len(won))
        assert rates[name].lost == sum(one.lost for one in those)
    assert rates[None].entered == len(leads) == sum((rates[None].won, rates[None].lost, rates[None].open))
    for one in stays(leads, stages, 100, least=1):
        assert one.entries == one.moved + one.lost + one.open
        assert one.entries == sum(stage == one.stage for each in leads for _, stage in each.entries)
        both = [curve.steps[-1].incidence if curve.steps else Fraction(0) for curve in (one.ahead, one.away)]
        assert sum(both) <= 1


@given(HISTORIES, st.randoms(use_true_random=False))
def test_no_order_of_leads_matters(drawn, chance):
    leads, stages = drawn_leads(drawn), STAGES
    told = (
        win_rates(leads, stages),
        pipeline(leads, stages),
        calibration(leads, stages, [10, 30]),
        velocity(leads),
    )
    chance.shuffle(leads)
    assert told == (
        win_rates(leads, stages),
        pipeline(leads, stages),
        calibration(leads, stages, [10, 30]),
        velocity(leads),
    )
