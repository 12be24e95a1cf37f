"""Customer portfolio analytics on the command line, in Portuguese."""

__version__ = "0.1.0"
