"""What lies ahead: models of repeat buying over a customer base, how well they did before, and the naive beside them."""
