"""Delimited text of any dialect, as a table of text."""
