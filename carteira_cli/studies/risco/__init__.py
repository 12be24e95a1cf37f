"""`risco`: who is about to leave."""
