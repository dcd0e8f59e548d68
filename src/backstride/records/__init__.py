"""What an activity, a stream, a check-in, a shoe and a day are: frozen, with the unit in every name."""

from backstride.records.activity import Activity, Lap, Sport
from backstride.records.checkin import CheckIn, Slot
from backstride.records.days import DAY_COLUMNS, EVENT_COLUMNS, Days, DiaryTime
from backstride.records.kept import KeptKind
from backstride.records.measure import Measure, MeasureKind
from backstride.records.outcome import Failed, Parsed, ParseOutcome, Skipped
from backstride.records.screening import Screening
from backstride.records.self_test import SelfTest, SelfTestKind
from backstride.records.shoe import Shoe
from backstride.records.streams import Channel, Streams

__all__ = [
    "DAY_COLUMNS",
    "EVENT_COLUMNS",
    "Activity",
    "Channel",
    "CheckIn",
    "Days",
    "DiaryTime",
    "Failed",
    "KeptKind",
    "Lap",
    "Measure",
    "MeasureKind",
    "ParseOutcome",
    "Parsed",
    "Screening",
    "SelfTest",
    "SelfTestKind",
    "Shoe",
    "Skipped",
    "Slot",
    "Sport",
    "Streams",
]
