"""Records → open formats: FIT, GPX, TCX, CSV and Parquet."""
