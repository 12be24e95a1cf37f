"""`comparar-definicoes`: one period by the rules of others."""
