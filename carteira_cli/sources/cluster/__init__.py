"""Sales that a cluster reads: our own reading inside its executors, whose findings alone come back."""
