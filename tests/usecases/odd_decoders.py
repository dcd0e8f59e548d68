"""Decoding that goes wrong: a module of its own, since other processes import it by name."""

import os
import time
from datetime import tzinfo

from backstride.ingest.containers import Large, Leaf
from backstride.store import Fate
from backstride.usecases.decoding import Decoded, decode


def dying_of_some(name: str, found: Leaf | Large, home_zone: tzinfo) -> Decoded:
    """A file that takes its process down, as one does for which memory does not suffice."""
    if "deadly" in name:
        os._exit(9)
    return decode(name, found, home_zone)


def slow_at_first(name: str, found: Leaf | Large, home_zone: tzinfo) -> Decoded:
    """The earlier its number, the longer it takes: results come out of order."""
    number = int(name.split(".")[0])
    time.sleep(max(0.0, 0.08 - number * 0.01))
    return decode(name, found, home_zone)


def telling_its_process(name: str, found: Leaf | Large, home_zone: tzinfo) -> Decoded:
    return Decoded(Fate.SKIPPED, str(os.getpid()))


def endless(name: str, found: Leaf | Large, home_zone: tzinfo) -> Decoded:
    time.sleep(600)
    return Decoded(Fate.SKIPPED, "never")
