"""`carteira validar`: what is wrong with the sources, how much of it, where, and what to do about it."""
