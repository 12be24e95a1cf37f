"""The command line: the only place that sees flags, prints and exits."""
