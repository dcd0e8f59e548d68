"""The schema's history, applied when a store is opened."""
