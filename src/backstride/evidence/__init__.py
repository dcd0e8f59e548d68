"""Every threshold, prior and claim, with its source and certainty."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _registry() -> dict[str, dict[str, object]]:
    return tomllib.loads(files(__name__).joinpath("registry.toml").read_text("utf-8"))


def figure(entry_id: str) -> float:
    """The number that the registry entry states, in the entry's own unit. KeyError where there is none."""
    return float(_registry()[entry_id]["figure"])  # type: ignore[arg-type]
