"""`rfm`: recency, frequency and value."""
