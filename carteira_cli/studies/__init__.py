"""Analyses that are more than a family of indicators, a folder each."""
