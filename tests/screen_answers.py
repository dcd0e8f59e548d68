"""Answers to the questions about warning signs, as tests of several rooms give them."""

from collections.abc import Mapping
from typing import Any

from backstride.screen.questions import NUMBER, YES_NO, keys


def otherwise_no(known: Mapping[str, Any]) -> dict[str, Any]:
    """These answers, and no to every yes-or-no question and choice that they leave out."""
    noes = {
        key.name: False if key.kind == YES_NO else "none" for key in keys().values() if key.kind != NUMBER
    }
    return {**noes, "sex": "other", **known}
