"""The catalogue of indicators: each is one record and one small function."""
