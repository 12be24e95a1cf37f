"""Analyses of indicators: run over a customer base, split, listed, explained, made a report."""
