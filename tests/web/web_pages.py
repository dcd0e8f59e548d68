"""What tests read out of a page."""

import re


def text_of(html: str) -> str:
    """What a reader sees of a page, in one line."""
    bare = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split())
