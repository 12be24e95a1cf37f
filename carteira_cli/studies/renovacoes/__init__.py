"""`renovacoes`: contracts that end."""
