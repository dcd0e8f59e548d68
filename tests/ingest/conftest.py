"""Makes the builders importable; reads XML by the layout of its points, and by the parser alone."""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backstride.ingest import gpx, markup, read, tcx
from backstride.records import Failed, Parsed

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # builders
sys.path.append(str(HERE.parents[1] / "benchmarks"))  # what the fuzzer shares; behind the tests' own modules

HOME = ZoneInfo("Europe/Helsinki")
FORMS = {"gpx": gpx.FORM, "tcx": tcx.FORM}
NEVER = 10**12


class BothWays:
    """Documents and outcomes by layout (where that can be) and by the parser alone; they must be the same."""

    def document(self, data, kind, shortest=0):
        """The parsed document, its points read by layout if it has at least ``shortest`` bytes."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(markup, "MIN_BYTES_AHEAD", shortest)
            return markup.parse(data, FORMS[kind])

    def is_by_layout(self, data, kind):
        document = self.document(data, kind)
        return not isinstance(document, Failed) and bool(document.read_ahead)

    def assert_same(self, data, kind):
        assert self._texts(data, kind, 0) == self._texts(data, kind, NEVER)
        assert self._outcome(data, kind, 0) == self._outcome(data, kind, NEVER)

    def _texts(self, data, kind, shortest):
        """All that a document says of its state and of its points, in the order of the sections."""
        document = self.document(data, kind, shortest)
        if isinstance(document, Failed):
            return document
        sections = [e for e in document.root.iter() if markup.local_name(e.tag) == FORMS[kind].section]
        return document.fault, document.fault_offset, [document.columns(section) for section in sections]

    def _outcome(self, data, kind, shortest):
        """What comes of a file, down to the raw columns, which equal activities need not share."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(markup, "MIN_BYTES_AHEAD", shortest)
            found = read(f"x.{kind}", data, HOME)
        activities = found.activities if isinstance(found, Parsed) else ()
        streams = [
            {
                name: (column.raw.tobytes(), column.scale, column.invalid)
                for name, column in a.streams.channels.items()
            }
            for a in activities
        ]
        return found, streams


@pytest.fixture(scope="session")
def both_ways() -> BothWays:
    return BothWays()
