"""Find and read files, convert once, count what was rejected: out comes a ledger of exact lines."""
