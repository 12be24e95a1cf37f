"""Averages over rates and chances of single customers, by sums in equal steps of their logarithm and logit."""

from __future__ import annotations

from math import lgamma

import numpy as np


def rates(r, alpha, count=200):
    """Values of λ ~ Gamma(r, α), and what each weighs; as a column."""
    logs = np.linspace(-40 / max(r, 1.0), 6.0, count) - np.log(alpha)
    weight = np.exp(r * (logs + np.log(alpha)) - np.exp(logs) * alpha - lgamma(r)) * (logs[1] - logs[0])
    return np.exp(logs)[:, None], weight[:, None]


def chances(a, b, count=150):
    """Values of p ~ Beta(a, b), and what each weighs; as a row."""
    odds = np.linspace(-40.0, 40.0, count)
    stays, leaves = -np.logaddexp(0, odds), -np.logaddexp(0, -odds)
    weight = np.exp(a * leaves + b * stays + lgamma(a + b) - lgamma(a) - lgamma(b)) * (odds[1] - odds[0])
    return np.exp(leaves)[None, :], weight[None, :]
