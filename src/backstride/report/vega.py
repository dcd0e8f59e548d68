"""Vega, Vega-Lite and Vega-Embed in one script, from the package that carries them."""

from functools import cache
from threading import Lock

_BEING_MADE = Lock()


def vega_bundle() -> str:
    """The script, which defines ``vegaEmbed``. It takes seconds at the first call, and is then kept."""
    with _BEING_MADE:
        return _made()


@cache
def _made() -> str:
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return bundle
