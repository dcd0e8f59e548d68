"""What can be wrong with a data folder."""


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says why and what to do."""
