"""What lies ahead of each customer: models of repeat buying over a customer base."""
