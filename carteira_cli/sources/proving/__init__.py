"""What a column is written in is guessed at its head and proven on every line, or guessed anew."""
