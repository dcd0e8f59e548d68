"""The command line: it calls use cases and shows what they return."""


def main() -> None:
    """Entry point of the ``backstride`` command."""
    raise SystemExit("not built yet")
