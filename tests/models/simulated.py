"""Customers simulated as the models tell their story, purchase by purchase; no formula is used."""

from __future__ import annotations

import numpy as np

from carteira_cli.models.histories import grouped


class Buyers:
    """Regular buyers who leave after a purchase, the first one too: followed up to the end of two spans of time.

    Attributes:
        repeats, recency, age, log_gaps: each one's history at the end of the first span.
        later: purchases of each within the second span.
    """

    def __init__(self, seed, customers, parameters, k=1, span=1.0, ahead=0.0):
        r, alpha, *leave = parameters  # without a and b nobody leaves
        chance = np.random.default_rng(seed)
        rate = chance.gamma(r, size=customers) / alpha
        leaves = chance.beta(*leave, size=customers) if leave else np.zeros(customers)
        self.age = np.broadcast_to(np.asarray(span, dtype=float), customers).copy()
        self.repeats, self.recency, self.log_gaps = np.zeros(customers, int), np.zeros(customers), np.zeros(customers)
        self.later = np.zeros(customers, int)
        clock = np.zeros(customers)
        going = np.flatnonzero(chance.random(customers) >= leaves)
        while len(going):
            gap = chance.gamma(k, size=len(going)) / rate[going]
            clock[going] += gap
            within = clock[going] <= self.age[going]
            here = going[within]
            self.repeats[here] += 1
            self.recency[here] = clock[here]
            self.log_gaps[here] += np.log(gap[within])
            after = going[~within & (clock[going] <= self.age[going] + ahead)]
            self.later[after] += 1
            going = going[clock[going] <= self.age[going] + ahead]
            going = going[chance.random(len(going)) >= leaves[going]]

    def histories(self):
        return grouped(self.repeats, self.recency, self.age, self.log_gaps)


def pareto(seed, customers, parameters, span, start, end):
    """Repeats and recency up to a time, and how many purchases then come within (start, end] after it."""
    r, alpha, s, beta = parameters
    chance = np.random.default_rng(seed)
    rate, death = chance.gamma(r, size=customers) / alpha, chance.gamma(s, size=customers) / beta
    life = chance.exponential(size=customers) / death
    repeats, recency, later = np.zeros(customers, int), np.zeros(customers), np.zeros(customers, int)
    clock, going = np.zeros(customers), np.arange(customers)
    while len(going):
        clock[going] += chance.exponential(size=len(going)) / rate[going]
        going = going[clock[going] <= np.minimum(life[going], span + end)]
        here = going[clock[going] <= span]
        repeats[here] += 1
        recency[here] = clock[here]
        later[going[clock[going] > span + start]] += 1
    return repeats, recency, later
