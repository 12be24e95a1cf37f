"""From a command and a configuration to a report: the pipeline, top to bottom."""
