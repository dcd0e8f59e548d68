"""FIT files read into columns, whole kinds of message at a time."""

from backstride.ingest.fit.decode import FitFault, FitFile, FitSegment, Messages, decode, is_fit
from backstride.ingest.fit.table import Column, MessageTable
from backstride.ingest.fit.wire import FIT_EPOCH_UNIX_S

__all__ = [
    "FIT_EPOCH_UNIX_S",
    "Column",
    "FitFault",
    "FitFile",
    "FitSegment",
    "MessageTable",
    "Messages",
    "decode",
    "is_fit",
]
