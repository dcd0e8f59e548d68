"""The fuzzer of the parsers of the import: ``run.py`` starts it."""
