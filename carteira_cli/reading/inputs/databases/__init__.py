"""Tables and queries of databases, brought as one consistent snapshot each to a scratch Parquet."""
