"""Tables with a row an object: CSV and Parquet."""
