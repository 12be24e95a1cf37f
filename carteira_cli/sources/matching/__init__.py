"""Which column of a file is which: by its name, its cells, or the profile of a known system."""
