"""The page and the letter."""
