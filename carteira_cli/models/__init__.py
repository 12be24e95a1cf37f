"""Statistical models: maths over plain numbers, without a word about customers, files or reports."""
