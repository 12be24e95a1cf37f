"""Which files there are: named, found by their names, or imported before."""
