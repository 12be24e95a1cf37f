"""Signal or noise: whether a change can be told from chance. Mathematics over plain numbers."""
