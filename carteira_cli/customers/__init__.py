"""The customers under analysis: as-of day and period, lines and people, filters, groups, contracts, series."""
