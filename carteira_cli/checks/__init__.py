"""Numbers held against limits: thresholds, worsening since a baseline, verdicts."""
