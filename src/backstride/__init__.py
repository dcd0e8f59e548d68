"""Does running hurt my lower back? An answer for one runner, from that runner's own data."""

__version__ = "0.1.0"
