"""An activity as a watch writes it, message by message, for tests of what becomes of it."""

import struct
from zoneinfo import ZoneInfo

from backstride.ingest import read
from backstride.records import Parsed

HOME = ZoneInfo("Europe/Helsinki")
T0 = 1_083_360_600  # 2024-04-29T21:30:00Z on the format's own clock
FILE_ID, DEVICE_SETTINGS, SESSION, LAP, RECORD, EVENT, DEVICE_INFO, ACTIVITY = 0, 2, 18, 19, 20, 21, 23, 34
RUNNING, CYCLING, SWIMMING, TRANSITION = 1, 2, 5, 3
START, STOP_ALL = 0, 4
NO_U32, NO_U16, NO_I32, NO_U8 = 0xFFFFFFFF, 0xFFFF, 0x7FFFFFFF, 0xFF


class Watch:
    """Writes an activity message by message; times in seconds from ``T0``."""

    def __init__(self, base, kind=4):
        self.f = base()
        self.base = base
        self.f.define(0, FILE_ID, [(0, 1, base.ENUM), (1, 2, base.UINT16), (2, 2, base.UINT16)])
        self.f.row(0, "BHH", kind, 1, 3290)

    def records(self, first, last, mps=3.0, fixes=True, metres0=0.0, cadence=NO_U8, fraction=NO_U8, rate=150):
        base, f = self.base, self.f
        fields = [(253, 4, base.UINT32), (0, 4, base.SINT32), (1, 4, base.SINT32), (5, 4, base.UINT32)]
        f.define(1, RECORD, [*fields, (3, 1, base.UINT8), (4, 1, base.UINT8), (53, 1, base.UINT8)])
        for s in range(first, last + 1):
            latitude = round((52.5 + s * mps / 111_195) / 180 * 2**31) if fixes else NO_I32
            longitude = round(13.4 / 180 * 2**31) if fixes else NO_I32
            metres = round((metres0 + (s - first) * mps) * 100)
            f.row(1, "IiiIBBB", T0 + s, latitude, longitude, metres, rate, cadence, fraction)
        return self

    def timer(self, second, kind):
        self.f.define(2, EVENT, [(253, 4, self.base.UINT32), (0, 1, self.base.ENUM), (1, 1, self.base.ENUM)])
        self.f.row(2, "IBB", T0 + second, 0, kind)
        return self

    def lap(self, start, seconds, metres):
        base = self.base
        self.f.define(3, LAP, [(2, 4, base.UINT32), (7, 4, base.UINT32), (9, 4, base.UINT32)])
        self.f.row(3, "III", T0 + start, round(seconds * 1000), round(metres * 100))
        return self

    def session(self, start, seconds, metres=None, sport=RUNNING, sub=0, cadence=NO_U8, climb=NO_U16):
        base = self.base
        fields = [
            (2, 4, base.UINT32),
            (7, 4, base.UINT32),
            (8, 4, base.UINT32),
            (9, 4, base.UINT32),
            (5, 1, base.ENUM),
        ]
        self.f.define(4, SESSION, [*fields, (6, 1, base.ENUM), (18, 1, base.UINT8), (22, 2, base.UINT16)])
        way = NO_U32 if metres is None else round(metres * 100)
        ms = round(seconds * 1000)
        self.f.row(4, "IIIIBBBH", T0 + start, ms, ms, way, sport, sub, cadence, climb)
        return self

    def put(self, message, *fields):
        """One message of any kind; ``fields`` are (number, base type, ``struct`` format, value)."""
        sizes = [(number, struct.calcsize(form), kind) for number, kind, form, _ in fields]
        self.f.define(6, message, sizes)
        self.f.row(6, "".join(form for _, _, form, _ in fields), *(value for *_, value in fields))
        return self

    def activity(self, local_s, at=600, clock0=T0):
        self.f.define(5, ACTIVITY, [(253, 4, self.base.UINT32), (5, 4, self.base.UINT32)])
        self.f.row(5, "II", clock0 + at, local_s)
        return self

    def file(self):
        return self.f.file()


def only(watch):
    outcome = read("x.fit", watch.file(), HOME)
    assert isinstance(outcome, Parsed), outcome
    (activity,) = outcome.activities
    return activity
