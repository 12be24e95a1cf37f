"""`vendedores`: each seller's portfolio."""
