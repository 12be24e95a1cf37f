"""From lines to one row a customer: the algebra of measures, and the ways to compute them."""
